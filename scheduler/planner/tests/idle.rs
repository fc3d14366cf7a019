//! What can carry nothing changes nothing: it ties no items together, is never sent, and does not even change which of
//! two equally good plans is chosen.

#![allow(clippy::unwrap_used, reason = "in tests a panic is the answer, in their helpers, too")]

mod support;

use support::{FLOOR, UNITS, planned, policy, said, situation};
use yicang_domain::{Plan, SecondLevel};

/// The plan, which the checker has found nothing against.
fn plan_of(rules: &str, text: &str) -> Plan {
    planned(&situation(text), &policy(rules), SecondLevel::Minutes).unwrap().plan
}

/// Two lots that are alike but for their names, and needs that any of them may serve.
const EQUALS: &str = "reserve D1 GAUZE 5 lot=L1
    reserve D1 GAUZE 3 lot=L2
    reserve D2 GAUZE 2
    need H1 GAUZE 3 urgent
    need H2 GAUZE 7 urgent
    need H3 GAUZE 2 urgent
    lane D1 H1 40
    lane D1 H2 40
    lane D2 H3 40";

#[test]
fn a_capacity_above_all_stock_is_no_limit() {
    for rules in [FLOOR, UNITS] {
        let free = plan_of(rules, EQUALS);
        for (lane, capacity) in [("lane D1 H1 40", 8), ("lane D1 H2 40", 9), ("lane D2 H3 40", 2)] {
            let limited = plan_of(rules, &EQUALS.replace(lane, &format!("{lane} capacity={capacity}")));
            assert_eq!((&limited.shipments, &limited.unmet), (&free.shipments, &free.unmet), "{lane} {capacity}");
        }
    }
}

#[test]
fn a_capacity_below_the_stock_is_one() {
    let limited = plan_of(UNITS, &EQUALS.replace("lane D1 H2 40", "lane D1 H2 40 capacity=1"));
    assert!(said(&limited).contains("TRANSPORT_CAPACITY"), "{}", said(&limited));
}

/// Classes alone, without a floor.
const CLASSES: &str = "yicang-policy 1
name classes
first-level steps
steps 1
floor-percent 0
class urgent 2
class routine 1
";

#[test]
fn an_empty_lot_is_no_source() {
    let few = "reserve D1 GAUZE 1 lot=L1
        reserve D1 GAUZE 1 lot=L2
        need H1 GAUZE 1 urgent
        need H2 GAUZE 1 urgent entitlement=0
        need H3 GAUZE 1 routine
        lane D1 H1 41
        lane D1 H2 36.5
        lane D1 H3 11
        lane D2 H3 4.5";
    for rules in [FLOOR, UNITS, CLASSES] {
        for text in [EQUALS, few] {
            let without = plan_of(rules, text);
            for (depot, lot) in [("D1", "L0"), ("D1", "L3"), ("D2", "L0")] {
                let with = plan_of(rules, &format!("{text}\nreserve {depot} GAUZE 0 lot={lot}"));
                assert_eq!((&with.shipments, &with.unmet), (&without.shipments, &without.unmet), "{depot} {lot}");
            }
        }
    }
}

#[test]
fn a_ratio_that_no_stock_makes_a_step_of_is_not_sent() {
    // One to one the one way, four for one the other way, and only three of those.
    let plan = plan_of(
        FLOOR,
        "substitute MASK FILTER ratio=4/1
         substitute FILTER MASK
         reserve D1 FILTER 3
         reserve D2 MASK 2
         need H1 FILTER 2 critical
         need H2 MASK 2 critical
         lane D1 H2 10
         lane D2 H1 20",
    );
    let sent: Vec<_> = plan.shipments.iter().map(|one| (one.lot.item.as_str(), one.site.as_str())).collect();
    assert_eq!((sent, plan.joint.len()), (vec![("MASK", "H1")], 0));
}

#[test]
fn a_part_of_a_kit_that_lacks_another_stays_where_it_is() {
    // What stands in for it one to one keeps the kit's item in the group.
    let plan = plan_of(
        FLOOR,
        "substitute STRIP SET
         substitute STRIP NEEDLE
         kit SET NEEDLE 2
         kit SET STRIP 1
         reserve D1 NEEDLE 2
         reserve D2 SET 1
         need H1 STRIP 1 urgent
         need H2 SET 1 life-saving
         need H2 STRIP 2 urgent
         lane D1 H2 0
         lane D2 H1 70",
    );
    let parts = plan.shipments.iter().filter(|one| one.need().item.as_str() == "SET");
    assert_eq!((parts.count(), plan.joint.len()), (0, 0), "{}", said(&plan));
}
