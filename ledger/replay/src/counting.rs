//! Whether a published plan is lawful: counted again for its situation under its policy, by the rules of the plan's
//! version. The counting is `yicang_domain`'s checker, which shares no code with the planner.

use yicang_domain::{Plan, Policy, Situation, v1};

/// What is found in a plan's texts.
#[derive(Debug, Default)]
pub struct Counted {
    /// What is wrong.
    pub faults: Vec<String>,
    /// What is not proven as one might expect.
    pub remarks: Vec<String>,
    /// The situation's seed, where the plan is of version 2.
    pub seed: Option<Option<String>>,
}

/// Whether a text is a plan of version 1.
#[must_use]
pub fn is_old_plan(bytes: &[u8]) -> bool {
    bytes.starts_with(b"yicang-plan 1\n")
}

/// Counts a plan by the rules of its version, from the texts of situation, policy and plan.
#[must_use]
pub fn count([situation, policy, plan]: &[String; 3]) -> Counted {
    let situation = Situation::from_text(situation).map_err(|error| format!("its situation: {error}"));
    let policy = Policy::from_text(policy).map_err(|error| format!("its policy: {error}"));
    let unread = |error| format!("its plan: {error}");
    if is_old_plan(plan.as_bytes()) {
        return match (situation, policy, v1::Plan::from_text(plan).map_err(unread)) {
            (Ok(situation), Ok(policy), Ok(plan)) => count_old(&situation, &policy, &plan),
            (situation, policy, plan) => faulty([situation.err(), policy.err(), plan.err()]),
        };
    }
    match (situation, policy, Plan::from_text(plan).map_err(unread)) {
        (Ok(situation), Ok(policy), Ok(plan)) => {
            let found = yicang_domain::check::violations(&situation, &policy, &plan);
            Counted { faults: unlawful(found), seed: Some(situation.seed), ..Counted::default() }
        }
        (situation, policy, plan) => faulty([situation.err(), policy.err(), plan.err()]),
    }
}

fn count_old(situation: &Situation, policy: &Policy, plan: &v1::Plan) -> Counted {
    let faults = unlawful(v1::violations(situation, policy, plan));
    let items = v1::is_coupled_or_packed(situation, policy, plan);
    let names = items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let remark = format!("{names}: counted by the old rule, which does not prove class order");
    Counted { faults, remarks: if items.is_empty() { Vec::new() } else { vec![remark] }, seed: None }
}

fn unlawful(violations: Vec<impl ToString>) -> Vec<String> {
    violations.iter().map(|violation| format!("its plan is not lawful: {}", violation.to_string())).collect()
}

fn faulty(faults: [Option<String>; 3]) -> Counted {
    Counted { faults: faults.into_iter().flatten().collect(), ..Counted::default() }
}
