//! The things of a catalogue, one by one: what changes are about, and what two catalogues are compared by.

use super::{Catalogue, Departure, Pool, Site};
use crate::id::{DepotId, DistrictId, ItemId, PoolId, SiteId, SiteKind};
use crate::line::{Line, TextError, option};
use crate::quantity::Quantity;
use crate::situation::{ItemFacts, Lane, Substitution};
use crate::text::facts;
use crate::travel::Coordinates;
use std::fmt::{self, Write as _};
use yicang_language::{Message, ToMessage, message};

/// Which thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ThingKey {
    /// A kind of material.
    Item(ItemId),
    /// What is needed, and what may stand in for it.
    Substitute(ItemId, ItemId),
    /// A kit, and a part of it.
    Kit(ItemId, ItemId),
    /// Vehicles.
    Pool(PoolId),
    /// A warehouse.
    Depot(DepotId),
    /// A hospital, district or shelter.
    Site(SiteId),
    /// What a depot must keep of an item.
    Protected(DepotId, ItemId),
    /// A way.
    Lane(DepotId, SiteId),
}

/// A thing with all that is said of it, but for its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// A kind of material.
    Item(ItemId, ItemFacts),
    /// What is needed, what may stand in for it, and how.
    Substitute(ItemId, ItemId, Substitution),
    /// A kit, a part of it, and so many units of the part.
    Kit(ItemId, ItemId, u64),
    /// Vehicles.
    Pool(PoolId, Pool),
    /// A warehouse, and where it is.
    Depot(DepotId, Option<Coordinates>),
    /// A site: what it is, where it belongs, and where it is.
    Site(SiteId, Option<SiteKind>, Option<DistrictId>, Option<Coordinates>),
    /// What a depot must keep of an item.
    Protected(DepotId, ItemId, Quantity),
    /// A way.
    Lane(DepotId, SiteId, Lane),
}

impl Thing {
    /// Which it is.
    pub fn key(&self) -> ThingKey {
        match self.clone() {
            Self::Item(id, _) => ThingKey::Item(id),
            Self::Substitute(needed, given, _) => ThingKey::Substitute(needed, given),
            Self::Kit(kit, component, _) => ThingKey::Kit(kit, component),
            Self::Pool(id, _) => ThingKey::Pool(id),
            Self::Depot(id, _) => ThingKey::Depot(id),
            Self::Site(id, ..) => ThingKey::Site(id),
            Self::Protected(depot, item, _) => ThingKey::Protected(depot, item),
            Self::Lane(depot, site, _) => ThingKey::Lane(depot, site),
        }
    }

    /// Its line of a canonical text, with the line break.
    pub(crate) fn write(&self, out: &mut String) {
        let at = |at: &Option<Coordinates>| at.map(|at| format!(" {at}")).unwrap_or_default();
        match self {
            Self::Item(id, known) => facts::write_item(out, id, known),
            Self::Substitute(needed, given, how) => {
                facts::write_substitute(out, &(needed.clone(), given.clone()), how);
            }
            Self::Kit(kit, component, units) => facts::write_kit(out, kit, component, *units),
            Self::Pool(id, pool) => facts::write_pool(out, id, pool.departs.word(), (pool.grams, pool.millilitres)),
            Self::Depot(id, place) => {
                let _ = writeln!(out, "depot {id}{}", at(place));
            }
            Self::Site(id, kind, district, place) => {
                let _ = write!(out, "site {id}");
                option(out, "kind", kind.as_ref());
                option(out, "district", district.as_ref());
                let _ = writeln!(out, "{}", at(place));
            }
            Self::Protected(depot, item, quantity) => {
                facts::write_protected(out, &(depot.clone(), item.clone()), *quantity);
            }
            Self::Lane(depot, site, lane) => facts::write_lane(out, &(depot.clone(), site.clone()), lane),
        }
    }

    /// The line without its line break: how people are told of it, too.
    pub fn to_line(&self) -> String {
        let mut line = String::new();
        self.write(&mut line);
        line.truncate(line.trim_end().len());
        line
    }

    /// Reads a line after its keyword; `None` where it is about no thing.
    pub(crate) fn read(keyword: &str, line: &mut Line<'_>) -> Result<Option<Self>, TextError> {
        let Some(key) = ThingKey::read(keyword, line)? else { return Ok(None) };
        Ok(Some(match key {
            ThingKey::Item(id) => Self::Item(id, facts::item(line)?),
            ThingKey::Substitute(needed, given) => Self::Substitute(needed, given, facts::substitution(line)?),
            ThingKey::Kit(kit, component) => Self::Kit(kit, component, facts::kit_units(line)?),
            ThingKey::Pool(id) => {
                let departs = line.option::<Departure>("departs")?.unwrap_or_default();
                let (grams, millilitres) = (line.option("grams")?, line.option("millilitres")?);
                Self::Pool(id, Pool { departs, grams, millilitres })
            }
            ThingKey::Depot(id) => Self::Depot(id, place(line)?),
            ThingKey::Site(id) => Self::Site(id, line.option("kind")?, line.option("district")?, place(line)?),
            ThingKey::Protected(depot, item) => Self::Protected(depot, item, line.parse("quantity")?),
            ThingKey::Lane(depot, site) => Self::Lane(depot, site, Lane::read(line)?),
        }))
    }
}

