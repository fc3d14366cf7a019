//! What an explanation promises is what comes out when the plan is made again with the change.

use std::collections::BTreeMap;
use std::path::Path;
use yicang_domain::check::{Columns, violations};
use yicang_domain::{NeedKey, Policy, SecondLevel, Situation};
use yicang_language::ToMessage as _;
use yicang_planner::plan;
use yicang_scheduler::planning::what_if::{Change, Counterfactual, WhatIf, what_if};

fn policy(name: &str) -> Policy {
    Policy::from_text(yicang_scheduler::setup::policies::text(name).unwrap()).unwrap()
}

/// Plans, asks of every `each`th need what would help, and makes the plan again with that. How many were helped by
/// stock, by lanes and by pools, and how many not.
fn kept(situation: &Situation, policy: &Policy, each: usize) -> [usize; 4] {
    let made = plan(situation, policy, SecondLevel::Minutes).unwrap().plan;
    let served = Columns::new(situation, policy).served(&made);
    let mut counts = [0; 4];
    for (key, need) in situation.needs.iter().step_by(each) {
        let now = served.get(key).copied().unwrap_or(0);
        let said = what_if(situation, policy, &made, key);
        assert_eq!(said.is_some(), now < need.open().units(), "{key}");
        let Some(WhatIf::Helps(Counterfactual { change, gets, allocated, open })) = said else {
            counts[3] += usize::from(said.is_some());
            continue;
        };
        assert_eq!((allocated, open), (now, need.open().units()), "{key}");
        assert!(gets > now && gets <= open, "{key}: {now} to {gets} of {open}");
        let changed = change.applied(situation).unwrap();
        let again = plan(&changed, policy, SecondLevel::Minutes).unwrap().plan;
        assert_eq!(Columns::new(&changed, policy).served(&again)[key], gets, "{key}: {change:?}");
        assert_eq!(violations(&changed, policy, &again), [], "{key}");
        counts[match change {
            Change::Stock { .. } => 0,
            Change::Lane { .. } => 1,
            Change::Pool { .. } => 2,
        }] += 1;
    }
    counts
}

/// Numbers that look random and are the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Eight depots, forty sites, six items with substitutes; some lots earmarked, some lanes closed or far.
fn province(lane: impl Fn(&mut Dice) -> &'static str, facts: &str) -> Situation {
    let mut dice = Dice(7);
    let mut text = format!("yicang-situation 1\nnow 2026-02-01T08:00:00Z\n{facts}");
    for depot in 0..8 {
        for item in 0..6 {
            let mark = if dice.below(6) == 0 { " earmark=S1,S2,S3" } else { "" };
            text += &format!("lot D{depot} I{item} - {}{mark}\n", dice.below(45));
        }
    }
    text += "protect D1 I1 20\nprotect D2 I2 15\n";
    for site in 0..40 {
        for item in 0..6 {
            if dice.below(3) > 0 {
                let class = ["life-saving", "urgent", "routine"][usize::try_from(dice.below(3)).unwrap()];
                let late = if dice.below(5) == 0 { " latest=2026-02-01T09:00:00Z" } else { "" };
                text += &format!("need S{site} I{item} {class} {}{late}\n", 1 + dice.below(40));
            }
        }
        for depot in 0..8 {
            if dice.below(3) > 0 {
                text += &format!("lane D{depot} S{site} {}{}\n", 10 + dice.below(110), lane(&mut dice));
            }
        }
    }
    Situation::from_text(&text).unwrap()
}

#[test]
fn every_promise_to_a_province_is_kept() {
    let situation = province(|_| "", "substitute I0 I1\nsubstitute I2 I3 penalty=9\n");
    for name in ["plain-units", "floor-then-class"] {
        let counts = kept(&situation, &policy(name), 1);
        assert!(counts[0] > 60, "{name}: {counts:?}");
    }
}

#[test]
fn where_a_lane_is_full_its_capacity_is_the_change() {
    let text =
        "yicang-situation 1\nnow 2026-02-01T08:00:00Z\nlot D W - 50\nneed S W urgent 40\nlane D S 30 capacity=15\n";
    let situation = Situation::from_text(text).unwrap();
    let policy = policy("plain-units");
    let made = plan(&situation, &policy, SecondLevel::Minutes).unwrap().plan;
    let key: NeedKey = situation.needs.keys().next().unwrap().clone();
    let said = what_if(&situation, &policy, &made, &key).unwrap();
    assert_eq!(
        said.message().to_string(),
        "With capacity for 25 more units on the lane D -> S, this need would get 40 instead of 15, of 40 open."
    );
    assert_eq!(kept(&situation, &policy, 1), [0, 1, 0, 0]);
}

#[test]
fn where_vehicles_are_full_they_carry_more() {
    let text = "yicang-situation 1\nnow 2026-02-01T08:00:00Z\nitem W grams=100\nitem M grams=10\npool P grams=2000\nlot D W - 50\n\
                lot D M - 50\nneed S M routine 30\nneed S W urgent 40\nlane D S 30 pool=P\n";
    let situation = Situation::from_text(text).unwrap();
    // What goes is worth most by the gram: all masks, and as much water as fits besides.
    assert_eq!(kept(&situation, &policy("plain-units"), 1), [0, 0, 1, 0]);
}

#[test]
fn parts_of_a_kit_are_asked_for_together() {
    let text = "yicang-situation 1\nnow 2026-02-01T08:00:00Z\nkit K A 2\nkit K B 1\nlot D A - 9\nlot D B - 3\n\
                need S K urgent 7\nlane D S 30\n";
    let situation = Situation::from_text(text).unwrap();
    let policy = policy("plain-units");
    let made = plan(&situation, &policy, SecondLevel::Minutes).unwrap().plan;
    let key: NeedKey = situation.needs.keys().next().unwrap().clone();
    let Some(WhatIf::Helps(helps)) = what_if(&situation, &policy, &made, &key) else { panic!("kits can be made") };
    let parts = |a, b| BTreeMap::from([("A".parse().unwrap(), a), ("B".parse().unwrap(), b)]);
    assert_eq!((helps.allocated, helps.gets), (3, 7));
    assert_eq!(helps.change, Change::Stock { depot: "D".parse().unwrap(), units: parts(8, 4) });
}

#[test]
fn promises_to_hospitals_of_hubei_are_kept() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/hubei-2020");
    let situation = yicang_exchange::read(&case, crate::folder::now(), None, Default::default()).unwrap().situation;
    let counts = kept(&situation, &policy("floor-then-class"), 97);
    assert!(counts[0] > 3, "{counts:?}");
}
