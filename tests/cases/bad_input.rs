//! Bad input gets one clear answer and loses nothing else: each case is a report that is wrong in one way, sent to a
//! real centre over TLS; afterwards a good one is accepted.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use prost::Message as _;
use tonic::{Code, Status};
use yicang_proto::status::{expected_sequence, faults_of, signed_sequence};
use yicang_proto::v1;
use yicang_tests::SMALL;
use yicang_tests::centre::Centre;
use yicang_tests::mouth::{Mouth, need, reserve, step};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

async fn send(centre: &Centre, report: v1::SignedReport) -> Result<v1::SubmitReportResponse, Status> {
    let report = Some(report);
    centre.field().await.submit_report(v1::SubmitReportRequest { report }).await.map(tonic::Response::into_inner)
}

/// A centre with an agent for the site CAMP.
async fn centre_and_camp() -> (Centre, Mouth) {
    let mut centre = Centre::init(PROGRAM, SMALL);
    centre.start();
    let camp = Mouth::new("CAMP");
    centre.enrol(&camp, &[], &["CAMP"]).await;
    (centre, camp)
}

fn with_lines(lines: Vec<v1::NeedLine>) -> v1::report::Body {
    v1::report::Body::Need(v1::NeedReport { site_id: "CAMP".into(), lines })
}

