//! Who starts the centre says that its clock is right, although it is behind the last record or far ahead of it.

use super::effects::Effect;
use super::kind::{Commit, Kind, Place};
use super::state::State;
use jiff::Timestamp;
use yicang_domain::events::{Event, Face, clock};
use yicang_proto::journal::v1 as journal;
use yicang_proto::time::{required_time, time_to_wire};

/// See the module.
#[derive(Debug, Clone, Copy)]
pub struct ClockConfirmed {
    /// The clock's moment, in whole seconds.
    pub clock: Timestamp,
}

impl ClockConfirmed {
    pub(super) fn read(wire: &journal::ClockConfirmed) -> Result<Self, String> {
        let clock = required_time("clock", wire.clock.as_ref()).map_err(|fault| fault.to_string())?;
        Ok(Self { clock })
    }
}

impl Kind for ClockConfirmed {
    fn on_board(&self) -> Event {
        Event::OffBoard
    }

    fn face(&self, _: &mut Commit<'_>) -> Face {
        Face::ClockConfirmed(clock::Published { clock: self.clock })
    }

    fn body(&self) -> journal::event::Kind {
        let clock = Some(time_to_wire(self.clock));
        journal::event::Kind::ClockConfirmed(journal::ClockConfirmed { clock })
    }

    fn take_effect(&self, state: &mut State, _: Place<'_>) -> Effect {
        state.clock_was = Some(self.clock);
        Effect::None
    }
}
