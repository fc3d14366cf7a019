//! Reads a case: the CSV tables of a folder become a [`Situation`]. Every bad row of every table is named, and nothing
//! is read unless all is good.
//!
//! | table | columns |
//! |---|---|
//! | depots.csv | depot_id \[lat, lon\] |
//! | sites.csv | site_id \[lat, lon\] |
//! | items.csv | item_id \[grams or weight_kg, millilitres or volume_l, pack\] |
//! | reserves.csv | depot_id, item_id, quantity \[lot_id, expires_on, earmark, available_at\] |
//! | needs.csv | site_id, item_id, quantity, priority \[weight, entitlement, wanted_by or wanted_by_minutes, latest_useful or latest_useful_minutes, life_days_min\] |
//! | lanes.csv, unless there are coordinates | from, to \[minutes or cost, capacity, pool\] |
//! | protected.csv, if there is one | depot_id, item_id, quantity |
//! | pools.csv, if there is one | pool_id \[departs, grams, millilitres\] |
//! | places.csv, if there is one | place_id, kind, latitude, longitude |
//! | substitutes.csv, if there is one | needed, given \[ratio, penalty\] |
//! | kits.csv, if there is one | kit, component, units |
//! | last.csv, if there is one | see `last.rs` |
//! | marks.csv, if there is one | see `marks.rs` |
//!
//! Each may be a workbook in place of CSV (`needs.xlsx`). What else the columns may be called, and which are for people
//! only, is in `columns`. Coordinates count where somebody asks for them: places.csv, or, where there is neither that
//! nor lanes.csv, `lat` and `lon` of depots.csv and sites.csv. Names and notes never get into what is published.
//! The offset of days and the seed of the draw stand in no table: whoever plans sets them.

use crate::catalogue::Ground;
use crate::cells::{Day, LifeDays, Minutes, Moment, Positive, Sites, Weight};
use crate::columns::{NEEDS, RESERVES};
use crate::finding::quoted;
use crate::finding::{Findings, Notice, TableFault};
use crate::heading::Rules;
use crate::items_and_places::Names;
use crate::items_and_places::check_unit;
use crate::known_ids::{Alike, known};
use crate::last;
use crate::marks;
use crate::reader::{Reader, Source, values};
use crate::table::Row;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use yicang_domain::catalogue::pools_at;
use yicang_domain::minutes::{self, AskedBy, MissingMinutes};
use yicang_domain::report::Fact;
use yicang_domain::{
    ClassName, DepotId, ItemId, Lot, LotId, LotKey, Moment as At, Need, NeedKey, Policy, Pool, PoolId, Quantity,
    SecondLevel, SiteId, Situation,
};
use yicang_language::{Argument, Message, message};

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
    /// Vehicles, with those that leave every day.
    pools: BTreeMap<PoolId, Pool>,
    /// Where needs.csv and lanes.csv have a need and a lane.
    need_rows: BTreeMap<NeedKey, TableFault>,
    lane_rows: BTreeMap<(DepotId, SiteId), TableFault>,
}

