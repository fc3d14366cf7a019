//! One group in all numbers that its costs fit into; and cut where prices fall, beside all of its segments.

use super::*;
use crate::model::usage::Usage;
use std::fmt::Write as _;
use yicang_domain::{Policy, Quantity, SecondLevel, Situation};

/// Three depots and five camps; the longest lane takes so many millionths of a minute, an odd number of them the
/// others.
fn situation(longest: u64) -> Situation {
    let mut text = String::from("yicang-situation 2\nnow 2020-02-01T08:00:00Z\n");
    let mut line = |line: String| writeln!(text, "{line}").expect("a string takes it");
    for depot in 0..3 {
        line(format!("lot d{depot} water l {}", 30 + depot));
        for camp in 0..5 {
            let micros = if (depot, camp) == (0, 0) { longest } else { 1 + 2 * (depot * 7 + camp * 5) };
            line(format!("lane d{depot} s{camp} {}.{:06}", micros / 1_000_000, micros % 1_000_000));
        }
    }
    (0..5).for_each(|camp| line(format!("need s{camp} water routine {}", 20 + camp)));
    Situation::from_text(&text).expect("the text is good")
}

/// A group's optimum over these cuts, in the numbers asked for.
fn solved<N: Kept, K: Whole + Into<N>>(
    model: &Model<'_>,
    group: &Group,
    cuts: impl FnOnce(&Needs<'_, '_>) -> Cuts<Worth>,
) -> GroupSolution {
    let supply_nodes = SupplyNodes::new(model, group, &|_| true);
    let case = Case { model, group, supply_nodes: &supply_nodes, last: None, trees: None };
    let mut cuts = cuts(&case.stacks());
    case.solve::<N, K>(&mut cuts, Begin::Anew).ok().expect("numbers are small")
}

/// What is planned, in the numbers asked for, and what the planner plans by itself.
fn planned<N: Kept, K: Whole + Into<N>>(longest: u64) -> (GroupSolution, GroupSolution) {
    let text = include_str!("../../../../policies/plain-units.policy");
    let (situation, policy) = (situation(longest), Policy::from_text(text).expect("the text is good"));
    let model = Model::new(&situation, &policy, SecondLevel::Minutes);
    let groups = model.groups();
    let done = solved::<N, K>(&model, &groups[0], |stacks| Cuts::new(stacks, 93));
    (done, solve(&model, &groups[0], None, None).expect("numbers are small"))
}

#[test]
fn the_plan_is_the_same_in_all_numbers_that_its_costs_fit_into() {
    let same = |(one, other): (GroupSolution, GroupSolution)| {
        assert!(!one.amounts.is_empty());
        assert_eq!((&one.amounts, &one.prices), (&other.amounts, &other.prices));
    };
    same(planned::<i64, u32>(90_000_001));
    same(planned::<i64, i64>(90_000_001));
    same(planned::<i128, i128>(90_000_001));
    // The dearest that fits into 32 bits, and one more.
    same(planned::<i64, u32>(u32::MAX.into()));
    same(planned::<i64, i64>(u32::MAX.into()));
    same(planned::<i64, i64>(u64::from(u32::MAX) + 1));
    same(planned::<i128, i128>(u64::from(u32::MAX) + 1));
}

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

/// Depots, sites, reserves, narrow lanes, substitutes, packs, what is covered and what the last plan sent, by chance.
fn anything(random: &mut Random, sites: u64) -> String {
    let mut text = format!("yicang-situation 2\nnow 2020-02-01T08:00:00Z\nseed {}\n", random.below(1 << 20));
    let mut line = |line: String| writeln!(text, "{line}").expect("a string takes it");
    let items = if random.chance(30) { 2 } else { 1 };
    let pack = if random.chance(40) { 2 + random.below(11) } else { 1 };
    let large = [12, 60, 400, 2_000, 50_000][usize::try_from(random.below(5)).unwrap()];
    let (minutes, narrow) = (1 + random.below(300), random.chance(30));
    // Regions that share nothing have levels of their own.
    let regions = 1 + random.below(3);
    for item in 0..items {
        line(format!("item i{item} pack={pack}"));
        for site in 0..sites {
            if random.chance(80) {
                let class = ["life-saving", "urgent", "routine"][usize::try_from(random.below(3)).unwrap()];
                let entitlement = random.below(large);
                let claimed = 1 + if random.chance(60) { entitlement } else { random.below(large) };
                let covered = if random.chance(20) { random.below(claimed) } else { 0 };
                line(format!("need s{site} i{item} {class} {claimed} entitlement={entitlement} covered={covered}"));
            }
        }
        for depot in 0..4 {
            if random.chance(20) {
                line(format!("protect d{depot} i{item} {}", random.below(large)));
            }
            for lot in 0..1 + random.below(2) {
                line(format!("lot d{depot} i{item} l{lot} {}", random.below(large * 2)));
            }
        }
    }
    if items == 2 {
        line("substitute i0 i1".into());
    }
    for depot in 0..4 {
        for site in (0..sites).filter(|site| depot % regions == site % regions) {
            let capacity =
                if narrow && items == 1 { format!(" capacity={}", random.below(large)) } else { String::new() };
            line(format!("lane d{depot} s{site} {}{capacity}", random.below(minutes)));
        }
    }
    if random.chance(30) {
        for site in 0..sites {
            line(format!("last d{} i0 l0 s{site} {}", random.below(4), 1 + random.below(large)));
        }
    }
    text
}

