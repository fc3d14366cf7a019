//! Items that fight for the capacity of a lane: who belongs together, and their joint plan.
//!
//! Here units of different items trade against each other, so worths count and not only their order: a unit's worth by the
//! policy, and with steps as a part of its entitlement (`W / entitlement`), so that pieces of gloves do not drown
//! ventilators. The linear program is solved for both levels in floating point, rounded down, and completed item by item
//! in whole numbers until no item can improve by itself. The result is lawful and near the best, without a proof.

use crate::PlanError;
use crate::flow::Flow;
use crate::fraction::settle;
use crate::item::{ItemModel, NeedRow, Way};
use crate::linear::{Answer, Goal, Program, float, float_cost, nearest};
use crate::start::{near_columns, start};
use crate::worth::Segment;
use std::collections::BTreeMap;
use yicang_domain::{DepotId, FirstLevel, Policy, SiteId};

/// Below so many columns the whole-number program is tried too, where rounding lost something: above it takes too long.
const WHOLE_COLUMNS_MAX: usize = 60;

/// The joint program looks at no more columns than this: the cheapest of each need. What it does not look at, the
/// completion in whole numbers does. A program four times as large takes minutes.
const COLUMNS_MAX: usize = 10_000;

/// Rounding down forgives the solver this much.
const DUST: f64 = 1e-3;

/// First-level values this close, as a part of the value, are told apart by the second level.
const LEVEL: f64 = 1e-11;

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
    let relaxed = if joint.rows().count() <= COLUMNS_MAX { joint.both_levels(false) } else { None };
    let (bound, mut starts) = match relaxed {
        Some(relaxed) => relaxed,
        None => (f64::INFINITY, vec![joint.by_parts()?]),
    };
    let mut best = Vec::new();
    let whole = |best: &[Vec<u64>]| joint.value(best).0 >= bound - bound.abs() * LEVEL;
    let columns: usize = joint.models.iter().map(|model| model.columns.len()).sum();
    let mut tried = 0;
    while let Some(wanted) = starts.get(tried) {
        tried += 1;
        best = joint.better(best, joint.complete(wanted)?);
        if whole(&best) {
            break;
        }
        if let Some(settled) = settle(&joint.models, &joint.worths, wanted) {
            best = joint.better(best, joint.complete(&settled)?);
        }
        if !whole(&best) && tried == starts.len() && tried <= 2 && columns <= WHOLE_COLUMNS_MAX {
            starts.extend(joint.both_levels(true).into_iter().flat_map(|(_, starts)| starts));
        }
    }
    Ok(best)
}

/// How often the steps are told apart anew around what the needs got.
const REFINEMENTS: usize = 2;
/// This many steps on each side of where a need stands are told apart.
const STEPS_AROUND: usize = 2;

/// Where pieces begin if so many segments are merged into at most four.
fn quarters(segments: usize) -> Vec<usize> {
    (0..segments).step_by(segments.div_ceil(4).max(1)).collect()
}

/// The models of a group with merged segments, and what a unit of each piece is worth on average.
struct Pieces<'a> {
    models: Vec<ItemModel<'a>>,
    /// The columns that are looked at, per model.
    kept: Vec<Vec<usize>>,
    /// How many there are in all, per model.
    columns: Vec<usize>,
    worths: Vec<Vec<Vec<f64>>>,
}

impl<'a> Pieces<'a> {
    /// `cuts` says for each need at which segments a piece begins, the first being 0.
    fn new(joint: &Joint<'a>, cuts: &[Vec<Vec<usize>>]) -> Self {
        let columns: Vec<usize> = joint.models.iter().map(|model| model.columns.len()).collect();
        let of_each = match columns.iter().sum::<usize>() {
            0..=COLUMNS_MAX => usize::MAX,
            _ => (COLUMNS_MAX / joint.rows().count()).max(1),
        };
        let kept: Vec<_> = joint.models.iter().map(|model| near_columns(model, of_each)).collect();
        let near = |(model, kept): (&&ItemModel<'a>, &Vec<usize>)| ItemModel {
            columns: kept.iter().map(|index| model.columns[*index].clone()).collect(),
            ..(*model).clone()
        };
        let mut models: Vec<ItemModel<'a>> = joint.models.iter().zip(&kept).map(near).collect();
        let mut worths = Vec::with_capacity(models.len());
        for ((model, cuts), of_model) in models.iter_mut().zip(cuts).zip(&joint.worths) {
            let mut of_needs = Vec::with_capacity(model.needs.len());
            for ((row, cuts), of_need) in model.needs.iter_mut().zip(cuts).zip(of_model) {
                let (mut segments, mut averages) = (Vec::with_capacity(cuts.len()), Vec::with_capacity(cuts.len()));
                let ends = cuts.iter().skip(1).copied().chain([row.segments.len()]);
                for (from, to) in cuts.iter().copied().zip(ends) {
                    let width: u64 = row.segments[from..to].iter().map(|segment| segment.width).sum();
                    let parts = row.segments[from..to].iter().zip(&of_need[from..to]);
                    let worth: f64 = parts.map(|(segment, worth)| worth * float(segment.width)).sum();
                    segments.push(Segment { width, ..row.segments[from] });
                    averages.push(worth / float(width));
                }
                row.segments = segments;
                of_needs.push(averages);
            }
            worths.push(of_needs);
        }
        Self { models, kept, columns, worths }
    }

