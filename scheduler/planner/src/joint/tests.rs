//! Two ways to the same optimum: the interior-point method, and a linear program over all columns by good_lp.

use super::mixed::Mixed;
use super::program::{Program, scale};
use super::rows::split;
use super::{Search, fill, float_of, interior, large, network};
use crate::Options;
use crate::ground::Ground;
use crate::group::{Amount, Done, solve};
use std::fmt::Write as _;
use yicang_domain::{Policy, SecondLevel, Situation};

const UNITS: &str = include_str!("../../../policies/plain-units.policy");
const FLOOR: &str = include_str!("../../../policies/floor-then-class.policy");

/// A repeatable source of small numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// What items may be besides themselves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing: all groups are even.
    Even,
    /// The same, after a last plan.
    Again,
    /// Two of them make kits, and one stands in for another at a ratio.
    Uneven,
}

/// Depots that share vehicles, narrow lanes, several lots in a protected heap, goods for one site only.
fn situation(seed: u64, kind: Kind) -> Situation {
    let dice = &mut Dice(seed);
    let mut text = String::from("yicang-situation 1\nnow 2020-02-01T08:00:00Z\n");
    let mut line = |line: String| writeln!(text, "{line}").expect("a string takes it");
    // Some with more columns for a need than are near at first.
    let depots = if seed.is_multiple_of(20) { 20 + dice.below(15) } else { 2 + dice.below(4) };
    let (sites, items) = (3 + depots / 4 + dice.below(6), 2 + dice.below(3));
    (0..items)
        .for_each(|item| line(format!("item i{item} grams={} millilitres={}", 1 + dice.below(90), dice.below(70))));
    if kind == Kind::Uneven {
        line(format!("kit KIT i0 {}\nkit KIT i1 {}", 1 + dice.below(3), 1 + dice.below(2)));
        if dice.below(2) == 0 {
            line("substitute i1 i0 ratio=3/2 penalty=5".to_owned());
        }
        (0..sites).for_each(|site| line(format!("need s{site} KIT urgent {}", 1 + dice.below(20))));
    }
    if kind == Kind::Again {
        (0..sites * items).for_each(|at| {
            let (depot, site, item) = (dice.below(depots), at / items, at % items);
            line(format!("last d{depot} i{item} l0 s{site} {}", 1 + dice.below(40)));
        });
    }
    (0..depots).for_each(|depot| {
        // Now and then there is no vehicle at all.
        let grams = if dice.below(8) == 0 { 0 } else { 300 + dice.below(3_000) };
        line(format!("pool v{depot} grams={grams} millilitres={}", 300 + dice.below(3_000)));
        for item in 0..items {
            (0..1 + dice.below(2)).for_each(|lot| {
                let only = if dice.below(6) == 0 { " earmark=s0" } else { "" };
                line(format!("lot d{depot} i{item} l{lot} {}{only}", dice.below(120)));
            });
            if dice.below(3) == 0 {
                line(format!("protect d{depot} i{item} {}", dice.below(60)));
            }
        }
        for site in 0..sites {
            let pool = if dice.below(5) == 0 { String::new() } else { format!(" pool=v{depot}") };
            let capacity = if dice.below(4) == 0 { format!(" capacity={}", dice.below(60)) } else { String::new() };
            line(format!("lane d{depot} s{site} {}{capacity}{pool}", 5 + dice.below(300)));
        }
    });
    for site in 0..sites {
        for item in 0..items {
            let class = ["life-saving", "urgent", "routine"][usize::try_from(dice.below(3)).expect("small")];
            let claimed = 1 + dice.below(60);
            line(format!("need s{site} i{item} {class} {claimed} entitlement={}", 1 + claimed / 2));
        }
    }
    Situation::from_text(&text).expect("the text is good")
}

/// The joint program of a situation of even groups, and what they send by themselves.
fn with_program<T>(seed: u64, policy: &str, act: impl FnOnce(&Program<'_, '_>, &[Amount]) -> T) -> Option<T> {
    with_programs(seed, policy, Kind::Even, |[all, ..], start| act(&all, start))
}

/// The same of any groups: the program of all, of the even ones, and of the others.
fn with_programs<T>(
    seed: u64,
    policy: &str,
    kind: Kind,
    act: impl FnOnce([Program<'_, '_>; 3], &[Amount]) -> T,
) -> Option<T> {
    with_programs_of(&situation(seed, kind), policy, act)
}

