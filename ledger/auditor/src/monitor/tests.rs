//! Each kind of breach, made on purpose.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use super::*;
use crate::source::Folder;
use yicang_tlog::{Policy, sha256};
use yicang_writer::{Ledger, Record, keys};

const POLICY: &str = "yicang-policy 1\nname test\nfirst-level units\nclass routine 1\n";
const SITUATION: &str = "yicang-situation 2\nnow 2020-02-01T08:00:00Z\n";
const PLAN: &str = "yicang-plan 2\nsecond-level minutes\nlevel 0 0 0\ncost 0\n";
/// 2026-02-01T08:00:00Z.
const AT: u64 = 1_769_932_800;

struct Log {
    dir: tempfile::TempDir,
    ledger: Ledger,
}

impl Log {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(dir.path(), keys::create(dir.path(), "yicang.example/log").unwrap()).unwrap();
        Self { dir, ledger }
    }

    fn add(&mut self, leaf: Leaf, blobs: &[&str]) {
        let blobs = blobs.iter().map(|blob| blob.as_bytes().to_vec()).collect();
        let record = Record { leaf: leaf.to_bytes(), body: Vec::new(), blobs };
        assert!(self.ledger.append(vec![vec![record]])[0].is_ok());
        self.ledger.publish().unwrap();
    }

    fn step(&mut self, time: &str, order: &str, step: &str, quantity: u64) {
        let leaf = Leaf::new("step-report").with("time", time).with("order", order);
        self.add(leaf.with("step", step).with("quantity", quantity), &[]);
    }

    fn decision(&mut self, plan: &str) {
        let texts = [SITUATION, POLICY, plan];
        let leaf = Leaf::new("decision").with("time", "2026-02-01T08:00:00Z");
        let roles = ["situation", "policy", "plan"].iter().zip(texts);
        let leaf = roles.fold(leaf, |leaf, (role, text)| leaf.with_blob(role, &sha256(text.as_bytes())));
        self.add(leaf, &texts);
    }

    fn source(&self) -> Folder {
        Folder(self.dir.path().join("public"))
    }
}

fn look(dir: &Path, log: &Log, policy: Option<&Policy>, now: u64) -> Look {
    let key = log.ledger.verifier().clone();
    // Opened anew each time: what it knows has to be on the disk.
    let mut monitor = Monitor::open(dir, &key, policy, Promises::default()).unwrap();
    let mut look = monitor.look_at(&log.source(), now, &mut |_, _, _| {}).unwrap();
    // Nobody has signed these entries. What the replay says of them is tested with it, and through the program.
    look.found.retain(|found| found.kind != Kind::Replay);
    look
}

fn kinds(look: &Look) -> Vec<Kind> {
    look.found.iter().map(|found| found.kind).collect()
}

#[test]
fn a_good_log_is_followed_in_silence() {
    let (mut log, dir) = (Log::new(), tempfile::tempdir().unwrap());
    log.decision(PLAN);
    let first = look(dir.path(), &log, None, AT + 10);
    assert_eq!((first.size, first.new, first.decisions, first.exit_code()), (1, 1, 1, 0));
    log.step("2026-02-01T08:00:20Z", "P1-1", "shipped", 5);
    log.step("2026-02-01T08:00:30Z", "P1-1", "received", 5);
    let second = look(dir.path(), &log, None, AT + 60);
    assert_eq!((second.size, second.new, second.decisions, second.legs), (3, 2, 0, 0));
    assert_eq!(second.found, []);
    let line = second.to_json("yicang.example/log");
    let read: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert!(!line.contains('\n') && read["ok"] == true && read["size"] == 3, "{line}");
}

#[test]
fn an_unlawful_decision_is_named_until_somebody_looks_into_it() {
    let (mut log, dir) = (Log::new(), tempfile::tempdir().unwrap());
    log.decision(&PLAN.replace("level 0 0 0", "level 0 7 0"));
    for now in [AT + 10, AT + 20] {
        let seen = look(dir.path(), &log, None, now);
        assert_eq!((kinds(&seen), seen.exit_code()), (vec![Kind::Decision], 1), "{seen:?}");
        assert_eq!(seen.found[0].entry, Some(0));
    }
}

#[test]
fn a_leg_that_does_not_end_is_named_after_its_limit_and_no_longer_once_it_does() {
    let (mut log, dir) = (Log::new(), tempfile::tempdir().unwrap());
    log.step("2026-02-01T08:00:00Z", "P1-1", "shipped", 5);
    log.step("2026-02-01T08:00:00Z", "P1-2", "shipped", 0);
    let limit = Promises::default().leg;
    assert_eq!(look(dir.path(), &log, None, AT + limit).found, []);
    let late = look(dir.path(), &log, None, AT + limit + 1);
    assert_eq!(kinds(&late), [Kind::Leg]);
    assert!(
        late.found[0].what.to_string().contains("order P1-1 left at 2026-02-01T08:00:00Z"),
        "{}",
        late.found[0].what
    );
    log.step("2026-02-04T08:00:01Z", "P1-1", "received", 4);
    assert_eq!(look(dir.path(), &log, None, AT + limit + 2).found, []);
}

