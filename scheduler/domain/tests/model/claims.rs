//! Claims: how near the best joint items are, at a level or in cost.

use super::{Case, PLAIN, STEPS};

const CASE: Case = Case {
    policy: PLAIN,
    situation: "\
lot D1 GLOVE - 100
lot D1 WATER - 8
need CAMP GLOVE life-saving 8
need CAMP WATER routine 8
lane D1 CAMP 60 capacity=10
",
    // The lane's ten units carry 8 gloves, worth 5 each, and 2 of water, worth 1; each costs 60 minutes.
    plan: "\
level 0 42000000 42000000
cost 600000000
joint GLOVE
joint WATER
ship D1 GLOVE - CAMP 8 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D1 WATER - CAMP 2 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
unmet CAMP WATER TRANSPORT_CAPACITY 6
claim level 0 1 42000000 42000000
at-lane D1 CAMP 1000000
at-need CAMP GLOVE 1000000
at-need CAMP WATER 1000000
claim cost 1 41400000000 41400000000 weights=0:1000
at-lane D1 CAMP 940000000
at-need CAMP GLOVE 1000000000
at-need CAMP WATER 1000000000
",
};

#[test]
fn items_on_one_lane_are_proven_together() {
    CASE.is_lawful();
}

#[test]
fn every_number_of_a_claim_counts() {
    let (value, bound) = ("claim of level 0: its value is said to be", "claim of level 0: its bound is said to be");
    // What is less than all units are worth a multiple of is no gap.
    CASE.refused(
        &[("claim level 0 1 42000000 42000000", "claim level 0 1 41999999 42000000")],
        &[&format!("{value} 41999999, counted 42000000")],
    );
    CASE.refused(
        &[("claim level 0 1 42000000 42000000", "claim level 0 1 42000000 42000001")],
        &[&format!("{bound} 42000001, counted 42000000")],
    );
    CASE.refused(
        &[("claim level 0 1 42000000 42000000", "claim level 0 1 42000000 43999999")],
        &[&format!("{bound} 43999999, counted 42000000"), "bound of level 0 is said to be 42000000, counted 43000000"],
    );
    CASE.refused(
        &[("claim level 0 1 42000000 42000000", "claim level 0 1 42000000 41999999")],
        &[&format!("{bound} 41999999, counted 42000000")],
    );
    CASE.refused(
        &[("claim level 0 1", "claim level 0 2")],
        &[&format!("{value} 42000000, counted 84000000"), &format!("{bound} 42000000, counted 90000000")],
    );
    CASE.refused(
        &[("at-lane D1 CAMP 1000000", "at-lane D1 CAMP 999999")],
        &[
            "claim of level 0: sending more D1/GLOVE/- -> CAMP would gain 1",
            "claim of level 0: sending more D1/WATER/- -> CAMP would gain 1",
            &format!("{bound} 42000000, counted 41999990"),
        ],
    );
    CASE.refused(
        &[("at-lane D1 CAMP 1000000", "at-lane D1 CAMP 1000001")],
        &[&format!("{bound} 42000000, counted 42000010")],
    );
    CASE.refused(
        &[("at-need CAMP WATER 1000000", "at-need CAMP WATER 999999")],
        &[&format!("{bound} 42000000, counted 42000008")],
    );
    CASE.refused(
        &[("at-need CAMP GLOVE 1000000", "at-need CAMP GLOVE 1000001")],
        &[
            "claim of level 0: sending more D1/GLOVE/- -> CAMP would gain 1",
            &format!("{bound} 42000000, counted 41999992"),
        ],
    );
    CASE.refused(
        &[("at-lane D1 CAMP 1000000", "at-lot D1 WATER - 2\nat-reserve D1 WATER 3\nat-lane D1 CAMP 1000000")],
        &[&format!("{bound} 42000000, counted 42000040")],
    );
    let bound = "claim of cost: its bound is said to be 41400000000, counted";
    CASE.refused(
        &[("weights=0:1000", "weights=0:1001")],
        &["claim of cost: its value is said to be 41400000000, counted 41442000000", &format!("{bound} 41448000000")],
    );
    CASE.refused(
        &[("at-lane D1 CAMP 940000000", "at-lane D1 CAMP 939999999")],
        &[
            "claim of cost: sending more D1/GLOVE/- -> CAMP would gain 1",
            "claim of cost: sending more D1/WATER/- -> CAMP would gain 1",
            &format!("{bound} 41399999990"),
        ],
    );
}

