//! Makes a plan of this moment: situation → plan → check → record → public. It decides nothing. The file to read first,
//! then [`super::approve`].
//!
//! | step | who does it |
//! |---|---|
//! | may the signer do this, and was it done before | [`super::gate`] |
//! | the situation of this moment, its days and its draw | [`Board::situation`](yicang_domain::board::Board::situation), [`crate::setup::zone`], [`crate::events::draw`] |
//! | the plan | [`yicang_planner::plan_with`], on a thread of its own, from the trees of the plan before |
//! | the check | [`yicang_domain::approve`], which shares no code with the planner; what it refuses is left out ([`crate::planning::checked`]) |
//! | the plan's record, durable and public | [`gate::record`] |
//! | the decision: that text, still fitting, checked again from its published bytes | [`super::approve`] |
//! | the orders: proof from the public log, witnesses | [`crate::centre::follow_up`], [`crate::orders::release::release`] |

use super::gate::{self, Admitted};
use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::draw::Draw;
use crate::events::plan::Planned;
use crate::events::state::PlanEntry;
use crate::events::texts::plan_id;
use crate::planning::make::{Made, make};
use crate::planning::off_thread::spawned;
use crate::planning::{openings, policy_choice};
use crate::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use yicang_domain::events::openings::Openings;
use yicang_domain::{PlanAsk, PlanSummary, Situation};
use yicang_language::{ToMessage as _, message};

/// The oldest that a situation may be when its plan is recorded: auditors refuse more.
const LOOKED_FOR_MAX: SignedDuration = SignedDuration::from_hours(1);

/// Makes a plan of this moment, checks it, records and publishes it.
#[tracing::instrument(skip_all, fields(command = %command))]
pub(super) async fn run(centre: &Arc<Centre>, command: Admitted, ask: PlanAsk) -> Result<PlanSummary, Refusal> {
    // A second one waits and then sees what the first recorded.
    let trees = centre.planning.lock().await;
    let before = gate::done_before(centre, &centre.state(), &command)?;
    if let Some(index) = before {
        return published(centre, index).await;
    }
    let rules = policy_choice::chosen(centre, &ask)?;
    let index = loop {
        let (situation, draw, upto, unopened) = {
            let mut state = centre.state();
            let draw = state.draws.draw().ok_or_else(|| Refusal::Broken(message!("broken-journal-empty")))?;
            let situation = centre.looked_at(&mut state, &rules.policy);
            let unopened: Vec<_> = state.board.unopened().collect();
            (situation, draw, state.board.applied_upto, unopened)
        };
        let now = situation.now;
        let openings = openings::of(centre, &unopened).await?;
        let head = head_of(centre, &draw);
        let situation = Situation { seed: Some(draw.seed(head.as_deref())), ..situation };
        let (rules, second, remembered) = (rules.clone(), ask.second, Arc::clone(&trees));
        let text = openings.to_text();
        let made = spawned(move || make(&situation, &rules, second, head, text, &remembered)).await??;
        is_recent(centre, now)?;
        match record(centre, &command, &draw, (upto, now), made, openings) {
            Err(NotRecorded::DrawnAnew) => continue,
            Err(NotRecorded::Refused(refusal)) => return Err(refusal),
            Ok(index) => break index,
        }
    };
    let summary = published(centre, index).await?;
    let PlanSummary { plan_id, needs, shipments, planning_ms, .. } = &summary;
    tracing::info!(plan = %plan_id, needs, shipments, ms = planning_ms, "plan made");
    Ok(summary)
}

/// Why a plan that was made is not recorded.
enum NotRecorded {
    /// A decision came in meanwhile: the next plan draws anew.
    DrawnAnew,
    Refused(Refusal),
}

impl From<Refusal> for NotRecorded {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Records a plan. The records it follows from are on disk before it is: the journal keeps its order.
fn record(
    centre: &Centre,
    command: &Admitted,
    draw: &Draw,
    looked: (u64, Timestamp),
    made: Made,
    openings: Openings,
) -> Result<u64, NotRecorded> {
    let recorded = gate::record(centre, command, |state| {
        if state.draws.draw().as_ref() != Some(draw) {
            return Err(NotRecorded::DrawnAnew);
        }
        Ok(Box::new(move |index, at, command| {
            let summary = Box::new(PlanSummary { plan_id: plan_id(index), made_at: at, ..made.summary });
            let (texts, opened) = (Arc::new(made.texts), openings.0.into_keys().collect());
            CentreEvent::Planned(Planned { summary, texts, looked: Some(looked), opened, command })
        }))
    });
    recorded.map(gate::Recorded::index)
}

fn is_recent(centre: &Centre, situation_at: Timestamp) -> Result<(), Refusal> {
    let looked_for = centre.now().duration_since(situation_at);
    if looked_for <= LOOKED_FOR_MAX {
        return Ok(());
    }
    let (took, most) = (looked_for.as_mins(), LOOKED_FOR_MAX.as_mins());
    Err(Refusal::not_now(message!("plan-took-too-long", took = took, most = most)))
}

/// The cosigned head that a plan draws with: that of the first plan since the last decision; else the witnesses', if
/// they have cosigned that decision yet.
fn head_of(centre: &Centre, draw: &Draw) -> Option<String> {
    match &draw.drawn {
        Some(head) => head.clone(),
        None => centre.witnesses.as_ref().and_then(|witnesses| witnesses.head_over(draw.after)),
    }
}

/// Waits until a plan's record is public and gives its figures.
async fn published(centre: &Centre, index: u64) -> Result<PlanSummary, Refusal> {
    let proof = centre.journal.prove(index).await;
    proof.map_err(|error| Refusal::Unavailable(message!("plan-not-public", why = error.message())))?;
    let plan = centre.state().plans.get(&index).map(PlanEntry::summary);
    plan.ok_or_else(|| Refusal::fault(message!("refused-command"), "command_id", message!("command-made-no-plan")))
}
