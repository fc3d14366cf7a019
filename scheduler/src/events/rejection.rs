//! A coordinator closes a need that is not to be served.

use super::Ask;
use super::effects::Effect;
use super::kind::{Commit, Kind, Place, text_field};
use super::signed_command::VerifiedCommand;
use super::state::State;
use yicang_domain::events::rejection::{self, REASON, REASON_BYTES_MAX};
use yicang_domain::events::{Event, Face};
use yicang_domain::id::IdError;
use yicang_domain::{Fault, NeedKey};
use yicang_language::{Message, ToMessage as _, message};
use yicang_proto::journal::v1 as journal;
use yicang_proto::v1;

/// A need that was rejected.
#[derive(Debug, Clone)]
pub struct Rejection {
    /// Whose, of what.
    pub need: NeedKey,
    /// Why.
    pub reason: String,
    /// By whose command.
    pub command: VerifiedCommand,
}

/// The need that a coordinator asks to be closed, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectAsk {
    /// The site.
    pub site_id: String,
    /// The item.
    pub item_id: String,
    /// Why.
    pub reason: String,
}

impl RejectAsk {
    pub(super) fn from_wire(wire: v1::RejectNeed) -> Self {
        let v1::RejectNeed { site_id, item_id, reason } = wire;
        Self { site_id, item_id, reason }
    }

    /// For the wire.
    pub fn to_wire(&self) -> v1::command::Body {
        let Self { site_id, item_id, reason } = self.clone();
        v1::command::Body::RejectNeed(v1::RejectNeed { site_id, item_id, reason })
    }

    /// Which need, as far as it can be judged by itself.
    ///
    /// # Errors
    /// Every fault.
    pub fn parsed(&self) -> Result<NeedKey, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut fault = |name: &str, problem: Message| faults.push(Fault::new(format!("reject_need.{name}"), problem));
        let site = self.site_id.parse().map_err(|error: IdError| fault("site_id", error.message())).ok();
        let item = self.item_id.parse().map_err(|error: IdError| fault("item_id", error.message())).ok();
        let reason = &self.reason;
        let is_line = !reason.is_empty() && reason.trim() == reason && !reason.contains(char::is_control);
        if !is_line || reason.len() > REASON_BYTES_MAX {
            fault("reason", message!("reject-reason", most = REASON_BYTES_MAX));
        }
        match (site, item) {
            (Some(site), Some(item)) if faults.is_empty() => Ok(NeedKey { site, item }),
            _ => Err(faults),
        }
    }
}

impl Rejection {
    pub(super) fn read(command: VerifiedCommand) -> Result<Self, String> {
        let Ask::Reject(ask) = &command.ask else { return Err("the command rejects nothing".into()) };
        let need = ask.parsed().map_err(|faults| faults[0].to_string())?;
        Ok(Self { need, reason: ask.reason.clone(), command })
    }
}

impl Kind for Rejection {
    fn on_board(&self) -> Event {
        Event::Rejected { need: self.need.clone(), by: self.command.coordinator.clone() }
    }

    fn command(&self) -> Option<&VerifiedCommand> {
        Some(&self.command)
    }

    fn masked(&self) -> Vec<(String, Vec<u8>)> {
        vec![text_field(REASON, &self.reason)]
    }

    fn face(&self, commit: &mut Commit<'_>) -> Face {
        let masked = self.commitments(commit);
        Face::Rejected(rejection::Published { need: self.need.clone(), by: self.command.public(), masked })
    }

    fn body(&self) -> journal::event::Kind {
        journal::event::Kind::Commanded(self.command.signed.clone())
    }

    fn take_effect(&self, state: &mut State, place: Place<'_>) -> Effect {
        state.rejections.insert(self.need.clone(), (place.index, self.reason.clone()));
        Effect::None
    }
}