#[test]
fn a_claim_is_of_something_and_its_prices_are_of_what_has_a_limit() {
    for (from, to, expected) in [
        ("claim level 0", "claim level 3", "claim of level 3: the policy has no such level"),
        (
            "claim level 0 1 42000000 42000000",
            "claim level 0 1 42000000 42000000 weights=0:1",
            "claim of level 0: it gives level 0 a weight, which does not come before",
        ),
        (" weights=0:1000", "", "claim of cost: level 0 has no weight and is not full"),
        (
            "at-lane D1 CAMP 1000000",
            "at-lane D1 CAMP -1",
            "claim of level 0: lane D1 -> CAMP has a price, and has no limit",
        ),
        (
            "at-lane D1 CAMP 1000000",
            "at-lane D1 CLINIC 1",
            "claim of level 0: lane D1 -> CLINIC has a price, and has no limit",
        ),
        ("at-lane D1 CAMP 1000000", "at-pool V 1 0", "claim of level 0: pool V has a price, and has no limit"),
        (
            "at-lane D1 CAMP 1000000",
            "at-lot D1 WATER - -1",
            "claim of level 0: lot D1/WATER/- has a price, and has no limit",
        ),
        (
            "at-lane D1 CAMP 1000000",
            "at-lot D9 WATER - 1",
            "claim of level 0: lot D9/WATER/- has a price, and has no limit",
        ),
        (
            "at-lane D1 CAMP 1000000",
            "at-reserve D1 WATER -1",
            "claim of level 0: reserve D1/WATER has a price, and has no limit",
        ),
        (
            "at-need CAMP WATER 1000000",
            "at-need CAMP MILK 1000000",
            "claim of level 0: need CAMP/MILK has a price, and is not joint",
        ),
        (
            "at-need CAMP WATER 1000000",
            "at-part CAMP WATER GLOVE 1",
            "claim of level 0: need CAMP/WATER has a price of GLOVE, which is no part",
        ),
    ] {
        let found = CASE.found(CASE.situation, &super::changed(CASE.plan, &[(from, to)]));
        assert!(found.iter().any(|found| found.starts_with(expected)), "expected {expected:?}, found {found:#?}");
    }
    let level = CASE.plan.find("claim level").unwrap();
    let cost = CASE.plan.find("claim cost").unwrap();
    let turned = format!("{}{}{}", &CASE.plan[..level], &CASE.plan[cost..], &CASE.plan[level..cost]);
    super::expect(&CASE.found(CASE.situation, &turned), &["claim of level 0 stands twice or out of order"]);
}

#[test]
fn numbers_that_do_not_fit_are_refused_and_break_nothing() {
    let huge = i128::MAX.to_string();
    for (from, to) in [
        ("at-lane D1 CAMP 1000000", format!("at-lane D1 CAMP {huge}")),
        ("at-need CAMP WATER 1000000", format!("at-need CAMP WATER {huge}")),
        ("at-need CAMP WATER 1000000", format!("at-need CAMP WATER {}", i128::MIN)),
        ("at-lane D1 CAMP 1000000", format!("at-lot D1 WATER - {huge}\nat-reserve D1 WATER {huge}")),
        ("weights=0:1000", format!("weights=0:{}", u64::MAX)),
    ] {
        let found = CASE.found(CASE.situation, &super::changed(CASE.plan, &[(from, &to)]));
        assert!(!found.is_empty(), "{to}");
    }
}

