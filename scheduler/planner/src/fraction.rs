//! What a joint program left in fractions, decided in whole units: the columns that are whole stay, and a small whole-number
//! program over the others takes what they leave. Nothing it says is trusted: the exact engine cuts and completes it.

use crate::item::{Column, ItemModel};
use crate::linear::{Goal, Program, float_cost, nearest};
use std::collections::BTreeMap;

/// This close to a whole number is whole.
const DUST: f64 = 1e-3;

/// With more columns in fractions the whole-number program takes too long.
const COLUMNS_MAX: usize = 80;

/// The same plan without fractions; `None` if it has none, too many, or the solver fails. `worths` is a unit's worth by
/// model, need and segment.
pub(crate) fn settle(
    models: &[&ItemModel<'_>],
    worths: &[Vec<Vec<f64>>],
    wanted: &[Vec<f64>],
) -> Option<Vec<Vec<f64>>> {
    let kept: Vec<Vec<u64>> =
        wanted.iter().map(|amounts| amounts.iter().map(|x| nearest((x + DUST).floor())).collect()).collect();
    let free: Vec<Vec<usize>> = (wanted.iter().zip(&kept))
        .map(|(wanted, kept)| {
            let in_fractions = |(x, whole): (&f64, &u64)| x - crate::linear::float(*whole) > DUST;
            wanted.iter().zip(kept).enumerate().filter(|(_, pair)| in_fractions(*pair)).map(|(at, _)| at).collect()
        })
        .collect();
    if !(1..=COLUMNS_MAX).contains(&free.iter().map(Vec::len).sum()) {
        return None;
    }
    let rest = Rest::new(models, worths, &kept, &free);
    let answer = rest.solve()?;
    let mut settled: Vec<Vec<f64>> =
        kept.iter().map(|of_model| of_model.iter().map(|units| crate::linear::float(*units)).collect()).collect();
    for ((settled, free), more) in settled.iter_mut().zip(&free).zip(answer) {
        for (column, more) in free.iter().zip(more) {
            settled[*column] += more.round();
        }
    }
    Some(settled)
}

/// The models less what is kept: only the free columns, and the needs they lead to.
struct Rest<'a> {
    models: Vec<ItemModel<'a>>,
    worths: Vec<Vec<Vec<f64>>>,
}

impl<'a> Rest<'a> {
    fn new(models: &[&ItemModel<'a>], worths: &[Vec<Vec<f64>>], kept: &[Vec<u64>], free: &[Vec<usize>]) -> Self {
        let mut over_lanes = BTreeMap::<_, u64>::new();
        for (model, kept) in models.iter().zip(kept) {
            for (column, units) in model.columns.iter().zip(kept) {
                if let Some(way) = column.way {
                    *over_lanes.entry(model.ways[way].lane).or_default() += units;
                }
            }
        }
        let (mut rests, mut of_rests) = (Vec::with_capacity(models.len()), Vec::with_capacity(models.len()));
        for (((model, worths), kept), free) in models.iter().zip(worths).zip(kept).zip(free) {
            let mut rest = (*model).clone();
            let mut given = vec![0_u64; model.needs.len()];
            for (column, units) in model.columns.iter().zip(kept) {
                let lot = &mut rest.lots[column.lot];
                lot.available = lot.available.saturating_sub(*units);
                let store = &mut rest.stores[lot.store];
                store.limit = store.limit.saturating_sub(*units);
                given[column.need] += units;
            }
            for way in &mut rest.ways {
                way.capacity = way.capacity.saturating_sub(over_lanes.get(&way.lane).copied().unwrap_or(0));
            }
            rest.columns = free.iter().map(|column| model.columns[*column].clone()).collect();
            let mut of_needs = Vec::with_capacity(model.needs.len());
            for (need, (row, worths)) in rest.needs.iter_mut().zip(worths).enumerate() {
                let wanted = rest.columns.iter().any(|column: &Column| column.need == need);
                let (mut segments, mut of_need) = (Vec::new(), Vec::new());
                for (segment, worth) in row.segments.iter().zip(worths).filter(|_| wanted) {
                    let gone = segment.width.min(given[need]);
                    given[need] -= gone;
                    if segment.width > gone {
                        segments.push(crate::worth::Segment { width: segment.width - gone, ..*segment });
                        of_need.push(*worth);
                    }
                }
                row.open = segments.iter().map(|segment| segment.width).sum();
                row.segments = segments;
                of_needs.push(of_need);
            }
            rests.push(rest);
            of_rests.push(of_needs);
        }
        Self { models: rests, worths: of_rests }
    }

    /// Whole units per free column: most worth, then least cost.
    fn solve(&self) -> Option<Vec<Vec<f64>>> {
        let worth = |model: usize, need: usize, segment: usize| self.worths[model][need][segment];
        let columns = || self.models.iter().flat_map(|model| &model.columns);
        let dearest = columns().map(|column| float_cost(column.cost)).fold(1.0, f64::max);
        let cost = |model: usize, column: usize| float_cost(self.models[model].columns[column].cost) / dearest;
        let worthy = || Goal { worth: &worth, cost: &|_, _| 0.0 };
        let models = || self.models.iter().collect();
        let first = Program { models: models(), goal: worthy(), at_least: None, whole: true }.solve()?;
        let least = first.value - first.value.abs() * 1e-9;
        let goal = Goal { worth: &|_, _, _| 0.0, cost: &cost };
        let second = Program { models: models(), goal, at_least: Some((worthy(), least)), whole: true }.solve();
        Some(second.unwrap_or(first).amounts)
    }
}
