//! Deliveries over a connection that breaks at every place it can.

use crate::centre::{Centre, Mishap};
use crate::outbox::{need, now};
use rand_core::OsRng;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tonic::Code;
use yicang_agent::client::Client;
use yicang_agent::config::{Config, Times};
use yicang_agent::delivery::{End, Event};
use yicang_agent::outbox::Outbox;
use yicang_agent::receipt::CentreKeys;
use yicang_agent::sequence::verify;
use yicang_domain::Fault;
use yicang_proto::v1;
use yicang_tlog::{SEQUENCE, SigningKey};

/// Long enough for every new attempt a test needs; no test waits for it to end.
const PATIENCE: Duration = Duration::from_secs(60);

fn outbox(folder: &Path, centre: &Centre) -> Outbox {
    Outbox::open(folder, "A1".parse().unwrap(), centre.agent.clone(), Some("example.org/log".into())).unwrap()
}

/// How it ended, and a line per event that is no new attempt.
async fn deliver_with(config: &Config, outbox: &Outbox, wait: Duration) -> (End, String) {
    let mut told = Vec::new();
    let mut tell = |event| match event {
        Event::Delivered(queued, receipt) => told.push(format!("{} in {}", queued.sequence(), receipt.entry_index)),
        Event::Refused(queued, refusal) => told.push(format!("{} refused: {}", queued.sequence(), refusal.message)),
        Event::MovedUp(first) => told.push(format!("moved up to {first}")),
        Event::Renumbered(first) => told.push(format!("renumbered from {first}")),
        Event::Waiting(..) => {}
    };
    let end = Client::new(config).unwrap().deliver(outbox, wait, &mut tell).await.unwrap();
    (end, told.join("; "))
}

async fn deliver(centre: &Centre, outbox: &Outbox) -> (End, String) {
    deliver_with(&centre.config(), outbox, PATIENCE).await
}

fn kept(end: &End) -> String {
    match end {
        End::Kept(why) => why.to_string(),
        End::Empty => panic!("nothing was kept"),
    }
}

async fn with_three() -> (Arc<Centre>, tempfile::TempDir, Outbox) {
    let (centre, folder) = (Centre::start().await, tempfile::tempdir().unwrap());
    let outbox = outbox(&folder.path().join("outbox"), &centre);
    outbox.push(vec![need("A"), need("B"), need("C")], "", now()).unwrap();
    (centre, folder, outbox)
}

#[tokio::test]
async fn reports_arrive_in_their_order_with_receipts() {
    let (centre, _folder, outbox) = with_three().await;
    assert_eq!(deliver(&centre, &outbox).await, (End::Empty, "1 in 101; 2 in 102; 3 in 103".into()));
    assert_eq!(centre.taken(), "1:A 2:B 3:C");
    assert_eq!(outbox.delivered().unwrap().len(), 3);
    assert_eq!(deliver(&centre, &outbox).await, (End::Empty, String::new()), "nothing is sent twice");
    assert_eq!(centre.records().arrived, 3);
}

#[tokio::test]
async fn every_passing_fault_at_every_report_loses_nothing_and_doubles_nothing() {
    let passing = [
        Mishap::AnswerLost,
        Mishap::Cut,
        Mishap::Status(Code::Cancelled),
        Mishap::Status(Code::Unavailable),
        Mishap::Status(Code::ResourceExhausted),
        Mishap::Status(Code::Unknown),
    ];
    // Each fault at each report, followed at once by the next kind, so that the new attempt fails too.
    for (first, second) in passing.iter().zip(passing.iter().cycle().skip(1)) {
        for place in 0..3 {
            let (centre, _folder, outbox) = with_three().await;
            let fine = std::iter::repeat_n(Mishap::None, place);
            centre.mishaps(fine.chain([first.clone(), second.clone()]));
            let what = format!("{first:?}, {second:?} at {place}");
            let done = deliver(&centre, &outbox).await;
            assert_eq!(done, (End::Empty, "1 in 101; 2 in 102; 3 in 103".into()), "{what}");
            assert_eq!(centre.taken(), "1:A 2:B 3:C", "{what}");
            assert_eq!(centre.records().arrived, 5, "{what}");
            let filed = outbox.delivered().unwrap();
            let same = filed.iter().zip(&centre.records().taken).all(|(ours, theirs)| ours.signed.report == theirs.1);
            assert!(same, "{what}");
        }
    }
}

