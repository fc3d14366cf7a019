//! Checks a plan's files against the tables it was made from. Shares nothing with the planner, and needs only
//! allocation.csv and unmet.csv: a plan from anywhere can be checked. Where plan.txt, situation.txt and policy.txt lie
//! beside them, these must say the same, and the domain's checker counts them, prices and all.

use super::cover::covered;
use super::read::{Case, read};
use super::write::{Allocation, Shortfall, Summary, allocation, shortfall};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::path::Path;
use std::str::FromStr;
use yicang_agent::table::{Column, Row, Table, TableFault};
use yicang_domain::check::violations;
use yicang_domain::situation::{Lot, Need};
use yicang_domain::{DepotId, ItemId, LotKey, NeedKey, Plan, Policy, Quantity, Reason, SiteId, Situation};

const ALLOCATION: &[Column] = &[
    Column::required("from", &[]),
    Column::required("to", &[]),
    Column::required("item_id", &[]),
    Column::required("quantity", &[]),
];
const UNMET: &[Column] = &[
    Column::required("site_id", &[]),
    Column::required("item_id", &[]),
    Column::required("quantity", &[]),
    Column::required("reason", &[]),
];

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckOutcome {
    /// Everything that is wrong, a sentence each; empty for a lawful plan.
    pub violations: Vec<String>,
    /// Lines of allocation.csv that were counted.
    pub shipments: usize,
    /// Needs that the tables hold.
    pub needs: usize,
    /// Whether the exact texts were there, so that times, lots, values and prices were counted, too.
    pub texts: bool,
}

/// Checks the plan in a folder. `now` counts where the folder does not say for which moment the plan was made.
///
/// # Errors
/// The tables of `from` cannot be read: every fault.
pub fn check(from: &Path, plan: &Path, now: Timestamp) -> Result<CheckOutcome, Vec<TableFault>> {
    let texts = Texts::read(plan);
    let summary = summary(plan);
    let said_now = match (&texts, &summary) {
        (Some(Ok(texts)), _) => Some(texts.situation.now),
        (_, Some(Ok(summary))) => summary.now.parse().ok(),
        _ => None,
    };
    let case = read(from, said_now.unwrap_or(now))?;
    let mut found = Vec::new();
    let allocated = read_allocation(plan, &case, &mut found);
    let unmet = read_unmet(plan, &case, &mut found);
    let count = Count::of(&case.situation, &allocated);
    count.check_lanes(&mut found);
    count.check_stock(&mut found);
    count.check_needs(&unmet, &mut found);
    let has_texts = texts.is_some();
    match texts {
        None => {}
        Some(Err(problems)) => found.extend(problems),
        Some(Ok(texts)) => texts.check(&case.situation, &allocated, &unmet, summary.as_ref(), &mut found),
    }
    if let Some(Err(problem)) = summary {
        found.push(problem);
    }
    let shipments = allocated.len();
    Ok(CheckOutcome { violations: found, shipments, needs: case.situation.needs.len(), texts: has_texts })
}

