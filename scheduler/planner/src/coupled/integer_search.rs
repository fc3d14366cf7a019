//! Few columns: the best in whole units, level by level, then the least cost, by branch and bound. A search that
//! reaches its limit of nodes tries exchanges: one step more for a need, against any number fewer for one other.
//!
//! Floats propose. A proposal is made lawful, counted in whole numbers, and kept only if it is better. The search ends
//! after a number of nodes, not after a time, so the same situation has the same plan. microlp is called directly,
//! because good_lp does not pass on its limit of nodes.

use super::floats::{float, float_of, to_i128};
use super::program::{Col, Program};
use super::whole_plan::WholePlan;
use crate::model::Amount;
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, TerminationReason, Variable};
use std::collections::{BTreeMap, BTreeSet};
use yicang_domain::quantity::gcd;

/// More columns, or more segments, are not searched.
const COLUMNS_MAX: usize = 200;
const SEGMENTS_MAX: usize = 600;
/// Nodes of a search.
const NODES: u64 = 2_000;
const NODES_OF_EXCHANGE: u64 = 200;
/// The simplex method of floats wants numbers that are not far apart: no more units than this, and within a row or a
/// level no coefficient so many times another. Else nothing is searched.
const UNITS_MAX: u64 = 100_000;
const APART_MAX: f64 = 1e4;
const APART_MAX_LEVEL: f64 = 1e7;
/// What is held of an earlier level may be less by this part, and this much: floating point needs it, and counting
/// finds out.
const SLACK: f64 = 1e-9;
const SLACK_LEAST: f64 = 1e-3;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// The most of a level, with what earlier ones have.
    Level(usize),
    /// The least cost, with what all levels have.
    Cost,
    /// So many units more for a need, as many as can be for another, and for all others what they have.
    Exchange { need: usize, more: u64, other: usize },
}

/// What a search comes to.
pub(super) struct Found {
    /// Not yet lawful.
    pub amounts: Vec<Amount>,
    /// Whether the search came to its end.
    pub proven: bool,
}

/// A segment of a need: what a unit is worth at levels, and units.
type Segment = (Vec<(u8, i128)>, u64);

/// The columns and segments of a program that is small enough.
pub(super) struct IntegerSearch<'e, 'p, 'a> {
    program: &'e Program<'p, 'a>,
    /// By need.
    columns: Vec<Vec<Col>>,
    segments: Vec<Vec<Segment>>,
    /// By level: what divides the worth of every unit.
    scales: Vec<i128>,
}

/// A program for one goal.
struct Model {
    problem: Problem,
    start: Vec<(Variable, f64)>,
    /// Need, column, variable.
    steps: Vec<(usize, usize, Variable)>,
}

impl Model {
    /// A variable that is `start` at first.
    fn whole(&mut self, gain: f64, most: u64, start: u64) -> Option<Variable> {
        let variable = self.problem.add_integer_var(gain, (0, i32::try_from(most).ok()?));
        self.start.push((variable, float(start.into())));
        Some(variable)
    }

    fn part(&mut self, gain: f64, most: u64, start: u64) -> Variable {
        let variable = self.problem.add_var(gain, (0.0, float(most.into())));
        self.start.push((variable, float(start.into())));
        variable
    }

    fn at_most(&mut self, sum: Sum, limit: u64) {
        self.problem.add_constraint(sum, ComparisonOp::Le, float(limit.into()));
    }
}

/// Σ coefficient · variable.
type Sum = Vec<(Variable, f64)>;

impl<'e, 'p, 'a> IntegerSearch<'e, 'p, 'a> {
    /// `None` where there is too much to search.
    pub(super) fn new(program: &'e Program<'p, 'a>, plan: &WholePlan<'_, '_, '_>, levels: usize) -> Option<Self> {
        let (mut columns, mut segments) = (Vec::new(), Vec::new());
        let (mut column_count, mut segment_count) = (0, 0);
        for need in 0..program.needs.len() {
            let of_need = program.columns(need).into_owned();
            let stack: Vec<Segment> = plan.segments(need).collect();
            column_count += of_need.len();
            segment_count += stack.len();
            if column_count > COLUMNS_MAX || segment_count > SEGMENTS_MAX {
                return None;
            }
            columns.push(of_need);
            segments.push(stack);
        }
        let mut scales = vec![0_u128; levels];
        for (level, worth) in segments.iter().flatten().flat_map(|(parts, _)| parts) {
            let scale = &mut scales[usize::from(*level)];
            *scale = gcd(*scale, worth.unsigned_abs());
        }
        let scales = scales.into_iter().map(|scale| i128::try_from(scale).unwrap_or(1).max(1)).collect();
        let exact = Self { program, columns, segments, scales };
        exact.is_tame().then_some(exact)
    }

