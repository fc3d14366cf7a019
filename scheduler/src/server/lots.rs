//! What is known of one lot: how it is held, what is there, and where it went.

use crate::centre::centre::Centre;
use crate::commands::access::{self, Action, Identity, Reading};
use crate::commands::hold::lot_of;
use crate::refusal::Refusal;
use std::cmp::Reverse;
use yicang_language::message;
use yicang_proto::order::{hold_to_wire, order_to_wire};
use yicang_proto::time::time_to_wire;
use yicang_proto::v1::{TraceLotRequest, TraceLotResponse};

/// Answers `TraceLot`.
pub(super) async fn trace(centre: &Centre, ask: TraceLotRequest) -> Result<TraceLotResponse, Refusal> {
    access::may(Identity::Anybody, Action::Read(Reading::Lots))?;
    let faulty = |faults| Refusal::Faulty { what: message!("refused-question"), faults };
    let lot = lot_of([&ask.depot_id, &ask.item_id, &ask.lot_id], "").map_err(faulty)?;
    let (response, upto) = {
        let state = centre.state();
        if !state.board.has_known(&lot) {
            let problem = message!("hold-unknown-lot", lot = lot.to_string());
            return Err(Refusal::NotFound(problem));
        }
        let [on_hand, reserved] = state.board.stock_of(&lot).map_or([0; 2], |known| known.map(|units| units.units()));
        let held = state.board.held(&lot);
        let hold = hold_to_wire(held.map(|(hold, _)| hold)).into();
        let mut response = TraceLotResponse { hold, on_hand, reserved, ..TraceLotResponse::default() };
        if let (Some((_, entry_index)), Some(note)) = (held, state.holds.get(&lot)) {
            response.entry_index = entry_index;
            response.held_at = Some(time_to_wire(note.at));
            response.coordinator_id = note.coordinator.to_string();
            response.reason = note.reason.clone();
        }
        // Those whose decision waits for witnesses, too: what is about to go is what is asked.
        let mut orders: Vec<_> = state.board.orders.values().filter(|order| order.lot() == &lot).collect();
        orders.sort_by_key(|order| (Reverse(order.decision_index), order.line));
        let sha256 = |plan: u64| state.plans.get(&plan).map(|plan| plan.summary.plan_sha256).unwrap_or_default();
        response.orders = orders.iter().map(|order| order_to_wire(order, sha256(order.plan_index))).collect();
        (response, state.board.applied_upto)
    };
    centre.durable(upto).await?;
    Ok(response)
}
