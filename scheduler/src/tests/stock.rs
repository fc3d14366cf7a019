//! Stock that is counted and changed, what does not add up, and what the public log shows of it.

use crate::tests::lots::{audited, give, hold, lots, situation_of};
use crate::tests::support::{TestCentre, need, signed, step};
use prost::Message as _;
use tonic::{Code, Request, Status};
use yicang_domain::order::Progress;
use yicang_proto::status::faults_of;
use yicang_proto::v1::command::Body;
use yicang_proto::v1::dispatch_service_server::DispatchService as _;
use yicang_proto::v1::report::Body as Said;
use yicang_proto::v1::{self, LotHold, Step};

/// All that lies at the depot.
fn full(counts: &[(&str, u64)]) -> Said {
    let Said::Reserve(report) = lots(counts) else { unreachable!("a reserve") };
    Said::Reserve(v1::ReserveReport { full: true, ..report })
}

fn change(name: &str, quantity: u64, reason: v1::ChangeReason) -> Said {
    let line = v1::ChangeLine { item_id: "WATER".into(), lot_id: name.into(), quantity, reason: reason.into() };
    Said::Change(v1::ChangeReport { depot_id: "D1".into(), lines: vec![line] })
}

async fn settle(trial: &TestCentre, id: &str, reason: Option<v1::ChangeReason>, words: &str) -> Result<u64, Status> {
    let ask = v1::SettleDiscrepancy {
        discrepancy_id: id.into(),
        explained_as: reason.unwrap_or_default().into(),
        written_off: reason.is_none(),
        reason: words.into(),
    };
    give(trial, Body::SettleDiscrepancy(ask)).await
}

async fn entry_of(trial: &TestCentre, signed: v1::SignedReport) -> u64 {
    let receipt = trial.send(signed).await.unwrap();
    v1::Receipt::decode(receipt.receipt.as_slice()).unwrap().entry_index
}

/// `LOT first+gained = on_hand+on_way+received+lost+unexplained`, for each lot.
async fn balances(trial: &TestCentre) -> Vec<String> {
    let service = crate::server::dispatch_service::Dispatch(std::sync::Arc::clone(&trial.centre));
    let ask = v1::GetBalanceRequest { depot_id: "D1".into(), ..v1::GetBalanceRequest::default() };
    let lots = service.get_balance(Request::new(ask)).await.unwrap().into_inner().lots;
    let line = |lot: &v1::LotBalance| {
        let v1::LotBalance { lot_id, first, gained, on_hand, on_way, received, lost, unexplained, .. } = lot;
        format!("{lot_id} {first}+{gained} = {on_hand}+{on_way}+{received}+{lost}+{unexplained}")
    };
    lots.iter().map(line).collect()
}

async fn listed(trial: &TestCentre, closed_too: bool) -> Vec<v1::DiscrepancyRecord> {
    let service = crate::server::dispatch_service::Dispatch(std::sync::Arc::clone(&trial.centre));
    let ask = v1::ListDiscrepanciesRequest { closed_too };
    service.list_discrepancies(Request::new(ask)).await.unwrap().into_inner().discrepancies
}

