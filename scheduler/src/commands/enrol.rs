//! Makes an agent's key known and says what it may report for: a new grant, one in the place of another, or what is
//! added to one and taken from it. No change leaves the centre without a coordinator.

use super::gate::{self, Admitted, Recorded};
use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::enrolment::{EnrolAsk, EnrolChange, Enrolled};
use crate::events::leaf::{CHANGED_PLACES_MAX, GRANT_PLACES_MAX};
use crate::events::state::State;
use crate::refusal::Refusal;
use crate::terminal::enrolment::in_words;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;
use yicang_auditor::words::Words as _;
use yicang_domain::events::Enrolment;
use yicang_domain::{AgentId, Fault};
use yicang_exchange::{look_alike, may_come_in};
use yicang_language::{Message, ToMessage, message};
use yicang_tlog::{Hash, PublicKey};

/// What an enrolment did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentDone {
    /// Its record.
    pub index: u64,
    /// Who.
    pub agent_id: String,
    /// What the agent might do before; `None` if it was not enrolled, or if the command had been done before.
    pub before: Option<Enrolment>,
    /// What it may do now.
    pub after: Enrolment,
}

/// Records an enrolment, or finds it done already, and answers once it is on disk.
pub(super) async fn run(centre: &Centre, command: Admitted, ask: &EnrolAsk) -> Result<EnrolmentDone, Refusal> {
    let (mut before, mut after) = (None, None);
    let recorded = gate::record::<Refusal>(centre, &command, |state| {
        let (agent, grant) =
            read(state, ask).map_err(|faults| Refusal::Faulty { what: message!("refused-enrolment"), faults })?;
        before = state.board.agents.get(&agent).cloned();
        is_lawful(state, command.coordinator(), ask, &agent, &grant)?;
        after = Some(grant.clone());
        Ok(Box::new(move |_, _, command| CentreEvent::Enrolled(Enrolled { agent, grant, command: Some(command) })))
    })?;
    if let Recorded::Before(_) = recorded {
        after = ask.agent_id.parse().ok().and_then(|agent: AgentId| centre.grant(&agent));
    }
    let after = after.ok_or_else(|| Refusal::Broken(message!("broken-other-answer")))?;
    centre.durable(recorded.index() + 1).await?;
    Ok(EnrolmentDone { index: recorded.index(), agent_id: ask.agent_id.clone(), before, after })
}

/// What speaks against a grant that is right in itself.
fn is_lawful(
    state: &State,
    coordinator: &AgentId,
    ask: &EnrolAsk,
    agent: &AgentId,
    after: &Enrolment,
) -> Result<(), Refusal> {
    let agents = &state.board.agents;
    let known = agents.get(agent);
    if let Some(known) = known.filter(|known| known.key != after.key) {
        let key = PublicKey::from_bytes(&known.key).map(|key| key.to_text()).unwrap_or_default();
        let problem = message!("enrol-other-key", agent = agent.as_str(), key = key);
        return Err(Refusal::Taken(Fault::new("enrol_agent.public_key", problem)));
    }
    if let Some(known) = known.filter(|known| *known != after && !ask.set && ask.change.is_none()) {
        let problem = message!("enrol-done", agent = agent.as_str(), grant = in_words(known));
        return Err(Refusal::Taken(Fault::new("enrol_agent.agent_id", problem)));
    }
    let is_recovery = |agent: &AgentId| agents.get(agent).is_some_and(|grant| grant.recovery);
    let touches_recovery = after.recovery || known.is_some_and(|known| known.recovery);
    if touches_recovery && agents.values().any(|grant| grant.recovery) && !is_recovery(coordinator) {
        let problem = message!("enrol-recovery-only");
        return Err(Refusal::Forbidden(Fault::new("enrol_agent.recovery", problem)));
    }
    let others = agents.iter().filter(|(other, _)| *other != agent).any(|(_, grant)| grant.coordinator);
    if !others && !after.coordinator {
        let problem = message!("enrol-last-coordinator", agent = agent.as_str());
        return Err(Refusal::not_now_for("enrol_agent.coordinator", problem));
    }
    Ok(())
}

/// Why an id that is not enrolled yet may not come in: it cannot be seen, a spreadsheet would run it, or it looks like
/// another.
fn strange(state: &State, agent: &AgentId) -> Option<Message> {
    let other = state.board.agents.keys().find(|other| look_alike(agent.as_str(), other.as_str()));
    let alike = other.map(|other| {
        let (id, other) = (format!("{:?}", agent.as_str()), format!("{:?}", other.as_str()));
        message!("enrol-looks-alike", id = id, other = other)
    });
    may_come_in(agent.as_str()).err().or(alike)
}

