//! Goods move to a cheaper column of the same need that has room.

use super::WholePlan;
use crate::coupled::program::Col;

impl WholePlan<'_, '_, '_> {
    /// See the module.
    pub(in crate::coupled) fn cheapen(&mut self) {
        for need in 0..self.served.len() {
            if self.units[need].is_empty() {
                continue;
            }
            let program = self.program;
            let columns = program.columns(need);
            let places: Vec<usize> = self.units[need].keys().copied().collect();
            for place in places {
                let from = columns[place];
                if from.component.is_some() || from.last > 0 {
                    continue;
                }
                let alike = |to: &Col| {
                    to.component.is_none() && (to.given, to.needed) == (from.given, from.needed) && to.cost < from.cost
                };
                let mut cheaper: Vec<(i128, usize)> =
                    columns.iter().enumerate().filter(|(_, to)| alike(to)).map(|(at, to)| (to.cost, at)).collect();
                cheaper.sort_unstable();
                for (_, at) in cheaper {
                    let there = self.units[need].get(&place).copied().unwrap_or(0);
                    if there == 0 {
                        break;
                    }
                    self.take(need, place, &from, there);
                    let units = self.room(&columns[at]).min(there);
                    // What is heavier on a row of both goes as a whole or not at all: the rest must fit again.
                    let units = if units < there && is_heavier(&columns[at], &from) { 0 } else { units };
                    self.give(need, at, &columns[at], units);
                    self.give(need, place, &from, there - units);
                }
            }
        }
    }
}

/// Whether a unit over a column takes more than over another from a row that both use.
fn is_heavier(to: &Col, from: &Col) -> bool {
    let of = |row: usize| from.rows.iter().flatten().find(|(at, _)| *at == row).map(|(_, size)| *size);
    to.rows.iter().flatten().any(|(row, size)| of(*row).is_some_and(|before| *size > before))
}
