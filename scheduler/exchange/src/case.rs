//! Reads a case: the CSV tables of a folder become a [`Situation`]. Every bad row of every table is named, and nothing is
//! read unless all is good.
//!
//! | table | columns |
//! |---|---|
//! | depots.csv | depot_id \[lat, lon\] |
//! | sites.csv | site_id \[lat, lon\] |
//! | items.csv | item_id \[grams or weight_kg, millilitres or volume_l, pack\] |
//! | reserves.csv | depot_id, item_id, quantity \[lot_id, expires_on, earmark, available_at\] |
//! | needs.csv | site_id, item_id, quantity, priority \[weight, entitlement, due_minutes or latest_useful_at, expected_minutes or due_at, life_days_min\] |
//! | lanes.csv, unless there are coordinates | from, to, minutes \[cost, capacity, pool\] |
//! | protected.csv, if there is one | depot_id, item_id, quantity |
//! | pools.csv, if there is one | pool_id \[departs, grams, millilitres\] |
//! | places.csv, if there is one | place_id, kind, latitude, longitude |
//! | substitutes.csv, if there is one | needed, given \[ratio, penalty\] |
//! | kits.csv, if there is one | kit, component, units |
//! | last.csv, if there is one | see `last.rs` |
//!
//! Each may be a workbook in place of CSV (`needs.xlsx`). What else the columns may be called, and which are for people only, is
//! in `columns`. Coordinates count where somebody asks for them: places.csv, or, where there is neither that nor lanes.csv,
//! `lat` and `lon` of depots.csv and sites.csv. Names and notes never get into what is published.
//! The offset of days and the seed of the draw stand in no table: whoever plans sets them.

use crate::cells::{Day, FromCell, LifeDays, Minutes, Moment, Positive, Sites, Weight};
use crate::columns::{DEPOTS, LANES, NEEDS, PROTECTED, RESERVES, SITES};
use crate::finding::{Findings, Notice, TableFault};
use crate::heading::{Column, Rules};
use crate::ids::{Alike, skeleton};
use crate::items_and_places::{self as facts, Places, coordinates};
use crate::reader::{Reader, Source, values};
use crate::table::Row;
use crate::{last, useless};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::path::Path;
use yicang_domain::report::Fact;
use yicang_domain::{
    ClassName, Coordinates, Decimal, DepotId, ItemFacts, ItemId, Lane, Lot, LotId, LotKey, Need, NeedKey, Policy,
    PoolId, Quantity, SecondLevel, SiteId, Situation,
};

/// The class of a need that gives a weight instead of a priority.
const WEIGHED: &str = "weighed";

/// A folder's tables.
#[derive(Debug, Clone)]
pub struct Case {
    /// What they say.
    pub situation: Situation,
    /// Every item that is known, needed or not.
    pub items: BTreeSet<ItemId>,
    /// Every depot that is known.
    pub depots: BTreeSet<DepotId>,
    /// Every site that is known.
    pub sites: BTreeSet<SiteId>,
    /// What people should know, though nothing is wrong.
    pub notices: Vec<Notice>,
    /// Whether there is a lanes.csv; otherwise ways are computed.
    has_lanes: bool,
    /// Where needs.csv and lanes.csv have a need and a lane.
    need_rows: BTreeMap<NeedKey, TableFault>,
    lane_rows: BTreeMap<(DepotId, SiteId), TableFault>,
}

/// An id that a cell names, if it stands in its own table; where that table could not be read, any.
pub(crate) fn known<I: Ord + FromCell + AsText>(
    row: &Row<'_>,
    column: &str,
    ids: Option<&BTreeSet<I>>,
    table: &str,
    faults: &mut Findings,
) -> Option<I> {
    let id: I = row.required(column, faults)?;
    let Some(ids) = ids.filter(|ids| !ids.contains(&id)) else { return Some(id) };
    let wanted = skeleton(id.as_text());
    let near = ids.iter().find(|known| skeleton(known.as_text()) == wanted);
    let remedy = match near {
        Some(near) => format!("did you mean {:?}? {table} writes it so", near.as_text()),
        None => format!("add it to {table} or correct it here"),
    };
    faults.push(row.fault(column, format!("{:?} is not in {table}", id.as_text()), remedy));
    None
}

/// An id's text.
pub(crate) trait AsText {
    fn as_text(&self) -> &str;
}

macro_rules! as_text {
    ($($id:ty),*) => {$(
        impl AsText for $id {
            fn as_text(&self) -> &str {
                self.as_str()
            }
        }
    )*};
}

