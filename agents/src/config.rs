//! The agent's configuration, `config.toml`: who reports, whom it believes, how long things may take, and how it
//! speaks.

use crate::agent_dir_error::AgentDirError;
use crate::agent_log_keys::KnownLog;
use crate::files::read;
use crate::receipt::CentreKeys;
use crate::zone;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::time::Duration;
use yicang_domain::AgentId;
use yicang_domain::id::IdError;
use yicang_language::{Argument, Language, Message, ToMessage as _, message};
use yicang_tlog::{LogVerifier, Policy, PolicyFault, PublicKey};

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
    /// The language of all output, and the one that the centre is asked to answer in; `None` leaves it to the
    /// environment.
    pub language: Option<Language>,
    /// The zone that times are shown in; `None` is the machine's.
    pub zone: Option<TimeZone>,
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
    pub fn read(path: &Path) -> Result<Self, Vec<Message>> {
        let named = |why: Message| message!("file-problem", path = path, why = why);
        let text = std::fs::read_to_string(path).map_err(|error| vec![named(error.message())])?;
        Self::parse(text).map_err(|faults| faults.iter().map(|fault| named(Message::verbatim(fault))).collect())
    }

    /// The witnesses and the quorum.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
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
    fn each(&self) -> [(&'static str, u32, Message); 5] {
        [
            ("connect_ms", self.connect_ms, message!("agent-config-connect")),
            ("answer_ms", self.answer_ms, message!("agent-config-answer")),
            ("keep_alive_ms", self.keep_alive_ms, message!("agent-config-keep-alive")),
            ("retry_first_ms", self.retry_first_ms, message!("agent-config-retry-first")),
            ("retry_longest_ms", self.retry_longest_ms, message!("agent-config-retry-longest")),
        ]
    }
}

pub(crate) fn span(milliseconds: u32) -> Duration {
    Duration::from_millis(milliseconds.into())
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
    language: Option<String>,
    zone: Option<String>,
    #[serde(default)]
    times: Times,
}

impl Config {
    /// The language that the settings of a folder name, as far as they can be read: to speak before they are read as a
    /// whole.
    #[must_use]
    pub fn peek_language(folder: &Path) -> Option<Language> {
        let text = std::fs::read_to_string(folder.join("config.toml")).ok()?;
        text.parse::<toml::Table>().ok()?.get("language")?.as_str()?.parse().ok()
    }

    pub(crate) fn read(path: &Path) -> Result<Self, AgentDirError> {
        let wrong = |problem: Message| AgentDirError::Wrong { path: path.into(), problem };
        let entry = |name: &'static str, why: Message| wrong(message!("agent-config-entry", name = name, why = why));
        let broken = |name: &'static str| move |error: &dyn Display| entry(name, Message::verbatim(error));
        let file: File =
            toml::from_str(&read(path)?).map_err(|error| wrong(Message::verbatim(error.to_string().trim())))?;
        let no_id = |error: IdError| wrong(message!("agent-config-agent", why = error.message()));
        let agent = file.agent.parse().map_err(no_id)?;
        check_server(&file.server).map_err(&wrong)?;
        let centre_keys = match &file.centre_key {
            OneOrSeveral::One(key) => std::slice::from_ref(key),
            OneOrSeveral::Several(keys) => keys,
        };
        let centre_keys = centre_keys.iter().map(|key| PublicKey::from_text(key)).collect::<Result<Vec<_>, _>>();
        let centre_keys = centre_keys.map_err(|error| broken("centre_key")(&error))?;
        let centre_keys =
            CentreKeys::new(centre_keys).ok_or_else(|| entry("centre_key", message!("agent-config-no-keys")))?;
        let key = |name, text| LogVerifier::from_vkey(text).map_err(|error| broken(name)(&error));
        let log = match (&file.log_key, &file.root_key) {
            (Some(text), None) => KnownLog::Key(key("log_key", text)?),
            (None, Some(text)) => KnownLog::Root(key("root_key", text)?),
            _ => return Err(wrong(message!("agent-config-which-log"))),
        };
        for (name, milliseconds, _) in file.times.each() {
            if !(1..=3_600_000).contains(&milliseconds) {
                return Err(wrong(message!("agent-config-time", name = name, milliseconds = milliseconds)));
            }
        }
        let ca_pem = read(&path.with_file_name("").join(file.ca))?;
        let policy = file.policy.map(|policy| WitnessPolicy::read(&path.with_file_name("").join(policy))).transpose();
        let policy =
            policy.map_err(|faults| entry("policy", message!("verbatim", text = Argument::Sentences(faults))))?;
        let language = file.language.map(|word| word.parse::<Language>()).transpose();
        let language = language.map_err(|unknown| entry("language", unknown.message()))?;
        let zone = file.zone.map(|word| zone::read(&word)).transpose();
        let zone = zone.map_err(|unknown| entry("zone", unknown.message()))?;
        let (server, times) = (file.server, file.times);
        Ok(Self { agent, server, ca_pem, centre_keys, log, policy, language, zone, times })
    }

