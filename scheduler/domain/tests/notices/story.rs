//! A small board, what can be said to it, and what was said.

use jiff::{SignedDuration, Timestamp};
use yicang_domain::board::Board;
use yicang_domain::events::verification::VerifiedLine;
use yicang_domain::events::{Enrolment, Event};
use yicang_domain::notice::SEEN_MAX;
use yicang_domain::report::{Body, Fact, NeedLine, ReserveLine, Step};
use yicang_domain::*;

pub(crate) const POLICY: &str = "yicang-policy 1\nname n\nfirst-level units\nclass urgent 1\n";
pub(crate) const SITES: [&str; 3] = ["H1", "H2", "H/3%"];
pub(crate) const ITEMS: [&str; 2] = ["N95", "GOWN"];
pub(crate) const LOTS: [&str; 2] = ["L1", "L2"];

pub(crate) fn start() -> Timestamp {
    "2020-02-01T08:00:00Z".parse().unwrap()
}

pub(crate) fn policy(more: &str) -> Policy {
    Policy::from_text(&format!("{POLICY}{more}")).unwrap()
}

pub(crate) fn units(n: u64) -> Quantity {
    Quantity::new(n).unwrap()
}

pub(crate) fn lot(at: usize) -> LotKey {
    let (item, lot) = (ITEMS[at / 2].parse().unwrap(), LOTS[at % 2].parse().unwrap());
    LotKey { depot: "D1".parse().unwrap(), item, lot }
}

pub(crate) fn grant(depots: &[&str], sites: &[&str]) -> Enrolment {
    let depots = depots.iter().map(|id| id.parse().unwrap()).collect();
    Enrolment { depots, sites: sites.iter().map(|id| id.parse().unwrap()).collect(), ..Enrolment::default() }
}

/// What is said, by number of site, item and lot.
#[derive(Debug, Clone)]
pub(crate) enum Said {
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
pub(crate) const CLAIM: u64 = 100_000;

pub(crate) struct Story {
    pub(crate) board: Board,
    pub(crate) now: Timestamp,
    pub(crate) sequence: u64,
    pub(crate) orders: Vec<OrderId>,
    /// What happened, with the number and moment of its record, and for steps the order.
    pub(crate) past: Vec<(u64, Timestamp, Said)>,
}

impl Story {
    pub(crate) fn begin() -> Self {
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

    pub(crate) fn wait(&mut self, hours: i64) {
        self.now += SignedDuration::from_hours(hours);
    }

    pub(crate) fn happens(&mut self, event: &Event) -> u64 {
        let index = self.board.applied_upto;
        self.board.tick(self.now);
        self.board.apply(index, event);
        index
    }

    pub(crate) fn reports(&mut self, body: Body) -> u64 {
        self.sequence += 1;
        let id = format!("r{}", self.sequence).parse().unwrap();
        let report = Report::new(id, "ALL".parse().unwrap(), self.sequence, self.now, body).unwrap();
        self.happens(&Event::Reported(report))
    }

    pub(crate) fn needs(&mut self, site: usize, item: usize, quantity: u64, latest_useful: Option<Timestamp>) -> u64 {
        let (item, class) = (ITEMS[item].parse().unwrap(), "urgent".parse().unwrap());
        let line = NeedLine {
            item,
            quantity: units(quantity),
            class,
            due: None,
            latest_useful,
            life_days_min: 0,
            unknown: false,
            beside: false,
        };
        self.reports(Body::Need { site: SITES[site].parse().unwrap(), lines: vec![line] })
    }

    pub(crate) fn acknowledges(&mut self, ids: Vec<NoticeId>) -> u64 {
        self.reports(Body::Seen { notices: ids })
    }

    pub(crate) fn ids(&self, more: &str) -> Vec<String> {
        self.board.notices(&policy(more), self.now).iter().map(|notice| notice.id().to_string()).collect()
    }

    pub(crate) fn unseen(&self, more: &str) -> Vec<String> {
        let all = self.board.notices(&policy(more), self.now);
        all.iter().filter(|notice| !notice.seen).map(|notice| notice.id().to_string()).collect()
    }

    /// Lets it happen if it can; what cannot is left out.
    pub(crate) fn says(&mut self, said: &Said) {
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
                let line = VerifiedLine {
                    need: key(site, item),
                    units: units(*of),
                    class: None,
                    evidence: None,
                    revoked: false,
                };
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

pub(crate) fn of_order(order: Option<order::Order>, step: Step, of: u64) -> Option<(OrderId, Quantity)> {
    let order = order?;
    let quantity = units(of.min(order.shipment.quantity.units()));
    order.after(step, quantity).ok()?;
    Some((order.id, quantity))
}
