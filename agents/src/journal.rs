//! An append-only file of records that survives a power cut: a record counts once [`Journal::append`] has returned.
//!
//! A record is `YCJ1`, its length (u32, little endian), the CRC-32C of length and content, and the content. Opening
//! cuts off a last record that was never finished; damage with whole records behind it is no such thing and is refused.
//! What is whole in a damaged file can still be [looked at](Journal::look), and [put in its place](Journal::mend). What
//! a record means is not known here, and one process at a time is the [store](crate::durable_map)'s care.

use crate::files::sync_folder_of;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use yicang_language::{Message, ToMessage, message};

const MARK: &[u8; 4] = b"YCJ1";
const HEAD_BYTES: usize = 12;

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The disk or the file system says no.
    #[error("{}", self.message())]
    Disk {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Bytes in the middle are not what was written.
    #[error("{}", self.message())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// The first byte of the first record that does not fit.
        at: usize,
    },
    /// An earlier write failed; what is on disk is only known after reading it again.
    #[error("{}", self.message())]
    Stopped {
        /// Which file.
        path: PathBuf,
    },
}

impl ToMessage for JournalError {
    fn message(&self) -> Message {
        match self {
            Self::Disk { path, source } => message!("agent-journal-disk", path = path, why = source.message()),
            Self::Damaged { path, at } => message!("agent-journal-damaged", path = path, at = *at),
            Self::Stopped { path } => message!("agent-journal-stopped", path = path),
        }
    }
}

/// The open file, at its end.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    bytes: u64,
    stopped: bool,
}

/// What a file holds, whole or not. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Every whole record's content, in order, also behind what is damaged.
    pub records: Vec<Vec<u8>>,
    /// Whether bytes that are no record have whole records behind them. What is unfinished at the end is no damage.
    pub is_damaged: bool,
}

impl Journal {
    /// Looks at a file and changes nothing; one that is not there holds nothing.
    ///
    /// # Errors
    /// [`JournalError::Disk`].
    pub fn look(path: &Path) -> Result<Found, JournalError> {
        let bytes = read(path)?;
        let (mut records, mut at) = read_records(&bytes);
        let mut is_damaged = false;
        while let Some(next) = next_record(&bytes, at) {
            let (more, length) = read_records(&bytes[next..]);
            records.extend(more);
            at = next + length;
            is_damaged = true;
        }
        Ok(Found { records, is_damaged })
    }

    /// Puts one record in the place of a file that cannot be used as it is, and keeps that file beside it under the
    /// name that is given back; `None` if it has no bytes. A power cut leaves the file as it was. The caller holds the
    /// folder's lock.
    ///
    /// # Errors
    /// [`JournalError::Disk`].
    pub fn mend(path: &Path, content: &[u8]) -> Result<(Self, Option<PathBuf>), JournalError> {
        let disk = |source| JournalError::Disk { path: path.into(), source };
        let bytes = read(path)?;
        let kept = if bytes.is_empty() { None } else { Some(keep_aside(path, &bytes).map_err(disk)?) };
        let file = OpenOptions::new().create(true).append(true).open(path).map_err(disk)?;
        let mut journal = Self { path: path.into(), file, bytes: bytes.len() as u64, stopped: false };
        journal.replace(content)?;
        Ok((journal, kept))
    }

    /// Opens or makes the file and gives every record's content, in order. The caller holds the folder's lock.
    ///
    /// # Errors
    /// [`JournalError::Disk`], [`JournalError::Damaged`]; the file is as it was.
    pub fn open(path: &Path) -> Result<(Self, Vec<Vec<u8>>), JournalError> {
        let disk = |source| JournalError::Disk { path: path.into(), source };
        let bytes = read(path)?;
        let (records, good_bytes) = read_records(&bytes);
        if next_record(&bytes, good_bytes).is_some() {
            return Err(JournalError::Damaged { path: path.into(), at: good_bytes });
        }
        let file = OpenOptions::new().create(true).append(true).open(path).map_err(disk)?;
        if good_bytes < bytes.len() {
            file.set_len(good_bytes as u64).map_err(disk)?;
        }
        // Also when nothing was cut: what a killed process wrote may not have reached the disk yet.
        file.sync_all().and_then(|()| sync_folder_of(path)).map_err(disk)?;
        Ok((Self { path: path.into(), file, bytes: good_bytes as u64, stopped: false }, records))
    }

    /// Length of the file, in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Writes a record and returns when it is on disk.
    ///
    /// # Errors
    /// [`JournalError::Disk`]: whether the record is there is unknown, so nothing more is written (a second fsync after
    /// a failed one proves nothing); opening the file again tells.
    ///
    /// # Panics
    /// If the content is 4 GiB or longer.
    pub fn append(&mut self, content: &[u8]) -> Result<(), JournalError> {
        if self.stopped {
            return Err(JournalError::Stopped { path: self.path.clone() });
        }
        let record = record(content);
        self.stopped = true;
        self.file
            .write_all(&record)
            .and_then(|()| self.file.sync_data())
            .map_err(|source| JournalError::Disk { path: self.path.clone(), source })?;
        self.stopped = false;
        self.bytes += record.len() as u64;
        Ok(())
    }

