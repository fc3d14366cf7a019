//! The life of a need through the centre's own doors: stale, withdrawn, rejected; and after a restart.

use crate::tests::support::{TestCentre, need, reserve, signed, step};
use tonic::{Code, Request};
use yicang_proto::status::faults_of;
use yicang_proto::time::time_to_wire;
use yicang_proto::v1::command::Body;
use yicang_proto::v1::dispatch_service_server::DispatchService as _;
use yicang_proto::v1::{self, NeedExplanation, report};

const HOUR: i64 = 3_600;

/// A centre by the policy that ships, with 100 of water, and S1 verified for 40 of it.
async fn trial() -> TestCentre {
    let trial = TestCentre::new().await;
    let trial = trial
        .restart(|folder| {
            let shipped = crate::setup::policies::text("floor-then-class").unwrap();
            std::fs::write(folder.root().join("own.policy"), shipped).unwrap();
        })
        .await;
    trial.send(signed("A-D1", 1, reserve("D1", "WATER", 100))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 50, "urgent"))).await.unwrap();
    let line = v1::VerifiedLine {
        site_id: "S1".into(),
        item_id: "WATER".into(),
        entitlement: 40,
        basis: "counted".into(),
        ..v1::VerifiedLine::default()
    };
    give(&trial, Body::VerifyNeeds(v1::VerifyNeeds { lines: vec![line] })).await.unwrap();
    trial
}

async fn give(trial: &TestCentre, body: Body) -> Result<u64, tonic::Status> {
    let ask = v1::GiveCommandRequest { command: Some(trial.command(body)) };
    let dispatch = crate::server::dispatch_service::Dispatch(trial.centre.clone());
    Ok(dispatch.give_command(Request::new(ask)).await?.into_inner().entry_index)
}

async fn explained(trial: &TestCentre, site: &str) -> NeedExplanation {
    let ask = v1::ExplainNeedRequest { site_id: site.into(), item_id: "WATER".into(), plan_id: String::new() };
    let dispatch = crate::server::dispatch_service::Dispatch(trial.centre.clone());
    dispatch.explain_need(Request::new(ask)).await.unwrap().into_inner().needs.remove(0)
}

fn unmet(told: &NeedExplanation) -> Vec<(&str, u64)> {
    told.unmet.iter().map(|line| (line.reason.as_str(), line.quantity)).collect()
}

#[tokio::test]
async fn a_stale_need_gets_its_floor_and_explain_says_so() {
    let trial = trial().await;
    trial.plan().await;
    let told = explained(&trial, "S1").await;
    assert_eq!((told.claimed, told.allocated, unmet(&told)), (50, 50, vec![]), "there is surplus");
    trial.pass(49 * HOUR);
    trial.plan().await;
    let told = explained(&trial, "S1").await;
    assert_eq!((told.claimed, told.allocated, unmet(&told)), (50, 12, vec![("STALE", 38)]));
    assert_eq!(told.unmet[0].sentence_zh, "超过时限未重新上报");
    let said: Vec<_> = told.history.iter().map(|change| change.sentence_en.as_str()).collect();
    assert_eq!(said, ["claimed 50 (urgent)", "verified: 40"]);
    let trial = trial.restart(|_| {}).await;
    assert_eq!(explained(&trial, "S1").await, told, "a restart knows as much");
    trial.send(signed("A-S1", 2, need("S1", "WATER", 50, "urgent"))).await.unwrap();
    trial.plan().await;
    assert_eq!(explained(&trial, "S1").await.allocated, 50, "it was renewed");
}

#[tokio::test]
async fn a_need_that_nobody_verified_is_stale_at_nothing_and_is_explained_nevertheless() {
    let trial = trial().await;
    trial.send(signed("A-S2", 1, need("S2", "WATER", 70, "routine"))).await.unwrap();
    trial.plan().await;
    let told = explained(&trial, "S2").await;
    // What nobody is entitled to is shared by what is asked: 60 for 10 more of S1, and 70.
    assert_eq!((told.allocated, unmet(&told)), (52, vec![("UNVERIFIED", 18)]));
    assert_eq!(told.entitlement_way.as_ref().unwrap().code, "NOTHING");
    trial.pass(49 * HOUR);
    trial.plan().await;
    let told = explained(&trial, "S2").await;
    assert_eq!((told.claimed, told.allocated, unmet(&told)), (70, 0, vec![("STALE", 70)]));
}

