//! The story, and how it is told.

use jiff::Timestamp;
use std::collections::BTreeSet;
use yicang_domain::board::{Board, Examination};
use yicang_domain::events::{Enrolment, Event};
use yicang_domain::report::{Body, Fact, Moved, NeedLine, ReserveLine, Step, Version};
use yicang_domain::*;

pub(crate) const POLICY: &str = "yicang-policy 1\nname plain\nfirst-level units\nclass urgent 2\n";

pub(crate) fn now() -> Timestamp {
    "2026-12-01T08:00:00Z".parse().unwrap()
}

pub(crate) fn units(units: u64) -> Quantity {
    Quantity::new(units).unwrap()
}

pub(crate) fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

pub(crate) fn lot() -> LotKey {
    LotKey { depot: id("D1"), item: id("N95"), lot: id("L1") }
}

pub(crate) fn need() -> NeedKey {
    NeedKey { site: id("H1"), item: id("N95") }
}

pub(crate) struct Story {
    pub(crate) board: Board,
    pub(crate) sequence: u64,
    pub(crate) plans: u64,
}

impl Story {
    pub(crate) fn begin() -> Self {
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

    pub(crate) fn happens(&mut self, event: &Event) {
        self.board.apply(self.board.applied_upto, event);
    }

    /// The entry that it makes, or what speaks against it.
    pub(crate) fn report(&mut self, agent: &str, body: Body) -> Result<u64, String> {
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

    pub(crate) fn count(&mut self, quantity: u64) -> u64 {
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

    pub(crate) fn need(&mut self, quantity: u64) -> u64 {
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

    pub(crate) fn order(&mut self, quantity: u64) -> String {
        let (departs, arrives) = (now(), Some(now()));
        let (lot, site, serves) = (lot(), id("H1"), id("N95"));
        let shipment = Shipment { lot, site, serves, quantity: units(quantity), departs, arrives };
        self.plans += 1;
        let (plan_index, shipments, reopened) = (self.plans, vec![shipment], BTreeSet::new());
        self.happens(&Event::Decided { plan_index, shipments, reopened });
        format!("P{plan_index}-1")
    }

    pub(crate) fn step(&mut self, order: &str, step: Step, quantity: u64) -> Result<u64, String> {
        let agent = if step.is_of_depot() { "D" } else { "H" };
        self.report(agent, Moved::plain(id(order), step, units(quantity)).into_body())
    }

    pub(crate) fn correct(&mut self, order: &str, step: Step, quantity: u64, entry: u64) -> Result<u64, String> {
        let agent = if step.is_of_depot() { "D" } else { "H" };
        let plain = Moved::plain(id(order), step, units(quantity));
        self.report(agent, Moved { corrects: Some(entry), ..plain }.into_body())
    }

    pub(crate) fn take_back(&mut self, order: &str, step: Step, entry: u64) -> Result<u64, String> {
        let agent = if step.is_of_depot() { "D" } else { "H" };
        let plain = Moved::plain(id(order), step, Quantity::ZERO);
        self.report(agent, Moved { corrects: Some(entry), taken_back: true, ..plain }.into_body())
    }

    pub(crate) fn order_of(&self, order: &str) -> &yicang_domain::order::Order {
        &self.board.orders[&id::<OrderId>(order)]
    }

    /// On hand and promised; on the way, received, gone, unexplained.
    pub(crate) fn sums(&self) -> ([u64; 2], [u128; 3], i128) {
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
    pub(crate) fn open(&self) -> Option<u64> {
        self.board.situation(now(), None).needs.get(&need()).map(|need| need.open().units())
    }
}
