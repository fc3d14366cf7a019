//! A coordinator holds a lot, or lets it go again.

use super::Ask;
use super::effects::Effect;
use super::kind::{Commit, Kind, Place, text_field};
use super::signed_command::VerifiedCommand;
use super::state::State;
use jiff::Timestamp;
use yicang_domain::events::{Event, Face, hold};
use yicang_domain::{AgentId, Hold, LotKey};
use yicang_proto::journal::v1 as journal;
use yicang_proto::order::{hold_from_wire, hold_to_wire};
use yicang_proto::v1;
use yicang_tlog::mask;

/// A lot must not move, or may again.
#[derive(Debug, Clone)]
pub struct LotHeld {
    /// Which lot.
    pub lot: LotKey,
    /// Why it must not move; `None` lets it go.
    pub hold: Option<Hold>,
    /// The reason in words.
    pub reason: String,
    /// By whose command.
    pub command: VerifiedCommand,
}

/// The hold that a coordinator asks for, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldAsk {
    /// The depot.
    pub depot_id: String,
    /// The item.
    pub item_id: String,
    /// The lot.
    pub lot_id: String,
    /// Why it must not move; `None` lets it go.
    pub hold: Option<Hold>,
    /// Whether the wire said anything of a hold.
    pub is_said: bool,
    /// The reason in words.
    pub reason: String,
}

/// What is remembered of a hold beside the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldNote {
    /// When.
    pub at: Timestamp,
    /// Whose command.
    pub coordinator: AgentId,
    /// The reason in words.
    pub reason: String,
}

impl HoldAsk {
    /// Holds a lot, or lets it go.
    pub fn new(lot: &LotKey, hold: Option<Hold>, reason: &str) -> Self {
        let LotKey { depot, item, lot } = lot;
        let [depot_id, item_id, lot_id] = [depot.to_string(), item.to_string(), lot.to_string()];
        Self { depot_id, item_id, lot_id, hold, is_said: true, reason: reason.to_owned() }
    }

    pub(super) fn from_wire(wire: v1::HoldLot) -> Self {
        let (hold, is_said) = (hold_from_wire(wire.hold()), wire.hold() != v1::LotHold::Unspecified);
        let v1::HoldLot { depot_id, item_id, lot_id, reason, .. } = wire;
        Self { depot_id, item_id, lot_id, hold, is_said, reason }
    }

    /// For the wire.
    pub fn to_wire(&self) -> v1::command::Body {
        let Self { depot_id, item_id, lot_id, hold, reason, .. } = self.clone();
        v1::command::Body::HoldLot(v1::HoldLot { depot_id, item_id, lot_id, hold: hold_to_wire(hold).into(), reason })
    }
}

impl LotHeld {
    pub(super) fn read(command: VerifiedCommand) -> Result<Self, String> {
        let Ask::Hold(ask) = command.ask.clone() else { return Err("the command holds no lot".into()) };
        fn id<T: std::str::FromStr<Err: ToString>>(text: &str) -> Result<T, String> {
            text.parse().map_err(|error: T::Err| error.to_string())
        }
        let lot = LotKey { depot: id(&ask.depot_id)?, item: id(&ask.item_id)?, lot: id(&ask.lot_id)? };
        Ok(Self { lot, hold: ask.hold, reason: ask.reason, command })
    }
}

impl Kind for LotHeld {
    fn on_board(&self) -> Event {
        Event::Held { lot: self.lot.clone(), hold: self.hold }
    }

    fn command(&self) -> Option<&VerifiedCommand> {
        Some(&self.command)
    }

    fn masked(&self) -> Vec<(String, Vec<u8>)> {
        vec![text_field(mask::REASON, &self.reason)]
    }

    fn face(&self, commit: &mut Commit<'_>) -> Face {
        let (lot, hold, masked) = (self.lot.clone(), self.hold, self.commitments(commit));
        Face::Held(hold::Published { lot, hold, by: self.command.public(), masked })
    }

    fn body(&self) -> journal::event::Kind {
        journal::event::Kind::Commanded(self.command.signed.clone())
    }

    fn take_effect(&self, state: &mut State, place: Place<'_>) -> Effect {
        match self.hold {
            Some(_) => {
                let (coordinator, reason) = (self.command.coordinator.clone(), self.reason.clone());
                state.holds.insert(self.lot.clone(), HoldNote { at: place.at, coordinator, reason });
            }
            None => drop(state.holds.remove(&self.lot)),
        }
        let of_lot = state.board.orders.values().filter(|order| order.lot() == &self.lot);
        Effect::Orders(of_lot.cloned().collect())
    }
}
