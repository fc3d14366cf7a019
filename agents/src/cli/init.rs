//! `init`: the folder, the key, and what a coordinator needs to enrol it.

use super::console::Console;
use super::{Failure, Outcome};
use crate::home::{Config, Home, Times, WitnessPolicy};
use crate::keys::KnownLog;
use crate::receipt::CentreKeys;
use rand_core::OsRng;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use yicang_domain::AgentId;
use yicang_tlog::{LogVerifier, PublicKey, SigningKey};

#[derive(clap::Args)]
pub(super) struct Init {
    /// This agent's id (上报员编号), as the coordinator will enrol it.
    #[arg(long, value_name = "ID")]
    agent: AgentId,
    /// The dispatch centre (调度中心), https://HOST:PORT.
    #[arg(long, value_name = "URL")]
    server: String,
    /// Certificates (PEM) of who vouches for the centre's address; the file is copied.
    #[arg(long, value_name = "FILE")]
    ca: PathBuf,
    /// The centre's receipt key: base64 or hexadecimal, or a file with it. While it changes twice, the new one first.
    #[arg(long, value_name = "KEY|FILE", required = true)]
    centre_key: Vec<String>,
    /// The public log's key (vkey), or a file with it.
    #[arg(long, value_name = "VKEY|FILE", required_unless_present = "root_key", conflicts_with = "root_key")]
    log_key: Option<String>,
    /// In its place, the key of the log's root, which names the log's keys through every change.
    #[arg(long, value_name = "VKEY|FILE")]
    root_key: Option<String>,
    /// A tlog-policy file: the witnesses (见证方) that must have cosigned the log's head before an order is trusted; the file is
    /// copied.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

impl Init {
    pub(super) fn run(self, dir: &Path, console: &mut Console) -> Result<Outcome, Failure> {
        let ca_pem = std::fs::read_to_string(&self.ca).map_err(|error| format!("{}: {error}", self.ca.display()))?;
        if !ca_pem.contains("-----BEGIN CERTIFICATE-----") {
            return Err(format!("{} has no certificate in PEM form", self.ca.display()).into());
        }
        let centre_keys = self.centre_key.iter().map(|key| key_or_file("--centre-key", key, PublicKey::from_text));
        let centre_keys = CentreKeys::new(centre_keys.collect::<Result<Vec<_>, _>>()?).ok_or("give --centre-key")?;
        let log = match (&self.root_key, &self.log_key) {
            (Some(root), _) => KnownLog::Root(key_or_file("--root-key", root, LogVerifier::from_vkey)?),
            (None, key) => {
                let key = key.as_deref().unwrap_or_default();
                KnownLog::Key(key_or_file("--log-key", key, LogVerifier::from_vkey)?)
            }
        };
        let policy = self.policy.as_deref().map(WitnessPolicy::read).transpose().map_err(Failure)?;
        let (agent, server, times) = (self.agent, self.server, Times::default());
        let config = Config { agent, server, ca_pem, centre_keys, log, policy, times };
        let home = Home::create(dir, config, SigningKey::generate(&mut OsRng))?;
        let (agent, public) = (&home.config.agent, home.key.public());
        console.say(format!(
            "Agent {agent} is ready in {}. Its private key never leaves this folder; keep a copy of the folder.\n\n\
             agent (上报员)       {agent}\n\
             public key (公钥)   {public}\n\n\
             Give both to a coordinator, who makes the agent known with `yicang enrol`. Until then what is reported waits \
             in the outbox.",
            dir.display()
        ));
        Ok(Outcome::Done)
    }
}

fn key_or_file<T, E: Display>(flag: &str, text: &str, read: impl Fn(&str) -> Result<T, E>) -> Result<T, Failure> {
    let as_key = match read(text) {
        Ok(key) => return Ok(key),
        Err(error) => error,
    };
    match std::fs::read_to_string(text) {
        Ok(file) => read(&file).map_err(|error| format!("{flag}: the file {text}: {error}").into()),
        Err(error) => Err(format!("{flag} is no key ({as_key}), and no file {text} can be read ({error})").into()),
    }
}
