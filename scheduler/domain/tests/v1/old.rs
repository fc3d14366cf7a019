//! What is left of a plan of version 1 in one of version 2, and what its proof is worth.

use yicang_domain::plan::Version;
use yicang_domain::v1::{self, is_coupled_or_packed};
use yicang_domain::{Plan, Policy, Situation, approve};

const SITUATION: &str = "\
yicang-situation 1
now 2020-02-01T08:00:00Z
item MASK pack=10
substitute MILK WATER
lot D1 GLOVE - 9
lot D1 LAMP - 5
lot D1 MASK - 9
need CAMP GLOVE routine 5
need CAMP LAMP routine 5
need CAMP MASK routine 5
need CLINIC GLOVE routine 4
lane D1 CAMP 60
lane D1 CLINIC 30 capacity=100
";

const PLAN: &str = "\
yicang-plan 1
second-level minutes
value 14 720
ship D1 GLOVE - CAMP 5 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
ship D1 GLOVE - CLINIC 4 2020-02-01T08:00:00Z 2020-02-01T08:30:00Z
ship D1 LAMP - CAMP 5 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
base D1 MASK - CAMP 5
unmet CAMP MASK PACK_SIZE 5
price-need CAMP GLOVE 0 60000000
price-need CAMP LAMP 0 60000000
price-need CAMP MASK 0 60000000
price-need CLINIC GLOVE 0 30000000
";

fn parts() -> (Situation, Policy) {
    (Situation::from_text(SITUATION).unwrap(), Policy::from_text(super::POLICY).unwrap())
}

#[test]
fn coupled_and_packed_items_are_named() {
    let (mut situation, policy) = parts();
    let plan = v1::Plan::from_text(PLAN).unwrap();
    let named = |situation: &Situation| {
        let items = is_coupled_or_packed(situation, &policy, &plan);
        items.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(named(&situation), ["MASK"]);
    // A lane that two needs share ties their items; nothing proves them then.
    let need = situation.needs.values().next().unwrap().clone();
    situation.needs.insert(key("CLINIC", "LAMP"), need);
    let bare = PLAN.lines().filter(|line| !line.starts_with("price-need")).collect::<Vec<_>>().join("\n");
    let plan = v1::Plan::from_text(&bare).unwrap();
    let items = is_coupled_or_packed(&situation, &policy, &plan);
    assert_eq!(items.iter().map(ToString::to_string).collect::<Vec<_>>(), ["GLOVE", "LAMP", "MASK"]);
}

fn key(site: &str, item: &str) -> yicang_domain::NeedKey {
    yicang_domain::NeedKey { site: site.parse().unwrap(), item: item.parse().unwrap() }
}

#[test]
fn a_plan_of_version_1_reads_as_shipments_and_reasons_and_cannot_be_approved() {
    let (situation, policy) = parts();
    let old = v1::Plan::from_text(PLAN).unwrap();
    let plan = Plan::from_text(PLAN).unwrap();
    assert_eq!((plan.version, plan.service.len(), plan.cost, plan.prices.needs.len()), (Version::One, 0, 0, 0));
    assert_eq!((&plan.shipments, &plan.unmet), (&old.shipments, &old.unmet));
    assert_eq!(old.to_text(), PLAN);
    let found = approve(&situation, &policy, plan).unwrap_err();
    assert_eq!(found.len(), 1);
    assert!(found[0].to_string().starts_with("this is a plan of version 1"), "{}", found[0]);
}

#[test]
fn days_were_days_of_utc_and_vehicles_waited() {
    // Stock that expired at the centre's midnight but not in UTC, and a vehicle whose departure was past: both counted.
    let situation = "\
yicang-situation 1
now 2020-02-01T16:30:00Z
pool V departs=2020-02-01T06:00:00Z
lot D1 LAMP - 5 expires=2020-02-01
need CAMP LAMP routine 5
lane D1 CAMP 60 pool=V
";
    let plan = "\
yicang-plan 1
second-level minutes
value 5 300
ship D1 LAMP - CAMP 5 2020-02-01T16:30:00Z 2020-02-01T17:30:00Z
price-need CAMP LAMP 0 60000000
";
    let policy = Policy::from_text(super::POLICY).unwrap();
    let situation = Situation::from_text(situation).unwrap();
    assert_eq!(v1::violations(&situation, &policy, &v1::Plan::from_text(plan).unwrap()), []);
}
