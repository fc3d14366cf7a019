//! A coordinator closes a discrepancy.

use super::Ask;
use super::kind::{Commit, Kind, text_field};
use super::signed_command::VerifiedCommand;
use yicang_domain::events::{Event, Face, settlement};
use yicang_domain::{AmissId, Settlement};
use yicang_proto::command::settlement_of;
use yicang_proto::journal::v1 as journal;
use yicang_proto::report::reason_to_wire;
use yicang_proto::v1;
use yicang_tlog::mask;

/// A discrepancy is closed.
#[derive(Debug, Clone)]
pub struct Settled {
    /// Which.
    pub id: AmissId,
    /// How.
    pub how: Settlement,
    /// Why, in words.
    pub reason: String,
    /// By whose command.
    pub command: VerifiedCommand,
}

/// What a coordinator asks to be closed, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettleAsk {
    /// Which discrepancy.
    pub id: String,
    /// How; `None` where the wire says no way, or two.
    pub how: Option<Settlement>,
    /// Why, in words.
    pub reason: String,
}

impl SettleAsk {
    pub(super) fn from_wire(wire: v1::SettleDiscrepancy) -> Self {
        Self { how: settlement_of(&wire), id: wire.discrepancy_id, reason: wire.reason }
    }

    /// For the wire.
    pub fn to_wire(&self) -> v1::command::Body {
        let explained_as = match self.how {
            Some(Settlement::Explained(reason)) => reason_to_wire(reason),
            _ => v1::ChangeReason::Unspecified,
        };
        v1::command::Body::SettleDiscrepancy(v1::SettleDiscrepancy {
            discrepancy_id: self.id.clone(),
            explained_as: explained_as.into(),
            written_off: self.how == Some(Settlement::WrittenOff),
            reason: self.reason.clone(),
        })
    }
}

impl Settled {
    pub(super) fn read(command: VerifiedCommand) -> Result<Self, String> {
        let Ask::Settle(ask) = command.ask.clone() else { return Err("the command closes no discrepancy".into()) };
        let id = ask.id.parse().map_err(|error| format!("{:?} {error}", ask.id))?;
        Ok(Self { id, how: ask.how.ok_or("the command says no way to close it")?, reason: ask.reason, command })
    }
}

impl Kind for Settled {
    fn on_board(&self) -> Event {
        Event::Settled { id: self.id, how: self.how }
    }

    fn command(&self) -> Option<&VerifiedCommand> {
        Some(&self.command)
    }

    fn masked(&self) -> Vec<(String, Vec<u8>)> {
        vec![text_field(mask::REASON, &self.reason)]
    }

    fn face(&self, commit: &mut Commit<'_>) -> Face {
        let masked = self.commitments(commit);
        Face::Settled(settlement::Published { id: self.id, how: self.how, by: self.command.public(), masked })
    }

    fn body(&self) -> journal::event::Kind {
        journal::event::Kind::Commanded(self.command.signed.clone())
    }
}
