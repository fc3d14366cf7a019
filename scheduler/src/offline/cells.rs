//! What cells of the tables may say, each with its own answer to what they may not.

use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::str::FromStr;
use yicang_domain::report::LIFE_DAYS_MAX;
use yicang_domain::situation::{PACK_MAX, RATIO_MAX, SIZE_MAX};
use yicang_domain::{Decimal, Quantity, SiteId};

/// Whole minutes from now, 0 to a [`Quantity`]'s limit.
pub(super) struct Minutes(pub(super) i64);

/// A day as `YYYY-MM-DD`, or with slashes as spreadsheets write it.
pub(super) struct Day(pub(super) Date);

/// A moment with its distance from UTC.
pub(super) struct Moment(pub(super) Timestamp);

/// Days of life that must be left on arrival, 0 to [`LIFE_DAYS_MAX`].
pub(super) struct LifeDays(pub(super) u16);

/// Sites, apart by `;` or `|`; none where a list is empty but for its separators, as exports write one.
pub(super) struct Sites(pub(super) BTreeSet<SiteId>);

/// A quantity above zero.
pub(super) struct Positive(pub(super) Quantity);

/// A decimal above zero.
pub(super) struct Weight(pub(super) Decimal);

/// Grams or millilitres of a base unit, 0 to [`SIZE_MAX`], with at most six decimal places: nothing is rounded.
pub(super) struct Size(pub(super) Decimal);

/// Kilograms or litres of a base unit, with at most nine decimal places, as grams or millilitres: nothing is rounded.
pub(super) struct Thousand(pub(super) Decimal);

/// Base units of a pack, 1 to [`PACK_MAX`].
pub(super) struct Pack(pub(super) Quantity);

/// Units of a component in a kit, 1 to [`RATIO_MAX`].
pub(super) struct Units(pub(super) u64);

/// `GIVEN/NEEDED`, each 1 to [`RATIO_MAX`]; in lowest terms once read.
pub(super) struct Ratio(pub(super) u32, pub(super) u32);

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Depot,
    Site,
}

/// Decimal degrees as micro-degrees, −180 to 180; further places than six are rounded.
pub(super) struct Degrees(pub(super) i32);

impl FromStr for Minutes {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let whole = text.parse::<Quantity>().ok().and_then(|minutes| i64::try_from(minutes.units()).ok());
        whole
            .map(Self)
            .ok_or_else(|| format!("{text:?} is no whole number of minutes; write digits only, for example 90"))
    }
}

impl FromStr for Day {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no day; write YYYY-MM-DD, for example 2027-03-31");
        let parts: Vec<&str> = text.split(['-', '/']).collect();
        let [year, month, day] = parts[..] else { return Err(wrong()) };
        let digits = |part: &str, most: usize| {
            let good = (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            good.then(|| part.parse::<i16>().ok()).flatten()
        };
        // A year of two digits could be any century.
        let year = digits(year, 4).filter(|_| year.len() == 4).ok_or_else(wrong)?;
        let month = digits(month, 2).and_then(|month| i8::try_from(month).ok()).ok_or_else(wrong)?;
        let day = digits(day, 2).and_then(|day| i8::try_from(day).ok()).ok_or_else(wrong)?;
        Date::new(year, month, day).map(Self).map_err(|_| wrong())
    }
}

impl FromStr for Moment {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let at: Timestamp = text
            .parse()
            .map_err(|_| format!("{text:?} is no moment; write 2020-02-01T18:00:00+08:00, or Z at the end for UTC"))?;
        Timestamp::from_second(at.as_second()).map(Self).map_err(|error| error.to_string())
    }
}

impl FromStr for LifeDays {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let days = whole(text, 0, LIFE_DAYS_MAX.into())?.units();
        u16::try_from(days).map(Self).map_err(|error| error.to_string())
    }
}

impl FromStr for Sites {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let words = text.split([';', '|', '；']).map(str::trim).filter(|word| !word.is_empty());
        words.map(|word| word.parse().map_err(|error| format!("{word:?} {error}"))).collect::<Result<_, _>>().map(Self)
    }
}

impl FromStr for Positive {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let quantity = text.parse::<Quantity>().map_err(|error| error.to_string())?;
        Quantity::positive(quantity.units()).map(Self).map_err(|error| error.to_string())
    }
}

impl FromStr for Weight {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<Decimal>() {
            Ok(weight) if weight.micros() == 0 => {
                Err("is 0: the need would never be served; give a weight above 0".into())
            }
            Ok(weight) => Ok(Self(weight)),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// A whole number of a range, as spreadsheets write it.
fn whole(text: &str, least: u64, most: u64) -> Result<Quantity, String> {
    let number = text.parse::<Quantity>().ok().filter(|number| (least..=most).contains(&number.units()));
    number.ok_or_else(|| format!("{text:?} is no whole number from {least} to {most}; write digits only"))
}

impl FromStr for Size {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!("{text:?} is no number from 0 to {SIZE_MAX} with at most six decimal places; nothing is rounded")
        };
        Decimal::exact(text, 0).map(Self).ok_or_else(wrong)
    }
}

