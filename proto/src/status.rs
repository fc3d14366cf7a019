//! Refusals with all their faults: `google.rpc.BadRequest` and `google.rpc.ErrorInfo` inside a gRPC status.

use crate::v1;
use prost::Message as _;
use tonic::metadata::MetadataValue;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};
use yicang_domain::Fault;

/// The domain of our `ErrorInfo` details.
pub const ERROR_DOMAIN: &str = "yicang";
/// The reason of an `ErrorInfo` that tells which sequence number is due.
pub const SEQUENCE: &str = "SEQUENCE";
const EXPECTED: &str = "expected";
/// The gRPC metadata that holds the centre's signed word on which number is due.
const SIGNED: &str = "yicang-sequence-bin";

/// A refusal that names every fault.
pub fn refuse(code: Code, message: &str, faults: &[Fault]) -> Status {
    let mut details = ErrorDetails::new();
    for fault in faults {
        details.add_bad_request_violation(&fault.field, &fault.problem);
    }
    Status::with_error_details(code, message, details)
}

/// `INVALID_ARGUMENT` with every fault; the message carries the first three, for clients that show nothing else.
pub fn bad_request(what: &str, faults: &[Fault]) -> Status {
    let shown: Vec<_> = faults.iter().take(3).map(ToString::to_string).collect();
    let more = faults.len().saturating_sub(shown.len());
    let tail = if more == 0 { String::new() } else { format!("; and {more} more") };
    refuse(Code::InvalidArgument, &format!("{what}: {}{tail}", shown.join("; ")), faults)
}

/// `FAILED_PRECONDITION`: the report's sequence number is not the one that is due. `signed` is the centre's word for
/// it.
pub fn wrong_sequence(sent: u64, expected: u64, signed: Option<&v1::SignedSequence>) -> Status {
    let what = if sent < expected { "was used already" } else { "skips a report" };
    let message = format!("sequence {sent} {what}; {expected} is due");
    let mut details = ErrorDetails::with_bad_request_violation("sequence", &message);
    details.set_error_info(SEQUENCE, ERROR_DOMAIN, [(EXPECTED.to_owned(), expected.to_string())]);
    let mut status = Status::with_error_details(Code::FailedPrecondition, message, details);
    if let Some(signed) = signed {
        status.metadata_mut().insert_bin(SIGNED, MetadataValue::from_bytes(&signed.encode_to_vec()));
    }
    status
}

/// The faults that a refusal names.
pub fn faults_of(status: &Status) -> Vec<Fault> {
    let violations = status.get_details_bad_request().map(|detail| detail.field_violations).unwrap_or_default();
    violations.into_iter().map(|v| Fault { field: v.field, problem: v.description }).collect()
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
    let fault = |fault: Fault| v1::FieldFault { field: fault.field, description: fault.problem };
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
    fn a_refusal_carries_every_fault_and_the_message_the_first_three() {
        let faults: Vec<_> = (0..5).map(|n| Fault::new(format!("f{n}"), "is wrong")).collect();
        let status = bad_request("the report is refused", &faults);
        assert_eq!(faults_of(&status), faults);
        assert_eq!(status.message(), "the report is refused: f0: is wrong; f1: is wrong; f2: is wrong; and 2 more");
        assert_eq!(refusal(&status).faults.len(), 5);
    }

    #[test]
    fn a_wrong_sequence_says_which_is_due() {
        let replayed = wrong_sequence(3, 7, None);
        assert_eq!(
            (replayed.message(), expected_sequence(&replayed)),
            ("sequence 3 was used already; 7 is due", Some(7))
        );
        let signed = v1::SignedSequence { statement: vec![1, 2], signature: vec![3] };
        let skipped = wrong_sequence(9, 7, Some(&signed));
        assert_eq!(
            (skipped.message(), refusal(&skipped).expected_sequence),
            ("sequence 9 skips a report; 7 is due", 7)
        );
        assert_eq!((refusal(&skipped).sequence, refusal(&replayed).sequence), (Some(signed), None));
        assert_eq!(expected_sequence(&bad_request("x", &[])), None);
    }
}
