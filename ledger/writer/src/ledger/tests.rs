use super::faulty::{Fault, FaultyFiles};
use super::*;
use crate::journal::simulated::{Disk, Fault as DiskFault};
use crate::journal::{JournalError, MemoryJournal};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use yicang_auditor::audit::audit_bytes;
use yicang_auditor::source::{Folder, Source as _};
use yicang_files::RealDisk;
use yicang_tlog::{Leaf, sha256};

fn record(n: u64) -> Record {
    let leaf = Leaf::new("report").with("id", n);
    Record { leaf: leaf.to_bytes(), body: format!("secret {n}").into_bytes(), blobs: vec![] }
}

fn with_blob(n: u64) -> Record {
    let blob = format!("attachment {n}").into_bytes();
    let leaf = Leaf::new("policy").with("id", n).with_blob("policy", &sha256(&blob));
    Record { leaf: leaf.to_bytes(), body: vec![], blobs: vec![blob] }
}

fn key(dir: &Path) -> CheckpointSigner {
    crate::keys::load(dir).or_else(|_| crate::keys::create(dir, "yicang.example/log")).unwrap()
}

fn open(dir: &Path) -> Ledger {
    Ledger::open(dir, key(dir)).unwrap()
}

/// A journal, and what reading it yields.
fn read(dir: &Path, journal: impl Journal + 'static) -> (Box<dyn Journal>, Survey) {
    let survey = Survey::of(dir.join("public"), &journal);
    (Box::new(journal), survey)
}

fn findings(dir: &Path) -> Vec<String> {
    let files: BTreeMap<String, Vec<u8>> = files(dir).into_iter().collect();
    let audit = audit_bytes(&files, key(dir).verifier(), None, &mut |_, _, _| {}).unwrap();
    audit.findings.iter().map(ToString::to_string).collect()
}

fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let folder = Folder(dir.join("public"));
    let names = folder.list().unwrap().unwrap();
    names.into_iter().map(|name| (name.clone(), folder.read(&name).unwrap().unwrap())).collect()
}

/// A ledger of 300 records in batches, one proof, one attachment.
fn filled(dir: &Path) -> Ledger {
    let mut ledger = open(dir);
    for (from, to) in [(0, 1), (1, 7), (7, 250), (250, 259), (259, 300)] {
        let batch = (from..to).map(|n| if n == 3 { with_blob(n) } else { record(n) }).collect();
        assert_eq!(ledger.append(vec![batch]), [Ok(Appended { first: from, next: to })]);
        ledger.publish().unwrap();
    }
    ledger.publish_proof(&ledger.prove(3).unwrap()).unwrap();
    ledger
}

#[test]
fn what_is_published_passes_the_audit() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    assert_eq!(findings(dir.path()), [""; 0], "an empty log is one too");
    let ledger = filled(dir.path());
    assert_eq!(findings(dir.path()), [""; 0]);
    assert_eq!(ledger.checkpoint().unwrap().size(), 300);
    assert!(ledger.prove(299).unwrap().is_for(&record(299).leaf));
    assert_eq!(ledger.prove(300), Err(ProveError::NotThere { index: 300, size: 300 }));
    let names: Vec<_> = files(dir.path()).into_iter().map(|(name, _)| name).collect();
    for name in ["tile/0/000", "tile/0/001.p/3", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"] {
        assert!(names.contains(&name.to_owned()), "{name} is not among {names:?}");
    }
    assert!(!names.iter().any(|name| name.starts_with("tile/0/000.p")), "superseded tiles go");
}

#[test]
fn deleting_the_public_folder_and_the_look_up_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    let before = files(dir.path());
    std::fs::remove_dir_all(dir.path().join("public")).unwrap();
    std::fs::remove_dir_all(dir.path().join("index")).unwrap();
    let ledger = open(dir.path());
    let after = files(dir.path());
    for (name, bytes) in before.iter().filter(|(name, _)| !name.starts_with("proof/")) {
        let again = after.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("{name} is gone"));
        assert!(again.1 == *bytes, "{name} has changed");
    }
    assert_eq!(findings(dir.path()), [""; 0]);
    let leaf = yicang_tlog::leaf_hash(&record(270).leaf);
    assert_eq!(ledger.index().unwrap().find(&leaf).unwrap(), Some(270));
}

#[test]
fn any_public_file_that_a_power_cut_has_damaged_is_made_right() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    let before = files(dir.path());
    for (name, bytes) in &before {
        for damaged in [vec![], vec![0; bytes.len()], bytes[..bytes.len() / 2].to_vec()] {
            std::fs::write(dir.path().join("public").join(name), damaged).unwrap();
            drop(open(dir.path()));
            let now = files(dir.path());
            if name.starts_with("proof/") {
                assert_eq!(findings(dir.path()), [""; 0], "{name}");
                std::fs::write(dir.path().join("public").join(name), bytes).unwrap();
            } else {
                assert!(now == before, "{name} was not made right");
            }
        }
    }
}

