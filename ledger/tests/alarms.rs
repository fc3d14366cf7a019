//! Every alarm, every finding and every exit code, by the program itself: what a library says is worth nothing if the
//! program around it stops, or ends with another number.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

use yicang_auditor::mirror::Mirror;
use yicang_tlog::{
    AddCheckpoint, Algorithm, CheckpointSigner, Cosigner, Leaf, SignedHead, Tree, hex, leaf_hash, sha256,
};
use yicang_writer::{Ledger, Record, keys};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-ledger");
const LOG: &str = "log.example/alarms";

fn run(words: &[&str]) -> (i32, String) {
    let output = Command::new(PROGRAM).args(words).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

/// A folder and the names in it.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn at(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }
}

// --- the witness ---

fn tree(mark: &str, size: u64) -> Tree {
    let mut tree = Tree::new();
    for n in 0..size {
        tree.push(format!("{mark} {n}").as_bytes());
    }
    tree
}

/// A log as it asks a witness.
struct Asker(CheckpointSigner);

impl Asker {
    fn new() -> Self {
        Self(CheckpointSigner::from_skey(&CheckpointSigner::generate(&mut rand_core::OsRng, LOG).unwrap()).unwrap())
    }

    fn body(&self, old: u64, tree: &Tree, size: u64) -> Vec<u8> {
        let proof = if old == size { Vec::new() } else { tree.prove_consistency(old, size).unwrap_or_default() };
        let checkpoint = self.0.sign(size, &tree.root_at(size).unwrap()).as_bytes().to_vec();
        AddCheckpoint { old, proof, checkpoint }.to_bytes()
    }
}

/// A running program; killed at the end.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn witness_words(place: &Place, log: &Asker, address: &str) -> Vec<String> {
    let (code, said) = run(&["witness-key", "w.example", "--out", &place.at("w.skey")]);
    assert_eq!(code, 0, "{said}");
    let words = ["witness", "--key", &place.at("w.skey"), "--log", log.0.verifier().vkey()];
    let more = ["--state", &place.at("state"), "--listen", address];
    words.iter().chain(&more).map(ToString::to_string).collect()
}

/// Starts a witness; the process, its address, and its stderr that nobody reads yet.
fn witness(place: &Place, log: &Asker) -> (Running, String, ChildStderr) {
    let words = witness_words(place, log, "127.0.0.1:0");
    let mut child = Command::new(PROGRAM).args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address =
        lines.by_ref().flatten().find_map(|line| line.strip_prefix("at http://")?.split('/').next().map(str::to_owned));
    let stderr = child.stderr.take().unwrap();
    (Running(child), address.unwrap(), stderr)
}

/// One request; the status and the whole answer. A program that does not answer within half a minute has stopped.
fn ask(address: &str, request: &str, body: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(30))).unwrap();
    let head = format!("{request} HTTP/1.1\r\nHost: w\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the program answers");
    (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
}

fn add(address: &str, body: &[u8]) -> u16 {
    ask(address, "POST /add-checkpoint", body).0
}

