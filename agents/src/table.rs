//! Reads a CSV file that people wrote: columns by name in any order, cells as trimmed text, and every fault with the row
//! number that a spreadsheet shows. Knows nothing of needs and reserves; whoever asks for a cell says what it must be.
//!
//! ```
//! # use yicang_agent::table::{Column, Table};
//! const COLUMNS: &[Column] = &[
//!     Column::required("site_id", &["需求点编码"]),
//!     Column::required("quantity", &["数量"]),
//!     Column::optional("note", &[]),
//! ];
//! let (table, _notices) = Table::parse("needs.csv", "数量,site_id\n12,H1\n-3,H2\n".as_bytes(), COLUMNS).unwrap();
//! let mut faults = Vec::new();
//! for row in table.rows() {
//!     let _site = row.required::<String>("site_id", &mut faults);
//!     let _quantity = row.required::<yicang_domain::Quantity>("quantity", &mut faults);
//! }
//! assert_eq!(
//!     faults[0].to_string(),
//!     "needs.csv, row 3, column quantity: -3 is negative; a quantity is a whole number of base units"
//! );
//! ```

use encoding_rs::{Encoding, GB18030, UTF_8};
use std::fmt::{self, Display};
use std::path::Path;
use std::str::FromStr;

/// The largest file that is read, in bytes: far above any list people keep by hand, far below the memory of a laptop.
pub const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// A column that the caller understands.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The name in our own files, and in faults.
    pub name: &'static str,
    /// Other headers that mean the same, in any language.
    pub aliases: &'static [&'static str],
    /// Whether a file without it is refused.
    pub required: bool,
}

impl Column {
    /// A column that must be there.
    pub const fn required(name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self { name, aliases, required: true }
    }

    /// A column that may be there.
    pub const fn optional(name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self { name, aliases, required: false }
    }

    fn is_called(&self, header: &str) -> bool {
        let header = folded(header);
        std::iter::once(&self.name).chain(self.aliases).any(|name| folded(name) == header)
    }
}

/// `Site ID`, `site-id` and `SITE_ID` are one header.
fn folded(header: &str) -> String {
    let one = |c: char| if c.is_whitespace() || c == '-' { '_' } else { c };
    header.trim().trim_start_matches('\u{feff}').chars().map(one).flat_map(char::to_lowercase).collect()
}

/// Something that was done on the way and that people should know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The file's name.
    pub file: String,
    /// What was done.
    pub text: String,
}

impl Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.text)
    }
}

/// What is wrong in a file, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableFault {
    /// The file's name.
    pub file: String,
    /// The row as a spreadsheet shows it, the header being row 1; 0 is the whole file.
    pub row: usize,
    /// The column's name, where one is meant.
    pub column: Option<String>,
    /// What is wrong.
    pub problem: String,
    /// What to do; empty where the problem says it.
    pub remedy: String,
}

impl std::error::Error for TableFault {}

impl Display for TableFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.row > 0 {
            write!(f, ", row {}", self.row)?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        write!(f, ": {}", self.problem)?;
        if self.remedy.is_empty() { Ok(()) } else { write!(f, "; {}", self.remedy) }
    }
}

impl TableFault {
    /// A fault of the whole file.
    pub fn whole(file: &str, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { file: file.into(), row: 0, column: None, problem: problem.into(), remedy: remedy.into() }
    }
}

/// A file's rows, with the columns found by name.
#[derive(Debug, Clone)]
pub struct Table {
    file: String,
    /// Each column that the caller understands, and where it stands in a row.
    places: Vec<(Column, Option<usize>)>,
    rows: Vec<(usize, Vec<String>)>,
}

/// One row of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    number: usize,
    cells: &'a [String],
}

impl Table {
    /// Reads a file; its name without folders stands in faults. Unknown columns and empty rows are passed over.
    ///
    /// # Errors
    /// Every fault of the file's form: unreadable, too large, no known encoding, columns missing or doubled, rows with
    /// more cells than the header.
    pub fn read(path: &Path, columns: &[Column]) -> Result<(Self, Vec<Notice>), Vec<TableFault>> {
        let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let refuse = |problem: String, remedy: &str| vec![TableFault::whole(&file, problem, remedy)];
        let size = match std::fs::metadata(path) {
            Ok(found) if found.is_file() => found.len(),
            Ok(_) => return Err(refuse(format!("{} is not a file", path.display()), "name a CSV file")),
            Err(error) => {
                return Err(refuse(format!("cannot read {}: {error}", path.display()), "check path and rights"));
            }
        };
        if size > FILE_BYTES_MAX {
            return Err(refuse(format!("has {size} bytes, more than {FILE_BYTES_MAX}"), "split the file"));
        }
        let bytes = std::fs::read(path)
            .map_err(|error| refuse(format!("cannot read {}: {error}", path.display()), "check path and rights"))?;
        Self::parse(&file, &bytes, columns)
    }

