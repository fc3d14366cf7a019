//! Checks a plan's files against the tables it was made from. Shares nothing with the planner, and needs only
//! allocation.csv and unmet.csv: a plan from anywhere can be checked. Where ways are computed from coordinates, the
//! policy must be there, too. Where plan.txt, situation.txt and policy.txt lie beside them, these must say the same,
//! and the domain's checker counts them, prices and all: a plan of version 1 by the rules of version 1.

use super::recount::Count;
use super::write::{Allocation, Level, Shortfall, Summary, allocation, shortfall};
use crate::planning::levels;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use yicang_domain::check::violations;
use yicang_domain::{
    DepotId, ItemId, NeedKey, Plan, Policy, Quantity, Reason, SiteId, Situation, TextError, Version, v1,
};
use yicang_exchange::columns::{ALLOCATION, UNMET};
use yicang_exchange::{Case, Column, Findings, FromCell, Row, Rules, Table, TableFault};
use yicang_language::{Message, ToMessage, message};

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckOutcome {
    /// Everything that is wrong, a sentence each; empty for a lawful plan.
    pub violations: Vec<Message>,
    /// Lines of allocation.csv that were counted.
    pub shipments: usize,
    /// Needs that the tables hold.
    pub needs: usize,
    /// Whether the exact texts were there, so that times, lots, values and prices were counted, too.
    pub texts: bool,
}

/// What a check is of.
#[derive(Debug, Clone, Copy)]
pub struct Checked<'a> {
    /// The folder of the tables.
    pub from: &'a Path,
    /// The folder of the plan.
    pub plan: &'a Path,
    /// The earlier schedule that the plan was made with, instead of last.csv.
    pub last: Option<&'a Path>,
    /// The rules that ways are computed by, where the folder of the plan has no policy.txt.
    pub policy: Option<&'a Policy>,
    /// What is done about columns that are not known.
    pub rules: Rules,
}

