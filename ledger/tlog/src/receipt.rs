//! The centre's receipt for a report as a promise about the public log: this leaf, at this index, by this time. Read
//! from the bytes that were signed (the message `Receipt` of the contract `yicang.v1`); the rest of it is the
//! agent's.

use crate::hash::Hash;
use crate::signatures::{BadSignature, PublicKey, RECEIPT};
use prost::Message as _;

/// The promise of a receipt whose signature holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The agent's own id of the report.
    pub report_id: String,
    /// Whose report.
    pub agent_id: String,
    /// The agent's count, from 1.
    pub sequence: u64,
    /// SHA-256 of the report's bytes.
    pub report_sha256: Hash,
    /// The log's name (origin).
    pub log: String,
    /// Where the leaf will stand, from 0.
    pub index: u64,
    /// The RFC 6962 hash of the leaf.
    pub leaf_hash: Hash,
    /// When the report was taken in, in seconds since 1970, rounded up.
    pub accepted_at: u64,
    /// How long after the log's head covers the leaf at the latest, in seconds.
    pub merge_delay: u32,
}

/// Why bytes are not a receipt with a promise.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ReceiptError {
    /// Another key's, or other bytes.
    #[error("the receipt is not signed by the receipt key; give the centre's receipt key with --receipt-key")]
    Signature(#[from] BadSignature),
    /// Not the message, or not its one encoding.
    #[error("the receipt is signed, but cannot be read; a newer program may read it")]
    Form,
    /// A field is missing that the promise needs.
    #[error("the receipt promises nothing about the log: it has no {0}")]
    NoPromise(&'static str),
}

/// `yicang.v1.Receipt`, field for field.
#[derive(Clone, PartialEq, prost::Message)]
struct Wire {
    #[prost(string, tag = "1")]
    report_id: String,
    #[prost(string, tag = "2")]
    agent_id: String,
    #[prost(uint64, tag = "3")]
    sequence: u64,
    #[prost(bytes = "vec", tag = "4")]
    report_sha256: Vec<u8>,
    #[prost(uint64, tag = "5")]
    entry_index: u64,
    #[prost(message, optional, tag = "6")]
    accepted_at: Option<Moment>,
    #[prost(bytes = "vec", tag = "7")]
    leaf_hash: Vec<u8>,
    #[prost(uint32, tag = "8")]
    merge_delay_seconds: u32,
    #[prost(string, tag = "9")]
    log: String,
}

/// `google.protobuf.Timestamp`.
#[derive(Clone, PartialEq, prost::Message)]
struct Moment {
    #[prost(int64, tag = "1")]
    seconds: i64,
    #[prost(int32, tag = "2")]
    nanos: i32,
}

impl Receipt {
    /// Checks the signature over exactly these bytes and reads them.
    pub fn open(bytes: &[u8], signature: &[u8], key: &PublicKey) -> Result<Self, ReceiptError> {
        key.verify(RECEIPT, bytes, signature)?;
        let wire = Wire::decode(bytes).map_err(|_| ReceiptError::Form)?;
        if wire.encode_to_vec() != bytes {
            return Err(ReceiptError::Form);
        }
        let missing = ReceiptError::NoPromise;
        let accepted =
            wire.accepted_at.and_then(|at| u64::try_from(at.seconds).ok()?.checked_add((at.nanos > 0).into()));
        if wire.merge_delay_seconds == 0 {
            return Err(missing("merge delay"));
        }
        Ok(Self {
            report_id: wire.report_id,
            agent_id: wire.agent_id,
            sequence: wire.sequence,
            report_sha256: wire.report_sha256.try_into().map_err(|_| missing("hash of the report"))?,
            log: Some(wire.log).filter(|log| !log.is_empty()).ok_or(missing("log"))?,
            index: wire.entry_index,
            leaf_hash: wire.leaf_hash.try_into().map_err(|_| missing("leaf hash"))?,
            accepted_at: accepted.ok_or(missing("time"))?,
            merge_delay: wire.merge_delay_seconds,
        })
    }

    /// The bytes that a centre signs.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let seconds = i64::try_from(self.accepted_at).unwrap_or(i64::MAX);
        let wire = Wire {
            report_id: self.report_id.clone(),
            agent_id: self.agent_id.clone(),
            sequence: self.sequence,
            report_sha256: self.report_sha256.to_vec(),
            entry_index: self.index,
            accepted_at: Some(Moment { seconds, nanos: 0 }),
            leaf_hash: self.leaf_hash.to_vec(),
            merge_delay_seconds: self.merge_delay,
            log: self.log.clone(),
        };
        wire.encode_to_vec()
    }

    /// From when on the leaf must be covered, in seconds since 1970.
    #[must_use]
    pub fn due_at(&self) -> u64 {
        self.accepted_at.saturating_add(self.merge_delay.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SigningKey;

    fn wire() -> Wire {
        Wire {
            report_id: "r1".into(),
            agent_id: "a1".into(),
            sequence: 3,
            report_sha256: vec![1; 32],
            entry_index: 7,
            accepted_at: Some(Moment { seconds: 1_580_000_000, nanos: 1 }),
            leaf_hash: vec![2; 32],
            merge_delay_seconds: 60,
            log: "log.example/a".into(),
        }
    }

    #[test]
    fn a_promise_is_read_from_the_exact_bytes_only() {
        let key = SigningKey::generate(&mut rand_core::OsRng);
        let open = |bytes: &[u8]| Receipt::open(bytes, &key.sign(RECEIPT, bytes), &key.public());
        let bytes = wire().encode_to_vec();
        let read = open(&bytes).unwrap();
        assert_eq!((read.index, read.leaf_hash, read.due_at()), (7, [2; 32], 1_580_000_061));
        let signature = key.sign(RECEIPT, &bytes);
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(Receipt::open(&changed, &signature, &key.public()).is_err(), "byte {at}");
        }
        // An unknown field, signed: a promise that this program does not understand.
        assert_eq!(open(&[&bytes[..], &[0x78, 1]].concat()), Err(ReceiptError::Form));
        for (wire, what) in [
            (Wire { merge_delay_seconds: 0, ..wire() }, "merge delay"),
            (Wire { leaf_hash: vec![], ..wire() }, "leaf hash"),
            (Wire { log: String::new(), ..wire() }, "log"),
            (Wire { accepted_at: None, ..wire() }, "time"),
            (Wire { report_sha256: vec![1; 31], ..wire() }, "hash of the report"),
        ] {
            assert_eq!(open(&wire.encode_to_vec()), Err(ReceiptError::NoPromise(what)));
        }
    }
}
