//! The catalogue: items, places and ways.

use super::kind::{Commit, Kind, text_field};
use yicang_domain::Catalogue;
use yicang_domain::events::{Event, Face, catalogue};
use yicang_proto::catalogue::{catalogue_from_wire, catalogue_to_wire};
use yicang_proto::journal::v1 as journal;
use yicang_proto::v1::NamedThing;
use yicang_tlog::sha256;

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
        let wire = catalogue_to_wire(&self.0);
        let names = |things: &[NamedThing]| {
            let lines = things.iter().map(|thing| format!("{}\t{}\t{}\n", thing.id, thing.name, thing.unit));
            lines.collect::<String>()
        };
        let all = [("items.names", &wire.items), ("depots.names", &wire.depots), ("sites.names", &wire.sites)];
        all.map(|(field, things)| text_field(field, &names(things))).into()
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
}
