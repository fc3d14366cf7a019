//! One planning cycle, read from top to bottom: situation → plan → check → record; then, when a coordinator has read it,
//! decide → record → public → orders. The file to read first.
//!
//! | step | who does it |
//! |---|---|
//! | the situation of this moment, its days and its draw | [`Board::situation`](yicang_domain::board::Board::situation), [`crate::zone`], [`crate::draw`] |
//! | the plan | [`yicang_planner::plan_with`], on a thread of its own, from the trees of the cycle before |
//! | the check | [`yicang_domain::approve`], which shares no code with the planner; what it refuses is left out ([`crate::planning`]) |
//! | the plan's record, durable and public | [`Centre::record`] |
//! | the decision: that text, still fitting, checked again from its published bytes | [`decide`] |
//! | the orders | [`crate::orders::release`], with the proof that the decision is public |

use crate::centre::{Centre, OwnPolicy, PlanEntry, State};
use crate::command::Commanded;
use crate::draw::Draw;
use crate::levels;
use crate::openings;
use crate::orders::{Held, Released};
use crate::planning::{self, PlanningError};
use crate::policies;
use crate::record::{Happening, Texts, plan_id};
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;
use tonic::{Code, Status};
use yicang_domain::events::plan::Texts as TextHashes;
use yicang_domain::plan::Start;
use yicang_domain::{CheckedPlan, Fault, OrderId, Plan, Policy, SecondLevel, Situation, Version, Violation, approve};
use yicang_planner::{LeftOut, Options, Trees};
use yicang_proto::status::{bad_request, refuse};
use yicang_proto::time::time_to_wire;
use yicang_proto::v1;

/// The oldest that a situation may be when its plan is recorded: auditors refuse more.
const LOOKED_FOR_MAX: SignedDuration = SignedDuration::from_hours(1);
/// The longest policy text: larger ones are no rules that anybody reads.
const POLICY_BYTES_MAX: usize = 64 * 1024;
/// The longest name of a policy: it stands in the public leaf.
const POLICY_NAME_BYTES_MAX: usize = 256;
/// The longest texts of one plan together: they are one record of the journal.
const TEXTS_BYTES_MAX: usize = 60 * 1024 * 1024;

/// Makes a plan of this moment, checks it, records and publishes it. It decides nothing.
#[tracing::instrument(skip_all, fields(command = %command.command_id, coordinator = %command.coordinator))]
pub async fn run_cycle(centre: &Arc<Centre>, command: Commanded, ask: v1::RunCycle) -> Result<v1::PlanSummary, Status> {
    // A second cycle waits and then sees what the first recorded.
    let trees = centre.planning.lock().await;
    let repeated = centre.state().repeated(&command)?;
    if let Some(index) = repeated {
        return published(centre, index).await;
    }
    command.is_fresh(centre.now())?;
    let second = second_level(&ask)?;
    let rules = chosen_policy(centre, &ask)?;
    let index = loop {
        let (situation, draw, upto, unopened) = {
            let mut state = centre.state();
            let draw = state.draws.draw().ok_or_else(|| Status::internal("the journal is empty"))?;
            let situation = centre.looked_at(&mut state, &rules.policy);
            let unopened: Vec<_> = state.board.unopened().collect();
            (situation, draw, state.board.applied_upto, unopened)
        };
        let now = situation.now;
        let openings = openings::of(centre, &unopened).await?;
        let head = head_of(centre, &draw);
        let situation = Situation { seed: Some(draw.seed(head.as_deref())), ..situation };
        let (rules, remembered) = (rules.clone(), Arc::clone(&trees));
        let text = openings.to_text();
        let made = spawned(move || make(&situation, &rules, second, head, text, &remembered)).await??;
        let looked_for = centre.now().duration_since(now);
        if looked_for > LOOKED_FOR_MAX {
            return Err(Status::failed_precondition(format!(
                "the plan took {} minutes, and its situation may be {} old; nothing was recorded. Use a policy of fewer \
                 sub-steps, or a faster machine",
                looked_for.as_mins(),
                LOOKED_FOR_MAX.as_mins()
            )));
        }
        // What the plan looked at is on disk before the plan is: the journal keeps its order. A decision that came in
        // meanwhile draws anew.
        let mut state = centre.state();
        if state.draws.draw().as_ref() != Some(&draw) {
            continue;
        }
        break centre.record(&mut state, |index, at| {
            let summary = v1::PlanSummary { plan_id: plan_id(index), made_at: Some(time_to_wire(at)), ..made.summary };
            let (looked, opened) = (Some((upto, now)), openings.0.into_keys().collect());
            let summary = Box::new(summary);
            Happening::Planned { summary, texts: Arc::new(made.texts), looked, opened, command }
        });
    };
    let summary = published(centre, index?).await?;
    tracing::info!(plan = %summary.plan_id, needs = summary.needs, shipments = summary.shipments, ms = summary.planning_ms, "plan made");
    Ok(summary)
}

