//! The story, and how it is told.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use yicang_domain::board::{Board, Examination};
use yicang_domain::events::{Enrolment, Event};
use yicang_domain::report::{Body, Fact, NeedLine, ReserveLine, Step, Version};
use yicang_domain::*;

pub(crate) const POLICY: &str = "yicang-policy 1\nname plain\nfirst-level units\nclass urgent 2\n";

pub(crate) fn now() -> Timestamp {
    "2026-12-01T08:00:00Z".parse().unwrap()
}

pub(crate) fn hours(hours: i64) -> Timestamp {
    now() + SignedDuration::from_hours(hours)
}

pub(crate) fn units(units: u64) -> Quantity {
    Quantity::new(units).unwrap()
}

pub(crate) fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

pub(crate) fn key(lot: &str) -> LotKey {
    let words: Vec<_> = lot.split('/').collect();
    LotKey { depot: id(words[0]), item: id(words[1]), lot: id(words[2]) }
}

pub(crate) fn line(lot: &str, quantity: u64) -> InboundLine {
    InboundLine {
        item: id("N95"),
        lot: id(lot),
        quantity: units(quantity),
        supplier: "Ace Supplies".into(),
        expected_at: hours(48),
        confidence: 80,
        expires_on: None,
        earmark: BTreeSet::new(),
        donor: String::new(),
        gift: None,
    }
}

pub(crate) fn counted(lot: &str, quantity: u64) -> ReserveLine {
    let (item, lot, quantity) = (id("N95"), id(lot), units(quantity));
    ReserveLine { item, lot, quantity, expires_on: Fact::Unsaid, earmark: Fact::Unsaid, available_at: Fact::Unsaid }
}

pub(crate) struct Story {
    pub(crate) board: Board,
    pub(crate) sequence: u64,
    pub(crate) plans: u64,
}

impl Story {
    pub(crate) fn begin() -> Self {
        let item = |_: &str| Item::default();
        let at = |north: i32| Coordinates::from_micros(north, 114_000_000);
        let catalogue = Catalogue {
            items: ["N95", "GOWN"].map(|name| (id(name), item(name))).into(),
            depots: [(id("D1"), Place { at: at(30_000_000), ..Place::default() })].into(),
            sites: [("H1", 30_500_000), ("H2", 31_000_000)]
                .map(|(name, north)| (id(name), Site { at: at(north), ..Site::default() }))
                .into(),
            ..Catalogue::default()
        };
        let mut story = Self { board: Board::default(), sequence: 0, plans: 100 };
        story.happens(&Event::Catalogue(catalogue));
        for (agent, depots, sites) in
            [("D1", vec!["D1"], vec![]), ("H1", vec![], vec!["H1"]), ("H2", vec![], vec!["H2"])]
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
        let report = Report::of(Version::NEWEST, id(&name), id(agent), self.sequence + 1, now(), body).unwrap();
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

    pub(crate) fn announce(&mut self, lines: Vec<InboundLine>) -> Result<u64, String> {
        self.report("D1", Body::Inbound { depot: id("D1"), lines })
    }

    pub(crate) fn change(&mut self, lot: &str, quantity: u64, reason: ChangeReason) -> Result<u64, String> {
        let line = ChangeLine { item: id("N95"), lot: id(lot), quantity: units(quantity), reason };
        self.report("D1", Body::Change { depot: id("D1"), lines: vec![line] })
    }

    pub(crate) fn step(&mut self, agent: &str, order: &str, step: Step, quantity: u64) -> Result<u64, String> {
        self.report(agent, Body::Step { order: id(order), step, quantity: units(quantity) })
    }

    pub(crate) fn offer(&mut self, lot: &str, quantity: u64, do_not_send: bool) -> Result<u64, String> {
        let line =
            ExcessLine { item: id("N95"), lot: id(lot), quantity: units(quantity), expires_on: None, do_not_send };
        self.report("H1", Body::Excess { site: id("H1"), lines: vec![line] })
    }

    pub(crate) fn need(&mut self, site: &str, quantity: u64) {
        let (item, quantity, class) = (id("N95"), units(quantity), id("urgent"));
        let line = NeedLine {
            item,
            quantity,
            class,
            due: None,
            latest_useful: None,
            life_days_min: 0,
            unknown: false,
            beside: false,
        };
        self.report(site, Body::Need { site: id(site), lines: vec![line] }).unwrap();
    }

    pub(crate) fn needs(&self) -> Vec<Need> {
        let standings = self.board.standings(&Policy::from_text(POLICY).unwrap(), now());
        standings.into_iter().map(|(_, need, _)| need).collect()
    }

    /// The lots of the situation at a moment, by a policy with these lines, as its text has them.
    pub(crate) fn lots(&self, rules: &str, at: Timestamp) -> String {
        let policy = Policy::from_text(&format!("{POLICY}{rules}")).unwrap();
        let text = self.board.situation_under(&policy, at).to_text();
        assert_eq!(Situation::from_text(&text).unwrap().to_text(), text);
        text.lines().filter(|line| line.starts_with("lot ")).map(|line| format!("{line}\n")).collect()
    }

    pub(crate) fn shipment(lot: &str, site: &str, quantity: u64, departs: Timestamp) -> Shipment {
        let lot = key(lot);
        let (serves, arrives) = (lot.item.clone(), Some(departs));
        Shipment { lot, site: id(site), serves, quantity: units(quantity), departs, arrives }
    }

    pub(crate) fn misfits(&self, shipments: &[Shipment], at: Timestamp) -> Vec<String> {
        self.board.misfits(shipments, &BTreeSet::new(), at, None).iter().map(ToString::to_string).collect()
    }

    pub(crate) fn decide(&mut self, shipments: Vec<Shipment>) -> String {
        assert_eq!(self.misfits(&shipments, now()), Vec::<String>::new());
        self.plans += 1;
        self.happens(&Event::Decided { plan_index: self.plans, shipments, reopened: BTreeSet::new() });
        format!("P{}-1", self.plans)
    }

    /// `first+inbound+gained = on hand+on the way+received+lost+unexplained`
    pub(crate) fn balance(&self, lot: &str) -> String {
        let b = self.board.balances().find(|balance| balance.lot == key(lot)).unwrap();
        format!(
            "{}+{}+{} = {}+{}+{}+{}+{}",
            b.first, b.inbound, b.gained, b.on_hand, b.on_way, b.received, b.lost, b.unexplained
        )
    }

    pub(crate) fn open(&self) -> Vec<String> {
        let open = self.board.amiss().filter(|amiss| amiss.settled.is_none());
        open.map(|a| format!("{} {} {}/{}", a.id, a.kind.as_str(), a.expected, a.actual)).collect()
    }
}
