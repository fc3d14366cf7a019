//! A coordinator's remark on a plan, for everybody to read.

use super::Ask;
use super::effects::Effect;
use super::kind::{Commit, Kind, Place};
use super::signed_command::VerifiedCommand;
use super::state::{PlanNote, State};
use super::texts::plan_id;
use yicang_domain::events::{Event, Face, note};
use yicang_proto::journal::v1 as journal;
use yicang_proto::v1;

/// A remark on a plan.
#[derive(Debug, Clone)]
pub struct Noted {
    /// The record of the plan.
    pub plan_index: u64,
    /// The remark.
    pub text: String,
    /// By whose command.
    pub command: VerifiedCommand,
}

/// The remark that a coordinator asks to be recorded, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteAsk {
    /// The plan.
    pub plan_id: String,
    /// The remark.
    pub text: String,
}

impl NoteAsk {
    /// For the wire.
    pub fn to_wire(&self) -> v1::command::Body {
        v1::command::Body::NotePlan(v1::NotePlan { plan_id: self.plan_id.clone(), text: self.text.clone() })
    }
}

impl Noted {
    pub(super) fn read(command: VerifiedCommand) -> Result<Self, String> {
        let Ask::Note(ask) = command.ask.clone() else { return Err("the command notes nothing".into()) };
        let plan_index = super::texts::plan_index(&ask.plan_id);
        let plan_index = plan_index.ok_or_else(|| format!("{:?} is no plan", ask.plan_id))?;
        Ok(Self { plan_index, text: ask.text, command })
    }
}

impl Kind for Noted {
    fn on_board(&self) -> Event {
        Event::OffBoard
    }

    fn command(&self) -> Option<&VerifiedCommand> {
        Some(&self.command)
    }

    fn face(&self, _: &mut Commit<'_>) -> Face {
        let (plan, text) = (plan_id(self.plan_index), self.text.clone());
        Face::Noted(note::Published { plan, text, by: self.command.public() })
    }

    fn body(&self) -> journal::event::Kind {
        journal::event::Kind::Commanded(self.command.signed.clone())
    }

    fn take_effect(&self, state: &mut State, place: Place<'_>) -> Effect {
        if let Some(plan) = state.plans.get_mut(&self.plan_index) {
            let (coordinator, text) = (self.command.coordinator.clone(), self.text.clone());
            plan.notes.push(PlanNote { index: place.index, at: place.at, coordinator, text });
        }
        Effect::None
    }
}
