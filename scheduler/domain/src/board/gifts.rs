//! What became of gifts, step by step: lots carry the code of the gift that they are of.

use super::Board;
use crate::gift::{GiftCode, GiftStep, GiftWhat};
use crate::id::{DepotId, LotKey};
use std::collections::BTreeMap;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Gifts {
    of_lots: BTreeMap<LotKey, GiftCode>,
    steps: BTreeMap<GiftCode, Vec<GiftStep>>,
}

impl Gifts {
    /// A lot is of this gift from now on, or of none.
    pub(crate) fn put(&mut self, lot: &LotKey, code: Option<GiftCode>) {
        match code {
            Some(code) => drop(self.of_lots.insert(lot.clone(), code)),
            None => drop(self.of_lots.remove(lot)),
        }
    }

    pub(crate) fn of(&self, lot: &LotKey) -> Option<&GiftCode> {
        self.of_lots.get(lot)
    }

    /// The depot that has announced a gift.
    pub(crate) fn depot(&self, code: &GiftCode) -> Option<&DepotId> {
        self.steps.get(code)?.first().map(|step| &step.lot.depot)
    }
}

/// Where the goods of a gift are now; sums of base units over its lots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GiftSums {
    /// What has come, by what was announced and counted.
    pub came: u128,
    /// What lies in depots.
    pub on_hand: u128,
    /// What has left and not arrived.
    pub on_way: u128,
    /// What sites have accepted.
    pub received: u128,
    /// What is gone for a reason that was said, or was written off.
    pub lost: u128,
    /// What is announced and still to come.
    pub to_come: u128,
    /// What nobody has explained.
    pub unexplained: i128,
}

impl Board {
    /// Where the goods of a gift are now.
    pub fn gift_sums(&self, code: &GiftCode) -> GiftSums {
        let mut sums = GiftSums::default();
        for balance in self.balances().filter(|balance| self.gift_of(&balance.lot) == Some(code)) {
            sums.came += balance.first + balance.inbound + balance.gained;
            sums.on_hand += balance.on_hand;
            sums.on_way += balance.on_way;
            sums.received += balance.received;
            sums.lost += balance.lost;
            sums.unexplained += balance.unexplained;
        }
        let awaited = self.inbound().filter(|(lot, _)| self.gift_of(lot) == Some(code));
        sums.to_come = awaited.map(|(_, awaited)| u128::from(awaited.quantity.units())).sum();
        sums
    }

    /// The gift that a lot is of.
    pub fn gift_of(&self, lot: &LotKey) -> Option<&GiftCode> {
        self.gifts.of(lot)
    }

    /// What became of a gift, the oldest first; nothing where nobody has announced it.
    pub fn gift(&self, code: &GiftCode) -> &[GiftStep] {
        self.gifts.steps.get(code).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn note_gift(&mut self, lot: &LotKey, what: GiftWhat) {
        let Some(code) = self.gifts.of_lots.get(lot).cloned() else { return };
        let step = GiftStep { entry: self.applied_upto.saturating_sub(1), lot: lot.clone(), what };
        self.gifts.steps.entry(code).or_default().push(step);
    }
}
