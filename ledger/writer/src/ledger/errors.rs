//! Why the ledger does not open, and why there is no proof. A variant for each thing that the caller would do
//! differently.

use crate::journal::{JournalError, ScanError};
use crate::public::PublishError;
use std::io;
use std::path::PathBuf;
use yicang_tlog::CheckpointError;

/// Why the ledger does not open. Whatever it is, nothing was signed and nothing acknowledged was lost.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A record of the journal.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// A checkpoint that this log signed, or should have, does not hold.
    #[error(
        "{path} {source}. It says what this log has signed, and nothing is signed without knowing that. If it is the \
         file that is damaged, restore it from a backup, or put a copy of the newest checkpoint that anybody has seen \
         in its place"
    )]
    Signed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: CheckpointError,
    },
    /// The journal is not the one from which this checkpoint was signed.
    #[error(
        "{path} signs {size} entries that are not the first {size} of the journal, which holds {records}. The journal \
         or the checkpoint is another log's or an older copy; this log must not sign anything that contradicts it"
    )]
    Inconsistent {
        /// The file with the checkpoint.
        path: PathBuf,
        /// Entries in the checkpoint.
        size: u64,
        /// Records in the journal.
        records: u64,
    },
    /// The folder is not the one in which this log was signed last, but a copy of it.
    #[error(
        "{0} is a copy: restored from a backup, or moved by copying. This log may have signed more since the copy was \
         made, and signing on an older state would fork it, so nothing is signed. Get the newest checkpoint that anybody \
         has (from the public address, a mirror or a witness) and run `yicang-ledger adopt {0} --newest-checkpoint \
         FILE`; or, if the log was moved and nothing was signed since, `yicang-ledger adopt {0} --confirm-moved`"
    )]
    Copied(PathBuf),
    /// The journal of a copy lacks what somebody has seen signed.
    #[error(
        "the checkpoint signs {signed} entries, the journal here holds {records} or others; this copy is older than what \
         the log has signed. Restore a newer copy; to go on without these entries would need a new log under a new key"
    )]
    OldCopy {
        /// Entries under the checkpoint.
        signed: u64,
        /// Records in the journal.
        records: u64,
    },
    /// The log's key.
    #[error(transparent)]
    Signing(#[from] crate::signing::SigningError),
    /// The public folder is another log's.
    #[error("{0} is the key of another log; this folder was not made with this log's key")]
    OtherLog(PathBuf),
    /// The public folder or the state cannot be written.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The disk or the operating system.
    #[error("{path} cannot be read or written: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Why there is no proof.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProveError {
    /// There is no such entry.
    #[error("there is no entry {index}: the log has {size}")]
    NotThere {
        /// What was asked for.
        index: u64,
        /// Entries in the journal.
        size: u64,
    },
    /// The entry is durable, but the public folder could not be written. It is tried again with the next append.
    #[error("entry {index} is recorded but not public yet: {problem}")]
    NotPublic {
        /// What was asked for.
        index: u64,
        /// What is wrong.
        problem: String,
    },
    /// The journal cannot be read any more.
    #[error("entry {index} cannot be proven: {problem}")]
    Unreadable {
        /// What was asked for.
        index: u64,
        /// What is wrong.
        problem: String,
    },
    /// The ledger is closed.
    #[error("the ledger is closed")]
    Closed,
}
