//! The planner's answer for a case, let through by the checker.

use crate::generate::Case;
use std::any::Any;
use std::cell::RefCell;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;
use yicang_domain::Plan;
use yicang_domain::check::violations;
use yicang_planner::{Options, PlanError, Planned, plan_with};

/// The plan of a case that must have one for every item; or what is wrong.
pub(crate) fn plan(case: &Case) -> Result<Plan, String> {
    let (plan, faults) = plan_and_faults(case)?;
    if faults.is_empty() { Ok(plan) } else { Err(faults.join("\n")) }
}

/// The plan of a case, and what the checker has against it.
pub(crate) fn plan_and_faults(case: &Case) -> Result<(Plan, Vec<String>), String> {
    let options = Options { threads: NonZero::new(1), ..Options::default() };
    let planned = ask(case, &options)?.map_err(|error| format!("no plan: {error}"))?;
    let found = violations(&case.situation, &case.policy, &planned.plan);
    let mut faults: Vec<String> = found.iter().map(|violation| format!("the checker finds: {violation}")).collect();
    faults.extend(planned.left_out.iter().map(|left| format!("left out, {}: {}", left.why, list(&left.items))));
    Ok((planned.plan, faults))
}

thread_local! {
    /// While the planner works on this thread: where it panicked, if it did.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The planner's answer; a panic is one fault of many, so that a run of many cases ends and can say which case it was.
pub(crate) fn ask(case: &Case, options: &Options<'_>) -> Result<Result<Planned, PlanError>, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            let place = panic.location().map_or("nowhere".to_owned(), ToString::to_string);
            match PLACE.with_borrow_mut(|asked| asked.as_mut().map(|asked| *asked = place)) {
                Some(()) => {}
                None => usual(panic),
            }
        }));
    });
    PLACE.set(Some(String::new()));
    let answer = catch_unwind(AssertUnwindSafe(|| plan_with(&case.situation, &case.policy, case.second, options)));
    let place = PLACE.take().unwrap_or_default();
    let text = |panic: &(dyn Any + Send)| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        text.unwrap_or("without a word").to_owned()
    };
    match answer {
        Ok(answer) if place.is_empty() => Ok(answer),
        Ok(_) => Err(format!("the planner panics at {place}, and goes on without the group")),
        Err(panic) => Err(format!("the planner panics at {place}: {}", text(&*panic))),
    }
}

fn list<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
