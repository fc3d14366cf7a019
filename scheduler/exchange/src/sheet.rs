//! The cells of a file, row by row, before anybody knows what the columns are: from CSV text or a workbook.

use crate::finding::{Findings, TableFault};
use crate::text;
use yicang_language::{Message, message};

/// What a cell is, as far as its file says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// What somebody typed, trimmed.
    Text(String),
    /// A workbook's number, in plain digits.
    Number(String),
    /// A workbook's day (`YYYY-MM-DD`), with a time behind it where it has one.
    Day(String),
    /// What cannot be read, and why.
    Bad(Message),
}

impl Cell {
    /// What is shown of it.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) | Self::Day(text) => text,
            Self::Bad(_) => "",
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        !matches!(self, Self::Bad(_)) && self.text().is_empty()
    }
}

/// Rows with their numbers, as a spreadsheet shows them.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    /// The file's name without folders, with the sheet's where one was named.
    pub file: String,
    pub rows: Vec<(usize, Vec<Cell>)>,
    /// Whether cells are apart by semicolons.
    pub semicolons: bool,
}

impl Sheet {
    /// From the bytes of CSV text.
    pub(crate) fn parse(file: &str, bytes: &[u8], findings: &mut Findings) -> Result<Self, Vec<TableFault>> {
        let text = text::decode(file, bytes, findings).map_err(|fault| vec![*fault])?;
        let (mark, body, first) = delimiter(&text);
        if let Some(row) = open_quote(body, mark) {
            let (problem, remedy) = (message!("table-open-quote"), message!("table-open-quote-remedy"));
            return Err(vec![TableFault::of_row(file, row + first - 1, problem, remedy)]);
        }
        let rows = records(body, mark, first).map_err(|error| vec![TableFault::whole(file, error, "")])?;
        Ok(Self { file: file.into(), rows, semicolons: mark == b';' })
    }
}

/// Every record with its row number: blank lines count as rows, and so do line breaks inside a quoted cell only once.
fn records(text: &str, mark: u8, first: usize) -> Result<Vec<(usize, Vec<Cell>)>, Message> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(mark).from_reader(text.as_bytes());
    let (mut records, mut row, mut last_byte) = (Vec::new(), first, 0);
    let mut inside = 0;
    for record in reader.records() {
        let record = record.map_err(|error| message!("table-no-csv", why = Message::verbatim(error)))?;
        let at = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        // The position stands before blank lines; the record begins after them.
        let start = at + text[at..].bytes().take_while(|byte| *byte == b'\n').count();
        row += text[last_byte..start].matches('\n').count() - inside;
        (last_byte, inside) = (start, record.iter().map(|cell| cell.matches('\n').count()).sum());
        records.push((row, record.iter().map(|cell| Cell::Text(cell.trim().to_owned())).collect()));
    }
    Ok(records)
}

/// The row where a quote opens that nothing closes.
fn open_quote(text: &str, mark: u8) -> Option<usize> {
    let (mut row, mut open, mut starts) = (1, None, true);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match (open, byte) {
            (Some(_), b'"') if bytes.peek() == Some(&b'"') => drop(bytes.next()),
            (Some(_), b'"') => open = None,
            (None, b'"') if starts => open = Some(row),
            _ => {}
        }
        starts = byte == mark || byte == b'\n';
        // Inside a cell a line break makes no new row.
        if byte == b'\n' && open.is_none() {
            row += 1;
        }
    }
    open
}

/// What cells are apart by, the text that follows, and its first row: as a first line `sep=;` says, else a comma,
/// unless the header has none outside quotes and uses a semicolon or a tab, as spreadsheets in some countries do.
fn delimiter(text: &str) -> (u8, &str, usize) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let said = line.trim_matches('"').trim_end();
    if let Some(mark) = said.strip_prefix("sep=").filter(|mark| mark.len() == 1) {
        return (mark.as_bytes()[0], rest, 2);
    }
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let outside: Vec<u8> = header
        .bytes()
        .filter(|byte| {
            quoted ^= *byte == b'"';
            !quoted
        })
        .collect();
    (*[b',', b';', b'\t'].iter().find(|mark| outside.contains(mark)).unwrap_or(&b','), text, 1)
}
