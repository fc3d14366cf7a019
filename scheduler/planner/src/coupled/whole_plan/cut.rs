//! An excess is cut back, least worth first.

use super::{Limit, Merit, WholePlan};
use crate::coupled::program::Col;
use std::collections::BTreeMap;

impl WholePlan<'_, '_, '_> {
    /// Takes back what is above a limit, least worth first, and what is above a claim.
    pub(super) fn cut(&mut self) {
        for need in 0..self.served.len() {
            while self.served[need] > self.program.open(need) && self.shorten(need, |_| true) {}
        }
        let mut over: Vec<Limit> = Vec::new();
        let below = |left: &[i128]| {
            left.iter().enumerate().filter(|(_, left)| **left < 0).map(|(at, _)| at).collect::<Vec<_>>()
        };
        over.extend(below(&self.rows).into_iter().map(Limit::Row));
        over.extend(below(&self.stores).into_iter().map(Limit::Store));
        over.extend(below(&self.lots).into_iter().map(Limit::Lot));
        if over.is_empty() {
            return;
        }
        // By limit: who uses it, and what their last units are worth.
        let mut users: BTreeMap<Limit, Vec<(Merit, usize)>> = over.iter().map(|limit| (*limit, Vec::new())).collect();
        for need in (0..self.served.len()).filter(|need| !self.units[*need].is_empty()) {
            let program = self.program;
            let columns = program.columns(need);
            let last = self.served[need];
            let merit = self.worth(need, last.saturating_sub(1), last);
            let mut uses: Vec<Limit> = self.units[need]
                .keys()
                .flat_map(|place| self.limits(&columns[*place]))
                .map(|(limit, _)| limit)
                .collect();
            uses.sort_unstable();
            uses.dedup();
            for limit in uses {
                if let Some(users) = users.get_mut(&limit) {
                    users.push((merit.clone(), need));
                }
            }
        }
        for limit in over {
            let mut queue = users.remove(&limit).unwrap_or_default();
            queue.sort_unstable();
            // Of a need whose last units are worth least, some; then it stands elsewhere in the queue.
            let mut heap: std::collections::BinaryHeap<_> = queue.into_iter().map(std::cmp::Reverse).collect();
            while self.left(limit) < 0 {
                let Some(std::cmp::Reverse((_, need))) = heap.pop() else { break };
                let program = self.program;
                let lot_store = |lot: usize| program.model.lots[lot].store;
                let uses = |column: &Col| match limit {
                    Limit::Lot(lot) => column.lot == lot,
                    Limit::Store(store) => lot_store(column.lot) == store,
                    Limit::Row(row) => column.rows.iter().flatten().any(|(of, _)| *of == row),
                };
                if self.shorten(need, uses) {
                    let last = self.served[need];
                    heap.push(std::cmp::Reverse((self.worth(need, last.saturating_sub(1), last), need)));
                }
            }
        }
    }

    /// Takes some of what a need has over one of these columns: of the last units, as many as are worth the same;
    /// whether there was any. Kits go with all their parts, no more of them than are over.
    pub(super) fn shorten(&mut self, need: usize, uses: impl Fn(&Col) -> bool) -> bool {
        let program = self.program;
        let columns = program.columns(need);
        let Some(place) = self.units[need].keys().rev().find(|place| uses(&columns[**place])).copied() else {
            return false;
        };
        let column = columns[place];
        let there = self.units[need][&place];
        // What is over everywhere says how much: no more than that.
        let over = self.limits(&column).filter(|(limit, _)| self.left(*limit) < 0);
        let over =
            over.map(|(limit, size)| (-self.left(limit) + i128::from(size) - 1) / i128::from(size)).max().unwrap_or(0);
        let claim =
            self.served[need].saturating_sub(self.program.open(need)).div_ceil(column.needed.max(1)) * column.given;
        if let Some(of_kit) = column.component {
            let over = u64::try_from(over).unwrap_or(u64::MAX) / of_kit.max(1);
            let claim = self.served[need].saturating_sub(self.program.open(need));
            return self.unmake(need, &columns, over.max(claim).min(self.alike(need)).max(1), place);
        }
        let over = u64::try_from(over).unwrap_or(u64::MAX).max(claim).max(1);
        let alike = self.alike(need) / column.needed.max(1) * column.given;
        let units = over.div_ceil(column.given).saturating_mul(column.given).min(alike.max(column.given)).min(there);
        self.take(need, place, &column, units);
        true
    }

    /// How many of the last units served are worth the same.
    fn alike(&self, need: usize) -> u64 {
        let (stack, served) = (&self.stacks[need], self.served[need]);
        let at = stack.partition_point(|(_, end)| *end < served);
        served - at.checked_sub(1).map_or(0, |before| stack[before].1)
    }
}