    /// Most worth; or, where a worth is given that must be reached, least cost.
    fn solve(&self, least: Option<f64>, whole: bool) -> Option<Answer> {
        let worth = |model: usize, need: usize, piece: usize| self.worths[model][need][piece];
        let columns = || self.models.iter().flat_map(|model| &model.columns);
        let dearest = columns().map(|column| float_cost(column.cost)).fold(1.0, f64::max);
        let cost = |model: usize, column: usize| float_cost(self.models[model].columns[column].cost) / dearest;
        let worthy = Goal { worth: &worth, cost: &|_, _| 0.0 };
        let cheap = Goal { worth: &|_, _, _| 0.0, cost: &cost };
        let models = self.models.iter().collect();
        let mut answer = match least {
            None => Program { models, goal: worthy, at_least: None, whole }.solve(),
            Some(least) => Program { models, goal: cheap, at_least: Some((worthy, least)), whole }.solve(),
        }?;
        for ((near, kept), columns) in answer.amounts.iter_mut().zip(&self.kept).zip(&self.columns) {
            let mut all = vec![0.0; *columns];
            for (index, units) in kept.iter().zip(near.iter()) {
                all[*index] = *units;
            }
            *near = all;
        }
        Some(answer)
    }
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
            let of_need = |row: &NeedRow<'_>| {
                let entitlement = if steps { row.need.entitlement.units().max(1) } else { 1 };
                let worth = |s: &Segment| float(s.worth.numerator) / float(s.worth.denominator) / float(entitlement);
                row.segments.iter().map(worth).collect()
            };
            worths.push(model.needs.iter().map(of_need).collect());
        }
        let largest = worths.iter().flatten().flatten().copied().fold(f64::MIN_POSITIVE, f64::max);
        worths.iter_mut().flatten().flatten().for_each(|worth| *worth /= largest);
        Self { models, worths }
    }

    /// The linear program's first-level value, and its amounts after both levels, then after the first alone, which are
    /// more often whole; `None` where the solver fails.
    ///
    /// A need's stack of steps is concave, so the program sees a few merged pieces of it, and again with the steps told
    /// apart around what the need got: three small programs instead of one with every step of every need.
    fn both_levels(&self, whole: bool) -> Option<(f64, Vec<Vec<Vec<f64>>>)> {
        let mut cuts: Vec<Vec<Vec<usize>>> = (self.models.iter())
            .map(|model| model.needs.iter().map(|row| quarters(row.segments.len())).collect())
            .collect();
        for _ in 0..REFINEMENTS {
            if cuts.iter().flatten().zip(self.rows()).all(|(cuts, row)| cuts.len() == row.segments.len()) {
                break;
            }
            let pieces = Pieces::new(self, &cuts);
            let answer = pieces.solve(None, whole)?;
            cuts = self.cuts_around(&answer.amounts);
        }
        let pieces = Pieces::new(self, &cuts);
        let first = pieces.solve(None, whole)?;
        let least = first.value - first.value.abs() * 1e-10;
        let second = pieces.solve(Some(least), whole);
        Some((first.value, second.map(|answer| answer.amounts).into_iter().chain([first.amounts]).collect()))
    }

    fn rows(&self) -> impl Iterator<Item = &NeedRow<'a>> {
        self.models.iter().flat_map(|model| &model.needs)
    }

    /// Steps told apart around what each need got, merged elsewhere.
    fn cuts_around(&self, amounts: &[Vec<f64>]) -> Vec<Vec<Vec<usize>>> {
        let mut cuts = Vec::with_capacity(self.models.len());
        for (model, amounts) in self.models.iter().zip(amounts) {
            let mut given = vec![0.0; model.needs.len()];
            for (column, units) in model.columns.iter().zip(amounts) {
                given[column.need] += units;
            }
            let around = |(row, given): (&NeedRow<'_>, f64)| {
                let mut below = 0.0;
                let full = |segment: &&Segment| {
                    below += float(segment.width);
                    below <= given + 0.5
                };
                let at = row.segments.iter().take_while(full).count();
                let (from, to) = (at.saturating_sub(STEPS_AROUND), (at + STEPS_AROUND).min(row.segments.len() - 1));
                std::iter::once(0).filter(|_| from > 0).chain(from..=to).collect()
            };
            cuts.push(model.needs.iter().zip(given).map(around).collect());
        }
        cuts
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

    /// Each item by itself, with a part of each lane in proportion to what it could use: where there is no program.
    fn by_parts(&self) -> Result<Vec<Vec<f64>>, PlanError> {
        let mut wanted = BTreeMap::<(&DepotId, &SiteId), u64>::new();
        for model in &self.models {
            for (way, units) in model.ways.iter().zip(wanted_over_ways(model)) {
                *wanted.entry(way.lane).or_default() += units;
            }
        }
        let mut amounts = Vec::with_capacity(self.models.len());
        for model in &self.models {
            let mut part = (*model).clone();
            for (way, units) in part.ways.iter_mut().zip(wanted_over_ways(model)) {
                let all = u128::from(wanted[&way.lane].max(1));
                let share = u128::from(way.capacity) * u128::from(units) / all;
                way.capacity = way.capacity.min(u64::try_from(share).unwrap_or(u64::MAX));
            }
            let mut flow = Flow::new(&part, &start(&part))?;
            flow.polish()?;
            amounts.push(flow.amounts().into_iter().map(float).collect());
        }
        Ok(amounts)
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

    /// The better of two plans; first-level values that differ by less than a solver can tell are the same.
    fn better(&self, one: Vec<Vec<u64>>, other: Vec<Vec<u64>>) -> Vec<Vec<u64>> {
        if one.is_empty() {
            return other;
        }
        let ((first, second), (other_first, other_second)) = (self.value(&one), self.value(&other));
        let same = (first - other_first).abs() <= first.abs() * LEVEL;
        if (same && other_second > second) || (!same && other_first > first) { other } else { one }
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
