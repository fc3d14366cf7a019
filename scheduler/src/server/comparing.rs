//! "What if": plans of the present situation with something changed. Nothing is recorded.

use super::respond::refused;
use crate::centre::centre::Centre;
use crate::planning::policy_choice;
use crate::planning::tried::{self, Tried};
use crate::refusal::Refusal;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{self, Sender};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;
use yicang_domain::comparing::Known;
use yicang_domain::{Fault, PlanAsk, SecondLevel, Situation};
use yicang_language::{Language, message};
use yicang_proto::v1::what_if_response::Said;
use yicang_proto::v1::{WhatIfCase, WhatIfPlan, WhatIfProgress, WhatIfRequest, WhatIfResponse};

/// Cases of one question.
const CASES_MAX: usize = 8;
/// Edits of a case.
const EDITS_MAX: usize = 100;
/// Characters of a case's name.
const NAME_MAX: usize = 20;
/// The most seconds of one question, and those of one that says nothing.
const SECONDS_MAX: u32 = 600;
const SECONDS: u32 = 120;

/// Plans on their way to whoever asked.
pub(super) type Plans = ReceiverStream<Result<WhatIfResponse, Status>>;

/// Answers what is asked, plan by plan. The work ends when nobody takes the answers any more.
pub(super) async fn what_if(centre: &Arc<Centre>, ask: WhatIfRequest, language: Language) -> Result<Plans, Refusal> {
    let mut faults = limits(&ask);
    let second = match ask.second_level.as_str() {
        "" => SecondLevel::default(),
        word => SecondLevel::parse(word).unwrap_or_else(|| {
            faults.push(Fault::new("second_level", message!("whatif-second-level", word = word)));
            SecondLevel::default()
        }),
    };
    let seconds = if ask.seconds_max == 0 { SECONDS } else { ask.seconds_max };
    if !faults.is_empty() {
        return Err(Refusal::Faulty { what: message!("refused-what-if"), faults });
    }
    let cases = present_and(centre, &ask.cases).await?;
    let place = Arc::clone(&centre.explaining).acquire_owned().await;
    let place = place.expect("nobody closes the semaphore");
    let (sender, plans) = mpsc::channel(2);
    let span = tracing::Span::current();
    // Nobody waits for its end: it says by itself how it went.
    drop(tokio::task::spawn_blocking(move || {
        let _place = place;
        span.in_scope(|| work(&cases, second, seconds, language, &sender));
    }));
    Ok(ReceiverStream::new(plans))
}

/// What is wrong with a question before anything is looked up.
fn limits(ask: &WhatIfRequest) -> Vec<Fault> {
    let mut faults = Vec::new();
    match ask.cases.len() {
        0 => faults.push(Fault::new("cases", message!("whatif-no-cases"))),
        count if count > CASES_MAX => {
            faults.push(Fault::new("cases", message!("whatif-cases", count = count, max = CASES_MAX)));
        }
        _ => {}
    }
    let mut names = BTreeSet::new();
    for (place, case) in ask.cases.iter().enumerate() {
        let name = case.name.as_str();
        let letters = name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        if name.is_empty() || !letters || name.chars().count() > NAME_MAX {
            let problem = message!("whatif-name", name = format!("{name:?}"), max = NAME_MAX);
            faults.push(Fault::new(format!("cases[{place}].name"), problem));
        } else if !names.insert(name) {
            faults.push(Fault::new(format!("cases[{place}].name"), message!("whatif-name-twice", name = name)));
        }
        let empty = case.policy.is_empty() && case.policy_text.is_empty();
        match case.edits.len() {
            0 if empty => faults.push(Fault::new(format!("cases[{place}]"), message!("whatif-empty"))),
            count if count > EDITS_MAX => {
                let problem = message!("whatif-edits", count = count, max = EDITS_MAX);
                faults.push(Fault::new(format!("cases[{place}].edits"), problem));
            }
            _ => {}
        }
    }
    if ask.seconds_max > SECONDS_MAX {
        let problem = message!("whatif-seconds", seconds = ask.seconds_max, max = SECONDS_MAX);
        faults.push(Fault::new("seconds_max", problem));
    }
    faults
}

/// The present situation, and every case's, all of one moment and one draw.
async fn present_and(centre: &Arc<Centre>, asked: &[WhatIfCase]) -> Result<Vec<Tried>, Refusal> {
    let mut policies = vec![centre.policy.clone()];
    for case in asked {
        let (policy, policy_text) = (case.policy.clone(), case.policy_text.clone());
        policies.push(policy_choice::chosen(centre, &PlanAsk { policy, policy_text, second: SecondLevel::default() })?);
    }
    let (mut tried, known, upto) = {
        let state = centre.state();
        let draw = state.draws.draw().ok_or_else(|| Refusal::Broken(message!("broken-journal-empty")))?;
        let head = draw.drawn.clone().flatten();
        let now = centre.now();
        let names = std::iter::once(String::new()).chain(asked.iter().map(|case| case.name.clone()));
        let tried: Vec<Tried> = policies
            .into_iter()
            .zip(names)
            .map(|(policy, name)| {
                let situation = centre.situation_at(&state, &policy.policy, now);
                Tried { name, situation: Situation { seed: Some(draw.seed(head.as_deref())), ..situation }, policy }
            })
            .collect();
        let mut known = tried.first().map(|present| Known::of(&present.situation)).unwrap_or_default();
        let catalogue = &state.board.catalogue;
        known.depots.extend(catalogue.depots.keys().cloned());
        known.sites.extend(catalogue.sites.keys().cloned());
        known.items.extend(catalogue.items.keys().cloned());
        (tried, known, state.board.applied_upto)
    };
    centre.durable(upto).await?;
    let mut faults = Vec::new();
    for (place, (case, asked)) in tried.iter_mut().skip(1).zip(asked).enumerate() {
        tried::edited(case, &asked.edits, &known, &format!("cases[{place}]"), &mut faults);
    }
    match faults.is_empty() {
        true => Ok(tried),
        false => Err(Refusal::Faulty { what: message!("refused-what-if"), faults }),
    }
}

/// Plans one case after the other, and says each as soon as it is made.
fn work(
    cases: &[Tried],
    second: SecondLevel,
    seconds: u32,
    language: Language,
    sender: &Sender<Result<WhatIfResponse, Status>>,
) {
    let until = Instant::now() + Duration::from_secs(seconds.into());
    let left = || sender.is_closed() || Instant::now() >= until;
    let say = |said: Said| sender.blocking_send(Ok(WhatIfResponse { said: Some(said) })).is_ok();
    let all = u32::try_from(cases.len()).unwrap_or(u32::MAX);
    for (done, case) in (1..).zip(cases) {
        let plan = match tried::plan(case, second, &left) {
            Ok(Some(plan)) => plan,
            Ok(None) => {
                let late = Refusal::not_now(message!("whatif-took-long", seconds = seconds));
                // If it is the caller who has left, nobody hears it.
                let _ = sender.blocking_send(Err(refused(&late, language)));
                return;
            }
            Err(refusal) => {
                let _ = sender.blocking_send(Err(refused(&refusal, language)));
                return;
            }
        };
        let planned = WhatIfPlan {
            name: case.name.clone(),
            situation: case.situation.to_text(),
            policy: case.policy.text.clone(),
            plan: plan.to_text(),
        };
        if !say(Said::Progress(WhatIfProgress { done, all })) || !say(Said::Plan(planned)) {
            return;
        }
    }
}
