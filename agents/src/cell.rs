//! What a cell or a flag may say, where the plain type's own answer would not help the person who wrote it.

use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::str::FromStr;
use yicang_domain::report::LIFE_DAYS_MAX;
use yicang_domain::{Quantity, SiteId};

/// A quantity of at least 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Positive(pub(crate) Quantity);

/// A moment with its distance from UTC, because a bare date or hour means another moment in another place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment(pub(crate) Timestamp);

/// A day, `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Day(pub(crate) Date);

/// Days of life that must be left on arrival.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LifeDays(pub(crate) u16);

/// Sites, apart by spaces, commas or semicolons: none of these can stand in an id.
#[derive(Debug, Clone)]
pub(crate) struct Sites(pub(crate) BTreeSet<SiteId>);

impl FromStr for Positive {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let quantity: Quantity = text.parse().map_err(say)?;
        Quantity::positive(quantity.units()).map(Self).map_err(say)
    }
}

impl FromStr for Moment {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no moment; write 2020-02-01T18:00:00+08:00, or Z at the end for UTC");
        text.parse().map(Self).map_err(|_| wrong())
    }
}

impl FromStr for Day {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        // `Date` would also take a date with a time behind it and drop the time.
        let date = Some(text).filter(|text| text.len() == 10).and_then(|text| text.parse().ok());
        date.map(Self).ok_or_else(|| format!("{text:?} is no date; write YYYY-MM-DD, for example 2027-03-31"))
    }
}

impl FromStr for LifeDays {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let days = text.parse().ok().filter(|days| *days <= LIFE_DAYS_MAX);
        days.map(Self)
            .ok_or_else(|| format!("{text:?} is no number of days; write a whole number from 0 to {LIFE_DAYS_MAX}"))
    }
}

impl FromStr for Sites {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let words = text.split([' ', ',', ';', '，', '；']).filter(|word| !word.is_empty());
        words.map(|word| word.parse().map_err(|error| format!("{word:?} {error}"))).collect::<Result<_, _>>().map(Self)
    }
}

fn say(error: impl std::fmt::Display) -> String {
    error.to_string()
}