    /// Whether numbers are near enough to each other.
    fn is_tame(&self) -> bool {
        let program = self.program;
        let are_near = |numbers: &[f64], apart: f64| {
            let (least, most) = (numbers.iter().copied().reduce(f64::min), numbers.iter().copied().reduce(f64::max));
            least.zip(most).is_none_or(|(least, most)| most <= least * apart)
        };
        let mut rows = vec![Vec::new(); program.rows.len()];
        for column in self.columns.iter().flatten() {
            if column.given.max(column.needed).max(column.component.unwrap_or(1)) > 10_000 {
                return false;
            }
            let sizes = column.rows.iter().flatten();
            sizes.for_each(|(row, size)| rows[*row].push(float((*size).max(1).into()) * float(column.given.into())));
        }
        let gains = |level: usize| -> Vec<f64> {
            let of_level = |(of, worth): &(u8, i128)| (usize::from(*of) == level && *worth > 0).then_some(*worth);
            let parts = self.segments.iter().flatten().flat_map(|(parts, _)| parts);
            parts.filter_map(of_level).map(|worth| float_of(worth / self.scales[level])).collect()
        };
        (0..self.columns.len()).all(|need| program.open(need) <= UNITS_MAX)
            && rows.iter().all(|sizes| are_near(sizes, APART_MAX))
            && (0..self.scales.len()).all(|level| are_near(&gains(level), APART_MAX_LEVEL))
    }

    /// What is best for a goal, if earlier levels keep what they are. `None` where nothing is found.
    pub(super) fn best(&self, goal: Goal, merit: &[i128], start: &[Amount]) -> Option<Found> {
        let model = self.model(goal, merit, start)?;
        let mut options = SolveOptions::default();
        if let Goal::Exchange { .. } = goal {
            options.node_limit = Some(NODES_OF_EXCHANGE);
        } else {
            options.node_limit = Some(NODES);
            options.warm_start = Some(model.start);
        }
        let solution = model.problem.solve_with(options).ok()?.into_solution().ok()?;
        let amount = |(need, place, steps): &(usize, usize, Variable)| {
            let column = self.columns[*need][*place];
            let steps = u64::try_from(to_i128(solution.var_value(*steps).round())).unwrap_or(0);
            let need = self.program.needs[*need];
            Amount { need, lot: column.lot, units: self.program.base_units(need, steps.saturating_mul(column.given)) }
        };
        let mut amounts: Vec<Amount> = model.steps.iter().map(amount).filter(|amount| amount.units > 0).collect();
        amounts.sort_unstable();
        Some(Found { amounts, proven: solution.termination_reason() == TerminationReason::ProvenOptimal })
    }

    /// How many steps go over a column at most.
    fn most(&self, need: usize, column: &Col) -> u64 {
        let program = self.program;
        let store = program.model.lots[column.lot].store;
        let stock = program.lots[column.lot].min(program.stores[store]);
        let room = |units: u64, (row, size): &(usize, u64)| units.min(program.rows[*row].limit / (*size).max(1));
        let units = column.rows.iter().flatten().fold(stock, room);
        let asked = match column.component {
            Some(units) => program.open(need).saturating_mul(units) / column.given,
            None => program.open(need) / column.needed.max(1),
        };
        asked.min(units / column.given)
    }

