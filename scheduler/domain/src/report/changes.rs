//! What is wrong with the lines of a change report by themselves.

use super::line_count_faults;
use crate::change::{ChangeLine, Direction};
use crate::fault::Fault;
use crate::quantity::Quantity;
use std::collections::BTreeMap;
use yicang_language::{ToMessage as _, message};

/// Faults of the lines of a change report that could be read, each with its place among all `count` lines.
pub fn change_faults(lines: &[(usize, &ChangeLine)], count: usize) -> Vec<Fault> {
    let mut faults = line_count_faults("change", count);
    let mut first = BTreeMap::new();
    for (place, line) in lines {
        let at = |field: &str| format!("change.lines[{place}].{field}");
        if let Err(error) = Quantity::positive(line.quantity.units()) {
            faults.push(Fault::new(at("quantity"), error));
        }
        if line.reason.direction() == Direction::Either {
            faults.push(Fault::new(at("reason"), message!("change-not-reported", reason = line.reason.message())));
        }
        if let Some(earlier) = first.insert((&line.item, &line.lot), place) {
            let (item, lot) = (line.item.as_str(), line.lot.as_str());
            let problem = message!("change-line-again", item = item, lot = lot, line = *earlier);
            faults.push(Fault::new(at("lot_id"), problem));
        }
    }
    faults
}