/// The rows of a file of the plan; what cannot be read is a violation.
fn rows<K: Ord>(
    plan: &Path,
    file: &str,
    columns: &[Column],
    found: &mut Vec<String>,
    mut read: impl FnMut(&Row<'_>, &mut Vec<TableFault>) -> Option<K>,
) -> BTreeMap<K, u64> {
    let mut faults = Vec::new();
    let mut values = BTreeMap::new();
    match Table::read(&plan.join(file), columns) {
        Err(broken) => faults.extend(broken),
        Ok((table, _)) => {
            for row in table.rows() {
                let quantity = row.required::<Quantity>("quantity", &mut faults);
                if quantity == Some(Quantity::ZERO) {
                    faults.push(row.fault("quantity", "is 0", "a line moves or lacks at least 1 base unit"));
                }
                let key = read(&row, &mut faults);
                let Some((key, quantity)) = key.zip(quantity.filter(|units| *units != Quantity::ZERO)) else {
                    continue;
                };
                if values.insert(key, quantity.units()).is_some() {
                    faults.push(row.fault("", "stands here a second time", ""));
                }
            }
        }
    }
    found.extend(faults.iter().map(ToString::to_string));
    values
}

/// An id of a row, if the tables know it.
fn known<I: FromStr<Err: Display>>(
    row: &Row<'_>,
    column: &str,
    table: &str,
    faults: &mut Vec<TableFault>,
    has: impl Fn(&I) -> bool,
) -> Option<I> {
    let id = row.required(column, faults)?;
    if has(&id) {
        return Some(id);
    }
    faults.push(row.fault(column, format!("{:?} is not in {table}", row.cell(column)), ""));
    None
}

fn read_allocation(plan: &Path, case: &Case, found: &mut Vec<String>) -> Allocation {
    rows(plan, "allocation.csv", ALLOCATION, found, |row, faults| {
        let from = known(row, "from", "depots.csv", faults, |id: &DepotId| case.depots.contains(id));
        let to = known(row, "to", "sites.csv", faults, |id: &SiteId| case.sites.contains(id));
        let item = known(row, "item_id", "items.csv", faults, |id: &ItemId| case.items.contains(id));
        Some((from?, to?, item?))
    })
}

fn read_unmet(plan: &Path, case: &Case, found: &mut Vec<String>) -> Shortfall {
    rows(plan, "unmet.csv", UNMET, found, |row, faults| {
        let site = known(row, "site_id", "sites.csv", faults, |id: &SiteId| case.sites.contains(id));
        let item = known(row, "item_id", "items.csv", faults, |id: &ItemId| case.items.contains(id));
        let reason = Reason::parse(row.cell("reason"));
        if reason.is_none() {
            let codes = Reason::ALL.iter().map(|reason| reason.code()).collect::<Vec<_>>().join(", ");
            let problem = format!("{:?} is no reason", row.cell("reason"));
            faults.push(row.fault("reason", problem, format!("a reason is one of {codes}")));
        }
        Some((NeedKey { site: site?, item: item? }, reason?))
    })
}

/// The allocation beside what limits it.
struct Count<'a> {
    situation: &'a Situation,
    allocated: &'a Allocation,
    by_need: BTreeMap<NeedKey, u64>,
}

impl<'a> Count<'a> {
    fn of(situation: &'a Situation, allocated: &'a Allocation) -> Self {
        let mut by_need = BTreeMap::new();
        for ((_, site, item), units) in allocated {
            // Many lines of at most 10^12 units: a u64 holds 18 million of them.
            *by_need.entry(NeedKey { site: site.clone(), item: item.clone() }).or_default() += units;
        }
        Self { situation, allocated, by_need }
    }

    fn check_lanes(&self, found: &mut Vec<String>) {
        let mut by_lane = BTreeMap::<(&DepotId, &SiteId), u64>::new();
        for ((from, to, _), units) in self.allocated {
            *by_lane.entry((from, to)).or_default() += units;
        }
        for ((from, to), units) in by_lane {
            match self.situation.lanes.get(&(from.clone(), to.clone())) {
                None => found.push(format!("lane {from} -> {to}: there is none, and {units} units go over it")),
                Some(lane) => {
                    if let Some(capacity) = lane.capacity.filter(|capacity| units > capacity.units()) {
                        found.push(format!("lane {from} -> {to}: {units} units go over it, it carries {capacity}"));
                    }
                }
            }
        }
    }

