//! Where the log's keys lie: the private one in `DIR/keys/log.skey`, for its owner only; the public one in
//! `DIR/public/log.vkey`, for everyone. Never overwrites a key: losing the old one would end the log.

use std::io;
use std::path::{Path, PathBuf};
use yicang_files as files;
use yicang_language::{Message, ToMessage, message};
use yicang_tlog::layout::VKEY;
use yicang_tlog::{CheckpointSigner, KeyTextError};
use yicang_words::Words as _;

pub(crate) const SKEY: &str = "keys/log.skey";
/// The key that the log will go over to.
pub(crate) const NEXT: &str = "keys/next.skey";

/// Why the keys cannot be made or read.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum KeysError {
    /// There is a key already.
    Exists(PathBuf),
    /// There is no key.
    Missing(PathBuf),
    /// Others than its owner can read or write it.
    Open(PathBuf),
    /// The name or the key is of no use.
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: KeyTextError,
    },
    /// The disk or the operating system.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl ToMessage for KeysError {
    fn message(&self) -> Message {
        match self {
            Self::Exists(path) => message!("ledger-key-there", path = path),
            Self::Missing(path) => message!("ledger-key-missing", path = path),
            Self::Open(path) => message!("ledger-key-readable", path = path),
            Self::Key { path, source } => message!("file-problem", path = path, why = source.words()),
            Self::Io { path, source } => message!("file-unusable", path = path, why = source.message()),
        }
    }
}

/// Makes the key pair of a new log named `origin` in `dir`: a URL without scheme, for instance
/// `supplies.hubei.example/log`. Refuses if there is one.
///
/// # Errors
///
/// There is a key already, the name is of no use, or the disk fails. No key is overwritten.
pub fn create(dir: &Path, origin: &str) -> Result<CheckpointSigner, KeysError> {
    let (private, public) = (dir.join(SKEY), dir.join("public").join(VKEY));
    for path in [&private, &public] {
        if path.exists() {
            return Err(KeysError::Exists(path.clone()));
        }
    }
    let key = |source| KeysError::Key { path: private.clone(), source };
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| KeysError::Io { path, source }
    };
    let skey = CheckpointSigner::generate(&mut rand_core::OsRng, origin).map_err(key)?;
    let signer = CheckpointSigner::from_skey(&skey).map_err(key)?;
    files::make_private_dir(&dir.join("keys")).map_err(io(&private))?;
    std::fs::create_dir_all(dir.join("public")).map_err(io(&public))?;
    files::make_private_file(&private, format!("{skey}\n").as_bytes()).map_err(io(&private))?;
    std::fs::write(&public, format!("{}\n", signer.verifier().vkey())).map_err(io(&public))?;
    Ok(signer)
}

/// Reads the private key that [`create`] made; refuses one that others can read.
///
/// # Errors
///
/// There is no key, others can read it, or it is none.
pub fn load(dir: &Path) -> Result<CheckpointSigner, KeysError> {
    let path = dir.join(SKEY);
    if !path.exists() {
        return Err(KeysError::Missing(path));
    }
    let text = read_secret(&path)?;
    CheckpointSigner::from_skey(&text).map_err(|source| KeysError::Key { path, source })
}

/// Reads a private key's text. A file that others can read or change is refused: the key may be theirs already.
///
/// # Errors
///
/// Others than the owner can read or change the file, or the system's error.
pub fn read_secret(path: &Path) -> Result<String, KeysError> {
    let io = |source| KeysError::Io { path: path.to_owned(), source };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if std::fs::metadata(path).map_err(io)?.permissions().mode() & 0o077 != 0 {
            return Err(KeysError::Open(path.to_owned()));
        }
    }
    std::fs::read_to_string(path).map_err(io)
}

/// Writes a private key's text into a new file that only its owner can read; one that is there is an error.
///
/// # Errors
///
/// The file is there already, or the system's error.
pub fn write_secret(path: &Path, text: &str) -> Result<(), KeysError> {
    let written = files::make_private_file(path, format!("{}\n", text.trim()).as_bytes());
    written.map_err(|source| KeysError::Io { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(load(dir.path()), Err(KeysError::Missing(_))));
        let made = create(dir.path(), "yicang.example/log").unwrap();
        assert_eq!(load(dir.path()).unwrap().verifier(), made.verifier());
        assert!(matches!(create(dir.path(), "yicang.example/log"), Err(KeysError::Exists(_))));
        assert!(matches!(create(&dir.path().join("x"), "my log"), Err(KeysError::Key { .. })));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &str| std::fs::metadata(dir.path().join(path)).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode("keys"), mode("keys/log.skey")), (0o700, 0o600));
            let path = dir.path().join("keys/log.skey");
            for mode in [0o640, 0o604, 0o620] {
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
                let refused = load(dir.path()).unwrap_err();
                assert!(matches!(refused, KeysError::Open(_)), "{refused}");
                assert!(refused.to_string().contains("chmod 600"), "{refused}");
            }
        }
    }
}
