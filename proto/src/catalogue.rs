//! The catalogue as the journal keeps it: names as they are, all else as the canonical text of a situation without stock
//! and needs. What that cannot say is in the text that is published, too, which is kept instead.

use crate::journal::v1 as journal;
use crate::v1::NamedThing;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;
use yicang_domain::{Catalogue, Fault, Item, Place, Site, Situation};

/// A catalogue for the journal.
pub fn catalogue_to_wire(catalogue: &Catalogue) -> journal::Catalogue {
    let is_old = catalogue.is_of_version_2();
    journal::Catalogue {
        items: catalogue.items.iter().map(|(id, item)| thing(id, &item.name, &item.unit)).collect(),
        depots: catalogue.depots.iter().map(|(id, place)| thing(id, &place.name, "")).collect(),
        sites: catalogue.sites.iter().map(|(id, place)| thing(id, &place.name, "")).collect(),
        ways: if is_old { catalogue.ground(Timestamp::UNIX_EPOCH).to_text() } else { String::new() },
        text: if is_old { String::new() } else { catalogue.to_public_text() },
    }
}

/// Something with a name, for people.
pub fn thing(id: impl Display, name: &str, unit: &str) -> NamedThing {
    NamedThing { id: id.to_string(), name: name.to_owned(), unit: unit.to_owned() }
}

/// A catalogue from the journal.
pub fn catalogue_from_wire(wire: &journal::Catalogue) -> Result<Catalogue, Fault> {
    if !wire.text.is_empty() {
        return catalogue_of(&wire.text, [&wire.items, &wire.depots, &wire.sites]);
    }
    let ways = Situation::from_text(&wire.ways).map_err(|error| Fault::new("ways", error))?;
    let mut read = Catalogue {
        items: named("items", &wire.items, |t| Item { name: t.name.clone(), unit: t.unit.clone(), ..Item::default() })?,
        depots: named("depots", &wire.depots, |t| Place { name: t.name.clone(), at: None })?,
        sites: named("sites", &wire.sites, |t| Site { name: t.name.clone(), ..Site::default() })?,
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

/// A catalogue from its public text, and the names of items, depots and sites.
///
/// # Errors
/// The text cannot be read, or a name is of nothing in it.
pub fn catalogue_of(text: &str, [items, depots, sites]: [&[NamedThing]; 3]) -> Result<Catalogue, Fault> {
    let mut read = Catalogue::from_public_text(text).map_err(|error| Fault::new("text", error))?;
    for thing in items {
        let item = known("items", &mut read.items, &id("items", thing)?)?;
        (item.name, item.unit) = (thing.name.clone(), thing.unit.clone());
    }
    for thing in depots {
        known("depots", &mut read.depots, &id("depots", thing)?)?.name.clone_from(&thing.name);
    }
    for thing in sites {
        known("sites", &mut read.sites, &id("sites", thing)?)?.name.clone_from(&thing.name);
    }
    Ok(read)
}

fn id<K: FromStr<Err: Display>>(field: &str, thing: &NamedThing) -> Result<K, Fault> {
    thing.id.parse().map_err(|error| Fault::new(field, error))
}

/// The entry that a line of `ways` is about.
fn known<'m, K: Ord + Display, V>(field: &str, things: &'m mut BTreeMap<K, V>, id: &K) -> Result<&'m mut V, Fault> {
    things.get_mut(id).ok_or_else(|| Fault::new("ways", format!("{id} is not among the {field}")))
}

fn named<K: FromStr<Err: Display> + Ord, V>(
    field: &str,
    things: &[NamedThing],
    value: impl Fn(&NamedThing) -> V,
) -> Result<BTreeMap<K, V>, Fault> {
    let pair = |thing: &NamedThing| Ok((id(field, thing)?, value(thing)));
    things.iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalogue_comes_back_from_the_journal_with_and_without_kinds() {
        let named = |name: &str| Site { name: name.to_owned(), ..Site::default() };
        let id = |text: &str| text.parse().unwrap();
        let mut catalogue = Catalogue { sites: [(id("H1"), named("first"))].into(), ..Catalogue::default() };
        let old = catalogue_to_wire(&catalogue);
        assert!(old.text.is_empty() && !old.ways.is_empty(), "as programs before read it");
        assert_eq!(catalogue_from_wire(&old).unwrap(), catalogue);
        let kind = Some("clinic".parse().unwrap());
        catalogue.sites.insert(id("H2"), Site { kind, district: Some("D".parse().unwrap()), ..named("second") });
        let new = catalogue_to_wire(&catalogue);
        assert!(new.ways.is_empty());
        assert_eq!(catalogue_from_wire(&new).unwrap(), catalogue);
        let stranger = journal::Catalogue { sites: vec![thing("H3", "third", "")], ..new };
        assert_eq!(catalogue_from_wire(&stranger).unwrap_err().problem, "H3 is not among the sites");
    }
}
