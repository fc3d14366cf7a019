//! Lots that must not move, from the command to the auditor.

use crate::tests::lots::{audited, hold, lot, lots, situation_of, trace};
use crate::tests::support::{TestCentre, need, signed, step};
use tonic::Code;
use yicang_domain::Hold;
use yicang_domain::order::Progress;
use yicang_proto::status::faults_of;
use yicang_proto::v1::{LotHold, OrderStatus, Step};

#[tokio::test]
async fn a_held_lot_does_not_move_and_its_orders_are_free_for_the_next_plan() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, lots(&[("L1", 50)]))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 40, "routine"))).await.unwrap();
    let first = trial.plan().await;
    trial.approve(&first).await.unwrap();
    let old = format!("{}-1", first.plan_id);
    trial.send(signed("A-S2", 1, need("S2", "WATER", 5, "routine"))).await.unwrap();
    let overtaken = trial.plan().await;

    // It leaves at once, so it is inside the freeze fence; yet nothing of the lot may go.
    let entry = hold(&trial, "L1", LotHold::Recall, "recall 2020-17 of the maker").await.unwrap();
    assert_eq!(trace(&trial, "L1").await.unwrap().orders[0].hold(), LotHold::Recall);
    let refused = trial.approve(&overtaken).await.unwrap_err();
    assert!(refused.message().contains(&format!("lot D1/WATER/L1: it must not move (recall, record {entry})")));
    trial.send(signed("A-D1", 2, lots(&[("L2", 20)]))).await.unwrap();
    let plan = trial.plan().await;
    let text = situation_of(&trial, &plan.plan_id);
    assert!(text.contains("lot D1 WATER L1 50 held=recall\n") && text.contains(&format!("reopened {old}\n")), "{text}");
    let texts = trial.centre.state().plan(&plan.plan_id).unwrap().texts.plan.clone();
    assert!(!texts.contains("ship D1 WATER L1") && texts.contains("unmet S1 WATER HELD 23"), "{texts}");
    trial.approve(&plan).await.unwrap();
    assert_eq!(trial.orders_that(|order| order.id.as_str() == old)[0].status(), OrderStatus::Replaced);

    // A lot that is counted anew stays held, and so it does after a restart.
    trial.send(signed("A-D1", 3, lots(&[("L1", 60)]))).await.unwrap();
    let board = trial.centre.state().board.clone();
    let trial = trial.restart(|_| {}).await;
    assert_eq!(trial.centre.state().board, board);
    let traced = trace(&trial, "L1").await.unwrap();
    assert_eq!((traced.hold(), traced.entry_index, traced.on_hand), (LotHold::Recall, entry, 60));
    assert_eq!((traced.reason.as_str(), traced.orders.len()), ("recall 2020-17 of the maker", 1));

    // It goes again once it is let go.
    hold(&trial, "L1", LotHold::None, "tested, it is good").await.unwrap();
    let plan = trial.plan().await;
    let texts = trial.centre.state().plan(&plan.plan_id).unwrap().texts.plan.clone();
    assert!(texts.contains("ship D1 WATER L1 S1 ") && !texts.contains("HELD"), "{texts}");
    assert_eq!(trace(&trial, "L1").await.unwrap().hold(), LotHold::None);
    assert_eq!(audited(&trial).await.0, Vec::<String>::new());
    let entries = std::fs::read_dir(trial.folder().public().join("tile/entries/000.p")).unwrap();
    let text: Vec<u8> = entries.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(text.contains("yicang.v1 lot-hold\n") && text.contains("\nask hold recall\n"), "{text}");
    assert!(!text.contains("of the maker"), "the reason is only committed to");
}

#[tokio::test]
async fn what_left_of_a_held_lot_is_found_and_named() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, lots(&[("L1", 50)]))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 10, "routine"))).await.unwrap();
    trial.send(signed("A-S2", 1, need("S2", "WATER", 20, "routine"))).await.unwrap();
    let plan = trial.plan().await;
    trial.approve(&plan).await.unwrap();
    let order = |site: &str| trial.orders().into_iter().find(|order| order.site_id == site).unwrap().order_id;
    let (to_s1, to_s2) = (order("S1"), order("S2"));
    trial.send(signed("A-D1", 2, step(&to_s1, Step::Shipped, 10))).await.unwrap();
    trial.send(signed("A-S1", 2, step(&to_s1, Step::Received, 10))).await.unwrap();
    hold(&trial, "L1", LotHold::Quarantine, "smells").await.unwrap();
    // Facts of the field are taken, and named.
    trial.send(signed("A-D1", 3, step(&to_s2, Step::Shipped, 20))).await.unwrap();
    let found = trial.centre.state().board.discrepancies();
    assert_eq!(found.iter().map(|one| one.code()).collect::<Vec<_>>(), ["SHIPPED_WHILE_HELD"]);
    let chinese = format!("指令 {to_s2} 从批次 D1/WATER/L1 发运 20，而该批次已冻结（隔离），不得调出；请追回。");
    assert_eq!(found[0].chinese(), chinese);
    let traced = trace(&trial, "L1").await.unwrap();
    let sites: Vec<_> = traced.orders.iter().map(|order| (order.site_id.as_str(), order.status())).collect();
    assert_eq!(sites.len(), 2, "{sites:?}");
    assert!(sites.contains(&("S1", OrderStatus::Received)) && sites.contains(&("S2", OrderStatus::Dispatched)));
    assert!(matches!(trial.centre.state().board.orders[&to_s2.parse().unwrap()].progress, Progress::Dispatched { .. }));
    assert_eq!(audited(&trial).await.0, Vec::<String>::new());
}

#[tokio::test]
async fn a_hold_that_makes_no_sense_is_refused_with_every_fault() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, lots(&[("L1", 50)]))).await.unwrap();
    let unknown = hold(&trial, "L9", LotHold::Recall, "x").await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
    assert!(unknown.message().starts_with("there is no lot D1/WATER/L9"), "{unknown}");
    let free = hold(&trial, "L1", LotHold::None, "x").await.unwrap_err();
    assert_eq!((free.code(), free.message()), (Code::FailedPrecondition, "lot D1/WATER/L1 is not held"));
    let entry = hold(&trial, "L1", LotHold::Quarantine, &"x".repeat(1_000)).await.unwrap();
    let again = hold(&trial, "L1", LotHold::Quarantine, "x").await.unwrap_err();
    assert!(again.message().contains(&format!("is held already (quarantine, record {entry})")), "{again}");
    hold(&trial, "L1", LotHold::Recall, "worse").await.unwrap();
    assert_eq!(trial.centre.state().board.held(&lot("L1")).unwrap().0, Hold::Recall);
    for (name, which, reason, fields) in [
        ("L1", LotHold::None, "", vec!["hold_lot.reason"]),
        ("L1", LotHold::None, &*"x".repeat(1_001), vec!["hold_lot.reason"]),
        ("two words", LotHold::Unspecified, " ", vec!["hold_lot.hold", "hold_lot.reason", "hold_lot.lot_id"]),
    ] {
        let refused = hold(&trial, name, which, reason).await.unwrap_err();
        let faults = faults_of(&refused);
        assert_eq!(faults.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>(), fields);
    }
    assert_eq!(trace(&trial, "L9").await.unwrap_err().code(), Code::NotFound);
}
