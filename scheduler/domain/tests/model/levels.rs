//! Levels for people: how much of what was asked for is served.

use super::{STEPS, plan, policy, situation};
use yicang_domain::check::levels;

#[test]
fn levels_say_what_is_served_asked_and_within_reach() {
    let situation = situation(
        "lot D1 WATER - 6\nneed CAMP WATER routine 9 entitlement=8 covered=1\nneed FAR WATER dire 9\nlane D1 CAMP 60\n",
    );
    let plan = plan(
        "level 0 5000 5000\nlevel 1 0 0\nlevel 2 2000 2000\nlevel 3 0 0\ncost 0\nship D1 WATER - CAMP 4 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z\n",
    );
    let reports = levels(&situation, &policy(STEPS), &plan).unwrap();
    let shown: Vec<_> =
        reports.iter().map(|of| (of.name.as_str(), of.value, of.bound, of.served, of.asked, of.reach)).collect();
    assert_eq!(
        shown,
        [
            // Units worth 2, 1, 1 of the floor are open, then 2, 2, 1, 1 of the class, then one above the entitlement.
            ("floor", 4_000, 5_000, 3_000, 3_000, 3_000),
            ("life-saving", 0, 0, 0, 0, 0),
            ("routine", 2_000, 2_000, 1_000, 4_000, 3_000),
            ("above entitlement", 0, 0, 0, 1_000, 0),
        ]
    );
}
