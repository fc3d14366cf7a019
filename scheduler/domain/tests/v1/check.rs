//! A lawful plan passes the checker; every way of damaging it is refused with the violation that names the damage.

use yicang_domain::v1::{Plan, violations};
use yicang_domain::{Policy, Situation};

const POLICY: &str = "yicang-policy 1\nname plain\nfirst-level units\nclass life-saving 5\nclass routine 1\n";

const SITUATION: &str = "\
yicang-situation 1
now 2020-02-01T08:00:00Z
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
";

// D1 may give 50: the clinic's 30 first, then 20 to the camp. The second lot expires today and goes no dearer than the
// first.
const PLAN: &str = "\
yicang-plan 1
second-level minutes
value 170 2100
ship D1 WATER - CAMP 20 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D1 WATER - CLINIC 30 2020-02-01T08:00:00Z 2020-02-01T08:30:00Z
unmet CAMP WATER PROTECTED_RESERVE 20
price-reserve D1 WATER 1 -60000000
price-need CAMP WATER 1 0
price-need CLINIC WATER 1 -30000000
";

fn found(situation: &str, plan: &str) -> Vec<String> {
    let situation = Situation::from_text(situation).unwrap();
    let plan = Plan::from_text(plan).unwrap();
    violations(&situation, &Policy::from_text(POLICY).unwrap(), &plan).iter().map(ToString::to_string).collect()
}

#[test]
fn a_lawful_plan_has_no_violation() {
    assert_eq!(found(SITUATION, PLAN), Vec::<String>::new());
}

/// Replaces a part of the plan and expects exactly one violation that begins so.
#[track_caller]
fn refused(from: &str, to: &str, expected: &str) {
    assert!(PLAN.contains(from), "{from:?} is not in the plan");
    let found = found(SITUATION, &PLAN.replacen(from, to, 1));
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
    let situation = SITUATION.replace("need CAMP WATER routine 40", "need CAMP WATER routine 40 life=1");
    let plan = PLAN.replace("ship D1 WATER - CAMP", "ship D1 WATER OLD CAMP");
    let all = found(&situation, &plan);
    assert!(all.contains(&"shipment D1/WATER/OLD -> CAMP: too little shelf life on arrival".to_owned()), "{all:#?}");
}

#[test]
fn reasons_add_up_and_are_borne_out() {
    let line = "unmet CAMP WATER PROTECTED_RESERVE 20\n";
    refused(line, "", "need CAMP/WATER: reasons add up to 0, 20 are unmet");
    refused("RESERVE 20", "RESERVE 21", "need CAMP/WATER: reasons add up to 21, 20 are unmet");
    refused("RESERVE 20", "RESERVE 0", "unmet CAMP/WATER PROTECTED_RESERVE has quantity 0");
    refused(line, &format!("{line}{line}"), "unmet CAMP/WATER PROTECTED_RESERVE stands twice");
    refused("unmet CAMP", "unmet NOWHERE", "need NOWHERE/WATER: the situation has no such need");
    for reason in [
        "TRANSPORT_CAPACITY",
        "LEAD_TIME",
        "REMAINING_LIFE",
        "CLAIM_OVER_ENTITLEMENT",
        "EQUAL_SHARE_LEVEL",
        "PACK_SIZE",
        "FROZEN_ORDER",
    ] {
        let answer = format!("need CAMP/WATER: reason {reason} for 20 is not borne out");
        refused("PROTECTED_RESERVE", reason, &answer);
    }
}

#[test]
fn frozen_orders_hold_what_they_reserve_within_reach_for_others() {
    // 7 of D1 are promised, 3 of them to the camp itself; what D2 has promised, no open lane brings to the camp.
    let situation = SITUATION
        .replace("lot D1 WATER - 60", "lot D1 WATER - 67 reserved=7")
        .replace("lot D2 WATER - 7", "lot D2 WATER - 9 reserved=9")
        .replace("routine 40", "routine 43 covered=3");
    let plan = |frozen: u64, reserve: u64| {
        let reasons = format!("PROTECTED_RESERVE {reserve}\nunmet CAMP WATER FROZEN_ORDER {frozen}");
        PLAN.replace("PROTECTED_RESERVE 20", &reasons)
    };
    assert_eq!(found(&situation, &plan(4, 16)), Vec::<String>::new());
    assert_eq!(found(&situation, &plan(5, 15)), ["need CAMP/WATER: reason FROZEN_ORDER for 5 is not borne out"]);
}

#[test]
fn values_are_counted() {
    refused("value 170", "value 171", "first-level value is said to be 171, counted 170");
    refused("2100", "2100.5", "second-level value is said to be 2100.5, counted 2100");
}

#[test]
fn prices_must_prove_the_plan_best() {
    refused(
        "price-reserve D1 WATER 1 -60000000\n",
        "",
        "not proven best: sending more D1/WATER/- -> CAMP would improve",
    );
    refused(
        "price-reserve D1 WATER 1 -60000000",
        "price-reserve D1 WATER 2 0",
        "not proven best: sending less D1/WATER/-",
    );
    refused("price-need CAMP WATER 1 0", "price-need CAMP WATER 0 0", "not proven best: need CAMP/WATER has room");
    refused(
        "price-need CAMP WATER 1 0",
        "price-need CAMP WATER 1 1",
        "not proven best: need CAMP/WATER gets units worth less",
    );
    refused(
        "price-reserve D1",
        "price-lot D1 WATER - 1 0\nprice-reserve D1",
        "not proven best: lot D1/WATER/- has a price",
    );
    refused(
        "price-reserve D1",
        "price-lot D1 WATER - -1 0\nprice-reserve D1",
        "lot D1/WATER/-: a price of what is not there",
    );
    refused(
        "price-need CAMP",
        "price-lane D1 CAMP WATER 0 1\nprice-need CAMP",
        "not proven best: lane D1 -> CAMP has a price",
    );
    refused("price-need CAMP", "price-need X WATER 1 0\nprice-need CAMP", "need X/WATER: a price of what is not there");
}

#[test]
fn a_lawful_plan_that_is_not_best_is_refused() {
    let worse = "\
yicang-plan 1
second-level minutes
value 160 2100
ship D1 WATER - CAMP 25 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D1 WATER - CLINIC 25 2020-02-01T08:00:00Z 2020-02-01T08:30:00Z
unmet CAMP WATER PROTECTED_RESERVE 15
unmet CLINIC WATER PROTECTED_RESERVE 5
price-reserve D1 WATER 1 -60000000
price-need CAMP WATER 1 0
price-need CLINIC WATER 1 -30000000
";
    let found = found(SITUATION, &worse.replace("value 160 2100", "value 150 2250"));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("not proven best: need CLINIC/WATER has room for units worth more"), "{found:#?}");
}
