//! Changes of stock: wire → domain, and back.

use super::Reading;
use crate::v1;
use yicang_domain::change::change_faults;
use yicang_domain::report::{Body, Version};
use yicang_domain::{ChangeLine, ChangeReason, DepotId, Fault, LotId};
use yicang_language::message;

pub(super) fn read(reading: &mut Reading, report: &v1::ChangeReport, version: Version) -> Option<Body> {
    if !version.signs_its_face() {
        reading.0.push(Fault::new("change", message!("change-old-version")));
    }
    let depot = reading.word("change.depot_id", &report.depot_id);
    let mut lines = Vec::new();
    for (place, line) in report.lines.iter().enumerate() {
        let at = |field: &str| format!("change.lines[{place}].{field}");
        let item = reading.word(&at("item_id"), &line.item_id);
        let lot = match line.lot_id.as_str() {
            "" => Some(LotId::unnamed()),
            lot => reading.word(&at("lot_id"), lot),
        };
        let quantity = reading.quantity(&at("quantity"), line.quantity);
        let reason = reason_from_wire(line.reason());
        if reason.is_none() {
            reading.0.push(Fault::new(at("reason"), message!("change-not-said", said = line.reason)));
        }
        if let (Some(item), Some(lot), Some(quantity), Some(reason)) = (item, lot, quantity, reason) {
            lines.push((place, ChangeLine { item, lot, quantity, reason }));
        }
    }
    let seen: Vec<_> = lines.iter().map(|(place, line)| (*place, line)).collect();
    reading.0.extend(change_faults(&seen, report.lines.len()));
    Some(Body::Change { depot: depot?, lines: lines.into_iter().map(|(_, line)| line).collect() })
}

pub(super) fn to_wire(depot: &DepotId, lines: &[ChangeLine]) -> v1::ChangeReport {
    let line = |ChangeLine { item, lot, quantity, reason }: &ChangeLine| v1::ChangeLine {
        item_id: item.to_string(),
        lot_id: if *lot == LotId::unnamed() { String::new() } else { lot.to_string() },
        quantity: quantity.units(),
        reason: reason_to_wire(*reason).into(),
    };
    v1::ChangeReport { depot_id: depot.to_string(), lines: lines.iter().map(line).collect() }
}

/// A reason for the wire.
pub fn reason_to_wire(reason: ChangeReason) -> v1::ChangeReason {
    match reason {
        ChangeReason::Damaged => v1::ChangeReason::Damaged,
        ChangeReason::Lost => v1::ChangeReason::Lost,
        ChangeReason::Expired => v1::ChangeReason::Expired,
        ChangeReason::Consumed => v1::ChangeReason::Consumed,
        ChangeReason::Sampled => v1::ChangeReason::Sampled,
        ChangeReason::Found => v1::ChangeReason::Found,
        ChangeReason::Donated => v1::ChangeReason::Donated,
        ChangeReason::Returned => v1::ChangeReason::Returned,
        ChangeReason::Delivered => v1::ChangeReason::Delivered,
        ChangeReason::Miscounted => v1::ChangeReason::Miscounted,
    }
}

/// A reason from the wire, if one is said.
pub fn reason_from_wire(reason: v1::ChangeReason) -> Option<ChangeReason> {
    ChangeReason::ALL.iter().copied().find(|known| reason_to_wire(*known) == reason)
}
