//! The journal in one append-only file, `DIR/journal`. It groups nothing and retries nothing: one batch, one write,
//! one `fdatasync`, one answer.
//!
//! # Why no acknowledged record is ever cut off
//!
//! A batch is written only after the one before it was synced, and is acknowledged only after its own sync. So, after
//! a power cut, only what stands behind the last acknowledged batch can be incomplete: one unfinished frame at the
//! end. A disk that loses power leaves such a frame in three shapes: the file ends too early; or pieces of it were never
//! written and read as zeros, from a sector's boundary on; or nothing of it is there. Only these shapes are taken for a
//! torn tail and cut off. Everything else that does not check is damage to what was once acknowledged: a wrong
//! checksum without a missing piece, anything at all with a whole frame behind it (frames carry their own offset, so
//! bytes in a blob cannot pose as one). Then the journal refuses to open, and leaves the file as it is.
//!
//! Two guards more. Whoever opens the journal says how many records are known to be acknowledged (the ledger's last
//! signed checkpoint); fewer are never accepted, and the file is not cut before that is checked. And a journal read
//! back is synced once more before anybody may build on it: a process can die between write and sync while the
//! system's cache still shows the batch.
//!
//! After an error of write or sync the journal is broken for good in this process. What then is on the disk nobody
//! knows (after a failed `fsync` a system may show pages that it never wrote), so it takes nothing more, does not retry,
//! and is opened again by the next start. A batch whose answer got lost may be found there: callers number their
//! events, so that sending again doubles nothing.
//!
//! Limits: 2^32 records in a batch, [`RECORD_BYTES_MAX`](super::RECORD_BYTES_MAX) in a record; one process at a time
//! (a file lock). Opening reads the whole file once.

use std::io;
use std::path::{Path, PathBuf};

use super::frame::{self, FILE_HEADER};
use super::read::{Reader, Step, damage, read_frame};
use super::storage::{DiskFile, Storage};
use super::{AppendError, Journal, Record, Records, ScanError, check};

/// Why the journal does not open.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The disk or the operating system.
    #[error("{path} cannot be read or written: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another process has it open.
    #[error("{0} is in use by another process; stop that one first")]
    InUse(PathBuf),
    /// The file is no journal, or of another version.
    #[error("{path} is no journal that this program can open: {why}")]
    NotAJournal {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// Acknowledged bytes have changed. The file was left as it is.
    #[error(
        "{path} is damaged at byte {offset}, in or after record {record}: {why}. This is not what a power cut leaves \
         behind, so nothing was cut off. Copy the file away, check the disk, and restore the journal from a backup or \
         another copy of it"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where it begins.
        offset: u64,
        /// The first record that is not read.
        record: u64,
        /// What is wrong.
        why: String,
    },
    /// Fewer records than are known to be acknowledged. The file was left as it is.
    #[error(
        "{path} holds {found} whole records, but {acknowledged} were already signed into the public log; the end of \
         the journal is missing. Restore it from a backup or another copy; to go on without these records would need \
         a new log under a new key"
    )]
    Behind {
        /// The file.
        path: PathBuf,
        /// Whole records found.
        found: u64,
        /// Records known to be acknowledged.
        acknowledged: u64,
    },
}

/// The journal in a file.
pub struct FileJournal<S: Storage = DiskFile> {
    storage: S,
    path: PathBuf,
    /// Where each record begins.
    starts: Vec<u64>,
    /// Where the next frame goes.
    end: u64,
    epoch: u64,
    /// Why nothing more is taken in.
    broken: Option<String>,
    torn: Option<Torn>,
}

/// An unfinished batch at the end of the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Torn {
    at: u64,
    bytes: u64,
}

impl FileJournal {
    /// Opens or makes the journal at `path` for one writer. `acknowledged`: how many records must at least be there.
    pub fn open(path: &Path, acknowledged: u64) -> Result<Self, JournalError> {
        if acknowledged > 0 && !path.exists() {
            return Err(JournalError::Behind { path: path.to_owned(), found: 0, acknowledged });
        }
        let storage = DiskFile::open(path).map_err(|e| refused(path, e))?;
        Self::open_on(storage, path, acknowledged)
    }

    /// Opens the journal to read only: changes nothing, and every append is `Unavailable`.
    pub fn open_to_read(path: &Path, acknowledged: u64) -> Result<Self, JournalError> {
        let storage = DiskFile::open_to_read(path).map_err(|e| refused(path, e))?;
        let mut journal = Self::read(storage, path, acknowledged)?;
        journal.broken = Some("it was opened for reading only".into());
        Ok(journal)
    }
}

