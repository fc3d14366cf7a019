//! Thousands of small situations with every combination of what a market may have, planned by the engine and solved by
//! a linear program of another make (microlp, through good_lp) from the definitions: both levels must agree.
//!
//! In one market every vertex of the program is whole, so its optimum is the plan's. Limits that several needs share
//! (pools, lanes to a site with several items) are wide here: plans that fight for transport are tried in `joint.rs`.

#![allow(clippy::unwrap_used, reason = "in tests a panic is the answer, in their helpers, too")]
#![allow(clippy::float_arithmetic, reason = "the other solver counts in floating point")]

mod support;

use good_lp::{Expression, ProblemVariables, Solution, SolverModel, constraint, default_solver, variable};
use proptest::prelude::*;
use std::collections::BTreeMap;
use support::{FLOOR, SHARE, UNITS, planned, policy, situation};
use yicang_domain::plan::Start;
use yicang_domain::travel::Travel;
use yicang_domain::{FirstLevel, ItemId, LotKey, Need, NeedKey, Policy, SecondLevel, SiteId, Situation};
use yicang_planner::{Options, Trees, plan_with};

/// A small generator of its own: whole numbers below a bound.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// How many there are.
const FEATURES: u32 = 12;

/// What a situation may have; each combination is tried.
#[derive(Debug, Clone, Copy)]
struct Features {
    several_lots: bool,
    expiry: bool,
    earmarks: bool,
    available_later: bool,
    reserves: bool,
    narrow_lanes: bool,
    closed_lanes: bool,
    computed_lanes: bool,
    substitutes: bool,
    last_plan: bool,
    packs: bool,
    covered: bool,
}

impl Features {
    fn of(bits: u32) -> Self {
        let bit = |n: u32| bits >> n & 1 == 1;
        Self {
            several_lots: bit(0),
            expiry: bit(1),
            earmarks: bit(2),
            available_later: bit(3),
            reserves: bit(4),
            narrow_lanes: bit(5),
            closed_lanes: bit(6),
            computed_lanes: bit(7),
            substitutes: bit(8),
            last_plan: bit(9),
            packs: bit(10),
            covered: bit(11),
        }
    }
}

fn text(features: Features, random: &mut Random) -> String {
    let mut lines = BTreeMap::new();
    let mut add = |head: String, rest: String| lines.insert(head, rest);
    // A lane leads to one item's need only where it is narrow: then the limit is that need's alone.
    let items = if features.substitutes && !features.narrow_lanes { 3 } else { 1 };
    for item in 0..items {
        if features.packs {
            add(format!("item i{item}"), format!(" pack={}", 1 + random.below(5)));
        }
        for depot in 0..3 {
            for lot in 0..if features.several_lots { 1 + random.below(3) } else { 1 } {
                if random.chance(20) {
                    continue;
                }
                let on_hand = random.below(60);
                let mut rest = format!(" {on_hand}");
                if features.covered && random.chance(30) {
                    rest += &format!(" reserved={}", random.below(on_hand + 1));
                }
                if features.expiry && random.chance(40) {
                    rest += &format!(" expires=2020-02-{:02}", 1 + random.below(9));
                }
                if features.earmarks && random.chance(30) {
                    rest += &format!(" earmark=s{},s{}", random.below(2), 2 + random.below(3));
                }
                if features.available_later && random.chance(40) {
                    rest += &format!(" available=2020-02-01T{:02}:30:00Z", 8 + random.below(12));
                }
                add(format!("lot d{depot} i{item} l{lot}"), rest);
            }
            if features.reserves && random.chance(50) {
                add(format!("protect d{depot} i{item}"), format!(" {}", random.below(50)));
            }
        }
        for site in 0..5 {
            if random.chance(25) {
                continue;
            }
            let class = ["life-saving", "urgent", "routine"][usize::try_from(random.below(3)).unwrap()];
            let claimed = 1 + random.below(60);
            let mut rest = format!(" {class} {claimed} entitlement={}", random.below(66));
            if features.covered && random.chance(40) {
                rest += &format!(" covered={}", random.below(40));
            }
            if random.chance(40) {
                rest += &format!(" due=2020-02-01T{:02}:00:00Z", 8 + random.below(9));
            }
            if random.chance(25) {
                rest += &format!(" latest=2020-02-01T{:02}:00:00Z", 9 + random.below(14));
            }
            if features.expiry && random.chance(50) {
                rest += &format!(" life={}", random.below(5));
            }
            // The helper would read a need in its own short form: so the canonical one.
            add(format!("need s{site} i{item}"), rest);
        }
    }
    for depot in 0..3 {
        for site in 0..5 {
            if features.computed_lanes && random.chance(70) {
                continue;
            }
            let mut rest = format!(" {}.{}", random.below(300), random.below(10));
            if features.narrow_lanes && random.chance(50) {
                rest += &format!(" capacity={}", random.below(40));
            }
            if features.closed_lanes && random.chance(20) {
                rest += " closed";
            }
            add(format!("lane d{depot} s{site}"), rest);
        }
    }
    if features.computed_lanes {
        for depot in 0..3 {
            add(format!("depot d{depot}"), format!(" 30.{} 114.{}", random.below(999), random.below(999)));
        }
        for site in 0..5 {
            add(format!("site s{site}"), format!(" 30.{} 114.{}", random.below(999), random.below(999)));
        }
    }
    if items == 3 {
        add("substitute i0 i1".into(), format!(" penalty={}", random.below(20)));
        if random.chance(50) {
            add("substitute i1 i2".into(), String::new());
        }
    }
    if features.last_plan {
        for _ in 0..6 {
            let head = format!("last d{} i0 l0 s{}", random.below(3), random.below(5));
            add(head, format!(" {}", 1 + random.below(20)));
        }
    }
    lines.into_iter().map(|(head, rest)| head + &rest + "\n").collect()
}

