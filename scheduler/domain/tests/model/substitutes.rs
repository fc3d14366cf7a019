//! One item in place of another, one to one and by a ratio.

use super::{Case, PLAIN};

const CASE: Case = Case {
    policy: PLAIN,
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
level 0 52000000 52000000
cost 470000000
ship D1 MILK - CAMP 2 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D1 MILK - CLINIC 10 2020-02-01T08:00:00Z 2020-02-01T08:30:00Z for=WATER
unmet CAMP MILK HIGHER_CLASS 8
price-lot D1 MILK - 0:1000000,cost:-60000000
price-need CAMP MILK 0:1000000
price-need CLINIC WATER 0:1000000,cost:-25000000
",
};

#[test]
fn a_substitute_serves_at_its_penalty() {
    CASE.is_lawful();
    CASE.refused_where(
        "penalty=5",
        "penalty=4",
        &[
            "not proven best: sending more D1/MILK/- -> CLINIC for WATER",
            "cost is said to be 470000000, counted 460000000",
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
}

#[test]
fn worths_are_compared_over_the_whole_market() {
    CASE.refused(
        &[
            ("level 0 52000000 52000000\ncost 470", "level 0 20000000 20000000\ncost 670"),
            ("CAMP 2", "CAMP 10"),
            ("CLINIC 10", "CLINIC 2"),
            ("CAMP MILK HIGHER_CLASS 8", "CLINIC WATER SUPPLY_EXHAUSTED 8"),
        ],
        &["not proven best: need CLINIC/WATER has room for units worth more than their price"],
    );
}

#[test]
fn a_row_without_effect_changes_nothing() {
    for row in [
        "substitute WATER TEA ratio=5/3\n",
        "substitute WATER TEA ratio=5/3\nlot D1 TEA - 4\n",
        "substitute WATER TEA ratio=1/11\nlot D1 TEA - 400\n",
        "item TEA pack=5\nsubstitute WATER TEA\nlot D1 TEA - 4\n",
        "kit KIT MILK 2\n",
        "kit KIT MILK 2\nneed FAR KIT life-saving 3\nunmet",
        "pool V grams=0\nlane D1 FAR 5 pool=V\n",
        "pool V grams=1\nlot D2 MILK - 9\nlane D2 CAMP 5 capacity=0 pool=V\n",
    ] {
        let (row, unmet) = match row.strip_suffix("unmet") {
            Some(row) => (row, "unmet FAR KIT LANE_CLOSED 3\n"),
            None => (row, ""),
        };
        let plan = super::changed(CASE.plan, &[("price-lot", &format!("{unmet}price-lot"))]);
        assert_eq!(CASE.found(&format!("{row}{}", CASE.situation), &plan), Vec::<String>::new(), "{row}");
        let joint = super::changed(&plan, &[("ship", "joint MILK\njoint WATER\nship")]);
        let found = CASE.found(&format!("{row}{}", CASE.situation), &joint);
        let alone = "joint MILK: it competes with nothing: it is proven by itself".to_owned();
        assert!(found.contains(&alone), "{row} ties nothing, found {found:#?}");
    }
}

const RATIO: Case = Case {
    policy: PLAIN,
    situation: "\
substitute WATER MILK ratio=3/2
lot D1 MILK - 13
need CAMP WATER routine 10
lane D1 CAMP 60
",
    // Twelve of milk are eight of water, all that any shipment could serve. 2·90·10⁶ ≤ 3·60·10⁶.
    plan: "\
level 0 8000000 8000000
cost 720000000
joint WATER
ship D1 MILK - CAMP 12 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z for=WATER
unmet CAMP WATER SUPPLY_EXHAUSTED 2
claim cost 1 -720000000 -720000000
at-need CAMP WATER 90000000
",
};

#[test]
fn by_a_ratio_units_are_exchanged() {
    RATIO.is_lawful();
    RATIO.refused(
        &[("CAMP 12", "CAMP 11"), ("EXHAUSTED 2", "EXHAUSTED 3")],
        &["shipment D1/MILK/- -> CAMP: 11 units at 3 for 2 do not make whole units"],
    );
    // Three and a half times two would serve seven; but what leaves a lot is whole multiples of what is given.
    RATIO.refused_where(
        "ratio=3/2",
        "ratio=5/2",
        &["shipment D1/MILK/- -> CAMP: 12 units at 5 for 2 do not make whole"],
    );
    RATIO.refused_where("ratio=3/2", "ratio=1/2", &["need CAMP/WATER: 24 given, 10 asked for"]);
    RATIO.refused(
        &[("WATER 90000000", "WATER 90000001")],
        &[
            "claim of cost: sending more D1/MILK/- -> CAMP for WATER would gain 2",
            "claim of cost: its bound is said to be -720000000, counted -720000008",
        ],
    );
    RATIO.refused(
        &[("joint WATER\n", ""), ("claim cost 1 -720000000 -720000000\nat-need CAMP WATER 90000000\n", "")],
        &["not proven best: item MILK has ratios, kits or several sizes of packs: only claims can price it"],
    );
}

#[test]
fn packs_and_ratios_are_kept_together() {
    // Packs of four at three for two: the least that leaves is twelve, for eight.
    let case = Case {
        situation: "item MILK pack=4\nsubstitute WATER MILK ratio=3/2\nlot D1 MILK - 23\nneed CAMP WATER routine 10\nlane D1 CAMP 60\n",
        ..RATIO
    };
    case.is_lawful();
    case.refused(&[("SUPPLY_EXHAUSTED", "PACK_SIZE")], &[]);
    let small = super::changed(case.situation, &[("routine 10", "routine 7")]);
    let bare = "level 0 0 0\ncost 0\nunmet CAMP WATER PACK_SIZE 7\n";
    super::expect(&case.found(&small, bare), &[]);
}
