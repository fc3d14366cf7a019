//! Why a journal in a file does not open, and what to do then.

use std::io;
use std::path::PathBuf;
use yicang_language::{Message, ToMessage, message};

/// Why the journal does not open.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum JournalError {
    /// The disk or the operating system.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another process has it open.
    InUse(PathBuf),
    /// The file is no journal, or of another version.
    NotAJournal {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: Message,
    },
    /// Acknowledged bytes have changed. The file was left as it is.
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where it begins.
        offset: u64,
        /// The first record that is not read.
        record: u64,
        /// What is wrong.
        problem: Message,
    },
    /// Fewer records than are known to be acknowledged. The file was left as it is.
    Behind {
        /// The file.
        path: PathBuf,
        /// Whole records found.
        found: u64,
        /// Records known to be acknowledged.
        acknowledged: u64,
    },
}

impl ToMessage for JournalError {
    fn message(&self) -> Message {
        match self {
            Self::Io { path, source } => message!("file-unusable", path = path, why = source.message()),
            Self::InUse(path) => message!("writer-in-use", path = path),
            Self::NotAJournal { path, problem } => message!("writer-no-journal", path = path, why = problem.clone()),
            Self::Damaged { path, offset, record, problem } => {
                message!("writer-damaged", path = path, byte = *offset, record = *record, why = problem.clone())
            }
            Self::Behind { path, found, acknowledged } => {
                message!("writer-journal-short", path = path, found = *found, signed = *acknowledged)
            }
        }
    }
}