/// Who alone may receive a lot; `None` where nobody is named.
fn earmark(row: &Row<'_>, sites: Option<&BTreeSet<SiteId>>, faults: &mut Findings) -> Option<BTreeSet<SiteId>> {
    let Fact::Is(named) = row.optional::<Fact<Sites>>("earmark", faults)? else { return None };
    match named.among(sites) {
        Ok(sites) => sites,
        Err(problem) => {
            faults.push(row.fault("earmark", problem, message!("list-earmark")));
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
        faults.push(row.fault(moment, message!("case-beside", column = minutes), message!("table-keep-one")));
    }
    said.or(at)
}

/// Reads a folder's tables as the situation at a moment. `last` is an earlier schedule, instead of last.csv.
///
/// # Errors
/// Every fault of every table, sorted by file and row.
pub fn read(dir: &Path, now: Timestamp, last: Option<&Path>, rules: Rules) -> Result<Case, Vec<TableFault>> {
    let mut reader = Reader::new(Source::Folder(dir), rules);
    let ground = Ground::read(&mut reader, Names::Ignored);
    let (depots, sites, items) = (ground.depots.as_ref(), ground.sites.as_ref(), ground.items.as_ref());
    let units = &ground.catalogue.items;

    let table = reader.table("reserves.csv", RESERVES);
    let mut alike = Alike::default();
    let lots = reader.keyed(table.as_ref(), |row, faults| {
        let depot = known(row, "depot_id", depots, "depots.csv", faults);
        let item = known(row, "item_id", items, "items.csv", faults);
        let on_hand = row.required::<Quantity>("quantity", faults);
        let before = faults.len();
        let lot = row.optional::<LotId>("lot_id", faults).unwrap_or_else(LotId::unnamed);
        let fact = |moment: Option<Fact<Moment>>| moment.unwrap_or_default().value().map(|moment| moment.0);
        let expires_on = row.optional::<Fact<Day>>("expires_on", faults).unwrap_or_default().value().map(|day| day.0);
        let earmark = earmark(row, sites, faults);
        let available_at = fact(row.optional("available_at", faults));
        check_unit(row, item.as_ref(), units, faults);
        for site in earmark.iter().flatten().filter(|site| sites.is_some_and(|known| !known.contains(*site))) {
            let problem = message!("table-not-in", id = quoted(site.as_str()), table = "sites.csv");
            faults.push(row.fault("earmark", problem, message!("table-add-or-correct", table = "sites.csv")));
        }
        let lot_key = LotKey { depot: depot?, item: item?, lot };
        let lot =
            Lot { on_hand: on_hand?, reserved: Quantity::ZERO, expires_on, earmark, available_at, ..Lot::default() };
        alike.note(row, "lot_id", &format!("{}\n{}", lot_key.depot, lot_key.item), lot_key.lot.as_str(), faults);
        (faults.len() == before).then_some((lot_key, lot))
    });

    let table = reader.table("needs.csv", NEEDS);
    let needs = reader.keyed(table.as_ref(), |row, faults| {
        let before = faults.len();
        let site = known(row, "site_id", sites, "sites.csv", faults);
        let item = known(row, "item_id", items, "items.csv", faults);
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
        check_unit(row, item.as_ref(), units, faults);
        let latest = row.optional::<Minutes>("latest_useful_minutes", faults).and_then(at);
        let due = row.optional::<Minutes>("wanted_by_minutes", faults).and_then(at);
        let latest = one_of(row, ("latest_useful_minutes", latest), "latest_useful", faults);
        let due = one_of(row, ("wanted_by_minutes", due), "wanted_by", faults);
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

    let need_rows = needs.iter().map(|(key, (_, row))| (key.clone(), row.clone())).collect();
    let mut situation = Situation { lots: values(lots), needs: values(needs), ..ground.catalogue.ground(now) };
    marks::read(&mut reader, &mut situation);
    let in_folder = if last.is_none() && reader.has("last.csv") { reader.path_in(dir, "last.csv") } else { None };
    if let Some(path) = last.or(in_folder.as_deref()) {
        situation.last = last::read(&mut reader, path, &situation);
    }
    reader.misspelt();
    let (faults, mut notices) = reader.findings.finish();
    if !faults.is_empty() {
        return Err(faults);
    }
    notices.extend(ground.notices(now));
    let Ground { catalogue, items, depots, sites, has_lanes, lane_rows, .. } = ground;
    let pools = catalogue.pools;
    let (items, depots, sites) = (items.unwrap_or_default(), depots.unwrap_or_default(), sites.unwrap_or_default());
    Ok(Case { situation, items, depots, sites, notices, has_lanes, pools, need_rows, lane_rows })
}

impl Case {
    /// Whether there is a lanes.csv; otherwise every way is computed.
    pub fn has_lanes(&self) -> bool {
        self.has_lanes
    }

    /// Counts days by an offset from UTC, in seconds: with it, when vehicles leave that leave every day.
    pub fn count_days(&mut self, offset: i32) {
        self.situation.offset = offset;
        self.situation.pools = pools_at(&self.pools, At { at: self.situation.now, offset });
    }

    /// What keeps these tables from being planned by a policy, row by row: classes it does not know, lanes without the
    /// cost that the second level counts or the minutes that something counts on, and no lanes at all where the policy
    /// computes none.
    pub fn faults_under(&self, policy: &Policy, second: SecondLevel) -> Vec<TableFault> {
        let at = |row: &TableFault, column: &str, problem: Message, remedy: Message| TableFault {
            column: Some(column.into()),
            problem,
            remedy: Some(remedy),
            ..row.clone()
        };
        let unknown = |(key, need): &(&NeedKey, &Need)| {
            let classes: Vec<_> = policy.classes.iter().map(|class| Argument::from(class.name.as_str())).collect();
            let class = quoted(need.class.as_str());
            let problem = message!("case-unknown-class", class = class, policy = &policy.name, classes = classes);
            at(&self.need_rows[key], "priority", problem, message!("case-unknown-class-remedy"))
        };
        let needs = self.situation.needs.iter();
        let mut faults: Vec<_> =
            needs.filter(|(_, need)| !policy.admits(&need.class, need.weight)).map(|pair| unknown(&pair)).collect();
        if !self.has_lanes && policy.travel.is_none() {
            let problem = message!("case-no-lanes", policy = &policy.name);
            let remedy = message!("case-no-lanes-remedy");
            faults.push(TableFault::whole("lanes.csv", problem, remedy));
        }
        if !self.has_lanes && second == SecondLevel::Cost {
            let (problem, remedy) = (message!("case-no-costs"), message!("case-no-costs-remedy"));
            faults.push(TableFault::whole("lanes.csv", problem, remedy));
        }
        faults.extend(self.without_minutes(policy, second));
        if second == SecondLevel::Cost {
            let without = self.situation.lanes.iter().filter(|(_, lane)| lane.cost.is_none());
            faults.extend(without.map(|(key, _)| {
                at(&self.lane_rows[key], "cost", message!("case-no-cost"), message!("case-cost-or-minutes"))
            }));
        }
        faults.sort();
        faults
    }

    /// Lanes without minutes, each with what counts on them. Where no lane has any, and the second level is minutes,
    /// the table as a whole.
    fn without_minutes(&self, policy: &Policy, second: SecondLevel) -> Vec<TableFault> {
        let mut lanes = self.situation.lanes.values().peekable();
        if second == SecondLevel::Minutes && lanes.peek().is_some() && lanes.all(|lane| lane.minutes.is_none()) {
            let (problem, remedy) = (message!("case-no-minutes"), message!("case-no-minutes-remedy"));
            return vec![TableFault::whole("lanes.csv", problem, remedy)];
        }
        let fault = |MissingMinutes { depot, site, asked_by }: MissingMinutes| {
            let (why, remedy) = match &asked_by {
                AskedBy::SecondLevel => (message!("case-asked-second-level"), message!("case-minutes-or-cost")),
                AskedBy::LatestUseful(need) | AskedBy::WantedBy(need) | AskedBy::LastDay(need, _) => {
                    let row = &self.need_rows[need];
                    let need = need.to_string();
                    let asked = match &asked_by {
                        AskedBy::LastDay(_, lot) => message!("case-asked-last-day", need = need, lot = lot.to_string()),
                        AskedBy::WantedBy(_) => message!("case-asked-wanted-by", need = need),
                        _ => message!("case-asked-latest-useful", need = need),
                    };
                    (
                        message!("case-asked-by", asked = asked, file = &row.file, row = row.row),
                        message!("case-fill-in"),
                    )
                }
            };
            let row = self.lane_rows[&(depot, site)].clone();
            let problem = message!("case-empty-but", why = why);
            TableFault { column: Some("minutes".into()), problem, remedy: Some(remedy), ..row }
        };
        minutes::missing(&self.situation, policy, second).into_iter().map(fault).collect()
    }
}
