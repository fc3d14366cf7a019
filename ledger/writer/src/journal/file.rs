//! The journal in one append-only file, `DIR/journal`. It groups nothing and retries nothing: one batch, one write,
//! one `fdatasync`, one answer. Room for later batches is reserved in segments of up to 64 MiB, as zeros, so that the
//! sync has the batch alone to write and nothing about the file; closing gives the room back.
//!
//! # Why no acknowledged record is ever cut off
//!
//! A batch is written only after the one before it was synced, and is acknowledged only after its own sync. So, after
//! a power cut, only what stands behind the last acknowledged batch can be incomplete: one unfinished frame at the
//! end. A disk that loses power leaves such a frame in three shapes: the file ends too early; or pieces of it were
//! never written and read as zeros, from a sector's boundary on; or nothing of it is there (zeros to the file's end
//! are room that was reserved). A write that stopped short leaves a fourth: its beginning, then zeros to the file's
//! end. Only these shapes are taken for a torn tail and cut off. Everything else that does not check is damage to
//! what was once acknowledged: a wrong checksum without a missing piece, anything at all with a whole frame behind it
//! (frames carry their own offset, so bytes in a blob cannot pose as one). Then the journal refuses to open, and
//! leaves the file as it is.
//!
//! Two guards more. Whoever opens the journal says how many records are known to be acknowledged (the ledger's last
//! signed checkpoint); fewer are never accepted, and the file is not cut before that is checked. And a journal read
//! back is synced once more before anybody may build on it: a process can die between write and sync while the
//! system's cache still shows the batch.
//!
//! After an error of write or sync the journal is broken for good in this process. What then is on the disk nobody
//! knows (after a failed `fsync` a system may show pages that it never wrote), so it takes nothing more, does not
//! retry, and is opened again by the next start. A batch whose answer got lost may be found there: callers number
//! their events, so that sending again doubles nothing.
//!
//! Limits: 2^32 records in a batch, [`RECORD_BYTES_MAX`](super::RECORD_BYTES_MAX) in a record; one process at a time
//! (a file lock). Opening reads the whole file once,
//! and hands each record on: whoever needs all of them need not read it again.

use super::frame::{self, FILE_HEADER};
use super::open_error::JournalError;
use super::read::{Reader, Step, damage, read_frame};
use super::storage::{DiskFile, Storage};
use super::{AppendError, Journal, ReadRecord, Record, Records, ScanError, TakeRecord, check};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use yicang_files::{Disk, RealDisk};
use yicang_language::{Message, ToMessage as _, message};

/// How much room is reserved at a time: as much as there are bytes already, within these bounds. A young journal stays
/// small; a grown one reserves every few seconds at the most.
const SEGMENT_BYTES: std::ops::RangeInclusive<u64> = 256 * 1024..=64 * 1024 * 1024;

/// The journal in a file.
pub struct FileJournal<S: Storage = DiskFile> {
    records: FileRecords<S>,
    path: PathBuf,
    /// Where the next frame goes.
    end: u64,
    /// How long the file is, as far as room was reserved.
    reserved: u64,
    epoch: u64,
    /// Why nothing more is taken in, and nothing of the file changed.
    broken: Option<Message>,
    torn: Option<Torn>,
}

/// Where each record begins, and the file to read it from. Clones see what is appended.
struct FileRecords<S> {
    storage: Arc<S>,
    starts: Arc<RwLock<Vec<u64>>>,
}

impl<S> Clone for FileRecords<S> {
    fn clone(&self) -> Self {
        Self { storage: self.storage.clone(), starts: self.starts.clone() }
    }
}

impl<S: Storage> FileRecords<S> {
    fn new(storage: S) -> Self {
        Self { storage: Arc::new(storage), starts: Arc::default() }
    }

    fn next(&self) -> u64 {
        self.starts.read().unwrap_or_else(PoisonError::into_inner).len() as u64
    }

    fn extend(&self, starts: impl IntoIterator<Item = u64>) {
        self.starts.write().unwrap_or_else(PoisonError::into_inner).extend(starts);
    }

    fn start(&self, index: u64) -> Option<u64> {
        let starts = self.starts.read().unwrap_or_else(PoisonError::into_inner);
        starts.get(usize::try_from(index).ok()?).copied()
    }

    fn read(&self, reader: &mut Reader<'_, S>, start: u64, index: u64) -> Result<Record, ScanError> {
        let record = reader.record(start, index).map_err(|error| ScanError { index, problem: error.message() })?;
        let problem = || message!("writer-record-checksum");
        record.map(|(record, _)| record).ok_or_else(|| ScanError { index, problem: problem() })
    }
}

