//! What a dispatch centre knows before the first report: items, places, ways, vehicles, what stands in for what, and
//! what each depot must keep. Together with stock and needs it is a [`Situation`]. Names are for people; plans use ids
//! only.

use crate::id::{DepotId, DistrictId, ItemId, PoolId, SiteId, SiteKind};
use crate::quantity::{QUANTITY_MAX, Quantity};
use crate::situation::{ItemFacts, Lane, Situation, Substitution, TransportPool};
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
    pub pools: BTreeMap<PoolId, TransportPool>,
    /// What may stand in for what, by (needed, given).
    pub substitutes: BTreeMap<(ItemId, ItemId), Substitution>,
    /// What a kit is made of: units of each component, by kit and component.
    pub kits: BTreeMap<ItemId, BTreeMap<ItemId, u64>>,
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
    /// The situation of a moment at which there is no stock and no need.
    pub fn ground(&self, now: Timestamp) -> Situation {
        let facts = self.items.iter().filter(|(_, item)| item.facts != ItemFacts::default());
        Situation {
            items: facts.map(|(id, item)| (id.clone(), item.facts)).collect(),
            substitutes: self.substitutes.clone(),
            kits: self.kits.clone(),
            pools: self.pools.clone(),
            depots: located(&self.depots, |depot| depot.at),
            sites: located(&self.sites, |site| site.at),
            protected: self.protected.clone(),
            lanes: self.lanes.clone(),
            ..Situation::at(now)
        }
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

fn located<I: Ord + Clone, P>(
    places: &BTreeMap<I, P>,
    at: impl Fn(&P) -> Option<Coordinates>,
) -> BTreeMap<I, Coordinates> {
    places.iter().filter_map(|(id, place)| Some((id.clone(), at(place)?))).collect()
}
