//! Orders for the wire.

use crate::time::time_to_wire;
use crate::v1;
use std::str::FromStr;
use yicang_domain::order::{Order, OrderLine, Progress, Status};
use yicang_domain::{Fault, Hold, LotId, LotKey, Quantity};
use yicang_language::{ToMessage, message};

/// A status for the wire.
pub fn status_to_wire(status: Status) -> v1::OrderStatus {
    match status {
        Status::Approved => v1::OrderStatus::Approved,
        Status::Picked => v1::OrderStatus::Picked,
        Status::Dispatched => v1::OrderStatus::Dispatched,
        Status::Received => v1::OrderStatus::Received,
        Status::Cancelled => v1::OrderStatus::Cancelled,
        Status::Replaced => v1::OrderStatus::Replaced,
        Status::Confirmed => v1::OrderStatus::Confirmed,
        Status::Arrived => v1::OrderStatus::Arrived,
        Status::Returned => v1::OrderStatus::Returned,
    }
}

/// A status from the wire.
///
/// # Errors
/// None that this program knows.
pub fn status_from_wire(field: &str, status: v1::OrderStatus) -> Result<Status, Fault> {
    let known = Status::ALL.into_iter().find(|known| status_to_wire(*known) == status);
    known.ok_or_else(|| Fault::new(field, message!("wire-no-status")))
}

/// A hold, or its end, for the wire.
pub fn hold_to_wire(hold: Option<Hold>) -> v1::LotHold {
    match hold {
        None => v1::LotHold::None,
        Some(Hold::Quarantine) => v1::LotHold::Quarantine,
        Some(Hold::Recall) => v1::LotHold::Recall,
    }
}

/// How a lot is held, from the wire; what is not said is not held.
pub fn hold_from_wire(hold: v1::LotHold) -> Option<Hold> {
    match hold {
        v1::LotHold::Unspecified | v1::LotHold::None => None,
        v1::LotHold::Quarantine => Some(Hold::Quarantine),
        v1::LotHold::Recall => Some(Hold::Recall),
    }
}

/// An order of a list, from the wire.
///
/// # Errors
/// The first field that cannot be read.
pub fn order_line_from_wire(wire: &v1::DispatchOrder) -> Result<OrderLine, Fault> {
    fn id<T: FromStr<Err: ToMessage>>(field: &str, text: &str) -> Result<T, Fault> {
        text.parse().map_err(|error| Fault::new(field, error))
    }
    let units = |field: &str, units: u64| {
        Quantity::new(units)
            .ok_or_else(|| Fault::new(field, yicang_domain::quantity::QuantityError::TooLarge(units.to_string())))
    };
    let lot = if wire.lot_id.is_empty() { LotId::unnamed() } else { id("lot_id", &wire.lot_id)? };
    Ok(OrderLine {
        id: id("order_id", &wire.order_id)?,
        lot: LotKey { depot: id("depot_id", &wire.depot_id)?, item: id("item_id", &wire.item_id)?, lot },
        site: id("site_id", &wire.site_id)?,
        quantity: units("quantity", wire.quantity)?,
        status: status_from_wire("status", wire.status())?,
        shipped: units("shipped", wire.shipped)?,
        received: units("received", wire.received)?,
        held: hold_from_wire(wire.hold()),
    })
}

/// An order as it stands; `plan_sha256` is what its decision's leaf names.
pub fn order_to_wire(order: &Order, plan_sha256: [u8; 32]) -> v1::DispatchOrder {
    let shipment = &order.shipment;
    let (picked, shipped, received) = match order.progress {
        Progress::Picked(picked) => (picked.units(), 0, 0),
        Progress::Dispatched { shipped } | Progress::Arrived { shipped } | Progress::Returned { shipped, .. } => {
            (shipped.units(), shipped.units(), 0)
        }
        Progress::Received { shipped, received } => (shipped.units(), shipped.units(), received.units()),
        Progress::Approved | Progress::Confirmed | Progress::Cancelled | Progress::Replaced { .. } => (0, 0, 0),
    };
    let facts = order.facts();
    let lot = &shipment.lot;
    v1::DispatchOrder {
        order_id: order.id.to_string(),
        line: order.line,
        plan_sha256: plan_sha256.to_vec(),
        decision_index: order.decision_index,
        depot_id: lot.depot.to_string(),
        item_id: lot.item.to_string(),
        lot_id: if lot.lot == LotId::unnamed() { String::new() } else { lot.lot.to_string() },
        site_id: shipment.site.to_string(),
        quantity: shipment.quantity.units(),
        departs_at: Some(time_to_wire(shipment.departs)),
        arrives_at: shipment.arrives.map(time_to_wire),
        status: status_to_wire(order.status()).into(),
        picked,
        shipped,
        received,
        hold: order.held.map_or(v1::LotHold::Unspecified, |hold| hold_to_wire(Some(hold))).into(),
        rejected: facts.receipt.map_or(0, |found| found.rejected.units()),
        returned: facts.returned.map_or(0, Quantity::units),
        depot_is_silent: order.depot_is_silent(),
        consignment: order.consignment().code.to_string(),
    }
}
