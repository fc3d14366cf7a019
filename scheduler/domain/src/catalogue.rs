//! What a dispatch centre knows before the first report: items, places, ways, vehicles, what stands in for what, and
//! what each depot must keep. Together with stock and needs it is a [`Situation`]. Names are for people; plans use ids
//! only. How it changes is in [`change`].

pub mod change;
mod departure;
pub mod merge;
pub mod parts;
mod thing;

pub use departure::{DAILY_MAX, Daily, Departure, DepartureError};
pub use thing::{Thing, ThingKey};

use crate::id::{DepotId, DistrictId, ItemId, PoolId, SiteId, SiteKind};
use crate::quantity::{QUANTITY_MAX, Quantity};
use crate::situation::{ItemFacts, Lane, Moment, Situation, Substitution, TransportPool};
use crate::travel::Coordinates;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The longest name, in bytes of UTF-8.
pub const NAME_BYTES_MAX: usize = 256;

/// Items, places and ways.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    /// Kinds of material.
    pub items: BTreeMap<ItemId, Item>,
    /// Warehouses.
    pub depots: BTreeMap<DepotId, Place>,
    /// Hospitals, districts, shelters.
    pub sites: BTreeMap<SiteId, Site>,
    /// Ways from depots to sites that somebody wrote down. Others are computed from coordinates, by policies that do
    /// so.
    pub lanes: BTreeMap<(DepotId, SiteId), Lane>,
    /// What a depot must keep of an item.
    pub protected: BTreeMap<(DepotId, ItemId), Quantity>,
    /// Vehicles that leave together.
    pub pools: BTreeMap<PoolId, Pool>,
    /// What may stand in for what, by (needed, given).
    pub substitutes: BTreeMap<(ItemId, ItemId), Substitution>,
    /// What a kit is made of: units of each component, by kit and component.
    pub kits: BTreeMap<ItemId, BTreeMap<ItemId, u64>>,
    /// When lanes are closed, written down or computed; the oldest first, with those that are over.
    pub closures: BTreeMap<(DepotId, SiteId), Vec<Closure>>,
    /// What is no longer there. Its ids are never given to anything else.
    pub retired: Retired,
}

/// Vehicles that leave together, once or every day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pool {
    /// When they leave.
    pub departs: Departure,
    /// Grams they carry; `None` is no limit.
    pub grams: Option<Quantity>,
    /// Millilitres they carry; `None` is no limit.
    pub millilitres: Option<Quantity>,
}

impl From<TransportPool> for Pool {
    fn from(pool: TransportPool) -> Self {
        let departs = pool.departs.map_or(Departure::WhenReady, Departure::At);
        Self { departs, grams: pool.grams, millilitres: pool.millilitres }
    }
}

/// For how long a lane is closed, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// From this moment on.
    pub from: Timestamp,
    /// Up to this one; `None` until it is opened.
    pub until: Option<Timestamp>,
    /// One line of 1 to [`REASON_BYTES_MAX`] bytes, for everybody to read.
    pub reason: String,
}

impl Closure {
    /// Whether the lane is closed at a moment.
    pub fn is_in_force(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

/// The longest reason of a closure, in bytes.
pub const REASON_BYTES_MAX: usize = 200;

/// Things that are no longer there, as they were last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Retired {
    /// Kinds of material.
    pub items: BTreeMap<ItemId, Item>,
    /// Warehouses.
    pub depots: BTreeMap<DepotId, Place>,
    /// Hospitals, districts, shelters.
    pub sites: BTreeMap<SiteId, Site>,
    /// Vehicles.
    pub pools: BTreeMap<PoolId, Pool>,
}

/// One kind of material.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// For people, in any language.
    pub name: String,
    /// The base unit that quantities count.
    pub unit: String,
    /// What a base unit weighs and takes, and how many leave together.
    pub facts: ItemFacts,
}

/// A depot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// For people, in any language.
    pub name: String,
    /// Where it is; `None` where ways to it are written down, or nobody knows.
    pub at: Option<Coordinates>,
}

