//! The books of every lot, beside books that share no code with them: random counts, changes, orders, receipts and
//! settlements. What the oracle keeps is what a clerk would: a list of what happened to each lot, added up at the end.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

mod clerk;

use clerk::{Clerk, Wrote};
use jiff::Timestamp;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use yicang_domain::board::{Board, NotSettled};
use yicang_domain::events::{Enrolment, Event};
use yicang_domain::report::{Body, Fact, ReserveLine, Step, Version};
use yicang_domain::*;

/// What may happen; numbers are taken modulo what there is.
#[derive(Debug, Clone)]
enum Act {
    /// A lot is counted; with `true` it is all that lies there.
    Count(usize, u64, bool),
    Change(usize, u64, ChangeReason),
    Order(usize, u64),
    Ship(usize, u64),
    Receive(usize, u64),
    /// A lot is to come, if nothing lies in it; 0 takes it back.
    Announce(usize, u64),
    /// The site offers so much of what it has.
    Offer(u64),
    /// Of what was accepted, so much is damaged, lost, expired.
    Unpack(usize, u64, [u64; 3]),
    /// The n-th open discrepancy is closed, with a reason or written off.
    Settle(usize, bool),
}

fn act() -> impl Strategy<Value = Act> {
    let reasons: Vec<_> = ChangeReason::reported().collect();
    prop_oneof![
        4 => (0..3_usize, 0..50_u64, any::<bool>()).prop_map(|(lot, units, full)| Act::Count(lot, units, full && units % 3 == 0)),
        3 => (0..3_usize, 1..30_u64, prop::sample::select(reasons)).prop_map(|(lot, units, why)| Act::Change(lot, units, why)),
        3 => (0..3_usize, 1..40_u64).prop_map(|(lot, units)| Act::Order(lot, units)),
        3 => (0..9_usize, 0..40_u64).prop_map(|(order, units)| Act::Ship(order, units)),
        3 => (0..9_usize, 0..40_u64).prop_map(|(order, units)| Act::Receive(order, units)),
        2 => (0..9_usize, any::<bool>()).prop_map(|(at, with)| Act::Settle(at, with)),
        2 => (0..5_usize, 0..60_u64).prop_map(|(lot, units)| Act::Announce(lot, units)),
        1 => (0..30_u64).prop_map(Act::Offer),
        2 => (0..9_usize, 0..20_u64, [0..6_u64, 0..6, 0..6]).prop_map(|(order, units, bad)| Act::Unpack(order, units, bad)),
    ]
}

struct World {
    board: Board,
    clerk: Clerk,
    reports: BTreeMap<&'static str, u64>,
    /// What was settled of each lot.
    settled: BTreeMap<String, Vec<i64>>,
    plans: u64,
}

fn quantity(units: u64) -> Quantity {
    Quantity::new(units).unwrap()
}

fn key(lot: usize) -> LotKey {
    LotKey { depot: "D1".parse().unwrap(), item: "WATER".parse().unwrap(), lot: format!("L{lot}").parse().unwrap() }
}

impl World {
    fn new() -> Self {
        let place = |name: &str| Place { name: name.into(), at: None };
        let catalogue = Catalogue {
            items: [("WATER".parse().unwrap(), Item { name: "water".into(), unit: "l".into(), ..Item::default() })]
                .into(),
            depots: [("D1".parse().unwrap(), place("depot"))].into(),
            sites: [("CAMP".parse().unwrap(), Site { name: "camp".into(), ..Site::default() })].into(),
            ..Catalogue::default()
        };
        let (clerk, settled) = (Clerk::default(), BTreeMap::new());
        let mut world = Self { board: Board::default(), clerk, reports: BTreeMap::new(), settled, plans: 0 };
        world.happens(&Event::Catalogue(catalogue));
        for (agent, depots, sites) in [("D", vec!["D1"], vec![]), ("S", vec![], vec!["CAMP"])] {
            let enrolment = Enrolment {
                depots: depots.iter().map(|id| id.parse().unwrap()).collect(),
                sites: sites.iter().map(|id: &&str| id.parse().unwrap()).collect(),
                ..Enrolment::default()
            };
            world.happens(&Event::Enrolled { agent: agent.parse().unwrap(), enrolment });
        }
        world
    }

