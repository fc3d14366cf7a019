//! Who is behind an entry: whether the key that is enrolled signed it, and whether its owner might say it.

use std::collections::{BTreeMap, BTreeSet};
use yicang_domain::events::command::{self, Commanded};
use yicang_domain::events::reporter::{self, Reporter};
use yicang_domain::events::{Enrolment, Face, Hash, Masked};
use yicang_domain::excess::site_of;
use yicang_domain::notice::Addressee;
use yicang_domain::{AgentId, DepotId, SiteId};
use yicang_language::{Message, message};
use yicang_tlog::PublicKey;

/// What is known of those who speak, after each entry at once.
#[derive(Default)]
pub(crate) struct Speakers {
    agents: BTreeMap<AgentId, Enrolment>,
    /// Their keys, ready to verify with; no key where the bytes are none.
    keys: BTreeMap<AgentId, PublicKey>,
    /// By agent: the last number, and the entry that has it.
    reports: BTreeMap<AgentId, (u64, u64)>,
    /// Commands by the SHA-256 of their bytes, and the entry of each.
    commands: BTreeMap<Hash, u64>,
    /// Who has signed the face of a report, and of a command; and the first entry.
    reports_faced: BTreeMap<AgentId, u64>,
    commands_faced: BTreeMap<AgentId, u64>,
    /// Whether something happened that the founder of the centre does not do.
    has_begun: bool,
    catalogues: BTreeSet<u64>,
    /// Sites that have offered something.
    offering: BTreeSet<SiteId>,
}

/// What is said of one entry.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) faults: Vec<Message>,
    /// Nobody's signature is shown.
    pub(crate) is_unsigned: bool,
}

impl Speakers {
    pub(crate) fn agents(&self) -> &BTreeMap<AgentId, Enrolment> {
        &self.agents
    }

    /// Takes an entry in, and says what speaks against it.
    pub(crate) fn hear(&mut self, log: &str, index: u64, face: &Face) -> Said {
        let mut said = Said::default();
        match face {
            Face::Catalogue(_) => {
                if let Some(first) = self.catalogues.first() {
                    said.faults.push(message!("replay-second-catalogue", first = *first));
                }
                self.catalogues.insert(index);
            }
            Face::ClockConfirmed(_) => self.has_begun = true,
            _ => {}
        }
        if let Some(by) = face.reporter() {
            self.hear_report(log, index, face, by, &mut said);
        }
        match (face.commanded(), face) {
            (Some(by), _) => self.hear_command(log, index, face, by, &mut said),
            (None, Face::Enrolled(enrolled)) if self.has_begun => {
                said.faults.push(message!("replay-enrols-uncommanded", agent = enrolled.agent.as_str()));
            }
            _ => {}
        }
        if let Face::Enrolled(enrolled) = face {
            match PublicKey::from_bytes(&enrolled.enrolment.key) {
                Ok(key) => drop(self.keys.insert(enrolled.agent.clone(), key)),
                Err(_) => drop(self.keys.remove(&enrolled.agent)),
            }
            self.agents.insert(enrolled.agent.clone(), enrolled.enrolment.clone());
        }
        said
    }

    fn hear_report(&mut self, log: &str, index: u64, face: &Face, by: &Reporter, said: &mut Said) {
        self.has_begun = true;
        let agent = &by.agent;
        let before = self.reports.insert(agent.clone(), (by.sequence, index));
        // A forged entry may have any number.
        let due = before.map_or(1, |(last, _)| last.saturating_add(1));
        if by.sequence != due {
            let (number, who) = (by.sequence, agent.as_str());
            said.faults.push(match before {
                Some((_, entry)) => {
                    message!("replay-number-after", number = number, agent = who, due = due, entry = entry)
                }
                None => message!("replay-number", number = number, agent = who, due = due),
            });
        }
        let Some(grant) = self.agents.get(agent) else {
            said.faults.push(message!("replay-unknown-agent", agent = agent.as_str()));
            return;
        };
        let is_own = match face {
            Face::Need(need) => grant.sites.contains(&need.site),
            Face::Reserve(reserve) => self.may_store(grant, &reserve.depot),
            Face::Facts(facts) => grant.sites.contains(&facts.site),
            Face::Change(change) => self.may_store(grant, &change.depot),
            Face::Inbound(inbound) => self.may_store(grant, &inbound.depot),
            Face::Excess(excess) => grant.sites.contains(&excess.site),
            Face::Seen(seen) => seen.notices.iter().all(|notice| match &notice.to {
                Addressee::Depot(depot) => self.may_store(grant, depot),
                Addressee::Site(site) => grant.sites.contains(site),
            }),
            _ => true,
        };
        if !is_own {
            said.faults.push(message!("replay-foreign-place", agent = agent.as_str()));
        }
        if let Face::Excess(excess) = face {
            self.offering.insert(excess.site.clone());
        }
        match &by.signature {
            Some(signature) => {
                self.reports_faced.entry(agent.clone()).or_insert(index);
                if !self.holds(agent, reporter::CONTEXT, &face.signed_bytes(log), signature) {
                    said.faults.push(message!("replay-not-signed-so", who = agent.as_str()));
                }
            }
            None => {
                said.is_unsigned = true;
                if let Some(first) = self.reports_faced.get(agent) {
                    said.faults.push(message!("replay-no-signature", agent = agent.as_str(), first = *first));
                }
            }
        }
    }

