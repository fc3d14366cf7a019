//! Lawful whole units out of amounts that are nearly so: what is too much is cut down, least gain first, what has room is
//! filled, most gain first, and what could go a cheaper way does.

use super::program::{Col, Program, Tags};
use crate::group::Amount;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// What amounts take from each row of a program.
pub(super) fn used_rows(program: &Program<'_, '_>, amounts: &[Amount]) -> Vec<u128> {
    Fill::new(program, amounts).rows
}

/// Lawful amounts near those given, sorted; `tags` are prices that say what is worth its place. What is left may be better
/// used for kits or for single items: both are tried.
pub(super) fn lawful(program: &Program<'_, '_>, amounts: &[Amount], tags: &Tags) -> Vec<Amount> {
    let singly = filled(program, amounts, tags, false);
    if !(0..program.needs.len()).any(|need| is_kit(program, need)) {
        return singly;
    }
    let kits = filled(program, amounts, tags, true);
    if program.value(&kits) > program.value(&singly) { kits } else { singly }
}

fn filled(program: &Program<'_, '_>, amounts: &[Amount], tags: &Tags, kits_first: bool) -> Vec<Amount> {
    let mut fill = Fill::new(program, amounts);
    fill.cut();
    (0..program.needs.len()).for_each(|need| fill.tidy(need));
    if kits_first {
        fill.fill_kits(tags);
    }
    fill.fill(tags);
    fill.fill_kits(tags);
    fill.shift();
    fill.amounts()
}

/// Whether kits may serve a need.
fn is_kit(program: &Program<'_, '_>, need: usize) -> bool {
    let ground = program.ground;
    ground.items[ground.needs[program.needs[need]].item].roles.iter().any(|role| role.component.is_some())
}

/// Units by need and column of the program, and what they take.
struct Fill<'f, 'p, 'a> {
    program: &'f Program<'p, 'a>,
    units: BTreeMap<(usize, usize), u64>,
    lots: Vec<u64>,
    stores: Vec<u64>,
    rows: Vec<u128>,
    /// Units that columns other than components serve, and whole kits.
    served: Vec<u64>,
}

/// What may be overdrawn.
#[derive(Clone, Copy)]
enum Limit {
    Lot(usize),
    Store(usize),
    Row(usize),
}

impl<'f, 'p, 'a> Fill<'f, 'p, 'a> {
    fn new(program: &'f Program<'p, 'a>, amounts: &[Amount]) -> Self {
        let mut fill = Self {
            program,
            units: BTreeMap::new(),
            lots: vec![0; program.ground.lots.len()],
            stores: vec![0; program.ground.stores.len()],
            rows: vec![0; program.rows.len()],
            served: vec![0; program.needs.len()],
        };
        for amount in amounts {
            let need = program.needs.binary_search(&amount.need).expect("a need of the program");
            let columns = program.columns(need);
            if let Some(place) = columns.iter().position(|column| column.lot == amount.lot) {
                let units = amount.units - amount.units % columns[place].given;
                fill.give(need, place, &columns[place], units);
            }
        }
        fill
    }

    fn give(&mut self, need: usize, place: usize, column: &Col, units: u64) {
        if units == 0 {
            return;
        }
        *self.units.entry((need, place)).or_default() += units;
        self.lots[column.lot] += units;
        self.stores[self.program.ground.lots[column.lot].store] += units;
        for (row, size) in column.rows.iter().flatten() {
            self.rows[*row] += u128::from(*size) * u128::from(units);
        }
        if column.component.is_none() {
            self.served[need] += units / column.given * column.needed;
        }
    }

    fn take(&mut self, need: usize, place: usize, column: &Col, units: u64) {
        let Some(there) = self.units.get_mut(&(need, place)) else { return };
        *there -= units;
        if *there == 0 {
            self.units.remove(&(need, place));
        }
        self.lots[column.lot] -= units;
        self.stores[self.program.ground.lots[column.lot].store] -= units;
        for (row, size) in column.rows.iter().flatten() {
            self.rows[*row] -= u128::from(*size) * u128::from(units);
        }
        if column.component.is_none() {
            self.served[need] -= units / column.given * column.needed;
        }
    }

