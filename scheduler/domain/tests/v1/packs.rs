//! Rounding to packs: what leaves, what it was before, and what is proven.

use super::Case;

const CASE: Case = Case {
    policy: "",
    situation: "\
item WATER pack=4
lot D1 WATER - 11
need A WATER routine 5
need B WATER routine 5
need C WATER routine 1
lane D1 A 60
lane D1 B 30
lane D1 C 10
",
    plan: "\
value 11 460
ship D1 WATER - A 4 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D1 WATER - B 4 2020-02-01T08:00:00Z 2020-02-01T08:30:00Z
base D1 WATER - A 5
base D1 WATER - B 5
base D1 WATER - C 1
unmet A WATER PACK_SIZE 1
unmet B WATER PACK_SIZE 1
unmet C WATER PACK_SIZE 1
price-need A WATER 0 60000000
price-need B WATER 0 30000000
price-need C WATER 0 10000000
",
};

#[test]
fn whole_packs_leave_and_the_proof_is_of_what_they_were_before() {
    CASE.is_lawful();
}

#[test]
fn a_column_without_a_base_line_is_what_it_was() {
    let situation =
        CASE.situation.replace("- 11", "- 19").replace("lane D1 A", "need D WATER routine 8\nlane D1 D 5\nlane D1 A");
    let plan = CASE.plan.replace("value 11 460", "value 19 500").replace(
        "base D1 WATER - A",
        "ship D1 WATER - D 8 2020-02-01T08:00:00Z 2020-02-01T08:05:00Z\nbase D1 WATER - A",
    );
    super::expect(&CASE.found(&situation, &(plan + "price-need D WATER 0 5000000\n")), &[]);
}

#[test]
fn broken_packs_do_not_leave() {
    CASE.refused(&[("A 4 2020", "A 3 2020")], &["shipment D1/WATER/- -> A: 3 are not whole packs of 4"]);
}

#[test]
fn rounding_is_by_less_than_a_pack_and_only_where_it_changes_something() {
    CASE.refused(
        &[("ship D1 WATER - B 4 2020-02-01T08:00:00Z 2020-02-01T08:30:00Z\n", "")],
        &["base D1/WATER/- -> B: 5 is not what could be rounded to 0 in packs of 4"],
    );
    CASE.refused(&[("- A 5", "- A 4")], &["base D1/WATER/- -> A: 4 is not what could be rounded to 4 in packs of 4"]);
    CASE.refused(&[("- A 5", "- A 0")], &["shipment D1/WATER/- -> A has quantity 0", "base D1/WATER/- -> A: 0 is not"]);
    CASE.refused(
        &[("base D1 WATER - A 5\nbase D1 WATER - B 5\n", "base D1 WATER - B 5\nbase D1 WATER - A 5\n")],
        &["base D1/WATER/- -> A stands twice or out of order"],
    );
    let singly = CASE.situation.replace("item WATER pack=4\n", "");
    let found = CASE.found(&singly, CASE.plan);
    assert_eq!(found[0], "base D1/WATER/- -> A: 5 is not what could be rounded to 4 in packs of 1");
}

#[test]
fn rows_hold_before_rounding_and_after() {
    CASE.refused(
        &[("- A 5", "- A 6")],
        &[
            "lot D1/WATER/-: 12 shipped, 11 available",
            "depot D1 item WATER: 12 shipped, 11 may leave above the protected reserve",
            "need A/WATER: 6 given, 5 asked for",
        ],
    );
    CASE.refused(
        &[("- A 4", "- A 8")],
        &[
            "lot D1/WATER/-: 12 shipped, 11 available",
            "depot D1 item WATER: 12 shipped, 11 may leave above the protected reserve",
            "need A/WATER: 8 given, 5 asked for",
        ],
    );
    CASE.refused_where("lane D1 C 10", "lane D1 C 10 closed", &["shipment D1/WATER/- -> C: no open lane"]);
}

#[test]
fn values_and_prices_are_those_before_rounding() {
    CASE.refused(
        &[("value 11 460", "value 8 360")],
        &["first-level value is said to be 8, counted 11", "second-level value is said to be 360, counted 460"],
    );
    CASE.refused(
        &[("- A 5", "- A 3"), ("A WATER PACK_SIZE", "A WATER SUPPLY_EXHAUSTED"), ("value 11 460", "value 9 340")],
        &["not proven best: need A/WATER has room for units worth more than their price"],
    );
}

#[test]
fn pack_size_is_the_reason_for_what_rounding_took_and_no_more() {
    let more = CASE.situation.replace("need A WATER routine 5", "need A WATER routine 6");
    let plan =
        CASE.plan.replace("A WATER PACK_SIZE 1", "A WATER PACK_SIZE 2").replace("A WATER 0 60000000", "A WATER 1 0");
    let plan =
        plan.replace("B WATER 0 30000000", "B WATER 1 -30000000").replace("C WATER 0 10000000", "C WATER 1 -50000000");
    let plan = plan.replace("price-need A", "price-lot D1 WATER - 1 -60000000\nprice-need A");
    super::expect(&CASE.found(&more, &plan), &["need A/WATER: reason PACK_SIZE for 2 is not borne out"]);
    let both = plan.replace("unmet A WATER PACK_SIZE 2", "unmet A WATER SUPPLY_EXHAUSTED 1\nunmet A WATER PACK_SIZE 1");
    super::expect(&CASE.found(&more, &both), &[]);
}
