//! Reads a case: the CSV tables of a folder become a [`Situation`]. Every bad row of every table is named, and nothing is
//! read unless all is good.
//!
//! | table | columns |
//! |---|---|
//! | depots.csv | depot_id |
//! | sites.csv | site_id |
//! | items.csv | item_id |
//! | reserves.csv | depot_id, item_id, quantity \[lot_id, expires_on, earmark\] |
//! | needs.csv | site_id, item_id, quantity, priority \[weight, entitlement, due_minutes, life_days_min\] |
//! | lanes.csv | from, to, minutes \[cost, capacity\] |
//! | protected.csv, if there is one | depot_id, item_id, quantity |
//!
//! Other columns are passed over, so names, coordinates and notes never get into what is published.

use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::str::FromStr;
use yicang_agent::table::{Column, Notice, Row, Table, TableFault};
use yicang_domain::{
    ClassName, Decimal, DepotId, ItemId, Lane, Lot, LotId, LotKey, Need, NeedKey, Policy, Quantity, SecondLevel,
    SiteId, Situation,
};

const DEPOT: &[&str] = &["储备库编码", "仓库编码", "depot", "储备库", "仓库"];
const SITE: &[&str] = &["需求点编码", "医院编码", "site", "需求点"];
const ITEM: &[&str] = &["物资编码", "item", "物资"];

const DEPOTS: &[Column] = &[Column::required("depot_id", DEPOT)];
const SITES: &[Column] = &[Column::required("site_id", SITE)];
const ITEMS: &[Column] = &[Column::required("item_id", ITEM)];
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
    Column::optional("life_days_min", &["最短剩余效期", "最少剩余天数"]),
];
const LANES: &[Column] = &[
    Column::required("from", &["起点", "储备库编码", "仓库编码", "depot_id"]),
    Column::required("to", &["终点", "需求点编码", "医院编码", "site_id"]),
    Column::required("minutes", &["分钟", "运输分钟", "时间"]),
    Column::optional("cost", &["费用", "单位费用"]),
    Column::optional("capacity", &["运力", "通道运力"]),
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
    /// Where needs.csv and lanes.csv have a need and a lane.
    need_rows: BTreeMap<NeedKey, TableFault>,
    lane_rows: BTreeMap<(DepotId, SiteId), TableFault>,
}

/// Whole minutes from now, 0 to a [`Quantity`]'s limit.
struct Minutes(i64);

/// A day as `YYYY-MM-DD`, or with slashes as spreadsheets write it.
struct Day(Date);

/// Sites, apart by `;` or `|`.
struct Sites(BTreeSet<SiteId>);

/// A quantity above zero.
struct Positive(Quantity);

/// A decimal above zero.
struct Weight(Decimal);

impl FromStr for Minutes {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let whole = text.parse::<Quantity>().ok().and_then(|minutes| i64::try_from(minutes.units()).ok());
        whole
            .map(Self)
            .ok_or_else(|| format!("{text:?} is no whole number of minutes; write digits only, for example 90"))
    }
}

impl FromStr for Day {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no day; write YYYY-MM-DD, for example 2027-03-31");
        let parts: Vec<&str> = text.split(['-', '/']).collect();
        let [year, month, day] = parts[..] else { return Err(wrong()) };
        let digits = |part: &str, most: usize| {
            let good = (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            good.then(|| part.parse::<i16>().ok()).flatten()
        };
        // A year of two digits could be any century.
        let year = digits(year, 4).filter(|_| year.len() == 4).ok_or_else(wrong)?;
        let month = digits(month, 2).and_then(|month| i8::try_from(month).ok()).ok_or_else(wrong)?;
        let day = digits(day, 2).and_then(|day| i8::try_from(day).ok()).ok_or_else(wrong)?;
        Date::new(year, month, day).map(Self).map_err(|_| wrong())
    }
}

impl FromStr for Sites {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let words = text.split([';', '|', '；']).map(str::trim).filter(|word| !word.is_empty());
        words.map(|word| word.parse().map_err(|error| format!("{word:?} {error}"))).collect::<Result<_, _>>().map(Self)
    }
}

impl FromStr for Positive {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let quantity = text.parse::<Quantity>().map_err(|error| error.to_string())?;
        Quantity::positive(quantity.units()).map(Self).map_err(|error| error.to_string())
    }
}

