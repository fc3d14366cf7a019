//! How orders end otherwise than received whole: returned, cancelled, late, disputed; and what is carried together.

use crate::story::*;
use jiff::SignedDuration;
use std::collections::BTreeSet;
use yicang_domain::consignment::consignments;
use yicang_domain::events::Event;
use yicang_domain::order::Progress;
use yicang_domain::report::{Moved, Step};
use yicang_domain::*;

#[test]
fn what_comes_back_lies_in_its_lot_again() {
    let mut story = Story::begin();
    story.count(100);
    story.need(50);
    // A lorry that breaks down.
    let order = story.order(20);
    story.step(&order, Step::Shipped, 20).unwrap();
    assert!(story.step(&order, Step::Returned, 21).unwrap_err().contains("only 20 were on their way"));
    story.step(&order, Step::Returned, 18).unwrap();
    assert_eq!(story.order_of(&order).progress, Progress::Returned { shipped: units(20), returned: units(18) });
    assert_eq!((story.sums(), story.open()), (([98, 0], [0, 0, 0], 2), Some(50)));
    // Goods that the site refuses.
    let order = story.order(20);
    story.step(&order, Step::Shipped, 20).unwrap();
    let rejected = Moved { rejected: units(8), ..Moved::plain(id(&order), Step::Received, units(12)) };
    let received = story.report("H", rejected.into_body()).unwrap();
    assert_eq!((story.sums(), story.open()), (([78, 0], [8, 12, 0], 2), Some(38)), "eight are on their way back");
    let back = story.step(&order, Step::Returned, 8).unwrap();
    assert_eq!(story.sums(), ([86, 0], [0, 12, 0], 2));
    let later = story.correct(&order, Step::Received, 20, received).unwrap_err();
    assert!(later.contains("is returned since; correct that first"), "{later}");
    story.correct(&order, Step::Returned, 5, back).unwrap();
    assert_eq!(story.sums(), ([83, 0], [0, 12, 0], 5));
}

#[test]
fn more_than_was_shipped_is_taken_where_the_site_says_by_how_much() {
    let mut story = Story::begin();
    story.count(100);
    story.need(50);
    let order = story.order(20);
    story.step(&order, Step::Shipped, 15).unwrap();
    assert!(story.step(&order, Step::Received, 17).is_err());
    let found = |over| Moved { over: units(over), ..Moved::plain(id(&order), Step::Received, units(17)) }.into_body();
    let answer = story.report("H", found(3)).unwrap_err();
    assert!(answer.contains("17 were found of 15 shipped, and 3 are said to be too many"), "{answer}");
    story.report("H", found(2)).unwrap();
    assert_eq!((story.sums(), story.open()), (([85, 0], [0, 17, 0], -2), Some(33)));
}

#[test]
fn an_order_of_which_nothing_was_picked_is_cancelled() {
    let mut story = Story::begin();
    story.count(100);
    story.need(50);
    let order = story.order(20);
    story.step(&order, Step::Confirmed, 0).unwrap();
    assert_eq!(story.board.may_cancel(&id(&order)), Ok(()));
    story.happens(&Event::OrderCancelled(id(&order)));
    assert_eq!((story.order_of(&order).progress, story.sums().0), (Progress::Cancelled, [100, 0]));
    assert_eq!(story.open(), Some(50));
    assert!(story.step(&order, Step::Shipped, 20).is_err());
    assert!(story.board.may_cancel(&id(&order)).is_err());
    let other = story.order(20);
    story.step(&other, Step::Picked, 20).unwrap();
    assert!(story.board.may_cancel(&id(&other)).is_err(), "it is picked");
    assert!(story.board.may_cancel(&id("P1-1")).is_err());
}

#[test]
fn what_does_not_leave_in_time_is_free_as_the_policy_says() {
    let mut story = Story::begin();
    story.count(100);
    story.need(50);
    let order = story.order(20);
    let free_after = |lines: &str, hours: i64| {
        let policy = Policy::from_text(&format!("{POLICY}{lines}")).unwrap();
        let at = now() + SignedDuration::from_hours(hours);
        story.board.situation_under(&policy, at).reopened.len()
    };
    assert_eq!(free_after("", 100), 0, "a policy of before frees nothing");
    assert_eq!(free_after("leaves-within 6 keep\n", 100), 0);
    assert_eq!([6, 7].map(|hours| free_after("leaves-within 6 free\n", hours)), [0, 1]);
    // A plan that sends them otherwise may be decided.
    let policy = Policy::from_text(&format!("{POLICY}leaves-within 6 free\n")).unwrap();
    let late = now() + SignedDuration::from_hours(7);
    let reopened = BTreeSet::from([id::<OrderId>(&order)]);
    assert_eq!(story.board.misfits(&[], &reopened, late, &policy), []);
    assert_eq!(story.board.misfits(&[], &reopened, late, None).len(), 1);
}

