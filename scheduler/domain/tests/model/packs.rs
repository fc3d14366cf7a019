//! Packs are the unit of the plan where all lots have one size of them.

use super::{Case, PLAIN, STEPS};

/// Packs of ten; one lies near, two far, each with a broken one.
const CASE: Case = Case {
    policy: PLAIN,
    situation: "\
item WATER pack=10
lot D1 WATER - 15
lot D2 WATER - 25
need CAMP WATER routine 20
lane D1 CAMP 30
lane D2 CAMP 60
",
    plan: "\
level 0 20000000 20000000
cost 900000000
ship D1 WATER - CAMP 10 2020-02-01T08:00:00Z 2020-02-01T08:30:00Z
ship D2 WATER - CAMP 10 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
price-lot D1 WATER - cost:300000000
price-need CAMP WATER cost:600000000
",
};

#[test]
fn no_pack_is_left_on_the_shelf() {
    CASE.is_lawful();
    let second = "ship D2 WATER - CAMP 10 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z\n";
    CASE.refused(
        &[
            ("level 0 20000000 20000000\ncost 900", "level 0 10000000 10000000\ncost 300"),
            (second, "unmet CAMP WATER PACK_SIZE 10\n"),
        ],
        &[
            "need CAMP/WATER: reason PACK_SIZE for 10 is not borne out",
            "not proven best: need CAMP/WATER has room for units worth more than their price",
        ],
    );
}

#[test]
fn broken_packs_do_not_leave() {
    CASE.refused(
        &[("D1 WATER - CAMP 10", "D1 WATER - CAMP 15"), ("D2 WATER - CAMP 10", "D2 WATER - CAMP 5")],
        &[
            "shipment D1/WATER/- -> CAMP: 15 are not whole packs of 10",
            "shipment D2/WATER/- -> CAMP: 5 are not whole packs of 10",
        ],
    );
}

#[test]
fn pack_size_is_what_is_open_below_a_pack_and_what_only_broken_packs_could_serve() {
    let below = super::changed(CASE.situation, &[("routine 20", "routine 25")]);
    super::expect(&CASE.found(&below, &format!("{}unmet CAMP WATER PACK_SIZE 5\n", CASE.plan)), &[]);
    // 19 are open: nine are less than a pack, and broken packs of five at both depots could serve the others.
    let broken = super::changed(CASE.situation, &[("routine 20", "routine 39"), ("D2 WATER - 25", "D2 WATER - 15")]);
    let near = "price-lot D1 WATER - 0:10000000,cost:-300000000";
    let lots = format!("{near}\nprice-lot D2 WATER - 0:10000000,cost:-600000000");
    let dear =
        [("price-lot D1 WATER - cost:300000000", &*lots), ("CAMP WATER cost:600000000", "CAMP WATER 0:10000000")];
    let plan = super::changed(CASE.plan, &dear);
    let found = |situation: &str, reasons: &str| CASE.found(situation, &format!("{plan}{reasons}"));
    super::expect(&found(&broken, "unmet CAMP WATER PACK_SIZE 19\n"), &[]);
    super::expect(&found(&broken, "unmet CAMP WATER SUPPLY_EXHAUSTED 19\n"), &[]);
    // Of broken packs one unit is left: that and nine.
    let less = super::changed(&broken, &[("D1 WATER - 15", "D1 WATER - 11"), ("D2 WATER - 15", "D2 WATER - 10")]);
    super::expect(&found(&less, "unmet CAMP WATER SUPPLY_EXHAUSTED 9\nunmet CAMP WATER PACK_SIZE 10\n"), &[]);
    super::expect(
        &found(&less, "unmet CAMP WATER SUPPLY_EXHAUSTED 8\nunmet CAMP WATER PACK_SIZE 11\n"),
        &["need CAMP/WATER: reason PACK_SIZE for 11 is not borne out"],
    );
}

