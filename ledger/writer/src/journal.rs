//! The journal: the one truth, every event once, in order, numbered from 0. It knows bytes, not what they mean.
//!
//! The seam for a journal beyond one machine is the trait [`Journal`], with one promise: `append` returns after the
//! batch is durable. [`FileJournal`] keeps it in one file; [`MemoryJournal`] keeps it for tests and simulations.
//! One suite of tests ([`suite`](self), below) holds for every implementation.

mod file;
mod frame;
mod memory;
mod open_error;
mod read;
mod storage;
#[cfg(test)]
pub(crate) mod suite;

use yicang_language::{Message, ToMessage, message};
use yicang_tlog::ENTRY_BYTES_MAX;

pub use file::FileJournal;
pub use memory::MemoryJournal;
pub use open_error::JournalError;
#[cfg(test)]
pub(crate) use storage::simulated;
pub use storage::{DiskFile, Storage};

/// The most that one record may take with its lengths: 64 MiB. A situation of a whole country is some hundred KiB;
/// the bound keeps one record in memory at a time affordable and a damaged length from asking for all of it.
pub const RECORD_BYTES_MAX: usize = 64 * 1024 * 1024;

/// One event as the ledger sees it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Record {
    /// The public face: becomes leaf `i` of the public log. 1 to 65,535 bytes.
    pub leaf: Vec<u8>,
    /// The private bytes, which the scheduler knows how to read. They never leave the journal.
    pub body: Vec<u8>,
    /// Public attachments; each is published under its SHA-256 and named in the leaf.
    pub blobs: Vec<Vec<u8>>,
}

/// Why a record cannot be taken in, whatever the journal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum RecordError {
    /// The leaf is empty or longer than a bundle can take.
    Leaf(usize),
    /// The whole is over [`RECORD_BYTES_MAX`].
    Length(usize),
}

impl ToMessage for RecordError {
    fn message(&self) -> Message {
        match self {
            Self::Leaf(bytes) => message!("writer-leaf-length", bytes = *bytes),
            Self::Length(bytes) => message!("writer-record-length", bytes = *bytes),
        }
    }
}

impl Record {
    /// Its bytes in the journal without checksum: the parts and four bytes of length before each, four for how many.
    #[must_use]
    pub fn encoded_len(&self) -> usize {
        let blobs = self.blobs.iter().map(|blob| blob.len() + 4).sum::<usize>();
        12 + self.leaf.len() + self.body.len() + blobs
    }

    /// Checks the two bounds.
    ///
    /// # Errors
    ///
    /// The bound that is exceeded.
    pub fn check(&self) -> Result<(), RecordError> {
        if self.leaf.is_empty() || self.leaf.len() > ENTRY_BYTES_MAX {
            return Err(RecordError::Leaf(self.leaf.len()));
        }
        if self.encoded_len() > RECORD_BYTES_MAX {
            return Err(RecordError::Length(self.encoded_len()));
        }
        Ok(())
    }
}

/// Why nothing is known to be appended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum AppendError {
    /// More records wait than the writer can keep up with. Nothing was written; the same call can be made again later.
    Busy {
        /// How many records wait.
        waiting: u64,
    },
    /// Somebody else appended in between. Nothing was written; read on and try again.
    Conflict {
        /// Where the caller thought it stood.
        expected: u64,
        /// Where it stands.
        next: u64,
    },
    /// A newer writer has taken over. Nothing was written, and this writer must stop.
    Fenced {
        /// The caller's epoch.
        epoch: u64,
        /// The journal's.
        current: u64,
    },
    /// The journal can take nothing in any more. Whether this batch is durable is not known until it is opened again.
    Unavailable(Message),
    /// Record `at` of the batch can never be taken in. Nothing of the batch was written.
    Refused {
        /// Position in the batch, from 0.
        at: usize,
        /// The reason.
        problem: Message,
    },
}

impl ToMessage for AppendError {
    fn message(&self) -> Message {
        match self {
            Self::Busy { waiting } => message!("writer-busy", waiting = *waiting),
            Self::Conflict { expected, next } => message!("writer-conflict", expected = *expected, next = *next),
            Self::Fenced { epoch, current } => message!("writer-fenced", epoch = *epoch, current = *current),
            Self::Unavailable(why) => message!("writer-unavailable", why = why.clone()),
            Self::Refused { at, problem } => message!("writer-refused", at = *at, why = problem.clone()),
        }
    }
}

/// What went wrong while records were read back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct ScanError {
    /// Which record.
    pub index: u64,
    /// What is wrong.
    pub problem: Message,
}

impl ToMessage for ScanError {
    fn message(&self) -> Message {
        message!("writer-record-unreadable", record = self.index, why = self.problem.clone())
    }
}

/// Records in order, with their numbers.
pub type Records<'a> = Box<dyn Iterator<Item = Result<(u64, Record), ScanError>> + 'a>;

/// What is done with each record while a journal is opened, in order, with its number.
pub type TakeRecord<'a> = &'a mut dyn FnMut(u64, Record);

/// Reads records that were appended, also after it was made.
pub trait ReadRecord: Send {
    /// Record `index`.
    fn record(&self, index: u64) -> Result<Record, ScanError>;
}

/// An append-only sequence of records.
pub trait Journal: Send {
    /// Appends all records of `batch`, or none, and returns the next free number after they are durable.
    ///
    /// `epoch` is the writer's; the highest epoch ever seen rules and lower ones are fenced off. `expected_next` is
    /// the number that the first record shall have. An empty batch writes nothing.
    fn append(&mut self, epoch: u64, expected_next: u64, batch: &[Record]) -> Result<u64, AppendError>;

    /// The records from number `from` on.
    fn scan(&self, from: u64) -> Records<'_>;

    /// Reads single records, from any thread, while this journal goes on.
    fn reader(&self) -> Box<dyn ReadRecord>;

    /// The number that the next record will have: how many there are.
    fn next(&self) -> u64;

    /// The highest epoch that has appended; a new writer takes a higher one.
    fn epoch(&self) -> u64;
}

/// What every implementation checks before it writes, in this order.
fn check(epoch: (u64, u64), expected: u64, next: u64, batch: &[Record]) -> Result<(), AppendError> {
    let (epoch, current) = epoch;
    if epoch < current {
        return Err(AppendError::Fenced { epoch, current });
    }
    if expected != next {
        return Err(AppendError::Conflict { expected, next });
    }
    for (at, record) in batch.iter().enumerate() {
        record.check().map_err(|error| AppendError::Refused { at, problem: error.message() })?;
    }
    Ok(())
}
