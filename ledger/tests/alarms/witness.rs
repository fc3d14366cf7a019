//! The witness's alarms and ends.

use super::{LOG, PROGRAM, Place, Running, run};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{ChildStderr, Command, Stdio};
use yicang_tlog::{AddCheckpoint, CheckpointSigner, Tree, hex, sha256};

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
        assert!(said.contains(&format!("ALARM {kind}: {LOG}: ")), "{kind}: {said}");
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
