//! marks.csv: what a centre knows of lots, needs and lanes that no other table says. `what-if --out` writes it, so that
//! its tables make the same plan without a centre.
//!
//! | what | first, second, third | value |
//! |---|---|---|
//! | `reserved` | depot, item, lot | units that are promised to approved orders |
//! | `held` | depot, item, lot | `quarantine` or `recall` |
//! | `inbound` | depot, item, lot | |
//! | `covered` | site, item | units that are received, or on their way |
//! | `unknown` | site, item | |
//! | `closed` | depot, site | |

use crate::columns::MARKS;
use crate::finding::{Findings, quoted};
use crate::mark::Word;
use crate::reader::{Reader, values};
use crate::table::Row;
use yicang_domain::hold::Hold;
use yicang_domain::{DepotId, ItemId, Lane, LotId, LotKey, NeedKey, Quantity, SiteId, Situation};
use yicang_language::message;

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    Reserved(LotKey),
    Held(LotKey),
    Inbound(LotKey),
    Covered(NeedKey),
    Unknown(NeedKey),
    Closed(DepotId, SiteId),
}

/// Units, or the word of a hold.
#[derive(Debug, Clone, Copy)]
enum Value {
    None,
    Units(Quantity),
    Hold(Hold),
}

/// Puts the marks of marks.csv on a situation, if there is such a table.
pub(crate) fn read(reader: &mut Reader<'_>, situation: &mut Situation) {
    let table = reader.table_if_there("marks.csv", MARKS);
    let marks = values(reader.keyed(table.as_ref(), |row, faults| one(row, situation, faults)));
    for (mark, value) in marks {
        match (mark, value) {
            (Mark::Reserved(key), Value::Units(units)) => on(situation, &key, |lot| lot.reserved = units),
            (Mark::Held(key), Value::Hold(hold)) => on(situation, &key, |lot| lot.held = Some(hold)),
            (Mark::Inbound(key), _) => on(situation, &key, |lot| lot.inbound = true),
            (Mark::Covered(key), Value::Units(units)) => {
                situation.needs.entry(key).and_modify(|need| need.covered = units);
            }
            (Mark::Unknown(key), _) => drop(situation.unknown.insert(key)),
            (Mark::Closed(depot, site), _) => {
                situation.lanes.entry((depot, site)).or_insert_with(Lane::closed).open = false;
            }
            (Mark::Reserved(_) | Mark::Held(_) | Mark::Covered(_), _) => {}
        }
    }
}

fn on(situation: &mut Situation, key: &LotKey, change: impl FnOnce(&mut yicang_domain::Lot)) {
    if let Some(lot) = situation.lots.get_mut(key) {
        change(lot);
    }
}

fn one(row: &Row<'_>, situation: &Situation, faults: &mut Findings) -> Option<(Mark, Value)> {
    let before = faults.len();
    let word = row.required::<Word>("what", faults)?;
    let lot = |faults: &mut Findings| {
        let depot = row.required::<DepotId>("first", faults);
        let item = row.required::<ItemId>("second", faults);
        let lot = row.optional::<LotId>("third", faults).unwrap_or_else(LotId::unnamed);
        let key = LotKey { depot: depot?, item: item?, lot };
        if !situation.lots.contains_key(&key) {
            missing(row, &key.to_string(), "reserves.csv", faults);
        }
        Some(key)
    };
    let need = |faults: &mut Findings| {
        let (site, item) = (row.required::<SiteId>("first", faults), row.required::<ItemId>("second", faults));
        let key = NeedKey { site: site?, item: item? };
        if !situation.needs.contains_key(&key) {
            missing(row, &key.to_string(), "needs.csv", faults);
        }
        Some(key)
    };
    let read = match word {
        Word::Reserved => (Mark::Reserved(lot(faults)?), Value::Units(row.required("value", faults)?)),
        Word::Held => (Mark::Held(lot(faults)?), Value::Hold(row.required("value", faults)?)),
        Word::Inbound => (Mark::Inbound(lot(faults)?), Value::None),
        Word::Covered => (Mark::Covered(need(faults)?), Value::Units(row.required("value", faults)?)),
        Word::Unknown => (Mark::Unknown(need(faults)?), Value::None),
        Word::Closed => {
            let (depot, site) = (row.required("first", faults), row.required("second", faults));
            (Mark::Closed(depot?, site?), Value::None)
        }
    };
    if let (Mark::Reserved(key), Value::Units(units)) = &read
        && let Some(lot) = situation.lots.get(key)
        && *units > lot.on_hand
    {
        let problem = message!("marks-reserved", units = units.units(), there = lot.on_hand.units());
        faults.push(row.fault("value", problem, message!("table-add-or-correct", table = "reserves.csv")));
    }
    (faults.len() == before).then_some(read)
}

fn missing(row: &Row<'_>, id: &str, table: &str, faults: &mut Findings) {
    let problem = message!("table-not-in", id = quoted(id), table = table);
    faults.push(row.fault("first", problem, message!("table-add-or-correct", table = table)));
}