fn rules(random: &mut Random) -> Policy {
    let (steps, floor) = (1 + random.below(20), random.below(101));
    let change = if random.chance(30) { random.below(50) } else { 0 };
    let sub_steps = [1, 3, 20][usize::try_from(random.below(3)).unwrap()];
    let text = format!(
        "yicang-policy 1\nname x\nfirst-level steps\nsteps {steps}\nsub-steps {sub_steps}\nfloor-percent {floor}\nclass life-saving 5\nclass urgent 3\nclass routine 1\nchange {change}\n"
    );
    Policy::from_text(&text).unwrap()
}

/// Service, places in the draw, what each need gets, and the cost.
fn value(model: &Model<'_>, group: &Group, done: &GroupSolution) -> (Vector, Vec<u64>, i128) {
    let by_need = Usage::of(model, &done.amounts).by_need;
    let mut service = Vector::ZERO;
    for need in &group.needs {
        let mut packs = by_need[*need] / group.pack;
        assert_eq!(by_need[*need] % group.pack, 0, "whole packs");
        for segment in model.needs[*need].stack.segments(group.pack) {
            let served = packs.min(segment.width);
            packs -= served;
            let worth = segment.worth.vector(objective::omega(model, *need)).unwrap().checked_mul(served.into());
            service = service.checked_add(&worth.unwrap()).unwrap();
        }
        assert_eq!(packs, 0, "no more than is asked for");
    }
    (service, by_need, objective::costs(model, &done.amounts).unwrap())
}

#[test]
fn cut_where_prices_fall_is_as_good_as_all_segments() {
    let mut cut = 0;
    for seed in 0..3_000 {
        let random = &mut Random(seed);
        let sites = 2 + random.below(9);
        let (text, policy) = (anything(random, sites), rules(random));
        let situation = Situation::from_text(&text).unwrap();
        let model = Model::new(&situation, &policy, SecondLevel::Minutes);
        for group in model.groups().iter().filter(|group| !group.uneven) {
            let group = &*whole_packs(&model, group);
            let all = solved::<i128, i128>(&model, group, |stacks| {
                let whole = Cuts::whole(stacks);
                cut += usize::from(whole.is_longer_than(&Cuts::new(stacks, 100)));
                whole
            });
            let done = solve(&model, group, None, None).unwrap();
            assert_eq!(value(&model, group, &done), value(&model, group, &all), "seed {seed}\n{text}");
        }
    }
    assert!(cut > 1_000, "{cut} groups that could be cut");
}

#[test]
fn from_a_tree_or_from_an_earlier_plan_it_is_as_good_as_from_nothing() {
    let mut warm = 0;
    for seed in 0..600 {
        let random = &mut Random(seed);
        let (sites, trees) = (2 + random.below(9), Trees::default());
        let (text, policy) = (anything(random, sites), rules(random));
        let mut situation = Situation::from_text(&text).unwrap();
        let mut last: Option<Vec<Amount>> = None;
        for round in 0..3 {
            let model = Model::new(&situation, &policy, SecondLevel::Minutes);
            let mut amounts = Vec::new();
            for group in model.groups().iter().filter(|group| !group.uneven) {
                warm += usize::from(trees.knows(&model, group));
                let cold = value(&model, group, &solve(&model, group, None, None).unwrap());
                let tree = solve(&model, group, None, Some(&trees)).unwrap();
                assert_eq!(value(&model, group, &tree), cold, "seed {seed}, round {round}\n{text}");
                if let Some(last) = &last {
                    let from_last = solve(&model, group, Some(last), None).unwrap();
                    assert_eq!(value(&model, group, &from_last), cold, "seed {seed}, round {round}\n{text}");
                }
                amounts.extend(tree.amounts);
            }
            amounts.sort_unstable();
            last = Some(amounts);
            // Other stock and other claims; needs and lots stay, and so do their numbers.
            for lot in situation.lots.values_mut() {
                if random.chance(40) {
                    lot.on_hand = Quantity::new(random.below(lot.on_hand.units() * 2 + 9)).unwrap();
                }
            }
            for need in situation.needs.values_mut() {
                if random.chance(30) {
                    let more = random.below(need.claimed.units() * 2);
                    need.claimed = Quantity::new(need.covered.units() + 1 + more).unwrap();
                }
            }
        }
    }
    assert!(warm > 300, "{warm} groups from a tree");
}