fn read(text: &str) -> Situation {
    Situation::from_text(&format!("yicang-situation 1\nnow 2020-02-01T08:00:00Z\n{text}")).unwrap()
}

fn policies(features: Features, which: u64, random: &mut Random) -> Policy {
    let mut text = [UNITS, SHARE, FLOOR][usize::try_from(which).unwrap()].to_owned();
    if features.computed_lanes {
        text += "speed-kmh 40\ndetour-percent 130\n";
    }
    if features.last_plan {
        text += &format!("change {}\n", 1 + random.below(60));
    }
    policy(&text)
}

/// The units of a need by what one is worth, the dearest first; from the definitions.
fn stack(policy: &Policy, need: &Need) -> Vec<(f64, f64)> {
    let claimed = need.claimed.units();
    let weight = policy.weight(&need.class, need.weight).unwrap().micros() as f64 / 1e6;
    let worth = |unit: u64| match policy.first_level {
        FirstLevel::Units => weight,
        FirstLevel::Share => weight / claimed as f64,
        FirstLevel::Steps { steps, floor } => {
            let (s, f, e) = (u64::from(steps), u64::from(floor), need.entitlement.units());
            let (classes, class) = (policy.classes.len() as u64, policy.class_rank(&need.class).unwrap() as u64);
            match (0..s).find(|j| e * (j + 1) / s > unit) {
                None => 1.0,
                Some(j) if j < f => (1 + classes * (s - f) + (f - j)) as f64,
                Some(j) => (1 + (classes - 1 - class) * (s - f) + (s - j)) as f64,
            }
        }
    };
    let mut stack: Vec<(f64, f64)> = Vec::new();
    for unit in need.covered.units()..claimed {
        match stack.last_mut() {
            Some((same, width)) if *same == worth(unit) => *width += 1.0,
            _ => stack.push((worth(unit), 1.0)),
        }
    }
    stack
}

/// Minutes and lateness and life, if the lot may serve the need.
fn cost(situation: &Situation, policy: &Policy, travel: &Travel, lot: &LotKey, key: &NeedKey) -> Option<f64> {
    let (stock, need) = (&situation.lots[lot], &situation.needs[key]);
    let penalty = match lot.item == key.item {
        true => 0.0,
        false => situation.substitutes.get(&(key.item.clone(), lot.item.clone()))?.penalty.micros() as f64 / 1e6,
    };
    let lane = situation.lane(travel, &lot.depot, &key.site).filter(|lane| lane.open)?;
    let (_, arrives) = situation.journey(stock, &lane)?;
    let day = |text: String| text[8..10].parse::<i64>().unwrap();
    let life = stock.expires_on.map(|last| day(last.to_string()) - day(arrives.to_string()));
    let admitted = stock.earmark.as_ref().is_none_or(|sites| sites.contains(&key.site))
        && need.latest_useful.is_none_or(|latest| arrives <= latest)
        && life.is_none_or(|life| life >= i64::from(need.life_days_min));
    let late = need.due.map_or(0, |due| (arrives.as_second() - due.as_second()).max(0)).unsigned_abs().div_ceil(60);
    let life = life.map_or(3_650, |life| life.max(0));
    let extra = policy.lateness as f64 * late as f64 + policy.expiry as f64 * life as f64;
    admitted.then_some(lane.minutes.micros() as f64 / 1e6 + penalty + extra)
}

