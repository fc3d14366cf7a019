//! The override: a coordinator lets a decision's orders go out although its witnesses have not cosigned it. The command
//! is recorded and public before they do.

use crate::centre::Centre;
use crate::command::Commanded;
use crate::record::Happening;
use tonic::Status;
use yicang_domain::Fault;
use yicang_proto::status::bad_request;
use yicang_proto::v1::ReleaseOrders;

/// The longest reason, in bytes.
const REASON_BYTES_MAX: usize = 1_000;

/// Records the override, or finds it done already, and gives its record's number once it is on disk.
pub async fn release_orders(centre: &Centre, command: Commanded, ask: &ReleaseOrders) -> Result<u64, Status> {
    let index = record(centre, command, ask)?;
    centre.durable(index + 1).await?;
    Ok(index)
}

fn record(centre: &Centre, command: Commanded, ask: &ReleaseOrders) -> Result<u64, Status> {
    let mut state = centre.state();
    if let Some(index) = state.repeated(&command)? {
        return Ok(index);
    }
    command.is_fresh(centre.now())?;
    if ask.reason.trim().is_empty() || ask.reason.len() > REASON_BYTES_MAX {
        let problem = format!("has {} bytes; say in 1 to {REASON_BYTES_MAX} why it cannot wait", ask.reason.len());
        return Err(bad_request("the release is refused", &[Fault::new("release_orders.reason", problem)]));
    }
    let decision = ask.decision_index;
    if !state.plans.values().any(|plan| plan.decision_index == Some(decision)) {
        return Err(Status::not_found(format!("record {decision} is no decision")));
    }
    if state.overrides.contains(&decision) || centre.orders.is_released(decision) {
        return Err(Status::failed_precondition(format!("the orders of decision {decision} are released already")));
    }
    tracing::warn!(decision, coordinator = %command.coordinator, "orders go out without witnesses by command");
    Ok(centre.record(&mut state, |_, _| Happening::Overridden { reason: ask.reason.clone(), decision, command })?)
}
