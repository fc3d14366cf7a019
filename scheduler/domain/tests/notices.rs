//! What depots and sites are told: beside a slow list-maker that reads the whole past anew for every question, and in
//! stories of a few events.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use std::collections::BTreeSet;
use yicang_domain::board::Board;
use yicang_domain::events::verification::VerifiedLine;
use yicang_domain::events::{Enrolment, Event};
use yicang_domain::notice::{Addressee, SEEN_MAX};
use yicang_domain::report::{Body, Fact, NeedLine, ReserveLine, Step};
use yicang_domain::*;

const POLICY: &str = "yicang-policy 1\nname n\nfirst-level units\nclass urgent 1\n";
const SITES: [&str; 3] = ["H1", "H2", "H/3%"];
const ITEMS: [&str; 2] = ["N95", "GOWN"];
const LOTS: [&str; 2] = ["L1", "L2"];

fn start() -> Timestamp {
    "2020-02-01T08:00:00Z".parse().unwrap()
}

fn policy(more: &str) -> Policy {
    Policy::from_text(&format!("{POLICY}{more}")).unwrap()
}

fn units(n: u64) -> Quantity {
    Quantity::new(n).unwrap()
}

fn lot(at: usize) -> LotKey {
    let (item, lot) = (ITEMS[at / 2].parse().unwrap(), LOTS[at % 2].parse().unwrap());
    LotKey { depot: "D1".parse().unwrap(), item, lot }
}

fn grant(depots: &[&str], sites: &[&str]) -> Enrolment {
    let depots = depots.iter().map(|id| id.parse().unwrap()).collect();
    Enrolment { depots, sites: sites.iter().map(|id| id.parse().unwrap()).collect(), ..Enrolment::default() }
}

/// What is said, by number of site, item and lot.
#[derive(Debug, Clone)]
enum Said {
    Need { site: usize, item: usize, latest_in_hours: Option<i64> },
    Withdraw { site: usize, item: usize },
    Reject { site: usize, item: usize },
    Verify { site: usize, item: usize, units: u64 },
    Count { lot: usize, units: u64 },
    Hold { lot: usize, hold: Option<Hold> },
    Order { lot: usize, site: usize, units: u64, departs_in_hours: i64 },
    Pick { order: usize },
    Ship { order: usize, units: u64 },
    Receive { order: usize, short: u64 },
    WriteOff { nth: usize },
    Seen,
}

/// What is claimed is more than ever comes, so that no need closes by being fulfilled.
const CLAIM: u64 = 100_000;

struct Story {
    board: Board,
    now: Timestamp,
    sequence: u64,
    orders: Vec<OrderId>,
    /// What happened, with the number and moment of its record, and for steps the order.
    past: Vec<(u64, Timestamp, Said)>,
}

impl Story {
    fn begin() -> Self {
        let catalogue = Catalogue {
            items: ITEMS.iter().map(|item| (item.parse().unwrap(), Item::default())).collect(),
            depots: [("D1".parse().unwrap(), Place::default())].into(),
            sites: SITES.iter().map(|site| (site.parse().unwrap(), Site::default())).collect(),
            ..Catalogue::default()
        };
        let (board, past) = (Board::default(), Vec::new());
        let mut story = Self { board, now: start(), sequence: 0, orders: Vec::new(), past };
        story.happens(&Event::Catalogue(catalogue));
        story.happens(&Event::Enrolled { agent: "ALL".parse().unwrap(), enrolment: grant(&["D1"], &SITES) });
        story
    }

    fn wait(&mut self, hours: i64) {
        self.now += SignedDuration::from_hours(hours);
    }

    fn happens(&mut self, event: &Event) -> u64 {
        let index = self.board.applied_upto;
        self.board.tick(self.now);
        self.board.apply(index, event);
        index
    }

    fn reports(&mut self, body: Body) -> u64 {
        self.sequence += 1;
        let id = format!("r{}", self.sequence).parse().unwrap();
        let report = Report::new(id, "ALL".parse().unwrap(), self.sequence, self.now, body).unwrap();
        self.happens(&Event::Reported(report))
    }

    fn needs(&mut self, site: usize, item: usize, quantity: u64, latest_useful: Option<Timestamp>) -> u64 {
        let (item, class) = (ITEMS[item].parse().unwrap(), "urgent".parse().unwrap());
        let line = NeedLine { item, quantity: units(quantity), class, due: None, latest_useful, life_days_min: 0 };
        self.reports(Body::Need { site: SITES[site].parse().unwrap(), lines: vec![line] })
    }

