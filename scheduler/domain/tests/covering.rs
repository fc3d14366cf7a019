//! Needs that other items serve: a board that counts them beside a small oracle that walks the orders and shares no
//! code.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use jiff::Timestamp;
use std::collections::BTreeMap;
use yicang_domain::board::{Board, Examination};
use yicang_domain::events::{Enrolment, Event};
use yicang_domain::order::Progress;
use yicang_domain::report::{Body, NeedLine, Step};
use yicang_domain::*;

const POLICY: &str = "yicang-policy 1\nname plain\nfirst-level units\nclass urgent 5\n";
/// A mask may be one of two others, a set is two gloves and three gowns, or a bag that is as good.
const CATALOGUE: &str = "\
yicang-catalogue 2
item BAG
item GLOVE pack=2
item GOWN
item MASK
item N95
item SCARF
item SET
substitute MASK N95 ratio=2/3
substitute MASK SCARF ratio=5/1 penalty=4
substitute SET BAG
kit SET GLOVE 2
kit SET GOWN 3
depot D
site S
lane D S 60
";
/// What serves a need, and the least that a plan sends of it.
const SERVES: [(&str, &str, u64); 6] = [
    ("MASK", "MASK", 1),
    ("N95", "MASK", 2),
    ("SCARF", "MASK", 5),
    ("GLOVE", "SET", 2),
    ("GOWN", "SET", 3),
    ("BAG", "SET", 1),
];

fn now() -> Timestamp {
    "2026-02-01T08:00:00Z".parse().unwrap()
}

fn shipment(item: &str, serves: &str, units: u64, minutes: i64) -> Shipment {
    let lot = LotKey { depot: "D".parse().unwrap(), item: item.parse().unwrap(), lot: "-".parse().unwrap() };
    let departs = Timestamp::from_second(now().as_second() + minutes * 60).unwrap();
    let (site, serves) = ("S".parse().unwrap(), serves.parse().unwrap());
    Shipment { lot, site, serves, quantity: Quantity::new(units).unwrap(), departs, arrives: Some(departs) }
}

struct Story {
    board: Board,
    sequence: u64,
    plan: u64,
}

impl Story {
    fn begin() -> Self {
        let mut story = Self { board: Board::default(), sequence: 0, plan: 0 };
        story.happens(Event::Catalogue(Catalogue::from_public_text(CATALOGUE).unwrap()));
        let (key, depots, sites) = ([1; 32], ["D".parse().unwrap()].into(), ["S".parse().unwrap()].into());
        let enrolment = Enrolment { key, depots, sites, ..Enrolment::default() };
        story.happens(Event::Enrolled { agent: "A".parse().unwrap(), enrolment });
        story
    }

    fn happens(&mut self, event: Event) {
        self.board.apply(self.board.applied_upto, &event);
    }

    fn report(&mut self, body: Body) {
        self.sequence += 1;
        let id = format!("r{}", self.sequence).parse().unwrap();
        let report = Report::new(id, "A".parse().unwrap(), self.sequence, now(), body).unwrap();
        let examined = self.board.examine(&report, &Policy::from_text(POLICY).unwrap());
        assert_eq!(examined, Examination::Clean);
        self.happens(Event::Reported(report));
    }

    fn need(&mut self, item: &str, units: u64) {
        let (item, quantity, class) = (item.parse().unwrap(), Quantity::new(units).unwrap(), "urgent".parse().unwrap());
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
        self.report(Body::Need { site: "S".parse().unwrap(), lines: vec![line] });
    }

    fn decide(&mut self, shipments: Vec<Shipment>) {
        self.plan += 1;
        let reopened = self.board.situation(now(), Some(60)).reopened;
        self.happens(Event::Decided { plan_index: self.plan, shipments, reopened });
    }

    fn step(&mut self, order: &OrderId, step: Step, units: u64) {
        self.report(Body::Step { order: order.clone(), step, quantity: Quantity::new(units).unwrap() });
    }

    /// What is still open by the next situation; `None` where nothing is asked for.
    fn open(&self, item: &str) -> Option<u64> {
        let situation = self.board.situation(now(), None);
        let key = NeedKey { site: "S".parse().unwrap(), item: item.parse().unwrap() };
        situation.needs.get(&key).map(|need| need.open().units())
    }

