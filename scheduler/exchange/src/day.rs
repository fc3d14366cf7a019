//! Days as spreadsheets in China and elsewhere write them: year first is read, what can mean two days is refused with
//! both.

use crate::finding::{How, quoted};
use crate::number::narrow;
use jiff::civil::Date;
use yicang_language::{Message, message};

/// Spreadsheets count days from here, and by the calendar of 1904 from four years and a day later.
pub(crate) const EPOCH: Date = jiff::civil::date(1899, 12, 30);
pub(crate) const EPOCH_1904: Date = jiff::civil::date(1904, 1, 1);

/// The day, and how it was read where it does not stand as `YYYY-MM-DD`.
///
/// # Errors
/// What the text could mean, or that it is no day.
pub(crate) fn day(text: &str) -> Result<(Date, Option<How>), Message> {
    if text.len() == 10
        && let Ok(day) = text.parse()
    {
        return Ok((day, None));
    }
    let body: String = text.chars().map(narrow).collect();
    let (body, midnight) = without_midnight(&body);
    if let Some((year, month, day)) = year_first(body) {
        let how = if midnight && body.len() == 10 && body.contains('-') { How::Midnight } else { How::Day };
        return match date(year, month, day) {
            Some(day) => Ok((day, Some(how))),
            None => Err(message!("cell-no-day", text = quoted(text))),
        };
    }
    Err(refusal(text, body))
}

/// What a text that is no day could mean.
fn refusal(text: &str, body: &str) -> Message {
    let no_date = || message!("cell-no-date", text = quoted(text));
    let whole_month = |last: Date| message!("cell-month", text = quoted(text), last = last.to_string());
    let parts: Vec<&str> = body.split(['/', '-', '.']).collect();
    let numbers: Option<Vec<u32>> = parts.iter().map(|part| number(part)).collect();
    match numbers.as_deref() {
        Some([a, b, year]) if parts[2].len() == 4 => {
            let year = i16::try_from(*year).unwrap_or(0);
            let (day_first, month_first) = (date(year, *b, *a), date(year, *a, *b));
            match (day_first, month_first) {
                (Some(one), Some(other)) if one != other => {
                    message!("cell-two-days", text = quoted(text), one = one.to_string(), other = other.to_string())
                }
                (Some(one), _) | (None, Some(one)) => {
                    message!("cell-year-last", text = quoted(text), day = one.to_string())
                }
                (None, None) => no_date(),
            }
        }
        Some([year, month]) if parts[0].len() == 4 => match last_of(*year, *month) {
            Some(last) => whole_month(last),
            None => no_date(),
        },
        Some([number]) if parts[0].len() == 6 => {
            let (year, month, day) = (2000 + number / 10_000, number / 100 % 100, number % 100);
            let meant = match day {
                0 => last_of(year, month).map(|last| message!("cell-label-month", last = last.to_string())),
                _ => i16::try_from(year).ok().and_then(|year| date(year, month, day)).map(Message::verbatim),
            };
            match meant {
                Some(meant) => message!("cell-label", text = quoted(text), meant = meant),
                None => no_date(),
            }
        }
        Some([number]) if parts[0].len() == 5 => {
            let days = jiff::Span::new().days(i64::from(*number));
            match (EPOCH.checked_add(days), EPOCH_1904.checked_add(days)) {
                (Ok(day), Ok(other)) => {
                    message!("cell-day-number", text = quoted(text), day = day.to_string(), other = other.to_string(),)
                }
                _ => no_date(),
            }
        }
        _ => match year_and_month(body) {
            Some(last) => whole_month(last),
            None => no_date(),
        },
    }
}

/// `2028年3月`: its last day.
fn year_and_month(body: &str) -> Option<Date> {
    let (year, month) = body.strip_suffix('月')?.split_once('年')?;
    last_of(number(year)?, number(month)?)
}

fn last_of(year: u32, month: u32) -> Option<Date> {
    date(i16::try_from(year).ok()?, month, 1).map(Date::last_of_month)
}

