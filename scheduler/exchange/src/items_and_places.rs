//! The tables about things and places, each of which may be missing: what items weigh and how they are packed, what
//! stands in for what, kits, vehicles, and where depots and sites are.

use crate::cells::{Degrees, Kind, Name, Pack, Ratio, Size, Thousand, Units};
use crate::columns::{ITEMS, KITS, PLACES, POOLS, SUBSTITUTES};
use crate::finding::{Findings, TableFault, quoted};
use crate::ids::skeleton;
use crate::known_ids::known;
use crate::output::unguarded;
use crate::reader::{Reader, values};
use crate::table::Row;
use std::collections::{BTreeMap, BTreeSet};
use yicang_domain::{
    Coordinates, Decimal, Departure, DepotId, Item, ItemFacts, ItemId, Pool, PoolId, Quantity, SiteId, Substitution,
};
use yicang_language::message;

/// Whether names are read. Only a centre keeps them: a plan from tables passes over what is wrong with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    Kept,
    Ignored,
}

/// Text for people; empty where names are ignored.
pub(crate) fn name(row: &Row<'_>, column: &str, names: Names, faults: &mut Findings) -> String {
    match names {
        Names::Ignored => String::new(),
        Names::Kept => {
            row.optional::<Name>(column, faults).map_or_else(String::new, |name| unguarded(&name.0).to_owned())
        }
    }
}

/// Every item of items.csv, and what it weighs; `None` where the table cannot be read.
pub(crate) fn items(reader: &mut Reader<'_>, names: Names) -> Option<BTreeMap<ItemId, Item>> {
    let table = reader.table("items.csv", ITEMS)?;
    let items = reader.named(Some(&table), "item_id", |row, faults| {
        let id = row.required("item_id", faults);
        let mut size = |small: &str, large: &str| {
            let one = row.optional::<Size>(small, faults).map(|size| size.0);
            let thousand = row.optional::<Thousand>(large, faults).map(|size| size.0);
            if one.zip(thousand).is_some_and(|(one, thousand)| one != thousand) {
                faults.push(row.fault(large, message!("case-other-size", column = small), message!("table-keep-one")));
            }
            one.or(thousand).unwrap_or_default()
        };
        let (grams, millilitres) = (size("grams", "weight_kg"), size("millilitres", "volume_l"));
        let pack = row.optional::<Pack>("pack", faults).map_or(Quantity::ONE, |pack| pack.0);
        let unit = match names {
            Names::Kept => name(row, "unit", names, faults),
            Names::Ignored => row.cell("unit").to_owned(),
        };
        let facts = ItemFacts { grams, millilitres, pack };
        Some((id?, Item { name: name(row, "name", names, faults), unit, facts }))
    });
    Some(values(items))
}

/// Whether a row counts in the unit that its item has: a row that says another is a fault.
pub(crate) fn check_unit(row: &Row<'_>, item: Option<&ItemId>, items: &BTreeMap<ItemId, Item>, faults: &mut Findings) {
    let said = row.cell("unit");
    let Some(unit) = item
        .and_then(|item| items.get(item))
        .map(|item| &item.unit)
        .filter(|unit| !said.is_empty() && !unit.is_empty())
    else {
        return;
    };
    if skeleton(said) != skeleton(unit) {
        let problem = message!("case-unit", said = quoted(said), unit = quoted(unit));
        faults.push(row.fault("unit", problem, message!("case-unit-remedy")));
    }
}

/// Pools, each with its row.
pub(crate) type Pools = BTreeMap<PoolId, (Pool, TableFault)>;

/// pools.csv, each pool with its row; `None` if there is no such table, or it cannot be read. A row with a faulty cell
/// is there, too: the pool is known, and what is wrong with it is said once.
pub(crate) fn pools(reader: &mut Reader<'_>) -> Option<Pools> {
    let table = reader.table_if_there("pools.csv", POOLS)?;
    Some(reader.named(Some(&table), "pool_id", |row, faults| {
        let id = row.required("pool_id", faults);
        let departs = row.optional::<Departure>("departs", faults).unwrap_or_default();
        let (grams, millilitres) = (row.optional("grams", faults), row.optional("millilitres", faults));
        Some((id?, Pool { departs, grams, millilitres }))
    }))
}

/// substitutes.csv by (needed, given); nothing if there is no such table.
pub(crate) fn substitutes(
    reader: &mut Reader<'_>,
    items: Option<&BTreeSet<ItemId>>,
) -> BTreeMap<(ItemId, ItemId), Substitution> {
    let table = reader.table_if_there("substitutes.csv", SUBSTITUTES);
    let rows = reader.keyed(table.as_ref(), |row, faults| {
        let before = faults.len();
        let (needed, given) = two_items(row, ["needed", "given"], items, faults);
        let Ratio { given: many, needed: serve } =
            row.optional("ratio", faults).unwrap_or(Ratio { given: 1, needed: 1 });
        let penalty = row.optional::<Decimal>("penalty", faults).unwrap_or_default();
        let how = Substitution { penalty, given: many, needed: serve };
        (faults.len() == before).then_some(((needed?, given?), how))
    });
    values(rows)
}

/// kits.csv: units of each component, by kit; nothing if there is no such table.
pub(crate) fn kits(
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
    for ((kit, component), units) in values(rows) {
        kits.entry(kit).or_default().insert(component, units);
    }
    kits
}

/// Two items of a row, known and not the same.
fn two_items(
    row: &Row<'_>,
    columns: [&str; 2],
    items: Option<&BTreeSet<ItemId>>,
    faults: &mut Findings,
) -> (Option<ItemId>, Option<ItemId>) {
    let [one, other] = columns.map(|column| known(row, column, items, "items.csv", faults));
    if one.is_some() && one == other {
        let problem = message!("case-both-sides", item = quoted(row.cell(columns[1])));
        faults.push(row.fault(columns[1], problem, message!("case-both-sides-remedy")));
    }
    (one, other)
}

/// Where places are.
pub(crate) type Places<I> = BTreeMap<I, Coordinates>;

/// Where depots and sites are.
#[derive(Debug, Default)]
pub(crate) struct Located {
    pub(crate) depots: Places<DepotId>,
    pub(crate) sites: Places<SiteId>,
}

/// places.csv; `None` if there is no such table.
pub(crate) fn places(
    reader: &mut Reader<'_>,
    depots: Option<&BTreeSet<DepotId>>,
    sites: Option<&BTreeSet<SiteId>>,
) -> Option<Located> {
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
    let mut places = Located::default();
    for ((kind, id), at) in values(rows) {
        // Known ids parse.
        match kind {
            Kind::Depot => id.parse().ok().and_then(|id| places.depots.insert(id, at)),
            Kind::Site => id.parse().ok().and_then(|id| places.sites.insert(id, at)),
        };
    }
    Some(places)
}

/// A row's coordinates; both cells must be there.
pub(crate) fn coordinates(row: &Row<'_>, columns: [&str; 2], faults: &mut Findings) -> Option<Coordinates> {
    let [latitude, longitude] = columns.map(|column| row.required::<Degrees>(column, faults));
    let (latitude, longitude) = (latitude?.0, longitude?.0);
    let at = Coordinates::from_micros(latitude, longitude);
    if at.is_none() {
        let problem = message!("case-beyond-poles", text = quoted(row.cell(columns[0])));
        faults.push(row.fault(columns[0], problem, message!("case-beyond-poles-remedy")));
    }
    at
}