/// Checks the plan in a folder. `now` counts where the folder does not say for which moment the plan was made.
///
/// # Errors
/// The tables of `from` cannot be read: every fault.
pub fn check(checked: &Checked<'_>, now: Timestamp) -> Result<CheckOutcome, Vec<TableFault>> {
    let plan = checked.plan;
    let texts = Texts::read(plan);
    let summary = summary(plan);
    let said_now = match (&texts, &summary) {
        (Some(Ok(texts)), _) => Some(texts.situation.now),
        (_, Some(Ok(summary))) => summary.now.parse().ok(),
        _ => None,
    };
    let mut case = yicang_exchange::read(checked.from, said_now.unwrap_or(now), checked.last, checked.rules)?;
    // No table says these: the plan does.
    let (offset, seed) = match (&texts, &summary) {
        (Some(Ok(texts)), _) => (texts.situation.offset, texts.situation.seed.clone()),
        (_, Some(Ok(summary))) => (summary.offset_seconds, Some(summary.seed.clone())),
        _ => (0, None),
    };
    case.count_days(offset);
    case.situation.seed = seed;
    let mut found = Vec::new();
    let beside = || Policy::from_text(&fs::read_to_string(plan.join("policy.txt")).ok()?).ok();
    let policy = match &texts {
        Some(Ok(texts)) => Some(texts.policy.clone()),
        _ => beside().or_else(|| checked.policy.cloned()),
    };
    if policy.is_none() && !case.has_lanes() {
        found.push(message!("offline-check-no-lanes"));
    }
    let travel = policy.as_ref().map(Policy::travel_times);
    let allocated = read_allocation(plan, &case, &mut found);
    let unmet = read_unmet(plan, &case, &mut found);
    let count = Count::of(&case.situation, travel.as_ref(), &allocated);
    count.check(&unmet, &mut found);
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
    found: &mut Vec<Message>,
    mut read: impl FnMut(&Row<'_>, &mut Findings) -> Option<K>,
) -> BTreeMap<K, u64> {
    let mut faults = Findings::default();
    let mut values = BTreeMap::new();
    // A plan from anywhere may say more than is counted here.
    let rules = Rules { allow_extra_columns: true, ..Rules::default() };
    match Table::read(&plan.join(file), columns, rules, &mut faults) {
        None => {}
        Some(table) => {
            for row in table.rows() {
                let quantity = row.required::<Quantity>("quantity", &mut faults);
                if quantity == Some(Quantity::ZERO) {
                    faults.push(row.fault(
                        "quantity",
                        message!("offline-check-zero"),
                        message!("offline-check-zero-remedy"),
                    ));
                }
                let key = read(&row, &mut faults);
                let Some((key, quantity)) = key.zip(quantity.filter(|units| *units != Quantity::ZERO)) else {
                    continue;
                };
                if values.insert(key, quantity.units()).is_some() {
                    faults.push(row.fault("", message!("text-twice"), None));
                }
            }
        }
    }
    found.extend(faults.finish().0.iter().map(ToMessage::message));
    values
}

/// An id of a row, if the tables know it.
fn known<I: FromCell>(
    row: &Row<'_>,
    column: &str,
    table: &str,
    faults: &mut Findings,
    has: impl Fn(&I) -> bool,
) -> Option<I> {
    let id = row.required(column, faults)?;
    if has(&id) {
        return Some(id);
    }
    let id = format!("{:?}", row.cell(column));
    faults.push(row.fault(column, message!("offline-check-not-in", id = id, table = table), None));
    None
}

fn read_allocation(plan: &Path, case: &Case, found: &mut Vec<Message>) -> Allocation {
    rows(plan, "allocation.csv", ALLOCATION, found, |row, faults| {
        let from = known(row, "from", "depots.csv", faults, |id: &DepotId| case.depots.contains(id));
        let to = known(row, "to", "sites.csv", faults, |id: &SiteId| case.sites.contains(id));
        let item = known(row, "item_id", "items.csv", faults, |id: &ItemId| case.items.contains(id));
        let serves = match row.cell("serves") {
            "" => item.clone(),
            _ => known(row, "serves", "items.csv", faults, |id: &ItemId| case.items.contains(id)),
        };
        let (units, packs) = (row.cell("quantity").parse::<Quantity>().ok(), row.optional::<Quantity>("packs", faults));
        if let Some(((units, packs), item)) = units.zip(packs).zip(item.as_ref()) {
            let pack = case.situation.facts(item).pack.units();
            // At most 10¹² packs of at most 10⁶ units.
            if packs.units() * pack != units.units() {
                let (packs, units) = (packs.units(), units.units());
                let problem = message!("offline-check-packs", packs = packs, pack = pack, units = units);
                faults.push(row.fault("packs", problem, message!("offline-check-packs-remedy")));
            }
        }
        Some((from?, to?, item?, serves?))
    })
}

fn read_unmet(plan: &Path, case: &Case, found: &mut Vec<Message>) -> Shortfall {
    rows(plan, "unmet.csv", UNMET, found, |row, faults| {
        let site = known(row, "site_id", "sites.csv", faults, |id: &SiteId| case.sites.contains(id));
        let item = known(row, "item_id", "items.csv", faults, |id: &ItemId| case.items.contains(id));
        let reason = Reason::parse(row.cell("reason"));
        if reason.is_none() {
            let codes = Reason::ALL.iter().map(|reason| reason.code()).collect::<Vec<_>>();
            let problem = message!("offline-check-reason", word = format!("{:?}", row.cell("reason")));
            faults.push(row.fault("reason", problem, message!("offline-check-reason-remedy", codes = codes)));
        }
        Some((NeedKey { site: site?, item: item? }, reason?))
    })
}

/// The exact texts beside the tables.
struct Texts {
    situation: Situation,
    policy: Policy,
    policy_text: String,
    plan: Plan,
    /// The plan as version 1 has it, where it is of that.
    old: Option<v1::Plan>,
}

impl Texts {
    /// `None` where one of the three is not there; otherwise what is wrong with them.
    fn read(dir: &Path) -> Option<Result<Self, Vec<Message>>> {
        let names = ["situation.txt", "policy.txt", "plan.txt"];
        if names.iter().any(|name| !dir.join(name).exists()) {
            return None;
        }
        let mut problems = Vec::new();
        let [situation, policy, plan] = names.map(|name| {
            let text = fs::read_to_string(dir.join(name));
            text.map_err(|error| problems.push(cannot_read(name, &error))).unwrap_or_default()
        });
        if !problems.is_empty() {
            return Some(Err(problems));
        }
        let mut tell = |name: &str, fault: &TextError| problems.push(of_file(name, fault));
        let read_situation = Situation::from_text(&situation).map_err(|fault| tell("situation.txt", &fault)).ok();
        let read_policy = Policy::from_text(&policy).map_err(|fault| tell("policy.txt", &fault)).ok();
        let read_plan = Plan::from_text(&plan).map_err(|fault| tell("plan.txt", &fault)).ok();
        let is_old = read_plan.as_ref().is_some_and(|plan| plan.version == Version::One);
        let old = if is_old { v1::Plan::from_text(&plan).map_err(|fault| tell("plan.txt", &fault)).ok() } else { None };
        match (read_situation, read_policy, read_plan) {
            (Some(situation), Some(read_policy), Some(plan)) if problems.is_empty() => {
                Some(Ok(Self { situation, policy: read_policy, policy_text: policy, plan, old }))
            }
            _ => Some(Err(problems)),
        }
    }

    fn check(
        &self,
        tables: &Situation,
        allocated: &Allocation,
        unmet: &Shortfall,
        summary: Option<&Result<Summary, Message>>,
        found: &mut Vec<Message>,
    ) {
        if let Some((text, table)) = first_difference(&self.situation.to_text(), &tables.to_text()) {
            found.push(message!("offline-check-situation", text = text, table = table));
        }
        if &allocation(&self.plan) != allocated {
            found.push(message!("offline-check-allocation"));
        }
        if &shortfall(&self.plan) != unmet {
            found.push(message!("offline-check-unmet"));
        }
        match &self.old {
            Some(old) => {
                let counted = v1::violations(&self.situation, &self.policy, old);
                found.extend(counted.iter().map(|violation| of_file("plan.txt", violation)));
            }
            None => {
                let counted = violations(&self.situation, &self.policy, &self.plan);
                found.extend(counted.iter().map(|violation| of_file("plan.txt", violation)));
            }
        }
        if let Some(Ok(summary)) = summary {
            self.check_summary(summary, found);
        }
    }

    fn check_summary(&self, summary: &Summary, found: &mut Vec<Message>) {
        let mut compare = |what: &str, said: &str, counted: &str| {
            if said != counted {
                let problem = message!("check-wrong-value", what = what, said = said, counted = counted);
                found.push(of_file("summary.json", &problem));
            }
        };
        let (first, second) = match &self.old {
            Some(old) => (old.first_value.to_string(), old.second_value.to_string()),
            None => (levels::single_value(&self.policy, &self.plan), levels::cost(&self.plan)),
        };
        compare("first_level", summary.first_level.as_deref().unwrap_or_default(), &first);
        compare("second_level", &summary.second_level, &second);
        let policy_sha256 = yicang_tlog::hex(&yicang_tlog::sha256(self.policy_text.as_bytes()));
        compare("policy_sha256", &summary.policy_sha256, &policy_sha256);
        let counted = match levels::of(&self.situation, &self.policy, &self.plan) {
            Ok(levels) => levels.iter().map(Level::from).collect::<Vec<_>>(),
            // What cannot be counted is a violation already.
            Err(_) => return,
        };
        // In which words a proof is told is no fact.
        let differs = |said: &Level, counted: &Level| {
            let proof = counted.proof.clone();
            Level { proof, ..said.clone() } != *counted
        };
        if self.old.is_some() {
            return;
        }
        if summary.levels.len() != counted.len() {
            let (said, counted) = (summary.levels.len(), counted.len());
            let problem = message!("offline-check-levels", said = said, counted = counted);
            found.push(of_file("summary.json", &problem));
        }
        let wrong = summary.levels.iter().zip(&counted).find(|(said, counted)| differs(said, counted));
        if let Some((said, _)) = wrong {
            let problem = message!("offline-check-level", level = said.level);
            found.push(of_file("summary.json", &problem));
        }
    }
}

fn cannot_read(name: &str, error: &std::io::Error) -> Message {
    of_file(name, &message!("offline-check-unreadable", why = error.message()))
}

/// What is wrong with a file of the plan.
fn of_file(name: &str, what: &impl ToMessage) -> Message {
    message!("file-problem", path = name, why = what.message())
}

/// The first line in which two texts differ.
fn first_difference(a: &str, b: &str) -> Option<(Message, Message)> {
    let (mut a, mut b) = (a.lines(), b.lines());
    loop {
        match (a.next(), b.next()) {
            (None, None) => return None,
            (one, other) if one == other => {}
            (one, other) => {
                let say = |line: Option<&str>| match line {
                    Some(line) => Message::verbatim(format!("{line:?}")),
                    None => message!("offline-check-nothing-more"),
                };
                return Some((say(one), say(other)));
            }
        }
    }
}

/// summary.json, if there is one.
fn summary(dir: &Path) -> Option<Result<Summary, Message>> {
    let path = dir.join("summary.json");
    if !path.exists() {
        return None;
    }
    let text = fs::read_to_string(path).map_err(|error| cannot_read("summary.json", &error));
    // What a parser says of JSON is English, as JSON is.
    let wrong = |error: serde_json::Error| {
        of_file("summary.json", &message!("offline-check-json", line = error.line(), column = error.column()))
    };
    Some(text.and_then(|text| serde_json::from_str(&text).map_err(wrong)))
}
