//! Notices over real sockets: a kill -9 between a notice and its acknowledgement, or right after it, loses neither.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use yicang_proto::v1;
use yicang_proto::v1::watch_orders_response::Event;
use yicang_tests::SMALL;
use yicang_tests::centre::Centre;
use yicang_tests::mouth::{Mouth, need, reserve};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

/// What an agent finds when it asks.
async fn told(centre: &Centre, mouth: &Mouth) -> Vec<v1::Notice> {
    let mut watch = centre.field().await.watch_orders(mouth.watch(false, false)).await.unwrap().into_inner();
    let mut notices = Vec::new();
    while let Some(answer) = watch.message().await.unwrap() {
        match answer.event.unwrap() {
            Event::Notice(notice) => notices.push(notice),
            Event::CaughtUp(_) => return notices,
            Event::Update(_) => {}
        }
    }
    panic!("the stream ended before all was told");
}

async fn report(centre: &Centre, mouth: &mut Mouth, body: v1::report::Body) -> Result<(), tonic::Status> {
    let draft = mouth.draft(body);
    let report = Some(mouth.sign(&draft));
    centre.field().await.submit_report(v1::SubmitReportRequest { report }).await.map(drop)
}

async fn killed(centre: &mut Centre) {
    centre.kill();
    centre.bury();
    centre.start();
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_a_notice_nor_its_acknowledgement_is_lost_when_the_process_is_killed() {
    let mut centre = Centre::init(PROGRAM, SMALL);
    centre.start();
    let (mut d1, mut camp) = (Mouth::new("D1"), Mouth::new("CAMP"));
    centre.enrol(&d1, &["D1"], &[]).await;
    centre.enrol(&camp, &[], &["CAMP"]).await;
    report(&centre, &mut d1, reserve("D1", "WATER", 50)).await.unwrap();
    report(&centre, &mut camp, need("CAMP", "WATER", "urgent", 30)).await.unwrap();
    let hold = v1::HoldLot {
        depot_id: "D1".into(),
        item_id: "WATER".into(),
        lot_id: "-".into(),
        hold: v1::LotHold::Recall.into(),
        reason: "glass in it".into(),
    };
    let command = centre.coordinator().command(v1::command::Body::HoldLot(hold));
    let ask = v1::GiveCommandRequest { command: Some(command) };
    let entry = centre.dispatch().await.give_command(ask).await.unwrap().into_inner().entry_index;
    let id = format!("N{entry}-recall@D1");
    killed(&mut centre).await;

    let notices = told(&centre, &d1).await;
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert_eq!((notices[0].notice_id.as_str(), notices[0].reason.as_str()), (&*id, "glass in it"));
    assert!(told(&centre, &camp).await.is_empty(), "nothing of it has left");
    let seen = |id: &str| v1::report::Body::Seen(v1::SeenReport { notice_ids: vec![id.into()] });
    let foreign = report(&centre, &mut camp, seen(&id)).await.unwrap_err();
    assert!(foreign.message().contains(&id) && foreign.message().contains("not a place of this agent"), "{foreign}");
    report(&centre, &mut d1, seen(&id)).await.unwrap();
    killed(&mut centre).await;

    assert!(told(&centre, &d1).await.is_empty(), "what was acknowledged is not sent again");
    let data = centre.dir().display().to_string();
    for (words, said) in [
        (&["--lang", "en", "notices", "--data", &data][..], "one notice, 0 not acknowledged"),
        (&["--lang", "zh", "notices", "--data", &data, "--kind", "recall"], "1 条提醒，0 条未确认"),
        (&["--lang", "en", "notices", "--data", &data, "--place", "CAMP"], "0 notices, 0 not acknowledged"),
    ] {
        let done = centre.run("yicang", words);
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success() && text.contains(said), "{text}{}", String::from_utf8_lossy(&done.stderr));
        assert!(!text.contains("glass"), "the reason is the addressee's alone: {text}");
    }
    let wrong = centre.run("yicang", &["--lang", "en", "notices", "--data", &data, "--kind", "gossip"]);
    let text = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(wrong.status.code() == Some(2) && text.contains("gossip") && text.contains("stale-soon"), "{text}");

    assert!(centre.stop().success(), "{}", centre.said());
    let public = centre.public();
    let key = public.join("log.vkey");
    let done = centre.run("yicang-ledger", &["verify", public.to_str().unwrap(), "--key", key.to_str().unwrap()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    let leaves = yicang_tests::log::leaves(&public);
    let entry = leaves.iter().find(|leaf| leaf.starts_with("yicang.v1 notice-seen\n")).unwrap();
    assert!(entry.contains(&format!("\nnotice {id}\n")) && entry.contains("\nsignature "), "{entry}");
    assert!(!leaves.iter().any(|leaf| leaf.contains("glass")), "the log masks the reason");
}
