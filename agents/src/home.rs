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
//! | `log.keys` | what the log's [root key has said](crate::keys), as far as it was learned |
//! | `plans/`, `orders/` | plans and orders that were [verified](crate::trust); may be deleted |

use crate::keys::KnownLog;
use crate::receipt::CentreKeys;
use serde::Deserialize;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;
use yicang_domain::AgentId;
use yicang_tlog::{LogVerifier, Policy, PolicyFault, PublicKey, SigningKey};

/// What an agent knows before it speaks.
#[derive(Clone)]
pub struct Config {
    /// Who reports.
    pub agent: AgentId,
    /// The dispatch centre, `https://host:port`.
    pub server: String,
    /// Certificates, PEM, of those who may vouch for the centre's address.
    pub ca_pem: String,
    /// Sign receipts.
    pub centre_keys: CentreKeys,
    /// Signs the public log, or says who does.
    pub log: KnownLog,
    /// Which witnesses must have cosigned the log's head before an order counts; `None` asks for none.
    pub policy: Option<WitnessPolicy>,
    /// How long things may take.
    pub times: Times,
}

/// A [tlog-policy](https://c2sp.org/tlog-policy) file that was read.
#[derive(Debug, Clone)]
pub struct WitnessPolicy {
    text: String,
    policy: Policy,
}

impl WitnessPolicy {
    /// The name of its file in the agent's folder.
    pub const FILE: &str = "witnesses.policy";

    /// Reads the file's text.
    ///
    /// # Errors
    /// Every faulty line.
    pub fn parse(text: String) -> Result<Self, Vec<PolicyFault>> {
        let policy = Policy::parse(text.as_bytes())?;
        Ok(Self { text, policy })
    }

    /// Reads a file.
    ///
    /// # Errors
    /// A sentence for the file, or one for every faulty line of it.
    pub fn read(path: &Path) -> Result<Self, Vec<String>> {
        let named = |problem: &dyn std::fmt::Display| format!("{}: {problem}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| vec![named(&error)])?;
        Self::parse(text).map_err(|faults| faults.iter().map(|fault| named(fault)).collect())
    }

    /// What it says.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }
}

/// How long things may take. All in milliseconds, 1 to 3,600,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Times {
    /// To reach the centre.
    pub connect_ms: u32,
    /// To get an answer to one report.
    pub answer_ms: u32,
    /// Between two signs of life on a quiet connection.
    pub keep_alive_ms: u32,
    /// Before the first new attempt after a failure; each further pause is twice as long.
    pub retry_first_ms: u32,
    /// The longest such pause.
    pub retry_longest_ms: u32,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            connect_ms: 5_000,
            answer_ms: 20_000,
            keep_alive_ms: 10_000,
            retry_first_ms: 500,
            retry_longest_ms: 30_000,
        }
    }
}

impl Times {
    fn each(&self) -> [(&'static str, u32, &'static str); 5] {
        [
            ("connect_ms", self.connect_ms, "To reach the centre; a shorter time gives up on slow links."),
            ("answer_ms", self.answer_ms, "To get an answer to one report; the report is sent again afterwards."),
            ("keep_alive_ms", self.keep_alive_ms, "Between signs of life; longer notices a dead link later."),
            (
                "retry_first_ms",
                self.retry_first_ms,
                "Before the first new attempt; each further pause is twice as long.",
            ),
            ("retry_longest_ms", self.retry_longest_ms, "The longest such pause."),
        ]
    }
}

pub(crate) fn span(milliseconds: u32) -> Duration {
    Duration::from_millis(milliseconds.into())
}

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// `init` was never run here.
    #[error("{} is no agent's folder; run `yicang-agent init` first, or name the folder with --dir", .0.display())]
    NotThere(PathBuf),
    /// `init` would overwrite something.
    #[error("{} is there already; nothing was changed. Choose another folder with --dir", .0.display())]
    Exists(PathBuf),
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file says something wrong.
    #[error("{}: {problem}", path.display())]
    Wrong {
        /// Which file.
        path: PathBuf,
        /// What, and what to do.
        problem: String,
    },
}

