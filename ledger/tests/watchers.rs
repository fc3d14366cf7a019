//! The verbs of those who watch a log, as the README tells them: real processes, real sockets.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use yicang_tlog::{AddCheckpoint, Leaf};
use yicang_writer::{Ledger, Record, keys};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-ledger");

fn run(words: &[&str]) -> (i32, String) {
    let output = Command::new(PROGRAM).args(words).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[track_caller]
fn good(words: &[&str]) -> String {
    let (code, text) = run(words);
    assert_eq!(code, 0, "{words:?}: {text}");
    text
}

/// The public key that a verb printed.
fn vkey(text: &str) -> String {
    text.split_whitespace().find(|word| word.matches('+').count() >= 2).unwrap().to_owned()
}

fn grow(dir: &Path, to: u64) -> String {
    let signer = keys::load(dir).or_else(|_| keys::create(dir, "log.example/a")).unwrap();
    let mut ledger = Ledger::open(dir, signer).unwrap();
    let report = |n| Record { leaf: Leaf::new("report").with("id", n).to_bytes(), ..Record::default() };
    let records = (ledger.next()..to).map(report).collect();
    assert!(ledger.append(vec![records])[0].is_ok());
    ledger.publish().unwrap();
    ledger.verifier().vkey().to_owned()
}

/// Serves a folder as any web server does.
fn serve(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let folder = folder.to_owned();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let first = lines.next().unwrap().unwrap();
            lines.find(|line| line.as_ref().is_ok_and(String::is_empty));
            let path = first.split(' ').nth(1).unwrap().trim_start_matches('/').to_owned();
            let mut stream = stream;
            let (status, body) = match std::fs::read(folder.join(path)) {
                Ok(body) => ("200 OK", body),
                Err(_) => ("404 Not Found", Vec::new()),
            };
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            stream.write_all(&[head.as_bytes(), &body].concat()).unwrap();
        }
    });
    format!("http://{address}")
}

