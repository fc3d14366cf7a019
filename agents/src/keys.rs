//! What an agent knows of the public log's keys: the one key, or the root key, which lies offline and names the log's keys
//! through every change. Its statements are kept in the agent's folder, and only more may follow: none is taken back.

use crate::home::Home;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use yicang_auditor::log_keys::{Keys, TrustAnchor as Trust, TrustError};
use yicang_auditor::source::{Folder, Source, SourceError};
use yicang_tlog::{LogKeys as _, LogVerifier};

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

    fn trust(&self) -> Trust<'_> {
        match self {
            Self::Key(key) => Trust::Key(key),
            Self::Root(key) => Trust::Root(key),
        }
    }
}

/// Why the log's keys are not known.
#[derive(Debug, thiserror::Error)]
pub enum LogKeysError {
    /// What is shown does not hold, or is nothing.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// It cannot be kept.
    #[error("{}: {source}", path.display())]
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

impl Home {
    /// The keys as they were learned last.
    ///
    /// # Errors
    /// [`LogKeysError`]; with a root key, if none was ever learned.
    pub fn log_keys(&self) -> Result<Keys<'_>, LogKeysError> {
        Ok(self.config.log.trust().keys(&self.as_source())?)
    }

    /// The log's name; `None` with a root key whose statements were never learned.
    #[must_use]
    pub fn log_name(&self) -> Option<String> {
        match &self.config.log {
            KnownLog::Key(key) => Some(key.name().to_owned()),
            KnownLog::Root(_) => self.log_keys().ok().map(|keys| keys.name().to_owned()),
        }
    }

    /// The keys as this place publishes them; what is new is kept.
    ///
    /// # Errors
    /// [`LogKeysError`]; what was known stays.
    pub fn learn_log_keys(&self, place: &dyn Source) -> Result<Keys<'_>, LogKeysError> {
        let known = self.as_source().read(STATEMENTS)?.unwrap_or_default();
        let keys = self.config.log.trust().keys_since(place, &known)?;
        if keys.statements().len() > known.len() {
            let path = self.folder().join(STATEMENTS);
            let written = crate::home::replace(&path, keys.statements());
            written.map_err(|source| LogKeysError::Disk { path, source })?;
        }
        Ok(keys)
    }

    /// The same with what the centre shows; nothing if it has no statements.
    ///
    /// # Errors
    /// [`LogKeysError`]; what was known stays.
    pub fn learn_shown_keys(&self, statements: Vec<u8>) -> Result<Keys<'_>, LogKeysError> {
        let mut place = BTreeMap::new();
        if !statements.is_empty() {
            place.insert(STATEMENTS.to_owned(), statements);
        }
        self.learn_log_keys(&place)
    }

    fn as_source(&self) -> Folder {
        Folder(self.folder().to_owned())
    }
}
