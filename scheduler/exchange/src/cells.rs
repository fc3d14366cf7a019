//! What cells may say: one rule for each kind, in every table, each with its own answer to what it may not be.

mod asked;
mod departure;
pub(crate) mod expected;
mod kind;
pub(crate) use kind::Kind;

use crate::day::day;
use crate::finding::{How, quoted};
use crate::ids::admit;
use crate::number::{Form, plain};
use crate::sheet::Cell;
pub use asked::Asked;
pub(crate) use asked::Flag;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use yicang_domain::report::{Fact, LIFE_DAYS_MAX};
use yicang_domain::situation::{PACK_MAX, RATIO_MAX, SIZE_MAX};
use yicang_domain::{
    AgentId, ClassName, Decimal, DepotId, DistrictId, ItemId, LotId, PoolId, Quantity, ReportId, SiteId, SiteKind,
};
use yicang_language::{Message, ToMessage, message};

/// A cell as it stands in its file.
#[derive(Debug, Clone, Copy)]
pub struct Raw<'a> {
    pub(crate) cell: &'a Cell,
    pub(crate) semicolons: bool,
}

/// What a cell is read as: the value, and where it is not written as our own files write it, how it was read and as
/// what.
pub type Read<T> = Result<(T, Option<(How, String)>), Message>;

/// Why a text is not the value that is asked for, and what to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellFault(pub Message);

impl ToMessage for CellFault {
    fn message(&self) -> Message {
        self.0.clone()
    }
}

impl fmt::Display for CellFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for CellFault {}

impl From<CellFault> for Message {
    fn from(fault: CellFault) -> Self {
        fault.0
    }
}

/// A value that a cell may say.
pub trait FromCell: Sized {
    /// Reads a cell that is not empty.
    ///
    /// # Errors
    /// What is wrong and what to write, in words.
    fn from_cell(raw: Raw<'_>) -> Read<Self>;
}

impl Raw<'_> {
    /// The number in plain digits.
    fn number(&self, whole: bool) -> Result<(String, Option<How>), Message> {
        match self.cell {
            Cell::Number(number) => Ok((number.clone(), None)),
            Cell::Day(day) => Err(message!("cell-day-for-number", day = day)),
            cell => plain(cell.text(), Form { whole, semicolons: self.semicolons }),
        }
    }

    /// A number of a type that reads plain digits.
    fn parsed<T>(&self, whole: bool, parse: impl FnOnce(&str) -> Result<T, Message>) -> Read<T> {
        let (text, how) = self.number(whole)?;
        Ok((parse(&text)?, how.map(|how| (how, text))))
    }

    /// Text that a spreadsheet has not taken for something else.
    pub(crate) fn word(&self) -> Result<&str, Message> {
        match self.cell {
            Cell::Day(day) => Err(message!("cell-day-for-text", day = day)),
            cell => Ok(cell.text()),
        }
    }
}

fn say(error: impl ToMessage) -> Message {
    error.message()
}

fn parsed<T: FromStr<Err = CellFault>>(text: &str) -> Result<T, Message> {
    text.parse().map_err(|fault: CellFault| fault.0)
}

macro_rules! ids {
    ($($id:ty),*) => {$(
        impl FromCell for $id {
            fn from_cell(raw: Raw<'_>) -> Read<Self> {
                let (text, how) = admit(raw.word()?)?;
                Ok((text.parse().map_err(say)?, how.map(|how| (how, text))))
            }
        }
    )*};
}

ids!(AgentId, ClassName, DepotId, DistrictId, ItemId, LotId, PoolId, ReportId, SiteId, SiteKind);

impl FromCell for Quantity {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        raw.parsed(true, |text| text.parse().map_err(say))
    }
}

impl FromCell for Decimal {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        raw.parsed(false, |text| text.parse().map_err(say))
    }
}

/// What a cell says of a fact of a lot: `none` or `无` takes it away.
impl<T: FromCell> FromCell for Fact<T> {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        let text = raw.cell.text();
        if text == "无" || text.eq_ignore_ascii_case("none") {
            return Ok((Self::Nothing, None));
        }
        let (value, how) = T::from_cell(raw)?;
        Ok((Self::Is(value), how))
    }
}

/// A quantity of at least 1.
#[derive(Debug, Clone, Copy)]
pub struct Positive(pub Quantity);

