//! The joint proof of items that share limited lanes.

use super::Case;

const CASE: Case = Case {
    policy: "",
    situation: "\
lot D1 GLOVE - 100
lot D1 WATER - 8
need CAMP GLOVE life-saving 8
need CAMP WATER routine 8
lane D1 CAMP 60 capacity=10
",
    // The lane's ten units carry 8 gloves, gaining 5·10⁹ each, and 2 of water, gaining 10⁹; each costs 60 minutes.
    plan: "\
value 42 600
joint 1000000000 41400000000 41400000000
ship D1 GLOVE - CAMP 8 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D1 WATER - CAMP 2 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
unmet CAMP WATER TRANSPORT_CAPACITY 6
price-need CAMP GLOVE 0 1000000000
price-need CAMP WATER 0 1000000000
price-shared-lane D1 CAMP 940000000
",
};

const PRICES: &str = "\
price-need CAMP GLOVE 0 1000000000
price-need CAMP WATER 0 1000000000
price-shared-lane D1 CAMP 940000000
";

#[test]
fn items_on_one_lane_are_proven_together_or_not_at_all() {
    CASE.is_lawful();
    CASE.refused(&[("joint 1000000000 41400000000 41400000000\n", ""), (PRICES, "")], &[]);
}

#[test]
fn every_price_counts() {
    CASE.refused(
        &[("CAMP 940000000", "CAMP 939999999")],
        &[
            "not proven best: sending more D1/GLOVE/- -> CAMP would improve the plan, by 0 ranks and 1 millionths",
            "not proven best: sending more D1/WATER/- -> CAMP would improve the plan, by 0 ranks and 1 millionths",
            "joint bound is said to be 41400000000, counted 41399999990",
        ],
    );
    CASE.refused(
        &[("CAMP WATER 0 1000000000", "CAMP WATER 0 999999999")],
        &["joint bound is said to be 41400000000, counted 41400000008"],
    );
    CASE.refused(
        &[("price-need CAMP G", "price-lot D1 WATER - 0 2\nprice-reserve D1 WATER 0 3\nprice-need CAMP G")],
        &["joint bound is said to be 41400000000, counted 41400000040"],
    );
    CASE.refused(
        &[("price-need CAMP G", "price-lane D1 CAMP WATER 0 7\nprice-need CAMP G")],
        &["joint bound is said to be 41400000000, counted 41400000070"],
    );
    CASE.refused(
        &[("CAMP 940000000", "CAMP -1")],
        &[
            "shared lane D1 -> CAMP: a price of what is not there, or below zero",
            "not proven best: sending more D1/GLOVE",
            "not proven best: sending more D1/WATER",
            "joint bound",
        ],
    );
}

#[test]
fn a_plan_that_is_not_best_cannot_say_it_is() {
    // Three gloves less, three of water more: lawful, and openly short of the bound.
    let other = [
        ("CAMP 8 2020", "CAMP 5 2020"),
        ("CAMP 2 2020", "CAMP 5 2020"),
        ("value 42 600", "value 30 600"),
        (
            "unmet CAMP WATER TRANSPORT_CAPACITY 6",
            "unmet CAMP GLOVE TRANSPORT_CAPACITY 3\nunmet CAMP WATER TRANSPORT_CAPACITY 3",
        ),
    ];
    CASE.refused(&other, &["joint value is said to be 41400000000, counted 29400000000"]);
    let open = [&other[..], &[("joint 1000000000 41400000000", "joint 1000000000 29400000000")]].concat();
    CASE.refused(&open, &[]);
    let closed = [&open[..], &[("29400000000 41400000000", "29400000000 29400000000")]].concat();
    CASE.refused(&closed, &["joint bound is said to be 29400000000, counted 41400000000"]);
}

#[test]
fn a_lane_that_is_never_full_needs_no_joint_proof() {
    let wide = CASE.situation.replace("capacity=10", "capacity=16");
    let plan = "\
value 48 960
ship D1 GLOVE - CAMP 8 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D1 WATER - CAMP 8 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
price-need CAMP GLOVE 0 60000000
price-need CAMP WATER 0 60000000
";
    super::expect(&CASE.found(&wide, plan), &[]);
    let less = plan.replace("CAMP WATER 0 60000000", "CAMP WATER 0 60000001");
    super::expect(&CASE.found(&wide, &less), &["not proven best: sending more D1/WATER/- -> CAMP would improve"]);
}

#[test]
fn ranks_do_not_price_a_lane_that_others_use() {
    // Alone, each item could be proven best with a price of the lane; together they are not.
    let ranks = "\
price-lane D1 CAMP GLOVE 1 -60000000
price-lane D1 CAMP WATER 1 -60000000
price-need CAMP GLOVE 1 0
price-need CAMP WATER 1 0
";
    let other = [
        ("joint 1000000000 41400000000 41400000000\n", ""),
        (PRICES, ranks),
        ("CAMP 8 2020", "CAMP 5 2020"),
        ("CAMP 2 2020", "CAMP 5 2020"),
        ("value 42 600", "value 30 600"),
        (
            "unmet CAMP WATER TRANSPORT_CAPACITY 6",
            "unmet CAMP GLOVE TRANSPORT_CAPACITY 3\nunmet CAMP WATER TRANSPORT_CAPACITY 3",
        ),
    ];
    CASE.refused(
        &other,
        &[
            "not proven best: lane D1 -> CAMP has a price for GLOVE and is not full",
            "not proven best: lane D1 -> CAMP has a price for WATER and is not full",
        ],
    );
}

#[test]
fn shares_of_the_entitlement_are_compared_with_steps() {
    // Ten entitled to gloves, two to ventilators: one step of two; a unit is worth its part of the entitlement.
    let policy = "yicang-policy 1\nname steps\nfirst-level steps\nsteps 2\nfloor-percent 50\nclass routine 1\n";
    let situation = "\
yicang-situation 1
now 2020-02-01T08:00:00Z
lot D1 GLOVE - 10
lot D1 LUNG - 2
need CAMP GLOVE routine 10
need CAMP LUNG routine 2
lane D1 CAMP 0 capacity=6
";
    // Worths: floor 1 + 1·1 + 1 = 3, above it 1 + (2 − 1) = 2: with scale 20 a glove gains 6 then 4, a ventilator 30,
    // then 20.
    let plan = "\
yicang-plan 1
second-level minutes
value 17 0
joint 20 74 74
ship D1 GLOVE - CAMP 4 2020-02-01T08:00:00Z 2020-02-01T08:00:00Z
ship D1 LUNG - CAMP 2 2020-02-01T08:00:00Z 2020-02-01T08:00:00Z
unmet CAMP GLOVE TRANSPORT_CAPACITY 6
price-need CAMP GLOVE 0 6
price-need CAMP LUNG 0 6
price-shared-lane D1 CAMP 6
";
    let parts = (
        yicang_domain::Situation::from_text(situation).unwrap(),
        yicang_domain::Policy::from_text(policy).unwrap(),
        yicang_domain::v1::Plan::from_text(plan).unwrap(),
    );
    let found: Vec<_> = super::violations(&parts.0, &parts.1, &parts.2).iter().map(ToString::to_string).collect();
    super::expect(&found, &[]);
    assert_eq!(parts.2.joint.unwrap().to_string(), "within 0 % of the best");
}