    /// The file's text, with comments in a language.
    pub(crate) fn to_text(&self, language: Language) -> String {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let keys: Vec<String> = self.centre_keys.iter().map(|key| quoted(&key.to_text())).collect();
        let keys = if let [key] = &keys[..] { key.clone() } else { format!("[{}]", keys.join(", ")) };
        let log = match &self.log {
            KnownLog::Key(key) => (message!("agent-config-log-key"), "log_key", key.vkey()),
            KnownLog::Root(root) => (message!("agent-config-root-key"), "root_key", root.vkey()),
        };
        let comment = |message: &Message| {
            let lines = yicang_language::wrapped(&message.say(language), 98);
            lines.lines().map(|line| format!("# {line}\n")).collect::<String>()
        };
        let entry = |what: &Message, is_set: bool, name: &str, value: &str| {
            let mark = if is_set { "" } else { "# " };
            format!("{}{mark}{name} = {value}\n\n", comment(what))
        };
        let (policy, tag) = (self.policy.is_some(), self.language.unwrap_or(language).tag());
        // A zone is written where it has a name; an offset has none.
        let zone = self.zone.as_ref().map(zone::written);
        let mut out = comment(&message!("agent-config-head")) + "\n";
        out += &entry(&message!("agent-config-agent-id"), true, "agent", &quoted(self.agent.as_str()));
        out += &entry(&message!("agent-config-server"), true, "server", &quoted(&self.server));
        out += &entry(&message!("agent-config-ca"), true, "ca", &quoted("ca.pem"));
        out += &entry(&message!("agent-config-centre-key"), true, "centre_key", &keys);
        out += &entry(&log.0, true, log.1, &quoted(log.2));
        out += &entry(&message!("agent-config-policy"), policy, "policy", &quoted(WitnessPolicy::FILE));
        out += &entry(&message!("agent-config-language"), self.language.is_some(), "language", &quoted(tag));
        out += &entry(
            &message!("agent-config-zone"),
            zone.is_some(),
            "zone",
            &quoted(zone.as_deref().unwrap_or("Asia/Shanghai")),
        );
        out += &comment(&message!("agent-config-times"));
        out += "[times]\n";
        for ((name, milliseconds, what), (_, usual, _)) in self.times.each().into_iter().zip(Times::default().each()) {
            out += &comment(&message!("agent-config-usual", what = what, usual = usual));
            out += &format!("{name} = {milliseconds}\n");
        }
        out
    }
}

pub(crate) fn check_server(server: &str) -> Result<(), Message> {
    let host = server.strip_prefix("https://").unwrap_or_default();
    if host.is_empty() || host.contains(char::is_whitespace) {
        return Err(message!("agent-server-form", server = format!("{server:?}")));
    }
    Ok(())
}