    fn acknowledges(&mut self, ids: Vec<NoticeId>) -> u64 {
        self.reports(Body::Seen { notices: ids })
    }

    fn ids(&self, more: &str) -> Vec<String> {
        self.board.notices(&policy(more), self.now).iter().map(|notice| notice.id().to_string()).collect()
    }

    fn unseen(&self, more: &str) -> Vec<String> {
        let all = self.board.notices(&policy(more), self.now);
        all.iter().filter(|notice| !notice.seen).map(|notice| notice.id().to_string()).collect()
    }

    /// Lets it happen if it can; what cannot is left out.
    fn says(&mut self, said: &Said) {
        let key = |site: &usize, item: &usize| NeedKey {
            site: SITES[*site].parse().unwrap(),
            item: ITEMS[*item].parse().unwrap(),
        };
        let found = |story: &Self, order: &usize| {
            let id = story.orders.get(*order % story.orders.len().max(1)).cloned()?;
            story.board.orders.get(&id).cloned()
        };
        let index = match said {
            Said::Need { site, item, latest_in_hours } => {
                let latest = latest_in_hours.map(|hours| self.now + SignedDuration::from_hours(hours));
                self.needs(*site, *item, CLAIM, latest)
            }
            Said::Withdraw { site, item } => self.needs(*site, *item, 0, None),
            Said::Reject { site, item } if self.board.is_open(&key(site, item)) => {
                self.happens(&Event::Rejected { need: key(site, item), by: "C".parse().unwrap() })
            }
            Said::Verify { site, item, units: of } => {
                let line = VerifiedLine { need: key(site, item), units: units(*of), class: None, evidence: None };
                self.happens(&Event::Verified(vec![line]))
            }
            Said::Count { lot: at, units: of } => {
                let LotKey { depot, item, lot } = lot(*at);
                let (quantity, expires_on) = (units(*of), Fact::Unsaid);
                let (earmark, available_at) = (Fact::Unsaid, Fact::Unsaid);
                let line = ReserveLine { item, lot, quantity, expires_on, earmark, available_at };
                self.reports(Body::Reserve { depot, lines: vec![line] })
            }
            Said::Hold { lot: at, hold } if self.board.has_known(&lot(*at)) => {
                self.happens(&Event::Held { lot: lot(*at), hold: *hold })
            }
            Said::Order { lot: at, site, units: of, departs_in_hours } => {
                let (lot, departs) = (lot(*at), self.now + SignedDuration::from_hours(*departs_in_hours));
                let site = SITES[*site].parse().unwrap();
                let quantity = units(*of);
                let line = Shipment { serves: lot.item.clone(), lot, site, quantity, departs, arrives: None };
                let plan_index = self.board.applied_upto;
                self.orders.push(format!("P{plan_index}-1").parse().unwrap());
                self.happens(&Event::Decided { plan_index, shipments: vec![line], reopened: [].into() })
            }
            Said::Pick { order } => match found(self, order) {
                Some(order) if order.after(Step::Picked, order.shipment.quantity).is_ok() => {
                    let (quantity, order) = (order.shipment.quantity, order.id);
                    self.reports(Body::Step { order, step: Step::Picked, quantity })
                }
                _ => return,
            },
            Said::Ship { order, units: of } => match of_order(found(self, order), Step::Shipped, *of) {
                Some((order, quantity)) => self.reports(Body::Step { order, step: Step::Shipped, quantity }),
                None => return,
            },
            Said::Receive { order, short } => {
                let sent = found(self, order);
                let shipped = match sent.as_ref().map(|order| order.progress) {
                    Some(order::Progress::Dispatched { shipped }) => shipped.units(),
                    _ => return,
                };
                match of_order(sent, Step::Received, shipped.saturating_sub(*short)) {
                    Some((order, quantity)) => self.reports(Body::Step { order, step: Step::Received, quantity }),
                    None => return,
                }
            }
            Said::WriteOff { nth } => {
                let open: Vec<_> =
                    self.board.amiss().filter(|amiss| amiss.settled.is_none()).map(|amiss| amiss.id).collect();
                let Some(id) = open.get(*nth % open.len().max(1)) else { return };
                self.happens(&Event::Settled { id: *id, how: Settlement::WrittenOff })
            }
            Said::Seen => {
                let all = self.board.notices(&policy("stale 24 floor\n"), self.now);
                let ids: Vec<_> = all.iter().map(Notice::id).take(SEEN_MAX).collect();
                if ids.is_empty() {
                    return;
                }
                self.acknowledges(ids)
            }
            Said::Reject { .. } | Said::Hold { .. } => return,
        };
        // For the list-maker: which order a step was of, and how much it moved.
        let said = match said {
            Said::Ship { order, units: of } => Said::Ship { order: order % self.orders.len(), units: *of },
            Said::Receive { order, short } => Said::Receive { order: order % self.orders.len(), short: *short },
            said => said.clone(),
        };
        self.past.push((index, self.now, said));
    }
}

