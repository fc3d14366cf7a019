//! A damaged plan is refused with the expected violation, one test for each kind.

use crate::folder::Folder;
use expect_test::{Expect, expect};

const TEXTS: [&str; 4] = ["plan.txt", "situation.txt", "policy.txt", "summary.json"];

/// The tables alone count: the exact texts are taken away, then the tables damaged.
#[expect(clippy::needless_pass_by_value, reason = "expectations are written where they are passed")]
fn refused(damages: &[(&str, &str, &str)], expected: Expect) {
    let folder = Folder::new();
    folder.plan().unwrap();
    folder.remove(&TEXTS);
    assert_eq!(folder.violations(), "");
    for (file, from, to) in damages {
        folder.damage(file, from, to);
    }
    expected.assert_eq(&folder.violations());
}

#[test]
fn more_than_is_asked_for() {
    refused(
        &[("allocation.csv", "25\nD1,S2,W,15", "26\nD1,S2,W,14"), ("unmet.csv", "W,5,H", "W,6,H")],
        expect![[r#"
        need S1/W: 61 units are given, 60 are asked for
    "#]],
    );
}

#[test]
fn more_than_is_there() {
    refused(
        &[("allocation.csv", "D1,S2,W,15", "D1,S2,W,26"), ("unmet.csv", "S2,W,5,HIGHER_CLASS\nS2,W,10,P", "S2,W,4,P")],
        expect![[r#"
        depot D1 item W: 51 units leave, 50 are there
    "#]],
    );
}

#[test]
fn into_the_protected_reserve() {
    refused(
        &[("allocation.csv", "D1,S2,W,15", "D1,S2,W,16"), ("unmet.csv", "W,5,H", "W,4,H")],
        expect![[r#"
        depot D1 item W: 41 of 50 units leave, 10 must stay as protected reserve
    "#]],
    );
}

#[test]
fn more_than_the_lane_carries() {
    let folder = Folder::new();
    folder.plan().unwrap();
    folder.remove(&TEXTS);
    folder.change("lanes.csv", "61.5,2,45", "61.5,2,14");
    expect![[r#"
        lane D1 -> S2: 15 units go over it, it carries 14
    "#]]
    .assert_eq(&folder.violations());
}

#[test]
fn a_lot_that_is_for_others_or_would_come_too_late() {
    // 30 of the 35 at D2 are for S1 only, and the rest would reach S2 after its limit.
    refused(
        &[("allocation.csv", "D2,S1,W,35\n", "D2,S1,W,30\nD2,S2,W,5\n"), ("unmet.csv", "S2,W,5,H", "S1,W,5,H")],
        expect![[r#"
            depot D2 item W: 35 units leave, but lots that may go there (earmark, shelf life, time limit, vehicles) cover 30 of them at most
        "#]],
    );
}

#[test]
fn a_way_that_there_is_not_and_a_need_that_nobody_has() {
    let folder = Folder::new();
    folder.plan().unwrap();
    folder.remove(&TEXTS);
    folder.change("lanes.csv", "D1,S2,61.5,2,45\n", "");
    folder.change("needs.csv", "S1,W,60,life-saving,,,\n", "");
    expect![[r#"
        lane D1 -> S2: there is none, and 15 units go over it
        need S1/W: nobody asked for it, and 60 units are given
    "#]]
    .assert_eq(&folder.violations());
}

#[test]
fn reasons_that_do_not_add_up_are_unknown_or_nobody_s() {
    refused(
        &[("unmet.csv", "S2,W,10,P", "S2,W,9,P")],
        expect![[r#"
        need S2/W: 25 units are unmet, its reasons add up to 24
    "#]],
    );
    refused(
        &[("unmet.csv", "PROTECTED_RESERVE", "BAD_LUCK")],
        expect![[r#"
            unmet.csv, row 4, column reason: "BAD_LUCK" is no reason; a reason is one of SUPPLY_EXHAUSTED, EQUAL_SHARE_LEVEL, HIGHER_CLASS, PROTECTED_RESERVE, EARMARKED, LEAD_TIME, TRANSPORT_CAPACITY, LANE_CLOSED, REMAINING_LIFE, PACK_SIZE, CLAIM_OVER_ENTITLEMENT, FROZEN_ORDER, UNVERIFIED, STALE, OVERRIDE, DRAW, UNKNOWN_CLASS, NOT_PLANNED, HELD
            need S2/W: 25 units are unmet, its reasons add up to 15
        "#]],
    );
    refused(
        &[("unmet.csv", "S2,M,7", "S1,M,7")],
        expect![[r#"
        need S1/M: nobody asked for it, and unmet.csv says that it is unmet
        need S2/M: 7 units are unmet, its reasons add up to 0
    "#]],
    );
}

#[test]
fn lines_that_are_no_lines() {
    refused(
        &[(
            "allocation.csv",
            "D1,S2,W,15\nD2,S1,W,35\n",
            "D1,S2,W,15\nD2,S1,W,35\nD2,S1,W,1\nD7,S1,W,1\nD1,S7,W,1\nD1,S1,Q,1\nD1,S1,M,0\nD2,S2,M,-1\nD2,S2,W,0.5\n",
        )],
        expect![[r#"
            allocation.csv, row 5: stands here a second time
            allocation.csv, row 6, column from: "D7" is not in depots.csv
            allocation.csv, row 7, column to: "S7" is not in sites.csv
            allocation.csv, row 8, column item_id: "Q" is not in items.csv
            allocation.csv, row 9, column quantity: is 0; a line moves or lacks at least 1 base unit
            allocation.csv, row 10, column quantity: -1 is negative; a quantity is a whole number of base units
            allocation.csv, row 11, column quantity: 0.5 is not whole; count in base units, or choose a smaller unit for the item
            need S1/W: 34 units are unmet, its reasons add up to 0
        "#]],
    );
}

#[test]
fn files_that_are_not_there() {
    let folder = Folder::new();
    folder.plan().unwrap();
    folder.remove(&["allocation.csv"]);
    let said = folder.violations().replace(&folder.out().display().to_string(), "OUT");
    assert!(said.starts_with("allocation.csv: cannot read OUT/allocation.csv: "), "{said}");
}

#[test]
fn texts_that_say_something_else() {
    let damaged = |file: &str, from: &str, to: &str, expected: Expect| {
        let folder = Folder::new();
        folder.plan().unwrap();
        folder.damage(file, from, to);
        expected.assert_eq(&folder.violations());
    };
    damaged(
        "situation.txt",
        "protect D1 W 10",
        "protect D1 W 9",
        expect![[r#"
            situation.txt is not what the tables say: it has "protect D1 W 9", the tables "protect D1 W 10"
            plan.txt: not proven best: reserve D1/W has a price and is not reached, by 0:1500000,cost:-61500000
        "#]],
    );
    damaged(
        "plan.txt",
        "ship D1 W - S2 15",
        "ship D1 W - S2 14",
        expect![[r#"
            allocation.csv is not what plan.txt adds up to
            plan.txt: need S2/W: reasons add up to 25, 26 are unmet
            plan.txt: not proven best: reserve D1/W has a price and is not reached, by 0:1500000,cost:-61500000
            plan.txt: value of level 0 is said to be 322500000, counted 321000000
            plan.txt: bound of level 0 is said to be 322500000, counted 321000000
            plan.txt: cost is said to be 2381250000, counted 2319750000
            summary.json: level 0 is not what plan.txt adds up to
        "#]],
    );
    damaged(
        "plan.txt",
        "price-need S1 W 0:1500000",
        "price-need S1 W 0:2500000",
        expect![[r#"
            plan.txt: not proven best: sending more D1/W/- -> S1 would improve the plan, by 0:1000000
            plan.txt: not proven best: sending more D2/W/A -> S1 would improve the plan, by 0:1000000
            plan.txt: not proven best: sending more D2/W/B -> S1 would improve the plan, by 0:1000000
        "#]],
    );
    damaged(
        "summary.json",
        "\"first_level\": \"",
        "\"first_level\": \"1",
        expect![[r#"
        summary.json: first_level is said to be 1322.5, counted 322.5
    "#]],
    );
    damaged(
        "plan.txt",
        "yicang-plan 2",
        "yicang-plan 3",
        expect![[r#"
            plan.txt: line 1: the first line must be "yicang-plan 2", not "yicang-plan 3"
        "#]],
    );
    let folder = Folder::new();
    folder.plan().unwrap();
    folder.damage("policy.txt", "class routine 1", "class routine 2");
    assert!(folder.violations().starts_with("summary.json: policy_sha256 is said to be "), "{}", folder.violations());
}
