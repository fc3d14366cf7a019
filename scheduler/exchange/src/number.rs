//! Numbers as spreadsheets write them: what means one thing is read, and how is noted; what can mean two is refused
//! with both readings.

use crate::finding::{How, quoted};
use yicang_language::{Message, message};

/// What a cell's number may be, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    /// Whether only whole numbers make sense.
    pub whole: bool,
    /// Whether the file is apart by semicolons, as where a comma is the decimal mark.
    pub semicolons: bool,
}

/// Counting words behind a number and their power of ten.
const POWERS: &[(&str, usize)] =
    &[("百", 2), ("千", 3), ("k", 3), ("K", 3), ("万", 4), ("萬", 4), ("亿", 8), ("億", 8)];

/// The number in plain digits, with a point before its decimals, and how it was read where it was not so written. What
/// is no number at all comes back as it is: the caller's type says what it wants.
///
/// # Errors
/// What the text could mean.
pub(crate) fn plain(text: &str, form: Form) -> Result<(String, Option<How>), Message> {
    let mut how = None;
    let mut body: String = text.chars().map(narrow).collect();
    if body != text {
        how = Some(How::Width);
    }
    if body.contains(is_hard_space) {
        let (whole, rest) = body.split_once('.').map_or((body.as_str(), ""), |(whole, rest)| (whole, rest));
        if !groups(&whole.replace(is_hard_space, " "), ' ') || !digits(rest) {
            return Err(message!("cell-spaces", text = quoted(text)));
        }
        body = body.replace(is_hard_space, "");
        how = Some(How::Spaces);
    }
    let (sign, number) = body.strip_prefix('-').map_or(("", body.as_str()), |rest| ("-", rest));
    if let Some(meant) = ambiguous(number, form) {
        return Err(message!("cell-is", text = quoted(text), meant = meant));
    }
    match without_marks(number) {
        Some((plain, how)) => Ok((format!("{sign}{plain}"), Some(how))),
        None => Ok((body, how)),
    }
}

/// What a number can mean that can mean several things, and what to write instead.
fn ambiguous(number: &str, form: Form) -> Option<Message> {
    if let Some(meant) = power(number) {
        return Some(message!("cell-power", number = meant));
    }
    if let Some((mantissa, _)) = number.split_once(['e', 'E']).filter(|(a, b)| is_power(a, b)) {
        let all = expanded(number).unwrap_or_else(|| mantissa.into());
        return Some(message!("cell-cut-off", number = all));
    }
    let end = number.find(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.')).unwrap_or(number.len());
    let (start, unit) = number.split_at(end);
    if !unit.is_empty() && start.starts_with(|c: char| c.is_ascii_digit()) && unit.chars().all(char::is_alphabetic) {
        return Some(message!("cell-unit", number = start, unit = unit));
    }
    let none = number.replace([',', '.'], "");
    match (number.matches(',').count(), number.matches('.').count()) {
        (0, 1) if groups(number, '.') && (form.whole || form.semicolons) => {
            let short = number.trim_end_matches('0').trim_end_matches('.');
            Some(message!("cell-point-or-thousands", short = short, long = none))
        }
        (1, 0) if digits(&none) && (form.semicolons || !groups(number, ',')) => {
            let point = number.replace(',', ".");
            Some(message!("cell-comma-or-thousands", point = point, long = none))
        }
        _ => None,
    }
}

/// A number without the marks between its thousands, where they can be nothing else.
fn without_marks(number: &str) -> Option<(String, How)> {
    let apart = |whole: &str, mark: char| groups(whole, mark).then(|| whole.replace(mark, ""));
    let with_rest = |point: char, mark: char| {
        let (whole, rest) = number.rsplit_once(point)?;
        let is_rest = !rest.is_empty() && digits(rest);
        apart(whole, mark).filter(|_| is_rest).map(|whole| format!("{whole}.{rest}"))
    };
    let commas = apart(number, ',').or_else(|| with_rest('.', ','));
    let points = || apart(number, '.').filter(|_| number.matches('.').count() > 1).or_else(|| with_rest(',', '.'));
    match commas {
        Some(plain) => Some((plain, How::Commas)),
        None => points().map(|plain| (plain, How::Points)),
    }
}

/// A full-width digit or mark as the plain one.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2212}' => '-',
        _ => c,
    }
}