/// The cosigned head that a plan draws with: that of the first plan since the last decision; else the witnesses', if they have
/// cosigned that decision yet.
fn head_of(centre: &Centre, draw: &Draw) -> Option<String> {
    match &draw.drawn {
        Some(head) => head.clone(),
        None => centre.witnesses.as_ref().and_then(|witnesses| witnesses.head_over(draw.after)),
    }
}

/// A checked plan as texts and figures.
struct Made {
    texts: Texts,
    summary: v1::PlanSummary,
}

/// Plans and checks; pure but for the stop-watch.
fn make(
    situation: &Situation,
    rules: &OwnPolicy,
    second: SecondLevel,
    head: Option<String>,
    openings: String,
    trees: &Trees,
) -> Result<Made, Status> {
    let began = Instant::now();
    let options = Options { trees: Some(trees), ..Options::default() };
    let made = planning::plan(situation, &rules.policy, second, &options).map_err(|error| match error {
        PlanningError::Refused(found) => refused_by_checker(&found),
        PlanningError::Minutes(missing) => {
            let faults: Vec<_> = missing.iter().map(|missing| Fault::new("run_cycle", missing)).collect();
            bad_request("no plan can be made", &faults)
        }
        error @ PlanningError::Plan(_) => bad_request("no plan can be made", &[Fault::new("run_cycle", error)]),
    })?;
    let planning_ms = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
    let plan = made.checked.plan();
    let levels = levels::of(situation, &rules.policy, plan).map_err(|why| Status::internal(why.clone()))?;
    let texts = Texts {
        situation: situation.to_text(),
        policy: rules.text.clone(),
        plan: plan.to_text(),
        head,
        openings: Some(openings),
    };
    let all = [&texts.situation, &texts.policy, &texts.plan].into_iter().chain(&texts.openings);
    let bytes: usize = all.map(String::len).sum();
    if bytes > TEXTS_BYTES_MAX {
        return Err(Status::failed_precondition(format!(
            "the situation and its plan take {bytes} bytes; one record holds at most {TEXTS_BYTES_MAX}"
        )));
    }
    let TextHashes { situation: situation_sha256, policy: policy_sha256, plan: plan_sha256, .. } = texts.hashes();
    let summary = v1::PlanSummary {
        plan_id: String::new(),
        made_at: None,
        plan_sha256: plan_sha256.to_vec(),
        situation_sha256: situation_sha256.to_vec(),
        policy_sha256: policy_sha256.to_vec(),
        policy_name: rules.policy.name.clone(),
        first_level: levels::single_value(&rules.policy, plan),
        second_level: levels::cost(plan),
        shipments: count(plan.shipments.len()),
        needs: count(situation.needs.len()),
        columns: u64::try_from(made.columns).unwrap_or(u64::MAX),
        planning_ms,
        items_unproven: Vec::new(),
        decision_index: None,
        joint_gap_millionths: (!plan.joint.is_empty()).then(|| levels::first_gap_millionths(plan)),
        warm: plan.start == Start::Warm,
        orders_reopened: count(situation.reopened.len()),
        levels,
        cost_gap_millionths: levels::cost_gap_millionths(plan),
        left_out: made.left_out.iter().map(left_out).collect(),
    };
    Ok(Made { texts, summary })
}

fn left_out(group: &LeftOut) -> v1::LeftOut {
    v1::LeftOut { item_ids: group.items.iter().map(ToString::to_string).collect(), why: group.why.clone() }
}

