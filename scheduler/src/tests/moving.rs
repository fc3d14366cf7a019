//! Orders on their way, from the wire to the auditor: early receipts, corrections, returns, what is cancelled, disputed
//! and carried together.

use crate::tests::lots::{audited, give, lots};
use crate::tests::support::{TestCentre, need, signed, step};
use prost::Message as _;
use tonic::{Code, Request, Status};
use yicang_domain::order::Progress;
use yicang_proto::order::order_to_wire;
use yicang_proto::status::faults_of;
use yicang_proto::v1::command::Body;
use yicang_proto::v1::dispatch_service_server::DispatchService as _;
use yicang_proto::v1::report::Body as Said;
use yicang_proto::v1::{self, OrderStatus, Step};

fn service(trial: &TestCentre) -> crate::server::dispatch_service::Dispatch {
    crate::server::dispatch_service::Dispatch(std::sync::Arc::clone(&trial.centre))
}

async fn entry_of(trial: &TestCentre, signed: v1::SignedReport) -> u64 {
    let receipt = trial.send(signed).await.unwrap();
    v1::Receipt::decode(receipt.receipt.as_slice()).unwrap().entry_index
}

/// A step that takes the place of the one in an entry.
fn correction(order: &str, of: Step, quantity: u64, corrects: u64) -> Said {
    let Said::Step(report) = step(order, of, quantity) else { unreachable!("a step") };
    Said::Step(v1::StepReport { corrects, ..report })
}

async fn cancel(trial: &TestCentre, order: &str, reason: &str) -> Result<u64, Status> {
    give(trial, Body::CancelOrder(v1::CancelOrder { order_id: order.into(), reason: reason.into() })).await
}

async fn settle(trial: &TestCentre, site: &str, reason: &str) -> Result<u64, Status> {
    let (site_id, item_id, reason) = (site.into(), "WATER".into(), reason.into());
    give(trial, Body::SettleDispute(v1::SettleDispute { site_id, item_id, reason })).await
}

async fn disputes(trial: &TestCentre) -> Vec<v1::Dispute> {
    let ask = Request::new(v1::ListDisputesRequest {});
    service(trial).list_disputes(ask).await.unwrap().into_inner().disputes
}

/// The order of the newest plan to a site.
async fn order_to(trial: &TestCentre, site: &str) -> String {
    let plan = trial.plan().await;
    trial.approve(&plan).await.unwrap();
    let mine = trial.orders_that(|order| order.site().as_str() == site && order.id.as_str().starts_with(&plan.plan_id));
    mine[0].order_id.clone()
}

/// The order as its watchers are told of it, once all that was said of it has come there.
async fn told(trial: &TestCentre, order: &str) -> v1::DispatchOrder {
    for _ in 0..100_000 {
        let known = trial.centre.state().board.orders.get(&order.parse().unwrap()).cloned();
        let listed = trial.centre.orders.list(|known| known.id.as_str() == order);
        if listed.first().map(|listed| listed.order()) == known.as_ref() {
            return order_to_wire(listed[0].order(), listed[0].plan_sha256());
        }
        tokio::task::yield_now().await;
    }
    panic!("watchers of {order} are not told how far it is");
}

async fn with_policy() -> TestCentre {
    let trial = TestCentre::new().await;
    trial
        .restart(|folder| {
            let path = folder.root().join("own.policy");
            let policy = std::fs::read_to_string(&path).unwrap();
            std::fs::write(&path, format!("{policy}leaves-within 6 free\ndisputes-after 2\n")).unwrap();
        })
        .await
}

