//! The centre's signed receipt (回执), held against the letter it is said to be for. Pure.

use crate::letter::Letter;
use prost::Message as _;
use yicang_proto::v1;
use yicang_tlog::{PublicKey, RECEIPT, sha256};

/// Why an answer is no receipt for a letter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptFault {
    /// Whoever answered does not have the centre's key.
    #[error("the receipt is not signed by the centre's key of this agent's configuration")]
    Signature,
    /// Signed, but not a receipt.
    #[error("the receipt cannot be read; it may come from a newer centre")]
    Unreadable,
    /// Signed, for another letter.
    #[error("the receipt is for report {0}, not for the one that was sent")]
    AnotherReport(String),
    /// Signed, for a report of this id, but for other bytes.
    #[error(
        "the centre has this report under number {sequence} as record {entry_index}, but with other bytes than these; it \
         was sent before from another copy of this outbox"
    )]
    OtherBytes {
        /// The number it has there.
        sequence: u64,
        /// Its record.
        entry_index: u64,
    },
}

/// Reads a receipt that is signed by `centre` for exactly this letter.
///
/// # Errors
/// [`ReceiptFault`]; the letter is then not delivered.
pub fn verify(letter: &Letter, signed: &v1::SignedReceipt, centre: &PublicKey) -> Result<v1::Receipt, ReceiptFault> {
    centre.verify(RECEIPT, &signed.receipt, &signed.signature).map_err(|_| ReceiptFault::Signature)?;
    let receipt = v1::Receipt::decode(&signed.receipt[..]).map_err(|_| ReceiptFault::Unreadable)?;
    if receipt.report_id != letter.report.report_id || receipt.agent_id != letter.report.agent_id {
        return Err(ReceiptFault::AnotherReport(receipt.report_id));
    }
    if receipt.sequence != letter.sequence() || receipt.report_sha256 != sha256(&letter.signed.report) {
        return Err(ReceiptFault::OtherBytes { sequence: receipt.sequence, entry_index: receipt.entry_index });
    }
    Ok(receipt)
}