fn of_order(order: Option<order::Order>, step: Step, of: u64) -> Option<(OrderId, Quantity)> {
    let order = order?;
    let quantity = units(of.min(order.shipment.quantity.units()));
    order.after(step, quantity).ok()?;
    Some((order.id, quantity))
}

/// What the list-maker keeps of an order, read anew each time.
#[derive(Default, Clone)]
struct Sent {
    lot: usize,
    site: usize,
    ordered: u64,
    shipped: Option<u64>,
    received: Option<u64>,
}

/// The ids of recalls, quarantines, stale needs and discrepancies, from the past alone: slow, and of no code of the
/// board's.
fn by_hand(past: &[(u64, Timestamp, Said)], settled: &BTreeSet<String>, now: Timestamp) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    // Orders and stock, from the beginning.
    let (mut orders, mut stock, mut counted, mut open) = (Vec::<Sent>::new(), [0_u64; 4], [false; 4], Vec::new());
    for (index, _, said) in past {
        match said {
            Said::Order { lot, site, units, .. } => {
                orders.push(Sent { lot: *lot, site: *site, ordered: *units, ..Sent::default() });
            }
            Said::Count { lot, units } => {
                if counted[*lot] && stock[*lot] != *units {
                    open.push(format!("N{index}-differs@D1/X{index}-1"));
                }
                (stock[*lot], counted[*lot]) = (*units, true);
            }
            Said::Ship { order, units } => {
                let sent = &mut orders[*order];
                let left = (*units).min(sent.ordered);
                sent.shipped = Some(left);
                if left > stock[sent.lot] {
                    open.push(format!("N{index}-differs-{}/X{index}", ["H1", "H2", "H%2F3%25"][sent.site]));
                }
                stock[sent.lot] = stock[sent.lot].saturating_sub(left);
            }
            Said::Receive { order, short } => {
                let sent = &mut orders[*order];
                let left = sent.shipped.unwrap();
                sent.received = Some(left.saturating_sub(*short));
                if left.saturating_sub(*short) < left {
                    open.push(format!("N{index}-differs@D1/X{index}"));
                }
            }
            _ => {}
        }
    }
    ids.extend(open.into_iter().filter(|id| !settled.iter().any(|closed| id.ends_with(&format!("/{closed}")))));
    let name = |site: usize| ["H1", "H2", "H%2F3%25"][site];
    for at in 0..4 {
        let last = past.iter().rev().find_map(|(index, _, said)| match said {
            Said::Hold { lot, hold } if *lot == at => Some((*index, *hold)),
            _ => None,
        });
        let Some((index, Some(hold))) = last else { continue };
        let word = if hold == Hold::Recall { "recall" } else { "quarantine" };
        let of_lot = || orders.iter().filter(|sent| sent.lot == at);
        // An order of which nothing was shipped is cancelled: it concerns nobody.
        if stock[at] > 0 || of_lot().any(|sent| sent.shipped != Some(0)) {
            ids.insert(format!("N{index}-{word}@D1"));
        }
        for sent in of_lot() {
            let has_it = match (sent.shipped, sent.received) {
                (Some(left), None) => left > 0,
                (_, Some(received)) => received > 0,
                _ => false,
            };
            if has_it {
                ids.insert(format!("N{index}-{word}-{}", name(sent.site)));
            }
        }
    }
    for (at, of) in (0..3).flat_map(|site| (0..2).map(move |item| (site, item))) {
        let is_its = |site: &usize, item: &usize| (*site, *item) == (at, of);
        let life = past.iter().rev().find_map(|(_, _, said)| match said {
            Said::Need { site, item, .. } if is_its(site, item) => Some(true),
            Said::Withdraw { site, item } | Said::Reject { site, item } if is_its(site, item) => Some(false),
            _ => None,
        });
        let latest = past.iter().rev().find_map(|(_, at, said)| match said {
            Said::Need { site, item, latest_in_hours } if is_its(site, item) => {
                Some(latest_in_hours.map(|hours| *at + SignedDuration::from_hours(hours)))
            }
            _ => None,
        });
        let is_expired = latest.flatten().is_some_and(|latest| latest < now);
        if life != Some(true) || is_expired {
            continue;
        }
        let word = past.iter().rev().find_map(|(index, at, said)| match said {
            Said::Need { site, item, .. } | Said::Verify { site, item, .. } if is_its(site, item) => {
                Some((*index, *at))
            }
            _ => None,
        });
        let (index, said_at) = word.unwrap();
        let hours = now.duration_since(said_at).as_hours();
        // Everything here happens at whole hours. The policy says 24; told 12 before.
        match hours {
            12..=24 => ids.insert(format!("N{index}-soon-{}/{}", name(at), ITEMS[of])),
            25.. => ids.insert(format!("N{index}-stale-{}/{}", name(at), ITEMS[of])),
            _ => false,
        };
    }
    ids
}

