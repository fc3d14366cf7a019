//! A centre's folder from before there were reports of version 2: what its records mean has not changed, and it goes on.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use yicang_domain::board::Board;
use yicang_ledger::Ledger;
use yicang_proto::v1;
use yicang_scheduler::record::Happening;
use yicang_tests::centre::Centre;
use yicang_tests::mouth::{Mouth, need, reserve};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

fn old() -> Centre {
    Centre::copied(PROGRAM, &Path::new(env!("CARGO_MANIFEST_DIR")).join("data/centre-of-version-1"))
}

#[test]
fn every_record_of_version_1_means_what_it_meant() {
    let centre = old();
    let signer = yicang_ledger::keys::load(&centre.dir()).unwrap();
    let ledger = Ledger::open(&centre.dir(), signer).unwrap();
    let (mut board, mut plans, mut seen) = (Board::default(), BTreeMap::new(), String::new());
    for record in ledger.scan(0) {
        let (index, record) = record.unwrap();
        let (at, happening) = Happening::read(index, &record, |plan| plans.get(&plan).cloned()).unwrap();
        if let Happening::Planned { texts, .. } = &happening {
            plans.insert(index, Arc::clone(texts));
        }
        board.apply(index, &happening.event());
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
    // The fence of the centre's policy is 240 minutes; only the moment is another, and the goods wait until the year 2999.
    let last = was.rsplit_once("fence Some(240)\n").unwrap().1;
    let without_moment = |text: &str| text.lines().filter(|line| !line.starts_with("now ")).map(String::from).collect();
    let (text, last): (Vec<_>, Vec<_>) = (without_moment(&text), without_moment(last));
    assert_eq!(text, last);

    // It has no recovery key: a coordinator makes one known.
    let key = Mouth::new("offline").public().to_text();
    let done = centre.verb(&["enrol", "recovery", "--key", &key, "--recovery"]);
    assert!(done.status.success(), "{done:?}");

    // New reports: one more of version 1, which takes away what it does not mention, and one of version 2, which does not.
    let mut camp = Mouth::new("NEW");
    centre.enrol(&camp, &["D1"], &["CAMP"]).await;
    for (version, body) in [(0, reserve("D1", "MASK", 7)), (2, need("CAMP", "MASK", "urgent", 5))] {
        let draft = v1::Report { version, ..camp.draft(body) };
        let report = Some(camp.sign(&draft));
        centre.field().await.submit_report(v1::SubmitReportRequest { report }).await.unwrap();
    }
    let text = String::from_utf8(centre.verb(&["situation", "--text"]).stdout).unwrap();
    assert!(text.contains("lot D1 MASK - 7 reserved=") || text.contains("lot D1 MASK - 7\n"), "{text}");
    centre.plan_and_approve("floor-then-class").await;
    assert!(centre.stop().success(), "{}", centre.said());
    assert_eq!(yicang_tests::log::findings(&centre.public(), &centre.log_key()), Vec::<String>::new());
}
