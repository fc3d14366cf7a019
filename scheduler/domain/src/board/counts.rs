//! Where the counts of the lots come from, and which of them are still to be published with a plan.

use super::Board;
use crate::events::Source;
use crate::id::LotKey;
use std::collections::{BTreeMap, BTreeSet};

/// Which line counted each lot last, and which of these lines no plan has opened yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    last: BTreeMap<LotKey, Source>,
    /// The record that counted each lot last, whether or not a line of it names the lot.
    counted: BTreeMap<LotKey, u64>,
    /// Lines in force, and lines that are owed, which no plan has opened.
    unopened: BTreeSet<Source>,
    /// Lines that are opened even if a later count replaces them: that a lot was forgotten depends on them.
    owed: BTreeSet<Source>,
}

impl Counts {
    pub(crate) fn count(&mut self, lot: &LotKey, source: Source) {
        self.counted.insert(lot.clone(), source.entry);
        if let Some(before) = self.last.insert(lot.clone(), source)
            && !self.owed.contains(&before)
        {
            self.unopened.remove(&before);
        }
        self.unopened.insert(source);
    }

    pub(crate) fn owe(&mut self, lot: &LotKey) {
        if let Some(source) = self.last.get(lot)
            && self.unopened.contains(source)
        {
            self.owed.insert(*source);
        }
    }

    pub(crate) fn forget(&mut self, lot: &LotKey) {
        self.last.remove(lot);
        self.counted.remove(lot);
    }

    /// A plan that looked at the entries before `upto` has opened these. What was owed until then and is not among them
    /// is owed no more: plans of earlier programs owed less.
    pub(crate) fn opened(&mut self, sources: &[Source], upto: Option<u64>) {
        for source in sources {
            self.unopened.remove(source);
            self.owed.remove(source);
        }
        let in_force: BTreeSet<_> = self.last.values().copied().collect();
        let before = |source: &&Source| upto.is_some_and(|upto| source.entry < upto);
        let over: Vec<_> = self.owed.iter().filter(before).copied().collect();
        for source in over {
            self.owed.remove(&source);
            if !in_force.contains(&source) {
                self.unopened.remove(&source);
            }
        }
    }

    /// The lot was found empty by a line that does not name it.
    pub(crate) fn count_none(&mut self, lot: &LotKey, entry: u64) {
        self.counted.insert(lot.clone(), entry);
        if let Some(before) = self.last.remove(lot)
            && !self.owed.contains(&before)
        {
            self.unopened.remove(&before);
        }
    }

    pub(crate) fn unopened(&self) -> impl Iterator<Item = Source> {
        self.unopened.iter().copied()
    }

    /// Somebody has said what lies in a lot, and no plan has to open it.
    pub(crate) fn found_in(&mut self, lot: &LotKey, entry: u64) {
        self.counted.insert(lot.clone(), entry);
    }

    pub(crate) fn counted_in(&self, lot: &LotKey) -> Option<u64> {
        self.counted.get(lot).copied()
    }

    pub(crate) fn last_of(&self, lot: &LotKey) -> Option<Source> {
        self.last.get(lot).copied()
    }
}

impl Board {
    /// The reserve lines that the next plan must open.
    pub fn unopened(&self) -> impl Iterator<Item = Source> {
        self.counts.unopened()
    }

    /// The line that counted a lot last.
    pub fn counted_by(&self, lot: &LotKey) -> Option<Source> {
        self.counts.last_of(lot)
    }
}