#[test]
fn temporary_files_of_a_crash_go_with_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    std::fs::write(dir.path().join("state/tmp/17"), "half a til").unwrap();
    drop(open(dir.path()));
    assert_eq!(std::fs::read_dir(dir.path().join("state/tmp")).unwrap().count(), 0);
    assert_eq!(findings(dir.path()), [""; 0]);
}

/// Appends, publishes and proves; every error is taken as it comes. Answers how many records were acknowledged.
fn work(ledger: &mut Ledger) -> u64 {
    let mut acknowledged = 0;
    for (from, to) in [(0, 2), (2, 254), (254, 258)] {
        let batch = (from..to).map(|n| if n % 100 == 1 { with_blob(n) } else { record(n) }).collect();
        if let [Ok(appended)] = ledger.append(vec![batch])[..] {
            acknowledged = appended.next;
        }
        if ledger.publish().is_ok()
            && let Ok(proof) = ledger.prove(1)
        {
            let _ = ledger.publish_proof(&proof);
        }
    }
    acknowledged
}

#[test]
fn a_fault_at_any_step_of_publishing_leaves_a_log_that_goes_on() {
    for fault in [Fault::Lost, Fault::AnswerLost, Fault::Torn] {
        for at in 0.. {
            let dir = tempfile::tempdir().unwrap();
            let files =
                FaultyFiles::new(DiskFiles::open(Arc::new(RealDisk), dir.path().join("state/tmp")).unwrap(), fault, at);
            let steps = Arc::clone(&files.steps);
            // The journal outlives the crash, and so does what was signed.
            let disk = Disk::default();
            let journal = || FileJournal::open_on(disk.clone(), Path::new("journal"), 0, &mut |_, _| {}).unwrap();
            let mut acknowledged = 0;
            let opened = Ledger::open_with(
                Arc::new(RealDisk),
                dir.path(),
                key(dir.path()),
                read(dir.path(), journal()),
                Box::new(files),
            );
            if let Ok(mut ledger) = opened {
                acknowledged = work(&mut ledger);
                assert_eq!(acknowledged, 258, "the public folder's troubles stop no append");
            }
            if fault != Fault::Torn {
                // A folder in which a step failed is not wrong, only behind or ahead.
                let wrong = findings(dir.path());
                let is_wrong = |f: &&String| !f.contains("is missing") && !f.contains("is ahead");
                assert_eq!(wrong.iter().find(is_wrong), None, "{fault:?} at step {at}");
            }
            let signed_before = signed(dir.path(), key(dir.path()).verifier()).unwrap();
            let files = DiskFiles::open(Arc::new(RealDisk), dir.path().join("state/tmp")).unwrap();
            let ledger = Ledger::open_with(
                Arc::new(RealDisk),
                dir.path(),
                key(dir.path()),
                read(dir.path(), journal()),
                Box::new(files),
            )
            .unwrap();
            assert!(ledger.next() >= acknowledged);
            assert!(ledger.checkpoint().unwrap().size() >= signed_before.map_or(0, |head| head.size()));
            assert_eq!(ledger.checkpoint().unwrap().size(), ledger.next());
            assert_eq!(findings(dir.path()), [""; 0], "{fault:?} at step {at}");
            if steps.load(Ordering::Relaxed) <= at {
                assert!(at > 20, "the fault came too early to be met");
                break;
            }
        }
    }
}

#[test]
fn a_fault_of_the_journal_acknowledges_nothing_that_is_lost() {
    use DiskFault::{ShortWrite, SyncAnswerLost, SyncFails, WriteAnswerLost, WriteLost};
    for fault in [WriteLost, ShortWrite(50), WriteAnswerLost, SyncFails, SyncAnswerLost] {
        let dir = tempfile::tempdir().unwrap();
        let disk = Disk::default();
        let reopen = |acknowledged| {
            let journal = FileJournal::open_on(disk.clone(), Path::new("journal"), acknowledged, &mut |_, _| {});
            let journal = journal.unwrap();
            let files = DiskFiles::open(Arc::new(RealDisk), dir.path().join("state/tmp")).unwrap();
            Ledger::open_with(
                Arc::new(RealDisk),
                dir.path(),
                key(dir.path()),
                read(dir.path(), journal),
                Box::new(files),
            )
            .unwrap()
        };
        let mut ledger = reopen(0);
        assert!(ledger.append(vec![vec![record(0)], vec![record(1), record(2)]]).iter().all(Result::is_ok));
        ledger.publish().unwrap();
        disk.next_fails(fault);
        let answers = ledger.append(vec![vec![record(3)], vec![Record::default()], vec![record(4)]]);
        assert!(matches!(answers[0], Err(AppendError::Unavailable(_))));
        assert!(matches!(answers[1], Err(AppendError::Refused { at: 0, .. })));
        assert!(matches!(answers[2], Err(AppendError::Unavailable(_))));
        assert!(ledger.append(vec![vec![record(3)]])[0].is_err(), "no retry");
        ledger.publish().unwrap();
        assert_eq!(ledger.checkpoint().unwrap().size(), 3, "what is not durable is not signed");
        assert!(ledger.prove(2).is_ok(), "what is durable can still be proven");
        drop(ledger);
        disk.lose_power(true, |_| false);
        let ledger = reopen(3);
        assert!(ledger.next() == 3 || (fault == SyncAnswerLost && ledger.next() == 5));
        assert_eq!(findings(dir.path()), [""; 0]);
    }
}

