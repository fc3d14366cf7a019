//! Moments on the wire: whole seconds, UTC; a time that is not set is "not given".

use jiff::Timestamp;
use yicang_domain::Fault;
use yicang_language::message;

/// A moment for the wire; parts of a second are dropped.
pub fn time_to_wire(time: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: time.as_second(), nanos: 0 }
}

/// A moment from the wire, cut to whole seconds.
pub fn time_from_wire(field: &str, time: &prost_types::Timestamp) -> Result<Timestamp, Fault> {
    let in_range = (0..1_000_000_000).contains(&time.nanos);
    let read = Timestamp::from_second(time.seconds).ok().filter(|_| in_range);
    read.ok_or_else(|| Fault::new(field, message!("wire-no-moment", seconds = time.seconds)))
}

/// The same for a field that must be set.
pub fn required_time(field: &str, time: Option<&prost_types::Timestamp>) -> Result<Timestamp, Fault> {
    time.ok_or_else(|| Fault::new(field, message!("wire-moment-missing"))).and_then(|t| time_from_wire(field, t))
}
