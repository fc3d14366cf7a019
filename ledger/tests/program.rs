//! The auditor's program: words in, sentences and exit codes out.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use yicang_tlog::{Leaf, LogVerifier, UnverifiedProof, hex, leaf_hash, sha256};
use yicang_writer::{Ledger, Record, keys};

/// Runs the program; answers its exit code and all that it printed.
fn run(words: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_yicang-ledger")).args(words).env("COLUMNS", "60").output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

fn records() -> Vec<Record> {
    let report = |n: u64| Leaf::new("report").with("id", n).with("item", "口罩 masks").with("quantity", 12_000 + n);
    // The seed of the first decision's draw is the root over the first entry.
    let seed = hex(&leaf_hash(&report(0).to_bytes()));
    let situation = format!("yicang-situation 2\nnow 2020-02-01T08:00:00Z\nseed {seed}\n");
    let texts = [
        situation.as_str(),
        "yicang-policy 1\nname test\nfirst-level units\nclass routine 1\n",
        "yicang-plan 2\nsecond-level minutes\nlevel 0 0 0\ncost 0\n",
    ];
    let roles = ["situation", "policy", "plan"];
    let new = |kind: &str| Leaf::new(kind).with("time", "2020-02-01T08:00:00Z");
    let by = |leaf: Leaf, command: u8| leaf.with("coordinator", "C").with("command-sha256", hex(&[command; 32]));
    let with_texts = |leaf: Leaf| {
        let leaf = roles.iter().zip(texts).fold(leaf, |leaf, (role, t)| leaf.with_blob(role, &sha256(t.as_bytes())));
        let blobs = texts.map(|text| text.as_bytes().to_vec()).to_vec();
        Record { leaf: leaf.to_bytes(), body: vec![], blobs }
    };
    let enrolment = new("enrolment").with("agent", "C").with("key", hex(&[1; 32])).with("coordinator", "yes");
    let plain = (0..298).map(|n| report(n).to_bytes()).chain([enrolment.to_bytes()]);
    let mut records: Vec<Record> = plain.map(|leaf| Record { leaf, ..Record::default() }).collect();
    records.push(with_texts(by(new("plan").with("plan", "P299").with("policy-name", "test"), 1)));
    records.push(with_texts(by(new("decision").with("plan", "P299").with("orders", 0), 2)));
    records
}

/// What is said of these entries, which nobody has signed.
const NOTES: &str = "\
note: the log: contains 1 plan of earlier programs: not checked: whether it follows from what was reported
note: the log: contains 2 commands of version 1: not checked: the signature, which they do not show
note: the log: contains 298 entries of kinds that this program does not know: not checked
";

/// A log of 301 entries; the last is a decision, with a published proof.
fn log(dir: &Path) -> String {
    let signer = keys::create(dir, "yicang.example/log").unwrap();
    let vkey = signer.verifier().vkey().to_owned();
    let mut ledger = Ledger::open(dir, signer).unwrap();
    assert!(ledger.append(vec![records()])[0].is_ok());
    ledger.publish().unwrap();
    ledger.publish_proof(&ledger.prove(300).unwrap()).unwrap();
    vkey
}

/// A log that the program wrote when plans had version 1: two decisions, the second of items that share lanes.
#[test]
fn a_log_of_old_is_verified_and_what_its_plans_do_not_prove_is_said() {
    let public = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/log-of-version-1");
    let (code, text) = run(&["verify", public, "--key", &format!("{public}/log.vkey")]);
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains("entry 19: MASK, WATER: counted by the old rule, which does not prove class order"),
        "{text}"
    );
    assert!(!text.contains("entry 10:"), "items alone are proven by the old rule, too: {text}");
    assert!(text.contains("no fault found, but see the 4 remarks above: 22 entries, 2 decisions"), "{text}");
}

