//! A coordinator decides a disputed need: it is served again.

use super::Ask;
use super::kind::{Commit, Kind, text_field};
use super::signed_command::VerifiedCommand;
use yicang_domain::NeedKey;
use yicang_domain::events::{Event, Face, dispute};
use yicang_domain::id::IdError;
use yicang_proto::journal::v1 as journal;
use yicang_proto::v1;
use yicang_tlog::mask;

/// A need is served again.
#[derive(Debug, Clone)]
pub struct DisputeSettled {
    /// Whose, of what.
    pub need: NeedKey,
    /// What was found out.
    pub reason: String,
    /// By whose command.
    pub command: VerifiedCommand,
}

/// The need that a coordinator asks to be served again, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeAsk {
    /// The site.
    pub site_id: String,
    /// The item.
    pub item_id: String,
    /// What was found out.
    pub reason: String,
}

impl DisputeAsk {
    pub(super) fn from_wire(wire: v1::SettleDispute) -> Self {
        let v1::SettleDispute { site_id, item_id, reason } = wire;
        Self { site_id, item_id, reason }
    }

    /// For the wire.
    pub fn to_wire(&self) -> v1::command::Body {
        let Self { site_id, item_id, reason } = self.clone();
        v1::command::Body::SettleDispute(v1::SettleDispute { site_id, item_id, reason })
    }
}

impl DisputeSettled {
    pub(super) fn read(command: VerifiedCommand) -> Result<Self, String> {
        let Ask::SettleDispute(ask) = command.ask.clone() else { return Err("the command decides nothing".into()) };
        let wrong = |error: IdError| error.to_string();
        let need = NeedKey { site: ask.site_id.parse().map_err(wrong)?, item: ask.item_id.parse().map_err(wrong)? };
        Ok(Self { need, reason: ask.reason, command })
    }
}

impl Kind for DisputeSettled {
    fn on_board(&self) -> Event {
        Event::DisputeSettled(self.need.clone())
    }

    fn command(&self) -> Option<&VerifiedCommand> {
        Some(&self.command)
    }

    fn masked(&self) -> Vec<(String, Vec<u8>)> {
        vec![text_field(mask::REASON, &self.reason)]
    }

    fn face(&self, commit: &mut Commit<'_>) -> Face {
        let masked = self.commitments(commit);
        Face::DisputeSettled(dispute::Published { need: self.need.clone(), by: self.command.public(), masked })
    }

    fn body(&self) -> journal::event::Kind {
        journal::event::Kind::Commanded(self.command.signed.clone())
    }
}
