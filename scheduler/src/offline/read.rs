//! Reads a case: the CSV tables of a folder become a [`Situation`]. Every bad row of every table is named, and nothing is
//! read unless all is good.
//!
//! | table | columns |
//! |---|---|
//! | depots.csv | depot_id \[lat, lon\] |
//! | sites.csv | site_id \[lat, lon\] |
//! | items.csv | item_id \[grams or weight_kg, millilitres or volume_l, pack\] |
//! | reserves.csv | depot_id, item_id, quantity \[lot_id, expires_on, earmark\] |
//! | needs.csv | site_id, item_id, quantity, priority \[weight, entitlement, due_minutes, expected_minutes, life_days_min\] |
//! | lanes.csv, unless there are coordinates | from, to, minutes \[cost, capacity, pool\] |
//! | protected.csv, if there is one | depot_id, item_id, quantity |
//! | pools.csv, if there is one | pool_id \[departs, grams, millilitres\] |
//! | places.csv, if there is one | place_id, kind, latitude, longitude |
//! | substitutes.csv, if there is one | needed, given \[ratio, penalty\] |
//! | kits.csv, if there is one | kit, component, units |
//! | last.csv, if there is one | see `last.rs` |
//!
//! Coordinates count where somebody asks for them: places.csv, or, where there is neither that nor lanes.csv, `lat` and
//! `lon` of depots.csv and sites.csv. Other columns are passed over, so names and notes never get into what is published.
//! The offset of days and the seed of the draw stand in no table: whoever plans sets them.

use super::cells::{Day, LifeDays, Minutes, Positive, Sites, Weight};
use super::{facts, last, useless};
use facts::{ITEM, Places, coordinates};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::str::FromStr;
use yicang_agent::table::{Column, Notice, Row, Table, TableFault};
use yicang_domain::{
    ClassName, Coordinates, Decimal, DepotId, ItemFacts, ItemId, Lane, Lot, LotId, LotKey, Need, NeedKey, Policy,
    PoolId, Quantity, SecondLevel, SiteId, Situation,
};

pub(super) const DEPOT: &[&str] = &["储备库编码", "仓库编码", "depot", "储备库", "仓库"];
pub(super) const SITE: &[&str] = &["需求点编码", "医院编码", "site", "需求点"];

const LATITUDE: Column = Column::optional("lat", &["latitude", "纬度"]);
const LONGITUDE: Column = Column::optional("lon", &["longitude", "经度"]);
const DEPOTS: &[Column] = &[Column::required("depot_id", DEPOT), LATITUDE, LONGITUDE];
const SITES: &[Column] = &[Column::required("site_id", SITE), LATITUDE, LONGITUDE];
const RESERVES: &[Column] = &[
    Column::required("depot_id", DEPOT),
    Column::required("item_id", ITEM),
    Column::required("quantity", &["数量", "库存数量", "在库数量"]),
    Column::optional("lot_id", &["批次", "批次号", "lot"]),
    Column::optional("expires_on", &["有效期至", "失效日期"]),
    Column::optional("earmark", &["定向捐赠", "定向"]),
];
const NEEDS: &[Column] = &[
    Column::required("site_id", SITE),
    Column::required("item_id", ITEM),
    Column::required("quantity", &["数量", "申报量", "需求数量"]),
    Column::required("priority", &["优先级", "class"]),
    Column::optional("weight", &["权重"]),
    Column::optional("entitlement", &["核定量"]),
    Column::optional("due_minutes", &["限时分钟", "最迟到达分钟"]),
    Column::optional("expected_minutes", &["期望到达分钟"]),
    Column::optional("life_days_min", &["最短剩余效期", "最少剩余天数"]),
];
const LANES: &[Column] = &[
    Column::required("from", &["起点", "储备库编码", "仓库编码", "depot_id"]),
    Column::required("to", &["终点", "需求点编码", "医院编码", "site_id"]),
    Column::required("minutes", &["分钟", "运输分钟", "时间"]),
    Column::optional("cost", &["费用", "单位费用"]),
    Column::optional("capacity", &["运力", "通道运力"]),
    Column::optional("pool", &["车队", "车队编码", "pool_id"]),
];
const PROTECTED: &[Column] = &[
    Column::required("depot_id", DEPOT),
    Column::required("item_id", ITEM),
    Column::required("quantity", &["数量", "最低保有量"]),
];

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

/// The tables of a folder, and all that is wrong with them.
pub(super) struct Reader<'d> {
    dir: &'d Path,
    pub(super) faults: Vec<TableFault>,
    pub(super) notices: Vec<Notice>,
}

