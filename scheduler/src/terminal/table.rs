//! Tables of 80 columns, with Chinese characters counted as two; and how numbers and shares are written.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement};
use std::fmt;
use yicang_language::{Language, Message};

/// How wide a terminal is that does not answer, and every table, in columns.
pub const WIDTH: u16 = 80;

/// Rows under a heading; columns of numbers stand right.
pub struct Table {
    table: comfy_table::Table,
    language: Language,
}

impl Table {
    /// Under these headings.
    pub fn new<const N: usize>(headings: [Message; N], language: Language) -> Self {
        Self::under(headings.iter().map(|heading| heading.say(language)), language)
    }

    /// The same, where the headings are in the language already.
    pub fn under(headings: impl IntoIterator<Item = String>, language: Language) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::TableStyle::new()).set_header(headings);
        table.set_content_arrangement(ContentArrangement::Dynamic).force_no_tty().set_width(WIDTH);
        Self { table, language }
    }

    /// Adds a row.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a String>) {
        self.table.add_row(cells.into_iter().map(|cell| {
            let number = cell.starts_with(|c: char| c.is_ascii_digit()) && !cell.contains('-');
            let alignment = if number { CellAlignment::Right } else { CellAlignment::Left };
            comfy_table::Cell::new(cell).set_alignment(alignment)
        }));
    }

    /// The last columns are never broken, whatever becomes of the others: pictures and codes.
    #[must_use]
    pub fn with_last_whole(mut self, columns: usize) -> Self {
        let all = self.table.column_count();
        for column in self.table.column_iter_mut().skip(all.saturating_sub(columns)) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
        self
    }

    /// Adds a row of a name and its value.
    pub fn pair(&mut self, name: &Message, value: String) {
        self.table.add_row([name.say(self.language), value]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.table.trim_fmt())
    }
}

/// A share in per cent with one decimal, rounded down; `–` of nothing.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".into();
    }
    let tenths = u128::from(part) * 1_000 / u128::from(whole);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// A share as a picture of four blocks and a number.
pub fn bar(part: u64, whole: u64) -> String {
    let blocks = if whole == 0 { 0 } else { (u128::from(part) * 4 / u128::from(whole)).min(4) };
    let picture: String = (0..4).map(|block| if block < blocks { '█' } else { '░' }).collect();
    format!("{picture} {:>7}", percent(part, whole))
}

/// Thousands apart by commas.
pub fn grouped(number: impl fmt::Display) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_language::width;

    #[test]
    fn numbers_are_grouped_and_shares_cut_to_a_tenth() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped("-1234.5"), "-1,234.5");
        assert_eq!((bar(1, 3), bar(0, 0)), ("█░░░  33.3 %".into(), "░░░░       –".into()));
        assert_eq!((percent(1, 3), percent(0, 0), percent(7, 7)), ("33.3 %".into(), "–".into(), "100.0 %".into()));
    }

    #[test]
    fn what_is_to_stay_whole_is_never_broken() {
        let mut table = Table::under(["one".into(), "two".into()], Language::English).with_last_whole(1);
        table.row(&["x ".repeat(100), "A_CODE_THAT_IS_LONG".into()]);
        assert!(table.to_string().contains("A_CODE_THAT_IS_LONG"), "{table}");
        assert!(table.to_string().lines().all(|line| width(line) <= usize::from(WIDTH)), "{table}");
    }

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        let mut table = Table::under(["one".into(), "two".into()], Language::Chinese);
        table.row(&["x ".repeat(100), "储备库".repeat(40)]);
        let text = table.to_string();
        assert!(text.lines().all(|line| width(line) <= usize::from(WIDTH)), "{text}");
    }
}