impl FromCell for Positive {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        raw.parsed(true, |text| {
            let quantity: Quantity = text.parse().map_err(say)?;
            Quantity::positive(quantity.units()).map(Self).map_err(say)
        })
    }
}

/// A decimal above zero.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weight(pub(crate) Decimal);

impl FromCell for Weight {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        raw.parsed(false, |text| match text.parse::<Decimal>() {
            Ok(weight) if weight.micros() == 0 => Err(message!("cell-weight-zero")),
            Ok(weight) => Ok(Self(weight)),
            Err(error) => Err(error.message()),
        })
    }
}

/// A moment with its distance from UTC, because a bare date or hour means another moment in another place.
#[derive(Debug, Clone, Copy)]
pub struct Moment(pub Timestamp);

impl FromStr for Moment {
    type Err = CellFault;
    fn from_str(text: &str) -> Result<Self, CellFault> {
        let wrong = || CellFault(message!("cell-no-moment", text = quoted(text)));
        text.parse().map(Self).map_err(|_| wrong())
    }
}

impl FromCell for Moment {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        Ok((parsed(raw.cell.text())?, None))
    }
}

/// A day: `YYYY-MM-DD`, or as spreadsheets write it, year first.
#[derive(Debug, Clone, Copy)]
pub struct Day(pub Date);

impl FromStr for Day {
    type Err = CellFault;
    fn from_str(text: &str) -> Result<Self, CellFault> {
        day(text).map(|(day, _)| Self(day)).map_err(CellFault)
    }
}

impl FromCell for Day {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        let (found, how) = day(raw.cell.text())?;
        // A workbook's day is a day, however it is shown.
        let how = how.filter(|_| !matches!(raw.cell, Cell::Day(_)));
        Ok((Self(found), how.map(|how| (how, found.to_string()))))
    }
}

/// Days of life that must be left on arrival, 0 to [`LIFE_DAYS_MAX`].
#[derive(Debug, Clone, Copy)]
pub struct LifeDays(pub u16);

impl FromStr for LifeDays {
    type Err = CellFault;
    fn from_str(text: &str) -> Result<Self, CellFault> {
        let days = whole(text, 0, u64::from(LIFE_DAYS_MAX)).ok().and_then(|days| u16::try_from(days.units()).ok());
        let wrong = || CellFault(message!("cell-no-days", text = quoted(text), most = LIFE_DAYS_MAX));
        days.map(Self).ok_or_else(wrong)
    }
}

impl FromCell for LifeDays {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        raw.parsed(true, parsed)
    }
}

/// Whole minutes from now, 0 to a [`Quantity`]'s limit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Minutes(pub(crate) i64);

impl FromCell for Minutes {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        raw.parsed(true, |text| {
            let whole = text.parse::<Quantity>().ok().and_then(|minutes| i64::try_from(minutes.units()).ok());
            whole.map(Self).ok_or_else(|| message!("cell-no-minutes", text = quoted(text)))
        })
    }
}

/// Sites, apart by `;`, `|`, commas or spaces; none where a list is empty but for its separators, as exports write one.
/// A word with `|` is left whole where the ids are known and it is one of them: see [`Sites::among`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sites(Vec<String>);

impl FromCell for Sites {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        let apart = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '，' | '；' | '、');
        let (mut words, mut read) = (Vec::new(), None);
        for word in raw.word()?.split(apart).filter(|word| !word.trim_matches('|').is_empty()) {
            let (text, how) = admit(word)?;
            read = read.or(how.map(|how| (how, text.clone())));
            words.push(text);
        }
        Ok((Self(words), read))
    }
}

impl Sites {
    /// The sites' ids; a word that is an id of `known` as a whole is not taken apart at `|`. `None` where there are
    /// none.
    ///
    /// # Errors
    /// A word that is no id.
    pub fn among(self, known: Option<&BTreeSet<SiteId>>) -> Result<Option<BTreeSet<SiteId>>, Message> {
        let mut sites = BTreeSet::new();
        for word in self.0 {
            let is_known = |word: &str| {
                let id = word.parse::<SiteId>().ok();
                id.is_some_and(|id| known.is_some_and(|known| known.contains(&id)))
            };
            let parts: Vec<&str> = if is_known(&word) { vec![&word] } else { word.split('|').collect() };
            for part in parts.into_iter().filter(|part| !part.is_empty()) {
                let wrong = |error: yicang_domain::id::IdError| {
                    message!("cell-word", word = quoted(part), what = error.message())
                };
                sites.insert(part.parse().map_err(wrong)?);
            }
        }
        Ok(Some(sites).filter(|sites| !sites.is_empty()))
    }
}

