//! The settings: one struct, read once at the start and passed down. Unknown keys are refused.

use crate::setup::data_dir::{SetupError, read};
use serde::{Deserialize, Deserializer, de};
use std::net::SocketAddr;
use std::path::Path;
use yicang_language::{Language, Message, ToMessage as _, message};

/// Everything that can be set. The file that [`Config::text`] writes says what each field does.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Name of a policy that ships, or a file; relative to the data folder.
    pub policy: String,
    /// The IANA name of the zone that days are counted in.
    pub zone: String,
    /// The language of all output, for verbs on this folder; `None` leaves it to the environment.
    #[serde(deserialize_with = "language")]
    pub language: Option<Language>,
    /// Reports in flight at once.
    pub reports_in_flight_max: usize,
    /// Calls of one connection in flight at once; more than 100 count as 100.
    pub calls_per_connection_max: usize,
    /// Connections at once, as far as the process may open files.
    pub connections_max: usize,
    /// Seconds from connecting to the first bytes of HTTP/2.
    pub handshake_seconds: u64,
    /// Seconds that a piece of an answer may wait for its reader.
    pub answer_seconds: u64,
    /// Seconds between HTTP/2 pings.
    pub keepalive_seconds: u64,
    /// Seconds that a ping may stay unanswered.
    pub keepalive_timeout_seconds: u64,
    /// Milliseconds that open calls get at shutdown.
    pub drain_ms: u64,
    /// A tlog-policy file, relative to the data folder; empty for no witnesses.
    pub witness_policy: String,
    /// Whether orders wait until the policy is satisfied.
    pub release_waits_for_witnesses: bool,
    /// Seconds that one witness may take.
    pub witness_timeout_seconds: u64,
    /// The server's certificate, and those of the authorities in between; relative to the data folder.
    pub tls_cert: String,
    /// Its private key; relative to the data folder.
    pub tls_key: String,
}

/// Where `init` puts the certificate.
pub const TLS_CERT: &str = "tls/server.pem";
/// Where `init` puts its key.
pub const TLS_KEY: &str = "tls/server.key";

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 7585)),
            policy: "floor-then-class".into(),
            zone: crate::setup::zone::UTC.into(),
            language: None,
            reports_in_flight_max: 4_096,
            calls_per_connection_max: 100,
            connections_max: 4_096,
            handshake_seconds: 10,
            answer_seconds: 30,
            keepalive_seconds: 20,
            keepalive_timeout_seconds: 10,
            drain_ms: 1_500,
            witness_policy: String::new(),
            release_waits_for_witnesses: true,
            witness_timeout_seconds: 10,
            tls_cert: TLS_CERT.into(),
            tls_key: TLS_KEY.into(),
        }
    }
}

fn language<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Language>, D::Error> {
    String::deserialize(from)?.parse().map(Some).map_err(de::Error::custom)
}

/// What the reader of TOML says, which shows the line.
fn of_toml(error: &toml::de::Error) -> Message {
    message!("setup-no-toml", why = error.to_string().trim_end())
}

impl Config {
    /// The language that a settings file names, as far as it can be read: to speak before it is read as a whole.
    pub fn peek_language(path: &Path) -> Option<Language> {
        let text = std::fs::read_to_string(path).ok()?;
        text.parse::<toml::Table>().ok()?.get("language")?.as_str()?.parse().ok()
    }

    /// Reads a settings file.
    pub fn load(path: &Path) -> Result<Self, SetupError> {
        Self::parse(&read(path)?).map_err(|problem| SetupError::Content { path: path.into(), problem })
    }

    fn parse(text: &str) -> Result<Self, Message> {
        // Found before the reader of TOML finds them: its own words are English.
        let table: toml::Table = text.parse().map_err(|error| of_toml(&error))?;
        let known: toml::Table = Self::default().text().parse().expect("what we write is TOML");
        if let Some(key) = table.keys().find(|key| *key != "language" && !known.contains_key(*key)) {
            return Err(message!("setup-unknown-key", key = key));
        }
        if let Some(Err(error)) = table.get("language").and_then(|tag| Some(tag.as_str()?.parse::<Language>())) {
            return Err(message!("fault", field = "language", problem = error.message()));
        }
        let config: Self = toml::from_str(text).map_err(|error| of_toml(&error))?;
        let positive = [
            ("reports_in_flight_max", config.reports_in_flight_max > 0),
            ("calls_per_connection_max", config.calls_per_connection_max > 0),
            ("connections_max", config.connections_max > 0),
            ("handshake_seconds", config.handshake_seconds > 0),
            ("answer_seconds", config.answer_seconds > 0),
            ("keepalive_seconds", config.keepalive_seconds > 0),
            ("keepalive_timeout_seconds", config.keepalive_timeout_seconds > 0),
            ("witness_timeout_seconds", config.witness_timeout_seconds > 0),
        ];
        if let Some((field, _)) = positive.iter().find(|(_, good)| !good) {
            return Err(message!("setup-zero", key = *field));
        }
        crate::setup::zone::zone(&config.zone)
            .map_err(|error| message!("fault", field = "zone", problem = error.message()))?;
        Ok(config)
    }