    /// What orders bring to a need, by item; `received` counts what has come alone. Orders of `since` on only.
    fn brought(&self, item: &str, received: bool) -> BTreeMap<String, u64> {
        let mut brought = BTreeMap::new();
        for order in self.board.orders.values().filter(|order| order.shipment.serves.as_str() == item) {
            let ordered = order.shipment.quantity;
            let units = match order.progress {
                Progress::Received { received, .. } => received,
                _ if received => Quantity::ZERO,
                Progress::Approved | Progress::Confirmed | Progress::Picked(_) => ordered,
                Progress::Dispatched { shipped } | Progress::Arrived { shipped } => shipped,
                Progress::Cancelled | Progress::Replaced { .. } | Progress::Returned { .. } => Quantity::ZERO,
            };
            *brought.entry(order.lot().item.to_string()).or_default() += units.units();
        }
        brought
    }
}

/// Units of the need, counted one by one as a storekeeper would.
fn storekeeper(item: &str, brought: &BTreeMap<String, u64>) -> u64 {
    let of = |item: &str| brought.get(item).copied().unwrap_or(0);
    let (mut left, mut made) = ((of("GLOVE"), of("GOWN")), 0);
    if item == "SET" {
        while left.0 >= 2 && left.1 >= 3 {
            (left, made) = ((left.0 - 2, left.1 - 3), made + 1);
        }
        return made + of("BAG");
    }
    // As many masks as their price in respirators and scarves is paid for.
    let as_many =
        |units: u64, given: u64, needed: u64| (0..).take_while(|n| n * given <= units * needed).last().unwrap();
    of("MASK") + as_many(of("N95"), 2, 3) + as_many(of("SCARF"), 5, 1)
}

#[test]
fn a_need_that_others_serve_closes_when_all_has_come() {
    for (item, claim, lines) in [
        ("MASK", 9, vec![("N95", 6)]),
        ("MASK", 9, vec![("N95", 4), ("SCARF", 10), ("MASK", 1)]),
        ("SET", 4, vec![("GLOVE", 8), ("GOWN", 12)]),
        ("SET", 5, vec![("BAG", 2), ("GLOVE", 6), ("GOWN", 9)]),
    ] {
        let mut story = Story::begin();
        story.need(item, claim);
        let lines: Vec<_> = lines.into_iter().map(|(given, units)| shipment(given, item, units, 0)).collect();
        // Nobody has counted any stock; the need has room for all of it, and then for none.
        let asks_less = |story: &Story| {
            let misfits = story.board.misfits(&lines, &[].into(), now(), None);
            misfits.iter().map(ToString::to_string).filter(|misfit| misfit.starts_with("need ")).collect::<Vec<_>>()
        };
        assert_eq!(asks_less(&story), Vec::<String>::new());
        story.decide(lines.clone());
        assert_eq!(story.open(item), Some(0));
        let said = format!("need S/{item}: the plan sends {claim}, 0 are still asked for");
        assert_eq!(asks_less(&story), [said]);
        let orders: Vec<_> = story.board.orders.keys().cloned().collect();
        for (place, (id, line)) in orders.iter().zip(&lines).enumerate() {
            assert_eq!(story.open(item), Some(0), "still covered before line {place} is received");
            story.step(id, Step::Shipped, line.quantity.units());
            story.step(id, Step::Received, line.quantity.units());
        }
        assert_eq!(story.open(item), None, "{item}: all has come, and nothing is asked for any more");
    }
}

#[test]
fn parts_that_come_alone_are_not_lost() {
    let mut story = Story::begin();
    story.need("SET", 2);
    story.decide(vec![shipment("GLOVE", "SET", 4, 0), shipment("GOWN", "SET", 6, 0)]);
    let orders: Vec<_> = story.board.orders.keys().cloned().collect();
    // Both gloves come, three gowns do not: one set is complete, two gloves wait.
    story.step(&orders[0], Step::Shipped, 4);
    story.step(&orders[0], Step::Received, 4);
    story.step(&orders[1], Step::Shipped, 3);
    assert_eq!(story.open("SET"), Some(1));
    story.step(&orders[1], Step::Received, 3);
    assert_eq!(story.open("SET"), Some(1));
    // Gowns alone complete the second.
    story.decide(vec![shipment("GOWN", "SET", 3, 0)]);
    assert_eq!(story.open("SET"), Some(0));
    story.step(&"P2-1".parse().unwrap(), Step::Shipped, 3);
    story.step(&"P2-1".parse().unwrap(), Step::Received, 3);
    assert_eq!(story.open("SET"), None);
    // A respirator short is made up for by another: 3 + 1 serve 6 masks.
    story.need("MASK", 6);
    story.decide(vec![shipment("N95", "MASK", 4, 0)]);
    story.step(&"P3-1".parse().unwrap(), Step::Shipped, 3);
    assert_eq!(story.open("MASK"), Some(2));
    story.step(&"P3-1".parse().unwrap(), Step::Received, 3);
    story.decide(vec![shipment("N95", "MASK", 1, 0)]);
    assert_eq!(story.open("MASK"), Some(0));
}

