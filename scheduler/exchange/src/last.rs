//! An earlier schedule: what the last plan sent. It counts where the policy says what changes cost, and is where the
//! planner starts from.
//!
//! | form | lots |
//! |---|---|
//! | `plan.txt` of a former run | as it says |
//! | CSV: from, to, item_id, quantity \[serves, lot_id\]; `allocation.csv` of a former run | as `lot_id` says; without it the depot's lots of the item in the order of their names, each up to what it has and may give |
//! | a folder with a plan.txt or an allocation.csv | that |
//!
//! Lines whose depot, lot or need no longer exists are skipped, with a notice.

use crate::columns::ALLOCATION;
use crate::finding::TableFault;
use crate::reader::{Reader, values};
use std::collections::BTreeMap;
use std::path::Path;
use yicang_domain::{DepotId, ItemId, LotId, LotKey, NeedKey, Plan, Quantity, Shipment, SiteId, Situation};
use yicang_language::{ToMessage as _, message};

/// What the last plan sent: units by lot, site and the item served.
pub(crate) type Last = BTreeMap<(LotKey, SiteId, ItemId), Quantity>;

/// Reads an earlier schedule for a situation. Faults and notices join the reader's.
pub(crate) fn read(reader: &mut Reader<'_>, path: &Path, situation: &Situation) -> Last {
    let inside = |name: &str| path.join(name);
    let path = match path.is_dir() {
        true if inside("plan.txt").exists() => inside("plan.txt"),
        true => inside("allocation.csv"),
        false => path.to_path_buf(),
    };
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let (last, gone) = match text.starts_with("yicang-plan ") {
        true => of_plan(reader, &file, &text, situation),
        false => of_table(reader, &path, situation),
    };
    if gone > 0 {
        reader.findings.notice(&file, message!("case-last-gone", count = gone));
    }
    last
}

fn of_plan(reader: &mut Reader<'_>, file: &str, text: &str, situation: &Situation) -> (Last, usize) {
    let plan = match Plan::from_text(text) {
        Ok(plan) => plan,
        Err(error) => {
            reader.findings.push(TableFault::whole(file, error.message(), message!("case-last-plan")));
            return Default::default();
        }
    };
    let all = plan.shipments.len();
    let known = |line: &Shipment| situation.lots.contains_key(&line.lot) && situation.needs.contains_key(&line.need());
    let kept = plan.shipments.into_iter().filter(known);
    let last: Last = kept.map(|line| ((line.lot, line.site, line.serves), line.quantity)).collect();
    let gone = all - last.len();
    (last, gone)
}

type Row = (DepotId, SiteId, ItemId, ItemId, Option<LotId>);

fn of_table(reader: &mut Reader<'_>, path: &Path, situation: &Situation) -> (Last, usize) {
    let table = reader.table_at(path, ALLOCATION);
    let rows = reader.keyed(table.as_ref(), |row, faults| {
        let before = faults.len();
        let (from, to) = (row.required("from", faults), row.required("to", faults));
        let item = row.required::<ItemId>("item_id", faults);
        let quantity = row.required::<Quantity>("quantity", faults);
        let serves = row.optional("serves", faults).or_else(|| item.clone());
        let lot = row.optional("lot_id", faults);
        let key: Row = (from?, to?, item?, serves?, lot);
        (faults.len() == before).then_some((key, quantity?))
    });
    let mut left: BTreeMap<&LotKey, u64> =
        situation.lots.iter().map(|(key, lot)| (key, lot.available().units())).collect();
    let (mut last, mut gone) = (Last::new(), 0);
    for ((depot, site, item, serves, lot), units) in values(rows) {
        let mut rest = units.units();
        if situation.needs.contains_key(&NeedKey { site: site.clone(), item: serves.clone() }) {
            let of =
                |key: &LotKey| key.depot == depot && key.item == item && lot.as_ref().is_none_or(|lot| &key.lot == lot);
            let may = |key: &LotKey| situation.lots[key].earmarked().is_none_or(|sites| sites.contains(&site));
            for (key, left) in left.iter_mut().filter(|(key, _)| of(key) && may(key)) {
                let units = rest.min(*left);
                (rest, *left) = (rest - units, *left - units);
                if let Some(quantity) = Quantity::new(units).filter(|units| *units != Quantity::ZERO) {
                    last.insert(((*key).clone(), site.clone(), serves.clone()), quantity);
                }
            }
        }
        gone += usize::from(rest > 0);
    }
    (last, gone)
}
