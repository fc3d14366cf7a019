//! What a dispatch centre knows before the first report: items, depots, sites, the lanes between them and what each
//! depot must keep. Names are for people; plans use ids only.

use crate::id::{DepotId, ItemId, SiteId};
use crate::quantity::Quantity;
use crate::situation::Lane;
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
    pub sites: BTreeMap<SiteId, Place>,
    /// Ways from depots to sites.
    pub lanes: BTreeMap<(DepotId, SiteId), Lane>,
    /// What a depot must keep of an item.
    pub protected: BTreeMap<(DepotId, ItemId), Quantity>,
}

/// One kind of material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// For people, in any language.
    pub name: String,
    /// The base unit that quantities count.
    pub unit: String,
}

/// A depot or a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// For people, in any language.
    pub name: String,
}