as_text!(DepotId, ItemId, PoolId, SiteId);

/// The ids of a table, and where they are, if that is asked for and said.
fn ids_of<I: Ord + FromCell + Display>(
    reader: &mut Reader<'_>,
    file: &str,
    columns: &[Column],
    located: bool,
) -> Option<BTreeMap<I, Option<Coordinates>>> {
    let table = reader.table(file, columns)?;
    let ids = reader.named(Some(&table), columns[0].name, |row, faults| {
        let said = located && !(row.cell("lat").is_empty() && row.cell("lon").is_empty());
        let at = if said { coordinates(row, ["lat", "lon"], faults) } else { None };
        Some((row.required(columns[0].name, faults)?, at))
    });
    Some(values(ids))
}

/// Whether a row counts in the unit that its item has: a row that says another is a fault.
pub(crate) fn check_unit(
    row: &Row<'_>,
    item: Option<&ItemId>,
    units: &BTreeMap<ItemId, String>,
    faults: &mut Findings,
) {
    let said = row.cell("unit");
    let Some(unit) = item.and_then(|item| units.get(item)).filter(|unit| !said.is_empty() && !unit.is_empty()) else {
        return;
    };
    if skeleton(said) != skeleton(unit) {
        let problem = format!("counts in {said:?}, but items.csv counts the item in {unit:?}");
        faults.push(row.fault("unit", problem, "write the quantity in the item's unit, and that unit here"));
    }
}

/// Who alone may receive a lot; `None` where nobody is named.
fn earmark(row: &Row<'_>, sites: Option<&BTreeSet<SiteId>>, faults: &mut Findings) -> Option<BTreeSet<SiteId>> {
    let Fact::Is(named) = row.optional::<Fact<Sites>>("earmark", faults)? else { return None };
    match named.among(sites) {
        Ok(sites) => sites,
        Err(problem) => {
            faults.push(row.fault("earmark", problem, "write ids of sites, apart by semicolons"));
            None
        }
    }
}

/// A moment that is said in minutes from now, or as itself; both are a fault.
fn one_of(
    row: &Row<'_>,
    (minutes, said): (&str, Option<Timestamp>),
    moment: &str,
    faults: &mut Findings,
) -> Option<Timestamp> {
    let at = row.optional::<Moment>(moment, faults).map(|moment| moment.0);
    if at.is_some() && !row.cell(minutes).is_empty() {
        faults.push(row.fault(moment, format!("is given beside {minutes}"), "keep one of the two"));
    }
    said.or(at)
}

