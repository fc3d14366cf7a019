//! The board folds what was reported and decided; every test is a story of a few events.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use jiff::Timestamp;
use yicang_domain::board::{Board, Examination};
use yicang_domain::event::{Enrolment, Event};
use yicang_domain::report::{Body, NeedLine, ReserveLine, Step};
use yicang_domain::*;

const POLICY: &str = "yicang-policy 1\nname plain\nfirst-level units\nclass urgent 5\nclass routine 1\n";

fn now() -> Timestamp {
    "2020-02-01T08:00:00Z".parse().unwrap()
}

/// So many units from D1 to CAMP.
fn line(units: u64) -> Shipment {
    let lot = LotKey { depot: "D1".parse().unwrap(), item: "WATER".parse().unwrap(), lot: LotId::unnamed() };
    let (quantity, site) = (Quantity::new(units).unwrap(), "CAMP".parse().unwrap());
    Shipment { serves: lot.item.clone(), lot, site, quantity, departs: now(), arrives: now() }
}

/// A board with one depot, two sites and an agent for each, named as they are.
struct Story {
    board: Board,
    sequence: u64,
}

impl Story {
    fn begin() -> Self {
        let place = |name: &str| Place { name: name.into() };
        let lane = Lane::of_minutes(Decimal::whole(60).unwrap());
        let d1: DepotId = "D1".parse().unwrap();
        let sites: Vec<SiteId> = ["CAMP", "CLINIC"].map(|s| s.parse().unwrap()).into();
        let catalogue = Catalogue {
            items: [("WATER".parse().unwrap(), Item { name: "水 water".into(), unit: "litre".into() })].into(),
            depots: [(d1.clone(), place("depot"))].into(),
            sites: sites.iter().map(|site| (site.clone(), place("site"))).collect(),
            lanes: sites.iter().map(|site| ((d1.clone(), site.clone()), lane.clone())).collect(),
            protected: [].into(),
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
            coordinator: false,
        };
        self.happens(Event::Enrolled { agent: agent.parse().unwrap(), enrolment });
    }

    /// Examines a report and, if nothing speaks against it, takes it in.
    fn report(&mut self, agent: &str, body: Body) -> Result<(), String> {
        let id = format!("r{}", self.sequence + 1).parse().unwrap();
        let report = Report::new(id, agent.parse().unwrap(), self.sequence + 1, now(), body).unwrap();
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
        let (item, lot) = (item.parse().unwrap(), LotId::unnamed());
        let line = ReserveLine { item, lot, quantity, expires_on: None, earmark: None, available_at: None };
        self.report(agent, Body::Reserve { depot: depot.parse().unwrap(), lines: vec![line] })
    }

    fn need(&mut self, agent: &str, site: &str, item: &str, class: &str, units: u64) -> Result<(), String> {
        let (quantity, class) = (Quantity::new(units).unwrap(), class.parse().unwrap());
        let item = item.parse().unwrap();
        let line = NeedLine { item, quantity, class, due: None, latest_useful: None, life_days_min: 0 };
        self.report(agent, Body::Need { site: site.parse().unwrap(), lines: vec![line] })
    }

    fn step(&mut self, agent: &str, order: &str, step: Step, units: u64) -> Result<(), String> {
        let quantity = Quantity::new(units).unwrap();
        self.report(agent, Body::Step { order: order.parse().unwrap(), step, quantity })
    }

    /// Decides one line: so many units from D1 to CAMP. The order is `P9-1`.
    fn decide(&mut self, units: u64) {
        let shipments = vec![line(units)];
        assert_eq!(self.board.misfits(&shipments), Vec::<String>::new());
        self.happens(Event::Decided { plan_index: 9, shipments });
    }

    /// Stock and needs, as a plan would see them.
    #[track_caller]
    fn stands(&self, expected: &[&str]) {
        let text = self.board.situation(now()).to_text();
        let seen: Vec<_> = text.lines().filter(|l| l.starts_with("lot") || l.starts_with("need")).collect();
        assert_eq!(seen, expected);
    }
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
        story.board.misfits(&shipments),
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
        story.step("CAMP", "P9-1", Step::Received, 1),
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
        step: order P9-1 is approved; it cannot be received now
    "#]]
    .assert_eq(&(answers.join("\n") + "\n"));
}
