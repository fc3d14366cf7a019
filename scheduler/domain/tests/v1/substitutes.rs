//! One item in place of another, one to one and by a ratio.

use super::Case;

const CASE: Case = Case {
    policy: "",
    situation: "\
substitute WATER MILK penalty=5
lot D1 MILK - 12
need CAMP MILK routine 10
need CLINIC WATER life-saving 10
lane D1 CAMP 60
lane D1 CLINIC 30
",
    // Both needs are one market: ten for the clinic, worth 5, what is left for the camp, worth 1.
    plan: "\
value 52 470
ship D1 MILK - CAMP 2 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D1 MILK - CLINIC 10 2020-02-01T08:00:00Z 2020-02-01T08:30:00Z for=WATER
unmet CAMP MILK HIGHER_CLASS 8
price-lot D1 MILK - 1 -60000000
price-need CAMP MILK 1 0
price-need CLINIC WATER 1 -25000000
",
};

#[test]
fn a_substitute_serves_at_its_penalty() {
    CASE.is_lawful();
    CASE.refused_where(
        "penalty=5",
        "penalty=4",
        &[
            "second-level value is said to be 470, counted 460",
            "not proven best: sending more D1/MILK/- -> CLINIC for WATER",
        ],
    );
}

#[test]
fn only_a_substitute_serves() {
    CASE.refused(&[(" for=WATER", "")], &["need CLINIC/MILK: the situation has no such need"]);
    CASE.refused_where(
        "WATER MILK",
        "MILK WATER",
        &["shipment D1/MILK/- -> CLINIC: the lot's item does not serve the need"],
    );
}

#[test]
fn a_lot_may_serve_two_needs_of_a_site_but_each_once() {
    let line = "ship D1 MILK - CLINIC 10 2020-02-01T08:00:00Z 2020-02-01T08:30:00Z for=WATER\n";
    CASE.refused(&[(line, &format!("{line}{line}"))], &["shipment D1/MILK/- -> CLINIC stands twice or out of order"]);
    let both = CASE.situation.replace("need CAMP MILK", "need CLINIC MILK");
    let plan = CASE.plan.replace(
        "CAMP 2 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z",
        "CLINIC 2 2020-02-01T08:00:00Z 2020-02-01T08:30:00Z",
    );
    let plan = plan.replace("CAMP", "CLINIC").replace("470", "410").replace("-60000000", "-30000000");
    let plan = plan.replace("WATER 1 -25000000", "WATER 1 5000000");
    super::expect(&CASE.found(&both, &plan), &[]);
}

#[test]
fn ranks_are_counted_over_the_whole_market() {
    // By itself the camp would have rank 1 of 1 as the clinic has; in one market the clinic goes first.
    CASE.refused(
        &[
            ("CAMP 2", "CAMP 10"),
            ("CLINIC 10", "CLINIC 2"),
            ("value 52 470", "value 20 670"),
            ("CAMP MILK HIGHER_CLASS 8", "CLINIC WATER SUPPLY_EXHAUSTED 8"),
        ],
        &["not proven best: need CLINIC/WATER has room for units worth more than their price"],
    );
    CASE.refused(
        &[("WATER 1 -25000000", "WATER 2 0")],
        &["not proven best: sending more D1/MILK/- -> CLINIC for WATER would improve the plan"],
    );
    CASE.refused(
        &[("price-lot D1 MILK - 1 -60000000\n", "")],
        &[
            "not proven best: sending more D1/MILK/- -> CAMP",
            "not proven best: sending more D1/MILK/- -> CLINIC for WATER",
        ],
    );
}

#[test]
fn a_limited_lane_to_two_needs_of_a_market_has_no_price_in_ranks() {
    let situation = "\
substitute WATER MILK
lot D1 MILK - 20
need CAMP MILK routine 10
need CAMP WATER life-saving 10
lane D1 CAMP 60 capacity=12
";
    let plan = "\
value 52 720
ship D1 MILK - CAMP 2 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D1 MILK - CAMP 10 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z for=WATER
unmet CAMP MILK TRANSPORT_CAPACITY 8
";
    super::expect(&CASE.found(situation, plan), &[]);
    let priced =
        format!("{plan}price-lane D1 CAMP MILK 1 -60000000\nprice-need CAMP MILK 1 0\nprice-need CAMP WATER 1 0\n");
    super::expect(
        &CASE.found(situation, &priced),
        &["not proven best: lane D1 -> CAMP leads to several needs: only a joint proof can price it"],
    );
}

const RATIO: Case = Case {
    policy: "",
    situation: "\
substitute WATER MILK ratio=3/2
lot D1 MILK - 12
need CAMP WATER routine 10
lane D1 CAMP 60
",
    // Twelve of milk are eight of water. 2·10⁹ ≤ 3·(60·10⁶ + u).
    plan: "\
value 8 720
joint 1000000000 7280000000 7280000004
ship D1 MILK - CAMP 12 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z for=WATER
unmet CAMP WATER SUPPLY_EXHAUSTED 2
price-lot D1 MILK - 0 606666667
price-need CAMP WATER 0 1000000000
",
};

#[test]
fn by_a_ratio_units_are_exchanged() {
    RATIO.is_lawful();
    RATIO.refused(
        &[("CAMP 12", "CAMP 11"), ("EXHAUSTED 2", "EXHAUSTED 3")],
        &["shipment D1/MILK/- -> CAMP: 11 units at 3 for 2 do not make whole units"],
    );
    RATIO.refused_where("ratio=3/2", "ratio=1/2", &["need CAMP/WATER: 24 given, 10 asked for"]);
    RATIO.refused(
        &[("606666667", "606666666")],
        &["not proven best: sending more D1/MILK/- -> CAMP for WATER would improve the plan", "joint bound"],
    );
    RATIO.refused(
        &[("0 606666667", "1 0")],
        &[
            "not proven best: item MILK has ratios or kits: only a joint proof can price it",
            "joint value",
            "joint bound",
        ],
    );
}
