//! Stories of a few events.

use crate::story::{POLICY, Said, Story, grant, policy, start, units};
use jiff::SignedDuration;
use yicang_domain::events::Event;
use yicang_domain::events::verification::VerifiedLine;
use yicang_domain::notice::Addressee;
use yicang_domain::*;

#[test]
fn an_acknowledged_notice_is_over_until_a_new_entry_makes_a_new_one() {
    let (mut story, stale) = (Story::begin(), "stale 48 floor\nstale-notice 6\n");
    let first = story.needs(0, 0, 10, None);
    story.wait(41);
    assert_eq!(story.ids(stale), [""; 0]);
    story.wait(1);
    assert_eq!(story.unseen(stale), [format!("N{first}-soon-H1/N95")]);
    assert_eq!(story.ids(""), [""; 0], "a policy without the line knows nothing of it");
    let id = story.ids(stale)[0].parse().unwrap();
    story.acknowledges(vec![id]);
    assert_eq!((story.unseen(stale), story.board.seen_count()), (vec![], 1));
    story.wait(7);
    assert_eq!(story.unseen(stale), [format!("N{first}-stale-H1/N95")], "that it is stale now is another thing");
    let again = story.needs(0, 0, 12, None);
    story.wait(43);
    assert_eq!(story.unseen(stale), [format!("N{again}-soon-H1/N95")]);
    // What is over is forgotten with the next acknowledgement.
    let id = story.ids(stale)[0].parse().unwrap();
    story.acknowledges(vec![id]);
    assert_eq!(story.board.seen_count(), 1);
}

#[test]
fn a_site_is_told_of_a_rejection_and_of_less_than_it_claims() {
    let mut story = Story::begin();
    story.needs(0, 0, 100, None);
    let line = |units_of| {
        let need = NeedKey { site: "H1".parse().unwrap(), item: "N95".parse().unwrap() };
        Event::Verified(vec![VerifiedLine {
            need,
            units: units(units_of),
            class: None,
            evidence: None,
            revoked: false,
        }])
    };
    let less = story.happens(&line(60));
    assert_eq!(story.unseen(""), [format!("N{less}-less-H1/N95")]);
    let notice = story.board.notices(&policy(""), story.now).remove(0);
    let text = notice.message(&|at| at.to_string()).to_string();
    assert!(text.contains("100 of N95") && text.contains("60 are verified"), "{text}");
    story.happens(&line(100));
    assert_eq!(story.unseen(""), [""; 0]);
    let need = NeedKey { site: "H1".parse().unwrap(), item: "N95".parse().unwrap() };
    let rejected = story.happens(&Event::Rejected { need, by: "C".parse().unwrap() });
    assert_eq!(story.unseen(""), [format!("N{rejected}-rejected-H1/N95")]);
    story.needs(0, 0, 5, None);
    assert_eq!(story.unseen(""), [""; 0], "it is asked for anew");
}

#[test]
fn a_site_is_asked_back_what_cannot_be_meant_until_it_says_otherwise_or_somebody_looks() {
    let mut story = Story::begin();
    for claim in [4_000, 3_900, 4_100] {
        story.needs(0, 0, claim, None);
    }
    assert_eq!(story.unseen(""), [""; 0]);
    let slip = story.needs(0, 0, 400_000, None);
    assert_eq!(story.unseen(""), [format!("N{slip}-asked-H1/N95")]);
    let notice = story.board.notices(&policy(""), story.now).remove(0);
    assert_eq!((notice.entry, notice.since), (slip, Some(story.now)));
    let text = notice.message(&|at| at.to_string()).to_string();
    assert!(text.contains("400000: 100 times what is usual (4000)"), "{text}");
    story.acknowledges(vec![notice.id()]);
    assert_eq!((story.unseen(""), story.board.seen_count()), (vec![], 1));
    story.needs(0, 0, 4_000, None);
    assert_eq!(story.ids(""), [""; 0], "it was a slip");
    let meant = story.needs(0, 0, 400_000, None);
    assert_eq!(story.unseen(""), [format!("N{meant}-asked-H1/N95")], "said anew, asked anew");
    story.says(&Said::Verify { site: 0, item: 0, units: 400_000 });
    assert_eq!(story.ids(""), [""; 0], "somebody has looked");
}

#[test]
fn a_depot_is_told_of_orders_that_must_leave_and_of_those_that_did_not() {
    let mut story = Story::begin();
    story.needs(0, 0, 100, None);
    story.says(&Said::Count { lot: 0, units: 50 });
    story.says(&Said::Order { lot: 0, site: 0, units: 20, departs_in_hours: 6 });
    let (decision, order) = (story.board.applied_upto - 1, story.orders[0].clone());
    assert_eq!(story.unseen(""), [""; 0], "six hours are time enough");
    story.wait(2);
    assert_eq!(story.unseen(""), [format!("N{decision}-ship@D1/{order}")]);
    story.wait(4);
    assert_eq!(story.unseen(""), [format!("N{decision}-ship@D1/{order}")], "it leaves now");
    story.wait(1);
    assert_eq!(story.unseen(""), [format!("N{decision}-overdue@D1/{order}")]);
    story.says(&Said::Pick { order: 0 });
    assert_eq!(story.unseen(""), [format!("N{decision}-overdue@D1/{order}")], "picked is not shipped");
    story.says(&Said::Ship { order: 0, units: 20 });
    assert_eq!(story.unseen(""), [""; 0]);
}

