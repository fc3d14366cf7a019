//! A checked plan as texts and figures. Pure but for the stop-watch.

use super::checked::{self, PlanningError};
use super::levels;
use crate::centre::centre::OwnPolicy;
use crate::events::texts::Texts;
use crate::refusal::Refusal;
use std::collections::BTreeSet;
use std::time::Instant;
use yicang_domain::board::Fence;
use yicang_domain::events::plan::Texts as TextHashes;
use yicang_domain::explanation::Sentence;
use yicang_domain::plan::Start;
use yicang_domain::{
    CheckedPlan, Fault, LeftOut, OrderId, Plan, PlanSummary, Policy, SecondLevel, Situation, Version, Violation,
    approve,
};
use yicang_language::{Argument, ToMessage, message};
use yicang_planner::{Options, Trees};

/// The longest texts of one plan together: they are one record of the journal.
const TEXTS_BYTES_MAX: usize = 60 * 1024 * 1024;

/// A checked plan as texts and figures.
pub struct Made {
    /// The texts.
    pub texts: Texts,
    /// The figures; the plan has no id yet.
    pub summary: PlanSummary,
}

/// Plans and checks.
///
/// # Errors
/// There is no plan, the checker refuses it, or its texts are too long for one record.
pub fn make(
    situation: &Situation,
    rules: &OwnPolicy,
    second: SecondLevel,
    head: Option<String>,
    openings: String,
    trees: &Trees,
) -> Result<Made, Refusal> {
    let began = Instant::now();
    let options = Options { trees: Some(trees), ..Options::default() };
    let made = checked::plan(situation, &rules.policy, second, &options).map_err(|error| match error {
        PlanningError::Refused(found) => refused_by_checker(&found),
        PlanningError::Minutes(missing) => {
            let faults = missing.iter().map(|missing| Fault::new("run_cycle", missing)).collect();
            Refusal::Faulty { what: message!("refused-plan"), faults }
        }
        PlanningError::Plan(error) => Refusal::fault(message!("refused-plan"), "run_cycle", error.message()),
    })?;
    let planning_ms = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
    let plan = made.checked.plan();
    let levels = levels::of(situation, &rules.policy, plan).map_err(Refusal::Broken)?;
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
        return Err(Refusal::not_now(message!("plan-too-long", bytes = bytes, max = TEXTS_BYTES_MAX)));
    }
    let TextHashes { situation: situation_sha256, policy: policy_sha256, plan: plan_sha256, .. } = texts.hashes();
    let left_out =
        made.left_out.iter().map(|group| LeftOut { items: group.items.clone(), why: Sentence::of(&group.why) });
    let summary = PlanSummary {
        plan_id: String::new(),
        made_at: situation.now,
        plan_sha256,
        situation_sha256,
        policy_sha256,
        policy_name: rules.policy.name.clone(),
        service: levels::single_value(&rules.policy, plan),
        cost: levels::cost(plan),
        shipments: count(plan.shipments.len()),
        needs: count(situation.needs.len()),
        columns: u64::try_from(made.columns).unwrap_or(u64::MAX),
        planning_ms,
        decision_index: None,
        joint_gap_millionths: (!plan.joint.is_empty()).then(|| levels::first_gap_millionths(plan)),
        warm: plan.start == Start::Warm,
        orders_reopened: count(situation.reopened.len()),
        levels,
        cost_gap_millionths: levels::cost_gap_millionths(plan),
        left_out: left_out.collect(),
    };
    Ok(Made { texts, summary })
}

/// A plan that is to be decided, checked once more from the very bytes that were published.
pub struct CheckedTexts {
    /// The plan.
    pub plan: CheckedPlan,
    /// Orders that it was free to change.
    pub reopened: BTreeSet<OrderId>,
    /// The fence that said which.
    pub fence: Fence,
}

impl CheckedTexts {
    /// Reads and checks.
    ///
    /// # Errors
    /// The plan is of version 1, or the checker refuses it.
    pub fn read(texts: &Texts) -> Result<Self, Refusal> {
        let unreadable = |error| {
            tracing::error!(%error, "a recorded text cannot be read back");
            Refusal::Broken(message!("broken-plan-text", plan = ""))
        };
        let situation = Situation::from_text(&texts.situation).map_err(unreadable)?;
        let policy = Policy::from_text(&texts.policy).map_err(unreadable)?;
        let plan = Plan::from_text(&texts.plan).map_err(unreadable)?;
        if plan.version == Version::One {
            return Err(Refusal::not_now(message!("plan-of-version-1")));
        }
        let plan = approve(&situation, &policy, plan).map_err(|found| refused_by_checker(&found))?;
        Ok(Self { plan, reopened: situation.reopened, fence: (&policy).into() })
    }
}

fn refused_by_checker(found: &[Violation]) -> Refusal {
    let faults: Vec<_> = found.iter().map(|violation| Fault::new("plan", violation)).collect();
    tracing::error!(violations = found.len(), first = %faults[0], "the checker refused our own plan; nothing was recorded");
    let all = Argument::Sentences(found.iter().map(ToMessage::message).collect());
    Refusal::NotNow { message: message!("plan-refused-by-checker", why = all), faults }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
