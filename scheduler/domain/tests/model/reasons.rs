//! Reasons add up, and name what binds.

use super::{Case, PLAIN, STEPS};

const CASE: Case = Case {
    policy: PLAIN,
    situation: "\
lot D1 WATER - 60
lot D2 WATER - 7
protect D1 WATER 40
need CAMP WATER routine 40
lane D1 CAMP 60
lane D2 CAMP 5 closed
",
    plan: "\
level 0 20000000 20000000
cost 1200000000
ship D1 WATER - CAMP 20 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
unmet CAMP WATER PROTECTED_RESERVE 20
price-reserve D1 WATER 0:1000000,cost:-60000000
price-need CAMP WATER 0:1000000
",
};

/// A hold keeps what is in the lot, and a plan that sends it all the same is not lawful.
#[test]
fn what_is_held_does_not_move_and_is_a_reason() {
    let situation = CASE.situation.replace("lot D1 WATER - 60", "lot D1 WATER - 60 held=quarantine");
    let found = CASE.found(&situation, CASE.plan);
    assert!(found.iter().any(|one| one.contains("the lot must not move")), "{found:#?}");
    let nothing = "level 0 0 0\ncost 0\nunmet CAMP WATER HELD 40\n";
    assert_eq!(CASE.found(&situation, nothing), Vec::<String>::new());
}

#[test]
fn reasons_add_up_and_are_borne_out() {
    CASE.is_lawful();
    let line = "unmet CAMP WATER PROTECTED_RESERVE 20\n";
    for (from, to, expected) in [
        (line.to_owned(), String::new(), "need CAMP/WATER: reasons add up to 0, 20 are unmet"),
        ("RESERVE 20".to_owned(), "RESERVE 21".to_owned(), "need CAMP/WATER: reasons add up to 21, 20 are unmet"),
        ("RESERVE 20".to_owned(), "RESERVE 0".to_owned(), "unmet CAMP/WATER PROTECTED_RESERVE has quantity 0"),
        (line.to_owned(), format!("{line}{line}"), "unmet CAMP/WATER PROTECTED_RESERVE stands twice"),
        ("unmet CAMP".to_owned(), "unmet NOWHERE".to_owned(), "need NOWHERE/WATER: the situation has no such need"),
    ] {
        let found = CASE.found(CASE.situation, &super::changed(CASE.plan, &[(&from, &to)]));
        assert!(found[0].starts_with(expected), "{found:#?}");
    }
    for reason in [
        "TRANSPORT_CAPACITY",
        "LEAD_TIME",
        "REMAINING_LIFE",
        "CLAIM_OVER_ENTITLEMENT",
        "EQUAL_SHARE_LEVEL",
        "PACK_SIZE",
        "FROZEN_ORDER",
        "DRAW",
        "UNKNOWN_CLASS",
        "NOT_PLANNED",
        "OVERRIDE",
        "HELD",
    ] {
        let answer = format!("need CAMP/WATER: reason {reason} for 20 is not borne out");
        CASE.refused(&[("PROTECTED_RESERVE", reason)], &[&answer]);
    }
    for reason in ["LANE_CLOSED", "SUPPLY_EXHAUSTED"] {
        CASE.refused(&[("PROTECTED_RESERVE", reason)], &[]);
    }
}

#[test]
fn supply_is_not_exhausted_where_a_step_has_room() {
    let found = CASE.found(
        &super::changed(CASE.situation, &[("protect D1 WATER 40", "protect D1 WATER 39")]),
        &super::changed(CASE.plan, &[("PROTECTED_RESERVE", "SUPPLY_EXHAUSTED")]),
    );
    assert_eq!(found[0], "need CAMP/WATER: reason SUPPLY_EXHAUSTED for 20 is not borne out");
}

#[test]
fn frozen_orders_hold_what_they_reserve_within_reach_for_others() {
    // 7 of D1 are promised, 3 of them to the camp itself; what D2 has promised, no open lane brings to the camp.
    let situation = super::changed(
        CASE.situation,
        &[
            ("lot D1 WATER - 60", "lot D1 WATER - 67 reserved=7"),
            ("lot D2 WATER - 7", "lot D2 WATER - 9 reserved=9"),
            ("routine 40", "routine 43 covered=3"),
        ],
    );
    let plan = |frozen: u64, reserve: u64| {
        let reasons = format!("PROTECTED_RESERVE {reserve}\nunmet CAMP WATER FROZEN_ORDER {frozen}");
        super::changed(CASE.plan, &[("PROTECTED_RESERVE 20", &reasons)])
    };
    super::expect(&CASE.found(&situation, &plan(4, 16)), &[]);
    super::expect(
        &CASE.found(&situation, &plan(5, 15)),
        &["need CAMP/WATER: reason FROZEN_ORDER for 5 is not borne out"],
    );
}