/// A site. Its kind and its district change no plan by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Site {
    /// For people, in any language.
    pub name: String,
    /// Where it is; `None` where ways to it are written down, or nobody knows.
    pub at: Option<Coordinates>,
    /// What it is, if somebody said so.
    pub kind: Option<SiteKind>,
    /// Where it belongs, if somebody said so.
    pub district: Option<DistrictId>,
}

impl Catalogue {
    /// The situation of a moment at which there is no stock and no need. Vehicles that leave every day leave at their
    /// next time. A lane that is closed at the moment is there, and closed; also one that
    /// would be computed.
    pub fn ground(&self, moment: impl Into<Moment>) -> Situation {
        let moment = moment.into();
        let now = moment.at;
        let facts = self.items.iter().filter(|(_, item)| item.facts != ItemFacts::default());
        let mut lanes = self.lanes.clone();
        for (depot, site, _) in self.closed_at(now) {
            lanes.entry((depot.clone(), site.clone())).or_insert_with(Lane::closed).open = false;
        }
        Situation {
            offset: moment.offset,
            items: facts.map(|(id, item)| (id.clone(), item.facts)).collect(),
            substitutes: self.substitutes.clone(),
            kits: self.kits.clone(),
            pools: pools_at(&self.pools, moment),
            depots: located(&self.depots, |depot| depot.at),
            sites: located(&self.sites, |site| site.at),
            protected: self.protected.clone(),
            lanes,
            ..Situation::at(now)
        }
    }

    /// Every closure in force at a moment, of lanes between places that are there.
    pub fn closed_at(&self, at: Timestamp) -> impl Iterator<Item = (&DepotId, &SiteId, &Closure)> {
        let all = self.closures.iter().flat_map(|((depot, site), closures)| {
            let are_there = self.may_start(depot) && self.sites.contains_key(site);
            closures.iter().filter(move |_| are_there).map(move |closure| (depot, site, closure))
        });
        all.filter(move |(_, _, closure)| closure.is_in_force(at))
    }

    /// Units of a need for `item` that so many units of other items, or of itself, serve: each substitute by its ratio,
    /// in whole units, and components by complete kits. What does not serve the item counts nothing.
    pub fn served(&self, item: &ItemId, given: &BTreeMap<ItemId, Quantity>) -> Quantity {
        let parts = self.kits.get(item);
        let single = given.iter().map(|(other, units)| {
            let units = units.units();
            // What is a component of a kit is nothing else to it.
            if parts.is_some_and(|parts| parts.contains_key(other)) {
                return 0;
            }
            match self.substitutes.get(&(item.clone(), other.clone())) {
                _ if other == item => units,
                // At most 10¹² · 10⁶.
                Some(how) => units * u64::from(how.needed) / u64::from(how.given.max(1)),
                None => 0,
            }
        });
        let of_each = parts.into_iter().flatten().map(|(part, units)| {
            let there = given.get(part).map_or(0, |there| there.units());
            there / (*units).max(1)
        });
        let kits = of_each.min().unwrap_or(0);
        let served = single.fold(kits, u64::saturating_add).min(QUANTITY_MAX);
        Quantity::new(served).expect("cut to the most that there is")
    }
}

/// Vehicles as a plan of a moment sees them.
pub fn pools_at(pools: &BTreeMap<PoolId, Pool>, moment: Moment) -> BTreeMap<PoolId, TransportPool> {
    let at = |pool: &Pool| TransportPool {
        departs: pool.departs.next(moment.at, moment.offset),
        grams: pool.grams,
        millilitres: pool.millilitres,
    };
    pools.iter().map(|(id, pool)| (id.clone(), at(pool))).collect()
}

fn located<I: Ord + Clone, P>(
    places: &BTreeMap<I, P>,
    at: impl Fn(&P) -> Option<Coordinates>,
) -> BTreeMap<I, Coordinates> {
    places.iter().filter_map(|(id, place)| Some((id.clone(), at(place)?))).collect()
}