fn with_programs_of<T>(
    situation: &Situation,
    policy: &str,
    act: impl FnOnce([Program<'_, '_>; 3], &[Amount]) -> T,
) -> Option<T> {
    let policy = Policy::from_text(policy).expect("the text is good");
    let ground = Ground::new(situation, &policy, SecondLevel::Minutes).expect("it can be planned");
    let groups = ground.groups();
    let alone = groups.iter().map(|group| match group.uneven {
        true => Done::default(),
        false => solve(&ground, group, None, None).expect("numbers are small"),
    });
    let alone: Vec<Done> = alone.collect();
    let split = split(&ground, &groups, &alone);
    if split.joint.is_empty() {
        return None;
    }
    let members: Vec<_> = split.joint.iter().map(|place| &groups[*place]).collect();
    let scale = scale(&ground, &members);
    let mut start: Vec<Amount> = split.joint.iter().flat_map(|place| alone[*place].amounts.clone()).collect();
    start.sort_unstable();
    let (uneven, even) = members.iter().copied().partition::<Vec<_>, _>(|group| group.uneven);
    let programs = [members, even, uneven].map(|groups| Program::new(&ground, groups, &split.rows, scale));
    Some(act(programs, &start))
}

#[test]
fn the_interior_point_method_finds_what_a_linear_program_over_all_columns_finds() {
    let (mut joint, mut ours, mut theirs) = (0, 0.0, 0.0);
    // With no last plan, every unit changes something.
    let change = format!("{UNITS}change 40\n");
    for seed in 0..100 {
        for policy in [if seed % 2 == 0 { UNITS } else { &change }, FLOOR] {
            let found = with_program(seed, policy, |program, start| {
                let options = Options::default();
                let best = large::solve(program, start, &options).expect("numbers are small");
                let other = Search::new(program, &options).run(start).expect("numbers are small");
                let (bound, theirs) = (float_of(best.bound.expect("small")), float_of(other.bound.expect("small")));
                assert!(
                    bound <= theirs * (1.0 + 3e-8) && bound >= theirs * (1.0 - 1e-6),
                    "seed {seed}: {bound} and {theirs}"
                );
                let relaxed = best.relaxed.expect("it comes to its end");
                assert!((bound - relaxed).abs() <= bound * 1e-7, "seed {seed}: {relaxed} of {bound}");
                (bound, best.value.expect("small"), other.value.expect("small"))
            });
            if let Some((bound, value, other)) = found {
                (joint, ours, theirs) = (joint + 1, ours + float_of(value) / bound, theirs + float_of(other) / bound);
            }
        }
    }
    assert!(joint > 130, "{joint} of 200 were joint");
    let (ours, theirs) = (ours / f64::from(joint), theirs / f64::from(joint));
    assert!(ours > theirs - 0.001, "whole units leave {ours}, by branching {theirs}");
}

#[test]
fn after_a_last_plan_it_stays_with_it_as_a_linear_program_over_all_columns_does() {
    let change = [UNITS, FLOOR].map(|policy| format!("{policy}change 60\n"));
    let (mut joint, mut above, mut ours, mut theirs) = (0, 0.0, 0.0, 0.0);
    for seed in 0..60 {
        for policy in &change {
            let found = with_programs(seed, policy, Kind::Again, |[all, ..], start| {
                let options = Options::default();
                let best = large::solve(&all, start, &options).expect("numbers are small");
                let other = Search::new(&all, &options).run(start).expect("numbers are small");
                assert_eq!(best.relaxed, None, "seed {seed}: steered by costs that are too low");
                let bounds = [best.bound, other.bound].map(|bound| float_of(bound.expect("small")));
                let values = [best.value, other.value].map(|value| float_of(value.expect("small")));
                assert!(values[0] <= bounds[1] && values[1] <= bounds[0], "seed {seed}: {values:?} of {bounds:?}");
                (bounds, values)
            });
            if let Some((bounds, values)) = found {
                joint += 1;
                above += bounds[0] / bounds[1] - 1.0;
                (ours, theirs) = (ours + values[0] / bounds[1], theirs + values[1] / bounds[1]);
            }
        }
    }
    assert!(joint > 80, "{joint} of 120 were joint");
    let [above, ours, theirs] = [above, ours, theirs].map(|sum| sum / f64::from(joint));
    assert!(above < 1e-4, "bounds are {above} above those of one program");
    assert!(ours > theirs - 0.002, "whole units leave {ours}, planned as one {theirs}");
}

#[test]
fn stopped_at_any_step_it_says_how_much_to_send_and_what_rows_cost() {
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
    for after in 0..40 {
        with_program(7, UNITS, |program, start| {
            let left = AtomicU32::new(after);
            let stopped = AtomicBool::new(false);
            let stop = || {
                let now = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err();
                stopped.fetch_or(now, Ordering::Relaxed) || now
            };
            let options = Options { deadline: Some(&stop), ..Options::default() };
            let network = network::Network::new(program, start, &options).expect("numbers are small");
            let answer = interior::solve(&network, &network.reply(&vec![0; program.rows.len()], true));
            let answer = answer.expect("numbers are not lost");
            assert!(answer.rows.iter().all(|toll| *toll >= 0));
            assert!(answer.sent.iter().flatten().all(|sent| sent.is_finite() && *sent >= 0.0));
            assert_eq!(answer.value.is_none(), stopped.load(Ordering::Relaxed), "after {after}");
        })
        .expect("it is joint");
    }
}

