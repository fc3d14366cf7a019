//! What overrides leave of columns and vehicles: see [`crate::overriding`].

use super::Model;
use std::collections::BTreeMap;
use yicang_domain::{LotKey, NeedKey};

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Narrowing {
    /// The most units of a column.
    pub caps: BTreeMap<(NeedKey, LotKey), u64>,
    /// Micrograms and nanolitres that vehicles have loaded, by pool; empty where no override fixes anything.
    pub loads: Vec<[u64; 2]>,
    /// Units of lots that are fixed for needs.
    pub fixed: Vec<(LotKey, NeedKey, u64)>,
}

/// The same by index.
#[derive(Debug, Default)]
pub(super) struct Narrowed {
    /// By need, then lot.
    caps: BTreeMap<(usize, usize), u64>,
    pub(super) loads: Vec<[u64; 2]>,
    /// By lot: needs that are still open, and units that are fixed for them, or for others.
    fixed: BTreeMap<usize, Vec<(Option<usize>, u64)>>,
}

impl Model<'_> {
    /// Takes the bounds over, once lots and needs are known.
    pub(super) fn narrow(&mut self, narrowing: &Narrowing) {
        let caps = narrowing.caps.iter();
        let known = caps.filter_map(|((need, lot), most)| Some(((self.need(need)?, self.lot(lot)?), *most)));
        let mut narrowed = Narrowed { caps: known.collect(), loads: narrowing.loads.clone(), fixed: BTreeMap::new() };
        for (lot, need, units) in &narrowing.fixed {
            if let Some(lot) = self.lot(lot) {
                narrowed.fixed.entry(lot).or_default().push((self.need(need), *units));
            }
        }
        self.narrowed = narrowed;
    }

    /// The most units that an override lets over a column; `None` where there is no such bound.
    pub(super) fn cap(&self, lot: usize, need: usize) -> Option<u64> {
        if self.narrowed.caps.is_empty() {
            return None;
        }
        self.narrowed.caps.get(&(need, lot)).copied()
    }

    /// Whether an override bounds any column.
    pub(super) fn has_caps(&self) -> bool {
        !self.narrowed.caps.is_empty()
    }

    /// Whether an override bounds a column to a need.
    pub(crate) fn is_narrowed(&self, need: usize) -> bool {
        self.narrowed.caps.range((need, 0)..=(need, usize::MAX)).next().is_some()
    }

    /// Units of a lot that overrides have fixed for other needs than this one.
    pub(crate) fn fixed_for_others(&self, lot: usize, need: usize) -> u64 {
        let fixed = self.narrowed.fixed.get(&lot).into_iter().flatten();
        fixed.filter(|(of, _)| *of != Some(need)).map(|(_, units)| *units).fold(0, u64::saturating_add)
    }
}
