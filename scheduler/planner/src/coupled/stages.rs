//! The stages of a coupled plan: each solves a program, makes its amounts whole, and keeps the best plan so far.

use super::aim::{Aim, FORCED, Gains, Of};
use super::benders::Benders;
use super::floats::float_of;
use super::integer_search::{Goal, IntegerSearch};
use super::lp_solution::LpSolution;
use super::program::{DualPrices, Program};
use super::shared_rows::{Row, Users};
use super::whole_plan::{Guide, Merit, WholePlan};
use super::{by_columns, by_network, claim};
use crate::model::{Amount, Group, Model, objective};
use crate::options::Options;
use std::collections::BTreeMap;
use yicang_domain::FirstLevel;
use yicang_domain::plan::Claim;

/// What exchanges may try, all together: of few needs, and of many.
const EFFORT: u64 = 100_000;
const EFFORT_OF_MANY: u64 = 10_000;
const MANY: usize = 1_000;
/// Exchanges with all sources free, at most so many.
const TRIES: usize = 500;
/// Exchanges, and cheaper ways, so often at most.
const ROUNDS: usize = 8;
/// When not all of the earlier levels stay full, they gain so many times more, up to [`FORCED_MAX`].
const FIRMER: i128 = 16;
/// A bound is loose if it is this part of itself above its linear program's value.
const LOOSE: f64 = 5e-7;
/// How often sub-steps are chosen anew around the prices.
const FINER: usize = 3;
const FORCED_MAX: i128 = 1 << 14;
/// With sub-steps a stage is solved coarsely first, then with sub-steps near the prices; with more open units of
/// sub-steps than this, only coarsely.
const SEGMENTS_MAX: usize = 8_000_000;

/// The best plan that is known of the joint groups.
pub(super) struct Incumbent {
    merit: Merit,
    cost: i128,
    pub amounts: Vec<Amount>,
    /// By need of the model, in units of the program.
    served: Vec<u64>,
}

impl Incumbent {
    fn is_better(&self, other: &Self) -> bool {
        (&self.merit, -self.cost) > (&other.merit, -other.cost)
    }
}

fn incumbent(model: &Model<'_>, plan: &WholePlan<'_, '_, '_>) -> Incumbent {
    let amounts = plan.amounts();
    let cost = objective::costs(model, &amounts).unwrap_or(i128::MAX);
    Incumbent { merit: plan.merit(), cost, served: plan.served(), amounts }
}

/// The joint groups, and what is known of them.
pub(super) struct Stages<'j, 'a> {
    model: &'j Model<'a>,
    groups: Vec<&'j Group>,
    rows: &'j BTreeMap<Row, Users>,
    options: &'j Options<'j>,
    /// What the even groups send by themselves, sorted.
    start: Vec<Amount>,
    /// All groups under all levels: what plans are made lawful by.
    all: Program<'j, 'a>,
    /// By level: what all is worth that any shipment could serve; `None` where that cannot be counted.
    full: Option<Vec<i128>>,
    pub best: Option<Incumbent>,
    pub claims: Vec<Claim>,
    pub relaxed: Option<f64>,
    pub pivots: u64,
}

/// What a stage leaves.
struct Staged<'j, 'a> {
    amounts: Vec<Amount>,
    /// All groups in the stage's number.
    program: Program<'j, 'a>,
    duals: DualPrices,
    relaxed: Option<f64>,
}

impl<'j, 'a> Stages<'j, 'a> {
    pub(super) fn new(
        model: &'j Model<'a>,
        groups: Vec<&'j Group>,
        rows: &'j BTreeMap<Row, Users>,
        start: Vec<Amount>,
        options: &'j Options<'j>,
    ) -> Self {
        let mut all = stage_program(model, &groups, &groups, rows, &Aim::all());
        all.keep();
        let full = full(model, &all);
        let (best, claims) = (None, Vec::new());
        let mut joint = Self { model, groups, rows, options, start, all, full, best, claims, relaxed: None, pivots: 0 };
        // Whatever happens, there is a plan.
        joint.offer(&joint.start.clone(), None);
        joint
    }

    fn is_late(&self) -> bool {
        self.options.deadline.is_some_and(|stop| stop())
    }

    pub(super) fn solve(&mut self) {
        let levels = u8::try_from(self.model.policy.levels()).expect("few levels");
        let plain = !matches!(self.model.policy.first_level, FirstLevel::Steps(_));
        // With levels, each stage fills up what the one before has left.
        if plain && let Some(all) = self.stage(&Aim::all()) {
            self.offer(&all.amounts, Some(&all));
            let best = self.best.as_ref().map_or(&[][..], |best| &best.amounts);
            let claim = claim::claim(&all.program, Of::All, &all.duals, best, self.options.threads);
            self.claims.extend(claim);
        }
        let mut proven = false;
        for level in 0..levels {
            if self.is_full(level) {
                continue;
            }
            if proven {
                if !self.is_late() {
                    self.better(level);
                }
            } else {
                proven = self.prove(level);
            }
        }
        self.search();
        self.exchange();
        // What is claimed is claimed of the plan as it is.
        let amounts = self.best.as_ref().map_or(&[][..], |best| &best.amounts);
        let model = self.model;
        self.claims.retain_mut(|claim| claim::revalue(model, claim, amounts));
        self.claims.sort_by_key(|claim| claim.of);
    }

