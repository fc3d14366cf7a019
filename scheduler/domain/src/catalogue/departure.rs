//! When vehicles leave: as soon as goods are ready, once, or every day at the same times.

use jiff::Timestamp;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use yicang_language::{Message, ToMessage, message};

/// The most times of a day.
pub const DAILY_MAX: usize = 48;

const DAY_SECONDS: i64 = 86_400;
const DAY_MINUTES: i64 = 1_440;
/// Before the times of a day, in canonical texts.
const DAILY: &str = "daily@";

/// When vehicles leave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Departure {
    /// As soon as the goods are ready.
    #[default]
    WhenReady,
    /// Once.
    At(Timestamp),
    /// Every day.
    Daily(Daily),
}

/// Times of a day at the centre, in whole minutes; at least one, at most [`DAILY_MAX`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Daily(BTreeSet<u16>);

/// Why a text says no departure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct DepartureError(String);

impl ToMessage for DepartureError {
    fn message(&self) -> Message {
        message!("departure-none", text = format!("{:?}", self.0), max = DAILY_MAX)
    }
}

impl Departure {
    /// The next one at or after `now`, with days so many seconds east of UTC. A departure that is said once stays what
    /// it is, past or not.
    pub fn next(&self, now: Timestamp, offset: i32) -> Option<Timestamp> {
        match self {
            Self::WhenReady => None,
            Self::At(at) => Some(*at),
            Self::Daily(daily) => daily.next(now, offset),
        }
    }

    /// Reads a moment, or `daily 06:00 18:00`; also 每日 and 每天.
    ///
    /// # Errors
    /// It is neither.
    pub fn of_people(text: &str) -> Result<Self, DepartureError> {
        let wrong = || DepartureError(text.to_owned());
        let rest = ["daily", "Daily", "每日", "每天"].iter().find_map(|word| text.trim().strip_prefix(word));
        let Some(rest) = rest else { return text.trim().parse().map(Self::At).map_err(|_| wrong()) };
        let apart = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '，' | '；' | '、' | '@');
        let times: Vec<_> = rest.split(apart).filter(|time| !time.is_empty()).collect();
        Daily::of(&times).map(Self::Daily).ok_or_else(wrong)
    }

    /// As [`Departure::of_people`] reads it; empty where vehicles leave when the goods are ready.
    pub fn for_people(&self) -> String {
        match self {
            Self::WhenReady => String::new(),
            Self::At(at) => at.to_string(),
            Self::Daily(daily) => format!("daily {}", daily.to_string().replace(',', " ")),
        }
    }

    /// One word of a canonical text; `None` where vehicles leave when the goods are ready.
    pub(crate) fn word(&self) -> Option<String> {
        match self {
            Self::WhenReady => None,
            Self::At(at) => Some(at.to_string()),
            Self::Daily(daily) => Some(format!("{DAILY}{daily}")),
        }
    }
}

impl FromStr for Departure {
    type Err = DepartureError;

    /// The inverse of the word: one spelling.
    fn from_str(text: &str) -> Result<Self, DepartureError> {
        let wrong = || DepartureError(text.to_owned());
        let Some(times) = text.strip_prefix(DAILY) else { return text.parse().map(Self::At).map_err(|_| wrong()) };
        let daily = Daily::of(&times.split(',').collect::<Vec<_>>()).ok_or_else(wrong)?;
        if daily.to_string() == times { Ok(Self::Daily(daily)) } else { Err(wrong()) }
    }
}

impl Daily {
    /// Of times `HH:MM`; `None` where one is none, or there are none or too many.
    fn of(times: &[&str]) -> Option<Self> {
        let number = |part: &str, below: u16| {
            let is_short = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<u16>().ok().filter(|number| is_short && *number < below)
        };
        let of_day = |time: &&str| {
            let (hours, minutes) = time.split_once([':', '：'])?;
            Some(number(hours, 24)? * 60 + number(minutes, 60).filter(|_| minutes.len() == 2)?)
        };
        let read: Option<BTreeSet<u16>> = times.iter().map(of_day).collect();
        read.filter(|read| (1..=DAILY_MAX).contains(&read.len())).map(Self)
    }

    fn next(&self, now: Timestamp, offset: i32) -> Option<Timestamp> {
        let local = now.as_second().checked_add(i64::from(offset))?;
        // What has begun of a second is over.
        let local = local + i64::from(now.subsec_nanosecond() > 0);
        let midnight = local.div_euclid(DAY_SECONDS) * DAY_SECONDS;
        let today = self.0.iter().map(|minutes| i64::from(*minutes));
        let tomorrow = self.0.first().map(|minutes| i64::from(*minutes) + DAY_MINUTES);
        let next = today.chain(tomorrow).map(|minutes| midnight + minutes * 60).find(|at| *at >= local)?;
        Timestamp::from_second(next.checked_sub(i64::from(offset))?).ok()
    }
}

impl fmt::Display for Daily {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, minutes) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(f, "{comma}{:02}:{:02}", minutes / 60, minutes % 60)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_every_day_leaves_next_at_its_time_at_the_centre() {
        let daily = Departure::of_people("daily 18:00, 6:30").unwrap();
        assert_eq!(daily.for_people(), "daily 06:30 18:00");
        let next = |now: &str, offset| daily.next(now.parse().unwrap(), offset).unwrap().to_string();
        let east = 8 * 3_600;
        assert_eq!(next("2020-02-01T00:00:00Z", east), "2020-02-01T10:00:00Z", "it is 08:00 there");
        assert_eq!(next("2020-02-01T10:00:00Z", east), "2020-02-01T10:00:00Z", "at the moment itself it still leaves");
        assert_eq!(next("2020-02-01T10:00:01Z", east), "2020-02-01T22:30:00Z", "06:30 of the next day");
        assert_eq!(next("2020-02-01T10:00:00Z", 0), "2020-02-01T18:00:00Z");
        assert_eq!(next("1969-12-31T23:59:59Z", 0), "1970-01-01T06:30:00Z");
        let once = Departure::of_people("2020-02-01T18:00:00+08:00").unwrap();
        assert_eq!(once.next("2021-01-01T00:00:00Z".parse().unwrap(), 0), "2020-02-01T10:00:00Z".parse().ok());
    }

    #[test]
    fn a_departure_has_one_spelling_in_texts_and_several_for_people() {
        let read = |text: &str| text.parse::<Departure>().map(|departure| departure.word().unwrap());
        assert_eq!(read("daily@06:30,18:00").unwrap(), "daily@06:30,18:00");
        for other in ["daily@18:00,06:30", "daily@6:30", "daily@", "daily@24:00", "daily", "18:00", "daily@06:30,06:30"]
        {
            assert!(read(other).is_err(), "{other}");
        }
        for text in ["每天 18：00", "每日18:00", "daily@18:00"] {
            assert_eq!(Departure::of_people(text).unwrap().for_people(), "daily 18:00", "{text}");
        }
        for text in ["daily", "daily 25:00", "daily 18:60", "daily 18", "daily 18:0", "tomorrow", "daily +1:00"] {
            let said = Departure::of_people(text).unwrap_err().to_string();
            assert!(said.contains("daily 18:00"), "{text}: {said}");
        }
        let many = |count: u16| (0..count).map(|n| format!(" {:02}:{:02}", n / 60, n % 60)).collect::<String>();
        assert!(Departure::of_people(&format!("daily{}", many(48))).is_ok());
        assert!(Departure::of_people(&format!("daily{}", many(49))).is_err());
    }
}
