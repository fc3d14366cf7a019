//! A coordinator overrides what plans do with single lots and needs, or takes an override back. What could not be kept
//! by a plan of this moment is refused, with the reason of each line.

use super::gate::{self, Admitted};
use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::plan_override::{OverrideAsk, OverrideWhat, PlanOverride};
use crate::events::state::State;
use crate::refusal::Refusal;
use yicang_domain::check::lapses;
use yicang_domain::events::plan_override::{Act, REASON_BYTES_MAX};
use yicang_domain::signed_override::{OverrideLine, OverrideReason};
use yicang_domain::{Fault, Override, OverrideId, SecondLevel};
use yicang_language::{ToMessage as _, message};

/// Records it, or finds it done already, and gives its record's number once it is on disk.
pub(super) async fn run(centre: &Centre, command: Admitted, ask: &OverrideAsk) -> Result<u64, Refusal> {
    let reason = ask.reason.clone();
    gate::record_durably(centre, &command, |state| {
        let (act, because) = checked(ask)?;
        match &act {
            Act::Override(lines) => may_override(centre, state, lines)?,
            Act::TakeBack(id) => state
                .board
                .may_take_back(*id)
                .map_err(|why| Refusal::not_now_for("take_back_override.override_id", why.message()))?,
        }
        Ok(Box::new(move |_, _, command| CentreEvent::PlanOverride(PlanOverride { act, because, reason, command })))
    })
    .await
}

/// Whether the lines may be bounded, and whether a plan of this moment could keep them beside those that are open.
fn may_override(centre: &Centre, state: &State, lines: &[OverrideLine]) -> Result<(), Refusal> {
    let unknown = lines.iter().find(|line| !state.board.has_known(&line.lot));
    if let Some(line) = unknown {
        return Err(Refusal::NotFound(message!("overriding-unknown-lot", lot = line.lot.to_string())));
    }
    let mut why: Vec<_> = state.board.override_faults(lines).iter().map(|fault| fault.message()).collect();
    if why.is_empty() {
        let rules = &centre.policy.policy;
        let mut situation = centre.situation(state, rules);
        // No record has this number yet.
        let by = OverrideId(state.board.applied_upto);
        for line in lines {
            situation.overrides.insert((line.lot.clone(), line.need.clone()), Override { bound: line.bound, by });
        }
        let lapsed = lapses(&situation, rules, SecondLevel::Minutes);
        why.extend(lapsed.iter().filter(|lapsed| lapsed.by == by).map(|lapsed| lapsed.message()));
    }
    if why.is_empty() {
        return Ok(());
    }
    let faults = why.iter().map(|why| Fault::new("override_plans.lines", why)).collect();
    Err(Refusal::NotNow { message: message!("overriding-refused"), faults })
}

/// What is asked for, where nothing is wrong with what was sent; else every fault.
fn checked(ask: &OverrideAsk) -> Result<(Act, OverrideReason), Refusal> {
    let mut faults = Vec::new();
    let body = match &ask.what {
        OverrideWhat::Override(_) => "override_plans",
        OverrideWhat::TakeBack(_) => "take_back_override",
    };
    let because = ask.because.parse::<OverrideReason>();
    let because = because.map_err(|problem| faults.push(Fault::new(format!("{body}.because"), problem))).ok();
    if ask.reason.trim().is_empty() || ask.reason.len() > REASON_BYTES_MAX {
        let problem = message!("hold-reason", bytes = ask.reason.len(), most = REASON_BYTES_MAX);
        faults.push(Fault::new(format!("{body}.reason"), problem));
    }
    let act = ask.act().map_err(|of_lines| faults.extend(of_lines)).ok();
    match (act, because) {
        (Some(act), Some(because)) if faults.is_empty() => Ok((act, because)),
        _ => Err(Refusal::Faulty { what: message!("overriding-refused"), faults }),
    }
}
