//! What a reader knows of the log beforehand, from the words: its key, or its root's.

use super::output::Output;
use super::{Failure, said};
use std::path::Path;
use yicang_auditor::log_keys::{TrustAnchor, TrustError};
use yicang_auditor::source::{self, Source};
use yicang_auditor::words::Words as _;
use yicang_files as files;
use yicang_language::{ToMessage as _, message};
use yicang_tlog::layout::{CHECKPOINT, VKEY};
use yicang_tlog::{LogKeys as _, LogVerifier};

/// What is known of the log beforehand.
#[derive(clap::Args)]
pub(super) struct Trusted {
    #[arg(long, value_name = "VKEY", required_unless_present = "root")]
    pub(super) key: Option<String>,
    #[arg(long, value_name = "VKEY", conflicts_with = "key")]
    pub(super) root: Option<String>,
}

/// What `prove` and `show` may be told of the log beforehand.
#[derive(clap::Args)]
pub(super) struct Reading {
    #[arg(long, value_name = "VKEY")]
    pub(super) key: Option<String>,
    #[arg(long, value_name = "VKEY", conflicts_with = "key")]
    pub(super) root: Option<String>,
}

/// A key that was read, and which of the two it is.
pub(super) struct Known {
    pub(super) key: LogVerifier,
    pub(super) is_root: bool,
}

impl Known {
    pub(super) fn trust(&self) -> TrustAnchor<'_> {
        if self.is_root { TrustAnchor::Root(&self.key) } else { TrustAnchor::Key(&self.key) }
    }
}

impl Trusted {
    pub(super) fn read(&self) -> Result<Known, Failure> {
        let (text, is_root) = match (&self.root, &self.key) {
            (Some(root), _) => (root.as_str(), true),
            (None, key) => (key.as_deref().unwrap_or_default(), false),
        };
        Ok(Known { key: read_key(text)?, is_root })
    }

    /// The key of the head that stands at this place now; `None` if the root key names none, which was said then.
    pub(super) fn key_now(&self, source: &dyn Source, out: &mut Output<'_>) -> Result<Option<LogVerifier>, Failure> {
        let known = self.read()?;
        if !known.is_root {
            return Ok(Some(known.key));
        }
        match key_of_head(known.trust(), source) {
            Ok(key) => Ok(Some(key)),
            Err(TrustError::Source(error)) => Err(said(error)),
            Err(what) => {
                out.say(&message!("ledger-wrong", what = what.message()))?;
                Ok(None)
            }
        }
    }
}

/// The key that has signed the head that stands there now, and may.
fn key_of_head(trust: TrustAnchor<'_>, source: &dyn Source) -> Result<LogVerifier, TrustError> {
    let head = source.read(CHECKPOINT)?.unwrap_or_default();
    Ok(trust.keys(source)?.open_by(&head)?.1.clone())
}

/// A key as text, or a file that holds it.
pub(super) fn read_key(key: &str) -> Result<LogVerifier, Failure> {
    let text = match files::read(Path::new(key)) {
        Ok(Some(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        _ if key.contains('+') => key.to_owned(),
        _ => return Err(Failure::Said(message!("ledger-key-neither", key = key))),
    };
    LogVerifier::from_vkey(&text).map_err(|error| super::file_problem(Path::new(key), error.words()))
}

/// The public folder at `place`, which may be the ledger's folder around it, and the key.
pub(super) fn open_public(place: &str, reading: &Reading) -> Result<(Box<dyn Source>, LogVerifier), Failure> {
    let inner = Path::new(place).join("public");
    let place = if inner.is_dir() { inner.display().to_string() } else { place.to_owned() };
    let source = source::open(&place).map_err(said)?;
    let log = match (&reading.key, &reading.root) {
        (Some(key), _) => read_key(key)?,
        (None, Some(root)) => key_of_head(TrustAnchor::Root(&read_key(root)?), source.as_ref()).map_err(said)?,
        (None, None) => {
            let bytes = source.read(VKEY).map_err(said)?;
            let none = || Failure::Said(message!("ledger-no-vkey", place = &place, file = VKEY));
            let vkey = String::from_utf8_lossy(&bytes.ok_or_else(none)?).into_owned();
            let file = Path::new(&place).join(VKEY);
            LogVerifier::from_vkey(&vkey).map_err(|error| super::file_problem(&file, error.words()))?
        }
    };
    Ok((source, log))
}