/// Grams or millilitres of a base unit, 0 to [`SIZE_MAX`], with at most six decimal places: nothing is rounded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size(pub(crate) Decimal);

impl FromCell for Size {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        raw.parsed(false, |text| {
            let wrong = || message!("cell-no-size", text = quoted(text), most = SIZE_MAX);
            Decimal::exact(text, 0).map(Self).ok_or_else(wrong)
        })
    }
}

/// Kilograms or litres of a base unit, with at most nine decimal places, as grams or millilitres: nothing is rounded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Thousand(pub(crate) Decimal);

impl FromCell for Thousand {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        raw.parsed(false, |text| {
            let most = SIZE_MAX / 1_000;
            let wrong = || message!("cell-no-thousand", text = quoted(text), most = most);
            let exact = Decimal::exact(text, 3).or_else(|| Decimal::exact(&without_dust(text)?, 3));
            exact.map(Self).ok_or_else(wrong)
        })
    }
}

/// A number of 16 digits or more that is within 10⁻¹³ of itself from one of nine places, as that: what programs write
/// of 4.99 when binary floating point has made 4.989999999999999 of it. `None` for everything else.
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

/// A whole number of a range.
fn whole(text: &str, least: u64, most: u64) -> Result<Quantity, Message> {
    let number = text.parse::<Quantity>().ok().filter(|number| (least..=most).contains(&number.units()));
    number.ok_or_else(|| message!("cell-no-whole", text = quoted(text), least = least, most = most))
}

/// Base units of a pack, 1 to [`PACK_MAX`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pack(pub(crate) Quantity);

impl FromCell for Pack {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        raw.parsed(true, |text| whole(text, 1, PACK_MAX).map(Self))
    }
}

/// Units of a component in a kit, 1 to [`RATIO_MAX`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Units(pub(crate) u64);

impl FromCell for Units {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        raw.parsed(true, |text| whole(text, 1, u64::from(RATIO_MAX)).map(|units| Self(units.units())))
    }
}

/// `GIVEN/NEEDED`, each 1 to [`RATIO_MAX`]; in lowest terms once read.
#[derive(Debug, Clone, Copy)]
pub struct Ratio {
    /// Units given…
    pub given: u32,
    /// …for so many needed.
    pub needed: u32,
}

impl FromStr for Ratio {
    type Err = CellFault;
    fn from_str(text: &str) -> Result<Self, CellFault> {
        let number = |part: &str| part.trim().parse::<u32>().ok().filter(|n| (1..=RATIO_MAX).contains(n));
        let pair = text.split_once('/').and_then(|(given, needed)| number(given).zip(number(needed)));
        let wrong = || CellFault(message!("cell-no-ratio", text = quoted(text), most = RATIO_MAX));
        let (given, needed) = pair.ok_or_else(wrong)?;
        let divisor = greatest_divisor(given, needed);
        Ok(Self { given: given / divisor, needed: needed / divisor })
    }
}

impl FromCell for Ratio {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        Ok((parsed(raw.word()?)?, None))
    }
}

fn greatest_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

/// Decimal degrees as micro-degrees, −180 to 180; further places than six are rounded.
#[derive(Debug, Clone, Copy)]
pub struct Degrees(pub i32);

impl FromStr for Degrees {
    type Err = CellFault;
    fn from_str(text: &str) -> Result<Self, CellFault> {
        let (negative, body) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let micros =
            body.parse::<Decimal>().ok().map(|degrees| degrees.micros()).filter(|micros| *micros <= 180_000_000);
        let micros = micros.and_then(|micros| i32::try_from(micros).ok());
        let micros = micros.ok_or_else(|| CellFault(message!("cell-no-degrees", text = quoted(text))))?;
        Ok(Self(if negative { -micros } else { micros }))
    }
}

impl FromCell for Degrees {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        // A point is a decimal point here wherever it stands: thousands of degrees there are none.
        let (text, how) = Raw { semicolons: false, ..raw }.number(false)?;
        Ok((parsed(&text)?, how.map(|how| (how, text))))
    }
}

/// Text for people, at most [`yicang_domain::catalogue::NAME_BYTES_MAX`] bytes.
#[derive(Debug, Clone)]
pub struct Name(pub String);

