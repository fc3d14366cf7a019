//! Refusals with all their faults: `google.rpc.BadRequest` and `google.rpc.ErrorInfo` inside a gRPC status.

use crate::v1;
use prost::Message as _;
use tonic::metadata::MetadataValue;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};
use yicang_domain::Fault;
use yicang_language::{Language, Message};

/// The domain of our `ErrorInfo` details.
pub const ERROR_DOMAIN: &str = "yicang";
/// The reason of an `ErrorInfo` that tells which sequence number is due.
pub const SEQUENCE: &str = "SEQUENCE";
const EXPECTED: &str = "expected";
/// The gRPC metadata that holds the centre's signed word on which number is due.
const SIGNED: &str = "yicang-sequence-bin";

/// A refusal that names every fault, in a language.
pub fn refuse(code: Code, message: &Message, faults: &[Fault], language: Language) -> Status {
    let mut details = ErrorDetails::new();
    for fault in faults {
        details.add_bad_request_violation(&fault.field, fault.problem.say(language));
    }
    Status::with_error_details(code, message.say(language), details)
}

/// `FAILED_PRECONDITION`: the report's sequence number is not the one that is due. `signed` is the centre's word for
/// it.
pub fn wrong_sequence(why: &Message, due: u64, signed: Option<&v1::SignedSequence>, language: Language) -> Status {
    let message = why.say(language);
    let mut details = ErrorDetails::with_bad_request_violation("sequence", &message);
    details.set_error_info(SEQUENCE, ERROR_DOMAIN, [(EXPECTED.to_owned(), due.to_string())]);
    let mut status = Status::with_error_details(Code::FailedPrecondition, message, details);
    if let Some(signed) = signed {
        status.metadata_mut().insert_bin(SIGNED, MetadataValue::from_bytes(&signed.encode_to_vec()));
    }
    status
}

/// The faults that a refusal names, as it says them.
pub fn faults_of(status: &Status) -> Vec<Fault> {
    let violations = status.get_details_bad_request().map(|detail| detail.field_violations).unwrap_or_default();
    violations.into_iter().map(|v| Fault::new(v.field, v.description)).collect()
}

/// The sequence number that is due, if that is what the refusal is about.
pub fn expected_sequence(status: &Status) -> Option<u64> {
    let info = status.get_details_error_info().filter(|info| info.reason == SEQUENCE)?;
    info.metadata.get(EXPECTED)?.parse().ok()
}

/// The centre's signed word on that number. Nothing of it is checked.
pub fn signed_sequence(status: &Status) -> Option<v1::SignedSequence> {
    let bytes = status.metadata().get_bin(SIGNED)?.to_bytes().ok()?;
    v1::SignedSequence::decode(bytes).ok()
}

/// The same refusal as an answer inside a stream.
pub fn refusal(status: &Status) -> v1::Refusal {
    let fault = |fault: Fault| v1::FieldFault { field: fault.field, description: fault.problem.to_string() };
    v1::Refusal {
        code: i32::from(status.code()),
        message: status.message().to_owned(),
        faults: faults_of(status).into_iter().map(fault).collect(),
        expected_sequence: expected_sequence(status).unwrap_or(0),
        sequence: signed_sequence(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_carries_every_fault() {
        let faults: Vec<_> = (0..5).map(|n| Fault::new(format!("f{n}"), "is wrong")).collect();
        let status = refuse(Code::InvalidArgument, &"the report is refused".into(), &faults, Language::English);
        assert_eq!(faults_of(&status), faults);
        assert_eq!((status.message(), refusal(&status).faults.len()), ("the report is refused", 5));
    }

    #[test]
    fn a_wrong_sequence_says_which_is_due() {
        let said = |signed| wrong_sequence(&"used".into(), 7, signed, Language::English);
        let replayed = said(None);
        assert_eq!((replayed.message(), expected_sequence(&replayed)), ("used", Some(7)));
        let signed = v1::SignedSequence { statement: vec![1, 2], signature: vec![3] };
        let skipped = said(Some(&signed));
        assert_eq!((refusal(&skipped).sequence, refusal(&replayed).sequence), (Some(signed), None));
        assert_eq!(expected_sequence(&Status::not_found("x")), None);
    }
}
