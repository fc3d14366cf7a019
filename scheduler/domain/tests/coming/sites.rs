//! What sites offer, and the ways from there.

use crate::story::{POLICY, Story, counted, id, now, units};
use yicang_domain::report::{Body, Step};
use yicang_domain::*;

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
