//! The catalogue as the journal keeps it: names as they are, all else as the canonical text of a
//! situation without stock and needs.

use crate::journal::v1 as journal;
use crate::v1::NamedThing;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;
use yicang_domain::{Catalogue, Fault, Item, Place, Situation};
use yicang_language::ToMessage;

/// A catalogue for the journal.
pub fn catalogue_to_wire(catalogue: &Catalogue) -> journal::Catalogue {
    journal::Catalogue {
        items: catalogue.items.iter().map(|(id, item)| thing(id, &item.name, &item.unit)).collect(),
        depots: catalogue.depots.iter().map(|(id, place)| thing(id, &place.name, "")).collect(),
        sites: catalogue.sites.iter().map(|(id, place)| thing(id, &place.name, "")).collect(),
        ways: catalogue.ground(Timestamp::UNIX_EPOCH).to_text(),
    }
}

/// Something with a name, for people.
pub fn thing(id: impl Display, name: &str, unit: &str) -> NamedThing {
    NamedThing { id: id.to_string(), name: name.to_owned(), unit: unit.to_owned() }
}

/// A catalogue from the journal.
pub fn catalogue_from_wire(wire: &journal::Catalogue) -> Result<Catalogue, Fault> {
    let ways = Situation::from_text(&wire.ways).map_err(|error| Fault::new("ways", error))?;
    let mut read = Catalogue {
        items: named("items", &wire.items, |t| Item { name: t.name.clone(), unit: t.unit.clone(), ..Item::default() })?,
        depots: named("depots", &wire.depots, |t| Place { name: t.name.clone(), at: None })?,
        sites: named("sites", &wire.sites, |t| Place { name: t.name.clone(), at: None })?,
        lanes: ways.lanes,
        protected: ways.protected,
        pools: ways.pools,
        substitutes: ways.substitutes,
        kits: ways.kits,
    };
    for (id, facts) in ways.items {
        known("items", &mut read.items, &id)?.facts = facts;
    }
    for (id, at) in ways.depots {
        known("depots", &mut read.depots, &id)?.at = Some(at);
    }
    for (id, at) in ways.sites {
        known("sites", &mut read.sites, &id)?.at = Some(at);
    }
    Ok(read)
}

/// The entry that a line of `ways` is about.
fn known<'m, K: Ord + Display, V>(field: &str, things: &'m mut BTreeMap<K, V>, id: &K) -> Result<&'m mut V, Fault> {
    things.get_mut(id).ok_or_else(|| Fault::new("ways", format!("{id} is not among the {field}")))
}

fn named<K: FromStr<Err: ToMessage> + Ord, V>(
    field: &str,
    things: &[NamedThing],
    value: impl Fn(&NamedThing) -> V,
) -> Result<BTreeMap<K, V>, Fault> {
    let pair = |thing: &NamedThing| Ok((thing.id.parse().map_err(|error| Fault::new(field, error))?, value(thing)));
    things.iter().map(pair).collect()
}
