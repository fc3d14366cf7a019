//! A lawful plan in whole steps, bettered step by step:
//!
//! 1. an excess is cut back, least worth first (`cut`);
//! 2. room is filled, most worth first (`fill`);
//! 3. needs of less worth make room for needs of more worth (`exchange`);
//! 4. goods take a cheaper column where there is one (`cheaper`).
//!
//! Worth is compared level after level, exactly. Prices only order the attempts.

mod cheaper;
mod cut;
mod exchange;
mod fill;
mod kits;

use super::program::{Col, DualPrices, Program};
use crate::model::Amount;
use crate::model::objective::omega;
use std::collections::BTreeMap;

/// Prices that say what to try first, and how they count: a unit's worth gains `scale` / `down` of their number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guide<'g> {
    pub duals: &'g DualPrices,
    pub scale: i128,
    pub down: i128,
}

/// What units are worth, by level; compared in order.
pub(super) type Merit = Vec<i128>;

/// What a unit of a segment is worth.
#[derive(Debug, Clone)]
enum Gain {
    One(u8, i128),
    Many(Vec<(u8, i128)>),
}

impl Gain {
    fn parts(&self) -> impl Iterator<Item = (u8, i128)> {
        let (one, many) = match self {
            Self::One(level, worth) => (Some((*level, *worth)), None),
            Self::Many(parts) => (None, Some(parts)),
        };
        one.into_iter().chain(many.into_iter().flatten().copied())
    }
}

/// What may be used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Limit {
    Lot(usize),
    Store(usize),
    Row(usize),
}

/// See the module. Everything is in units of the program.
pub(super) struct WholePlan<'h, 'p, 'a> {
    program: &'h Program<'p, 'a>,
    levels: usize,
    /// By need: worth of its units, most first, and how many there are up to the last of them.
    stacks: Vec<Vec<(Gain, u64)>>,
    /// By need: units over each column, by the column's place; above zero.
    units: Vec<BTreeMap<usize, u64>>,
    /// Units served, whole kits among them.
    served: Vec<u64>,
    lots: Vec<i128>,
    stores: Vec<i128>,
    rows: Vec<i128>,
    /// What may still be tried.
    pub(super) effort: u64,
}

impl<'h, 'p, 'a> WholePlan<'h, 'p, 'a> {
    /// Amounts, sorted by need, in lawful whole steps near them; at most so many tries.
    pub(super) fn new(program: &'h Program<'p, 'a>, amounts: &[Amount], effort: u64) -> Self {
        let model = program.model;
        let stack = |need: &usize| {
            let omega = omega(model, *need);
            let worth = |s: u128| i128::try_from(s).unwrap_or(i128::MAX).saturating_mul(omega);
            let segments = model.needs[*need].stack.segments(program.unit(*need)).into_iter();
            let gain = |worths: Vec<(u8, i128)>| match worths.as_slice() {
                [(level, worth)] => Gain::One(*level, *worth),
                _ => Gain::Many(worths),
            };
            let mut end = 0;
            let segment = |one: crate::model::segments::Segment| {
                end += one.width;
                (gain(one.worth.levels().map(|(level, s)| (level, worth(s))).collect()), end)
            };
            segments.map(segment).collect()
        };
        let wide = |limits: &[u64]| limits.iter().map(|limit| i128::from(*limit)).collect();
        let mut plan = Self {
            program,
            levels: model.policy.levels(),
            stacks: program.needs.iter().map(stack).collect(),
            units: vec![BTreeMap::new(); program.needs.len()],
            served: vec![0; program.needs.len()],
            lots: wide(&program.lots),
            stores: wide(&program.stores),
            rows: program.rows.iter().map(|row| i128::from(row.limit)).collect(),
            effort,
        };
        for of_need in amounts.chunk_by(|a, b| a.need == b.need) {
            let need = program.needs.binary_search(&of_need[0].need).expect("a need of the program");
            let columns = program.columns(need);
            for amount in of_need {
                let Some(place) = columns.iter().position(|column| column.lot == amount.lot) else { continue };
                let column = &columns[place];
                let units = amount.units / program.unit(amount.need);
                let units = units / column.given * column.given;
                plan.give(need, place, column, units);
            }
            plan.tidy(need, &columns);
        }
        plan.cut();
        plan
    }

    fn give(&mut self, need: usize, place: usize, column: &Col, units: u64) {
        if units == 0 {
            return;
        }
        self.change(column, -i128::from(units));
        *self.units[need].entry(place).or_default() += units;
        if column.component.is_none() {
            self.served[need] = self.served[need].saturating_add(units / column.given * column.needed);
        }
    }

    fn take(&mut self, need: usize, place: usize, column: &Col, units: u64) {
        if units == 0 {
            return;
        }
        self.change(column, i128::from(units));
        let there = self.units[need].get_mut(&place).expect("only what is there is taken");
        *there -= units;
        if *there == 0 {
            self.units[need].remove(&place);
        }
        if column.component.is_none() {
            self.served[need] -= units / column.given * column.needed;
        }
    }