#[tokio::test]
async fn a_count_that_differs_is_open_until_somebody_explains_it() {
    use v1::ChangeReason::{Damaged, Found};
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, lots(&[("L1", 100), ("L2", 7)]))).await.unwrap();
    trial.plan().await;
    let entry = entry_of(&trial, signed("A-D1", 2, lots(&[("L1", 90), ("L2", 7)]))).await;
    let id = format!("X{entry}-1");
    let found = listed(&trial, false).await;
    assert_eq!(found.len(), 1, "a count that agrees is none");
    assert_eq!((found[0].discrepancy_id.as_str(), found[0].kind.as_str()), (id.as_str(), "count"));
    assert_eq!((found[0].expected, found[0].actual, found[0].entry_index), (100, 90, entry));
    assert!(found[0].found_at.is_some() && found[0].settled_as.is_empty());
    assert_eq!(balances(&trial).await, ["L1 100+0 = 90+0+0+0+10", "L2 7+0 = 7+0+0+0+0"]);
    let shown = trial.centre.state().board.discrepancies();
    assert_eq!(shown[0].chinese(), format!("{id}：批次 D1/WATER/L1 账面 100，盘点 90；请说明原因或核销。"));

    // Goods are missing: that they were found explains nothing.
    let wrong = settle(&trial, &id, Some(Found), "x").await.unwrap_err();
    assert_eq!(faults_of(&wrong)[0].field, "settle_discrepancy.explained_as");
    assert!(wrong.message().contains("found does not fit: goods are missing"), "{wrong}");
    assert_eq!(settle(&trial, "X1-1", None, "x").await.unwrap_err().code(), Code::NotFound);
    for (id, words, field) in
        [("57", "x", "discrepancy_id"), (&*id, "", "reason"), (&*id, &"x".repeat(1_001), "reason")]
    {
        let refused = settle(&trial, id, Some(Damaged), words).await.unwrap_err();
        assert_eq!(faults_of(&refused)[0].field, format!("settle_discrepancy.{field}"));
    }
    let both = v1::SettleDiscrepancy { discrepancy_id: id.clone(), reason: "x".into(), ..Default::default() };
    let refused = give(&trial, Body::SettleDiscrepancy(both)).await.unwrap_err();
    assert!(refused.message().contains("say one reason, or that it is written off"), "{refused}");
    let record = settle(&trial, &id, Some(Damaged), &"x".repeat(1_000)).await.unwrap();
    let again = settle(&trial, &id, None, "x").await.unwrap_err();
    assert_eq!(again.message(), format!("discrepancy {id} is closed already (record {record})"));
    assert_eq!(balances(&trial).await[0], "L1 100+0 = 90+0+0+10+0");
    assert!(listed(&trial, false).await.is_empty());
    assert_eq!(listed(&trial, true).await[0].settled_as, "damaged");

    let board = trial.centre.state().board.clone();
    let trial = trial.restart(|_| {}).await;
    assert_eq!(trial.centre.state().board, board);
    assert!(listed(&trial, true).await[0].found_at.is_some(), "its age is known after a restart");
    trial.plan().await;
    assert_eq!(audited(&trial).await, (vec![], vec![]));
}

#[tokio::test]
async fn a_full_count_empties_what_it_does_not_name_and_the_public_can_add_it_up() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, lots(&[("L1", 100), ("L2", 20), ("L3", 0)]))).await.unwrap();
    // Between two plans nobody sees a count, and yet what differs becomes public.
    trial.send(signed("A-D1", 2, lots(&[("L1", 80)]))).await.unwrap();
    let entry = entry_of(&trial, signed("A-D1", 3, full(&[("L1", 85)]))).await;
    let found: Vec<_> = listed(&trial, false).await.into_iter().map(|one| one.discrepancy_id).collect();
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(found[1..], [format!("X{entry}-1"), format!("X{entry}-2")]);
    assert_eq!(balances(&trial).await, ["L1 100+0 = 85+0+0+0+15", "L2 20+0 = 0+0+0+0+20", "L3 0+0 = 0+0+0+0+0"]);
    let plan = trial.plan().await;
    let text = situation_of(&trial, &plan.plan_id);
    assert!(text.contains("lot D1 WATER L1 85\n") && !text.contains("WATER L2"), "{text}");
    settle(&trial, &format!("X{entry}-2"), None, "nobody knows").await.unwrap();
    trial.plan().await;
    let (findings, remarks) = audited(&trial).await;
    assert_eq!(findings, Vec::<String>::new());
    let remark = "1 lot has a difference that nobody has explained, by the counts that plans have opened";
    assert_eq!(remarks, [remark]);
}