    /// The same from bytes in memory.
    ///
    /// # Errors
    /// As [`Table::read`].
    pub fn parse(file: &str, bytes: &[u8], columns: &[Column]) -> Result<(Self, Vec<Notice>), Vec<TableFault>> {
        let (text, notices) = decode(file, bytes).map_err(|fault| vec![fault])?;
        let records = records(file, &text).map_err(|fault| vec![fault])?;
        let mut records = records.into_iter();
        let Some((header_row, header)) = records.next() else {
            let names = columns.iter().filter(|c| c.required).map(|c| c.name).collect::<Vec<_>>().join(",");
            return Err(vec![TableFault::whole(file, "is empty", format!("the first row names the columns: {names}"))]);
        };
        let (places, mut faults) = find_columns(file, header_row, &header, columns);
        let mut rows = Vec::new();
        for (number, mut cells) in records {
            if cells.iter().all(String::is_empty) {
                continue;
            }
            if cells.iter().skip(header.len()).any(|cell| !cell.is_empty()) {
                let problem = format!("has {} cells, the header {}", cells.len(), header.len());
                let remedy = "put double quotes around cells that contain a comma".into();
                faults.push(TableFault { file: file.into(), row: number, column: None, problem, remedy });
            }
            cells.resize(header.len(), String::new());
            rows.push((number, cells));
        }
        if faults.is_empty() { Ok((Self { file: file.into(), places, rows }, notices)) } else { Err(faults) }
    }

    /// The file's name without folders.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Every row that has something in it, from the top.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(number, cells)| Row { table: self, number: *number, cells })
    }

    /// How many rows [`Table::rows`] gives.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is a header and nothing below it.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether the file has this column.
    pub fn has(&self, column: &str) -> bool {
        self.places.iter().any(|(known, place)| known.name == column && place.is_some())
    }
}

impl<'a> Row<'a> {
    /// The row as a spreadsheet shows it; the header is row 1.
    pub fn number(&self) -> usize {
        self.number
    }

    /// The trimmed text of a cell; empty where the cell is, or where the file has no such column.
    ///
    /// # Panics
    /// If the column was not among those the table was read with.
    pub fn cell(&self, column: &str) -> &'a str {
        let known = self.table.places.iter().find(|(known, _)| known.name == column);
        let (_, place) = known.expect("a cell is asked for by a column the table was read with");
        place.map_or("", |index| self.cells[index].as_str())
    }

    /// What a cell says, `None` where it is empty or wrong; what is wrong joins the faults.
    pub fn optional<T: FromStr<Err: Display>>(&self, column: &str, faults: &mut Vec<TableFault>) -> Option<T> {
        let text = self.cell(column);
        if text.is_empty() {
            return None;
        }
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                faults.push(self.fault(column, format!("{error}"), ""));
                None
            }
        }
    }

    /// What a cell says, `None` where it is empty or wrong; both join the faults.
    pub fn required<T: FromStr<Err: Display>>(&self, column: &str, faults: &mut Vec<TableFault>) -> Option<T> {
        if self.cell(column).is_empty() {
            faults.push(self.fault(column, "is empty", "fill in the cell or take the row out"));
            return None;
        }
        self.optional(column, faults)
    }

    /// A fault of this row, for what only the caller can see.
    pub fn fault(&self, column: &str, problem: impl Into<String>, remedy: impl Into<String>) -> TableFault {
        let column = Some(column).filter(|name| !name.is_empty()).map(str::to_owned);
        let (file, row) = (self.table.file.clone(), self.number);
        TableFault { file, row, column, problem: problem.into(), remedy: remedy.into() }
    }
}

