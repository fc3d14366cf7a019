//! How long a ledger takes to open, and how many bytes of files it reads for that.
//!
//! ```text
//! cargo run --release -p yicang-ledger --example start -- [RECORDS [DIR]]
//! ```
//!
//! Writes a log of N records (100,000 if nothing is given), each with a leaf and a body of some 500 bytes, closes it,
//! and opens it again as a centre does: every record goes through a fold. Bytes are those of `/proc/self/io`, journal
//! and public files together; the time is of one machine, with the files in the system's cache. DIR is a new folder,
//! which is kept.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // a measurement on the terminal; a fault ends it

use std::time::Instant;
use yicang_tlog::Leaf;
use yicang_writer::{Ledger, Record, keys};

fn record(n: usize) -> Record {
    let leaf = Leaf::new("report").with("number", n).with("pad", "x".repeat(460)).to_bytes();
    Record { leaf, body: vec![7; 500], blobs: vec![] }
}

/// Bytes that this process has read so far, where the system counts them.
fn bytes_read() -> u64 {
    let io = std::fs::read_to_string("/proc/self/io").unwrap_or_default();
    let line = io.lines().find_map(|line| line.strip_prefix("rchar: "));
    line.and_then(|count| count.parse().ok()).unwrap_or_default()
}

fn main() {
    let records = std::env::args().nth(1).map_or(100_000, |n| n.parse().expect("RECORDS is a whole number"));
    let scratch = tempfile::tempdir().unwrap();
    let dir = std::env::args().nth(2).map_or(scratch.path().to_owned(), Into::into);
    let handle = Ledger::open(&dir, keys::create(&dir, "start.example/log").unwrap()).unwrap().start();
    for from in (0..records).step_by(1_000) {
        handle.append_wait((from..records.min(from + 1_000)).map(record).collect()).unwrap();
    }
    handle.close();
    let journal = std::fs::metadata(dir.join("journal")).unwrap().len();
    let key = keys::load(&dir).unwrap();
    let (before, begun, mut folded) = (bytes_read(), Instant::now(), 0);
    let ledger = Ledger::open_with_records(&dir, key, |_, record| folded += record.body.len()).unwrap();
    let (took, read) = (begun.elapsed(), bytes_read() - before);
    assert_eq!((ledger.next(), folded), (records as u64, records * 500));
    println!("{records} records, journal {journal} bytes: {read} bytes read in {} ms", took.as_millis());
}