impl Reader<'_> {
    pub(super) fn has(&self, file: &str) -> bool {
        self.dir.join(file).exists()
    }

    pub(super) fn table_if_there(&mut self, file: &str, columns: &[Column]) -> Option<Table> {
        if self.has(file) { self.table(file, columns) } else { None }
    }

    pub(super) fn table(&mut self, file: &str, columns: &[Column]) -> Option<Table> {
        let path = self.dir.join(file);
        self.table_at(&path, columns)
    }

    pub(super) fn table_at(&mut self, path: &Path, columns: &[Column]) -> Option<Table> {
        match Table::read(path, columns) {
            Ok((table, notices)) => {
                self.notices.extend(notices);
                Some(table)
            }
            Err(faults) => {
                self.faults.extend(faults);
                None
            }
        }
    }

    /// Each good row under its key; a key that stands twice is a fault of the later row.
    pub(super) fn keyed<K: Ord, V>(
        &mut self,
        table: Option<&Table>,
        mut read: impl FnMut(&Row<'_>, &mut Vec<TableFault>) -> Option<(K, V)>,
    ) -> BTreeMap<K, (V, TableFault)> {
        let mut values = BTreeMap::<K, (V, TableFault)>::new();
        for row in table.into_iter().flat_map(Table::rows) {
            let Some((key, value)) = read(&row, &mut self.faults) else { continue };
            match values.get(&key) {
                Some((_, first)) => {
                    let problem = format!("says again what row {} says", first.row);
                    self.faults.push(row.fault("", problem, "keep one of the two"));
                }
                None => drop(values.insert(key, (value, row.fault("", "", "")))),
            }
        }
        values
    }

    /// The ids of a table, and where they are, if that is asked for and said.
    fn ids<I: Ord + FromStr<Err: std::fmt::Display>>(
        &mut self,
        file: &str,
        columns: &[Column],
        located: bool,
    ) -> Option<BTreeMap<I, Option<Coordinates>>> {
        let table = self.table(file, columns)?;
        let ids = self.keyed(Some(&table), |row, faults| {
            let said = located && !(row.cell("lat").is_empty() && row.cell("lon").is_empty());
            let at = if said { coordinates(row, ["lat", "lon"], faults) } else { None };
            Some((row.required(columns[0].name, faults)?, at))
        });
        Some(values(ids))
    }
}

/// An id that a cell names, if it stands in its own table; where that table could not be read, any.
pub(super) fn known<I: Ord + FromStr<Err: std::fmt::Display>>(
    row: &Row<'_>,
    column: &str,
    ids: Option<&BTreeSet<I>>,
    table: &str,
    faults: &mut Vec<TableFault>,
) -> Option<I> {
    let id = row.required(column, faults)?;
    if ids.is_some_and(|ids| !ids.contains(&id)) {
        let problem = format!("{:?} is not in {table}", row.cell(column));
        faults.push(row.fault(column, problem, format!("add it to {table} or correct it here")));
        return None;
    }
    Some(id)
}

/// Reads a folder's tables as the situation at a moment. `last` is an earlier schedule, instead of last.csv.
///
/// # Errors
/// Every fault of every table, sorted by file and row.
pub fn read(dir: &Path, now: Timestamp, last: Option<&Path>) -> Result<Case, Vec<TableFault>> {
    let mut reader = Reader { dir, faults: Vec::new(), notices: Vec::new() };
    let located = !reader.has("lanes.csv") && !reader.has("places.csv");
    let depots_at = reader.ids::<DepotId>("depots.csv", DEPOTS, located);
    let sites_at = reader.ids::<SiteId>("sites.csv", SITES, located);
    let facts_of = facts::items(&mut reader);
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
    let lots = reader.keyed(table.as_ref(), |row, faults| {
        let depot = known(row, "depot_id", depots.as_ref(), "depots.csv", faults);
        let item = known(row, "item_id", items.as_ref(), "items.csv", faults);
        let on_hand = row.required::<Quantity>("quantity", faults);
        let before = faults.len();
        let lot = row.optional::<LotId>("lot_id", faults).unwrap_or_else(LotId::unnamed);
        let expires_on = row.optional::<Day>("expires_on", faults).map(|day| day.0);
        let earmark = row.optional::<Sites>("earmark", faults).map(|sites| sites.0).filter(|sites| !sites.is_empty());
        for site in earmark.iter().flatten().filter(|site| sites.as_ref().is_some_and(|known| !known.contains(*site))) {
            let problem = format!("{:?} is not in sites.csv", site.as_str());
            faults.push(row.fault("earmark", problem, "add it to sites.csv or correct it here"));
        }
        let lot_key = LotKey { depot: depot?, item: item?, lot };
        let lot = Lot { on_hand: on_hand?, reserved: Quantity::ZERO, expires_on, earmark, available_at: None };
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
        let latest = row.optional::<Minutes>("due_minutes", faults).and_then(at);
        let due = row.optional::<Minutes>("expected_minutes", faults).and_then(at);
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
        reader.faults.push(TableFault::whole("lanes.csv", problem, remedy));
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
    let in_folder = dir.join("last.csv");
    if let Some(path) = last.or_else(|| in_folder.exists().then_some(in_folder.as_path())) {
        situation.last = last::read(&mut reader, path, &situation);
    }
    if !reader.faults.is_empty() {
        reader.faults.sort();
        return Err(reader.faults);
    }
    reader.notices.extend(useless::notices(&situation, &all_items, &lane_rows, &pool_rows));
    let (items, depots, sites) = (items.unwrap_or_default(), depots.unwrap_or_default(), sites.unwrap_or_default());
    Ok(Case { situation, items, depots, sites, notices: reader.notices, has_lanes, need_rows, lane_rows })
}

fn ids<I: Ord + Clone, V>(rows: Option<&BTreeMap<I, V>>) -> Option<BTreeSet<I>> {
    rows.map(|rows| rows.keys().cloned().collect())
}

fn located_of<I: Ord>(places: Option<BTreeMap<I, Option<Coordinates>>>) -> BTreeMap<I, Coordinates> {
    places.into_iter().flatten().filter_map(|(id, at)| Some((id, at?))).collect()
}

/// Without the rows.
pub(super) fn values<K: Ord, V>(rows: BTreeMap<K, (V, TableFault)>) -> BTreeMap<K, V> {
    rows.into_iter().map(|(key, (value, _))| (key, value)).collect()
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