    /// Stock, protected reserve, and whether lots that may go there hold enough.
    fn check_stock(&self, found: &mut Vec<String>) {
        let mut by_store = BTreeMap::<(&DepotId, &ItemId), Vec<(&SiteId, u64)>>::new();
        for ((from, to, item), units) in self.allocated {
            by_store.entry((from, item)).or_default().push((to, *units));
        }
        for ((depot, item), sent) in by_store {
            let lots: Vec<(&LotKey, &Lot)> =
                (self.situation.lots.iter()).filter(|(key, _)| &key.depot == depot && &key.item == item).collect();
            let stock: Vec<u64> = lots.iter().map(|(_, lot)| lot.available().units()).collect();
            let units: Vec<u64> = sent.iter().map(|(_, units)| *units).collect();
            let (all_sent, all_stock): (u64, u64) = (units.iter().sum(), stock.iter().sum());
            if all_sent > all_stock {
                found.push(format!("depot {depot} item {item}: {all_sent} units leave, {all_stock} are there"));
                continue;
            }
            let held = self.situation.protected.get(&(depot.clone(), item.clone())).map_or(0, |held| held.units());
            if all_sent > all_stock.saturating_sub(held) {
                found.push(format!(
                    "depot {depot} item {item}: {all_sent} of {all_stock} units leave, {held} must stay as protected reserve"
                ));
            }
            let fits: Vec<Vec<bool>> = (lots.iter())
                .map(|(_, lot)| sent.iter().map(|(site, _)| self.may_serve(depot, lot, site, item)).collect())
                .collect();
            let most = covered(&stock, &units, |lot, site| fits[lot][site]);
            if most < all_sent {
                found.push(format!(
                    "depot {depot} item {item}: {all_sent} units leave, but lots that may go there (earmark, shelf life, \
                     time limit) cover {most} of them at most"
                ));
            }
        }
    }

    fn may_serve(&self, depot: &DepotId, lot: &Lot, site: &SiteId, item: &ItemId) -> bool {
        let need = self.situation.needs.get(&NeedKey { site: site.clone(), item: item.clone() });
        let lane = self.situation.lanes.get(&(depot.clone(), site.clone())).filter(|lane| lane.open);
        // What has no need or no lane is a violation of its own and not one of the lots.
        let Some((need, lane)) = need.zip(lane) else { return true };
        let Some((_, arrives)) = self.situation.journey(lot, lane) else { return false };
        let in_time = need.latest_useful.is_none_or(|latest| arrives <= latest);
        let allowed = lot.earmark.as_ref().is_none_or(|sites| sites.contains(site));
        in_time && allowed && lot.expires_on.is_none_or(|day| keeps(arrives, day, need))
    }

    fn check_needs(&self, unmet: &Shortfall, found: &mut Vec<String>) {
        for (key, units) in &self.by_need {
            match self.situation.needs.get(key) {
                None => found.push(format!("need {key}: nobody asked for it, and {units} units are given")),
                Some(need) if *units > need.claimed.units() => {
                    found.push(format!("need {key}: {units} units are given, {} are asked for", need.claimed));
                }
                Some(_) => {}
            }
        }
        let mut reasons = BTreeMap::<&NeedKey, u64>::new();
        for ((key, _), units) in unmet {
            *reasons.entry(key).or_default() += units;
        }
        for key in reasons.keys().filter(|key| !self.situation.needs.contains_key(*key)) {
            found.push(format!("need {key}: nobody asked for it, and unmet.csv says that it is unmet"));
        }
        for (key, need) in &self.situation.needs {
            let given = self.by_need.get(key).copied().unwrap_or(0);
            let lacking = need.claimed.units().saturating_sub(given);
            let explained = reasons.get(key).copied().unwrap_or(0);
            if explained != lacking {
                found.push(format!("need {key}: {lacking} units are unmet, its reasons add up to {explained}"));
            }
        }
    }
}

/// Whether enough days of life are left on the day of arrival (UTC).
fn keeps(arrives: Timestamp, expires_on: jiff::civil::Date, need: &Need) -> bool {
    let day = arrives.to_zoned(TimeZone::UTC).date();
    let last = day.checked_add(jiff::Span::new().days(i64::from(need.life_days_min)));
    last.is_ok_and(|last| last <= expires_on)
}