#[test]
fn a_new_log_is_made_once_and_verifies() {
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("data");
    let place = place.to_str().unwrap();
    let (code, text) = run(&["init", place, "--origin", "yicang.example/log"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("yicang.example/log+"), "{text}");
    let key = format!("{place}/public/log.vkey");
    let (code, text) = run(&["verify", &format!("{place}/public"), "--key", &key]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("no fault found: 0 entries, 0 decisions, 2 files"), "{text}");
    assert_eq!(run(&["fsck", place]).0, 0);
    let (code, text) = run(&["init", place, "--origin", "yicang.example/log"]);
    assert!(code == 2 && text.contains("is there already"), "{text}");
    let (code, text) = run(&["init", &format!("{place}2"), "--origin", "my log"]);
    assert!(code == 2 && text.contains("no white space"), "{text}");
}

#[test]
fn verify_says_what_is_wrong_and_where() {
    let dir = tempfile::tempdir().unwrap();
    let vkey = log(dir.path());
    let public = dir.path().join("public");
    let place = public.to_str().unwrap();
    let (code, text) = run(&["verify", place, "--key", &vkey]);
    assert_eq!(
        (code, text.as_str()),
        (
            0,
            &*format!(
                "{NOTES}yicang.example/log: no fault found, but see the 3 remarks above: 301 entries, 1 decision, 11 files.\n"
            )
        )
    );
    let tile = public.join("tile/0/000");
    let mut bytes = std::fs::read(&tile).unwrap();
    bytes[4000] ^= 1;
    std::fs::write(&tile, bytes).unwrap();
    std::fs::write(public.join("checkpoint~"), "").unwrap();
    let (code, text) = run(&["verify", place, "--key", &vkey]);
    assert_eq!(
        (code, text.as_str()),
        (
            1,
            &*format!(
                "wrong: checkpoint~: is no file of this log; take it away if you know what it is\n\
             wrong: tile/0/000: has hashes that are not those of the entries\n\
             {NOTES}yicang.example/log: 2 things are wrong, see above: 301 entries, 1 decision, 11 files.\n"
            )
        )
    );
    // fsck sees the same, from the inside.
    let (code, text) = run(&["fsck", dir.path().to_str().unwrap()]);
    assert!(code == 1 && text.contains("wrong: tile/0/000:") && text.contains("301 records, 301 public"), "{text}");
    // A start of the ledger makes right what is its own.
    drop(Ledger::open(dir.path(), keys::load(dir.path()).unwrap()).unwrap());
    let (code, text) = run(&["verify", place, "--key", &vkey]);
    assert!(code == 1 && text.matches("wrong: ").count() == 1, "{text}");
}

#[test]
fn what_cannot_be_read_is_said_in_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let vkey = log(dir.path());
    let (place, public) = (dir.path().to_str().unwrap(), dir.path().join("public"));
    let public = public.to_str().unwrap();
    for (words, says) in [
        (vec!["verify", "nowhere", "--key", &vkey], "there is no such folder"),
        (vec!["verify", public, "--key", "nowhere"], "neither a file that can be read nor a log's public key"),
        (vec!["verify", public, "--key", "a+b"], "a log's public key is written"),
        (vec!["verify", public], "--key"),
        (vec!["prove", place, "301", "--out", "x"], "there is no entry 301: the log has 301"),
        (vec!["prove", place, "--leaf", "00", "--out", "x"], "64 hexadecimal digits"),
        (vec!["prove", place, "--leaf", &hex(&[0; 32]), "--out", "x"], "no entry has this leaf hash"),
        (vec!["prove", place, "--out", "x"], "INDEX"),
        (vec!["show", place, "301"], "there is no entry 301"),
        (vec!["fsck", public], "is not there"),
        (vec!["verify", "http://127.0.0.1:1/", "--key", &vkey], "cannot be read"),
        (vec!["frobnicate"], "frobnicate"),
    ] {
        let (code, text) = run(&words);
        assert!(code == 2 && text.contains(says), "{words:?}: {code} {text}");
        assert!(!text.contains("panicked") && !text.contains("Err("), "{text}");
    }
    assert_eq!(run(&["--help"]).0, 0);
    assert_eq!(run(&["--version"]).0, 0);
    // A running ledger is not disturbed.
    let running = Ledger::open(dir.path(), keys::load(dir.path()).unwrap()).unwrap();
    let (code, text) = run(&["fsck", place]);
    assert!(code == 2 && text.contains("in use by another process"), "{text}");
    assert_eq!(run(&["verify", public, "--key", &vkey]).0, 0);
    drop(running);
}

#[test]
fn a_proof_is_written_for_a_number_or_a_leaf_hash() {
    let dir = tempfile::tempdir().unwrap();
    let vkey = log(dir.path());
    let (place, public) = (dir.path().to_str().unwrap(), dir.path().join("public"));
    let out = dir.path().join("a.tlog-proof");
    let file = out.to_str().unwrap();
    let entry = &records()[77].leaf;
    let by_leaf = hex(&leaf_hash(entry));
    let running = Ledger::open(dir.path(), keys::load(dir.path()).unwrap()).unwrap();
    let beside_a_running_ledger = [vec!["prove", place, "--leaf", &by_leaf, "--out", file]];
    let words = [
        vec!["prove", place, "77", "--out", file],
        vec!["prove", public.to_str().unwrap(), "77", "--out", file, "--key", &vkey],
        vec!["prove", place, "--leaf", &by_leaf, "--out", file],
        vec!["prove", public.to_str().unwrap(), "--leaf", &by_leaf, "--out", file],
    ];
    let check = |words: &[&str]| {
        let (code, text) = run(words);
        assert_eq!(code, 0, "{words:?}: {text}");
        assert!(
            text.ends_with("proves that entry 77 is among the 301 that yicang.example/log has signed.\n"),
            "{text}"
        );
        let proof = UnverifiedProof::parse(&std::fs::read(&out).unwrap()).unwrap();
        proof.verify(&LogVerifier::from_vkey(&vkey).unwrap(), entry).unwrap();
        std::fs::remove_file(&out).unwrap();
    };
    beside_a_running_ledger.iter().for_each(|words| check(words));
    drop(running);
    words.iter().for_each(|words| check(words));
}

