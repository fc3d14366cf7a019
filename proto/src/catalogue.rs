//! The catalogue as the journal keeps it: names as they are, ways in the canonical text.

use crate::journal::v1 as journal;
use crate::v1::NamedThing;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;
use yicang_domain::{Catalogue, Fault, Item, Place, Situation};

/// A catalogue for the journal.
pub fn catalogue_to_wire(catalogue: &Catalogue) -> journal::Catalogue {
    let mut ways = Situation::at(Timestamp::UNIX_EPOCH);
    ways.lanes.clone_from(&catalogue.lanes);
    ways.protected.clone_from(&catalogue.protected);
    journal::Catalogue {
        items: catalogue.items.iter().map(|(id, item)| thing(id, &item.name, &item.unit)).collect(),
        depots: catalogue.depots.iter().map(|(id, place)| thing(id, &place.name, "")).collect(),
        sites: catalogue.sites.iter().map(|(id, place)| thing(id, &place.name, "")).collect(),
        ways: ways.to_text(),
    }
}

/// Something with a name, for people.
pub fn thing(id: impl Display, name: &str, unit: &str) -> NamedThing {
    NamedThing { id: id.to_string(), name: name.to_owned(), unit: unit.to_owned() }
}

/// A catalogue from the journal.
pub fn catalogue_from_wire(wire: &journal::Catalogue) -> Result<Catalogue, Fault> {
    let ways = Situation::from_text(&wire.ways).map_err(|error| Fault::new("ways", error))?;
    Ok(Catalogue {
        items: named("items", &wire.items, |t| Item { name: t.name.clone(), unit: t.unit.clone() })?,
        depots: named("depots", &wire.depots, |t| Place { name: t.name.clone() })?,
        sites: named("sites", &wire.sites, |t| Place { name: t.name.clone() })?,
        lanes: ways.lanes,
        protected: ways.protected,
    })
}

fn named<K: FromStr<Err: Display> + Ord, V>(
    field: &str,
    things: &[NamedThing],
    value: impl Fn(&NamedThing) -> V,
) -> Result<BTreeMap<K, V>, Fault> {
    let pair = |thing: &NamedThing| Ok((thing.id.parse().map_err(|error| Fault::new(field, error))?, value(thing)));
    things.iter().map(pair).collect()
}