/// Where a place is: what is left of its line.
fn place(line: &mut Line<'_>) -> Result<Option<Coordinates>, TextError> {
    if line.is_over() { Ok(None) } else { Coordinates::read(line).map(Some) }
}

impl ThingKey {
    /// The word that its line begins with.
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::Item(_) => "item",
            Self::Substitute(..) => "substitute",
            Self::Kit(..) => "kit",
            Self::Pool(_) => "pool",
            Self::Depot(_) => "depot",
            Self::Site(_) => "site",
            Self::Protected(..) => "protect",
            Self::Lane(..) => "lane",
        }
    }

    /// Reads one that people write as its line begins: `lane D1 H1`, or with slashes.
    pub fn of_people(text: &str) -> Option<Self> {
        let words = text.replace('/', " ");
        let mut line = Line::of(0, words.trim());
        let keyword = line.word("keyword").ok()?;
        let keyword = if keyword == "protected" { "protect" } else { keyword };
        let key = Self::read(keyword, &mut line).ok()??;
        line.end().ok().map(|()| key)
    }

    pub(crate) fn read(keyword: &str, line: &mut Line<'_>) -> Result<Option<Self>, TextError> {
        Ok(Some(match keyword {
            "item" => Self::Item(line.parse("item")?),
            "substitute" => {
                let (needed, given) = facts::substitute_key(line)?;
                Self::Substitute(needed, given)
            }
            "kit" => {
                let (kit, component) = facts::kit_key(line)?;
                Self::Kit(kit, component)
            }
            "pool" => Self::Pool(line.parse("pool")?),
            "depot" => Self::Depot(line.parse("depot")?),
            "site" => Self::Site(line.parse("site")?),
            "protect" => Self::Protected(line.parse("depot")?, line.parse("item")?),
            "lane" => Self::Lane(line.parse("depot")?, line.parse("site")?),
            _ => return Ok(None),
        }))
    }
}

impl ToMessage for ThingKey {
    /// For people: the kind in their language. What is written on a command line is the [line](fmt::Display).
    fn message(&self) -> Message {
        let line = self.to_string();
        let (_, ids) = line.split_once(' ').expect("a keyword and ids");
        match self {
            Self::Item(_) => message!("thing-item", ids = ids),
            Self::Substitute(..) => message!("thing-substitute", ids = ids),
            Self::Kit(..) => message!("thing-kit", ids = ids),
            Self::Pool(_) => message!("thing-pool", ids = ids),
            Self::Depot(_) => message!("thing-depot", ids = ids),
            Self::Site(_) => message!("thing-site", ids = ids),
            Self::Protected(..) => message!("thing-protected", ids = ids),
            Self::Lane(..) => message!("thing-lane", ids = ids),
        }
    }
}

impl fmt::Display for ThingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.keyword())?;
        match self {
            Self::Item(id) => id.fmt(f),
            Self::Substitute(needed, given) => write!(f, "{needed} {given}"),
            Self::Kit(kit, component) => write!(f, "{kit} {component}"),
            Self::Pool(id) => id.fmt(f),
            Self::Depot(id) => id.fmt(f),
            Self::Site(id) => id.fmt(f),
            Self::Protected(depot, item) => write!(f, "{depot} {item}"),
            Self::Lane(depot, site) => write!(f, "{depot} {site}"),
        }
    }
}

impl Catalogue {
    /// Every thing, in the order of canonical texts.
    pub fn things(&self) -> impl Iterator<Item = Thing> {
        let kits = self.kits.iter().flat_map(|(kit, parts)| parts.iter().map(move |(part, units)| (kit, part, units)));
        let items = self.items.iter().map(|(id, item)| Thing::Item(id.clone(), item.facts));
        let substitutes = self.substitutes.iter();
        items
            .chain(substitutes.map(|((needed, given), how)| Thing::Substitute(needed.clone(), given.clone(), *how)))
            .chain(kits.map(|(kit, part, units)| Thing::Kit(kit.clone(), part.clone(), *units)))
            .chain(self.pools.iter().map(|(id, pool)| Thing::Pool(id.clone(), pool.clone())))
            .chain(self.depots.iter().map(|(id, depot)| Thing::Depot(id.clone(), depot.at)))
            .chain(self.sites.iter().map(|(id, site)| site.to_thing(id)))
            .chain(self.protected.iter().map(|((d, i), units)| Thing::Protected(d.clone(), i.clone(), *units)))
            .chain(self.lanes.iter().map(|((d, s), lane)| Thing::Lane(d.clone(), s.clone(), lane.clone())))
    }

