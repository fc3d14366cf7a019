//! The board folds what was reported and decided; every test is a story of a few events.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use jiff::Timestamp;
use std::collections::BTreeSet;
use yicang_domain::board::{Board, EMPTIED_MAX, Examination};
use yicang_domain::events::{Enrolment, Event};
use yicang_domain::order::Order;
use yicang_domain::report::{Body, Fact, NeedLine, ReserveLine, Step, Version};
use yicang_domain::*;

const POLICY: &str = "yicang-policy 1\nname plain\nfirst-level units\nclass urgent 5\nclass routine 1\n";

fn now() -> Timestamp {
    "2020-02-01T08:00:00Z".parse().unwrap()
}

/// So many units from D1 to CAMP.
fn line(units: u64) -> Shipment {
    let lot = LotKey { depot: "D1".parse().unwrap(), item: "WATER".parse().unwrap(), lot: LotId::unnamed() };
    let (quantity, site) = (Quantity::new(units).unwrap(), "CAMP".parse().unwrap());
    Shipment { serves: lot.item.clone(), lot, site, quantity, departs: now(), arrives: Some(now()) }
}

/// A board with one depot, two sites and an agent for each, named as they are.
struct Story {
    board: Board,
    sequence: u64,
}

impl Story {
    fn begin() -> Self {
        let lane = Lane::of_minutes(Decimal::whole(60).unwrap());
        let d1: DepotId = "D1".parse().unwrap();
        let sites: Vec<SiteId> = ["CAMP", "CLINIC"].map(|s| s.parse().unwrap()).into();
        let catalogue = Catalogue {
            items: [(
                "WATER".parse().unwrap(),
                Item { name: "水 water".into(), unit: "litre".into(), ..Item::default() },
            )]
            .into(),
            depots: [(d1.clone(), Place { name: "depot".into(), ..Place::default() })].into(),
            sites: sites.iter().map(|site| (site.clone(), Site { name: "site".into(), ..Site::default() })).collect(),
            lanes: sites.iter().map(|site| ((d1.clone(), site.clone()), lane.clone())).collect(),
            ..Catalogue::default()
        };
        let mut story = Self { board: Board::default(), sequence: 0 };
        story.happens(Event::Catalogue(catalogue));
        story.enrol("D1", &["D1"], &[]);
        story.enrol("CAMP", &[], &["CAMP"]);
        story
    }

    fn happens(&mut self, event: Event) {
        self.board.apply(self.board.applied_upto, &event);
    }

    fn enrol(&mut self, agent: &str, depots: &[&str], sites: &[&str]) {
        let enrolment = Enrolment {
            key: [1; 32],
            depots: depots.iter().map(|id| id.parse().unwrap()).collect(),
            sites: sites.iter().map(|id| id.parse().unwrap()).collect(),
            ..Enrolment::default()
        };
        self.happens(Event::Enrolled { agent: agent.parse().unwrap(), enrolment });
    }

    /// Examines a report and, if nothing speaks against it, takes it in.
    fn report(&mut self, agent: &str, body: Body) -> Result<(), String> {
        self.report_of(Version::Two, agent, body)
    }

