//! Stock, reserve, claims, lanes, and prices that prove one item best.

use super::{Case, PLAIN, plan, policy, situation};
use yicang_domain::approve;

const CASE: Case = Case {
    policy: PLAIN,
    situation: "\
lot D1 WATER - 60
lot D1 WATER OLD 40 expires=2020-02-01 earmark=CAMP
lot D2 WATER - 7
protect D1 WATER 50
need CAMP WATER routine 40
need CLINIC WATER life-saving 30 latest=2020-02-01T09:00:00Z
lane D1 CAMP 60 capacity=25
lane D1 CLINIC 30
lane D2 CAMP 5 closed
lane D2 CLINIC 90
",
    // D1 may give 50: the clinic's 30 first, then 20 to the camp. The second lot expires today and goes no dearer than
    // the first.
    plan: "\
level 0 170000000 170000000
cost 2100000000
ship D1 WATER - CAMP 20 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D1 WATER - CLINIC 30 2020-02-01T08:00:00Z 2020-02-01T08:30:00Z
unmet CAMP WATER PROTECTED_RESERVE 20
price-reserve D1 WATER 0:1000000,cost:-60000000
price-need CAMP WATER 0:1000000
price-need CLINIC WATER 0:1000000,cost:-30000000
",
};

#[test]
fn a_lawful_plan_is_approved() {
    CASE.is_lawful();
    let lawful = plan(CASE.plan);
    let checked = approve(&situation(CASE.situation), &policy(CASE.policy), lawful.clone()).unwrap();
    assert_eq!(checked.plan(), &lawful);
}

/// Replaces a part of the plan and expects a violation that begins so.
#[track_caller]
fn refused(from: &str, to: &str, expected: &str) {
    let found = CASE.found(CASE.situation, &super::changed(CASE.plan, &[(from, to)]));
    assert!(found.iter().any(|v| v.starts_with(expected)), "expected {expected:?}, found {found:#?}");
}

#[test]
fn rows_are_counted() {
    let ship = "ship D1 WATER - CAMP 20 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z\n";
    refused(ship, &format!("{ship}{ship}"), "shipment D1/WATER/- -> CAMP stands twice or out of order");
    refused("CAMP 20", "CAMP 0", "shipment D1/WATER/- -> CAMP has quantity 0");
    refused(
        "ship D1 WATER - CAMP",
        "ship D1 WATER X CAMP",
        "shipment from lot D1/WATER/X: the situation has no such lot",
    );
    refused("WATER - CLINIC", "WATER - NOWHERE", "need NOWHERE/WATER: the situation has no such need");
    refused(
        "ship D1 WATER - CLINIC",
        "ship D1 WATER OLD CLINIC",
        "shipment D1/WATER/OLD -> CLINIC: the lot is earmarked",
    );
    refused("ship D1 WATER - CAMP", "ship D2 WATER - CAMP", "shipment D2/WATER/- -> CAMP: no open lane");
    refused("ship D1 WATER - CLINIC", "ship D2 WATER - CLINIC", "shipment D2/WATER/- -> CLINIC: it arrives too late");
    refused("2020-02-01T08:30:00Z", "2020-02-01T08:29:00Z", "shipment D1/WATER/- -> CLINIC: departs and arrives");
    refused("CAMP 20", "CAMP 45", "lot D1/WATER/-: 75 shipped, 60 available");
    refused("CAMP 20", "CAMP 21", "depot D1 item WATER: 51 shipped, 50 may leave above the protected reserve");
    refused("CLINIC 30", "CLINIC 31", "need CLINIC/WATER: 31 given, 30 asked for");
    refused("CAMP 20", "CAMP 26", "lane D1 -> CAMP: 26 shipped, capacity 25");
}

#[test]
fn too_little_life_on_arrival_is_no_way() {
    let found = CASE.found(
        &super::changed(CASE.situation, &[("routine 40", "routine 40 life=1")]),
        &super::changed(CASE.plan, &[("ship D1 WATER - CAMP", "ship D1 WATER OLD CAMP")]),
    );
    assert!(
        found.contains(&"shipment D1/WATER/OLD -> CAMP: too little shelf life on arrival".to_owned()),
        "{found:#?}"
    );
}

#[test]
fn values_and_cost_are_counted() {
    CASE.refused(
        &[("level 0 170000000", "level 0 170000001")],
        &["value of level 0 is said to be 170000001, counted 170000000"],
    );
    CASE.refused(
        &[(" 170000000\ncost", " 170000001\ncost")],
        &["bound of level 0 is said to be 170000001, counted 170000000"],
    );
    CASE.refused(&[("cost 2100000000", "cost 2100000001")], &["cost is said to be 2100000001, counted 2100000000"]);
    CASE.refused(
        &[("level 0 170000000 170000000\n", "level 0 170000000 170000000\nlevel 1 0 0\n")],
        &["the plan has 2 levels, the policy 1"],
    );
}

