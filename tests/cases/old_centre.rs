//! Centres' folders by earlier programs, whose reports were of version 1 and of version 2: what their records mean has
//! not changed, and they go on.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use yicang_domain::board::Board;
use yicang_proto::v1;
use yicang_scheduler::events::CentreEvent;
use yicang_tests::centre::{Centre, claims_taken};
use yicang_tests::mouth::{Mouth, need, reserve};
use yicang_writer::Ledger;

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

fn old() -> Centre {
    of_version(1)
}

fn of_version(version: u32) -> Centre {
    let folder = format!("data/centre-of-version-{version}");
    let centre = Centre::copied(PROGRAM, &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    // Its policy had no word on claims that nobody has verified; the one that ships under its name now has.
    centre.plans_by(&claims_taken("floor-then-class"));
    centre
}

/// What the auditor's program says of the public folder.
fn verified(centre: &Centre) -> String {
    let (public, key) = (centre.public(), centre.log_key());
    let done = centre.run("yicang-ledger", &["verify", public.to_str().unwrap(), "--key", key.vkey()]);
    let said = String::from_utf8(done.stdout).unwrap();
    assert_eq!(done.status.code(), Some(0), "{said}");
    said
}

#[test]
fn every_record_of_version_1_means_what_it_meant() {
    let centre = old();
    let signer = yicang_writer::keys::load(&centre.dir()).unwrap();
    let ledger = Ledger::open(&centre.dir(), signer).unwrap();
    let (mut board, mut plans, mut seen) = (Board::default(), BTreeMap::new(), String::new());
    for record in ledger.scan(0) {
        let (index, record) = record.unwrap();
        let (at, event) = CentreEvent::read(index, &record, |plan| plans.get(&plan).cloned()).unwrap();
        if let CentreEvent::Planned(planned) = &event {
            plans.insert(index, Arc::clone(&planned.texts));
        }
        board.apply(index, &event.on_board());
        for fence in [None, Some(240)] {
            writeln!(seen, "after record {index}, fence {fence:?}").unwrap();
            seen += &board.situation(at, fence).to_text();
        }
    }
    let was = std::fs::read_to_string(centre.dir().join("situations.txt")).unwrap();
    for (line, (was, seen)) in was.lines().zip(seen.lines()).enumerate() {
        assert_eq!(seen, was, "line {}", line + 1);
    }
    assert!(seen == was, "one is longer: {} and {} bytes", seen.len(), was.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_opens_verifies_and_goes_on() {
    let mut centre = old();
    // Its last record is of 2025.
    let data = centre.dir().to_str().unwrap().to_owned();
    let doubted = centre.yicang(&["serve", "--data", &data, "--listen", "127.0.0.1:0"]);
    let said = String::from_utf8(doubted.stderr).unwrap();
    assert_eq!(doubted.status.code(), Some(1), "{said}");
    assert!(said.contains("more than 31 days after the last record of this centre, 2025-01-04T"), "{said}");
    centre.start_with(&["--clock-is-right"]);
    let text = String::from_utf8(centre.verb(&["situation", "--text"]).stdout).unwrap();
    let was = std::fs::read_to_string(centre.dir().join("situations.txt")).unwrap();
    // The fence of the centre's policy is 240 minutes; only the moment is another, and the goods wait until the year
    // 2999.
    let last = was.rsplit_once("fence Some(240)\n").unwrap().1;
    let without_moment = |text: &str| text.lines().filter(|line| !line.starts_with("now ")).map(String::from).collect();
    let (text, last): (Vec<_>, Vec<_>) = (without_moment(&text), without_moment(last));
    assert_eq!(text, last);

    // It has no recovery key: a coordinator makes one known.
    let key = Mouth::new("offline").public().to_text();
    let done = centre.verb(&["enrol", "recovery", "--key", &key, "--recovery"]);
    assert!(done.status.success(), "{done:?}");

    // New reports: one more of version 1, which takes away what it does not mention, and one of version 2, which does
    // not.
    let mut camp = Mouth::new("NEW");
    centre.enrol(&camp, &["D1"], &["CAMP"]).await;
    for (version, body) in [(0, reserve("D1", "MASK", 7)), (2, need("CAMP", "MASK", "urgent", 5))] {
        let draft = v1::Report { version, log: String::new(), ..camp.draft(body) };
        let report = Some(camp.sign(&draft));
        centre.field().await.submit_report(v1::SubmitReportRequest { report }).await.unwrap();
    }
    let text = String::from_utf8(centre.verb(&["situation", "--text"]).stdout).unwrap();
    assert!(text.contains("lot D1 MASK - 7 reserved=") || text.contains("lot D1 MASK - 7\n"), "{text}");
    centre.plan_and_approve("floor-then-class").await;
    assert!(centre.stop().success(), "{}", centre.said());
    assert_eq!(yicang_tests::log::findings(&centre.public(), &centre.log_key()), Vec::<String>::new());
    // What the new plan looked at was opened, back to the first entry; what cannot be proven of it is counted.
    let said = verified(&centre);
    assert!(said.contains("reports of version 1 or 2: not checked: the signature"), "{said}");
    assert!(said.contains("reserve lines of version 1 or 2: not checked: the earmark"), "{said}");
    assert!(said.contains("plans of earlier programs: not checked"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_version_2_goes_on_as_well() {
    let mut centre = of_version(2);
    centre.start_with(&["--clock-is-right"]);
    let without_moment =
        |text: &str| text.lines().filter(|line| !line.starts_with("now ")).collect::<Vec<_>>().join("\n");
    let text = String::from_utf8(centre.verb(&["situation", "--text"]).stdout).unwrap();
    let was = std::fs::read_to_string(centre.dir().join("situation.txt")).unwrap();
    assert_eq!(without_moment(&text), without_moment(&was));
    // Its agents go on with version 3, and are not believed with less afterwards.
    let mut field = centre.field().await;
    let mut camp = Mouth::new("NEW");
    centre.enrol(&camp, &["D1"], &["CAMP"]).await;
    for (version, body) in [(2, reserve("D1", "GOWN", 7)), (3, need("CAMP", "GOWN", "urgent", 5))] {
        let log = if version == 3 { "localhost/yicang" } else { "" }.to_owned();
        let draft = v1::Report { version, log, ..camp.draft(body) };
        let report = Some(camp.sign(&draft));
        field.submit_report(v1::SubmitReportRequest { report }).await.unwrap();
    }
    let draft = v1::Report { version: 2, log: String::new(), ..camp.draft(need("CAMP", "GOWN", "urgent", 500)) };
    let report = Some(camp.sign(&draft));
    let refused = field.submit_report(v1::SubmitReportRequest { report }).await.unwrap_err();
    assert!(refused.message().contains("version: is 2, and NEW has signed reports of version 3 before"), "{refused}");
    centre.plan_and_approve("floor-then-class").await;
    assert!(centre.stop().success(), "{}", centre.said());
    let said = verified(&centre);
    assert!(said.contains("contains 8 reports of version 1 or 2: not checked: the signature"), "{said}");
    assert!(said.contains("contains 2 plans of earlier programs: not checked"), "{said}");
    assert!(said.contains("commands of version 1: not checked: the signature"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_version_3_goes_on_and_has_no_finding() {
    let mut centre = of_version(3);
    centre.start_with(&["--clock-is-right"]);
    let without_moment =
        |text: &str| text.lines().filter(|line| !line.starts_with("now ")).collect::<Vec<_>>().join("\n");
    let text = String::from_utf8(centre.verb(&["situation", "--text"]).stdout).unwrap();
    let was = std::fs::read_to_string(centre.dir().join("situation.txt")).unwrap();
    assert_eq!(without_moment(&text), without_moment(&was));
    // Five orders, of which one was shipped short.
    let orders = String::from_utf8(centre.verb(&["orders"]).stdout).unwrap();
    for part in ["P14-1", "10/25", "dispatched", "P14-5", "5 orders"] {
        assert!(orders.contains(part), "{part:?} is not in:\n{orders}");
    }
    let mut camp = Mouth::new("NEW");
    centre.enrol(&camp, &["D1"], &["S1"]).await;
    let draft = v1::Report { log: "log.example/three".into(), ..camp.draft(reserve("D1", "WATER", 500)) };
    let report = Some(camp.sign(&draft));
    centre.field().await.submit_report(v1::SubmitReportRequest { report }).await.unwrap();
    centre.plan_and_approve("floor-then-class").await;
    assert!(centre.stop().success(), "{}", centre.said());
    let said = verified(&centre);
    assert!(!said.contains("not checked"), "everything in it was signed with its face: {said}");
}
