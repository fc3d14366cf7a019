mod decisions;

use super::*;
use crate::source::Folder;
use std::path::Path;
use yicang_tlog::{Algorithm, Cosigner, SignedHead, draw_seed, hex, sha256};
use yicang_writer::{Ledger, Record, keys};

type Files = BTreeMap<String, Vec<u8>>;

const POLICY: &str = "yicang-policy 1\nname test\nfirst-level units\nclass routine 1\n";
const PLAN: &str = "yicang-plan 2\nsecond-level minutes\nlevel 0 0 0\ncost 0\n";
/// Texts of version 1: an item that leaves in packs, and one that goes on the same vehicles.
const OLD: [&str; 3] =
    [include_str!("old/situation.txt"), include_str!("old/policy.txt"), include_str!("old/plan.txt")];

/// An empty situation whose draw is made with this seed.
fn drawn_with(seed: &str) -> String {
    format!("yicang-situation 2\nnow 2020-02-01T08:00:00Z\nseed {seed}\n")
}

/// An empty situation for the first decision of a log that begins with `report(0)`.
fn situation() -> String {
    drawn_with(&hex(&yicang_tlog::leaf_hash(&report(0).leaf)))
}

fn report(n: u64) -> Record {
    Record { leaf: Leaf::new("report").with("id", n).to_bytes(), ..Record::default() }
}

fn decision(texts: [&str; 3]) -> Record {
    named_texts("decision", &texts)
}

/// A plan or a decision; the fourth text is the head that its draw is made with.
fn named_texts(kind: &str, texts: &[&str]) -> Record {
    let blobs: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    let roles = ["situation", "policy", "plan", "head"];
    let leaf = Leaf::new(kind).with("plan", "p-1");
    let leaf = roles.iter().zip(&blobs).fold(leaf, |leaf, (role, blob)| leaf.with_blob(role, &sha256(blob)));
    Record { leaf: leaf.to_bytes(), body: b"secret".to_vec(), blobs }
}

/// A log of these batches, the proofs of these entries, and its public files.
fn log(dir: &Path, batches: Vec<Vec<Record>>, proofs: &[u64]) -> (LogVerifier, Files) {
    let mut ledger = Ledger::open(dir, keys::create(dir, "yicang.example/log").unwrap()).unwrap();
    for batch in batches {
        assert!(ledger.append(vec![batch])[0].is_ok());
        ledger.publish().unwrap();
    }
    for index in proofs {
        ledger.publish_proof(&ledger.prove(*index).unwrap()).unwrap();
    }
    let folder = Folder(dir.join("public"));
    let names = folder.list().unwrap().unwrap();
    let files = names.into_iter().map(|name| (name.clone(), folder.read(&name).unwrap().unwrap())).collect();
    (ledger.verifier().clone(), files)
}

fn small(dir: &Path) -> (LogVerifier, Files) {
    let batches = vec![vec![report(0)], vec![report(1), decision([&situation(), POLICY, PLAN])], vec![report(3)]];
    log(dir, batches, &[0, 2])
}

fn findings(files: &Files, key: &LogVerifier) -> Vec<String> {
    let audit = audit_bytes(files, key, None, &mut |_, _, _| {}).unwrap();
    audit.findings.iter().map(ToString::to_string).collect()
}

fn named(files: &Files, key: &LogVerifier, file: &str) -> bool {
    audit_bytes(files, key, None, &mut |_, _, _| {}).unwrap().findings.iter().any(|finding| finding.file == file)
}

#[test]
fn a_flipped_byte_anywhere_in_a_small_log_is_found_and_its_file_named() {
    let dir = tempfile::tempdir().unwrap();
    let (key, mut files) = small(dir.path());
    assert_eq!(findings(&files, &key), [""; 0]);
    let names: Vec<String> = files.keys().cloned().collect();
    for kind in ["checkpoint", "log.vkey", "blob/", "proof/0", "proof/2", "tile/0/000.p/1", "tile/entries/000.p/4"] {
        assert!(names.iter().any(|name| name.starts_with(kind)), "{kind} is not among {names:?}");
    }
    for name in names {
        for at in 0..files[&name].len() {
            for flip in [0x01, 0x20, 0x80, 0xff] {
                files.get_mut(&name).unwrap()[at] ^= flip;
                assert!(named(&files, &key, &name), "{name}: byte {at} changed by {flip:#x} went unnoticed");
                files.get_mut(&name).unwrap()[at] ^= flip;
            }
        }
    }
}