#[test]
fn a_witness_tells_each_alarm_and_goes_on() {
    let (place, log) = (Place::new(), Asker::new());
    let (good, forked) = (tree("a", 300), tree("b", 300));
    let (running, address, mut stderr) = witness(&place, &log);
    assert_eq!(add(&address, &log.body(0, &good, 257)), 200);
    assert_eq!(add(&address, &log.body(257, &good, 2)), 400, "a rollback");
    assert_eq!(add(&address, &log.body(257, &good, 257)), 200, "it answers after its first alarm");
    assert_eq!(add(&address, &log.body(257, &forked, 257)), 422, "a fork");
    assert_eq!(add(&address, &log.body(257, &forked, 300)), 422, "no proof that the new tree begins with the old one");
    // What it refuses without an alarm: no request, a log and a key that it does not know, a size that is not the last
    // one.
    assert_eq!(add(&address, b"old x\n\n"), 400);
    let stranger = CheckpointSigner::generate(&mut rand_core::OsRng, "log.example/other").unwrap();
    let stranger = Asker(CheckpointSigner::from_skey(&stranger).unwrap());
    assert_eq!(add(&address, &stranger.body(0, &good, 5)), 404);
    assert_eq!(add(&address, &Asker::new().body(257, &good, 300)), 403);
    assert_eq!(add(&address, &log.body(5, &good, 300)), 409);
    assert_eq!(add(&address, &log.body(257, &good, 300)), 200);
    let (code, note) = ask(&address, &format!("GET /{}/checkpoint", hex(&sha256(LOG.as_bytes()))), b"");
    assert!(code == 200 && note.contains("\n300\n"), "{note}");
    let (code, _) = ask(&address, &format!("GET /{}/checkpoint", hex(&[0; 32])), b"");
    assert_eq!(code, 404);
    drop(running);
    let kept = std::fs::read_to_string(place.path("state/alarms.jsonl")).unwrap();
    let kept: Vec<serde_json::Value> = kept.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<&str> = kept.iter().map(|alarm| alarm["alarm"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["rollback", "fork", "inconsistent"]);
    let mut said = String::new();
    stderr.read_to_string(&mut said).unwrap();
    for kind in kinds {
        assert!(said.contains(&format!("ALARM 警报 {kind}: {LOG}: ")), "{kind}: {said}");
    }
}

#[test]
fn a_witness_whose_alarms_nobody_reads_goes_on() {
    let (place, log) = (Place::new(), Asker::new());
    let good = tree("a", 300);
    let (_running, address, _unread) = witness(&place, &log);
    assert_eq!(add(&address, &log.body(0, &good, 300)), 200);
    // More than a pipe holds: 64 KiB.
    for size in 1..150 {
        assert_eq!(add(&address, &log.body(300, &good, size)), 400, "{size}");
    }
    assert_eq!(add(&address, &log.body(300, &good, 300)), 200);
    let kept = std::fs::read_to_string(place.path("state/alarms.jsonl")).unwrap();
    assert!(kept.lines().count() == 149 && kept.len() > 1 << 16, "{} bytes", kept.len());
}

#[test]
fn a_witness_whose_first_lines_nobody_reads_goes_on() {
    let (place, log) = (Place::new(), Asker::new());
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let words = witness_words(&place, &log, &free);
    let mut child = Command::new(PROGRAM).args(words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    drop(child.stdout.take());
    let mut running = Running(child);
    while TcpStream::connect(&free).is_err() {
        assert_eq!(running.0.try_wait().unwrap(), None, "it ended in place of answering");
        std::thread::yield_now();
    }
    assert_eq!(add(&free, &log.body(0, &tree("a", 3), 3)), 200);
}

#[test]
fn a_key_s_file_may_be_a_bare_name() {
    let place = Place::new();
    for verb in ["witness-key", "root-key"] {
        let file = format!("{verb}.skey");
        let run =
            || Command::new(PROGRAM).args([verb, "w.example", "--out", &file]).current_dir(place.path("")).output();
        let made = run().unwrap();
        assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
        assert!(String::from_utf8_lossy(&made.stdout).contains("w.example+"), "{made:?}");
        let key = std::fs::read(place.path(&file)).unwrap();
        assert_eq!(run().unwrap().status.code(), Some(2), "one that is there is left alone");
        assert_eq!(std::fs::read(place.path(&file)).unwrap(), key);
    }
}

#[test]
fn a_witness_that_cannot_start_says_why_and_ends_with_2() {
    let (place, log) = (Place::new(), Asker::new());
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let words = witness_words(&place, &log, &taken.local_addr().unwrap().to_string());
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (code, said) = run(&words);
    assert!(code == 2 && said.contains("cannot listen on") && said.contains("--listen"), "{code} {said}");
    // What it cosigned last cannot be read.
    std::fs::create_dir_all(place.path("state/logs")).unwrap();
    std::fs::write(place.path("state/logs").join(hex(&sha256(LOG.as_bytes()))), "x").unwrap();
    let (code, said) = run(&words);
    assert!(code == 2 && said.contains("is not a signed note") && said.contains("Restore it"), "{code} {said}");
}

// --- logs that are not as they should be ---

const POLICY: &str = "yicang-policy 1\nname test\nfirst-level units\nclass routine 1\n";
const PLAN: &str = "yicang-plan 2\nsecond-level minutes\nlevel 0 0 0\ncost 0\n";

fn report(n: u64) -> Record {
    Record { leaf: Leaf::new("report").with("id", n).to_bytes(), ..Record::default() }
}

fn step(order: &str, step: &str, time: &str) -> Record {
    let leaf = Leaf::new("step-report").with("time", time).with("order", order).with("step", step);
    Record { leaf: leaf.with("quantity", 5).to_bytes(), ..Record::default() }
}

/// A coordinator, his plan, and its decision, as the entries from `at` on; by commands of version 1.
fn decision(at: usize, plan: &str) -> Vec<Record> {
    // The seed of the first decision's draw is the root over the first entry.
    let seed = hex(&leaf_hash(&report(0).leaf));
    let texts = [&format!("yicang-situation 2\nnow 2020-02-01T08:00:00Z\nseed {seed}\n"), POLICY, plan];
    let new = |kind: &str| Leaf::new(kind).with("time", "2020-02-01T08:00:00Z");
    let by = |leaf: Leaf, command: u8| leaf.with("coordinator", "C").with("command-sha256", hex(&[command; 32]));
    let with_texts = |leaf: Leaf| {
        let roles = ["situation", "policy", "plan"].iter().zip(texts);
        let leaf = roles.fold(leaf, |leaf, (role, text)| leaf.with_blob(role, &sha256(text.as_bytes())));
        let blobs = texts.map(|text| text.as_bytes().to_vec()).to_vec();
        Record { leaf: leaf.to_bytes(), body: Vec::new(), blobs }
    };
    let enrolment = new("enrolment").with("agent", "C").with("key", hex(&[1; 32])).with("coordinator", "yes");
    let id = format!("P{}", at + 1);
    let planned = by(new("plan").with("plan", &id).with("policy-name", "test"), 1);
    let decided = by(new("decision").with("plan", &id).with("orders", 0), 2);
    let enrolment = Record { leaf: enrolment.to_bytes(), ..Record::default() };
    vec![enrolment, with_texts(planned), with_texts(decided)]
}

/// Adds records to the log in this folder, which is made if it is not there; answers with its key.
fn grow(dir: &Path, records: Vec<Record>) -> String {
    let signer = keys::load(dir).or_else(|_| keys::create(dir, LOG)).unwrap();
    let mut ledger = Ledger::open(dir, signer).unwrap();
    assert!(ledger.append(vec![records])[0].is_ok());
    ledger.publish().unwrap();
    ledger.verifier().vkey().to_owned()
}

/// A log of 260 reports, a decision with its proof, and a head that a witness has cosigned; its key, and the policy's
/// text.
fn whole(place: &Place) -> (String, String) {
    let key = grow(&place.path("log"), (0..258).map(report).chain(decision(258, PLAN)).collect());
    let ledger = Ledger::open(&place.path("log"), keys::load(&place.path("log")).unwrap()).unwrap();
    ledger.publish_proof(&ledger.prove(260).unwrap()).unwrap();
    let skey = Cosigner::generate(&mut rand_core::OsRng, "w.example", Algorithm::Ed25519).unwrap();
    let witness = Cosigner::from_skey(&skey).unwrap();
    let head = ledger.checkpoint().unwrap();
    let line = witness.cosign(&SignedHead::parse(head.as_bytes()).unwrap(), 1_770_000_000).unwrap();
    std::fs::write(place.path("log/public/checkpoint.witnessed"), head.with_cosignatures(&[line])).unwrap();
    (key, format!("witness W {}\nquorum W\n", witness.key().vkey()))
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// What is done to a public folder.
type Spoil<'a> = &'a dyn Fn(&Path);

#[test]
fn verify_names_each_kind_of_damage_and_ends_with_1() {
    let place = Place::new();
    let (key, policy) = whole(&place);
    std::fs::write(place.path("policy"), policy).unwrap();
    let signer = keys::load(&place.path("log")).unwrap();
    let public = place.path("log/public");
    let flip = |file: &Path| {
        let mut bytes = std::fs::read(file).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        std::fs::write(file, bytes).unwrap();
    };
    let a_blob = |public: &Path| public.join("blob").join(hex(&sha256(PLAN.as_bytes())));
    let write = |public: &Path, name: &str, bytes: &[u8]| {
        std::fs::create_dir_all(public.join(name).parent().unwrap()).unwrap();
        std::fs::write(public.join(name), bytes).unwrap();
    };
    let stranger = Place::new();
    grow(&stranger.path("log"), vec![report(0)]);
    let strange_proof = {
        let ledger = Ledger::open(&stranger.path("log"), keys::load(&stranger.path("log")).unwrap()).unwrap();
        ledger.prove(0).unwrap().as_bytes().to_vec()
    };
    let damages: &[(&str, Spoil<'_>)] = &[
        ("checkpoint: is missing", &|p| std::fs::remove_file(p.join("checkpoint")).unwrap()),
        ("checkpoint: is not a signed note", &|p| write(p, "checkpoint", b"hello")),
        ("checkpoint: is not signed by", &|p| {
            write(p, "checkpoint", &std::fs::read(stranger.path("log/public/checkpoint")).unwrap())
        }),
        ("checkpoint: signs a root hash that does not follow from the entries", &|p| {
            write(p, "checkpoint", signer.sign(261, &[7; 32]).as_bytes());
        }),
        ("log.vkey: is not the key that this log is audited with", &|p| write(p, "log.vkey", b"hello")),
        ("checkpoint.witnessed: is missing: no witness vouches", &|p| {
            std::fs::remove_file(p.join("checkpoint.witnessed")).unwrap()
        }),
        ("checkpoint.witnessed: is not a signed note", &|p| write(p, "checkpoint.witnessed", b"hello")),
        ("checkpoint.witnessed: signs entries that are not the beginning", &|p| {
            write(p, "checkpoint.witnessed", signer.sign(5, &[7; 32]).as_bytes());
        }),
        ("checkpoint.witnessed: the policy's quorum is not reached", &|p| {
            std::fs::copy(p.join("checkpoint"), p.join("checkpoint.witnessed")).unwrap();
        }),
        ("tile/entries/001.p/5: is missing", &|p| std::fs::remove_file(p.join("tile/entries/001.p/5")).unwrap()),
        ("tile/entries/000: has entries that are not those that were signed", &|p| flip(&p.join("tile/entries/000"))),
        ("tile/entries/000: entry 0 of the bundle is cut off", &|p| write(p, "tile/entries/000", b"\x00\x09x")),
        ("tile/entries/000: has 1 entries instead of 256", &|p| write(p, "tile/entries/000", b"\x00\x01x")),
        ("tile/0/000: has hashes that are not those of the entries", &|p| flip(&p.join("tile/0/000"))),
        ("tile/0/000: has 5 bytes instead of 8192", &|p| write(p, "tile/0/000", b"hello")),
        ("tile/1/000.p/1: has hashes that do not follow from the entries", &|p| flip(&p.join("tile/1/000.p/1"))),
        ("tile/0/001.p/2: is not the beginning of what stands there now", &|p| write(p, "tile/0/001.p/2", &[9; 64])),
        ("tile/0/002.p/9: is ahead of the checkpoint", &|p| write(p, "tile/0/002.p/9", b"x")),
        ("is missing; entry 259 names it", &|p| std::fs::remove_file(a_blob(p)).unwrap()),
        ("has the SHA-256", &|p| flip(&a_blob(p))),
        ("is named by no entry under the checkpoint", &|p| write(p, &format!("blob/{}", hex(&sha256(b"x"))), b"x")),
        ("hello: is no file of this log", &|p| write(p, "hello", b"")),
        ("proof/260.tlog-proof: ", &|p| write(p, "proof/260.tlog-proof", b"hello")),
        ("proof/9.tlog-proof: is a proof for entry 0", &|p| write(p, "proof/9.tlog-proof", &strange_proof)),
        ("proof/0.tlog-proof: the proof's checkpoint is not signed by", &|p| {
            write(p, "proof/0.tlog-proof", &strange_proof)
        }),
    ];
    let words = |folder: &str| {
        let words = ["verify", folder, "--key", &key, "--policy"].map(str::to_owned);
        words.into_iter().chain([place.at("policy")]).collect::<Vec<_>>()
    };
    let verify = |folder: &str| run(&words(folder).iter().map(String::as_str).collect::<Vec<_>>());
    let (code, said) = verify(&place.at("log/public"));
    assert!(code == 0 && said.contains("all is as it should be: 261 entries, 1 decisions"), "{code} {said}");
    for (n, (expected, spoil)) in damages.iter().enumerate() {
        let spoilt = place.path(&format!("spoilt-{n}"));
        copy(&public, &spoilt);
        spoil(&spoilt);
        let (code, said) = verify(spoilt.to_str().unwrap());
        assert_eq!(code, 1, "{expected}: {said}");
        assert!(said.lines().any(|line| line.starts_with("wrong: ") && line.contains(expected)), "{expected}: {said}");
        assert!(!said.contains("panicked"), "{said}");
    }
    // What entries say is looked at, too.
    let unlawful = Place::new();
    let key = grow(
        &unlawful.path("log"),
        [vec![report(0)], decision(1, &PLAN.replace("level 0 0 0", "level 0 7 0"))].concat(),
    );
    let (code, said) = run(&["verify", &unlawful.at("log/public"), "--key", &key]);
    assert!(code == 1 && said.contains("entry 3: its plan is not lawful: "), "{code} {said}");
}

#[test]
fn the_verdict_is_the_exit_code_even_if_nobody_reads_what_is_said() {
    let place = Place::new();
    let key = grow(&place.path("log"), (0..3).map(report).collect());
    let deaf = |words: &[&str]| {
        let mut child = Command::new(PROGRAM).args(words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        drop(child.stdout.take());
        child.wait().unwrap().code().unwrap()
    };
    let public = place.at("log/public");
    assert_eq!(deaf(&["verify", &public, "--key", &key]), 0);
    assert_eq!(deaf(&["show", &public]), 0);
    std::fs::write(place.path("log/public/hello"), "").unwrap();
    assert_eq!(deaf(&["verify", &public, "--key", &key]), 1);
    assert_eq!(deaf(&["fsck", &place.at("log")]), 1);
    assert_eq!(deaf(&["monitor", &public, "--key", &key, "--state", &place.at("watch")]), 0);
    let lie = keys::load(&place.path("log")).unwrap().sign(3, &[1; 32]);
    std::fs::write(place.path("log/public/checkpoint"), lie.as_bytes()).unwrap();
    assert_eq!(deaf(&["monitor", &public, "--key", &key, "--state", &place.at("watch"), "--every", "1"]), 3);
}

#[test]
fn a_monitor_names_each_kind_of_breach_with_its_number() {
    let old = "2020-02-01T08:00:00Z";
    let look = |place: &Place, key: &str, more: &[&str]| {
        let (public, state) = (place.at("log/public"), place.at("watch"));
        let words = ["monitor", &public, "--key", key, "--state", &state, "--json"];
        let (code, line) = run(&[&words, more].concat());
        let line: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(line["exit"], code, "{line}");
        let kinds = line["found"].as_array().unwrap().iter().map(|found| found["kind"].as_str().unwrap().to_owned());
        // Nobody has signed these entries: the replay says so each time, and has tests of its own.
        let (unsigned, kinds): (Vec<_>, Vec<_>) = kinds.partition(|kind| kind == "replay");
        (if kinds.is_empty() && !unsigned.is_empty() { 0 } else { code }, kinds)
    };
    let found = |kind: &str| (1, vec![kind.to_owned()]);
    let words = |place: &Place, key: &str, said: &str| {
        let (code, text) = run(&["monitor", &place.at("log/public"), "--key", key, "--state", &place.at("watch")]);
        assert!(code > 0 && text.contains(said), "{code} {text}");
    };

    let place = Place::new();
    let key = grow(&place.path("log"), vec![report(0)]);
    assert_eq!(look(&place, &key, &[]), (0, vec![]));
    // An entry with a time of long ago that the look before did not see.
    grow(&place.path("log"), vec![step("P1-1", "picked", old)]);
    assert_eq!(look(&place, &key, &[]), found("merge-delay"));
    words(&place, &key, "An entry came out late 条目公开延迟 (entry 条目 1)");

    let place = Place::new();
    let key = grow(&place.path("log"), vec![step("P1-1", "shipped", old)]);
    assert_eq!(look(&place, &key, &[]), found("leg"));
    words(&place, &key, "Shipped and not received 已发运未签收");
    assert_eq!(look(&place, &key, &["--leg-hours", "9999999"]), (0, vec![]));

    let place = Place::new();
    let key =
        grow(&place.path("log"), [vec![report(0)], decision(1, &PLAN.replace("level 0 0 0", "level 0 7 0"))].concat());
    assert_eq!(look(&place, &key, &[]), found("decision"));
    words(&place, &key, "A decision is not lawful 决定不合规");

    let place = Place::new();
    let key = grow(&place.path("log"), (0..3).map(report).collect());
    let (code, said) = run(&["witness-key", "w.example", "--out", &place.at("w.skey")]);
    assert_eq!(code, 0, "{said}");
    let witness = said.split_whitespace().find(|word| word.starts_with("w.example+")).unwrap();
    std::fs::write(place.path("policy"), format!("witness W {witness}\nquorum W\n")).unwrap();
    assert_eq!(look(&place, &key, &["--policy", &place.at("policy")]), found("witnesses"));
    std::fs::rename(place.path("log/public/tile"), place.path("away")).unwrap();
    grow(&place.path("log"), vec![report(3)]);
    std::fs::remove_dir_all(place.path("log/public/tile")).unwrap();
    assert_eq!(look(&place, &key, &[]), found("damaged"));
    words(&place, &key, "Published files are missing or wrong 公开文件缺失或有误");
    let lie = keys::load(&place.path("log")).unwrap().sign(2, &[1; 32]);
    std::fs::write(place.path("log/public/checkpoint"), lie.as_bytes()).unwrap();
    assert_eq!(look(&place, &key, &[]), (3, vec!["contradiction".to_owned()]));
    words(&place, &key, "The log contradicts itself 日志自相矛盾");
}

#[test]
fn a_monitor_outlives_a_log_that_cannot_be_read_and_ends_with_3() {
    let place = Place::new();
    let key = grow(&place.path("log"), (0..3).map(report).collect());
    std::fs::rename(place.path("log/public"), place.path("log/away")).unwrap();
    let words = ["monitor", &place.at("log/public"), "--key", &key, "--state", &place.at("watch"), "--every", "1"];
    let mut child = Command::new(PROGRAM).args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (stdout, stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let mut running = Running(child);
    let mut complaints = BufReader::new(stderr).lines();
    let complaint = complaints.next().unwrap().unwrap();
    assert!(complaint.contains("there is no such folder; looking again"), "{complaint}");
    std::fs::rename(place.path("log/away"), place.path("log/public")).unwrap();
    let mut lines = BufReader::new(stdout).lines();
    let line = lines.next().unwrap().unwrap();
    assert!(line.contains("all is well 一切正常: 3 entries"), "{line}");
    let lie = keys::load(&place.path("log")).unwrap().sign(3, &[1; 32]);
    std::fs::write(place.path("new"), lie.as_bytes()).unwrap();
    std::fs::rename(place.path("new"), place.path("log/public/checkpoint")).unwrap();
    assert!(lines.map_while(Result::ok).any(|line| line.contains("日志自相矛盾")));
    assert_eq!(running.0.wait().unwrap().code(), Some(3));
}

#[test]
fn a_mirror_that_somebody_else_keeps_or_whose_log_is_damaged_says_so() {
    let place = Place::new();
    let key = grow(&place.path("log"), (0..3).map(report).collect());
    let (public, copied) = (place.at("log/public"), place.at("copy"));
    let words = ["mirror", &public, &copied, "--key", &key];
    let log = keys::load(&place.path("log")).unwrap();
    let held = Mirror::open(&place.path("copy"), log.verifier()).unwrap();
    let (code, said) = run(&words);
    assert!(code == 2 && said.contains("in use by another mirror or monitor"), "{code} {said}");
    drop(held);
    assert_eq!(run(&words).0, 0);
    for (name, says) in
        [("checkpoint", "checkpoint is missing"), ("tile/entries/000.p/4", "tile/entries/000.p/4 is missing")]
    {
        grow(&place.path("log"), Vec::new());
        let _ = grow(&place.path("log"), if name == "checkpoint" { Vec::new() } else { vec![report(3)] });
        std::fs::remove_file(place.path("log/public").join(name)).unwrap();
        let (code, said) = run(&words);
        assert!(code == 1 && said.contains(says) && said.contains("the copy stays as it was"), "{code} {said}");
    }
    grow(&place.path("log"), Vec::new());
    let lie = log.sign(9, &[1; 32]);
    std::fs::write(place.path("log/public/checkpoint"), lie.as_bytes()).unwrap();
    let (code, said) = run(&words);
    assert!(code == 1 && said.contains("wrong: "), "{code} {said}");
    assert_eq!(run(&["verify", &place.at("copy/public"), "--key", &key]).0, 0);
}

#[test]
fn a_ledger_s_folder_is_checked_and_adopted_by_the_program() {
    let place = Place::new();
    let dir = place.path("log");
    grow(&dir, (0..3).map(report).collect());
    assert_eq!(run(&["fsck", &place.at("log")]).0, 0);
    let lie = keys::load(&dir).unwrap().sign(3, &[1; 32]);
    let good = std::fs::read(dir.join("public/checkpoint")).unwrap();
    std::fs::write(dir.join("public/checkpoint"), lie.as_bytes()).unwrap();
    let (code, said) = run(&["fsck", &place.at("log")]);
    assert!(
        code == 1 && said.contains("public/checkpoint: signs 3 entries that are not the journal's first 3"),
        "{said}"
    );
    std::fs::write(dir.join("public/checkpoint"), good).unwrap();
    // A copy signs nothing before it was adopted with the newest head that anybody has.
    copy(&dir, &place.path("copied"));
    let only_owner = |name: &str| {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(place.path(name), std::fs::Permissions::from_mode(0o600)).unwrap();
    };
    only_owner("copied/keys/log.skey");
    assert!(Ledger::open(&place.path("copied"), keys::load(&place.path("copied")).unwrap()).is_err());
    std::fs::write(place.path("hello"), "hello").unwrap();
    let (code, said) = run(&["adopt", &place.at("copied"), "--seen", &place.at("hello")]);
    assert!(code == 2 && said.contains("is not a signed note"), "{code} {said}");
    let (code, said) = run(&["adopt", &place.at("copied"), "--seen", &place.at("log/public/checkpoint")]);
    assert!(code == 0 && said.contains("the log goes on in"), "{code} {said}");
    assert!(Ledger::open(&place.path("copied"), keys::load(&place.path("copied")).unwrap()).is_ok());
}
