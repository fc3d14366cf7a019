//! Where everything of one dispatch centre lies, and what can go wrong while it is laid out or read.
//!
//! ```text
//! DIR/yicang.toml                    the settings
//! DIR/journal                        the truth; all else but the keys can be made again from it
//! DIR/public/                        the public log: may be copied or served as it is
//! DIR/keys/log.skey                  signs the public log
//! DIR/keys/receipt.key               signs receipts; receipt.pub is its public half, for agents; receipt.next.* comes next
//! DIR/keys/coordinator.key           the first coordinator's key
//! DIR/keys/recovery.key              enrols a coordinator when every other key is lost: to be kept offline, not here
//! DIR/tls/{ca.pem,server.pem,server.key}
//! DIR/private/salts                  opens the public log's masked fields: back it up (`yicang salts backup`)
//! DIR/index/                         sled; deleting it loses nothing
//! DIR/address                        where the running scheduler listens
//! ```

use std::io::Write as _;
use std::path::{Path, PathBuf};
use yicang_tlog::{KeyError, SigningKey};

/// The id of the coordinator that `init` enrols.
pub const FIRST_COORDINATOR: &str = "coordinator";

/// The id of the recovery key that `init` enrols.
pub const RECOVERY: &str = "recovery";

/// The folder of one dispatch centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataDir(PathBuf);

/// Why a data folder cannot be made or opened. Each is a sentence for the one who runs the program.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A file or folder.
    #[error("cannot {doing} {}: {}", path.display(), in_words(source))]
    File {
        /// `read`, `write`, `make`…
        doing: &'static str,
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file is there but does not say what it should.
    #[error("{}: {problem}", path.display())]
    Content {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// There is a centre already.
    #[error(
        "{} holds a dispatch centre already; start it with `yicang serve --data {}`, or choose another folder",
        .0.display(), .0.display()
    )]
    Exists(PathBuf),
    /// There is none.
    #[error("{} holds no dispatch centre; make one with `yicang init --data {}`", .0.display(), .0.display())]
    Missing(PathBuf),
    /// The journal or the public log.
    #[error("the ledger in {}: {problem}", path.display())]
    Ledger {
        /// The data folder.
        path: PathBuf,
        /// What it says.
        problem: String,
    },
    /// Certificates.
    #[error("cannot make the TLS certificate: {0}")]
    Certificate(String),
    /// Anything that the user asked for and that cannot be.
    #[error("{0}")]
    Refused(String),
}

/// What the system says, without the number it puts behind.
pub fn in_words(error: &std::io::Error) -> String {
    let said = error.to_string();
    said.split_once(" (os error").map_or(said.clone(), |(words, _)| words.to_owned())
}

impl DataDir {
    /// The centre in this folder, whether or not it exists yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self(root.into())
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.0
    }

    /// The settings.
    pub fn config(&self) -> PathBuf {
        self.0.join("yicang.toml")
    }

    /// The public log.
    pub fn public(&self) -> PathBuf {
        self.0.join("public")
    }

    /// The public log's key, for auditors and agents.
    pub fn log_vkey(&self) -> PathBuf {
        self.public().join("log.vkey")
    }

    /// A file among the keys.
    pub fn key(&self, name: &str) -> PathBuf {
        self.0.join("keys").join(name)
    }

    /// A file of the TLS identity.
    pub fn tls(&self, name: &str) -> PathBuf {
        self.0.join("tls").join(name)
    }

    /// What is never published.
    pub fn private(&self) -> PathBuf {
        self.0.join("private")
    }

    /// Opens the public log's masked fields.
    pub fn salts(&self) -> PathBuf {
        self.private().join("salts")
    }

    /// sled: which reports were seen.
    pub fn seen_index(&self) -> PathBuf {
        self.0.join("index").join("intake")
    }

    /// Where the running scheduler listens, one line.
    pub fn address(&self) -> PathBuf {
        self.0.join("address")
    }
}

/// Makes a folder and those above it.
pub fn make_dir(path: &Path) -> Result<(), SetupError> {
    std::fs::create_dir_all(path).map_err(|source| SetupError::File {
        doing: "make the folder",
        path: path.into(),
        source,
    })
}

/// Reads a text file.
pub fn read(path: &Path) -> Result<String, SetupError> {
    std::fs::read_to_string(path).map_err(|source| SetupError::File { doing: "read", path: path.into(), source })
}

/// Writes a new file that everybody may read; a file that is there is left alone and is an error.
pub fn write_new(path: &Path, text: &str) -> Result<(), SetupError> {
    create(path, text, 0o644)
}

/// Writes a new file that only its owner can read.
pub fn write_secret(path: &Path, text: &str) -> Result<(), SetupError> {
    create(path, text, 0o600)
}

fn create(path: &Path, text: &str, mode: u32) -> Result<(), SetupError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|source| SetupError::File { doing: "write", path: path.into(), source })
}

/// Makes what was renamed in a folder last.
///
/// # Errors
/// [`SetupError::File`].
pub fn sync_dir(path: &Path) -> Result<(), SetupError> {
    let synced = std::fs::File::open(path).and_then(|folder| folder.sync_all());
    synced.map_err(|source| SetupError::File { doing: "write", path: path.into(), source })
}

/// Reads a private key.
pub fn read_key(path: &Path) -> Result<SigningKey, SetupError> {
    let text = yicang_writer::keys::read_secret(path);
    let text = text.map_err(|error| SetupError::Refused(error.to_string()))?;
    let key = SigningKey::from_text(&text);
    key.map_err(|error: KeyError| SetupError::Content { path: path.into(), problem: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_for_its_owner_only_and_never_overwritten() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.key");
        write_secret(&path, "a").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(write_secret(&path, "b").unwrap_err().to_string().starts_with("cannot write "));
        assert_eq!(read(&path).unwrap(), "a");
    }
}
