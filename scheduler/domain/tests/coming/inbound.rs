//! What is to come: planned, late, there.

use crate::story::{POLICY, Story, counted, hours, id, key, line, now, units};
use yicang_domain::events::Event;
use yicang_domain::report::{Body, Step};
use yicang_domain::*;

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
    assert!(story.board.to_come(&key("D1/N95/L7")).is_some());
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
