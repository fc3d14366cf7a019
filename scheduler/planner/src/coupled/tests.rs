//! Two ways to the same optimum: the interior-point method, and a linear program over all columns by good_lp.

use super::aim::{Aim, FORCED, Of};
use super::benders::Benders;
use super::by_columns;
use super::by_network::{self, interior, priced_network};
use super::floats::float_of;
use super::program::Program;
use super::shared_rows::split;
use super::stages::stage_program;
use super::whole_plan::{Guide, WholePlan};
use crate::model::{Amount, Model};
use crate::network::group::{GroupSolution, solve};
use crate::options::Options;
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
    let mut text = String::from("yicang-situation 2\nnow 2020-02-01T08:00:00Z\n");
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
fn with_program<T>(seed: u64, policy: &str, of: Of, act: impl FnOnce(&Program<'_, '_>, &[Amount]) -> T) -> Option<T> {
    with_programs(seed, policy, Kind::Even, of, |[all, ..], start| act(&all, start))
}

/// The same of any groups: the program of all, of the even ones, and of the others.
fn with_programs<T>(
    seed: u64,
    policy: &str,
    kind: Kind,
    of: Of,
    act: impl FnOnce([Program<'_, '_>; 3], &[Amount]) -> T,
) -> Option<T> {
    with_programs_of(&situation(seed, kind), policy, of, act)
}

fn with_programs_of<T>(
    situation: &Situation,
    policy: &str,
    of: Of,
    act: impl FnOnce([Program<'_, '_>; 3], &[Amount]) -> T,
) -> Option<T> {
    let policy = Policy::from_text(policy).expect("the text is good");
    let model = Model::new(situation, &policy, SecondLevel::Minutes);
    let groups = model.groups();
    let alone = groups.iter().map(|group| match group.uneven {
        true => Some(GroupSolution::default()),
        false => Some(solve(&model, group, None, None).expect("numbers are small")),
    });
    let alone: Vec<Option<GroupSolution>> = alone.collect();
    let split = split(&model, &groups, &alone);
    if split.joint.is_empty() {
        return None;
    }
    let members: Vec<_> = split.joint.iter().map(|place| &groups[*place]).collect();
    let sent = |place: &usize| alone[*place].as_ref().map(|done| done.amounts.clone()).unwrap_or_default();
    let mut start: Vec<Amount> = split.joint.iter().flat_map(sent).collect();
    start.sort_unstable();
    let (uneven, even) = members.iter().copied().partition::<Vec<_>, _>(|group| group.uneven);
    let aim = Aim { of, forced: FORCED, base: None, prices: None };
    let programs =
        [members.clone(), even, uneven].map(|some| stage_program(&model, &some, &members, &split.rows, &aim));
    Some(act(programs, &start))
}

/// The stages that are tried: all levels together, the floor, and the first class.
const AIMS: [Of; 3] = [Of::All, Of::Level(0), Of::Level(1)];

#[test]
fn the_interior_point_method_finds_what_a_linear_program_over_all_columns_finds() {
    let mut joint = 0;
    // With no last plan, every unit changes something.
    let change = format!("{UNITS}change 40\n");
    for seed in 0..60 {
        let units = if seed % 2 == 0 { UNITS } else { &change };
        let floor = AIMS[usize::try_from(seed % 3).expect("small")];
        for (policy, of) in [(units, Of::All), (units, Of::Level(0)), (FLOOR, floor)] {
            let found = with_program(seed, policy, of, |program, start| {
                let options = Options::default();
                let best = by_network::solve(program, start, &options).expect("numbers are small");
                let other = by_columns::solve(program, &options);
                let (bound, theirs) = (float_of(best.bound.expect("small")), float_of(other.bound.expect("small")));
                assert!((bound - theirs).abs() <= theirs * 1e-6, "seed {seed} {of:?}: {bound} and {theirs}");
                let relaxed = best.relaxed.expect("it comes to its end");
                assert!((bound - relaxed).abs() <= bound * 1e-6, "seed {seed} {of:?}: {relaxed} of {bound}");
            });
            joint += usize::from(found.is_some());
        }
    }
    assert!(joint > 120, "{joint} of 180 were joint");
}

