//! A coordinator takes an order back of which nothing was picked, also inside the freeze fence.

use super::gate::{self, Admitted};
use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::cancellation::{CancelAsk, Cancelled};
use crate::refusal::Refusal;
use yicang_domain::events::cancellation::{NotCancelled, REASON_BYTES_MAX};
use yicang_domain::id::IdError;
use yicang_domain::{Fault, OrderId};
use yicang_language::{ToMessage as _, message};

/// Records it, or finds it done already, and gives its record's number once it is on disk.
pub(super) async fn run(centre: &Centre, command: Admitted, ask: &CancelAsk) -> Result<u64, Refusal> {
    let reason = ask.reason.clone();
    gate::record_durably(centre, &command, |state| {
        let order = checked(ask)?;
        state.board.may_cancel(&order).map_err(|why| match why {
            NotCancelled::Unknown => Refusal::NotFound(message!("moving-cancel-unknown", order = order.as_str())),
            NotCancelled::Is(is) => {
                let problem = message!("moving-cancel-gone-on", order = order.as_str(), is = is.message());
                Refusal::not_now_for("cancel_order.order_id", problem)
            }
        })?;
        Ok(Box::new(move |_, _, command| CentreEvent::Cancelled(Cancelled { order, reason, command })))
    })
    .await
}

/// The order, where nothing is wrong with what was sent; else every fault.
fn checked(ask: &CancelAsk) -> Result<OrderId, Refusal> {
    let mut faults = Vec::new();
    let order = ask.order_id.parse();
    let order = order.map_err(|error: IdError| faults.push(Fault::new("cancel_order.order_id", error))).ok();
    faults.extend(reason_fault("cancel_order.reason", &ask.reason, REASON_BYTES_MAX));
    match order {
        Some(order) if faults.is_empty() => Ok(order),
        _ => Err(Refusal::Faulty { what: message!("moving-refused-cancellation"), faults }),
    }
}

/// What is wrong with a reason in words.
pub(super) fn reason_fault(field: &str, reason: &str, most: usize) -> Option<Fault> {
    let is_wrong = reason.trim().is_empty() || reason.len() > most;
    is_wrong.then(|| Fault::new(field, message!("moving-reason", bytes = reason.len(), most = most)))
}
