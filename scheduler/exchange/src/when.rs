//! A moment as people in one place write it: `2026-12-01 18:00`, `18:00`, or with its distance from UTC. A time that
//! the clocks of the place skip, or show twice, is refused with both readings.

use crate::cells::CellFault;
use crate::day::day;
use crate::finding::quoted;
use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization as _;
use yicang_language::{Message, message, moment};

/// A moment as it was written; which one it is, the zone says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    text: String,
    said: Said,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// With its distance from UTC.
    At(Timestamp),
    /// A day and a time at the place.
    Local(DateTime),
    /// A time at the place, today or tomorrow.
    Clock(Time),
}

/// The moment, and what people must be told of how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The moment.
    pub at: Timestamp,
    /// `None` where the text says it all.
    pub told: Option<Message>,
}

impl FromStr for When {
    type Err = CellFault;
    fn from_str(text: &str) -> Result<Self, CellFault> {
        let wrong = || CellFault(message!("when-no-moment", text = quoted(text)));
        let plain: String = text.nfkc().collect();
        let said = read(plain.trim()).ok_or_else(wrong)?;
        Ok(Self { text: text.to_owned(), said })
    }
}

fn read(text: &str) -> Option<Said> {
    if let Ok(at) = joined(text).parse() {
        return Some(Said::At(at));
    }
    if let Some(time) = clock(text) {
        return Some(Said::Clock(time));
    }
    let (date, time) = text.rsplit_once([' ', 'T'])?;
    let (date, _) = day(date.trim()).ok()?;
    Some(Said::Local(DateTime::from_parts(date, clock(time)?)))
}

/// `2026-12-01 18:00 +08:00`, as moments are shown, without the space before the distance.
fn joined(text: &str) -> String {
    match text.rsplit_once(' ') {
        Some((moment, offset)) if offset.starts_with(['+', '-']) => format!("{moment}{offset}"),
        _ => text.to_owned(),
    }
}

/// `18:00` or `18:00:30`.
fn clock(text: &str) -> Option<Time> {
    let parts: Vec<&str> = text.split(':').collect();
    let is_number = |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(2..=3).contains(&parts.len()) || !parts.iter().all(is_number) || parts[1..].iter().any(|part| part.len() != 2)
    {
        return None;
    }
    let number = |at: usize| parts.get(at).map_or(Some(0), |part| part.parse::<i8>().ok());
    Time::new(number(0)?, number(1)?, number(2)?, 0).ok()
}

impl When {
    /// The moment, by the clocks of a zone; `now` says which day is today.
    ///
    /// # Errors
    /// The clocks of the zone never show it, or show it twice: with both moments that it could mean.
    pub fn at(&self, zone: &TimeZone, now: Timestamp) -> Result<Reading, CellFault> {
        match self.said {
            Said::At(at) => Ok(Reading { at, told: None }),
            Said::Local(local) => {
                let at = self.instant(local, zone)?;
                let told = message!("when-read", text = &self.text, moment = moment(at, zone));
                Ok(Reading { at, told: Some(told) })
            }
            Said::Clock(time) => {
                let today = now.to_zoned(zone.clone()).date();
                let at = self.instant(DateTime::from_parts(today, time), zone)?;
                if at > now {
                    let told = message!("when-read-today", text = &self.text, moment = moment(at, zone));
                    return Ok(Reading { at, told: Some(told) });
                }
                let tomorrow = today.tomorrow().map_err(|_| self.no_moment())?;
                let at = self.instant(DateTime::from_parts(tomorrow, time), zone)?;
                let told = message!("when-read-tomorrow", text = &self.text, moment = moment(at, zone));
                Ok(Reading { at, told: Some(told) })
            }
        }
    }

    fn no_moment(&self) -> CellFault {
        CellFault(message!("when-no-moment", text = quoted(&self.text)))
    }

    fn instant(&self, local: DateTime, zone: &TimeZone) -> Result<Timestamp, CellFault> {
        let text = quoted(&self.text);
        let both = |before: Offset, after: Offset| [before, after].map(|offset| with_offset(local, offset));
        match zone.to_ambiguous_zoned(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(local).map_err(|_| self.no_moment()),
            AmbiguousOffset::Gap { before, after } => {
                let [one, other] = both(before, after);
                Err(CellFault(message!("when-skipped", text = text, one = one, other = other)))
            }
            AmbiguousOffset::Fold { before, after } => {
                let [one, other] = both(before, after);
                Err(CellFault(message!("when-twice", text = text, one = one, other = other)))
            }
        }
    }
}