fn any_said() -> impl Strategy<Value = Said> {
    let (site, item, lot, order) = (0..3_usize, 0..2_usize, 0..4_usize, 0..6_usize);
    let hold = prop_oneof![Just(None), Just(Some(Hold::Recall)), Just(Some(Hold::Quarantine))];
    let latest_in_hours = prop_oneof![2 => Just(None), 1 => (1..60_i64).prop_map(Some)];
    prop_oneof![
        3 => (site.clone(), item.clone(), latest_in_hours)
            .prop_map(|(site, item, latest_in_hours)| Said::Need { site, item, latest_in_hours }),
        1 => (site.clone(), item.clone()).prop_map(|(site, item)| Said::Withdraw { site, item }),
        1 => (site.clone(), item.clone()).prop_map(|(site, item)| Said::Reject { site, item }),
        1 => (site.clone(), item, 0..50_u64).prop_map(|(site, item, units)| Said::Verify { site, item, units }),
        3 => (lot.clone(), 0..60_u64).prop_map(|(lot, units)| Said::Count { lot, units }),
        3 => (lot.clone(), hold).prop_map(|(lot, hold)| Said::Hold { lot, hold }),
        3 => (lot, site, 1..40_u64, -5..20_i64)
            .prop_map(|(lot, site, units, departs_in_hours)| Said::Order { lot, site, units, departs_in_hours }),
        1 => order.clone().prop_map(|order| Said::Pick { order }),
        3 => (order.clone(), 0..40_u64).prop_map(|(order, units)| Said::Ship { order, units }),
        3 => (order, 0..4_u64).prop_map(|(order, short)| Said::Receive { order, short }),
        1 => (0..5_usize).prop_map(|nth| Said::WriteOff { nth }),
        1 => Just(Said::Seen),
    ]
}

const BY_HAND: [NoticeKind; 5] =
    [NoticeKind::StaleSoon, NoticeKind::Stale, NoticeKind::Recall, NoticeKind::Quarantine, NoticeKind::Discrepancy];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_notices_are_those_that_a_slow_list_maker_finds(
        all in prop::collection::vec((0..9_i64, any_said()), 1..60)
    ) {
        let (mut story, policy) = (Story::begin(), policy("stale 24 floor\n"));
        let mut acknowledged = BTreeSet::new();
        for (hours, said) in all {
            story.wait(hours);
            let before: BTreeSet<_> = story.board.notices(&policy, story.now).iter().map(Notice::id).collect();
            story.says(&said);
            if matches!(said, Said::Seen) {
                acknowledged.extend(before.iter().map(ToString::to_string));
            }
            let settled: BTreeSet<_> =
                story.board.amiss().filter(|amiss| amiss.settled.is_some()).map(|amiss| amiss.id.to_string()).collect();
            let notices = story.board.notices(&policy, story.now);
            let told: BTreeSet<_> = notices.iter()
                .filter(|notice| BY_HAND.contains(&notice.kind()))
                .map(|notice| notice.id().to_string())
                .collect();
            prop_assert_eq!(&told, &by_hand(&story.past, &settled, story.now));
            let ids: BTreeSet<_> = notices.iter().map(Notice::id).collect();
            prop_assert_eq!(ids.len(), notices.len(), "each has an id of its own");
            for id in &ids {
                prop_assert_eq!(id.to_string().parse(), Ok(id.clone()));
            }
            // Whatever was acknowledged and still stands stays so. A need that is asked for anew is told anew of less.
            for notice in notices.iter().filter(|notice| notice.kind() != NoticeKind::VerifiedLess) {
                prop_assert_eq!(notice.seen, acknowledged.contains(&notice.id().to_string()), "{}", notice.id());
            }
        }
    }
}

