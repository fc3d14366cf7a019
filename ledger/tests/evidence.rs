//! Evidence against a log that omits, judged by the program; and everything that is no evidence refused.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use rand_core::OsRng;
use std::path::Path;
use std::process::Command;
use yicang_tlog::{
    Algorithm, CheckpointSigner, Cosigner, Evidence, FoundLeaf, KeyStatement, LogVerifier, NotEvidence, Policy,
    RECEIPT, Receipt, SignedHead, SigningKey, Tree, TwoHeads, Verdict, leaf_hash, sha256,
};

const LOG: &str = "yicang.example/log";
const ACCEPTED: u64 = 1_580_000_000;
const DELAY: u64 = 60;
/// The entry that was promised.
const INDEX: u64 = 5;
const REPORT: &[u8] = b"yicang.v1 need-report\nquantity 7\n";

/// A log with its keys and two witnesses, of whom both must agree.
struct Log {
    signer: CheckpointSigner,
    receipts: SigningKey,
    witnesses: [Cosigner; 2],
}

impl Log {
    fn new() -> Self {
        let witness = |name: &str| {
            Cosigner::from_skey(&Cosigner::generate(&mut OsRng, name, Algorithm::Ed25519).unwrap()).unwrap()
        };
        Self {
            signer: CheckpointSigner::from_skey(&CheckpointSigner::generate(&mut OsRng, LOG).unwrap()).unwrap(),
            receipts: SigningKey::generate(&mut OsRng),
            witnesses: [witness("w.example/1"), witness("w.example/2")],
        }
    }

    fn verifier(&self) -> &LogVerifier {
        self.signer.verifier()
    }

    fn policy(&self) -> String {
        let [one, two] = &self.witnesses;
        format!("witness a {}\nwitness b {}\ngroup both all a b\nquorum both\n", one.key().vkey(), two.key().vkey())
    }

    fn promise() -> Receipt {
        Receipt {
            report_id: "r1".into(),
            agent_id: "A1".into(),
            sequence: 1,
            report_sha256: sha256(b"report"),
            log: LOG.into(),
            index: INDEX,
            leaf_hash: leaf_hash(REPORT),
            accepted_at: ACCEPTED,
            merge_delay: 60,
        }
    }

    /// Evidence from a log of `size` entries with `entry` at the promised index, cosigned at these times.
    fn evidence(&self, size: u64, entry: &[u8], cosigned: &[u64]) -> Evidence {
        let mut tree = Tree::new();
        for n in 0..size {
            tree.push(if n == INDEX { entry.to_vec() } else { format!("entry {n}").into_bytes() }.as_slice());
        }
        let head = self.signer.sign(size, &tree.root());
        let parsed = SignedHead::parse(head.as_bytes()).unwrap();
        let lines = self.witnesses.iter().zip(cosigned).map(|(w, time)| w.cosign(&parsed, *time).unwrap());
        let checkpoint = head.with_cosignatures(&lines.collect::<Vec<_>>());
        let receipt = Self::promise().to_bytes();
        let signature = self.receipts.sign(RECEIPT, &receipt).to_vec();
        let found = |path| FoundLeaf { leaf: leaf_hash(entry), path };
        Evidence { receipt, signature, at_index: tree.prove_inclusion(INDEX, size).map(found), checkpoint }
    }

    fn judge(&self, evidence: &Evidence) -> Result<Verdict, NotEvidence> {
        let policy = Policy::parse(self.policy().as_bytes()).unwrap();
        let read = Evidence::parse(&evidence.to_bytes())?;
        assert_eq!(read, *evidence);
        read.judge(self.verifier(), &self.receipts.public(), Some(&policy)).map(|judged| judged.verdict)
    }

