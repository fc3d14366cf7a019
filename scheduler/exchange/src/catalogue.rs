//! What is known before stock and needs, from tables: items, places, ways, vehicles, what stands in for what. One
//! reader for a centre's catalogue (`yicang init`) and for a case that is planned without a centre, so that both plan
//! by the same.

use crate::columns::{DEPOTS, LANES, PROTECTED, SITES};
use crate::finding::quoted;
use crate::finding::{Findings, Notice, TableFault};
use crate::heading::{Column, Rules};
use crate::items_and_places::{self as facts, Names, Places, Pools, check_unit, coordinates, name};
use crate::known_ids::{AsText, known};
use crate::reader::{Reader, Source, values};
use crate::table::Row;
use crate::{cells::FromCell, useless};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use yicang_domain::excess::store_of;
use yicang_domain::{
    Catalogue, Coordinates, Decimal, DepotId, Item, ItemId, Lane, Place, PoolId, Quantity, Site, SiteId,
};
use yicang_language::{Message, message};

/// Tables that are no part of a catalogue, and where a centre learns instead what they say.
fn not_kept() -> [(&'static str, Message); 3] {
    [
        ("reserves.csv", message!("case-not-kept-reserves")),
        ("needs.csv", message!("case-not-kept-needs")),
        ("last.csv", message!("case-not-kept-last")),
    ]
}

/// What the tables say beside stock and needs.
pub(crate) struct Ground {
    pub(crate) catalogue: Catalogue,
    /// The known ids; `None` where the table cannot be read.
    pub(crate) items: Option<BTreeSet<ItemId>>,
    pub(crate) depots: Option<BTreeSet<DepotId>>,
    pub(crate) sites: Option<BTreeSet<SiteId>>,
    /// Whether there is a lanes.csv; otherwise ways are computed.
    pub(crate) has_lanes: bool,
    /// Where lanes.csv and pools.csv have a lane and a pool.
    pub(crate) lane_rows: BTreeMap<(DepotId, SiteId), TableFault>,
    pub(crate) pool_rows: BTreeMap<PoolId, TableFault>,
}

impl Ground {
    pub(crate) fn read(reader: &mut Reader<'_>, names: Names) -> Self {
        let has_lanes = reader.has("lanes.csv");
        let located = !has_lanes && !reader.has("places.csv");
        let depots = places_of::<DepotId, _>(reader, "depots.csv", DEPOTS, (located, names), |_, _, name, at| Place {
            name,
            at,
        });
        let sites = places_of::<SiteId, _>(reader, "sites.csv", SITES, (located, names), |row, faults, name, at| {
            // A plan from tables needs neither, and passes over what is wrong with them as with a name.
            let is_kept = names == Names::Kept;
            let kind = if is_kept { row.optional("site_kind", faults) } else { None };
            let district = if is_kept { row.optional("district", faults) } else { None };
            Site { name, at, kind, district }
        });
        let items = facts::items(reader, names);
        let known_items = ids(items.as_ref());
        let (known_depots, known_sites) = (ids(depots.as_ref()), ids(sites.as_ref()));
        let pools = facts::pools(reader);
        let substitutes = facts::substitutes(reader, known_items.as_ref());
        let kits = facts::kits(reader, known_items.as_ref());
        let (mut depots, mut sites) = (depots.unwrap_or_default(), sites.unwrap_or_default());
        if let Some(places) = facts::places(reader, known_depots.as_ref(), known_sites.as_ref()) {
            put(&mut depots, places.depots, |depot| &mut depot.at);
            put(&mut sites, places.sites, |site| &mut site.at);
        }
        let can_compute =
            depots.values().any(|depot| depot.at.is_some()) && sites.values().any(|site| site.at.is_some());
        if !has_lanes && !can_compute && known_depots.is_some() && known_sites.is_some() {
            let (problem, remedy) = (message!("case-no-ways"), message!("case-no-ways-remedy"));
            reader.findings.push(TableFault::whole("lanes.csv", problem, remedy));
        }
        let lanes = lanes(reader, known_depots.as_ref(), known_sites.as_ref(), pools.as_ref());
        let items = items.unwrap_or_default();
        let protected = protected(reader, known_depots.as_ref(), known_items.as_ref(), &items);
        let lane_rows = lanes.iter().map(|(key, (_, row))| (key.clone(), row.clone())).collect();
        let pool_rows = pools.iter().flatten().map(|(id, (_, row))| (id.clone(), row.clone())).collect();
        let (lanes, pools) = (values(lanes), values(pools.unwrap_or_default()));
        let catalogue =
            Catalogue { items, depots, sites, lanes, protected, pools, substitutes, kits, ..Catalogue::default() };
        Self {
            catalogue,
            items: known_items,
            depots: known_depots,
            sites: known_sites,
            has_lanes,
            lane_rows,
            pool_rows,
        }
    }

    /// What people should know of rows that are good, at a moment.
    pub(crate) fn notices(&self, now: Timestamp) -> Vec<Notice> {
        let items: Vec<_> = self.catalogue.items.values().map(|item| item.facts).collect();
        useless::notices(&self.catalogue.ground(now), &items, &self.lane_rows, &self.pool_rows)
    }
}

/// The places of a table, and where they are, if that is asked for and stated.
fn places_of<I: Ord + FromCell + AsText + std::fmt::Display, P>(
    reader: &mut Reader<'_>,
    file: &str,
    columns: &[Column],
    (located, names): (bool, Names),
    place: impl Fn(&Row<'_>, &mut Findings, String, Option<Coordinates>) -> P,
) -> Option<BTreeMap<I, P>> {
    let table = reader.table(file, columns)?;
    let places = reader.named(Some(&table), columns[0].name, |row, faults| {
        let id = row.required(columns[0].name, faults);
        let is_given = located && !(row.cell("lat").is_empty() && row.cell("lon").is_empty());
        let at = if is_given { coordinates(row, ["lat", "lon"], faults) } else { None };
        let name = name(row, "name", names, faults);
        let place = place(row, faults, name, at);
        Some((id?, place))
    });
    Some(values(places))
}

fn put<I: Ord, P>(places: &mut BTreeMap<I, P>, located: Places<I>, at: impl Fn(&mut P) -> &mut Option<Coordinates>) {
    for (id, found) in located {
        if let Some(place) = places.get_mut(&id) {
            *at(place) = Some(found);
        }
    }
}

fn ids<I: Ord + Clone, V>(rows: Option<&BTreeMap<I, V>>) -> Option<BTreeSet<I>> {
    rows.map(|rows| rows.keys().cloned().collect())
}

fn lanes(
    reader: &mut Reader<'_>,
    depots: Option<&BTreeSet<DepotId>>,
    sites: Option<&BTreeSet<SiteId>>,
    pools: Option<&Pools>,
) -> BTreeMap<(DepotId, SiteId), (Lane, TableFault)> {
    let has_pools = reader.has("pools.csv");
    let table = reader.table_if_there("lanes.csv", LANES);
    // A site may offer what it does not need: a lane may start there, too.
    let starts: Option<BTreeSet<DepotId>> =
        depots.zip(sites).map(|(depots, sites)| depots.iter().cloned().chain(sites.iter().map(store_of)).collect());
    reader.keyed(table.as_ref(), |row, faults| {
        let before = faults.len();
        let from = known(row, "from", starts.as_ref(), "depots.csv", faults);
        let to = known(row, "to", sites, "sites.csv", faults);
        if let (Some(from), Some(to)) = (&from, &to)
            && from.as_str() == to.as_str()
        {
            let problem = message!("change-lane-to-itself", place = to.as_str());
            faults.push(row.fault("to", problem, message!("lane-to-itself-remedy")));
        }
        let minutes = row.optional::<Decimal>("minutes", faults);
        let cost = row.optional::<Decimal>("cost", faults);
        if row.cell("minutes").is_empty() && row.cell("cost").is_empty() {
            faults.push(row.fault("minutes", message!("case-empty-lane"), message!("case-empty-lane-remedy")));
        }
        let capacity = row.optional("capacity", faults);
        let pool = row.optional::<PoolId>("pool", faults);
        // Where pools.csv cannot be read, any pool will do.
        let unknown = pool.as_ref().filter(|pool| pools.map_or(!has_pools, |known| !known.contains_key(*pool)));
        if let Some(pool) = unknown {
            let problem = message!("table-not-in", id = quoted(pool.as_str()), table = "pools.csv");
            faults.push(row.fault("pool", problem, message!("table-add-or-correct", table = "pools.csv")));
        }
        let lane = Lane { minutes, cost, capacity, pool, open: true };
        let key = (from?, to?);
        (faults.len() == before).then_some((key, lane))
    })
}

fn protected(
    reader: &mut Reader<'_>,
    depots: Option<&BTreeSet<DepotId>>,
    known_items: Option<&BTreeSet<ItemId>>,
    items: &BTreeMap<ItemId, Item>,
) -> BTreeMap<(DepotId, ItemId), Quantity> {
    let table = reader.table_if_there("protected.csv", PROTECTED);
    values(reader.keyed(table.as_ref(), |row, faults| {
        let depot = known(row, "depot_id", depots, "depots.csv", faults);
        let item = known(row, "item_id", known_items, "items.csv", faults);
        check_unit(row, item.as_ref(), items, faults);
        let quantity = row.required::<Quantity>("quantity", faults);
        Some(((depot?, item?), quantity?))
    }))
}

/// Reads a centre's catalogue: every table but those of stock and needs, which the notices name. With it, what people
/// should know though nothing is wrong. The clock is not asked: a pool that has left is no notice here.
///
/// # Errors
/// Every fault of every table, sorted by file and row.
pub fn catalogue(source: Source<'_>, rules: Rules) -> Result<(Catalogue, Vec<Notice>), Vec<TableFault>> {
    let mut reader = Reader::new(source, rules);
    let ground = Ground::read(&mut reader, Names::Kept);
    for (file, why) in not_kept() {
        if reader.has(file) {
            reader.findings.notice(file, message!("case-not-read", why = why));
        }
    }
    if !ground.has_lanes {
        reader.findings.notice("lanes.csv", message!("case-ways-computed"));
    }
    let without = ground.catalogue.lanes.values().filter(|lane| lane.minutes.is_none()).count();
    if without > 0 {
        reader.findings.notice("lanes.csv", message!("case-lanes-by-cost", count = without));
    }
    reader.misspelt();
    let (faults, mut notices) = reader.findings.finish();
    if !faults.is_empty() {
        return Err(faults);
    }
    notices.extend(ground.notices(Timestamp::UNIX_EPOCH));
    Ok((ground.catalogue, notices))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_a_kind_and_a_district_where_its_row_says_so() {
        let tables = |sites| {
            [
                ("items.csv", "item_id,name,unit\nWATER,水,升\n"),
                ("depots.csv", "depot_id,name\nD1,库\n"),
                ("sites.csv", sites),
                ("lanes.csv", "from,to,minutes\nD1,H1,60\n"),
            ]
        };
        let read = |sites| catalogue(Source::Memory(&tables(sites)), Rules::default());
        let (read_so, _) =
            read("需求点编码,名称,类别,机构类型,地区\nH1,一院,三级,hospital,江岸区\nH2,二院,,,\n").unwrap();
        let of = |id: &str| {
            let site = &read_so.sites[&id.parse().unwrap()];
            [site.kind.as_ref().map(ToString::to_string), site.district.as_ref().map(ToString::to_string)]
        };
        assert_eq!(of("H1"), [Some("hospital".to_owned()), Some("江岸区".to_owned())]);
        assert_eq!(of("H2"), [None, None]);
        let faults = read("site_id,name,site_kind,district\nH1,a,two words,=D\n").unwrap_err();
        let columns: Vec<_> = faults.iter().filter_map(|fault| fault.column.clone()).collect();
        assert_eq!(columns, ["district", "site_kind"], "{faults:?}");
    }
}