    /// What was retired, as it was last.
    pub fn retired_things(&self) -> impl Iterator<Item = Thing> {
        let retired = &self.retired;
        let items = retired.items.iter().map(|(id, item)| Thing::Item(id.clone(), item.facts));
        items
            .chain(retired.pools.iter().map(|(id, pool)| Thing::Pool(id.clone(), pool.clone())))
            .chain(retired.depots.iter().map(|(id, depot)| Thing::Depot(id.clone(), depot.at)))
            .chain(retired.sites.iter().map(|(id, site)| site.to_thing(id)))
    }

    /// Whether there is such a thing.
    pub fn has(&self, key: &ThingKey) -> bool {
        match key {
            ThingKey::Item(id) => self.items.contains_key(id),
            ThingKey::Substitute(needed, given) => self.substitutes.contains_key(&(needed.clone(), given.clone())),
            ThingKey::Kit(kit, part) => self.kits.get(kit).is_some_and(|parts| parts.contains_key(part)),
            ThingKey::Pool(id) => self.pools.contains_key(id),
            ThingKey::Depot(id) => self.depots.contains_key(id),
            ThingKey::Site(id) => self.sites.contains_key(id),
            ThingKey::Protected(depot, item) => self.protected.contains_key(&(depot.clone(), item.clone())),
            ThingKey::Lane(depot, site) => self.lanes.contains_key(&(depot.clone(), site.clone())),
        }
    }

    /// Whether such a thing was there and is retired.
    pub fn has_retired(&self, key: &ThingKey) -> bool {
        match key {
            ThingKey::Item(id) => self.retired.items.contains_key(id),
            ThingKey::Pool(id) => self.retired.pools.contains_key(id),
            ThingKey::Depot(id) => self.retired.depots.contains_key(id),
            ThingKey::Site(id) => self.retired.sites.contains_key(id),
            _ => false,
        }
    }

    /// Puts a thing in, or in the place of what was there; its name stays.
    pub(crate) fn put(&mut self, thing: Thing) {
        match thing {
            Thing::Item(id, facts) => self.items.entry(id).or_default().facts = facts,
            Thing::Substitute(needed, given, how) => drop(self.substitutes.insert((needed, given), how)),
            Thing::Kit(kit, part, units) => drop(self.kits.entry(kit).or_default().insert(part, units)),
            Thing::Pool(id, pool) => drop(self.pools.insert(id, pool)),
            Thing::Depot(id, at) => self.depots.entry(id).or_default().at = at,
            Thing::Site(id, kind, district, at) => {
                let site = self.sites.entry(id).or_default();
                *site = Site { name: std::mem::take(&mut site.name), kind, district, at };
            }
            Thing::Protected(depot, item, quantity) => drop(self.protected.insert((depot, item), quantity)),
            Thing::Lane(depot, site, lane) => drop(self.lanes.insert((depot, site), lane)),
        }
    }

    /// Takes a thing out; what has an id of its own is remembered.
    pub(crate) fn take_out(&mut self, key: &ThingKey) {
        match key.clone() {
            ThingKey::Item(id) => {
                self.items.remove(&id).and_then(|item| self.retired.items.insert(id, item));
            }
            ThingKey::Pool(id) => {
                self.pools.remove(&id).and_then(|pool| self.retired.pools.insert(id, pool));
            }
            ThingKey::Depot(id) => {
                self.depots.remove(&id).and_then(|depot| self.retired.depots.insert(id, depot));
            }
            ThingKey::Site(id) => {
                self.sites.remove(&id).and_then(|site| self.retired.sites.insert(id, site));
            }
            ThingKey::Substitute(needed, given) => drop(self.substitutes.remove(&(needed, given))),
            ThingKey::Kit(kit, part) => {
                let parts = self.kits.entry(kit.clone()).or_default();
                parts.remove(&part);
                if parts.is_empty() {
                    self.kits.remove(&kit);
                }
            }
            ThingKey::Protected(depot, item) => drop(self.protected.remove(&(depot, item))),
            ThingKey::Lane(depot, site) => drop(self.lanes.remove(&(depot, site))),
        }
    }
}

impl Site {
    fn to_thing(&self, id: &SiteId) -> Thing {
        Thing::Site(id.clone(), self.kind.clone(), self.district.clone(), self.at)
    }
}