    /// What the program says about the file: exit code and text.
    fn program(&self, dir: &Path, bytes: &[u8], more: &[&str]) -> (i32, String) {
        let (file, policy) = (dir.join("e.evidence"), dir.join("policy"));
        std::fs::write(&file, bytes).unwrap();
        std::fs::write(&policy, self.policy()).unwrap();
        let receipt_key = self.receipts.public().to_text();
        let words = ["verify-evidence", file.to_str().unwrap(), "--key", self.verifier().vkey()];
        let usual = ["--receipt-key", &receipt_key, "--witness-policy", policy.to_str().unwrap()];
        let more = if more.is_empty() { &usual[..] } else { more };
        let mut command = Command::new(env!("CARGO_BIN_EXE_yicang-ledger"));
        let output = command.args(words).args(more).output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code().unwrap(), text)
    }
}

#[test]
fn a_kept_promise_and_both_breaches_are_told_apart() {
    let log = Log::new();
    let due = ACCEPTED + DELAY;
    assert_eq!(log.judge(&log.evidence(9, REPORT, &[])), Ok(Verdict::Kept));
    assert_eq!(log.judge(&log.evidence(9, b"other", &[])), Ok(Verdict::OtherLeaf(leaf_hash(b"other"))));
    // Empty and just too small; both witnesses after the delay, then one of them at its last moment.
    for size in [0, 1, INDEX] {
        let late = log.evidence(size, REPORT, &[due + 1, due + 9]);
        assert_eq!(log.judge(&late), Ok(Verdict::Late { seen_at: due + 9, size }), "{size}");
        let in_time = log.evidence(size, REPORT, &[due, due + 9]);
        assert_eq!(log.judge(&in_time), Ok(Verdict::NotDue { seen_at: due }), "{size}");
    }
    // The quorum decides; without it an old head cannot be told from a new one.
    let by_one = log.evidence(INDEX, REPORT, &[due + 1]);
    assert_eq!(log.judge(&by_one), Err(NotEvidence::NoTime { index: INDEX, due }));
    let none = by_one.judge(log.verifier(), &log.receipts.public(), Some(&Policy::none()));
    assert_eq!(none.unwrap_err(), NotEvidence::NoTime { index: INDEX, due });
}

#[test]
fn no_change_of_any_byte_leaves_evidence_of_anything() {
    let log = Log::new();
    let policy = Policy::parse(log.policy().as_bytes()).unwrap();
    let due = ACCEPTED + DELAY;
    for good in [
        log.evidence(9, b"other", &[]),
        log.evidence(INDEX, REPORT, &[due + 1, due + 1]),
        log.evidence(INDEX + 1, b"other", &[]),
    ] {
        assert!(log.judge(&good).unwrap().is_breach());
        let bytes = good.to_bytes();
        for at in 0..bytes.len() {
            for bit in [1, 4] {
                let mut changed = bytes.clone();
                changed[at] ^= bit;
                let judged = Evidence::parse(&changed)
                    .and_then(|read| read.judge(log.verifier(), &log.receipts.public(), Some(&policy)));
                assert!(judged.is_err(), "byte {at}: {judged:?}");
            }
        }
    }
}

