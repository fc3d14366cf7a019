//! Where the log's keys lie: the private one in `DIR/keys/log.skey`, for its owner only; the public one in
//! `DIR/public/log.vkey`, for everyone. Never overwrites a key: losing the old one would end the log.

use std::io;
use std::path::{Path, PathBuf};

use yicang_tlog::{CheckpointSigner, KeyTextError};

use crate::files;
use crate::public::VKEY;

const SKEY: &str = "keys/log.skey";

/// Why the keys cannot be made or read.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// There is a key already.
    #[error("{0} is there already; a log keeps its key for life. Choose another folder for a new log")]
    Exists(PathBuf),
    /// There is no key.
    #[error("{0} is not there; `yicang-ledger init` makes a new log with its key")]
    Missing(PathBuf),
    /// The name or the key is of no use.
    #[error("{path}: {source}")]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: KeyTextError,
    },
    /// The disk or the operating system.
    #[error("{path} cannot be read or written: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Makes the key pair of a new log named `origin` in `dir`: a URL without scheme, for instance
/// `supplies.hubei.example/log`. Refuses if there is one.
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

/// Reads the private key that [`create`] made.
pub fn load(dir: &Path) -> Result<CheckpointSigner, KeysError> {
    let path = dir.join(SKEY);
    let text = match files::read(&path) {
        Ok(Some(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        Ok(None) => return Err(KeysError::Missing(path)),
        Err(source) => return Err(KeysError::Io { path, source }),
    };
    CheckpointSigner::from_skey(&text).map_err(|source| KeysError::Key { path, source })
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
        }
    }
}
