//! Reads a journal beside the centre that writes it: without its lock, and without changing a byte.
//!
//! A journal only grows at its end, so what was acknowledged is there whole at any moment. What is being written at that
//! moment looks like the tail that a power cut leaves, and is left out.

use std::fs::File;
use std::io;
use std::path::Path;
use yicang_language::message;
use yicang_tlog::Tree;
use yicang_writer::Record;
use yicang_writer::journal::{FileJournal, Journal as _, JournalError, Storage};

/// A batch that is being written may be met half in the system's cache. Then it is read again, so often.
const TRIES: usize = 5;

/// The journal's file, to read only.
struct Beside(File);

impl Storage for Beside {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        yicang_files::read_full(&self.0, at, buffer)
    }

    fn write_at(&self, _: u64, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn reserve(&self, _: u64) -> io::Result<()> {
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    /// The tail stays: it may be what the centre is writing.
    fn truncate(&self, _: u64) -> io::Result<()> {
        Ok(())
    }
}

/// A journal as it was read.
pub struct Read {
    /// Records in it.
    pub records: u64,
    /// Their public faces.
    pub tree: Tree,
    /// The public face of the last.
    pub last: Option<Vec<u8>>,
    /// Whether there is an unfinished batch behind them.
    pub is_torn: bool,
}

/// Reads all of a journal; `acknowledged` records must be there.
///
/// # Errors
/// It cannot be read, is damaged, or has fewer records.
pub fn read(path: &Path, acknowledged: u64) -> Result<Read, JournalError> {
    let mut tries = 1;
    loop {
        match read_once(path, acknowledged) {
            Err(JournalError::Damaged { .. }) if tries < TRIES => tries += 1,
            read => return read,
        }
    }
}

fn read_once(path: &Path, acknowledged: u64) -> Result<Read, JournalError> {
    let file = File::open(path).map_err(|source| JournalError::Io { path: path.to_owned(), source })?;
    if acknowledged == 0 && file.metadata().is_ok_and(|about| about.len() == 0) {
        return Err(JournalError::NotAJournal { path: path.to_owned(), problem: message!("operating-journal-empty") });
    }
    let (mut tree, mut last) = (Tree::new(), None);
    let mut take = |_, record: Record| {
        tree.push(&record.leaf);
        last = Some(record.leaf);
    };
    let journal = FileJournal::open_on(Beside(file), path, acknowledged, &mut take)?;
    let (records, is_torn) = (journal.next(), journal.notice().is_some());
    drop(journal);
    Ok(Read { records, tree, last, is_torn })
}
