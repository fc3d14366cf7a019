//! The journal, the one writer of the public log, and the auditor's program.
//!
//! A record goes in with two faces: a private body that stays in the journal, and a public leaf that becomes an entry
//! of a log in the formats of c2sp.org, with attachments named by their SHA-256. Nothing here knows what a report or a
//! plan is, but for one corner: the auditor hands published plans to `yicang_domain`'s checker.
//!
//! ```text
//! DIR/journal        every record, the truth                   journal::FileJournal
//! DIR/keys/          the log's private key, what it has signed keys, signing
//! DIR/state/         the last signed checkpoint; its home      ledger
//! DIR/index/         look-up by leaf hash, can be deleted      index (sled)
//! DIR/public/        what everybody may read, can be deleted   public
//! ```
//!
//! Invariants: a record counts after `fdatasync` and not before; leaf `i` is the public face of record `i`; what the
//! public checkpoint speaks of is in the public folder; no checkpoint is signed that contradicts an earlier one.
//!
//! Beside the log stand those who watch it: [`witness`] cosigns other people's heads, [`collect`] asks witnesses for
//! this log's, [`mirror`] keeps a verified copy, [`monitor`] follows.
//!
//! Leaves out: async (answers come by callback from two threads; only the witness's server has a runtime of its own), TLS
//! and serving of the public folder (any web server does), more than one machine (the seam is [`journal::Journal`]).

pub mod audit;
pub mod cli;
pub mod collect;
pub mod disk;
pub mod extract;
mod files;
pub mod fsck;
mod index;
pub mod journal;
pub mod keys;
mod ledger;
pub mod mirror;
pub mod monitor;
mod public;
pub mod rotate;
mod signing;
pub mod source;
pub mod trust;
pub mod witness;
mod writer;

pub use journal::{AppendError, Journal, Record, ScanError};
pub use ledger::{Appended, Ledger, OpenError, ProveError, adopt};
pub use public::PublishError;
pub use signing::SigningError;
pub use writer::LedgerHandle;
