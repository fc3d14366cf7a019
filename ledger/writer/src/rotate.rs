//! Changing the log's key: the next key is made in the ledger's folder, the root key states it elsewhere, offline, and
//! with that statement the folder goes over to the new key. The entries stay as they are; the head is signed anew.
//!
//! It can be broken off and run again: the new key is put in the old one's place last.
//!
//! A statement that changes no key here, such as a first one or a revocation, is published by itself.

use crate::keys::{self, KeysError, NEXT, SKEY};
use crate::ledger::SIGNED;
use crate::signing::LAST;
use crate::{Ledger, OpenError};
use std::path::{Path, PathBuf};
use yicang_files::{self as files, DiskFiles, Files};
use yicang_language::{Message, ToMessage, message};
use yicang_tlog::layout::{CHECKPOINT, KEYS, VKEY, WITNESSED};
use yicang_tlog::{Checkpoint, CheckpointSigner, KeyRing, LogKeys as _, LogVerifier};
use yicang_words::Words as _;

/// Why the key stays as it is.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum RotateError {
    /// The key files.
    Keys(#[from] KeysError),
    /// The ledger is not in order, or is running.
    Open(#[from] OpenError),
    /// The root key has not said what is needed.
    Statement(Message),
    /// The disk.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl ToMessage for RotateError {
    fn message(&self) -> Message {
        match self {
            Self::Keys(error) => error.message(),
            Self::Open(error) => error.message(),
            Self::Statement(what) => what.clone(),
            Self::Io { path, source } => message!("file-unusable", path = path, why = source.message()),
        }
    }
}

/// Makes the next key of the ledger in `dir`, `keys/next.skey`, for the same log name; answers with its public half.
///
/// # Errors
///
/// There is a next key already, or the present one cannot be read.
pub fn next_key(dir: &Path) -> Result<LogVerifier, KeysError> {
    let log = keys::load(dir)?.verifier().name().to_owned();
    let path = dir.join(NEXT);
    let skey = CheckpointSigner::generate(&mut rand_core::OsRng, &log);
    let key = |source| KeysError::Key { path: path.clone(), source };
    let skey = skey.map_err(key)?;
    if path.exists() {
        return Err(KeysError::Exists(path));
    }
    keys::write_secret(&path, &skey)?;
    Ok(CheckpointSigner::from_skey(&skey).map_err(key)?.verifier().clone())
}

/// Goes over to the next key. `statements` are the root key's words on the old and the new key, which are published.
/// Answers with the new key. The ledger must not be running.
///
/// # Errors
///
/// The root key does not state what is needed, the ledger is running or not in order, or the disk fails. It can be run
/// again.
pub fn rotate(dir: &Path, root: &LogVerifier, statements: &[u8]) -> Result<LogVerifier, RotateError> {
    let next = dir.join(NEXT);
    let skey = keys::read_secret(&next)?;
    let new = CheckpointSigner::from_skey(&skey).map_err(|source| KeysError::Key { path: next.clone(), source })?;
    let old = keys::load(dir)?;
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| RotateError::Io { path, source }
    };
    let (ring, all) = with_published(dir, root, statements)?;
    let last = last_signed(dir, old, &new)?;
    let size = last.size();
    if !ring.keys_at(size).contains(&new.verifier()) {
        let problem = message!("writer-root-key-silent", key = new.verifier().vkey(), size = size);
        return Err(RotateError::Statement(problem));
    }
    let head = new.sign(size, last.root());
    let tmp = dir.join("state/tmp-rotate");
    let files = DiskFiles::real(tmp.clone()).map_err(io(&tmp))?;
    let vkey = format!("{}\n", new.verifier().vkey());
    let public = |name: &str| dir.join("public").join(name);
    for (path, bytes) in [
        (public(KEYS), all.as_slice()),
        (dir.join(LAST), head.as_bytes()),
        (dir.join(SIGNED), head.as_bytes()),
        (public(VKEY), vkey.as_bytes()),
        (public(CHECKPOINT), head.as_bytes()),
    ] {
        files.put_durably(&path, bytes).map_err(io(&path))?;
    }
    // Cosigned under the old key; the witnesses are asked again.
    let witnessed = public(WITNESSED);
    if witnessed.exists() {
        std::fs::remove_file(&witnessed).map_err(io(&witnessed))?;
    }
    let (current, kept) = (dir.join(SKEY), dir.join(format!("keys/log-until-{size}.skey")));
    std::fs::copy(&current, &kept).map_err(io(&kept))?;
    std::fs::rename(&next, &current).map_err(io(&current))?;
    yicang_files::sync_dir(&dir.join("keys")).map_err(io(&current))?;
    // Opening checks all of it against the journal.
    let ledger = Ledger::open(dir, keys::load(dir)?)?;
    Ok(ledger.verifier().clone())
}

