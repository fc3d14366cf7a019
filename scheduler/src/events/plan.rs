//! A plan was made: its figures, the texts that it publishes, and the reserve lines that they open.

use super::effects::Effect;
use super::kind::{Commit, Kind, Place};
use super::signed_command::VerifiedCommand;
use super::state::{PlanEntry, State};
use super::texts::Texts;
use jiff::Timestamp;
use std::sync::Arc;
use yicang_domain::PlanSummary;
use yicang_domain::events::openings::Openings;
use yicang_domain::events::plan::{Looked, Published};
use yicang_domain::events::{Event, Face, Source};
use yicang_proto::journal::v1 as journal;
use yicang_proto::summary::{summary_from_wire, summary_to_wire};
use yicang_proto::time::{required_time, time_to_wire};
use yicang_tlog::sha256;

/// A plan was made.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its figures.
    pub summary: Box<PlanSummary>,
    /// The texts it was made from, and its own.
    pub texts: Arc<Texts>,
    /// The number of records that its situation follows from, and the situation's moment. `None` in records of earlier
    /// programs.
    pub looked: Option<(u64, Timestamp)>,
    /// The reserve lines that its openings open.
    pub opened: Vec<Source>,
    /// By whose command.
    pub command: VerifiedCommand,
}

impl Planned {
    pub(super) fn read(wire: journal::Planned, blobs: &[Vec<u8>]) -> Result<Self, String> {
        let journal::Planned { summary, command, upto, now } = wire;
        let now = now.map(|now| required_time("now", Some(&now)).map_err(|fault| fault.to_string())).transpose()?;
        let texts = Texts::from_blobs(blobs, now.is_some())?;
        let openings = texts.openings.as_deref().map(Openings::from_text).transpose();
        let openings = openings.map_err(|error| format!("its openings: {error}"))?.unwrap_or_default();
        let summary = summary_from_wire(summary.ok_or("the summary is missing")?);
        Ok(Self {
            summary: Box::new(summary.map_err(|fault| format!("the summary: {fault}"))?),
            texts: Arc::new(texts),
            looked: now.map(|now| (upto, now)),
            opened: openings.0.into_keys().collect(),
            command: VerifiedCommand::from_journal(command.ok_or("the command is missing")?)?,
        })
    }
}

impl Kind for Planned {
    fn on_board(&self) -> Event {
        Event::Planned { opened: self.opened.clone(), upto: self.looked.map(|(upto, _)| upto) }
    }

    fn command(&self) -> Option<&VerifiedCommand> {
        Some(&self.command)
    }

    fn face(&self, _: &mut Commit<'_>) -> Face {
        let looked = self.looked.zip(self.texts.openings.as_ref());
        Face::Planned(Published {
            plan: self.summary.plan_id.clone(),
            looked: looked.map(|((upto, now), openings)| Looked { upto, now, openings: sha256(openings.as_bytes()) }),
            policy_name: self.summary.policy_name.clone(),
            by: self.command.public(),
            texts: self.texts.hashes(),
        })
    }

    fn body(&self) -> journal::event::Kind {
        journal::event::Kind::Planned(journal::Planned {
            summary: Some(summary_to_wire(&self.summary)),
            command: Some(self.command.signed.clone()),
            upto: self.looked.map_or(0, |(upto, _)| upto),
            now: self.looked.map(|(_, now)| time_to_wire(now)),
        })
    }

    fn blobs(&self) -> Vec<Vec<u8>> {
        self.texts.to_blobs()
    }

    fn take_effect(&self, state: &mut State, place: Place<'_>) -> Effect {
        state.draws.planned(&self.texts);
        let (index, summary, texts) = (place.index, (*self.summary).clone(), Arc::clone(&self.texts));
        state.plans.insert(index, PlanEntry { index, summary, texts, decision_index: None, notes: Vec::new() });
        Effect::None
    }
}
