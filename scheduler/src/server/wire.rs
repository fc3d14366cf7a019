//! Approvals, remarks and figures that differ, for the wire.

use crate::centre::centre::Centre;
use crate::commands::approve::{Approval, OrdersOut};
use crate::events::state;
use yicang_domain::LotKey;
use yicang_domain::discrepancy::Discrepancy;
use yicang_proto::summary::summary_to_wire;
use yicang_proto::time::time_to_wire;
use yicang_proto::v1::{ApprovePlanResponse, PlanNote};

pub(super) fn note_to_wire(note: &state::PlanNote) -> PlanNote {
    let (coordinator_id, text) = (note.coordinator.to_string(), note.text.clone());
    PlanNote { entry_index: note.index, noted_at: Some(time_to_wire(note.at)), coordinator_id, text }
}

pub(super) fn discrepancy_to_wire(found: &Discrepancy) -> yicang_proto::v1::Discrepancy {
    let LotKey { depot, item, lot } = found.lot();
    yicang_proto::v1::Discrepancy {
        code: found.code().into(),
        depot_id: depot.to_string(),
        item_id: item.to_string(),
        lot_id: lot.to_string(),
        order_id: found.order().map(ToString::to_string).unwrap_or_default(),
        sentence_en: found.english(),
        sentence_zh: found.chinese(),
    }
}

pub(super) fn approval_to_wire(centre: &Centre, Approval { plan, orders }: Approval) -> ApprovePlanResponse {
    let (decision_index, orders, tlog_proof, waiting_for_witnesses) = match orders {
        OrdersOut::Released(released) => {
            (released.index(), released.order_count(), released.proof().as_bytes().to_vec(), false)
        }
        OrdersOut::Waiting(waiting) => (waiting.index, waiting.orders, waiting.proof, true),
    };
    let replaced = centre.state().board.replaced_by(decision_index).count();
    let [orders, orders_replaced] = [orders, replaced].map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    ApprovePlanResponse {
        orders_kept: plan.orders_reopened.saturating_sub(orders_replaced),
        plan: Some(summary_to_wire(&plan)),
        decision_index,
        orders,
        tlog_proof,
        waiting_for_witnesses,
        orders_replaced,
    }
}
