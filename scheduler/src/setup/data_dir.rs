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
use yicang_auditor::words::Words as _;
use yicang_language::{Message, ToMessage, message};
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
#[error("{}", self.message())]
pub enum SetupError {
    /// A file or folder.
    File {
        /// `read`, `write`, `make`…
        doing: &'static str,
        /// Which.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// A file is there but does not contain what it should.
    Content {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        problem: Message,
    },
    /// There is a centre already.
    Exists(PathBuf),
    /// There is none.
    Missing(PathBuf),
    /// The journal or the public log.
    Ledger {
        /// The data folder.
        path: PathBuf,
        /// Its fault.
        problem: Message,
    },
    /// Certificates.
    Certificate(String),
    /// Anything that the user asked for and that cannot be.
    Refused(Message),
}

impl ToMessage for SetupError {
    fn message(&self) -> Message {
        match self {
            Self::File { doing, path, source } => {
                let why = source.message();
                match *doing {
                    "read" => message!("setup-cannot-read", path = path, why = why),
                    "make" => message!("setup-cannot-make", path = path, why = why),
                    "rename" => message!("setup-cannot-rename", path = path, why = why),
                    _ => message!("setup-cannot-write", path = path, why = why),
                }
            }
            Self::Content { path, problem } => message!("file-problem", path = path, why = problem.clone()),
            Self::Exists(path) => message!("setup-exists", path = path),
            Self::Missing(path) => message!("setup-missing", path = path),
            Self::Ledger { path, problem } => message!("setup-ledger", path = path, why = problem.clone()),
            Self::Certificate(why) => message!("setup-certificate", why = why),
            Self::Refused(why) => why.clone(),
        }
    }
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
    std::fs::create_dir_all(path).map_err(|source| SetupError::File { doing: "make", path: path.into(), source })
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
    let text = text.map_err(|error| SetupError::Refused(error.message()))?;
    let key = SigningKey::from_text(&text);
    key.map_err(|error: KeyError| SetupError::Content { path: path.into(), problem: error.words() })
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