#[test]
fn show_fits_the_terminal_and_shows_one_entry_in_full() {
    let dir = tempfile::tempdir().unwrap();
    log(dir.path());
    let place = dir.path().to_str().unwrap();
    let (code, text) = run(&["show", place]);
    assert_eq!(code, 0);
    assert_eq!(text.lines().count(), 302);
    assert_eq!(text.lines().nth(8), Some("      7  report       id 7 · item 口罩 masks · quantity 120…"));
    let (code, text) = run(&["show", place, "300"]);
    assert_eq!(code, 0);
    assert!(text.starts_with("entry 300 of yicang.example/log, proven under the checkpoint of 301\n"), "{text}");
    assert!(
        text.contains("decision\n  time           2020-02-01T08:00:00Z\n  plan           P299\n  orders         0\n"),
        "{text}"
    );
    let bundle = dir.path().join("public/tile/entries/001.p/45");
    let mut bytes = std::fs::read(&bundle).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(bundle, bytes).unwrap();
    let (code, text) = run(&["show", place, "300"]);
    assert!(code == 1 && text.contains("not to be trusted"), "{text}");
    let (code, text) = run(&["show", place]);
    assert!(code == 1 && text.contains("not those that were signed"), "{text}");
}

#[test]
fn a_log_behind_a_web_server_verifies_too() {
    let dir = tempfile::tempdir().unwrap();
    let vkey = log(dir.path());
    let public = dir.path().join("public");
    let address = serve(&public);
    let (code, text) = run(&["verify", &address, "--key", &vkey]);
    assert_eq!(
        (code, text.as_str()),
        (
            0,
            &*format!(
                "{NOTES}yicang.example/log: no fault found, but see the 3 remarks above: 301 entries, 1 decision, 11 files.\n"
            )
        )
    );
    let out = dir.path().join("a.tlog-proof");
    assert_eq!(run(&["prove", &format!("{address}/"), "5", "--out", out.to_str().unwrap()]).0, 0);
    std::fs::remove_file(public.join("tile/1/000.p/1")).unwrap();
    let (code, text) = run(&["verify", &address, "--key", &vkey]);
    assert!(code == 1 && text.starts_with("wrong: tile/1/000.p/1: is missing\n"), "{text}");
    std::fs::remove_file(public.join("log.vkey")).unwrap();
    std::fs::create_dir(public.join("log.vkey")).unwrap();
    let (code, text) = run(&["verify", &address, "--key", &vkey]);
    assert!(code == 2 && text.contains("status 500"), "{text}");
}

/// The least of a web server: one request a connection, files of one folder.
fn serve(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let folder = folder.to_owned();
    std::thread::spawn(move || listener.incoming().for_each(|stream| answer(stream.unwrap(), &folder)));
    address
}

fn answer(mut stream: TcpStream, folder: &Path) {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
        request.push(byte[0]);
    }
    let request = String::from_utf8(request).unwrap();
    let Some(path) = request.split(' ').nth(1) else { return };
    let (status, body) = match std::fs::read(folder.join(path.trim_start_matches('/'))) {
        Ok(body) => ("200 OK", body),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => ("404 Not Found", vec![]),
        Err(_) => ("500 Internal Server Error", vec![]),
    };
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(&[head.as_bytes(), &body].concat()).unwrap();
}

/// Documents and scripts of before name verbs and flags by their old names.
#[test]
fn old_names_of_verbs_and_flags_work_and_are_not_shown() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (log, key, policy, copy) = (at("log"), at("log/public/log.vkey"), at("policy"), at("copied"));
    assert_eq!(run(&["init", &log, "--origin", "log.example/names"]).0, 0);
    std::fs::write(&policy, "quorum none\n").unwrap();
    assert_eq!(run(&["verify", &at("log/public"), "--key", &key, "--policy", &policy]).0, 0);
    let (code, text) = run(&["next-key", &log]);
    assert!(code == 0 && text.contains("log.example/names+"), "{text}");
    let (code, text) = run(&["judge", &at("none"), "--key", &key, "--policy", &policy]);
    assert!(code == 2 && text.contains("there is no file"), "{text}");
    let (code, text) = run(&["open", &at("none"), "--public", &at("log/public"), "--key", &key]);
    assert!(code == 2 && text.contains("there is no file"), "{text}");
    std::fs::rename(&log, &copy).unwrap();
    assert_eq!(run(&["adopt", &copy, "--moved"]).0, 0);
    let help = run(&["--help"]).1;
    for old in ["judge", "open", "next-key", "state-key", "rotate", "publish-keys"] {
        let is_shown = help.lines().any(|line| line.trim_start().split(' ').next() == Some(old));
        assert!(!is_shown, "{old} is shown:\n{help}");
        assert_eq!(run(&[old, "--help"]).0, 0, "{old}");
    }
    assert!(!run(&["verify", "--help"]).1.contains("--policy"));
}
