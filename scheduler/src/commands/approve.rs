//! Decides a plan: decide → record → public, and only then its orders go out.

use super::gate::{self, Admitted, MakeEvent};
use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::decision::{ApproveAsk, Decided};
use crate::events::state::{PlanEntry, State};
use crate::events::texts::plan_id;
use crate::orders::release::{AwaitingWitnesses, Released};
use crate::planning::make::CheckedTexts;
use crate::planning::off_thread::spawned;
use crate::refusal::Refusal;
use std::sync::Arc;
use yicang_domain::{Fault, PlanSummary};
use yicang_language::{Argument, Message, message};

/// A plan that was decided.
#[derive(Debug, Clone)]
pub struct Approval {
    /// Its figures.
    pub plan: PlanSummary,
    /// Where its orders are.
    pub orders: OrdersOut,
}

/// What became of the orders of a decision.
#[derive(Debug, Clone)]
pub enum OrdersOut {
    /// They are out.
    Released(Arc<Released>),
    /// The decision is public; they wait for the log's witnesses.
    Waiting(AwaitingWitnesses),
}

/// Decides a plan.
#[tracing::instrument(skip_all, fields(command = %command, plan = %ask.plan_id))]
pub(super) async fn run(centre: &Arc<Centre>, command: Admitted, ask: ApproveAsk) -> Result<Approval, Refusal> {
    let before = gate::done_before(centre, &centre.state(), &command)?;
    let index = match before {
        Some(index) => index,
        None => {
            let plan = chosen(&centre.state(), &ask)?;
            let texts = Arc::clone(&plan.texts);
            let checked = spawned(move || CheckedTexts::read(&texts)).await??;
            gate::record(centre, &command, |state| judge(centre, state, &plan, &checked))?.index()
        }
    };
    let orders = orders_of(centre, index).await?;
    let state = centre.state();
    let decided = state.plans.values().find(|plan| plan.decision_index == Some(index)).map(PlanEntry::summary);
    let wrong = || Refusal::fault(message!("refused-command"), "command_id", message!("command-approved-no-plan"));
    Ok(Approval { plan: decided.ok_or_else(wrong)?, orders })
}

/// The plan that was read.
fn chosen(state: &State, ask: &ApproveAsk) -> Result<PlanEntry, Refusal> {
    let plan = state.plan(&ask.plan_id)?;
    if ask.plan_id.is_empty() || ask.plan_sha256 != plan.summary.plan_sha256 {
        let problem = message!("approve-other-text");
        return Err(Refusal::fault(message!("refused-approval"), "approve_plan.plan_sha256", problem));
    }
    Ok(plan.clone())
}

/// What speaks against the decision now, and its event if nothing does.
fn judge<'m>(
    centre: &Centre,
    state: &State,
    plan: &PlanEntry,
    checked: &CheckedTexts,
) -> Result<MakeEvent<'m>, Refusal> {
    still_decidable(state, plan)?;
    let (shipments, reopened) = (checked.plan.plan().shipments.clone(), checked.reopened.clone());
    let misfits = state.board.misfits(&shipments, &reopened, centre.now(), checked.fence);
    if !misfits.is_empty() {
        let faults = misfits.iter().map(|misfit| Fault::new("approve_plan.plan_id", misfit)).collect();
        let why = Argument::Sentences(misfits);
        let message = message!("approve-misfits", plan = &plan.summary.plan_id, why = why);
        return Err(Refusal::NotNow { message, faults });
    }
    let (plan_index, hashes) = (plan.index, plan.texts.hashes());
    Ok(Box::new(move |_, _, command| {
        CentreEvent::Decided(Decided { plan_index, hashes, shipments, reopened, command })
    }))
}

fn still_decidable(state: &State, plan: &PlanEntry) -> Result<(), Refusal> {
    let id = &plan.summary.plan_id;
    let now = state.plans.get(&plan.index).and_then(|plan| plan.decision_index);
    if let Some(decision) = now {
        return Err(Refusal::not_now(message!("approve-done", plan = id, record = decision)));
    }
    if let Some(entry) = state.board.overridden_since(plan.index) {
        return Err(Refusal::not_now(message!("overriding-older-plan", plan = id, entry = entry)));
    }
    match state.last_decision {
        Some((other, decision)) if decision > plan.index => {
            let other = plan_id(other);
            Err(Refusal::not_now(message!("approve-overtaken", plan = id, other = other, record = decision)))
        }
        _ => Ok(()),
    }
}

/// Waits until the decision in this record is public.
async fn orders_of(centre: &Centre, index: u64) -> Result<OrdersOut, Refusal> {
    let released = centre.orders.released(index, &centre.stop).await;
    match (released, centre.orders.held(index)) {
        (Some(released), _) => Ok(OrdersOut::Released(released)),
        (None, Some(waiting)) => Ok(OrdersOut::Waiting(waiting)),
        // Between the two looks they may have gone out.
        (None, None) => {
            let released = centre.orders.released(index, &centre.stop).await;
            released.map(OrdersOut::Released).ok_or_else(|| stopping(centre))
        }
    }
}

fn stopping(centre: &Centre) -> Refusal {
    Refusal::Unavailable(centre.failure().map_or_else(|| message!("unavailable-stopping"), Message::from))
}
