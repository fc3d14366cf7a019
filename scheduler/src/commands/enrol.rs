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
use yicang_domain::events::Enrolment;
use yicang_domain::{AgentId, Fault};
use yicang_exchange::{look_alike, may_come_in};
use yicang_tlog::{Hash, PublicKey};

const REFUSED: &str = "the enrolment is refused";

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
        let (agent, grant) = read(state, ask).map_err(|faults| Refusal::Faulty { what: REFUSED, faults })?;
        before = state.board.agents.get(&agent).cloned();
        is_lawful(state, command.coordinator(), ask, &agent, &grant)?;
        after = Some(grant.clone());
        Ok(Box::new(move |_, _, command| CentreEvent::Enrolled(Enrolled { agent, grant, command: Some(command) })))
    })?;
    if let Recorded::Before(_) = recorded {
        after = ask.agent_id.parse().ok().and_then(|agent: AgentId| centre.grant(&agent));
    }
    let after = after.ok_or_else(|| Refusal::Broken("an enrolment that was done is not known".into()))?;
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
        let problem = format!("{agent} is enrolled with the key {key}; enrol the new key under a new id");
        return Err(Refusal::Taken(Fault::new("enrol_agent.public_key", &problem)));
    }
    if let Some(known) = known.filter(|known| *known != after && !ask.set && ask.change.is_none()) {
        let problem = format!(
            "{agent} is enrolled already: {}. Say what is added and what is removed (--add-site, --remove-site, --add-depot, \
             --remove-depot), or replace all of it with --set",
            in_words(known)
        );
        return Err(Refusal::Taken(Fault::new("enrol_agent.agent_id", &problem)));
    }
    let is_recovery = |agent: &AgentId| agents.get(agent).is_some_and(|grant| grant.recovery);
    let touches_recovery = after.recovery || known.is_some_and(|known| known.recovery);
    if touches_recovery && agents.values().any(|grant| grant.recovery) && !is_recovery(coordinator) {
        let problem = "there is a recovery key, and only it may change which keys are recovery keys";
        return Err(Refusal::Forbidden(Fault::new("enrol_agent.recovery", problem)));
    }
    let others = agents.iter().filter(|(other, _)| *other != agent).any(|(_, grant)| grant.coordinator);
    if !others && !after.coordinator {
        let problem = format!(
            "after this no coordinator would be left: {agent} is the only one. Enrol another coordinator first \
             (yicang enrol ID --key KEY --coordinator)"
        );
        return Err(Refusal::not_now_for("enrol_agent.coordinator", problem));
    }
    Ok(())
}

/// Why an id that is not enrolled yet may not come in: it cannot be seen, a spreadsheet would run it, or it looks like
/// another.
fn strange(state: &State, agent: &AgentId) -> Option<String> {
    let other = state.board.agents.keys().find(|other| look_alike(agent.as_str(), other.as_str()));
    let alike = other.map(|other| {
        let (agent, other) = (agent.as_str(), other.as_str());
        format!("{agent:?} differs from {other:?} by case or width only; choose another id")
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
            let problem = "is not enrolled; enrol it first (yicang enrol ID --key KEY --site SITE)";
            faults.push(Fault::new("enrol_agent.agent_id", problem));
            said
        }
        Some(change) => {
            let bare = Enrolment { key: said.key, ..Enrolment::default() };
            if said != bare || ask.set {
                let problem = "comes with a whole grant; send what is added and removed, or all of it";
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
        let problem = format!("{changed} places; one command changes at most {CHANGED_PLACES_MAX}, split it");
        faults.push(Fault::new("enrol_agent.change", problem));
    }
    let count = grant.depots.len() + grant.sites.len();
    if count > GRANT_PLACES_MAX {
        let problem = format!("{count} depots and sites; one agent reports for at most {GRANT_PLACES_MAX}");
        faults.push(Fault::new("enrol_agent.site_ids", problem));
    }
    if grant.recovery && (count > 0 || grant.coordinator) {
        let problem = "a recovery key only enrols; it reports for no place and is no coordinator";
        faults.push(Fault::new("enrol_agent.recovery", problem));
    }
    match agent {
        Some(agent) if faults.is_empty() => Ok((agent, grant)),
        _ => Err(faults),
    }
}

fn read_key(bytes: &[u8]) -> Result<Hash, String> {
    let key = <&Hash>::try_from(bytes).map_err(|_| format!("{} bytes, not 32", bytes.len()))?;
    PublicKey::from_bytes(key).map(|key| key.to_bytes()).map_err(|error| error.to_string())
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

fn change_set<T: FromStr<Err: Display> + Ord + Display>(
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
            faults.push(Fault::new(&field, format!("{place} is added as well; say one of the two")));
        } else if !grant.remove(&place) {
            faults.push(Fault::new(&field, format!("the agent does not report for {place}")));
        }
    }
    grant.extend(add);
}

fn places<T: FromStr<Err: Display> + Ord + Display>(
    field: &str,
    ids: &[String],
    faults: &mut Vec<Fault>,
    known: impl Fn(&T) -> bool,
) -> BTreeSet<T> {
    let mut places = BTreeSet::new();
    for (at, id) in ids.iter().enumerate() {
        match id.parse::<T>() {
            Ok(place) if known(&place) => drop(places.insert(place)),
            Ok(place) => faults.push(Fault::new(format!("{field}[{at}]"), format!("{place} is not in the catalogue"))),
            Err(error) => faults.push(Fault::new(format!("{field}[{at}]"), error)),
        }
    }
    places
}
