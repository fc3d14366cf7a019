//! Plans that are tried and never recorded: the present situation with something changed.

use super::checked;
use super::make::refused;
use crate::centre::centre::OwnPolicy;
use crate::refusal::Refusal;
use std::num::NonZero;
use yicang_domain::comparing::{Edit, Known};
use yicang_domain::{Fault, Plan, SecondLevel, Situation};
use yicang_planner::Options;

/// A situation to be planned.
#[derive(Debug, Clone)]
pub(crate) struct Tried {
    /// What it is called; empty for the present situation.
    pub name: String,
    /// What is looked at.
    pub situation: Situation,
    /// By which rules.
    pub policy: OwnPolicy,
}

/// Makes the edits of a case one after the other; every one that cannot be made is named, with `field` before its
/// place.
pub(crate) fn edited(case: &mut Tried, edits: &[String], known: &Known, field: &str, faults: &mut Vec<Fault>) {
    for (place, text) in edits.iter().enumerate() {
        let made = Edit::read(text, known, &case.situation)
            .and_then(|edit| edit.apply(&mut case.situation, &case.policy.policy));
        if let Err(problem) = made {
            faults.push(Fault::new(format!("{field}.edits[{place}]"), problem));
        }
    }
}

/// Plans a case from the beginning and has it checked, on one thread; `None` if nobody waits for it any more.
pub(crate) fn plan(
    case: &Tried,
    second: SecondLevel,
    left: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Plan>, Refusal> {
    let options = Options { threads: Some(NonZero::<usize>::MIN), deadline: Some(left), ..Options::default() };
    let made = checked::plan(&case.situation, &case.policy.policy, second, &options);
    // What comes out after the deadline is worth nothing, a refusal as little as a plan.
    if left() {
        return Ok(None);
    }
    made.map(|made| Some(made.checked.plan().clone())).map_err(refused)
}