impl<S: Storage> ReadRecord for FileRecords<S> {
    fn record(&self, index: u64) -> Result<Record, ScanError> {
        let problem = || message!("writer-record-count", count = self.next());
        let start = self.start(index).ok_or_else(|| ScanError { index, problem: problem() })?;
        self.read(&mut Reader::for_one(&self.storage), start, index)
    }
}

/// An unfinished batch at the end of the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Torn {
    at: u64,
    bytes: u64,
}

impl FileJournal {
    /// Opens or makes the journal at `path` for one writer. `acknowledged`: how many records must at least be there.
    ///
    /// # Errors
    ///
    /// The file is another process's, no journal, damaged, or holds fewer records. It is then left as it is.
    pub fn open(path: &Path, acknowledged: u64) -> Result<Self, JournalError> {
        Self::open_with(&RealDisk, path, acknowledged, &mut |_, _| {})
    }

    /// The same on any disk. Opening reads each record once, and hands it to `take`.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open). What `take` was given by then must be thrown away.
    pub fn open_with(
        disk: &dyn Disk,
        path: &Path,
        acknowledged: u64,
        take: TakeRecord<'_>,
    ) -> Result<Self, JournalError> {
        if acknowledged > 0 && !path.exists() {
            return Err(JournalError::Behind { path: path.to_owned(), found: 0, acknowledged });
        }
        let storage = DiskFile::open(disk, path).map_err(|error| refused(path, error))?;
        Self::open_on(storage, path, acknowledged, take)
    }

    /// Opens the journal to read only: changes nothing, and every append is `Unavailable`.
    ///
    /// # Errors
    ///
    /// As [`open_with`](Self::open_with).
    pub fn open_to_read(path: &Path, acknowledged: u64, take: TakeRecord<'_>) -> Result<Self, JournalError> {
        let storage = DiskFile::open_to_read(&RealDisk, path).map_err(|error| refused(path, error))?;
        Self::read(storage, path, acknowledged, take)
    }
}

impl<S: Storage> FileJournal<S> {
    /// Opens or makes a journal on any storage; `path` is for messages.
    ///
    /// # Errors
    ///
    /// As [`open_with`](FileJournal::open_with).
    pub fn open_on(storage: S, path: &Path, acknowledged: u64, take: TakeRecord<'_>) -> Result<Self, JournalError> {
        let io = |source| JournalError::Io { path: path.to_owned(), source };
        if acknowledged == 0 && is_unborn(&storage).map_err(io)? {
            storage.write_at(0, &frame::file_header(0)).map_err(io)?;
            storage.sync().map_err(io)?;
        }
        let mut journal = Self::read(storage, path, acknowledged, take)?;
        match journal.torn {
            Some(torn) => {
                journal.records.storage.truncate(torn.at).map_err(io)?;
                journal.reserved = torn.at;
            }
            None => journal.records.storage.sync().map_err(io)?,
        }
        journal.broken = None;
        Ok(journal)
    }

    /// Reads all of it once and changes nothing. A record is handed on after its whole batch was checked.
    fn read(storage: S, path: &Path, acknowledged: u64, take: TakeRecord<'_>) -> Result<Self, JournalError> {
        let mut journal = Self {
            records: FileRecords::new(storage),
            path: path.to_owned(),
            end: FILE_HEADER as u64,
            reserved: 0,
            epoch: 0,
            // Until it is opened to write.
            broken: Some("it was opened for reading only".into()),
            torn: None,
        };
        let storage = journal.records.storage.clone();
        let len = storage.len().map_err(|error| journal.io(error))?;
        journal.reserved = len;
        let mut header = vec![0; FILE_HEADER];
        let read = storage.read_at(0, &mut header).map_err(|error| journal.io(error))?;
        journal.epoch = frame::read_file_header(&header[..read])
            .map_err(|problem| JournalError::NotAJournal { path: path.to_owned(), problem })?;
        let mut reader = Reader::new(storage.as_ref());
        while journal.end < len && journal.torn.is_none() {
            let (at, first) = (journal.end, journal.next());
            match read_frame(&mut reader, at, len, first).map_err(|error| journal.io(error))? {
                Step::Whole { epoch, records, end } => {
                    journal.epoch = journal.epoch.max(epoch);
                    journal.records.extend(records.iter().map(|(start, _)| *start));
                    journal.end = end;
                    for (index, (_, record)) in (first..).zip(records) {
                        take(index, record);
                    }
                }
                Step::Room => break,
                Step::CutOff => journal.torn = Some(Torn { at, bytes: len - at }),
                Step::Wrong(problem, end) => {
                    let problem =
                        damage(&mut reader, (at, end), len, first, problem).map_err(|error| journal.io(error))?;
                    if let Some(problem) = problem {
                        return Err(JournalError::Damaged {
                            path: path.to_owned(),
                            offset: at,
                            record: first,
                            problem,
                        });
                    }
                    journal.torn = Some(Torn { at, bytes: len - at });
                }
            }
        }
        let found = journal.next();
        if found < acknowledged {
            return Err(JournalError::Behind { path: path.to_owned(), found, acknowledged });
        }
        Ok(journal)
    }