#[test]
fn a_need_of_an_unknown_class_is_left_out_by_itself() {
    let situation = format!("{}need FAR WATER dire 5\nlane D1 FAR 1\n", CASE.situation);
    let plan = super::changed(CASE.plan, &[("price-reserve", "unmet FAR WATER UNKNOWN_CLASS 5\nprice-reserve")]);
    super::expect(&CASE.found(&situation, &plan), &[]);
    let other = super::changed(&plan, &[("UNKNOWN_CLASS 5", "SUPPLY_EXHAUSTED 5")]);
    super::expect(&CASE.found(&situation, &other), &["need FAR/WATER: reason SUPPLY_EXHAUSTED for 5 is not borne out"]);
    let given = super::changed(
        &plan,
        &[(
            "CAMP 20 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z\n",
            "CAMP 19 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z\nship D1 WATER - FAR 1 2020-02-01T08:00:00Z 2020-02-01T08:01:00Z\n",
        )],
    );
    super::expect(
        &CASE.found(&situation, &given),
        &["need FAR/WATER: the policy does not know its class, so it gets nothing"],
    );
    // A weight of its own stands in for a class under the plain policies, and not with steps.
    let weighted = super::changed(&situation, &[("dire 5", "dire 5 weight=0.5")]);
    super::expect(
        &CASE.found(&weighted, &plan),
        &["need FAR/WATER: reason UNKNOWN_CLASS for 5 is not borne out", "not proven best: need FAR/WATER has room"],
    );
    let steps = Case {
        policy: STEPS,
        situation: "lot D1 WATER - 9\nneed FAR WATER dire 5 weight=2\nlane D1 FAR 1\n",
        plan: "level 0 0 0\nlevel 1 0 0\nlevel 2 0 0\nlevel 3 0 0\ncost 0\nunmet FAR WATER UNKNOWN_CLASS 5\n",
    };
    steps.is_lawful();
}

#[test]
fn a_group_that_is_not_planned_leaves_the_others_their_plan() {
    let situation = format!(
        "substitute MILK TEA\nlot D1 TEA - 9\nneed FAR MILK routine 3\nneed FAR TEA routine 8\nlane D1 FAR 1\n{}",
        CASE.situation
    );
    let unmet = "unmet FAR MILK NOT_PLANNED 3\nunmet FAR TEA NOT_PLANNED 8\n";
    let plan = super::changed(
        CASE.plan,
        &[
            ("price-reserve", &format!("{unmet}price-reserve")),
            ("level 0 20000000 20000000", "level 0 20000000 31000000"),
        ],
    );
    super::expect(&CASE.found(&situation, &plan), &[]);
    // Eleven could be served of them, and the bound says so.
    super::expect(
        &CASE.found(&situation, &super::changed(&plan, &[("31000000", "20000000")])),
        &["bound of level 0 is said to be 20000000, counted 31000000"],
    );
    let half = super::changed(&plan, &[("MILK NOT_PLANNED", "MILK SUPPLY_EXHAUSTED")]);
    let found = CASE.found(&situation, &half);
    assert_eq!(found[0], "need FAR/MILK: reason SUPPLY_EXHAUSTED for 3 is not borne out");
    assert!(found.iter().any(|found| found.starts_with("not proven best: need FAR/TEA has room")), "{found:#?}");
    let priced = super::changed(&plan, &[("price-need CAMP", "price-need FAR TEA 0:1\nprice-need CAMP")]);
    let found = CASE.found(
        &situation,
        &super::changed(
            &priced,
            &[(
                "price-need FAR TEA 0:1\nprice-need CAMP WATER 0:1000000\n",
                "price-need CAMP WATER 0:1000000\nprice-need FAR TEA 0:1\n",
            )],
        ),
    );
    super::expect(&found, &["need FAR/TEA: a price of what is not there"]);
    // Something is sent of the group: then it was planned.
    let sent = super::changed(
        &plan,
        &[
            ("unmet CAMP", "ship D1 TEA - FAR 1 2020-02-01T08:00:00Z 2020-02-01T08:01:00Z\nunmet CAMP"),
            ("TEA NOT_PLANNED 8", "TEA NOT_PLANNED 7"),
        ],
    );
    let sent = super::changed(
        &sent,
        &[(
            "ship D1 WATER - CAMP 20 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z\nship D1 TEA - FAR 1 2020-02-01T08:00:00Z 2020-02-01T08:01:00Z\n",
            "ship D1 TEA - FAR 1 2020-02-01T08:00:00Z 2020-02-01T08:01:00Z\nship D1 WATER - CAMP 20 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z\n",
        )],
    );
    let found = CASE.found(&situation, &sent);
    assert_eq!(found[0], "need FAR/MILK: reason NOT_PLANNED for 3 is not borne out");
}

#[test]
fn a_full_lane_is_transport_and_not_a_lack_of_stock() {
    let case = Case {
        policy: PLAIN,
        situation: "lot D1 WATER - 60\nneed CAMP WATER routine 40\nlane D1 CAMP 60 capacity=0\n",
        plan: "level 0 0 0\ncost 0\nunmet CAMP WATER TRANSPORT_CAPACITY 40\n",
    };
    case.is_lawful();
    case.refused_where(
        "capacity=0",
        "capacity=1",
        &[
            "need CAMP/WATER: reason TRANSPORT_CAPACITY for 40 is not borne out",
            "not proven best: need CAMP/WATER has room",
        ],
    );
    // Without stock no lane is to blame.
    case.refused_where("- 60", "- 0", &["need CAMP/WATER: reason TRANSPORT_CAPACITY for 40 is not borne out"]);
}
