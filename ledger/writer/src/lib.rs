//! The journal, and the one writer of the public log made from it.
//!
//! A record goes in with two faces: a private body that stays in the journal, and a public leaf that becomes an entry
//! of a log in the formats of c2sp.org, with attachments named by their SHA-256. The writer knows bytes alone: it
//! cannot tell a report from a plan, and it has no network.
//!
//! ```text
//! DIR/journal        every record, the truth                     journal::FileJournal
//! DIR/keys/          the log's private key, what it has signed   keys, signing
//! DIR/state/         the last signed checkpoint; its location    ledger
//! DIR/index/         look-up by leaf hash, can be deleted        index (sled)
//! DIR/public/        what everybody may read, can be deleted     public
//! ```
//!
//! Invariants: a record counts after `fdatasync` and not before; leaf `i` is the public face of record `i`; all that
//! the public checkpoint covers is in the public folder; no checkpoint is signed that contradicts an earlier one.
//!
//! Leaves out: async (answers come by callback from two threads), TLS and serving of the public folder (any web server
//! does), witnesses (`yicang-auditor` asks them), more than one machine (the seam is [`journal::Journal`]).

mod index;
pub mod journal;
pub mod keys;
mod ledger;
mod public;
pub mod rotate;
mod signing;
mod writer;

pub use index::{Index, open_sled};
pub use journal::{AppendError, Journal, Record, ScanError};
pub use ledger::{Appended, INDEX, JOURNAL, Ledger, OpenError, ProveError, SIGNED, adopt, lives_here, signed};
pub use public::PublishError;
pub use signing::SigningError;
pub use writer::LedgerHandle;
