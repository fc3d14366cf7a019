//! What arrived: what was accepted, what is of no use, what was refused.

use crate::quantity::Quantity;

/// Units that a site found and could not accept, by why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unusable {
    /// Broken, wet, spoilt.
    pub damaged: Quantity,
    /// Missing out of what was opened.
    pub lost: Quantity,
    /// Past the last day.
    pub expired: Quantity,
}

impl Unusable {
    /// All of them.
    pub fn sum(&self) -> u64 {
        self.all().iter().map(|(_, units)| units.units()).sum()
    }

    /// Each, with the word for it, in the order in which they are written.
    pub fn all(&self) -> [(&'static str, Quantity); 3] {
        [("damaged", self.damaged), ("lost", self.lost), ("expired", self.expired)]
    }
}

/// What a site found of a shipment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Found {
    /// Taken in.
    pub accepted: Quantity,
    /// Of no use.
    pub unusable: Unusable,
    /// Refused: it goes back.
    pub rejected: Quantity,
}

impl Found {
    /// All that stood at the site.
    pub fn sum(&self) -> u64 {
        self.accepted.units().saturating_add(self.unusable.sum()).saturating_add(self.rejected.units())
    }
}
