//! What is to come to a depot, and what a site offers: wire → domain, and back.

use super::Reading;
use crate::time::{required_time, time_to_wire};
use crate::v1;
use jiff::civil::Date;
use std::collections::BTreeSet;
use yicang_domain::report::{Body, Version, excess_faults, inbound_faults};
use yicang_domain::{DepotId, ExcessLine, Fault, InboundLine, LotId, SiteId};
use yicang_language::message;

fn lot(reading: &mut Reading, field: &str, id: &str) -> Option<LotId> {
    if id.is_empty() { Some(LotId::unnamed()) } else { reading.word(field, id) }
}

fn lot_to_wire(lot: &LotId) -> String {
    if *lot == LotId::unnamed() { String::new() } else { lot.to_string() }
}

fn day(reading: &mut Reading, field: &str, text: &str) -> Option<Option<Date>> {
    if text.is_empty() {
        return Some(None);
    }
    let read = text.parse().map_err(|_| Fault::new(field, message!("wire-no-date", text = format!("{text:?}"))));
    reading.keep(read).map(Some)
}

pub(super) fn read_inbound(reading: &mut Reading, report: &v1::InboundReport, version: Version) -> Option<Body> {
    if !version.signs_its_face() {
        reading.0.push(Fault::new("inbound", message!("change-old-version")));
    }
    let depot = reading.word("inbound.depot_id", &report.depot_id);
    let mut lines = Vec::new();
    for (place, line) in report.lines.iter().enumerate() {
        let at = |field: &str| format!("inbound.lines[{place}].{field}");
        let item = reading.word(&at("item_id"), &line.item_id);
        let lot = lot(reading, &at("lot_id"), &line.lot_id);
        let quantity = reading.quantity(&at("quantity"), line.quantity);
        let expected_at = reading.keep(required_time(&at("expected_at"), line.expected_at.as_ref()));
        let expires_on = day(reading, &at("expires_on"), &line.expires_on);
        let earmark: Vec<_> =
            line.earmark_site_ids.iter().map(|site| reading.word(&at("earmark_site_ids"), site)).collect();
        let earmark: Option<BTreeSet<SiteId>> = earmark.into_iter().collect();
        if line.supplier.is_empty() && line.quantity > 0 {
            reading.0.push(Fault::new(at("supplier"), message!("inbound-supplier-missing")));
        }
        if line.donor.is_empty() != line.gift_code.is_empty() {
            reading.0.push(Fault::new(at("gift_code"), message!("inbound-gift-alone")));
        }
        let gift = match line.gift_code.as_str() {
            "" => Some(None),
            code => reading.word(&at("gift_code"), code).map(Some),
        };
        let (supplier, donor, confidence) = (line.supplier.clone(), line.donor.clone(), line.confidence);
        if let (Some(item), Some(lot), Some(quantity), Some(expected_at), Some(expires_on), Some(earmark), Some(gift)) =
            (item, lot, quantity, expected_at, expires_on, earmark, gift)
        {
            let line = InboundLine {
                item,
                lot,
                quantity,
                supplier,
                expected_at,
                confidence,
                expires_on,
                earmark,
                donor,
                gift,
            };
            lines.push((place, line));
        }
    }
    let seen: Vec<_> = lines.iter().map(|(place, line)| (*place, line)).collect();
    reading.0.extend(inbound_faults(&seen, report.lines.len()));
    Some(Body::Inbound { depot: depot?, lines: lines.into_iter().map(|(_, line)| line).collect() })
}

pub(super) fn inbound_to_wire(depot: &DepotId, lines: &[InboundLine]) -> v1::InboundReport {
    let line = |line: &InboundLine| v1::InboundLine {
        item_id: line.item.to_string(),
        lot_id: lot_to_wire(&line.lot),
        quantity: line.quantity.units(),
        supplier: line.supplier.clone(),
        expected_at: Some(time_to_wire(line.expected_at)),
        confidence: line.confidence,
        expires_on: line.expires_on.map(|day| day.to_string()).unwrap_or_default(),
        earmark_site_ids: line.earmark.iter().map(ToString::to_string).collect(),
        donor: line.donor.clone(),
        gift_code: line.gift.as_ref().map(ToString::to_string).unwrap_or_default(),
    };
    v1::InboundReport { depot_id: depot.to_string(), lines: lines.iter().map(line).collect() }
}

pub(super) fn read_excess(reading: &mut Reading, report: &v1::ExcessReport, version: Version) -> Option<Body> {
    if !version.signs_its_face() {
        reading.0.push(Fault::new("excess", message!("change-old-version")));
    }
    let site = reading.word("excess.site_id", &report.site_id);
    let mut lines = Vec::new();
    for (place, line) in report.lines.iter().enumerate() {
        let at = |field: &str| format!("excess.lines[{place}].{field}");
        let item = reading.word(&at("item_id"), &line.item_id);
        let lot = lot(reading, &at("lot_id"), &line.lot_id);
        let quantity = reading.quantity(&at("quantity"), line.quantity);
        let expires_on = day(reading, &at("expires_on"), &line.expires_on);
        let do_not_send = line.do_not_send;
        if let (Some(item), Some(lot), Some(quantity), Some(expires_on)) = (item, lot, quantity, expires_on) {
            lines.push((place, ExcessLine { item, lot, quantity, expires_on, do_not_send }));
        }
    }
    let seen: Vec<_> = lines.iter().map(|(place, line)| (*place, line)).collect();
    reading.0.extend(excess_faults(&seen, report.lines.len()));
    Some(Body::Excess { site: site?, lines: lines.into_iter().map(|(_, line)| line).collect() })
}

pub(super) fn excess_to_wire(site: &SiteId, lines: &[ExcessLine]) -> v1::ExcessReport {
    let line = |line: &ExcessLine| v1::ExcessLine {
        item_id: line.item.to_string(),
        lot_id: lot_to_wire(&line.lot),
        quantity: line.quantity.units(),
        expires_on: line.expires_on.map(|day| day.to_string()).unwrap_or_default(),
        do_not_send: line.do_not_send,
    };
    v1::ExcessReport { site_id: site.to_string(), lines: lines.iter().map(line).collect() }
}
