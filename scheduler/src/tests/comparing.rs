//! "What if", at the centre's own door: what it answers, what it refuses, and that it leaves no trace.

use crate::offline::{self, Moment, PlanCommand};
use crate::server::dispatch_service::Dispatch;
use crate::tests::support::{TestCentre, need, reserve, signed};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tokio_stream::StreamExt as _;
use tonic::{Code, Request};
use yicang_domain::comparing::{Diff, Side, served};
use yicang_domain::{NeedKey, Plan, Policy, Situation};
use yicang_proto::status::faults_of;
use yicang_proto::v1::dispatch_service_server::DispatchService as _;
use yicang_proto::v1::what_if_response::Said;
use yicang_proto::v1::{WhatIfCase, WhatIfPlan, WhatIfProgress, WhatIfRequest};

/// Every file of a folder with its bytes.
fn bytes(dir: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
        match entry.path().is_dir() {
            true => bytes(&entry.path(), into),
            false => {
                into.insert(entry.path().display().to_string(), std::fs::read(entry.path()).unwrap());
            }
        }
    }
}

fn case(name: &str, edits: &[&str]) -> WhatIfCase {
    let edits = edits.iter().map(|edit| (*edit).to_owned()).collect();
    WhatIfCase { name: name.into(), edits, ..WhatIfCase::default() }
}

fn asked(cases: Vec<WhatIfCase>) -> Request<WhatIfRequest> {
    Request::new(WhatIfRequest { cases, ..WhatIfRequest::default() })
}

/// A centre with 50 units of water, of which S1 and S2 want 40 each.
async fn short_of_water() -> (TestCentre, Dispatch) {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, reserve("D1", "WATER", 50))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 40, "urgent"))).await.unwrap();
    trial.send(signed("A-S2", 1, need("S2", "WATER", 40, "urgent"))).await.unwrap();
    let service = Dispatch(Arc::clone(&trial.centre));
    (trial, service)
}

async fn plans(service: &Dispatch, cases: Vec<WhatIfCase>) -> (Vec<WhatIfPlan>, Vec<(u32, u32)>) {
    let mut stream = service.what_if(asked(cases)).await.unwrap().into_inner();
    let (mut plans, mut progress) = (Vec::new(), Vec::new());
    while let Some(answer) = stream.next().await {
        match answer.unwrap().said.unwrap() {
            Said::Plan(plan) => plans.push(plan),
            Said::Progress(WhatIfProgress { done, all }) => progress.push((done, all)),
        }
    }
    (plans, progress)
}

fn gets(plan: &WhatIfPlan, site: &str) -> u64 {
    let (situation, policy) =
        (Situation::from_text(&plan.situation).unwrap(), Policy::from_text(&plan.policy).unwrap());
    let read = Plan::from_text(&plan.plan).unwrap();
    let key = NeedKey { site: site.parse().unwrap(), item: "WATER".parse().unwrap() };
    let side = Side { situation: &situation, policy: &policy, plan: Some(&read) };
    served(side).get(&key).copied().unwrap_or(0)
}

#[tokio::test]
async fn what_if_answers_case_by_case_and_leaves_no_trace() {
    let (trial, service) = short_of_water().await;
    let newest = trial.plan().await.plan_id;
    let journal_and_log = || {
        let mut files = BTreeMap::new();
        bytes(trial.folder().root(), &mut files);
        // What is in the index follows from the journal, and is kept in order in its own time.
        let index = trial.folder().seen_index().parent().unwrap().display().to_string();
        files.retain(|path, _| !path.starts_with(&index));
        assert!(files.keys().any(|path| path.contains("public")) && files.len() > 10, "{:?}", files.keys());
        files
    };
    let (before, upto) = (journal_and_log(), trial.centre.state().board.applied_upto);
    let cases = vec![
        case("more", &["stock D1/WATER=+30"]),
        case("closed", &["close D1-S2"]),
        case("both", &["stock D1/WATER=80", "need S1/WATER=10", "need S2/WATER=60:urgent"]),
    ];
    let (plans, progress) = plans(&service, cases).await;
    assert_eq!(progress, [(1, 4), (2, 4), (3, 4), (4, 4)]);
    let names: Vec<_> = plans.iter().map(|plan| plan.name.as_str()).collect();
    assert_eq!(names, ["", "more", "closed", "both"]);
    let sums: Vec<_> = plans.iter().map(|plan| (gets(plan, "S1"), gets(plan, "S2"))).collect();
    assert_eq!(sums[0].0 + sums[0].1, 50);
    assert_eq!(sums[1..], [(40, 40), (40, 0), (10, 60)]);
    assert!(before == journal_and_log(), "a file is another one than before");
    assert_eq!(trial.centre.state().board.applied_upto, upto);
    assert_eq!(trial.centre.state().plan("").unwrap().summary.plan_id, newest, "it is never the newest");
}