/// What became of an approval.
#[derive(Debug, Clone)]
pub enum Approved {
    /// The orders are out.
    Released(Arc<Released>),
    /// The decision is public; its orders wait for the log's witnesses.
    Held(Held),
}

/// Decides a plan: recorded, public, and only then its orders go out.
#[tracing::instrument(skip_all, fields(command = %command.command_id, plan = %ask.plan_id))]
pub async fn decide(
    centre: &Arc<Centre>,
    command: Commanded,
    ask: v1::ApprovePlan,
) -> Result<(v1::PlanSummary, Approved), Status> {
    let repeated = centre.state().repeated(&command)?;
    let index = match repeated {
        Some(index) => index,
        None => {
            command.is_fresh(centre.now())?;
            let plan = centre.state().plan(&ask.plan_id)?.clone();
            if ask.plan_id.is_empty() || ask.plan_sha256 != plan.summary.plan_sha256 {
                let fault = Fault::new(
                    "approve_plan.plan_sha256",
                    "is not the hash of that plan's text; read the plan you approve",
                );
                return Err(bad_request("the approval is refused", &[fault]));
            }
            let texts = Arc::clone(&plan.texts);
            let checked = spawned(move || CheckedTexts::read(&texts)).await??;
            recorded_decision(centre, command, &plan, &checked)?
        }
    };
    let released = centre.orders.released(index, &centre.stop).await;
    let approved = match (released, centre.orders.held(index)) {
        (Some(released), _) => Approved::Released(released),
        (None, Some(held)) => Approved::Held(held),
        // Between the two looks it may have gone from held to released.
        (None, None) => {
            Approved::Released(centre.orders.released(index, &centre.stop).await.ok_or_else(|| stopping(centre))?)
        }
    };
    let state = centre.state();
    let decided = state.plans.values().find(|plan| plan.decision_index == Some(index)).map(PlanEntry::summary);
    Ok((decided.ok_or_else(|| Status::invalid_argument("that command approved no plan"))?, approved))
}

/// What is decided, through the gate once more, from the very bytes that were published.
struct CheckedTexts {
    plan: CheckedPlan,
    /// Orders that it was free to change.
    reopened: BTreeSet<OrderId>,
    /// The fence that said which.
    freeze_minutes: Option<u32>,
}

impl CheckedTexts {
    fn read(texts: &Texts) -> Result<Self, Status> {
        let unreadable = |error| {
            tracing::error!(%error, "a recorded text cannot be read back");
            Status::internal("a recorded text of the plan cannot be read back")
        };
        let situation = Situation::from_text(&texts.situation).map_err(unreadable)?;
        let policy = Policy::from_text(&texts.policy).map_err(unreadable)?;
        let plan = Plan::from_text(&texts.plan).map_err(unreadable)?;
        if plan.version == Version::One {
            return Err(Status::failed_precondition(
                "this plan was made by the rules of version 1, which do not prove class order; run a new cycle and approve its plan",
            ));
        }
        let plan = approve(&situation, &policy, plan).map_err(|found| refused_by_checker(&found))?;
        Ok(Self { plan, reopened: situation.reopened, freeze_minutes: policy.freeze_minutes })
    }
}

/// Records the decision if nothing speaks against it now; under one lock, so that nothing comes in between.
fn recorded_decision(
    centre: &Centre,
    command: Commanded,
    plan: &PlanEntry,
    checked: &CheckedTexts,
) -> Result<u64, Status> {
    let mut state = centre.state();
    if let Some(index) = state.repeated(&command)? {
        return Ok(index);
    }
    still_decidable(&state, plan)?;
    let (shipments, reopened) = (checked.plan.plan().shipments.clone(), checked.reopened.clone());
    let misfits = state.board.misfits(&shipments, &reopened, centre.now(), checked.freeze_minutes);
    if !misfits.is_empty() {
        let faults: Vec<_> = misfits.iter().map(|misfit| Fault::new("approve_plan.plan_id", misfit)).collect();
        let message = format!("{} no longer fits: {}", plan.summary.plan_id, misfits.join("; "));
        return Err(refuse(Code::FailedPrecondition, &message, &faults));
    }
    let hashes = plan.texts.hashes();
    let plan_index = plan.index;
    Ok(centre.record(&mut state, |_, _| Happening::Decided { plan_index, hashes, shipments, reopened, command })?)
}