/// Publishes statements while the key stays as it is; the ledger may be running. Answers with all that count now.
///
/// # Errors
///
/// After these statements no key could sign the present head, they do not hold, or the disk fails.
pub fn publish_statements(dir: &Path, root: &LogVerifier, statements: &[u8]) -> Result<KeyRing, RotateError> {
    let (ring, all) = with_published(dir, root, statements)?;
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| RotateError::Io { path, source }
    };
    let head = dir.join("public").join(CHECKPOINT);
    let head = files::read(&head).map_err(io(&head))?.unwrap_or_default();
    // Readers by the root key must be able to read on.
    ring.open_by(&head)
        .map_err(|error| RotateError::Statement(message!("writer-after-statements", what = error.words())))?;
    let tmp = dir.join("state/tmp-statements");
    let files = DiskFiles::real(tmp.clone()).map_err(io(&tmp))?;
    let path = dir.join("public").join(KEYS);
    files.put_durably(&path, &all).map_err(io(&path))?;
    Ok(ring)
}

/// The statements with those that are published, which they follow.
fn with_published(dir: &Path, root: &LogVerifier, statements: &[u8]) -> Result<(KeyRing, Vec<u8>), RotateError> {
    let path = dir.join("public").join(KEYS);
    let earlier = files::read(&path).map_err(|source| RotateError::Io { path, source })?.unwrap_or_default();
    let all = if earlier.ends_with(statements) { earlier } else { [&earlier, statements].concat() };
    let ring = KeyRing::parse(&all, root).map_err(|error| RotateError::Statement(error.words()))?;
    Ok((ring, all))
}

/// The last signed head, by the new key if this is a second attempt; by the old one only after the whole ledger was
/// checked against the journal.
fn last_signed(dir: &Path, old: CheckpointSigner, new: &CheckpointSigner) -> Result<Checkpoint, RotateError> {
    let path = dir.join(LAST);
    let note = files::read(&path).map_err(|source| RotateError::Io { path, source })?;
    if let Some(head) = note.and_then(|note| new.verifier().open(&note).ok()) {
        return Ok(head);
    }
    let ledger = Ledger::open(dir, old)?;
    let head = ledger.checkpoint().cloned();
    head.ok_or_else(|| RotateError::Statement(message!("writer-nothing-signed")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Record;
    use yicang_auditor::audit::audit_bytes;
    use yicang_auditor::source::Folder;
    use yicang_tlog::{KeyStatement, Leaf};

    #[test]
    fn the_key_changes_only_by_the_root_key_s_word_and_the_entries_stay() {
        let dir = tempfile::tempdir().unwrap();
        let root = CheckpointSigner::generate(&mut rand_core::OsRng, "log.example/root").unwrap();
        let root = CheckpointSigner::from_skey(&root).unwrap();
        let old = keys::create(dir.path(), "log.example/a").unwrap();
        let old_key = old.verifier().clone();
        let add = |ledger: &mut Ledger, n: u64| {
            let leaf = Leaf::new("report").with("id", n).to_bytes();
            assert!(ledger.append(vec![vec![Record { leaf, ..Record::default() }]])[0].is_ok());
            ledger.publish().unwrap();
        };
        let mut ledger = Ledger::open(dir.path(), old).unwrap();
        (0..3).for_each(|n| add(&mut ledger, n));
        ledger.publish_proof(&ledger.prove(1).unwrap()).unwrap();
        drop(ledger);
        let new_key = next_key(dir.path()).unwrap();
        assert!(matches!(next_key(dir.path()), Err(KeysError::Exists(_))));
        let say = |key: &LogVerifier, from, until| KeyStatement { key: key.clone(), from, until };
        let first = say(&old_key, 0, Some(3)).signed(&root);
        let impostor = say(&new_key, 3, None).signed(&keys::load(dir.path()).unwrap());
        for refused in [Vec::new(), first.clone(), impostor, say(&new_key, 4, None).signed(&root)] {
            let refused = rotate(dir.path(), root.verifier(), &refused).unwrap_err();
            assert!(matches!(refused, RotateError::Statement(_)), "{refused}");
        }
        let good = [first, say(&new_key, 3, None).signed(&root)].concat();
        assert_eq!(rotate(dir.path(), root.verifier(), &good).unwrap(), new_key);
        let mut ledger = Ledger::open(dir.path(), keys::load(dir.path()).unwrap()).unwrap();
        add(&mut ledger, 3);
        drop(ledger);
        let public = Folder(dir.path().join("public"));
        let found = audit_bytes(&public, &new_key, None, &mut |_, _, _| {}).unwrap();
        assert_eq!((found.findings, found.checkpoint.unwrap().size()), (vec![], 4));
        let ring =
            KeyRing::parse(&std::fs::read(dir.path().join("public").join(KEYS)).unwrap(), root.verifier()).unwrap();
        let head = std::fs::read(dir.path().join("public/checkpoint")).unwrap();
        assert_eq!(ring.open_by(&head).unwrap().1, &new_key);
        assert!(ring.open_by(keys::load(dir.path()).unwrap().sign(2, &[1; 32]).as_bytes()).is_err());
    }
}
