//! Needs of less worth make room for needs of more worth: one step, or kit, for one need against any number fewer for
//! one other, whichever sources both take. At the end no such exchange raises the service.

mod kit;

use super::{Limit, Merit, WholePlan};
use crate::coupled::program::{Col, DualPrices};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What a unit is worth: its level, the less urgent the smaller, and how much.
type Worth = (Reverse<usize>, i128);

/// The needs that use a limit.
#[derive(Default)]
pub(super) struct Users {
    needs: BTreeSet<usize>,
    /// At most what the last unit of any of them is worth. A need that loses units is worth more afterwards, so only
    /// gains are written down.
    least: Option<Worth>,
}

/// What a hand has of two needs, to go back to.
type Kept = Vec<(usize, BTreeMap<usize, u64>, u64)>;

impl WholePlan<'_, '_, '_> {
    /// Exchanges until none raises the service, or the effort is used up; whether it is at an end.
    pub(in crate::coupled) fn exchange(&mut self, duals: &DualPrices, late: &dyn Fn() -> bool) -> bool {
        let mut users = self.users();
        let mut again = true;
        while std::mem::take(&mut again) {
            let mut order: Vec<(Merit, usize)> = (0..self.served.len())
                .filter(|need| self.open(*need) > 0)
                .map(|need| (self.worth(need, self.served[need], self.served[need] + 1), need))
                .collect();
            order.sort_unstable_by(|a, b| b.cmp(a));
            for (_, need) in order {
                while self.open(need) > 0 && self.gain(need, duals, &mut users) {
                    again = true;
                    if late() || self.effort == 0 {
                        return false;
                    }
                }
                if late() || self.effort == 0 {
                    return false;
                }
            }
        }
        true
    }

    /// By limit: the needs that use it.
    fn users(&self) -> BTreeMap<Limit, Users> {
        let mut users = BTreeMap::new();
        (0..self.units.len()).for_each(|need| self.note(need, &mut users));
        users
    }

    /// What the last unit that a need has is worth; less than anything where it is not known.
    fn last_worth(&self, need: usize) -> Worth {
        let last = self.served[need].checked_sub(1).and_then(|last| self.unit(need, last));
        last.map_or((Reverse(usize::MAX), i128::MIN), |(level, worth)| (Reverse(usize::from(level)), worth))
    }

    /// Finds a step more for a need, at the cost of one other; whether there is one.
    fn gain(&mut self, need: usize, duals: &DualPrices, users: &mut BTreeMap<Limit, Users>) -> bool {
        let program = self.program;
        let columns = program.columns(need);
        let mut order: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].component.is_none()).collect();
        order.sort_by_cached_key(|at| (self.pays(duals, &columns[*at]), *at));
        self.effort = self.effort.saturating_sub(order.len() as u64 / LOOKS);
        let before = self.merit_of(&[need]);
        for at in order {
            let column = columns[at];
            // A step of many units may take the place of what comes another way.
            let cleared = (self.open(need) < column.needed).then(|| self.keep_of(&[need]));
            if !self.clear(need, at, &columns, column.needed) {
                self.restore(cleared.into_iter().flatten().collect());
                continue;
            }
            let lacks = self.lacks(&column);
            if lacks.is_empty() {
                let kept = cleared.unwrap_or_else(|| self.keep_of(&[need]));
                self.give(need, at, &column, column.given);
                self.refill(need, duals);
                if self.merit_of(&[need]) > before {
                    self.note(need, users);
                    return true;
                }
                self.restore(kept);
                continue;
            }
            let after = self.worth(need, self.served[need], self.served[need] + column.needed);
            for other in self.candidates(&lacks, need, &after, users) {
                self.effort = self.effort.saturating_sub(1);
                let of_other = self.keep_of(&[other]);
                let of_need = self.keep_of(&[need]);
                let both: Merit =
                    before.iter().zip(self.merit_of(&[other])).map(|(a, b)| a.saturating_add(b)).collect();
                if self.free(other, &lacks) && self.room(&column) >= column.given {
                    self.give(need, at, &column, column.given);
                    self.refill(need, duals);
                    self.refill(other, duals);
                    if self.merit_of(&[need, other]) > both {
                        self.note(need, users);
                        self.note(other, users);
                        return true;
                    }
                }
                self.restore(of_need.into_iter().chain(of_other).collect());
            }
            self.restore(cleared.into_iter().flatten().collect());
        }
        self.is_kit(need) && self.gain_kit(need, &columns, duals, users)
    }

    /// Takes steps of other columns from a need until so many units are open; whether that is done.
    fn clear(&mut self, need: usize, at: usize, columns: &[Col], units: u64) -> bool {
        while self.open(need) < units {
            let of = |place: &usize| *place != at && columns[*place].component.is_none();
            let places = self.units[need].keys().copied().filter(of);
            let Some(place) = places.min_by_key(|place| (columns[*place].needed, *place)) else { return false };
            let column = columns[place];
            let lacking = (units - self.open(need)).div_ceil(column.needed).saturating_mul(column.given);
            self.take(need, place, &column, lacking.min(self.units[need][&place]));
        }
        true
    }

    /// What a column lacks to carry a step.
    fn lacks(&self, column: &Col) -> Vec<(Limit, i128)> {
        let lack =
            |(limit, size): (Limit, u64)| (limit, i128::from(size) * i128::from(column.given) - self.left(limit));
        self.limits(column).map(lack).filter(|(_, lack)| *lack > 0).collect()
    }

    /// Who uses all that is lacking, the least worth first.
    fn candidates(
        &mut self,
        lacks: &[(Limit, i128)],
        need: usize,
        gains: &Merit,
        users: &BTreeMap<Limit, Users>,
    ) -> Vec<usize> {
        let few = self.served.len() <= FEW;
        let most = gains.iter().position(|worth| *worth > 0).map_or((usize::MAX, 0), |level| (level, gains[level]));
        let mut lists: Vec<&BTreeSet<usize>> = Vec::new();
        for (limit, _) in lacks {
            let Some(users) = users.get(limit) else { return Vec::new() };
            // Nobody who uses it is worth less.
            if !few && users.least.is_none_or(|least| least >= (Reverse(most.0), most.1)) {
                return Vec::new();
            }
            lists.push(&users.needs);
        }
        lists.sort_by_key(|list| list.len());
        let Some((fewest, others)) = lists.split_first() else { return Vec::new() };
        self.effort = self.effort.saturating_sub(fewest.len() as u64 / SCAN);
        let mut found: Vec<(Merit, usize)> = Vec::new();
        for other in fewest.iter().copied().filter(|other| *other != need && self.served[*other] > 0) {
            // Where there are many, only those whose last units are worth less: others would have to go another way.
            if !few && !self.gives_way(other, lacks, most) || !others.iter().all(|list| list.contains(&other)) {
                continue;
            }
            found.push((self.worth(other, self.served[other] - 1, self.served[other]), other));
        }
        found.sort_unstable();
        if !few {
            found.truncate(LIKELIEST);
        }
        found.into_iter().map(|(_, other)| other).collect()
    }

    /// Whether so much is worth more, at its first level, than the last units of a need that make as much room.
    fn gives_way(&self, other: usize, lacks: &[(Limit, i128)], (level, gain): (usize, i128)) -> bool {
        let Some((of, worth)) = self.unit(other, self.served[other] - 1) else { return true };
        match usize::from(of).cmp(&level) {
            std::cmp::Ordering::Less => return false,
            std::cmp::Ordering::Greater => return true,
            std::cmp::Ordering::Equal => {}
        }
        let program = self.program;
        let columns = program.columns(other);
        lacks.iter().all(|(limit, lack)| {
            let sizes = self.units[other].keys().flat_map(|place| {
                let column = columns[*place];
                let of_limit = self.limits(&column).filter(|(one, _)| one == limit);
                of_limit.map(move |(_, size)| {
                    i128::from(size) * i128::from(column.given) / i128::from(column.needed.max(1))
                })
            });
            // The fewest units that make room, each worth at least what the last is.
            sizes.max().is_some_and(|size| worth.saturating_mul((lack + size - 1) / size.max(1)) < gain)
        })
    }

    /// Takes from a need what makes room for what is lacking; whether that is enough.
    fn free(&mut self, need: usize, lacks: &[(Limit, i128)]) -> bool {
        let program = self.program;
        let columns = program.columns(need);
        let mut lacks: BTreeMap<Limit, i128> = lacks.iter().copied().collect();
        while let Some(most) = lacks.values().copied().max().filter(|most| *most > 0) {
            let _ = most;
            // The column that helps most limits at once.
            let helps = |place: &usize| {
                let of =
                    self.limits(&columns[*place]).filter(|(limit, _)| lacks.get(limit).is_some_and(|lack| *lack > 0));
                of.count()
            };
            let best = self.units[need].keys().copied().max_by_key(|place| (helps(place), *place));
            let Some(place) = best.filter(|place| helps(place) > 0) else { return false };
            let column = columns[place];
            if let Some(of_kit) = column.component {
                let before: Vec<(Limit, i128)> = lacks.keys().map(|limit| (*limit, self.left(*limit))).collect();
                // A part of those that would make all the room that is lacking; other components may make it sooner.
                let kits = self.limits(&column).filter_map(|(limit, size)| {
                    let lack = lacks.get(&limit).copied().filter(|lack| *lack > 0)?;
                    let of_one = i128::from(size) * i128::from(of_kit);
                    u64::try_from(lack / of_one.max(1)).ok()
                });
                let kits = (kits.max().unwrap_or(0) / columns.len() as u64).max(1);
                if !self.unmake(need, &columns, kits, place) {
                    return false;
                }
                for (limit, left) in before {
                    *lacks.entry(limit).or_default() -= self.left(limit) - left;
                }
                continue;
            }
            let wanted = self.limits(&column).filter_map(|(limit, size)| {
                let lack = lacks.get(&limit).copied().filter(|lack| *lack > 0)?;
                u64::try_from((lack + i128::from(size) - 1) / i128::from(size)).ok()
            });
            let Some(wanted) = wanted.min() else { return false };
            let steps = wanted.div_ceil(column.given).saturating_mul(column.given);
            let units = steps.min(self.units[need][&place]);
            self.take(need, place, &column, units);
            for (limit, size) in self.limits(&column) {
                if let Some(lack) = lacks.get_mut(&limit) {
                    *lack -= i128::from(size) * i128::from(units);
                }
            }
        }
        true
    }

    /// Gives a need what has room for it.
    fn refill(&mut self, need: usize, duals: &DualPrices) {
        let program = self.program;
        let columns = program.columns(need);
        let mut order: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].component.is_none()).collect();
        order.sort_by_cached_key(|at| (self.pays(duals, &columns[*at]), *at));
        for at in order {
            let column = columns[at];
            let open = self.open(need) / column.needed * column.given;
            let units = self.room(&column).min(open);
            self.give(need, at, &column, units);
        }
        if self.is_kit(need) {
            let step = self.kit_step(need);
            let mut kits = self.open(need) / step * step;
            while kits > 0 {
                if !self.make(need, &columns, kits, duals) {
                    kits = kits / 2 / step * step;
                } else {
                    kits = kits.min(self.open(need) / step * step);
                }
            }
        }
    }

    fn merit_of(&self, needs: &[usize]) -> Merit {
        let mut merit = vec![0_i128; self.levels];
        for need in needs {
            let of_need = self.worth(*need, 0, self.served[*need]);
            merit.iter_mut().zip(of_need).for_each(|(sum, one)| *sum = sum.saturating_add(one));
        }
        merit
    }

    fn keep_of(&self, needs: &[usize]) -> Kept {
        needs.iter().map(|need| (*need, self.units[*need].clone(), self.served[*need])).collect()
    }

    fn restore(&mut self, kept: Kept) {
        // First everything back, then everything as it was.
        for (need, ..) in &kept {
            let program = self.program;
            let columns = program.columns(*need);
            for (place, units) in std::mem::take(&mut self.units[*need]) {
                self.change(&columns[place], i128::from(units));
            }
        }
        for (need, units, served) in kept {
            let program = self.program;
            let columns = program.columns(need);
            for (place, units) in &units {
                self.change(&columns[*place], -i128::from(*units));
            }
            (self.units[need], self.served[need]) = (units, served);
        }
    }

    /// Writes down what a need uses now.
    fn note(&self, need: usize, users: &mut BTreeMap<Limit, Users>) {
        if self.units[need].is_empty() {
            return;
        }
        let program = self.program;
        let columns = program.columns(need);
        let worth = self.last_worth(need);
        for place in self.units[need].keys() {
            for (limit, _) in self.limits(&columns[*place]) {
                let users = users.entry(limit).or_default();
                users.needs.insert(need);
                users.least = Some(users.least.map_or(worth, |least| least.min(worth)));
            }
        }
    }
}

/// With no more needs than this, whoever uses what is lacking is tried; with more, the likeliest of those that are
/// worth less.
const FEW: usize = 200;
const LIKELIEST: usize = 4;
/// So many columns are looked at for one try.
const LOOKS: u64 = 8;
/// So many users are looked over for one try.
const SCAN: u64 = 64;
