//! Why a journal in a file does not open, and what to do then.

use std::io;
use std::path::PathBuf;

/// Why the journal does not open.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The disk or the operating system.
    #[error("{path} cannot be read or written: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another process has it open.
    #[error("{0} is in use by another process; stop that one first")]
    InUse(PathBuf),
    /// The file is no journal, or of another version.
    #[error("{path} is no journal that this program can open: {problem}")]
    NotAJournal {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// Acknowledged bytes have changed. The file was left as it is.
    #[error(
        "{path} is damaged at byte {offset}, in or after record {record}: {problem}. This is not what a power cut leaves \
         behind, so nothing was cut off. Copy the file away, check the disk, and restore the journal from a backup or \
         another copy of it"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where it begins.
        offset: u64,
        /// The first record that is not read.
        record: u64,
        /// What is wrong.
        problem: String,
    },
    /// Fewer records than are known to be acknowledged. The file was left as it is.
    #[error(
        "{path} holds {found} whole records, but {acknowledged} were already signed into the public log; the end of \
         the journal is missing. Restore it from a backup or another copy; to go on without these records would need \
         a new log under a new key"
    )]
    Behind {
        /// The file.
        path: PathBuf,
        /// Whole records found.
        found: u64,
        /// Records known to be acknowledged.
        acknowledged: u64,
    },
}