    /// How many units more fit over a column, but for the need.
    fn room(&self, column: &Col) -> u64 {
        let ground = self.program.ground;
        let store = ground.lots[column.lot].store;
        let mut room = ground.lots[column.lot].available.saturating_sub(self.lots[column.lot]);
        room = room.min(ground.stores[store].limit.saturating_sub(self.stores[store]));
        for (row, size) in column.rows.iter().flatten() {
            let left = u128::from(self.program.rows[*row].1).saturating_sub(self.rows[*row]);
            room = room.min(u64::try_from(left / u128::from(*size)).unwrap_or(u64::MAX));
        }
        room
    }

    fn open(&self, need: usize) -> u64 {
        self.program.ground.needs[self.program.needs[need]].open
    }

    /// Gain of the unit after so many, and how many gain as much.
    fn next(&self, need: usize, mut served: u64) -> (i128, u64) {
        for (gain, width) in &self.program.stacks[need] {
            if served < *width {
                return (*gain, width - served);
            }
            served -= width;
        }
        (0, 0)
    }

    /// What `more` units after the first `served` gain.
    fn gain(&self, need: usize, mut served: u64, mut more: u64) -> i128 {
        let mut sum = 0_i128;
        while more > 0 {
            let (gain, width) = self.next(need, served);
            if width == 0 {
                break;
            }
            let part = width.min(more);
            sum = sum.saturating_add(gain.saturating_mul(i128::from(part)));
            (served, more) = (served + part, more - part);
        }
        sum
    }

    /// Takes away what is above a need, a lot, a store or a row.
    fn cut(&mut self) {
        let keys: Vec<(usize, usize)> = self.units.keys().rev().copied().collect();
        for (need, place) in keys {
            let column = self.program.columns(need)[place];
            let over = self.served[need].saturating_sub(self.open(need));
            if column.component.is_none() && over > 0 {
                let steps = over.div_ceil(column.needed).min(self.units[&(need, place)] / column.given);
                self.take(need, place, &column, steps * column.given);
            }
        }
        let mut users = BTreeMap::<(u8, usize), Vec<(i128, usize, usize)>>::new();
        for (need, place) in self.units.keys() {
            let column = self.program.columns(*need)[*place];
            let last = self.served[*need].saturating_sub(1);
            let gain = match column.component {
                Some(_) => self.program.stacks[*need][0].0,
                None => self.next(*need, last).0 * i128::from(column.needed) / i128::from(column.given),
            };
            let key = (gain - column.cost, *need, *place);
            users.entry((0, column.lot)).or_default().push(key);
            users.entry((1, self.program.ground.lots[column.lot].store)).or_default().push(key);
            for (row, size) in column.rows.iter().flatten() {
                let by = ((gain - column.cost) / i128::from(*size), *need, *place);
                users.entry((2, *row)).or_default().push(by);
            }
        }
        for ((kind, at), mut of) in users {
            let limit = match kind {
                0 => Limit::Lot(at),
                1 => Limit::Store(at),
                _ => Limit::Row(at),
            };
            if self.over(limit) > 0 {
                of.sort_unstable();
                of.into_iter().for_each(|(_, need, place)| self.cut_one(limit, need, place));
            }
        }
    }

    fn over(&self, limit: Limit) -> u128 {
        let ground = self.program.ground;
        match limit {
            Limit::Lot(lot) => u128::from(self.lots[lot].saturating_sub(ground.lots[lot].available)),
            Limit::Store(store) => u128::from(self.stores[store].saturating_sub(ground.stores[store].limit)),
            Limit::Row(row) => self.rows[row].saturating_sub(u128::from(self.program.rows[row].1)),
        }
    }

    fn cut_one(&mut self, limit: Limit, need: usize, place: usize) {
        let column = self.program.columns(need)[place];
        let size = match limit {
            Limit::Row(row) => column.rows.iter().flatten().find(|(at, _)| *at == row).map_or(1, |(_, size)| *size),
            _ => 1,
        };
        let units = self.over(limit).div_ceil(u128::from(size));
        let units = u64::try_from(units).unwrap_or(u64::MAX).div_ceil(column.given);
        let there = self.units.get(&(need, place)).copied().unwrap_or(0);
        self.take(need, place, &column, units.min(there / column.given) * column.given);
    }

