//! What is to come, what sites offer, receipts of what is of no use, gifts, and counts in parts: told as a story on one
//! board, and read back from its situation, its books and its discrepancies.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use yicang_domain::board::{Board, Examination};
use yicang_domain::events::{Enrolment, Entry, Event, Face};
use yicang_domain::report::{Body, Fact, NeedLine, Part, ReserveLine, Step, Version};
use yicang_domain::*;

const POLICY: &str = "yicang-policy 1\nname plain\nfirst-level units\nclass urgent 2\n";

fn now() -> Timestamp {
    "2026-12-01T08:00:00Z".parse().unwrap()
}

fn hours(hours: i64) -> Timestamp {
    now() + SignedDuration::from_hours(hours)
}

fn units(units: u64) -> Quantity {
    Quantity::new(units).unwrap()
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn key(lot: &str) -> LotKey {
    let words: Vec<_> = lot.split('/').collect();
    LotKey { depot: id(words[0]), item: id(words[1]), lot: id(words[2]) }
}

fn line(lot: &str, quantity: u64) -> InboundLine {
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

fn counted(lot: &str, quantity: u64) -> ReserveLine {
    let (item, lot, quantity) = (id("N95"), id(lot), units(quantity));
    ReserveLine { item, lot, quantity, expires_on: Fact::Unsaid, earmark: Fact::Unsaid, available_at: Fact::Unsaid }
}

struct Story {
    board: Board,
    sequence: u64,
    plans: u64,
}

impl Story {
    fn begin() -> Self {
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

    fn happens(&mut self, event: &Event) {
        self.board.apply(self.board.applied_upto, event);
    }

    /// The entry that it makes, or what speaks against it.
    fn report(&mut self, agent: &str, body: Body) -> Result<u64, String> {
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

    fn announce(&mut self, lines: Vec<InboundLine>) -> Result<u64, String> {
        self.report("D1", Body::Inbound { depot: id("D1"), lines })
    }

    fn change(&mut self, lot: &str, quantity: u64, reason: ChangeReason) -> Result<u64, String> {
        let line = ChangeLine { item: id("N95"), lot: id(lot), quantity: units(quantity), reason };
        self.report("D1", Body::Change { depot: id("D1"), lines: vec![line] })
    }

    fn step(&mut self, agent: &str, order: &str, step: Step, quantity: u64) -> Result<u64, String> {
        self.report(agent, Body::Step { order: id(order), step, quantity: units(quantity) })
    }

    fn offer(&mut self, lot: &str, quantity: u64, do_not_send: bool) -> Result<u64, String> {
        let line =
            ExcessLine { item: id("N95"), lot: id(lot), quantity: units(quantity), expires_on: None, do_not_send };
        self.report("H1", Body::Excess { site: id("H1"), lines: vec![line] })
    }

    fn need(&mut self, site: &str, quantity: u64) {
        let (item, quantity, class) = (id("N95"), units(quantity), id("urgent"));
        let line = NeedLine { item, quantity, class, due: None, latest_useful: None, life_days_min: 0 };
        self.report(site, Body::Need { site: id(site), lines: vec![line] }).unwrap();
    }

    fn needs(&self) -> Vec<Need> {
        let standings = self.board.standings(&Policy::from_text(POLICY).unwrap(), now());
        standings.into_iter().map(|(_, need, _)| need).collect()
    }

    /// The lots of the situation at a moment, by a policy with these lines, as its text has them.
    fn lots(&self, rules: &str, at: Timestamp) -> String {
        let policy = Policy::from_text(&format!("{POLICY}{rules}")).unwrap();
        let text = self.board.situation_under(&policy, at).to_text();
        assert_eq!(Situation::from_text(&text).unwrap().to_text(), text);
        text.lines().filter(|line| line.starts_with("lot ")).map(|line| format!("{line}\n")).collect()
    }

    fn shipment(lot: &str, site: &str, quantity: u64, departs: Timestamp) -> Shipment {
        let lot = key(lot);
        let (serves, arrives) = (lot.item.clone(), Some(departs));
        Shipment { lot, site: id(site), serves, quantity: units(quantity), departs, arrives }
    }

    fn misfits(&self, shipments: &[Shipment], at: Timestamp) -> Vec<String> {
        self.board.misfits(shipments, &BTreeSet::new(), at, None).iter().map(ToString::to_string).collect()
    }

    fn decide(&mut self, shipments: Vec<Shipment>) -> String {
        assert_eq!(self.misfits(&shipments, now()), Vec::<String>::new());
        self.plans += 1;
        self.happens(&Event::Decided { plan_index: self.plans, shipments, reopened: BTreeSet::new() });
        format!("P{}-1", self.plans)
    }

    /// `first+inbound+gained = on hand+on the way+received+lost+unexplained`
    fn balance(&self, lot: &str) -> String {
        let b = self.board.balances().find(|balance| balance.lot == key(lot)).unwrap();
        format!(
            "{}+{}+{} = {}+{}+{}+{}+{}",
            b.first, b.inbound, b.gained, b.on_hand, b.on_way, b.received, b.lost, b.unexplained
        )
    }

    fn open(&self) -> Vec<String> {
        let open = self.board.amiss().filter(|amiss| amiss.settled.is_none());
        open.map(|a| format!("{} {} {}/{}", a.id, a.kind.as_str(), a.expected, a.actual)).collect()
    }
}

#[test]
fn what_is_to_come_is_planned_from_its_moment_as_the_policy_says() {
    let mut story = Story::begin();
    let earmarked = InboundLine { earmark: [id("H2")].into(), expires_on: Some(id("2027-03-31")), ..line("L8", 7) };
    let sure = InboundLine { confidence: 40, ..line("L7", 10) };
    story.announce(vec![line("L9", 5_001), earmarked, sure]).unwrap();
    let at = "available=2026-12-03T08:00:00Z inbound";
    assert_eq!(story.lots("", now()), "", "a policy that says nothing counts on nothing");
    let eight = |units| format!("lot D1 N95 L8 {units} expires=2027-03-31 earmark=H2 {at}\n");
    assert_eq!(
        story.lots("inbound discounted\n", now()),
        format!("lot D1 N95 L7 4 {at}\n{}lot D1 N95 L9 4000 {at}\n", eight(5))
    );
    assert_eq!(
        story.lots("inbound full\ninbound-from 80\n", now()),
        format!("{}lot D1 N95 L9 5001 {at}\n", eight(7)),
        "what is less sure is left out"
    );
    // What is late is planned no more, until it is announced anew; so is what was taken back.
    assert_eq!(story.lots("inbound full\n", hours(48)), "");
    story.announce(vec![InboundLine { expected_at: hours(72), ..line("L9", 4_000) }]).unwrap();
    assert_eq!(story.lots("inbound full\n", hours(48)), "lot D1 N95 L9 4000 available=2026-12-04T08:00:00Z inbound\n");
    story.announce(vec![InboundLine { quantity: units(0), ..line("L9", 0) }]).unwrap();
    assert_eq!(story.lots("inbound full\ninbound-from 80\n", now()), eight(7));
    let again = story.announce(vec![InboundLine { quantity: units(0), ..line("L9", 0) }]).unwrap_err();
    assert_eq!(
        again,
        "inbound.lines[0].quantity: nothing is announced of lot D1/N95/L9; there is nothing to take back"
    );
}

#[test]
fn the_goods_close_the_announcement_and_a_difference_is_a_discrepancy() {
    let mut story = Story::begin();
    story.need("H2", 4_000);
    story.announce(vec![line("L9", 5_000), line("L8", 60), line("L7", 10)]).unwrap();
    assert_eq!(story.balance("D1/N95/L9"), "0+0+0 = 0+0+0+0+0");
    let order = story.decide(vec![Story::shipment("D1/N95/L9", "H2", 4_000, hours(48))]);
    assert_eq!(
        story.misfits(&[Story::shipment("D1/N95/L9", "H2", 1_001, hours(48))], now())[0],
        "lot D1/N95/L9: the plan takes 1001, 1000 are left"
    );
    for step in [Step::Picked, Step::Shipped] {
        let said = story.step("D1", &order, step, 10).unwrap_err();
        assert!(said.contains("have not come: lot D1/N95/L9 is expected at 2026-12-03T08:00:00Z"), "{said}");
    }
    let found = story.change("L9", 5, ChangeReason::Found).unwrap_err();
    assert!(found.contains("report it as delivered, or donated"), "{found}");
    assert!(story.board.discrepancies().is_empty(), "{:?}", story.board.discrepancies());

    let came = story.change("L9", 4_200, ChangeReason::Delivered).unwrap();
    assert_eq!(story.open(), [format!("X{came}-1 inbound 5000/4200")]);
    assert_eq!(story.balance("D1/N95/L9"), "0+5000+0 = 4200+0+0+0+800");
    assert_eq!(
        story.lots("inbound full\n", now()).lines().next().unwrap(),
        "lot D1 N95 L7 10 available=2026-12-03T08:00:00Z inbound"
    );
    assert!(story.lots("", now()).contains("lot D1 N95 L9 4200 reserved=4000\n"), "{}", story.lots("", now()));
    story.step("D1", &order, Step::Shipped, 4_000).unwrap();
    assert_eq!(story.balance("D1/N95/L9"), "0+5000+0 = 200+4000+0+0+800");

    // A count closes it, too, if it finds something; more than was announced is a discrepancy of the other sign.
    story.report("D1", Body::Reserve { depot: id("D1"), lines: vec![counted("L7", 0)] }).unwrap();
    assert!(story.board.awaited(&key("D1/N95/L7")).is_some());
    let count = story.report("D1", Body::Reserve { depot: id("D1"), lines: vec![counted("L8", 61)] }).unwrap();
    assert_eq!(story.open()[1], format!("X{count}-1 inbound 60/61"));
    assert_eq!(story.balance("D1/N95/L8"), "0+60+0 = 61+0+0+0+-1");
    let exact = story.change("L7", 10, ChangeReason::Donated).unwrap();
    assert!(!story.board.has_found_amiss(exact));
    assert_eq!(story.balance("D1/N95/L7"), "0+10+0 = 10+0+0+0+0");
    let there = story.announce(vec![line("L7", 5)]).unwrap_err();
    assert!(there.ends_with("10 lie in lot D1/N95/L7 already; give what is to come a lot of its own"), "{there}");
    assert_eq!(story.change("L7", 3, ChangeReason::Delivered).map(drop), Ok(()), "more comes to what is there");
    assert_eq!(story.balance("D1/N95/L7"), "0+10+3 = 13+0+0+0+0");
    // Two open ones, and what is written off is gone.
    let first = story.board.amiss().next().unwrap().id;
    story.happens(&Event::Settled { id: first, how: Settlement::WrittenOff });
    assert_eq!(story.balance("D1/N95/L9"), "0+5000+0 = 200+4000+0+800+0");
}

#[test]
fn an_order_for_what_is_late_is_free_for_any_plan() {
    let mut story = Story::begin();
    story.need("H2", 40);
    story.announce(vec![line("L9", 50)]).unwrap();
    let order = story.decide(vec![Story::shipment("D1/N95/L9", "H2", 40, hours(48))]);
    let policy = Policy::from_text(&format!("{POLICY}inbound full\n")).unwrap();
    let before = story.board.situation_under(&policy, hours(47));
    assert!(before.reopened.is_empty());
    assert_eq!(before.needs.values().next().unwrap().open(), units(0));
    let after = story.board.situation_under(&policy, hours(48));
    assert_eq!(after.reopened, [id(&order)].into());
    assert_eq!(after.needs.values().next().unwrap().open(), units(40), "what it was to bring is needed again");
    // What is there goes in its place.
    story.report("D1", Body::Reserve { depot: id("D1"), lines: vec![counted("L1", 40)] }).unwrap();
    let shipments = vec![Story::shipment("D1/N95/L1", "H2", 40, hours(48))];
    assert_eq!(story.board.misfits(&shipments, &after.reopened, hours(48), None), []);
    let over = vec![Story::shipment("D1/N95/L9", "H2", 40, hours(48))];
    assert_eq!(story.misfits(&over, hours(48))[0], "lot D1/N95/L9: the plan takes 40, 0 are left");
}

#[test]
fn what_a_site_offers_lies_in_the_depot_of_its_id_and_never_serves_itself() {
    let mut story = Story::begin();
    let count = |lot| Body::Reserve { depot: id("H1"), lines: vec![counted(lot, 5)] };
    assert!(story.report("H1", count("E1")).unwrap_err().contains("H1"));
    assert!(
        story
            .report(
                "H2",
                Body::Excess {
                    site: id("H1"),
                    lines: vec![]
                        .into_iter()
                        .chain([ExcessLine {
                            item: id("N95"),
                            lot: id("E1"),
                            quantity: units(1),
                            expires_on: None,
                            do_not_send: false
                        }])
                        .collect()
                }
            )
            .unwrap_err()
            .starts_with("foreign")
    );
    story.need("H1", 30);
    story.offer("E1", 100, false).unwrap();
    assert_eq!(story.needs().len(), 1);
    story.offer("E1", 90, true).unwrap();
    assert_eq!(story.needs().len(), 0, "the same report has withdrawn the need");
    assert_eq!(story.balance("H1/N95/E1"), "100+0+0 = 90+0+0+10+0");
    assert_eq!(story.lots("", now()), "lot H1 N95 E1 90\n");
    let offers: Vec<_> = story.board.offers().map(|(lot, [on_hand, _])| format!("{lot} {on_hand}")).collect();
    assert_eq!(offers, ["H1/N95/E1 90"]);

    // Ways from there are computed as those from any depot, but for the one to itself.
    let rules = "speed-kmh 40\ndetour-percent 130\n";
    let policy = Policy::from_text(&format!("{POLICY}{rules}")).unwrap();
    let situation = story.board.situation_under(&policy, now());
    let travel = policy.travel_times();
    let way = |from: &str, to: &str| situation.lane(&travel, &id(from), &id(to)).is_some();
    assert_eq!([way("H1", "H2"), way("H1", "H1"), way("D1", "H1"), way("H2", "H1")], [true, false, true, false]);

    // Its agent reports what lies there, picks and ships; the agent of another site does not.
    story.report("H1", count("E2")).unwrap();
    assert!(story.report("H2", count("E2")).unwrap_err().starts_with("foreign"));
    story.need("H2", 20);
    let order = story.decide(vec![Story::shipment("H1/N95/E1", "H2", 20, now())]);
    assert!(story.step("H2", &order, Step::Shipped, 20).unwrap_err().starts_with("foreign"));
    story.step("H1", &order, Step::Picked, 20).unwrap();
    story.step("H1", &order, Step::Shipped, 20).unwrap();
    story.step("H2", &order, Step::Received, 20).unwrap();
    assert_eq!(story.balance("H1/N95/E1"), "100+0+0 = 70+0+20+10+0");
    story.offer("E1", 0, false).unwrap();
    assert_eq!(story.lots("", now()), "lot H1 N95 E2 5\n");
    assert!(story.offer("E9", 0, false).unwrap_err().contains("nothing of lot H1/N95/E9 is offered"));
}

#[test]
fn a_lane_may_start_at_a_site_and_none_leads_to_where_it_starts() {
    use yicang_domain::board::Stock;
    use yicang_domain::catalogue::change::Change;
    let story = Story::begin();
    let faults = |edits: &str, stock| {
        let change = Change::from_text(0, &format!("yicang-catalogue-change 1\n{edits}\n")).unwrap();
        let faults = story.board.examine_change(&change, stock);
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(faults("add lane H1 H2 30", Stock::Known), "");
    assert!(faults("add lane H9 H2 30", Stock::Known).contains("depot H9"));
    assert_eq!(faults("add site D1\nadd lane D1 H1 9", Stock::Known), "", "a depot may be a site, too");
    let itself = faults("add lane H1 H1 30", Stock::Known);
    assert_eq!(itself, "change_catalogue.edits[0]: a lane from H1 to itself leads nowhere; take it out");
    assert_eq!(faults("add lane H1 H1 30", Stock::Masked), "", "what earlier programs let pass is read as it was");
}

#[test]
fn what_arrives_of_no_use_is_a_discrepancy_by_its_kind_and_covers_nothing() {
    let mut story = Story::begin();
    story.need("H2", 30);
    story.report("D1", Body::Reserve { depot: id("D1"), lines: vec![counted("L1", 50)] }).unwrap();
    let order = story.decide(vec![Story::shipment("D1/N95/L1", "H2", 30, now())]);
    story.step("D1", &order, Step::Shipped, 30).unwrap();
    let receipt = |quantity, damaged, lost, expired| Body::Receipt {
        order: id(&order),
        quantity: units(quantity),
        unusable: Unusable { damaged: units(damaged), lost: units(lost), expired: units(expired) },
    };
    let much = story.report("H2", receipt(28, 3, 0, 0)).unwrap_err();
    assert!(much.contains("31") && much.contains("30"), "{much}");
    assert!(story.report("H1", receipt(20, 3, 0, 0)).unwrap_err().starts_with("foreign"));
    let entry = story.report("H2", receipt(20, 3, 1, 2)).unwrap();
    assert_eq!(
        story.open(),
        [
            format!("X{entry} short 24/20"),
            format!("X{entry}-1 damaged 30/27"),
            format!("X{entry}-2 lost 27/26"),
            format!("X{entry}-3 expired 26/24"),
        ]
    );
    assert_eq!(story.balance("D1/N95/L1"), "50+0+0 = 20+0+20+0+10");
    let need = story.needs()[0].clone();
    assert_eq!((need.claimed, need.covered), (units(30), units(20)), "only what was accepted covers the need");
    let damaged = story.board.amiss().find(|amiss| amiss.id.line == 1).unwrap().id;
    story.happens(&Event::Settled { id: damaged, how: Settlement::Explained(ChangeReason::Damaged) });
    assert_eq!(story.balance("D1/N95/L1"), "50+0+0 = 20+0+20+3+7");
}

#[test]
fn parts_of_a_count_are_one_count_when_the_last_is_there() {
    for (lots, parts) in [(201_usize, 2_u32), (450, 3)] {
        let mut story = Story::begin();
        let all: Vec<_> = (0..lots).map(|n| counted(&format!("L{n:03}"), 10)).collect();
        for lines in all.chunks(200) {
            story.report("D1", Body::Reserve { depot: id("D1"), lines: lines.to_vec() }).unwrap();
        }
        story.report("D1", Body::Reserve { depot: id("D1"), lines: vec![counted("GONE", 7)] }).unwrap();
        let part = |number, lines: &[ReserveLine]| Body::CountPart {
            depot: id("D1"),
            part: Part { number, of: parts },
            lines: lines.to_vec(),
        };
        let lies = |story: &Story, lot: &str| story.board.stock_of(&key(&format!("D1/N95/{lot}"))).unwrap()[0];
        let skipped = story.report("D1", part(2, &all[200..201])).unwrap_err();
        assert!(skipped.contains(&format!("part 2 of {parts}, and the last that came is 0")), "{skipped}");
        for (number, lines) in (1..).zip(all.chunks(200)) {
            assert_eq!(lies(&story, "GONE"), units(7), "nothing is gone before the last part is there");
            if number == parts {
                // What others report meanwhile is newer than the count.
                story.report("D1", Body::Reserve { depot: id("D1"), lines: vec![counted("NEW", 4)] }).unwrap();
                let again = story.report("D1", part(number, &all[..1])).unwrap_err();
                assert!(again.contains("stands in an earlier part"), "{again}");
            }
            story.report("D1", part(number, lines)).unwrap();
        }
        assert_eq!((lies(&story, "GONE"), lies(&story, "NEW"), lies(&story, "L000")), (units(0), units(4), units(10)));
        let last = story.board.applied_upto - 1;
        let lines = lots - 200 * (parts as usize - 1);
        assert_eq!(story.open(), [format!("X{last}-{} count 7/0", lines + 1)]);
        // The same count again needs part 1 again.
        assert!(story.report("D1", part(2, &all[200..201])).is_err());
    }
}

#[test]
fn a_gift_is_followed_by_a_code_that_says_nothing_of_its_donor() {
    let code = GiftCode::of(&[7; 16], "Wang Fund");
    assert_eq!(code.as_str().len(), 9);
    assert_ne!(code, GiftCode::of(&[8; 16], "Wang Fund"), "whoever knows the name cannot find the code");
    assert_ne!(code, GiftCode::of(&[7; 16], "Wang Fond"));
    let heard = code.as_str().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    assert_eq!(GiftCode::of_people(&heard), Ok(code.clone()));
    for wrong in ["", "7K3M", "7K3M-9QXU", "7K3M-9QXAA", "７K3M-9QXA"] {
        assert!(wrong.parse::<GiftCode>().is_err() && GiftCode::of_people(wrong).is_err(), "{wrong}");
    }

    let mut story = Story::begin();
    let given = |quantity| InboundLine { donor: "Wang Fund".into(), gift: Some(code.clone()), ..line("L9", quantity) };
    story.announce(vec![given(50)]).unwrap();
    let other = story.announce(vec![line("L9", 50)]).unwrap_err();
    assert!(other.contains("is of the gift"), "{other}");
    story.need("H2", 30);
    story.change("L9", 48, ChangeReason::Donated).unwrap();
    let order = story.decide(vec![Story::shipment("D1/N95/L9", "H2", 30, now())]);
    story.step("D1", &order, Step::Shipped, 30).unwrap();
    let unusable = Unusable { damaged: units(2), ..Unusable::default() };
    story.report("H2", Body::Receipt { order: id(&order), quantity: units(28), unusable }).unwrap();
    story.change("L9", 1, ChangeReason::Damaged).unwrap();
    let steps: Vec<_> =
        story.board.gift(&code).iter().map(|step| format!("{} {}", step.lot, step.what.message())).collect();
    assert_eq!(
        steps,
        [
            "D1/N95/L9 50 announced".to_owned(),
            "D1/N95/L9 48 came".into(),
            format!("D1/N95/L9 order {order} takes 30 for H2"),
            format!("D1/N95/L9 30 left for order {order}"),
            format!("D1/N95/L9 H2 received 28 of order {order}; of no use 2"),
            "D1/N95/L9 1 damaged".into(),
        ]
    );
    let sums = story.board.gift_sums(&code);
    assert_eq!((sums.came, sums.on_hand, sums.received, sums.lost, sums.unexplained), (50, 17, 28, 1, 4));
    assert_eq!(story.board.gift(&"0000-0000".parse().unwrap()), []);
}

#[test]
fn the_public_entries_show_neither_supplier_nor_donor_and_are_read_back() {
    let code = GiftCode::of(&[7; 16], "Wang Fund");
    let given = InboundLine {
        donor: "Wang Fund".into(),
        gift: Some(code),
        expires_on: Some(id("2027-03-31")),
        earmark: [id("H1"), id("H2")].into(),
        ..line("L9", 50)
    };
    let unusable = Unusable { damaged: units(3), expired: units(1), ..Unusable::default() };
    let excess = ExcessLine {
        item: id("N95"),
        lot: id("E1"),
        quantity: units(9),
        expires_on: Some(id("2027-01-31")),
        do_not_send: true,
    };
    let part = Part { number: 2, of: 3 };
    for (body, shows) in [
        (Body::Inbound { depot: id("D1"), lines: vec![given, line("L8", 0)] }, "earmark=H1,H2 gift="),
        (Body::Excess { site: id("H1"), lines: vec![excess] }, "line N95 E1 9 expires=2027-01-31 do-not-send\n"),
        (Body::Receipt { order: id("P1-1"), quantity: units(5), unusable }, "quantity 5\ndamaged 3\nexpired 1\n"),
        (Body::CountPart { depot: id("D1"), part, lines: vec![counted("L1", 5)] }, "part 2 3\nline N95 L1\n"),
    ] {
        let report = Report::of(Version::NEWEST, id("r1"), id("A"), 1, now(), body).unwrap();
        let mut committed = Vec::new();
        let mut commit = |field: &str, value: &[u8]| {
            committed.push((field.to_owned(), value.to_vec()));
            [1; 32]
        };
        let mut face = Face::of_report(&report, "a note", [2; 32], &mut commit);
        face.reporter_mut().unwrap().signature = Some([3; 64]);
        let text = Entry { time: now(), face: face.clone() }.to_text();
        assert!(text.contains(shows), "{text}");
        assert!(!text.contains("Ace") && !text.contains("Wang"), "{text}");
        assert_eq!(Entry::from_text(&text).unwrap().face, face);
        if text.contains("inbound-report") {
            let names: Vec<_> = committed.iter().map(|(field, _)| field.as_str()).collect();
            assert_eq!(names, ["note", "line.1.supplier", "line.1.donor", "line.2.supplier"]);
            assert_eq!(committed[2].1, b"Wang Fund");
        }
    }
    let wrong = "yicang.v1 step-report\ntime 2026-12-01T08:00:00Z\nagent A\nreport r1\nsequence 1\nversion 3\n\
                 order P1-1\nstep shipped\nquantity 5\ndamaged 3\n";
    assert!(Entry::from_text(wrong).unwrap_err().to_string().contains("only what is received can be damaged"));
}
