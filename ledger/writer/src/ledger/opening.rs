//! What opening reads, and to whom it hands what it read.

use super::{JOURNAL, Ledger};
use crate::{Record, keys};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use yicang_files::{Disk, Mode, OpenFile, RealDisk};
use yicang_tlog::Leaf;

/// The disk, with a count of the bytes that were read from the journal.
struct Counting(Arc<AtomicU64>);

struct CountingFile(Box<dyn OpenFile>, Arc<AtomicU64>);

impl Disk for Counting {
    fn open(&self, path: &Path, mode: Mode) -> io::Result<Box<dyn OpenFile>> {
        let file = RealDisk.open(path, mode)?;
        if !path.ends_with(JOURNAL) {
            return Ok(file);
        }
        Ok(Box::new(CountingFile(file, Arc::clone(&self.0))))
    }

    fn make_dirs(&self, path: &Path) -> io::Result<()> {
        RealDisk.make_dirs(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        RealDisk.rename(from, to)
    }

    fn remove_dirs(&self, path: &Path) -> io::Result<()> {
        RealDisk.remove_dirs(path)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        RealDisk.sync_dir(path)
    }

    fn identity(&self, path: &Path) -> io::Result<String> {
        RealDisk.identity(path)
    }
}

impl OpenFile for CountingFile {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read_at(at, buffer)?;
        self.1.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }

    fn write_at(&self, at: u64, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_at(at, bytes)
    }

    fn reserve(&self, len: u64) -> io::Result<()> {
        self.0.reserve(len)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn sync_all(&self) -> io::Result<()> {
        self.0.sync_all()
    }
}

fn record(n: u64) -> Record {
    Record { leaf: Leaf::new("report").with("id", n).to_bytes(), body: vec![7; 4_000], blobs: vec![] }
}

#[test]
fn opening_reads_the_journal_once_and_hands_each_record_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path(), keys::create(dir.path(), "yicang.example/log").unwrap()).unwrap();
    for from in (0..1_500).step_by(100) {
        assert!(ledger.append(vec![(from..from + 100).map(record).collect()])[0].is_ok());
    }
    ledger.publish().unwrap();
    drop(ledger);
    let len = std::fs::metadata(dir.path().join(JOURNAL)).unwrap().len();
    let read = Arc::new(AtomicU64::new(0));
    let disk = Arc::new(Counting(Arc::clone(&read)));
    let mut taken = Vec::new();
    let key = keys::load(dir.path()).unwrap();
    drop(
        Ledger::open_reading(disk, dir.path(), key, &mut |index, record| taken.push((index, record.clone()))).unwrap(),
    );
    assert!(taken.into_iter().eq((0..1_500).map(|n| (n, record(n)))), "each once, in order");
    // What a window holds of the next frame is read again with it.
    let read = read.load(Ordering::Relaxed);
    assert!(len > 5_000_000 && read < len * 5 / 4, "{read} bytes were read of {len}");
}
