//! What is wrong with the lines of a report by themselves.

use super::{CONFIRMED_MAX, FACTS_MAX, LIFE_DAYS_MAX, LINES_MAX, NeedLine, ReserveLine};
use crate::facts::FactLine;
use crate::fault::Fault;
use crate::notice::{NoticeId, SEEN_MAX};
use crate::quantity::Quantity;
use std::collections::{BTreeMap, BTreeSet};
use yicang_language::message;

/// Faults of the lines of a need report that could be read, each with its place among all `count` lines.
pub fn need_faults(lines: &[(usize, &NeedLine)], count: usize) -> Vec<Fault> {
    let mut faults = line_count_faults("need", count);
    let mut first = BTreeMap::new();
    for (place, line) in lines {
        let at = |field: &str| format!("need.lines[{place}].{field}");
        if line.life_days_min > LIFE_DAYS_MAX {
            let problem = message!("report-life-too-long", days = line.life_days_min, max = LIFE_DAYS_MAX);
            faults.push(Fault::new(at("life_days_min"), problem));
        }
        if line.unknown && line.quantity > Quantity::ZERO {
            faults.push(Fault::new(at("quantity"), message!("need-unknown-and-known")));
        }
        if let Some(earlier) = first.insert(&line.item, place) {
            let problem = message!("report-item-twice", item = line.item.as_str(), line = *earlier);
            faults.push(Fault::new(at("item_id"), problem));
        }
    }
    faults
}

/// Faults of the lines of a reserve report that could be read, each with its place among all `count` lines.
pub fn reserve_faults(lines: &[(usize, &ReserveLine)], count: usize) -> Vec<Fault> {
    let mut faults = line_count_faults("reserve", count);
    let mut first = BTreeMap::new();
    for (place, line) in lines {
        if let Some(earlier) = first.insert((&line.item, &line.lot), place) {
            let (item, lot) = (line.item.as_str(), line.lot.as_str());
            let problem = message!("report-lot-twice", item = item, lot = lot, line = *earlier);
            faults.push(Fault::new(format!("reserve.lines[{place}].item_id"), problem));
        }
    }
    faults
}

pub(crate) fn line_count_faults(body: &str, count: usize) -> Vec<Fault> {
    if (1..=LINES_MAX).contains(&count) {
        return Vec::new();
    }
    let problem = message!("report-line-count", count = count, max = LINES_MAX);
    vec![Fault::new(format!("{body}.lines"), problem)]
}

/// Faults of the facts of a site that could be read, each with its place among all `count` of them.
pub fn fact_faults(lines: &[(usize, &FactLine)], count: usize) -> Vec<Fault> {
    if !(1..=FACTS_MAX).contains(&count) {
        return vec![Fault::new("facts.lines", message!("fact-lines", count = count, most = FACTS_MAX))];
    }
    let (mut faults, mut first) = (Vec::new(), BTreeMap::new());
    for (place, line) in lines {
        let at = |field: &str| format!("facts.lines[{place}].{field}");
        if line.value > line.fact.most() {
            let problem = message!("fact-too-large", value = line.value, most = line.fact.most());
            faults.push(Fault::new(at("value"), problem));
        }
        if let Some(earlier) = first.insert(&line.fact, place) {
            let problem = message!("fact-again", fact = line.fact.to_string(), line = *earlier);
            faults.push(Fault::new(at("fact"), problem));
        }
    }
    faults
}

/// Faults of the notices that somebody acknowledges, each with its place among all `count` of them.
pub fn seen_faults(notices: &[(usize, &NoticeId)], count: usize) -> Vec<Fault> {
    if !(1..=SEEN_MAX).contains(&count) {
        return vec![Fault::new("seen.notice_ids", message!("notice-count", count = count, most = SEEN_MAX))];
    }
    let (mut faults, mut first) = (Vec::new(), BTreeMap::new());
    for (place, notice) in notices {
        if let Some(earlier) = first.insert(notice, place) {
            let problem = message!("notice-again", id = notice.to_string(), line = *earlier);
            faults.push(Fault::new(format!("seen.notice_ids[{place}]"), problem));
        }
    }
    faults
}

/// Faults of the records that a report confirms or contests.
pub fn confirm_faults(entries: &[u64]) -> Vec<Fault> {
    let (mut faults, mut seen) = (Vec::new(), BTreeSet::new());
    if !(1..=CONFIRMED_MAX).contains(&entries.len()) {
        let problem = message!("confirm-count", count = entries.len(), most = CONFIRMED_MAX);
        faults.push(Fault::new("confirm_record.entry_indexes", problem));
    }
    for (place, entry) in entries.iter().enumerate() {
        if !seen.insert(entry) {
            let field = format!("confirm_record.entry_indexes[{place}]");
            faults.push(Fault::new(field, message!("confirm-twice", entry = *entry)));
        }
    }
    faults
}