    fn report_of(&mut self, version: Version, agent: &str, body: Body) -> Result<(), String> {
        let id = format!("r{}", self.sequence + 1).parse().unwrap();
        let report = Report::of(version, id, agent.parse().unwrap(), self.sequence + 1, now(), body).unwrap();
        match self.board.examine(&report, &Policy::from_text(POLICY).unwrap()) {
            Examination::Clean => {}
            Examination::Faulty(faults) => {
                return Err(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
            }
            Examination::Foreign(fault) => return Err(format!("foreign {fault}")),
        }
        self.sequence += 1;
        self.happens(Event::Reported(report));
        Ok(())
    }

    fn reserve(&mut self, agent: &str, depot: &str, item: &str, units: u64) -> Result<(), String> {
        let quantity = Quantity::new(units).unwrap();
        let line = ReserveLine { item: item.parse().unwrap(), quantity, ..bare("-") };
        self.report(agent, Body::Reserve { depot: depot.parse().unwrap(), lines: vec![line] })
    }

    /// D1 counts water.
    fn count(&mut self, version: Version, line: ReserveLine) {
        self.report_of(version, "D1", Body::Reserve { depot: "D1".parse().unwrap(), lines: vec![line] }).unwrap();
    }

    fn need(&mut self, agent: &str, site: &str, item: &str, class: &str, units: u64) -> Result<(), String> {
        let (quantity, class) = (Quantity::new(units).unwrap(), class.parse().unwrap());
        let item = item.parse().unwrap();
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
        self.report(agent, Body::Need { site: site.parse().unwrap(), lines: vec![line] })
    }

    fn step(&mut self, agent: &str, order: &str, step: Step, units: u64) -> Result<(), String> {
        let quantity = Quantity::new(units).unwrap();
        self.report(agent, Body::Step { order: order.parse().unwrap(), step, quantity })
    }

    /// Decides one line: so many units from D1 to CAMP. The order is `P9-1`.
    fn decide(&mut self, units: u64) {
        let shipments = vec![line(units)];
        assert_eq!(self.misfits(&shipments, &[]), Vec::<String>::new());
        self.happens(Event::Decided { plan_index: 9, shipments, reopened: [].into() });
    }

    /// What speaks against a plan now, where orders that leave later than in an hour may change.
    fn misfits(&self, shipments: &[Shipment], reopened: &[&str]) -> Vec<String> {
        self.board.misfits(shipments, &ids(reopened), now(), Some(60)).iter().map(ToString::to_string).collect()
    }

    /// One plan and its decision, from what an hour's fence leaves open.
    fn decide_again(&mut self, plan_index: u64, shipments: Vec<Shipment>) {
        let reopened = self.board.situation(now(), Some(60)).reopened;
        assert_eq!(self.board.misfits(&shipments, &reopened, now(), Some(60)), []);
        self.happens(Event::Decided { plan_index, shipments, reopened });
    }

    /// Every order, with its status.
    #[track_caller]
    fn orders_are(&self, expected: &[&str]) {
        let order = |order: &Order| format!("{} {} {}", order.id, order.shipment.quantity, order.status());
        assert_eq!(self.board.orders.values().map(order).collect::<Vec<_>>(), expected);
    }

    /// Stock and needs, as a plan would see them.
    #[track_caller]
    fn stands(&self, expected: &[&str]) {
        let text = self.board.situation(now(), None).to_text();
        let seen: Vec<_> = text.lines().filter(|l| l.starts_with("lot") || l.starts_with("need")).collect();
        assert_eq!(seen, expected);
    }
}

/// A line on a lot of water that states no fact.
fn bare(lot: &str) -> ReserveLine {
    ReserveLine {
        item: "WATER".parse().unwrap(),
        lot: lot.parse().unwrap(),
        quantity: Quantity::ZERO,
        expires_on: Fact::Unsaid,
        earmark: Fact::Unsaid,
        available_at: Fact::Unsaid,
    }
}

/// So many units of a lot that states every fact.
fn stated(lot: &str, units: u64) -> ReserveLine {
    ReserveLine {
        quantity: Quantity::new(units).unwrap(),
        expires_on: Fact::Is("2020-12-31".parse().unwrap()),
        earmark: Fact::Is(["CAMP".parse().unwrap()].into()),
        available_at: Fact::Is(now()),
        ..bare(lot)
    }
}

fn units(line: ReserveLine, units: u64) -> ReserveLine {
    ReserveLine { quantity: Quantity::new(units).unwrap(), ..line }
}

fn ids(ids: &[&str]) -> BTreeSet<OrderId> {
    ids.iter().map(|id| id.parse().unwrap()).collect()
}

/// So many units from D1 to CAMP, leaving so many minutes from now.
fn later(units: u64, minutes: i64) -> Shipment {
    let leaves = |minutes| Timestamp::from_second(now().as_second() + minutes * 60).unwrap();
    Shipment { departs: leaves(minutes), arrives: Some(leaves(minutes + 60)), ..line(units) }
}

/// 100 units at D1, 40 needed by CAMP; P9 sends 30 in an hour and 10 a minute later.
fn with_a_fence() -> Story {
    let mut story = Story::begin();
    story.reserve("D1", "D1", "WATER", 100).unwrap();
    story.need("CAMP", "CAMP", "WATER", "urgent", 40).unwrap();
    story.happens(Event::Decided { plan_index: 9, shipments: vec![later(30, 60), later(10, 61)], reopened: [].into() });
    story
}

#[test]
fn what_leaves_beyond_the_fence_is_free_again_and_what_leaves_inside_is_not() {
    let mut story = with_a_fence();
    let seen = |story: &Story, fence| {
        let text = story.board.situation(now(), fence).to_text();
        let words = ["lot", "need", "last", "reopened"];
        let lines = text.lines().filter(|line| words.iter().any(|word| line.starts_with(word))).map(str::to_owned);
        lines.collect::<Vec<_>>()
    };
    let all_stay = ["lot D1 WATER - 100 reserved=40", "need CAMP WATER urgent 40 covered=40"];
    assert_eq!(seen(&story, None), all_stay);
    assert_eq!(seen(&story, Some(61)), all_stay);
    let open = "last D1 WATER - CAMP 10\nreopened P9-2".lines();
    let open: Vec<_> =
        ["lot D1 WATER - 100 reserved=30", "need CAMP WATER urgent 40 covered=30"].into_iter().chain(open).collect();
    assert_eq!(seen(&story, Some(60)), open);
    // What was begun stays, wherever the fence is.
    story.step("D1", "P9-2", Step::Picked, 10).unwrap();
    assert_eq!(seen(&story, Some(0))[3..], ["reopened P9-1"]);
    assert_eq!(seen(&story, Some(0))[0], "lot D1 WATER - 100 reserved=10");
}

#[test]
fn stock_reported_below_what_is_promised_is_not_freed_twice() {
    let mut story = with_a_fence();
    story.reserve("D1", "D1", "WATER", 35).unwrap();
    let lots = story.board.situation(now(), Some(60)).lots;
    assert_eq!(
        lots.into_values().map(|lot| (lot.on_hand.units(), lot.reserved.units())).collect::<Vec<_>>(),
        [(35, 30)]
    );
}

#[test]
fn an_order_that_the_next_plan_leaves_as_it_is_stays() {
    let mut story = with_a_fence();
    story.need("CAMP", "CAMP", "WATER", "urgent", 45).unwrap();
    story.decide_again(20, vec![line(5), later(10, 61)]);
    story.orders_are(&["P20-1 5 approved", "P9-1 30 approved", "P9-2 10 approved"]);
    story.stands(&["lot D1 WATER - 100 reserved=45", "need CAMP WATER urgent 45 covered=45"]);
    assert_eq!(story.board.replaced_by(story.board.applied_upto - 1).count(), 0);
}

#[test]
fn an_order_that_the_next_plan_changes_is_replaced() {
    let mut story = with_a_fence();
    story.need("CAMP", "CAMP", "WATER", "urgent", 35).unwrap();
    let decision = story.board.applied_upto;
    story.decide_again(20, vec![later(5, 61)]);
    story.orders_are(&["P20-1 5 approved", "P9-1 30 approved", "P9-2 10 replaced"]);
    story.stands(&["lot D1 WATER - 100 reserved=35", "need CAMP WATER urgent 35 covered=35"]);
    let replaced: Vec<_> = story.board.replaced_by(decision).map(|order| order.id.to_string()).collect();
    assert_eq!(replaced, ["P9-2"]);
    let answer = story.step("D1", "P9-2", Step::Shipped, 10).unwrap_err();
    assert_eq!(answer, format!("step: order P9-2 is replaced by decision {decision}; it cannot go on"));
    // A new report of the need counts only what is still coming.
    story.need("CAMP", "CAMP", "WATER", "urgent", 50).unwrap();
    story.stands(&["lot D1 WATER - 100 reserved=35", "need CAMP WATER urgent 50 covered=35"]);
}

#[test]
fn a_plan_that_sends_nothing_any_more_replaces_what_it_reopened() {
    let mut story = with_a_fence();
    story.decide_again(20, vec![]);
    story.orders_are(&["P9-1 30 approved", "P9-2 10 replaced"]);
    story.stands(&["lot D1 WATER - 100 reserved=30", "need CAMP WATER urgent 40 covered=30"]);
}

#[test]
fn of_two_orders_alike_one_line_keeps_one() {
    let mut story = with_a_fence();
    story.need("CAMP", "CAMP", "WATER", "urgent", 50).unwrap();
    story.happens(Event::Decided { plan_index: 12, shipments: vec![later(10, 61)], reopened: [].into() });
    story.decide_again(20, vec![later(10, 61)]);
    story.orders_are(&["P12-1 10 approved", "P9-1 30 approved", "P9-2 10 replaced"]);
    story.stands(&["lot D1 WATER - 100 reserved=40", "need CAMP WATER urgent 50 covered=40"]);
}

#[test]
fn an_order_that_has_gone_on_or_come_inside_the_fence_speaks_against_the_plan() {
    let mut story = with_a_fence();
    let changed = [later(5, 61)];
    assert_eq!(story.misfits(&changed, &["P9-2", "P9-3"]), ["there is no order P9-3"]);
    let minute = Timestamp::from_second(now().as_second() + 60).unwrap();
    let frozen = "order P9-2: the plan changes it, but it leaves at 2020-02-01T09:01:00Z: it is frozen now";
    assert_eq!(story.board.misfits(&changed, &ids(&["P9-2"]), minute, Some(60))[0].to_string(), frozen);
    assert_eq!(story.board.misfits(&[later(10, 61)], &ids(&["P9-2"]), minute, Some(60)), []);
    // What it frees is not free for more than that.
    let more = story.misfits(&[later(11, 61)], &["P9-2"]);
    assert_eq!(more, ["need CAMP/WATER: the plan sends 11, 10 are still asked for"]);
    story.step("D1", "P9-2", Step::Picked, 10).unwrap();
    let picked = story.misfits(&[later(10, 61)], &["P9-2"]);
    assert_eq!(picked[0], "order P9-2: the plan may change it, but it is picked now");
}

#[test]
fn stock_leaves_at_shipping_and_the_need_closes_at_receiving() {
    let mut story = Story::begin();
    story.reserve("D1", "D1", "WATER", 100).unwrap();
    story.need("CAMP", "CAMP", "WATER", "urgent", 40).unwrap();
    story.decide(40);
    story.stands(&["lot D1 WATER - 100 reserved=40", "need CAMP WATER urgent 40 covered=40"]);
    story.step("D1", "P9-1", Step::Picked, 40).unwrap();
    story.step("D1", "P9-1", Step::Shipped, 40).unwrap();
    story.stands(&["lot D1 WATER - 60", "need CAMP WATER urgent 40 covered=40"]);
    story.step("CAMP", "P9-1", Step::Received, 40).unwrap();
    story.stands(&["lot D1 WATER - 60"]);
}

#[test]
fn what_is_short_stays_needed() {
    let mut story = Story::begin();
    story.reserve("D1", "D1", "WATER", 100).unwrap();
    story.need("CAMP", "CAMP", "WATER", "urgent", 40).unwrap();
    story.decide(40);
    story.step("D1", "P9-1", Step::Shipped, 30).unwrap();
    story.stands(&["lot D1 WATER - 70", "need CAMP WATER urgent 40 covered=30"]);
    story.step("CAMP", "P9-1", Step::Received, 25).unwrap();
    story.stands(&["lot D1 WATER - 70", "need CAMP WATER urgent 40 covered=25"]);
}

#[test]
fn an_order_shipped_with_nothing_is_cancelled_and_gives_everything_back() {
    let mut story = Story::begin();
    story.reserve("D1", "D1", "WATER", 100).unwrap();
    story.need("CAMP", "CAMP", "WATER", "urgent", 40).unwrap();
    story.decide(40);
    story.step("D1", "P9-1", Step::Shipped, 0).unwrap();
    story.stands(&["lot D1 WATER - 100", "need CAMP WATER urgent 40"]);
    let answer = story.step("CAMP", "P9-1", Step::Received, 1).unwrap_err();
    assert_eq!(answer, "step: order P9-1 is cancelled; it cannot be received now");
}

#[test]
fn a_new_need_report_counts_what_is_on_its_way_but_not_what_came() {
    let mut story = Story::begin();
    story.reserve("D1", "D1", "WATER", 100).unwrap();
    story.need("CAMP", "CAMP", "WATER", "urgent", 60).unwrap();
    story.decide(40);
    story.need("CAMP", "CAMP", "WATER", "routine", 50).unwrap();
    story.stands(&["lot D1 WATER - 100 reserved=40", "need CAMP WATER routine 50 covered=40"]);
    story.step("D1", "P9-1", Step::Shipped, 40).unwrap();
    story.step("CAMP", "P9-1", Step::Received, 40).unwrap();
    story.need("CAMP", "CAMP", "WATER", "routine", 10).unwrap();
    story.stands(&["lot D1 WATER - 60", "need CAMP WATER routine 10"]);
}

#[test]
fn stock_reported_below_what_is_promised_leaves_nothing_to_give() {
    let mut story = Story::begin();
    story.reserve("D1", "D1", "WATER", 100).unwrap();
    story.need("CAMP", "CAMP", "WATER", "urgent", 40).unwrap();
    story.decide(40);
    story.reserve("D1", "D1", "WATER", 30).unwrap();
    story.stands(&["lot D1 WATER - 30 reserved=30", "need CAMP WATER urgent 40 covered=40"]);
}

#[test]
fn a_plan_that_no_longer_fits_says_where() {
    let mut story = Story::begin();
    story.reserve("D1", "D1", "WATER", 100).unwrap();
    story.need("CAMP", "CAMP", "WATER", "urgent", 40).unwrap();
    story.decide(40);
    let shipments = [line(61)];
    assert_eq!(
        story.misfits(&shipments, &[]),
        ["lot D1/WATER/-: the plan takes 61, 60 are left", "need CAMP/WATER: the plan sends 61, 0 are still asked for"]
    );
}

#[test]
fn what_speaks_against_a_report_is_said() {
    let mut story = Story::begin();
    story.reserve("D1", "D1", "WATER", 100).unwrap();
    story.need("CAMP", "CAMP", "WATER", "urgent", 40).unwrap();
    story.decide(40);
    let refusals = [
        story.need("NOBODY", "CAMP", "WATER", "urgent", 1),
        story.need("CAMP", "CLINIC", "WATER", "urgent", 1),
        story.need("CAMP", "NOWHERE", "GOLD", "soon", 1),
        story.reserve("CAMP", "D1", "WATER", 1),
        story.reserve("D1", "D7", "GOLD", 1),
        story.step("D1", "P9-2", Step::Picked, 1),
        story.step("CAMP", "P9-1", Step::Shipped, 1),
        story.step("D1", "P9-1", Step::Shipped, 41),
        story.step("CAMP", "P9-1", Step::Received, 0),
    ];
    let answers: Vec<_> = refusals.into_iter().map(|refusal| refusal.unwrap_err()).collect();
    expect_test::expect![[r#"
        foreign agent_id: agent NOBODY is not enrolled
        foreign need.site_id: agent CAMP may not report for site CLINIC
        need.site_id: site NOWHERE is not in the catalogue
        need.lines[0].item_id: item GOLD is not in the catalogue
        need.lines[0].priority_class: "soon" is no class of the policy; use one of urgent, routine
        foreign reserve.depot_id: agent CAMP may not report for depot D1
        reserve.depot_id: depot D7 is not in the catalogue
        reserve.lines[0].item_id: item GOLD is not in the catalogue
        step.order_id: there is no order P9-2
        foreign step.order_id: only the depot's agent confirms that order P9-1 is shipped
        step: shipped 41, but only 40 were ordered; report what was there, and the rest as a reserve
        step: the depot has not said what it shipped of order P9-1; report what was found, at least 1 and not above what was ordered
    "#]]
    .assert_eq(&(answers.join("\n") + "\n"));
}

const FACTS: &str = "expires=2020-12-31 earmark=CAMP available=2020-02-01T08:00:00Z";

#[test]
fn a_count_keeps_what_it_does_not_mention_and_none_takes_one_fact_away() {
    let mut story = Story::begin();
    story.count(Version::Two, stated("L1", 100));
    story.count(Version::Two, units(bare("L1"), 90));
    story.stands(&[&format!("lot D1 WATER L1 90 {FACTS}")]);
    story.count(Version::Two, ReserveLine { earmark: Fact::Nothing, ..units(bare("L1"), 80) });
    story.stands(&["lot D1 WATER L1 80 expires=2020-12-31 available=2020-02-01T08:00:00Z"]);
    let day = Fact::Is("2021-01-31".parse().unwrap());
    story.count(Version::Two, ReserveLine { expires_on: day, available_at: Fact::Nothing, ..units(bare("L1"), 70) });
    story.stands(&["lot D1 WATER L1 70 expires=2021-01-31"]);
}

#[test]
fn a_count_of_version_1_takes_away_what_it_does_not_mention_and_leaves_an_empty_lot_in_the_situation() {
    let mut story = Story::begin();
    let bare =
        || ReserveLine { expires_on: Fact::Nothing, earmark: Fact::Nothing, available_at: Fact::Nothing, ..bare("L1") };
    story.count(Version::One, stated("L1", 100));
    story.count(Version::One, units(bare(), 90));
    story.stands(&["lot D1 WATER L1 90"]);
    story.count(Version::One, bare());
    story.stands(&["lot D1 WATER L1 0"]);
    // Also where version 2 had taken it out of the situation.
    story.count(Version::Two, stated("L1", 0));
    story.stands(&[]);
    story.count(Version::One, bare());
    story.stands(&["lot D1 WATER L1 0"]);
}

#[test]
fn an_empty_lot_leaves_the_situation_and_its_facts_are_there_when_it_is_counted_again() {
    let mut story = Story::begin();
    story.count(Version::Two, stated("L1", 100));
    story.count(Version::Two, bare("L1"));
    story.stands(&[]);
    story.count(Version::Two, units(bare("L1"), 30));
    story.stands(&[&format!("lot D1 WATER L1 30 {FACTS}")]);
    // Facts that are stated while it is empty are its facts, too.
    story.count(Version::Two, ReserveLine { earmark: Fact::Nothing, ..bare("L1") });
    story.count(Version::Two, units(bare("L1"), 5));
    story.stands(&["lot D1 WATER L1 5 expires=2020-12-31 available=2020-02-01T08:00:00Z"]);
}

#[test]
fn a_lot_that_is_shipped_to_the_last_unit_leaves_the_situation_by_the_version_of_the_step() {
    for (version, left) in [(Version::One, &["lot D1 WATER - 0"][..]), (Version::Two, &[])] {
        let mut story = Story::begin();
        story.count(Version::Two, units(bare("-"), 40));
        story.need("CAMP", "CAMP", "WATER", "urgent", 40).unwrap();
        story.decide(40);
        let step =
            |step, units| Body::Step { order: "P9-1".parse().unwrap(), step, quantity: Quantity::new(units).unwrap() };
        story.report_of(version, "D1", step(Step::Shipped, 40)).unwrap();
        story.report_of(version, "CAMP", step(Step::Received, 40)).unwrap();
        story.stands(left);
    }
}

#[test]
fn the_facts_of_the_lots_emptied_last_are_remembered_up_to_the_bound() {
    let mut story = Story::begin();
    let lot = |n: usize| format!("L{n}");
    for n in 0..EMPTIED_MAX {
        story.count(Version::Two, stated(&lot(n), 0));
    }
    // The first is emptied anew, and so the youngest; one more makes the second the one to be forgotten.
    story.count(Version::Two, bare(&lot(0)));
    story.count(Version::Two, stated("ONE-MORE", 0));
    for n in [0, 1, 2, EMPTIED_MAX - 1] {
        story.count(Version::Two, units(bare(&lot(n)), 7));
    }
    let last = format!("lot D1 WATER L{} 7 {FACTS}", EMPTIED_MAX - 1);
    let [first, third] = [0, 2].map(|n| format!("lot D1 WATER L{n} 7 {FACTS}"));
    story.stands(&[&first, "lot D1 WATER L1 7", &third, &last]);
}

#[test]
fn a_lot_that_an_order_holds_is_not_forgotten() {
    let mut story = Story::begin();
    story.count(Version::Two, stated("-", 40));
    story.need("CAMP", "CAMP", "WATER", "urgent", 40).unwrap();
    story.decide(40);
    story.count(Version::Two, bare("-"));
    story.stands(&["need CAMP WATER urgent 40 covered=40"]);
    for n in 0..=EMPTIED_MAX {
        story.count(Version::Two, bare(&format!("L{n}")));
    }
    story.count(Version::Two, units(bare("-"), 60));
    story.stands(&[&format!("lot D1 WATER - 60 reserved=40 {FACTS}"), "need CAMP WATER urgent 40 covered=40"]);
}

/// Every discrepancy in English, but for those that have a number, whose code is one word: somebody has to close them.
fn discrepancies(story: &Story) -> Vec<String> {
    story.board.discrepancies().iter().filter(|one| one.code().contains('_')).map(|one| one.english()).collect()
}

#[test]
fn what_the_field_did_is_taken_and_what_does_not_fit_is_said_until_the_lot_is_counted() {
    let mut story = Story::begin();
    story.reserve("D1", "D1", "WATER", 100).unwrap();
    story.need("CAMP", "CAMP", "WATER", "urgent", 70).unwrap();
    story.decide(40);
    story.happens(Event::Decided { plan_index: 10, shipments: vec![line(30)], reopened: [].into() });
    assert_eq!(discrepancies(&story), Vec::<String>::new());
    story.reserve("D1", "D1", "WATER", 70).unwrap();
    assert_eq!(discrepancies(&story), Vec::<String>::new(), "exactly what they hold");
    story.reserve("D1", "D1", "WATER", 69).unwrap();
    assert_eq!(
        discrepancies(&story),
        ["Approved orders hold 70 of lot D1/WATER/-, where 69 are; ship less, or count the lot."]
    );
    story.reserve("D1", "D1", "WATER", 0).unwrap();
    let gone = |order: &str, units: u64| {
        format!(
            "Order {order} is to send {units} of lot D1/WATER/-, of which nothing is there; ship 0, or count the lot."
        )
    };
    assert_eq!(discrepancies(&story), [gone("P10-1", 30), gone("P9-1", 40)]);
    story.step("D1", "P9-1", Step::Picked, 20).unwrap();
    story.step("D1", "P9-1", Step::Shipped, 25).unwrap();
    let amiss = [
        "Order P9-1 shipped 25 of lot D1/WATER/-, where 0 were known; count the lot.".to_owned(),
        "Order P9-1 shipped 25 of lot D1/WATER/-, but 20 were picked; count the lot.".to_owned(),
    ];
    assert_eq!(discrepancies(&story), [&amiss[..], &[gone("P10-1", 30)]].concat());
    story.step("CAMP", "P9-1", Step::Received, 25).unwrap();
    assert_eq!(discrepancies(&story)[..2], amiss, "also when the goods have arrived");
    story.reserve("D1", "D1", "WATER", 30).unwrap();
    assert_eq!(discrepancies(&story), Vec::<String>::new());
    story.step("D1", "P10-1", Step::Shipped, 30).unwrap();
    assert_eq!(discrepancies(&story), Vec::<String>::new(), "to the last unit");
}
