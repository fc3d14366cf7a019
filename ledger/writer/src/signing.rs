//! The signing part: the log's private key and, durably next to it, the last head that it signed. It refuses by itself
//! to sign a tree that is smaller than that or does not begin with it, whatever the rest of the program, or a restored
//! folder, wants of it. It knows no journal and no public folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use yicang_files::{self as files, Disk, DiskFiles, Files};
use yicang_language::{Message, ToMessage, message};
use yicang_tlog::{Checkpoint, CheckpointError, CheckpointSigner, LogVerifier, Tree};
use yicang_words::Words as _;

/// The last signed head, beside the key.
pub(crate) const LAST: &str = "keys/log.signed";

/// Why the signing part does not sign.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum SigningError {
    /// The tree contradicts what was signed.
    Refused {
        /// Entries that were signed.
        signed: u64,
        /// Entries that should be.
        asked: u64,
        /// The file that remembers.
        path: PathBuf,
    },
    /// What was signed last is not to be read.
    Damaged {
        /// The file that remembers.
        path: PathBuf,
        /// What is wrong with it.
        source: CheckpointError,
    },
    /// The disk.
    Io {
        /// The file that remembers.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl ToMessage for SigningError {
    fn message(&self) -> Message {
        match self {
            Self::Refused { signed, asked, path } => {
                message!("writer-key-refuses", signed = *signed, asked = *asked, path = path)
            }
            Self::Damaged { path, source } => message!("writer-key-forgot", path = path, what = source.words()),
            Self::Io { path, source } => message!("writer-key-disk", path = path, why = source.message()),
        }
    }
}

/// A key that remembers.
pub(crate) struct Signing {
    signer: CheckpointSigner,
    path: PathBuf,
    files: DiskFiles,
    last: Option<Checkpoint>,
}

impl Signing {
    /// The key of the ledger in `dir` with what it has signed.
    pub(crate) fn open(disk: Arc<dyn Disk>, dir: &Path, signer: CheckpointSigner) -> Result<Self, SigningError> {
        let path = dir.join(LAST);
        let io = |source| SigningError::Io { path: path.clone(), source };
        files::make_private_dir(&dir.join("keys")).map_err(io)?;
        let files = DiskFiles::open(disk, dir.join("keys/tmp")).map_err(io)?;
        let last = files::read(&path).map_err(io)?.map(|note| signer.verifier().open_own(&note));
        let last = last.transpose().map_err(|source| SigningError::Damaged { path: path.clone(), source })?;
        Ok(Self { signer, path, files, last })
    }

    /// The public key.
    pub(crate) fn verifier(&self) -> &LogVerifier {
        self.signer.verifier()
    }

    /// The last head that the key has signed, as far as it knows.
    pub(crate) fn last(&self) -> Option<&Checkpoint> {
        self.last.as_ref()
    }

    /// Signs the tree as it is, if it begins with all that was ever signed; that it was signed is durable before the
    /// signature is handed out.
    pub(crate) fn sign(&mut self, tree: &Tree) -> Result<Checkpoint, SigningError> {
        if let Some(last) = &self.last
            && tree.root_at(last.size()) != Some(*last.root())
        {
            let (signed, asked) = (last.size(), tree.size());
            return Err(SigningError::Refused { signed, asked, path: self.path.clone() });
        }
        let head = self.signer.sign(tree.size(), &tree.root());
        let put = self.files.put_durably(&self.path, head.as_bytes());
        put.map_err(|source| SigningError::Io { path: self.path.clone(), source })?;
        self.last = Some(head.clone());
        Ok(head)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ledger, OpenError, Record, keys};
    use yicang_files::RealDisk;
    use yicang_tlog::Leaf;

    fn tree(mark: &str, size: u64) -> Tree {
        let mut tree = Tree::new();
        for n in 0..size {
            tree.push(format!("{mark} {n}").as_bytes());
        }
        tree
    }

    #[test]
    fn the_key_refuses_a_doctored_tree_by_itself_and_after_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        keys::create(dir.path(), "log.example/a").unwrap();
        let open = || Signing::open(Arc::new(RealDisk), dir.path(), keys::load(dir.path()).unwrap()).unwrap();
        let mut signing = open();
        assert_eq!(signing.sign(&tree("a", 5)).unwrap().size(), 5);
        for mut signing in [signing, open()] {
            assert!(signing.sign(&tree("a", 4)).is_err());
            assert!(signing.sign(&tree("b", 5)).is_err());
            let refused = signing.sign(&tree("b", 9)).unwrap_err();
            assert!(matches!(refused, SigningError::Refused { signed: 5, asked: 9, .. }), "{refused}");
            assert_eq!(signing.sign(&tree("a", 5)).unwrap().size(), 5);
        }
        assert_eq!(open().sign(&tree("a", 7)).unwrap().size(), 7);
        std::fs::write(dir.path().join(LAST), b"?").unwrap();
        let refused = Signing::open(Arc::new(RealDisk), dir.path(), keys::load(dir.path()).unwrap()).err().unwrap();
        assert!(matches!(refused, SigningError::Damaged { .. }), "{refused}");
    }

    #[test]
    fn a_folder_restored_without_its_keys_from_an_old_copy_is_not_signed() {
        let dir = tempfile::tempdir().unwrap();
        let record = |n: u64| Record { leaf: Leaf::new("report").with("id", n).to_bytes(), ..Record::default() };
        keys::create(dir.path(), "log.example/a").unwrap();
        let open = || Ledger::open(dir.path(), keys::load(dir.path()).unwrap());
        let add = |ledger: &mut Ledger, n| {
            assert!(ledger.append(vec![vec![record(n)]])[0].is_ok());
            ledger.publish().unwrap();
        };
        let mut ledger = open().unwrap();
        add(&mut ledger, 0);
        drop(ledger);
        let old = tempfile::tempdir().unwrap();
        for name in ["journal", "state/checkpoint"] {
            std::fs::create_dir_all(old.path().join("state")).unwrap();
            std::fs::copy(dir.path().join(name), old.path().join(name)).unwrap();
        }
        let mut ledger = open().unwrap();
        add(&mut ledger, 1);
        drop(ledger);
        for name in ["journal", "state/checkpoint"] {
            std::fs::copy(old.path().join(name), dir.path().join(name)).unwrap();
        }
        std::fs::remove_dir_all(dir.path().join("public")).unwrap();
        let refused = open().err().unwrap();
        assert!(matches!(refused, OpenError::Inconsistent { size: 2, records: 1, .. }), "{refused}");
    }
}
