//! The log and its witnesses, over real sockets: our collector with our witness, and, behind `--ignored`, with one that
//! we did not write.
//!
//! `cargo install mosskeys-witness --version 0.4.3 --locked --root DIR`, then
//! `MOSSKEYS_WITNESS=DIR/bin/mosskeys-witness cargo test -p yicang-ledger --test witnessed -- --ignored`.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use yicang_auditor::audit::audit_with;
use yicang_auditor::cosignatures::{AskError, CollectConfig, CollectError, Collector, CollectorEvent};
use yicang_auditor::source::Folder;
use yicang_auditor::witness::{Witness, serve::Serving};
use yicang_tlog::{Algorithm, Cosigner, Leaf, LogVerifier, Policy, UnverifiedProof};
use yicang_writer::{Ledger, LedgerHandle, Record, adopt, keys};

/// Longer than anything here takes; only a failing test waits for it.
const LONG: Duration = Duration::from_secs(60);

fn record(n: u64) -> Record {
    Record { leaf: Leaf::new("report").with("id", n).to_bytes(), ..Record::default() }
}

struct Log {
    dir: tempfile::TempDir,
    handle: LedgerHandle,
}

impl Log {
    fn new(origin: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let handle = Ledger::open(dir.path(), keys::create(dir.path(), origin).unwrap()).unwrap().start();
        Self { dir, handle }
    }

    fn grow(&self, by: u64) -> u64 {
        let done = self.handle.append_wait((0..by).map(record).collect()).unwrap();
        self.handle.prove_wait(done.next - 1).unwrap();
        done.next
    }

    fn collect(&self, policy: &str) -> (Collector, Receiver<CollectorEvent>) {
        let (news, heard) = channel();
        let place = CollectConfig { dir: self.dir.path().into(), log: self.handle.verifier().clone(), timeout: LONG };
        let news = Mutex::new(news);
        let tell = move |said| drop(news.lock().unwrap().send(said));
        (Collector::start(place, Policy::parse(policy.as_bytes()).unwrap(), tell).unwrap(), heard)
    }
}

/// A witness of ours on a socket, and its line of a policy.
fn ours(dir: &Path, name: &str, algorithm: Algorithm, log: &LogVerifier) -> (Serving, String) {
    let cosigner = Cosigner::from_skey(&Cosigner::generate(&mut rand_core::OsRng, name, algorithm).unwrap()).unwrap();
    let vkey = cosigner.key().vkey().to_owned();
    let witness = Witness::open(dir, vec![cosigner], vec![log.clone()]).unwrap();
    let serving = Serving::start(Arc::new(witness), "127.0.0.1:0".parse().unwrap()).unwrap();
    let line = format!("witness {name} {vkey} http://{}/\n", serving.address());
    (serving, line)
}

