//! Entitlements by rule, from what sites say of themselves, beside a count by hand.

use crate::story::{Story, key, policy};
use proptest::prelude::*;
use yicang_language::Language;

const RULE: &str = "entitlement N95 hospital 1.5 per patient cover 3\nfacts-stale 48\n";

proptest! {
    #[test]
    fn a_rule_gives_what_counting_by_hand_gives(
        tenths in 0..50_u64, patients in 0..200_u64, days in 1..10_u64, stock in 0..400_u64, claim in 1..5_000_u64,
    ) {
        let mut story = Story::begin();
        story.needs("H1", claim, "routine");
        story.says("H1", &format!("patients={patients} stock/N95={stock}"));
        let rule = format!("entitlement N95 hospital {}.{} per patient cover {days}\n", tenths / 10, tenths % 10);
        // Rounded up to whole units: as many as it takes for ten times to be enough.
        let tenfold = tenths * patients * days;
        let needed = (0..).find(|units| units * 10 >= tenfold).unwrap();
        let entitled = needed - needed.min(stock);
        let line = story.line_under(&rule, "H1");
        let said = if entitled == claim { format!("routine {claim}") } else { format!("routine {claim} entitlement={entitled}") };
        prop_assert_eq!(line, said);
    }

    #[test]
    fn by_a_rule_asking_for_more_entitles_to_nothing_more(claim in 1..5_000_u64, factor in 2..1_000_u64) {
        let mut story = Story::begin();
        story.says("H1", "patients=212 stock/N95=100");
        let of = |story: &Story| {
            let line = story.line_under(RULE, "H1");
            line.split_once("entitlement=").map_or_else(|| line.split(' ').nth(1).unwrap().to_owned(), |parts| parts.1.to_owned())
        };
        story.needs("H1", claim, "routine");
        prop_assert_eq!(of(&story), "854");
        story.needs("H1", claim * factor, "routine");
        prop_assert_eq!(of(&story), "854");
    }
}

#[test]
fn a_rule_asks_for_both_facts_and_for_no_old_ones() {
    let mut story = Story::begin();
    story.needs("H1", 900, "routine");
    let none = "routine 900 entitlement=0";
    assert_eq!(story.line_under(RULE, "H1"), none);
    story.says("H1", "patients=100");
    assert_eq!(story.line_under(RULE, "H1"), none, "what it has itself is not known");
    story.wait(40);
    story.says("H1", "stock/N95=50");
    assert_eq!(story.line_under(RULE, "H1"), "routine 900 entitlement=400");
    story.wait(8);
    assert_eq!(story.line_under(RULE, "H1"), "routine 900 entitlement=400", "48 hours are not too long");
    story.wait(1);
    assert_eq!(story.line_under(RULE, "H1"), none, "49 are");
    story.says("H1", "patients=80");
    assert_eq!(story.line_under(RULE, "H1"), "routine 900 entitlement=310");
    // A verification holds above a rule, and a rule is for its kind only.
    story.verifies("H1", 77, None);
    assert_eq!(story.line_under(RULE, "H1"), "routine 900 entitlement=77");
    assert_eq!(story.line_under(&RULE.replace("hospital", "clinic"), "H1"), "routine 900 entitlement=77");
}

#[test]
fn a_rule_that_does_not_count_yet_says_what_it_waits_for() {
    let mut story = Story::begin();
    let waits = |story: &Story| {
        let entitled = story.board.entitled(&key("H1", "N95"), &policy(RULE), story.now()).unwrap();
        let told = entitled.message();
        entitled.waits_for.map(|waiting| {
            assert!(told.to_string().ends_with(&waiting.message().to_string()), "{told}");
            assert!(told.say(Language::Chinese).ends_with(&waiting.message().say(Language::Chinese)));
            let facts: Vec<_> = waiting.facts.iter().map(ToString::to_string).collect();
            (facts.join(" "), waiting.is_stale)
        })
    };
    story.needs("H1", 900, "routine");
    assert_eq!(waits(&story), Some(("patients stock/N95".into(), false)));
    story.says("H1", "patients=100");
    assert_eq!(waits(&story), Some(("stock/N95".into(), false)));
    story.wait(40);
    story.says("H1", "stock/N95=50");
    assert_eq!(waits(&story), None, "it counts");
    story.wait(9);
    assert_eq!(waits(&story), Some(("patients".into(), true)), "said, but too long ago");
    story.verifies("H1", 77, None);
    assert_eq!(waits(&story), None, "a verification holds above a rule");
    assert_eq!(story.entitled("H1").waits_for, None, "a policy without rules waits for nothing");
}

#[test]
fn a_new_count_of_its_own_stock_begins_a_new_stack_and_a_new_claim_does_not() {
    let mut story = Story::begin();
    story.says("H1", "patients=100 stock/N95=50");
    story.needs("H1", 400, "routine");
    story.receives(50, "H1", 150);
    story.needs("H1", 400, "routine");
    assert_eq!(story.line_under(RULE, "H1"), "routine 400 covered=150");
    story.needs("H1", 9_000, "routine");
    assert_eq!(story.line_under(RULE, "H1"), "routine 9000 entitlement=400 covered=150");
    // What came is in what the site has now.
    story.says("H1", "stock/N95=120");
    assert_eq!(story.line_under(RULE, "H1"), "routine 9000 entitlement=330");
}