impl<S: Storage> FileJournal<S> {
    /// Opens or makes a journal on any storage; `path` is for messages.
    pub fn open_on(mut storage: S, path: &Path, acknowledged: u64) -> Result<Self, JournalError> {
        let io = |source| JournalError::Io { path: path.to_owned(), source };
        if acknowledged == 0 && is_unborn(&storage).map_err(io)? {
            storage.write_at(0, &frame::file_header(0)).map_err(io)?;
            storage.sync().map_err(io)?;
        }
        let mut journal = Self::read(storage, path, acknowledged)?;
        match journal.torn {
            Some(torn) => journal.storage.truncate(torn.at).map_err(io)?,
            None => journal.storage.sync().map_err(io)?,
        }
        Ok(journal)
    }

    /// Reads all of it and changes nothing.
    fn read(storage: S, path: &Path, acknowledged: u64) -> Result<Self, JournalError> {
        let mut journal = Self {
            storage,
            path: path.to_owned(),
            starts: Vec::new(),
            end: FILE_HEADER as u64,
            epoch: 0,
            broken: None,
            torn: None,
        };
        let len = journal.storage.len().map_err(|e| journal.io(e))?;
        let mut header = vec![0; FILE_HEADER];
        let read = journal.storage.read_at(0, &mut header).map_err(|e| journal.io(e))?;
        journal.epoch = frame::read_file_header(&header[..read])
            .map_err(|why| JournalError::NotAJournal { path: path.to_owned(), why })?;
        let mut reader = Reader::new(&journal.storage);
        while journal.end < len {
            let at = journal.end;
            let step = read_frame(&mut reader, at, len, journal.starts.len() as u64).map_err(|e| journal.io(e))?;
            match step {
                Step::Whole { epoch, starts, end } => {
                    journal.epoch = journal.epoch.max(epoch);
                    journal.starts.extend(starts);
                    journal.end = end;
                }
                Step::CutOff => journal.torn = Some(Torn { at, bytes: len - at }),
                Step::Wrong(why) => {
                    let first = journal.starts.len() as u64;
                    if let Some(why) = damage(&mut reader, at, len, first, why).map_err(|e| journal.io(e))? {
                        return Err(JournalError::Damaged { path: path.to_owned(), offset: at, record: first, why });
                    }
                    journal.torn = Some(Torn { at, bytes: len - at });
                }
            }
            if journal.torn.is_some() {
                break;
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
    pub fn notice(&self) -> Option<String> {
        self.torn.map(|torn| {
            format!(
                "{}: the last {} bytes, from byte {} on, are a batch that was never finished nor acknowledged; \
                 {} records before it are whole",
                self.path.display(),
                torn.bytes,
                torn.at,
                self.next(),
            )
        })
    }

    fn io(&self, source: io::Error) -> JournalError {
        JournalError::Io { path: self.path.clone(), source }
    }
}

impl<S: Storage> Journal for FileJournal<S> {
    fn append(&mut self, epoch: u64, expected_next: u64, batch: &[Record]) -> Result<u64, AppendError> {
        if let Some(why) = &self.broken {
            return Err(AppendError::Unavailable(why.clone()));
        }
        check((epoch, self.epoch), expected_next, self.next(), batch)?;
        self.epoch = epoch;
        if batch.is_empty() {
            return Ok(self.next());
        }
        let (frame, starts) = frame::encode(epoch, self.next(), self.end, batch);
        if let Err(e) = self.storage.write_at(self.end, &frame).and_then(|()| self.storage.sync()) {
            let why = format!(
                "{}: {e}. What the disk holds behind record {} is not known, so nothing more is taken in; check the \
                 disk, then start again",
                self.path.display(),
                self.next(),
            );
            self.broken = Some(why.clone());
            return Err(AppendError::Unavailable(why));
        }
        self.starts.extend(starts.iter().map(|start| self.end + *start as u64));
        self.end += frame.len() as u64;
        Ok(self.next())
    }

    fn scan(&self, from: u64) -> Records<'_> {
        let mut reader = Reader::new(&self.storage);
        let starts = self.starts.get(usize::try_from(from).unwrap_or(usize::MAX)..).unwrap_or(&[]);
        Box::new(starts.iter().zip(from..).map(move |(start, index)| {
            let record = reader.record(*start, index).map_err(|e| ScanError { index, why: e.to_string() })?;
            let why = || "its checksum is wrong; it was right when the journal was opened. Check the disk".to_owned();
            record.map(|(record, _)| (index, record)).ok_or_else(|| ScanError { index, why: why() })
        }))
    }

    fn next(&self) -> u64 {
        self.starts.len() as u64
    }

    fn epoch(&self) -> u64 {
        self.epoch
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