#[test]
fn a_mirror_and_a_monitor_follow_a_log_on_the_web() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let key = grow(&dir.path().join("log"), 300);
    let web = serve(&dir.path().join("log/public"));
    let said = good(&["mirror", &web, &at("copy"), "--key", &key]);
    assert!(said.contains("300 entries verified, 300 of them new"), "{said}");
    grow(&dir.path().join("log"), 700);
    let said = good(&["mirror", &web, &at("copy"), "--key", &key]);
    assert!(said.contains("700 entries verified, 400 of them new"), "{said}");
    good(&["verify", &at("copy/public"), "--key", &key]);
    // The copy is served and followed like the first.
    let second = serve(&dir.path().join("copy/public"));
    let said = good(&["monitor", &second, "--key", &key, "--state", &at("watch"), "--once", "--json"]);
    assert!(said.starts_with('{') && said.contains("\"size\":700") && said.lines().count() == 1, "{said}");
    let said = good(&["monitor", &at("copy/public"), "--key", &key, "--state", &at("watch")]);
    assert!(said.contains("all is well: 700 entries"), "{said}");
    // A policy that nobody satisfies, and a fork.
    let w = vkey(&good(&["witness-key", "w.example", "--out", &at("w.skey")]));
    std::fs::write(at("policy"), format!("witness W {w}\nquorum W\n")).unwrap();
    let (code, said) =
        run(&["monitor", &web, "--key", &key, "--state", &at("watch"), "--witness-policy", &at("policy")]);
    assert!(code == 1 && said.contains("Witnesses do not vouch"), "{code} {said}");
    let (code, said) = run(&["verify", &at("copy/public"), "--key", &key, "--witness-policy", &at("policy")]);
    assert!(code == 1 && said.contains("no witness vouches"), "{code} {said}");
    let lie = keys::load(&dir.path().join("log")).unwrap().sign(700, &[1; 32]);
    std::fs::write(at("log/public/checkpoint"), lie.as_bytes()).unwrap();
    let (code, said) = run(&["monitor", &web, "--key", &key, "--state", &at("watch")]);
    assert!(code == 3 && said.contains("The log contradicts itself"), "{code} {said}");
    let (code, said) = run(&["mirror", &web, &at("copy"), "--key", &key]);
    assert!(code == 1 && said.contains("two different trees of 700"), "{code} {said}");
    good(&["verify", &at("copy/public"), "--key", &key]);
    assert_eq!(run(&["mirror", "http://127.0.0.1:9", &at("copy"), "--key", &key]).0, 2);
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a witness; answers with the process and its address.
fn witness(key: &str, log: &str, state: &str) -> (Running, String) {
    let words = ["witness", "--key", key, "--log", log, "--state", state, "--listen", "127.0.0.1:0"];
    let mut child = Command::new(PROGRAM).args(words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address =
        lines.by_ref().flatten().find_map(|line| line.strip_prefix("at http://")?.split('/').next().map(str::to_owned));
    (Running(child), address.unwrap())
}

fn ask(address: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_witness_that_is_killed_knows_what_it_cosigned() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let log = grow(&dir.path().join("log"), 3);
    let key = vkey(&good(&["witness-key", "w.example", "--out", &at("w.skey"), "--algorithm", "ml-dsa-44"]));
    assert!(key.starts_with("w.example+"));
    assert_eq!(run(&["witness-key", "w.example", "--out", &at("w.skey")]).0, 2);
    let checkpoint = std::fs::read(at("log/public/checkpoint")).unwrap();
    let body = AddCheckpoint { old: 0, proof: vec![], checkpoint }.to_bytes();
    let (first, address) = witness(&at("w.skey"), &log, &at("state"));
    let said = ask(&address, &body);
    assert!(said.starts_with("HTTP/1.1 200 ") && said.contains("\u{2014} w.example "), "{said}");
    // Killed, as by a power switch.
    drop(first);
    let (_second, address) = witness(&at("w.skey"), &log, &at("state"));
    let said = ask(&address, &body);
    assert!(
        said.starts_with("HTTP/1.1 409 ") && said.contains("text/x.tlog.size") && said.ends_with("\r\n\r\n3\n"),
        "{said}"
    );
    // Two processes could cosign two histories.
    let (code, said) =
        run(&["witness", "--key", &at("w.skey"), "--log", &log, "--state", &at("state"), "--listen", "127.0.0.1:0"]);
    assert!(code == 2 && said.contains("in use by another witness"), "{code} {said}");
}

#[test]
fn a_key_that_others_can_read_is_refused_with_what_to_do_and_never_printed() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let log = grow(&dir.path().join("log"), 1);
    good(&["witness-key", "w.example", "--out", &at("w.skey")]);
    let secret = std::fs::read_to_string(at("w.skey")).unwrap();
    let secret = secret.trim().splitn(5, '+').nth(4).unwrap().to_owned();
    let words = ["witness", "--key", &at("w.skey"), "--log", &log, "--state", &at("state"), "--listen", "127.0.0.1:0"];
    std::fs::set_permissions(at("w.skey"), std::fs::Permissions::from_mode(0o644)).unwrap();
    let (code, said) = run(&words);
    assert!(code == 2 && said.contains(&format!("chmod 600 {}", at("w.skey"))), "{code} {said}");
    // A typing error in a secret is told without the secret.
    std::fs::remove_file(at("w.skey")).unwrap();
    let broken = format!("PRIVATE+KEY+w.example+00000000+{secret}");
    yicang_writer::keys::write_secret(Path::new(&at("w.skey")), &broken).unwrap();
    let (code, said) = run(&words);
    assert!(code == 2 && said.contains("w.skey") && !said.contains(&secret[2..20]), "{code} {said}");
    let skey = std::fs::read_to_string(at("log/keys/log.skey")).unwrap();
    let shown = format!("{:?}", keys::load(&dir.path().join("log")).unwrap());
    let secret = skey.trim().splitn(5, '+').nth(4).unwrap();
    assert!(!shown.contains(&secret[2..20]) && shown.contains("secret"), "{shown}");
}

