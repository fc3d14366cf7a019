//! The publisher's thread: takes what is durable into the tree, brings checkpoints out, and answers what depends on
//! them.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::{News, Progress, Question};
use crate::ledger::{ProveError, Publisher};

/// From one checkpoint to the next, at least. Shorter makes the disk busy with checkpoints in place of records; longer
/// lets everybody wait who needs one.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(10);

/// News that are taken in at a time, so that a checkpoint is not put off for ever.
const NEWS_AT_A_TIME: usize = 64;

pub(super) struct Publishing {
    publisher: Publisher,
    progress: Arc<Progress>,
    /// Questions about entries that are not public yet.
    waiting: Vec<Question>,
    /// When the last checkpoint was begun.
    last: Option<Instant>,
    /// The public folder could not be written; it is tried again with the next news.
    failed: bool,
}

impl Publishing {
    pub(super) fn new(publisher: Publisher, progress: Arc<Progress>) -> Self {
        Self { publisher, progress, waiting: Vec::new(), last: None, failed: false }
    }

    pub(super) fn run(mut self, news: &Receiver<News>) {
        loop {
            match self.wait(news) {
                Ok(first) => {
                    self.failed = false;
                    self.take(first);
                    for more in news.try_iter().take(NEWS_AT_A_TIME) {
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

    /// The next news; for no longer than until the next checkpoint is due.
    fn wait(&self, news: &Receiver<News>) -> Result<News, RecvTimeoutError> {
        if !self.publisher.is_behind() || self.failed {
            return news.recv().map_err(|_| RecvTimeoutError::Disconnected);
        }
        let since = self.last.map_or(CHECKPOINT_EVERY, |last| last.elapsed());
        news.recv_timeout(CHECKPOINT_EVERY.saturating_sub(since))
    }

    fn is_due(&self) -> bool {
        self.publisher.is_behind() && !self.failed && self.last.is_none_or(|last| last.elapsed() >= CHECKPOINT_EVERY)
    }

    fn take(&mut self, news: News) {
        match news {
            News::Durable(batch) => self.publisher.integrate(batch),
            News::Ask(Question::Read { index, answer }) => answer(self.publisher.read(index)),
            News::Ask(question) => self.ask(question),
        }
    }

    /// Answers what can be answered. What is not public yet waits for the checkpoint that is due.
    fn ask(&mut self, question: Question) {
        let (Question::Prove { index, .. } | Question::Public { index, .. } | Question::Read { index, .. }) = &question;
        if *index >= self.publisher.published_size() && self.publisher.is_behind() {
            self.waiting.push(question);
        } else {
            self.answer(question);
        }
    }

    fn publish(&mut self) {
        self.last = Some(Instant::now());
        match self.publisher.publish() {
            Ok(()) => {
                self.progress.published.store(self.publisher.published_size(), Ordering::Release);
                for question in std::mem::take(&mut self.waiting) {
                    self.answer(question);
                }
            }
            Err(e) => {
                self.failed = true;
                let not_public = |index| ProveError::NotPublic { index, why: e.to_string() };
                for question in std::mem::take(&mut self.waiting) {
                    match question {
                        Question::Prove { index, answer, .. } => answer(Err(not_public(index))),
                        Question::Public { index, answer } => answer(Err(not_public(index))),
                        Question::Read { index, answer } => answer(self.publisher.read(index)),
                    }
                }
            }
        }
        self.publisher.fill_index();
    }

    fn answer(&self, question: Question) {
        match question {
            Question::Prove { index, publish, answer } => {
                let mut proof = self.publisher.prove(index);
                if let Ok(proven) = &proof
                    && publish
                    && let Err(e) = self.publisher.publish_proof(proven)
                {
                    proof = Err(ProveError::NotPublic { index, why: e.to_string() });
                }
                answer(proof);
            }
            Question::Public { index, answer } => {
                let size = self.publisher.published_size();
                answer(if index < size { Ok(size) } else { Err(ProveError::NotThere { index, size }) });
            }
            Question::Read { index, answer } => answer(self.publisher.read(index)),
        }
    }
}
