//! Transport pools: when they leave, and what they carry.

use super::Case;

const CASE: Case = Case {
    policy: "",
    situation: "\
item GLOVE grams=10 millilitres=5
pool V departs=2020-02-01T14:00:00Z grams=300 millilitres=1000
lot D1 GLOVE - 100
need CAMP GLOVE routine 40
lane D1 CAMP 60 pool=V
",
    // 30 gloves fill the pool. A gloves gains 10⁹ and costs 60 minutes; so a gram is worth 94·10⁶.
    plan: "\
value 30 1800
joint 1000000000 28200000000 28200000000
ship D1 GLOVE - CAMP 30 2020-02-01T14:00:00Z 2020-02-01T15:00:00Z
unmet CAMP GLOVE TRANSPORT_CAPACITY 10
price-need CAMP GLOVE 0 1000000000
price-pool V 94000000 0
",
};

#[test]
fn a_full_pool_is_lawful_and_proven_best() {
    CASE.is_lawful();
}

#[test]
fn what_a_pool_carries_is_counted_in_grams_and_millilitres() {
    CASE.refused(&[("CAMP 30", "CAMP 31")], &["pool V: 310 grams shipped, capacity 300"]);
    CASE.refused_where("millilitres=1000", "millilitres=149", &["pool V: 150 millilitres shipped, capacity 149"]);
}

#[test]
fn large_sizes_do_not_overflow() {
    let heavy = CASE.situation.replace("grams=10 ", "grams=1000000000 ").replace("- 100", "- 1000000000000");
    let heavy = heavy.replace("routine 40", "routine 1000000000000");
    let plan = CASE.plan.replace("CAMP 30", "CAMP 1000000000000");
    super::expect(
        &CASE.found(&heavy, &plan),
        &[
            "pool V: 1000000000000000000000 grams shipped, capacity 300",
            "pool V: 5000000000000 millilitres shipped, capacity 1000",
        ],
    );
}

#[test]
fn nothing_leaves_before_its_pool() {
    CASE.refused(
        &[("14:00:00Z 2020-02-01T15", "08:00:00Z 2020-02-01T09")],
        &["shipment D1/GLOVE/- -> CAMP: departs and arrives"],
    );
    CASE.refused_where(
        "routine 40",
        "routine 40 latest=2020-02-01T14:59:59Z",
        &["shipment D1/GLOVE/- -> CAMP: it arrives too late"],
    );
    // What is ready later leaves later.
    CASE.refused_where("- 100", "- 100 available=2020-02-01T15:00:00Z", &["shipment D1/GLOVE/- -> CAMP: departs and"]);
}

#[test]
fn a_pool_with_room_is_no_reason() {
    // One further glove would weigh 310.
    CASE.refused_where(
        "grams=300",
        "grams=310",
        &[
            "need CAMP/GLOVE: reason TRANSPORT_CAPACITY for 10 is not borne out",
            "joint bound is said to be 28200000000",
        ],
    );
}

#[test]
fn prices_of_pools_belong_to_a_joint_proof_and_to_a_limit() {
    let joint = "joint 1000000000 28200000000 28200000000\n";
    CASE.refused(
        &[(joint, "")],
        &[
            "pool V: a price of what is not there",
            "not proven best: need CAMP/GLOVE has room for units worth more",
            "not proven best: sending more",
        ],
    );
    let prices = "price-need CAMP GLOVE 0 1000000000\nprice-pool V 94000000 0\n";
    CASE.refused(&[(joint, ""), (prices, "")], &[]);
    CASE.refused_where(" millilitres=1000", "", &[]);
    let (millilitres, without) =
        (CASE.plan.replace("94000000 0", "94000000 1"), CASE.situation.replace(" millilitres=1000", ""));
    super::expect(
        &CASE.found(&without, &millilitres),
        &["pool V: a price of what is not there, or below zero", "not proven best: sending more", "joint bound"],
    );
    let without = CASE.situation.replace(" grams=300", "");
    let found = CASE.found(&without, CASE.plan);
    assert!(found.contains(&"pool V: a price of what is not there, or below zero".to_owned()), "{found:#?}");
    CASE.refused(
        &[("price-pool V", "price-pool W")],
        &["pool W: a price of what is not there", "not proven best: sending more", "joint bound"],
    );
}