/// The folder, opened.
pub struct Home {
    folder: PathBuf,
    /// What `config.toml` says.
    pub config: Config,
    /// The agent's private key.
    pub key: SigningKey,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "centre_key is a key, or a list of keys, the newest first")]
enum OneOrSeveral {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    agent: String,
    server: String,
    ca: String,
    centre_key: OneOrSeveral,
    log_key: Option<String>,
    root_key: Option<String>,
    policy: Option<PathBuf>,
    #[serde(default)]
    times: Times,
}

impl Home {
    /// Makes the folder. Nothing that is there already is overwritten.
    ///
    /// # Errors
    /// [`HomeError`]; what was made before the fault stays.
    pub fn create(folder: &Path, config: Config, key: SigningKey) -> Result<Self, HomeError> {
        check_server(&config.server).map_err(|problem| HomeError::Wrong { path: "--server".into(), problem })?;
        let home = Self { folder: folder.into(), config, key };
        let mut files =
            vec![("agent.key", home.key.to_text() + "\n", 0o600), ("ca.pem", home.config.ca_pem.clone(), 0o644)];
        files.extend(home.config.policy.as_ref().map(|policy| (WitnessPolicy::FILE, policy.text.clone(), 0o644)));
        files.push(("config.toml", home.config.to_text(), 0o644));
        if let Some((name, ..)) = files.iter().find(|(name, ..)| folder.join(name).exists()) {
            return Err(HomeError::Exists(folder.join(name)));
        }
        std::fs::create_dir_all(folder).map_err(|source| HomeError::File { path: folder.into(), source })?;
        for (name, text, mode) in files {
            let path = folder.join(name);
            write_new(&path, &text, mode).map_err(|source| HomeError::File { path, source })?;
        }
        Ok(home)
    }

    /// Reads the folder.
    ///
    /// # Errors
    /// [`HomeError`].
    pub fn open(folder: &Path) -> Result<Self, HomeError> {
        let path = folder.join("config.toml");
        if !path.exists() {
            return Err(HomeError::NotThere(folder.into()));
        }
        let config = Config::read(&path)?;
        let path = folder.join("agent.key");
        let text = read(&path)?;
        check_private(&path)?;
        let key =
            SigningKey::from_text(&text).map_err(|error| HomeError::Wrong { path, problem: error.to_string() })?;
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
}

impl Config {
    fn read(path: &Path) -> Result<Self, HomeError> {
        let wrong = |problem: String| HomeError::Wrong { path: path.into(), problem };
        let file: File = toml::from_str(&read(path)?).map_err(|error| wrong(error.to_string().trim().to_owned()))?;
        let agent = file.agent.parse().map_err(|error| wrong(format!("agent {error}")))?;
        check_server(&file.server).map_err(&wrong)?;
        let centre_keys = match &file.centre_key {
            OneOrSeveral::One(key) => std::slice::from_ref(key),
            OneOrSeveral::Several(keys) => keys,
        };
        let centre_keys = centre_keys.iter().map(|key| PublicKey::from_text(key)).collect::<Result<Vec<_>, _>>();
        let centre_keys = centre_keys.map_err(|error| wrong(format!("centre_key: {error}")))?;
        let centre_keys = CentreKeys::new(centre_keys).ok_or_else(|| wrong("centre_key: the list is empty".into()))?;
        let key = |name, text| LogVerifier::from_vkey(text).map_err(|error| wrong(format!("{name}: {error}")));
        let log = match (&file.log_key, &file.root_key) {
            (Some(text), None) => KnownLog::Key(key("log_key", text)?),
            (None, Some(text)) => KnownLog::Root(key("root_key", text)?),
            _ => return Err(wrong("write either log_key, the log's key, or root_key, the key of its root".into())),
        };
        for (name, milliseconds, _) in file.times.each() {
            if !(1..=3_600_000).contains(&milliseconds) {
                return Err(wrong(format!("times.{name} is {milliseconds}; it goes from 1 to 3600000 milliseconds")));
            }
        }
        let ca_pem = read(&path.with_file_name("").join(file.ca))?;
        let policy = file.policy.map(|policy| WitnessPolicy::read(&path.with_file_name("").join(policy))).transpose();
        let policy = policy.map_err(|faults| wrong(format!("policy: {}", faults.join("\npolicy: "))))?;
        Ok(Self { agent, server: file.server, ca_pem, centre_keys, log, policy, times: file.times })
    }

