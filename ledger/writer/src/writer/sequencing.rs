//! The sequencer's thread: gathers what waits, makes it durable with one sync, answers.

use super::{Answer, Message, Progress, PublisherMessage, Request};
use crate::journal::{AppendError, Record};
use crate::ledger::{Appended, Sequencer};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};

/// Bounds of one group commit, so that nobody waits long for the batch of others: records, and bytes (8 MiB).
const GROUP_RECORDS: usize = 4096;
const GROUP_BYTES: usize = 8 * 1024 * 1024;

/// With more records than this not public yet, each commit waits a little for the publisher: everybody waits some
/// milliseconds more, in place of all for a checkpoint over everything that has piled up.
pub(super) const UNPUBLISHED_STEP: u64 = 8_192;
/// For each so many, no commit waits longer than this: the public folder may be away.
pub(super) const BACKPRESSURE_STEP: Duration = Duration::from_millis(6);

/// What goes into one sync.
#[derive(Default)]
struct Group {
    records: usize,
    bytes: usize,
    appends: Vec<Vec<Record>>,
    answers: Vec<Answer<Result<Appended, AppendError>>>,
    /// What was asked in between. It may wait for the records behind it too.
    requests: Vec<Request>,
    close: bool,
}

impl Group {
    fn take(&mut self, message: Message) {
        match message {
            Message::Append { records, bytes, answer } => {
                self.records += records.len();
                self.bytes += bytes;
                self.appends.push(records);
                self.answers.push(answer);
            }
            Message::Ask(request) => self.requests.push(request),
            Message::Close => self.close = true,
        }
    }

    fn is_full(&self) -> bool {
        self.close || self.records >= GROUP_RECORDS || self.bytes >= GROUP_BYTES
    }
}

pub(super) struct Sequencing {
    sequencer: Sequencer,
    progress: Arc<Progress>,
    publisher: Sender<PublisherMessage>,
}

impl Sequencing {
    pub(super) fn new(sequencer: Sequencer, progress: Arc<Progress>, publisher: Sender<PublisherMessage>) -> Self {
        Self { sequencer, progress, publisher }
    }

    pub(super) fn run(mut self, messages: &Receiver<Message>) {
        while let Ok(message) = messages.recv() {
            let mut group = Group::default();
            group.take(message);
            self.wait_for_publisher();
            while !group.is_full()
                && let Ok(message) = messages.try_recv()
            {
                group.take(message);
            }
            let close = group.close;
            self.commit(group);
            if close {
                break;
            }
        }
    }

    /// Lets the publisher catch up.
    fn wait_for_publisher(&self) {
        let begun = Instant::now();
        while begun.elapsed() < backpressure_delay(self.progress.unpublished()) {
            std::thread::sleep(BACKPRESSURE_STEP / 16);
        }
    }

    fn commit(&mut self, group: Group) {
        if !group.appends.is_empty() {
            let (answers, batch) = self.sequencer.append(group.appends);
            self.progress.durable.store(self.sequencer.journal.next(), Ordering::Release);
            self.progress.leave(group.records as u64, group.bytes);
            // Before the answers: whoever asks for a proof on an answer must come behind the record.
            if let Some(batch) = batch {
                self.send(PublisherMessage::Durable(batch));
            }
            for (answer, outcome) in group.answers.into_iter().zip(answers) {
                answer(outcome);
            }
        }
        for request in group.requests {
            self.send(PublisherMessage::Ask(request));
        }
    }

    fn send(&self, message: PublisherMessage) {
        self.publisher.send(message).expect("the publisher listens as long as the sequencer runs");
    }
}

/// How long a commit waits for the publisher at most, when so many records are not public yet.
pub(super) fn backpressure_delay(unpublished: u64) -> Duration {
    BACKPRESSURE_STEP.saturating_mul(u32::try_from(unpublished / UNPUBLISHED_STEP).unwrap_or(u32::MAX))
}
