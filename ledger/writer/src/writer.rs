//! The two threads that own the open [`Ledger`], and the handle through which everybody else talks to them. The
//! *sequencer* makes records durable and answers; the *publisher* takes what is durable into the tree, writes tiles and
//! checkpoints, and proves. They answer by callbacks, so that async callers wait in their own way.
//!
//! Group commit: whatever has queued up while one batch was being synced goes into the next one. Each append is
//! answered right after the sync, and nothing that the publisher does holds it up. A checkpoint follows as soon as the
//! one before is out, at most every 10 ms, so well within the 200 ms that are promised.
//!
//! A callback runs on one of the two threads: it should hand its answer on and return. A callback that is dropped
//! uncalled means that the ledger was closed in between. What waits is bounded: an append over the bounds is answered
//! with [`AppendError::Busy`] at once, and nothing of it was taken.

mod handle;
mod publishing;
mod sequencing;

use crate::journal::{AppendError, Record, ScanError};
use crate::ledger::{Appended, Batch, Ledger, ProveError};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc;
use yicang_tlog::TlogProof;

pub use handle::LedgerHandle;

/// Records that may wait for the journal. At ten thousand a second they have waited for some seconds: whoever comes
/// then is better told so.
const WAITING_RECORDS_MAX: u64 = 65_536;

/// Bytes that may wait for the journal: 256 MiB.
const WAITING_BYTES_MAX: usize = 256 * 1024 * 1024;

/// Records that may be durable but not public, because the public folder cannot be written or is slow. They are held
/// in memory.
const UNPUBLISHED_MAX: u64 = 262_144;

type Answer<T> = Box<dyn FnOnce(T) + Send>;

/// What the sequencer is told.
enum Message {
    Append { records: Vec<Record>, bytes: usize, answer: Answer<Result<Appended, AppendError>> },
    Ask(Request),
    Close,
}

/// What the publisher answers. It goes through the sequencer, so that it comes after the appends before it.
enum Request {
    Prove { index: u64, publish: bool, answer: Answer<Result<TlogProof, ProveError>> },
    Public { index: u64, answer: Answer<Result<u64, ProveError>> },
    Read { index: u64, answer: Answer<Result<Record, ScanError>> },
}

/// What the publisher is told.
enum PublisherMessage {
    Durable(Batch),
    Ask(Request),
}

/// How far everything is. Written by the handle and both threads.
#[derive(Default)]
struct Progress {
    /// Records that wait for the journal, and their bytes.
    waiting: AtomicU64,
    waiting_bytes: AtomicUsize,
    /// Records in the journal.
    durable: AtomicU64,
    /// Entries under the public checkpoint.
    published: AtomicU64,
}

impl Progress {
    fn unpublished(&self) -> u64 {
        self.durable.load(Ordering::Acquire).saturating_sub(self.published.load(Ordering::Acquire))
    }

    /// Counts an append in, unless it is too much.
    fn enter(&self, records: u64, bytes: usize) -> Result<(), AppendError> {
        let (waiting, unpublished) = (self.waiting.fetch_add(records, Ordering::AcqRel), self.unpublished());
        let waiting_bytes = self.waiting_bytes.fetch_add(bytes, Ordering::AcqRel);
        // An empty queue takes any append, however large.
        let full =
            waiting > 0 && (waiting + records > WAITING_RECORDS_MAX || waiting_bytes + bytes > WAITING_BYTES_MAX);
        if full || unpublished > UNPUBLISHED_MAX {
            self.leave(records, bytes);
            return Err(AppendError::Busy { waiting: waiting + unpublished });
        }
        Ok(())
    }

    fn leave(&self, records: u64, bytes: usize) {
        self.waiting.fetch_sub(records, Ordering::AcqRel);
        self.waiting_bytes.fetch_sub(bytes, Ordering::AcqRel);
    }

    /// Whether half of what may wait does so.
    fn is_busy(&self) -> bool {
        self.waiting.load(Ordering::Acquire) > WAITING_RECORDS_MAX / 2
            || self.waiting_bytes.load(Ordering::Acquire) > WAITING_BYTES_MAX / 2
            || self.unpublished() > UNPUBLISHED_MAX / 2
    }
}

impl Ledger {
    /// Gives the ledger to two threads of its own.
    ///
    /// # Panics
    /// If the operating system gives no thread.
    #[must_use]
    pub fn start(self) -> LedgerHandle {
        let Self { sequencer, publisher, .. } = self;
        let progress = Arc::new(Progress::default());
        progress.durable.store(sequencer.journal.next(), Ordering::Release);
        progress.published.store(publisher.published_size(), Ordering::Release);
        let (verifier, index) = (publisher.verifier().clone(), publisher.index().cloned());
        let (queue, messages) = mpsc::channel();
        let (to_publisher, from_sequencer) = mpsc::channel();
        let publishing = publishing::Publishing::new(publisher, progress.clone());
        let publishing = spawn("ledger-publish", move || publishing.run(&from_sequencer));
        let sequencing = sequencing::Sequencing::new(sequencer, progress.clone(), to_publisher);
        let sequencing = spawn("ledger", move || sequencing.run(&messages));
        LedgerHandle::new(queue, progress, [sequencing, publishing], verifier, index)
    }
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> std::thread::JoinHandle<()> {
    std::thread::Builder::new().name(name.into()).spawn(run).expect("the system gives a thread")
}

#[cfg(test)]
mod tests;
