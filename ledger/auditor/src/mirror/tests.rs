//! A copy is a log like the first one, whatever happens on the way; and a lie never gets in.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use super::*;
use crate::audit::audit_bytes;
use crate::source::SourceError;
use std::cell::Cell;
use yicang_tlog::{Leaf, sha256};
use yicang_writer::{Ledger, Record, keys};

fn report(n: u64) -> Record {
    let blob = format!("attachment {}", n / 100).into_bytes();
    let leaf = Leaf::new("report").with("id", n).with_blob("text", &sha256(&blob)).to_bytes();
    Record { leaf, blobs: vec![blob], ..Record::default() }
}

fn quiet() -> impl FnMut(&'static str, u64, u64) {
    |_, _, _| {}
}

struct Log {
    dir: tempfile::TempDir,
    ledger: Ledger,
}

impl Log {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(dir.path(), keys::create(dir.path(), "yicang.example/log").unwrap()).unwrap();
        Self { dir, ledger }
    }

    fn grow(&mut self, to: u64) {
        let records = (self.ledger.next()..to).map(report).collect();
        assert!(self.ledger.append(vec![records])[0].is_ok());
        self.ledger.publish().unwrap();
    }

    fn public(&self) -> Folder {
        Folder(self.dir.path().join("public"))
    }
}

/// Fails at the `left`-th read, as a network does.
struct Flaky(Folder, Cell<u64>);

impl Source for Flaky {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SourceError> {
        if self.1.get() == 0 {
            return Err(SourceError::new(name, yicang_language::Message::verbatim("the line is down")));
        }
        self.1.set(self.1.get() - 1);
        self.0.read(name)
    }

    fn list(&self) -> Result<Option<Vec<String>>, SourceError> {
        Ok(None)
    }
}

/// Serves one file otherwise than it is.
struct Lying(Folder, String, Vec<u8>);

impl Source for Lying {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SourceError> {
        if name == self.1 { Ok(Some(self.2.clone())) } else { self.0.read(name) }
    }

    fn list(&self) -> Result<Option<Vec<String>>, SourceError> {
        Ok(None)
    }
}

fn is_sound(mirror: &Mirror<'_>, log: &LogVerifier, size: u64) {
    let audit = audit_bytes(mirror.copy(), log, None, &mut quiet()).unwrap();
    assert_eq!(audit.findings, []);
    assert_eq!(audit.checkpoint.unwrap().size(), size);
}

#[test]
fn a_copy_follows_a_growing_log_and_passes_every_audit() {
    let mut log = Log::new();
    let key = log.ledger.verifier().clone();
    let copy = tempfile::tempdir().unwrap();
    let mirror = Mirror::open(copy.path(), &key).unwrap();
    assert!(matches!(Mirror::open(copy.path(), &key), Err(MirrorError::InUse(_))));
    let mut old = 0;
    for size in [1, 2, 255, 256, 300, 300, 800] {
        log.grow(size);
        let done = mirror.update(&log.public(), &mut quiet()).unwrap();
        assert_eq!((done.old, done.size), (old, size));
        is_sound(&mirror, &key, size);
        old = size;
    }
}

#[test]
fn it_can_be_broken_off_anywhere_and_goes_on_where_it_was() {
    let mut log = Log::new();
    log.grow(1_500);
    let key = log.ledger.verifier().clone();
    let copy = tempfile::tempdir().unwrap();
    let mirror = Mirror::open(copy.path(), &key).unwrap();
    let mut reads = 1;
    let mut breaks = 0;
    loop {
        let source = Flaky(log.public(), Cell::new(reads));
        match mirror.update(&source, &mut quiet()) {
            Ok(done) => {
                assert_eq!(done.size, 1_500);
                break;
            }
            Err(error) => assert!(matches!(error, MirrorError::Source(_)), "{error}"),
        }
        // Nothing is served before it is whole.
        assert_eq!(mirror.head().unwrap(), None);
        breaks += 1;
        reads += 1;
    }
    assert!(breaks > 3, "full bundles that were fetched once are not fetched again: {breaks}");
    assert!(reads < 20, "{reads}");
    is_sound(&mirror, &key, 1_500);
}

#[test]
fn no_changed_file_gets_into_the_copy() {
    let mut log = Log::new();
    log.grow(300);
    let key = log.ledger.verifier().clone();
    let names = log.public().list().unwrap().unwrap();
    let served = names.into_iter().filter(|name| !name.starts_with("tile/0") && !name.starts_with("tile/1"));
    for name in served.filter(|name| name != VKEY && !name.contains(".p/") || name.ends_with("/44")) {
        let mut bytes = log.public().read(&name).unwrap().unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        let copy = tempfile::tempdir().unwrap();
        let mirror = Mirror::open(copy.path(), &key).unwrap();
        let refused = mirror.update(&Lying(log.public(), name.clone(), bytes), &mut quiet());
        assert!(refused.is_err(), "{name}");
        assert_eq!(mirror.head().unwrap(), None);
        let there = mirror.copy().list().unwrap().unwrap();
        assert!(there.iter().all(|file| file.starts_with("blob/")), "{there:?}");
        // With an honest source the same folder becomes good.
        mirror.update(&log.public(), &mut quiet()).unwrap();
        is_sound(&mirror, &key, 300);
    }
}

#[test]
fn a_fork_and_a_rollback_are_refused_and_both_heads_kept() {
    let mut log = Log::new();
    log.grow(5);
    let key = log.ledger.verifier().clone();
    let copy = tempfile::tempdir().unwrap();
    let mirror = Mirror::open(copy.path(), &key).unwrap();
    mirror.update(&log.public(), &mut quiet()).unwrap();
    let signer = keys::load(log.dir.path()).unwrap();
    let mut other = Tree::new();
    for n in 0..9 {
        other.push(format!("other {n}").as_bytes());
    }
    for size in [4, 5, 9] {
        let lie = signer.sign(size, &other.root_at(size).unwrap());
        let mut source = std::collections::BTreeMap::from([(CHECKPOINT.to_owned(), lie.as_bytes().to_vec())]);
        let entries: Vec<Vec<u8>> = (0..size).map(|n| format!("other {n}").into_bytes()).collect();
        let bundle = yicang_tlog::encode_bundle(entries.iter().map(Vec::as_slice));
        source.insert(TilePath::new(TileKind::Entries, 0, u16::try_from(size).unwrap()).unwrap().to_string(), bundle);
        let refused = mirror.update(&source, &mut quiet()).unwrap_err();
        let MirrorError::Contradiction { evidence, .. } = &refused else { panic!("{size}: {refused}") };
        assert!(refused.is_breach());
        let kept = std::fs::read(evidence).unwrap();
        let holds = |note: &[u8]| kept.windows(note.len()).any(|window| window == note);
        assert!(holds(lie.as_bytes()) && holds(mirror.head().unwrap().unwrap().as_bytes()));
    }
    log.grow(7);
    mirror.update(&log.public(), &mut quiet()).unwrap();
    is_sound(&mirror, &key, 7);
}