#[tokio::test]
async fn every_word_on_an_order_is_kept_counted_once_and_replayed() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, lots(&[("L1", 100)]))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 40, "urgent"))).await.unwrap();
    let order = order_to(&trial, "S1").await;
    trial.send(signed("A-D1", 2, step(&order, Step::Confirmed, 0))).await.unwrap();
    assert_eq!(told(&trial, &order).await.status(), OrderStatus::Confirmed);
    // The site has it before the depot has said a word.
    let received = entry_of(&trial, signed("A-S1", 2, step(&order, Step::Received, 33))).await;
    assert!(told(&trial, &order).await.depot_is_silent);
    trial.send(signed("A-D1", 3, step(&order, Step::Shipped, 40))).await.unwrap();
    let wire = told(&trial, &order).await;
    assert_eq!((wire.depot_is_silent, wire.shipped, wire.received), (false, 40, 33));
    // It was 38: its own agent may say so, the depot's may not.
    let foreign = trial.send(signed("A-D1", 4, correction(&order, Step::Received, 38, received))).await.unwrap_err();
    assert_eq!(foreign.code(), Code::PermissionDenied);
    let corrected = entry_of(&trial, signed("A-S1", 3, correction(&order, Step::Received, 38, received))).await;
    let again = trial.send(signed("A-S1", 4, correction(&order, Step::Received, 40, received))).await.unwrap_err();
    let said = &faults_of(&again)[0];
    assert_eq!(said.field, "step");
    assert!(said.problem.to_string().contains(&format!("corrected already by entry {corrected}")), "{said}");
    // A coordinator may, on behalf of the site.
    let body = v1::record_on_behalf::Body::Received(match correction(&order, Step::Received, 39, corrected) {
        Said::Step(step) => step,
        _ => unreachable!("a step"),
    });
    let said_at = Some(yicang_proto::time::time_to_wire(trial.now()));
    let record = v1::RecordOnBehalf { who: "Li".into(), how: "telephone".into(), said_at, body: Some(body) };
    give(&trial, Body::RecordOnBehalf(record)).await.unwrap();
    assert_eq!(told(&trial, &order).await.received, 39);
    let board = trial.centre.state().board.clone();
    let trial = trial.restart(|_| {}).await;
    assert_eq!(trial.centre.state().board, board, "a restart reads the same");
    assert_eq!(told(&trial, &order).await.received, 39);
    trial.plan().await;
    assert_eq!(audited(&trial).await.0, Vec::<String>::new());
}

#[tokio::test]
async fn an_order_is_cancelled_inside_the_fence_and_a_return_is_counted_by_the_depot() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, lots(&[("L1", 100)]))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 40, "urgent"))).await.unwrap();
    let order = order_to(&trial, "S1").await;
    let refused = cancel(&trial, &order, " ").await.unwrap_err();
    assert_eq!((refused.code(), faults_of(&refused)[0].field.as_str()), (Code::InvalidArgument, "cancel_order.reason"));
    assert_eq!(cancel(&trial, "P9-9", "no").await.unwrap_err().code(), Code::NotFound);
    let record = cancel(&trial, &order, "the ward is closed").await.unwrap();
    let known = told(&trial, &order).await;
    assert_eq!(known.status(), OrderStatus::Cancelled);
    assert_eq!(trial.centre.state().board.orders[&order.parse().unwrap()].cancelled_by, Some(record));
    assert_eq!(cancel(&trial, &order, "again").await.unwrap_err().code(), Code::FailedPrecondition);
    assert!(trial.send(signed("A-D1", 2, step(&order, Step::Shipped, 40))).await.is_err());
    // The need is open again; this lorry breaks down.
    let order = order_to(&trial, "S1").await;
    trial.send(signed("A-D1", 2, step(&order, Step::Shipped, 40))).await.unwrap();
    assert_eq!(cancel(&trial, &order, "too late").await.unwrap_err().code(), Code::FailedPrecondition);
    trial.send(signed("A-D1", 3, step(&order, Step::Returned, 38))).await.unwrap();
    let stock = trial.centre.state().board.stock_of(&crate::tests::lots::lot("L1")).unwrap();
    assert_eq!(stock.map(|units| units.units()), [98, 0]);
    trial.plan().await;
    let board = trial.centre.state().board.clone();
    let trial = trial.restart(|_| {}).await;
    assert_eq!(trial.centre.state().board, board);
    assert_eq!(audited(&trial).await.0, Vec::<String>::new());
}