fn still_decidable(state: &State, plan: &PlanEntry) -> Result<(), Status> {
    let id = &plan.summary.plan_id;
    let now = state.plans.get(&plan.index).and_then(|plan| plan.decision_index);
    if let Some(decision) = now {
        return Err(Status::failed_precondition(format!("{id} is decided already (record {decision})")));
    }
    match state.last_decision {
        Some((other, decision)) if decision > plan.index => Err(Status::failed_precondition(format!(
            "{id} was overtaken: {} was decided after it was made (record {decision}); run a new cycle",
            plan_id(other)
        ))),
        _ => Ok(()),
    }
}

/// Waits until a plan's record is public and gives its figures.
async fn published(centre: &Centre, index: u64) -> Result<v1::PlanSummary, Status> {
    let proof = centre.journal.prove(index).await;
    proof.map_err(|error| Status::unavailable(format!("the plan is recorded, but not public: {error}")))?;
    let plan = centre.state().plans.get(&index).map(PlanEntry::summary);
    plan.ok_or_else(|| Status::invalid_argument("that command made no plan"))
}

fn second_level(ask: &v1::RunCycle) -> Result<SecondLevel, Status> {
    match ask.second_level() {
        v1::SecondLevel::Minutes => Ok(SecondLevel::Minutes),
        v1::SecondLevel::Cost => Ok(SecondLevel::Cost),
        v1::SecondLevel::Unspecified => {
            let problem = format!("{} is none; send minutes or cost", ask.second_level);
            Err(bad_request("no plan can be made", &[Fault::new("run_cycle.second_level", problem)]))
        }
    }
}

fn chosen_policy(centre: &Centre, ask: &v1::RunCycle) -> Result<OwnPolicy, Status> {
    let refused = |field: &str, problem: String| bad_request("no plan can be made", &[Fault::new(field, problem)]);
    let (field, text) = match (ask.policy.as_str(), ask.policy_text.as_str()) {
        ("", "") => return Ok(centre.policy.clone()),
        ("", text) if text.len() > POLICY_BYTES_MAX => {
            let problem = format!("{} bytes; at most {POLICY_BYTES_MAX}", text.len());
            return Err(refused("run_cycle.policy_text", problem));
        }
        ("", text) => ("run_cycle.policy_text", text.to_owned()),
        (name, "") if name == centre.policy.policy.name => return Ok(centre.policy.clone()),
        (name, "") => {
            let names = policies::NAMES.join(", ");
            let known = policies::text(name);
            let text = known.ok_or_else(|| {
                refused("run_cycle.policy", format!("there is no policy {name:?}; use one of {names}"))
            })?;
            ("run_cycle.policy", text.to_owned())
        }
        _ => return Err(refused("run_cycle.policy", "give a policy's name or its text, not both".into())),
    };
    let policy = Policy::from_text(&text).map_err(|error| refused(field, error.to_string()))?;
    if policy.name.len() > POLICY_NAME_BYTES_MAX {
        return Err(refused(
            field,
            format!("its name has {} bytes; at most {POLICY_NAME_BYTES_MAX}", policy.name.len()),
        ));
    }
    Ok(OwnPolicy { text, policy })
}

fn refused_by_checker(found: &[Violation]) -> Status {
    let faults: Vec<_> = found.iter().map(|violation| Fault::new("plan", violation)).collect();
    tracing::error!(violations = found.len(), first = %faults[0], "the checker refused our own plan; nothing was recorded");
    let all: Vec<_> = found.iter().map(ToString::to_string).collect();
    refuse(Code::FailedPrecondition, &format!("the checker refused the plan: {}", all.join("; ")), &faults)
}

/// Work that takes longer than a moment, off the threads that answer.
pub(crate) async fn spawned<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Status> {
    let span = tracing::Span::current();
    let done = tokio::task::spawn_blocking(move || span.in_scope(work)).await;
    done.map_err(|error| {
        tracing::error!(%error, "a calculation broke off");
        Status::internal("the calculation broke off; the centre's log says where")
    })
}

fn stopping(centre: &Centre) -> Status {
    Status::unavailable(centre.failure().unwrap_or_else(|| "the centre is stopping; ask again".into()))
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
