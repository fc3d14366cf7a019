//! Calls that compare plans: all of them, and plans of a changed situation.

use super::coordinator::Coordinator;
use super::error::CoordinatorError;
use yicang_domain::{Plan, PlanSummary, Policy, SecondLevel, Situation};
use yicang_proto::summary::summary_from_wire;
use yicang_proto::v1::what_if_response::Said;
use yicang_proto::v1::{self, WhatIfPlan, WhatIfProgress};

/// The present situation with something changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// What it is called.
    pub name: String,
    /// What is changed, see [`yicang_domain::comparing::Edit`].
    pub edits: Vec<String>,
    /// The name of a policy that ships; empty for the centre's own, or to give a text.
    pub policy: String,
    /// The text of another policy.
    pub policy_text: String,
}

/// A plan that nobody records.
#[derive(Debug)]
pub struct TriedView {
    /// The case; empty is the present situation.
    pub name: String,
    /// What was planned.
    pub situation: Situation,
    /// By which rules.
    pub policy: Policy,
    /// Their text.
    pub policy_text: String,
    /// The plan.
    pub plan: Plan,
}

impl Coordinator {
    /// All plans, the newest first.
    pub async fn plans(&self) -> Result<Vec<PlanSummary>, CoordinatorError> {
        let plans = self.dispatch.clone().list_plans(v1::ListPlansRequest { limit: 0 }).await?.into_inner().plans;
        Ok(plans.into_iter().map(summary_from_wire).collect::<Result<_, _>>()?)
    }

    /// Plans the present situation, and then every case; `progress` is told of each plan that is made, and of how many.
    pub async fn what_if(
        &self,
        cases: &[Case],
        second: SecondLevel,
        seconds_max: u32,
        mut progress: impl FnMut(u32, u32),
    ) -> Result<Vec<TriedView>, CoordinatorError> {
        let wire = |case: &Case| {
            let Case { name, edits, policy, policy_text } = case.clone();
            v1::WhatIfCase { name, edits, policy, policy_text }
        };
        let (cases, second_level) = (cases.iter().map(wire).collect(), second.as_str().to_owned());
        let ask = v1::WhatIfRequest { cases, second_level, seconds_max };
        let mut answers = self.dispatch.clone().what_if(ask).await?.into_inner();
        let mut plans = Vec::new();
        while let Some(answer) = answers.message().await? {
            match answer.said {
                Some(Said::Progress(WhatIfProgress { done, all })) => progress(done, all),
                Some(Said::Plan(plan)) => plans.push(tried(plan)?),
                None => {}
            }
        }
        Ok(plans)
    }
}

fn tried(wire: WhatIfPlan) -> Result<TriedView, CoordinatorError> {
    let unreadable = |error: yicang_domain::TextError| CoordinatorError::Unreadable(error.to_string());
    Ok(TriedView {
        name: wire.name,
        situation: Situation::from_text(&wire.situation).map_err(unreadable)?,
        policy: Policy::from_text(&wire.policy).map_err(unreadable)?,
        policy_text: wire.policy,
        plan: Plan::from_text(&wire.plan).map_err(unreadable)?,
    })
}