#[test]
fn a_flipped_byte_in_a_log_with_full_tiles_is_found_and_its_file_named() {
    let dir = tempfile::tempdir().unwrap();
    let (key, mut files) =
        log(dir.path(), vec![(0..200).map(report).collect(), (200..600).map(report).collect()], &[77]);
    assert_eq!(findings(&files, &key), [""; 0]);
    let names: Vec<String> = files.keys().cloned().collect();
    assert!(
        ["tile/0/001", "tile/1/000.p/2", "tile/entries/002.p/88"].iter().all(|n| files.contains_key(*n)),
        "{names:?}"
    );
    for name in names {
        // 24 places in each file, not all: an audit of this log takes a while.
        let len = files[&name].len();
        for at in (0..24).map(|part| part * len / 24) {
            files.get_mut(&name).unwrap()[at] ^= 1;
            assert!(named(&files, &key, &name), "{name}: byte {at} changed went unnoticed");
            files.get_mut(&name).unwrap()[at] ^= 1;
        }
    }
    files.remove("tile/1/000.p/2");
    assert!(named(&files, &key, "tile/1/000.p/2"), "a higher tile is gone");
}

#[test]
fn a_file_that_is_gone_cut_longer_or_strange_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let (key, whole) = small(dir.path());
    for (name, bytes) in &whole {
        let mut files = whole.clone();
        files.remove(name);
        // Earlier partial tiles and proofs are not asked for, nor what the standard does not know.
        let optional = ["log.vkey", "tile/0/000.p/1", "tile/0/000.p/3", "tile/entries/000.p/1", "tile/entries/000.p/3"];
        let optional = optional.contains(&name.as_str()) || name.starts_with("proof/");
        assert_eq!(named(&files, &key, name), !optional, "{name} gone");
        files.insert(name.clone(), [bytes, &b"x"[..]].concat());
        assert!(named(&files, &key, name), "{name} longer");
        files.insert(name.clone(), bytes[..bytes.len() - 1].to_vec());
        assert!(named(&files, &key, name), "{name} cut");
        files.insert(name.clone(), vec![]);
        assert!(named(&files, &key, name), "{name} empty");
    }
    let unused = format!("blob/{}", hex(&sha256(b"x")));
    for (name, bytes) in [
        ("hello", "x"),
        ("tile/0/000.p/9", "x"),
        ("tile/0/001", "x"),
        ("tile/1/000.p/1", "x"),
        ("proof/00.tlog-proof", "x"),
        ("proof/9.tlog-proof", "x"),
        ("blob/hello", "x"),
        (&unused, "x"),
        ("tile/data/000", "x"),
        ("log.vkey~", "x"),
    ] {
        let mut files = whole.clone();
        files.insert(name.to_owned(), bytes.into());
        assert!(named(&files, &key, name), "{name} went unnoticed");
    }
}

#[test]
fn all_faults_are_named_not_only_the_first() {
    let dir = tempfile::tempdir().unwrap();
    let (key, mut files) = small(dir.path());
    files.remove("log.vkey");
    files.get_mut("tile/entries/000.p/4").unwrap()[10] ^= 1;
    files.insert("hello".into(), vec![]);
    let expected = [
        "hello: is no file of this log; take it away if you know what it is",
        "proof/0.tlog-proof: the proof is not one for this entry",
        "tile/entries/000.p/4: has entries that are not those that were signed",
        "tile/entries/000.p/4, entry 0: line 1 is not `yicang.v1 <kind>`",
    ];
    assert_eq!(findings(&files, &key), expected);
}

#[test]
fn another_logs_key_is_found() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (_, files) = small(dir.path());
    let stranger = keys::create(other.path(), "yicang.example/log").unwrap();
    let found = findings(&files, stranger.verifier());
    assert!(found[0].starts_with("checkpoint: is not signed by"), "{found:?}");
    assert!(found.contains(&"log.vkey: is not the key that this log is audited with".to_owned()), "{found:?}");
}

