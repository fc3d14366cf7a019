//! The catalogue as the journal keeps it: names as they are, all else as the canonical text of a situation without
//! stock and needs. What that cannot say is in the text that is published, too, which is kept instead.

use crate::journal::v1 as journal;
use crate::v1::{self, NamedThing};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;
use yicang_domain::catalogue::change::{Change, Names};
use yicang_domain::{Catalogue, Fault, Item, Place, Site, Situation, TextError};
use yicang_language::ToMessage;

/// A catalogue for the journal.
pub fn catalogue_to_wire(catalogue: &Catalogue) -> journal::Catalogue {
    let is_old = catalogue.is_of_version_2();
    let [items, depots, sites] = names_to_wire(catalogue);
    journal::Catalogue {
        items,
        depots,
        sites,
        ways: if is_old { catalogue.ground(Timestamp::UNIX_EPOCH).to_text() } else { String::new() },
        text: if is_old { String::new() } else { catalogue.to_public_text() },
    }
}

/// The names of items, depots and sites, with those that are retired.
pub fn names_to_wire(catalogue: &Catalogue) -> [Vec<NamedThing>; 3] {
    let retired = &catalogue.retired;
    let items = catalogue.items.iter().chain(&retired.items);
    let depots = catalogue.depots.iter().chain(&retired.depots);
    let sites = catalogue.sites.iter().chain(&retired.sites);
    [
        items.map(|(id, item)| thing(id, &item.name, &item.unit)).collect(),
        depots.map(|(id, depot)| thing(id, &depot.name, "")).collect(),
        sites.map(|(id, site)| thing(id, &site.name, "")).collect(),
    ]
}

/// The masked field with the names of items, depots or sites.
pub fn names_field(of: &str, things: &[NamedThing]) -> (String, Vec<u8>) {
    let lines = things.iter().map(|thing| format!("{}\t{}\t{}\n", thing.id, thing.name, thing.unit));
    (format!("{of}.names"), lines.collect::<String>().into_bytes())
}

/// A change for the wire.
pub fn change_to_wire(change: &Change) -> v1::ChangeCatalogue {
    let Names { items, depots, sites } = &change.names;
    v1::ChangeCatalogue {
        from: change.from,
        edits: change.to_text(),
        item_names: items.iter().map(|(id, (name, unit))| thing(id, name, unit)).collect(),
        depot_names: depots.iter().map(|(id, name)| thing(id, name, "")).collect(),
        site_names: sites.iter().map(|(id, name)| thing(id, name, "")).collect(),
    }
}

/// A change from the wire.
///
/// # Errors
/// Every line of the edits that cannot be read, or the first name of what is no id.
pub fn change_from_wire(wire: &v1::ChangeCatalogue) -> Result<Change, Fault> {
    let joined = |errors: Vec<TextError>| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    let change = Change::from_text(wire.from, &wire.edits)
        .map_err(|errors| Fault::new("change_catalogue.edits", joined(errors)))?;
    let names = Names {
        items: named("change_catalogue.item_names", &wire.item_names, |t| (t.name.clone(), t.unit.clone()))?,
        depots: named("change_catalogue.depot_names", &wire.depot_names, |t| t.name.clone())?,
        sites: named("change_catalogue.site_names", &wire.site_names, |t| t.name.clone())?,
    };
    Ok(Change { names, ..change })
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
        pools: ways.pools.into_iter().map(|(id, pool)| (id, pool.into())).collect(),
        substitutes: ways.substitutes,
        kits: ways.kits,
        ..Catalogue::default()
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
    let mut read = Catalogue::from_public_text(text).map_err(|error| Fault::new("text", error.to_string()))?;
    let retired = &mut read.retired;
    for thing in items {
        let item = either("items", [&mut read.items, &mut retired.items], thing)?;
        (item.name, item.unit) = (thing.name.clone(), thing.unit.clone());
    }
    for thing in depots {
        either("depots", [&mut read.depots, &mut retired.depots], thing)?.name.clone_from(&thing.name);
    }
    for thing in sites {
        either("sites", [&mut read.sites, &mut retired.sites], thing)?.name.clone_from(&thing.name);
    }
    Ok(read)
}

/// Something that is there, or that was.
fn either<'m, K: Ord + Display + FromStr<Err: ToMessage>, V>(
    field: &str,
    [there, retired]: [&'m mut BTreeMap<K, V>; 2],
    thing: &NamedThing,
) -> Result<&'m mut V, Fault> {
    let id = id(field, thing)?;
    if retired.contains_key(&id) { known(field, retired, &id) } else { known(field, there, &id) }
}

fn id<K: FromStr<Err: ToMessage>>(field: &str, thing: &NamedThing) -> Result<K, Fault> {
    thing.id.parse().map_err(|error| Fault::new(field, error))
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
        assert_eq!(catalogue_from_wire(&stranger).unwrap_err().problem.to_string(), "H3 is not among the sites");
    }
}
