//! What is wrong with the lines of an inbound report, or of an excess report, by themselves.

use super::line_count_faults;
use crate::excess::ExcessLine;
use crate::fault::Fault;
use crate::id::{ItemId, LotId};
use crate::inbound::{CONFIDENCE_MAX, InboundLine, PARTY_BYTES_MAX};
use std::collections::BTreeMap;
use yicang_language::message;

/// Faults of the lines of an inbound report that could be read, each with its place among all `count` lines.
pub fn inbound_faults(lines: &[(usize, &InboundLine)], count: usize) -> Vec<Fault> {
    let mut faults = line_count_faults("inbound", count);
    let mut first = BTreeMap::new();
    for (place, line) in lines {
        let at = |field: &str| format!("inbound.lines[{place}].{field}");
        if !(1..=CONFIDENCE_MAX).contains(&line.confidence) {
            let problem = message!("inbound-confidence", said = line.confidence, most = CONFIDENCE_MAX);
            faults.push(Fault::new(at("confidence"), problem));
        }
        for (field, name) in [("supplier", &line.supplier), ("donor", &line.donor)] {
            if name.len() > PARTY_BYTES_MAX || name.contains(char::is_control) || name.trim() != name {
                faults.push(Fault::new(at(field), message!("inbound-party", max = PARTY_BYTES_MAX)));
            }
        }
        faults.extend(twice(&mut first, "inbound", *place, (&line.item, &line.lot)));
    }
    faults
}

/// Faults of the lines of an excess report that could be read, each with its place among all `count` lines.
pub fn excess_faults(lines: &[(usize, &ExcessLine)], count: usize) -> Vec<Fault> {
    let mut faults = line_count_faults("excess", count);
    let mut first = BTreeMap::new();
    faults
        .extend(lines.iter().filter_map(|(place, line)| twice(&mut first, "excess", *place, (&line.item, &line.lot))));
    faults
}

fn twice<'l>(
    first: &mut BTreeMap<(&'l ItemId, &'l LotId), usize>,
    body: &str,
    place: usize,
    (item, lot): (&'l ItemId, &'l LotId),
) -> Option<Fault> {
    let earlier = *first.entry((item, lot)).or_insert(place);
    (earlier != place).then(|| {
        let problem = message!("report-lot-twice", item = item.as_str(), lot = lot.as_str(), line = earlier);
        Fault::new(format!("{body}.lines[{place}].lot_id"), problem)
    })
}