#[tokio::test]
async fn the_tables_of_a_case_make_the_same_plan_without_a_centre() {
    let (trial, service) = short_of_water().await;
    let made = trial.plan().await;
    trial.approve(&made).await.unwrap();
    trial.send(signed("A-S1", 2, need("S1", "RICE", 7, "urgent"))).await.unwrap();
    let edits = ["stock D1/WATER=+17", "stock D1/RICE=+5", "close D1-S2"];
    let (plans, _) = plans(&service, vec![case("a", &edits)]).await;
    let tried = &plans[1];
    let situation = Situation::from_text(&tried.situation).unwrap();
    assert!(situation.needs.values().any(|need| need.covered.units() > 0), "something is on order");
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in yicang_exchange::in_folder(&situation) {
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    std::fs::write(dir.path().join("rules.policy"), &tried.policy).unwrap();
    let now = Moment { at: situation.now, offset_seconds: situation.offset };
    let command = PlanCommand {
        from: dir.path().into(),
        policy: dir.path().join("rules.policy").display().to_string(),
        out: dir.path().join("plan"),
        seed: situation.seed.clone(),
        now: Some(now),
        ..PlanCommand::default()
    };
    let outcome = offline::plan(&command, now.at).unwrap();
    let there = Plan::from_text(&tried.plan).unwrap();
    assert_eq!((&outcome.plan.shipments, &outcome.plan.unmet), (&there.shipments, &there.unmet));
    assert_eq!((&outcome.plan.service, outcome.plan.cost), (&there.service, there.cost));
    assert!(!there.shipments.is_empty() && !there.unmet.is_empty());
    let policy = Policy::from_text(&tried.policy).unwrap();
    let side = |plan| Side { situation: &situation, policy: &policy, plan: Some(plan) };
    assert!(Diff::of(side(&there), side(&outcome.plan)).is_empty());
}

#[tokio::test]
async fn a_question_names_every_fault_in_both_languages() {
    let (_trial, service) = short_of_water().await;
    let many = |count: usize| vec![case("a", &["close D1-S1"]); count];
    let long: Vec<_> = std::iter::repeat_n("stock D1/WATER=+1", 101).collect();
    let asks: Vec<(WhatIfRequest, &str, &str, &str)> = vec![
        (WhatIfRequest::default(), "cases", "no case is asked", "没有写出任何假设"),
        (WhatIfRequest { cases: many(9), ..Default::default() }, "cases", "at most 8 at once", "一次至多 8 个"),
        (WhatIfRequest { cases: many(2), ..Default::default() }, "cases[1].name", "are called a", "都名为 a"),
        (WhatIfRequest { cases: vec![case("a", &long)], ..Default::default() }, "cases[0].edits", "100", "100"),
        (
            WhatIfRequest { cases: vec![case("a", &[])], ..Default::default() },
            "cases[0]",
            "changes nothing",
            "没有改动",
        ),
        (
            WhatIfRequest { cases: vec![case("../a", &["close D1-S1"])], ..Default::default() },
            "cases[0].name",
            "is no name of a case",
            "不能作为假设的名称",
        ),
        (
            WhatIfRequest { cases: many(1), seconds_max: 601, ..Default::default() },
            "seconds_max",
            "1 to 600 seconds",
            "1 至 600 秒",
        ),
        (
            WhatIfRequest { cases: many(1), second_level: "money".into(), ..Default::default() },
            "second_level",
            "nothing that can be made least",
            "不是可取最小的目标",
        ),
    ];
    for (ask, field, english, chinese) in asks {
        for (language, part) in [("en", english), ("zh", chinese)] {
            let mut request = Request::new(ask.clone());
            request.metadata_mut().insert("accept-language", language.parse().unwrap());
            let refused = service.what_if(request).await.unwrap_err();
            let faults = faults_of(&refused);
            assert_eq!(refused.code(), Code::InvalidArgument);
            let found = faults.iter().find(|fault| fault.field == field);
            let found = found.unwrap_or_else(|| panic!("{field}: {faults:?}"));
            assert!(found.problem.to_string().contains(part), "{found}");
        }
    }
    let wrong = vec![case("a", &["stock D9/WATER=1", "close D1-S1"]), case("b", &["open D1-S1"])];
    let refused = service.what_if(asked(wrong)).await.unwrap_err();
    let fields: Vec<_> = faults_of(&refused).into_iter().map(|fault| fault.field).collect();
    assert_eq!(fields, ["cases[0].edits[0]", "cases[1].edits[0]"]);
}

#[tokio::test]
async fn the_work_ends_when_the_caller_leaves() {
    let (trial, service) = short_of_water().await;
    let cases = (0..8).map(|n| case(&format!("c{n}"), &["stock D1/WATER=+1"])).collect();
    let mut stream = service.what_if(asked(cases)).await.unwrap().into_inner();
    stream.next().await.unwrap().unwrap();
    drop(stream);
    // The channel holds two answers: without an end, the other plans would wait here for ever, and keep the place.
    let both = trial.centre.explaining.acquire_many(2).await.unwrap();
    assert_eq!(trial.centre.explaining.available_permits(), 0);
    drop(both);
}
