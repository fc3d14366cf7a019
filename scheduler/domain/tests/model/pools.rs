//! Transport pools: when they leave, and what they carry.

use super::{Case, PLAIN};

const CASE: Case = Case {
    policy: PLAIN,
    situation: "\
item GLOVE grams=10 millilitres=5
pool V departs=2020-02-01T14:00:00Z grams=300 millilitres=1000
lot D1 GLOVE - 100
need CAMP GLOVE routine 40
need CLINIC GLOVE life-saving 20
lane D1 CAMP 60 pool=V
lane D1 CLINIC 60 pool=V
",
    // 30 gloves fill the pool. Ten micrograms, ten millionths of a routine glove: in tenths a microgram is worth one.
    plan: "\
level 0 110000000 110000000
cost 1800000000
joint GLOVE
ship D1 GLOVE - CAMP 10 2020-02-01T14:00:00Z 2020-02-01T15:00:00Z
ship D1 GLOVE - CLINIC 20 2020-02-01T14:00:00Z 2020-02-01T15:00:00Z
unmet CAMP GLOVE TRANSPORT_CAPACITY 30
claim level 0 10 1100000000 1100000000
at-pool V 1 0
at-need CAMP GLOVE 10000000
at-need CLINIC GLOVE 10000000
",
};

#[test]
fn a_full_pool_is_lawful_and_proven_best() {
    CASE.is_lawful();
    CASE.refused_where(" millilitres=1000", "", &[]);
    CASE.refused(
        &[("at-pool V 1 0", "at-pool V 0 0")],
        &[
            "claim of level 0: sending more D1/GLOVE/- -> CAMP would gain 10000000",
            "claim of level 0: sending more D1/GLOVE/- -> CLINIC would gain 10000000",
            "claim of level 0: its bound is said to be 1100000000, counted 800000000",
        ],
    );
}

#[test]
fn what_a_pool_carries_is_counted_in_grams_and_millilitres() {
    CASE.refused(&[("CAMP 10", "CAMP 11")], &["pool V: 310 grams shipped, capacity 300"]);
    CASE.refused_where("millilitres=1000", "millilitres=149", &["pool V: 150 millilitres shipped, capacity 149"]);
}

#[test]
fn light_things_count_exactly() {
    // A thousand tablets of 0.6 g and 0.000001 ml; one more is too much.
    let case = Case {
        policy: PLAIN,
        situation: "\
item TABLET grams=0.6 millilitres=0.000001
pool V grams=600
lot D1 TABLET - 2000000
need CAMP TABLET routine 2000000
lane D1 CAMP 60 pool=V
",
        plan: "\
level 0 1000000000 1000000000
cost 60000000000
joint TABLET
ship D1 TABLET - CAMP 1000 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
unmet CAMP TABLET TRANSPORT_CAPACITY 1999000
",
    };
    case.is_lawful();
    case.refused(&[("CAMP 1000", "CAMP 1001")], &["pool V: 600.6 grams shipped, capacity 600"]);
    let small = super::changed(case.situation, &[("grams=600", "millilitres=1")]);
    let more = super::changed(case.plan, &[("CAMP 1000", "CAMP 1000001")]);
    super::expect(&case.found(&small, &more), &["pool V: 1.000001 millilitres shipped, capacity 1"]);
}

#[test]
fn large_sizes_do_not_overflow() {
    let heavy = super::changed(
        CASE.situation,
        &[("grams=10 ", "grams=1000000000 "), ("- 100", "- 1000000000000"), ("routine 40", "routine 1000000000000")],
    );
    let plan = super::changed(CASE.plan, &[("CAMP 10", "CAMP 999999999980")]);
    super::expect(
        &CASE.found(&heavy, &plan),
        &[
            "pool V: 1000000000000000000000 grams shipped, capacity 300",
            "pool V: 5000000000000 millilitres shipped, capacity 1000",
        ],
    );
}

