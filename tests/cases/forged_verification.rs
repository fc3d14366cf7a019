//! Verifications that nobody gave, or that a plan does not look at: each is named by whoever replays the public log.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::collections::BTreeMap;
use yicang_domain::Situation;
use yicang_domain::events::{Entry, Face};
use yicang_language::ToMessage as _;
use yicang_proto::v1::{self, command::Body};
use yicang_replay::Replay;
use yicang_tests::centre::Centre;
use yicang_tests::log::{files, leaves};
use yicang_tests::mouth::{Mouth, need, reserve};
use yicang_tlog::{Hash, hex, parse_hex, sha256};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

const CATALOGUE: [(&str, &str); 4] = [
    ("items.csv", "item_id,name,unit\nN95,mask,piece\n"),
    ("depots.csv", "depot_id,name\nD1,depot\n"),
    ("sites.csv", "site_id,name,site_kind\nH1,one,hospital\nH2,two,hospital\n"),
    ("lanes.csv", "from,to,minutes\nD1,H1,60\nD1,H2,30\n"),
];

/// Entries of the honest log: after the catalogue, the coordinator, the recovery key and the agent.
const H1_NEED: usize = 4;
const VERIFICATION: usize = 7;
const PLAN: usize = 8;

struct Log {
    name: String,
    entries: Vec<String>,
    blobs: BTreeMap<Hash, Vec<u8>>,
}

impl Log {
    async fn honest() -> Self {
        let mut centre = Centre::as_shipped(PROGRAM, &CATALOGUE);
        centre.start();
        let mut field = Mouth::new("FIELD");
        centre.enrol(&field, &["D1"], &["H1", "H2"]).await;
        for body in [need("H1", "N95", "urgent", 900), need("H2", "N95", "routine", 300), reserve("D1", "N95", 500)] {
            let draft = field.draft(body);
            let report = Some(field.sign(&draft));
            centre.field().await.submit_report(v1::SubmitReportRequest { report }).await.unwrap();
        }
        let line = |site: &str, entitlement| v1::VerifiedLine {
            site_id: site.into(),
            item_id: "N95".into(),
            entitlement,
            basis: "seen on the spot".into(),
            ..v1::VerifiedLine::default()
        };
        let body = Body::VerifyNeeds(v1::VerifyNeeds { lines: vec![line("H1", 400), line("H2", 300)] });
        let command = Some(centre.coordinator().command(body));
        centre.dispatch().await.give_command(v1::GiveCommandRequest { command }).await.unwrap();
        assert!(centre.verb(&["plan"]).status.success());
        centre.stop();
        let blob = |(name, bytes): (String, Vec<u8>)| Some((parse_hex(name.strip_prefix("blob/")?)?, bytes));
        let blobs = files(&centre.public()).into_iter().filter_map(blob).collect();
        Self { name: centre.log_key().name().to_owned(), entries: leaves(&centre.public()), blobs }
    }

    fn text(&self, hash: &Hash) -> String {
        String::from_utf8(self.blobs[hash].clone()).unwrap()
    }

    /// What a replay of these entries finds, a line each.
    fn found(&self, entries: &[String], more: &[String]) -> Vec<String> {
        let mut blobs = self.blobs.clone();
        blobs.extend(more.iter().map(|text| (sha256(text.as_bytes()), text.clone().into_bytes())));
        let mut of = |hash: &Hash| Ok::<_, ()>(blobs.get(hash).cloned());
        let (mut replay, mut found) = (Replay::new(&self.name), Vec::new());
        for (index, entry) in (0..).zip(entries) {
            found.extend(replay.take(index, entry.as_bytes(), &mut of).unwrap());
        }
        found.extend(replay.finish(&mut of).unwrap().0);
        found.iter().map(|finding| format!("entry {}: {}", finding.entry, finding.message())).collect()
    }

    /// The entries with one changed by words.
    fn with(&self, entry: usize, from: &str, to: &str) -> Vec<String> {
        let mut entries = self.entries.clone();
        assert!(entries[entry].contains(from), "{from:?} is not in:\n{}", entries[entry]);
        entries[entry] = entries[entry].replacen(from, to, 1);
        entries
    }