    fn to_text(&self) -> String {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let keys: Vec<String> = self.centre_keys.iter().map(|key| quoted(&key.to_text())).collect();
        let keys = if let [key] = &keys[..] { key.clone() } else { format!("[{}]", keys.join(", ")) };
        let mut out = String::from("# Yicang agent. Read at every start; an unknown key is refused.\n\n");
        let log = match &self.log {
            KnownLog::Key(key) => {
                ("Signs the public log: an order whose decision is not in it is not trusted.", "log_key", key.vkey())
            }
            KnownLog::Root(key) => {
                ("Says which key signs the public log, through every change of that key.", "root_key", key.vkey())
            }
        };
        for (what, name, value) in [
            ("Who reports; the coordinator enrols this id with the public key.", "agent", quoted(self.agent.as_str())),
            ("The dispatch centre.", "server", quoted(&self.server)),
            ("Who vouches for its address: a file of certificates (PEM), beside this one.", "ca", quoted("ca.pem")),
            (
                "Signs the centre's receipts: without its signature a report counts as not delivered. While it changes: \
                 [\"NEW\", \"OLD\"].",
                "centre_key",
                keys,
            ),
            (log.0, log.1, quoted(log.2)),
        ] {
            let _ = write!(out, "# {what}\n{name} = {value}\n\n");
        }
        let policy = if self.policy.is_some() { "" } else { "# " };
        let _ = write!(
            out,
            "# Which witnesses (见证方) must have cosigned the log's head before an order is trusted: a tlog-policy file beside \
             this\n# one. Without this line no witness is asked for.\n{policy}policy = {}\n\n",
            quoted(WitnessPolicy::FILE)
        );
        out.push_str("# How long things may take, in milliseconds, 1 to 3600000.\n[times]\n");
        for ((name, milliseconds, what), (_, usual, _)) in self.times.each().into_iter().zip(Times::default().each()) {
            let _ = write!(out, "# {what} Without this line: {usual}.\n{name} = {milliseconds}\n");
        }
        out
    }
}

fn check_server(server: &str) -> Result<(), String> {
    let host = server.strip_prefix("https://").unwrap_or_default();
    if host.is_empty() || host.contains(char::is_whitespace) {
        return Err(format!(
            "server {server:?}: write https://, the centre's name and its port, like https://centre:7443"
        ));
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, HomeError> {
    std::fs::read_to_string(path).map_err(|source| HomeError::File { path: path.into(), source })
}

fn write_new(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    crate::journal::sync_folder_of(path)
}

/// Puts a file in another's place, whole and durably.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let new = path.with_file_name(name);
    let mut file = std::fs::File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    crate::journal::sync_folder_of(path)
}

#[cfg(unix)]
fn check_private(path: &Path) -> Result<(), HomeError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode =
        std::fs::metadata(path).map_err(|source| HomeError::File { path: path.into(), source })?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let problem = format!("others can read this key; run `chmod 600 {}`", path.display());
    Err(HomeError::Wrong { path: path.into(), problem })
}

#[cfg(not(unix))]
fn check_private(_path: &Path) -> Result<(), HomeError> {
    Ok(())
}
