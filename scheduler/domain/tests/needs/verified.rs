//! What a verification does to the board, and what counts before there is one.

use crate::story::{Story, now};
use yicang_domain::Policy;
use yicang_domain::entitlement::Way;

#[test]
fn a_claim_counts_as_what_is_known_of_like_sites_until_it_is_verified() {
    let mut story = Story::begin();
    story.needs("H4", 900, "routine");
    assert_eq!(story.line("H4"), "routine 900 entitlement=0");
    assert_eq!(
        story.entitled("H4").message().to_string(),
        "entitled to 0: nothing is verified, and 0 sites of the same kind are, where the median needs 3; the claim is served \
         from true surplus only"
    );
    for (site, of) in [("H1", 100), ("H2", 300), ("H3", 250)] {
        story.verifies(site, of, None);
    }
    assert_eq!(story.line("H4"), "routine 900 entitlement=250");
    assert_eq!(
        story.entitled("H4").message().to_string(),
        "entitled to 250: nothing is verified; of 3 verified sites of the same kind, H3 is in the middle with 250, and the claim \
         is the most"
    );
    story.needs("H4", 90_000, "routine");
    assert_eq!(story.line("H4"), "routine 90000 entitlement=250");
    story.verifies("H4", 700, None);
    assert_eq!(story.line("H4"), "routine 90000 entitlement=700");
    assert_eq!(story.entitled("H4").way, Way::Verified { entry: 7 });
    // By rules without these lines the claim counts, as it did when there were none.
    let plain = Policy::from_text("yicang-policy 1\nname p\nfirst-level units\nclass routine 1\n").unwrap();
    story.needs("H3", 80, "routine");
    assert!(story.board.situation_under(&plain, now()).to_text().contains("need H3 N95 routine 80 entitlement=250\n"));
}

#[test]
fn a_class_above_the_limit_waits_for_a_verifier() {
    let mut story = Story::begin();
    for (said, counts) in [("life-saving", "urgent"), ("urgent", "urgent"), ("routine", "routine")] {
        story.needs("H1", 10, said);
        assert_eq!(story.line("H1"), format!("{counts} 10 entitlement=0"));
    }
    story.needs("H1", 10, "life-saving");
    assert!(
        story
            .entitled("H1")
            .message()
            .to_string()
            .ends_with(". The site says life-saving; until it is verified, that counts as urgent")
    );
    story.verifies("H1", 10, None);
    assert_eq!(story.line("H1"), "urgent 10", "only the quantity was verified");
    story.verifies("H1", 10, Some("life-saving"));
    assert_eq!(story.line("H1"), "life-saving 10");
    // What was verified holds, whatever the site says.
    story.verifies("H1", 10, Some("routine"));
    story.needs("H1", 10, "life-saving");
    assert_eq!(story.line("H1"), "routine 10");
}

#[test]
fn what_came_since_the_verification_stays_covered_when_the_claim_is_renewed() {
    let mut story = Story::begin();
    story.needs("H1", 400, "routine");
    story.receives(50, "H1", 100);
    assert_eq!(story.line("H1"), "routine 400 entitlement=0 covered=100");
    story.verifies("H1", 400, None);
    assert_eq!(story.line("H1"), "routine 400", "a new stack begins");
    story.receives(51, "H1", 300);
    story.needs("H1", 4_000, "routine");
    assert_eq!(story.line("H1"), "routine 4000 entitlement=400 covered=300");
    story.needs("H1", 300, "routine");
    assert_eq!(story.line("H1"), "routine 300 entitlement=400 covered=300", "asking anew brings nothing anew");
    story.verifies("H1", 200, None);
    assert_eq!(story.line("H1"), "routine 300 entitlement=200");
    // A need that has all it asks for is closed, and what came stays counted.
    story.receives(52, "H1", 300);
    assert_eq!(story.line("H1"), "closed");
    story.needs("H1", 500, "routine");
    assert_eq!(story.line("H1"), "routine 500 entitlement=200 covered=300");
}

#[test]
fn without_a_verification_a_renewed_claim_starts_anew_as_ever() {
    let mut story = Story::begin();
    story.needs("H1", 400, "routine");
    story.receives(50, "H1", 100);
    story.needs("H1", 400, "routine");
    assert_eq!(story.line("H1"), "routine 400 entitlement=0");
}
