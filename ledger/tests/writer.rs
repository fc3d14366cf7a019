//! The ledger's thread from outside: many callers, each answered, everything public, nothing left open at the end.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::path::Path;
use std::sync::mpsc;
use yicang_auditor::{audit::audit_bytes, source::Folder};
use yicang_tlog::{Leaf, leaf_hash};
use yicang_writer::{AppendError, Ledger, LedgerHandle, ProveError, Record, keys};

fn record(id: &str) -> Record {
    let leaf = Leaf::new("report").with("id", id).to_bytes();
    Record { leaf, body: format!("secret of {id}").into_bytes(), blobs: vec![] }
}

fn start(dir: &Path) -> LedgerHandle {
    let key = keys::load(dir).or_else(|_| keys::create(dir, "yicang.example/log")).unwrap();
    Ledger::open(dir, key).unwrap().start()
}

fn findings(dir: &Path, handle: &LedgerHandle) -> Vec<String> {
    let audit = audit_bytes(&Folder(dir.join("public")), handle.verifier(), None, &mut |_, _, _| {}).unwrap();
    audit.findings.iter().map(ToString::to_string).collect()
}

#[test]
fn every_caller_is_answered_once_and_has_its_own_place() {
    let dir = tempfile::tempdir().unwrap();
    let handle = start(dir.path());
    let (sender, answers) = mpsc::channel();
    std::thread::scope(|scope| {
        for caller in 0..4 {
            let (handle, sender) = (handle.clone(), sender.clone());
            scope.spawn(move || {
                for n in 0..100 {
                    let (id, sender) = (format!("{caller}-{n}"), sender.clone());
                    handle.append(vec![record(&id), record(&format!("{id}-too"))], move |answer| {
                        sender.send((id, answer.unwrap())).unwrap();
                    });
                }
            });
        }
    });
    drop(sender);
    let mut taken = [false; 800];
    for (id, appended) in answers {
        assert_eq!(appended.next, appended.first + 2);
        for (index, id) in (appended.first..).zip([id.clone(), format!("{id}-too")]) {
            assert!(!std::mem::replace(&mut taken[usize::try_from(index).unwrap()], true));
            assert!(handle.prove_wait(index).unwrap().is_for(&record(&id).leaf));
        }
    }
    assert!(taken.iter().all(|taken| *taken));
    assert_eq!(handle.published_size(), 800);
    handle.close();
    assert_eq!(findings(dir.path(), &handle), [""; 0]);
}

#[test]
fn a_proof_asked_for_right_after_the_append_comes_with_the_checkpoint() {
    let dir = tempfile::tempdir().unwrap();
    let handle = start(dir.path());
    let (sender, proofs) = mpsc::channel();
    for n in 0..3 {
        handle.append(vec![record(&n.to_string())], |_| {});
        let sender = sender.clone();
        handle.prove(n, move |proof| sender.send(proof).unwrap());
    }
    drop(sender);
    for proof in proofs {
        let proof = proof.unwrap();
        assert!(proof.is_for(&record(&proof.index().to_string()).leaf));
        assert!(proof.checkpoint().size() <= handle.published_size());
    }
    assert_eq!(handle.prove_wait(3), Err(ProveError::NotThere { index: 3, size: 3 }));
    assert!(!dir.path().join("public/proof").exists(), "nobody asked to publish one");
    let published = handle.publish_proof_wait(1).unwrap();
    assert_eq!(std::fs::read(dir.path().join("public/proof/1.tlog-proof")).unwrap(), published.as_bytes());
    handle.close();
    assert_eq!(findings(dir.path(), &handle), [""; 0]);
}

