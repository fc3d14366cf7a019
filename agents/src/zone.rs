//! The zone that times are shown in. The zones' database is part of the program: a bare machine needs none.

use jiff::Timestamp;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use yicang_language::{Message, ToMessage, message};

/// Nobody knows this zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct UnknownZone(String);

impl ToMessage for UnknownZone {
    fn message(&self) -> Message {
        message!("zone-unknown", word = format!("{:?}", self.0))
    }
}

/// A zone by its IANA name, or by its distance from UTC: `+08:00`.
///
/// # Errors
/// [`UnknownZone`].
pub fn read(text: &str) -> Result<TimeZone, UnknownZone> {
    let offset = BrokenDownTime::parse("%:z", text).ok().and_then(|time| time.offset());
    let named = || TimeZoneDatabase::bundled().get(text).ok();
    offset.map(TimeZone::fixed).or_else(named).ok_or_else(|| UnknownZone(text.to_owned()))
}

/// A zone as [`read`] reads it: by its name, or by its distance from UTC.
pub(crate) fn written(zone: &TimeZone) -> String {
    let offset = || Timestamp::UNIX_EPOCH.to_zoned(zone.clone()).strftime("%:z").to_string();
    zone.iana_name().map_or_else(offset, str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_a_name_or_an_offset() {
        for text in ["Asia/Shanghai", "+08:00", "-03:30", "UTC"] {
            assert_eq!(written(&read(text).unwrap()), text);
        }
        for text in ["", "Shanghai", "+8", "+26:00", "08:00"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
