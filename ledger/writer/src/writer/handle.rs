//! The handle: what anybody may ask of the running ledger.

use super::{Answer, Message, Progress, Request};
use crate::index::Index;
use crate::journal::{AppendError, Record, ScanError};
use crate::ledger::{Appended, ProveError};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use yicang_language::message;
use yicang_tlog::{Hash, LogVerifier, TlogProof};

/// Talks to the ledger's threads. Cheap to clone.
#[derive(Clone)]
pub struct LedgerHandle(Arc<Shared>);

struct Shared {
    queue: Sender<Message>,
    progress: Arc<Progress>,
    /// In the order in which they end.
    threads: Mutex<Vec<JoinHandle<()>>>,
    verifier: LogVerifier,
    index: Option<Index>,
}

impl LedgerHandle {
    pub(super) fn new(
        queue: Sender<Message>,
        progress: Arc<Progress>,
        threads: [JoinHandle<()>; 2],
        verifier: LogVerifier,
        index: Option<Index>,
    ) -> Self {
        Self(Arc::new(Shared { queue, progress, threads: Mutex::new(threads.into()), verifier, index }))
    }

    /// Appends the records, all or none, next to each other. `answer` is called when they are durable, or with the
    /// reason why not; after `Unavailable` whether they are durable is known only after a restart. `Busy` is answered
    /// at once, on the caller's thread.
    pub fn append(&self, records: Vec<Record>, answer: impl FnOnce(Result<Appended, AppendError>) + Send + 'static) {
        let bytes = records.iter().map(Record::encoded_len).sum();
        if let Err(busy) = self.0.progress.enter(records.len() as u64, bytes) {
            return answer(Err(busy));
        }
        let message = Message::Append { records, bytes, answer: Box::new(answer) };
        if let Err(mpsc::SendError(Message::Append { records, bytes, answer })) = self.0.queue.send(message) {
            self.0.progress.leave(records.len() as u64, bytes);
            answer(Err(AppendError::Unavailable(message!("writer-closed"))));
        }
    }

    /// Whether so much waits that new callers should be sent away. An append that is made all the same is taken, until
    /// twice as much waits.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.0.progress.is_busy()
    }

    /// Calls `answer` with the proof of entry `index` once a published checkpoint covers it.
    pub fn prove(&self, index: u64, answer: impl FnOnce(Result<TlogProof, ProveError>) + Send + 'static) {
        self.ask_proof(index, false, Box::new(answer));
    }

    /// Likewise, and the proof then stands in the public folder as `proof/<index>.tlog-proof`.
    pub fn publish_proof(&self, index: u64, answer: impl FnOnce(Result<TlogProof, ProveError>) + Send + 'static) {
        self.ask_proof(index, true, Box::new(answer));
    }

    fn ask_proof(&self, index: u64, publish: bool, answer: Answer<Result<TlogProof, ProveError>>) {
        let message = Message::Ask(Request::Prove { index, publish, answer });
        if let Err(mpsc::SendError(Message::Ask(Request::Prove { answer, .. }))) = self.0.queue.send(message) {
            answer(Err(ProveError::Closed));
        }
    }

    /// Calls `answer` once a published checkpoint covers entry `index`, with that checkpoint's size.
    pub fn when_public(&self, index: u64, answer: impl FnOnce(Result<u64, ProveError>) + Send + 'static) {
        let message = Message::Ask(Request::Public { index, answer: Box::new(answer) });
        if let Err(mpsc::SendError(Message::Ask(Request::Public { answer, .. }))) = self.0.queue.send(message) {
            answer(Err(ProveError::Closed));
        }
    }

    /// Reads one record back, private body and all.
    pub fn read(&self, index: u64, answer: impl FnOnce(Result<Record, ScanError>) + Send + 'static) {
        let message = Message::Ask(Request::Read { index, answer: Box::new(answer) });
        if let Err(mpsc::SendError(Message::Ask(Request::Read { answer, .. }))) = self.0.queue.send(message) {
            answer(Err(ScanError { index, problem: message!("writer-closed") }));
        }
    }

    /// [`append`](Self::append) for a caller that may block. Not from a callback.
    ///
    /// # Errors
    ///
    /// As the answer of [`append`](Self::append); `Unavailable` if the ledger was closed in between.
    pub fn append_wait(&self, records: Vec<Record>) -> Result<Appended, AppendError> {
        let answer = wait(|answer| self.append(records, answer));
        answer.unwrap_or_else(|| Err(AppendError::Unavailable(message!("writer-closed"))))
    }

    /// [`prove`](Self::prove) for a caller that may block. Not from a callback.
    pub fn prove_wait(&self, index: u64) -> Result<TlogProof, ProveError> {
        wait(|answer| self.prove(index, answer)).unwrap_or(Err(ProveError::Closed))
    }

    /// [`publish_proof`](Self::publish_proof) for a caller that may block. Not from a callback.
    pub fn publish_proof_wait(&self, index: u64) -> Result<TlogProof, ProveError> {
        wait(|answer| self.publish_proof(index, answer)).unwrap_or(Err(ProveError::Closed))
    }

    /// How many entries the published checkpoint covers.
    #[must_use]
    pub fn published_size(&self) -> u64 {
        self.0.progress.published.load(Ordering::Acquire)
    }

    /// The number of the first public entry with this leaf hash, from the look-up, which may be some milliseconds
    /// behind. `None` also if the look-up is off. It answers for nothing: whoever relies on the number asks for its
    /// proof.
    #[must_use]
    pub fn find(&self, leaf: &Hash) -> Option<u64> {
        self.0.index.as_ref()?.find(leaf).ok().flatten()
    }

    /// The log's public key.
    #[must_use]
    pub fn verifier(&self) -> &LogVerifier {
        &self.0.verifier
    }

    /// Finishes and publishes all that was asked before, then ends the threads and waits for their end. Later calls on
    /// any clone are answered as closed. Not from a callback.
    pub fn close(&self) {
        // If the thread is gone already there is nothing to tell it.
        let _ = self.0.queue.send(Message::Close);
        let threads = std::mem::take(&mut *self.0.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            thread.join().expect("the ledger's threads do not panic");
        }
    }
}

/// Calls with a callback and waits for it; `None` if it was dropped uncalled.
fn wait<T: Send + 'static>(ask: impl FnOnce(Box<dyn FnOnce(T) + Send>)) -> Option<T> {
    let (sender, receiver) = mpsc::channel();
    ask(Box::new(move |answer| {
        // The receiver waits below.
        let _ = sender.send(answer);
    }));
    receiver.recv().ok()
}
