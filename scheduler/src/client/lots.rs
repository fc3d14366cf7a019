//! Calls about single lots.

use super::coordinator::Coordinator;
use super::error::CoordinatorError;
use crate::events::hold::HoldAsk;
use jiff::Timestamp;
use yicang_domain::order::OrderLine;
use yicang_domain::{Hold, LotKey};
use yicang_proto::order::{hold_from_wire, order_line_from_wire};
use yicang_proto::time::required_time;
use yicang_proto::v1;

/// What is known of a lot.
#[derive(Debug)]
pub struct LotView {
    /// How it is held.
    pub held: Option<HeldView>,
    /// What lies there.
    pub on_hand: u64,
    /// The part of it that is promised to orders.
    pub reserved: u64,
    /// Every order that was for it, newest decision first.
    pub orders: Vec<OrderLine>,
}

/// How a lot is held.
#[derive(Debug)]
pub struct HeldView {
    /// Quarantine or recall.
    pub hold: Hold,
    /// The record.
    pub entry_index: u64,
    /// When.
    pub at: Timestamp,
    /// Whose command.
    pub coordinator: String,
    /// The reason in words.
    pub reason: String,
}

impl Coordinator {
    /// Holds a lot, or lets it go; the record.
    pub async fn hold(&self, lot: &LotKey, hold: Option<Hold>, reason: &str) -> Result<u64, CoordinatorError> {
        self.give(HoldAsk::new(lot, hold, reason).to_wire()).await
    }

    /// What is known of a lot, and where it went.
    pub async fn trace_lot(&self, lot: &LotKey) -> Result<LotView, CoordinatorError> {
        let LotKey { depot, item, lot } = lot;
        let [depot_id, item_id, lot_id] = [depot.to_string(), item.to_string(), lot.to_string()];
        let ask = v1::TraceLotRequest { depot_id, item_id, lot_id };
        let answer = self.dispatch.clone().trace_lot(ask).await?.into_inner();
        let held = match hold_from_wire(answer.hold()) {
            None => None,
            Some(hold) => Some(HeldView {
                hold,
                entry_index: answer.entry_index,
                at: required_time("held_at", answer.held_at.as_ref())?,
                coordinator: answer.coordinator_id.clone(),
                reason: answer.reason.clone(),
            }),
        };
        let orders = answer.orders.iter().map(order_line_from_wire).collect::<Result<_, _>>()?;
        Ok(LotView { held, on_hand: answer.on_hand, reserved: answer.reserved, orders })
    }
}