/// `2026-10-25T02:30:00+01:00`, to be copied.
fn with_offset(local: DateTime, offset: Offset) -> String {
    let distance = Timestamp::UNIX_EPOCH.to_zoned(TimeZone::fixed(offset)).strftime("%:z").to_string();
    format!("{}{distance}", local.strftime("%Y-%m-%dT%H:%M:%S"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_language::Language;

    /// The rule of the European Union: from the last Sunday of March to that of October.
    const BERLIN: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

    /// Noon at the place, whichever it is.
    fn read_in(zone: &str, text: &str) -> String {
        let zone = TimeZone::posix(zone).unwrap();
        let now = zone.to_timestamp(jiff::civil::date(2026, 12, 1).at(12, 0, 0, 0)).unwrap();
        match text.parse::<When>().and_then(|when| when.at(&zone, now)) {
            Ok(Reading { at, told }) => {
                format!("{at} {}", told.map_or_else(String::new, |told| told.to_string())).trim().to_owned()
            }
            Err(why) => why.to_string(),
        }
    }

    #[test]
    fn a_time_at_the_place_is_told_with_its_distance_and_one_with_it_is_taken() {
        for text in ["2026-12-03 18:00", "2026-12-03T18:00", "2026/12/3 18:00:00", "２０２６年１２月３日　１８：００"]
        {
            let said = format!("2026-12-03T10:00:00Z {text} → 2026-12-03 18:00 +08:00");
            assert_eq!(read_in("CST-8", text), said);
        }
        for text in
            ["2026-12-03T18:00:00+08:00", "2026-12-03T10:00:00Z", "2026-12-03 18:00 +08:00", "2026-12-03T18:00+08:00"]
        {
            assert_eq!(read_in("EST5EDT,M3.2.0,M11.1.0", text), "2026-12-03T10:00:00Z", "{text}");
        }
        let told = "2026-12-03 18:00".parse::<When>().unwrap().at(&TimeZone::UTC, Timestamp::UNIX_EPOCH).unwrap().told;
        assert_eq!(told.unwrap().say(Language::Chinese), "2026-12-03 18:00 → 2026-12-03 18:00 +00:00");
    }

    #[test]
    fn a_time_alone_is_the_next_one_and_says_which_day() {
        let shanghai = |text: &str| read_in("CST-8", text);
        assert_eq!(shanghai("18:00"), "2026-12-01T10:00:00Z 18:00 → 2026-12-01 18:00 +08:00, today");
        assert_eq!(shanghai("8:30"), "2026-12-02T00:30:00Z 8:30 → 2026-12-02 08:30 +08:00, tomorrow");
        assert_eq!(shanghai("12:00"), "2026-12-02T04:00:00Z 12:00 → 2026-12-02 12:00 +08:00, tomorrow");
    }

    #[test]
    fn what_the_clocks_skip_or_show_twice_is_refused_with_both_readings() {
        // The oracle is the calendar of the European Union: the last Sundays of March and October, at 01:00 UTC.
        assert_eq!(
            read_in(BERLIN, "2027-03-28 02:30"),
            "\"2027-03-28 02:30\" does not exist there: the clocks are put forward over it; write \
             2027-03-28T02:30:00+01:00 or 2027-03-28T02:30:00+02:00"
        );
        assert_eq!(
            read_in(BERLIN, "2027-10-31 02:30"),
            "\"2027-10-31 02:30\" is there twice: the clocks are put back over it; write \
             2027-10-31T02:30:00+02:00 or 2027-10-31T02:30:00+01:00"
        );
        assert!(read_in(BERLIN, "2027-10-31 03:00").ends_with("→ 2027-10-31 03:00 +01:00"));
        assert!(read_in(BERLIN, "2027-03-28 03:00").ends_with("→ 2027-03-28 03:00 +02:00"));
        // Both readings are read back.
        for text in ["2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00"] {
            assert!(text.parse::<When>().is_ok(), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in
            ["", "2026-12-01", "soon", "25:00", "18:60", "18", "18:0", "2026-02-30 10:00", "01/02/2026 10:00", "::"]
        {
            let said = format!(
                "{text:?} is no moment; write 2026-12-01 18:00, or 18:00 for the next time it is that late, or \
                 2026-12-01T18:00:00+08:00"
            );
            assert_eq!(read_in("CST-8", text), said);
        }
    }

    #[test]
    fn no_text_breaks_it() {
        use proptest::prelude::*;
        let zone = TimeZone::posix(BERLIN).unwrap();
        proptest!(|(text in "[-0-9/年月日 T:+Z]{0,20}")| {
            if let Ok(when) = text.parse::<When>() {
                let _ = when.at(&zone, Timestamp::UNIX_EPOCH);
            }
        });
    }
}