#[tokio::test]
async fn needs_are_withdrawn_by_their_site_and_rejected_by_a_coordinator() {
    let trial = trial().await;
    let reject = |site: &str, reason: &str| {
        Body::RejectNeed(v1::RejectNeed { site_id: site.into(), item_id: "WATER".into(), reason: reason.into() })
    };
    let refused = give(&trial, reject("S2", "no such camp")).await.unwrap_err();
    assert_eq!((refused.code(), refused.message()), (Code::NotFound, "there is no open need S2/WATER"));
    for reason in ["", " blank", "two\nlines", &"x".repeat(501)] {
        let refused = give(&trial, reject("S1", reason)).await.unwrap_err();
        assert!(refused.message().contains("reject_need.reason: is not one line of 1 to 500 bytes"), "{refused}");
    }
    give(&trial, reject("S1", &"x".repeat(500))).await.unwrap();
    assert_eq!(trial.plan().await.needs, 0);
    trial.send(signed("A-S1", 2, need("S1", "WATER", 50, "urgent"))).await.unwrap();
    assert_eq!(trial.plan().await.needs, 1, "a site may ask again");
    // Nothing is asked for: whatever the class is called.
    trial.send(signed("A-S1", 3, need("S1", "WATER", 0, "none"))).await.unwrap();
    assert_eq!(trial.plan().await.needs, 0);
    trial.centre.finish().await;
}

/// Somebody on the telephone says so, at a moment.
fn told(trial: &TestCentre, body: v1::record_on_behalf::Body) -> v1::RecordOnBehalf {
    let said_at = Some(time_to_wire(trial.now()));
    v1::RecordOnBehalf { who: "Dr Li".into(), how: "telephone".into(), said_at, body: Some(body) }
}

fn told_need(site: &str, quantity: u64) -> v1::record_on_behalf::Body {
    let report::Body::Need(said) = need(site, "WATER", quantity, "urgent") else { panic!("a need") };
    v1::record_on_behalf::Body::Need(said)
}

#[tokio::test]
async fn a_coordinator_records_a_need_and_a_receipt_for_somebody_who_telephoned() {
    let trial = trial().await;
    give(&trial, Body::RecordOnBehalf(told(&trial, told_need("S2", 30)))).await.unwrap();
    let plan = trial.plan().await;
    let explained_s2 = explained(&trial, "S2").await;
    assert_eq!((explained_s2.claimed, explained_s2.allocated), (30, 30));
    assert_eq!(
        explained_s2.history[0].sentence_en,
        "claimed 30 (urgent), recorded by a coordinator; the site has not signed it"
    );
    trial.approve(&plan).await.unwrap();
    let order = trial.orders().into_iter().find(|order| order.site_id == "S2").unwrap();
    trial.send(signed("A-D1", 2, step(&order.order_id, v1::Step::Shipped, 30))).await.unwrap();
    let came = |step: v1::Step, quantity| {
        v1::record_on_behalf::Body::Received(v1::StepReport {
            order_id: order.order_id.clone(),
            step: step.into(),
            quantity,
            ..v1::StepReport::default()
        })
    };
    let refused = give(&trial, Body::RecordOnBehalf(told(&trial, came(v1::Step::Shipped, 30)))).await.unwrap_err();
    assert!(refused.message().contains("only that it arrived, was received, or a correction"), "{refused}");
    let record = give(&trial, Body::RecordOnBehalf(told(&trial, came(v1::Step::Received, 30)))).await.unwrap();
    trial.centre.durable(record + 1).await.unwrap();
    let state = trial.centre.state().board.orders[&order.order_id.parse().unwrap()].status();
    assert_eq!(state, yicang_domain::order::Status::Received);
    let trial = trial.restart(|_| {}).await;
    assert_eq!(trial.centre.state().board.orders[&order.order_id.parse().unwrap()].status(), state);
    let folder = trial.folder();
    let log = yicang_writer::keys::load(folder.root()).unwrap().verifier().clone();
    trial.centre.finish().await;
    let public = yicang_auditor::source::Folder(folder.public());
    let audit = yicang_auditor::audit::audit(&public, &log, &mut |_, _, _| {}).unwrap();
    assert_eq!(audit.findings, []);
}

#[tokio::test]
async fn what_is_wrong_with_a_record_for_somebody_is_named_all_of_it() {
    let trial = trial().await;
    let refused = async |ask: v1::RecordOnBehalf| {
        let refused = give(&trial, Body::RecordOnBehalf(ask)).await.unwrap_err();
        faults_of(&refused).into_iter().map(|fault| fault.field).collect::<Vec<_>>()
    };
    let good = told(&trial, told_need("S2", 30));
    let none = v1::RecordOnBehalf { body: None, ..good.clone() };
    assert_eq!(refused(none).await, ["record_on_behalf.body"]);
    let at = |seconds| Some(time_to_wire(jiff::Timestamp::from_second(trial.now().as_second() + seconds).unwrap()));
    for (seconds, is_taken) in [(1, false), (-31 * 24 * HOUR, true), (-31 * 24 * HOUR - 1, false)] {
        let ask = v1::RecordOnBehalf { said_at: at(seconds), ..good.clone() };
        match is_taken {
            true => drop(give(&trial, Body::RecordOnBehalf(ask)).await.unwrap()),
            false => assert_eq!(refused(ask).await, ["record_on_behalf.said_at"]),
        }
    }
    let all = v1::RecordOnBehalf { who: String::new(), how: "x".repeat(51), body: Some(told_need("S9", 3)), ..good };
    assert_eq!(refused(all).await, ["record_on_behalf.who", "record_on_behalf.how", "need.site_id"]);
    trial.centre.finish().await;
}
