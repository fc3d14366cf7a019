//! Ways computed from coordinates.

use super::Case;

const POLICY: &str = "name plain\nfirst-level units\nclass routine 1\nspeed-kmh 60\ndetour-percent 100\n";
const NEAR: &str =
    "name plain\nfirst-level units\nclass routine 1\nspeed-kmh 60\ndetour-percent 100\nreach-minutes 111\n";

const CASE: Case = Case {
    policy: POLICY,
    // One degree of latitude is 111.195 km; half of it 55.6.
    situation: "\
depot D1 30 114
site CAMP 31 114
site CLINIC 30.5 114
lot D1 WATER - 50
need CAMP WATER routine 10
need CLINIC WATER routine 10
lane D1 CLINIC 90.5
",
    plan: "\
level 0 20000000 20000000
cost 2025000000
ship D1 WATER - CAMP 10 2020-02-01T08:00:00Z 2020-02-01T09:52:00Z
ship D1 WATER - CLINIC 10 2020-02-01T08:00:00Z 2020-02-01T09:31:00Z
price-need CAMP WATER cost:112000000
price-need CLINIC WATER cost:90500000
",
};

#[test]
fn where_no_lane_is_written_the_way_is_computed() {
    CASE.is_lawful();
    CASE.refused(&[("09:52", "09:51")], &["shipment D1/WATER/- -> CAMP: departs and arrives"]);
    CASE.refused(
        &[("CAMP WATER cost:112", "CAMP WATER cost:111")],
        &["not proven best: sending less D1/WATER/- -> CAMP would improve"],
    );
}

#[test]
fn a_written_lane_always_wins() {
    CASE.refused_where(
        "lane D1 CLINIC 90.5",
        "lane D1 CAMP 1 closed\nlane D1 CLINIC 90.5",
        &["shipment D1/WATER/- -> CAMP: no open lane"],
    );
    let computed = CASE.situation.replace("lane D1 CLINIC 90.5\n", "");
    let found = CASE.found(&computed, CASE.plan);
    assert!(found[0].starts_with("shipment D1/WATER/- -> CLINIC: departs and arrives"), "{found:#?}");
    assert!(found[0].contains("08:56:00Z"), "{found:#?}");
}

#[test]
fn without_coordinates_speed_or_reach_there_is_no_way() {
    for place in ["depot D1 30 114\n", "site CAMP 31 114\n"] {
        CASE.refused_where(place, "", &["shipment D1/WATER/- -> CAMP: no open lane"]);
    }
    let still = Case { policy: super::PLAIN, ..CASE };
    super::expect(&still.found(CASE.situation, CASE.plan), &["shipment D1/WATER/- -> CAMP: no open lane"]);
    let near = Case { policy: NEAR, ..CASE };
    super::expect(&near.found(CASE.situation, CASE.plan), &["shipment D1/WATER/- -> CAMP: no open lane"]);
}

#[test]
fn the_situation_answers_as_the_checker_counts() {
    let (situation, policy) = (super::situation(CASE.situation), super::policy(CASE.policy));
    let travel = policy.travel_times();
    let minutes = |depot: &str, site: &str| {
        let lane = situation.lane(&travel, &depot.parse().unwrap(), &site.parse().unwrap());
        lane.map(|lane| (lane.minutes.unwrap().to_string(), lane.open, lane.capacity))
    };
    assert_eq!(minutes("D1", "CAMP"), Some(("112".into(), true, None)));
    assert_eq!(minutes("D1", "CLINIC"), Some(("90.5".into(), true, None)));
    assert_eq!((minutes("D2", "CAMP"), minutes("D1", "X")), (None, None));
}