impl FromStr for Thousand {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let most = SIZE_MAX / 1_000;
        let wrong =
            || format!("{text:?} is no number from 0 to {most} with at most nine decimal places; nothing is rounded");
        let exact = Decimal::exact(text, 3).or_else(|| Decimal::exact(&without_dust(text)?, 3));
        exact.map(Self).ok_or_else(wrong)
    }
}

/// A number of 16 digits or more that is within 10⁻¹³ of itself from one of nine places, as that: what programs write of 4.99
/// when binary floating point has made 4.989999999999999 of it. `None` for everything else.
fn without_dust(text: &str) -> Option<String> {
    const PLACES: usize = 20;
    let (whole, fraction) = text.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > PLACES || whole.len() > 9 {
        return None;
    }
    let all = format!("{whole}{fraction:0<PLACES$}");
    let said = format!("{whole}{fraction}");
    if said.trim_start_matches('0').len() < 16 {
        return None;
    }
    let number: u128 = all.parse().ok()?;
    let unit = 10_u128.pow(11);
    let near = (number + unit / 2) / unit;
    let dust = number.abs_diff(near * unit);
    let near = format!("{near:0>10}");
    let (whole, nine) = near.split_at(near.len() - 9);
    (dust * 10_u128.pow(13) <= number).then(|| format!("{whole}.{nine}"))
}

impl FromStr for Pack {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        whole(text, 1, PACK_MAX).map(Self)
    }
}

impl FromStr for Units {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        whole(text, 1, u64::from(RATIO_MAX)).map(|units| Self(units.units()))
    }
}

impl FromStr for Ratio {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let number = |part: &str| part.trim().parse::<u32>().ok().filter(|n| (1..=RATIO_MAX).contains(n));
        let pair = text.split_once('/').and_then(|(given, needed)| number(given).zip(number(needed)));
        let (given, needed) = pair.ok_or_else(|| {
            format!(
                "{text:?} is no ratio; write GIVEN/NEEDED, each from 1 to {RATIO_MAX}: 3/2 is 3 units given for 2 needed"
            )
        })?;
        let divisor = greatest_divisor(given, needed);
        Ok(Self(given / divisor, needed / divisor))
    }
}

fn greatest_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

impl FromStr for Kind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_lowercase().as_str() {
            "depot" | "储备库" | "仓库" => Ok(Self::Depot),
            "site" | "需求点" | "医院" => Ok(Self::Site),
            _ => Err(format!("{text:?} is neither depot nor site")),
        }
    }
}

impl FromStr for Degrees {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (negative, body) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let micros =
            body.parse::<Decimal>().ok().map(|degrees| degrees.micros()).filter(|micros| *micros <= 180_000_000);
        let micros = micros.and_then(|micros| i32::try_from(micros).ok());
        let micros = micros.ok_or_else(|| {
            format!("{text:?} is not decimal degrees; latitude is from -90 to 90, longitude from -180 to 180, for example 30.59276")
        })?;
        Ok(Self(if negative { -micros } else { micros }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_come_out_in_lowest_terms() {
        let read = |text: &str| text.parse::<Ratio>().map(|Ratio(given, needed)| (given, needed));
        assert_eq!((read("6/4"), read("1 / 1"), read("1000000/3")), (Ok((3, 2)), Ok((1, 1)), Ok((1_000_000, 3))));
        for text in ["", "3", "3/0", "0/3", "1000001/1", "3:2", "-1/2", "1/2/3"] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn kilograms_become_grams_exactly_and_degrees_micro_degrees() {
        let grams = |text: &str| text.parse::<Thousand>().map(|Thousand(grams)| grams.to_string());
        for (kilograms, expected) in [
            ("0.004", "4"),
            ("0.0006", "0.6"),
            ("0.0000004", "0.0004"),
            ("0.000000001", "0.000001"),
            ("12.50", "12500"),
            ("4.989999999999999", "4990"),
            ("26.200000000000003", "26200"),
        ] {
            assert_eq!(grams(kilograms).as_deref(), Ok(expected), "{kilograms}");
        }
        for text in
            ["1000000.000000001", "-1", "0.0000000001", "0.00000000049", "1e-3", "4.98999999999", "4.989999999990000"]
        {
            assert!(grams(text).is_err(), "{text:?}");
        }
        let said = "0.0000001".parse::<Size>().map(|size| size.0).unwrap_err();
        assert_eq!(
            said,
            "\"0.0000001\" is no number from 0 to 1000000000 with at most six decimal places; nothing is rounded"
        );
        let degrees = |text: &str| text.parse::<Degrees>().map(|Degrees(micros)| micros);
        assert_eq!(
            (degrees("30.59276"), degrees("-0.0000005"), degrees("-180")),
            (Ok(30_592_760), Ok(-1), Ok(-180_000_000))
        );
        assert!(degrees("180.000001").is_err() && degrees("N30").is_err() && degrees("").is_err());
    }
}
