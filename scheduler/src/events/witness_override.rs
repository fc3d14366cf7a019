//! A decision's orders go out although the log's witnesses have not cosigned it.

use super::Ask;
use super::effects::Effect;
use super::kind::{Commit, Kind, Place, text_field};
use super::signed_command::VerifiedCommand;
use super::state::State;
use yicang_domain::events::{Event, Face, release};
use yicang_proto::journal::v1 as journal;
use yicang_tlog::mask;

/// A decision's orders go out without the witnesses.
#[derive(Debug, Clone)]
pub struct WitnessOverride {
    /// Why.
    pub reason: String,
    /// The record of the decision.
    pub decision: u64,
    /// By whose command.
    pub command: VerifiedCommand,
}

/// What a coordinator asks when releasing orders, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseAsk {
    /// The record of the decision.
    pub decision_index: u64,
    /// Why.
    pub reason: String,
}

impl WitnessOverride {
    pub(super) fn read(wire: journal::Overridden) -> Result<Self, String> {
        let command = VerifiedCommand::from_journal(wire.command.ok_or("the command is missing")?)?;
        let Ask::Release(ask) = command.ask.clone() else { return Err("the command releases no orders".into()) };
        Ok(Self { reason: ask.reason, decision: ask.decision_index, command })
    }
}

impl Kind for WitnessOverride {
    fn on_board(&self) -> Event {
        Event::OffBoard
    }

    fn command(&self) -> Option<&VerifiedCommand> {
        Some(&self.command)
    }

    fn masked(&self) -> Vec<(String, Vec<u8>)> {
        vec![text_field(mask::REASON, &self.reason)]
    }

    fn face(&self, commit: &mut Commit<'_>) -> Face {
        let masked = self.commitments(commit);
        Face::Released(release::Published { decision: self.decision, by: self.command.public(), masked })
    }

    fn body(&self) -> journal::event::Kind {
        journal::event::Kind::Overridden(journal::Overridden { command: Some(self.command.signed.clone()) })
    }

    fn take_effect(&self, state: &mut State, _: Place<'_>) -> Effect {
        state.overrides.insert(self.decision);
        Effect::WitnessOverride(self.decision)
    }
}
