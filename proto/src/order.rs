//! Orders for the wire.

use crate::time::time_to_wire;
use crate::v1;
use yicang_domain::LotId;
use yicang_domain::order::{Order, Progress};

/// An order as it stands; `plan_sha256` is what its decision's leaf names.
pub fn order_to_wire(order: &Order, plan_sha256: [u8; 32]) -> v1::DispatchOrder {
    let shipment = &order.shipment;
    let (status, picked, shipped, received) = match order.progress {
        Progress::Approved => (v1::OrderStatus::Approved, 0, 0, 0),
        Progress::Picked(picked) => (v1::OrderStatus::Picked, picked.units(), 0, 0),
        Progress::Dispatched { shipped } => (v1::OrderStatus::Dispatched, shipped.units(), shipped.units(), 0),
        Progress::Received { shipped, received } => {
            (v1::OrderStatus::Received, shipped.units(), shipped.units(), received.units())
        }
        Progress::Cancelled => (v1::OrderStatus::Cancelled, 0, 0, 0),
        Progress::Replaced { .. } => (v1::OrderStatus::Replaced, 0, 0, 0),
    };
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
        status: status.into(),
        picked,
        shipped,
        received,
    }
}