#[tokio::test]
async fn an_answer_that_never_comes_is_asked_for_again() {
    let (centre, _folder, outbox) = with_three().await;
    centre.mishaps([Mishap::None, Mishap::Silence]);
    let config = Config { times: Times { answer_ms: 200, ..centre.config().times }, ..centre.config() };
    assert_eq!(deliver_with(&config, &outbox, PATIENCE).await.0, End::Empty);
    assert_eq!(centre.taken(), "1:A 2:B 3:C");
}

#[tokio::test]
async fn a_refused_report_uses_up_no_number_and_the_rest_arrives() {
    for lost in [Mishap::None, Mishap::AnswerLost, Mishap::Cut] {
        let (centre, _folder, outbox) = with_three().await;
        let fault = Fault::new("need.lines[0].item_id", "item A is not in the catalogue");
        centre.mishaps([Mishap::Refuse(fault), lost]);
        let (end, told) = deliver(&centre, &outbox).await;
        assert_eq!(end, End::Empty);
        assert_eq!(
            told,
            "1 refused: the report is refused: need.lines[0].item_id: item A is not in the catalogue; 1 in 101; 2 in 102"
        );
        assert_eq!(centre.taken(), "1:B 2:C");
        assert_eq!(outbox.refused().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn an_outbox_from_an_old_copy_finds_its_way() {
    let (centre, folder, original) = with_three().await;
    drop(original);
    let (now_folder, copy_folder) = (folder.path().join("outbox"), folder.path().join("copy"));
    std::fs::create_dir(&copy_folder).unwrap();
    std::fs::copy(now_folder.join("journal"), copy_folder.join("journal")).unwrap();
    // The original goes on and delivers more than the copy knows of.
    let original = outbox(&now_folder, &centre);
    original.push(vec![need("D")], "", now()).unwrap();
    deliver(&centre, &original).await;
    // In the copy, three wait that the centre has, and one that it has not.
    let copy = outbox(&copy_folder, &centre);
    copy.push(vec![need("E"), need("F")], "", now()).unwrap();
    let (end, told) = deliver(&centre, &copy).await;
    assert_eq!(end, End::Empty);
    assert_eq!(told, "1 in 101; 2 in 102; 3 in 103; renumbered from 5; 5 in 105; 6 in 106");
    assert_eq!(centre.taken(), "1:A 2:B 3:C 4:D 5:E 6:F");
}

#[tokio::test]
async fn a_report_that_the_centre_has_under_another_number_does_not_block_the_rest() {
    let (centre, folder, original) = with_three().await;
    drop(original);
    let (now_folder, copy_folder) = (folder.path().join("outbox"), folder.path().join("copy"));
    std::fs::create_dir(&copy_folder).unwrap();
    std::fs::copy(now_folder.join("journal"), copy_folder.join("journal")).unwrap();
    centre.mishaps([Mishap::Refuse(Fault::new("need", "no"))]);
    deliver(&centre, &outbox(&now_folder, &centre)).await;
    assert_eq!(centre.taken(), "1:B 2:C");
    let copy = outbox(&copy_folder, &centre);
    let (end, told) = deliver(&centre, &copy).await;
    assert_eq!(end, End::Empty);
    assert!(
        told.starts_with("renumbered from 3; 3 in 103; 4 refused: the centre has this report under number 1"),
        "{told}"
    );
    assert_eq!(centre.taken(), "1:B 2:C 3:A");
}

#[tokio::test]
async fn a_centre_that_lost_records_is_told_on_and_nothing_changes() {
    let (centre, _folder, outbox) = with_three().await;
    deliver(&centre, &outbox).await;
    outbox.push(vec![need("D")], "", now()).unwrap();
    let before = outbox.pending().unwrap();
    centre.records().taken.truncate(1);
    let (end, _) = deliver(&centre, &outbox).await;
    assert!(kept(&end).contains("waits for report 2"), "{end:?}");
    assert!(kept(&end).contains("signed receipts up to 3"), "{end:?}");
    assert_eq!(outbox.pending().unwrap(), before);
}

#[tokio::test]
async fn what_waits_behind_a_report_that_was_lost_moves_up() {
    let (centre, folder, outbox_) = with_three().await;
    deliver(&centre, &outbox_).await;
    outbox_.push(vec![need("D")], "", now()).unwrap();
    outbox_.push(vec![need("E")], "", now()).unwrap();
    drop(outbox_);
    // The change that holds D is spoilt, and the index is gone.
    let path = folder.path().join("outbox/journal");
    let mut bytes = std::fs::read(&path).unwrap();
    let mark = bytes.windows(4).rposition(|four| four == b"YCJ1").unwrap();
    bytes[mark - 1] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    std::fs::remove_dir_all(folder.path().join("outbox/index")).unwrap();
    let outbox = outbox(&folder.path().join("outbox"), &centre);
    assert_eq!(outbox.lost().unwrap(), [4]);
    let (end, told) = deliver(&centre, &outbox).await;
    assert_eq!((end, told.as_str()), (End::Empty, "moved up to 4; 4 in 104"));
    assert_eq!(centre.taken(), "1:A 2:B 3:C 4:E");
}

#[tokio::test]
async fn a_receipt_that_does_not_fit_delivers_nothing() {
    let (centre, _folder, outbox) = with_three().await;
    centre.mishaps([Mishap::ForeignReceipt]);
    let (end, _) = deliver(&centre, &outbox).await;
    assert!(
        kept(&end).starts_with("the receipt is not signed by a centre's key of this agent's configuration;"),
        "{end:?}"
    );
    assert_eq!(outbox.pending().unwrap().len(), 3);
    centre.mishaps([Mishap::OtherReceipt]);
    let (_, told) = deliver(&centre, &outbox).await;
    assert!(
        told.starts_with("1 refused: the centre has this report under number 1 as record 101, but with other bytes")
    );
}

#[tokio::test]
async fn while_the_centre_changes_its_key_receipts_by_either_count() {
    let (centre, _folder, outbox) = with_three().await;
    let new = SigningKey::generate(&mut OsRng).public();
    let alone = Config { centre_keys: new.into(), ..centre.config() };
    let (end, _) = deliver_with(&alone, &outbox, PATIENCE).await;
    assert!(kept(&end).contains("centre_key = [\"NEW\", \"OLD\"]"), "{end:?}");
    let both = CentreKeys::new([new, centre.key.public()]).unwrap();
    let both = Config { centre_keys: both, ..centre.config() };
    assert_eq!(deliver_with(&both, &outbox, PATIENCE).await, (End::Empty, "1 in 101; 2 in 102; 3 in 103".into()));
}

#[tokio::test]
async fn an_agent_that_is_not_enrolled_keeps_its_reports() {
    let (centre, folder, _) = with_three().await;
    let stranger = yicang_tlog::SigningKey::generate(&mut rand_core::OsRng);
    let outbox =
        Outbox::open(&folder.path().join("stranger"), "A1".parse().unwrap(), stranger, Some("example.org/log".into()))
            .unwrap();
    outbox.push(vec![need("A")], "", now()).unwrap();
    let (end, _) = deliver(&centre, &outbox).await;
    assert!(kept(&end).contains("ask a coordinator to enrol it"), "{end:?}");
    assert_eq!(outbox.pending().unwrap().len(), 1);
}

#[tokio::test]
async fn a_centre_that_is_not_there_or_not_itself_gets_nothing() {
    let (centre, _folder, outbox) = with_three().await;
    let other = Centre::start().await;
    let nobody = Config { server: "https://localhost:1".into(), ..centre.config() };
    let impostor = Config { ca_pem: other.config().ca_pem, ..centre.config() };
    for (config, why) in [(nobody, "refused"), (impostor, "certificate")] {
        let (end, _) = deliver_with(&config, &outbox, Duration::ZERO).await;
        assert!(kept(&end).contains("cannot be reached: "), "{end:?}");
        assert!(kept(&end).contains(why), "{end:?}");
    }
    assert_eq!(centre.records().arrived, 0);
    assert_eq!(outbox.pending().unwrap().len(), 3);
}

/// The reports as they wait, number and signature: to see that nothing was signed anew.
fn waiting(outbox: &Outbox) -> Vec<(u64, Vec<u8>)> {
    outbox.pending().unwrap().into_iter().map(|queued| (queued.sequence(), queued.signed.signature)).collect()
}

#[tokio::test]
async fn numbers_go_beyond_what_was_signed_by_the_centre_s_signed_word_which_is_kept() {
    let (centre, folder, outbox_) = with_three().await;
    centre.records().taken_before = 8;
    let first = outbox_.first_pending().unwrap().unwrap();
    let (end, told) = deliver(&centre, &outbox_).await;
    assert_eq!((end, told.as_str()), (End::Empty, "renumbered from 9; 9 in 109; 10 in 110; 11 in 111"));
    drop(outbox_);
    let said = outbox(&folder.path().join("outbox"), &centre).said_due().unwrap();
    let [said] = &said[..] else { panic!("{said:?}") };
    assert_eq!((said.due, said.answers.as_ref()), (9, Some(&first.signed)), "with the report that it answers");
    let signed = said.said.clone().unwrap();
    assert_eq!(centre.key.public().verify(SEQUENCE, &signed.statement, &signed.signature), Ok(()));
    assert_eq!(verify(&first, 9, &signed, &centre.config()), Ok(()));
}

#[tokio::test]
async fn a_word_that_nobody_signed_moves_no_number_beyond_what_this_agent_signed() {
    let (centre, _folder, outbox) = with_three().await;
    let before = waiting(&outbox);
    for due in [5, 1_000_000, u64::MAX] {
        centre.mishaps([Mishap::Due(due)]);
        let (end, told) = deliver(&centre, &outbox).await;
        let says = format!(
            "the centre says that report {due} of this agent is due, and this agent has never signed one above 3"
        );
        assert!(kept(&end).starts_with(&says) && kept(&end).contains("the centre must be updated"), "{end:?}");
        assert_eq!((told.as_str(), waiting(&outbox)), ("", before.clone()), "every queued is as it was");
    }
    // Up to the next number it may, and no further however often it is said.
    centre.mishaps([Mishap::Due(4), Mishap::Due(5)]);
    let (end, told) = deliver(&centre, &outbox).await;
    assert!(kept(&end).contains("report 5 of this agent is due") && kept(&end).contains("above 3"), "{end:?}");
    assert_eq!(told, "renumbered from 4");
    assert!(outbox.said_due().unwrap().is_empty());
}

#[tokio::test]
async fn a_signed_word_on_something_else_or_by_somebody_else_moves_nothing() {
    // What is changed in the word, whose key signs it, and what is said.
    type Bent = (fn(&mut v1::SequenceStatement), Option<SigningKey>, &'static str);
    let (centre, _folder, outbox) = with_three().await;
    let before = waiting(&outbox);
    let bent: [Bent; 5] = [
        (
            |_| {},
            Some(SigningKey::generate(&mut OsRng)),
            "it is not signed by a centre's key of this agent's configuration",
        ),
        (|said| said.report_sha256[0] ^= 1, None, "it is signed for another report"),
        (|said| said.agent_id = "A2".into(), None, "it is signed for another agent"),
        (|said| said.log = "example.org/other".into(), None, "it is signed for another log"),
        (|said| said.expected_sequence += 1, None, "it is signed for another number"),
    ];
    for (change, key, why) in bent {
        centre.mishaps([Mishap::SaidDue(9, change, key)]);
        let (end, told) = deliver(&centre, &outbox).await;
        assert!(
            kept(&end).starts_with("the centre's signed statement that report 9 of this agent is due does not count")
        );
        assert!(kept(&end).contains(why), "{why}: {end:?}");
        assert_eq!((told.as_str(), waiting(&outbox)), ("", before.clone()), "{why}");
    }
    // Good as it is.
    centre.mishaps([Mishap::SaidDue(9, |_| {}, None)]);
    centre.records().taken_before = 8;
    assert!(deliver(&centre, &outbox).await.1.starts_with("renumbered from 9; 9 in 109"));
}
