//! Groups that fight for transport, ratios and kits: lawful, bounded, and near the best.

#![allow(clippy::unwrap_used, reason = "in tests a panic is the answer, in their helpers, too")]

#[allow(dead_code, reason = "each test file is its own program")]
mod support;

use good_lp::{Expression, Solution, SolverModel, constraint, microlp, variable, variables};
use std::fmt::Write as _;
use std::num::NonZero;
use support::{FLOOR, SHARE, UNITS, planned, policy, situation};
use yicang_domain::check::violations;
use yicang_domain::{Plan, Policy, SecondLevel, Situation, Target};
use yicang_planner::{Options, plan_with};

const CHANGE: &str = "yicang-policy 1\nname change\nfirst-level units\nclass life-saving 5\nclass urgent 3\n\
                      class routine 1\nchange 30\n";

/// A repeatable source of small numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

const CLASSES: [&str; 3] = ["life-saving", "urgent", "routine"];

/// Pools, narrow lanes, ratios, kits, packs, earmarks, reserves and a last plan.
fn small(seed: u64, even: bool) -> Situation {
    let dice = &mut Dice(seed);
    let mut text = String::new();
    let items = 2 + dice.below(3);
    for item in 0..items {
        let pack = if dice.one_in(4) { format!(" pack={}", 2 + dice.below(4)) } else { String::new() };
        writeln!(text, "item i{item} grams={} millilitres={}{pack}", 1 + dice.below(9), dice.below(9)).unwrap();
    }
    if !even && dice.one_in(2) {
        let ratio = ["1/1", "1/2", "2/1", "2/3", "3/2", "3/1"][usize::try_from(dice.below(6)).unwrap()];
        writeln!(text, "substitute i0 i1 ratio={ratio} penalty=5").unwrap();
    }
    if !even && dice.one_in(2) {
        writeln!(text, "kit KIT i0 {}\nkit KIT i1 {}", 1 + dice.below(3), 1 + dice.below(2)).unwrap();
    }
    writeln!(text, "pool v grams={} millilitres={}", 20 + dice.below(300), 20 + dice.below(300)).unwrap();
    writeln!(text, "pool w grams={}", 20 + dice.below(200)).unwrap();
    let (depots, sites) = (1 + dice.below(3), 1 + dice.below(4));
    for depot in 0..depots {
        for item in 0..items {
            writeln!(text, "reserve d{depot} i{item} {}", dice.below(60)).unwrap();
            if dice.one_in(5) {
                writeln!(text, "protect d{depot} i{item} {}", dice.below(20)).unwrap();
            }
        }
        for site in 0..sites {
            let pool = ["", " pool=v", " pool=w"][usize::try_from(dice.below(3)).unwrap()];
            let capacity = if dice.one_in(3) { format!(" capacity={}", dice.below(40)) } else { String::new() };
            writeln!(text, "lane d{depot} s{site} {}{capacity}{pool}", 5 + dice.below(90)).unwrap();
        }
    }
    for site in 0..sites {
        for item in 0..items {
            let class = CLASSES[usize::try_from(dice.below(3)).unwrap()];
            writeln!(text, "need s{site} i{item} {} {class}", 1 + dice.below(40)).unwrap();
            if dice.one_in(3) {
                writeln!(text, "last d0 i{item} - s{site} {}", 1 + dice.below(20)).unwrap();
            }
        }
        if !even {
            writeln!(text, "need s{site} KIT {} urgent", 1 + dice.below(20)).unwrap();
        }
    }
    situation(&text)
}

#[test]
fn every_plan_is_lawful_and_bounded() {
    let mut joint = 0;
    for seed in 0..400 {
        let situation = small(seed, false);
        for rules in [UNITS, SHARE, FLOOR, CHANGE] {
            let planned = planned(&situation, &policy(rules), SecondLevel::Minutes).unwrap();
            assert_eq!(planned.left_out, [], "seed {seed}");
            let plan = &planned.plan;
            assert!(plan.claims.iter().all(|claim| claim.value <= claim.bound), "seed {seed}");
            assert!(plan.service.iter().zip(&plan.bound).all(|(value, bound)| value <= bound), "seed {seed}");
            joint += usize::from(!plan.joint.is_empty());
        }
    }
    assert!(joint > 1_000, "{joint} of 1600 were joint");
}