#[test]
fn without_a_claim_the_bound_is_all_that_could_be_served() {
    let cost = CASE.plan.find("claim cost").unwrap();
    let level = CASE.plan.find("claim level").unwrap();
    let bare = format!("{}{}", &CASE.plan[..level], &CASE.plan[cost..]);
    super::expect(&CASE.found(CASE.situation, &bare), &["bound of level 0 is said to be 42000000, counted 48000000"]);
    super::expect(&CASE.found(CASE.situation, &bare.replace("42000000 42000000", "42000000 48000000")), &[]);
}

#[test]
fn a_plan_that_is_not_best_cannot_say_it_is() {
    // Three gloves less, three of water more: lawful, and openly short of the bound.
    let other = [
        ("CAMP 8 2020", "CAMP 5 2020"),
        ("CAMP 2 2020", "CAMP 5 2020"),
        (
            "unmet CAMP WATER TRANSPORT_CAPACITY 6",
            "unmet CAMP GLOVE TRANSPORT_CAPACITY 3\nunmet CAMP WATER TRANSPORT_CAPACITY 3",
        ),
    ];
    CASE.refused(
        &other,
        &[
            "claim of level 0: its value is said to be 42000000, counted 30000000",
            "claim of cost: its value is said to be 41400000000, counted 29400000000",
            "value of level 0 is said to be 42000000, counted 30000000",
            "bound of level 0 is said to be 42000000, counted 30000000",
        ],
    );
    let open = [
        &other[..],
        &[
            ("level 0 42000000 42000000", "level 0 30000000 42000000"),
            ("claim level 0 1 42000000", "claim level 0 1 30000000"),
            ("claim cost 1 41400000000", "claim cost 1 29400000000"),
        ],
    ];
    CASE.refused(&open.concat(), &[]);
    let closed =
        [&open.concat()[..], &[("claim level 0 1 30000000 42000000", "claim level 0 1 30000000 30000000")]].concat();
    CASE.refused(
        &closed,
        &[
            "claim of level 0: its bound is said to be 30000000, counted 42000000",
            "bound of level 0 is said to be 42000000, counted 30000000",
        ],
    );
}

#[test]
fn joint_items_compete_and_are_joint_all_together() {
    let two = "joint GLOVE\njoint WATER\n";
    CASE.refused_where(
        " capacity=10",
        "",
        &[
            "need CAMP/WATER: reason TRANSPORT_CAPACITY for 6 is not borne out",
            "joint GLOVE: it competes with nothing",
            "joint WATER: it competes with nothing",
            "claim of level 0: lane D1 -> CAMP has a price",
            "claim of cost: lane D1 -> CAMP has a price",
        ],
    );
    let found =
        CASE.found(CASE.situation, &super::changed(CASE.plan, &[(two, "joint GLOVE\njoint MILK\njoint WATER\n")]));
    assert!(found.contains(&"joint MILK: nobody needs it".to_owned()), "{found:#?}");
    CASE.refused(&[(two, "joint WATER\njoint GLOVE\n")], &["joint GLOVE stands twice or out of order"]);
    // Water by itself: the lane has no price that could prove it, for gloves fill it.
    let found = CASE.found(CASE.situation, &super::changed(CASE.plan, &[(two, "joint GLOVE\n")]));
    assert!(found[0].starts_with("not proven best: need CAMP/WATER has room"), "{found:#?}");
    let stands_in = format!("substitute WATER GLOVE\n{}", CASE.situation);
    let found = CASE.found(&stands_in, &super::changed(CASE.plan, &[(two, "joint GLOVE\n")]));
    assert_eq!(found[0], "joint WATER: it stands in for or is part of what is joint, and is not");
    let none = super::changed(CASE.plan, &[(two, "")]);
    let found = CASE.found(CASE.situation, &none);
    assert!(found.contains(&"claim of level 0: no item is joint".to_owned()), "{found:#?}");
}