#[test]
fn an_entry_that_was_due_at_the_look_before_is_late() {
    let (mut log, dir) = (Log::new(), tempfile::tempdir().unwrap());
    log.step("2026-02-01T08:00:00Z", "P1-1", "picked", 5);
    assert_eq!(look(dir.path(), &log, None, AT + 100).found, []);
    log.step("2026-02-01T08:00:40Z", "P1-1", "picked", 5);
    assert_eq!(look(dir.path(), &log, None, AT + 200).found, []);
    // Due at +110 s, and not there at +200 s.
    log.step("2026-02-01T08:00:50Z", "P1-1", "picked", 5);
    let late = look(dir.path(), &log, None, AT + 201);
    assert_eq!(kinds(&late), [Kind::MergeDelay]);
    assert!(late.found[0].what.to_string().contains("90 s after it was due"), "{}", late.found[0].what);
}

#[test]
fn a_rollback_is_a_contradiction_and_stays_one() {
    let (mut log, dir) = (Log::new(), tempfile::tempdir().unwrap());
    log.step("2026-02-01T08:00:00Z", "P1-1", "picked", 5);
    log.step("2026-02-01T08:00:00Z", "P1-1", "picked", 5);
    assert_eq!(look(dir.path(), &log, None, AT).exit_code(), 0);
    let signer = keys::load(log.dir.path()).unwrap();
    let good = std::fs::read(log.dir.path().join("public/checkpoint")).unwrap();
    std::fs::write(log.dir.path().join("public/checkpoint"), signer.sign(1, &[1; 32]).as_bytes()).unwrap();
    let seen = look(dir.path(), &log, None, AT);
    assert_eq!((kinds(&seen), seen.exit_code()), (vec![Kind::Contradiction], 3));
    std::fs::write(log.dir.path().join("public/checkpoint"), good).unwrap();
    assert_eq!(look(dir.path(), &log, None, AT).exit_code(), 3);
}

#[test]
fn without_the_witnesses_that_the_policy_demands_it_says_so() {
    use yicang_tlog::{Algorithm, Cosigner};
    let (mut log, dir) = (Log::new(), tempfile::tempdir().unwrap());
    log.step("2026-02-01T08:00:00Z", "P1-1", "picked", 5);
    let skey = Cosigner::generate(&mut rand_core::OsRng, "w.example", Algorithm::Ed25519).unwrap();
    let witness = Cosigner::from_skey(&skey).unwrap();
    let policy = Policy::parse(format!("witness W {}\nquorum W\n", witness.key().vkey()).as_bytes()).unwrap();
    assert_eq!(kinds(&look(dir.path(), &log, Some(&policy), AT)), [Kind::Witnesses]);
    let head = yicang_tlog::SignedHead::parse(log.ledger.checkpoint().unwrap().as_bytes()).unwrap();
    let note = log.ledger.checkpoint().unwrap().with_cosignatures(&[witness.cosign(&head, AT).unwrap()]);
    std::fs::write(log.dir.path().join("public").join(WITNESSED), note).unwrap();
    assert_eq!(look(dir.path(), &log, Some(&policy), AT).found, []);
    // The log grows, and the witness does not see it.
    log.step("2026-02-01T08:00:01Z", "P1-1", "picked", 5);
    assert_eq!(look(dir.path(), &log, Some(&policy), AT + 1).found, []);
    assert_eq!(kinds(&look(dir.path(), &log, Some(&policy), AT + 100)), [Kind::Witnesses]);
}

#[test]
fn entries_that_share_a_time_for_long_are_named_once() {
    let (mut log, dir) = (Log::new(), tempfile::tempdir().unwrap());
    let time = "2026-02-01T08:00:00Z";
    // What is late besides is another matter.
    let clock =
        |look: &Look| -> Vec<Found> { look.found.iter().filter(|found| found.kind == Kind::Clock).cloned().collect() };
    log.step(time, "P1-1", "picked", 5);
    assert_eq!(clock(&look(dir.path(), &log, None, AT)), []);
    log.step(time, "P1-2", "picked", 5);
    assert_eq!(clock(&look(dir.path(), &log, None, AT + STOOD_SECONDS)), [], "so long a clock may be off");
    log.step(time, "P1-3", "picked", 5);
    let said = look(dir.path(), &log, None, AT + STOOD_SECONDS + 1);
    assert_eq!((clock(&said).len(), clock(&said)[0].entry, said.exit_code()), (1, Some(2), 1));
    assert!(
        clock(&said)[0].what.to_string().contains("entries up to 2 have the same time: 2026-02-01T08:00:00Z"),
        "{said:?}"
    );
    log.step(time, "P1-4", "picked", 5);
    log.step("2026-02-01T08:20:00Z", "P1-5", "picked", 5);
    let after = look(dir.path(), &log, None, AT + 1_200);
    assert_eq!(clock(&after), clock(&said), "once, and until somebody looks into it");
}
