//! A log that shows two histories is found out, by orders and by audits; and a policy of witnesses is kept to.

use crate::centre::Centre;
use crate::field::Field;
use crate::orders::Published;
use rand_core::OsRng;
use std::ffi::OsString;
use std::path::PathBuf;
use yicang_agent::agent_dir::AgentDir;
use yicang_agent::agent_log_keys::KnownLog;
use yicang_agent::config::{Config, WitnessPolicy};
use yicang_agent::heads::HeadFault;
use yicang_proto::v1;
use yicang_tlog::{Algorithm, CheckpointSigner, Cosigner, NotAFork, SignedHead, Tree, TwoHeads, UnverifiedProof};

/// A log whose second record is the decision; from the given one on, its records are others than those of the right
/// log.
fn log(size: u64, other_from: u64) -> Tree {
    let mut tree = Tree::new();
    for n in 0..size {
        let other = if n >= other_from { "other" } else { "right" };
        match n {
            1 => tree.push(&Published::right().leaf.to_bytes()),
            n => tree.push(format!("yicang.v1 {other}\nn {n}\n").as_bytes()),
        };
    }
    tree
}

const RIGHT: u64 = u64::MAX;

fn head(centre: &Centre, tree: &Tree, size: u64) -> Vec<u8> {
    centre.log.sign(size, &tree.root_at(size).unwrap()).as_bytes().to_vec()
}

/// Lets the centre send its two orders with proofs under this head of this log.
fn show(centre: &Centre, tree: &Tree, size: u64) {
    show_under(centre, tree, &head(centre, tree, size));
}

fn show_under(centre: &Centre, tree: &Tree, note: &[u8]) {
    let size = SignedHead::parse(note).unwrap().size();
    let path = tree.prove_inclusion(1, size).unwrap();
    let plain = UnverifiedProof::new(1, path, &centre.log.sign(size, &tree.root_at(size).unwrap())).to_bytes();
    let split = plain.windows(2).position(|pair| pair == b"\n\n").unwrap();
    let proof = [&plain[..split + 2], note].concat();
    Published::right().on(centre);
    centre.records().updates.iter_mut().for_each(|update| update.tlog_proof.clone_from(&proof));
}

impl Field {
    fn kept(&self) -> Vec<u8> {
        std::fs::read(self.path("agent/log.head")).unwrap()
    }

    /// The evidence files, oldest name first.
    fn forks(&self) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.path("agent/forks")) else { return Vec::new() };
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    }

    #[track_caller]
    fn trusted(&self) {
        let (code, text) = self.run("orders --wait 0");
        assert!(code == 0 && text.contains("2 orders, each proven to be in the public log."), "{text}");
    }

    /// What is said of the first order, and nothing may be trusted.
    #[track_caller]
    fn refused(&self) -> String {
        let (code, text) = self.run("orders --wait 0");
        assert!(code == 1 && text.contains("2 orders NOT TRUSTED"), "{text}");
        text
    }

    /// What `yicang-ledger verify-evidence` says to these words, as the agent prints them.
    fn ledger(&self, text: &str) -> String {
        let line = text.lines().find_map(|line| line.trim().strip_prefix("yicang-ledger ")).unwrap();
        let line = line.replace("DIR/", &format!("{}/", self.path("").display()).replace("//", "/"));
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let words = ["yicang-ledger"].into_iter().chain(line.split(' ')).map(OsString::from);
        let _ = yicang_ledger::cli::run_with(words, &mut out, &mut err);
        String::from_utf8([out, err].concat()).unwrap()
    }
}

#[test]
fn the_last_head_is_kept_and_a_log_that_grew_is_followed() {
    let field = Field::with_agent();
    let right = log(9, RIGHT);
    show(&field.centre, &right, 3);
    field.trusted();
    assert_eq!(field.kept(), head(&field.centre, &right, 3));
    field.trusted();
    assert_eq!(field.centre.records().asked_consistency, 0, "the same head needs no proof");
    field.centre.records().tree = right.clone();
    show(&field.centre, &right, 7);
    field.trusted();
    assert_eq!(field.kept(), head(&field.centre, &right, 7));
    assert_eq!(field.centre.records().asked_consistency, 1);
    // An order of an earlier decision comes with an earlier head.
    show(&field.centre, &right, 5);
    field.trusted();
    assert_eq!(field.kept(), head(&field.centre, &right, 7));
    assert_eq!(field.centre.records().asked_consistency, 2, "once for both orders");
    assert!(field.forks().is_empty());
}

