//! One event with all that its record keeps, and its record in the journal: a private body, a public leaf, published texts.
//! Both ways are here, so that a restart reads what was written. Only dispatching: each kind has a file of its own.

use super::catalogue::CatalogueSet;
use super::clock::ClockConfirmed;
use super::decision::Decided;
use super::disclosure::Disclosed;
use super::effects::Effect;
use super::enrolment::Enrolled;
use super::kind::{Kind, Place};
use super::leaf;
use super::plan::Planned;
use super::report::Reported;
use super::salts::Masks;
use super::signed_command::VerifiedCommand;
use super::state::{Signs, State};
use super::texts::Texts;
use super::witness_override::WitnessOverride;
use jiff::Timestamp;
use prost::Message as _;
use std::sync::Arc;
use yicang_domain::events::Event;
use yicang_proto::journal::v1 as journal;
use yicang_proto::time::{required_time, time_to_wire};
use yicang_tlog::mask::{Salt, committing};
use yicang_writer::Record;

/// One event with all that its record keeps.
#[derive(Debug, Clone)]
pub enum CentreEvent {
    /// Items, places and ways.
    Catalogue(CatalogueSet),
    /// An agent's key became known.
    Enrolled(Enrolled),
    /// A report was accepted.
    Reported(Reported),
    /// A plan was made.
    Planned(Planned),
    /// A plan was decided.
    Decided(Decided),
    /// Who starts the centre says that its clock is right.
    ClockConfirmed(ClockConfirmed),
    /// Somebody may see masked fields.
    Disclosed(Disclosed),
    /// A decision's orders go out without the witnesses.
    WitnessOverride(WitnessOverride),
}

/// Why a record of the journal cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("record {index} of the journal cannot be read: {problem}")]
pub struct RecordError {
    /// Which.
    pub index: u64,
    /// What is wrong.
    pub problem: String,
}

impl CentreEvent {
    fn kind(&self) -> &dyn Kind {
        match self {
            Self::Catalogue(event) => event,
            Self::Enrolled(event) => event,
            Self::Reported(event) => event,
            Self::Planned(event) => event,
            Self::Decided(event) => event,
            Self::ClockConfirmed(event) => event,
            Self::Disclosed(event) => event,
            Self::WitnessOverride(event) => event,
        }
    }

    /// The event as the dispatch board takes it in.
    pub fn on_board(&self) -> Event {
        self.kind().on_board()
    }

    /// The command behind it.
    pub fn command(&self) -> Option<&VerifiedCommand> {
        self.kind().command()
    }

    /// Fields masked in the public leaf, as (name, value).
    pub fn masked(&self) -> Vec<(String, Vec<u8>)> {
        self.kind().masked()
    }

    /// The salt that those of its masked fields follow from, where the signer has chosen it.
    pub fn own_salt(&self) -> Option<Salt> {
        self.kind().own_salt()
    }

    /// Its record; `at` is the centre's clock, and `masks` are those of its number.
    pub fn record(&self, at: Timestamp, masks: &Masks) -> Record {
        let kind = self.kind();
        let mut own = kind.own_salt().map(committing);
        let face = kind.face(&mut |field, value| match &mut own {
            Some(commit) => commit(field, value),
            None => masks.commit(field, value),
        });
        let body = journal::Event { at: Some(time_to_wire(at)), kind: Some(kind.body()) }.encode_to_vec();
        Record { leaf: leaf::bytes(at, face), body, blobs: kind.blobs() }
    }

    /// Reads a record back; `texts_of` gives the texts of a plan that was recorded before.
    pub fn read(
        index: u64,
        record: &Record,
        texts_of: impl Fn(u64) -> Option<Arc<Texts>>,
    ) -> Result<(Timestamp, Self), RecordError> {
        read(record, texts_of).map_err(|problem| RecordError { index, problem })
    }

    /// Takes the event into what is known. Says what follows outside of it.
    pub fn take_in(&self, state: &mut State, place: Place<'_>) -> Effect {
        let Place { index, at, leaf } = place;
        state.board.apply(index, &self.on_board());
        if state.last_at.is_none_or(|last| at > last) {
            state.clock_was = Some(at);
        }
        state.last_at = Some(at);
        state.draws.push(index, leaf);
        if let Some(command) = self.command() {
            let key = (command.coordinator.clone(), command.command_id.clone());
            state.commands.insert(key, (command.sha256(), index));
            if command.face.is_some() {
                state.faced.insert((command.coordinator.clone(), Signs::Commands));
            }
        }
        self.kind().take_effect(state, place)
    }
}

fn read(record: &Record, texts_of: impl Fn(u64) -> Option<Arc<Texts>>) -> Result<(Timestamp, CentreEvent), String> {
    use journal::event::Kind as Body;
    let event = journal::Event::decode(record.body.as_slice()).map_err(|error| error.to_string())?;
    let at = required_time("at", event.at.as_ref()).map_err(|fault| fault.to_string())?;
    let event = match event.kind.ok_or("it has no kind that this program knows")? {
        Body::Catalogue(wire) => CentreEvent::Catalogue(CatalogueSet::read(&wire)?),
        Body::Enrolment(wire) => CentreEvent::Enrolled(Enrolled::read(wire)?),
        Body::Report(signed) => CentreEvent::Reported(Reported::read(signed)?),
        Body::Planned(wire) => CentreEvent::Planned(Planned::read(wire, &record.blobs)?),
        Body::Decided(wire) => CentreEvent::Decided(Decided::read(wire, texts_of)?),
        Body::Overridden(wire) => CentreEvent::WitnessOverride(WitnessOverride::read(wire)?),
        Body::ClockConfirmed(wire) => CentreEvent::ClockConfirmed(ClockConfirmed::read(&wire)?),
        Body::Granted(wire) => CentreEvent::Disclosed(Disclosed::read(wire)?),
    };
    Ok((at, event))
}