#[test]
fn parts_of_other_evidence_prove_nothing() {
    let log = Log::new();
    let breach = log.evidence(9, b"other", &[]);
    let found = breach.at_index.clone().unwrap();
    let signed = |promise: &Receipt| {
        let receipt = promise.to_bytes();
        Evidence { signature: log.receipts.sign(RECEIPT, &receipt).to_vec(), receipt, ..breach.clone() }
    };
    // The same path for another leaf, for another index, without a leaf, and under another head.
    let leaf = FoundLeaf { leaf: leaf_hash(b"else"), ..found.clone() };
    let other_leaf = Evidence { at_index: Some(leaf), ..breach.clone() };
    assert!(matches!(log.judge(&other_leaf), Err(NotEvidence::Path(_))));
    let moved = signed(&Receipt { index: 4, ..Log::promise() });
    assert!(matches!(log.judge(&moved), Err(NotEvidence::Path(_))));
    let silent = Evidence { at_index: None, ..breach.clone() };
    assert_eq!(log.judge(&silent), Err(NotEvidence::NoLeaf { index: INDEX, size: 9 }));
    let smaller = Evidence { checkpoint: log.evidence(INDEX, REPORT, &[]).checkpoint, ..breach.clone() };
    assert!(matches!(log.judge(&smaller), Err(NotEvidence::Path(_))));
    let short = FoundLeaf { path: found.path[1..].to_vec(), ..found };
    assert!(matches!(log.judge(&Evidence { at_index: Some(short), ..breach.clone() }), Err(NotEvidence::Path(_))));
    // A promise for another log, a receipt of another centre, a head of another log's key.
    let elsewhere = signed(&Receipt { log: "yicang.example/b".into(), ..Log::promise() });
    assert!(matches!(log.judge(&elsewhere), Err(NotEvidence::AnotherLog { .. })));
    let other = Log::new();
    let foreign = other.evidence(9, b"other", &[]);
    let receipt_of_another = Evidence { checkpoint: breach.checkpoint, ..foreign.clone() };
    assert!(matches!(log.judge(&receipt_of_another), Err(NotEvidence::Receipt(_))));
    let head_of_another = Evidence { receipt: breach.receipt, signature: breach.signature, ..foreign };
    assert!(matches!(log.judge(&head_of_another), Err(NotEvidence::Checkpoint(_))));
}