#[test]
fn an_order_under_a_fork_is_refused_with_evidence_that_anybody_can_judge() {
    let field = Field::with_agent();
    let (right, other) = (log(5, RIGHT), log(5, 3));
    show(&field.centre, &right, 5);
    field.trusted();
    show(&field.centre, &other, 5);
    let text = field.refused();
    assert!(text.contains("the public log has forked: it has signed two different trees of 5 entries"), "{text}");
    assert!(text.contains("proves it to anyone:\n  yicang-ledger verify-evidence DIR/agent/forks/5-5-"), "{text}");
    let judged = field.ledger(&text);
    assert!(judged.starts_with("BREACH") && judged.contains("example.org/log has forked"), "{judged}");
    let files = field.forks();
    assert_eq!(files.len(), 1, "the same two heads are one file");
    let kept = TwoHeads::parse(&std::fs::read(&files[0]).unwrap()).unwrap();
    assert_eq!((kept.one, kept.other), (head(&field.centre, &right, 5), head(&field.centre, &other, 5)));
    assert_eq!(field.kept(), head(&field.centre, &right, 5), "what was accepted stays");
    // Also where the order was trusted before: what is kept of it is the right one.
    assert_eq!(field.run("confirm picked P1-1 20").0, 0);
    std::fs::remove_dir_all(field.path("agent/orders")).unwrap();
    let (code, text) = field.run("confirm shipped P1-1 20");
    assert!(code == 1 && text.contains("has forked") && text.contains("nothing was stored or sent"), "{text}");
    // An order that is wrong in another way, too, still shows the fork.
    field.centre.records().plans.clear();
    std::fs::remove_dir_all(field.path("agent/plans")).unwrap();
    assert!(field.refused().contains("has forked"));
}

#[test]
fn what_was_kept_of_an_order_does_not_outlive_a_fork_of_its_head() {
    let field = Field::with_agent();
    let (right, other) = (log(5, RIGHT), log(5, 3));
    show(&field.centre, &other, 5);
    field.trusted();
    std::fs::write(field.path("agent/log.head"), head(&field.centre, &right, 5)).unwrap();
    show(&field.centre, &right, 5);
    assert_eq!(field.run("confirm picked P1-1 20").0, 0, "the centre has it under the right head");
    assert_eq!(field.forks().len(), 1);
}

#[test]
fn growth_that_nobody_proves_is_refused_and_called_a_suspicion() {
    // What the centre has, whether it is old, the head that it shows, and what is said of it.
    let cases = [
        (log(3, RIGHT), false, 7, RIGHT, "the centre cannot prove it: the public log has fewer than 7 entries"),
        (
            log(9, RIGHT),
            true,
            7,
            RIGHT,
            "the centre is of an earlier version, which cannot prove it; it must be updated",
        ),
        (log(9, 2), false, 7, 2, "the hashes that should prove it do not lead from one head to the other"),
        (log(9, RIGHT), false, 7, 2, "the hashes that should prove it do not lead from one head to the other"),
        (log(9, RIGHT), false, 2, 0, "the hashes that should prove it do not lead from one head to the other"),
    ];
    for (tree, is_old, size, other_from, why) in cases {
        let field = Field::with_agent();
        let right = log(9, RIGHT);
        show(&field.centre, &right, 3);
        field.trusted();
        field.centre.records().tree = tree;
        field.centre.records().is_old = is_old;
        show(&field.centre, &log(9, other_from), size);
        let text = field.refused();
        let said = format!(
            "accepted a head of the public log with 3 entries before, and the one that is shown now has {size}"
        );
        assert!(text.contains(&said) && text.contains("is not proven") && text.contains(why), "{why}: {text}");
        assert!(text.contains("It is a suspicion, not a proof of a fork") && !text.contains("yicang-ledger"), "{text}");
        let files = field.forks();
        assert_eq!(files.len(), 1, "{why}");
        let judged = TwoHeads::parse(&std::fs::read(&files[0]).unwrap()).unwrap().judge(field.centre.log.verifier());
        assert_eq!(judged, Err(NotAFork::Sizes { old: size.min(3), new: size.max(3) }));
        assert_eq!(field.kept(), head(&field.centre, &right, 3), "{why}");
    }
}