    /// A sentence about what was cut off when the journal was opened (or, opened to read, would be).
    #[must_use]
    pub fn notice(&self) -> Option<Message> {
        self.torn.map(|torn| {
            message!("writer-torn", path = &self.path, bytes = torn.bytes, at = torn.at, records = self.next(),)
        })
    }

    /// Takes room for the next `bytes` and more. If there is none, the write will say so.
    fn reserve(&mut self, bytes: usize) {
        let needed = self.end + bytes as u64;
        if needed > self.reserved {
            let wanted = needed + self.end.clamp(*SEGMENT_BYTES.start(), *SEGMENT_BYTES.end());
            if self.records.storage.reserve(wanted).is_ok() {
                self.reserved = wanted;
            }
        }
    }

    fn io(&self, source: io::Error) -> JournalError {
        JournalError::Io { path: self.path.clone(), source }
    }
}

impl<S: Storage> Journal for FileJournal<S> {
    fn append(&mut self, epoch: u64, expected_next: u64, batch: &[Record]) -> Result<u64, AppendError> {
        if let Some(problem) = &self.broken {
            return Err(AppendError::Unavailable(problem.clone()));
        }
        check((epoch, self.epoch), expected_next, self.next(), batch)?;
        self.epoch = epoch;
        if batch.is_empty() {
            return Ok(self.next());
        }
        let (frame, starts) = frame::encode(epoch, self.next(), self.end, batch);
        self.reserve(frame.len());
        let storage = &self.records.storage;
        if let Err(error) = storage.write_at(self.end, &frame).and_then(|()| storage.sync()) {
            let (why, records) = (error.message(), self.next());
            let problem = message!("writer-disk-unknown", path = &self.path, why = why, records = records);
            self.broken = Some(problem.clone());
            return Err(AppendError::Unavailable(problem));
        }
        self.records.extend(starts.iter().map(|start| self.end + *start as u64));
        self.end += frame.len() as u64;
        self.reserved = self.reserved.max(self.end);
        Ok(self.next())
    }

    fn scan(&self, from: u64) -> Records<'_> {
        let mut reader = Reader::new(self.records.storage.as_ref());
        let starts = (from..self.next()).map_while(|index| self.records.start(index).map(|start| (index, start)));
        Box::new(
            starts
                .map(move |(index, start)| self.records.read(&mut reader, start, index).map(|record| (index, record))),
        )
    }

    fn reader(&self) -> Box<dyn ReadRecord> {
        Box::new(self.records.clone())
    }

    fn next(&self) -> u64 {
        self.records.next()
    }

    fn epoch(&self) -> u64 {
        self.epoch
    }
}

impl<S: Storage> Drop for FileJournal<S> {
    fn drop(&mut self) {
        if self.broken.is_none() && self.reserved > self.end {
            // Whoever opens it takes zeros for room, so it does no harm if this fails.
            let _ = self.records.storage.truncate(self.end);
        }
    }
}

fn refused(path: &Path, source: io::Error) -> JournalError {
    match source.kind() {
        io::ErrorKind::ResourceBusy => JournalError::InUse(path.to_owned()),
        _ => JournalError::Io { path: path.to_owned(), source },
    }
}

/// Whether the file is new, or its making was cut off: nothing, the beginning of a header, or zeros.
fn is_unborn(storage: &impl Storage) -> io::Result<bool> {
    let mut bytes = vec![0; FILE_HEADER + 1];
    let n = storage.read_at(0, &mut bytes)?;
    let header = frame::file_header(0);
    Ok(n <= FILE_HEADER && (bytes[..n].iter().all(|b| *b == 0) || (n < FILE_HEADER && header.starts_with(&bytes[..n]))))
}

#[cfg(test)]
mod tests;
