//! What `verify`, `monitor`, `mirror`, `fsck` and `adopt` find and how they end.

use super::{LOG, PROGRAM, Place, Running, run};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use yicang_auditor::mirror::Mirror;
use yicang_tlog::{Algorithm, Cosigner, Leaf, SignedHead, hex, leaf_hash, sha256};
use yicang_writer::{Ledger, Record, keys};

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
        ("tile/entries/000: has 1 entry instead of 256", &|p| write(p, "tile/entries/000", b"\x00\x01x")),
        ("tile/0/000: has hashes that are not those of the entries", &|p| flip(&p.join("tile/0/000"))),
        ("tile/0/000: has 5 bytes instead of 8192", &|p| write(p, "tile/0/000", b"hello")),
        ("tile/1/000.p/1: has hashes that do not follow from the entries", &|p| flip(&p.join("tile/1/000.p/1"))),
        ("tile/0/001.p/2: is not the beginning of the file that replaced it", &|p| {
            write(p, "tile/0/001.p/2", &[9; 64])
        }),
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
        let words = ["verify", folder, "--key", &key, "--witness-policy"].map(str::to_owned);
        words.into_iter().chain([place.at("policy")]).collect::<Vec<_>>()
    };
    let verify = |folder: &str| run(&words(folder).iter().map(String::as_str).collect::<Vec<_>>());
    let (code, said) = verify(&place.at("log/public"));
    assert!(
        code == 0 && said.contains("no fault found, but see the 4 remarks above: 261 entries, 1 decision,"),
        "{code} {said}"
    );
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
    words(&place, &key, "An entry came out late (entry 1): ");

    let place = Place::new();
    let key = grow(&place.path("log"), vec![step("P1-1", "shipped", old)]);
    assert_eq!(look(&place, &key, &[]), found("leg"));
    words(&place, &key, "Shipped and not received");
    assert_eq!(look(&place, &key, &["--leg-hours", "9999999"]), (0, vec![]));

    let place = Place::new();
    let key =
        grow(&place.path("log"), [vec![report(0)], decision(1, &PLAN.replace("level 0 0 0", "level 0 7 0"))].concat());
    assert_eq!(look(&place, &key, &[]), found("decision"));
    words(&place, &key, "A decision is not lawful");

    let place = Place::new();
    let key = grow(&place.path("log"), (0..3).map(report).collect());
    let (code, said) = run(&["witness-key", "w.example", "--out", &place.at("w.skey")]);
    assert_eq!(code, 0, "{said}");
    let witness = said.split_whitespace().find(|word| word.starts_with("w.example+")).unwrap();
    std::fs::write(place.path("policy"), format!("witness W {witness}\nquorum W\n")).unwrap();
    assert_eq!(look(&place, &key, &["--witness-policy", &place.at("policy")]), found("witnesses"));
    std::fs::rename(place.path("log/public/tile"), place.path("away")).unwrap();
    grow(&place.path("log"), vec![report(3)]);
    std::fs::remove_dir_all(place.path("log/public/tile")).unwrap();
    assert_eq!(look(&place, &key, &[]), found("damaged"));
    words(&place, &key, "Published files are missing or wrong");
    let lie = keys::load(&place.path("log")).unwrap().sign(2, &[1; 32]);
    std::fs::write(place.path("log/public/checkpoint"), lie.as_bytes()).unwrap();
    assert_eq!(look(&place, &key, &[]), (3, vec!["contradiction".to_owned()]));
    words(&place, &key, "The log contradicts itself");
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
    assert!(line.contains("all is well: 3 entries"), "{line}");
    let lie = keys::load(&place.path("log")).unwrap().sign(3, &[1; 32]);
    std::fs::write(place.path("new"), lie.as_bytes()).unwrap();
    std::fs::rename(place.path("new"), place.path("log/public/checkpoint")).unwrap();
    assert!(lines.map_while(Result::ok).any(|line| line.contains("The log contradicts itself")));
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
    let (code, said) = run(&["adopt", &place.at("copied"), "--newest-checkpoint", &place.at("hello")]);
    assert!(code == 2 && said.contains("is not a signed note"), "{code} {said}");
    let (code, said) = run(&["adopt", &place.at("copied"), "--newest-checkpoint", &place.at("log/public/checkpoint")]);
    assert!(code == 0 && said.contains("the log goes on in"), "{code} {said}");
    assert!(Ledger::open(&place.path("copied"), keys::load(&place.path("copied")).unwrap()).is_ok());
}
