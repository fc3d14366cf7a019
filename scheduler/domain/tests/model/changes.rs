//! What the last plan sent, and what it costs to send something else.

use super::Case;

const CASE: Case = Case {
    policy: "change 10\n",
    situation: "\
lot D1 WATER - 10
lot D2 WATER - 10
need CAMP WATER routine 10
lane D1 CAMP 60
lane D2 CAMP 55
last D1 WATER - CAMP 6
",
    // From D1 six at 60 as before, more at 70; from D2 any at 65.
    plan: "\
value 10 620
ship D1 WATER - CAMP 6 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D2 WATER - CAMP 4 2020-02-01T08:00:00Z 2020-02-01T08:55:00Z
price-need CAMP WATER 0 65000000
",
};

#[test]
fn what_went_before_goes_again_as_far_as_it_pays() {
    CASE.is_lawful();
    CASE.refused(&[("620", "580")], &["second-level value is said to be 580, counted 620"]);
}

#[test]
fn a_change_that_costs_more_than_it_saves_is_not_best() {
    let first = "ship D1 WATER - CAMP 6 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z\n";
    CASE.refused(
        &[(first, ""), ("CAMP 4", "CAMP 10"), ("620", "650")],
        &["not proven best: sending more D1/WATER/- -> CAMP would improve the plan, Price { first: 0, second: 5000000 }"],
    );
    CASE.refused(
        &[("CAMP 6", "CAMP 5"), ("CAMP 4", "CAMP 5"), ("620", "625")],
        &["not proven best: sending more D1/WATER/- -> CAMP would improve the plan, Price { first: 0, second: 5000000 }"],
    );
    CASE.refused(
        &[("CAMP 6", "CAMP 7"), ("CAMP 4", "CAMP 3"), ("620", "625")],
        &["not proven best: sending less D1/WATER/- -> CAMP would improve the plan, Price { first: 0, second: -5000000 }"],
    );
}

#[test]
fn the_price_lies_between_what_goes_again_and_what_would_be_new() {
    CASE.refused(
        &[("0 65000000", "0 59000000")],
        &["not proven best: sending less D1/WATER/- -> CAMP", "not proven best: sending less D2/WATER/- -> CAMP"],
    );
    CASE.refused(
        &[("0 65000000", "0 71000000")],
        &["not proven best: sending more D1/WATER/- -> CAMP", "not proven best: sending more D2/WATER/- -> CAMP"],
    );
}

#[test]
fn without_a_price_of_change_the_last_plan_does_not_count() {
    let free = Case { policy: "", ..CASE };
    let plan = "value 10 550\nship D2 WATER - CAMP 10 2020-02-01T08:00:00Z 2020-02-01T08:55:00Z\nprice-need CAMP WATER 0 55000000\n";
    super::expect(&free.found(CASE.situation, plan), &[]);
}

#[test]
fn the_last_plan_counts_in_a_joint_bound() {
    let situation =
        format!("pool V grams=6\nitem WATER grams=1\n{}", CASE.situation.replace("CAMP 60", "CAMP 60 pool=V"));
    // With d = 65 the last plan's six units from D1 save 5 minutes each, if the pool were free: e′ = 60·10⁶ + q.
    let plan = format!("joint 1000000000 9380000000 9380000000\n{}", CASE.plan);
    super::expect(&CASE.found(&situation, &plan), &[]);
    let priced = format!("{plan}price-pool V 5000000 0\n");
    super::expect(&CASE.found(&situation, &priced), &[]);
    let dear = format!("{plan}price-pool V 5000001 0\n");
    super::expect(&CASE.found(&situation, &dear), &["joint bound is said to be 9380000000, counted 9380000006"]);
}
