//! Delivery: takes the reports of an [outbox](crate::outbox) to the centre, in order, until each has its receipt or its
//! refusal.
//!
//! One report is under way at a time, on one stream: the next leaves when the answer to the one before is on disk. That
//! costs a round trip per report. In return, at most one report is ever in doubt. When a connection breaks or an answer
//! is late, that report is sent again, byte for byte, and the centre answers with the same receipt. Nothing is lost,
//! nothing doubled.

mod carrying;

pub use carrying::{Carried, Told};

use crate::backoff::Backoff;
use crate::client::{Client, ConnectionError};
use crate::envelope::QueuedReport;
use crate::outbox::{Outbox, OutboxError};
use crate::receipt::{self, ReceiptFault};
use crate::sequence;
use jiff::Timestamp;
use std::error::Error as _;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status, Streaming};
use yicang_language::{Message, ToMessage as _, message};
use yicang_proto::v1;
use yicang_proto::v1::submit_reports_response::Outcome;

/// How often numbers are changed without a report getting through; more means that two programs report with one key.
const RENUMBERINGS_MAX: u32 = 3;

/// Something that happened on the way, as it happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The centre has the report, here as it is filed; the receipt is verified and on disk.
    Delivered(QueuedReport, v1::Receipt),
    /// The centre does not take the report; what waits behind it has moved up.
    Refused(QueuedReport, v1::Refusal),
    /// The centre had taken numbers up to this one less 1 already: what waits was numbered anew from here.
    Renumbered(u64),
    /// Reports before this number were lost from the outbox, and the centre has none of them: what waits was numbered
    /// anew from here.
    MovedUp(u64),
    /// No answer; the next attempt comes after this pause.
    Waiting(Message, Duration),
}

/// How a delivery ended.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// Nothing waits any more.
    Empty,
    /// Reports still wait, whole and in order; this is why. Another delivery goes on from there.
    Kept(Message),
}

impl Client {
    /// Delivers everything that waits, trying again for at most `wait` without an answer's success; zero tries once.
    ///
    /// # Errors
    /// The outbox's own; what was delivered until then is filed, or will be delivered again with the same receipt.
    pub async fn deliver(
        &self,
        outbox: &Outbox,
        wait: Duration,
        tell: &mut (dyn FnMut(Event) + Send),
    ) -> Result<End, OutboxError> {
        let mut backoff = Backoff::new(self.config.times, Some(wait));
        loop {
            let mut answered = 0_u32;
            let error = match self.session(outbox, tell, &mut answered).await? {
                Ok(()) => return Ok(End::Empty),
                Err(error) => error,
            };
            if answered > 0 {
                backoff.restart();
            }
            let why = match error {
                ConnectionError::Permanent(why) => return Ok(End::Kept(why)),
                ConnectionError::Transient(why) => why,
            };
            let Some(pause) = backoff.pause() else { return Ok(End::Kept(why)) };
            tell(Event::Waiting(why, pause));
            tokio::time::sleep(pause).await;
        }
    }

    /// One stream, for as long as it holds.
    async fn session(
        &self,
        outbox: &Outbox,
        tell: &mut (dyn FnMut(Event) + Send),
        answered: &mut u32,
    ) -> Result<Result<(), ConnectionError>, OutboxError> {
        let Some(mut queued) = on_disk(outbox, Outbox::first_pending).await? else { return Ok(Ok(())) };
        let (mut line, mut renumberings) = (None, 0);
        loop {
            let leaving = queued.clone();
            let is_new = on_disk(outbox, move |outbox| outbox.sending(&leaving)).await?;
            let outcome = match self.ask(&mut line, &queued).await {
                Ok(outcome) => outcome,
                Err(Unanswered { error, has_left }) => {
                    if is_new && !has_left {
                        on_disk(outbox, Outbox::not_sent).await?;
                    }
                    return Ok(Err(error));
                }
            };
            *answered += 1;
            match self.judge(&queued, outcome) {
                Verdict::Delivered(signed, receipt) => {
                    let filed = move |outbox: &Outbox| outbox.deliver(&queued, signed, Timestamp::now());
                    let filed = on_disk(outbox, filed).await?;
                    renumberings = 0;
                    tell(Event::Delivered(filed, receipt));
                }
                Verdict::Refused(refusal) => {
                    let (filed, why) = (queued.clone(), refusal.clone());
                    on_disk(outbox, move |outbox| outbox.refuse(&filed, why)).await?;
                    tell(Event::Refused(queued, refusal));
                }
                Verdict::Renumber(first, said) if renumberings < RENUMBERINGS_MAX => {
                    match on_disk(outbox, move |outbox| outbox.renumber_from(first, said)).await {
                        Err(OutboxError::Beyond { first, highest }) => {
                            return Ok(Err(ConnectionError::Permanent(beyond(first, highest))));
                        }
                        done => done?,
                    }
                    renumberings += 1;
                    tell(Event::Renumbered(first));
                }
                Verdict::Behind { due, sent }
                    if renumberings < RENUMBERINGS_MAX && on_disk(outbox, move |o| has_lost(o, due, sent)).await? =>
                {
                    on_disk(outbox, move |outbox| outbox.renumber_from(due, None)).await?;
                    renumberings += 1;
                    tell(Event::MovedUp(due));
                }
                Verdict::Behind { due, sent } => return Ok(Err(ConnectionError::Permanent(behind(due, sent)))),
                Verdict::Renumber(..) => {
                    return Ok(Err(ConnectionError::Permanent(message!("agent-number-two-programs"))));
                }
                Verdict::Stop(error) => return Ok(Err(error)),
            }
            match on_disk(outbox, Outbox::first_pending).await? {
                Some(next) => queued = next,
                None => return Ok(Ok(())),
            }
        }
    }