#[test]
fn closing_finishes_what_was_asked_and_answers_what_comes_later() {
    let dir = tempfile::tempdir().unwrap();
    let handle = start(dir.path());
    let (sender, answers) = mpsc::channel();
    for n in 0..50 {
        let sender = sender.clone();
        handle.append(vec![record(&n.to_string())], move |answer| sender.send(answer.is_ok()).unwrap());
    }
    drop(sender);
    handle.close();
    assert_eq!(answers.iter().filter(|ok| *ok).count(), 50);
    assert_eq!(handle.published_size(), 50);
    assert!(matches!(handle.append_wait(vec![record("late")]), Err(AppendError::Unavailable(_))));
    assert_eq!(handle.prove_wait(0), Err(ProveError::Closed));
    let late = mpsc::channel();
    handle.read(0, move |answer| late.0.send(answer).unwrap());
    assert!(late.1.recv().unwrap().is_err());
    handle.close();
    // The folder can be opened again at once, by this process or another.
    let again = start(dir.path());
    assert_eq!(again.append_wait(vec![record("next")]).unwrap().first, 50);
    again.close();
    assert_eq!(findings(dir.path(), &again), [""; 0]);
}

#[test]
fn records_are_read_back_and_found() {
    let dir = tempfile::tempdir().unwrap();
    let handle = start(dir.path());
    handle.append_wait((0..300).map(|n| record(&n.to_string())).collect()).unwrap();
    handle.prove_wait(299).unwrap();
    let (sender, answer) = mpsc::channel();
    handle.read(257, move |record| sender.send(record).unwrap());
    assert_eq!(answer.recv().unwrap(), Ok(record("257")));
    handle.close();
    assert_eq!(handle.find(&leaf_hash(&record("123").leaf)), Some(123));
    assert_eq!(handle.find(&leaf_hash(b"nothing")), None);
    drop(handle);
    let key = keys::load(dir.path()).unwrap();
    let ledger = Ledger::open(dir.path(), key).unwrap();
    assert_eq!(ledger.notices(), []);
    let bodies: Vec<_> = ledger.scan(298).map(|record| record.unwrap().1.body).collect();
    assert_eq!(bodies, [record("298").body, record("299").body]);
}

#[test]
fn private_bodies_stay_private() {
    let dir = tempfile::tempdir().unwrap();
    let handle = start(dir.path());
    handle.append_wait(vec![record("a")]).unwrap();
    handle.publish_proof_wait(0).unwrap();
    handle.close();
    let mut folders = vec![dir.path().join("public")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let bytes = std::fs::read(entry.path()).unwrap();
                assert!(!bytes.windows(6).any(|w| w == b"secret"), "{}", entry.path().display());
            }
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for private in ["journal", "keys/log.skey"] {
            let mode = std::fs::metadata(dir.path().join(private)).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{private} can be read by others");
        }
    }
}

#[test]
fn a_ledger_that_cannot_keep_up_sends_callers_away() {
    let dir = tempfile::tempdir().unwrap();
    let handle = start(dir.path());
    // Whoever does not return from a callback holds the journal up.
    let (go_on, held) = mpsc::channel::<()>();
    let (begun, holds) = mpsc::channel();
    handle.append(vec![record("first")], move |_| {
        begun.send(()).unwrap();
        held.recv().unwrap_or(());
    });
    // Only then: what comes into the same batch would be written, and not wait.
    holds.recv().unwrap();
    let (sender, answers) = mpsc::channel();
    let mut taken = 0_u64;
    let busy = loop {
        let sender = sender.clone();
        let records = (0..1000).map(|n| record(&format!("{taken}-{n}"))).collect();
        handle.append(records, move |answer| sender.send(answer).unwrap());
        match answers.try_recv() {
            Ok(Err(busy)) => break busy,
            Ok(Ok(_)) => panic!("nothing can be answered yet"),
            Err(_) => taken += 1000,
        }
        assert!(taken < 100_000, "what waits is bounded");
    };
    assert!(matches!(busy, AppendError::Busy { waiting } if waiting >= taken), "{busy}");
    assert!(busy.to_string().contains("try again"), "{busy}");
    assert!(handle.is_busy());
    go_on.send(()).unwrap();
    for _ in 0..taken / 1000 {
        answers.recv().unwrap().unwrap();
    }
    assert_eq!(handle.append_wait(vec![record("last")]).unwrap().first, taken + 1, "who was sent away left nothing");
    handle.close();
    assert_eq!(handle.published_size(), taken + 2);
}
