//! The way to the journal: hands records to the ledger's one writer, and tells when they are durable and when public.
//!
//! Records are numbered in the order in which they are handed over; the caller holds a lock while it does. When the
//! disk refuses, nothing is acknowledged any more and the program is told to stop.

use crate::refusal::Refusal;
use tokio::sync::{oneshot, watch};
use tokio_util::sync::CancellationToken;
use yicang_language::message;
use yicang_tlog::TlogProof;
use yicang_writer::{LedgerHandle, ProveError, Record};

/// The ledger as the scheduler uses it.
pub struct Journal {
    ledger: LedgerHandle,
    written: watch::Sender<Written>,
    stop: CancellationToken,
}

/// How far the disk is.
#[derive(Debug, Clone, Default)]
struct Written {
    /// Records below this number are durable.
    upto: u64,
    /// Why nothing more will be.
    failure: Option<String>,
}

/// Nothing can be recorded any more.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the journal cannot be written: {0}")]
pub struct JournalStopped(pub String);

impl From<JournalStopped> for Refusal {
    fn from(stopped: JournalStopped) -> Self {
        Self::Unavailable(message!("unavailable-journal", why = stopped.0))
    }
}

/// What becomes of a record, told once; also where the ledger's thread breaks off and nobody calls back.
struct Outcome {
    index: u64,
    written: watch::Sender<Written>,
    stop: CancellationToken,
    is_told: bool,
}

impl Outcome {
    fn durable(mut self) {
        self.is_told = true;
        self.written.send_modify(|written| written.upto = written.upto.max(self.index + 1));
    }

    fn failed(mut self, failure: String) {
        self.fail(failure);
    }

    fn fail(&mut self, failure: String) {
        self.is_told = true;
        tracing::error!(index = self.index, failure, "the journal cannot be written; stopping");
        self.written.send_modify(|written| written.failure = written.failure.take().or(Some(failure)));
        self.stop.cancel();
    }
}

impl Drop for Outcome {
    fn drop(&mut self) {
        // Where all stops in order, what nobody was promised is left.
        if !self.is_told && !self.stop.is_cancelled() {
            self.fail("its writer broke off".into());
        }
    }
}

impl Journal {
    /// Over an open ledger of `upto` records. `stop` is cancelled when the disk refuses.
    pub fn new(ledger: LedgerHandle, upto: u64, stop: CancellationToken) -> Self {
        Self { ledger, written: watch::Sender::new(Written { upto, failure: None }), stop }
    }

    /// Hands record `index` over; returns at once. What is `held` is dropped right before the record counts as
    /// durable, or when it never will.
    pub fn append(&self, index: u64, record: Record, held: impl Send + 'static) {
        let outcome = Outcome { index, written: self.written.clone(), stop: self.stop.clone(), is_told: false };
        self.ledger.append(vec![record], move |result| {
            drop(held);
            match result {
                Ok(appended) if appended.first == index => outcome.durable(),
                Ok(appended) => outcome.failed(format!("record {index} was written as {}", appended.first)),
                Err(error) => outcome.failed(error.to_string()),
            }
        });
    }

    /// Whether the disk cannot keep up, and new reports should come later.
    pub fn is_busy(&self) -> bool {
        self.ledger.is_busy()
    }

    /// Waits until all records below `upto` are on disk.
    pub async fn durable(&self, upto: u64) -> Result<(), JournalStopped> {
        let mut written = self.written.subscribe();
        let reached = written.wait_for(|written| written.upto >= upto || written.failure.is_some()).await;
        let now = reached.expect("self holds the sender");
        match &now.failure {
            Some(failure) if now.upto < upto => Err(JournalStopped(failure.clone())),
            _ => Ok(()),
        }
    }

    /// A record that is durable.
    pub async fn read(&self, index: u64) -> Result<Record, String> {
        let (answer, record) = oneshot::channel();
        // Whoever asked may have gone.
        self.ledger.read(index, move |result| drop(answer.send(result)));
        let record = record.await.map_err(|_| "the centre is ending".to_owned())?;
        record.map_err(|error| error.to_string())
    }

    /// Waits until record `index` is in the public log, and proves it.
    pub async fn prove(&self, index: u64) -> Result<TlogProof, ProveError> {
        let (answer, proof) = oneshot::channel();
        // Whoever asked may have gone.
        self.ledger.prove(index, move |result| drop(answer.send(result)));
        proof.await.unwrap_or(Err(ProveError::Closed))
    }

    /// The same, and the proof stands in the public folder as a file.
    pub async fn prove_in_public(&self, index: u64) -> Result<TlogProof, ProveError> {
        let (answer, proof) = oneshot::channel();
        self.ledger.publish_proof(index, move |result| drop(answer.send(result)));
        proof.await.unwrap_or(Err(ProveError::Closed))
    }

    /// Why nothing more can be recorded, if so.
    pub fn failure(&self) -> Option<String> {
        self.written.borrow().failure.clone()
    }

    /// Writes what was handed over, publishes it, and lets go of the files. Blocks.
    pub fn close(&self) {
        self.ledger.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_tlog::Leaf;
    use yicang_writer::{Ledger, keys};

    fn record(n: u64) -> Record {
        Record { leaf: Leaf::new("report").with("id", n).to_bytes(), ..Record::default() }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_writer_that_breaks_off_lets_nobody_wait() {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(dir.path(), keys::create(dir.path(), "log.example/a").unwrap()).unwrap().start();
        let (stop, held) = (CancellationToken::new(), std::sync::Arc::new(()));
        let journal = Journal::new(ledger.clone(), 0, stop.clone());
        journal.append(0, record(0), std::sync::Arc::clone(&held));
        journal.durable(1).await.unwrap();
        // Its thread breaks off in between: the next record is behind it in the queue.
        let (go, wait) = std::sync::mpsc::channel::<()>();
        ledger.append(vec![record(1)], move |_| {
            let _ = wait.recv();
            panic!("a broken invariant");
        });
        journal.append(2, record(2), std::sync::Arc::clone(&held));
        assert!(!stop.is_cancelled());
        go.send(()).unwrap();
        assert_eq!(journal.durable(3).await.unwrap_err().0, "its writer broke off");
        stop.cancelled().await;
        // What was held is let go on the thread that breaks off.
        while std::sync::Arc::strong_count(&held) > 1 {
            tokio::task::yield_now().await;
        }
    }
}
