//! A coordinator changed the catalogue: its edits are public, its names are masked.

use super::Ask;
use super::effects::Effect;
use super::kind::{Commit, Kind, Place};
use super::signed_command::VerifiedCommand;
use super::state::State;
use yicang_domain::catalogue::change::Change;
use yicang_domain::events::{Event, Face, catalogue_change};
use yicang_domain::policy::PublicNames;
use yicang_proto::journal::v1 as journal;
use yicang_tlog::sha256;

/// A change of the catalogue.
#[derive(Debug, Clone)]
pub struct CatalogueChanged {
    /// What is changed.
    pub change: Change,
    /// The text of the whole catalogue after it, where the log has not published one; `None` in what is read back, for
    /// the record has it.
    pub whole: Option<String>,
    /// Whose names are public; of no matter in what is read back, for the record has them.
    pub public_names: PublicNames,
    /// By whose command.
    pub command: VerifiedCommand,
}

impl CatalogueChanged {
    pub(super) fn read(command: VerifiedCommand) -> Result<Self, String> {
        let Ask::ChangeCatalogue(change) = &command.ask else { return Err("the command changes nothing".into()) };
        Ok(Self { change: (**change).clone(), whole: None, public_names: PublicNames::default(), command })
    }
}

impl Kind for CatalogueChanged {
    fn on_board(&self) -> Event {
        Event::CatalogueChanged(self.change.clone())
    }

    fn command(&self) -> Option<&VerifiedCommand> {
        Some(&self.command)
    }

    fn masked(&self) -> Vec<(String, Vec<u8>)> {
        self.command.face.as_ref().map(|face| face.masked.clone()).unwrap_or_default()
    }

    fn face(&self, commit: &mut Commit<'_>) -> Face {
        Face::CatalogueChanged(catalogue_change::Published {
            from: self.change.from,
            edits: self.change.edits.len(),
            text: sha256(self.change.to_text().as_bytes()),
            names: None,
            whole: self.whole.as_ref().map(|text| sha256(text.as_bytes())),
            masked: self.commitments(commit),
            by: self.command.public(),
        })
    }

    fn body(&self) -> journal::event::Kind {
        journal::event::Kind::Commanded(self.command.signed.clone())
    }

    fn blobs(&self) -> Vec<Vec<u8>> {
        let edits = self.change.to_text();
        std::iter::once(edits).chain(self.whole.clone()).map(String::into_bytes).collect()
    }

    fn public_names(&self) -> PublicNames {
        self.public_names
    }

    fn take_effect(&self, state: &mut State, _: Place<'_>) -> Effect {
        state.is_catalogue_hidden = false;
        Effect::None
    }
}
