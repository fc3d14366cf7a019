//! The one writer: a thread of its own that owns the [`Ledger`], and the handle through which everybody else talks to
//! it. It answers by callbacks, so that async callers wait in their own way.
//!
//! Group commit: whatever has queued up while one batch was being synced goes into the next one. Each append is
//! answered right after the sync. A checkpoint follows as soon as nothing more is queued, and under load at the latest
//! 50 ms after the first record that it covers, so well within the 200 ms that are promised.
//!
//! A callback runs on the writer's thread: it should hand its answer on and return. A callback that is dropped uncalled
//! means that the ledger was closed in between. The queue is not bounded here; who lets callers in bounds them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender, TryRecvError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use yicang_tlog::{Hash, LogVerifier, TlogProof};

use crate::index::Index;
use crate::journal::{AppendError, Record, ScanError};
use crate::ledger::{Appended, Ledger, ProveError};

/// Under load a checkpoint comes out this long after the first record that it covers. A tenth of a second is what a
/// person takes for at once; half of it leaves room for the disk.
const CHECKPOINT_WITHIN: Duration = Duration::from_millis(50);

/// Bounds of one group commit, so that nobody waits long for the batch of others: records, and bytes (8 MiB).
const GROUP_RECORDS: usize = 4096;
const GROUP_BYTES: usize = 8 * 1024 * 1024;

type Answer<T> = Box<dyn FnOnce(T) + Send>;

enum Message {
    Append { records: Vec<Record>, answer: Answer<Result<Appended, AppendError>> },
    Prove { index: u64, publish: bool, answer: Answer<Result<TlogProof, ProveError>> },
    Read { index: u64, answer: Answer<Result<Record, ScanError>> },
    Close,
}

/// Talks to the writer's thread. Cheap to clone.
#[derive(Clone)]
pub struct LedgerHandle(Arc<Shared>);

struct Shared {
    queue: Sender<Message>,
    published: Arc<AtomicU64>,
    thread: Mutex<Option<JoinHandle<()>>>,
    verifier: LogVerifier,
    index: Option<Index>,
}

impl Ledger {
    /// Gives the ledger to a thread of its own.
    ///
    /// # Panics
    /// If the operating system gives no thread.
    #[must_use]
    pub fn start(self) -> LedgerHandle {
        let (queue, messages) = mpsc::channel();
        let size = self.checkpoint().map_or(0, yicang_tlog::Checkpoint::size);
        let published = Arc::new(AtomicU64::new(size));
        let (verifier, index) = (self.verifier().clone(), self.index().cloned());
        let writer = Writer { ledger: self, published: published.clone(), waiting: Vec::new(), behind_since: None };
        let thread = std::thread::Builder::new().name("ledger".into()).spawn(move || writer.run(&messages));
        let thread = Mutex::new(Some(thread.expect("the system gives a thread")));
        LedgerHandle(Arc::new(Shared { queue, published, thread, verifier, index }))
    }
}

impl LedgerHandle {
    /// Appends the records, all or none, next to each other. `answer` is called when they are durable, or with the
    /// reason why not; after `Unavailable` whether they are durable is known only after a restart.
    pub fn append(&self, records: Vec<Record>, answer: impl FnOnce(Result<Appended, AppendError>) + Send + 'static) {
        let closed = || AppendError::Unavailable("the ledger is closed".into());
        let message = Message::Append { records, answer: Box::new(answer) };
        if let Err(mpsc::SendError(Message::Append { answer, .. })) = self.0.queue.send(message) {
            answer(Err(closed()));
        }
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
        let message = Message::Prove { index, publish, answer };
        if let Err(mpsc::SendError(Message::Prove { answer, .. })) = self.0.queue.send(message) {
            answer(Err(ProveError::Closed));
        }
    }

    /// Reads one record back, private body and all.
    pub fn read(&self, index: u64, answer: impl FnOnce(Result<Record, ScanError>) + Send + 'static) {
        let message = Message::Read { index, answer: Box::new(answer) };
        if let Err(mpsc::SendError(Message::Read { answer, .. })) = self.0.queue.send(message) {
            answer(Err(ScanError { index, why: "the ledger is closed".into() }));
        }
    }

    /// [`append`](Self::append) for a caller that may block. Not from a callback.
    pub fn append_wait(&self, records: Vec<Record>) -> Result<Appended, AppendError> {
        let answer = wait(|answer| self.append(records, answer));
        answer.unwrap_or_else(|| Err(AppendError::Unavailable("the ledger is closed".into())))
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
        self.0.published.load(Ordering::Acquire)
    }