/// UTF-8 with or without a mark, UTF-16 with one, else GB18030 (what spreadsheets in China write) if nothing is lost.
fn decode(file: &str, bytes: &[u8]) -> Result<(String, Vec<Notice>), TableFault> {
    let (encoding, mark_bytes) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let body = &bytes[mark_bytes..];
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(body) {
        return Ok((text.into_owned(), Vec::new()));
    }
    let chinese = GB18030.decode_without_bom_handling_and_without_replacement(body).filter(|text| {
        let (again, _, lossy) = GB18030.encode(text);
        mark_bytes == 0 && !lossy && *again == *body && is_mostly_gb2312(body)
    });
    if let Some(text) = chinese {
        let text_of = "is not UTF-8; it was read as GB18030, as spreadsheets in China write it; check the names";
        return Ok((text.into_owned(), vec![Notice { file: file.into(), text: text_of.into() }]));
    }
    let valid_bytes = std::str::from_utf8(body).map_or_else(|error| error.valid_up_to(), str::len);
    let row = 1 + body[..valid_bytes].iter().filter(|byte| **byte == b'\n').count();
    let problem = "is neither UTF-8 nor GB18030 text".into();
    let remedy = "save the file again as \"CSV UTF-8\"".into();
    Err(TableFault { file: file.into(), row, column: None, problem, remedy })
}

/// Whether most double bytes are of the everyday Chinese set, both bytes from 0xA1 up. Western one-byte text decodes as
/// GB18030 too, but as rare characters whose second byte is an ASCII letter.
fn is_mostly_gb2312(bytes: &[u8]) -> bool {
    let (mut everyday, mut rare, mut at) = (0_usize, 0_usize, 0);
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (0..0x80, _) => at += 1,
            (0xa1.., Some(0xa1..)) => (everyday, at) = (everyday + 1, at + 2),
            _ => (rare, at) = (rare + 1, at + 2),
        }
    }
    everyday > rare
}

type Record = (usize, Vec<String>);

/// Every record with its row number: blank lines count as rows, line breaks inside a quoted cell do not.
fn records(file: &str, text: &str) -> Result<Vec<Record>, TableFault> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let (mut records, mut row, mut last_byte) = (Vec::new(), 1, 0);
    let mut inside = 0;
    for record in reader.records() {
        let record = record.map_err(|error| TableFault::whole(file, format!("cannot be read as CSV: {error}"), ""))?;
        let at = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        // The position stands before blank lines; the record begins after them.
        let start = at + text[at..].bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        row += text[last_byte..start].matches('\n').count() - inside;
        (last_byte, inside) = (start, record.iter().map(|cell| cell.matches('\n').count()).sum());
        records.push((row, record.iter().map(|cell| cell.trim().to_owned()).collect()));
    }
    if inside > 0 && text[last_byte..].matches('"').count() % 2 == 1 {
        let problem = "has a double quote that is never closed".into();
        let remedy = "close it, or double it where it belongs to the text".into();
        return Err(TableFault { file: file.into(), row, column: None, problem, remedy });
    }
    Ok(records)
}

/// A comma, unless the header has none and uses a semicolon or a tab, as spreadsheets in some countries do.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|mark| header.as_bytes().contains(mark)).unwrap_or(b',')
}

type Places = Vec<(Column, Option<usize>)>;