#[test]
fn a_kept_head_that_is_of_another_log_or_damaged_is_named() {
    let field = Field::with_agent();
    let right = log(3, RIGHT);
    show(&field.centre, &right, 3);
    let path = field.path("agent/log.head");
    let other = CheckpointSigner::generate(&mut OsRng, "example.org/other").unwrap();
    let other = CheckpointSigner::from_skey(&other).unwrap().sign(3, &right.root());
    for (bytes, answer) in [
        (
            other.as_bytes(),
            "DIR/agent/log.head is a head of the log example.org/other, and the head that is shown is of",
        ),
        (b"hello", "DIR/agent/log.head: is not a signed note; restore it from a copy, or move it away to begin anew"),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let text = field.refused();
        assert!(text.contains(answer), "{text}");
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
    std::fs::remove_file(&path).unwrap();
    field.trusted();
}

#[test]
fn a_head_that_another_program_kept_meanwhile_is_not_overwritten() {
    let field = Field::new();
    let agent_dir = field.centre.agent_dir(&field.path("agent"));
    let right = log(9, RIGHT);
    let note = |size| head(&field.centre, &right, size);
    let (three, five) = (note(3), note(5));
    let meet = |note: &[u8]| agent_dir.meet(note, field.centre.log.verifier()).unwrap();
    let (slow, quick) = (meet(&three), meet(&five));
    assert_eq!(quick.keep(), Ok(true));
    assert_eq!(slow.keep(), Ok(false), "it has to be met anew");
    assert_eq!(agent_dir.kept_head(), Ok(Some(note(5))));
    let again = meet(&three);
    assert_eq!(again.to_prove(), Some((3, 5)));
    assert_eq!(again.prove(Ok(right.prove_consistency(3, 5).unwrap())), Ok(()));
    assert_eq!(again.keep(), Ok(true));
    assert_eq!(agent_dir.kept_head(), Ok(Some(note(5))));
    // The empty log is the beginning of every other.
    assert_eq!(meet(&note(0)).to_prove(), None);
}

#[test]
fn a_kept_head_whose_key_does_not_count_any_more_is_no_evidence() {
    let field = Field::new();
    let agent_dir = field.centre.agent_dir(&field.path("agent"));
    let (right, other) = (log(5, RIGHT), log(9, 3));
    assert_eq!(agent_dir.meet(&head(&field.centre, &right, 5), field.centre.log.verifier()).unwrap().keep(), Ok(true));
    // Another key of the log's, which goes on from the same tree, or from another.
    let next = CheckpointSigner::generate(&mut OsRng, "example.org/log").unwrap();
    let next = CheckpointSigner::from_skey(&next).unwrap();
    let meet = |tree: &Tree, size| {
        agent_dir
            .meet(next.sign(size, &tree.root_at(size).unwrap()).as_bytes(), next.verifier())
            .map(|met| met.to_prove())
    };
    assert_eq!(meet(&right, 5), Ok(None), "the same tree");
    assert_eq!(meet(&other, 9), Ok(Some((5, 9))));
    let told = meet(&other, 5).unwrap_err();
    assert!(matches!(told, HeadFault::KeyGone { .. }), "{told}");
    assert!(told.to_string().contains("to begin anew with the head that is shown, move log.head away"), "{told}");
    let larger = next.sign(9, &other.root()).as_bytes().to_vec();
    let unproven = agent_dir.meet(&larger, next.verifier()).unwrap().prove(Ok(vec![]));
    assert!(matches!(unproven, Err(HeadFault::KeyGone { .. })), "{unproven:?}");
}

fn witness(name: &str) -> Cosigner {
    Cosigner::from_skey(&Cosigner::generate(&mut OsRng, name, Algorithm::Ed25519).unwrap()).unwrap()
}

#[test]
fn an_order_counts_only_with_the_witnesses_that_the_policy_asks_for() {
    let field = Field::new();
    let (one, two, stranger) = (witness("w.example/1"), witness("w.example/2"), witness("w.example/1"));
    let policy = format!(
        "witness union {}\nwitness press {}\ngroup both all union press\nquorum both\n",
        one.key().vkey(),
        two.key().vkey()
    );
    let config = Config { policy: Some(WitnessPolicy::parse(policy).unwrap()), ..field.centre.config() };
    AgentDir::create(&field.path("agent"), config, field.centre.agent.clone()).unwrap();
    let right = log(5, RIGHT);
    let plain = field.centre.log.sign(5, &right.root());
    let cosigned = |by: &[&Cosigner]| {
        let parsed = SignedHead::parse(plain.as_bytes()).unwrap();
        let lines: Vec<_> = by.iter().map(|witness| witness.cosign(&parsed, 1_580_000_000).unwrap()).collect();
        plain.with_cosignatures(&lines)
    };
    let missing = "is not cosigned by the witnesses that this agent's policy asks for: cosigned by";
    for (by, answer) in [
        (&[][..], "none of them, not by union, press"),
        (&[&stranger], "none of them, not by union, press"),
        (&[&two], "press, not by union"),
    ] {
        show_under(&field.centre, &right, &cosigned(by));
        let text = field.refused();
        assert!(text.contains(&format!("{missing} {answer}")), "{answer}: {text}");
        assert!(!field.path("agent/log.head").exists(), "no head is kept that was not accepted");
    }
    show_under(&field.centre, &right, &cosigned(&[&one, &two]));
    field.trusted();
    assert_eq!(field.kept(), cosigned(&[&one, &two]), "byte for byte");
    assert_eq!(field.run("confirm picked P1-1 20").0, 0);
    // A kept order is held against the policy, too, if that came later.
    let harder = format!(
        "witness union {}\nwitness x {}\ngroup all all union x\nquorum all\n",
        one.key().vkey(),
        stranger.key().vkey()
    );
    field.file("agent/witnesses.policy", harder);
    let (code, text) = field.run("confirm shipped P1-1 20");
    assert!(code == 1 && text.contains("cosigned by union, not by x"), "{text}");
}

#[test]
fn a_policy_comes_with_init_and_its_faults_are_named() {
    let field = Field::new();
    let config = field.centre.config();
    let ca = field.file("centre.pem", &config.ca_pem);
    let good = format!("witness w {}\nquorum w\n", witness("w.example/1").key().vkey());
    let policy = field.file("p", &good);
    let key = config.centre_keys.iter().next().unwrap().to_text();
    let KnownLog::Key(log_key) = &config.log else { panic!("one key") };
    let init = |policy: &str| {
        let server = &config.server;
        let known = format!("--server {server} --ca {ca} --centre-key {key} --log-key {}", log_key.vkey());
        field.run(&format!("init --agent A1 {known} --policy {policy}"))
    };
    let bad = field.file("bad", "witness w\nquorum x\n");
    let (code, text) = init(&bad);
    let faults = "DIR/bad: line 1: is not `witness <name> <vkey> [<url>]`\nDIR/bad: line 2: `x` is not defined on a line above\n";
    assert_eq!((code, text.as_str()), (1, faults));
    let (code, text) = init("nowhere");
    assert!(code == 1 && text.starts_with("nowhere: "), "{text}");
    assert!(!field.path("agent").exists(), "nothing is made with a faulty policy");
    assert_eq!(init(&policy).0, 0);
    assert_eq!(std::fs::read_to_string(field.path("agent/witnesses.policy")).unwrap(), good);
    let text = std::fs::read_to_string(field.path("agent/config.toml")).unwrap();
    assert!(text.contains("\npolicy = \"witnesses.policy\"\n"), "{text}");
    assert_eq!(field.run("outbox").0, 0);
    field.file("agent/witnesses.policy", "witness w\nquorum x\n");
    let (code, text) = field.run("outbox");
    let named = text.matches("DIR/agent/witnesses.policy: line").count();
    assert!(code == 1 && text.starts_with("DIR/agent/config.toml: policy: ") && named == 2, "{text}");
}

#[test]
fn without_a_policy_no_witness_is_asked_for() {
    let field = Field::with_agent();
    let text = std::fs::read_to_string(field.path("agent/config.toml")).unwrap();
    assert!(text.contains("\n# policy = \"witnesses.policy\"\n"), "{text}");
    show(&field.centre, &log(3, RIGHT), 3);
    field.trusted();
    assert_eq!(
        field.centre.records().updates[0].order.as_ref().map(v1::DispatchOrder::status),
        Some(v1::OrderStatus::Approved)
    );
}