    fn happens(&mut self, event: &Event) {
        self.board.apply(self.board.applied_upto, event);
    }

    /// Whether the report was taken.
    fn report(&mut self, agent: &'static str, body: Body) -> bool {
        let sequence = self.reports.get(agent).map_or(1, |last| last + 1);
        let (id, by) = (format!("r{sequence}").parse().unwrap(), agent.parse().unwrap());
        let report = Report::of(Version::NEWEST, id, by, sequence, Timestamp::UNIX_EPOCH, body).unwrap();
        let policy = "yicang-policy 1\nname plain\nfirst-level units\nclass routine 1\n";
        let policy = Policy::from_text(policy).unwrap();
        if self.board.examine(&report, &policy) != board::Examination::Clean {
            return false;
        }
        self.reports.insert(agent, sequence);
        self.happens(&Event::Reported(report));
        true
    }

    fn order(&self, at: usize) -> Option<order::Order> {
        let all: Vec<_> = self.board.orders.values().filter(|order| order.is_open()).cloned().collect();
        (!all.is_empty()).then(|| all[at % all.len()].clone())
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Count(lot, units, full) => {
                let line = ReserveLine {
                    item: "WATER".parse().unwrap(),
                    lot: key(*lot).lot,
                    quantity: quantity(*units),
                    expires_on: Fact::Unsaid,
                    earmark: Fact::Unsaid,
                    available_at: Fact::Unsaid,
                };
                let (depot, lines) = ("D1".parse().unwrap(), vec![line]);
                let body = if *full { Body::Count { depot, lines } } else { Body::Reserve { depot, lines } };
                assert!(self.report("D", body));
                self.clerk.count(key(*lot).lot.as_str(), i64::try_from(*units).unwrap());
                let others: Vec<String> = self.clerk.lies.keys().cloned().collect();
                // What the site offers lies elsewhere.
                let others = others.iter().filter(|other| other.as_str() != "E");
                for other in others.filter(|other| *full && other.as_str() != key(*lot).lot.as_str()) {
                    self.clerk.count(other, 0);
                }
            }
            Act::Change(lot, units, reason) => {
                let line = ChangeLine {
                    item: "WATER".parse().unwrap(),
                    lot: key(*lot).lot,
                    quantity: quantity(*units),
                    reason: *reason,
                };
                let taken = self.report("D", Body::Change { depot: "D1".parse().unwrap(), lines: vec![line] });
                let (lot, units) = (key(*lot).lot.to_string(), i64::try_from(*units).unwrap());
                let is_loss = ["damaged", "lost", "expired", "consumed", "sampled"].contains(&reason.as_str());
                let brings = ["delivered", "donated"].contains(&reason.as_str());
                let waits = self.clerk.waits.contains_key(&lot);
                let fits = self.clerk.lies.get(&lot).is_some_and(|lies| !is_loss || *lies >= units);
                assert_eq!(taken, fits && (is_loss || brings || !waits), "{act:?}");
                if taken && waits && brings {
                    assert!(self.clerk.comes(&lot, units));
                } else if taken {
                    *self.clerk.lies.get_mut(&lot).unwrap() += if is_loss { -units } else { units };
                    self.clerk.write(&lot, if is_loss { Wrote::Went(units) } else { Wrote::Came(units) });
                }
            }
            Act::Order(lot, units) => {
                let lot = key(*lot);
                let (site, serves) = ("CAMP".parse().unwrap(), lot.item.clone());
                let (departs, arrives) = (Timestamp::UNIX_EPOCH, Some(Timestamp::UNIX_EPOCH));
                let shipment = Shipment { lot, site, serves, quantity: quantity(*units), departs, arrives };
                self.plans += 1;
                let (plan_index, reopened) = (self.plans, BTreeSet::new());
                self.happens(&Event::Decided { plan_index, shipments: vec![shipment], reopened });
            }
            Act::Ship(at, units) => {
                let Some(order) = self.order(*at) else { return };
                if order.lot().depot.as_str() != "D1" {
                    return;
                }
                let waits = self.clerk.waits.contains_key(order.lot().lot.as_str());
                let (lot, step) = (order.lot().lot.to_string(), Step::Shipped);
                let body = Body::Step { order: order.id, step, quantity: quantity(*units) };
                let taken = self.report("D", body);
                assert!(!taken || !waits || *units == 0, "what has not come cannot leave");
                if taken && *units > 0 {
                    let units = i64::try_from(*units).unwrap();
                    // A lot that nobody has counted has no books.
                    let Some(lies) = self.clerk.lies.get_mut(&lot) else { return };
                    let unknown = (units - *lies).max(0);
                    *lies = (*lies - units).max(0);
                    self.clerk.write(&lot, Wrote::Left(units));
                    if unknown > 0 {
                        self.clerk.write(&lot, Wrote::LeftUnknown(unknown));
                    }
                }
            }
            Act::Receive(at, units) => {
                let Some(order) = self.order(*at) else { return };
                let lot = order.lot().lot.to_string();
                let shipped = match order.progress {
                    order::Progress::Dispatched { shipped } => i64::try_from(shipped.units()).unwrap(),
                    _ => return,
                };
                let has_left = self.board.balances().any(|balance| balance.lot == *order.lot() && balance.on_way > 0);
                let body = Body::Step { order: order.id, step: Step::Received, quantity: quantity(*units) };
                if self.report("S", body) && self.clerk.lists.contains_key(&lot) && has_left {
                    let accepted = i64::try_from(*units).unwrap();
                    self.clerk.write(&lot, Wrote::Arrived { left: shipped, accepted });
                }
            }
            Act::Settle(at, with) => self.settle(*at, *with),
            Act::Announce(lot, units) => {
                let line = InboundLine {
                    item: "WATER".parse().unwrap(),
                    lot: key(*lot).lot,
                    quantity: quantity(*units),
                    supplier: "Ace".into(),
                    expected_at: Timestamp::UNIX_EPOCH,
                    confidence: 50,
                    expires_on: None,
                    earmark: BTreeSet::new(),
                    donor: String::new(),
                    gift: None,
                };
                let taken = self.report("D", Body::Inbound { depot: "D1".parse().unwrap(), lines: vec![line] });
                let (lot, units) = (key(*lot).lot.to_string(), i64::try_from(*units).unwrap());
                let is_empty = self.clerk.lies.get(&lot).is_none_or(|lies| *lies == 0);
                let waits = self.clerk.waits.contains_key(&lot);
                assert_eq!(taken, if units == 0 { waits } else { is_empty }, "{act:?}");
                if taken && units == 0 {
                    self.clerk.waits.remove(&lot);
                } else if taken {
                    if !self.clerk.lies.contains_key(&lot) {
                        self.clerk.lies.insert(lot.clone(), 0);
                        self.clerk.write(&lot, Wrote::First(0));
                    }
                    self.clerk.waits.insert(lot, units);
                }
            }
            Act::Offer(units) => {
                let line = ExcessLine {
                    item: "WATER".parse().unwrap(),
                    lot: "E".parse().unwrap(),
                    quantity: quantity(*units),
                    expires_on: None,
                    do_not_send: false,
                };
                let taken = self.report("S", Body::Excess { site: "CAMP".parse().unwrap(), lines: vec![line] });
                let units = i64::try_from(*units).unwrap();
                let before = self.clerk.lies.get("E").copied();
                assert_eq!(taken, units > 0 || before.is_some());
                if taken {
                    self.clerk.lies.insert("E".into(), units);
                    self.clerk.write(
                        "E",
                        match before {
                            None => Wrote::First(units),
                            Some(before) if before > units => Wrote::Went(before - units),
                            Some(before) => Wrote::Came(units - before),
                        },
                    );
                }
            }
            Act::Unpack(at, units, bad) => {
                let Some(order) = self.order(*at) else { return };
                let lot = order.lot().lot.to_string();
                let shipped = match order.progress {
                    order::Progress::Dispatched { shipped } => shipped.units(),
                    _ => return,
                };
                let [damaged, lost, expired] = bad.map(quantity);
                let unusable = Unusable { damaged, lost, expired };
                let all = units + bad.iter().sum::<u64>();
                let has_left = self.board.balances().any(|balance| balance.lot == *order.lot() && balance.on_way > 0);
                if bad.iter().sum::<u64>() == 0 {
                    return;
                }
                let body = Body::Receipt { order: order.id, quantity: quantity(*units), unusable };
                let taken = self.report("S", body);
                assert_eq!(taken, all <= shipped);
                if taken && self.clerk.lists.contains_key(&lot) && has_left {
                    let [left, accepted] = [shipped, *units].map(|units| i64::try_from(units).unwrap());
                    self.clerk.write(&lot, Wrote::Arrived { left, accepted });
                }
            }
        }
    }

    fn settle(&mut self, at: usize, with: bool) {
        let open: Vec<Amiss> = self.board.amiss().filter(|amiss| amiss.settled.is_none()).cloned().collect();
        if open.is_empty() {
            return;
        }
        let amiss = &open[at % open.len()];
        let missing = i64::try_from(amiss.expected.units()).unwrap() - i64::try_from(amiss.actual.units()).unwrap();
        let (fits, not) = if missing > 0 {
            (ChangeReason::Lost, ChangeReason::Found)
        } else {
            (ChangeReason::Found, ChangeReason::Lost)
        };
        let how = if with { Settlement::Explained(fits) } else { Settlement::WrittenOff };
        assert_eq!(self.board.may_settle(amiss.id, Settlement::Explained(not)), Err(NotSettled::OtherWay));
        assert_eq!(self.board.may_settle(amiss.id, how), Ok(()));
        let record = self.board.applied_upto;
        self.happens(&Event::Settled { id: amiss.id, how });
        assert_eq!(self.board.may_settle(amiss.id, how), Err(NotSettled::Before(record)));
        if self.clerk.lists.contains_key(amiss.lot.lot.as_str()) {
            self.settled.entry(amiss.lot.lot.to_string()).or_default().push(missing);
        }
    }

    fn agree(&self) {
        let mut found = BTreeMap::new();
        for b in self.board.balances() {
            let sums = format!(
                "{}+{}+{} = {}+{}+{}+{}+{}",
                b.first, b.inbound, b.gained, b.on_hand, b.on_way, b.received, b.lost, b.unexplained
            );
            found.insert(b.lot.lot.to_string(), sums);
        }
        let none = Vec::new();
        let lots = self.clerk.lists.keys();
        let said = |lot: &String| self.clerk.sums(lot, self.settled.get(lot).unwrap_or(&none));
        let kept: BTreeMap<_, _> = lots.map(|lot| (lot.clone(), said(lot))).collect();
        assert_eq!(found, kept);
        let unexplained: i128 = self.board.balances().map(|balance| balance.unexplained).sum();
        let open =
            self.board.amiss().filter(|amiss| amiss.settled.is_none() && found.contains_key(amiss.lot.lot.as_str()));
        assert_eq!(unexplained, open.map(Amiss::missing).sum::<i128>());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn the_books_are_those_of_a_clerk_who_shares_no_code(
        first in prop::collection::vec(0..60_u64, 3),
        acts in prop::collection::vec(act(), 0..60),
    ) {
        let mut world = World::new();
        // Lots that were shipped from before anybody counted them have no books; here each is counted first.
        for (lot, units) in first.iter().enumerate() {
            world.act(&Act::Count(lot, *units, false));
        }
        for act in &acts {
            world.act(act);
            world.agree();
        }
    }
}
