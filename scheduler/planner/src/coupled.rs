//! Items that fight for the capacity of a lane: who belongs together, and their joint plan.
//!
//! Here units of different items trade against each other, so worths count and not only their order: a unit's worth by the
//! policy, and with steps as a part of its entitlement (`W / entitlement`), so that pieces of gloves do not drown
//! ventilators. The linear program is solved for both levels in floating point, rounded down, and completed item by item
//! in whole numbers until no item can improve by itself. The result is lawful and near the best, without a proof.

use crate::PlanError;
use crate::flow::Flow;
use crate::item::{ItemModel, Way};
use crate::linear::{Goal, Program, float, float_cost, nearest};
use std::collections::BTreeMap;
use yicang_domain::{DepotId, FirstLevel, Policy, SiteId};

/// Below so many columns the whole-number program is tried too, where rounding lost something: above it takes too long.
const WHOLE_COLUMNS_MAX: usize = 60;

/// Rounding down forgives the solver this much.
const DUST: f64 = 1e-6;

/// Indices of models that have to be planned together; each model in one group, in order.
pub(crate) fn groups(models: &[ItemModel<'_>]) -> Vec<Vec<usize>> {
    let mut users = BTreeMap::<(&DepotId, &SiteId), Vec<(usize, &Way<'_>, u64)>>::new();
    for (index, model) in models.iter().enumerate() {
        for (way, wanted) in model.ways.iter().zip(wanted_over_ways(model)) {
            users.entry(way.lane).or_default().push((index, way, wanted));
        }
    }
    // Each model's group is named by its smallest member.
    let mut group: Vec<usize> = (0..models.len()).collect();
    for users in users.values() {
        let wanted: u64 = users.iter().map(|(.., wanted)| wanted).sum();
        if users.iter().all(|(_, way, _)| wanted <= way.capacity) {
            continue;
        }
        let names: Vec<usize> = users.iter().map(|(index, ..)| group[*index]).collect();
        let name = names.iter().copied().min().expect("a lane in the map has a user");
        group.iter_mut().filter(|of| names.contains(of)).for_each(|of| *of = name);
    }
    let mut members = BTreeMap::<usize, Vec<usize>>::new();
    for (index, name) in group.into_iter().enumerate() {
        members.entry(name).or_default().push(index);
    }
    members.into_values().collect()
}

/// The most units that could go over each way of an item.
fn wanted_over_ways(model: &ItemModel<'_>) -> Vec<u64> {
    let mut reach = vec![0_u64; model.ways.len()];
    for column in &model.columns {
        if let Some(way) = column.way {
            // A lot has one column to a need.
            reach[way] += model.lots[column.lot].available;
        }
    }
    reach.iter().zip(&model.ways).map(|(reach, way)| (*reach).min(model.needs[way.need].open)).collect()
}

/// Units per column of each model of a group.
///
/// # Errors
/// [`PlanError::Overflow`].
pub(crate) fn solve(models: &[ItemModel<'_>], group: &[usize], policy: &Policy) -> Result<Vec<Vec<u64>>, PlanError> {
    let group: Vec<&ItemModel<'_>> = group.iter().map(|index| &models[*index]).collect();
    let joint = Joint::new(group, policy);
    let relaxed = joint.both_levels(false);
    let (bound, wanted) = relaxed.unwrap_or((f64::INFINITY, Vec::new()));
    let best = joint.complete(&wanted)?;
    let columns: usize = joint.models.iter().map(|model| model.columns.len()).sum();
    if columns > WHOLE_COLUMNS_MAX || joint.value(&best).0 >= bound - bound.abs() * 1e-9 {
        return Ok(best);
    }
    let Some((_, wanted)) = joint.both_levels(true) else { return Ok(best) };
    let other = joint.complete(&wanted)?;
    let better = joint.value(&other) > joint.value(&best);
    Ok(if better { other } else { best })
}

struct Joint<'a> {
    models: Vec<&'a ItemModel<'a>>,
    /// A unit's worth: model, need, segment; the largest is 1.
    worths: Vec<Vec<Vec<f64>>>,
}

impl<'a> Joint<'a> {
    fn new(models: Vec<&'a ItemModel<'a>>, policy: &Policy) -> Self {
        let steps = matches!(policy.first_level, FirstLevel::Steps { .. });
        let mut worths: Vec<Vec<Vec<f64>>> = Vec::with_capacity(models.len());
        for model in &models {
            let of_need = |row: &crate::item::NeedRow<'_>| {
                let entitlement = if steps { row.need.entitlement.units().max(1) } else { 1 };
                let worth = |s: &crate::worth::Segment| {
                    float(s.worth.numerator) / float(s.worth.denominator) / float(entitlement)
                };
                row.segments.iter().map(worth).collect()
            };
            worths.push(model.needs.iter().map(of_need).collect());
        }
        let largest = worths.iter().flatten().flatten().copied().fold(f64::MIN_POSITIVE, f64::max);
        worths.iter_mut().flatten().flatten().for_each(|worth| *worth /= largest);
        Self { models, worths }
    }

    /// The linear program's first-level value, and its amounts after both levels; `None` where the solver fails.
    fn both_levels(&self, whole: bool) -> Option<(f64, Vec<Vec<f64>>)> {
        let worth = |model: usize, need: usize, segment: usize| self.worths[model][need][segment];
        let nothing = |_: usize, _: usize| 0.0;
        let goal = || Goal { worth: &worth, cost: &nothing };
        let first = Program { models: self.models.clone(), goal: goal(), at_least: None, whole }.solve()?;
        let dearest =
            self.models.iter().flat_map(|model| &model.columns).map(|c| float_cost(c.cost)).fold(1.0, f64::max);
        let cost = |model: usize, column: usize| float_cost(self.models[model].columns[column].cost) / dearest;
        let goal_second = Goal { worth: &|_, _, _| 0.0, cost: &cost };
        let least = first.value - first.value.abs() * 1e-10;
        let second = Program { models: self.models.clone(), goal: goal_second, at_least: Some((goal(), least)), whole };
        Some((first.value, second.solve().map_or(first.amounts, |answer| answer.amounts)))
    }

    /// Whole numbers, as much as is lawful, improved item by item until no item gains by itself. It ends: each step gains
    /// on one level or the other, and there are finitely many plans.
    fn complete(&self, wanted: &[Vec<f64>]) -> Result<Vec<Vec<u64>>, PlanError> {
        let mut models: Vec<ItemModel<'_>> = self.models.iter().map(|model| (*model).clone()).collect();
        let mut amounts: Vec<Vec<u64>> = models.iter().map(|model| vec![0; model.columns.len()]).collect();
        for (model, wanted) in wanted.iter().enumerate() {
            let down: Vec<u64> = wanted.iter().map(|x| nearest((x + DUST).floor())).collect();
            self.leave_room(&mut models, &amounts, model);
            amounts[model] = Flow::new(&models[model], &down)?.amounts();
        }
        loop {
            let mut improved = 0;
            for model in 0..models.len() {
                self.leave_room(&mut models, &amounts, model);
                let mut flow = Flow::new(&models[model], &amounts[model])?;
                improved += flow.polish()?;
                amounts[model] = flow.amounts();
            }
            if improved == 0 {
                return Ok(amounts);
            }
        }
    }

    /// Limits a model's ways to what the other models leave.
    fn leave_room(&self, models: &mut [ItemModel<'_>], amounts: &[Vec<u64>], of: usize) {
        let mut used = BTreeMap::<(&DepotId, &SiteId), u64>::new();
        for (index, (model, amounts)) in self.models.iter().zip(amounts).enumerate() {
            if index == of {
                continue;
            }
            for (column, units) in model.columns.iter().zip(amounts) {
                if let Some(way) = column.way {
                    *used.entry(model.ways[way].lane).or_default() += units;
                }
            }
        }
        for (way, whole) in models[of].ways.iter_mut().zip(&self.models[of].ways) {
            way.capacity = whole.capacity - used.get(&whole.lane).copied().unwrap_or(0);
        }
    }

    /// First level, then less cost: larger is better.
    fn value(&self, amounts: &[Vec<u64>]) -> (f64, i128) {
        let (mut first, mut second) = (0.0, 0_i128);
        for ((model, worths), amounts) in self.models.iter().zip(&self.worths).zip(amounts) {
            let mut given = vec![0_u64; model.needs.len()];
            for (column, units) in model.columns.iter().zip(amounts) {
                given[column.need] += units;
                second = second.saturating_sub(column.cost.saturating_mul(i128::from(*units)));
            }
            for ((row, worths), units) in model.needs.iter().zip(worths).zip(&mut given) {
                for (segment, worth) in row.segments.iter().zip(worths) {
                    let part = segment.width.min(*units);
                    *units -= part;
                    first += worth * float(part);
                }
            }
        }
        (first, second)
    }
}