fn line(item: &str, class: &str, quantity: u64) -> v1::NeedLine {
    let (item_id, priority_class) = (item.to_owned(), class.to_owned());
    v1::NeedLine { item_id, quantity, priority_class, ..v1::NeedLine::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_report_gets_a_clear_answer_and_a_good_one_is_taken_afterwards() {
    let (centre, mut camp) = centre_and_camp().await;
    let faulty = [
        (need("CAMP", "GOLD", "urgent", 5), "need.lines[0].item_id: item GOLD is not in the catalogue"),
        (need("NOWHERE", "WATER", "urgent", 5), "need.site_id: site NOWHERE is not in the catalogue"),
        (need("CAMP", "WATER", "soon", 5), "need.lines[0].priority_class: \"soon\" is no class of the policy"),
        (need("CAMP", "WATER", "urgent", 1_000_000_000_001), "need.lines[0].quantity: 1000000000001 is too large;"),
        (need("CAMP", "WATER", "urgent", u64::MAX), "need.lines[0].quantity: 18446744073709551615 is too large;"),
        (need("CAMP", "a b", "urgent", 1), "need.lines[0].item_id: contains ' '"),
        (with_lines(vec![]), "need.lines: 0 lines; a report has 1 to 200, split it"),
        (with_lines(vec![line("WATER", "urgent", 1); 2]), "need.lines[1].item_id: WATER stands in line 0 already"),
        (step("P1-1", v1::Step::Picked, 1), "step.order_id: there is no order P1-1"),
        (step("P1-1", v1::Step::Unspecified, 1), "step.step: 0 is no step; send picked, shipped or received"),
    ];
    for (body, expected) in faulty {
        let draft = camp.draft(body);
        let refused = send(&centre, camp.sign(&draft)).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{expected}: {refused:?}");
        let faults: Vec<_> = faults_of(&refused).iter().map(ToString::to_string).collect();
        assert!(faults.len() == 1 && faults[0].starts_with(expected), "expected {expected:?}, got {faults:#?}");
        assert!(refused.message().contains(expected), "the message says it, too: {}", refused.message());
        camp.take_back();
    }
    let draft = camp.draft(need("CAMP", "WATER", "urgent", 1_000_000_000_000));
    assert!(send(&centre, camp.sign(&draft)).await.unwrap().receipt.is_some(), "the largest quantity is taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_faults_of_a_report_are_named_together() {
    let (centre, mut camp) = centre_and_camp().await;
    let draft = camp.draft(with_lines(vec![line("GOLD", "urgent", 1), line("WATER", "soon", 1), line("LEAD", "x", 1)]));
    let refused = send(&centre, camp.sign(&draft)).await.unwrap_err();
    let fields: Vec<_> = faults_of(&refused).into_iter().map(|fault| fault.field).collect();
    let expected = [
        "need.lines[0].item_id",
        "need.lines[1].priority_class",
        "need.lines[2].item_id",
        "need.lines[2].priority_class",
    ];
    assert_eq!(fields, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_speaks_is_checked_before_what_is_said() {
    let (centre, mut camp) = centre_and_camp().await;

    let mut stranger = Mouth::new("STRANGER");
    let draft = stranger.draft(need("CAMP", "WATER", "urgent", 1));
    let refused = send(&centre, stranger.sign(&draft)).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    assert_eq!(refused.message(), "agent \"STRANGER\" is not enrolled");

    let mut impostor = Mouth::new("CAMP");
    let draft = impostor.draft(need("CAMP", "WATER", "urgent", 1));
    let refused = send(&centre, impostor.sign(&draft)).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    assert!(refused.message().contains("signature"), "{}", refused.message());

    let draft = camp.draft(need("CAMP", "WATER", "urgent", 1));
    let mut spoilt = camp.sign(&draft);
    *spoilt.report.last_mut().unwrap() ^= 1;
    assert_eq!(send(&centre, spoilt).await.unwrap_err().code(), Code::Unauthenticated);
    camp.take_back();

    let garbage = camp.sign_bytes(vec![0xff; 40]);
    let refused = send(&centre, garbage).await.unwrap_err();
    assert!(matches!(refused.code(), Code::InvalidArgument | Code::Unauthenticated), "{refused:?}");

    for (body, field) in
        [(need("CLINIC", "WATER", "urgent", 1), "need.site_id"), (reserve("D1", "WATER", 1), "reserve.depot_id")]
    {
        let draft = camp.draft(body);
        let refused = send(&centre, camp.sign(&draft)).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{refused:?}");
        assert_eq!(faults_of(&refused)[0].field, field);
        assert!(refused.message().contains("may not report for"), "{}", refused.message());
        camp.take_back();
    }
    assert!(centre.field().await.submit_report(v1::SubmitReportRequest { report: None }).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sequence_is_neither_replayed_nor_skipped_and_a_resent_report_gets_its_receipt() {
    let (centre, mut camp) = centre_and_camp().await;
    let first = camp.draft(need("CAMP", "WATER", "urgent", 1));
    let first = camp.sign(&first);
    let receipt = send(&centre, first.clone()).await.unwrap();
    assert_eq!(send(&centre, first).await.unwrap(), receipt, "the same bytes, the same receipt");

    let mut replayed = camp.draft(need("CAMP", "WATER", "urgent", 2));
    replayed.sequence = 1;
    let refused = send(&centre, camp.sign(&replayed)).await.unwrap_err();
    assert_eq!(
        (refused.code(), refused.message()),
        (Code::FailedPrecondition, "sequence 1 was used already; 2 is due")
    );
    assert_eq!(expected_sequence(&refused), Some(2));

    let mut skipped = camp.draft(need("CAMP", "WATER", "urgent", 2));
    skipped.sequence = 9;
    let refused = send(&centre, camp.sign(&skipped)).await.unwrap_err();
    assert_eq!(refused.message(), "sequence 9 skips a report; 2 is due");
    assert_eq!(expected_sequence(&refused), Some(2));
    // The signed word comes through the network beside the details.
    let said = signed_sequence(&refused).unwrap();
    let said = v1::SequenceStatement::decode(said.statement.as_slice()).unwrap();
    assert_eq!((said.expected_sequence, said.agent_id), (2, skipped.agent_id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_goes_on_after_a_refusal() {
    let (centre, mut camp) = centre_and_camp().await;
    let good = camp.draft(need("CAMP", "WATER", "urgent", 1));
    let good = camp.sign(&good);
    let bad = camp.draft(need("CAMP", "GOLD", "urgent", 1));
    let bad = camp.sign(&bad);
    camp.take_back();
    let next = camp.draft(need("CAMP", "MASK", "urgent", 1));
    let next = camp.sign(&next);
    let requests = [good, bad, next].map(|report| v1::SubmitReportsRequest { report: Some(report) });
    let mut answers = centre.field().await.submit_reports(tokio_stream::iter(requests)).await.unwrap().into_inner();
    let mut outcomes = Vec::new();
    while let Some(answer) = answers.message().await.unwrap() {
        outcomes.push(match answer.outcome.unwrap() {
            v1::submit_reports_response::Outcome::Receipt(_) => "receipt".to_owned(),
            v1::submit_reports_response::Outcome::Refusal(refusal) => refusal.faults[0].field.clone(),
        });
    }
    assert_eq!(outcomes, ["receipt", "need.lines[0].item_id", "receipt"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_over_long_message_is_refused_with_its_limit() {
    let (centre, mut camp) = centre_and_camp().await;
    let mut draft = camp.draft(need("CAMP", "WATER", "urgent", 1));
    draft.note = "x".repeat(200 * 1024);
    let refused = send(&centre, camp.sign(&draft)).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument, "{refused:?}");
    assert!(refused.message().contains("131072"), "the limit is said: {}", refused.message());
    draft.note = "x".repeat(8 << 20);
    let refused = send(&centre, camp.sign(&draft)).await.unwrap_err();
    assert!(!refused.message().is_empty(), "{refused:?}");
    // The centre still stands, and so does the sequence.
    draft.note.clear();
    assert!(send(&centre, camp.sign(&draft)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_for_coordinators_and_name_every_fault() {
    let (centre, camp) = centre_and_camp().await;
    let mut dispatch = centre.dispatch().await;
    let run = || {
        v1::command::Body::RunCycle(v1::RunCycle {
            policy: "no-such-policy".into(),
            policy_text: String::new(),
            second_level: v1::SecondLevel::Minutes.into(),
        })
    };
    let refused = dispatch.run_cycle(v1::RunCycleRequest { command: Some(camp.command(run())) }).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied, "{refused:?}");
    let command = Some(centre.coordinator().command(run()));
    let refused = dispatch.run_cycle(v1::RunCycleRequest { command }).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument, "{refused:?}");
    assert!(refused.message().contains("no-such-policy"), "{}", refused.message());
    let enrol = v1::command::Body::EnrolAgent(v1::EnrolAgent {
        agent_id: "X".into(),
        public_key: vec![0; 32],
        depot_ids: vec!["D9".into()],
        site_ids: vec!["NOWHERE".into()],
        ..v1::EnrolAgent::default()
    });
    let command = Some(centre.coordinator().command(enrol));
    let refused = dispatch.enrol_agent(v1::EnrolAgentRequest { command }).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument, "{refused:?}");
    assert_eq!(faults_of(&refused).len(), 3, "{:#?}", faults_of(&refused));
    let approve = v1::command::Body::ApprovePlan(v1::ApprovePlan { plan_id: "P999".into(), plan_sha256: vec![0; 32] });
    let command = Some(centre.coordinator().command(approve));
    let refused = dispatch.approve_plan(v1::ApprovePlanRequest { command }).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound, "{refused:?}");
}