    /// The number of the first public entry with this leaf hash, from the look-up. `None` also if the look-up is
    /// off. It answers for nothing: whoever relies on the number asks for its proof.
    #[must_use]
    pub fn find(&self, leaf: &Hash) -> Option<u64> {
        self.0.index.as_ref()?.find(leaf).ok().flatten()
    }

    /// The log's public key.
    #[must_use]
    pub fn verifier(&self) -> &LogVerifier {
        &self.0.verifier
    }

    /// Finishes and publishes all that was asked before, then ends the thread and waits for its end. Later calls on
    /// any clone are answered as closed. Not from a callback.
    pub fn close(&self) {
        // If the thread is gone already there is nothing to tell it.
        let _ = self.0.queue.send(Message::Close);
        let thread = self.0.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            thread.join().expect("the ledger's thread does not panic");
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

struct Waiting {
    index: u64,
    publish: bool,
    answer: Answer<Result<TlogProof, ProveError>>,
}

struct Writer {
    ledger: Ledger,
    published: Arc<AtomicU64>,
    waiting: Vec<Waiting>,
    /// When the first record that is durable but not public was appended.
    behind_since: Option<Instant>,
}

impl Writer {
    fn run(mut self, messages: &Receiver<Message>) {
        let mut put_back = None;
        loop {
            let message = match put_back.take() {
                Some(message) => message,
                None => match self.next(messages) {
                    Some(message) => message,
                    None => break,
                },
            };
            match message {
                Message::Append { records, answer } => put_back = self.append(records, answer, messages),
                Message::Prove { index, publish, answer } => self.prove(Waiting { index, publish, answer }),
                Message::Read { index, answer } => answer(self.ledger.read(index)),
                Message::Close => break,
            }
        }
        self.publish();
    }

    /// The next message. Publishes before it waits, and when it is time.
    fn next(&mut self, messages: &Receiver<Message>) -> Option<Message> {
        if let Some(since) = self.behind_since {
            if since.elapsed() < CHECKPOINT_WITHIN {
                match messages.try_recv() {
                    Ok(message) => return Some(message),
                    Err(TryRecvError::Disconnected) => return None,
                    Err(TryRecvError::Empty) => {}
                }
            }
            self.publish();
        }
        messages.recv().ok()
    }

    /// Appends, together with all that is queued right behind; answers; gives back the first message that is none.
    fn append(
        &mut self,
        records: Vec<Record>,
        answer: Answer<Result<Appended, AppendError>>,
        messages: &Receiver<Message>,
    ) -> Option<Message> {
        let size = |records: &[Record]| records.iter().map(Record::encoded_len).sum::<usize>();
        let (mut count, mut bytes) = (records.len(), size(&records));
        let (mut groups, mut answers) = (vec![records], vec![answer]);
        let mut put_back = None;
        while count < GROUP_RECORDS && bytes < GROUP_BYTES {
            match messages.try_recv() {
                Ok(Message::Append { records, answer }) => {
                    (count, bytes) = (count + records.len(), bytes + size(&records));
                    groups.push(records);
                    answers.push(answer);
                }
                Ok(other) => {
                    put_back = Some(other);
                    break;
                }
                Err(_) => break,
            }
        }
        for (answer, outcome) in answers.into_iter().zip(self.ledger.append(groups)) {
            answer(outcome);
        }
        if self.ledger.is_behind() {
            self.behind_since.get_or_insert_with(Instant::now);
        }
        put_back
    }

    fn prove(&mut self, waiting: Waiting) {
        // Not public yet: it waits for the checkpoint that is due. If that failed before, this is a new attempt.
        if waiting.index >= self.published.load(Ordering::Acquire) && self.ledger.is_behind() {
            self.behind_since.get_or_insert_with(Instant::now);
            self.waiting.push(waiting);
        } else {
            self.answer(waiting);
        }
    }

    fn publish(&mut self) {
        self.behind_since = None;
        let outcome = self.ledger.publish();
        if outcome.is_ok() {
            let size = self.ledger.checkpoint().map_or(0, yicang_tlog::Checkpoint::size);
            self.published.store(size, Ordering::Release);
        }
        for waiting in std::mem::take(&mut self.waiting) {
            match &outcome {
                Ok(()) => self.answer(waiting),
                Err(e) => {
                    let not_public = ProveError::NotPublic { index: waiting.index, why: e.to_string() };
                    (waiting.answer)(Err(not_public));
                }
            }
        }
    }

    fn answer(&self, waiting: Waiting) {
        let Waiting { index, publish, answer } = waiting;
        let mut proof = self.ledger.prove(index);
        if let Ok(proven) = &proof
            && publish
            && let Err(e) = self.ledger.publish_proof(proven)
        {
            proof = Err(ProveError::NotPublic { index, why: e.to_string() });
        }
        answer(proof);
    }
}
