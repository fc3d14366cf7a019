//! Orders on their way: steps that come early, are corrected or taken back; goods that go back; what is cancelled,
//! late, or disputed. The clerk of the last test keeps his own list of what counts, and adds it up anew each time.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use yicang_domain::board::{Board, Examination};
use yicang_domain::consignment::consignments;
use yicang_domain::events::{Enrolment, Event};
use yicang_domain::order::{CORRECTIONS_MAX, Progress};
use yicang_domain::report::{Body, Fact, Moved, NeedLine, ReserveLine, Step, Version};
use yicang_domain::*;

const POLICY: &str = "yicang-policy 1\nname plain\nfirst-level units\nclass urgent 2\n";

fn now() -> Timestamp {
    "2026-12-01T08:00:00Z".parse().unwrap()
}

fn units(units: u64) -> Quantity {
    Quantity::new(units).unwrap()
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn lot() -> LotKey {
    LotKey { depot: id("D1"), item: id("N95"), lot: id("L1") }
}

fn need() -> NeedKey {
    NeedKey { site: id("H1"), item: id("N95") }
}

struct Story {
    board: Board,
    sequence: u64,
    plans: u64,
}

impl Story {
    fn begin() -> Self {
        let catalogue = Catalogue {
            items: [(id("N95"), Item::default())].into(),
            depots: [(id("D1"), Place::default())].into(),
            sites: [(id("H1"), Site::default()), (id("H2"), Site::default())].into(),
            ..Catalogue::default()
        };
        let mut story = Self { board: Board::default(), sequence: 0, plans: 100 };
        story.happens(&Event::Catalogue(catalogue));
        for (agent, depots, sites) in
            [("D", vec!["D1"], vec![]), ("D-2", vec!["D1"], vec![]), ("H", vec![], vec!["H1", "H2"])]
        {
            let enrolment = Enrolment {
                depots: depots.into_iter().map(id).collect(),
                sites: sites.into_iter().map(id).collect(),
                ..Enrolment::default()
            };
            story.happens(&Event::Enrolled { agent: id(agent), enrolment });
        }
        story
    }

    fn happens(&mut self, event: &Event) {
        self.board.apply(self.board.applied_upto, event);
    }

    /// The entry that it makes, or what speaks against it.
    fn report(&mut self, agent: &str, body: Body) -> Result<u64, String> {
        let name = format!("r{}", self.sequence + 1);
        let report = Report::of(Version::NEWEST, id(&name), id(agent), self.sequence + 1, now(), body)
            .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
        match self.board.examine(&report, &Policy::from_text(POLICY).unwrap()) {
            Examination::Clean => {}
            Examination::Faulty(faults) => {
                return Err(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
            }
            Examination::Foreign(fault) => return Err(format!("foreign {fault}")),
        }
        self.sequence += 1;
        self.happens(&Event::Reported(report));
        Ok(self.board.applied_upto - 1)
    }

    fn count(&mut self, quantity: u64) -> u64 {
        let (item, lot, quantity) = (id("N95"), id("L1"), units(quantity));
        let line = ReserveLine {
            item,
            lot,
            quantity,
            expires_on: Fact::Unsaid,
            earmark: Fact::Unsaid,
            available_at: Fact::Unsaid,
        };
        self.report("D", Body::Reserve { depot: id("D1"), lines: vec![line] }).unwrap()
    }

    fn need(&mut self, quantity: u64) -> u64 {
        let line = NeedLine {
            item: id("N95"),
            quantity: units(quantity),
            class: id("urgent"),
            due: None,
            latest_useful: None,
            life_days_min: 0,
            unknown: false,
            beside: false,
        };
        self.report("H", Body::Need { site: id("H1"), lines: vec![line] }).unwrap()
    }

    fn order(&mut self, quantity: u64) -> String {
        let (departs, arrives) = (now(), Some(now()));
        let (lot, site, serves) = (lot(), id("H1"), id("N95"));
        let shipment = Shipment { lot, site, serves, quantity: units(quantity), departs, arrives };
        self.plans += 1;
        let (plan_index, shipments, reopened) = (self.plans, vec![shipment], BTreeSet::new());
        self.happens(&Event::Decided { plan_index, shipments, reopened });
        format!("P{plan_index}-1")
    }

    fn step(&mut self, order: &str, step: Step, quantity: u64) -> Result<u64, String> {
        let agent = if step.is_of_depot() { "D" } else { "H" };
        self.report(agent, Moved::plain(id(order), step, units(quantity)).into_body())
    }

    fn correct(&mut self, order: &str, step: Step, quantity: u64, entry: u64) -> Result<u64, String> {
        let agent = if step.is_of_depot() { "D" } else { "H" };
        let plain = Moved::plain(id(order), step, units(quantity));
        self.report(agent, Moved { corrects: Some(entry), ..plain }.into_body())
    }

    fn take_back(&mut self, order: &str, step: Step, entry: u64) -> Result<u64, String> {
        let agent = if step.is_of_depot() { "D" } else { "H" };
        let plain = Moved::plain(id(order), step, Quantity::ZERO);
        self.report(agent, Moved { corrects: Some(entry), taken_back: true, ..plain }.into_body())
    }

    fn order_of(&self, order: &str) -> &yicang_domain::order::Order {
        &self.board.orders[&id::<OrderId>(order)]
    }

    /// On hand and promised; on the way, received, gone, unexplained.
    fn sums(&self) -> ([u64; 2], [u128; 3], i128) {
        let stock = self.board.stock_of(&lot()).unwrap().map(Quantity::units);
        let balance = self.board.balances().find(|balance| balance.lot == lot()).unwrap();
        assert_eq!(
            i128::try_from(balance.first + balance.inbound + balance.gained).unwrap(),
            i128::try_from(balance.on_hand + balance.on_way + balance.received + balance.lost).unwrap()
                + balance.unexplained
        );
        let open = self.board.amiss().filter(|amiss| amiss.settled.is_none());
        assert_eq!(balance.unexplained, open.map(Amiss::missing).sum::<i128>(), "what is open says what is missing");
        (stock, [balance.on_way, balance.received, balance.lost], balance.unexplained)
    }

    /// Units that are still open of the need; `None` where it is closed.
    fn open(&self) -> Option<u64> {
        self.board.situation(now(), None).needs.get(&need()).map(|need| need.open().units())
    }
}

#[test]
fn an_order_goes_through_every_step_each_with_its_own_time() {
    let mut story = Story::begin();
    (story.count(100), story.need(50));
    let order = story.order(20);
    story.step(&order, Step::Confirmed, 0).unwrap();
    assert_eq!((story.order_of(&order).progress, story.sums().0), (Progress::Confirmed, [100, 20]));
    assert!(story.step(&order, Step::Confirmed, 0).unwrap_err().contains("it cannot be confirmed now"));
    story.step(&order, Step::Picked, 20).unwrap();
    let done_at = Some(now() - SignedDuration::from_mins(90));
    let shipped = Moved { done_at, ..Moved::plain(id(&order), Step::Shipped, units(20)) };
    story.report("D", shipped.into_body()).unwrap();
    assert!(story.step(&order, Step::Arrived, 3).unwrap_err().contains("has no quantity"));
    assert!(story.report("D", Moved::plain(id(&order), Step::Arrived, Quantity::ZERO).into_body()).is_err());
    story.step(&order, Step::Arrived, 0).unwrap();
    assert_eq!(story.order_of(&order).progress, Progress::Arrived { shipped: units(20) });
    assert_eq!((story.open(), story.sums().1), (Some(30), [20, 0, 0]));
    story.step(&order, Step::Received, 20).unwrap();
    let legs = &story.order_of(&order).legs;
    assert_eq!(legs.iter().map(|leg| leg.done_at).collect::<Vec<_>>(), [None, None, done_at, None, None]);
    assert_eq!(story.sums(), ([80, 0], [0, 20, 0], 0));
    assert!(story.step(&order, Step::Returned, 1).unwrap_err().contains("nothing is on its way back"));
}

#[test]
fn a_receipt_may_come_before_the_depots_word_which_then_fills_in() {
    let mut story = Story::begin();
    (story.count(100), story.need(50));
    let order = story.order(20);
    assert!(story.step(&order, Step::Received, 0).unwrap_err().contains("has not said what it shipped"));
    assert!(story.step(&order, Step::Received, 21).is_err(), "more than was ordered");
    story.step(&order, Step::Received, 17).unwrap();
    assert!(story.order_of(&order).depot_is_silent());
    assert_eq!(story.sums(), ([83, 0], [0, 17, 0], 0), "what was found has left");
    assert_eq!(story.open(), Some(33));
    story.step(&order, Step::Shipped, 20).unwrap();
    assert!(!story.order_of(&order).depot_is_silent());
    assert_eq!(story.sums(), ([80, 0], [0, 17, 0], 3), "three are missing by the two words");
    assert!(story.step(&order, Step::Shipped, 20).is_err(), "only once");
    // The other way: the depot says less than was found.
    let order = story.order(10);
    story.step(&order, Step::Received, 9).unwrap();
    story.step(&order, Step::Shipped, 8).unwrap();
    assert_eq!(story.sums(), ([72, 0], [0, 26, 0], 2), "one was found that nobody sent");
}

#[test]
fn a_correction_counts_in_place_of_what_it_names_and_both_stay() {
    let mut story = Story::begin();
    (story.count(100), story.need(20));
    let order = story.order(20);
    let shipped = story.step(&order, Step::Shipped, 15).unwrap();
    let corrected = story.correct(&order, Step::Shipped, 18, shipped).unwrap();
    assert_eq!(story.sums(), ([82, 0], [18, 0, 0], 0));
    assert_eq!(story.open(), Some(2));
    let again = story.correct(&order, Step::Shipped, 19, shipped).unwrap_err();
    assert!(again.contains(&format!("corrected already by entry {corrected}")), "{again}");
    // All that was claimed came; then it turns out that it did not.
    story.correct(&order, Step::Shipped, 20, corrected).unwrap();
    let received = story.step(&order, Step::Received, 20).unwrap();
    assert_eq!(story.open(), None, "it is fulfilled");
    let less = story.correct(&order, Step::Received, 12, received).unwrap();
    assert_eq!(story.open(), Some(8), "it is open again, as it was");
    assert_eq!(story.sums(), ([80, 0], [0, 12, 0], 8));
    story.correct(&order, Step::Received, 20, less).unwrap();
    assert_eq!((story.open(), story.sums()), (None, ([80, 0], [0, 20, 0], 0)));
    let legs = &story.order_of(&order).legs;
    assert_eq!(legs.len(), 6, "every word stays");
    assert_eq!(legs.iter().filter(|leg| leg.corrected_by.is_none()).count(), 2);
    let void = story.board.amiss().filter(|amiss| amiss.settled.is_some()).count();
    assert_eq!(void, 1, "the shortage by the wrong figure is closed by the record that corrects it");
}

#[test]
fn what_was_never_done_is_taken_back_from_the_last_step_to_the_first() {
    let mut story = Story::begin();
    (story.count(100), story.need(50));
    let order = story.order(20);
    let shipped = story.step(&order, Step::Shipped, 20).unwrap();
    story.step(&order, Step::Arrived, 0).unwrap();
    let later = story.take_back(&order, Step::Shipped, shipped).unwrap_err();
    assert!(later.contains("is arrived since; correct that first"), "{later}");
    // The site had read the number of another order.
    let received = story.step(&order, Step::Received, 20).unwrap();
    story.take_back(&order, Step::Received, received).unwrap();
    assert_eq!(story.order_of(&order).progress, Progress::Arrived { shipped: units(20) });
    assert_eq!((story.sums(), story.open()), (([80, 0], [20, 0, 0], 0), Some(30)));
    // A depot that had: nothing has left, and the goods are promised as before.
    let other = story.order(10);
    let shipped = story.step(&other, Step::Shipped, 10).unwrap();
    story.take_back(&other, Step::Shipped, shipped).unwrap();
    assert_eq!(story.order_of(&other).progress, Progress::Approved);
    assert_eq!((story.sums().0, story.open()), ([80, 10], Some(20)));
    assert_eq!(story.board.may_cancel(&id(&other)), Ok(()));
}

#[test]
fn who_may_correct_what_is_told_by_name() {
    let mut story = Story::begin();
    (story.count(100), story.need(50));
    let order = story.order(20);
    let confirmed = story.step(&order, Step::Confirmed, 0).unwrap();
    let shipped = story.step(&order, Step::Shipped, 15).unwrap();
    let of = |step, quantity, entry| {
        Moved { corrects: Some(entry), ..Moved::plain(id(&order), step, units(quantity)) }.into_body()
    };
    let foreign = story.report("D-2", of(Step::Shipped, 18, shipped)).unwrap_err();
    assert!(foreign.starts_with("foreign step.corrects: entry "), "{foreign}");
    assert!(foreign.contains("is another's word"), "{foreign}");
    assert!(story.report("H", of(Step::Shipped, 18, shipped)).unwrap_err().starts_with("foreign step.order_id"));
    for (body, said) in [
        (of(Step::Shipped, 18, 1), "is no step of order"),
        (of(Step::Picked, 18, shipped), "says that order"),
        (of(Step::Shipped, 21, shipped), "21"),
        (of(Step::Confirmed, 0, confirmed), "has no quantity to correct"),
    ] {
        let answer = story.report("D", body).unwrap_err();
        assert!(answer.contains(said), "{answer}");
    }
    // A coordinator may, on behalf, and that word is his: the agent corrects it no more.
    let recorded = story.board.applied_upto;
    story.happens(&Event::OnBehalf(of(Step::Shipped, 18, shipped)));
    assert_eq!(story.sums().1, [18, 0, 0]);
    assert!(story.report("D", of(Step::Shipped, 19, recorded)).unwrap_err().contains("is another's word"));
}

#[test]
fn a_chain_of_corrections_has_an_end() {
    let mut story = Story::begin();
    (story.count(100), story.need(50));
    let order = story.order(20);
    let mut last = story.step(&order, Step::Shipped, 1).unwrap();
    for quantity in 2..2 + u64::from(CORRECTIONS_MAX) {
        last = story.correct(&order, Step::Shipped, quantity, last).unwrap();
    }
    let answer = story.correct(&order, Step::Shipped, 20, last).unwrap_err();
    assert!(answer.contains("has been corrected 8 times already"), "{answer}");
    assert_eq!(story.sums(), ([91, 0], [9, 0, 0], 0));
}

#[test]
fn what_was_counted_since_stays_as_it_was_counted() {
    let mut story = Story::begin();
    (story.count(100), story.need(50));
    let order = story.order(30);
    let shipped = story.step(&order, Step::Shipped, 25).unwrap();
    story.count(80);
    assert_eq!(story.sums().2, -5, "five more than the books had");
    story.correct(&order, Step::Shipped, 20, shipped).unwrap();
    assert_eq!(story.sums(), ([80, 0], [20, 0, 0], 0), "both discrepancies are open, and cancel each other");
    let kinds: Vec<_> = story.board.amiss().map(|amiss| (amiss.kind, amiss.missing())).collect();
    assert_eq!(kinds, [(AmissKind::Count, -5), (AmissKind::Corrected, 5)]);
}

#[test]
fn what_was_not_known_to_be_there_is_not_there_after_the_correction() {
    let mut story = Story::begin();
    (story.count(10), story.need(50));
    let order = story.order(10);
    let other = story.order(20);
    let shipped = story.step(&other, Step::Shipped, 15).unwrap();
    assert_eq!((story.sums().0[0], story.sums().2), (0, -5));
    let corrected = story.correct(&other, Step::Shipped, 12, shipped).unwrap();
    assert_eq!((story.sums().0[0], story.sums().2), (0, -2));
    story.correct(&other, Step::Shipped, 8, corrected).unwrap();
    assert_eq!((story.sums().0[0], story.sums().2), (2, 0));
    assert_eq!(story.board.discrepancies().len(), 1, "but for the order that holds more than is there");
    assert!(story.board.discrepancies()[0].message().to_string().contains("10"), "{order}");
}

#[test]
fn what_comes_back_lies_in_its_lot_again() {
    let mut story = Story::begin();
    (story.count(100), story.need(50));
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
    (story.count(100), story.need(50));
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
    (story.count(100), story.need(50));
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
    (story.count(100), story.need(50));
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
    (story.count(1_000), story.need(500));
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
    (story.count(1_000), story.need(500));
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

/// What the clerk knows of an order.
#[derive(Debug, Clone, Default)]
struct Slip {
    ordered: i64,
    shipped: Option<(u64, i64)>,
    accepted: Option<(u64, i64, i64)>,
    returned: Option<(u64, i64)>,
}

#[derive(Debug, Clone)]
enum Act {
    Order(u64),
    Ship(usize, u64),
    Receive(usize, u64, u64),
    Return(usize, u64),
    Correct(usize, u8, u64, u64),
    TakeBack(usize, u8),
}

fn act() -> impl Strategy<Value = Act> {
    let at = 0..6_usize;
    prop_oneof![
        2 => (1..40_u64).prop_map(Act::Order),
        3 => (at.clone(), 0..40_u64).prop_map(|(at, units)| Act::Ship(at, units)),
        3 => (at.clone(), 0..40_u64, 0..9_u64).prop_map(|(at, units, refused)| Act::Receive(at, units, refused)),
        2 => (at.clone(), 0..40_u64).prop_map(|(at, units)| Act::Return(at, units)),
        5 => (at.clone(), 0..3_u8, 0..40_u64, 0..9_u64)
            .prop_map(|(at, which, units, refused)| Act::Correct(at, which, units, refused)),
        2 => (at, 0..3_u8).prop_map(|(at, which)| Act::TakeBack(at, which)),
    ]
}

fn signed(units: u64) -> i64 {
    i64::try_from(units).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_corrected_the_sums_are_those_of_what_counts(
        first in 0..200_u64,
        claimed in 1..400_u64,
        acts in prop::collection::vec(act(), 1..40),
    ) {
        let mut story = Story::begin();
        (story.count(first), story.need(claimed));
        let mut slips = BTreeMap::<String, Slip>::new();
        for act in &acts {
            let name = |at: usize| slips.keys().nth(at % slips.len().max(1)).cloned();
            match *act {
                Act::Order(units) => {
                    let order = story.order(units);
                    slips.insert(order, Slip { ordered: signed(units), ..Slip::default() });
                }
                Act::Ship(at, units) => {
                    let Some(order) = name(at) else { continue };
                    if let Ok(entry) = story.step(&order, Step::Shipped, units) {
                        slips.get_mut(&order).unwrap().shipped = Some((entry, signed(units)));
                    }
                }
                Act::Receive(at, units, refused) => {
                    let Some(order) = name(at) else { continue };
                    let plain = Moved::plain(id(&order), Step::Received, Quantity::new(units).unwrap());
                    let moved = Moved { rejected: Quantity::new(refused).unwrap(), ..plain };
                    if let Ok(entry) = story.report("H", moved.into_body()) {
                        slips.get_mut(&order).unwrap().accepted = Some((entry, signed(units), signed(refused)));
                    }
                }
                Act::Return(at, units) => {
                    let Some(order) = name(at) else { continue };
                    if let Ok(entry) = story.step(&order, Step::Returned, units) {
                        slips.get_mut(&order).unwrap().returned = Some((entry, signed(units)));
                    }
                }
                Act::Correct(at, which, units, refused) => {
                    let Some(order) = name(at) else { continue };
                    let slip = slips.get_mut(&order).unwrap();
                    match which {
                        0 => if let Some((entry, _)) = slip.shipped {
                            if let Ok(entry) = story.correct(&order, Step::Shipped, units, entry) {
                                slip.shipped = Some((entry, signed(units)));
                            }
                        }
                        1 => if let Some((entry, ..)) = slip.accepted {
                            let plain = Moved::plain(id(&order), Step::Received, Quantity::new(units).unwrap());
                            let moved = Moved {
                                rejected: Quantity::new(refused).unwrap(),
                                corrects: Some(entry),
                                ..plain
                            };
                            if let Ok(entry) = story.report("H", moved.into_body()) {
                                slip.accepted = Some((entry, signed(units), signed(refused)));
                            }
                        }
                        _ => if let Some((entry, _)) = slip.returned {
                            if let Ok(entry) = story.correct(&order, Step::Returned, units, entry) {
                                slip.returned = Some((entry, signed(units)));
                            }
                        }
                    }
                }
                Act::TakeBack(at, which) => {
                    let Some(order) = name(at) else { continue };
                    let slip = slips.get_mut(&order).unwrap();
                    match which {
                        0 => if let Some((entry, _)) = slip.shipped {
                            if story.take_back(&order, Step::Shipped, entry).is_ok() {
                                slip.shipped = None;
                            }
                        }
                        1 => if let Some((entry, ..)) = slip.accepted {
                            if story.take_back(&order, Step::Received, entry).is_ok() {
                                slip.accepted = None;
                            }
                        }
                        _ => if let Some((entry, _)) = slip.returned {
                            if story.take_back(&order, Step::Returned, entry).is_ok() {
                                slip.returned = None;
                            }
                        }
                    }
                }
            }
            let (mut gone, mut way, mut received, mut covers, mut promised) = (0, 0, 0, 0, 0);
            for slip in slips.values() {
                let found = slip.accepted.map(|(_, accepted, refused)| accepted + refused);
                let left = slip.shipped.map(|(_, units)| units).or(found);
                let back = slip.returned.map(|(_, units)| units);
                gone += left.unwrap_or(0) - back.unwrap_or(0);
                received += slip.accepted.map_or(0, |(_, accepted, _)| accepted);
                way += match (slip.accepted, back) {
                    (_, Some(_)) => 0,
                    (Some((_, _, refused)), None) => refused,
                    (None, None) => left.unwrap_or(0),
                };
                covers += match (slip.accepted, back, left) {
                    (Some((_, accepted, _)), ..) => accepted,
                    (None, Some(_), _) => 0,
                    (None, None, left) => left.unwrap_or(slip.ordered),
                };
                promised += if left.is_none() { slip.ordered } else { 0 };
            }
            let ([on_hand, reserved], [on_way, accepted, _], _) = story.sums();
            let over: i128 = story.board.amiss()
                .filter(|amiss| amiss.settled.is_none() && amiss.kind == AmissKind::Over)
                .map(|amiss| -amiss.missing())
                .sum();
            prop_assert_eq!(i128::from(on_hand) - over, i128::from(signed(first) - gone), "{:?}", slips);
            prop_assert_eq!(on_way, u128::try_from(way).unwrap(), "{:?}", slips);
            prop_assert_eq!(accepted, u128::try_from(received).unwrap(), "{:?}", slips);
            prop_assert_eq!(reserved, u64::try_from(promised).unwrap(), "{:?}", slips);
            let open = (received < signed(claimed)).then(|| u64::try_from((signed(claimed) - covers).max(0)).unwrap());
            prop_assert_eq!(story.open(), open, "{:?}", slips);
        }
    }
}