/// Where each column stands; all that are missing are named at once.
fn find_columns(file: &str, row: usize, header: &[String], columns: &[Column]) -> (Places, Vec<TableFault>) {
    let (mut places, mut faults, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    for column in columns {
        let mut found = (0..header.len()).filter(|index| column.is_called(&header[*index]));
        let place = found.next();
        if let Some(second) = found.next() {
            let problem = format!("stands in the header twice, the second time as {:?}", header[second]);
            let (file, column) = (file.into(), Some(column.name.into()));
            faults.push(TableFault { file, row, column, problem, remedy: "take one of them out".into() });
        }
        if place.is_none() && column.required {
            missing.push(match column.aliases {
                [] => column.name.to_owned(),
                [alias, ..] => format!("{} ({alias})", column.name),
            });
        }
        places.push((*column, place));
    }
    if !missing.is_empty() {
        let there = header.iter().map(|cell| cell.chars().take(40).collect::<String>()).collect::<Vec<_>>().join(",");
        let problem = format!("the header lacks {}", missing.join(", "));
        let remedy = format!("name the columns in the first row; it says {there:?}");
        faults.push(TableFault { file: file.into(), row, column: None, problem, remedy });
    }
    (places, faults)
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_domain::Quantity;

    const COLUMNS: &[Column] = &[
        Column::required("site_id", &["需求点编码"]),
        Column::required("quantity", &["数量"]),
        Column::optional("note", &["备注"]),
    ];

    /// Each row as `row: site quantity note`, then notices and faults.
    fn show(bytes: &[u8]) -> String {
        let (table, notices) = match Table::parse("f.csv", bytes, COLUMNS) {
            Ok(read) => read,
            Err(faults) => return faults.iter().map(|fault| format!("{fault}\n")).collect(),
        };
        let (mut out, mut faults) = (String::new(), Vec::new());
        for row in table.rows() {
            let quantity = row.required::<Quantity>("quantity", &mut faults);
            let quantity = quantity.map_or("?".into(), |q| q.to_string());
            out += &format!("{}: {} {quantity} {:?}\n", row.number(), row.cell("site_id"), row.cell("note"));
        }
        out += &notices.iter().map(|notice| format!("{notice}\n")).collect::<String>();
        out + &faults.iter().map(|fault| format!("{fault}\n")).collect::<String>()
    }

    #[test]
    fn marks_line_ends_column_order_and_unknown_columns_do_not_matter() {
        for text in [
            "site_id,quantity\nH1,5\n",
            "\u{feff}site_id,quantity\r\nH1,5\r\n",
            "\u{feff}Quantity , colour,SITE ID\r\n 5 ,red, H1 \r\n\r\n",
            "site_id;quantity\nH1;5",
            "site_id\tquantity\tnote\nH1\t5\t\n\t\t\n",
            "需求点编码,数量\nH1,5.0\n",
        ] {
            assert_eq!(show(text.as_bytes()), "2: H1 5 \"\"\n", "{text:?}");
        }
        let utf16: Vec<u8> = "\u{feff}site_id,quantity\nH1,5\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(show(&utf16), "2: H1 5 \"\"\n");
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_shows_them() {
        let text = "site_id,quantity,note\n\nH1,1,\"two\nlines\"\nH2,x,\n\r\n,,\nH3,-4,\n";
        assert_eq!(
            show(text.as_bytes()),
            "3: H1 1 \"two\\nlines\"\n4: H2 ? \"\"\n7: H3 ? \"\"\n\
             f.csv, row 4, column quantity: \"x\" is not a whole number; write digits only, for example 1200\n\
             f.csv, row 7, column quantity: -4 is negative; a quantity is a whole number of base units\n"
        );
    }

    #[test]
    fn gb18030_is_read_with_a_notice_and_other_bytes_are_refused_with_their_row() {
        let (bytes, _, _) = GB18030.encode("需求点编码,数量,备注\n医院,7,口罩\n");
        assert_eq!(
            show(&bytes),
            "2: 医院 7 \"口罩\"\n\
             f.csv: is not UTF-8; it was read as GB18030, as spreadsheets in China write it; check the names\n"
        );
        let refused = "f.csv, row 2: is neither UTF-8 nor GB18030 text; save the file again as \"CSV UTF-8\"\n";
        assert_eq!(show(b"site_id,quantity\nH\xff1,7\n"), refused);
        assert_eq!(show(b"site_id,quantity\nH\xf4pital,7\n"), refused, "latin-1 is not taken for Chinese");
    }

    #[test]
    fn faults_of_form_are_all_named() {
        for (text, answer) in [
            ("", "f.csv: is empty; the first row names the columns: site_id,quantity\n"),
            (
                "a,b\n1,2\n",
                "f.csv, row 1: the header lacks site_id (需求点编码), quantity (数量); \
                 name the columns in the first row; it says \"a,b\"\n",
            ),
            (
                "site_id,quantity,数量\nH1,5,6\n",
                "f.csv, row 1, column quantity: stands in the header twice, the second time as \"数量\"; take one of them out\n",
            ),
            (
                "site_id,quantity\nH1,1,200\nH2,3,,\n",
                "f.csv, row 2: has 3 cells, the header 2; put double quotes around cells that contain a comma\n",
            ),
            (
                "site_id,quantity\nH1,\n",
                "2: H1 ? \"\"\nf.csv, row 2, column quantity: is empty; fill in the cell or take the row out\n",
            ),
            (
                "site_id,quantity,note\nH1,5,\"open\nH2,6,\n",
                "f.csv, row 2: has a double quote that is never closed; close it, or double it where it belongs to the text\n",
            ),
        ] {
            assert_eq!(show(text.as_bytes()), answer, "{text:?}");
        }
    }
}
