//! By when something is expected, and how sure that is.

use super::{CellFault, Day, FromCell, Moment, Raw, Read, parsed};
use crate::finding::quoted;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::str::FromStr;
use yicang_domain::inbound::CONFIDENCE_MAX;
use yicang_language::message;

/// A moment, or a day: by its end.
#[derive(Debug, Clone, Copy)]
pub enum Expected {
    /// At the latest then.
    At(Timestamp),
    /// Some time on that day.
    On(Date),
}

impl Expected {
    /// The moment by which it is there, where days are those of this zone; `None` where the calendar ends.
    pub fn by(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::On(day) => day.tomorrow().ok()?.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp()),
        }
    }
}

impl FromStr for Expected {
    type Err = CellFault;

    fn from_str(text: &str) -> Result<Self, CellFault> {
        if let Ok(Moment(at)) = text.parse() {
            return Ok(Self::At(at));
        }
        let day: Result<Day, _> = text.parse();
        day.map(|day| Self::On(day.0)).map_err(|_| CellFault(message!("inbound-no-expected", text = quoted(text))))
    }
}

impl FromCell for Expected {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        if let Ok(Moment(at)) = raw.cell.text().parse() {
            return Ok((Self::At(at), None));
        }
        let (Day(day), how) = Day::from_cell(raw)?;
        Ok((Self::On(day), how))
    }
}

/// A whole number of percent, 1 to 100.
#[derive(Debug, Clone, Copy)]
pub struct Percent(pub u32);

impl FromStr for Percent {
    type Err = CellFault;

    fn from_str(text: &str) -> Result<Self, CellFault> {
        let percent = text.parse().ok().filter(|percent| (1..=CONFIDENCE_MAX).contains(percent));
        let wrong = || CellFault(message!("inbound-confidence", said = quoted(text), most = CONFIDENCE_MAX));
        percent.map(Self).ok_or_else(wrong)
    }
}

impl FromCell for Percent {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        raw.parsed(true, parsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_over_at_its_end_in_the_zone_and_a_moment_is_itself() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let by = |text: &str| text.parse::<Expected>().unwrap().by(&zone).unwrap().to_string();
        assert_eq!(by("2026-12-03"), "2026-12-03T16:00:00Z");
        assert_eq!(by("2026-12-03T08:00:00+08:00"), "2026-12-03T00:00:00Z");
        assert!("3.12.2026".parse::<Expected>().is_err());
        assert_eq!(["1", "100"].map(|text| text.parse::<Percent>().unwrap().0), [1, 100]);
        assert!(["0", "101", "80%", "x"].iter().all(|text| text.parse::<Percent>().is_err()));
    }
}
