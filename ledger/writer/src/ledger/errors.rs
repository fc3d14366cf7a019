//! Why the ledger does not open, and why there is no proof. A variant for each thing that the caller would do
//! differently.

use crate::journal::{JournalError, ScanError};
use crate::public::PublishError;
use std::io;
use std::path::PathBuf;
use yicang_language::{Message, ToMessage, message};
use yicang_tlog::CheckpointError;
use yicang_words::Words as _;

/// Why the ledger does not open. Whatever it is, nothing was signed and nothing acknowledged was lost.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum OpenError {
    /// The journal.
    Journal(#[from] JournalError),
    /// A record of the journal.
    Scan(#[from] ScanError),
    /// A checkpoint that this log signed, or should have, does not hold.
    Signed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: CheckpointError,
    },
    /// The journal is not the one from which this checkpoint was signed.
    Inconsistent {
        /// The file with the checkpoint.
        path: PathBuf,
        /// Entries in the checkpoint.
        size: u64,
        /// Records in the journal.
        records: u64,
    },
    /// The folder is not the one in which this log was signed last, but a copy of it.
    Copied(PathBuf),
    /// The journal of a copy lacks what somebody has seen signed.
    OldCopy {
        /// Entries under the checkpoint.
        signed: u64,
        /// Records in the journal.
        records: u64,
    },
    /// The log's key.
    Signing(#[from] crate::signing::SigningError),
    /// The public folder is another log's.
    OtherLog(PathBuf),
    /// The public folder or the state cannot be written.
    Publish(#[from] PublishError),
    /// The disk or the operating system.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl ToMessage for OpenError {
    fn message(&self) -> Message {
        match self {
            Self::Journal(error) => error.message(),
            Self::Scan(error) => error.message(),
            Self::Signed { path, source } => message!("writer-signed", path = path, what = source.words()),
            Self::Inconsistent { path, size, records } => {
                message!("writer-inconsistent", path = path, size = *size, records = *records)
            }
            Self::Copied(path) => message!("writer-copied", path = path),
            Self::OldCopy { signed, records } => message!("writer-old-copy", signed = *signed, records = *records),
            Self::Signing(error) => error.message(),
            Self::OtherLog(path) => message!("writer-other-log", path = path),
            Self::Publish(error) => error.message(),
            Self::Io { path, source } => message!("file-unusable", path = path, why = source.message()),
        }
    }
}

/// Why there is no proof.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum ProveError {
    /// There is no such entry.
    NotThere {
        /// What was asked for.
        index: u64,
        /// Entries in the journal.
        size: u64,
    },
    /// The entry is durable, but the public folder could not be written. It is tried again with the next append.
    NotPublic {
        /// What was asked for.
        index: u64,
        /// What is wrong.
        problem: Message,
    },
    /// The journal cannot be read any more.
    Unreadable {
        /// What was asked for.
        index: u64,
        /// What is wrong.
        problem: Message,
    },
    /// The ledger is closed.
    Closed,
}

impl ToMessage for ProveError {
    fn message(&self) -> Message {
        match self {
            Self::NotThere { index, size } => message!("writer-no-entry", entry = *index, size = *size),
            Self::NotPublic { index, problem } => message!("writer-not-public", entry = *index, why = problem.clone()),
            Self::Unreadable { index, problem } => {
                message!("writer-not-proven", entry = *index, why = problem.clone())
            }
            Self::Closed => message!("writer-closed"),
        }
    }
}
