//! A coordinator decides a disputed need: it is served again.

use super::cancel::reason_fault;
use super::gate::{self, Admitted};
use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::dispute::{DisputeAsk, DisputeSettled};
use crate::refusal::Refusal;
use yicang_domain::events::dispute::REASON_BYTES_MAX;
use yicang_domain::id::IdError;
use yicang_domain::{Fault, NeedKey};
use yicang_language::message;

/// Records it, or finds it done already, and gives its record's number once it is on disk.
pub(super) async fn run(centre: &Centre, command: Admitted, ask: &DisputeAsk) -> Result<u64, Refusal> {
    let reason = ask.reason.clone();
    gate::record_durably(centre, &command, |state| {
        let need = checked(ask)?;
        if !state.board.is_disputed(&need, &centre.policy.policy.moving) {
            return Err(Refusal::NotFound(message!("moving-dispute-none", need = need.to_string())));
        }
        Ok(Box::new(move |_, _, command| CentreEvent::DisputeSettled(DisputeSettled { need, reason, command })))
    })
    .await
}

/// The need, where nothing is wrong with what was sent; else every fault.
fn checked(ask: &DisputeAsk) -> Result<NeedKey, Refusal> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, error: IdError| faults.push(Fault::new(format!("settle_dispute.{field}"), error));
    let site = ask.site_id.parse().map_err(|error| fault("site_id", error)).ok();
    let item = ask.item_id.parse().map_err(|error| fault("item_id", error)).ok();
    faults.extend(reason_fault("settle_dispute.reason", &ask.reason, REASON_BYTES_MAX));
    match (site, item) {
        (Some(site), Some(item)) if faults.is_empty() => Ok(NeedKey { site, item }),
        _ => Err(Refusal::Faulty { what: message!("moving-refused-dispute"), faults }),
    }
}
