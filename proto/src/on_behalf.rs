//! What somebody said who cannot sign it: wire → domain.

use crate::report::body_from_wire;
use crate::v1::{self, record_on_behalf};
use yicang_domain::Fault;
use yicang_domain::report::Body;
use yicang_language::message;

/// Reads what was said; every fault at once.
///
/// # Errors
/// See above.
pub fn said_from_wire(wire: &v1::RecordOnBehalf) -> Result<Body, Vec<Fault>> {
    match &wire.body {
        None => Err(vec![Fault::new("record_on_behalf.body", message!("record-body-missing"))]),
        Some(record_on_behalf::Body::Need(need)) => body_from_wire(&v1::report::Body::Need(need.clone())),
        Some(record_on_behalf::Body::Received(step)) => body_from_wire(&v1::report::Body::Step(step.clone())),
        Some(record_on_behalf::Body::Count(count)) => body_from_wire(&v1::report::Body::Reserve(count.clone())),
    }
}
