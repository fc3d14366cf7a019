//! Why cosignatures are not collected, and why an entry has no cosigned proof.

use std::io;
use std::path::PathBuf;
use yicang_language::{Message, ToMessage, message};

/// Why collecting cannot begin.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum CollectError {
    /// The policy is not for this log.
    OtherLog(String),
    /// Nobody can be asked.
    NoAddress,
    /// The disk.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl ToMessage for CollectError {
    fn message(&self) -> Message {
        match self {
            Self::OtherLog(log) => message!("collect-other-log", log = log),
            Self::NoAddress => message!("collect-no-address"),
            Self::Io { path, source } => message!("file-unusable", path = path, why = source.message()),
        }
    }
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