    /// Whether every unit of a level that any shipment could serve is served, in the best plan that is known.
    fn is_full(&self, level: u8) -> bool {
        let Some(best) = &self.best else { return false };
        let level = usize::from(level);
        self.full.as_ref().is_some_and(|full| best.merit[level] >= full[level])
    }

    /// Plans a level with the earlier ones held, and claims what its linear program proves; whether the level is the
    /// first that is not full.
    fn prove(&mut self, level: u8) -> bool {
        let mut nearest: Option<(Claim, Option<f64>)> = None;
        let mut forced = FORCED;
        let is_fine = matches!(self.model.policy.first_level, FirstLevel::Steps(steps) if steps.sub_steps > 1);
        let fine = if is_fine && self.segments() <= SEGMENTS_MAX { FINER } else { 0 };
        loop {
            let mut prices = None;
            // First whole steps, then sub-steps near the prices.
            for round in 0..=fine {
                let aim = Aim { of: Of::Level(level), forced, base: None, prices: prices.as_deref() };
                let Some(staged) = self.stage(&aim) else { break };
                self.offer(&staged.amounts, Some(&staged));
                if self.is_full(level) {
                    return false;
                }
                let is_loose = self.claim(level, &staged, &mut nearest);
                if self.is_late() || !is_loose && round == fine.min(1) {
                    break;
                }
                let mut found = vec![0; self.model.needs.len()];
                staged.program.needs.iter().zip(&staged.duals.needs).for_each(|(need, price)| found[*need] = *price);
                prices = Some(found);
            }
            let is_loose = nearest.as_ref().is_none_or(|(claim, relaxed)| is_loose(claim, *relaxed));
            if !is_loose || forced >= FORCED_MAX || self.is_late() {
                if let Some((claim, relaxed)) = nearest {
                    self.claims.push(claim);
                    self.relaxed = relaxed;
                }
                return true;
            }
            // Where what is held is not all served, prices say too much, and the bound is loose.
            forced *= FIRMER;
        }
    }

    /// Keeps what a stage's prices prove of its level, if it is nearer than what is known; whether it is loose.
    fn claim(&self, level: u8, staged: &Staged<'_, '_>, nearest: &mut Option<(Claim, Option<f64>)>) -> bool {
        let amounts = self.best.as_ref().map_or(&[][..], |best| &best.amounts);
        let claim = claim::claim(&staged.program, Of::Level(level), &staged.duals, amounts, self.options.threads);
        let Some(claim) = claim else { return true };
        let relaxed = staged.relaxed.map(|relaxed| claim::in_claim(&staged.program, &claim, relaxed));
        let is_loose = is_loose(&claim, relaxed);
        if nearest.as_ref().is_none_or(|(known, _)| claim.bound < known.bound) {
            *nearest = Some((claim, relaxed));
        }
        is_loose
    }

    fn segments(&self) -> usize {
        let FirstLevel::Steps(steps) = self.model.policy.first_level else { return 0 };
        self.all.needs.len().saturating_mul(steps.count() as usize)
    }

    /// Plans a level with all that is served held.
    fn better(&mut self, level: u8) {
        let Some(best) = &self.best else { return };
        let served = best.served.clone();
        let aim = Aim { of: Of::Level(level), forced: FORCED * FIRMER, base: Some(&served), prices: None };
        if let Some(staged) = self.stage(&aim) {
            self.offer(&staged.amounts, Some(&staged));
        }
    }

    /// Takes amounts, made lawful and filled up, if they serve better, level after level, or as well at less cost.
    fn offer(&mut self, amounts: &[Amount], staged: Option<&Staged<'_, '_>>) {
        let free = self.all.free();
        let guide = staged.map_or(Guide { duals: &free, scale: 1, down: 1 }, |staged| {
            let gains = &staged.program.gains;
            Guide { duals: &staged.duals, scale: gains.scale, down: gains.down }
        });
        let mut plan = WholePlan::new(&self.all, amounts, 0);
        plan.fill(guide);
        plan.cheapen();
        let incumbent = incumbent(self.model, &plan);
        if self.best.as_ref().is_none_or(|best| incumbent.is_better(best)) {
            self.best = Some(incumbent);
        }
    }