#[tokio::test]
async fn what_comes_short_twice_is_served_again_when_a_coordinator_has_decided() {
    let trial = with_policy().await;
    trial.send(signed("A-D1", 1, lots(&[("L1", 200)]))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 40, "urgent"))).await.unwrap();
    assert_eq!(settle(&trial, "S1", "nothing").await.unwrap_err().code(), Code::NotFound);
    let (mut depot, mut site) = (1, 1);
    for accepted in [0, 10] {
        let order = order_to(&trial, "S1").await;
        (depot, site) = (depot + 1, site + 1);
        let shipped = told(&trial, &order).await.quantity;
        trial.send(signed("A-D1", depot, step(&order, Step::Shipped, shipped))).await.unwrap();
        trial.send(signed("A-S1", site, step(&order, Step::Received, accepted))).await.unwrap();
    }
    let listed = disputes(&trial).await;
    assert_eq!((listed.len(), listed[0].site_id.as_str(), listed[0].order_ids.len()), (1, "S1", 2));
    let plan = trial.plan().await;
    let texts = trial.centre.state().plan(&plan.plan_id).unwrap().texts.situation.clone();
    assert!(!texts.contains("need S1 WATER"), "{texts}");
    let refused = settle(&trial, "S1", "").await.unwrap_err();
    assert_eq!(
        (refused.code(), faults_of(&refused)[0].field.as_str()),
        (Code::InvalidArgument, "settle_dispute.reason")
    );
    settle(&trial, "S1", "the ramp was locked at night").await.unwrap();
    assert!(disputes(&trial).await.is_empty());
    let plan = trial.plan().await;
    let texts = trial.centre.state().plan(&plan.plan_id).unwrap().texts.situation.clone();
    assert!(texts.contains("need S1 WATER"), "{texts}");
    let board = trial.centre.state().board.clone();
    let trial = trial.restart(|_| {}).await;
    assert_eq!(trial.centre.state().board, board);
    assert_eq!(audited(&trial).await.0, Vec::<String>::new());
}

#[tokio::test]
async fn an_order_that_does_not_leave_in_time_is_free_for_the_next_plan() {
    let trial = with_policy().await;
    trial.send(signed("A-D1", 1, lots(&[("L1", 40)]))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 40, "routine"))).await.unwrap();
    let order = order_to(&trial, "S1").await;
    trial.send(signed("A-S2", 1, need("S2", "WATER", 40, "urgent"))).await.unwrap();
    let situation = async |trial: &TestCentre| {
        let plan = trial.plan().await;
        (trial.centre.state().plan(&plan.plan_id).unwrap().texts.situation.clone(), plan)
    };
    assert!(!situation(&trial).await.0.contains("reopened "));
    trial.pass(7 * 3_600);
    let (text, plan) = situation(&trial).await;
    assert!(text.contains(&format!("reopened {order}\n")), "{text}");
    trial.approve(&plan).await.unwrap();
    let known = trial.centre.state().board.orders[&order.parse().unwrap()].progress;
    assert!(matches!(known, Progress::Replaced { .. }), "{known:?}");
    assert_eq!(audited(&trial).await.0, Vec::<String>::new());
}

#[tokio::test]
async fn a_consignment_is_found_by_its_code_open_or_closed() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, lots(&[("L1", 100)]))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 40, "urgent"))).await.unwrap();
    let order = order_to(&trial, "S1").await;
    let listed = async |trial: &TestCentre, code: &str| {
        let ask = v1::ListConsignmentsRequest { code: code.into(), ..Default::default() };
        service(trial).list_consignments(Request::new(ask)).await.map(|answer| answer.into_inner().consignments)
    };
    let all = listed(&trial, "").await.unwrap();
    assert_eq!((all.len(), all[0].lines[0].order_id.as_str()), (1, order.as_str()));
    let code = all[0].code.clone();
    assert_eq!(trial.orders()[0].consignment, code, "the agent is told the same");
    trial.send(signed("A-D1", 2, step(&order, Step::Shipped, 0))).await.unwrap();
    assert_eq!(told(&trial, &order).await.shipped, 0);
    assert!(listed(&trial, "").await.unwrap().is_empty());
    let spoken = code.to_lowercase().replace('-', " ");
    assert_eq!(listed(&trial, &spoken).await.unwrap()[0].code, code);
    assert_eq!(listed(&trial, "0000-0000").await.unwrap_err().code(), Code::NotFound);
    let refused = listed(&trial, "what").await.unwrap_err();
    assert_eq!((refused.code(), faults_of(&refused)[0].field.as_str()), (Code::InvalidArgument, "code"));
}
