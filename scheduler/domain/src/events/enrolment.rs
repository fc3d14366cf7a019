//! Whose key may speak, and for what.

use super::Hash;
use super::command::{Asked, Commanded};
use super::lines::{Lines, Writer, from_hex, hex};
use crate::board::Board;
use crate::id::{AgentId, DepotId, SiteId};
use crate::text::TextError;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

/// The kind of the entry.
pub const KIND: &str = "enrolment";

/// An agent's public key and what it may report for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enrolment {
    /// Ed25519, 32 bytes.
    pub key: [u8; 32],
    /// Depots whose stock and shipping it reports.
    pub depots: BTreeSet<DepotId>,
    /// Sites whose needs and receipts it reports.
    pub sites: BTreeSet<SiteId>,
    /// May sign commands.
    pub coordinator: bool,
    /// May enrol, and nothing else: the way back where every coordinator's key is lost. Lies offline.
    pub recovery: bool,
}

/// The public face. An enrolment that nobody commanded is made by the one who founds the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Who.
    pub agent: AgentId,
    /// What it may do from now on.
    pub enrolment: Enrolment,
    /// By whose command.
    pub by: Option<Commanded>,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        GrantText::of(&self.agent, &self.enrolment).write(out);
        if let Some(by) = &self.by {
            by.write(out);
            by.write_signature(out);
        }
    }

    pub(super) fn fits(&self, asked: &Asked, known: Option<&Enrolment>) -> Result<(), String> {
        asked.is("enrol", self.agent.as_str())?;
        let other = || Err("grants something else than its command".to_owned());
        if let Some(hash) = asked.get("grant-sha256") {
            let with_key = asked.get("key") != Some("known");
            let grant = GrantText::of(&self.agent, &self.enrolment);
            let own = hex(&GrantText { key: if with_key { grant.key } else { &[] }, ..grant }.sha256());
            let kept = with_key || known.is_some_and(|known| known.key == self.enrolment.key);
            return if own == hash && kept { Ok(()) } else { other() };
        }
        let known = known.ok_or("changes what an agent may do that is not enrolled")?;
        if changed(asked, known)? == self.enrolment { Ok(()) } else { other() }
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let agent = lines.value("agent")?;
        let key = lines.hash("key")?;
        let depots = lines.all("depot")?.into_iter().collect();
        let sites = lines.all("site")?.into_iter().collect();
        // An agent may be called `yes`: the coordinator behind an entry is followed by the command.
        let is_grant = lines.peek() == Some(("coordinator", "yes")) && !lines.is_followed_by_command();
        let coordinator = is_grant && lines.flag("coordinator")?;
        let recovery = lines.flag("recovery")?;
        let enrolment = Enrolment { key, depots, sites, coordinator, recovery };
        let mut by = lines.peek().is_some().then(|| Commanded::read(lines)).transpose()?;
        if let Some(by) = &mut by {
            by.read_signature(lines)?;
        }
        Ok(Self { agent, enrolment, by })
    }
}

/// A grant after the changes that are asked for.
fn changed(asked: &Asked, known: &Enrolment) -> Result<Enrolment, String> {
    let mut grant = known.clone();
    for (key, value) in &asked.lines {
        let site = || value.parse::<SiteId>().map_err(|error| format!("has a command with a site that {error}"));
        let depot = || value.parse::<DepotId>().map_err(|error| format!("has a command with a depot that {error}"));
        match key.as_str() {
            "add-site" => drop(grant.sites.insert(site()?)),
            "remove-site" => drop(grant.sites.remove(&site()?)),
            "add-depot" => drop(grant.depots.insert(depot()?)),
            "remove-depot" => drop(grant.depots.remove(&depot()?)),
            "coordinator" => grant.coordinator = value == "yes",
            "key" if value != "known" => {
                grant.key = from_hex(value).ok_or("has a command with a key that is none")?;
            }
            _ => {}
        }
    }
    Ok(grant)
}

/// A whole grant in words, as an entry has it, whether or not the words are lawful ids.
#[derive(Debug, Clone, Default)]
pub struct GrantText<'a> {
    /// Who.
    pub agent: &'a str,
    /// Its key; empty where it is not named.
    pub key: &'a [u8],
    /// The depots.
    pub depots: BTreeSet<&'a str>,
    /// The sites.
    pub sites: BTreeSet<&'a str>,
    /// May sign commands.
    pub coordinator: bool,
    /// Is a recovery key.
    pub recovery: bool,
}

impl<'a> GrantText<'a> {
    /// Of a lawful grant.
    pub fn of(agent: &'a AgentId, grant: &'a Enrolment) -> Self {
        Self {
            agent: agent.as_str(),
            key: &grant.key,
            depots: grant.depots.iter().map(DepotId::as_str).collect(),
            sites: grant.sites.iter().map(SiteId::as_str).collect(),
            coordinator: grant.coordinator,
            recovery: grant.recovery,
        }
    }

    fn write(&self, out: &mut Writer) {
        out.line("agent", self.agent);
        if !self.key.is_empty() {
            out.line("key", hex(self.key));
        }
        self.depots.iter().for_each(|depot| out.line("depot", depot));
        self.sites.iter().for_each(|site| out.line("site", site));
        if self.coordinator {
            out.line("coordinator", "yes");
        }
        if self.recovery {
            out.line("recovery", "yes");
        }
    }

    /// What a coordinator's command says of it: the SHA-256 of a first line `yicang.v1 enrolment` and the grant's
    /// lines, `agent` to `recovery`; without the line `key` where the command names none.
    pub fn sha256(&self) -> Hash {
        let mut out = Writer::unsigned(KIND);
        self.write(&mut out);
        Sha256::digest(out.into_text()).into()
    }
}

impl Board {
    pub(crate) fn apply_enrolment(&mut self, agent: &AgentId, enrolment: &Enrolment) {
        self.agents.insert(agent.clone(), enrolment.clone());
    }
}