impl FromCell for Name {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        let text = raw.word()?;
        if text.len() > yicang_domain::catalogue::NAME_BYTES_MAX || text.chars().any(char::is_control) {
            let most = yicang_domain::catalogue::NAME_BYTES_MAX;
            return Err(message!("cell-no-name", most = most));
        }
        Ok((Self(text.to_owned()), None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: FromCell>(text: &str) -> Read<T> {
        T::from_cell(Raw { cell: &Cell::Text(text.into()), semicolons: false })
    }

    #[test]
    fn ratios_come_out_in_lowest_terms() {
        let read = |text: &str| text.parse::<Ratio>().map(|Ratio { given, needed }| (given, needed));
        assert_eq!((read("6/4"), read("1 / 1"), read("1000000/3")), (Ok((3, 2)), Ok((1, 1)), Ok((1_000_000, 3))));
        for text in ["", "3", "3/0", "0/3", "1000001/1", "3:2", "-1/2", "1/2/3"] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn kilograms_become_grams_exactly_and_degrees_micro_degrees() {
        let grams = |text: &str| read::<Thousand>(text).map(|(Thousand(grams), _)| grams.to_string());
        for (kilograms, expected) in [
            ("0.004", "4"),
            ("0.0006", "0.6"),
            ("0.0000004", "0.0004"),
            ("0.000000001", "0.000001"),
            ("12.50", "12500"),
            ("4.989999999999999", "4990"),
            ("26.200000000000003", "26200"),
            ("1,200", "1200000"),
        ] {
            assert_eq!(grams(kilograms).as_deref(), Ok(expected), "{kilograms}");
        }
        for text in
            ["1000000.000000001", "-1", "0.0000000001", "0.00000000049", "1e-3", "4.98999999999", "4.989999999990000"]
        {
            assert!(grams(text).is_err(), "{text:?}");
        }
        let said = read::<Size>("0.0000001").map(|(size, _)| size.0).unwrap_err().to_string();
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
        let semicolons = Raw { cell: &Cell::Text("30.593".into()), semicolons: true };
        assert_eq!(Degrees::from_cell(semicolons).map(|(at, _)| at.0), Ok(30_593_000));
    }

    #[test]
    fn sites_are_apart_by_any_mark_and_an_id_with_a_bar_is_left_whole_where_it_is_known() {
        let sites = |text: &str, known: &[&str]| {
            let known: BTreeSet<SiteId> = known.iter().map(|id| id.parse().unwrap()).collect();
            let known = Some(&known).filter(|known| !known.is_empty());
            let found = read::<Sites>(text).and_then(|(sites, _)| sites.among(known));
            found.map(|found| found.into_iter().flatten().map(|id| id.to_string()).collect::<Vec<_>>().join("+"))
        };
        for text in ["H1;H2 H3", "H1|H2|H3", "H1，H2、H3", " H3 ; H2 ;; H1; ", "H1|H2;H3"] {
            assert_eq!(sites(text, &[]).as_deref(), Ok("H1+H2+H3"), "{text}");
        }
        for text in [";", "|", " | ; |", "，"] {
            assert_eq!(read::<Sites>(text).and_then(|(sites, _)| sites.among(None)), Ok(None), "{text}");
        }
        assert_eq!(sites("A|B;A", &["A|B", "A"]).as_deref(), Ok("A+A|B"));
        assert_eq!(sites("A|B;A", &["A", "B"]).as_deref(), Ok("A+B"));
        assert!(sites("H\u{200b}1", &[]).is_err());
    }

    #[test]
    fn days_and_numbers_of_a_workbook_are_not_taken_for_ids() {
        let day = Cell::Day("2026-03-01".into());
        let problem = LotId::from_cell(Raw { cell: &day, semicolons: false }).unwrap_err().to_string();
        assert!(problem.starts_with("is the day 2026-03-01, perhaps made by the spreadsheet"), "{problem}");
        assert!(Quantity::from_cell(Raw { cell: &day, semicolons: false }).is_err());
        let number = Cell::Number("1.5".into());
        assert!(
            Quantity::from_cell(Raw { cell: &number, semicolons: false })
                .unwrap_err()
                .to_string()
                .contains("not whole")
        );
        let (found, how) = Day::from_cell(Raw { cell: &day, semicolons: false }).unwrap();
        assert_eq!((found.0.to_string(), how), ("2026-03-01".into(), None));
    }
}