#[test]
fn prices_must_prove_the_plan_best() {
    let reserve = "price-reserve D1 WATER 0:1000000,cost:-60000000";
    refused(&format!("{reserve}\n"), "", "not proven best: sending more D1/WATER/- -> CAMP would improve");
    refused(reserve, "price-reserve D1 WATER 0:1000001", "not proven best: sending less D1/WATER/-");
    refused(
        "price-need CAMP WATER 0:1000000",
        "price-need CAMP WATER 0:999999",
        "not proven best: need CAMP/WATER has room",
    );
    refused(
        "CAMP WATER 0:1000000",
        "CAMP WATER 0:1000000,cost:1",
        "not proven best: need CAMP/WATER gets units worth less",
    );
    for (line, expected) in [
        ("price-lot D1 WATER - 0:1", "not proven best: lot D1/WATER/- has a price"),
        ("price-lot D1 WATER - cost:-1", "lot D1/WATER/-: a price of what is not there"),
        ("price-lot D1 WATER - 1:1", "lot D1/WATER/-: a price of what is not there"),
        ("price-lot D1 WATER - draw:1", "lot D1/WATER/-: a price of what is not there"),
        ("price-lane D1 CAMP WATER cost:1", "not proven best: lane D1 -> CAMP has a price"),
        ("price-lane D1 CLINIC WATER cost:1", "lane D1 -> CLINIC for WATER: a price of what is not there"),
        ("price-need X WATER 0:1", "need X/WATER: a price of what is not there"),
        ("price-reserve D9 WATER 0:1", "reserve D9/WATER: a price of what is not there"),
    ] {
        refused(reserve, &format!("{line}\n{reserve}"), expected);
    }
    let huge = format!("price-lot D1 WATER - 0:{}\n{reserve}", (1_i128 << 100) + 1);
    refused(reserve, &huge, "lot D1/WATER/-: a price of what is not there");
}

#[test]
fn a_lawful_plan_that_is_not_best_is_refused() {
    CASE.refused(
        &[
            ("level 0 170000000 170000000\ncost 2100000000", "level 0 150000000 150000000\ncost 2250000000"),
            ("CAMP 20", "CAMP 25"),
            ("CLINIC 30", "CLINIC 25"),
            ("RESERVE 20", "RESERVE 15\nunmet CLINIC WATER PROTECTED_RESERVE 5"),
        ],
        &["not proven best: need CLINIC/WATER has room for units worth more"],
    );
}

#[test]
fn a_full_lane_to_several_needs_has_a_price_in_vectors() {
    // Twelve fit; MILK stands in for WATER one to one, and both needs stand on one lane.
    let case = Case {
        policy: PLAIN,
        situation: "\
substitute WATER MILK
lot D1 MILK - 20
need CAMP MILK routine 10
need CAMP WATER life-saving 10
lane D1 CAMP 60 capacity=12
",
        plan: "\
level 0 52000000 52000000
cost 720000000
ship D1 MILK - CAMP 2 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D1 MILK - CAMP 10 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z for=WATER
unmet CAMP MILK TRANSPORT_CAPACITY 8
price-lane D1 CAMP MILK 0:1000000,cost:-60000000
price-need CAMP MILK 0:1000000
price-need CAMP WATER 0:1000000
",
    };
    case.is_lawful();
    case.refused(
        &[("MILK 0:1000000,cost:-60000000", "MILK 0:1000000,cost:-60000001")],
        &[
            "not proven best: sending more D1/MILK/- -> CAMP would improve the plan, by cost:1",
            "not proven best: sending more D1/MILK/- -> CAMP for WATER would improve the plan, by cost:1",
        ],
    );
    let found = case.found(
        case.situation,
        "\
level 0 20000000 20000000
cost 720000000
ship D1 MILK - CAMP 10 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D1 MILK - CAMP 2 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z for=WATER
unmet CAMP WATER TRANSPORT_CAPACITY 8
price-lane D1 CAMP MILK 0:1000000,cost:-60000000
price-need CAMP MILK 0:1000000
price-need CAMP WATER 0:1000000
",
    );
    super::expect(
        &found,
        &["not proven best: need CAMP/WATER has room for units worth more than their price, by 0:4000000"],
    );
}