    /// Components of a need that make no whole kit, or kits beyond what is open, go back.
    fn tidy(&mut self, need: usize) {
        let columns = self.program.columns(need).into_owned();
        let mut sums = self.parts(need, &columns);
        let kits = sums.values().map(|(sum, units)| sum / units).min().unwrap_or(0);
        let kits = kits.min(self.open(need).saturating_sub(self.served[need]));
        for (place, column) in columns.iter().enumerate().rev() {
            let Some(units) = column.component else { continue };
            let item = self.program.ground.lots[column.lot].item;
            let sum = sums.get_mut(&item).expect("every component is counted");
            let there = self.units.get(&(need, place)).copied().unwrap_or(0);
            let back = there.min(sum.0 - kits * units);
            sum.0 -= back;
            if back > 0 {
                self.take(need, place, column, back);
            }
        }
        self.served[need] += kits;
    }

    /// By component of a need's kits: what it gets, and units in a kit.
    fn parts(&self, need: usize, columns: &[Col]) -> BTreeMap<usize, (u64, u64)> {
        let ground = self.program.ground;
        let roles = &ground.items[ground.needs[self.program.needs[need]].item].roles;
        let mut sums: BTreeMap<usize, (u64, u64)> =
            roles.iter().filter_map(|role| Some((role.item, (0, role.component?)))).collect();
        for (place, column) in columns.iter().enumerate() {
            if let Some(sum) = sums.get_mut(&ground.lots[column.lot].item).filter(|_| column.component.is_some()) {
                sum.0 += self.units.get(&(need, place)).copied().unwrap_or(0);
            }
        }
        sums
    }

    /// Of a unit more over a column: cost, and how many units cost that.
    fn marginal(&self, need: usize, place: usize, column: &Col) -> (i128, u64) {
        let there = self.units.get(&(need, place)).copied().unwrap_or(0);
        match column.last.checked_sub(there).filter(|left| *left > 0) {
            Some(left) => (column.cost - self.program.ground.change(), left),
            None => (column.cost, u64::MAX),
        }
    }

    /// What a unit over a column gains above all prices.
    fn reduced(&self, need: usize, column: &Col, tags: &Tags) -> Option<i128> {
        let (gain, width) = self.next(need, self.served[need]);
        let per_unit = gain.saturating_mul(i128::from(column.needed)) / i128::from(column.given);
        (width > 0).then(|| per_unit - self.program.priced(tags, column))
    }

    /// Fills what has room, most gain above the prices first.
    fn fill(&mut self, tags: &Tags) {
        let mut heap = BinaryHeap::new();
        for need in 0..self.program.needs.len() {
            if self.served[need] == self.open(need) {
                continue;
            }
            for (place, column) in self.program.columns(need).iter().enumerate() {
                if column.component.is_none() && self.room(column) >= column.given {
                    heap.extend(self.reduced(need, column, tags).map(|by| (by, Reverse((need, place)))));
                }
            }
        }
        while let Some((by, Reverse((need, place)))) = heap.pop() {
            let column = self.program.columns(need)[place];
            let Some(now) = self.reduced(need, &column, tags) else { continue };
            if now < by {
                heap.push((now, Reverse((need, place))));
            } else if self.push(need, place, &column) {
                heap.extend(self.reduced(need, &column, tags).map(|by| (by, Reverse((need, place)))));
            }
        }
    }

    /// Sends what fits and gains alike; whether that was something.
    fn push(&mut self, need: usize, place: usize, column: &Col) -> bool {
        let left = self.open(need) - self.served[need];
        let (_, width) = self.next(need, self.served[need]);
        let (cost, cheap) = self.marginal(need, place, column);
        let steps = (self.room(column) / column.given).min(left / column.needed);
        if steps == 0 {
            return false;
        }
        let alike = (width / column.needed).min(cheap / column.given).max(1);
        let steps = steps.min(alike);
        let gain = self.gain(need, self.served[need], steps * column.needed);
        let units = steps * column.given;
        if gain <= cost.saturating_mul(i128::from(units)) {
            return false;
        }
        self.give(need, place, column, units);
        true
    }

