//! An agent's key and what it may report for.

use super::kind::{Commit, Kind};
use super::signed_command::VerifiedCommand;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;
use yicang_domain::AgentId;
use yicang_domain::events::{Enrolment, Event, Face, enrolment};
use yicang_proto::journal::v1 as journal;
use yicang_proto::v1;
use yicang_tlog::Hash;

/// An agent's key became known, or what it may do was changed.
#[derive(Debug, Clone)]
pub struct Enrolled {
    /// Who.
    pub agent: AgentId,
    /// Its key and what it may report for, whole.
    pub grant: Enrolment,
    /// By whose command; `None` for the first coordinator, whom the one who holds the disk enrols.
    pub command: Option<VerifiedCommand>,
}

/// What a coordinator asks of an enrolment, as it was sent: nothing of it is checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EnrolAsk {
    /// The agent's id.
    pub agent_id: String,
    /// Ed25519, 32 bytes; may be empty for an agent that is enrolled.
    pub public_key: Vec<u8>,
    /// Depots it may report for.
    pub depot_ids: Vec<String>,
    /// Sites it may report for.
    pub site_ids: Vec<String>,
    /// Whether it may sign commands.
    pub coordinator: bool,
    /// Of an agent that is enrolled: this is all that it may do.
    pub set: bool,
    /// Of an agent that is enrolled: changes, in place of a whole grant.
    pub change: Option<EnrolChange>,
    /// Whether it is a recovery key.
    pub recovery: bool,
}

/// What is added to a grant, and what is taken from it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EnrolChange {
    /// Depots it reports for besides.
    pub add_depot_ids: Vec<String>,
    /// Depots it no longer reports for.
    pub remove_depot_ids: Vec<String>,
    /// Sites it reports for besides.
    pub add_site_ids: Vec<String>,
    /// Sites it no longer reports for.
    pub remove_site_ids: Vec<String>,
    /// Whether it may sign commands; `None`: as before.
    pub coordinator: Option<bool>,
}

impl EnrolAsk {
    pub(super) fn from_wire(wire: v1::EnrolAgent) -> Self {
        let change = wire.change.map(|change| EnrolChange {
            add_depot_ids: change.add_depot_ids,
            remove_depot_ids: change.remove_depot_ids,
            add_site_ids: change.add_site_ids,
            remove_site_ids: change.remove_site_ids,
            coordinator: change.coordinator,
        });
        let v1::EnrolAgent { agent_id, public_key, depot_ids, site_ids, coordinator, set, recovery, .. } = wire;
        Self { agent_id, public_key, depot_ids, site_ids, coordinator, set, change, recovery }
    }

    /// For the wire.
    pub fn to_wire(&self) -> v1::EnrolAgent {
        let change = self.change.clone().map(|change| v1::EnrolChange {
            add_depot_ids: change.add_depot_ids,
            remove_depot_ids: change.remove_depot_ids,
            add_site_ids: change.add_site_ids,
            remove_site_ids: change.remove_site_ids,
            coordinator: change.coordinator,
        });
        let Self { agent_id, public_key, depot_ids, site_ids, coordinator, set, recovery, .. } = self.clone();
        v1::EnrolAgent { agent_id, public_key, depot_ids, site_ids, coordinator, set, change, recovery }
    }
}

impl Enrolled {
    pub(super) fn read(wire: journal::Enrolment) -> Result<Self, String> {
        let (agent, grant) = grant_from_wire(&wire.agent.ok_or("the agent is missing")?)?;
        let command = wire.command.map(VerifiedCommand::from_journal).transpose()?;
        Ok(Self { agent, grant, command })
    }
}

impl Kind for Enrolled {
    fn on_board(&self) -> Event {
        Event::Enrolled { agent: self.agent.clone(), enrolment: self.grant.clone() }
    }

    fn command(&self) -> Option<&VerifiedCommand> {
        self.command.as_ref()
    }

    fn face(&self, _: &mut Commit<'_>) -> Face {
        Face::Enrolled(enrolment::Published {
            agent: self.agent.clone(),
            enrolment: self.grant.clone(),
            by: self.command.as_ref().map(VerifiedCommand::public),
        })
    }

    fn body(&self) -> journal::event::Kind {
        journal::event::Kind::Enrolment(journal::Enrolment {
            agent: Some(grant_to_wire(self.agent.as_str(), &self.grant)),
            command: self.command.as_ref().map(|command| command.signed.clone()),
        })
    }
}

/// A grant as it is written: whole.
pub fn grant_to_wire(agent: &str, grant: &Enrolment) -> v1::EnrolAgent {
    v1::EnrolAgent {
        agent_id: agent.to_string(),
        public_key: grant.key.to_vec(),
        depot_ids: grant.depots.iter().map(ToString::to_string).collect(),
        site_ids: grant.sites.iter().map(ToString::to_string).collect(),
        coordinator: grant.coordinator,
        recovery: grant.recovery,
        ..v1::EnrolAgent::default()
    }
}

/// Reads a grant that is written whole.
///
/// # Errors
/// What of it cannot be read.
pub fn grant_from_wire(wire: &v1::EnrolAgent) -> Result<(AgentId, Enrolment), String> {
    let key: Hash = wire.public_key.as_slice().try_into().map_err(|_| "a key is not 32 bytes".to_owned())?;
    let (depots, sites) = (ids(&wire.depot_ids)?, ids(&wire.site_ids)?);
    let grant = Enrolment { key, depots, sites, coordinator: wire.coordinator, recovery: wire.recovery };
    Ok((wire.agent_id.parse().map_err(|error| format!("agent: {error}"))?, grant))
}

fn ids<T: FromStr<Err: Display> + Ord>(texts: &[String]) -> Result<BTreeSet<T>, String> {
    texts.iter().map(|text| text.parse().map_err(|error: T::Err| format!("{text:?} {error}"))).collect()
}