#[tokio::test]
async fn what_comes_and_goes_has_a_reason_and_what_cannot_be_is_refused() {
    use v1::ChangeReason::{Damaged, Delivered, Miscounted, Unspecified};
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, lots(&[("L1", 10)]))).await.unwrap();
    trial.send(signed("A-D1", 2, change("L1", 4, Damaged))).await.unwrap();
    trial.send(signed("A-D1", 3, change("L1", 30, Delivered))).await.unwrap();
    assert_eq!(balances(&trial).await, ["L1 10+30 = 36+0+0+4+0"]);
    for (said, field, words) in [
        (change("L1", 37, Damaged), "quantity", "37 of lot D1/WATER/L1, where 36 are known; count the lot first"),
        (change("L1", 0, Damaged), "quantity", "is 0"),
        (change("L9", 1, Damaged), "lot_id", "nobody has counted lot D1/WATER/L9"),
        (change("L1", 1, Miscounted), "reason", "miscounted explains a discrepancy"),
        (change("L1", 1, Unspecified), "reason", "0 is no reason"),
        (change("L1", 1_000_000_000_000, Delivered), "quantity", "is more than a lot may have"),
    ] {
        let refused = trial.send(signed("A-D1", 4, said)).await.unwrap_err();
        let faults = faults_of(&refused);
        assert_eq!((faults.len(), &*faults[0].field), (1, &*format!("change.lines[0].{field}")), "{refused}");
        assert!(faults[0].problem.to_string().contains(words), "{refused}");
    }
    let foreign = trial.send(signed("A-S1", 1, change("L1", 1, Damaged))).await.unwrap_err();
    assert_eq!((foreign.code(), foreign.message()), (Code::PermissionDenied, "agent A-S1 may not report for depot D1"));
    let Said::Change(twice) = change("L1", 1, Damaged) else { unreachable!() };
    let twice = Said::Change(v1::ChangeReport { lines: vec![twice.lines[0].clone(); 2], ..twice });
    let refused = trial.send(signed("A-D1", 4, twice)).await.unwrap_err();
    assert!(refused.message().contains("WATER lot L1 stands in line 0 already"), "{refused}");
    // The last unit can be taken away.
    trial.send(signed("A-D1", 4, change("L1", 36, Damaged))).await.unwrap();
    trial.plan().await;
    assert_eq!(audited(&trial).await, (vec![], vec![]));
}

