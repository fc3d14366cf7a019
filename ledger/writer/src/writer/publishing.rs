//! The publisher's thread: takes what is durable into the tree, brings checkpoints out, and answers what depends on
//! them.

use super::{Progress, PublisherMessage, Request};
use crate::ledger::{ProveError, Publisher};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};
use yicang_language::ToMessage as _;

/// From one checkpoint to the next, at least. Shorter makes the disk busy with checkpoints in place of records; longer
/// lets everybody wait who needs one.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(10);

/// PublisherMessage that are taken in at a time, so that a checkpoint is not put off for ever.
const MESSAGES_AT_A_TIME: usize = 64;

pub(super) struct Publishing {
    publisher: Publisher,
    progress: Arc<Progress>,
    /// Questions about entries that are not public yet.
    waiting: Vec<Request>,
    /// When the last checkpoint was begun.
    last: Option<Instant>,
    /// The public folder could not be written; it is tried again with the next message.
    failed: bool,
}

impl Publishing {
    pub(super) fn new(publisher: Publisher, progress: Arc<Progress>) -> Self {
        Self { publisher, progress, waiting: Vec::new(), last: None, failed: false }
    }

    pub(super) fn run(mut self, messages: &Receiver<PublisherMessage>) {
        loop {
            match self.wait(messages) {
                Ok(first) => {
                    self.failed = false;
                    self.take(first);
                    for more in messages.try_iter().take(MESSAGES_AT_A_TIME) {
                        self.take(more);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.is_due() {
                self.publish();
            }
        }
        self.publish();
    }

    /// The next message; waits no longer than until the next checkpoint is due.
    fn wait(&self, messages: &Receiver<PublisherMessage>) -> Result<PublisherMessage, RecvTimeoutError> {
        if !self.publisher.is_behind() || self.failed {
            return messages.recv().map_err(|_| RecvTimeoutError::Disconnected);
        }
        let since = self.last.map_or(CHECKPOINT_EVERY, |last| last.elapsed());
        messages.recv_timeout(CHECKPOINT_EVERY.saturating_sub(since))
    }

    fn is_due(&self) -> bool {
        self.publisher.is_behind() && !self.failed && self.last.is_none_or(|last| last.elapsed() >= CHECKPOINT_EVERY)
    }

    fn take(&mut self, message: PublisherMessage) {
        match message {
            PublisherMessage::Durable(batch) => self.publisher.integrate(batch),
            PublisherMessage::Ask(Request::Read { index, answer }) => answer(self.publisher.read(index)),
            PublisherMessage::Ask(request) => self.ask(request),
        }
    }

    /// Answers what can be answered. What is not public yet waits for the checkpoint that is due.
    fn ask(&mut self, request: Request) {
        let (Request::Prove { index, .. } | Request::Public { index, .. } | Request::Read { index, .. }) = &request;
        if *index >= self.publisher.published_size() && self.publisher.is_behind() {
            self.waiting.push(request);
        } else {
            self.answer(request);
        }
    }

    fn publish(&mut self) {
        self.last = Some(Instant::now());
        match self.publisher.publish() {
            Ok(()) => {
                self.progress.published.store(self.publisher.published_size(), Ordering::Release);
                for request in std::mem::take(&mut self.waiting) {
                    self.answer(request);
                }
            }
            Err(error) => {
                self.failed = true;
                let not_public = |index| ProveError::NotPublic { index, problem: error.message() };
                for request in std::mem::take(&mut self.waiting) {
                    match request {
                        Request::Prove { index, answer, .. } => answer(Err(not_public(index))),
                        Request::Public { index, answer } => answer(Err(not_public(index))),
                        Request::Read { index, answer } => answer(self.publisher.read(index)),
                    }
                }
            }
        }
        self.publisher.fill_index();
    }

    fn answer(&self, request: Request) {
        match request {
            Request::Prove { index, publish, answer } => {
                let mut proof = self.publisher.prove(index);
                if let Ok(proven) = &proof
                    && publish
                    && let Err(error) = self.publisher.publish_proof(proven)
                {
                    proof = Err(ProveError::NotPublic { index, problem: error.message() });
                }
                answer(proof);
            }
            Request::Public { index, answer } => {
                let size = self.publisher.published_size();
                answer(if index < size { Ok(size) } else { Err(ProveError::NotThere { index, size }) });
            }
            Request::Read { index, answer } => answer(self.publisher.read(index)),
        }
    }
}
