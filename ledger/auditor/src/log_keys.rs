//! What a reader knows of a log beforehand: its one key, or the root key, which names the log's keys through every
//! change.

use crate::source::{Source, SourceError};
use crate::words::{Words as _, of_the_checkpoint};
use yicang_language::{Message, ToMessage, message};
use yicang_tlog::layout::KEYS;
use yicang_tlog::{Checkpoint, CheckpointError, KeyRing, KeyRingError, LogKeys, LogVerifier};

/// See the module.
#[derive(Clone, Copy, Debug)]
pub enum TrustAnchor<'a> {
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
    #[error("{}", self.message())]
    Missing,
    /// What the root key had said before is not there any more.
    #[error("{}", self.message())]
    TakenBack,
    /// They do not hold.
    #[error("{}", self.message())]
    Ring(#[from] KeyRingError),
    /// The head is not signed by a key that may sign it.
    #[error("{}", self.message())]
    Checkpoint(#[from] CheckpointError),
}

impl ToMessage for TrustError {
    fn message(&self) -> Message {
        match self {
            Self::Source(error) => error.message(),
            Self::Missing => message!("trust-missing", file = KEYS),
            Self::TakenBack => message!("trust-taken-back", file = KEYS),
            Self::Ring(error) => message!("audit-finding", file = KEYS, what = error.words()),
            Self::Checkpoint(error) => of_the_checkpoint(error),
        }
    }
}

/// The keys that are trusted now.
#[derive(Debug)]
pub enum Keys<'a> {
    /// The one key.
    One(&'a LogVerifier),
    /// Those that the root key names, and its statements, byte for byte.
    Ring(KeyRing, Vec<u8>),
}

impl<'a> From<&'a LogVerifier> for TrustAnchor<'a> {
    fn from(key: &'a LogVerifier) -> Self {
        Self::Key(key)
    }
}

impl<'a> TrustAnchor<'a> {
    /// The keys of the log that this place publishes.
    ///
    /// # Errors
    ///
    /// The statements cannot be read, are missing, or do not hold.
    pub fn keys(self, place: &dyn Source) -> Result<Keys<'a>, TrustError> {
        self.keys_since(place, &[])
    }

    /// The same, by a reader who has `seen` statements before: only more may follow, so that no revocation is hidden.
    ///
    /// # Errors
    ///
    /// As [`keys`](Self::keys); and if statements that were seen before are gone.
    pub fn keys_since(self, place: &dyn Source, seen: &[u8]) -> Result<Keys<'a>, TrustError> {
        match self {
            Self::Key(key) => Ok(Keys::One(key)),
            Self::Root(root) => {
                let statements = place.read(KEYS)?.ok_or(TrustError::Missing)?;
                let ring = KeyRing::parse(&statements, root)?;
                if statements.starts_with(seen) { Ok(Keys::Ring(ring, statements)) } else { Err(TrustError::TakenBack) }
            }
        }
    }
}

impl Keys<'_> {
    /// The root key's statements, byte for byte; empty where one key is trusted by itself.
    #[must_use]
    pub fn statements(&self) -> &[u8] {
        match self {
            Self::One(_) => &[],
            Self::Ring(_, statements) => statements,
        }
    }

    /// Opens a head that was checked when it was put where it is: by what the root key says now, or had said at any
    /// time before.
    ///
    /// # Errors
    ///
    /// None of the keys, of now or of before, has signed the head.
    pub fn open_kept(&self, bytes: &[u8]) -> Result<Checkpoint, CheckpointError> {
        let opened = self.open_by(bytes).map(|(head, _)| head);
        let Self::Ring(ring, _) = self else { return opened };
        let mut earlier = std::iter::successors(ring.earlier(), KeyRing::earlier);
        opened.or_else(|fault| earlier.find_map(|ring| Some(ring.open_by(bytes).ok()?.0)).ok_or(fault))
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

    fn open_by(&self, bytes: &[u8]) -> Result<(Checkpoint, &LogVerifier), CheckpointError> {
        match self {
            Self::One(key) => key.open_by(bytes),
            Self::Ring(ring, _) => ring.open_by(bytes),
        }
    }
}
