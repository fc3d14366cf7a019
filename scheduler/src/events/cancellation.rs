//! A coordinator takes an order back of which nothing was picked.

use super::Ask;
use super::effects::Effect;
use super::kind::{Commit, Kind, Place, text_field};
use super::signed_command::VerifiedCommand;
use super::state::State;
use yicang_domain::OrderId;
use yicang_domain::events::{Event, Face, cancellation};
use yicang_proto::journal::v1 as journal;
use yicang_proto::v1;
use yicang_tlog::mask;

/// An order is taken back.
#[derive(Debug, Clone)]
pub struct Cancelled {
    /// Which.
    pub order: OrderId,
    /// Why, in words.
    pub reason: String,
    /// By whose command.
    pub command: VerifiedCommand,
}

/// The order that a coordinator asks to be cancelled, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CancelAsk {
    /// Which.
    pub order_id: String,
    /// Why, in words.
    pub reason: String,
}

impl CancelAsk {
    pub(super) fn from_wire(wire: v1::CancelOrder) -> Self {
        let v1::CancelOrder { order_id, reason } = wire;
        Self { order_id, reason }
    }

    /// For the wire.
    pub fn to_wire(&self) -> v1::command::Body {
        let Self { order_id, reason } = self.clone();
        v1::command::Body::CancelOrder(v1::CancelOrder { order_id, reason })
    }
}

impl Cancelled {
    pub(super) fn read(command: VerifiedCommand) -> Result<Self, String> {
        let Ask::Cancel(ask) = command.ask.clone() else { return Err("the command cancels nothing".into()) };
        let order = ask.order_id.parse().map_err(|error: yicang_domain::id::IdError| error.to_string())?;
        Ok(Self { order, reason: ask.reason, command })
    }
}

impl Kind for Cancelled {
    fn on_board(&self) -> Event {
        Event::OrderCancelled(self.order.clone())
    }

    fn command(&self) -> Option<&VerifiedCommand> {
        Some(&self.command)
    }

    fn masked(&self) -> Vec<(String, Vec<u8>)> {
        vec![text_field(mask::REASON, &self.reason)]
    }

    fn face(&self, commit: &mut Commit<'_>) -> Face {
        let masked = self.commitments(commit);
        Face::Cancelled(cancellation::Published { order: self.order.clone(), by: self.command.public(), masked })
    }

    fn body(&self) -> journal::event::Kind {
        journal::event::Kind::Commanded(self.command.signed.clone())
    }

    fn take_effect(&self, state: &mut State, _: Place<'_>) -> Effect {
        let order = state.board.orders.get(&self.order).cloned();
        order.map_or(Effect::None, |order| Effect::Order(Box::new(order)))
    }
}