    /// Whether somebody may say what lies in a depot: also in the one that a site of his has become by an offer.
    fn may_store(&self, grant: &Enrolment, depot: &DepotId) -> bool {
        let site = site_of(depot);
        grant.depots.contains(depot) || (grant.sites.contains(&site) && self.offering.contains(&site))
    }

    fn holds(&self, who: &AgentId, context: &str, bytes: &[u8], signature: &[u8]) -> bool {
        self.keys.get(who).is_some_and(|key| key.verify(context, bytes, signature).is_ok())
    }

    fn hear_command(&mut self, log: &str, index: u64, face: &Face, by: &Commanded, said: &mut Said) {
        self.has_begun = true;
        let coordinator = &by.coordinator;
        if let Some(first) = self.commands.insert(by.command_sha256, index) {
            said.faults.push(message!("replay-command-twice", first = first));
        }
        let Some(grant) = self.agents.get(coordinator) else {
            said.faults.push(message!("replay-unknown-coordinator", who = coordinator.as_str()));
            return;
        };
        let may = grant.coordinator || (grant.recovery && matches!(face, Face::Enrolled(_)));
        if !may {
            said.faults.push(message!("replay-may-not-command", who = coordinator.as_str()));
        }
        let (Some(asked), Some(signature)) = (&by.asked, &by.signature) else {
            said.is_unsigned = true;
            if let Some(first) = self.commands_faced.get(coordinator) {
                let who = coordinator.as_str();
                said.faults.push(message!("replay-command-no-signature", who = who, first = *first));
            }
            return;
        };
        self.commands_faced.entry(coordinator.clone()).or_insert(index);
        let signed = by.signed_bytes(log, &masked(face)).unwrap_or_default();
        if !self.holds(coordinator, command::CONTEXT, &signed, signature) {
            said.faults.push(message!("replay-not-signed-so", who = coordinator.as_str()));
        }
        let known = match face {
            Face::Enrolled(enrolled) => self.agents.get(&enrolled.agent),
            _ => None,
        };
        if let Err(what) = face.fits(asked, known) {
            said.faults.push(Message::verbatim(what));
        }
    }
}

/// The masked fields of a command's entry.
fn masked(face: &Face) -> Masked {
    match face {
        Face::Released(face) => face.masked.clone(),
        Face::Disclosed(face) => face.masked.clone(),
        Face::CatalogueChanged(face) => face.masked.clone(),
        Face::Verified(face) => face.masked.clone(),
        Face::Rejected(face) => face.masked.clone(),
        Face::Held(face) => face.masked.clone(),
        Face::Settled(face) => face.masked.clone(),
        Face::OnBehalf(face) => face.masked.clone(),
        Face::Cancelled(face) => face.masked.clone(),
        Face::DisputeSettled(face) => face.masked.clone(),
        Face::PlanOverride(face) => face.masked.clone(),
        // Named one by one, so that a new kind is not forgotten here.
        Face::Catalogue(_)
        | Face::Enrolled(_)
        | Face::Need(_)
        | Face::Reserve(_)
        | Face::Facts(_)
        | Face::Seen(_)
        | Face::Step(_)
        | Face::Change(_)
        | Face::RecordConfirmed(_)
        | Face::Inbound(_)
        | Face::Excess(_)
        | Face::Planned(_)
        | Face::Decided(_)
        | Face::ClockConfirmed(_)
        | Face::Noted(_) => Vec::new(),
    }
}
