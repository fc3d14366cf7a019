//! How every call is answered: in a span, to its end even if the caller leaves (a record that was begun is made), with
//! a gRPC status even if it panics, and with a refusal that reaches the caller. What only calculates ends with its
//! caller. The only place that chooses a status for a [`Refusal`].

use crate::refusal::Refusal;
use std::future::Future;
use tokio::task::JoinError;
use tokio_util::task::AbortOnDropHandle;
use tonic::{Code, Request, Response, Status};
use tracing::Instrument as _;
use yicang_domain::Fault;
use yicang_language::{Language, Message, ToMessage as _, message};
use yicang_proto::status::{expected_sequence, faults_of, refuse, wrong_sequence};
use yicang_proto::v1::SignedSequence;

/// A refusal travels in HTTP/2 trailers, of which common clients take 16 KiB; base64 makes 4 bytes of 3, and the
/// message stands beside it. A stream of reports has no such limit: there refusals are messages.
const DETAILS_BYTES_MAX: usize = 8 * 1024;
/// The longest message of a refusal, in bytes; it is percent-encoded, up to three for one.
const MESSAGE_BYTES_MAX: usize = 1_000;

/// Runs a call on a task of its own.
pub(crate) async fn answer<T: Send + 'static>(
    call: &'static str,
    language: Language,
    work: impl Future<Output = Result<T, Refusal>> + Send + 'static,
) -> Result<Response<T>, Status> {
    let span = tracing::info_span!("call", call);
    let done = tokio::spawn(work.instrument(span.clone())).await;
    said(&span, done, language)
}

/// Likewise, but the work ends when the caller leaves: only for what records nothing.
pub(crate) async fn answer_while_asked<T: Send + 'static>(
    call: &'static str,
    language: Language,
    work: impl Future<Output = Result<T, Refusal>> + Send + 'static,
) -> Result<Response<T>, Status> {
    let span = tracing::info_span!("call", call);
    let done = AbortOnDropHandle::new(tokio::spawn(work.instrument(span.clone()))).await;
    said(&span, done, language)
}

/// The language that a caller asks to be answered in, by the metadata `accept-language`; English without it.
pub(crate) fn language_of<T>(request: &Request<T>) -> Language {
    let asked = request.metadata().get("accept-language").and_then(|header| header.to_str().ok());
    asked.map_or(Language::English, Language::from_accept_language)
}

fn said<T>(
    span: &tracing::Span,
    done: Result<Result<T, Refusal>, JoinError>,
    language: Language,
) -> Result<Response<T>, Status> {
    match done {
        Ok(Ok(answer)) => Ok(Response::new(answer)),
        Ok(Err(refusal)) => {
            let status = status_of(&refusal, language);
            if matches!(status.code(), Code::Internal | Code::Unavailable | Code::ResourceExhausted) {
                tracing::warn!(parent: span, code = ?status.code(), "{refusal}");
            } else {
                tracing::debug!(parent: span, code = ?status.code(), "refused");
            }
            Err(fit_into_trailers(status, language))
        }
        Err(broken) => {
            tracing::error!(parent: span, error = %broken, "a call broke off");
            Err(Status::internal(message!("refused-broke-off").say(language)))
        }
    }
}

/// A refusal as gRPC says it, whole.
pub(crate) fn status_of(refusal: &Refusal, language: Language) -> Status {
    let code = match refusal {
        Refusal::OutOfTurn { due, word, .. } => {
            let (statement, signature) = (word.statement.clone(), word.signature.clone());
            let word = SignedSequence { statement, signature };
            return wrong_sequence(&refusal.message(), *due, Some(&word), language);
        }
        Refusal::Faulty { .. } => Code::InvalidArgument,
        Refusal::NotAuthentic(_) => Code::Unauthenticated,
        Refusal::Forbidden(_) => Code::PermissionDenied,
        Refusal::NotFound(_) => Code::NotFound,
        Refusal::Taken(_) => Code::AlreadyExists,
        Refusal::NotNow { .. } => Code::FailedPrecondition,
        Refusal::Busy(_) => Code::ResourceExhausted,
        Refusal::Unavailable(_) => Code::Unavailable,
        Refusal::Broken(_) => Code::Internal,
    };
    match refusal.faults() {
        [] => Status::new(code, refusal.message().say(language)),
        faults => refuse(code, &refusal.message(), faults, language),
    }
}

/// A status that is short enough to arrive, for a call that is refused before it is answered.
pub(crate) fn refused(refusal: &Refusal, language: Language) -> Status {
    fit_into_trailers(status_of(refusal, language), language)
}

/// The same refusal, short enough to arrive: as many faults as fit, and how many more there are.
fn fit_into_trailers(status: Status, language: Language) -> Status {
    let short = status.details().len() <= DETAILS_BYTES_MAX && status.message().len() <= MESSAGE_BYTES_MAX;
    if short || expected_sequence(&status).is_some() {
        return status;
    }
    let message = Message::verbatim(shortened(status.message()));
    let faults = faults_of(&status);
    let mut kept = faults.len();
    loop {
        let mut named = faults[..kept].to_vec();
        if kept < faults.len() {
            let more = message!("refused-more-faults", count = faults.len() - kept);
            named.push(Fault::new("", more));
        }
        let cut = refuse(status.code(), &message, &named, language);
        if kept == 0 || cut.details().len() <= DETAILS_BYTES_MAX {
            return cut;
        }
        kept /= 2;
    }
}

fn shortened(message: &str) -> String {
    if message.len() <= MESSAGE_BYTES_MAX {
        return message.to_owned();
    }
    let cut = (0..=MESSAGE_BYTES_MAX).rev().find(|at| message.is_char_boundary(*at)).unwrap_or(0);
    format!("{}…", &message[..cut])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_with_many_faults_is_cut_to_what_arrives() {
        let faults: Vec<_> =
            (0..200).map(|n| Fault::new(format!("need.lines[{n}].item_id"), "x".repeat(120))).collect();
        let refused = |faults: &[Fault]| {
            let refusal = Refusal::Faulty { what: message!("refused-report"), faults: faults.to_vec() };
            status_of(&refusal, Language::English)
        };
        let cut = fit_into_trailers(refused(&faults), Language::English);
        assert!(cut.details().len() <= DETAILS_BYTES_MAX, "{}", cut.details().len());
        let named = faults_of(&cut);
        assert_eq!((named.len(), &named[0]), (51, &faults[0]));
        assert!(named[50].problem.to_string().starts_with("150 more faults"));
        assert_eq!(
            fit_into_trailers(Status::not_found("字".repeat(1_000)), Language::English).message().len(),
            999 + "…".len()
        );
        let few = refused(&faults[..3]);
        assert_eq!(faults_of(&fit_into_trailers(few.clone(), Language::English)), faults_of(&few));
    }

    #[tokio::test]
    async fn a_call_that_panics_is_answered() {
        let status = answer::<()>("Test", Language::English, async { panic!("a broken invariant") }).await.unwrap_err();
        assert_eq!(status.code(), Code::Internal);
    }
}
