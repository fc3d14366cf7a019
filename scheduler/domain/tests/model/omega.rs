//! What a unit is worth beside other items: ω.

use super::{STEPS, plan, policy, situation};
use yicang_domain::check::levels;

const BARE: &str = "level 0 0 0\nlevel 1 0 0\nlevel 2 0 0\nlevel 3 0 0\ncost 0\n";

/// ω of the only need's item: two of its four units are the floor.
#[track_caller]
fn omega(lines: &str, policy_lines: &str) -> i128 {
    let situation = situation(&format!("{lines}need CAMP X routine 4\n"));
    let levels = levels(&situation, &policy(&format!("{STEPS}{policy_lines}")), &plan(BARE)).unwrap();
    assert_eq!(levels[0].asked, levels[2].asked);
    levels[0].asked / 2
}

#[test]
fn it_is_the_chargeable_weight_in_milligrams_rounded_up() {
    for (item, expected) in [
        ("", 1_000),
        ("item X\n", 1_000),
        ("item X grams=2.5\n", 2_500),
        ("item X grams=0.000001\n", 1),
        ("item X grams=0.001001\n", 2),
        ("item X millilitres=60\n", 10_000),
        ("item X grams=10 millilitres=60.000001\n", 10_001),
        ("item X grams=1000000000\n", 1_000_000_000_000),
    ] {
        assert_eq!(omega(item, ""), expected, "{item}");
    }
}

#[test]
fn a_policy_may_name_another() {
    assert_eq!(omega("item X grams=5\n", "worth X 7\n"), 7);
}

#[test]
fn a_kit_of_unknown_weight_has_the_sum_of_its_components() {
    let kit = "item A grams=2\nkit X A 3\nkit X B 2\n";
    assert_eq!(omega(kit, ""), 8_000);
    assert_eq!(omega(kit, "worth A 1\n"), 8_000);
    assert_eq!(omega(&format!("item X grams=1\n{kit}"), ""), 1_000);
}

#[test]
fn what_stands_in_one_to_one_shares_the_greatest_where_it_can_be_sent() {
    let heavy = "item Y grams=10\nlane D1 CAMP 60\n";
    assert_eq!(omega(&format!("{heavy}substitute X Y\nlot D1 Y - 1\n"), ""), 10_000);
    for without in [
        "substitute X Y\n",
        "substitute X Y\nlot D1 Y - 1 reserved=1\n",
        "substitute X Y\nlot D1 Y - 1 earmark=CLINIC\n",
        "substitute X Y\nlot D1 Y - 1 expires=2020-01-31\n",
        "substitute X Y\nlot D1 Y - 5\nprotect D1 Y 5\n",
        "substitute X Y ratio=1/2\nlot D1 Y - 1\n",
        "substitute Y X\nlot D1 Y - 1\nlot D1 X - 1\n",
    ] {
        assert_eq!(omega(&format!("{heavy}{without}"), ""), 1_000, "{without}");
    }
    let packs = "item Y grams=10 pack=5\nlane D1 CAMP 60\nsubstitute X Y\nlot D1 Y - 9\n";
    assert_eq!(omega(packs, ""), 1_000, "a pack of five does not fit a need of four");
}
