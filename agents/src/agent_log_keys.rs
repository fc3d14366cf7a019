//! The keys of the public log, as this agent knows them: the log's one key, or the key of its root. The root key is
//! offline and names the log's keys through every change. Its statements are kept in the agent's folder; statements are
//! added, never removed.

use std::io;
use std::path::PathBuf;
use yicang_auditor::log_keys::{TrustAnchor as Trust, TrustError};
use yicang_auditor::source::SourceError;
use yicang_language::{Message, ToMessage, message};
use yicang_tlog::LogVerifier;

/// The root key's statements, in the agent's folder as in the public one.
pub const STATEMENTS: &str = "log.keys";

/// What the configuration says of the log.
#[derive(Clone, Debug)]
pub enum KnownLog {
    /// Its one key; another one must be put into the configuration by hand.
    Key(LogVerifier),
    /// Its root's key.
    Root(LogVerifier),
}

impl From<LogVerifier> for KnownLog {
    fn from(key: LogVerifier) -> Self {
        Self::Key(key)
    }
}

impl KnownLog {
    /// The key's text, whichever it is.
    #[must_use]
    pub fn vkey(&self) -> &str {
        match self {
            Self::Key(key) | Self::Root(key) => key.vkey(),
        }
    }

    pub(crate) fn trust(&self) -> Trust<'_> {
        match self {
            Self::Key(key) => Trust::Key(key),
            Self::Root(key) => Trust::Root(key),
        }
    }
}

/// Why the log's keys are not known.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum LogKeysError {
    /// What is shown does not hold, or is nothing.
    Trust(#[from] TrustError),
    /// It cannot be kept.
    Disk {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl From<SourceError> for LogKeysError {
    fn from(error: SourceError) -> Self {
        Self::Trust(error.into())
    }
}

impl ToMessage for LogKeysError {
    fn message(&self) -> Message {
        match self {
            Self::Trust(error) => error.message(),
            Self::Disk { path, source } => message!("file-problem", path = path, why = source.message()),
        }
    }
}