#[test]
fn an_acknowledged_notice_is_over_until_a_new_entry_makes_a_new_one() {
    let (mut story, stale) = (Story::begin(), "stale 48 floor\nstale-notice 6\n");
    let first = story.needs(0, 0, 10, None);
    story.wait(41);
    assert_eq!(story.ids(stale), [""; 0]);
    story.wait(1);
    assert_eq!(story.unseen(stale), [format!("N{first}-soon-H1/N95")]);
    assert_eq!(story.ids(""), [""; 0], "a policy without the line knows nothing of it");
    let id = story.ids(stale)[0].parse().unwrap();
    story.acknowledges(vec![id]);
    assert_eq!((story.unseen(stale), story.board.seen_count()), (vec![], 1));
    story.wait(7);
    assert_eq!(story.unseen(stale), [format!("N{first}-stale-H1/N95")], "that it is stale now is another thing");
    let again = story.needs(0, 0, 12, None);
    story.wait(43);
    assert_eq!(story.unseen(stale), [format!("N{again}-soon-H1/N95")]);
    // What is over is forgotten with the next acknowledgement.
    let id = story.ids(stale)[0].parse().unwrap();
    story.acknowledges(vec![id]);
    assert_eq!(story.board.seen_count(), 1);
}

#[test]
fn a_site_is_told_of_a_rejection_and_of_less_than_it_claims() {
    let mut story = Story::begin();
    story.needs(0, 0, 100, None);
    let line = |units_of| {
        let need = NeedKey { site: "H1".parse().unwrap(), item: "N95".parse().unwrap() };
        Event::Verified(vec![VerifiedLine { need, units: units(units_of), class: None, evidence: None }])
    };
    let less = story.happens(&line(60));
    assert_eq!(story.unseen(""), [format!("N{less}-less-H1/N95")]);
    let notice = story.board.notices(&policy(""), story.now).remove(0);
    let text = notice.message(&|at| at.to_string()).to_string();
    assert!(text.contains("100 of N95") && text.contains("60 are verified"), "{text}");
    story.happens(&line(100));
    assert_eq!(story.unseen(""), [""; 0]);
    let need = NeedKey { site: "H1".parse().unwrap(), item: "N95".parse().unwrap() };
    let rejected = story.happens(&Event::Rejected { need, by: "C".parse().unwrap() });
    assert_eq!(story.unseen(""), [format!("N{rejected}-rejected-H1/N95")]);
    story.needs(0, 0, 5, None);
    assert_eq!(story.unseen(""), [""; 0], "it is asked for anew");
}

#[test]
fn a_depot_is_told_of_orders_that_must_leave_and_of_those_that_did_not() {
    let mut story = Story::begin();
    story.needs(0, 0, 100, None);
    story.says(&Said::Count { lot: 0, units: 50 });
    story.says(&Said::Order { lot: 0, site: 0, units: 20, departs_in_hours: 6 });
    let (decision, order) = (story.board.applied_upto - 1, story.orders[0].clone());
    assert_eq!(story.unseen(""), [""; 0], "six hours are time enough");
    story.wait(2);
    assert_eq!(story.unseen(""), [format!("N{decision}-ship@D1/{order}")]);
    story.wait(4);
    assert_eq!(story.unseen(""), [format!("N{decision}-ship@D1/{order}")], "it leaves now");
    story.wait(1);
    assert_eq!(story.unseen(""), [format!("N{decision}-overdue@D1/{order}")]);
    story.says(&Said::Pick { order: 0 });
    assert_eq!(story.unseen(""), [format!("N{decision}-overdue@D1/{order}")], "picked is not shipped");
    story.says(&Said::Ship { order: 0, units: 20 });
    assert_eq!(story.unseen(""), [""; 0]);
}

