//! The joint program of a stage, counted in whole numbers: columns, rows, and what prices prove.
//!
//! One number is counted. A unit of a segment has the gain of the stage ([`Aim`]). A unit over a column costs a part of
//! its second level. Prices u of lots, r of stores and q of rows, none below zero, bound every plan in that
//! number. The price p of a need is here what the others leave it: the most that no column pays for. What is claimed of
//! a level is counted anew from the prices, without costs: see [`super::claim`].
//!
//! A unit of a lot, a store or a need is a pack where all of its group leaves in packs of one size, else a base unit. A
//! unit of a pool's row is what divides all that is taken from it.

use super::aim::{Aim, Gains};
use super::shared_rows::{Row, Users, rows_of};
use crate::model::usage::served;
use crate::model::{Amount, Group, Model, objective};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// No more columns than this are kept in memory; else they are counted anew each time.
const KEPT_MAX: usize = 4_000_000;

/// A column of the program.
#[derive(Debug, Clone, Copy)]
pub(super) struct Col {
    pub lot: usize,
    /// Of a unit beyond the last plan's, in the program's number.
    pub cost: i128,
    /// Units that the last plan sent, where that makes a difference.
    pub last: u64,
    /// So many units given: what goes over the column is whole times this…
    pub given: u64,
    /// …serve so many.
    pub needed: u64,
    /// Units in a kit.
    pub component: Option<u64>,
    /// Rows and how much a unit takes from each.
    pub rows: [Option<(usize, u64)>; 4],
}

/// A row that goods of several needs share.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub row: Row,
    /// In its own units.
    pub limit: u64,
    /// In base units, micrograms or nanolitres.
    pub whole: u64,
    /// Micrograms, nanolitres or base units that one unit of the row is.
    pub unit: u64,
}

/// See the module.
pub(super) struct Program<'p, 'a> {
    pub model: &'p Model<'a>,
    pub groups: Vec<&'p Group>,
    /// Sorted.
    pub rows: Vec<Shared>,
    /// Needs of the model, sorted.
    pub needs: Vec<usize>,
    /// By lot and store of the model: units.
    pub lots: Vec<u64>,
    pub stores: Vec<u64>,
    /// By need: gain and width of the segments, most gain first.
    pub stacks: Vec<Vec<(i128, u64)>>,
    /// By item of the model: base units of a unit.
    units: Vec<u64>,
    pub gains: Gains,
    kept: Option<Vec<Vec<Col>>>,
}

/// Prices of the program's rows.
#[derive(Debug, Clone, Default)]
pub(super) struct DualPrices {
    /// By lot of the model.
    pub lots: Vec<i128>,
    /// By store of the model.
    pub stores: Vec<i128>,
    /// By row.
    pub rows: Vec<i128>,
    /// By need of the program.
    pub needs: Vec<i128>,
}

impl<'p, 'a> Program<'p, 'a> {
    pub(super) fn new(
        model: &'p Model<'a>,
        groups: Vec<&'p Group>,
        rows: &BTreeMap<Row, Users>,
        gains: Gains,
        aim: &Aim<'_>,
    ) -> Self {
        let mut needs: Vec<usize> = groups.iter().flat_map(|group| group.needs.iter().copied()).collect();
        needs.sort_unstable();
        let mut units = vec![1; model.items.len()];
        groups.iter().for_each(|group| group.items.iter().for_each(|item| units[*item] = group.pack));
        let shared = |(row, users): (&Row, &Users)| Shared {
            row: *row,
            limit: users.limit / users.unit,
            whole: users.limit,
            unit: users.unit,
        };
        let rows = rows.iter().map(shared).collect();
        let unit_of = |item: usize| units[item];
        let lots = model.lots.iter().map(|lot| lot.available / unit_of(lot.item)).collect();
        let stores = model.stores.iter().map(|store| store.limit / unit_of(store.item)).collect();
        let mut program =
            Self { model, groups, rows, needs, lots, stores, stacks: Vec::new(), units, gains, kept: None };
        program.stacks = (0..program.needs.len())
            .map(|at| {
                let need = program.needs[at];
                program.gains.stack(model, need, program.unit(need), aim)
            })
            .collect();
        program
    }

    /// Keeps the columns in memory, if they are not too many.
    pub(super) fn keep(&mut self) {
        let mut kept = Vec::with_capacity(self.needs.len());
        let mut count = 0;
        for need in 0..self.needs.len() {
            let columns = self.counted(need);
            count += columns.len();
            if count > KEPT_MAX {
                return;
            }
            kept.push(columns);
        }
        self.kept = Some(kept);
    }