#[test]
fn after_a_last_plan_bounds_are_those_of_a_linear_program_over_all_columns() {
    let change = [UNITS, FLOOR].map(|policy| format!("{policy}change 60\n"));
    let (mut joint, mut above) = (0, 0.0);
    for seed in 0..40 {
        for policy in &change {
            let found = with_programs(seed, policy, Kind::Again, Of::All, |[all, ..], start| {
                let options = Options::default();
                let best = by_network::solve(&all, start, &options).expect("numbers are small");
                let other = by_columns::solve(&all, &options);
                assert_eq!(best.relaxed, None, "seed {seed}: steered by costs that are too low");
                let bounds = [best.bound, other.bound].map(|bound| float_of(bound.expect("small")));
                let value = float_of(all.value(&lawful(&all, &best.amounts)).expect("small"));
                assert!(value <= bounds[1] * (1.0 + 1e-9), "seed {seed}: {value} of {bounds:?}");
                bounds
            });
            if let Some(bounds) = found {
                joint += 1;
                above += bounds[0] / bounds[1] - 1.0;
            }
        }
    }
    assert!(joint > 50, "{joint} of 80 were joint");
    let above = above / f64::from(joint);
    assert!(above < 2e-4, "bounds are {above} above those of one program");
}

/// Amounts in lawful whole steps, filled up.
fn lawful(program: &Program<'_, '_>, amounts: &[Amount]) -> Vec<Amount> {
    let free = program.free();
    let mut plan = WholePlan::new(program, amounts, 0);
    plan.fill(Guide { duals: &free, scale: 1, down: 1 });
    plan.amounts()
}