#[test]
fn a_log_changes_its_key_by_the_root_s_word_and_is_followed_by_it() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let old = grow(&dir.path().join("log"), 5);
    let root = vkey(&good(&["root-key", "log.example/root", "--out", &at("root.skey")]));
    let new = vkey(&good(&["log-key", "prepare", &at("log")]));
    let state = |key: &str, from: &str, until: Option<&str>, out: &str| {
        let mut words = vec!["log-key", "certify", "--root", "ROOT", "--key", key, "--from", from, "--out", "OUT"];
        let (root, out) = (at("root.skey"), at(out));
        words[3] = &root;
        words[9] = &out;
        until.iter().for_each(|until| words.extend(["--until", until]));
        good(&words);
        out.clone()
    };
    let (first, second) = (state(&old, "0", Some("6"), "old.note"), state(&new, "5", None, "new.note"));
    let words = ["log-key", "activate", &at("log"), "--root", &root, "--statement", &first, "--statement", &second];
    assert!(good(&words).contains(&new));
    grow(&dir.path().join("log"), 8);
    let public = at("log/public");
    good(&["verify", &public, "--root", &root]);
    good(&["verify", &public, "--key", &new]);
    assert_eq!(run(&["verify", &public, "--key", &old]).0, 1);
    // A mirror and a monitor that know the root follow the next change, too; who knows one key only does not.
    let (copy, watch) = (at("copy"), at("watch"));
    let mirror = ["mirror", &public, &copy, "--root", &root];
    let monitor = ["monitor", &public, "--state", &watch, "--once", "--root", &root];
    assert!(good(&mirror).contains("8 entries verified"));
    assert!(good(&monitor).contains("log.example/a: all is well"));
    let newest = vkey(&good(&["log-key", "prepare", &at("log")]));
    let (second, third) = (state(&new, "5", Some("8"), "ended.note"), state(&newest, "8", None, "newest.note"));
    good(&["log-key", "activate", &at("log"), "--root", &root, "--statement", &second, "--statement", &third]);
    // Who has seen a statement is not shown a folder without it: it may be the one that revokes a key.
    let whole = std::fs::read(at("log/public/log.keys")).unwrap();
    good(&mirror);
    let first_two = whole.len() / 2;
    std::fs::write(at("log/public/log.keys"), &whole[first_two..]).unwrap();
    let (code, said) = run(&mirror);
    assert!(code == 1 && said.contains("one was taken back"), "{code} {said}");
    std::fs::write(at("log/public/log.keys"), &whole).unwrap();
    // The same tree, signed anew; then a larger one.
    good(&mirror);
    let of_copy = || vkey(&std::fs::read_to_string(at("copy/public/log.vkey")).unwrap());
    assert_eq!(of_copy(), newest);
    good(&["verify", &at("copy/public"), "--root", &root]);
    grow(&dir.path().join("log"), 9);
    assert!(good(&mirror).contains("9 entries verified, 1 of them new"));
    assert!(good(&monitor).contains("9 entries"));
    good(&["verify", &at("copy/public"), "--key", &newest]);
    let (code, said) = run(&["mirror", &public, &at("other"), "--key", &new]);
    assert!(code == 1 && said.contains("is not signed by"), "{code} {said}");
    // Another root's word counts for nothing, nor does a changed one, nor a key that was revoked.
    let other = vkey(&good(&["root-key", "log.example/root", "--out", &at("other.skey")]));
    let (code, said) = run(&["verify", &public, "--root", &other]);
    assert!(code == 1 && said.contains("not signed by the root key"), "{code} {said}");
    let (code, said) = run(&["show", &public, "--root", &root]);
    assert!(code == 0 && said.contains("9 entries"), "{code} {said}");
    // A statement by itself: an end that is still to come is published, one that has passed would leave no reader.
    let later = state(&newest, "8", Some("99"), "later.note");
    let publish = |statement: &str| run(&["log-key", "publish", &at("log"), "--root", &root, "--statement", statement]);
    let (code, said) = publish(&later);
    assert!(code == 0 && said.contains("from 8 entries, up to 99"), "{code} {said}");
    good(&mirror);
    let passed = state(&newest, "8", Some("8"), "passed.note");
    let (code, said) = publish(&passed);
    assert!(code == 2 && said.contains("after these statements the checkpoint"), "{code} {said}");
    let revoked = state(&newest, "8", Some("8"), "revoked.note");
    let all = [std::fs::read(at("log/public/log.keys")).unwrap(), std::fs::read(revoked).unwrap()].concat();
    std::fs::write(at("log/public/log.keys"), all).unwrap();
    let (code, said) = run(&["verify", &public, "--root", &root]);
    assert!(code == 1 && said.contains("not signed by a key that the root key names for 9 entries"), "{code} {said}");
    let (code, said) = run(&mirror);
    assert!(code == 1 && said.contains("not signed by a key that the root key names for 9 entries"), "{code} {said}");
    assert_eq!(run(&monitor).0, 1);
    good(&["verify", &at("copy/public"), "--key", &newest]);
    // A run that was broken off behind statements that revoke the key of the copy's own head: the next one goes on.
    let last = vkey(&good(&["log-key", "prepare", &at("log")]));
    let fourth = state(&last, "9", None, "last.note");
    let all = [std::fs::read(at("log/public/log.keys")).unwrap(), std::fs::read(&fourth).unwrap()].concat();
    std::fs::write(at("log/public/log.keys"), &all).unwrap();
    good(&["log-key", "activate", &at("log"), "--root", &root, "--statement", &fourth]);
    std::fs::copy(at("log/public/log.keys"), at("copy/public/log.keys")).unwrap();
    assert_eq!(run(&["verify", &at("copy/public"), "--root", &root]).0, 1);
    good(&mirror);
    good(&["verify", &at("copy/public"), "--root", &root]);
    std::fs::remove_file(at("log/public/log.keys")).unwrap();
    let (code, said) = run(&mirror);
    assert!(code == 1 && said.contains("log.keys is missing"), "{code} {said}");
}
