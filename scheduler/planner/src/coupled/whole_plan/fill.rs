//! Room is filled, most worth first.

use super::{Guide, Merit, WholePlan};
use crate::coupled::program::Col;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What is tried first: the earliest level; there, the most that prices leave of its worth; then what costs least.
type Key = (Reverse<u8>, i128, Reverse<i128>);

/// Which of a need's columns; [`KIT`] is a kit.
const KIT: usize = usize::MAX;

impl WholePlan<'_, '_, '_> {
    /// Fills what has room; prices say what is worth its place within a level.
    pub(in crate::coupled) fn fill(&mut self, guide: Guide<'_>) {
        let mut heap = BinaryHeap::new();
        for need in 0..self.served.len() {
            heap.extend(self.likeliest(need, guide).map(|(key, _)| (key, Reverse(need))));
        }
        while let Some((key, Reverse(need))) = heap.pop() {
            let Some((now, place)) = self.likeliest(need, guide) else { continue };
            if now < key {
                heap.push((now, Reverse(need)));
                continue;
            }
            if self.add(need, place, guide) {
                heap.extend(self.likeliest(need, guide).map(|(key, _)| (key, Reverse(need))));
            }
        }
    }

    /// Gives a need as much over a column as is worth the same, at least a step; whether anything fits.
    fn add(&mut self, need: usize, place: usize, guide: Guide<'_>) -> bool {
        let program = self.program;
        let columns = program.columns(need);
        let alike = self.alike_after(need, self.served[need]);
        if place == KIT {
            let step = self.kit_step(need);
            let mut kits = (alike / step * step).max(step).min(self.open(need) / step * step);
            while kits > 0 {
                if self.make(need, &columns, kits, guide.duals) {
                    return true;
                }
                kits = kits / 2 / step * step;
            }
            return false;
        }
        let column = columns[place];
        let open = self.open(need) / column.needed * column.given;
        let units = (alike / column.needed * column.given).max(column.given).min(self.room(&column)).min(open);
        self.give(need, place, &column, units);
        units > 0
    }

    /// The column of a need that is tried first, or a kit.
    fn likeliest(&self, need: usize, guide: Guide<'_>) -> Option<(Key, usize)> {
        if self.open(need) == 0 {
            return None;
        }
        let program = self.program;
        let columns = program.columns(need);
        let singles = columns.iter().enumerate().filter(|(_, column)| column.component.is_none());
        // Of most needs all columns serve alike.
        let mut last = None;
        let singles = singles.filter_map(|(place, column)| {
            if self.open(need) < column.needed || self.room(column) == 0 {
                return None;
            }
            let known = last.filter(|(needed, _)| *needed == column.needed).map(|(_, first)| first);
            let first =
                known.or_else(|| first(&self.worth(need, self.served[need], self.served[need] + column.needed)))?;
            last = Some((column.needed, first));
            Some((self.key(column, first, guide), Reverse(place)))
        });
        let kit = if self.is_kit(need) { self.kit_key(need, &columns, guide) } else { None };
        let best = singles.chain(kit.map(|key| (key, Reverse(KIT)))).max()?;
        Some((best.0, best.1.0))
    }

    fn key(&self, column: &Col, (level, worth): (u8, i128), guide: Guide<'_>) -> Key {
        let pays = self.pays(guide.duals, column).saturating_mul(i128::from(column.given));
        let worth = worth.saturating_mul(guide.scale) / guide.down;
        let left = worth.saturating_sub(pays) / i128::from(column.needed);
        (Reverse(level), left, Reverse(column.cost))
    }

    fn kit_key(&self, need: usize, columns: &[Col], guide: Guide<'_>) -> Option<Key> {
        let step = self.kit_step(need);
        if self.open(need) < step || !self.could_make(need, columns) {
            return None;
        }
        let (level, worth) = first(&self.worth(need, self.served[need], self.served[need] + step))?;
        let worth = worth.saturating_mul(guide.scale) / guide.down;
        Some((Reverse(level), worth / i128::from(step), Reverse(0)))
    }
}

/// The first level at which something is worth anything.
pub(super) fn first(merit: &Merit) -> Option<(u8, i128)> {
    let at = merit.iter().position(|worth| *worth > 0)?;
    Some((u8::try_from(at).expect("few levels"), merit[at]))
}