    fn change(&mut self, column: &Col, units: i128) {
        self.lots[column.lot] += units;
        self.stores[self.program.model.lots[column.lot].store] += units;
        for (row, size) in column.rows.iter().flatten() {
            self.rows[*row] += units * i128::from(*size);
        }
    }

    /// What a unit over a column pays at these prices, cost apart.
    fn pays(&self, duals: &DualPrices, column: &Col) -> i128 {
        self.program.priced(duals, column).saturating_sub(column.cost)
    }

    fn left(&self, limit: Limit) -> i128 {
        match limit {
            Limit::Lot(lot) => self.lots[lot],
            Limit::Store(store) => self.stores[store],
            Limit::Row(row) => self.rows[row],
        }
    }

    /// What a unit over a column takes, and of what.
    fn limits(&self, column: &Col) -> impl Iterator<Item = (Limit, u64)> + use<> {
        let store = self.program.model.lots[column.lot].store;
        let rows = column.rows;
        let stock = [(Limit::Lot(column.lot), 1), (Limit::Store(store), 1)];
        stock.into_iter().chain(rows.into_iter().flatten().map(|(row, size)| (Limit::Row(row), size)))
    }

    /// Units more that fit over a column, whole steps, apart from what the need asks for.
    fn room(&self, column: &Col) -> u64 {
        let room =
            |(limit, size): (Limit, u64)| u64::try_from(self.left(limit).max(0) / i128::from(size)).unwrap_or(u64::MAX);
        let room = self.limits(column).map(room).min().unwrap_or(0);
        room / column.given * column.given
    }

    /// A need's segments: what a unit is worth by level, and units; most worth first.
    pub(super) fn segments(&self, need: usize) -> impl Iterator<Item = (Vec<(u8, i128)>, u64)> {
        let mut from = 0;
        self.stacks[need].iter().map(move |(gain, end)| {
            let width = end - from;
            from = *end;
            (gain.parts().collect(), width)
        })
    }

    pub(super) fn units_served(&self, need: usize) -> u64 {
        self.served[need]
    }

    pub(super) fn open(&self, need: usize) -> u64 {
        self.program.open(need).saturating_sub(self.served[need])
    }

    /// What the units of a need from one on to another are worth.
    pub(super) fn worth(&self, need: usize, from: u64, to: u64) -> Merit {
        let mut merit = vec![0_i128; self.levels];
        let stack = &self.stacks[need];
        let mut at = from;
        for (gain, end) in &stack[stack.partition_point(|(_, end)| *end <= from)..] {
            if at >= to {
                break;
            }
            let width = to.min(*end) - at;
            for (level, worth) in gain.parts() {
                let sum = &mut merit[usize::from(level)];
                *sum = sum.saturating_add(worth.saturating_mul(i128::from(width)));
            }
            at += width;
        }
        merit
    }

    /// How many units after so many are worth the same.
    fn alike_after(&self, need: usize, served: u64) -> u64 {
        let stack = &self.stacks[need];
        stack.get(stack.partition_point(|(_, end)| *end <= served)).map_or(0, |(_, end)| end - served)
    }

    /// The first level at which a unit is worth anything, and what; of the unit after so many.
    fn unit(&self, need: usize, served: u64) -> Option<(u8, i128)> {
        let stack = &self.stacks[need];
        let (gain, _) = stack.get(stack.partition_point(|(_, end)| *end <= served))?;
        gain.parts().find(|(_, worth)| *worth > 0)
    }

    /// What all that is served is worth.
    pub(super) fn merit(&self) -> Merit {
        let mut merit = vec![0_i128; self.levels];
        for need in 0..self.served.len() {
            let of_need = self.worth(need, 0, self.served[need]);
            merit.iter_mut().zip(of_need).for_each(|(sum, one)| *sum = sum.saturating_add(one));
        }
        merit
    }

    /// By need of the model: units served.
    pub(super) fn served(&self) -> Vec<u64> {
        let mut served = vec![0; self.program.model.needs.len()];
        self.program.needs.iter().zip(&self.served).for_each(|(need, units)| served[*need] = *units);
        served
    }

    /// Sorted by need, then lot.
    pub(super) fn amounts(&self) -> Vec<Amount> {
        let mut amounts = Vec::new();
        for (need, of_need) in self.units.iter().enumerate().filter(|(_, of_need)| !of_need.is_empty()) {
            let program = self.program;
            let columns = program.columns(need);
            let of = self.program.needs[need];
            amounts.extend(of_need.iter().map(|(place, units)| Amount {
                need: of,
                lot: columns[*place].lot,
                units: self.program.base_units(of, *units),
            }));
        }
        amounts.sort_unstable();
        amounts
    }
}