/// First and second level of the linear program.
fn optimum(situation: &Situation, policy: &Policy) -> (f64, f64) {
    let first = solve(situation, policy, None);
    let second = solve(situation, policy, Some(first));
    (first, second)
}

/// Most worth; or, where that is given, the least cost of it.
fn solve(situation: &Situation, policy: &Policy, least: Option<f64>) -> f64 {
    let travel = Travel::new(policy);
    let mut vars = ProblemVariables::new();
    let (mut by_lot, mut by_store) = (BTreeMap::new(), BTreeMap::new());
    let (mut by_need, mut by_lane) = (BTreeMap::new(), BTreeMap::new());
    let (mut costs, mut worths) = (Expression::default(), Expression::default());
    for key in situation.needs.keys() {
        for lot in situation.lots.keys() {
            let Some(cost) = cost(situation, policy, &travel, lot, key) else { continue };
            let last = situation.last.get(&(lot.clone(), key.site.clone(), key.item.clone()));
            let last = last.map_or(0, |units| units.units()) as f64;
            let change = policy.change as f64;
            for (most, cost) in [(last, cost), (f64::from(1 << 20), cost + change)] {
                let x = vars.add(variable().min(0.0).max(most));
                costs += cost * x;
                *by_lot.entry(lot).or_insert_with(Expression::default) += x;
                *by_store.entry((&lot.depot, &lot.item)).or_insert_with(Expression::default) += x;
                *by_need.entry(key).or_insert_with(Expression::default) += x;
                *by_lane.entry((&lot.depot, &key.site)).or_insert_with(Expression::default) += x;
            }
        }
    }
    let mut rows = Vec::new();
    for (key, sent) in by_need {
        let mut given = Expression::default();
        for (worth, width) in stack(policy, &situation.needs[key]) {
            let z = vars.add(variable().min(0.0).max(width));
            given += z;
            worths += worth * z;
        }
        rows.push(constraint!(sent == given));
    }
    for (lot, sent) in by_lot {
        rows.push(constraint!(sent <= situation.lots[lot].available().units() as f64));
    }
    for ((depot, item), sent) in by_store {
        let lots = situation.lots.iter().filter(|(key, _)| (&key.depot, &key.item) == (depot, item));
        let there: u64 = lots.map(|(_, lot)| lot.available().units()).sum();
        let held = situation.protected.get(&(depot.clone(), item.clone())).map_or(0, |held| held.units());
        rows.push(constraint!(sent <= there.saturating_sub(held) as f64));
    }
    for ((depot, site), sent) in by_lane {
        if let Some(capacity) = situation.lanes.get(&(depot.clone(), site.clone())).and_then(|lane| lane.capacity) {
            rows.push(constraint!(sent <= capacity.units() as f64));
        }
    }
    let model = match least {
        None => vars.maximise(worths.clone()).using(default_solver),
        Some(least) => vars
            .minimise(costs.clone())
            .using(default_solver)
            .with(constraint!(worths.clone() >= least * (1.0 - 1e-11))),
    };
    let solution = rows.into_iter().fold(model, |model, row| model.with(row)).solve().unwrap();
    solution.eval(if least.is_none() { worths } else { costs })
}

fn value(text: &yicang_domain::plan::Value) -> f64 {
    text.to_string().parse().unwrap()
}

/// Plans and asks the other solver; what they do not agree on.
fn agreed(features: Features, which: u64, seed: u64) -> Result<(), String> {
    let mut random = Random(seed);
    let situation = read(&text(features, &mut random));
    let policy = policies(features, which, &mut random);
    let planned = planned(&situation, &policy, SecondLevel::Minutes).unwrap();
    if planned.plan.joint.is_some() || !planned.unproven.is_empty() {
        return Err(format!("not proven item by item: {:?}", planned.unproven));
    }
    let (first, second) = optimum(&situation, &policy);
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * (1.0 + b.abs());
    let ours = (value(&planned.plan.first_value), value(&planned.plan.second_value));
    match near(ours.0, first) && near(ours.1, second) {
        true => Ok(()),
        false => Err(format!("{ours:?}, the program says {first} and {second}")),
    }
}

