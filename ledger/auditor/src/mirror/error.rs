//! Why a copy is not up to date.

use crate::log_keys::TrustError;
use crate::source::SourceError;
use crate::words::Words as _;
use std::io;
use std::path::PathBuf;
use yicang_language::{Message, ToMessage, message};
use yicang_tlog::CheckpointError;

/// Why a copy is not up to date. What was verified before stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum MirrorError {
    /// The log cannot be read.
    #[error(transparent)]
    Source(SourceError),
    /// The root key does not name the log's keys.
    #[error("{}", self.message())]
    Keys(TrustError),
    /// Another process keeps this copy.
    #[error("{}", self.message())]
    InUse(PathBuf),
    /// The checkpoint does not hold.
    #[error("{}", self.message())]
    Checkpoint(Whose, CheckpointError),
    /// Something that the checkpoint speaks of is not there or not what it should be.
    #[error("{}", self.message())]
    File {
        /// The public file.
        file: String,
        /// What is wrong.
        what: Message,
    },
    /// The log has taken something back or changed it; both signed heads are kept.
    #[error("{}", self.message())]
    Contradiction {
        /// What it did.
        what: Message,
        /// The file with both.
        evidence: PathBuf,
    },
    /// The copy itself.
    #[error("{}", self.message())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl ToMessage for MirrorError {
    fn message(&self) -> Message {
        match self {
            Self::Source(error) => error.message(),
            Self::Keys(error) => message!("mirror-keys", what = error.message()),
            Self::InUse(path) => message!("mirror-in-use", path = path),
            Self::Checkpoint(Whose::Copy, error) => message!("mirror-copy-checkpoint", what = error.words()),
            Self::Checkpoint(Whose::Log, error) => message!("mirror-log-checkpoint", what = error.words()),
            Self::File { file, what } => message!("mirror-file", file = file, what = what.clone()),
            Self::Contradiction { what, evidence } => {
                message!("mirror-contradiction", what = what.clone(), file = evidence)
            }
            Self::Io { path, source } => message!("file-unusable", path = path, why = source.message()),
        }
    }
}

/// Whose checkpoint is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The copy's.
    Copy,
    /// The log's.
    Log,
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
