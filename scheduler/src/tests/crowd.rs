//! What many callers, or one who means ill, cannot do to a centre: tests only. Its port is tried from outside.

use crate::intake;
use crate::server::dispatch_service::Dispatch;
use crate::server::respond::answer_while_asked;
use crate::tests::support::{TestCentre, key, need, reserve, signed, step};
use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use tonic::{Code, Request};
use yicang_language::Language;
use yicang_proto::v1::dispatch_service_server::DispatchService as _;
use yicang_proto::v1::{self, ExplainNeedRequest, Step};

/// Whether it waits when it is first asked.
fn waits<F: Future + ?Sized>(future: std::pin::Pin<&mut F>) -> bool {
    matches!(future.poll(&mut Context::from_waker(Waker::noop())), Poll::Pending)
}

#[tokio::test]
async fn a_slot_is_free_when_its_report_is_durable_though_nobody_takes_the_receipt() {
    let trial = TestCentre::new().await;
    let slots = trial.centre.slots.available_permits();
    let accepted: Vec<_> = (1..=5)
        .map(|n| intake::take(&trial.centre, Some(signed("A-S1", n, need("S1", "WATER", n, "urgent")))).unwrap())
        .collect();
    let upto = trial.centre.state().board.applied_upto;
    trial.centre.durable(upto).await.unwrap();
    assert_eq!(trial.centre.slots.available_permits(), slots);
    // Nor does one that was taken in before hold any.
    let again = intake::take(&trial.centre, Some(signed("A-S1", 3, need("S1", "WATER", 3, "urgent")))).unwrap();
    assert_eq!(trial.centre.slots.available_permits(), slots);
    let mut receipts = Vec::new();
    for accepted in accepted {
        receipts.push(accepted.receipt().await.unwrap());
    }
    assert_eq!(again.receipt().await.unwrap(), receipts[2]);
}

#[tokio::test]
async fn a_revoked_agent_is_refused_before_it_costs_anything() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-S1", 1, need("S1", "WATER", 5, "urgent"))).await.unwrap();
    let public_key = key("A-S1").public().to_bytes().to_vec();
    let nothing = v1::EnrolAgent { agent_id: "A-S1".into(), public_key, set: true, ..v1::EnrolAgent::default() };
    trial.enrol(nothing).await.unwrap();
    // Nobody else gets in, and yet it is told why it does not.
    let _all = Arc::clone(&trial.centre.slots).try_acquire_many_owned(4_096).unwrap();
    let full = trial.send(signed("A-S2", 1, need("S2", "WATER", 5, "urgent"))).await.unwrap_err();
    assert_eq!(full.code(), Code::ResourceExhausted);
    let mut unsigned = signed("A-S1", 2, need("S1", "WATER", 6, "urgent"));
    unsigned.signature.clear();
    // What it repeats took a slot for as long as it liked.
    for report in [signed("A-S1", 1, need("S1", "WATER", 5, "urgent")), unsigned] {
        let refused = trial.send(report).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{refused}");
        assert!(refused.message().contains("may report for no depot and no site"), "{refused}");
    }
}

#[tokio::test]
async fn what_breaks_off_stops_the_centre_and_leaves_nobody_waiting() {
    let trial = TestCentre::new().await;
    let centre = Arc::clone(&trial.centre);
    let broken = std::thread::spawn(move || {
        let _state = centre.state();
        panic!("a broken invariant");
    });
    assert!(broken.join().is_err());
    assert!(!trial.centre.stop.is_cancelled(), "nobody has noticed yet");
    let centre = Arc::clone(&trial.centre);
    assert!(std::thread::spawn(move || drop(centre.state())).join().is_err());
    assert!(trial.centre.stop.is_cancelled());
    assert!(trial.centre.failure().unwrap().contains("an invariant of what is known is broken"));
}

#[tokio::test]
async fn two_explanations_are_worked_on_at_once_and_only_while_somebody_waits() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, reserve("D1", "WATER", 5))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 50, "urgent"))).await.unwrap();
    trial.plan().await;
    let dispatch = Dispatch(Arc::clone(&trial.centre));
    let ask = || ExplainNeedRequest { site_id: "S1".into(), ..ExplainNeedRequest::default() };
    let answer = dispatch.explain_need(Request::new(ask())).await.unwrap().into_inner();
    assert!(answer.needs[0].counterfactual_en.starts_with("With 45 more WATER"), "{answer:?}");

    let explaining = Arc::clone(&trial.centre.explaining);
    let two = Arc::clone(&explaining).try_acquire_many_owned(2).unwrap();
    let (mut stays, mut leaves) =
        (dispatch.explain_need(Request::new(ask())), dispatch.explain_need(Request::new(ask())));
    assert!(waits(stays.as_mut()) && waits(leaves.as_mut()));
    tokio::task::yield_now().await;
    assert!(waits(stays.as_mut()), "a third one waits");
    drop(leaves);
    drop(two);
    assert_eq!(stays.await.unwrap().into_inner(), answer);
    // Whoever left does not hold a place.
    drop(explaining.acquire_many(2).await.unwrap());
}

#[tokio::test]
async fn work_that_only_calculates_ends_with_its_caller() {
    let (told, ended) = tokio::sync::oneshot::channel::<()>();
    let mut call = Box::pin(answer_while_asked::<()>("Test", Language::English, async move {
        let _told = told;
        std::future::pending().await
    }));
    assert!(waits(call.as_mut()));
    tokio::task::yield_now().await;
    drop(call);
    assert!(ended.await.is_err(), "what it held was dropped");
}

#[tokio::test]
async fn orders_of_a_decision_are_found_among_those_of_plans_with_like_names() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, reserve("D1", "WATER", 500))).await.unwrap();
    let mut decided = Vec::new();
    for n in 1..=9 {
        trial.send(signed("A-S1", n, need("S1", "WATER", n, "urgent"))).await.unwrap();
        trial.send(signed("A-S2", n, need("S2", "WATER", n, "urgent"))).await.unwrap();
        let released = trial.approve(&trial.plan().await).await.unwrap();
        decided.push((released.index(), released.order_count()));
        // Until they have left, later plans keep them.
        for order in trial.orders_that(|order| order.decision_index == released.index()) {
            let sequence = trial.centre.state().board.sequences[&"A-D1".parse().unwrap()] + 1;
            let shipped = signed("A-D1", sequence, step(&order.order_id, Step::Shipped, order.quantity));
            trial.send(shipped).await.unwrap();
        }
    }
    let count = |trial: &TestCentre, index| trial.orders_that(|order| order.decision_index == index).len();
    assert!(decided.iter().all(|(index, orders)| *orders > 0 && count(&trial, *index) == *orders), "{decided:?}");
    let trial = trial.restart(|_| {}).await;
    for (index, orders) in decided {
        trial.centre.orders.released(index, &trial.centre.stop).await.unwrap();
        assert_eq!(count(&trial, index), orders, "after a restart");
    }
}
