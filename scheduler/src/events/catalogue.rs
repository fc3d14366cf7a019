//! The catalogue: items, places and ways.

use super::effects::Effect;
use super::kind::{Commit, Kind, Place};
use super::state::State;
use yicang_domain::Catalogue;
use yicang_domain::events::{Event, Face, catalogue};
use yicang_proto::catalogue::{catalogue_from_wire, catalogue_to_wire, names_field, names_to_wire};
use yicang_proto::journal::v1 as journal;
use yicang_tlog::sha256;

/// The line of a leaf that names the catalogue's text.
const BLOB: &[u8] = b"blob catalogue ";

/// Items, places and ways; replaces what was known.
#[derive(Debug, Clone)]
pub struct CatalogueSet(pub Catalogue);

impl CatalogueSet {
    pub(super) fn read(wire: &journal::Catalogue) -> Result<Self, String> {
        catalogue_from_wire(wire).map(Self).map_err(|fault| fault.to_string())
    }
}

impl Kind for CatalogueSet {
    fn on_board(&self) -> Event {
        Event::Catalogue(self.0.clone())
    }

    fn masked(&self) -> Vec<(String, Vec<u8>)> {
        let [items, depots, sites] = names_to_wire(&self.0);
        [("items", items), ("depots", depots), ("sites", sites)].map(|(of, things)| names_field(of, &things)).into()
    }

    fn face(&self, commit: &mut Commit<'_>) -> Face {
        let text = sha256(self.0.to_public_text().as_bytes());
        Face::Catalogue(catalogue::Published::of(&self.0, text, self.commitments(commit)))
    }

    fn body(&self) -> journal::event::Kind {
        journal::event::Kind::Catalogue(catalogue_to_wire(&self.0))
    }

    fn blobs(&self) -> Vec<Vec<u8>> {
        vec![self.0.to_public_text().into_bytes()]
    }

    fn take_effect(&self, state: &mut State, place: Place<'_>) -> Effect {
        // Earlier programs published no text.
        state.is_catalogue_hidden = !place.leaf.split(|byte| *byte == b'\n').any(|line| line.starts_with(BLOB));
        Effect::None
    }
}
