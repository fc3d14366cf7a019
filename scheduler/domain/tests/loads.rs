//! What approved orders take of vehicles is not planned a second time.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use jiff::Timestamp;
use std::collections::BTreeMap;
use yicang_domain::board::Board;
use yicang_domain::events::Event;
use yicang_domain::report::{Body, Step, Version};
use yicang_domain::*;

const CATALOGUE: &str = "yicang-catalogue 3
item WATER grams=1000.5 millilitres=1
pool NIGHT departs=daily@18:00 grams=100000 millilitres=1000
pool VAN grams=50000
depot D1
site S1
site S2
lane D1 S1 60 pool=NIGHT
lane D1 S2 60 pool=VAN
";

const POLICY: &str = "yicang-policy 1\nname plain\nfirst-level units\nclass urgent 5\nfreeze-minutes 60\n";

struct Story(Board);

impl Story {
    fn begin() -> Self {
        let mut story = Self(Board::default());
        story.happens(Event::Catalogue(Catalogue::from_public_text(CATALOGUE).unwrap()));
        story
    }

    fn happens(&mut self, event: Event) {
        self.0.apply(self.0.applied_upto, &event);
    }

    /// An order of so many units, by its plan.
    fn decided(&mut self, plan_index: u64, site: &str, units: u64, departs: &str) -> OrderId {
        let lot = LotKey { depot: "D1".parse().unwrap(), item: "WATER".parse().unwrap(), lot: LotId::unnamed() };
        let (quantity, departs) = (Quantity::new(units).unwrap(), at(departs));
        let serves = lot.item.clone();
        let shipment = Shipment { serves, lot, site: site.parse().unwrap(), quantity, departs, arrives: None };
        self.happens(Event::Decided { plan_index, shipments: vec![shipment], reopened: Default::default() });
        format!("P{plan_index}-1").parse().unwrap()
    }

    fn step(&mut self, order: &OrderId, step: Step, units: u64) {
        let body = Body::Step { order: order.clone(), step, quantity: Quantity::new(units).unwrap() };
        let id = format!("r{}", self.0.applied_upto).parse().unwrap();
        let report = Report::of(Version::Three, id, "A".parse().unwrap(), self.0.applied_upto, at("08:00"), body);
        self.happens(Event::Reported(report.unwrap()));
    }

    /// Grams and millilitres that each vehicle still carries.
    fn free(&self, more: &str, moment: &str) -> BTreeMap<String, [Option<u64>; 2]> {
        let policy = Policy::from_text(&format!("{POLICY}{more}")).unwrap();
        let situation = self.0.situation_under(&policy, at(moment));
        let units = |all: Option<Quantity>| all.map(|all| all.units());
        situation
            .pools
            .iter()
            .map(|(id, pool)| (id.to_string(), [units(pool.grams), units(pool.millilitres)]))
            .collect()
    }
}

fn at(time: &str) -> Timestamp {
    let day = if time.contains('T') { time.to_owned() } else { format!("2026-02-02T{time}:00Z") };
    day.parse().unwrap()
}

const COUNT: &str = "approved-loads count\n";

#[test]
fn a_vehicle_that_leaves_at_a_time_is_filled_once() {
    let mut story = Story::begin();
    let night = |story: &Story, more, moment| story.free(more, moment)["NIGHT"];
    assert_eq!(night(&story, COUNT, "17:30"), [Some(100_000), Some(1_000)]);
    let order = story.decided(1, "S1", 61, "18:00");
    // 61,030.5 g: less than 38,970 g is never left, and half a gram is nobody's.
    assert_eq!(night(&story, COUNT, "17:30"), [Some(38_969), Some(939)]);
    assert_eq!(night(&story, "", "17:30"), [Some(100_000), Some(1_000)], "a policy of before");
    // Before the fence the order may still change, and takes nothing.
    assert_eq!(night(&story, COUNT, "10:00"), [Some(100_000), Some(1_000)]);
    // On board it takes no less, and what stayed on the shelf takes nothing.
    story.step(&order, Step::Shipped, 40);
    assert_eq!(night(&story, COUNT, "17:30"), [Some(59_980), Some(960)]);
    story.step(&order, Step::Received, 39);
    assert_eq!(night(&story, COUNT, "17:30"), [Some(59_980), Some(960)]);
    // The next day it is another departure.
    assert_eq!(night(&story, COUNT, "18:01"), [Some(100_000), Some(1_000)]);
    let order = story.decided(2, "S1", 500, "2026-02-03T18:00:00Z");
    assert_eq!(night(&story, COUNT, "2026-02-03T17:30:00Z"), [Some(0), Some(500)], "never less than nothing");
    story.step(&order, Step::Shipped, 0);
    assert_eq!(night(&story, COUNT, "2026-02-03T17:30:00Z"), [Some(100_000), Some(1_000)]);
}

#[test]
fn a_vehicle_that_leaves_when_it_is_ready_is_free_when_it_has_left() {
    let mut story = Story::begin();
    let van = |story: &Story| story.free(COUNT, "08:00")["VAN"];
    let order = story.decided(1, "S2", 20, "08:00");
    assert_eq!(van(&story), [Some(29_990), None]);
    story.step(&order, Step::Picked, 10);
    assert_eq!(van(&story), [Some(39_995), None]);
    story.step(&order, Step::Shipped, 10);
    assert_eq!(van(&story), [Some(50_000), None]);
}

#[test]
fn another_word_than_count_is_refused() {
    let wrong = Policy::from_text(&format!("{POLICY}approved-loads all\n")).unwrap_err();
    assert_eq!(wrong.to_string(), "line 6: approved-loads is followed by count, not \"all\"");
}
