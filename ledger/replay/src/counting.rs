//! Whether a published plan is lawful: counted again for its situation under its policy, by the rules of the plan's
//! version. The counting is `yicang_domain`'s checker, which shares no code with the planner.

use yicang_domain::{Plan, Policy, Situation, v1};
use yicang_language::{Argument, Message, ToMessage, message};

/// What is found in a plan's texts.
#[derive(Debug, Default)]
pub struct Counted {
    /// What is wrong.
    pub faults: Vec<Message>,
    /// What is not proven as one might expect.
    pub remarks: Vec<Message>,
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
    let situation =
        Situation::from_text(situation).map_err(|error| message!("replay-its-situation", why = error.message()));
    let policy = Policy::from_text(policy).map_err(|error| message!("replay-its-policy", why = error.message()));
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

fn unread(error: impl ToMessage) -> Message {
    message!("replay-its-plan", why = error.message())
}

fn count_old(situation: &Situation, policy: &Policy, plan: &v1::Plan) -> Counted {
    let faults = unlawful(v1::violations(situation, policy, plan));
    let items = v1::is_coupled_or_packed(situation, policy, plan);
    let names: Vec<_> = items.iter().map(|item| Argument::from(item.as_str())).collect();
    let remark = message!("replay-old-rule", items = names);
    Counted { faults, remarks: if items.is_empty() { Vec::new() } else { vec![remark] }, seed: None }
}

fn unlawful(violations: Vec<impl ToMessage>) -> Vec<Message> {
    violations.iter().map(|violation| message!("replay-unlawful", why = violation.message())).collect()
}

fn faulty(faults: [Option<Message>; 3]) -> Counted {
    Counted { faults: faults.into_iter().flatten().collect(), ..Counted::default() }
}