    /// Sends a report and waits for the answer; opens the stream with the first one.
    async fn ask(&self, line: &mut Option<Line>, queued: &QueuedReport) -> Result<Outcome, Unanswered> {
        let request = v1::SubmitReportsRequest { report: Some(queued.signed.clone()) };
        if let Some(line) = line {
            if line.reports.send(request).await.is_err() {
                return Err(ended().into());
            }
        } else {
            let (reports, queue) = mpsc::channel(1);
            reports.send(request).await.map_err(|_| ended())?;
            let mut field = self.field();
            let mut is_connected = true;
            let opening = async {
                let opened = field.submit_reports(ReceiverStream::new(queue)).await;
                opened.inspect_err(|status| is_connected = !is_no_connection(status))
            };
            let answers = self.in_time(opening).await;
            let answers = answers.map_err(|error| Unanswered { error, has_left: is_connected })?.into_inner();
            *line = Some(Line { reports, answers });
        }
        let answers = &mut line.as_mut().expect("opened above").answers;
        Ok(self.in_time(answers.message()).await?.and_then(|answer| answer.outcome).ok_or_else(ended)?)
    }

    fn judge(&self, queued: &QueuedReport, outcome: Outcome) -> Verdict {
        match outcome {
            Outcome::Receipt(signed) => match receipt::verify(queued, &signed, &self.config.centre_keys) {
                Ok(receipt) => Verdict::Delivered(signed, receipt),
                Err(fault @ ReceiptFault::OtherBytes { .. }) => Verdict::Refused(v1::Refusal {
                    code: Code::AlreadyExists.into(),
                    message: fault.to_string(),
                    ..v1::Refusal::default()
                }),
                Err(fault) => Verdict::Stop(ConnectionError::Permanent(fault.message())),
            },
            Outcome::Refusal(refusal) => self.judge_refusal(queued, refusal),
        }
    }

    fn judge_refusal(&self, queued: &QueuedReport, refusal: v1::Refusal) -> Verdict {
        let (sent, due) = (queued.sequence(), refusal.expected_sequence);
        match Code::from(refusal.code) {
            Code::FailedPrecondition if due > sent => {
                let said = refusal.sequence;
                match said.as_ref().map(|said| sequence::verify(queued, due, said, &self.config)).transpose() {
                    Ok(_) => Verdict::Renumber(due, said),
                    Err(fault) => {
                        let why = message!("agent-number-does-not-count", due = due, why = fault.message());
                        Verdict::Stop(ConnectionError::Permanent(why))
                    }
                }
            }
            Code::FailedPrecondition if due > 0 && due < sent => Verdict::Behind { due, sent },
            // The report itself is at fault: it will never be taken as it is.
            Code::InvalidArgument | Code::PermissionDenied | Code::AlreadyExists | Code::NotFound => {
                Verdict::Refused(refusal)
            }
            code => Verdict::Stop(self.connection_error(&Status::new(code, refusal.message))),
        }
    }
}

/// No answer to a report.
struct Unanswered {
    error: ConnectionError,
    /// It may have reached the centre.
    has_left: bool,
}

impl From<ConnectionError> for Unanswered {
    fn from(error: ConnectionError) -> Self {
        Self { error, has_left: true }
    }
}

/// Whether nothing was sent, for there was never a connection.
fn is_no_connection(status: &Status) -> bool {
    let mut cause = status.source();
    while let Some(inner) = cause {
        if inner.is::<tonic::ConnectError>() {
            return true;
        }
        cause = inner.source();
    }
    false
}

/// An open stream: reports out, answers in.
struct Line {
    reports: mpsc::Sender<v1::SubmitReportsRequest>,
    answers: Streaming<v1::SubmitReportsResponse>,
}

/// What an answer means for the report it answers.
enum Verdict {
    Delivered(v1::SignedReceipt, v1::Receipt),
    Refused(v1::Refusal),
    /// The centre waits for a number after that of the report that was sent; its signed word for it, verified.
    Renumber(u64, Option<v1::SignedSequence>),
    /// The centre waits for a number before that of the report that was sent.
    Behind {
        due: u64,
        sent: u64,
    },
    Stop(ConnectionError),
}

/// Whether the outbox knows that it has lost every report from the one that is due to the one that was sent: the centre
/// has taken none of them, so what waits may have their numbers.
fn has_lost(outbox: &Outbox, due: u64, sent: u64) -> Result<bool, OutboxError> {
    let lost = outbox.lost()?;
    Ok((due..sent).all(|number| lost.contains(&number)))
}

fn behind(due: u64, sent: u64) -> Message {
    message!("agent-number-behind", due = due, last = sent - 1)
}

fn beyond(first: u64, highest: u64) -> Message {
    message!("agent-number-unsigned", due = first, highest = highest)
}

fn ended() -> ConnectionError {
    ConnectionError::Transient(message!("agent-connection-ended"))
}

/// The outbox waits for the disk; that must not hold up a thread that serves connections.
async fn on_disk<T: Send + 'static>(
    outbox: &Outbox,
    work: impl FnOnce(&Outbox) -> Result<T, OutboxError> + Send + 'static,
) -> Result<T, OutboxError> {
    let outbox = outbox.clone();
    tokio::task::spawn_blocking(move || work(&outbox)).await.expect("the outbox does not panic")
}
