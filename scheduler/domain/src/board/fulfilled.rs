//! Needs that were closed because all that was claimed had come. If a receipt is corrected, and less had come, the need
//! is open again as it was: nobody has to ask twice for what never arrived.

use super::Board;
use super::covering::Given;
use super::words::Word;
use crate::id::{ItemId, NeedKey};
use crate::life::{Said, Voice};
use crate::quantity::Quantity;
use crate::situation::Need;
use std::collections::BTreeMap;

/// A need as it was when it was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fulfilled {
    pub(crate) need: Need,
    pub(crate) words: BTreeMap<Voice, Word>,
    /// What came since its stack began.
    pub(crate) received: Given,
}

impl Board {
    /// More came for a need that is closed.
    pub(crate) fn receive_closed(&mut self, key: &NeedKey, item: &ItemId, units: Quantity) {
        if let Some(closed) = self.fulfilled.get_mut(key) {
            let sum = closed.received.entry(item.clone()).or_default();
            *sum = sum.saturating_add(units);
        }
    }

    /// Less came than was said. A need that is fulfilled no more is open again.
    pub(crate) fn receive_less(&mut self, key: &NeedKey, item: &ItemId, units: Quantity) {
        let less = |given: &mut Given| {
            if let Some(sum) = given.get_mut(item) {
                *sum = sum.saturating_sub(units);
            }
        };
        if let Some(received) = self.received.get_mut(key) {
            less(received);
        }
        let Some(closed) = self.fulfilled.get_mut(key) else { return };
        less(&mut closed.received);
        let served = self.catalogue.served(&key.item, &closed.received);
        if served >= closed.need.claimed {
            return;
        }
        let Some(Fulfilled { need, words, received }) = self.fulfilled.remove(key) else { return };
        self.needs.insert(key.clone(), need);
        self.words.stand_again(key, words);
        self.received.insert(key.clone(), received);
        self.cover_again(key);
        self.remember(key, Said::Reopened(served));
    }
}
