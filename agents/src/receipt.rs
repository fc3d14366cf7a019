//! The centre's signed receipt, held against the report that it names. Pure.

use crate::envelope::{QueuedReport, State};
use jiff::{SignedDuration, Timestamp};
use prost::Message as _;
use yicang_language::{Message, ToMessage, message};
use yicang_proto::v1;
use yicang_tlog::{PublicKey, RECEIPT, sha256};

/// The centre's clock and the agent's may be so far apart, in seconds, before one of them is called wrong: as far as
/// the centre lets an agent's be that asks for orders.
pub const CLOCKS_APART_SECONDS_MAX: i64 = 600;

/// A receipt whose time does not fit the agent's clock: one of the two clocks is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClocksApart {
    /// When the centre took the report in by its own clock, in seconds since 1970; any number.
    pub accepted_at: i64,
    /// When the agent wrote the report, by its clock.
    pub written_at: Timestamp,
    /// When the receipt arrived, by the agent's clock.
    pub arrived_at: Timestamp,
}

/// The keys of the centre's receipts: one; while it changes, the new one and those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CentreKeys {
    first: PublicKey,
    others: Vec<PublicKey>,
}

impl From<PublicKey> for CentreKeys {
    fn from(first: PublicKey) -> Self {
        Self { first, others: Vec::new() }
    }
}

impl CentreKeys {
    /// The newest first; `None` of none.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = PublicKey>) -> Option<Self> {
        let mut keys = keys.into_iter();
        Some(Self { first: keys.next()?, others: keys.collect() })
    }

    /// All of them, the newest first.
    pub fn iter(&self) -> impl Iterator<Item = &PublicKey> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The key that signed a receipt; the newest, if none did.
    #[must_use]
    pub fn signer_of(&self, receipt: &[u8], signature: &[u8]) -> &PublicKey {
        self.iter().find(|key| key.verify(RECEIPT, receipt, signature).is_ok()).unwrap_or(&self.first)
    }
}

/// Why an answer is no receipt for a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum ReceiptFault {
    /// Whoever answered does not have the centre's key.
    Signature,
    /// Signed, but not a receipt.
    Unreadable,
    /// Signed, for another report.
    AnotherReport(String),
    /// Signed, for a report of this id, but for other bytes.
    OtherBytes {
        /// The number it has there.
        sequence: u64,
        /// Its record.
        entry_index: u64,
    },
}

impl ToMessage for ReceiptFault {
    fn message(&self) -> Message {
        match self {
            Self::Signature => message!("agent-receipt-signature"),
            Self::Unreadable => message!("agent-receipt-unreadable"),
            Self::AnotherReport(id) => message!("agent-receipt-another", id = id),
            Self::OtherBytes { sequence, entry_index } => {
                message!("agent-receipt-other-bytes", sequence = *sequence, entry = *entry_index)
            }
        }
    }
}

/// Whether the time in a report's receipt does not fit the agent's clock. A report is taken in after it was written and
/// before its receipt arrives, and that can be long before: the receipt of a report that was sent twice keeps its time.
/// `None` also where it is not known when the receipt arrived.
#[must_use]
pub fn clocks_apart(queued: &QueuedReport) -> Option<ClocksApart> {
    let (State::Delivered(signed), Some(arrived_at)) = (&queued.state, queued.arrived_at) else { return None };
    let accepted_at = v1::Receipt::decode(&signed.receipt[..]).ok()?.accepted_at?.seconds;
    let written_at = queued.report.reported_at.and_then(|at| Timestamp::from_second(at.seconds).ok())?;
    let may_be = |time: Timestamp, seconds| time.saturating_add(SignedDuration::from_secs(seconds));
    let earliest = may_be(written_at, -CLOCKS_APART_SECONDS_MAX).ok()?.as_second();
    let latest = may_be(arrived_at, CLOCKS_APART_SECONDS_MAX).ok()?.as_second();
    let fits = (earliest..=latest).contains(&accepted_at);
    (!fits).then_some(ClocksApart { accepted_at, written_at, arrived_at })
}

/// Reads a receipt that is signed by `centre` for exactly this report.
///
/// # Errors
/// [`ReceiptFault`]; the report is then not delivered.
pub fn verify(
    queued: &QueuedReport,
    signed: &v1::SignedReceipt,
    centre: &CentreKeys,
) -> Result<v1::Receipt, ReceiptFault> {
    let key = centre.signer_of(&signed.receipt, &signed.signature);
    key.verify(RECEIPT, &signed.receipt, &signed.signature).map_err(|_| ReceiptFault::Signature)?;
    let receipt = v1::Receipt::decode(&signed.receipt[..]).map_err(|_| ReceiptFault::Unreadable)?;
    if receipt.report_id != queued.report.report_id || receipt.agent_id != queued.report.agent_id {
        return Err(ReceiptFault::AnotherReport(receipt.report_id));
    }
    if receipt.sequence != queued.sequence() || receipt.report_sha256 != sha256(&queued.signed.report) {
        return Err(ReceiptFault::OtherBytes { sequence: receipt.sequence, entry_index: receipt.entry_index });
    }
    Ok(receipt)
}
