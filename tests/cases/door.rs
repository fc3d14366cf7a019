//! The door: health, reflection, watching orders, and an end that open streams do not hold up.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::collections::BTreeSet;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
use yicang_proto::v1;
use yicang_proto::v1::watch_orders_response::Event;
use yicang_tests::SMALL;
use yicang_tests::centre::Centre;
use yicang_tests::mouth::{Mouth, need, reserve};
use yicang_tlog::{Leaf, UnverifiedProof};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

#[tokio::test(flavor = "multi_thread")]
async fn health_and_reflection_answer() {
    let mut centre = Centre::init(PROGRAM, SMALL);
    centre.start();
    let mut health = HealthClient::new(centre.channel().await);
    for service in ["", "yicang.v1.FieldService", "yicang.v1.DispatchService"] {
        let answer = health.check(HealthCheckRequest { service: service.into() }).await.unwrap().into_inner();
        assert_eq!(answer.status(), ServingStatus::Serving, "{service:?}");
    }
    let ask = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut reflection = ServerReflectionClient::new(centre.channel().await);
    let mut answers = reflection.server_reflection_info(tokio_stream::iter([ask])).await.unwrap().into_inner();
    let answer = answers.message().await.unwrap().unwrap().message_response.unwrap();
    let MessageResponse::ListServicesResponse(list) = answer else { panic!("{answer:?}") };
    let names: BTreeSet<_> = list.service.iter().map(|service| service.name.as_str()).collect();
    for service in ["yicang.v1.FieldService", "yicang.v1.DispatchService", "grpc.health.v1.Health"] {
        assert!(names.contains(service), "{service} is not in {names:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_comes_with_its_proof_and_an_open_watch_does_not_hold_up_the_end() {
    let mut centre = Centre::init(PROGRAM, SMALL);
    centre.start();
    let (mut d1, mut camp, d2) = (Mouth::new("D1"), Mouth::new("CAMP"), Mouth::new("D2"));
    centre.enrol(&d1, &["D1"], &[]).await;
    centre.enrol(&d2, &["D2"], &[]).await;
    centre.enrol(&camp, &[], &["CAMP"]).await;
    let mut field = centre.field().await;
    let mut watch = field.watch_orders(d1.watch(true, false)).await.unwrap().into_inner();
    let first = watch.message().await.unwrap().unwrap().event.unwrap();
    assert!(matches!(first, Event::CaughtUp(_)), "there is nothing yet: {first:?}");

    let drafts = [d1.draft(reserve("D1", "WATER", 50)), camp.draft(need("CAMP", "WATER", "urgent", 30))];
    for (mouth, draft) in [&d1, &camp].into_iter().zip(&drafts) {
        field.submit_report(v1::SubmitReportRequest { report: Some(mouth.sign(draft)) }).await.unwrap();
    }
    let decided = centre.plan_and_approve("floor-then-class").await;
    assert_eq!(decided.orders, 1);

    // That it must leave soon may be told first.
    let update = loop {
        match watch.message().await.unwrap().unwrap().event.unwrap() {
            Event::Update(update) => break update,
            Event::Notice(notice) => assert_eq!(notice.kind, "NEEDED_BY"),
            Event::CaughtUp(_) => panic!("no update"),
        }
    };
    let order = update.order.unwrap();
    assert_eq!((order.quantity, order.site_id.as_str()), (30, "CAMP"));
    let proof = UnverifiedProof::parse(&update.tlog_proof).unwrap();
    let proof = proof.verify(&centre.log_key(), &update.decision_leaf).unwrap();
    assert_eq!(proof.index(), order.decision_index);
    let leaf = Leaf::parse(&update.decision_leaf).unwrap();
    let plan: [u8; 32] = order.plan_sha256.try_into().unwrap();
    assert!(leaf.blobs_as("plan").any(|hash| hash == plan), "the leaf names the plan of the order");
    assert!(centre.public().join("blob").join(yicang_tlog::hex(&plan)).is_file());

    // Another depot is not shown it, and a stranger nothing at all.
    let mut others = field.watch_orders(d2.watch(false, true)).await.unwrap().into_inner();
    let only = others.message().await.unwrap().unwrap().event.unwrap();
    assert!(matches!(only, Event::CaughtUp(_)), "{only:?}");
    assert!(others.message().await.unwrap().is_none());
    assert!(field.watch_orders(Mouth::new("D1").watch(false, true)).await.is_err());

    assert!(centre.stop().success(), "{}", centre.said());
}
