//! What coordinators have recorded on behalf of places, and what the places themselves say of it. A word of the place
//! marks the record; it changes nothing else on the board. The last word counts.

use super::Board;
use crate::events::Enrolment;
use crate::fault::Fault;
use crate::id::{AgentId, DepotId, NeedKey, SiteId};
use crate::life::Said;
use crate::report::{Body, Step};
use yicang_language::message;

/// Something that was recorded on behalf of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The site, or the depot.
    pub place: RecordedPlace,
    /// The needs that it is about.
    pub needs: Vec<NeedKey>,
    /// What the place says of it, and the record of that.
    pub answer: Option<Answer>,
}

/// Whose word is asked on a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordedPlace {
    /// A site.
    Site(SiteId),
    /// A depot.
    Depot(DepotId),
}

/// What a place says of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// It was not said so; else it was.
    pub contested: bool,
    /// The record of the answer.
    pub entry: u64,
}

impl Recorded {
    /// Whether the holder of a grant speaks for the place.
    pub fn is_of(&self, grant: &Enrolment) -> bool {
        match &self.place {
            RecordedPlace::Site(site) => grant.sites.contains(site),
            RecordedPlace::Depot(depot) => grant.depots.contains(depot),
        }
    }
}

impl Board {
    /// What was recorded on behalf of a place, by its record.
    pub fn recorded(&self, entry: u64) -> Option<&Recorded> {
        self.records.get(&entry)
    }

    /// What speaks against an answer to these records, whoever gives it.
    pub(crate) fn answer_faults(&self, entries: &[u64]) -> Vec<Fault> {
        let unknown = entries.iter().enumerate().filter(|(_, entry)| !self.records.contains_key(entry));
        let fault = |(place, entry): (usize, &u64)| {
            let field = format!("confirm_record.entry_indexes[{place}]");
            Fault::new(field, message!("confirm-no-record", entry = *entry))
        };
        unknown.map(fault).collect()
    }

    /// The first of these records that is not of a place of the agent.
    pub(crate) fn foreign_record(&self, agent: &AgentId, grant: &Enrolment, entries: &[u64]) -> Option<Fault> {
        let is_foreign = |entry: &u64| self.records.get(entry).is_some_and(|record| !record.is_of(grant));
        let (place, entry) = entries.iter().enumerate().find(|(_, entry)| is_foreign(entry))?;
        let field = format!("confirm_record.entry_indexes[{place}]");
        Some(Fault::new(field, message!("confirm-foreign", agent = agent.as_str(), entry = *entry)))
    }

    pub(crate) fn keep_record(&mut self, index: u64, body: &Body) {
        let (place, needs) = match body {
            Body::Need { site, lines } => {
                let key = |item| NeedKey { site: site.clone(), item };
                (RecordedPlace::Site(site.clone()), lines.iter().map(|line| key(line.item.clone())).collect())
            }
            Body::Step { order, step: Step::Received, .. } => {
                let Some(order) = self.orders.get(order) else { return };
                (RecordedPlace::Site(order.site().clone()), vec![order.need()])
            }
            Body::Moved(moved) => {
                let Some(order) = self.orders.get(&moved.order) else { return };
                match moved.step.is_of_depot() {
                    true => (RecordedPlace::Depot(order.lot().depot.clone()), Vec::new()),
                    false => (RecordedPlace::Site(order.site().clone()), vec![order.need()]),
                }
            }
            Body::Reserve { depot, .. } => (RecordedPlace::Depot(depot.clone()), Vec::new()),
            _ => return,
        };
        self.records.insert(index, Recorded { place, needs, answer: None });
    }

    pub(crate) fn apply_answer(&mut self, index: u64, entries: &[u64], contested: bool) {
        for entry in entries {
            let Some(record) = self.records.get_mut(entry) else { continue };
            record.answer = Some(Answer { contested, entry: index });
            for key in record.needs.clone() {
                self.remember(&key, Said::Answered { record: *entry, contested });
            }
        }
    }
}
