//! What overrides leave of columns: see [`crate::check::overriding`].

use super::Index;
use std::collections::BTreeMap;

/// Bounds of columns, and units that overrides have fixed.
#[derive(Default)]
pub(in crate::check) struct Narrowed {
    /// The most of a column, by lot and need.
    pub(in crate::check) caps: BTreeMap<(usize, usize), u64>,
    /// By lot: needs, and units that are fixed for them.
    pub(in crate::check) fixed: BTreeMap<usize, Vec<(usize, u64)>>,
}

impl Index<'_> {
    /// The most that an override lets over a column; `None` where there is no such bound.
    pub(in crate::check) fn cap(&self, lot: usize, need: usize) -> Option<u64> {
        if self.narrowed.caps.is_empty() {
            return None;
        }
        self.narrowed.caps.get(&(lot, need)).copied()
    }

    /// Units of a lot that overrides have fixed for other needs than this one.
    pub(in crate::check) fn fixed_for_others(&self, lot: usize, need: usize) -> u64 {
        let fixed = self.narrowed.fixed.get(&lot).into_iter().flatten();
        fixed.filter(|(of, _)| *of != need).map(|(_, units)| *units).fold(0, u64::saturating_add)
    }
}
