//! Sends reports of another agent over this agent's link: the centre takes a report by its signature, whoever brings
//! it.
//! Nothing is kept here. A report that was brought before gets the same receipt, byte for byte.

use super::{Line, Unanswered};
use crate::backoff::Backoff;
use crate::carried::Answered;
use crate::client::{Client, ConnectionError};
use crate::envelope::QueuedReport;
use crate::receipt::{self, CentreKeys, ReceiptFault};
use std::time::Duration;
use tonic::{Code, Status};
use yicang_language::{Message, ToMessage as _, message};
use yicang_proto::v1;
use yicang_proto::v1::submit_reports_response::Outcome;
use yicang_tlog::sha256;

/// What became of carried reports.
#[derive(Debug)]
pub struct Carried {
    /// What was answered, in the order of the reports.
    pub answers: Vec<Answered>,
    /// Why the rest was not sent, or not answered.
    pub stopped: Option<Message>,
}

/// An answer as it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The centre has the report, as this record.
    Taken(u64),
    /// It does not take it, and says why.
    Refused(Message),
}

enum Step {
    Next(Answered, Told),
    Stop(Message),
    Again(ConnectionError),
}

impl Client {
    /// Brings reports to the centre, in their order; tries again for at most `wait`.
    pub async fn carry(
        &self,
        reports: &[QueuedReport],
        wait: Duration,
        tell: &mut (dyn FnMut(&QueuedReport, Told) + Send),
    ) -> Carried {
        let (mut answers, mut line) = (Vec::new(), None);
        let mut backoff = Backoff::new(self.config.times, Some(wait));
        for queued in reports {
            loop {
                let why = match self.bring(&mut line, queued).await {
                    Step::Next(answered, told) => {
                        answers.push(answered);
                        tell(queued, told);
                        backoff.restart();
                        break;
                    }
                    Step::Stop(why) | Step::Again(ConnectionError::Permanent(why)) => {
                        return Carried { answers, stopped: Some(why) };
                    }
                    Step::Again(ConnectionError::Transient(why)) => why,
                };
                line = None;
                let Some(pause) = backoff.pause() else { return Carried { answers, stopped: Some(why) } };
                tokio::time::sleep(pause).await;
            }
        }
        Carried { answers, stopped: None }
    }

    async fn bring(&self, line: &mut Option<Line>, queued: &QueuedReport) -> Step {
        match self.ask(line, queued).await {
            Err(Unanswered { error, .. }) => Step::Again(error),
            Ok(Outcome::Receipt(signed)) => taken(queued, signed, &self.config.centre_keys),
            Ok(Outcome::Refusal(refusal)) => self.not_taken(queued, refusal),
        }
    }

    fn not_taken(&self, queued: &QueuedReport, refusal: v1::Refusal) -> Step {
        let (sent, due) = (queued.sequence(), refusal.expected_sequence);
        match Code::from(refusal.code) {
            // What comes after it has no turn either.
            Code::FailedPrecondition if due > 0 && due < sent => Step::Stop(message!(
                "agent-carried-out-of-turn",
                number = sent,
                agent = &queued.report.agent_id,
                due = due
            )),
            Code::InvalidArgument
            | Code::PermissionDenied
            | Code::AlreadyExists
            | Code::NotFound
            | Code::Unauthenticated
            | Code::FailedPrecondition => refused(queued, Message::verbatim(refusal.message)),
            code => Step::Again(self.connection_error(&Status::new(code, refusal.message))),
        }
    }
}

fn answered(queued: &QueuedReport) -> Answered {
    let report_sha256 = sha256(&queued.signed.report).to_vec();
    Answered { report_sha256, sequence: queued.sequence(), receipt: None, refusal: String::new() }
}

fn taken(queued: &QueuedReport, signed: v1::SignedReceipt, keys: &CentreKeys) -> Step {
    match receipt::verify(queued, &signed, keys) {
        Ok(receipt) => {
            let told = Told::Taken(receipt.entry_index);
            Step::Next(Answered { receipt: Some(signed), ..answered(queued) }, told)
        }
        Err(fault @ ReceiptFault::OtherBytes { .. }) => refused(queued, fault.message()),
        Err(fault) => Step::Stop(message!(
            "agent-carried-false",
            number = queued.sequence(),
            agent = &queued.report.agent_id,
            why = fault.message()
        )),
    }
}

fn refused(queued: &QueuedReport, why: Message) -> Step {
    Step::Next(Answered { refusal: why.to_string(), ..answered(queued) }, Told::Refused(why))
}
