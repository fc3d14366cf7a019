//! The names of the files in a log's public folder. The writer makes them, every auditor reads them. The names of tiles
//! and bundles are [`TilePath`](crate::TilePath)'s.
//!
//! ```text
//! log.vkey                        the log's public key
//! log.keys                        the root key's statements about it, if it has changed
//! checkpoint                      the signed head
//! checkpoint.witnessed            the newest head with witnesses' cosignatures, if there are witnesses
//! tile/<L>/<N>[.p/<W>]            hashes, c2sp.org/tlog-tiles
//! tile/entries/<N>[.p/<W>]        entries, likewise
//! blob/<sha256>                   attachments
//! proof/<index>.tlog-proof        proofs that somebody asked to publish
//! ```

use crate::hash::{Hash, hex};

/// The log's public key.
pub const VKEY: &str = "log.vkey";
/// The root key's statements about the log's keys.
pub const KEYS: &str = "log.keys";
/// The signed head.
pub const CHECKPOINT: &str = "checkpoint";
/// The newest head with as many witnesses' cosignatures as the operator's policy demands.
pub const WITNESSED: &str = "checkpoint.witnessed";

/// An attachment's file: `blob/<sha256>`.
#[must_use]
pub fn blob_path(hash: &Hash) -> String {
    format!("blob/{}", hex(hash))
}

/// The file of the proof of entry `index`: `proof/<index>.tlog-proof`.
#[must_use]
pub fn proof_path(index: u64) -> String {
    format!("proof/{index}.tlog-proof")
}