fn wait_for(heard: &Receiver<CollectorEvent>, size: u64) {
    loop {
        match heard.recv_timeout(LONG).unwrap() {
            CollectorEvent::Witnessed(reached) if reached >= size => return,
            CollectorEvent::Witnessed(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_log_collects_cosignatures_and_publishes_proofs_that_carry_them() {
    let log = Log::new("log.example/a");
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let (_one, first) = ours(dirs[0].path(), "union.example/1", Algorithm::Ed25519, log.handle.verifier());
    let (_two, second) = ours(dirs[1].path(), "union.example/2", Algorithm::MlDsa44, log.handle.verifier());
    let text = format!("{first}{second}group both all union.example/1 union.example/2\nquorum both\n");
    let policy = Policy::parse(text.as_bytes()).unwrap();
    log.grow(3);
    let (collector, heard) = log.collect(&text);
    wait_for(&heard, 3);
    for by in [1, 300, 5] {
        let size = log.grow(by);
        wait_for(&heard, size);
        assert_eq!(collector.witnessed_size(), size);
        let audit =
            audit_with(&Folder(log.dir.path().join("public")), log.handle.verifier(), Some(&policy), &mut |_, _, _| {});
        assert_eq!(audit.unwrap().findings, []);
        collector.publish_proof(size - 1).unwrap();
        let file = log.dir.path().join(format!("public/proof/{}.tlog-proof", size - 1));
        let proof = UnverifiedProof::parse(&std::fs::read(file).unwrap()).unwrap();
        let entry = record(by - 1).leaf;
        assert!(proof.verify_witnessed(log.handle.verifier(), &policy, &entry).is_ok());
        assert!(proof.verify(log.handle.verifier(), &entry).is_ok());
    }
    // A new process knows what was reached, before any witness has been asked.
    drop(collector);
    let nowhere = text.replace("http://127.0.0.1:", "http://127.0.0.1:1/");
    let (again, _heard) = log.collect(&nowhere);
    assert_eq!(again.witnessed_size(), 309);
    // A flipped cosignature is found by an auditor who has the policy.
    let path = log.dir.path().join("public/checkpoint.witnessed");
    let mut note = std::fs::read(&path).unwrap();
    let at = note.len() - 40;
    note[at] = if note[at] == b'A' { b'B' } else { b'A' };
    std::fs::write(&path, note).unwrap();
    let audit =
        audit_with(&Folder(log.dir.path().join("public")), log.handle.verifier(), Some(&policy), &mut |_, _, _| {});
    assert_eq!(audit.unwrap().findings[0].file, "checkpoint.witnessed");
}

#[test]
fn a_dead_witness_holds_nothing_up_where_one_of_two_is_enough() {
    let log = Log::new("log.example/a");
    let dir = tempfile::tempdir().unwrap();
    let (_alive, alive) = ours(dir.path(), "alive", Algorithm::Ed25519, log.handle.verifier());
    // It takes connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let skey = Cosigner::generate(&mut rand_core::OsRng, "silent", Algorithm::Ed25519).unwrap();
    let vkey = Cosigner::from_skey(&skey).unwrap().key().vkey().to_owned();
    let address = silent.local_addr().unwrap();
    let text = format!("{alive}witness silent {vkey} http://{address}\ngroup any any alive silent\nquorum any\n");
    let (_collector, heard) = log.collect(&text);
    for _ in 0..5 {
        wait_for(&heard, log.grow(2));
    }
    // Were both needed, nothing would be witnessed, and records would be taken in all the same.
    let (both, _heard) = log.collect(&text.replace("any any", "any all"));
    log.grow(2);
    assert_eq!(both.witnessed_size(), 0);
}

#[test]
fn what_a_witness_refuses_is_said_in_words() {
    let log = Log::new("log.example/a");
    let dir = tempfile::tempdir().unwrap();
    let stranger = Log::new("log.example/b");
    let (_serving, line) = ours(dir.path(), "w", Algorithm::Ed25519, stranger.handle.verifier());
    let (_collector, heard) = log.collect(&format!("{line}quorum w\n"));
    let CollectorEvent::Refused { problem, .. } = heard.recv_timeout(LONG).unwrap() else { panic!() };
    assert!(matches!(problem, AskError::Unknown(404, _)), "{problem}");
    assert!(problem.to_string().contains("has to add this log's key, log.example/a+"), "{problem}");
    // A policy for another log, and one without addresses.
    let start = |text: String| {
        let place = CollectConfig { dir: log.dir.path().into(), log: log.handle.verifier().clone(), timeout: LONG };
        Collector::start(place, Policy::parse(text.as_bytes()).unwrap(), |_| {}).err().unwrap()
    };
    let other = start(format!("log {}\nquorum none\n", stranger.handle.verifier().vkey()));
    assert!(matches!(other, CollectError::OtherLog(_)), "{other}");
    let address = line.rfind(" http").unwrap();
    assert!(matches!(start(format!("{}\nquorum w\n", &line[..address])), CollectError::NoAddress));
}

#[test]
fn a_log_restored_from_an_old_copy_is_told_so_by_its_witness() {
    let log = Log::new("log.example/a");
    let dir = tempfile::tempdir().unwrap();
    let (_serving, line) = ours(dir.path(), "w", Algorithm::Ed25519, log.handle.verifier());
    let policy = format!("{line}quorum w\n");
    log.grow(3);
    let copy = tempfile::tempdir().unwrap();
    copy_dir(log.dir.path(), copy.path());
    let (collector, heard) = log.collect(&policy);
    wait_for(&heard, log.grow(5));
    drop(collector);
    let signer = keys::load(copy.path()).unwrap();
    // Somebody says, wrongly, that nothing was signed since the copy was made.
    adopt(copy.path(), signer.verifier(), None).unwrap();
    let restored = Log { handle: Ledger::open(copy.path(), signer).unwrap().start(), dir: copy };
    let (_collector, heard) = restored.collect(&policy);
    let CollectorEvent::Refused { problem, .. } = heard.recv_timeout(LONG).unwrap() else { panic!() };
    assert_eq!(problem, AskError::Behind { theirs: 8, ours: 3 });
    // It goes on as if nothing had been: other entries in place of those that were cosigned.
    restored.handle.append_wait((100..105).map(record).collect()).unwrap();
    restored.grow(1);
    let problem = loop {
        match heard.recv_timeout(LONG).unwrap() {
            CollectorEvent::Refused { problem: AskError::Behind { .. }, .. } => {}
            CollectorEvent::Refused { problem, .. } => break problem,
            other => panic!("{other:?}"),
        }
    };
    assert!(matches!(problem, AskError::Contradiction(_)), "{problem}");
    assert!(std::fs::read_to_string(dir.path().join("alarms.jsonl")).unwrap().contains("\"alarm\":\"rollback\""));
}

fn copy_dir(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy_dir(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
#[ignore = "needs mosskeys-witness; the head of this file says how to install it"]
fn a_witness_that_we_did_not_write_cosigns_for_our_log() {
    let program = std::env::var("MOSSKEYS_WITNESS").expect("MOSSKEYS_WITNESS names the program");
    let log = Log::new("log.example/a");
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let keygen =
        Command::new(&program).args(["keygen", "--name", "moss.example/w1", "--out-dir"]).arg(at("keys")).output();
    let keygen = keygen.unwrap();
    assert!(keygen.status.success(), "{keygen:?}");
    let said = String::from_utf8(keygen.stdout).unwrap();
    let vkeys: Vec<&str> = said.split_whitespace().filter(|word| word.starts_with("moss.example/w1+")).collect();
    assert_eq!(vkeys.len(), 2, "{said}");
    let mut files: Vec<_> = std::fs::read_dir(at("keys")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let seed =
        |kind: &str| files.iter().find(|file| file.to_string_lossy().contains(kind)).unwrap().display().to_string();
    let listen = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let config = format!(
        "name = \"moss.example/w1\"\nlisten = \"{listen}\"\nstate_file = \"{}\"\n[keys]\ned25519_seed = \"{}\"\n\
         mldsa44_seed = \"{}\"\n[[log]]\norigin = \"log.example/a\"\nvkeys = [\"{}\"]\n",
        at("state.jsonl").display(),
        seed("ed25519"),
        seed("ml"),
        log.handle.verifier().vkey()
    );
    std::fs::write(at("witness.toml"), config).unwrap();
    let mut run = Command::new(&program)
        .arg("run")
        .arg("--config")
        .arg(at("witness.toml"))
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The collector asks again until it answers.
    let text = format!(
        "witness a {} http://{listen}\nwitness b {} http://{listen}\ngroup both all a b\nquorum both\n",
        vkeys[0], vkeys[1]
    );
    let (_collector, heard) = log.collect(&text);
    for by in [3, 300, 5] {
        let size = log.grow(by);
        loop {
            match heard.recv_timeout(LONG).unwrap() {
                CollectorEvent::Witnessed(reached) if reached >= size => break,
                said => println!("{said:?}"),
            }
        }
    }
    run.kill().unwrap();
    run.wait().unwrap();
    let policy = Policy::parse(text.as_bytes()).unwrap();
    let note = std::fs::read(log.dir.path().join("public/checkpoint.witnessed")).unwrap();
    let (head, cosigned) = policy.check(Some(log.handle.verifier()), &note).unwrap();
    assert_eq!((head.size(), cosigned.by.len()), (308, 2));
}