/// Twelve units of room: four of each item are the floor, four more of water the critical class.
const LEVELS: Case = Case {
    policy: STEPS,
    situation: "\
lot D1 GLOVE - 100
lot D1 WATER - 100
need CAMP GLOVE routine 8
need CAMP WATER life-saving 8
lane D1 CAMP 60 capacity=12
",
    plan: "\
level 0 12000 12000
level 1 6000 6000
level 2 0 0
level 3 0 0
cost 720000000
joint GLOVE
joint WATER
ship D1 GLOVE - CAMP 4 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D1 WATER - CAMP 8 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
unmet CAMP GLOVE TRANSPORT_CAPACITY 4
claim level 2 1 0 0
at-lane D1 CAMP 2000
at-need CAMP GLOVE 2000
at-need CAMP WATER 2000
",
};

#[test]
fn full_levels_need_no_claim_and_later_ones_take_them_for_granted() {
    LEVELS.is_lawful();
    LEVELS.refused(
        &[("GLOVE 2000", "GLOVE 1999")],
        &[
            // Four forced units of the floor at one less, two units of the class at 1 more.
            "claim of level 2: its bound is said to be 0, counted 6",
        ],
    );
}

#[test]
fn class_order_is_not_turned_round() {
    // Two gloves of the routine class in place of two of the critical one.
    let turned = [
        ("level 1 6000 6000\nlevel 2 0 0", "level 1 4000 4000\nlevel 2 4000 4000"),
        ("GLOVE - CAMP 4", "GLOVE - CAMP 6"),
        ("WATER - CAMP 8", "WATER - CAMP 6"),
        (
            "unmet CAMP GLOVE TRANSPORT_CAPACITY 4",
            "unmet CAMP GLOVE TRANSPORT_CAPACITY 2\nunmet CAMP WATER TRANSPORT_CAPACITY 2",
        ),
    ];
    LEVELS.refused(
        &turned,
        &[
            "claim of level 2: level 1 has no weight and is not full",
            "bound of level 1 is said to be 4000, counted 6000",
        ],
    );
}

#[test]
fn what_could_be_served_keeps_the_reserve_of_all_lots_together() {
    // Six may leave of two lots of five each.
    let case = Case {
        policy: PLAIN,
        situation: "\
lot D1 WATER A 5
lot D1 WATER B 5
protect D1 WATER 4
need CAMP WATER routine 9
need CAMP SOAP routine 1
lane D1 CAMP 60 capacity=100
pool V grams=5
lane D2 CAMP 60 pool=V
lot D2 SOAP - 1
lot D2 WATER - 0
",
        plan: "\
level 0 7000000 7000000
cost 420000000
joint SOAP
ship D1 WATER A CAMP 5 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D1 WATER B CAMP 1 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D2 SOAP - CAMP 1 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
unmet CAMP WATER PROTECTED_RESERVE 3
price-reserve D1 WATER 0:1000000,cost:-60000000
price-need CAMP WATER 0:1000000
",
    };
    case.is_lawful();
    // All of it joint by a lane that two needs share: six of water, and the soap.
    let shared = super::changed(case.situation, &[("need CAMP SOAP", "lot D1 SOAP - 1 earmark=FAR\nneed CAMP SOAP")]);
    super::expect(&case.found(&shared, case.plan), &[]);
    let pooled = super::changed(case.situation, &[("lane D1 CAMP 60 capacity=100", "lane D1 CAMP 60 pool=V")]);
    let plan = super::changed(
        case.plan,
        &[
            ("joint SOAP\n", "joint SOAP\njoint WATER\n"),
            ("price-reserve D1 WATER 0:1000000,cost:-60000000\nprice-need CAMP WATER 0:1000000\n", ""),
        ],
    );
    super::expect(&case.found(&pooled, &plan), &[]);
}