#[test]
fn doctored_joint_prices_are_refused() {
    let rules = policy(UNITS);
    let mut tried = 0;
    for seed in 0..40 {
        let situation = small(seed, true);
        let plan = planned(&situation, &rules, SecondLevel::Minutes).unwrap().plan;
        let Some(claim) = plan.claims.first() else { continue };
        let refused = |doctored: &Plan| !violations(&situation, &rules, doctored).is_empty();
        let doctored = |act: &dyn Fn(&mut Plan)| {
            let mut doctored = plan.clone();
            act(&mut doctored);
            doctored
        };
        assert!(refused(&doctored(&|plan| plan.claims[0].bound -= 1)), "seed {seed}");
        assert!(refused(&doctored(&|plan| plan.claims[0].value = claim.bound + 1)), "seed {seed}");
        assert!(refused(&doctored(&|plan| plan.bound[0] += 1)), "seed {seed}");
        let pools = doctored(&|plan| {
            plan.claims[0].prices.pools.values_mut().for_each(|price| price.per_microgram /= 2);
        });
        let needs = doctored(&|plan| plan.claims[0].prices.needs.values_mut().for_each(|price| *price += 1));
        assert!(pools == plan || refused(&pools), "seed {seed}");
        assert!(needs == plan || refused(&needs), "seed {seed}");
        tried += 1;
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn the_number_of_threads_does_not_count() {
    for seed in [3, 5, 8, 13] {
        let situation = small(seed, false);
        let by = |threads: usize| {
            let options = Options { threads: NonZero::new(threads), ..Options::default() };
            plan_with(&situation, &policy(FLOOR), SecondLevel::Minutes, &options).unwrap().plan.to_text()
        };
        assert_eq!(by(1), by(4));
    }
    for situation in [fleet(6, 30, 6, 60, ""), fleet(6, 30, 8, 60, KIT)] {
        let by = |threads: usize| {
            let options = Options { threads: NonZero::new(threads), ..Options::default() };
            plan_with(&situation, &policy(UNITS), SecondLevel::Minutes, &options).unwrap().plan.to_text()
        };
        assert_eq!(by(1), by(3));
    }
}

/// Two of the items make kits, and one stands in for another: beside these are six with many columns.
const KIT: &str = "kit KIT i6 2\nkit KIT i7 1\nsubstitute i6 i7 ratio=3/2 penalty=5\n\
                   need s003 KIT 90 urgent\nneed s007 KIT 40 life-saving\nneed s011 KIT 70 routine\n";

#[test]
fn after_a_last_plan_many_items_stay_with_it_and_the_checker_counts_the_same() {
    let dice = &mut Dice(11);
    let mut last = String::new();
    for (item, site) in (0..6).flat_map(|item| (0..30).map(move |site| (item, site))) {
        writeln!(last, "last d{:02} i{item} - s{site:03} {}", dice.below(6), 1 + dice.below(90)).unwrap();
    }
    let (changed, rules) = (fleet(6, 30, 6, 60, &last), policy(CHANGE));
    let planned = planned(&changed, &rules, SecondLevel::Minutes).unwrap();
    let gap = gap(&planned.plan).expect("vehicles do not suffice");
    assert!((0.0..=5e-4).contains(&gap), "{gap}");
    let stays = |plan: &Plan| {
        let lots = plan.shipments.iter().map(|one| {
            let last = changed
                .last
                .get(&(one.lot.clone(), one.site.clone(), one.serves.clone()))
                .map_or(0, |last| last.units());
            last.min(one.quantity.units())
        });
        lots.sum::<u64>()
    };
    let heedless = plan_with(&changed, &policy(UNITS), SecondLevel::Minutes, &Options::default()).unwrap();
    let (stay, without) = (stays(&planned.plan), stays(&heedless.plan));
    assert!(stay > without + without / 10, "{stay} stay, {without} by chance");
}

#[test]
fn kits_beside_many_items_are_planned_nearly_best_and_stopped_at_once_they_are_planned() {
    let situation = fleet(6, 30, 8, 60, KIT);
    let stop = || true;
    let at_once = Options { deadline: Some(&stop), ..Options::default() };
    for (rules, options, short) in
        [(UNITS, &Options::default(), 5e-3), (FLOOR, &Options::default(), 5e-3), (UNITS, &at_once, 0.5)]
    {
        let planned = plan_with(&situation, &policy(rules), SecondLevel::Minutes, options).unwrap();
        assert_eq!(violations(&situation, &policy(rules), &planned.plan), []);
        let gap = gap(&planned.plan).expect("vehicles do not suffice");
        assert!((0.0..=short).contains(&gap), "{gap}");
        // Stopped at once, the many items have taken the vehicles.
        let has_time = options.deadline.is_none();
        assert!(!has_time || planned.plan.shipments.iter().any(|one| one.serves.as_str() == "KIT"), "kits are sent");
    }
}

#[test]
fn stopped_at_once_a_plan_is_still_lawful_and_bounded() {
    let stop = || true;
    for seed in 0..60 {
        let situation = small(seed, false);
        let options = Options { deadline: Some(&stop), ..Options::default() };
        let planned = plan_with(&situation, &policy(UNITS), SecondLevel::Minutes, &options).unwrap();
        assert_eq!(violations(&situation, &policy(UNITS), &planned.plan), [], "seed {seed}");
        assert_eq!(planned.left_out, []);
    }
}

/// How far the first level that is not full is from its bound, as a part of it; `None` if nothing is planned jointly.
fn gap(plan: &Plan) -> Option<f64> {
    let levels = plan.service.iter().zip(&plan.bound);
    let first =
        levels.filter(|(value, bound)| value < bound).map(|(value, bound)| (bound - value) as f64 / *bound as f64);
    (!plan.joint.is_empty()).then(|| first.into_iter().next().unwrap_or(0.0))
}

/// The linear optimum of an even situation without packs, in weighted units, whatever it costs.
fn linear_optimum(situation: &Situation, policy: &Policy) -> f64 {
    let mut vars = variables!();
    let mut objective = Expression::default();
    let mut rows: std::collections::BTreeMap<String, (Expression, f64)> = std::collections::BTreeMap::new();
    let float = |units: u64| f64::from(u32::try_from(units).unwrap());
    for (key, need) in &situation.needs {
        for (lot_key, lot) in &situation.lots {
            let Some(lane) = situation.lanes.get(&(lot_key.depot.clone(), key.site.clone())) else { continue };
            if lot_key.item != key.item {
                continue;
            }
            let x = vars.add(variable().min(0));
            let weight = policy.weight(&need.class, need.weight).unwrap().micros();
            objective.add_mul(float(weight), x);
            let mut take = |row: String, size: u64, limit: u64| {
                rows.entry(row).or_insert_with(|| (Expression::default(), float(limit))).0.add_mul(float(size), x);
            };
            take(format!("need {key}"), 1, need.open().units());
            take(format!("lot {lot_key}"), 1, lot.available().units());
            let store = (lot_key.depot.clone(), lot_key.item.clone());
            let held = situation.protected.get(&store).map_or(0, |held| held.units());
            take(format!("store {lot_key}"), 1, lot.available().units().saturating_sub(held));
            if let Some(capacity) = lane.capacity {
                take(format!("lane {} {}", lot_key.depot, key.site), 1, capacity.units());
            }
            if let Some(id) = &lane.pool {
                let (pool, facts) = (&situation.pools[id], situation.facts(&key.item));
                pool.grams
                    .iter()
                    .for_each(|limit| take(format!("grams {id}"), facts.grams.micros() / 1_000_000, limit.units()));
                pool.millilitres
                    .iter()
                    .for_each(|limit| take(format!("ml {id}"), facts.millilitres.micros() / 1_000_000, limit.units()));
            }
        }
    }
    let mut problem = vars.maximise(objective.clone()).using(microlp);
    for (row, limit) in rows.into_values() {
        problem = problem.with(constraint!(row <= limit));
    }
    problem.solve().unwrap().eval(&objective)
}

#[test]
fn the_bound_is_the_linear_optimum_and_the_value_near_it() {
    let rules = policy(UNITS);
    let (mut tried, mut short, mut all) = (0, 0.0, 0.0);
    for seed in 0..150 {
        let mut situation = small(seed, true);
        // The program here knows no packs.
        situation.items.values_mut().for_each(|facts| facts.pack = yicang_domain::Quantity::ONE);
        let plan = planned(&situation, &rules, SecondLevel::Minutes).unwrap().plan;
        let needed: std::collections::BTreeSet<_> = situation.needs.keys().map(|need| &need.item).collect();
        let Some(claim) = plan.claims.iter().find(|claim| claim.of == Target::Level(0)) else { continue };
        // All items together.
        if plan.joint.len() < needed.len() {
            continue;
        }
        let best = linear_optimum(&situation, &rules);
        let (value, bound) = (plan.service[0] as f64, claim.bound as f64 / claim.scale as f64);
        assert!(bound >= best - best.abs() * 1e-8, "seed {seed}: bound {bound} below the optimum {best}");
        assert!(bound - best <= best.abs() * 5e-3, "seed {seed}: bound {bound} far above the optimum {best}");
        assert!(value <= best + best.abs() * 1e-9, "seed {seed}: value {value} above the optimum {best}");
        (tried, short, all) = (tried + 1, short + best - value, all + best);
    }
    assert!(tried > 30, "{tried}");
    assert!(short / all < 0.01, "whole units cost {}", short / all);
}

/// Depots, sites and items, with pools that hold so much of a hundred of what would be sent without them, and more
/// lines.
fn fleet(depots: u64, sites: u64, items: u64, percent: u64, more: &str) -> Situation {
    let dice = &mut Dice(7);
    let mut text = String::new();
    let grams: Vec<u64> = (0..items).map(|_| 100 + dice.below(4_900)).collect();
    grams.iter().enumerate().for_each(|(item, grams)| writeln!(text, "item i{item} grams={grams}").unwrap());
    let mut total = vec![0; usize::try_from(depots).unwrap()];
    let mut stock = vec![0; grams.len()];
    for depot in 0..depots {
        for (item, grams) in grams.iter().enumerate() {
            let units = 300 + dice.below(1_500);
            writeln!(text, "reserve d{depot:02} i{item} {units}").unwrap();
            total[usize::try_from(depot).unwrap()] += units * grams;
            stock[item] += units;
        }
    }
    for site in 0..sites {
        for (item, stock) in stock.iter().enumerate() {
            let class = CLASSES[usize::try_from(dice.below(3)).unwrap()];
            let units = 1 + dice.below(stock * 14 / sites / 5);
            writeln!(text, "need s{site:03} i{item} {units} {class} entitlement={}", units / 2 + 1).unwrap();
        }
        for depot in 0..depots {
            writeln!(text, "lane d{depot:02} s{site:03} {} pool=v{depot}", 10 + dice.below(600)).unwrap();
        }
    }
    for (depot, grams) in total.iter().enumerate() {
        writeln!(text, "pool v{depot} grams={}", grams * percent / 100).unwrap();
    }
    text.push_str(more);
    situation(&text)
}

/// Figures, with `--nocapture`: the gap in millionths and the time.
#[test]
fn a_fleet_with_room_for_six_in_ten() {
    let (depots, sites, items, most) = match std::env::var("YICANG_FLEET") {
        Ok(_) => (20, 200, 10, 100),
        Err(_) => (6, 30, 6, 2_000),
    };
    let situation = fleet(depots, sites, items, 60, "");
    for rules in [UNITS, FLOOR] {
        let begin = std::time::Instant::now();
        let planned = planned(&situation, &policy(rules), SecondLevel::Minutes).unwrap();
        let gap = gap(&planned.plan).expect("vehicles do not suffice");
        eprintln!("{} columns, gap {gap:.2e}, {:?}, {} pivots", planned.columns, begin.elapsed(), planned.pivots);
        assert!(gap <= f64::from(most) / 1e6, "{gap}");
    }
}
