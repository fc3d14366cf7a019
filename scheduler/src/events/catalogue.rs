//! The catalogue: items, places and ways.

use super::effects::Effect;
use super::kind::{Commit, Kind, Place};
use super::state::State;
use yicang_domain::Catalogue;
use yicang_domain::events::names::OpenNames;
use yicang_domain::events::{Event, Face, catalogue};
use yicang_domain::policy::PublicNames;
use yicang_proto::catalogue::{catalogue_from_wire, catalogue_to_wire, names_field, names_to_wire};
use yicang_proto::journal::v1 as journal;
use yicang_tlog::mask::Salt;
use yicang_tlog::sha256;

/// The line of a leaf that names the catalogue's text.
const BLOB: &[u8] = b"blob catalogue ";

/// Items, places and ways; replaces what was known.
#[derive(Debug, Clone)]
pub struct CatalogueSet {
    /// All of it.
    pub catalogue: Catalogue,
    /// Whose names are public; of no matter in what is read back, for the record has them.
    pub public_names: PublicNames,
}

impl CatalogueSet {
    pub(super) fn read(wire: &journal::Catalogue) -> Result<Self, String> {
        let catalogue = catalogue_from_wire(wire).map_err(|fault| fault.to_string())?;
        Ok(Self { catalogue, public_names: PublicNames::default() })
    }
}

impl Kind for CatalogueSet {
    fn on_board(&self) -> Event {
        Event::Catalogue(self.catalogue.clone())
    }

    fn masked(&self) -> Vec<(String, Vec<u8>)> {
        let [items, depots, sites] = names_to_wire(&self.catalogue);
        [("items", items), ("depots", depots), ("sites", sites)].map(|(of, things)| names_field(of, &things)).into()
    }

    fn face(&self, commit: &mut Commit<'_>) -> Face {
        let text = sha256(self.catalogue.to_public_text().as_bytes());
        Face::Catalogue(catalogue::Published::of(&self.catalogue, text, self.commitments(commit)))
    }

    fn body(&self) -> journal::event::Kind {
        journal::event::Kind::Catalogue(catalogue_to_wire(&self.catalogue))
    }

    fn blobs(&self) -> Vec<Vec<u8>> {
        vec![self.catalogue.to_public_text().into_bytes()]
    }

    fn public_names(&self) -> PublicNames {
        self.public_names
    }

    fn take_effect(&self, state: &mut State, place: Place<'_>) -> Effect {
        // Earlier programs published no text.
        state.is_catalogue_hidden = !place.leaf.split(|byte| *byte == b'\n').any(|line| line.starts_with(BLOB));
        Effect::None
    }
}

/// The text that opens the names which are public, if there are any.
pub(super) fn open_names(kind: &dyn Kind, salt: impl Fn(&str) -> Salt) -> Option<String> {
    let PublicNames { items, depots, sites } = kind.public_names();
    let is_public = |field: &str| match field {
        "items.names" => items,
        "depots.names" => depots,
        "sites.names" => sites,
        _ => false,
    };
    let mut open = OpenNames::default();
    for (field, value) in kind.masked() {
        if is_public(&field) && !value.is_empty() {
            let value = String::from_utf8(value).expect("names are text");
            open.0.insert(field.clone(), (salt(&field), value));
        }
    }
    (!open.0.is_empty()).then(|| open.to_text())
}
