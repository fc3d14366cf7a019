//! What a reader knows of a log beforehand: its one key, or the root key, which names the log's keys through every change.

use yicang_tlog::{CheckpointError, KeyRing, KeyRingError, LogKeys, LogVerifier};

use crate::public::KEYS;
use crate::source::{Source, SourceError};

/// See the module.
#[derive(Clone, Copy, Debug)]
pub enum Trust<'a> {
    /// The one key.
    Key(&'a LogVerifier),
    /// The root key; which keys it names is read from the public folder each time.
    Root(&'a LogVerifier),
}

/// Why the root key says nothing of a log.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The folder cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// No statements.
    #[error("{KEYS} is missing: the root key says nothing of this log")]
    Missing,
    /// They do not hold.
    #[error("{KEYS}: {0}")]
    Ring(#[from] KeyRingError),
    /// The head is not signed by a key that may sign it.
    #[error("the checkpoint {0}")]
    Checkpoint(#[from] CheckpointError),
}

/// The keys that are trusted now.
#[derive(Debug)]
pub enum Keys<'a> {
    /// The one key.
    One(&'a LogVerifier),
    /// Those that the root key names, and its statements, byte for byte.
    Ring(KeyRing, Vec<u8>),
}

impl<'a> From<&'a LogVerifier> for Trust<'a> {
    fn from(key: &'a LogVerifier) -> Self {
        Self::Key(key)
    }
}

impl<'a> Trust<'a> {
    /// The keys of the log that this place publishes.
    pub fn keys(self, place: &dyn Source) -> Result<Keys<'a>, TrustError> {
        match self {
            Self::Key(key) => Ok(Keys::One(key)),
            Self::Root(root) => {
                let statements = place.read(KEYS)?.ok_or(TrustError::Missing)?;
                Ok(Keys::Ring(KeyRing::parse(&statements, root)?, statements))
            }
        }
    }
}

impl LogKeys for Keys<'_> {
    fn name(&self) -> &str {
        match self {
            Self::One(key) => key.name(),
            Self::Ring(ring, _) => ring.name(),
        }
    }

    fn keys_at(&self, size: u64) -> Vec<&LogVerifier> {
        match self {
            Self::One(key) => vec![key],
            Self::Ring(ring, _) => ring.keys_at(size),
        }
    }

    fn open_by(&self, bytes: &[u8]) -> Result<(yicang_tlog::Checkpoint, &LogVerifier), CheckpointError> {
        match self {
            Self::One(key) => key.open_by(bytes),
            Self::Ring(ring, _) => ring.open_by(bytes),
        }
    }
}
