//! The tables about things and places, each of which may be missing: what items weigh and how they are packed, what stands
//! in for what, kits, vehicles, and where depots and sites are.

use super::cells::{Degrees, Kind, Moment, Pack, Ratio, Size, Thousand, Units};
use super::read::{Reader, known};
use std::collections::{BTreeMap, BTreeSet};
use yicang_agent::table::{Column, Row, TableFault};
use yicang_domain::{
    Coordinates, Decimal, DepotId, ItemFacts, ItemId, PoolId, Quantity, SiteId, Substitution, TransportPool,
};

pub(super) const ITEM: &[&str] = &["物资编码", "item", "物资"];

const ITEMS: &[Column] = &[
    Column::required("item_id", ITEM),
    Column::optional("grams", &["克", "单件克重"]),
    Column::optional("millilitres", &["毫升", "milliliters", "ml"]),
    Column::optional("pack", &["包装", "每包数量"]),
    Column::optional("weight_kg", &[]),
    Column::optional("volume_l", &[]),
];
const POOLS: &[Column] = &[
    Column::required("pool_id", &["车队编码", "车队", "pool"]),
    Column::optional("departs", &["发车时间"]),
    Column::optional("grams", &["克", "载重克"]),
    Column::optional("millilitres", &["毫升", "milliliters", "ml", "容积毫升"]),
];
const PLACES: &[Column] = &[
    Column::required("place_id", &["地点编码", "place"]),
    Column::required("kind", &["类型"]),
    Column::required("latitude", &["纬度", "lat"]),
    Column::required("longitude", &["经度", "lon"]),
];
const SUBSTITUTES: &[Column] = &[
    Column::required("needed", &["所需物资"]),
    Column::required("given", &["替代物资"]),
    Column::optional("ratio", &["替代比"]),
    Column::optional("penalty", &["替代罚分"]),
];
const KITS: &[Column] = &[
    Column::required("kit", &["套装"]),
    Column::required("component", &["组件"]),
    Column::required("units", &["数量"]),
];

/// Every item of items.csv, and what it weighs; `None` where the table cannot be read.
pub(super) fn items(reader: &mut Reader<'_>) -> Option<BTreeMap<ItemId, ItemFacts>> {
    let table = reader.table("items.csv", ITEMS)?;
    let items = reader.keyed(Some(&table), |row, faults| {
        let item = row.required("item_id", faults)?;
        let size = |faults: &mut Vec<TableFault>, small: &str, large: &str| match row.cell(small) {
            "" => row.optional::<Thousand>(large, faults).map_or(Decimal::default(), |size| size.0),
            _ => row.optional::<Size>(small, faults).map_or(Decimal::default(), |size| size.0),
        };
        let (grams, millilitres) = (size(faults, "grams", "weight_kg"), size(faults, "millilitres", "volume_l"));
        let pack = row.optional::<Pack>("pack", faults).map_or(Quantity::ONE, |pack| pack.0);
        Some((item, ItemFacts { grams, millilitres, pack }))
    });
    Some(super::read::values(items))
}

/// pools.csv, each pool with its row; `None` if there is no such table, or it cannot be read. A row with a faulty cell is there,
/// too: the pool is known, and what is wrong with it is said once.
pub(super) fn pools(reader: &mut Reader<'_>) -> Option<BTreeMap<PoolId, (TransportPool, TableFault)>> {
    let table = reader.table_if_there("pools.csv", POOLS)?;
    Some(reader.keyed(Some(&table), |row, faults| {
        let id = row.required("pool_id", faults);
        let departs = row.optional::<Moment>("departs", faults).map(|at| at.0);
        let (grams, millilitres) = (row.optional("grams", faults), row.optional("millilitres", faults));
        Some((id?, TransportPool { departs, grams, millilitres }))
    }))
}

