//! How a need lives: stale, withdrawn, rejected, fulfilled; and what is remembered of it.

use crate::story::{Story, key, policy};
use yicang_domain::events::Event;

const FLOOR: &str = "stale 48 floor\n";
const OUT: &str = "stale 48 out\n";

#[test]
fn a_stale_need_is_planned_at_its_floor_or_not_at_all() {
    let mut story = Story::begin();
    story.needs("H1", 1_000, "routine");
    story.verifies("H1", 401, None);
    let fresh = "routine 1000 entitlement=401";
    story.wait(48);
    assert_eq!((story.line_under(FLOOR, "H1").as_str(), story.line_under(OUT, "H1").as_str()), (fresh, fresh));
    story.wait(1);
    // 30 % of 401, rounded up.
    assert_eq!(story.line_under(FLOOR, "H1"), "routine 121 entitlement=401");
    assert_eq!(story.line_under(OUT, "H1"), "closed");
    assert_eq!(story.line("H1"), fresh, "by a policy without the line nothing grows old");
    story.receives(50, "H1", 130);
    assert_eq!(story.line_under(FLOOR, "H1"), "closed", "it has its floor");
    // It is open all the same, and whoever says a word on it makes it fresh.
    story.needs("H1", 1_000, "routine");
    assert_eq!(story.line_under(FLOOR, "H1"), "routine 1000 entitlement=401 covered=130");
    story.wait(60);
    story.verifies("H1", 401, None);
    assert_eq!(story.line_under(OUT, "H1"), fresh);
}

#[test]
fn a_claim_of_nothing_withdraws_the_need() {
    let mut story = Story::begin();
    story.needs("H1", 100, "routine");
    story.needs("H1", 0, "none");
    assert_eq!(story.line("H1"), "closed");
    assert!(!story.board.is_open(&key("H1", "N95")));
    story.needs("H1", 30, "routine");
    assert_eq!(story.line("H1"), "routine 30 entitlement=0");
}

#[test]
fn a_rejected_need_is_closed_and_what_was_said_is_remembered() {
    let mut story = Story::begin();
    story.needs("H1", 100, "routine");
    story.needs("H1", 200, "urgent");
    story.verifies("H1", 150, Some("routine"));
    story.happens(Event::Rejected { need: key("H1", "N95"), by: "C-1".parse().unwrap() });
    assert_eq!(story.line("H1"), "closed");
    story.needs("H1", 0, "none");
    story.needs("H1", 50, "routine");
    story.receives(50, "H1", 50);
    let said: Vec<_> = story
        .board
        .history(&key("H1", "N95"))
        .iter()
        .map(|change| change.what.message(&policy("")).to_string())
        .collect();
    assert_eq!(
        said,
        [
            "claimed 100 (routine)",
            "amended: 100 (routine) → 200 (urgent)",
            "verified: 150 (routine)",
            "rejected by C-1",
            "withdrawn by the site",
            "claimed 50 (routine)",
            "fulfilled: 50 received",
        ]
    );
    for units in 1..=30 {
        story.needs("H1", units, "routine");
    }
    let history = story.board.history(&key("H1", "N95"));
    assert_eq!(history.len(), 20, "the last ones");
    assert_eq!(history[19].what.message(&policy("")).to_string(), "amended: 29 → 30 (routine)");
}
