//! What the planner does with small situations, each a sentence.

#![allow(clippy::unwrap_used, reason = "in tests a panic is the answer, in their helpers, too")]

mod support;

use expect_test::{Expect, expect};
use support::{FLOOR, SHARE, UNITS, planned, policy, said, situation};
use yicang_domain::SecondLevel;

#[expect(clippy::needless_pass_by_value, reason = "expectations are written where they are passed")]
fn check_plan_by(rules: &str, text: &str, expected: Expect) {
    let plan = planned(&situation(text), &policy(rules), SecondLevel::Minutes).unwrap().plan;
    expected.assert_eq(&said(&plan));
}

fn check_plan(text: &str, expected: Expect) {
    check_plan_by(UNITS, text, expected);
}

#[test]
fn life_saving_need_is_met_before_routine() {
    check_plan(
        "reserve depot water 50
         need camp   water 40 routine
         need clinic water 30 life-saving",
        expect![[r#"
            depot -> camp: 20 water
            depot -> clinic: 30 water
            camp lacks 20 water: HIGHER_CLASS 20
        "#]],
    );
}

#[test]
fn the_nearer_depot_serves_on_equal_value() {
    check_plan(
        "reserve near water 10
         reserve far  water 10
         need camp    water 10 routine
         lane near camp 59.999999
         lane far  camp 60",
        expect![[r#"
            near -> camp: 10 water
        "#]],
    );
}

#[test]
fn nobody_is_served_less_to_save_minutes() {
    // Serving the clinic from its only depot sends the camp's goods the long way.
    check_plan(
        "reserve a water 10
         reserve b water 10
         need camp   water 10 routine
         need clinic water 10 routine
         lane a camp   1
         lane a clinic 9
         lane b camp   1000",
        expect![[r#"
            a -> clinic: 10 water
            b -> camp: 10 water
        "#]],
    );
}

#[test]
fn the_protected_reserve_stays() {
    check_plan(
        "reserve depot water 50
         protect depot water 15
         need camp water 40 routine",
        expect![[r#"
            depot -> camp: 35 water
            camp lacks 5 water: PROTECTED_RESERVE 5
        "#]],
    );
}

#[test]
fn what_approved_orders_hold_for_others_is_said() {
    check_plan(
        "reserve depot water 50 lot=A reserved=30
         reserve depot water 40 lot=B reserved=40 earmark=clinic
         need camp water 60 routine covered=5",
        expect![[r#"
            depot -> camp: 20 water of A
            camp lacks 35 water: SUPPLY_EXHAUSTED 10 FROZEN_ORDER 25
        "#]],
    );
}

#[test]
fn more_stock_would_help_where_only_frozen_stock_has_a_lane() {
    check_plan(
        "reserve depot water 30 reserved=30
         reserve far water 50
         need camp water 60 routine
         lane depot camp 60",
        expect![[r#"
            camp lacks 60 water: LANE_CLOSED 50 FROZEN_ORDER 10
        "#]],
    );
}

#[test]
fn a_reserve_above_the_stock_lets_nothing_leave() {
    check_plan(
        "reserve depot water 50
         protect depot water 60
         need camp water 70 routine",
        expect![[r#"
            camp lacks 70 water: SUPPLY_EXHAUSTED 20 PROTECTED_RESERVE 50
        "#]],
    );
}

#[test]
fn the_reserve_may_be_kept_in_a_lot_that_nobody_else_may_have() {
    check_plan(
        "reserve depot water 30 lot=A earmark=clinic
         reserve depot water 30 lot=B
         protect depot water 30
         need camp water 40 routine
         lane depot camp 60",
        expect![[r#"
            depot -> camp: 30 water of B
            camp lacks 10 water: EARMARKED 10
        "#]],
    );
}

#[test]
fn a_full_lane_holds_the_rest_back() {
    check_plan(
        "reserve depot water 50
         need camp water 40 routine
         lane depot camp 60 capacity=25",
        expect![[r#"
            depot -> camp: 25 water
            camp lacks 15 water: TRANSPORT_CAPACITY 15
        "#]],
    );
}

#[test]
fn what_arrives_too_late_is_not_sent() {
    check_plan(
        "reserve depot water 50
         reserve other water 4
         need camp water 40 routine latest=2020-02-01T08:59:00Z
         lane depot camp 60
         lane other camp 58.000001",
        expect![[r#"
            other -> camp: 4 water
            camp lacks 36 water: LEAD_TIME 36 (earliest 2020-02-01T09:00:00Z)
        "#]],
    );
}

#[test]
fn a_lot_on_its_way_leaves_when_it_is_there() {
    check_plan(
        "reserve depot water 50 available=2020-02-01T10:00:00Z
         need camp water 40 routine latest=2020-02-01T10:59:59Z",
        expect![[r#"
            camp lacks 40 water: LEAD_TIME 40 (earliest 2020-02-01T11:00:00Z)
        "#]],
    );
}

#[test]
fn expired_goods_stay_and_the_last_day_counts() {
    check_plan(
        "reserve depot water 50 lot=old   expires=2020-01-31
         reserve depot water 5  lot=today expires=2020-02-01
         need camp water 40 routine",
        expect![[r#"
            depot -> camp: 5 water of today
            camp lacks 35 water: REMAINING_LIFE 35
        "#]],
    );
}

#[test]
fn enough_life_must_be_left_on_the_day_of_arrival() {
    // 16 hours on the road: it is the 2nd when they arrive.
    check_plan(
        "reserve depot water 50 lot=a expires=2020-02-11
         reserve depot water 5  lot=b expires=2020-02-12
         need camp water 40 routine life=10
         lane depot camp 960",
        expect![[r#"
            depot -> camp: 5 water of b
            camp lacks 35 water: REMAINING_LIFE 35
        "#]],
    );
}

#[test]
fn an_earmarked_lot_is_for_its_sites_only() {
    check_plan(
        "reserve depot water 50 earmark=clinic,school
         need camp   water 40 life-saving
         need clinic water 20 routine",
        expect![[r#"
            depot -> clinic: 20 water
            camp lacks 40 water: EARMARKED 40
        "#]],
    );
}

#[test]
fn a_held_lot_serves_nobody_and_fills_no_protected_reserve() {
    check_plan(
        "reserve depot water 50 lot=A held=recall
         reserve depot water 30 lot=B
         protect depot water 10
         need camp water 40 life-saving",
        expect![[r#"
            depot -> camp: 20 water of B
            camp lacks 20 water: PROTECTED_RESERVE 10 HELD 10
        "#]],
    );
}

#[test]
fn without_an_open_lane_nothing_is_sent() {
    check_plan(
        "reserve depot water 10
         need camp   water 40 life-saving
         need clinic water 20 routine
         lane depot camp 60 closed",
        expect![[r#"
            camp lacks 40 water: LANE_CLOSED 40
            clinic lacks 20 water: LANE_CLOSED 20
        "#]],
    );
}

#[test]
fn who_has_no_lane_is_told_so_even_if_others_got_all() {
    check_plan(
        "reserve depot water 10
         need camp   water 40 life-saving
         need clinic water 20 routine
         lane depot clinic 60",
        expect![[r#"
            depot -> clinic: 10 water
            camp lacks 40 water: LANE_CLOSED 40
            clinic lacks 10 water: SUPPLY_EXHAUSTED 10
        "#]],
    );
}

#[test]
fn an_item_that_no_depot_holds_is_exhausted() {
    check_plan(
        "reserve depot water 10
         need camp rice 5 routine",
        expect![[r#"
            camp lacks 5 rice: SUPPLY_EXHAUSTED 5
        "#]],
    );
}

#[test]
fn an_empty_depot_explains_nothing() {
    check_plan(
        "reserve depot rice 0
         need camp rice 5 routine",
        expect![[r#"
            camp lacks 5 rice: SUPPLY_EXHAUSTED 5
        "#]],
    );
}

#[test]
fn each_lot_has_the_most_fundamental_reason_only() {
    check_plan(
        "reserve a water 3 lot=1 expires=2020-01-01 earmark=clinic
         reserve a water 4 lot=2 expires=2020-01-01
         reserve b water 5 earmark=clinic
         reserve c water 6 expires=2020-01-01
         protect c water 6
         need camp water 40 routine latest=2020-02-01T08:30:00Z
         lane a camp 30
         lane b camp 10 closed
         lane c camp 31",
        expect![[r#"
            camp lacks 40 water: SUPPLY_EXHAUSTED 22 EARMARKED 3 LEAD_TIME 6 (earliest 2020-02-01T08:31:00Z) LANE_CLOSED 5 REMAINING_LIFE 4
        "#]],
    );
}

#[test]
fn what_is_claimed_above_the_entitlement_comes_last() {
    check_plan_by(
        FLOOR,
        "reserve depot water 50
         need camp   water 100 life-saving entitlement=20
         need clinic water 30 routine",
        expect![[r#"
            depot -> camp: 20 water
            depot -> clinic: 30 water
            camp lacks 80 water: CLAIM_OVER_ENTITLEMENT 80
        "#]],
    );
    check_plan_by(
        FLOOR,
        "reserve depot water 60
         need camp   water 100 life-saving entitlement=20
         need clinic water 30 routine",
        expect![[r#"
            depot -> camp: 30 water
            depot -> clinic: 30 water
            camp lacks 70 water: CLAIM_OVER_ENTITLEMENT 70
        "#]],
    );
}

#[test]
fn the_floor_is_the_same_for_every_class() {
    check_plan_by(
        FLOOR,
        "reserve depot water 60
         need camp   water 100 routine
         need clinic water 100 life-saving",
        expect![[r#"
            depot -> camp: 30 water
            depot -> clinic: 30 water
            camp lacks 70 water: SUPPLY_EXHAUSTED 40 HIGHER_CLASS 30
            clinic lacks 70 water: SUPPLY_EXHAUSTED 40 EQUAL_SHARE_LEVEL 30
        "#]],
    );
}

#[test]
fn above_the_floor_the_more_urgent_class_comes_first() {
    check_plan_by(
        FLOOR,
        "reserve depot water 100
         need camp   water 100 routine
         need clinic water 100 life-saving",
        expect![[r#"
            depot -> camp: 30 water
            depot -> clinic: 70 water
            camp lacks 70 water: HIGHER_CLASS 70
            clinic lacks 30 water: EQUAL_SHARE_LEVEL 30
        "#]],
    );
}

#[test]
fn too_little_for_the_floor_is_shared_step_by_step() {
    check_plan_by(
        FLOOR,
        "reserve depot water 31
         need camp   water 100 routine
         need clinic water 100 life-saving
         lane depot camp 10
         lane depot clinic 10.5",
        expect![[r#"
            depot -> camp: 16 water
            depot -> clinic: 15 water
            camp lacks 84 water: SUPPLY_EXHAUSTED 69 HIGHER_CLASS 15
            clinic lacks 85 water: SUPPLY_EXHAUSTED 69 EQUAL_SHARE_LEVEL 15 DRAW 1
        "#]],
    );
}

#[test]
fn what_is_covered_already_counts_as_the_first_steps() {
    check_plan_by(
        FLOOR,
        "reserve depot water 20
         need camp   water 100 life-saving covered=30
         need clinic water 100 routine",
        expect![[r#"
            depot -> clinic: 20 water
            camp lacks 70 water: SUPPLY_EXHAUSTED 50 EQUAL_SHARE_LEVEL 20
            clinic lacks 80 water: SUPPLY_EXHAUSTED 80
        "#]],
    );
}

#[test]
fn by_shares_the_smaller_claim_of_a_class_is_served_first() {
    check_plan_by(
        SHARE,
        "reserve depot water 50
         need camp   water 100 urgent
         need clinic water 30 urgent",
        expect![[r#"
            depot -> camp: 20 water
            depot -> clinic: 30 water
            camp lacks 80 water: SUPPLY_EXHAUSTED 50 HIGHER_CLASS 30
        "#]],
    );
}

#[test]
fn a_weight_of_its_own_overrides_the_class() {
    check_plan(
        "reserve depot water 50
         need camp   water 40 routine weight=5.000001
         need clinic water 30 life-saving
         need school water 30 no-such-class weight=5.000002",
        expect![[r#"
            depot -> camp: 20 water
            depot -> school: 30 water
            camp lacks 20 water: HIGHER_CLASS 20
            clinic lacks 30 water: HIGHER_CLASS 30
        "#]],
    );
}

#[test]
fn lateness_is_paid_by_the_begun_minute() {
    // a is 40 minutes away and arrives nine and a half minutes late: 50 with lateness. b is 49 away and in time.
    let text = "reserve a water 5 available=2020-02-01T08:19:30Z
         reserve b water 5
         need camp water 5 urgent due=2020-02-01T08:50:00Z
         lane a camp 40
         lane b camp 49";
    check_plan(
        text,
        expect![[r#"
        a -> camp: 5 water
    "#]],
    );
    check_plan_by(
        FLOOR,
        text,
        expect![[r#"
        b -> camp: 5 water
    "#]],
    );
    let without_b = text.replace("reserve b", "reserve elsewhere");
    let late = planned(&situation(&without_b), &policy(FLOOR), SecondLevel::Minutes).unwrap().plan;
    assert_eq!(late.cost, 250_000_000);
}

#[test]
fn with_an_expiry_cost_what_expires_first_goes_first() {
    let text = "reserve depot water 5 lot=a
         reserve depot water 5 lot=b expires=2020-05-01
         reserve depot water 5 lot=c expires=2020-03-01
         need camp water 7 urgent";
    check_plan(
        text,
        expect![[r#"
        depot -> camp: 5 water of a
        depot -> camp: 2 water of b
    "#]],
    );
    check_plan_by(
        &FLOOR.replace("expiry 0", "expiry 1"),
        text,
        expect![[r#"
        depot -> camp: 2 water of b
        depot -> camp: 5 water of c
    "#]],
    );
}

#[test]
fn items_share_a_narrow_lane_by_worth() {
    let text = "reserve depot gloves 100
         reserve depot masks 100
         need clinic gloves 40 routine
         need clinic masks 40 life-saving
         lane depot clinic 60 capacity=50";
    check_plan(
        text,
        expect![[r#"
        depot -> clinic: 10 gloves
        depot -> clinic: 40 masks
        clinic lacks 30 gloves: TRANSPORT_CAPACITY 30
    "#]],
    );
    let planned = planned(&situation(text), &policy(UNITS), SecondLevel::Minutes).unwrap();
    assert_eq!(planned.left_out, []);
    assert_eq!(planned.plan.service, planned.plan.bound, "best, and proven");
}

#[test]
fn a_lane_wide_enough_for_all_couples_nothing() {
    let text = "reserve depot gloves 100
         reserve depot masks 10
         need clinic gloves 40 routine
         need clinic masks 40 life-saving
         lane depot clinic 60 capacity=50";
    let planned = planned(&situation(text), &policy(UNITS), SecondLevel::Minutes).unwrap();
    assert_eq!((planned.plan.joint, planned.left_out), (vec![], vec![]));
}

#[test]
fn cost_needs_a_cost_on_every_lane_that_could_be_used() {
    let text = "reserve depot water 100
         need a water 1 routine
         need b water 1 routine
         need c water 1 routine
         need d rice 1 routine
         lane depot a 1 cost=3
         lane depot b 2
         lane depot c 3
         lane depot d 4";
    let error = planned(&situation(text), &policy(UNITS), SecondLevel::Cost).unwrap_err().to_string();
    expect!["the second level is cost, and no cost is given for depot (b), depot (c)"].assert_eq(&error);
}

#[test]
fn a_need_that_the_policy_cannot_value_is_left_out_by_itself() {
    let text = "reserve depot water 10
         need a water 1 odd
         need b water 1 routine
         need c water 1 strange weight=2";
    check_plan(
        text,
        expect![[r#"
            depot -> b: 1 water
            depot -> c: 1 water
            a lacks 1 water: UNKNOWN_CLASS 1
        "#]],
    );
    check_plan_by(
        FLOOR,
        text,
        expect![[r#"
            depot -> b: 1 water
            a lacks 1 water: UNKNOWN_CLASS 1
            c lacks 1 water: UNKNOWN_CLASS 1
        "#]],
    );
}

#[test]
fn the_largest_numbers_are_planned_or_refused_but_never_wrong() {
    let text = "reserve depot water 1000000000000
         need camp water 1000000000000 routine weight=1000000
         lane depot camp 1000000";
    check_plan(
        text,
        expect![[r#"
        depot -> camp: 1000000000000 water
    "#]],
    );
    let text = text.replace("weight=1000000", "weight=1000000000");
    check_plan(
        &text,
        expect![[r#"
            depot -> camp: 1000000000000 water
        "#]],
    );
}

// Reasons of packs, draws and lanes.

#[test]
fn a_lane_that_carries_nothing_is_the_reason_whoever_gets_the_stock() {
    let text = "reserve depot water 100
         need h1 water 80 routine
         need h2 water 60 routine
         lane depot h1 60 capacity=0
         lane depot h2 60";
    check_plan(
        text,
        expect![[r#"
            depot -> h2: 60 water
            h1 lacks 80 water: TRANSPORT_CAPACITY 80
        "#]],
    );
    check_plan_by(
        FLOOR,
        text,
        expect![[r#"
            depot -> h2: 60 water
            h1 lacks 80 water: TRANSPORT_CAPACITY 80
        "#]],
    );
}

#[test]
fn the_last_unit_of_equals_is_drawn() {
    check_plan_by(
        FLOOR,
        "seed a
         reserve depot water 61
         need h1 water 100 routine
         need h2 water 100 routine
         need h3 water 100 routine",
        expect![[r#"
            depot -> h1: 20 water
            depot -> h2: 21 water
            depot -> h3: 20 water
            h1 lacks 80 water: SUPPLY_EXHAUSTED 39 EQUAL_SHARE_LEVEL 40 DRAW 1
            h2 lacks 79 water: SUPPLY_EXHAUSTED 39 EQUAL_SHARE_LEVEL 40
            h3 lacks 80 water: SUPPLY_EXHAUSTED 39 EQUAL_SHARE_LEVEL 40 DRAW 1
        "#]],
    );
}

#[test]
fn what_broken_packs_could_serve_has_no_other_reason() {
    let text = "item water pack=10
         reserve near water 15
         reserve far water 25
         need camp water 47 routine
         lane near camp 10
         lane far camp 20";
    check_plan(
        text,
        expect![[r#"
            far -> camp: 20 water
            near -> camp: 10 water
            camp lacks 17 water: PACK_SIZE 17
        "#]],
    );
    check_plan(
        &text.replace("47", "20"),
        expect![[r#"
            far -> camp: 10 water
            near -> camp: 10 water
        "#]],
    );
    check_plan(
        &format!("{text}\nprotect far water 12"),
        expect![[r#"
            far -> camp: 10 water
            near -> camp: 10 water
            camp lacks 27 water: PROTECTED_RESERVE 12 PACK_SIZE 15
        "#]],
    );
}

#[test]
fn a_pack_of_equal_worth_is_drawn() {
    check_plan_by(
        FLOOR,
        "seed a
         item water pack=10
         reserve depot water 20
         need h1 water 100 routine
         need h2 water 100 routine
         need h3 water 100 routine",
        expect![[r#"
            depot -> h2: 10 water
            depot -> h3: 10 water
            h1 lacks 100 water: SUPPLY_EXHAUSTED 80 EQUAL_SHARE_LEVEL 10 DRAW 10
            h2 lacks 90 water: SUPPLY_EXHAUSTED 80 EQUAL_SHARE_LEVEL 10
            h3 lacks 90 water: SUPPLY_EXHAUSTED 80 EQUAL_SHARE_LEVEL 10
        "#]],
    );
}

#[test]
fn nobody_is_told_of_a_higher_class_when_nobody_else_got_anything() {
    check_plan(
        "item water pack=10
         reserve depot water 9
         need camp water 9 routine
         need clinic water 5 life-saving",
        expect![[r#"
            camp lacks 9 water: PACK_SIZE 9
            clinic lacks 5 water: PACK_SIZE 5
        "#]],
    );
}

#[test]
fn expired_goods_fill_no_protected_reserve() {
    check_plan(
        "reserve depot water 50 lot=old expires=2020-01-31
         reserve depot water 30 lot=new
         protect depot water 20
         need camp water 40 routine",
        expect![[r#"
            depot -> camp: 10 water of new
            camp lacks 30 water: PROTECTED_RESERVE 20 REMAINING_LIFE 10
        "#]],
    );
}