/// Numbers that look random and are the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

#[test]
fn what_is_open_is_what_a_storekeeper_counts() {
    for seed in 1..=200 {
        let mut numbers = Numbers(seed << 32 | 0x9e37_79b9);
        let mut story = Story::begin();
        let claims = BTreeMap::from([("MASK", 200 + numbers.below(50)), ("SET", 90 + numbers.below(20))]);
        claims.iter().for_each(|(item, units)| story.need(item, *units));
        for _ in 0..30 {
            let open: Vec<_> = story.board.orders.values().filter(|order| order.is_open()).cloned().collect();
            match numbers.below(3) {
                0 if story.plan < 6 => {
                    let mut lines = Vec::new();
                    for (given, serves, step) in SERVES {
                        let units = step * (1 + numbers.below(4));
                        // Some may still be changed by the next plan.
                        let minutes = if numbers.below(3) == 0 { 600 } else { 0 };
                        lines.push(shipment(given, serves, units, minutes));
                    }
                    story.decide(lines);
                }
                _ if open.is_empty() => {}
                _ => {
                    let order = &open[usize::try_from(numbers.below(open.len() as u64)).unwrap()];
                    let most = match order.progress {
                        Progress::Dispatched { shipped } => shipped.units(),
                        _ => order.shipment.quantity.units(),
                    };
                    let units = if numbers.below(2) == 0 { most } else { numbers.below(most + 1) };
                    let step = if matches!(order.progress, Progress::Dispatched { .. }) {
                        Step::Received
                    } else {
                        Step::Shipped
                    };
                    story.step(&order.id.clone(), step, units);
                }
            }
            for (item, claim) in &claims {
                let came = storekeeper(item, &story.brought(item, true));
                let covered = storekeeper(item, &story.brought(item, false));
                let open = (came < *claim).then(|| claim.saturating_sub(covered));
                assert_eq!(story.open(item), open, "seed {seed}, {item}: {:?}", story.board.orders.values());
            }
        }
        // What is to move again is still asked for, in units of the need.
        let free = story.board.situation(now(), Some(60));
        for (item, claim) in &claims {
            let key = NeedKey { site: "S".parse().unwrap(), item: item.parse().unwrap() };
            let Some(need) = free.needs.get(&key) else { continue };
            let mut brought = story.brought(item, false);
            for order in free.reopened.iter().map(|id| &story.board.orders[id]) {
                if order.shipment.serves.as_str() == *item {
                    *brought.get_mut(order.lot().item.as_str()).unwrap() -= order.shipment.quantity.units();
                }
            }
            assert_eq!(need.open().units(), claim.saturating_sub(storekeeper(item, &brought)), "seed {seed}, {item}");
        }
    }
}

#[test]
fn a_catalogue_reads_back_and_says_in_version_1_what_fits_into_it() {
    let read = Catalogue::from_public_text(CATALOGUE).unwrap();
    assert_eq!(read.to_public_text(), CATALOGUE);
    for (more, is_new) in [
        ("", false),
        ("pool V departs=2026-02-01T14:00:00Z grams=5 millilitres=6\n", true),
        ("depot E 30.5 114.25\n", true),
        ("item W grams=1.5\n", true),
        ("kit I J 2\n", true),
        ("substitute I J\n", true),
    ] {
        let text = format!("yicang-catalogue 2\n{more}");
        let read = Catalogue::from_public_text(&text).unwrap();
        let first = read.to_public_text();
        assert!(first.starts_with(if is_new { "yicang-catalogue 2\n" } else { "yicang-catalogue 1\n" }), "{first}");
        assert_eq!(Catalogue::from_public_text(&first), Ok(read), "{more}");
        let old = Catalogue::from_public_text(&text.replacen('2', "1", 1));
        assert_eq!(old.is_err(), is_new, "{more}: {old:?}");
    }
    let lost = Catalogue::from_public_text("yicang-catalogue 2\ndepot D\nsite S\nlane D S 5 pool=V\n").unwrap_err();
    assert_eq!(lost.to_string(), "lane D -> S is served by pool V, which has no line");
}