/// The exact texts beside the tables.
struct Texts {
    situation: Situation,
    policy: Policy,
    policy_text: String,
    plan: Plan,
}

impl Texts {
    /// `None` where one of the three is not there; otherwise what is wrong with them.
    fn read(dir: &Path) -> Option<Result<Self, Vec<String>>> {
        let names = ["situation.txt", "policy.txt", "plan.txt"];
        if names.iter().any(|name| !dir.join(name).exists()) {
            return None;
        }
        let mut problems = Vec::new();
        let [situation, policy, plan] = names.map(|name| {
            let text = fs::read_to_string(dir.join(name));
            text.map_err(|error| problems.push(format!("{name}: cannot be read: {error}"))).unwrap_or_default()
        });
        if !problems.is_empty() {
            return Some(Err(problems));
        }
        let mut tell = |name: &str, fault: &dyn Display| problems.push(format!("{name}: {fault}"));
        let read_situation = Situation::from_text(&situation).map_err(|fault| tell("situation.txt", &fault)).ok();
        let read_policy = Policy::from_text(&policy).map_err(|fault| tell("policy.txt", &fault)).ok();
        let read_plan = Plan::from_text(&plan).map_err(|fault| tell("plan.txt", &fault)).ok();
        match (read_situation, read_policy, read_plan) {
            (Some(situation), Some(read_policy), Some(plan)) => {
                Some(Ok(Self { situation, policy: read_policy, policy_text: policy, plan }))
            }
            _ => Some(Err(problems)),
        }
    }

    fn check(
        &self,
        tables: &Situation,
        allocated: &Allocation,
        unmet: &Shortfall,
        summary: Option<&Result<Summary, String>>,
        found: &mut Vec<String>,
    ) {
        if let Some((text, table)) = first_difference(&self.situation.to_text(), &tables.to_text()) {
            found.push(format!("situation.txt is not what the tables say: it has {text}, the tables {table}"));
        }
        if &allocation(&self.plan) != allocated {
            found.push("allocation.csv is not what plan.txt adds up to".into());
        }
        if &shortfall(&self.plan) != unmet {
            found.push("unmet.csv is not what plan.txt says".into());
        }
        let counted = violations(&self.situation, &self.policy, &self.plan);
        found.extend(counted.iter().map(|violation| format!("plan.txt: {violation}")));
        if let Some(Ok(summary)) = summary {
            let policy_sha256 = yicang_tlog::hex(&yicang_tlog::sha256(self.policy_text.as_bytes()));
            for (what, said, counted) in [
                ("first_level", &summary.first_level, self.plan.first_value.to_string()),
                ("second_level", &summary.second_level, self.plan.second_value.to_string()),
                ("policy_sha256", &summary.policy_sha256, policy_sha256),
            ] {
                if *said != counted {
                    found.push(format!("summary.json: {what} is said to be {said}, counted {counted}"));
                }
            }
        }
    }
}

/// The first line in which two texts differ.
fn first_difference(a: &str, b: &str) -> Option<(String, String)> {
    let (mut a, mut b) = (a.lines(), b.lines());
    loop {
        match (a.next(), b.next()) {
            (None, None) => return None,
            (one, other) if one == other => {}
            (one, other) => {
                let say = |line: Option<&str>| line.map_or("nothing more".to_owned(), |line| format!("{line:?}"));
                return Some((say(one), say(other)));
            }
        }
    }
}

/// summary.json, if there is one.
fn summary(dir: &Path) -> Option<Result<Summary, String>> {
    let path = dir.join("summary.json");
    if !path.exists() {
        return None;
    }
    let text = fs::read_to_string(path).map_err(|error| format!("summary.json: cannot be read: {error}"));
    Some(text.and_then(|text| serde_json::from_str(&text).map_err(|error| format!("summary.json: {error}"))))
}
