//! Why cosignatures are not collected, and why an entry has no cosigned proof.

use std::io;
use std::path::PathBuf;

/// Why collecting cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// The policy is not for this log.
    #[error("the policy lists logs, but not this one, {0}; add a `log` line with that key, or take the others out")]
    OtherLog(String),
    /// Nobody can be asked.
    #[error("the policy demands witnesses, but names no address of any; put each one's URL at the end of its line")]
    NoAddress,
    /// The disk.
    #[error("{path} cannot be read or written: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Why an entry has no witnessed proof.
#[derive(Debug, thiserror::Error)]
pub enum WitnessedProofError {
    /// No head over it satisfies the policy yet.
    #[error("entry {0} is not under a head that satisfies the witness policy yet")]
    NotYet(u64),
    /// The public folder is damaged or cannot be read or written.
    #[error("the public folder does not prove entry {0}: {1}")]
    Folder(u64, String),
}