#[test]
fn a_need_expires_by_the_moment_alone_and_what_is_on_its_way_still_counts() {
    let mut story = Story::begin();
    let latest = start() + SignedDuration::from_hours(10);
    story.says(&Said::Count { lot: 0, units: 50 });
    let claim = story.needs(0, 0, 20, Some(latest));
    story.says(&Said::Order { lot: 0, site: 0, units: 20, departs_in_hours: 1 });
    story.says(&Said::Ship { order: 0, units: 20 });
    let key = NeedKey { site: "H1".parse().unwrap(), item: "N95".parse().unwrap() };
    story.wait(10);
    assert_eq!(story.board.expired(&key, story.now), None, "at the moment itself it is useful");
    story.wait(1);
    assert_eq!(story.board.expired(&key, story.now), Some((claim, latest)));
    assert_eq!(story.unseen("stale 4 floor\n"), [format!("N{claim}-expired-H1/N95")], "and it is not told to be stale");
    let last = story.board.history_at(&key, story.now).pop().unwrap();
    assert_eq!((last.entry, last.at, last.what), (claim, Some(latest), life::Said::Expired));
    let need = &story.board.situation(story.now, None).needs[&key];
    assert_eq!(need.covered, units(20), "what is on its way covers it");
    // It comes late, is received, and fulfils the need.
    story.says(&Said::Receive { order: 0, short: 0 });
    assert!(!story.board.is_open(&key));
    let last = story.board.history_at(&key, story.now).pop().unwrap();
    assert_eq!(last.what, life::Said::Fulfilled(units(20)));
    assert_eq!(story.unseen(""), [""; 0]);
}

#[test]
fn every_notice_that_is_nobodys_or_somebody_elses_is_named() {
    let mut story = Story::begin();
    let first = story.needs(0, 0, 10, None);
    story.says(&Said::Count { lot: 0, units: 50 });
    story.says(&Said::Hold { lot: 0, hold: Some(Hold::Recall) });
    let hold = story.board.applied_upto - 1;
    let own = grant(&["D1"], &["H1"]);
    let faults = |story: &Story, ids: &[&str]| {
        let ids: Vec<NoticeId> = ids.iter().map(|id| id.parse().unwrap()).collect();
        let faults = story.board.seen_faults(&own, &ids, &policy("stale 4 floor\n"), story.now);
        faults.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let recall = format!("N{hold}-recall@D1");
    let foreign = format!("N{hold}-recall-H2");
    let other_kind = format!("N{hold}-quarantine-H1");
    let of_later = "N999-stale-H1/N95";
    let said = faults(&story, &[&recall, &foreign, &other_kind, of_later]);
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].starts_with("seen.notice_ids[1]") && said[0].contains("H2, which is not a place"), "{said:?}");
    assert!(said[1].starts_with("seen.notice_ids[2]") && said[1].contains(&other_kind), "{said:?}");
    assert!(said[2].starts_with("seen.notice_ids[3]") && said[2].contains(of_later), "{said:?}");
    // What was told and is over by now may be acknowledged late.
    let stale = format!("N{first}-stale-H1/N95");
    story.wait(5);
    assert_eq!(faults(&story, &[&stale]), [""; 0]);
    story.needs(0, 0, 11, None);
    story.says(&Said::Hold { lot: 0, hold: None });
    assert_eq!(faults(&story, &[&stale, &recall]), [""; 0]);
    story.acknowledges(vec![stale.parse().unwrap(), recall.parse().unwrap()]);
    assert_eq!(story.board.seen_count(), 0, "and is not remembered");
    let depot = Addressee::Depot("D1".parse().unwrap());
    assert_eq!(recall.parse::<NoticeId>().unwrap().to, depot);
}

#[test]
fn a_policy_says_how_long_before_and_each_wrong_line_is_refused() {
    for (more, minutes) in
        [("stale 48 floor\n", 720), ("stale 6 out\n", 180), ("stale 6 out\nstale-notice 5\n", 300), ("", 0)]
    {
        assert_eq!(policy(more).claims.stale_notice_minutes(), minutes, "{more}");
    }
    for wrong in ["stale-notice 3\n", "stale 6 floor\nstale-notice 6\n", "stale 6 floor\nstale-notice 0\n"] {
        let error = Policy::from_text(&format!("{POLICY}{wrong}")).unwrap_err().to_string();
        assert!(error.contains("stale-notice"), "{error}");
    }
}