/// substitutes.csv by (needed, given); nothing if there is no such table.
pub(super) fn substitutes(
    reader: &mut Reader<'_>,
    items: Option<&BTreeSet<ItemId>>,
) -> BTreeMap<(ItemId, ItemId), Substitution> {
    let table = reader.table_if_there("substitutes.csv", SUBSTITUTES);
    let rows = reader.keyed(table.as_ref(), |row, faults| {
        let before = faults.len();
        let (needed, given) = two_items(row, ["needed", "given"], items, faults);
        let Ratio(many, serve) = row.optional("ratio", faults).unwrap_or(Ratio(1, 1));
        let penalty = row.optional::<Decimal>("penalty", faults).unwrap_or_default();
        let how = Substitution { penalty, given: many, needed: serve };
        (faults.len() == before).then_some(((needed?, given?), how))
    });
    super::read::values(rows)
}

/// kits.csv: units of each component, by kit; nothing if there is no such table.
pub(super) fn kits(
    reader: &mut Reader<'_>,
    items: Option<&BTreeSet<ItemId>>,
) -> BTreeMap<ItemId, BTreeMap<ItemId, u64>> {
    let table = reader.table_if_there("kits.csv", KITS);
    let rows = reader.keyed(table.as_ref(), |row, faults| {
        let (kit, component) = two_items(row, ["kit", "component"], items, faults);
        let units = row.required::<Units>("units", faults);
        Some(((kit?, component?), units?.0))
    });
    let mut kits = BTreeMap::<ItemId, BTreeMap<ItemId, u64>>::new();
    for ((kit, component), units) in super::read::values(rows) {
        kits.entry(kit).or_default().insert(component, units);
    }
    kits
}

/// Two items of a row, known and not the same.
fn two_items(
    row: &Row<'_>,
    columns: [&str; 2],
    items: Option<&BTreeSet<ItemId>>,
    faults: &mut Vec<TableFault>,
) -> (Option<ItemId>, Option<ItemId>) {
    let [one, other] = columns.map(|column| known(row, column, items, "items.csv", faults));
    if one.is_some() && one == other {
        let problem = format!("{:?} stands on both sides", row.cell(columns[1]));
        faults.push(row.fault(columns[1], problem, "name two different items or take the row out"));
    }
    (one, other)
}

/// Where depots and sites are.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) depots: BTreeMap<DepotId, Coordinates>,
    pub(super) sites: BTreeMap<SiteId, Coordinates>,
}

impl Places {
    pub(super) fn is_empty(&self) -> bool {
        self.depots.is_empty() || self.sites.is_empty()
    }
}

/// places.csv; `None` if there is no such table.
pub(super) fn places(
    reader: &mut Reader<'_>,
    depots: Option<&BTreeSet<DepotId>>,
    sites: Option<&BTreeSet<SiteId>>,
) -> Option<Places> {
    let table = reader.table_if_there("places.csv", PLACES)?;
    let rows = reader.keyed(Some(&table), |row, faults| {
        let kind = row.required::<Kind>("kind", faults);
        let at = coordinates(row, ["latitude", "longitude"], faults);
        let kind = kind?;
        match kind {
            Kind::Depot => drop(known(row, "place_id", depots, "depots.csv", faults)?),
            Kind::Site => drop(known(row, "place_id", sites, "sites.csv", faults)?),
        }
        Some(((kind, row.cell("place_id").to_owned()), at?))
    });
    let mut places = Places::default();
    for ((kind, id), at) in super::read::values(rows) {
        // Known ids parse.
        match kind {
            Kind::Depot => id.parse().ok().and_then(|id| places.depots.insert(id, at)),
            Kind::Site => id.parse().ok().and_then(|id| places.sites.insert(id, at)),
        };
    }
    Some(places)
}

/// A row's coordinates; both cells must be there.
pub(super) fn coordinates(row: &Row<'_>, columns: [&str; 2], faults: &mut Vec<TableFault>) -> Option<Coordinates> {
    let [latitude, longitude] = columns.map(|column| row.required::<Degrees>(column, faults));
    let (latitude, longitude) = (latitude?.0, longitude?.0);
    let at = Coordinates::from_micros(latitude, longitude);
    if at.is_none() {
        let problem = format!("{:?} is beyond the poles", row.cell(columns[0]));
        faults.push(row.fault(
            columns[0],
            problem,
            "latitude is from -90 to 90; perhaps it was mistaken for longitude",
        ));
    }
    at
}