/// Year, month and day: `2028-3-5`, `2028/3/5`, `2028.3.5`, `2028年3月5日`, `20280305`.
fn year_first(body: &str) -> Option<(i16, u32, u32)> {
    let (year, month, day) = if let Some((year, rest)) = body.split_once('年') {
        let (month, day) = rest.split_once('月')?;
        (year, month, day.strip_suffix(['日', '号']).unwrap_or(day))
    } else if body.len() == 8 && body.bytes().all(|byte| byte.is_ascii_digit()) {
        (&body[..4], &body[4..6], &body[6..])
    } else {
        let mark = body.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
        let mut parts = body.split(mark);
        let found = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        found
    };
    let short = |part: &str| (1..=2).contains(&part.len());
    if year.len() != 4 || !short(month) || !short(day) {
        return None;
    }
    Some((i16::try_from(number(year)?).ok()?, number(month)?, number(day)?))
}

fn date(year: i16, month: u32, day: u32) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn number(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) { None } else { text.parse().ok() }
}

/// The text before a time of midnight, and whether there was one.
fn without_midnight(text: &str) -> (&str, bool) {
    let Some((day, time)) = text.split_once([' ', 'T']) else { return (text, false) };
    let is_zero = !time.is_empty() && time.chars().all(|c| matches!(c, '0' | ':' | '.')) && time.contains(':');
    if is_zero { (day.trim_end(), true) } else { (text, false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_with_its_year_first_is_read() {
        for (text, how) in [
            ("2028-03-05", None),
            ("2028/3/5", Some(How::Day)),
            ("2028-3-5", Some(How::Day)),
            ("2028.03.05", Some(How::Day)),
            ("2028年3月5日", Some(How::Day)),
            ("２０２８年３月５日", Some(How::Day)),
            ("20280305", Some(How::Day)),
            ("2028-03-05 00:00:00", Some(How::Midnight)),
            ("2028-03-05T00:00", Some(How::Midnight)),
            ("2028/3/5 0:00", Some(How::Day)),
        ] {
            assert_eq!(day(text).map(|(day, how)| (day.to_string(), how)), Ok(("2028-03-05".into(), how)), "{text}");
        }
        assert_eq!(day("9999-12-31").unwrap().0.to_string(), "9999-12-31");
    }

    #[test]
    fn what_can_mean_two_days_or_none_is_refused() {
        for (text, said) in [
            ("05/03/2028", "is 2028-03-05 or 2028-05-03;"),
            ("31.3.2027", "does not begin with the year; write 2027-03-31"),
            ("3/31/2027", "does not begin with the year; write 2027-03-31"),
            (
                "46357",
                "is a spreadsheet's number of a day: 2026-12-01, or 2030-12-02 in a workbook that counts from 1904;",
            ),
            ("261100", "is the last day of the month, 2026-11-30, if it is written as on a label (GS1);"),
            ("261130", "is 2026-11-30, if it is written as on a label (GS1);"),
            ("2028-03", "is a month; if the last day is meant, write 2028-03-31"),
            ("2028年2月", "is a month; if the last day is meant, write 2028-02-29"),
            ("2027-02-29", "is no date"),
            ("2027/2/29", "is no day of the calendar"),
            ("2028-03-05 12:30", "is no date;"),
            ("soon", "is no date;"),
            ("", "is no date;"),
            ("2028-3-5-1", "is no date;"),
        ] {
            let problem = day(text).unwrap_err().to_string();
            assert!(problem.contains(said) || text == "2027-02-29" && problem.contains("no day"), "{text}: {problem}");
        }
    }

    #[test]
    fn no_text_breaks_it() {
        use proptest::prelude::*;
        proptest!(|(text in "[-0-9/.年月日 T:０-９]{0,14}")| {
            if let Ok((found, _)) = day(&text) {
                prop_assert_eq!(day(&found.to_string()), Ok((found, None)));
            }
        });
    }
}
