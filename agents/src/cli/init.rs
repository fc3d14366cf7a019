//! `init`: the folder, the key, and what a coordinator needs to enrol it.

use super::console::Console;
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use crate::agent_log_keys::KnownLog;
use crate::config::{Config, Times, WitnessPolicy};
use crate::receipt::CentreKeys;
use jiff::tz::TimeZone;
use rand_core::OsRng;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use yicang_domain::AgentId;
use yicang_language::{Language, Message, ToMessage as _, message};
use yicang_tlog::{LogVerifier, PublicKey, SigningKey};

#[derive(clap::Args)]
pub(super) struct Init {
    #[arg(long, value_name = "ID")]
    agent: AgentId,
    #[arg(long, value_name = "URL")]
    server: String,
    #[arg(long, value_name = "FILE")]
    ca: PathBuf,
    #[arg(long, value_name = "KEY|FILE", required = true)]
    centre_key: Vec<String>,
    #[arg(long, value_name = "VKEY|FILE", required_unless_present = "root_key", conflicts_with = "root_key")]
    log_key: Option<String>,
    #[arg(long, value_name = "VKEY|FILE")]
    root_key: Option<String>,
    #[arg(long, value_name = "FILE", alias = "policy")]
    witness_policy: Option<PathBuf>,
}

impl Init {
    /// `language` and `zone` are written into the configuration where the command line names them.
    pub(super) fn run(
        self,
        dir: &Path,
        language: Option<Language>,
        zone: Option<TimeZone>,
        console: &mut Console,
    ) -> Result<Outcome, Failure> {
        let ca_pem = std::fs::read_to_string(&self.ca)
            .map_err(|error| message!("file-problem", path = &self.ca, why = error.message()))?;
        if !ca_pem.contains("-----BEGIN CERTIFICATE-----") {
            return Err(message!("agent-init-no-certificate", path = &self.ca).into());
        }
        let centre_keys = self.centre_key.iter().map(|key| key_or_file("--centre-key", key, PublicKey::from_text));
        let centre_keys = CentreKeys::new(centre_keys.collect::<Result<Vec<_>, _>>()?);
        let centre_keys = centre_keys.expect("the flag is required, so there is a key");
        let log = match (&self.root_key, &self.log_key) {
            (Some(root), _) => KnownLog::Root(key_or_file("--root-key", root, LogVerifier::from_vkey)?),
            (None, key) => {
                let key = key.as_deref().unwrap_or_default();
                KnownLog::Key(key_or_file("--log-key", key, LogVerifier::from_vkey)?)
            }
        };
        let policy = self.witness_policy.as_deref().map(WitnessPolicy::read).transpose().map_err(Failure)?;
        let (agent, server, times) = (self.agent, self.server, Times::default());
        let config = Config { agent, server, ca_pem, centre_keys, log, policy, language, zone, times };
        let agent_dir = AgentDir::create(dir, config, SigningKey::generate(&mut OsRng))?;
        let (agent, key) = (agent_dir.config.agent.as_str(), agent_dir.key.public().to_text());
        console.say(&message!("agent-init-done", agent = agent, dir = dir, key = key));
        Ok(Outcome::Done)
    }
}

fn key_or_file<T, E: Display>(
    flag: &'static str,
    text: &str,
    read: impl Fn(&str) -> Result<T, E>,
) -> Result<T, Message> {
    let as_key = match read(text) {
        Ok(key) => return Ok(key),
        Err(error) => Message::verbatim(error),
    };
    match std::fs::read_to_string(text) {
        Ok(file) => read(&file)
            .map_err(|error| message!("agent-init-key-file", flag = flag, file = text, why = Message::verbatim(error))),
        Err(error) => {
            Err(message!("agent-init-no-key", flag = flag, why = as_key, file = text, system = error.message()))
        }
    }
}