    /// Base units of a unit of a need of the model.
    pub(super) fn unit(&self, need: usize) -> u64 {
        self.units[self.model.needs[need].item]
    }

    /// The units that are open of a need of the program.
    pub(super) fn open(&self, need: usize) -> u64 {
        self.model.needs[self.needs[need]].open / self.unit(self.needs[need])
    }

    /// Lets the rows hold so much.
    pub(super) fn limit_rows(&mut self, limits: impl Iterator<Item = u64>) {
        self.rows.iter_mut().zip(limits).for_each(|(row, holds)| row.limit = holds);
    }

    /// The columns of a need that can carry something, by role, then lot.
    pub(super) fn columns(&self, need: usize) -> Cow<'_, [Col]> {
        match &self.kept {
            Some(kept) => Cow::Borrowed(&kept[need]),
            None => Cow::Owned(self.counted(need)),
        }
    }

    fn counted(&self, at: usize) -> Vec<Col> {
        let (model, need) = (self.model, self.needs[at]);
        let last: Vec<(usize, u64)> = model.last_to(need).collect();
        let unit = self.unit(need);
        let column = |(role, lot): (&crate::model::Role, usize)| {
            let column = model.column(role, lot, need).ok()?;
            if model.most(role, lot, need, &column) == 0 {
                return None;
            }
            let mut rows = [None; 4];
            let found = rows_of(model, lot, &column).filter_map(|(row, size)| {
                let place = self.rows.binary_search_by_key(&row, |shared| shared.row).ok()?;
                // A step of it fits into the row.
                (size > 0).then(|| (place, size.saturating_mul(unit) / self.rows[place].unit))
            });
            rows.iter_mut().zip(found).for_each(|(slot, row)| *slot = Some(row));
            let step = model.step(role, lot);
            Some(Col {
                lot,
                cost: self.gains.cost(column.cost?.checked_add(model.change())?.checked_mul(unit.into())?),
                last: last.binary_search_by_key(&lot, |(lot, _)| *lot).map_or(0, |place| last[place].1) / unit,
                given: step / unit,
                needed: if role.component.is_some() { 1 } else { Model::served_by(role, step) / unit },
                component: role.component,
                rows,
            })
        };
        model.suppliers(need).filter_map(column).collect()
    }

    /// No prices at all.
    pub(super) fn free(&self) -> DualPrices {
        DualPrices {
            lots: vec![0; self.model.lots.len()],
            stores: vec![0; self.model.stores.len()],
            rows: vec![0; self.rows.len()],
            needs: vec![0; self.needs.len()],
        }
    }

    /// Tolls on a unit over a column.
    pub(super) fn row_prices(&self, rows: &[i128], column: &Col) -> i128 {
        let row_prices = column.rows.iter().flatten().map(|(row, size)| rows[*row].saturating_mul(i128::from(*size)));
        row_prices.fold(0, i128::saturating_add)
    }

    /// e: cost and prices of a unit over a column.
    pub(super) fn priced(&self, duals: &DualPrices, column: &Col) -> i128 {
        let store = self.model.lots[column.lot].store;
        let stock = duals.lots[column.lot].saturating_add(duals.stores[store]);
        column.cost.saturating_add(stock).saturating_add(self.row_prices(&duals.rows, column))
    }

    /// What a unit beyond the last plan's costs more.
    pub(super) fn change(&self, need: usize) -> i128 {
        self.gains.cost(self.model.change().saturating_mul(self.unit(self.needs[need]).into()))
    }

    /// Sets p to the most that no column pays for, and says the bound; `None` where it cannot be counted.
    pub(super) fn bound(&self, duals: &mut DualPrices) -> Option<i128> {
        let mut sum = Sum(self.bound_rows(duals));
        for need in 0..self.needs.len() {
            self.bound_need(need, duals, &mut sum);
        }
        sum.0
    }

    /// What the rows, lots and stores add to the bound.
    pub(super) fn bound_rows(&self, duals: &DualPrices) -> Option<i128> {
        let mut sum = Sum(Some(0));
        for group in &self.groups {
            group.lots.iter().for_each(|lot| sum.add(duals.lots[*lot], self.lots[*lot]));
            group.stores.iter().for_each(|store| sum.add(duals.stores[*store], self.stores[*store]));
        }
        for (row, price) in self.rows.iter().zip(&duals.rows) {
            sum.add(*price, if *price == 0 { 0 } else { row.limit });
        }
        sum.0
    }

    fn bound_need(&self, need: usize, duals: &mut DualPrices, sum: &mut Sum) {
        let columns = self.columns(need);
        let mut price = self.stacks[need].iter().map(|(gain, _)| *gain).max().unwrap_or(0);
        let mut kits = BTreeMap::<usize, (i128, i128)>::new();
        for column in columns.iter() {
            let e = self.priced(duals, column);
            match column.component {
                None => {
                    let most = e.saturating_mul(i128::from(column.given)).div_euclid(i128::from(column.needed.max(1)));
                    price = price.min(most);
                }
                Some(units) => {
                    let least = kits.entry(self.model.lots[column.lot].item).or_insert((e, i128::from(units)));
                    least.0 = least.0.min(e);
                }
            }
        }
        let parts = self.components(need);
        if parts > 0 && parts == kits.len() {
            let kit = kits.values().fold(0_i128, |sum, (e, units)| sum.saturating_add(e.saturating_mul(*units)));
            price = price.min(kit);
        }
        duals.needs[need] = price;
        for (gain, width) in &self.stacks[need] {
            sum.add((gain - price).max(0), *width);
        }
        let change = self.change(need);
        for column in columns.iter().filter(|column| column.last > 0) {
            let before = self.priced(duals, column).saturating_sub(change);
            let part = match column.component {
                Some(_) => {
                    let least = kits[&self.model.lots[column.lot].item].0;
                    least.saturating_sub(before).max(0).checked_mul(i128::from(column.last))
                }
                None => {
                    let (a, b) = (i128::from(column.given), i128::from(column.needed));
                    let more = price.saturating_mul(b).saturating_sub(before.saturating_mul(a)).max(0);
                    let part = more.checked_mul(i128::from(column.last));
                    part.map(|part| part / a + i128::from(part % a > 0))
                }
            };
            sum.0 = sum.0.zip(part).and_then(|(sum, part)| sum.checked_add(part));
        }
    }

    /// How many components a need of the program has, if kits may serve it.
    pub(super) fn components(&self, need: usize) -> usize {
        let roles = self.model.items[self.model.needs[self.needs[need]].item].roles.iter();
        roles.filter(|role| role.works && role.component.is_some()).count()
    }

    /// What amounts, sorted by need, come to.
    pub(super) fn value(&self, amounts: &[Amount]) -> Option<i128> {
        let mut sum = 0_i128;
        for of_need in amounts.chunk_by(|a, b| a.need == b.need) {
            let need = self.needs.binary_search(&of_need[0].need).expect("only needs of the program get something");
            let mut left = served(self.model, of_need) / self.unit(of_need[0].need);
            for (gain, width) in &self.stacks[need] {
                let z = left.min(*width);
                left -= z;
                sum = sum.checked_add(gain.checked_mul(i128::from(z))?)?;
            }
            for amount in of_need {
                sum = sum.checked_sub(self.gains.cost(objective::cost(self.model, amount)?))?;
            }
        }
        Some(sum)
    }

    /// By row: what amounts take from it, in its units.
    pub(super) fn used_rows(&self, amounts: &[Amount]) -> Vec<u128> {
        let mut used = vec![0_u128; self.rows.len()];
        for of_need in amounts.chunk_by(|a, b| a.need == b.need) {
            let need = self.needs.binary_search(&of_need[0].need).expect("a need of the program");
            let columns = self.columns(need);
            for amount in of_need {
                let Some(column) = columns.iter().find(|column| column.lot == amount.lot) else { continue };
                for (row, size) in column.rows.iter().flatten() {
                    used[*row] += u128::from(*size) * u128::from(amount.units / self.unit(amount.need));
                }
            }
        }
        used
    }

    /// The most that a unit gains.
    pub(super) fn most_gain(&self) -> i128 {
        self.stacks.iter().flatten().map(|(gain, _)| *gain).max().unwrap_or(0).max(1)
    }

    /// No column costs more.
    pub(super) fn dearest(&self) -> i128 {
        let unit = self.units.iter().copied().max().unwrap_or(1);
        self.gains.cost(self.model.dearest().saturating_mul(unit.into())).max(1)
    }

    /// Base units of an amount in units of the program.
    pub(super) fn base_units(&self, need: usize, units: u64) -> u64 {
        units.saturating_mul(self.unit(need))
    }
}

/// A sum that may not fit.
struct Sum(Option<i128>);

impl Sum {
    fn add(&mut self, price: i128, units: u64) {
        let part = price.checked_mul(i128::from(units));
        self.0 = self.0.zip(part).and_then(|(sum, part)| sum.checked_add(part));
    }
}
