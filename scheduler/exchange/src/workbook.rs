//! A sheet of a workbook (.xlsx), by calamine: days by their number format, numbers in plain digits. Merged cells,
//! formulas without a value and values of a formula's error are faults, for nobody could say what was meant.

use crate::day::{EPOCH, EPOCH_1904};
use crate::finding::{TableFault, quoted};
use crate::sheet::{Cell, Sheet};
use calamine::{Data, Reader, Xlsx};
use std::collections::BTreeSet;
use std::io::Cursor;
use yicang_language::{Argument, Message, message};

/// Rows and columns of a sheet that are read at most: what a spreadsheet can have.
const ROWS_MAX: usize = 1_048_576;
/// Above this a workbook's number has lost digits: it holds some fifteen.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
const SECONDS_A_DAY: f64 = 86_400.0;
/// Beyond the year 9999 by either calendar.
const SECONDS_MAX: f64 = 2_958_466.0 * SECONDS_A_DAY;

/// Reads the sheet of this name, or the first.
pub(crate) fn read(file: &str, bytes: Vec<u8>, sheet: Option<&str>) -> Result<Sheet, Vec<TableFault>> {
    let whole = |problem: Message, remedy: Option<Message>| vec![TableFault::whole(file, problem, remedy)];
    let broken = |error: calamine::XlsxError| {
        let problem = message!("table-no-workbook", why = Message::verbatim(error));
        whole(problem, Some(message!("table-no-workbook-remedy")))
    };
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(&broken)?;
    let names = book.sheet_names();
    let name = match sheet {
        None => names.first().cloned().ok_or_else(|| whole(message!("table-without-sheet"), None))?,
        Some(sheet) => names.iter().find(|name| *name == sheet).cloned().ok_or_else(|| {
            let there: Vec<_> = names.iter().map(|name| Argument::from(quoted(name))).collect();
            let problem = message!("table-unknown-sheet", sheet = quoted(sheet));
            whole(problem, Some(message!("table-unknown-sheet-remedy", sheets = there)))
        })?,
    };
    let is_1904 = book.has_1904_epoch();
    let range = book.worksheet_range(&name).map_err(&broken)?;
    let formulas = book.worksheet_formula(&name).map_err(&broken)?;
    let merged = book.merge_cells_by_sheet_name(&name).map_err(&broken)?;
    let mut faults: Vec<TableFault> = Vec::new();
    for region in merged.iter().filter(|region| region.start != region.end) {
        let [from, to] = [region.start, region.end].map(|(row, column)| format!("{}{}", letters(column), row + 1));
        let row = usize::try_from(region.start.0).unwrap_or(usize::MAX) + 1;
        let problem = message!("table-merged", from = from, to = to);
        faults.push(TableFault::of_row(file, row, problem, message!("table-merged-remedy")));
    }
    let (top, left) = range.start().unwrap_or((0, 0));
    let computed: BTreeSet<(u32, u32)> = formulas
        .start()
        .map(|(row, column)| {
            let used = formulas.used_cells().filter(|(_, _, formula)| !formula.is_empty());
            used.map(|(r, c, _)| (row + number(r), column + number(c))).collect()
        })
        .unwrap_or_default();
    let mut rows = Vec::new();
    for (at, cells) in range.rows().enumerate().take(ROWS_MAX) {
        let row = top + number(at);
        let cell = |(column, data): (usize, &Data)| {
            let column = left + number(column);
            match data {
                Data::Empty if computed.contains(&(row, column)) => Cell::Bad(message!("cell-formula-without-value")),
                data => cell_of(data, is_1904),
            }
        };
        // Columns to the left of the first that is used are there, too.
        let before = (0..left).map(|_| Cell::Text(String::new()));
        rows.push((row as usize + 1, before.chain(cells.iter().enumerate().map(cell)).collect()));
    }
    // A formula below all values leaves rows that no value is in.
    if let Some((row, column)) = computed.iter().find(|(row, _)| range.end().is_none_or(|(end, _)| *row > end)) {
        let cell = format!("{}{}", letters(*column), row + 1);
        let problem = message!("table-formula-without-value", cell = cell);
        faults.push(TableFault::of_row(file, *row as usize + 1, problem, message!("table-save-again")));
    }
    if faults.is_empty() { Ok(Sheet { file: file.into(), rows, semicolons: false }) } else { Err(faults) }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn cell_of(data: &Data, is_1904: bool) -> Cell {
    match data {
        Data::Empty => Cell::Text(String::new()),
        Data::String(text) => Cell::Text(text.trim().to_owned()),
        Data::Int(number) => Cell::Number(number.to_string()),
        Data::Float(number) => plain(*number),
        Data::Bool(truth) => Cell::Text(if *truth { "TRUE" } else { "FALSE" }.into()),
        Data::DateTime(at) if at.is_datetime() => moment(at.as_f64(), is_1904),
        Data::DateTimeIso(text) => Cell::Day(text.replace('T', " ")),
        Data::DateTime(_) | Data::DurationIso(_) => Cell::Bad(message!("cell-duration")),
        Data::Error(error) => Cell::Bad(message!("cell-formula-error", error = error.to_string())),
    }
}

/// A number in plain digits, as short as says it.
fn plain(number: f64) -> Cell {
    if number.abs() > EXACT_MAX {
        return Cell::Bad(message!("cell-digits-lost"));
    }
    Cell::Number(format!("{number}"))
}

/// A day and time of a number that counts days, as its number format says. The time is rounded to the second, for a
/// workbook's 10:00:00 may be a hair less.
fn moment(serial: f64, is_1904: bool) -> Cell {
    let seconds = (serial * SECONDS_A_DAY).round();
    // Up to here the two calendars of 1900 differ: a workbook has a 29 February 1900, which never was.
    let first = if is_1904 { 0.0 } else { 61.0 * SECONDS_A_DAY };
    if !(first..SECONDS_MAX).contains(&seconds) {
        return Cell::Bad(message!("cell-day-range"));
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
    let seconds = seconds as i64;
    let epoch = if is_1904 { EPOCH_1904 } else { EPOCH };
    let span = jiff::Span::new().days(seconds / 86_400).seconds(seconds % 86_400);
    match epoch.to_datetime(jiff::civil::Time::midnight()).checked_add(span) {
        Ok(at) if at.time() == jiff::civil::Time::midnight() => Cell::Day(at.date().to_string()),
        Ok(at) => Cell::Day(format!("{} {}", at.date(), at.time())),
        Err(_) => Cell::Bad(message!("cell-day-none")),
    }
}

/// A column's letters: A, B … Z, AA.
fn letters(column: u32) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).expect("less than 26")));
        rest /= 26;
    }
    letters.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
    use std::io::{Read as _, Write as _};

    fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
        let mut book = Workbook::new();
        fill(book.add_worksheet().set_name("Stock").unwrap());
        book.add_worksheet().set_name("Notes").unwrap().write(0, 0, "nothing").unwrap();
        book.save_to_buffer().unwrap()
    }

    /// The workbook as a program leaves it that writes formulas and does not compute them.
    fn without_value(book: &[u8], value: &str) -> Vec<u8> {
        let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).unwrap();
            let mut text = Vec::new();
            file.read_to_end(&mut text).unwrap();
            let text = String::from_utf8(text).unwrap().replace(&format!("<v>{value}</v>"), "");
            out.start_file(file.name().unwrap().into_owned(), zip::write::SimpleFileOptions::default()).unwrap();
            out.write_all(text.as_bytes()).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    fn texts(sheet: &Sheet) -> Vec<(usize, Vec<String>)> {
        let cell = |cell: &Cell| match cell {
            Cell::Bad(problem) => format!("! {problem}"),
            cell => cell.text().to_owned(),
        };
        sheet.rows.iter().map(|(row, cells)| (*row, cells.iter().map(cell).collect())).collect()
    }

    #[test]
    fn text_numbers_and_days_come_out_as_they_are_shown() {
        let bytes = book(|sheet| {
            let day = Format::new().set_num_format("yyyy/m/d");
            sheet.write(1, 1, " item ").unwrap();
            sheet.write(1, 2, "day").unwrap();
            sheet.write(2, 1, 1200).unwrap();
            sheet.write_with_format(2, 2, ExcelDateTime::from_ymd(2028, 3, 5).unwrap(), &day).unwrap();
            sheet.write(3, 1, 0.004).unwrap();
            let time = ExcelDateTime::from_ymd(2028, 3, 5).unwrap().and_hms(10, 0, 0).unwrap();
            sheet.write_with_format(3, 2, &time, &Format::new().set_num_format("yyyy-mm-dd hh:mm")).unwrap();
            sheet.write(4, 1, 46357).unwrap();
            sheet.write(4, 2, 1e20).unwrap();
            sheet.write(5, 1, true).unwrap();
        });
        let sheet = read("stock.xlsx", bytes.clone(), None).unwrap();
        let lost = "! has more digits than a workbook keeps; format the cell as text and write all digits";
        assert_eq!(
            texts(&sheet),
            [
                (2, vec!["".into(), "item".into(), "day".into()]),
                (3, vec!["".into(), "1200".into(), "2028-03-05".into()]),
                (4, vec!["".into(), "0.004".into(), "2028-03-05 10:00:00".into()]),
                (5, vec!["".into(), "46357".into(), lost.into()]),
                (6, vec!["".into(), "TRUE".into(), String::new()]),
            ]
        );
        assert_eq!(
            texts(&read("stock.xlsx", bytes.clone(), Some("Notes")).unwrap()),
            [(1, vec!["nothing".to_owned()])]
        );
        let faults = read("stock.xlsx", bytes, Some("Lager")).unwrap_err();
        assert_eq!(faults[0].to_string(), "stock.xlsx: has no sheet \"Lager\"; its sheets are \"Stock\", \"Notes\"");
    }

    #[test]
    fn merged_cells_and_formulas_without_a_value_are_faults() {
        let merged = book(|sheet| {
            sheet.merge_range(1, 0, 2, 0, "MASK", &Format::new()).unwrap();
        });
        let faults = read("s.xlsx", merged, None).unwrap_err();
        assert_eq!(
            faults[0].to_string(),
            "s.xlsx, row 2: cells A2 to A3 are merged into one; take the merging off, and write the value into each row \
             that it holds for"
        );
        let computed = book(|sheet| {
            sheet.write(0, 0, "quantity").unwrap();
            sheet.write_formula(1, 0, Formula::new("=1+1").set_result("2")).unwrap();
            sheet.write_formula(2, 0, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
            sheet.write_formula(3, 0, Formula::new("=A2").set_result("7777")).unwrap();
            sheet.write(4, 0, "end").unwrap();
        });
        let rows = texts(&read("s.xlsx", without_value(&computed, "7777"), None).unwrap());
        assert_eq!(rows[1].1, ["2"]);
        assert!(rows[2].1[0].contains("#DIV/0!"), "{rows:?}");
        assert!(rows[3].1[0].starts_with("! is a formula without a value"), "{rows:?}");
    }

    #[test]
    fn what_is_no_workbook_is_refused() {
        for bytes in [b"PK\x03\x04".to_vec(), b"PK\x03\x04 and so on".to_vec(), Vec::new()] {
            assert!(read("s.xlsx", bytes, None).is_err());
        }
    }

    #[test]
    fn columns_have_letters_and_days_of_both_calendars_are_days() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
        assert_eq!(moment(46357.0, false), Cell::Day("2026-12-01".into()));
        assert_eq!(moment(46357.0, true), Cell::Day("2030-12-02".into()));
        assert_eq!(moment(46_357.416_666_66, false), Cell::Day("2026-12-01 10:00:00".into()));
        for serial in [-1.0, 0.0, 60.0, 2_958_466.0, 1e300, f64::NAN] {
            assert!(matches!(moment(serial, false), Cell::Bad(_)), "{serial}");
        }
    }
}