#[test]
fn stopped_at_any_step_it_says_how_much_to_send_and_what_rows_cost() {
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
    for after in 0..40 {
        with_program(7, UNITS, Of::All, |program, start| {
            let left = AtomicU32::new(after);
            let stopped = AtomicBool::new(false);
            let stop = || {
                let now = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err();
                stopped.fetch_or(now, Ordering::Relaxed) || now
            };
            let options = Options { deadline: Some(&stop), ..Options::default() };
            let network = priced_network::Network::new(program, start, &options).expect("numbers are small");
            let answer = interior::solve(&network, &network.response(&vec![0; program.rows.len()], true));
            let answer = answer.expect("numbers are not lost");
            assert!(answer.rows.iter().all(|row_price| *row_price >= 0));
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
        let found = with_program(seed, UNITS, Of::All, |program, start| {
            let options = Options::default();
            let network = priced_network::Network::new(program, start, &options).expect("numbers are small");
            let response = network.response(&vec![0; program.rows.len()], true);
            let all = interior::solve(&network, &response).and_then(|answer| answer.value).expect("it ends");
            for (few, many) in [(3, 100), (6, 100), (10, 100), (6, 1), (10, 1), (14, 1), (18, 1)] {
                let value = interior::solve_from_few(&network, &response, few, many).expect("it ends");
                assert!((all - value).abs() <= all * 1e-7, "seed {seed}, {few} columns: {value} of {all}");
            }
        });
        tried += usize::from(found.is_some());
    }
    assert!(tried > 3, "{tried}");
}

#[test]
fn by_cuts_between_even_groups_and_others_it_finds_what_one_linear_program_finds() {
    let (mut mixed, mut above) = (0, 0.0);
    for seed in 0..30 {
        for policy in [UNITS, FLOOR] {
            let found = with_programs(seed, policy, Kind::Uneven, Of::All, |[all, even, uneven], start| {
                if even.needs.is_empty() || even.rows.is_empty() {
                    return None;
                }
                let options = Options::default();
                let other = by_columns::solve(&all, &options);
                let mut found = Benders::new(even, uneven);
                found.solve(start, &options).expect("numbers are small");
                let (bound, value) = (found.bound.expect("small"), found.value.expect("small"));
                let other_bound = other.bound.expect("small");
                assert!(value <= other_bound, "seed {seed}");
                assert_eq!(all.value(&found.amounts), Some(value), "seed {seed}");
                let bounds = [bound, other_bound].map(float_of);
                // Rows of a few units are left or taken whole between the two.
                assert!(bounds[0] <= bounds[1] * 1.02, "seed {seed}: {bounds:?}");
                Some(bounds)
            });
            if let Some([bound, other]) = found.flatten() {
                mixed += 1;
                above += bound / other - 1.0;
            }
        }
    }
    assert!(mixed > 30, "{mixed} of 60 had both kinds");
    let above = above / f64::from(mixed);
    assert!(above < 1e-3, "bounds are {above} above those of one program");
}

#[test]
fn what_is_left_goes_to_kits_or_to_single_items_as_is_worth_more() {
    let best = |kits: &str, singles: &str| {
        let text = format!(
            "yicang-situation 2\nnow 2020-02-01T08:00:00Z\nitem i0\nitem i1\nkit KIT i0 1\nkit KIT i1 1\n\
             lot d0 i0 l0 10\nlot d0 i1 l0 10\nlane d0 s0 5\nneed s0 KIT {kits} 10\nneed s0 i0 {singles} 10\n"
        );
        let situation = Situation::from_text(&text).expect("the text is good");
        let floorless = FLOOR.replace("floor-percent 30", "floor-percent 0");
        let units = with_programs_of(&situation, &floorless, Of::All, |[all, ..], _| {
            let amounts = lawful(&all, &[]);
            amounts.iter().map(|amount| amount.units).collect::<Vec<_>>()
        });
        units.expect("kits are planned jointly")
    };
    assert_eq!(best("life-saving", "routine"), [10, 10]);
    assert_eq!(best("routine", "life-saving"), [10]);
}

#[test]
fn whatever_amounts_it_is_given_a_hand_makes_them_lawful() {
    let dice = &mut Dice(11);
    for seed in 0..40 {
        let kind = if seed % 2 == 0 { Kind::Uneven } else { Kind::Even };
        with_programs(seed, FLOOR, kind, Of::All, |[all, ..], _| {
            let mut wild = Vec::new();
            for need in 0..all.needs.len() {
                for column in all.columns(need).iter() {
                    let units = dice.below(200);
                    wild.push(Amount { need: all.needs[need], lot: column.lot, units });
                }
            }
            wild.sort_unstable();
            let model = all.model;
            for amounts in [WholePlan::new(&all, &wild, 0).amounts(), lawful(&all, &wild)] {
                let usage = crate::model::usage::Usage::of(model, &amounts);
                let within = |used: &[u64], limits: &[u64]| used.iter().zip(limits).all(|(used, limit)| used <= limit);
                assert!(within(&usage.by_lot, &all.lots) && within(&usage.by_store, &all.stores), "seed {seed}");
                assert!(all.used_rows(&amounts).iter().zip(&all.rows).all(|(used, row)| *used <= row.limit.into()));
                let open = |need: usize| model.needs[need].open;
                assert!((0..model.needs.len()).all(|need| usage.by_need[need] <= open(need)), "seed {seed}");
            }
        });
    }
}

#[test]
fn an_exchange_takes_from_whoever_is_worth_less() {
    // One lane of eight: three of A are worth more than any number of B, and five are left.
    let text = "yicang-situation 2\nnow 2020-02-01T08:00:00Z\nitem A grams=1000\nitem B grams=1\npool P grams=3005\n\
                lot d A - 10\nlot d B - 5000\nlane d s 5 pool=P\nneed s A routine 3\nneed s B urgent 5000\n";
    let situation = Situation::from_text(text).expect("the text is good");
    let floorless = FLOOR.replace("floor-percent 30", "floor-percent 0");
    let found = with_programs_of(&situation, &floorless, Of::All, |[all, ..], _| {
        // Begun the wrong way round.
        let amounts = [Amount { need: 0, lot: 0, units: 3 }, Amount { need: 1, lot: 1, units: 5 }];
        let mut plan = WholePlan::new(&all, &amounts, 10_000);
        assert!(plan.exchange(&all.free(), &|| false), "it comes to its end");
        plan.amounts().iter().map(|amount| amount.units).collect::<Vec<_>>()
    });
    assert_eq!(found.expect("the vehicle is too small"), [3005], "the urgent need has it all");
}