/// Reads the grant that is to be; every fault at once.
fn read(state: &State, ask: &EnrolAsk) -> Result<(AgentId, Enrolment), Vec<Fault>> {
    let mut faults = Vec::new();
    let agent = ask.agent_id.parse::<AgentId>();
    let agent = agent.map_err(|error| faults.push(Fault::new("enrol_agent.agent_id", error))).ok();
    let known = agent.as_ref().and_then(|agent| state.board.agents.get(agent));
    if let Some(agent) = agent.as_ref().filter(|_| known.is_none()) {
        faults.extend(strange(state, agent).map(|problem| Fault::new("enrol_agent.agent_id", problem)));
    }
    let key = match known {
        Some(known) if ask.public_key.is_empty() => Some(known.key),
        _ => read_key(&ask.public_key).map_err(|error| faults.push(Fault::new("enrol_agent.public_key", error))).ok(),
    };
    let depots = places("enrol_agent.depot_ids", &ask.depot_ids, &mut faults, |depot| {
        state.board.catalogue.depots.contains_key(depot)
    });
    let sites = places("enrol_agent.site_ids", &ask.site_ids, &mut faults, |site| {
        state.board.catalogue.sites.contains_key(site)
    });
    let said =
        Enrolment { key: key.unwrap_or_default(), depots, sites, coordinator: ask.coordinator, recovery: ask.recovery };
    let grant = match &ask.change {
        None => said,
        Some(_) if known.is_none() => {
            let problem = message!("enrol-change-of-unknown");
            faults.push(Fault::new("enrol_agent.agent_id", problem));
            said
        }
        Some(change) => {
            let bare = Enrolment { key: said.key, ..Enrolment::default() };
            if said != bare || ask.set {
                let problem = message!("enrol-change-and-grant");
                faults.push(Fault::new("enrol_agent.change", problem));
            }
            changed(state, known.cloned().unwrap_or_default(), change, &mut faults)
        }
    };
    let changed = ask.change.as_ref().map_or(0, |change| {
        change.add_depot_ids.len()
            + change.remove_depot_ids.len()
            + change.add_site_ids.len()
            + change.remove_site_ids.len()
    });
    if changed > CHANGED_PLACES_MAX {
        let problem = message!("enrol-change-too-long", count = changed, max = CHANGED_PLACES_MAX);
        faults.push(Fault::new("enrol_agent.change", problem));
    }
    let count = grant.depots.len() + grant.sites.len();
    if count > GRANT_PLACES_MAX {
        let problem = message!("enrol-too-many-places", count = count, max = GRANT_PLACES_MAX);
        faults.push(Fault::new("enrol_agent.site_ids", problem));
    }
    if grant.recovery && (count > 0 || grant.coordinator) {
        let problem = message!("enrol-recovery-with-more");
        faults.push(Fault::new("enrol_agent.recovery", problem));
    }
    match agent {
        Some(agent) if faults.is_empty() => Ok((agent, grant)),
        _ => Err(faults),
    }
}

fn read_key(bytes: &[u8]) -> Result<Hash, Message> {
    let key = <&Hash>::try_from(bytes).map_err(|_| message!("enrol-key-length", bytes = bytes.len()))?;
    PublicKey::from_bytes(key).map(|key| key.to_bytes()).map_err(|error| error.words())
}

/// A known grant with what is added to it and without what is removed.
fn changed(state: &State, mut grant: Enrolment, change: &EnrolChange, faults: &mut Vec<Fault>) -> Enrolment {
    let catalogue = &state.board.catalogue;
    let add = places("enrol_agent.change.add_depot_ids", &change.add_depot_ids, faults, |id| {
        catalogue.depots.contains_key(id)
    });
    change_set(&mut grant.depots, add, "depot", &change.remove_depot_ids, faults);
    let add =
        places("enrol_agent.change.add_site_ids", &change.add_site_ids, faults, |id| catalogue.sites.contains_key(id));
    change_set(&mut grant.sites, add, "site", &change.remove_site_ids, faults);
    grant.coordinator = change.coordinator.unwrap_or(grant.coordinator);
    grant
}

fn change_set<T: FromStr<Err: ToMessage> + Ord + Display>(
    grant: &mut BTreeSet<T>,
    add: BTreeSet<T>,
    what: &str,
    remove: &[String],
    faults: &mut Vec<Fault>,
) {
    let field = format!("enrol_agent.change.remove_{what}_ids");
    // Places that the catalogue no longer has can be removed, too.
    for place in places(&field, remove, faults, |_: &T| true) {
        if add.contains(&place) {
            faults.push(Fault::new(&field, message!("enrol-added-and-removed", place = place.to_string())));
        } else if !grant.remove(&place) {
            faults.push(Fault::new(&field, message!("enrol-not-there", place = place.to_string())));
        }
    }
    grant.extend(add);
}

fn places<T: FromStr<Err: ToMessage> + Ord + Display>(
    field: &str,
    ids: &[String],
    faults: &mut Vec<Fault>,
    known: impl Fn(&T) -> bool,
) -> BTreeSet<T> {
    let mut places = BTreeSet::new();
    for (at, id) in ids.iter().enumerate() {
        match id.parse::<T>() {
            Ok(place) if known(&place) => drop(places.insert(place)),
            Ok(place) => {
                faults.push(Fault::new(format!("{field}[{at}]"), message!("unknown-place", place = place.to_string())))
            }
            Err(error) => faults.push(Fault::new(format!("{field}[{at}]"), error)),
        }
    }
    places
}
