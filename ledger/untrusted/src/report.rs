//! A report as it comes over the wire: the protobuf message, then everything that it must say.

use prost::Message as _;
use yicang_proto::report::report_from_wire;
use yicang_proto::v1;

/// Must not panic; what is refused has faults, each with a word on what is wrong.
pub fn report(bytes: &[u8]) {
    if let Ok(signed) = v1::SignedReport::decode(bytes) {
        report_alone(&signed.report);
    }
    report_alone(bytes);
}

fn report_alone(bytes: &[u8]) {
    let Ok(wire) = v1::Report::decode(bytes) else { return };
    if let Err(faults) = report_from_wire(&wire) {
        assert!(!faults.is_empty() && faults.iter().all(|fault| !fault.to_string().is_empty()));
    }
}
