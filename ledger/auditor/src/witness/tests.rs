//! Every answer of the specification, and what must survive a restart.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use super::*;
use rand_core::OsRng;
use yicang_tlog::{Algorithm, CheckpointSigner, Tree};

const NOW: fn() -> u64 = || 1_770_000_000;

fn signer(origin: &str) -> CheckpointSigner {
    CheckpointSigner::from_skey(&CheckpointSigner::generate(&mut OsRng, origin).unwrap()).unwrap()
}

fn skeys() -> [String; 2] {
    [Algorithm::Ed25519, Algorithm::MlDsa44].map(|a| Cosigner::generate(&mut OsRng, "union.example/w", a).unwrap())
}

fn tree(mark: &str, size: u64) -> Tree {
    let mut tree = Tree::new();
    for n in 0..size {
        tree.push(format!("{mark} {n}").as_bytes());
    }
    tree
}

/// A log with a tree, as it asks.
struct Asker {
    signer: CheckpointSigner,
    tree: Tree,
}

impl Asker {
    fn body(&self, old: u64, size: u64) -> Vec<u8> {
        let proof = if old == size { Vec::new() } else { self.tree.prove_consistency(old, size).unwrap_or_default() };
        let checkpoint = self.signer.sign(size, &self.tree.root_at(size).unwrap()).as_bytes().to_vec();
        AddCheckpoint { old, proof, checkpoint }.to_bytes()
    }
}

fn open(dir: &Path, skeys: &[String], log: &Asker) -> Result<Witness, WitnessError> {
    let cosigners = skeys.iter().map(|skey| Cosigner::from_skey(skey).unwrap()).collect();
    Witness::open_at(dir, cosigners, vec![log.signer.verifier().clone()], NOW)
}

#[test]
fn every_answer_is_the_specifications() {
    let dir = tempfile::tempdir().unwrap();
    let skeys = skeys();
    let log = Asker { signer: signer("log.example/a"), tree: tree("a", 300) };
    let witness = open(dir.path(), &skeys, &log).unwrap();
    let status = |body: &[u8]| witness.add_checkpoint(body).status();
    let origin = hex(&sha256(b"log.example/a"));
    assert_eq!(witness.last(&origin), None);
    assert_eq!(witness.add_checkpoint(&log.body(3, 5)), Answer::Conflict(0));
    assert_eq!(status(&log.body(0, 5)), 200);
    let note = witness.last(&origin).unwrap();
    let head = SignedHead::parse(&note).unwrap();
    for cosigner in witness.cosigners() {
        assert_eq!(cosigner.key().cosigned_at(&head), Ok(Some(NOW())));
    }
    assert_eq!(head.signed_by(&[log.signer.verifier()]), Some(true));
    assert_eq!(witness.add_checkpoint(&log.body(0, 7)), Answer::Conflict(5));
    assert_eq!(witness.add_checkpoint(&log.body(5, 7)).status(), 200);
    // The same head again is good, and so is a much larger tree.
    assert_eq!(status(&log.body(7, 7)), 200);
    assert_eq!(status(&log.body(7, 300)), 200);
    // Backwards.
    assert_eq!(status(&log.body(300, 299)), 400);
    assert_eq!(witness.add_checkpoint(&log.body(7, 299)), Answer::Conflict(300));
    // Not a request, no note, no checkpoint.
    for body in
        [&b""[..], b"old 0\n", b"old x\n\nnote\n", b"old 0\n\nnote", b"old 0\n\na\n1\nx\n\n\xe2\x80\x94 a AAAAAAA=\n"]
    {
        assert_eq!(status(body), 400, "{body:?}");
    }
    // A stranger's log, and a stranger's key for this log.
    let stranger = Asker { signer: signer("log.example/b"), tree: tree("a", 300) };
    assert_eq!(status(&stranger.body(0, 5)), 404);
    let impostor = Asker { signer: signer("log.example/a"), tree: tree("a", 301) };
    assert_eq!(status(&impostor.body(300, 301)), 403);
    // A known key whose signature is wrong spoils the note.
    let spoilt = String::from_utf8(log.body(300, 300)).unwrap().replace("\n300\n", "\n299\n");
    assert_eq!(status(spoilt.as_bytes()), 403);
    assert_eq!(witness.add_checkpoint(&log.body(300, 300)).status(), 200);
}

