//! A kit gains its next unit: all of its components make room at once.

use super::Users;
use crate::coupled::program::{Col, DualPrices};
use crate::coupled::whole_plan::{Limit, Merit, WholePlan};
use std::collections::{BTreeMap, BTreeSet};

impl WholePlan<'_, '_, '_> {
    /// The same for a kit.
    pub(super) fn gain_kit(
        &mut self,
        need: usize,
        columns: &[Col],
        duals: &DualPrices,
        users: &mut BTreeMap<Limit, Users>,
    ) -> bool {
        let step = self.kit_step(need);
        if self.open(need) < step {
            return false;
        }
        if self.make(need, columns, step, duals) {
            self.note(need, users);
            return true;
        }
        let limits: BTreeSet<Limit> = columns
            .iter()
            .filter(|column| column.component.is_some())
            .flat_map(|column| self.limits(column))
            .map(|(limit, _)| limit)
            .collect();
        let others: BTreeSet<usize> = limits
            .iter()
            .filter_map(|limit| users.get(limit))
            .flat_map(|users| &users.needs)
            .copied()
            .filter(|other| *other != need)
            .collect();
        for other in others {
            // One step after the other makes room, until a kit fits.
            let kept = self.keep_of(&[need, other]);
            let before = self.merit_of(&[need, other]);
            loop {
                self.effort = self.effort.saturating_sub(1);
                let limits = &limits;
                let program = self.program;
                let touches = |column: &Col| {
                    let store = program.model.lots[column.lot].store;
                    let rows = column.rows.iter().flatten().map(|(row, _)| Limit::Row(*row));
                    [Limit::Lot(column.lot), Limit::Store(store)]
                        .into_iter()
                        .chain(rows)
                        .any(|one| limits.contains(&one))
                };
                if self.effort == 0 || !self.shorten(other, touches) {
                    break;
                }
                let worst = self.merit_of(&[other]);
                if self.make(need, columns, step, duals) {
                    self.refill(other, duals);
                    break;
                }
                // What is lost already is more than a kit may gain.
                let gained = self.worth(need, self.served[need], self.served[need] + step);
                let most: Merit = worst.iter().zip(&gained).map(|(a, b)| a.saturating_add(*b)).collect();
                let before_other: Merit = {
                    let of_need = self.merit_of(&[need]);
                    before.iter().zip(of_need).map(|(a, b)| a.saturating_sub(b)).collect()
                };
                if most <= before_other {
                    break;
                }
            }
            if self.merit_of(&[need, other]) > before {
                self.note(need, users);
                self.note(other, users);
                return true;
            }
            self.restore(kept);
        }
        false
    }
}
