//! The columns of a program that are in its linear program: used ones, near ones, and those that would improve.

use crate::coupled::program::{Col, DualPrices, Program};
use std::collections::BTreeMap;

/// One with more variables than this takes minutes.
pub(in crate::coupled) const LINEAR_MAX: usize = 60_000;
/// So many columns of a need join a linear program at a time.
const JOINING: usize = 6;

/// By need of a program: places among its columns, sorted.
pub(in crate::coupled) struct ColumnPool(Vec<Vec<usize>>);

impl ColumnPool {
    pub(in crate::coupled) fn none(program: &Program<'_, '_>) -> Self {
        Self(vec![Vec::new(); program.needs.len()])
    }

    pub(in crate::coupled) fn by_need(&self) -> &[Vec<usize>] {
        &self.0
    }

    /// Notes the columns of each need that are cheapest by these prices; all of a program that is small.
    pub(in crate::coupled) fn note_near(&mut self, program: &Program<'_, '_>, duals: &DualPrices) {
        let all: usize = (0..program.needs.len()).map(|need| program.columns(need).len()).sum();
        for need in 0..program.needs.len() {
            let columns = program.columns(need);
            let mut order: Vec<usize> = (0..columns.len()).collect();
            if all > LINEAR_MAX / 8 {
                cheapest(program, duals, &columns, &mut order, JOINING);
            }
            order.into_iter().for_each(|place| join(&mut self.0[need], place));
        }
    }

    /// Leaves of the columns of each need and item those that are cheapest by these prices.
    pub(in crate::coupled) fn leave_best(&mut self, program: &Program<'_, '_>, duals: &DualPrices) {
        for (need, places) in self.0.iter_mut().enumerate() {
            let columns = program.columns(need);
            let mut order = std::mem::take(places);
            cheapest(program, duals, &columns, &mut order, 2 * JOINING);
            order.sort_unstable();
            *places = order;
        }
    }

    /// Notes columns that would improve a linear program with these prices; whether there are any.
    pub(in crate::coupled) fn note_improving(&mut self, program: &Program<'_, '_>, duals: &DualPrices) -> bool {
        let least = program.most_gain() / 1_000_000_000;
        let mut any = false;
        for need in 0..program.needs.len() {
            let columns = program.columns(need);
            let item = |column: &Col| program.model.lots[column.lot].item;
            // A component is paid what the cheapest of its columns costs.
            let mut paid = BTreeMap::<usize, i128>::new();
            for column in self.0[need].iter().map(|at| &columns[*at]).filter(|column| column.component.is_some()) {
                let e = program.priced(duals, column);
                paid.entry(item(column)).and_modify(|paid| *paid = e.min(*paid)).or_insert(e);
            }
            let gain = |at: usize| {
                let column: &Col = &columns[at];
                let e = program.priced(duals, column).saturating_mul(i128::from(column.given));
                let pays = match column.component {
                    Some(_) => paid.get(&item(column)).copied().unwrap_or(i128::MAX),
                    None => duals.needs[need].saturating_mul(i128::from(column.needed)),
                };
                pays.saturating_sub(e)
            };
            let fresh = |at: &usize| self.0[need].binary_search(at).is_err();
            let mut better: Vec<(i128, usize)> =
                (0..columns.len()).filter(fresh).map(|at| (-gain(at), at)).filter(|(by, _)| -by > least).collect();
            better.sort_unstable();
            better.truncate(JOINING);
            any |= !better.is_empty();
            better.into_iter().for_each(|(_, at)| join(&mut self.0[need], at));
        }
        any
    }
}

/// Leaves so many columns of each item, those that are cheapest by these prices, and all that the last plan used.
fn cheapest(program: &Program<'_, '_>, duals: &DualPrices, columns: &[Col], places: &mut Vec<usize>, most: usize) {
    places.sort_by_key(|at| (program.priced(duals, &columns[*at]), *at));
    let mut taken = BTreeMap::<usize, usize>::new();
    places.retain(|at| {
        let of_item = taken.entry(program.model.lots[columns[*at].lot].item).or_default();
        *of_item += 1;
        *of_item <= most || columns[*at].last > 0
    });
}

fn join(sorted: &mut Vec<usize>, place: usize) {
    if let Err(at) = sorted.binary_search(&place) {
        sorted.insert(at, place);
    }
}