#[test]
fn a_history_rewritten_and_signed_again_is_betrayed_by_an_earlier_proof() {
    // The operator has the key and makes everything anew, but somebody has kept a proof.
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (key, before) = log(dir.path(), vec![vec![report(0), report(1)]], &[0]);
    let mut ledger = Ledger::open(other.path(), keys::load(dir.path()).unwrap()).unwrap();
    assert!(ledger.append(vec![vec![report(0), report(9)]])[0].is_ok());
    ledger.publish().unwrap();
    let folder = Folder(other.path().join("public"));
    let mut files: Files =
        folder.list().unwrap().unwrap().into_iter().map(|n| (n.clone(), folder.read(&n).unwrap().unwrap())).collect();
    assert_eq!(findings(&files, &key), [""; 0]);
    files.insert("proof/0.tlog-proof".into(), before["proof/0.tlog-proof"].clone());
    let found = findings(&files, &key);
    assert!(found.len() == 1 && found[0].contains("contradicts this log's entries"), "{found:?}");
}

/// A folder that grows while it is read. `stale`: how many looks at the checkpoint still find the old one, and what
/// the folder was then.
struct Growing {
    old: Files,
    stale: std::cell::Cell<usize>,
    now: Files,
    listed: bool,
}

impl Source for Growing {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SourceError> {
        if name == CHECKPOINT && self.stale.get() > 0 {
            self.stale.set(self.stale.get() - 1);
            return self.old.read(name);
        }
        self.now.read(name)
    }

    fn list(&self) -> Result<Option<Vec<String>>, SourceError> {
        let files = if self.stale.get() > 0 { &self.old } else { &self.now };
        if self.listed { files.list() } else { Ok(None) }
    }
}

#[test]
fn a_log_that_grows_under_the_audit_is_not_taken_for_a_broken_one() {
    let dir = tempfile::tempdir().unwrap();
    let public = Folder(dir.path().join("public"));
    let files = || -> Files {
        let names = public.list().unwrap().unwrap();
        names.into_iter().map(|name| (name.clone(), public.read(&name).unwrap().unwrap())).collect()
    };
    let mut ledger = Ledger::open(dir.path(), keys::create(dir.path(), "yicang.example/log").unwrap()).unwrap();
    ledger.append(vec![(0..250).map(report).collect()]);
    ledger.publish().unwrap();
    let old = files();
    ledger.append(vec![(250..300).map(report).chain([decision([&situation(), POLICY, PLAN])]).collect()]);
    ledger.publish().unwrap();
    let now = files();
    let audited = |source: Growing| {
        let audit = audit_bytes(&source, ledger.verifier(), None, &mut |_, _, _| {}).unwrap();
        (audit.checkpoint.unwrap().size(), audit.findings)
    };
    let stale = |looks: usize| looks.into();

    // The tiles are there already, the checkpoint comes at the second look.
    let between: Files = now.iter().map(|(n, b)| (n.clone(), old.get(n).unwrap_or(b).clone())).collect();
    let source = Growing { old: between.clone(), stale: stale(1), now: now.clone(), listed: true };
    assert_eq!(audited(source), (301, vec![]));

    // An attachment is there already; its entry's checkpoint comes during the audit, so that it begins anew.
    let mut early = old.clone();
    early.extend(now.iter().filter(|(name, _)| name.starts_with("blob/")).map(|(n, b)| (n.clone(), b.clone())));
    let source = Growing { old: early, stale: stale(1), now: now.clone(), listed: true };
    assert_eq!(audited(source), (301, vec![]));

    // Over the web files cannot be listed; the old checkpoint's tree is found inside the full tiles.
    let source = Growing { old: old.clone(), stale: stale(1000), now: now.clone(), listed: false };
    assert_eq!(audited(source), (250, vec![]));

    // A writer that has stopped in between is said to be ahead.
    let source = Growing { old: between.clone(), stale: stale(1000), now: between, listed: true };
    let (size, findings) = audited(source);
    assert_eq!(size, 250);
    assert!(
        findings.iter().any(|f| f.to_string().starts_with("tile/0/000: is ahead of the checkpoint")),
        "{findings:?}"
    );
}
