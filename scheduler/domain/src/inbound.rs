//! Goods that a supplier has confirmed and that have not come yet: what a depot announces, and what the board keeps of
//! it. How much of it a plan counts on is the [policy](crate::policy::inbound)'s.

use crate::gift::GiftCode;
use crate::id::{ItemId, LotId, SiteId};
use crate::quantity::Quantity;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The longest name of a supplier or a donor, in bytes of UTF-8.
pub const PARTY_BYTES_MAX: usize = 200;
/// The largest confidence: nobody doubts it.
pub const CONFIDENCE_MAX: u32 = 100;

/// One lot that is to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundLine {
    /// What.
    pub item: ItemId,
    /// Which batch. Nothing lies in it yet.
    pub lot: LotId,
    /// How much; 0 takes the announcement back.
    pub quantity: Quantity,
    /// Who sends it. Not public; empty for whoever reads the public log.
    pub supplier: String,
    /// By when it is there.
    pub expected_at: Timestamp,
    /// How sure it is, in percent: 1 to [`CONFIDENCE_MAX`].
    pub confidence: u32,
    /// Last day of use.
    pub expires_on: Option<Date>,
    /// The only sites that may receive it; none is everybody.
    pub earmark: BTreeSet<SiteId>,
    /// Whose gift it is. Not public; empty where it is none, and for whoever reads the public log.
    pub donor: String,
    /// What everybody may follow the gift by.
    pub gift: Option<GiftCode>,
}

/// What is known of a lot that is to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arriving {
    /// What was announced last; 0 where that was taken back.
    pub quantity: Quantity,
    /// How sure it is, in percent.
    pub confidence: u32,
    /// By when.
    pub expected_at: Timestamp,
    /// The record that says so.
    pub entry: u64,
}

impl Arriving {
    /// Whether it is still to come, late or not.
    pub fn is_open(&self) -> bool {
        self.quantity > Quantity::ZERO
    }

    /// Whether nobody may count on it at a moment: it was taken back, or the expected moment is past and nothing came.
    pub fn is_off(&self, now: Timestamp) -> bool {
        !self.is_open() || self.expected_at <= now
    }
}

/// The fields of an announcement that its public entry only commits to: name and value.
pub(crate) fn masked(lines: &[InboundLine]) -> impl Iterator<Item = (String, Vec<u8>)> {
    (1_u32..).zip(lines).flat_map(|(number, line)| {
        let supplier = (format!("line.{number}.supplier"), line.supplier.clone().into_bytes());
        let donor = line.gift.is_some().then(|| (format!("line.{number}.donor"), line.donor.clone().into_bytes()));
        [Some(supplier), donor].into_iter().flatten()
    })
}