/// None is left to chance: each of the 4,096, by each policy in turn.
#[test]
fn both_levels_are_those_of_another_solver_with_every_combination_of_features() {
    for bits in 0..1_u32 << FEATURES {
        let which = u64::from((bits.count_ones() + bits / 8) % 3);
        assert_eq!(agreed(Features::of(bits), which, u64::from(bits)), Ok(()), "{bits:#b} by policy {which}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_levels_are_those_of_another_solver(bits in 0..1u32 << FEATURES, which in 0..3u64, seed in any::<u64>()) {
        let agreed = agreed(Features::of(bits), which, seed);
        prop_assert_eq!(agreed, Ok(()));
    }

    /// What changed since the last plan is put right from there, and the answer is as good as one from nothing.
    #[test]
    fn a_plan_from_an_earlier_one_is_as_good(bits in 0..1u32 << FEATURES, which in 0..3u64, seed in any::<u64>(), other in any::<u64>()) {
        let (features, mut random) = (Features::of(bits), Random(seed));
        let before = read(&text(features, &mut random));
        let policy = policies(features, which, &mut random);
        let trees = Trees::default();
        let remembering = Options { trees: Some(&trees), ..Options::default() };
        let earlier = plan_with(&before, &policy, SecondLevel::Minutes, &remembering).unwrap().plan;
        // Half of the needs and lots are drawn again; in one case of four everything is.
        let mut again = Random(if random.chance(25) { other } else { seed });
        let mut after = read(&text(features, &mut again));
        let mut change = Random(other);
        for lot in after.lots.values_mut() {
            if change.chance(30) {
                lot.on_hand = yicang_domain::Quantity::new(change.below(60)).unwrap();
            }
        }
        for need in after.needs.values_mut() {
            if change.chance(30) {
                need.claimed = yicang_domain::Quantity::new(1 + change.below(60)).unwrap();
                need.entitlement = need.claimed;
            }
        }
        let cold = planned(&after, &policy, SecondLevel::Minutes).unwrap().plan;
        let options = Options { last: Some(&earlier), ..Options::default() };
        let warm = plan_with(&after, &policy, SecondLevel::Minutes, &options).unwrap().plan;
        prop_assert_eq!(yicang_domain::check::violations(&after, &policy, &warm), []);
        prop_assert_eq!((warm.first_value, warm.second_value), (cold.first_value, cold.second_value));
        prop_assert_eq!(cold.start, Start::Cold);
        prop_assert_eq!(warm.start == Start::Warm, warm_from(&after, &earlier));
        let remembered = plan_with(&after, &policy, SecondLevel::Minutes, &remembering).unwrap().plan;
        prop_assert_eq!(yicang_domain::check::violations(&after, &policy, &remembered), []);
        prop_assert_eq!((remembered.first_value, remembered.second_value), (cold.first_value, cold.second_value));
    }

    #[test]
    fn the_number_of_threads_cannot_be_seen(bits in 0..1u32 << FEATURES, which in 0..3u64, seed in any::<u64>()) {
        let (features, mut random) = (Features { substitutes: false, ..Features::of(bits) }, Random(seed));
        let one = text(features, &mut random);
        // The same once more under other names: two markets and more.
        let other = text(features, &mut random).replace(" i0 ", " j0 ").replace("item i0", "item j0");
        let lines: BTreeMap<&str, ()> = one.lines().chain(other.lines().filter(|l| !l.starts_with("lane") && !l.starts_with("depot") && !l.starts_with("site"))).map(|line| (line, ())).collect();
        let situation = read(&lines.into_keys().map(|line| format!("{line}\n")).collect::<String>());
        let policy = policies(features, which, &mut random);
        let on = |threads: usize| {
            let options = Options { threads: std::num::NonZero::new(threads), ..Options::default() };
            plan_with(&situation, &policy, SecondLevel::Minutes, &options).unwrap().plan.to_text()
        };
        prop_assert_eq!(on(1), on(3));
    }
}

/// Whether anything of an earlier plan has a lot and an open need to go on from.
fn warm_from(situation: &Situation, earlier: &yicang_domain::Plan) -> bool {
    let is_open = |key: NeedKey| situation.needs.get(&key).is_some_and(|need| need.open().units() > 0);
    let is_there = |lot, need| situation.lots.contains_key(lot) && is_open(need);
    let key = |site: &SiteId, item: &ItemId| NeedKey { site: site.clone(), item: item.clone() };
    earlier.shipments.iter().any(|one| is_there(&one.lot, one.need()))
        || earlier.unrounded.iter().any(|one| is_there(&one.lot, key(&one.site, &one.serves)))
}

#[test]
fn the_oracle_sees_a_worse_plan() {
    // Two sites, one lot: were the farther one served, the second level would differ by ten minutes.
    let situation = situation("reserve d w 5\nneed a w 5 urgent\nneed b w 5 urgent\nlane d a 10\nlane d b 20\n");
    let (first, second) = optimum(&situation, &policy(UNITS));
    assert!((first - 15.0).abs() < 1e-6 && (second - 50.0).abs() < 1e-6, "{first} and {second}");
}
