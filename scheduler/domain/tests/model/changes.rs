//! What the last plan sent, and what it costs to send something else.

use super::Case;

const POLICY: &str = "name plain\nfirst-level units\nclass life-saving 5\nclass routine 1\nchange 10\n";

const CASE: Case = Case {
    policy: POLICY,
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
level 0 10000000 10000000
cost 620000000
ship D1 WATER - CAMP 6 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D2 WATER - CAMP 4 2020-02-01T08:00:00Z 2020-02-01T08:55:00Z
price-need CAMP WATER cost:65000000
",
};

#[test]
fn what_went_before_goes_again_as_far_as_it_pays() {
    CASE.is_lawful();
    CASE.refused(&[("cost 620", "cost 580")], &["cost is said to be 580000000, counted 620000000"]);
}

#[test]
fn a_change_that_costs_more_than_it_saves_is_not_best() {
    let first = "ship D1 WATER - CAMP 6 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z\n";
    CASE.refused(
        &[(first, ""), ("CAMP 4", "CAMP 10"), ("cost 620", "cost 650")],
        &["not proven best: sending more D1/WATER/- -> CAMP would improve the plan, by cost:5000000"],
    );
    CASE.refused(
        &[("CAMP 6", "CAMP 5"), ("CAMP 4", "CAMP 5"), ("cost 620", "cost 625")],
        &["not proven best: sending more D1/WATER/- -> CAMP would improve the plan, by cost:5000000"],
    );
    CASE.refused(
        &[("CAMP 6", "CAMP 7"), ("CAMP 4", "CAMP 3"), ("cost 620", "cost 625")],
        &["not proven best: sending less D1/WATER/- -> CAMP would improve the plan, by cost:-5000000"],
    );
}

#[test]
fn the_price_lies_between_what_goes_again_and_what_would_be_new() {
    CASE.refused(
        &[("cost:65000000", "cost:59000000")],
        &["not proven best: sending less D1/WATER/- -> CAMP", "not proven best: sending less D2/WATER/- -> CAMP"],
    );
    CASE.refused(
        &[("cost:65000000", "cost:71000000")],
        &["not proven best: sending more D1/WATER/- -> CAMP", "not proven best: sending more D2/WATER/- -> CAMP"],
    );
}

#[test]
fn without_a_price_of_change_the_last_plan_does_not_count() {
    let free = Case { policy: super::PLAIN, ..CASE };
    let plan = "level 0 10000000 10000000\ncost 550000000\nship D2 WATER - CAMP 10 2020-02-01T08:00:00Z 2020-02-01T08:55:00Z\nprice-need CAMP WATER cost:55000000\n";
    super::expect(&free.found(CASE.situation, plan), &[]);
}

#[test]
fn what_is_sent_again_in_packs_is_whole_packs() {
    // Packs of 4: of the last plan's six one pack is the same, the second is new.
    let situation = format!("item WATER pack=4\n{}", CASE.situation.replace("routine 10", "routine 8"));
    let plan = "level 0 8000000 8000000\ncost 500000000\n\
        ship D1 WATER - CAMP 4 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z\n\
        ship D2 WATER - CAMP 4 2020-02-01T08:00:00Z 2020-02-01T08:55:00Z\n\
        price-need CAMP WATER cost:260000000\n";
    super::expect(&CASE.found(&situation, plan), &[]);
    let again = plan.replace("260000000", "279999999");
    super::expect(
        &CASE.found(&situation, &again),
        &["not proven best: sending more D2/WATER/- -> CAMP would improve the plan, by cost:19999999"],
    );
    let both = "level 0 8000000 8000000\ncost 520000000\n\
        ship D1 WATER - CAMP 8 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z\nprice-need CAMP WATER cost:260000000\n";
    super::expect(
        &CASE.found(&situation, both),
        &["not proven best: sending less D1/WATER/- -> CAMP would improve the plan, by cost:-20000000"],
    );
}

#[test]
fn what_the_last_plan_sent_counts_in_a_bound() {
    // Ratios make it joint. At 65 a unit six units from D1 save five minutes each.
    let situation = CASE.situation.replace("need CAMP", "substitute WATER TEA ratio=1/2\nlot D1 TEA - 1\nneed CAMP");
    let situation = situation.replace("lane D1 CAMP 60", "lane D1 CAMP 60 capacity=6");
    let plan = format!(
        "{}claim cost 1 -620000000 -620000000\nat-need CAMP WATER 65000000\n",
        CASE.plan.replace("ship D1", "joint WATER\nship D1").replace("price-need CAMP WATER cost:65000000\n", "")
    );
    let tea = "claim of cost: sending more D1/TEA/- -> CAMP for WATER would gain 60000000";
    super::expect(&CASE.found(&situation, &plan), &[tea]);
    let plan = plan.replace("at-need", "at-lot D1 TEA - 60000000\nat-need").replace("-620000000\nat", "-560000000\nat");
    super::expect(&CASE.found(&situation, &plan), &[]);
    let off = plan.replace("-560000000\nat", "-590000000\nat");
    super::expect(
        &CASE.found(&situation, &off),
        &["claim of cost: its bound is said to be -590000000, counted -560000000"],
    );
}