#[test]
fn what_could_never_be_verified_is_refused_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = open(dir.path());
    let dangling = Record { blobs: vec![], ..with_blob(1) };
    let unnamed = Record { blobs: vec![b"stray".to_vec()], ..record(2) };
    let no_leaf = Record { leaf: b"hello".to_vec(), ..Record::default() };
    let groups =
        vec![vec![record(0), dangling.clone()], vec![unnamed], vec![no_leaf], vec![record(0)], vec![with_blob(1)]];
    let answers = ledger.append(groups);
    let refused = |at, answer: &Result<Appended, AppendError>| {
        assert!(matches!(answer, Err(AppendError::Refused { at: a, .. }) if *a == at), "{answer:?}");
    };
    refused(1, &answers[0]);
    refused(0, &answers[1]);
    refused(0, &answers[2]);
    assert_eq!(answers[3..], [Ok(Appended { first: 0, next: 1 }), Ok(Appended { first: 1, next: 2 })]);
    // An attachment that is already there need not be sent again.
    assert!(ledger.append(vec![vec![dangling]])[0].is_ok());
    ledger.publish().unwrap();
    assert_eq!(findings(dir.path()), [""; 0]);
}

#[test]
fn nothing_is_signed_that_contradicts_what_was_signed() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    let reopen = |journal: MemoryJournal| {
        let files = DiskFiles::open(Arc::new(RealDisk), dir.path().join("state/tmp")).unwrap();
        Ledger::open_with(Arc::new(RealDisk), dir.path(), key(dir.path()), read(dir.path(), journal), Box::new(files))
            .err()
            .map(|error| error.to_string())
    };
    let before = files(dir.path());
    // Another history, a shorter one, and with the state's copy gone the public one still counts.
    let mut other = MemoryJournal::default();
    other.append(1, 0, &(0..300).map(|n| record(n + 1)).collect::<Vec<_>>()).unwrap();
    for _ in 0..2 {
        assert!(reopen(other.clone()).unwrap().contains("not the first 300 of the journal"));
        assert!(reopen(MemoryJournal::default()).unwrap().contains("which holds 0"));
        std::fs::remove_file(dir.path().join(SIGNED)).ok();
    }
    assert!(files(dir.path()) == before, "nothing was written");
    // The journal cut short is refused before it is touched.
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    let journal = dir.path().join("journal");
    let whole = std::fs::read(&journal).unwrap();
    std::fs::write(&journal, &whole[..whole.len() - 1]).unwrap();
    let behind = Ledger::open(dir.path(), key(dir.path())).err().unwrap();
    assert!(
        matches!(behind, OpenError::Journal(JournalError::Behind { found: 259, acknowledged: 300, .. })),
        "{behind}"
    );
    assert_eq!(std::fs::read(&journal).unwrap().len(), whole.len() - 1);
    std::fs::remove_file(&journal).unwrap();
    assert!(Ledger::open(dir.path(), key(dir.path())).is_err());
    // A checkpoint that says nothing is no licence to sign anything.
    std::fs::write(&journal, &whole).unwrap();
    std::fs::write(dir.path().join(SIGNED), "hello").unwrap();
    assert!(matches!(Ledger::open(dir.path(), key(dir.path())), Err(OpenError::Signed { .. })));
}

#[test]
fn another_logs_folder_is_left_alone() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    drop(filled(dir.path()));
    std::fs::remove_dir_all(dir.path().join("state")).unwrap();
    let stranger = key(other.path());
    assert!(matches!(Ledger::open(dir.path(), stranger), Err(OpenError::OtherLog(_))));
}

#[test]
fn a_torn_tail_is_cut_off_with_a_notice() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    let journal = dir.path().join("journal");
    let mut bytes = std::fs::read(&journal).unwrap();
    bytes.extend_from_slice(b"YCB1 and no more");
    std::fs::write(&journal, &bytes).unwrap();
    let ledger = open(dir.path());
    assert_eq!(ledger.next(), 300);
    let notice = ledger.notices()[0].to_string();
    assert!(notice.contains("the last 16 bytes") && notice.ends_with("they were cut off"), "{notice}");
}