    /// Makes kits where all components have room, most gain first.
    fn fill_kits(&mut self, tags: &Tags) {
        let mut needs: Vec<usize> = (0..self.program.needs.len()).filter(|need| is_kit(self.program, *need)).collect();
        needs.sort_by_key(|need| (Reverse(self.next(*need, self.served[*need]).0), *need));
        for need in needs {
            let columns = self.program.columns(need).into_owned();
            let mut order: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].component.is_some()).collect();
            order.sort_by_key(|at| (self.program.priced(tags, &columns[*at]), *at));
            let mut kits = self.next(need, self.served[need]).1;
            while kits > 0 {
                if self.make(need, &columns, &order, kits) {
                    kits = kits.min(self.next(need, self.served[need]).1);
                } else {
                    kits /= 2;
                }
                if kits == 0 && self.served[need] < self.open(need) && self.next(need, self.served[need]).1 == 0 {
                    break;
                }
            }
        }
    }

    /// Makes so many kits for a need, or none.
    fn make(&mut self, need: usize, columns: &[Col], order: &[usize], kits: u64) -> bool {
        let mut wanted: BTreeMap<usize, u64> =
            self.parts(need, columns).into_iter().map(|(i, (_, u))| (i, u * kits)).collect();
        let gain = self.gain(need, self.served[need], kits);
        let (mut given, mut cost) = (Vec::new(), 0_i128);
        for at in order {
            let column = &columns[*at];
            let left = wanted.get_mut(&self.program.ground.lots[column.lot].item).expect("a component");
            let units = self.room(column).min(*left);
            if units > 0 {
                *left -= units;
                cost = cost.saturating_add(column.cost.saturating_mul(i128::from(units)));
                self.give(need, *at, column, units);
                given.push((*at, units));
            }
        }
        if wanted.values().all(|left| *left == 0) && gain > cost && kits > 0 {
            self.served[need] += kits;
            return true;
        }
        given.into_iter().for_each(|(at, units)| self.take(need, at, &columns[at], units));
        false
    }

    /// What goes over a column goes over a cheaper one of the same need where that has room.
    fn shift(&mut self) {
        let keys: Vec<(usize, usize)> = self.units.keys().copied().collect();
        for (need, place) in keys {
            let columns = self.program.columns(need);
            let from = columns[place];
            if from.component.is_some() || from.last > 0 {
                continue;
            }
            let cheaper = columns.iter().enumerate().filter(|(_, to)| {
                to.component.is_none() && (to.given, to.needed) == (from.given, from.needed) && to.cost < from.cost
            });
            let mut cheaper: Vec<(i128, usize)> = cheaper.map(|(at, to)| (to.cost, at)).collect();
            cheaper.sort_unstable();
            for (_, at) in cheaper {
                let there = self.units.get(&(need, place)).copied().unwrap_or(0);
                if there == 0 {
                    break;
                }
                self.take(need, place, &from, there);
                let units = (self.room(&columns[at]) / from.given * from.given).min(there);
                // What is heavier on a row of both goes as a whole or not at all: the rest must fit again.
                let units = if units < there && is_heavier(&columns[at], &from) { 0 } else { units };
                self.give(need, at, &columns[at], units);
                self.give(need, place, &from, there - units);
            }
        }
    }

    fn amounts(&self) -> Vec<Amount> {
        let amount = |(key, units): (&(usize, usize), &u64)| Amount {
            need: self.program.needs[key.0],
            lot: self.program.columns(key.0)[key.1].lot,
            units: *units,
        };
        let mut amounts: Vec<Amount> = self.units.iter().map(amount).collect();
        amounts.sort_unstable();
        amounts
    }
}

/// Whether a unit over a column takes more than over another from a row that both use.
fn is_heavier(to: &Col, from: &Col) -> bool {
    let of = |row: usize| from.rows.iter().flatten().find(|(at, _)| *at == row).map(|(_, size)| *size);
    to.rows.iter().flatten().any(|(row, size)| of(*row).is_some_and(|before| *size > before))
}