#[test]
fn from_too_few_columns_it_finds_the_others() {
    let mut tried = 0;
    for seed in (0..100).step_by(20) {
        let found = with_program(seed, UNITS, |program, start| {
            let options = Options::default();
            let network = network::Network::new(program, start, &options).expect("numbers are small");
            let reply = network.reply(&vec![0; program.rows.len()], true);
            let all = interior::solve(&network, &reply).and_then(|answer| answer.value).expect("it ends");
            for (few, many) in [(3, 100), (6, 100), (10, 100), (6, 1), (10, 1), (14, 1), (18, 1)] {
                let value = interior::solve_from_few(&network, &reply, few, many).expect("it ends");
                assert!((all - value).abs() <= all * 1e-7, "seed {seed}, {few} columns: {value} of {all}");
            }
        });
        tried += usize::from(found.is_some());
    }
    assert!(tried > 3, "{tried}");
}

#[test]
fn by_cuts_between_even_groups_and_others_it_finds_what_one_linear_program_finds() {
    let (mut mixed, mut above, mut ours, mut theirs) = (0, 0.0, 0.0, 0.0);
    for seed in 0..40 {
        for policy in [UNITS, FLOOR] {
            let found = with_programs(seed, policy, Kind::Uneven, |[all, even, uneven], start| {
                if even.needs.is_empty() || even.rows.is_empty() {
                    return None;
                }
                let options = Options::default();
                let other = Search::new(&all, &options).run(start).expect("numbers are small");
                let mut found = Mixed::new(even, uneven);
                found.solve(start, &options).expect("numbers are small");
                let (bound, value) = (found.bound.expect("small"), found.value.expect("small"));
                let (other_bound, other_value) = (other.bound.expect("small"), other.value.expect("small"));
                assert!(value <= other_bound && other_value <= bound, "seed {seed}");
                assert_eq!(all.value(&found.amounts), Some(value), "seed {seed}");
                let bounds = [bound, other_bound].map(float_of);
                // Rows of a few units are left or taken whole between the two.
                assert!(bounds[0] <= bounds[1] * 1.02, "seed {seed}: {bounds:?}");
                Some((bounds, float_of(value), float_of(other_value)))
            });
            if let Some(([bound, other_bound], value, other)) = found.flatten() {
                mixed += 1;
                above += bound / other_bound - 1.0;
                (ours, theirs) = (ours + value / bound, theirs + other / bound);
            }
        }
    }
    assert!(mixed > 40, "{mixed} of 80 had both kinds");
    let [above, ours, theirs] = [above, ours, theirs].map(|sum| sum / f64::from(mixed));
    assert!(above < 1e-3, "bounds are {above} above those of one program");
    assert!(ours > theirs - 0.002, "whole units leave {ours}, planned as one {theirs}");
}

#[test]
fn a_program_too_large_for_a_linear_one_is_planned_by_tolls_alone() {
    let (mut joint, mut reached) = (0, 0.0);
    for seed in 0..40 {
        let found = with_programs(seed, FLOOR, Kind::Uneven, |[all, ..], start| {
            let options = Options::default();
            let mut search = Search::new(&all, &options);
            search.linear_max = 0;
            let best = search.run(start).expect("numbers are small");
            float_of(best.value.expect("small")) / float_of(best.bound.expect("small"))
        });
        if let Some(part) = found {
            (joint, reached) = (joint + 1, reached + part);
        }
    }
    let reached = reached / f64::from(joint);
    assert!(joint > 30 && reached > 0.4, "{reached} of the bound on average in {joint} of 40");
}

#[test]
fn what_is_left_goes_to_kits_or_to_single_items_as_is_worth_more() {
    let best = |kits: &str, singles: &str| {
        let text = format!(
            "yicang-situation 1\nnow 2020-02-01T08:00:00Z\nitem i0\nitem i1\nkit KIT i0 1\nkit KIT i1 1\n\
             lot d0 i0 l0 10\nlot d0 i1 l0 10\nlane d0 s0 5\nneed s0 KIT {kits} 10\nneed s0 i0 {singles} 10\n"
        );
        let situation = Situation::from_text(&text).expect("the text is good");
        let units = with_programs_of(&situation, UNITS, |[all, ..], _| {
            let amounts = fill::lawful(&all, &[], &all.free());
            amounts.iter().map(|amount| amount.units).collect::<Vec<_>>()
        });
        units.expect("kits are planned jointly")
    };
    assert_eq!(best("life-saving", "routine"), [10, 10]);
    assert_eq!(best("routine", "life-saving"), [10]);
}
