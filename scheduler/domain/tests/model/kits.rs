//! Needs for kits, served by their components.

use super::{Case, PLAIN};

const CASE: Case = Case {
    policy: PLAIN,
    situation: "\
kit KIT GLOVE 2
kit KIT MASK 1
lot D1 GLOVE - 8
lot D1 MASK - 10
need CAMP KIT routine 5
need CLINIC KIT life-saving 1
lane D1 CAMP 60
lane D1 CLINIC 30
",
    // Four kits: the clinic's, then three. A glove is worth half a kit of the camp's; or, with the cost, 10⁹ a kit less
    // a mask's way and its own two.
    plan: "\
level 0 8000000 8000000
cost 630000000
joint KIT
ship D1 GLOVE - CAMP 6 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z for=KIT
ship D1 GLOVE - CLINIC 2 2020-02-01T08:00:00Z 2020-02-01T08:30:00Z for=KIT
ship D1 MASK - CAMP 3 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z for=KIT
ship D1 MASK - CLINIC 1 2020-02-01T08:00:00Z 2020-02-01T08:30:00Z for=KIT
unmet CAMP KIT SUPPLY_EXHAUSTED 2
claim level 0 1 8000000 8000000
at-lot D1 GLOVE - 500000
at-part CAMP KIT GLOVE 500000
at-part CLINIC KIT GLOVE 500000
claim cost 1 7370000000 7370000000 weights=0:1000
at-lot D1 GLOVE - 410000000
at-part CAMP KIT GLOVE 470000000
at-part CAMP KIT MASK 60000000
at-part CLINIC KIT GLOVE 440000000
at-part CLINIC KIT MASK 30000000
",
};

#[test]
fn whole_kits_are_served_and_proven() {
    CASE.is_lawful();
}

#[test]
fn components_come_in_the_same_number_of_kits() {
    CASE.refused(&[("CAMP 3", "CAMP 4")], &["need CAMP/KIT: 4 of component MASK do not make 3 kits of 1 each"]);
    CASE.refused(
        &[("CAMP 6", "CAMP 5"), ("CAMP 3", "CAMP 2")],
        &["need CAMP/KIT: 5 of component GLOVE do not make 2 kits of 2"],
    );
    let gloves = "ship D1 GLOVE - CAMP 6 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z for=KIT\n";
    CASE.refused(&[(gloves, "")], &["need CAMP/KIT: 3 of component MASK do not make 0 kits of 1 each"]);
}

#[test]
fn components_must_be_worth_the_kit() {
    CASE.refused(
        &[("GLOVE - 500000", "GLOVE - 499999")],
        &[
            "claim of level 0: sending more D1/GLOVE/- -> CAMP for KIT would gain 1",
            "claim of level 0: sending more D1/GLOVE/- -> CLINIC for KIT would gain 1",
            "claim of level 0: its bound is said to be 8000000, counted 7999992",
        ],
    );
    CASE.refused(
        &[("CAMP KIT GLOVE 500000", "CAMP KIT GLOVE 499999")],
        &["claim of level 0: its bound is said to be 8000000, counted 8000008"],
    );
    CASE.refused(
        &[("CAMP KIT MASK 60000000", "CAMP KIT MASK 60000001")],
        &["claim of cost: sending more D1/MASK/- -> CAMP for KIT would gain 1"],
    );
}

#[test]
fn a_price_of_the_need_itself_may_be_lower_than_its_parts_and_never_higher() {
    let priced = |price: &str| {
        let line = format!("at-need CLINIC KIT {price}\nat-part CAMP KIT GLOVE 500000");
        CASE.found(CASE.situation, &super::changed(CASE.plan, &[("at-part CAMP KIT GLOVE 500000", &line)]))
    };
    super::expect(&priced("1000000"), &[]);
    super::expect(&priced("999999"), &["claim of level 0: its bound is said to be 8000000, counted 8000001"]);
    super::expect(
        &priced("1000001"),
        &[
            "claim of level 0: sending more kits to CLINIC/KIT would gain 1",
            "claim of level 0: its bound is said to be 8000000, counted 7999999",
        ],
    );
}

#[test]
fn parts_from_two_lots_make_a_kit_that_neither_makes_alone() {
    // One glove each from two depots; a kit takes two. All that any shipment could serve is served: the level is full.
    let case = Case {
        policy: PLAIN,
        situation: "\
kit KIT GLOVE 2
lot D1 GLOVE - 1
lot D2 GLOVE - 2 reserved=1
need CAMP KIT routine 5
lane D1 CAMP 60
lane D2 CAMP 60
",
        plan: "\
level 0 1000000 1000000
cost 120000000
joint KIT
ship D1 GLOVE - CAMP 1 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z for=KIT
ship D2 GLOVE - CAMP 1 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z for=KIT
unmet CAMP KIT SUPPLY_EXHAUSTED 4
claim cost 1 -120000000 -120000000
at-part CAMP KIT GLOVE 60000000
",
    };
    case.is_lawful();
    let nothing = "level 0 0 1000000\ncost 0\njoint KIT\nunmet CAMP KIT SUPPLY_EXHAUSTED 5\n";
    super::expect(&case.found(case.situation, nothing), &[]);
    let full = nothing.replace("level 0 0 1000000", "level 0 0 0");
    super::expect(&case.found(case.situation, &full), &["bound of level 0 is said to be 0, counted 1000000"]);
}

#[test]
fn packs_of_parts_make_whole_kits_together() {
    // Packs of four, three to a kit: four kits are twelve gloves, and fewer make no whole packs.
    let case = Case {
        policy: PLAIN,
        situation: "\
item GLOVE pack=4
kit KIT GLOVE 3
lot D1 GLOVE - 19
need CAMP KIT routine 5
lane D1 CAMP 60
",
        plan: "\
level 0 4000000 4000000
cost 720000000
joint KIT
ship D1 GLOVE - CAMP 12 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z for=KIT
unmet CAMP KIT PACK_SIZE 1
",
    };
    case.is_lawful();
    case.refused(
        &[("CAMP 12", "CAMP 15"), ("unmet CAMP KIT PACK_SIZE 1\n", "")],
        &["shipment D1/GLOVE/- -> CAMP: 15 are not whole packs of 4"],
    );
    let three = super::changed(case.situation, &[("routine 5", "routine 3")]);
    let bare = "level 0 0 0\ncost 0\nunmet CAMP KIT SUPPLY_EXHAUSTED 3\n";
    super::expect(&case.found(&three, bare), &[]);
}