    /// Where there are few columns: searches for the best in whole units.
    fn search(&mut self) {
        let levels = self.model.policy.levels();
        let plan = WholePlan::new(&self.all, &[], 0);
        let Some(exact) = IntegerSearch::new(&self.all, &plan, levels) else { return };
        let mut proven = true;
        let goals = (0..levels).map(Goal::Level).chain([Goal::Cost]);
        for goal in goals {
            let Some(best) = &self.best else { return };
            let is_full = matches!(goal, Goal::Level(level) if self.is_full(u8::try_from(level).unwrap_or(u8::MAX)));
            if is_full || self.is_late() {
                continue;
            }
            let found = exact.best(goal, &best.merit, &best.amounts);
            proven &= goal == Goal::Cost || found.as_ref().is_some_and(|found| found.proven);
            let Some(found) = found else { continue };
            let found = incumbent(self.model, &WholePlan::new(&self.all, &found.amounts, 0));
            if found.is_better(best) {
                self.best = Some(found);
            }
        }
        let mut tries = if proven { 0 } else { TRIES };
        while let Some(best) = &self.best
            && let Some(amounts) = exact.exchange(&WholePlan::new(&self.all, &best.amounts, 0), &mut tries)
            && !self.is_late()
        {
            let found = incumbent(self.model, &WholePlan::new(&self.all, &amounts, 0));
            if !found.is_better(best) {
                return;
            }
            self.best = Some(found);
        }
    }

    /// Exchanges units between needs as long as that serves better.
    fn exchange(&mut self) {
        let Some(best) = &self.best else { return };
        let free = self.all.free();
        let all = &self.all;
        let effort = if all.needs.len() > MANY { EFFORT_OF_MANY } else { EFFORT };
        let mut plan = WholePlan::new(all, &best.amounts, effort);
        // What goes a cheaper way may make room.
        for _ in 0..ROUNDS {
            plan.exchange(&free, &|| self.is_late());
            plan.cheapen();
            let before = plan.merit();
            plan.fill(Guide { duals: &free, scale: 1, down: 1 });
            if plan.merit() == before {
                break;
            }
        }
        let incumbent = incumbent(self.model, &plan);
        if incumbent.is_better(best) {
            self.best = Some(incumbent);
        }
    }

    /// Solves a stage in the way that suits the groups; `None` where numbers do not fit.
    fn stage(&mut self, aim: &Aim<'_>) -> Option<Staged<'j, 'a>> {
        let (uneven, even): (Vec<&'j Group>, Vec<&'j Group>) = self.groups.iter().partition(|group| group.uneven);
        let of = |groups: &[&'j Group]| stage_program(self.model, groups, &self.groups, self.rows, aim);
        let whole = of(&self.groups);
        let of_even = (!even.is_empty()).then(|| of(&even)).filter(by_network::suits);
        let (best, duals) = match of_even {
            Some(even) if uneven.is_empty() => {
                let best = by_network::solve(&even, &self.start, self.options).ok()?;
                let duals = best.duals.clone();
                (best, duals)
            }
            Some(even) => {
                let mut mixed = Benders::new(even, of(&uneven));
                mixed.solve(&self.start, self.options).ok()?;
                let duals = mixed.all_tags(&whole);
                let Benders { amounts, pivots, .. } = mixed;
                (LpSolution { amounts, duals: DualPrices::default(), bound: None, relaxed: None, pivots }, duals)
            }
            None => {
                let best = by_columns::solve(&whole, self.options);
                let duals = best.duals.clone();
                (best, duals)
            }
        };
        self.pivots += best.pivots;
        Some(Staged { amounts: best.amounts, program: whole, duals, relaxed: best.relaxed })
    }
}

/// Whether a claim's bound is farther from what its linear program came to than programs are from their optimum.
fn is_loose(claim: &Claim, relaxed: Option<f64>) -> bool {
    let bound = float_of(claim.bound);
    relaxed.is_some_and(|relaxed| bound - relaxed > bound.abs() * LOOSE)
}

/// By level, what all is worth that any shipment could serve.
fn full(model: &Model<'_>, all: &Program<'_, '_>) -> Option<Vec<i128>> {
    let mut full = vec![0; model.policy.levels()];
    for need in &all.needs {
        objective::add_service(model, *need, model.reach(*need), &mut full)?;
    }
    Some(full)
}

/// The program of some of the joint groups, in the number that all of them share.
pub(super) fn stage_program<'j, 'a>(
    model: &'j Model<'a>,
    groups: &[&'j Group],
    all: &[&'j Group],
    rows: &BTreeMap<Row, Users>,
    aim: &Aim<'_>,
) -> Program<'j, 'a> {
    let gains = Gains::new(model, all, aim);
    let mut program = Program::new(model, groups.to_vec(), rows, gains, aim);
    // The method for networks keeps columns in lists of its own.
    if !by_network::suits(&program) {
        program.keep();
    }
    program
}