#[test]
fn vehicles_leave_once() {
    CASE.refused(
        &[("14:00:00Z 2020-02-01T15", "08:00:00Z 2020-02-01T09")],
        &["shipment D1/GLOVE/- -> CAMP: departs and arrives"],
    );
    CASE.refused_where(
        "routine 40",
        "routine 40 latest=2020-02-01T14:59:59Z",
        &["shipment D1/GLOVE/- -> CAMP: it arrives too late"],
    );
    let gone = [
        "shipment D1/GLOVE/- -> CAMP: its vehicles have left",
        "shipment D1/GLOVE/- -> CLINIC: its vehicles have left",
    ];
    // What is ready later does not go by them, and neither does anything where they left before now.
    CASE.refused_where("- 100", "- 100 available=2020-02-01T14:00:01Z", &gone);
    CASE.refused_where("14:00:00Z", "07:59:59Z", &gone);
    CASE.refused_where("- 100", "- 100 available=2020-02-01T14:00:00Z", &[]);
}

#[test]
fn what_departed_vehicles_leave_behind_has_its_reason() {
    let case = Case {
        policy: PLAIN,
        situation: "\
pool V departs=2020-02-01T07:00:00Z grams=1
lot D1 GLOVE - 9
need CAMP GLOVE routine 4
lane D1 CAMP 60 pool=V
",
        plan: "level 0 0 0\ncost 0\nunmet CAMP GLOVE LANE_CLOSED 4\n",
    };
    case.is_lawful();
    case.refused(
        &[("LANE_CLOSED", "TRANSPORT_CAPACITY")],
        &["need CAMP/GLOVE: reason TRANSPORT_CAPACITY for 4 is not borne out"],
    );
    case.refused_where(
        "07:00",
        "09:00",
        &["need CAMP/GLOVE: reason LANE_CLOSED for 4 is not borne out", "not proven best: need CAMP/GLOVE has room"],
    );
}

#[test]
fn a_pool_with_room_is_no_reason() {
    // One further glove would weigh 310.
    CASE.refused_where(
        "grams=300",
        "grams=310",
        &[
            "need CAMP/GLOVE: reason TRANSPORT_CAPACITY for 30 is not borne out",
            "claim of level 0: its bound is said to be 1100000000, counted 1110000000",
        ],
    );
}

#[test]
fn a_single_step_that_does_not_fit_is_transport() {
    let case = Case {
        policy: PLAIN,
        situation: "\
item LUNG grams=500
pool V grams=499
lot D1 LUNG - 9
lot D2 LUNG - 9
need CAMP LUNG routine 4
lane D1 CAMP 60 pool=V
lane D2 CAMP 60 capacity=0
",
        plan: "level 0 0 0\ncost 0\nunmet CAMP LUNG TRANSPORT_CAPACITY 4\n",
    };
    // No column can carry anything, so no price is asked for.
    case.is_lawful();
    case.refused_where(
        "grams=499",
        "grams=500",
        &[
            // The other lane still carries nothing.
            "not proven best: need CAMP/LUNG has room",
        ],
    );
}

#[test]
fn prices_of_pools_belong_to_a_limit() {
    let wrong = "claim of level 0: pool V has a price, and has no limit or is not there, or its price is below zero";
    CASE.refused(&[("at-pool V 1 0", "at-pool V -1 0")], &[wrong]);
    let full = "need CAMP/GLOVE: reason TRANSPORT_CAPACITY for 30 is not borne out";
    CASE.refused_where(" grams=300", "", &[full, wrong]);
    CASE.refused(&[("at-pool V", "at-pool W")], &["claim of level 0: pool W has a price"]);
    let without = super::changed(CASE.situation, &[(" millilitres=1000", "")]);
    super::expect(&CASE.found(&without, &super::changed(CASE.plan, &[("at-pool V 1 0", "at-pool V 1 1")])), &[wrong]);
}
