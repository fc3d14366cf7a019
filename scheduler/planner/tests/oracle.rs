//! Thousands of small situations with every combination of what a market may have, planned by the engine and solved by
//! a linear program of another make (microlp, through good_lp) from the definitions: service, level by level, and cost
//! must agree.
//!
//! In one market every vertex of the program is whole, in units or in packs, so its optimum is the plan's; and a unit
//! trades against a unit, so only the order of what units are worth counts, the draw included: the program maximises
//! whole ranks. Limits that several needs share (pools, lanes to a site with several items) are wide here: plans that
//! fight for transport are tried in `joint.rs`.

#![allow(clippy::unwrap_used, reason = "in tests a panic is the answer, in their helpers, too")]
#![allow(clippy::float_arithmetic, reason = "the other solver counts in floating point")]

mod support;

use good_lp::{Expression, ProblemVariables, Solution, SolverModel, constraint, default_solver, variable};
use proptest::prelude::*;
use std::collections::BTreeMap;
use support::{FLOOR, SHARE, UNITS, planned, policy, situation};
use yicang_domain::plan::Start;
use yicang_domain::situation::day_number;
use yicang_domain::travel::Travel;
use yicang_domain::{FirstLevel, LotKey, NeedKey, Part, Policy, SecondLevel, Situation, Vector, draw};
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
    // One pack size for all that stand in for each other.
    let pack = if features.packs { 1 + random.below(5) } else { 1 };
    add("seed".into(), format!(" {}", random.below(1_000)));
    for item in 0..items {
        if features.packs {
            add(format!("item i{item}"), format!(" pack={pack}"));
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
                    let day = random.below(10);
                    rest +=
                        &if day == 0 { " expires=2020-01-31".to_owned() } else { format!(" expires=2020-02-{day:02}") };
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
    Situation::from_text(&format!("yicang-situation 2\nnow 2020-02-01T08:00:00Z\n{text}")).unwrap()
}

fn policies(features: Features, which: u64, random: &mut Random) -> Policy {
    // Claims are small: five sub-steps are enough to be finer than most of them.
    let floor =
        FLOOR.replace("sub-steps 20", &format!("sub-steps {}", [1, 2, 5][usize::try_from(random.below(3)).unwrap()]));
    let mut text = [UNITS, SHARE, &floor][usize::try_from(which).unwrap()].to_owned();
    if features.computed_lanes {
        text += "speed-kmh 40\ndetour-percent 130\n";
    }
    if features.last_plan {
        text += &format!("change {}\n", 1 + random.below(60));
    }
    policy(&text)
}

/// What each open unit of a need gains, from the definitions: level and draw. Items here have no weight.
fn gains(situation: &Situation, policy: &Policy, key: &NeedKey) -> Vec<Vector> {
    let need = &situation.needs[key];
    let (claimed, covered) = (need.claimed.units(), need.covered.units());
    let weight = i128::from(policy.weight(&need.class, need.weight).unwrap().micros());
    let pack = situation.facts(&key.item).pack.units();
    let ticket = |key: &NeedKey| draw::ticket(situation.seed.as_deref().unwrap(), key);
    let count = situation.needs.len() as u64;
    let place = situation.needs.keys().filter(|other| ticket(other) < ticket(key)).count() as u64;
    let last = situation.last.iter().filter(|((_, site, serves), _)| (site, serves) == (&key.site, &key.item));
    let last = last.map(|(_, units)| units.units()).sum::<u64>() / pack * pack;
    let step = |level: usize, number: u64, unit: u64| {
        let drawn = count - place + if unit - covered < last { count } else { 0 };
        let level = Part::Level(u8::try_from(level).unwrap());
        Vector::from_parts([(level, i128::from(number) * 1_000), (Part::Draw, drawn.into())]).unwrap()
    };
    let gain = |unit: u64| match policy.first_level {
        FirstLevel::Units => Vector::of(Part::Level(0), weight),
        FirstLevel::Share => Vector::of(Part::Level(0), weight * 1_000_000_000_000 / i128::from(claimed)),
        FirstLevel::Steps(steps) => {
            let (n, floor) = (u64::from(steps.count()), u64::from(steps.floor() * steps.sub_steps));
            let (e, class) = (need.entitlement.units(), policy.class_rank(&need.class).unwrap());
            let sub_step = |of: u64, unit: u64| (0..n).find(|j| (of * (j + 1)).div_ceil(n) > unit).unwrap();
            match unit.checked_sub(e) {
                Some(above) => step(policy.classes.len() + 1, n - sub_step(claimed - e, above), unit),
                None => match sub_step(e, unit) {
                    j if j < floor => step(0, floor - j, unit),
                    j => step(1 + class, n - j, unit),
                },
            }
        }
    };
    (covered..claimed).map(gain).collect()
}

/// The packs of a need by what one gains, the most first, and how many gain so.
fn stack(situation: &Situation, policy: &Policy, key: &NeedKey) -> Vec<(Vector, u64)> {
    let pack = usize::try_from(situation.facts(&key.item).pack.units()).unwrap();
    let mut stack: Vec<(Vector, u64)> = Vec::new();
    for units in gains(situation, policy, key).chunks_exact(pack) {
        let gain = units.iter().fold(Vector::ZERO, |sum, gain| sum.checked_add(gain).unwrap());
        match stack.last_mut() {
            Some((same, width)) if *same == gain => *width += 1,
            _ => stack.push((gain, 1)),
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
    let life = stock.expires_on.map(|last| day_number(last) - situation.day(arrives));
    let admitted = stock.earmark.as_ref().is_none_or(|sites| sites.contains(&key.site))
        && need.latest_useful.is_none_or(|latest| arrives <= latest)
        && life.is_none_or(|life| life >= i64::from(need.life_days_min));
    let late = need.due.map_or(0, |due| (arrives.as_second() - due.as_second()).max(0)).unsigned_abs().div_ceil(60);
    let life = life.map_or(3_650, |life| life.max(0));
    let extra = policy.lateness as f64 * late as f64 + policy.expiry as f64 * life as f64;
    admitted.then_some(lane.minutes.unwrap().micros() as f64 / 1e6 + penalty + extra)
}

/// Service and cost of the linear program.
fn optimum(situation: &Situation, policy: &Policy) -> (Vec<i128>, f64) {
    let mut worths: Vec<Vector> =
        situation.needs.keys().flat_map(|key| stack(situation, policy, key)).map(|(gain, _)| gain).collect();
    worths.sort_unstable();
    worths.dedup();
    let (most, _) = solve(situation, policy, &worths, None);
    let (cost, service) = solve(situation, policy, &worths, Some(most));
    (service, cost)
}

/// Most worth in ranks; or, where that is given, the least cost of it. And what is served, level by level.
fn solve(situation: &Situation, policy: &Policy, worths: &[Vector], least: Option<f64>) -> (f64, Vec<i128>) {
    let travel = policy.travel_times();
    let mut vars = ProblemVariables::new();
    let (mut by_lot, mut by_store) = (BTreeMap::new(), BTreeMap::new());
    let (mut by_need, mut by_lane) = (BTreeMap::new(), BTreeMap::new());
    let (mut costs, mut ranks) = (Expression::default(), Expression::default());
    let packs = |key: &LotKey, units: u64| units / situation.facts(&key.item).pack.units();
    for key in situation.needs.keys() {
        for lot in situation.lots.keys() {
            let Some(cost) = cost(situation, policy, &travel, lot, key) else { continue };
            let last = situation.last.get(&(lot.clone(), key.site.clone(), key.item.clone()));
            let last = last.map_or(0, |units| packs(lot, units.units())) as f64;
            let (change, pack) = (policy.change as f64, situation.facts(&lot.item).pack.units() as f64);
            for (most, cost) in [(last, cost), (f64::from(1 << 20), cost + change)] {
                let x = vars.add(variable().min(0.0).max(most));
                costs += cost * pack * x;
                *by_lot.entry(lot).or_insert_with(Expression::default) += x;
                *by_store.entry((&lot.depot, &lot.item)).or_insert_with(Expression::default) += x;
                *by_need.entry(key).or_insert_with(Expression::default) += x;
                by_lane.entry((&lot.depot, &key.site)).or_insert_with(Vec::new).push((lot, x));
            }
        }
    }
    let (mut rows, mut served) = (Vec::new(), Vec::new());
    for (key, sent) in by_need {
        let mut given = Expression::default();
        for (gain, width) in stack(situation, policy, key) {
            let z = vars.add(variable().min(0.0).max(width as f64));
            given += z;
            ranks += (worths.binary_search(&gain).unwrap() + 1) as f64 * z;
            served.push((gain, z));
        }
        rows.push(constraint!(sent == given));
    }
    let available = |lot: &yicang_domain::Lot| {
        if situation.is_expired(lot) || lot.held.is_some() { 0 } else { lot.available().units() }
    };
    for (lot, sent) in by_lot {
        rows.push(constraint!(sent <= packs(lot, available(&situation.lots[lot])) as f64));
    }
    for ((depot, item), sent) in by_store {
        let lots: Vec<_> = situation.lots.iter().filter(|(key, _)| (&key.depot, &key.item) == (depot, item)).collect();
        let there: u64 = lots.iter().map(|(_, lot)| available(lot)).sum();
        let held = situation.protected.get(&(depot.clone(), item.clone())).map_or(0, |held| held.units());
        rows.push(constraint!(sent <= packs(lots[0].0, there.saturating_sub(held)) as f64));
    }
    for ((depot, site), sent) in by_lane {
        if let Some(capacity) = situation.lanes.get(&(depot.clone(), site.clone())).and_then(|lane| lane.capacity) {
            let most = packs(sent[0].0, capacity.units()) as f64;
            let sent = sent.into_iter().map(|(_, x)| Expression::from(x)).sum::<Expression>();
            rows.push(constraint!(sent <= most));
        }
    }
    let model = match least {
        None => vars.maximise(ranks.clone()).using(default_solver),
        Some(least) => {
            vars.minimise(costs.clone()).using(default_solver).with(constraint!(ranks.clone() >= least * (1.0 - 1e-11)))
        }
    };
    let solution = rows.into_iter().fold(model, |model, row| model.with(row)).solve().unwrap();
    let mut service = Vector::ZERO;
    for (gain, z) in served {
        let units = solution.value(z).round();
        let part = gain.checked_mul(format!("{units:.0}").parse().unwrap()).unwrap();
        service = service.checked_add(&part).unwrap();
    }
    let levels = (0..u8::try_from(policy.levels()).unwrap()).map(|level| service.part(Part::Level(level)));
    (solution.eval(if least.is_none() { ranks } else { costs }), levels.collect())
}

/// Plans and asks the other solver; what they do not agree on.
fn agreed(features: Features, which: u64, seed: u64) -> Result<(), String> {
    let mut random = Random(seed);
    let situation = read(&text(features, &mut random));
    let policy = policies(features, which, &mut random);
    let planned = planned(&situation, &policy, SecondLevel::Minutes).unwrap();
    if !planned.plan.joint.is_empty() || !planned.left_out.is_empty() {
        return Err(format!("not item by item: {:?}", planned.left_out));
    }
    let (service, cost) = optimum(&situation, &policy);
    let ours = (&planned.plan.service, planned.plan.cost as f64 / 1e6);
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * (1.0 + b.abs());
    match *ours.0 == service && near(ours.1, cost) {
        true => Ok(()),
        false => Err(format!("{ours:?}, the program says {service:?} and {cost}")),
    }
}

/// None is left to chance: each of the 4,096, by each policy in turn.
#[test]
fn service_and_cost_are_those_of_another_solver_with_every_combination_of_features() {
    for bits in 0..1_u32 << FEATURES {
        let which = u64::from((bits.count_ones() + bits / 8) % 3);
        assert_eq!(agreed(Features::of(bits), which, u64::from(bits)), Ok(()), "{bits:#b} by policy {which}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn service_and_cost_are_those_of_another_solver(bits in 0..1u32 << FEATURES, which in 0..3u64, seed in any::<u64>()) {
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
        prop_assert_eq!((&warm.service, warm.cost), (&cold.service, cold.cost));
        prop_assert_eq!(cold.start, Start::Cold);
        prop_assert_eq!(warm.start == Start::Warm, warm_from(&after, &earlier));
        let remembered = plan_with(&after, &policy, SecondLevel::Minutes, &remembering).unwrap().plan;
        prop_assert_eq!(yicang_domain::check::violations(&after, &policy, &remembered), []);
        prop_assert_eq!((remembered.service, remembered.cost), (cold.service, cold.cost));
    }

    #[test]
    fn the_number_of_threads_cannot_be_seen(bits in 0..1u32 << FEATURES, which in 0..3u64, seed in any::<u64>()) {
        let (features, mut random) = (Features { substitutes: false, ..Features::of(bits) }, Random(seed));
        let one = text(features, &mut random);
        // The same once more under other names: two markets and more.
        let other = text(features, &mut random).replace(" i0 ", " j0 ").replace("item i0", "item j0");
        let once = ["lane", "depot", "site", "seed"];
        let more = other.lines().filter(|line| once.iter().all(|word| !line.starts_with(word)));
        let lines: BTreeMap<&str, ()> = one.lines().chain(more).map(|line| (line, ())).collect();
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
    earlier.shipments.iter().any(|one| is_there(&one.lot, one.need()))
}

#[test]
fn the_oracle_sees_a_worse_plan() {
    // Two sites, one lot: were the farther one served, the second level would differ by ten minutes.
    let situation = situation("reserve d w 5\nneed a w 5 urgent\nneed b w 5 urgent\nlane d a 10\nlane d b 20\n");
    let situation = Situation { seed: Some("any".into()), ..situation };
    let (service, cost) = optimum(&situation, &policy(UNITS));
    assert!(service == [15_000_000] && (cost - 50.0).abs() < 1e-6, "{service:?} and {cost}");
}
