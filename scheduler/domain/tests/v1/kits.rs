//! Needs for kits, served by their components.

use super::Case;

const CASE: Case = Case {
    policy: "",
    situation: "\
kit KIT GLOVE 2
kit KIT MASK 1
lot D1 GLOVE - 8
lot D1 MASK - 10
need CAMP KIT routine 5
lane D1 CAMP 60
",
    // Four kits. A kit gains 10⁹; a mask costs 60·10⁶, two gloves twice 60·10⁶ + u: u = 410·10⁶.
    plan: "\
value 4 720
joint 1000000000 3280000000 3280000000
ship D1 GLOVE - CAMP 8 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z for=KIT
ship D1 MASK - CAMP 4 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z for=KIT
unmet CAMP KIT SUPPLY_EXHAUSTED 1
price-lot D1 GLOVE - 0 410000000
price-need CAMP KIT 0 1000000000
",
};

#[test]
fn whole_kits_are_served_and_proven() {
    CASE.is_lawful();
    let bare = [
        ("joint 1000000000 3280000000 3280000000\n", ""),
        ("price-lot D1 GLOVE - 0 410000000\nprice-need CAMP KIT 0 1000000000\n", ""),
    ];
    CASE.refused(&bare, &[]);
}

#[test]
fn components_come_in_the_same_number_of_kits() {
    CASE.refused(&[("CAMP 4", "CAMP 5")], &["need CAMP/KIT: 5 of component MASK do not make 4 kits of 1 each"]);
    CASE.refused(
        &[("CAMP 8", "CAMP 7"), ("CAMP 4", "CAMP 3")],
        &["need CAMP/KIT: 7 of component GLOVE do not make 3 kits of 2"],
    );
    let gloves = "ship D1 GLOVE - CAMP 8 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z for=KIT\n";
    CASE.refused(&[(gloves, "")], &["need CAMP/KIT: 4 of component MASK do not make 0 kits of 1 each"]);
}

#[test]
fn components_must_be_worth_the_kit() {
    CASE.refused(
        &[("410000000", "409999999")],
        &[
            "not proven best: sending more kits to CAMP/KIT would improve the plan, by 0 ranks and 2 millionths",
            "joint bound is said to be 3280000000, counted 3279999992",
        ],
    );
    CASE.refused(
        &[("CAMP 8", "CAMP 6"), ("CAMP 4", "CAMP 3"), ("value 4 720", "value 3 540"), ("EXHAUSTED 1", "EXHAUSTED 2")],
        &["joint value is said to be 3280000000, counted 2460000000"],
    );
}