/// A space that ties digits together: of no-break, narrow, thin and figure width.
fn is_hard_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}')
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether digits stand in thousands: one to three, then threes, and no zero in front.
fn groups(text: &str, mark: char) -> bool {
    let mut parts = text.strip_prefix('-').unwrap_or(text).split(mark);
    let first = parts.next().unwrap_or_default();
    let rest: Vec<_> = parts.collect();
    (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && digits(first)
        && !rest.is_empty()
        && rest.iter().all(|part| part.len() == 3 && digits(part))
}

/// What digits before a counting word come to.
fn power(number: &str) -> Option<String> {
    let (body, places) = POWERS.iter().find_map(|(word, places)| Some((number.strip_suffix(word)?, *places)))?;
    shifted(body, places)
}

/// A number with its point so many places further on.
fn shifted(body: &str, places: usize) -> Option<String> {
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    if whole.is_empty() || !digits(whole) || !digits(fraction) || places > 30 {
        return None;
    }
    let all = format!("{whole}{fraction:0<places$}");
    let (whole, rest) = all.split_at(whole.len() + places);
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let rest = rest.trim_end_matches('0');
    Some(if rest.is_empty() { whole.into() } else { format!("{whole}.{rest}") })
}

fn is_power(mantissa: &str, power: &str) -> bool {
    let power = power.trim_start_matches(['+', '-']);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    !whole.is_empty() && digits(whole) && digits(fraction) && !power.is_empty() && digits(power)
}

/// `1.2E+05` in digits; `None` for powers below one or of more than thirty places.
fn expanded(number: &str) -> Option<String> {
    let (mantissa, power) = number.split_once(['e', 'E'])?;
    shifted(mantissa, power.trim_start_matches('+').parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Result<(String, Option<How>), Message> {
        plain(text, Form { whole: true, semicolons: false })
    }

    fn decimal(text: &str) -> Result<(String, Option<How>), Message> {
        plain(text, Form { whole: false, semicolons: false })
    }

    #[test]
    fn what_means_one_number_is_read() {
        for (text, number, how) in [
            ("1200", "1200", None),
            ("12.0", "12.0", None),
            ("1,200", "1200", Some(How::Commas)),
            ("1,234,567", "1234567", Some(How::Commas)),
            ("-1,200", "-1200", Some(How::Commas)),
            ("1,234.50", "1234.50", Some(How::Commas)),
            ("1.234.567", "1234567", Some(How::Points)),
            ("1.234,5", "1234.5", Some(How::Points)),
            ("1.234.567,5", "1234567.5", Some(How::Points)),
            ("１２００", "1200", Some(How::Width)),
            ("１，２００", "1200", Some(How::Commas)),
            ("1\u{a0}200", "1200", Some(How::Spaces)),
            ("12\u{202f}345\u{202f}678.5", "12345678.5", Some(How::Spaces)),
        ] {
            assert_eq!(whole(text), Ok((number.into(), how)), "{text}");
            assert_eq!(decimal(text), Ok((number.into(), how)), "{text}");
        }
        // In a file apart by commas a point is a decimal point; thousands never begin with 0.
        for text in ["1.500", "0.125", "30.593", "61.2834"] {
            assert_eq!(decimal(text), Ok((text.into(), None)));
        }
        assert_eq!(plain("0.125", Form { whole: false, semicolons: true }), Ok(("0.125".into(), None)));
    }

    #[test]
    fn what_can_mean_two_numbers_is_refused_with_both() {
        for (text, readings) in [
            ("1.000", "1 or 1000"),
            ("12.500", "12.5 or 12500"),
            ("13,75", "13.75 or 1375"),
            ("0,125", "0.125 or 0125"),
            ("1.2E+05", "120000, or a longer number"),
            ("3e7", "30000000, or a longer number"),
            ("1.2万", "12000, or a number with a unit"),
            ("3千", "3000, or a number with a unit"),
            ("4000件", "4000, counted in 件"),
            ("20 boxes", ""),
            ("12kg", "12, counted in kg"),
            ("1\u{a0}20", "has spaces inside"),
        ] {
            match whole(text) {
                Err(said) => assert!(said.to_string().contains(readings), "{text}: {said}"),
                Ok((same, None)) => assert!(same == text && readings.is_empty(), "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
        for (text, readings) in [("1.500", "1.5 or 1500"), ("1,500", "1.500 or 1500")] {
            let said = plain(text, Form { whole: false, semicolons: true }).unwrap_err().to_string();
            assert!(said.contains(readings), "{text}: {said}");
        }
    }

    #[test]
    fn no_text_breaks_it() {
        use proptest::prelude::*;
        proptest!(|(text in "[-0-9.,eE+ 万件\u{a0}０-９，．k]{0,12}", whole: bool, semicolons: bool)| {
            if let Ok((number, how)) = plain(&text, Form { whole, semicolons }) {
                prop_assert!(how.is_some() || number == text);
                // Read twice, it is the same.
                if let Ok((again, none)) = plain(&number, Form { whole: false, semicolons: false }) {
                    prop_assert!(none.is_some() || again == number);
                }
            }
        });
    }
}