    fn model(&self, goal: Goal, merit: &[i128], start: &[Amount]) -> Option<Model> {
        let program = self.program;
        let mut model =
            Model { problem: Problem::new(OptimizationDirection::Maximize), start: Vec::new(), steps: Vec::new() };
        let mut held = vec![Sum::new(); merit.len()];
        let (mut lots, mut stores) = (BTreeMap::<usize, Sum>::new(), BTreeMap::<usize, Sum>::new());
        let mut rows = vec![Sum::new(); program.rows.len()];
        let cost_unit = float_of(program.dearest());
        for (need, columns) in self.columns.iter().enumerate() {
            let of_need = program.needs[need];
            let from = start.partition_point(|amount| amount.need < of_need);
            let sent = |lot: usize| {
                let of = start[from..].iter().take_while(|amount| amount.need == of_need);
                of.filter(|amount| amount.lot == lot).map(|amount| amount.units / program.unit(of_need)).sum::<u64>()
            };
            let mut served = Sum::new();
            let mut units_served = 0_u64;
            let mut parts = BTreeMap::<usize, (u64, Sum, u64)>::new();
            for (place, column) in columns.iter().enumerate() {
                let steps = sent(column.lot) / column.given;
                let given = float(column.given.into());
                let gain = match goal {
                    Goal::Cost => -float_of(column.cost) * given / cost_unit,
                    Goal::Exchange { other, .. } if other == need && column.component.is_none() => {
                        float(column.needed.into())
                    }
                    Goal::Level(_) | Goal::Exchange { .. } => 0.0,
                };
                let variable = model.whole(gain, self.most(need, column), steps)?;
                model.steps.push((need, place, variable));
                let lot = &program.model.lots[column.lot];
                lots.entry(column.lot).or_default().push((variable, given));
                stores.entry(lot.store).or_default().push((variable, given));
                for (row, size) in column.rows.iter().flatten() {
                    rows[*row].push((variable, float((*size).into()) * given));
                }
                match column.component {
                    None => {
                        served.push((variable, float(column.needed.into())));
                        units_served = units_served.saturating_add(steps.saturating_mul(column.needed));
                    }
                    Some(of_kit) => {
                        let part = parts.entry(lot.item).or_insert((of_kit, Sum::new(), 0));
                        part.1.push((variable, given));
                        part.2 += steps * column.given;
                    }
                }
                let change = program.change(need);
                if goal == Goal::Cost && column.last > 0 && change > 0 {
                    let units = column.last.min(steps * column.given);
                    let kept = model.part(float_of(change) / cost_unit, column.last, units);
                    model.at_most(vec![(kept, 1.0), (variable, -given)], 0);
                }
            }
            if !parts.is_empty() {
                let made = parts.values().map(|(of_kit, _, units)| units / of_kit.max(&1)).min().unwrap_or(0);
                let is_other = matches!(goal, Goal::Exchange { other, .. } if other == need);
                let kits = model.whole(if is_other { 1.0 } else { 0.0 }, program.open(need), made)?;
                served.push((kits, 1.0));
                units_served = units_served.saturating_add(made);
                for (of_kit, mut sum, _) in parts.into_values() {
                    sum.push((kits, -float(of_kit.into())));
                    model.problem.add_constraint(sum, ComparisonOp::Eq, 0.0);
                }
            }
            if let Goal::Exchange { need: one, more, other } = goal {
                let (sense, units) = match need {
                    _ if need == one => (ComparisonOp::Eq, units_served.saturating_add(more)),
                    _ if need == other => (ComparisonOp::Le, units_served.saturating_sub(1)),
                    _ => (ComparisonOp::Eq, units_served),
                };
                model.problem.add_constraint(served, sense, float(units.into()));
                continue;
            }
            let mut left = units_served;
            for (parts, width) in &self.segments[need] {
                let worth = |level: usize| {
                    let of = parts.iter().filter(|(of, _)| usize::from(*of) == level);
                    of.map(|(_, worth)| float_of(worth / self.scales[level])).sum::<f64>()
                };
                let gain = if let Goal::Level(level) = goal { worth(level) } else { 0.0 };
                let units = left.min(*width);
                left -= units;
                let filled = model.part(gain, *width, units);
                served.push((filled, -1.0));
                let until = if let Goal::Level(level) = goal { level } else { merit.len() };
                for (level, held) in held.iter_mut().enumerate().take(until) {
                    let worth = worth(level);
                    if worth > 0.0 {
                        held.push((filled, worth));
                    }
                }
            }
            model.problem.add_constraint(served, ComparisonOp::Eq, 0.0);
        }
        for (lot, sum) in lots {
            model.at_most(sum, program.lots[lot]);
        }
        for (store, sum) in stores {
            model.at_most(sum, program.stores[store]);
        }
        for (row, mut sum) in program.rows.iter().zip(rows) {
            // A row's numbers may be large: as parts of its limit.
            let limit = float(row.limit.max(1).into());
            sum.iter_mut().for_each(|(_, size)| *size /= limit);
            let limit = if row.limit == 0 { 0.0 } else { 1.0 };
            if !sum.is_empty() {
                model.problem.add_constraint(sum, ComparisonOp::Le, limit);
            }
        }
        for (level, sum) in held.into_iter().enumerate().filter(|(_, sum)| !sum.is_empty()) {
            let value = float_of(merit[level] / self.scales[level]);
            model.problem.add_constraint(sum, ComparisonOp::Ge, value - SLACK_LEAST.max(value * SLACK));
        }
        Some(model)
    }

    /// Amounts of more service by an exchange, if any of so many tries finds one.
    pub(super) fn exchange(&self, plan: &WholePlan<'_, '_, '_>, tries: &mut usize) -> Option<Vec<Amount>> {
        let (merit, start) = (plan.merit(), plan.amounts());
        for need in 0..self.columns.len() {
            let steps: BTreeSet<u64> = self.columns[need].iter().map(|column| column.needed).chain([1]).collect();
            for more in steps.into_iter().filter(|more| *more <= plan.open(need)) {
                let gains = plan.worth(need, plan.units_served(need), plan.units_served(need) + more);
                for other in (0..self.columns.len()).filter(|other| *other != need) {
                    let Some(last) = plan.units_served(other).checked_sub(1) else { continue };
                    if plan.worth(other, last, last + 1) >= gains {
                        continue;
                    }
                    *tries = tries.checked_sub(1)?;
                    let goal = Goal::Exchange { need, more, other };
                    let Some(found) = self.best(goal, &merit, &start) else { continue };
                    let after = WholePlan::new(self.program, &found.amounts, 0);
                    if after.merit() > merit {
                        return Some(found.amounts);
                    }
                }
            }
        }
        None
    }
}
