//! A coordinator lets a decision's orders go out although its witnesses have not cosigned it. The command is recorded
//! and public before they do.

use super::gate::{self, Admitted};
use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::witness_override::{ReleaseAsk, WitnessOverride};
use crate::refusal::Refusal;
use yicang_language::message;

/// The longest reason, in bytes.
const REASON_BYTES_MAX: usize = 1_000;

/// Records the override, or finds it done already, and gives its record's number once it is on disk.
pub(super) async fn run(centre: &Centre, command: Admitted, ask: &ReleaseAsk) -> Result<u64, Refusal> {
    let (decision, reason) = (ask.decision_index, ask.reason.clone());
    gate::record_durably(centre, &command, |state| {
        if reason.trim().is_empty() || reason.len() > REASON_BYTES_MAX {
            let problem = message!("text-length", bytes = reason.len(), max = REASON_BYTES_MAX);
            return Err(Refusal::fault(message!("refused-release"), "release_orders.reason", problem));
        }
        if !state.plans.values().any(|plan| plan.decision_index == Some(decision)) {
            return Err(Refusal::NotFound(message!("release-no-decision", record = decision)));
        }
        if state.overrides.contains(&decision) || centre.orders.is_released(decision) {
            return Err(Refusal::not_now(message!("release-done", record = decision)));
        }
        tracing::warn!(decision, coordinator = %command.coordinator(), "orders go out without witnesses by command");
        Ok(Box::new(move |_, _, command| CentreEvent::WitnessOverride(WitnessOverride { reason, decision, command })))
    })
    .await
}
