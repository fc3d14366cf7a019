//! Lots that must not move.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

#[allow(dead_code)] // other tests use the rest
mod support;

use support::{FLOOR, planned, policy, said, situation};
use yicang_domain::SecondLevel;

#[test]
fn a_held_lot_serves_nobody_and_fills_no_protected_reserve() {
    let situation = situation(
        "reserve depot water 50 lot=A held=recall
         reserve depot water 30 lot=B
         protect depot water 10
         need camp water 40 life-saving",
    );
    let plan = planned(&situation, &policy(FLOOR), SecondLevel::Minutes).unwrap().plan;
    let expected = "depot -> camp: 20 water of B\ncamp lacks 20 water: PROTECTED_RESERVE 10 HELD 10\n";
    assert_eq!(said(&plan).trim_end(), expected.trim_end());
}
