//! Makes an agent's key known and says what it may report for.

use crate::centre::{Centre, State};
use crate::command::Commanded;
use crate::leaf::GRANT_PLACES_MAX;
use crate::record::Happening;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;
use tonic::{Code, Status};
use yicang_domain::event::Enrolment;
use yicang_domain::{AgentId, Fault};
use yicang_proto::status::{bad_request, refuse};
use yicang_proto::v1::EnrolAgent;
use yicang_tlog::{Hash, PublicKey};

/// Records an enrolment, or finds it done already, and gives its record's number once it is on disk.
pub async fn enrol(centre: &Centre, command: Commanded, ask: &EnrolAgent) -> Result<u64, Status> {
    let index = record(centre, command, ask)?;
    centre.durable(index + 1).await?;
    Ok(index)
}

fn record(centre: &Centre, command: Commanded, ask: &EnrolAgent) -> Result<u64, Status> {
    let mut state = centre.state();
    if let Some(index) = state.repeated(&command)? {
        return Ok(index);
    }
    command.is_fresh(centre.now())?;
    let (agent, grant) = read(&state, ask).map_err(|faults| bad_request("the enrolment is refused", &faults))?;
    if let Some(known) = state.board.agents.get(&agent).filter(|known| known.key != grant.key) {
        let key = PublicKey::from_bytes(&known.key).map(|key| key.to_text()).unwrap_or_default();
        let problem = format!("{agent} is enrolled with the key {key}; enrol the new key under a new id");
        return Err(refuse(Code::AlreadyExists, &problem, &[Fault::new("enrol_agent.public_key", &problem)]));
    }
    let index = centre.record(&mut state, |_, _| Happening::Enrolled { agent, grant, command: Some(command) });
    Ok(index)
}

/// Reads the grant; every fault at once.
fn read(state: &State, ask: &EnrolAgent) -> Result<(AgentId, Enrolment), Vec<Fault>> {
    let mut faults = Vec::new();
    let agent = ask.agent_id.parse::<AgentId>();
    let agent = agent.map_err(|error| faults.push(Fault::new("enrol_agent.agent_id", error))).ok();
    let key =
        <&Hash>::try_from(ask.public_key.as_slice()).map_err(|_| format!("{} bytes, not 32", ask.public_key.len()));
    let key = key.and_then(|key| PublicKey::from_bytes(key).map_err(|error| error.to_string()));
    let key = key.map_err(|error| faults.push(Fault::new("enrol_agent.public_key", error))).ok();
    let depots = places("enrol_agent.depot_ids", &ask.depot_ids, &mut faults, |depot| {
        state.board.catalogue.depots.contains_key(depot)
    });
    let sites = places("enrol_agent.site_ids", &ask.site_ids, &mut faults, |site| {
        state.board.catalogue.sites.contains_key(site)
    });
    let count = depots.len() + sites.len();
    if count > GRANT_PLACES_MAX {
        let problem = format!("{count} depots and sites; one agent reports for at most {GRANT_PLACES_MAX}");
        faults.push(Fault::new("enrol_agent.site_ids", problem));
    }
    match (agent, key) {
        (Some(agent), Some(key)) if faults.is_empty() => {
            Ok((agent, Enrolment { key: key.to_bytes(), depots, sites, coordinator: ask.coordinator }))
        }
        _ => Err(faults),
    }
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