impl FromStr for Weight {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<Decimal>() {
            Ok(weight) if weight.micros() == 0 => {
                Err("is 0: the need would never be served; give a weight above 0".into())
            }
            Ok(weight) => Ok(Self(weight)),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// The tables of a folder, and all that is wrong with them.
struct Reader<'d> {
    dir: &'d Path,
    faults: Vec<TableFault>,
    notices: Vec<Notice>,
}

impl Reader<'_> {
    fn table(&mut self, file: &str, columns: &[Column]) -> Option<Table> {
        match Table::read(&self.dir.join(file), columns) {
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
    fn keyed<K: Ord, V>(
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

    fn ids<I: Ord + FromStr<Err: std::fmt::Display>>(&mut self, file: &str, columns: &[Column]) -> Option<BTreeSet<I>> {
        let table = self.table(file, columns)?;
        let ids = self.keyed(Some(&table), |row, faults| Some((row.required(columns[0].name, faults)?, ())));
        Some(ids.into_keys().collect())
    }
}

/// An id that a cell names, if it stands in its own table; where that table could not be read, any.
fn known<I: Ord + FromStr<Err: std::fmt::Display>>(
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

/// Reads a folder's tables as the situation at a moment.
///
/// # Errors
/// Every fault of every table, sorted by file and row.
pub fn read(dir: &Path, now: Timestamp) -> Result<Case, Vec<TableFault>> {
    let mut reader = Reader { dir, faults: Vec::new(), notices: Vec::new() };
    let depots = reader.ids::<DepotId>("depots.csv", DEPOTS);
    let sites = reader.ids::<SiteId>("sites.csv", SITES);
    let items = reader.ids::<ItemId>("items.csv", ITEMS);

    let table = reader.table("reserves.csv", RESERVES);
    let lots = reader.keyed(table.as_ref(), |row, faults| {
        let depot = known(row, "depot_id", depots.as_ref(), "depots.csv", faults);
        let item = known(row, "item_id", items.as_ref(), "items.csv", faults);
        let on_hand = row.required::<Quantity>("quantity", faults);
        let before = faults.len();
        let lot = row.optional::<LotId>("lot_id", faults).unwrap_or_else(LotId::unnamed);
        let expires_on = row.optional::<Day>("expires_on", faults).map(|day| day.0);
        let earmark = row.optional::<Sites>("earmark", faults).map(|sites| sites.0);
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
        let due = row.optional::<Minutes>("due_minutes", faults);
        let latest =
            due.map(|due| now.as_second().checked_add(due.0 * 60).and_then(|at| Timestamp::from_second(at).ok()));
        let life_days = row.optional::<Quantity>("life_days_min", faults).map_or(0, Quantity::units);
        let life_days_min = u16::try_from(life_days).unwrap_or(u16::MAX);
        let key = NeedKey { site: site?, item: item? };
        let need = Need {
            class: class?,
            claimed: claimed?,
            entitlement: entitlement?,
            weight,
            covered: Quantity::ZERO,
            due: None,
            // A limit beyond the end of the calendar is none.
            latest_useful: latest.flatten(),
            life_days_min,
        };
        (faults.len() == before).then_some((key, need))
    });

    let table = reader.table("lanes.csv", LANES);
    let lanes = reader.keyed(table.as_ref(), |row, faults| {
        let before = faults.len();
        let from = known(row, "from", depots.as_ref(), "depots.csv", faults);
        let to = known(row, "to", sites.as_ref(), "sites.csv", faults);
        let minutes = row.required::<Decimal>("minutes", faults);
        let cost = row.optional("cost", faults);
        let capacity = row.optional("capacity", faults);
        let lane = Lane { cost, capacity, ..Lane::of_minutes(minutes?) };
        let key = (from?, to?);
        (faults.len() == before).then_some((key, lane))
    });

    let table = match dir.join("protected.csv").exists() {
        true => reader.table("protected.csv", PROTECTED),
        false => None,
    };
    let protected = reader.keyed(table.as_ref(), |row, faults| {
        let depot = known(row, "depot_id", depots.as_ref(), "depots.csv", faults);
        let item = known(row, "item_id", items.as_ref(), "items.csv", faults);
        let quantity = row.required::<Quantity>("quantity", faults);
        Some(((depot?, item?), quantity?))
    });

    if !reader.faults.is_empty() {
        reader.faults.sort();
        return Err(reader.faults);
    }
    let need_rows = needs.iter().map(|(key, (_, row))| (key.clone(), row.clone())).collect();
    let lane_rows = lanes.iter().map(|(key, (_, row))| (key.clone(), row.clone())).collect();
    let situation = Situation {
        lots: values(lots),
        protected: values(protected),
        needs: values(needs),
        lanes: values(lanes),
        ..Situation::at(now)
    };
    let (items, depots, sites) = (items.unwrap_or_default(), depots.unwrap_or_default(), sites.unwrap_or_default());
    Ok(Case { situation, items, depots, sites, notices: reader.notices, need_rows, lane_rows })
}

fn values<K: Ord, V>(rows: BTreeMap<K, (V, TableFault)>) -> BTreeMap<K, V> {
    rows.into_iter().map(|(key, (value, _))| (key, value)).collect()
}

impl Case {
    /// What keeps these tables from being planned by a policy, row by row: classes it does not know, and lanes without
    /// the cost that the second level counts.
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