/// Reads a folder's tables as the situation at a moment. `last` is an earlier schedule, instead of last.csv.
///
/// # Errors
/// Every fault of every table, sorted by file and row.
pub fn read(dir: &Path, now: Timestamp, last: Option<&Path>, rules: Rules) -> Result<Case, Vec<TableFault>> {
    let mut reader = Reader::new(Source::Folder(dir), rules);
    let located = !reader.has("lanes.csv") && !reader.has("places.csv");
    let depots_at = ids_of::<DepotId>(&mut reader, "depots.csv", DEPOTS, located);
    let sites_at = ids_of::<SiteId>(&mut reader, "sites.csv", SITES, located);
    let (facts_of, units) = facts::items(&mut reader);
    let (depots, sites, items) = (ids(depots_at.as_ref()), ids(sites_at.as_ref()), ids(facts_of.as_ref()));
    let pools = facts::pools(&mut reader);
    let has_pools = reader.has("pools.csv");
    let substitutes = facts::substitutes(&mut reader, items.as_ref());
    let kits = facts::kits(&mut reader, items.as_ref());
    let places = match facts::places(&mut reader, depots.as_ref(), sites.as_ref()) {
        Some(places) => places,
        None => Places { depots: located_of(depots_at), sites: located_of(sites_at) },
    };

    let table = reader.table("reserves.csv", RESERVES);
    let mut alike = Alike::default();
    let lots = reader.keyed(table.as_ref(), |row, faults| {
        let depot = known(row, "depot_id", depots.as_ref(), "depots.csv", faults);
        let item = known(row, "item_id", items.as_ref(), "items.csv", faults);
        let on_hand = row.required::<Quantity>("quantity", faults);
        let before = faults.len();
        let lot = row.optional::<LotId>("lot_id", faults).unwrap_or_else(LotId::unnamed);
        let fact = |moment: Option<Fact<Moment>>| moment.unwrap_or_default().value().map(|moment| moment.0);
        let expires_on = row.optional::<Fact<Day>>("expires_on", faults).unwrap_or_default().value().map(|day| day.0);
        let earmark = earmark(row, sites.as_ref(), faults);
        let available_at = fact(row.optional("available_at", faults));
        check_unit(row, item.as_ref(), &units, faults);
        for site in earmark.iter().flatten().filter(|site| sites.as_ref().is_some_and(|known| !known.contains(*site))) {
            let problem = format!("{:?} is not in sites.csv", site.as_str());
            faults.push(row.fault("earmark", problem, "add it to sites.csv or correct it here"));
        }
        let lot_key = LotKey { depot: depot?, item: item?, lot };
        let lot = Lot { on_hand: on_hand?, reserved: Quantity::ZERO, expires_on, earmark, available_at };
        alike.note(row, "lot_id", &format!("{}\n{}", lot_key.depot, lot_key.item), lot_key.lot.as_str(), faults);
        (faults.len() == before).then_some((lot_key, lot))
    });

    let table = reader.table("needs.csv", NEEDS);
    let needs = reader.keyed(table.as_ref(), |row, faults| {
        let before = faults.len();
        let site = known(row, "site_id", sites.as_ref(), "sites.csv", faults);
        let item = known(row, "item_id", items.as_ref(), "items.csv", faults);
        let claimed = row.required::<Positive>("quantity", faults).map(|quantity| quantity.0);
        let weight = row.optional::<Weight>("weight", faults).map(|weight| weight.0);
        let class = match row.cell("priority") {
            "" if weight.is_some() => WEIGHED.parse::<ClassName>().ok(),
            _ => row.required::<ClassName>("priority", faults),
        };
        let entitlement = row.optional::<Quantity>("entitlement", faults).or(claimed);
        // A limit beyond the end of the calendar is none.
        let at = |minutes: Minutes| {
            now.as_second().checked_add(minutes.0 * 60).and_then(|at| Timestamp::from_second(at).ok())
        };
        check_unit(row, item.as_ref(), &units, faults);
        let latest = row.optional::<Minutes>("due_minutes", faults).and_then(at);
        let due = row.optional::<Minutes>("expected_minutes", faults).and_then(at);
        let latest = one_of(row, ("due_minutes", latest), "latest_useful_at", faults);
        let due = one_of(row, ("expected_minutes", due), "due_at", faults);
        let life_days_min = row.optional::<LifeDays>("life_days_min", faults).map_or(0, |days| days.0);
        let key = NeedKey { site: site?, item: item? };
        let need = Need {
            class: class?,
            claimed: claimed?,
            entitlement: entitlement?,
            weight,
            covered: Quantity::ZERO,
            due,
            latest_useful: latest,
            life_days_min,
        };
        (faults.len() == before).then_some((key, need))
    });

    let has_lanes = reader.has("lanes.csv");
    if !has_lanes && places.is_empty() && depots.is_some() && sites.is_some() {
        let problem = "is not there, and no coordinates of depots and sites are given to compute ways from";
        let remedy = "add lanes.csv, or places.csv and plan by a policy with speed-kmh and detour-percent";
        reader.findings.push(TableFault::whole("lanes.csv", problem, remedy));
    }
    let table = reader.table_if_there("lanes.csv", LANES);
    let lanes = reader.keyed(table.as_ref(), |row, faults| {
        let before = faults.len();
        let from = known(row, "from", depots.as_ref(), "depots.csv", faults);
        let to = known(row, "to", sites.as_ref(), "sites.csv", faults);
        let minutes = row.required::<Decimal>("minutes", faults);
        let cost = row.optional("cost", faults);
        let capacity = row.optional("capacity", faults);
        let pool = row.optional::<PoolId>("pool", faults);
        // Where pools.csv cannot be read, any pool will do.
        let unknown =
            pool.as_ref().filter(|pool| pools.as_ref().map_or(!has_pools, |known| !known.contains_key(*pool)));
        if let Some(pool) = unknown {
            let problem = format!("{:?} is not in pools.csv", pool.as_str());
            faults.push(row.fault("pool", problem, "add it to pools.csv or correct it here"));
        }
        let lane = Lane { cost, capacity, pool, ..Lane::of_minutes(minutes?) };
        let key = (from?, to?);
        (faults.len() == before).then_some((key, lane))
    });

    let table = reader.table_if_there("protected.csv", PROTECTED);
    let protected = reader.keyed(table.as_ref(), |row, faults| {
        let depot = known(row, "depot_id", depots.as_ref(), "depots.csv", faults);
        let item = known(row, "item_id", items.as_ref(), "items.csv", faults);
        check_unit(row, item.as_ref(), &units, faults);
        let quantity = row.required::<Quantity>("quantity", faults);
        Some(((depot?, item?), quantity?))
    });

    let need_rows = needs.iter().map(|(key, (_, row))| (key.clone(), row.clone())).collect();
    let lane_rows: BTreeMap<_, _> = lanes.iter().map(|(key, (_, row))| (key.clone(), row.clone())).collect();
    let pool_rows: BTreeMap<_, _> = pools.iter().flatten().map(|(id, (_, row))| (id.clone(), row.clone())).collect();
    let all_items: Vec<ItemFacts> = facts_of.iter().flatten().map(|(_, facts)| *facts).collect();
    let mut situation = Situation {
        items: facts_of.unwrap_or_default().into_iter().filter(|(_, facts)| *facts != ItemFacts::default()).collect(),
        substitutes,
        kits,
        pools: values(pools.unwrap_or_default()),
        depots: places.depots,
        sites: places.sites,
        lots: values(lots),
        protected: values(protected),
        needs: values(needs),
        lanes: values(lanes),
        ..Situation::at(now)
    };
    let in_folder = if last.is_none() && reader.has("last.csv") { reader.path_in(dir, "last.csv") } else { None };
    if let Some(path) = last.or(in_folder.as_deref()) {
        situation.last = last::read(&mut reader, path, &situation);
    }
    reader.misspelt();
    let (faults, mut notices) = reader.findings.finish();
    if !faults.is_empty() {
        return Err(faults);
    }
    notices.extend(useless::notices(&situation, &all_items, &lane_rows, &pool_rows));
    let (items, depots, sites) = (items.unwrap_or_default(), depots.unwrap_or_default(), sites.unwrap_or_default());
    Ok(Case { situation, items, depots, sites, notices, has_lanes, need_rows, lane_rows })
}