#[test]
fn a_need_expires_by_the_moment_alone_and_what_is_on_its_way_still_counts() {
    let mut story = Story::begin();
    let latest = start() + SignedDuration::from_hours(10);
    story.says(&Said::Count { lot: 0, units: 50 });
    let claim = story.needs(0, 0, 20, Some(latest));
    story.says(&Said::Order { lot: 0, site: 0, units: 20, departs_in_hours: 1 });
    story.says(&Said::Ship { order: 0, units: 20 });
    let key = NeedKey { site: "H1".parse().unwrap(), item: "N95".parse().unwrap() };
    story.wait(10);
    assert_eq!(story.board.expired(&key, story.now), None, "at the moment itself it is useful");
    story.wait(1);
    assert_eq!(story.board.expired(&key, story.now), Some((claim, latest)));
    assert_eq!(story.unseen("stale 4 floor\n"), [format!("N{claim}-expired-H1/N95")], "and it is not told to be stale");
    let last = story.board.history_at(&key, story.now).pop().unwrap();
    assert_eq!((last.entry, last.at, last.what), (claim, Some(latest), life::Said::Expired));
    let need = &story.board.situation(story.now, None).needs[&key];
    assert_eq!(need.covered, units(20), "what is on its way covers it");
    // It comes late, is received, and fulfils the need.
    story.says(&Said::Receive { order: 0, short: 0 });
    assert!(!story.board.is_open(&key));
    let last = story.board.history_at(&key, story.now).pop().unwrap();
    assert_eq!(last.what, life::Said::Fulfilled(units(20)));
    assert_eq!(story.unseen(""), [""; 0]);
}

#[test]
fn every_notice_that_is_nobodys_or_somebody_elses_is_named() {
    let mut story = Story::begin();
    let first = story.needs(0, 0, 10, None);
    story.says(&Said::Count { lot: 0, units: 50 });
    story.says(&Said::Hold { lot: 0, hold: Some(Hold::Recall) });
    let hold = story.board.applied_upto - 1;
    let own = grant(&["D1"], &["H1"]);
    let faults = |story: &Story, ids: &[&str]| {
        let ids: Vec<NoticeId> = ids.iter().map(|id| id.parse().unwrap()).collect();
        let faults = story.board.seen_faults(&own, &ids, &policy("stale 4 floor\n"), story.now);
        faults.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let recall = format!("N{hold}-recall@D1");
    let foreign = format!("N{hold}-recall-H2");
    let other_kind = format!("N{hold}-quarantine-H1");
    let of_later = "N999-stale-H1/N95";
    let said = faults(&story, &[&recall, &foreign, &other_kind, of_later]);
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].starts_with("seen.notice_ids[1]") && said[0].contains("H2, which is not a place"), "{said:?}");
    assert!(said[1].starts_with("seen.notice_ids[2]") && said[1].contains(&other_kind), "{said:?}");
    assert!(said[2].starts_with("seen.notice_ids[3]") && said[2].contains(of_later), "{said:?}");
    // What was told and is over by now may be acknowledged late.
    let stale = format!("N{first}-stale-H1/N95");
    story.wait(5);
    assert_eq!(faults(&story, &[&stale]), [""; 0]);
    story.needs(0, 0, 11, None);
    story.says(&Said::Hold { lot: 0, hold: None });
    assert_eq!(faults(&story, &[&stale, &recall]), [""; 0]);
    story.acknowledges(vec![stale.parse().unwrap(), recall.parse().unwrap()]);
    assert_eq!(story.board.seen_count(), 0, "and is not remembered");
    let depot = Addressee::Depot("D1".parse().unwrap());
    assert_eq!(recall.parse::<NoticeId>().unwrap().to, depot);
}

#[test]
fn a_policy_says_how_long_before_and_each_wrong_line_is_refused() {
    for (more, minutes) in
        [("stale 48 floor\n", 720), ("stale 6 out\n", 180), ("stale 6 out\nstale-notice 5\n", 300), ("", 0)]
    {
        assert_eq!(policy(more).claims.stale_notice_minutes(), minutes, "{more}");
    }
    for wrong in ["stale-notice 3\n", "stale 6 floor\nstale-notice 6\n", "stale 6 floor\nstale-notice 0\n"] {
        let error = Policy::from_text(&format!("{POLICY}{wrong}")).unwrap_err().to_string();
        assert!(error.contains("stale-notice"), "{error}");
    }
}
