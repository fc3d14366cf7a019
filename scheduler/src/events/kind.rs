//! The life that every kind of event has: what the board makes of it, what its record keeps, what the public log shows,
//! and what it changes in the centre's state. One file each implements it.

use super::effects::Effect;
use super::signed_command::VerifiedCommand;
use super::state::State;
use jiff::Timestamp;
use yicang_domain::events::{Event, Face, Masked};
use yicang_domain::policy::PublicNames;
use yicang_proto::journal::v1 as journal;
use yicang_tlog::Hash;
use yicang_tlog::mask::Salt;

/// Gives the commitment to a masked field by its name and value.
pub type Commit<'c> = dyn FnMut(&str, &[u8]) -> Hash + 'c;

/// Where an event was recorded.
#[derive(Debug, Clone, Copy)]
pub struct Place<'l> {
    /// The record's number.
    pub index: u64,
    /// The centre's clock.
    pub at: Timestamp,
    /// The record's public leaf, exact bytes.
    pub leaf: &'l [u8],
}

/// One kind of event.
pub trait Kind {
    /// The event as the dispatch board takes it in.
    fn on_board(&self) -> Event;

    /// The command behind it, if there is one.
    fn command(&self) -> Option<&VerifiedCommand> {
        None
    }

    /// Fields masked in the public leaf, as (name, value).
    fn masked(&self) -> Vec<(String, Vec<u8>)> {
        Vec::new()
    }

    /// The salt that those of its masked fields follow from, where the signer has chosen it; else the centre does.
    fn own_salt(&self) -> Option<Salt> {
        self.command()?.face.as_ref().map(|face| face.salt)
    }

    /// The public face. `commit` is called once for each masked field.
    fn face(&self, commit: &mut Commit<'_>) -> Face;

    /// The private body of its record.
    fn body(&self) -> journal::event::Kind;

    /// The texts that its record publishes.
    fn blobs(&self) -> Vec<Vec<u8>> {
        Vec::new()
    }

    /// Whose names its record opens for everybody.
    fn public_names(&self) -> PublicNames {
        PublicNames::default()
    }

    /// What it changes in the centre's state beside the board, and what follows outside of it.
    fn take_effect(&self, _state: &mut State, _place: Place<'_>) -> Effect {
        Effect::None
    }

    /// The commitments to its masked fields.
    fn commitments(&self, commit: &mut Commit<'_>) -> Masked {
        let fields = self.masked().into_iter();
        fields.map(|(field, value)| (field.clone(), commit(&field, &value))).collect()
    }
}

/// A masked field of text.
pub(super) fn text_field(name: &str, value: &str) -> (String, Vec<u8>) {
    (name.to_owned(), value.as_bytes().to_vec())
}