fn ids<I: Ord + Clone, V>(rows: Option<&BTreeMap<I, V>>) -> Option<BTreeSet<I>> {
    rows.map(|rows| rows.keys().cloned().collect())
}

fn located_of<I: Ord>(places: Option<BTreeMap<I, Option<Coordinates>>>) -> BTreeMap<I, Coordinates> {
    places.into_iter().flatten().filter_map(|(id, at)| Some((id, at?))).collect()
}

impl Case {
    /// Whether there is a lanes.csv; otherwise every way is computed.
    pub fn has_lanes(&self) -> bool {
        self.has_lanes
    }

    /// What keeps these tables from being planned by a policy, row by row: classes it does not know, lanes without the
    /// cost that the second level counts, and no lanes at all where the policy computes none.
    pub fn faults_under(&self, policy: &Policy, second: SecondLevel) -> Vec<TableFault> {
        let at = |row: &TableFault, column: &str, problem: String, remedy: &str| TableFault {
            column: Some(column.into()),
            problem,
            remedy: remedy.into(),
            ..row.clone()
        };
        let unknown = |(key, need): &(&NeedKey, &Need)| {
            let classes = policy.classes.iter().map(|class| class.name.as_str()).collect::<Vec<_>>().join(", ");
            let problem = format!("{:?} is no class of policy {}: {classes}", need.class.as_str(), policy.name);
            at(&self.need_rows[key], "priority", problem, "correct it, or use a policy that names it")
        };
        let needs = self.situation.needs.iter();
        let mut faults: Vec<_> =
            needs.filter(|(_, need)| !policy.admits(&need.class, need.weight)).map(|pair| unknown(&pair)).collect();
        if !self.has_lanes && policy.travel.is_none() {
            let problem = format!("is not there, and policy {} computes no ways", policy.name);
            let remedy = "add lanes.csv, or plan by a policy with speed-kmh and detour-percent";
            faults.push(TableFault::whole("lanes.csv", problem, remedy));
        }
        if !self.has_lanes && second == SecondLevel::Cost {
            let problem = "is not there, and computed ways have no cost, which the second level counts";
            let remedy = "add lanes.csv with costs, or plan with --second-level minutes";
            faults.push(TableFault::whole("lanes.csv", problem, remedy));
        }
        if second == SecondLevel::Cost {
            let without = self.situation.lanes.iter().filter(|(_, lane)| lane.cost.is_none());
            faults.extend(without.map(|(key, _)| {
                let remedy = "fill it in, or plan with --second-level minutes";
                at(&self.lane_rows[key], "cost", "is empty, and the second level is cost".into(), remedy)
            }));
        }
        faults.sort();
        faults
    }
}
