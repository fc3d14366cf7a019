//! What is remembered of each need, and how it is closed.

use super::Board;
use super::fulfilled::Fulfilled;
use crate::id::NeedKey;
use crate::life::{Change, HISTORY_MAX, Said};
use crate::policy::Policy;
use jiff::{SignedDuration, Timestamp};

impl Board {
    /// What was said of a need, the oldest first.
    pub fn history(&self, key: &NeedKey) -> &[Change] {
        self.history.get(key).map_or(&[], Vec::as_slice)
    }

    /// Whether a need was neither reported nor verified for longer than the policy says, at a moment.
    pub fn is_stale(&self, key: &NeedKey, policy: &Policy, now: Timestamp) -> bool {
        let Some(stale) = &policy.claims.stale else { return false };
        let last = self.history(key).iter().rev().find(|change| change.what.is_fresh_word());
        let at = last.and_then(|change| change.at);
        at.is_some_and(|at| now.duration_since(at) > SignedDuration::from_hours(stale.hours.into()))
    }

    /// Remembers what the entry that is taken in says of a need.
    pub(crate) fn remember(&mut self, key: &NeedKey, what: Said) {
        let change = Change { entry: self.applied_upto.saturating_sub(1), at: self.moment, what };
        let history = self.history.entry(key.clone()).or_default();
        history.push(change);
        if history.len() > HISTORY_MAX {
            history.remove(0);
        }
    }

    /// A need is not open any more; what is on its way stays so.
    pub(crate) fn close(&mut self, key: &NeedKey, what: Said) {
        let need = self.needs.remove(key);
        let words = self.words.end(key);
        self.covering.remove(key);
        self.fulfilled.remove(key);
        if let (Said::Fulfilled(_), Some(need)) = (&what, need) {
            let received = self.received.get(key).cloned().unwrap_or_default();
            self.fulfilled.insert(key.clone(), Fulfilled { need, words, received });
        }
        if !self.keeps_its_stack(key) {
            self.received.remove(key);
        }
        self.remember(key, what);
    }
}
