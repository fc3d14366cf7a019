//! A coordinator records what somebody said who cannot sign it.

use super::Ask;
use super::effects::Effect;
use super::kind::{Commit, Kind, Place, text_field};
use super::signed_command::VerifiedCommand;
use super::state::State;
use jiff::Timestamp;
use yicang_domain::Fault;
use yicang_domain::events::on_behalf::{self, WHO, lines};
use yicang_domain::events::{Event, Face};
use yicang_domain::report::Body;
use yicang_proto::journal::v1 as journal;
use yicang_proto::on_behalf::said_from_wire;
use yicang_proto::time::{required_time, time_to_wire};
use yicang_proto::v1::{self, record_on_behalf};

/// Something that was recorded for somebody.
#[derive(Debug, Clone)]
pub struct OnBehalf {
    /// Who said it.
    pub who: String,
    /// By which way.
    pub how: String,
    /// When.
    pub said_at: Timestamp,
    /// What.
    pub body: Body,
    /// By whose command.
    pub command: VerifiedCommand,
}

/// What a coordinator asks to be recorded, as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordAsk {
    /// Who said it.
    pub who: String,
    /// By which way.
    pub how: String,
    /// When; a moment that cannot be read is a fault.
    pub said_at: Result<Timestamp, Fault>,
    /// What, or every fault of it.
    pub body: Result<Body, Vec<Fault>>,
}

impl RecordAsk {
    pub(super) fn from_wire(wire: &v1::RecordOnBehalf) -> Self {
        let said_at = required_time("record_on_behalf.said_at", wire.said_at.as_ref());
        Self { who: wire.who.clone(), how: wire.how.clone(), said_at, body: said_from_wire(wire) }
    }
}

/// For the wire: what was said, by whom, how and when.
pub fn to_wire(body: record_on_behalf::Body, who: String, how: String, said_at: Timestamp) -> v1::command::Body {
    let said_at = Some(time_to_wire(said_at));
    v1::command::Body::RecordOnBehalf(v1::RecordOnBehalf { who, how, said_at, body: Some(body) })
}

impl OnBehalf {
    pub(super) fn read(command: VerifiedCommand) -> Result<Self, String> {
        let Ask::Record(ask) = command.ask.clone() else { return Err("the command records nothing".into()) };
        let said_at = ask.said_at.map_err(|fault| fault.to_string())?;
        let body = ask.body.map_err(|faults| faults[0].to_string())?;
        Ok(Self { who: ask.who, how: ask.how, said_at, body, command })
    }
}

impl Kind for OnBehalf {
    fn on_board(&self) -> Event {
        Event::OnBehalf(self.body.clone())
    }

    fn command(&self) -> Option<&VerifiedCommand> {
        Some(&self.command)
    }

    fn masked(&self) -> Vec<(String, Vec<u8>)> {
        vec![text_field(WHO, &self.who)]
    }

    fn face(&self, commit: &mut Commit<'_>) -> Face {
        Face::OnBehalf(on_behalf::Published {
            how: self.how.clone(),
            said_at: self.said_at,
            says: lines(&self.body),
            by: self.command.public(),
            masked: self.commitments(commit),
        })
    }

    fn body(&self) -> journal::event::Kind {
        journal::event::Kind::Commanded(self.command.signed.clone())
    }

    fn take_effect(&self, state: &mut State, _: Place<'_>) -> Effect {
        let order = self.body.moved().and_then(|moved| state.board.orders.get(&moved.order).cloned());
        order.map_or(Effect::None, |order| Effect::Order(Box::new(order)))
    }
}