    /// The settings as a file, each with its unit, its default and what changing it does.
    pub fn text(&self) -> String {
        let Self {
            listen,
            policy,
            zone,
            language,
            reports_in_flight_max,
            calls_per_connection_max,
            connections_max,
            handshake_seconds,
            answer_seconds,
            keepalive_seconds,
            keepalive_timeout_seconds,
            drain_ms,
            witness_policy,
            release_waits_for_witnesses,
            witness_timeout_seconds,
            tls_cert,
            tls_key,
        } = self;
        let policy = toml::Value::String(policy.clone());
        let zone = toml::Value::String(zone.clone());
        let language = match language {
            Some(language) => format!("language = \"{}\"", language.tag()),
            None => "# language = \"en\"".to_owned(),
        };
        let witness_policy = toml::Value::String(witness_policy.clone());
        let (tls_cert, tls_key) = (toml::Value::String(tls_cert.clone()), toml::Value::String(tls_key.clone()));
        format!(
            r#"# Settings of this dispatch centre. Read once at the start; an unknown key is an error.

# Address and port to listen on. Default "127.0.0.1:7585": this machine only. "[::]:7585" lets agents in from outside;
# give `yicang init --host NAME` the name they use, or their TLS refuses the certificate.
listen = "{listen}"

# Policy that plans are made by when a command names none, and whose classes reports may use: "floor-then-class"
# (default), "plain-units", "plain-share", or the path of a policy file, relative to this folder.
policy = {policy}

# The zone of this centre, by its IANA name: "Asia/Shanghai". A day (a lot's last day, life left on arrival) is a day there.
# Without this line days are days of UTC. Its offset at the moment of a plan counts for all days of that plan, also where
# the clocks change later.
zone = {zone}

# The language of the output of verbs on this folder: "en" or "zh". Without this line that of the environment (YICANG_LANG,
# LC_ALL, LC_MESSAGES, LANG); --lang goes before both.
{language}

# Reports that may wait for the disk at once; more are answered "too busy, try again". Default 4096. Each holds up to
# 128 KiB of memory.
reports_in_flight_max = {reports_in_flight_max}

# Calls of one connection that are served at once; more wait. Default 100, and more count as 100.
calls_per_connection_max = {calls_per_connection_max}

# Connections at once; more are sent away. Default 4096, as far as this process may open files (ulimit -n): 128 files are
# always left for the journal and the public log.
connections_max = {connections_max}

# Seconds from connecting to the first bytes of HTTP/2; whoever has not spoken by then is sent away. Default 10. Longer is
# for very slow links.
handshake_seconds = {handshake_seconds}

# Seconds that a piece of an answer, 16 KiB, may wait for its reader; then the connection is closed. Default 30. Longer
# keeps answers in memory for those who do not read them.
answer_seconds = {answer_seconds}

# Seconds between HTTP/2 pings to silent peers, default 20, and how long one may stay unanswered before the connection
# counts as dead, default 10. Longer saves traffic on poor links and notices a lost peer later.
keepalive_seconds = {keepalive_seconds}
keepalive_timeout_seconds = {keepalive_timeout_seconds}

# Milliseconds that open calls get to end at shutdown. Default 1500. What is unanswered then is repeated by the agents.
drain_ms = {drain_ms}

# Who must vouch for the public log: a tlog-policy file (c2sp.org/tlog-policy), relative to this folder. Default "": nobody,
# and orders go out as soon as their decision is public.
witness_policy = {witness_policy}

# Whether orders wait until enough witnesses have cosigned their decision. Default true. With false witnesses are asked,
# but hold nothing up. A single decision is let go by
# `yicang release --without-witnesses`, which is recorded in the public log.
release_waits_for_witnesses = {release_waits_for_witnesses}

# Seconds that one witness may take to answer. Default 10.
witness_timeout_seconds = {witness_timeout_seconds}

# The server's certificate (PEM, with those of the authorities in between) and its private key, relative to this folder.
# Default: those that `yicang init` made. Agents must have the certificate of the authority as their `ca.pem`.
tls_cert = {tls_cert}
tls_key = {tls_key}
"#
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_written_file_reads_back_as_it_was() {
        let config = Config {
            policy: "my \"own\".policy".into(),
            zone: "Asia/Shanghai".into(),
            language: Some(Language::Chinese),
            drain_ms: 7,
            witness_policy: "w.policy".into(),
            tls_cert: "/etc/own \"x\".pem".into(),
            ..Config::default()
        };
        assert_eq!(Config::parse(&config.text()), Ok(config));
        assert_eq!(Config::parse(""), Ok(Config::default()));
        assert_eq!(Config::parse(&Config::default().text()), Ok(Config::default()));
    }

    #[test]
    fn unknown_keys_and_useless_values_are_refused() {
        let french = Config::parse("language = \"fr\"").unwrap_err().to_string();
        assert!(french.contains("\"fr\" is neither en (English) nor zh"), "{french}");
        assert!(Config::parse("lissten = \"x\"").unwrap_err().to_string().contains("lissten"));
        let unknown = Config::parse("zone = \"Asia/Peking\"").unwrap_err().to_string();
        assert!(unknown.starts_with("zone: there is no zone \"Asia/Peking\""), "{unknown}");
        let zero = Config::parse("keepalive_seconds = 0").unwrap_err();
        assert_eq!(zero.to_string(), "keepalive_seconds is 0; give at least 1");
        let broken = Config::parse("keepalive_seconds = \nzone = 7").unwrap_err().to_string();
        assert!(broken.starts_with("is no settings file that can be read: ") && broken.contains("line 1"), "{broken}");
    }
}