#[test]
fn a_fork_is_refused_and_makes_noise_with_the_evidence() {
    let dir = tempfile::tempdir().unwrap();
    let skeys = skeys();
    let log = Asker { signer: signer("log.example/a"), tree: tree("a", 9) };
    let witness = open(dir.path(), &skeys, &log).unwrap();
    assert_eq!(witness.add_checkpoint(&log.body(0, 5)).status(), 200);
    let forked = Asker { signer: log.signer, tree: tree("b", 9) };
    assert_eq!(witness.add_checkpoint(&forked.body(5, 5)).status(), 422);
    assert_eq!(witness.add_checkpoint(&forked.body(5, 9)).status(), 422);
    // A proof where none belongs.
    let mut request = AddCheckpoint::parse(&forked.body(0, 9)).unwrap();
    request.old = 5;
    request.proof = vec![[1; 32]];
    assert_eq!(witness.add_checkpoint(&request.to_bytes()).status(), 422);
    assert_eq!(witness.add_checkpoint(&forked.body(5, 3)).status(), 400);
    assert_eq!(witness.add_checkpoint(&forked.body(3, 3)).status(), 409);
    let alarms = std::fs::read_to_string(dir.path().join("alarms.jsonl")).unwrap();
    let alarms: Vec<serde_json::Value> = alarms.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<&str> = alarms.iter().map(|alarm| alarm["alarm"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["fork", "inconsistent", "rollback"]);
    // The evidence is two notes, both signed by the log, of one size and two roots.
    let heads =
        ["offered", "cosigned"].map(|which| SignedHead::parse(alarms[0][which].as_str().unwrap().as_bytes()).unwrap());
    assert!(heads.iter().all(|head| head.signed_by(&[forked.signer.verifier()]) == Some(true) && head.size() == 5));
    assert_ne!(heads[0].root(), heads[1].root());
}

#[test]
fn an_empty_tree_has_one_root_and_proves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let log = Asker { signer: signer("log.example/a"), tree: tree("a", 3) };
    let witness = open(dir.path(), &skeys(), &log).unwrap();
    let wrong = log.signer.sign(0, &[1; 32]).as_bytes().to_vec();
    let wrong = AddCheckpoint { old: 0, proof: Vec::new(), checkpoint: wrong }.to_bytes();
    assert_eq!(witness.add_checkpoint(&wrong).status(), 422);
    let mut request = AddCheckpoint::parse(&log.body(0, 3)).unwrap();
    request.proof = vec![[1; 32]];
    assert_eq!(witness.add_checkpoint(&request.to_bytes()).status(), 422);
    assert_eq!(witness.add_checkpoint(&log.body(0, 0)).status(), 200);
    assert_eq!(witness.add_checkpoint(&log.body(0, 3)).status(), 200);
}

#[test]
fn what_was_cosigned_survives_and_damage_stops_the_witness() {
    let dir = tempfile::tempdir().unwrap();
    let skeys = skeys();
    let log = Asker { signer: signer("log.example/a"), tree: tree("a", 9) };
    let first = open(dir.path(), &skeys, &log).unwrap();
    assert_eq!(first.add_checkpoint(&log.body(0, 5)).status(), 200);
    assert!(matches!(open(dir.path(), &skeys, &log), Err(WitnessError::InUse(_))));
    drop(first);
    let second = open(dir.path(), &skeys, &log).unwrap();
    assert_eq!(second.add_checkpoint(&log.body(0, 5)), Answer::Conflict(5));
    let path = second.logs["log.example/a"].path.clone();
    drop(second);
    let note = std::fs::read(&path).unwrap();
    for damaged in
        [&note[..note.len() / 2], b"", &String::from_utf8_lossy(&note).replace("\n5\n", "\n4\n").into_bytes()]
    {
        std::fs::write(&path, damaged).unwrap();
        let refused = open(dir.path(), &skeys, &log).err().unwrap();
        assert!(matches!(refused, WitnessError::State { .. }), "{refused}");
    }
    // A folder that another witness's key has made is not this one's.
    std::fs::write(&path, &note).unwrap();
    assert!(matches!(open(dir.path(), &self::skeys(), &log), Err(WitnessError::State { .. })));
}

#[test]
fn nothing_is_cosigned_that_could_not_be_stored() {
    let dir = tempfile::tempdir().unwrap();
    let log = Asker { signer: signer("log.example/a"), tree: tree("a", 9) };
    let witness = open(dir.path(), &skeys(), &log).unwrap();
    std::fs::remove_dir_all(dir.path().join("tmp")).unwrap();
    std::fs::write(dir.path().join("tmp"), b"in the way").unwrap();
    assert_eq!(witness.add_checkpoint(&log.body(0, 5)).status(), 500);
    assert_eq!(witness.last(&hex(&sha256(b"log.example/a"))), None);
    std::fs::remove_file(dir.path().join("tmp")).unwrap();
    std::fs::create_dir(dir.path().join("tmp")).unwrap();
    assert_eq!(witness.add_checkpoint(&log.body(0, 5)).status(), 200);
}