#[test]
fn the_program_says_it_in_a_sentence_and_an_exit_code() {
    let (log, dir) = (Log::new(), tempfile::tempdir().unwrap());
    let late = log.evidence(INDEX, REPORT, &[ACCEPTED + 61, ACCEPTED + 61]).to_bytes();
    let breach = log.evidence(9, b"other", &[]).to_bytes();
    let receipts = log.receipts.public().to_text();
    for (bytes, more, code, says) in [
        (log.evidence(9, REPORT, &[]).to_bytes(), &[][..], 0, "no breach: report r1 of agent A1 is in"),
        (breach.clone(), &[], 3, "BREACH: yicang.example/log promised entry 5 to report r1 of agent A1"),
        (late.clone(), &[], 3, "by 2020-01-26T00:54:20Z, and its witnesses still saw a tree of 5 entries"),
        (late, &["--receipt-key", &receipts], 1, "with --policy, a quorum's cosignatures give the time"),
        (breach.clone(), &["--receipt-key", log.verifier().vkey()], 2, "--receipt-key yicang.example/log+"),
        (breach, &["--witness-policy", "nowhere"], 2, "nowhere"),
        (b"hello\n\n".to_vec(), &[], 1, "proves nothing: line 1 of the file"),
        (Vec::new(), &[], 1, "line 1 of the file"),
    ] {
        let (found, text) = log.program(dir.path(), &bytes, more);
        assert!(found == code && text.contains(says), "{says}: {found} {text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
    let (code, text) =
        log.program(dir.path(), &log.evidence(9, b"other", &[]).to_bytes(), &["--witness-policy", "/dev/null"]);
    assert!(code == 2 && text.contains("quorum"), "{text}");
}

#[test]
fn two_heads_of_one_size_with_different_roots_are_a_fork_for_the_program() {
    let (log, dir) = (Log::new(), tempfile::tempdir().unwrap());
    let head = |size, entry: &[u8], cosigned: &[u64]| log.evidence(size, entry, cosigned).checkpoint;
    let file = |one: Vec<u8>, other: Vec<u8>| TwoHeads { one, other }.to_bytes();
    let plain = head(9, REPORT, &[]);
    let fork = file(plain.clone(), head(9, b"other", &[ACCEPTED]));
    let policy = dir.path().join("policy").display().to_string();
    // No receipt is in such a file: no key of receipts is needed.
    let bare = ["--witness-policy", &policy][..].to_vec();
    let foreign = Log::new().evidence(9, b"other", &[]).checkpoint;
    for (bytes, code, says) in [
        (fork.clone(), 3, "BREACH: yicang.example/log has forked: it has signed two trees of 9 entries"),
        (file(plain.clone(), head(9, REPORT, &[ACCEPTED])), 0, "no breach: both heads of yicang.example/log"),
        (file(plain.clone(), head(6, b"other", &[])), 1, "the heads have 6 and 9 entries, as two heads of one log may"),
        (file(plain.clone(), foreign), 1, "head 2 of the file is not signed by yicang.example/log"),
        (fork[..fork.len() - 1].to_vec(), 1, "proves nothing: line 4"),
    ] {
        let (found, text) = log.program(dir.path(), &bytes, &bare);
        assert!(found == code && text.contains(says), "{says}: {found} {text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}

#[test]
fn a_log_that_signs_receipts_with_its_own_key_needs_no_second_one() {
    let (mut log, dir) = (Log::new(), tempfile::tempdir().unwrap());
    let breach = log.evidence(9, b"other", &[]).to_bytes();
    let policy = dir.path().join("policy").display().to_string();
    let (code, text) = log.program(dir.path(), &breach, &["--witness-policy", &policy]);
    assert!(code == 1 && text.contains("give the centre's receipt key with --receipt-key"), "{text}");
    // The same 32 bytes as the log's key.
    let secret = CheckpointSigner::generate(&mut OsRng, LOG).unwrap();
    // `PRIVATE+KEY+name+id+seed`; the seed's base64 may have a plus, too.
    let seed = secret.splitn(5, '+').nth(4).unwrap().to_owned();
    log.signer = CheckpointSigner::from_skey(&secret).unwrap();
    log.receipts = SigningKey::from_text(&format!("yicang-key-v1 {}", without_type(&seed))).unwrap();
    let (code, text) =
        log.program(dir.path(), &log.evidence(9, b"other", &[]).to_bytes(), &["--witness-policy", &policy]);
    assert_eq!(code, 3, "{text}");
}

/// A note key's base64 without the algorithm's byte in front.
fn without_type(text: &str) -> String {
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    BASE64_STANDARD.encode(&BASE64_STANDARD.decode(text).unwrap()[1..])
}

#[test]
fn the_root_key_s_statements_stand_in_for_the_key() {
    let log = Log::new();
    let dir = tempfile::tempdir().unwrap();
    let root =
        CheckpointSigner::from_skey(&CheckpointSigner::generate(&mut OsRng, "log.example/root").unwrap()).unwrap();
    let statement = |until| KeyStatement { key: log.verifier().clone(), from: 0, until }.signed(&root);
    let (file, keys) = (dir.path().join("e.evidence"), dir.path().join("log.keys"));
    std::fs::write(&file, log.evidence(9, b"other", &[]).to_bytes()).unwrap();
    let judge = |more: &[&str]| {
        let words = ["verify-evidence", file.to_str().unwrap(), "--root", root.verifier().vkey()];
        let output = Command::new(env!("CARGO_BIN_EXE_yicang-ledger")).args(words).args(more).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    let receipt_key = log.receipts.public().to_text();
    let all = ["--keys", keys.to_str().unwrap(), "--receipt-key", &receipt_key];
    assert_eq!(judge(&all).0, 2, "there is no file of statements");
    std::fs::write(&keys, statement(None)).unwrap();
    let (code, said) = judge(&all);
    assert!(code == 3 && said.contains("BREACH"), "{code} {said}");
    let (code, said) = judge(&all[..2]);
    assert!(code == 2 && said.contains("--receipt-key"), "{code} {said}");
    // Two heads need no key of receipts, also by the root.
    let head = |entry: &[u8]| log.evidence(9, entry, &[]).checkpoint;
    let two = TwoHeads { one: head(REPORT), other: head(b"other") }.to_bytes();
    let one = std::fs::read(&file).unwrap();
    std::fs::write(&file, two).unwrap();
    let (code, said) = judge(&all[..2]);
    assert!(code == 3 && said.contains("has forked"), "{code} {said}");
    std::fs::write(&file, one).unwrap();
    // The key may not sign heads as large as this any more.
    std::fs::write(&keys, statement(Some(8))).unwrap();
    let (code, said) = judge(&all);
    assert!(code == 1 && said.contains("the root key names for 9 entries"), "{code} {said}");
}