#[test]
fn a_need_whose_shipments_come_short_is_disputed_until_somebody_decides() {
    let mut story = Story::begin();
    story.count(1_000);
    story.need(500);
    let policy = Policy::from_text(&format!("{POLICY}disputes-after 2\n")).unwrap();
    let receive = |story: &mut Story, accepted: u64| {
        let order = story.order(20);
        story.step(&order, Step::Shipped, 20).unwrap();
        (order.clone(), story.step(&order, Step::Received, accepted).unwrap())
    };
    receive(&mut story, 17);
    assert!(!story.board.is_disputed(&need(), &policy.moving));
    receive(&mut story, 20);
    receive(&mut story, 0);
    assert!(!story.board.is_disputed(&need(), &policy.moving), "one came whole in between");
    let (order, entry) = receive(&mut story, 19);
    assert!(story.board.is_disputed(&need(), &policy.moving));
    assert!(!story.board.situation_under(&policy, now()).needs.contains_key(&need()), "no plan serves it");
    let before = Policy::from_text(POLICY).unwrap();
    assert!(story.board.situation_under(&before, now()).needs.contains_key(&need()), "by a policy of before one does");
    let (departs, arrives) = (now(), Some(now()));
    let (lot, site, serves) = (lot(), id("H1"), id("N95"));
    let shipment = Shipment { lot, site, serves, quantity: units(5), departs, arrives };
    let misfits = story.board.misfits(std::slice::from_ref(&shipment), &BTreeSet::new(), now(), &policy);
    assert!(misfits[0].to_string().contains("is disputed"), "{misfits:?}");
    // The one that was short was whole: the correction ends it.
    story.correct(&order, Step::Received, 20, entry).unwrap();
    assert!(!story.board.is_disputed(&need(), &policy.moving));
    receive(&mut story, 0);
    assert!(story.board.is_disputed(&need(), &policy.moving));
    story.happens(&Event::DisputeSettled(need()));
    assert!(!story.board.is_disputed(&need(), &policy.moving));
    assert!(story.board.situation_under(&policy, now()).needs.contains_key(&need()));
}

#[test]
fn the_orders_of_a_vehicle_are_one_consignment_whose_code_anybody_computes() {
    let mut story = Story::begin();
    story.count(1_000);
    story.need(500);
    let shipment = |site: &str, quantity: u64, hours: i64| {
        let departs = now() + SignedDuration::from_hours(hours);
        Shipment { lot: lot(), site: id(site), serves: id("N95"), quantity: units(quantity), departs, arrives: None }
    };
    let shipments = vec![shipment("H1", 20, 0), shipment("H1", 5, 0), shipment("H2", 7, 0), shipment("H1", 3, 4)];
    story.happens(&Event::Decided { plan_index: 7, shipments, reopened: BTreeSet::new() });
    let all = consignments(story.board.orders.values(), |_| units(6));
    let lines: Vec<Vec<_>> =
        all.iter().map(|one| one.lines.iter().map(|line| (line.order.as_str(), line.boxes)).collect()).collect();
    assert_eq!(all.len(), 3, "without a pool, by site and departure");
    assert!(lines.contains(&vec![("P7-1", 4), ("P7-2", 1)]), "{lines:?}");
    let mut pooled = story.board.orders.clone();
    pooled.values_mut().for_each(|order| order.pool = Some(id("NIGHT")));
    let all = consignments(pooled.values(), |_| units(6));
    assert_eq!(all.iter().map(|one| one.lines.len()).collect::<Vec<_>>(), [3, 1], "by pool and departure");
    // By hand: sha256("yicang.v1/consignment\nP7\nD1\npool NIGHT\n2026-12-01T08:00:00Z"), its first 40 bits.
    assert_eq!(all[0].key.code.as_str(), CODE);
    assert_eq!(ConsignmentCode::of_people(&CODE.to_lowercase().replace('-', " ")).unwrap(), all[0].key.code);
    assert!(ConsignmentCode::of_people("7K3M").is_err());
}

/// As `printf … | sha256sum` and base 32 by hand give it.
const CODE: &str = "H6YZ-P82A";
