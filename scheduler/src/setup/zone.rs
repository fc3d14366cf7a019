//! Zones: what day it is at the centre. Their database is part of the program: a bare machine needs none, and every
//! machine answers alike.

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use yicang_language::{Message, ToMessage, message};

/// By what days are counted where nobody names a zone.
pub const UTC: &str = "UTC";

/// Nobody knows this zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct UnknownZone(String);

impl ToMessage for UnknownZone {
    fn message(&self) -> Message {
        message!("setup-no-zone", name = format!("{:?}", self.0))
    }
}

/// A zone by its IANA name.
///
/// # Errors
/// [`UnknownZone`].
pub fn zone(name: &str) -> Result<TimeZone, UnknownZone> {
    TimeZoneDatabase::bundled().get(name).map_err(|_| UnknownZone(name.to_owned()))
}

/// The name of this machine's zone, where it says one that is known; else [`UTC`].
pub fn of_machine() -> String {
    let system = TimeZone::system();
    let named = system.iana_name().filter(|name| zone(name).is_ok());
    named.unwrap_or(UTC).to_owned()
}

/// Seconds east of UTC in a zone at a moment.
pub fn offset_seconds(zone: &TimeZone, at: Timestamp) -> i32 {
    zone.to_offset(at).seconds()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_has_its_offset_of_that_moment_on_any_machine() {
        let offset = |name: &str, at: &str| offset_seconds(&zone(name).unwrap(), at.parse().unwrap());
        assert_eq!(offset("Asia/Shanghai", "2020-02-01T16:30:00Z"), 8 * 3_600);
        assert_eq!(offset("America/New_York", "2020-02-01T16:30:00Z"), -5 * 3_600);
        // The clocks went forward at 01:00 UTC of 29 March.
        assert_eq!(offset("Europe/Berlin", "2020-03-29T00:59:59Z"), 3_600);
        assert_eq!(offset("Europe/Berlin", "2020-03-29T01:00:00Z"), 2 * 3_600);
        assert_eq!(
            (offset(UTC, "2020-02-01T00:00:00Z"), offset("Asia/Kathmandu", "2020-02-01T00:00:00Z")),
            (0, 20_700)
        );
        assert!(zone(&of_machine()).is_ok());
    }

    #[test]
    fn a_zone_that_nobody_knows_is_said() {
        for name in ["Asia/Beijing", "", "+08:00", "CST6"] {
            let said = zone(name).unwrap_err().to_string();
            assert!(said.contains(&format!("there is no zone {name:?}; write an IANA name")), "{said}");
        }
    }
}