    #[track_caller]
    fn is_named(&self, entries: &[String], more: &[String], entry: usize, expected: &str) {
        let found = self.found(entries, more);
        let at = format!("entry {entry}: ");
        assert!(found.iter().any(|line| line.starts_with(&at) && line.contains(expected)), "{expected}: {found:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_verification_is_named() {
    let log = Log::honest().await;
    assert_eq!(log.found(&log.entries, &[]), Vec::<String>::new());
    let Face::Verified(verified) = Entry::from_text(&log.entries[VERIFICATION]).unwrap().face else { panic!() };
    let text = log.text(&verified.text);
    assert_eq!(text, "yicang-verification 1\nneed H1 N95 400\nneed H2 N95 300\n");
    assert!(!log.entries[VERIFICATION].contains("spot"), "the grounds are masked");

    // Other figures than were signed, under a hash that fits them.
    let other = text.replace("H1 N95 400", "H1 N95 900");
    let hash = hex(&sha256(other.as_bytes()));
    let forged: Vec<_> = log.entries.iter().map(|entry| entry.replace(&hex(&verified.text), &hash)).collect();
    log.is_named(&forged, std::slice::from_ref(&other), VERIFICATION, "is not what coordinator has signed");
    let only_shown = log.with(
        VERIFICATION,
        &format!("blob verification {}", hex(&verified.text)),
        &format!("blob verification {hash}"),
    );
    log.is_named(&only_shown, &[other], VERIFICATION, "its command for lines-sha256");
    // The plan that was made then looks at what nobody verified.
    log.is_named(
        &forged,
        &[text.replace("H1 N95 400", "H1 N95 900")],
        PLAN,
        &format!("need H1/N95: 900 urgent entitlement=400; what was reported is: 900 urgent (entry {VERIFICATION})"),
    );
    log.is_named(&log.with(VERIFICATION, "lines 2", "lines 3"), &[], VERIFICATION, "verifies another number of lines");
    let strange = "yicang-verification 1\nneed H9 N95 1\nneed H1 N95 1\n".to_owned();
    let hash = hex(&sha256(strange.as_bytes()));
    let told: Vec<_> = log.entries.iter().map(|entry| entry.replace(&hex(&verified.text), &hash)).collect();
    log.is_named(&told, &[strange], VERIFICATION, "site H9");

    // Other grounds, no signature, and a verification that is gone.
    let grounds = &verified.masked[0].1;
    let other = log.with(VERIFICATION, &hex(grounds), &hex(&[7; 32]));
    log.is_named(&other, &[], VERIFICATION, "is not what coordinator has signed");
    let mut gone = log.entries.clone();
    gone[VERIFICATION] = log.entries[H1_NEED].replace(
        &Entry::from_text(&log.entries[H1_NEED]).unwrap().time.to_string(),
        &Entry::from_text(&log.entries[VERIFICATION]).unwrap().time.to_string(),
    );
    log.is_named(
        &gone,
        &[],
        PLAN,
        "need H1/N95: 900 urgent entitlement=400; what was reported is: 900 urgent entitlement=0",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_does_not_look_at_a_verification_is_named() {
    let log = Log::honest().await;
    let Face::Planned(planned) = Entry::from_text(&log.entries[PLAN]).unwrap().face else { panic!("a plan") };
    let text = log.text(&planned.texts.situation);
    type Lie<'l> = &'l dyn Fn(&mut Situation);
    let lies: [(Lie<'_>, &str); 2] = [
        (
            &|s| s.needs.values_mut().for_each(|need| need.entitlement = need.claimed),
            "need H1/N95: 900 urgent; what was reported is: 900 urgent entitlement=400",
        ),
        (
            &|s| s.needs.values_mut().for_each(|need| need.class = "life-saving".parse().unwrap()),
            "need H1/N95: 900 life-saving entitlement=400; what was reported is: 900 urgent entitlement=400",
        ),
    ];
    for (lie, expected) in lies {
        let mut situation = Situation::from_text(&text).unwrap();
        lie(&mut situation);
        let told = situation.to_text();
        let entries = log.with(PLAN, &hex(&planned.texts.situation), &hex(&sha256(told.as_bytes())));
        log.is_named(&entries, &[told], PLAN, &format!("{expected} (entry {VERIFICATION})"));
    }
}
