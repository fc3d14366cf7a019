//! Moments, shares and numbers as people read them; how wide a text is, and where its lines may break.

use crate::{Message, message};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// A moment in a zone, to the minute, with the zone's distance from UTC: `2026-02-01 16:00 +08:00`. The same in both
/// languages.
#[must_use]
pub fn moment(time: Timestamp, zone: &TimeZone) -> String {
    time.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M %:z").to_string()
}

/// A part of a whole in per cent with one decimal, rounded down, so that only a whole is 100.0%; `-` of nothing.
#[must_use]
pub fn share(part: u128, whole: u128) -> String {
    match part.checked_mul(1_000).and_then(|part| part.checked_div(whole)) {
        Some(tenths) => format!("{}.{}%", tenths / 10, tenths % 10),
        None => "-".to_owned(),
    }
}

/// A share in per cent with one decimal, rounded down; `–` of nothing.
#[must_use]
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".into();
    }
    let tenths = u128::from(part) * 1_000 / u128::from(whole);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// Thousands apart by commas.
#[must_use]
pub fn grouped(number: impl std::fmt::Display) -> String {
    let digits = number.to_string();
    let (sign, whole) = digits.strip_prefix('-').map_or(("", digits.as_str()), |rest| ("-", rest));
    let (whole, part) = whole.split_once('.').map_or((whole, String::new()), |(w, p)| (w, format!(".{p}")));
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + &part
}

/// A quantity with its unit, as the catalogue of items names the unit: `600 只`, `600 pieces`.
#[must_use]
pub fn amount(count: u64, unit: &str) -> Message {
    message!("amount", count = count, unit = unit)
}

/// Ascending numbers with runs put together, to be listed: 1, 3 to 5.
#[must_use]
pub fn number_runs(numbers: &[u64]) -> Vec<Message> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let run = |(first, last): (u64, u64)| {
        if first == last {
            message!("number", number = first)
        } else {
            message!("numbers-from-to", first = first, last = last)
        }
    };
    runs.into_iter().map(run).collect()
}

/// How many columns a text takes on a terminal: a Chinese character takes two.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// What no line begins with.
const NOT_FIRST: &str = "，。；：、！？）》”’」』】…—,.;:!?)]}%";
/// What no line ends with.
const NOT_LAST: &str = "（《“‘「『【([{";

/// The text in lines of at most `columns`, as far as its words allow: broken at spaces, and between Chinese characters.
/// Its own line breaks stay, and what a line begins with in spaces stays too.
#[must_use]
pub fn wrapped(text: &str, columns: usize) -> String {
    text.split('\n').map(|line| wrapped_line(line, columns)).collect::<Vec<_>>().join("\n")
}

fn wrapped_line(line: &str, columns: usize) -> String {
    let (mut out, mut used) = (String::new(), 0);
    for piece in pieces(line) {
        let piece_width = width(piece.trim_end());
        // A word that fits nowhere stays where it is.
        if used > 0 && used + piece_width > columns && piece_width <= columns {
            out.truncate(out.trim_end().len());
            out.push('\n');
            used = 0;
        }
        out.push_str(piece);
        used += width(piece);
    }
    out.truncate(out.trim_end().len());
    out
}

/// Parts of a line that stay together, each with the spaces behind it.
fn pieces(line: &str) -> Vec<&str> {
    let is_wide = |c: char| c.width().unwrap_or(0) == 2;
    let (mut pieces, mut start) = (Vec::new(), 0);
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let indent = line.len() - line.trim_start().len();
    for pair in chars.windows(2) {
        let [(_, before), (at, after)] = *pair else { continue };
        let may_break = match (before, after) {
            _ if at <= indent => false,
            (_, ' ') => false,
            (' ', _) => true,
            (before, after) => {
                (is_wide(before) || is_wide(after)) && !NOT_FIRST.contains(after) && !NOT_LAST.contains(before)
            }
        };
        if may_break {
            pieces.push(&line[start..at]);
            start = at;
        }
    }
    pieces.push(&line[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn a_moment_is_told_with_its_offset() {
        let time = Timestamp::from_second(1_769_932_800).unwrap();
        assert_eq!(moment(time, &TimeZone::UTC), "2026-02-01 08:00 +00:00");
        assert_eq!(moment(time, &TimeZone::fixed(jiff::tz::offset(8))), "2026-02-01 16:00 +08:00");
    }

    #[test]
    fn only_a_whole_is_a_hundred_per_cent() {
        assert_eq!(share(2, 3), "66.6%");
        assert_eq!(share(9_999, 10_000), "99.9%");
        assert_eq!(share(7, 7), "100.0%");
        assert_eq!(share(0, 0), "-");
        assert_eq!(share(u128::MAX, 1), "-", "a number that cannot be counted with");
    }

    #[test]
    fn an_amount_has_its_unit() {
        assert_eq!(amount(600, "只").say(Language::Chinese), "600 只");
        assert_eq!(amount(5_000_000_000, "pieces").say(Language::English), "5000000000 pieces");
    }

    #[test]
    fn runs_of_numbers_are_put_together() {
        let said = |numbers: &[u64], language: Language| {
            let runs = number_runs(numbers).iter().map(|run| run.say(language)).collect::<Vec<_>>();
            runs.join("|")
        };
        assert_eq!(said(&[3], Language::English), "3");
        assert_eq!(said(&[1, 3, 4, 5, 7, 8], Language::English), "1|3 to 5|7 to 8");
        assert_eq!(said(&[3, 4, 5], Language::Chinese), "3 至 5");
        assert_eq!(said(&[u64::MAX], Language::Chinese), u64::MAX.to_string());
    }

    #[test]
    fn lines_break_between_characters_but_not_before_a_comma() {
        assert_eq!(width("储备库 D1"), 9);
        assert_eq!(wrapped("one two three", 8), "one two\nthree");
        assert_eq!(wrapped("储备库需求点，运输", 8), "储备库需\n求点，运\n输");
        assert_eq!(wrapped("储备库，需求", 6), "储备\n库，需\n求");
        assert_eq!(wrapped("  两 yicang-agent 字", 12), "  两\nyicang-agent\n字");
        assert_eq!(wrapped("a\n\nb", 5), "a\n\nb");
        assert_eq!(wrapped("key 0123456789 of it", 8), "key 0123456789\nof it");
    }
}
