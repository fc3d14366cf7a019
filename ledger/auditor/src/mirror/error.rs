//! Why a copy is not up to date.

use crate::log_keys::TrustError;
use crate::source::SourceError;
use std::io;
use std::path::PathBuf;
use yicang_tlog::CheckpointError;

/// Why a copy is not up to date. What was verified before stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum MirrorError {
    /// The log cannot be read.
    #[error(transparent)]
    Source(SourceError),
    /// The root key does not name the log's keys.
    #[error("the log's {0}")]
    Keys(TrustError),
    /// Another process keeps this copy.
    #[error("{0} is in use by another mirror or monitor")]
    InUse(PathBuf),
    /// The checkpoint does not hold.
    #[error("{0}/checkpoint {1}")]
    Checkpoint(&'static str, CheckpointError),
    /// Something that the checkpoint speaks of is not there or not what it should be.
    #[error("the log's {file} {what}")]
    File {
        /// The public file.
        file: String,
        /// What is wrong.
        what: String,
    },
    /// The log has taken something back or changed it; both signed heads are kept.
    #[error("{what}. Both heads, signed by the log's key, are kept in {}: they prove it to anyone", evidence.display())]
    Contradiction {
        /// What it did.
        what: String,
        /// The file with both.
        evidence: PathBuf,
    },
    /// The copy itself.
    #[error("{path} cannot be read or written: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl From<SourceError> for MirrorError {
    fn from(error: SourceError) -> Self {
        Self::Source(error)
    }
}

impl From<TrustError> for MirrorError {
    fn from(error: TrustError) -> Self {
        match error {
            TrustError::Source(error) => Self::Source(error),
            other => Self::Keys(other),
        }
    }
}

impl MirrorError {
    /// Whether it is the log that is at fault, and not a network or a disk.
    #[must_use]
    pub fn is_breach(&self) -> bool {
        matches!(self, Self::Contradiction { .. })
    }
}