    /// Puts one record in the place of all, at once: a power cut leaves the old file or the new one.
    ///
    /// # Errors
    /// [`JournalError::Disk`]: nothing more is written until the file is opened again.
    pub fn replace(&mut self, content: &[u8]) -> Result<(), JournalError> {
        let (record, new) = (record(content), self.path.with_extension("new"));
        self.stopped = true;
        let write = || {
            let mut file = File::create(&new)?;
            file.write_all(&record)?;
            file.sync_all()?;
            std::fs::rename(&new, &self.path)?;
            sync_folder_of(&self.path)?;
            OpenOptions::new().append(true).open(&self.path)
        };
        self.file = write().map_err(|source| JournalError::Disk { path: self.path.clone(), source })?;
        self.stopped = false;
        self.bytes = record.len() as u64;
        Ok(())
    }
}

fn record(content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("an outbox's change is far below 4 GiB").to_le_bytes();
    let sum = crc32c::crc32c_append(crc32c::crc32c(&length), content).to_le_bytes();
    [MARK, &length[..], &sum, content].concat()
}

/// The content of the record that these bytes begin with, if it is whole.
fn first_record(bytes: &[u8]) -> Option<&[u8]> {
    let number = |at: usize| bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
    if !bytes.starts_with(MARK) {
        return None;
    }
    let (length, sum) = (number(4)?, number(8)?);
    let content = bytes.get(HEAD_BYTES..HEAD_BYTES.checked_add(usize::try_from(length).ok()?)?)?;
    (crc32c::crc32c_append(crc32c::crc32c(&length.to_le_bytes()), content) == sum).then_some(content)
}

fn read_records(bytes: &[u8]) -> (Vec<Vec<u8>>, usize) {
    let (mut records, mut at) = (Vec::new(), 0);
    while let Some(content) = first_record(&bytes[at..]) {
        at += HEAD_BYTES + content.len();
        records.push(content.to_vec());
    }
    (records, at)
}

/// Where the next whole record begins behind `at`.
fn next_record(bytes: &[u8], at: usize) -> Option<usize> {
    (at + 1..bytes.len()).find(|next| first_record(&bytes[*next..]).is_some())
}

fn read(path: &Path) -> Result<Vec<u8>, JournalError> {
    match std::fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(|source| JournalError::Disk { path: path.into(), source }),
    }
}

/// Writes the bytes to `journal.damaged-N`, the first number that is free, durably.
fn keep_aside(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    for number in 1.. {
        let aside = path.with_extension(format!("damaged-{number}"));
        let mut file = match OpenOptions::new().write(true).create_new(true).open(&aside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            opened => opened?,
        };
        file.write_all(bytes)?;
        file.sync_all()?;
        sync_folder_of(&aside)?;
        return Ok(aside);
    }
    unreachable!("there are more numbers than files")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(path: &Path, contents: &[&[u8]]) -> Vec<u8> {
        let (mut journal, _) = Journal::open(path).unwrap();
        contents.iter().for_each(|content| journal.append(content).unwrap());
        std::fs::read(path).unwrap()
    }

    #[test]
    fn whatever_part_of_the_last_record_was_written_the_ones_before_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let whole = written(&path, &[b"one", b"two", b"three"]);
        let last = whole.len() - HEAD_BYTES - 5;
        for cut in last..whole.len() {
            for tail in [&whole[..cut], &[&whole[..cut], &[0; 40]].concat()] {
                std::fs::write(&path, tail).unwrap();
                let (mut journal, records) = Journal::open(&path).unwrap();
                assert_eq!(records, [&b"one"[..], b"two"], "cut at {cut}");
                journal.append(b"four").unwrap();
                drop(journal);
                assert_eq!(Journal::open(&path).unwrap().1, [&b"one"[..], b"two", b"four"]);
            }
        }
    }

    #[test]
    fn a_changed_byte_before_the_last_record_is_refused_and_nothing_is_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let whole = written(&path, &[b"one", b"two", b"three"]);
        for at in 0..whole.len() - HEAD_BYTES - 5 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            std::fs::write(&path, &bytes).unwrap();
            assert!(matches!(Journal::open(&path), Err(JournalError::Damaged { .. })), "byte {at}");
            assert_eq!(std::fs::read(&path).unwrap(), bytes);
        }
    }

    #[test]
    fn one_record_takes_the_place_of_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let (mut journal, _) = Journal::open(&path).unwrap();
        journal.append(b"one").unwrap();
        journal.replace(b"all").unwrap();
        journal.append(b"two").unwrap();
        assert_eq!(Journal::open(&path).unwrap().1, [&b"all"[..], b"two"]);
        assert_eq!(journal.bytes(), std::fs::metadata(&path).unwrap().len());
    }
}
