//! What every fault is judged by: what was acknowledged is there, nothing public contradicts it, the log goes on.

use crate::recorder::{Left, Recorder};
use std::path::Path;
use std::sync::Arc;
use yicang_auditor::{audit::audit_bytes, source::Folder};
use yicang_tlog::{Leaf, Tree, leaf_hash, sha256};
use yicang_writer::{Ledger, Record, keys};

/// What was counted.
#[derive(Default, Debug)]
pub(crate) struct Tally {
    pub(crate) faults: usize,
    /// Records that had been acknowledged when the fault came.
    pub(crate) acknowledged: usize,
    /// Acknowledged and not there, or not the same.
    pub(crate) lost: Vec<String>,
    /// Taken for sound though it is not.
    pub(crate) wrong: Vec<String>,
    /// Refused, with what was said.
    pub(crate) refused: Vec<String>,
}

impl Tally {
    /// Nothing was lost, nothing accepted wrongly, and whatever was refused was said in a sentence.
    pub(crate) fn check(&self) {
        assert_eq!(self.lost, [""; 0], "acknowledged and lost");
        assert_eq!(self.wrong, [""; 0], "wrongly accepted");
        for sentence in &self.refused {
            assert!(sentence.len() > 30 && sentence.contains(' '), "no clear sentence: {sentence}");
        }
    }
}

/// A record that can be told by its name; one in five has an attachment, some are longer than a page.
pub(crate) fn record(name: &str) -> Record {
    let seed = sha256(name.as_bytes());
    let body = name.repeat(1 + usize::from(seed[0]));
    let leaf = Leaf::new("report").with("id", name);
    if !seed[1].is_multiple_of(5) {
        return Record { leaf: leaf.to_bytes(), body: body.into_bytes(), blobs: vec![] };
    }
    let blob = name.repeat(1 + 3 * usize::from(seed[2])).into_bytes();
    Record { leaf: leaf.with_blob("file", &sha256(&blob)).to_bytes(), body: body.into_bytes(), blobs: vec![blob] }
}

/// A folder for a ledger on a recording disk. What survives is decided there and not by the disk below, so that one
/// may be the memory's, where the system has such: thousands of small files come and go.
pub(crate) fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// Makes the key of a new log.
pub(crate) fn found(dir: &Path) {
    keys::create(dir, "faults.example/log").unwrap();
}

/// Opens on this disk; a sentence if it is refused.
pub(crate) fn open(dir: &Path, disk: &Recorder) -> Result<Ledger, String> {
    let key = keys::load(dir).map_err(|error| error.to_string())?;
    Ledger::open_on(Arc::new(disk.clone()), dir, key).map_err(|error| error.to_string())
}

/// Opens what the fault has left, compares, goes on, and audits. Answers with the disk on which that was done.
pub(crate) fn examine(dir: &Path, left: &Left, tally: &mut Tally) -> Recorder {
    tally.faults += 1;
    tally.acknowledged += left.acknowledged.len();
    let disk = Recorder::new(dir);
    match open(dir, &disk) {
        Ok(ledger) => compare(dir, ledger, left, tally),
        Err(sentence) => tally.refused.push(sentence),
    }
    disk
}

fn compare(dir: &Path, ledger: Ledger, left: &Left, tally: &mut Tally) {
    for (index, name) in &left.acknowledged {
        if ledger.read(*index) != Ok(record(name)) {
            tally.lost.push(format!("record {index}, {name}"));
        }
    }
    let mut tree = Tree::new();
    for record in ledger.scan(0) {
        tree.push(&record.unwrap().1.leaf);
    }
    if let Some(public) = &left.public {
        let head = ledger.verifier().open(public).unwrap();
        if tree.root_at(head.size()) != Some(*head.root()) {
            tally.wrong.push(format!("{} entries had been signed, and they are others now", head.size()));
        }
    }
    let next = ledger.next();
    let handle = ledger.start();
    let after = record(&format!("after {next}"));
    let appended = handle.append_wait(vec![after.clone()]).unwrap();
    assert_eq!(appended.first, next);
    assert!(handle.prove_wait(next).unwrap().is_for(&after.leaf));
    handle.close();
    if let Some((index, name)) = left.acknowledged.last()
        && handle.find(&leaf_hash(&record(name).leaf)) != Some(*index)
    {
        tally.wrong.push(format!("the look-up does not find record {index}"));
    }
    let audit = audit_bytes(&Folder(dir.join("public")), handle.verifier(), None, &mut |_, _, _| {}).unwrap();
    tally.wrong.extend(audit.findings.iter().map(ToString::to_string));
}