#[test]
fn reserve_and_lanes_are_rounded_down_to_packs() {
    // Nineteen may leave, nineteen fit on the lane: one pack.
    for (from, to) in
        [("lot D2 WATER - 25", "protect D2 WATER 6\nlot D2 WATER - 25"), ("D2 CAMP 60", "D2 CAMP 60 capacity=19")]
    {
        CASE.refused_where(from, to, &[]);
    }
    let plan = super::changed(
        CASE.plan,
        &[
            ("price-lot D1 WATER - cost:300000000", "price-lot D1 WATER - 0:10000000,cost:-300000000"),
            (
                "price-need CAMP WATER cost:600000000",
                "unmet CAMP WATER TRANSPORT_CAPACITY 10\nprice-lane D2 CAMP WATER 0:10000000,cost:-600000000\nprice-need CAMP WATER 0:10000000",
            ),
        ],
    );
    let more =
        super::changed(CASE.situation, &[("routine 20", "routine 30"), ("D2 CAMP 60", "D2 CAMP 60 capacity=19")]);
    super::expect(&CASE.found(&more, &plan), &[]);
    let wider = super::changed(&more, &[("capacity=19", "capacity=20")]);
    super::expect(
        &CASE.found(&wider, &plan),
        &[
            "need CAMP/WATER: reason TRANSPORT_CAPACITY for 10 is not borne out",
            "not proven best: lane D2 -> CAMP has a price for WATER and is not full",
        ],
    );
}

#[test]
fn a_pack_is_worth_its_units_compared_in_order() {
    // Two needs of four, packs of three, one pack: it lies over a sub-step's edge. Floor: two units worth 2 and 1.
    let case = Case {
        policy: STEPS,
        situation: "\
seed x
item WATER pack=3
lot D1 WATER - 5
need CAMP WATER routine 4
need CLINIC WATER life-saving 4
lane D1 CAMP 60
lane D1 CLINIC 60
",
        plan: "\
level 0 3000 3000
level 1 2000 2000
level 2 0 0
level 3 0 0
cost 180000000
ship D1 WATER - CLINIC 3 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
unmet CAMP WATER HIGHER_CLASS 4
unmet CLINIC WATER PACK_SIZE 1
price-lot D1 WATER - 0:3000,1:2000,cost:-180000000
price-need CAMP WATER 0:3000,1:2000
price-need CLINIC WATER 0:3000,1:2000
",
    };
    case.is_lawful();
    case.refused(
        &[
            ("level 1 2000 2000\nlevel 2 0 0", "level 1 0 0\nlevel 2 2000 2000"),
            ("WATER - CLINIC 3", "WATER - CAMP 3"),
            (
                "unmet CAMP WATER HIGHER_CLASS 4\nunmet CLINIC WATER PACK_SIZE 1",
                "unmet CAMP WATER PACK_SIZE 1\nunmet CLINIC WATER SUPPLY_EXHAUSTED 4",
            ),
        ],
        &[
            "not proven best: need CAMP/WATER gets units worth less than their price",
            "not proven best: need CLINIC/WATER has room for units worth more than their price",
        ],
    );
}

#[test]
fn what_is_covered_leaves_the_stack_before_packs_are_cut() {
    // One unit is covered: the pack holds the floor's last unit, worth 1, and two of the class, worth 2 and 1.
    let case = Case {
        policy: STEPS,
        situation: "item WATER pack=3\nlot D1 WATER - 5\nneed CAMP WATER routine 4 covered=1\nlane D1 CAMP 60\n",
        plan: "\
level 0 1000 1000
level 1 0 0
level 2 3000 3000
level 3 0 0
cost 180000000
ship D1 WATER - CAMP 3 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
price-need CAMP WATER cost:180000000
",
    };
    case.is_lawful();
}

#[test]
fn several_sizes_of_packs_are_joint() {
    let case = Case {
        policy: PLAIN,
        situation: "\
item MILK pack=4
item WATER pack=10
substitute WATER MILK
lot D1 MILK - 8
lot D1 WATER - 10
need CAMP WATER routine 19
lane D1 CAMP 60
",
        plan: "\
level 0 18000000 18000000
cost 1080000000
joint WATER
ship D1 MILK - CAMP 8 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z for=WATER
ship D1 WATER - CAMP 10 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
unmet CAMP WATER SUPPLY_EXHAUSTED 1
",
    };
    case.is_lawful();
    case.refused(&[("joint WATER\n", "")], &["not proven best: item MILK has ratios, kits or several sizes of packs"]);
}