/// Anything that can happen to stock, at random, with plans in between: the auditor finds nothing, and the centre knows
/// the same after a restart.
#[tokio::test]
async fn whatever_happens_to_stock_is_replayed() {
    use v1::ChangeReason::{Damaged, Found};
    for seed in 1..=4_u64 {
        let trial = TestCentre::new().await;
        let mut dice = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut roll = |sides: u64| {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            dice % sides
        };
        let (mut depot, mut site) = (1, 1);
        for _ in 0..60 {
            let name = ["L1", "L2", "L3"][usize::try_from(roll(3)).unwrap()];
            let units = roll(60);
            let open = trial.centre.state().board.orders.values().find(|order| order.is_open()).cloned();
            let said = match roll(12) {
                0..=2 => Some(lots(&[(name, units)])),
                3 => Some(full(&[(name, units)])),
                4 => Some(change(name, 1 + units, if roll(2) == 0 { Damaged } else { Found })),
                5 | 6 => match &open {
                    Some(order) if order.holds_stock() => {
                        let most = order.shipment.quantity.units();
                        Some(step(order.id.as_str(), Step::Shipped, most - roll(most + 1)))
                    }
                    _ => None,
                },
                _ => None,
            };
            if let Some(said) = said {
                depot += u64::from(trial.send(signed("A-D1", depot, said)).await.is_ok());
                continue;
            }
            match (roll(6), &open) {
                (0, Some(order)) if matches!(order.progress, Progress::Dispatched { .. }) => {
                    let Progress::Dispatched { shipped } = order.progress else { unreachable!() };
                    let units = shipped.units() - roll(shipped.units() + 1);
                    let said = step(order.id.as_str(), Step::Received, units);
                    site += u64::from(trial.send(signed("A-S1", site, said)).await.is_ok());
                }
                (0 | 1, _) => {
                    let said = need("S1", "WATER", 1 + units, "routine");
                    site += u64::from(trial.send(signed("A-S1", site, said)).await.is_ok());
                }
                (2, _) => {
                    let open = listed(&trial, false).await.into_iter().next();
                    if let Some(open) = open {
                        let reason = (open.actual < open.expected).then_some(v1::ChangeReason::Lost);
                        settle(&trial, &open.discrepancy_id, reason, "x").await.unwrap();
                    }
                }
                (3, _) => drop(hold(&trial, name, LotHold::Quarantine, "x").await),
                (4, _) => drop(hold(&trial, name, LotHold::None, "x").await),
                _ => {
                    let plan = trial.plan().await;
                    trial.approve(&plan).await.unwrap();
                }
            }
        }
        let missing: i128 = trial.centre.state().board.balances().map(|lot| lot.unexplained).sum();
        let open: i128 =
            listed(&trial, false).await.iter().map(|x| i128::from(x.expected) - i128::from(x.actual)).sum();
        assert_eq!(missing, open, "seed {seed}");
        trial.plan().await;
        let board = trial.centre.state().board.clone();
        let trial = trial.restart(|_| {}).await;
        assert_eq!(trial.centre.state().board, board, "seed {seed}");
        let (findings, remarks) = audited(&trial).await;
        assert_eq!(findings, Vec::<String>::new(), "seed {seed}");
        assert!(remarks.len() <= 1, "seed {seed}: {remarks:?}");
    }
}

/// An empty lot that was forgotten is forgotten by whoever replays, though the counts that emptied the others were
/// never opened by a plan while they were in force.
#[tokio::test]
async fn what_the_board_forgets_the_auditor_forgets_too() {
    use yicang_domain::board::EMPTIED_MAX;
    let trial = TestCentre::new().await;
    let line = |lot: usize, quantity: u64| v1::ReserveLine {
        item_id: "WATER".into(),
        lot_id: format!("L{lot}"),
        quantity,
        ..v1::ReserveLine::default()
    };
    let report = |sequence: u64, lines: Vec<v1::ReserveLine>| {
        let body = v1::ReserveReport { depot_id: "D1".into(), lines, ..v1::ReserveReport::default() };
        signed("A-D1", sequence, Said::Reserve(body))
    };
    let mark = |line: v1::ReserveLine| v1::ReserveLine { earmark_site_ids: vec!["S1".into()], ..line };
    trial.send(report(1, vec![mark(line(0, 0)), mark(line(1, 0))])).await.unwrap();
    // One more than are remembered: L0 is forgotten, L1 is not.
    trial.send(report(2, (2..=EMPTIED_MAX).map(|lot| line(lot, 0)).collect())).await.unwrap();
    // Counted again, before any plan has seen them empty.
    let again = [0, 1].into_iter().chain(2..=EMPTIED_MAX).map(|lot| line(lot, 3));
    trial.send(report(3, again.collect())).await.unwrap();
    let plan = trial.plan().await;
    let text = trial.centre.state().plan(&plan.plan_id).unwrap().texts.situation.clone();
    assert!(text.contains("lot D1 WATER L0 3\n") && text.contains("lot D1 WATER L1 3 earmark=S1\n"), "{text}");
    trial.centre.finish().await;
    let log = yicang_writer::keys::load(trial.folder().root()).unwrap().verifier().clone();
    let public = yicang_auditor::source::Folder(trial.folder().public());
    let audit = yicang_auditor::audit::audit(&public, &log, &mut |_, _, _| {}).unwrap();
    // What was counted empty and then full nobody has explained.
    let said = audit.remarks.iter().map(|remark| remark.what.id());
    assert!(audit.findings.is_empty() && said.eq(["replay-unexplained-lots"]));
}
