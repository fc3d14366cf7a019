//! The agent's folder: configuration, key, the centre's certificate, the outbox, and what was verified before.
//!
//! | name | what |
//! |---|---|
//! | `config.toml` | [`Config`] |
//! | `agent.key` | the private key, readable by its owner only |
//! | `ca.pem` | who may vouch for the centre's address |
//! | `outbox/` | [`Outbox`](crate::outbox::Outbox) |
//! | `witnesses.policy` | the [witness policy](WitnessPolicy), where the configuration names one |
//! | `log.head` | the [last head of the log](crate::heads) that was accepted |
//! | `forks/` | heads that contradict it, each with it in one file |
//! | `log.keys` | what the log's [root key has said](crate::agent_log_keys), as far as it was learned |
//! | `plans/`, `orders/` | plans and orders that were [verified](crate::verify_order); may be deleted |

use crate::agent_dir_error::AgentDirError;
use crate::agent_log_keys::{KnownLog, LogKeysError, STATEMENTS};
use crate::config::{Config, WitnessPolicy, check_server};
use crate::files::{read, replace, write_new};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use yicang_auditor::log_keys::Keys;
use yicang_auditor::source::{Folder, Source};
use yicang_language::{Message, message};
use yicang_tlog::{LogKeys as _, SigningKey};

/// The folder, opened.
pub struct AgentDir {
    folder: PathBuf,
    /// What `config.toml` says.
    pub config: Config,
    /// The agent's private key.
    pub key: SigningKey,
}

impl AgentDir {
    /// Makes the folder. Nothing that is there already is overwritten. The configuration explains itself in its
    /// language, or in English.
    ///
    /// # Errors
    /// [`AgentDirError`]; what was made before the fault stays.
    pub fn create(folder: &Path, config: Config, key: SigningKey) -> Result<Self, AgentDirError> {
        check_server(&config.server).map_err(|problem| AgentDirError::Wrong { path: "--server".into(), problem })?;
        let language = config.language.unwrap_or_default();
        let agent_dir = Self { folder: folder.into(), config, key };
        let mut files = vec![
            ("agent.key", agent_dir.key.to_text() + "\n", 0o600),
            ("ca.pem", agent_dir.config.ca_pem.clone(), 0o644),
        ];
        files.extend(
            agent_dir.config.policy.as_ref().map(|policy| (WitnessPolicy::FILE, policy.text().to_owned(), 0o644)),
        );
        files.push(("config.toml", agent_dir.config.to_text(language), 0o644));
        if let Some((name, ..)) = files.iter().find(|(name, ..)| folder.join(name).exists()) {
            return Err(AgentDirError::Exists(folder.join(name)));
        }
        std::fs::create_dir_all(folder).map_err(|source| AgentDirError::File { path: folder.into(), source })?;
        for (name, text, mode) in files {
            let path = folder.join(name);
            write_new(&path, &text, mode).map_err(|source| AgentDirError::File { path, source })?;
        }
        Ok(agent_dir)
    }

    /// Reads the folder.
    ///
    /// # Errors
    /// [`AgentDirError`].
    pub fn open(folder: &Path) -> Result<Self, AgentDirError> {
        let path = folder.join("config.toml");
        if !path.exists() {
            return Err(AgentDirError::NotThere(folder.into()));
        }
        let config = Config::read(&path)?;
        let path = folder.join("agent.key");
        let text = read(&path)?;
        check_private(&path)?;
        let key = SigningKey::from_text(&text)
            .map_err(|error| AgentDirError::Wrong { path, problem: Message::verbatim(error) })?;
        Ok(Self { folder: folder.into(), config, key })
    }

    /// Where the outbox lies.
    pub fn outbox(&self) -> PathBuf {
        self.folder.join("outbox")
    }

    /// Where verified plans and orders lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

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
            let written = replace(&path, keys.statements());
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

#[cfg(unix)]
fn check_private(path: &Path) -> Result<(), AgentDirError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path)
        .map_err(|source| AgentDirError::File { path: path.into(), source })?
        .permissions()
        .mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let problem = message!("agent-key-readable", path = path);
    Err(AgentDirError::Wrong { path: path.into(), problem })
}

#[cfg(not(unix))]
fn check_private(_path: &Path) -> Result<(), AgentDirError> {
    Ok(())
}
