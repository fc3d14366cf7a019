//! Reads a table that people wrote: columns by name in any order, cells by one rule for each kind, and every fault with
//! the row number that a spreadsheet shows. Whoever asks for a cell says what it must be.
//!
//! ```
//! # use yicang_exchange::{Column, Findings, Rules, Table};
//! const COLUMNS: &[Column] = &[
//!     Column::required("site_id", &["需求点编码"]),
//!     Column::required("quantity", &["数量"]),
//! ];
//! let mut findings = Findings::default();
//! let text = "数量,site_id,note\n\"1,200\",H1,\n-3,H2,by phone\n";
//! let table = Table::parse("needs.csv", text.as_bytes(), COLUMNS, Rules::default(), &mut findings).unwrap();
//! for row in table.rows() {
//!     let _site = row.required::<yicang_domain::SiteId>("site_id", &mut findings);
//!     let _quantity = row.required::<yicang_domain::Quantity>("quantity", &mut findings);
//! }
//! let (faults, notices) = findings.finish();
//! assert_eq!(
//!     faults[0].to_string(),
//!     "needs.csv, row 3, column quantity: -3 is negative; a quantity is a whole number of base units"
//! );
//! assert_eq!(
//!     notices[0].to_string(),
//!     "needs.csv: column quantity: commas between thousands are taken out; row 2: \"1,200\" is 1200"
//! );
//! ```

use crate::cells::{FromCell, Raw};
use crate::finding::{Findings, Said, TableFault, quoted};
use crate::heading::{Column, Places, Rules, places};
use crate::sheet::{Cell, Sheet};
use std::path::Path;
use yicang_language::{Message, message};

/// A file's rows, with the columns found by name.
#[derive(Debug, Clone)]
pub struct Table {
    file: String,
    semicolons: bool,
    /// Each column that the caller understands, and where it stands in a row.
    places: Places,
    rows: Vec<(usize, Vec<Cell>)>,
}

/// One row of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    number: usize,
    cells: &'a [Cell],
}

impl Table {
    /// Reads a file: CSV text, or a workbook (`FILE.xlsx`, its first sheet, or `FILE.xlsx#SHEET`). Its name without
    /// folders stands in faults. `None` where its rows cannot be read; the findings say why. Where columns are not
    /// known they can, and the findings have a fault all the same.
    pub fn read(path: &Path, columns: &[Column], rules: Rules, findings: &mut Findings) -> Option<Self> {
        let sheet = Sheet::read(path, findings);
        Self::of(sheet, columns, rules, findings)
    }

    /// The same from the bytes of CSV text.
    pub fn parse(file: &str, bytes: &[u8], columns: &[Column], rules: Rules, findings: &mut Findings) -> Option<Self> {
        let sheet = Sheet::parse(file, bytes, findings);
        Self::of(sheet, columns, rules, findings)
    }

    fn of(
        sheet: Result<Sheet, Vec<TableFault>>,
        columns: &[Column],
        rules: Rules,
        findings: &mut Findings,
    ) -> Option<Self> {
        let Sheet { file, rows, semicolons } = match sheet {
            Ok(sheet) => sheet,
            Err(faults) => {
                findings.extend(faults);
                return None;
            }
        };
        // Empty rows above the header are layout.
        let mut rows = rows.into_iter().skip_while(|(_, cells)| cells.iter().all(Cell::is_empty));
        let Some((header_row, header)) = rows.next() else {
            let names = columns.iter().filter(|c| c.required).map(|c| c.name).collect::<Vec<_>>().join(",");
            findings.push(TableFault::whole(
                &file,
                message!("cell-empty"),
                message!("table-empty-remedy", names = names),
            ));
            return None;
        };
        let places = places(&file, (header_row, &header), columns, rules, findings);
        // A column that is not known says nothing of the rows: their faults are named, too.
        let before = findings.len();
        let mut kept = Vec::new();
        for (number, mut cells) in rows {
            if cells.iter().all(Cell::is_empty) {
                continue;
            }
            if cells.len() > header.len() {
                let problem = message!("table-too-many-cells", cells = cells.len(), header = header.len());
                findings.push(TableFault::of_row(&file, number, problem, message!("table-too-many-cells-remedy")));
            }
            let nameless = header.iter().zip(&cells).position(|(head, cell)| head.is_empty() && !cell.is_empty());
            if let Some(place) = nameless {
                let problem = message!("table-nameless", cell = place + 1, text = quoted(cells[place].text()));
                findings.push(TableFault::of_row(&file, number, problem, message!("table-nameless-remedy")));
            }
            cells.resize(header.len(), Cell::Text(String::new()));
            kept.push((number, cells));
        }
        let places = places.filter(|_| findings.len() == before)?;
        Some(Self { file, semicolons, places, rows: kept })
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
    /// Whether the file has a column.
    pub fn has(&self, column: &str) -> bool {
        self.table.has(column)
    }

    /// The row as a spreadsheet shows it.
    pub fn number(&self) -> usize {
        self.number
    }

    /// The file's name.
    pub fn file(&self) -> &'a str {
        &self.table.file
    }

    /// The trimmed text of a cell; empty where the cell is, or where the file has no such column.
    ///
    /// # Panics
    /// If the column was not among those the table was read with.
    pub fn cell(&self, column: &str) -> &'a str {
        self.raw(column).map_or("", Cell::text)
    }

    fn raw(&self, column: &str) -> Option<&'a Cell> {
        let known = self.table.places.iter().find(|(known, _)| known.name == column);
        let (_, place) = known.expect("a cell is asked for by a column the table was read with");
        place.map(|index| &self.cells[index])
    }

    /// What a cell says, `None` where it is empty or wrong; what is wrong joins the faults.
    pub fn optional<T: FromCell>(&self, column: &str, findings: &mut Findings) -> Option<T> {
        let cell = self.raw(column).filter(|cell| !cell.is_empty())?;
        let read = match cell {
            Cell::Bad(problem) => Err(problem.clone()),
            cell => T::from_cell(Raw { cell, semicolons: self.table.semicolons }),
        };
        match read {
            Ok((value, None)) => Some(value),
            Ok((value, Some((how, shown)))) => {
                findings.read(&self.table.file, column, self.number, how, cell.text(), shown);
                Some(value)
            }
            Err(problem) => {
                findings.push(self.fault(column, problem, None::<Message>));
                None
            }
        }
    }

    /// What a cell says, `None` where it is empty or wrong; both join the faults.
    pub fn required<T: FromCell>(&self, column: &str, findings: &mut Findings) -> Option<T> {
        if self.raw(column).is_none_or(Cell::is_empty) {
            findings.push(self.fault(column, message!("cell-empty"), message!("cell-empty-remedy")));
            return None;
        }
        self.optional(column, findings)
    }

    /// A fault of this row, for what only the caller can see.
    pub fn fault(&self, column: &str, problem: impl Said, remedy: impl Said) -> TableFault {
        let column = Some(column).filter(|name| !name.is_empty()).map(str::to_owned);
        TableFault { column, ..TableFault::of_row(&self.table.file, self.number, problem, remedy) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_domain::Quantity;

    const COLUMNS: &[Column] = &[
        Column::required("site_id", &["需求点编码"]),
        Column::required("quantity", &["数量"]),
        Column::optional("entitlement", &["核定量"]),
    ];

    fn show(bytes: &[u8]) -> String {
        shown(bytes, Rules::default())
    }

    /// Each row as `row: site quantity entitlement`, then faults and notices.
    fn shown(bytes: &[u8], rules: Rules) -> String {
        let (mut out, mut findings) = (String::new(), Findings::default());
        if let Some(table) = Table::parse("f.csv", bytes, COLUMNS, rules, &mut findings) {
            for row in table.rows() {
                let quantity = row.required::<Quantity>("quantity", &mut findings);
                let quantity = quantity.map_or("?".into(), |q| q.to_string());
                out += &format!("{}: {} {quantity} {:?}\n", row.number(), row.cell("site_id"), row.cell("entitlement"));
            }
        }
        let (faults, notices) = findings.finish();
        out += &faults.iter().map(|fault| format!("{fault}\n")).collect::<String>();
        out + &notices.iter().map(|notice| format!("{notice}\n")).collect::<String>()
    }

    #[test]
    fn marks_line_ends_and_column_order_do_not_matter() {
        for text in [
            "site_id,quantity\nH1,5\n",
            "\u{feff}site_id,quantity\r\nH1,5\r\n",
            "site_id,quantity\rH1,5\r",
            "\u{feff}Quantity , note 2,SITE ID\r\n 5 ,red, H1 \r\n\r\n",
            "Ｑｕａｎｔｉｔｙ,备注（护士）,site-id\n5,red,H1\n,,\n",
            "site_id;quantity\nH1;5",
            "site_id\tquantity\tentitlement\nH1\t5\t\n\t\t\n",
            "需求点编码,数量\nH1,5.0\n",
            "需求点 编码,数 量,,\nH1,5,,\n",
        ] {
            assert_eq!(show(text.as_bytes()), "2: H1 5 \"\"\n", "{text:?}");
        }
        assert_eq!(show(b"sep=|\nsite_id|quantity\nH1|5\n"), "3: H1 5 \"\"\n");
        assert_eq!(show(b"sep=;\r\nsite_id;quantity\r\nH1;5\r\n"), "3: H1 5 \"\"\n");
        assert_eq!(show(b"\n\nsite_id,quantity\nH1,5\n"), "4: H1 5 \"\"\n");
        let text = "\"note; for, all\";site_id;quantity\nx;H1;5\n";
        assert_eq!(show(text.as_bytes()), "2: H1 5 \"\"\n", "a mark inside quotes is none");
        let utf16 = |mark: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            format!("{mark}site_id,quantity\n医院,5\n").encode_utf16().flat_map(bytes).collect()
        };
        assert_eq!(show(&utf16("\u{feff}", u16::to_le_bytes)), "2: 医院 5 \"\"\n");
        let unmarked = "2: 医院 5 \"\"\nf.csv: has no mark of its encoding; it was read as UTF-16, which it looks like; check the names\n";
        assert_eq!(show(&utf16("", u16::to_le_bytes)), unmarked);
        assert_eq!(show(&utf16("", u16::to_be_bytes)), unmarked);
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_shows_them() {
        let text = "site_id,quantity,note\n\nH1,1,\"two\nlines\"\nH2,x,\n\r\n,,\nH3,-4,\n";
        let expected = "3: H1 1 \"\"\n4: H2 ? \"\"\n7: H3 ? \"\"\n\
             f.csv, row 4, column quantity: \"x\" is not a whole number; write digits only, for example 1200\n\
             f.csv, row 7, column quantity: -4 is negative; a quantity is a whole number of base units\n";
        assert_eq!(show(text.as_bytes()), expected);
        assert_eq!(show(text.replace("\r\n", "\n").replace('\n', "\r").as_bytes()), expected, "line ends of old Macs");
    }

    #[test]
    fn columns_that_are_not_known_are_named_once_with_the_nearest() {
        let text = "site_id,quantity,entitlment,colour,colour\nH1,5,3,red,red\nH2,6,3,red,red\n";
        assert_eq!(
            show(text.as_bytes()),
            "2: H1 5 \"\"\n3: H2 6 \"\"\nf.csv, column colour: not known; take it out, call it note…, or let such columns pass with \
             --allow-extra-columns\n\
             f.csv, column entitlment: not known; did you mean entitlement?\n"
        );
        assert!(
            show(b"site_id,quantity,colour\nH1,x,red\n").contains("row 2, column quantity"),
            "rows have faults, too"
        );
        let rules = Rules { allow_extra_columns: true, ..Rules::default() };
        assert_eq!(
            shown(text.as_bytes(), rules),
            "2: H1 5 \"\"\n3: H2 6 \"\"\nf.csv: column entitlment: not known; it is not read\n\
             f.csv: column colour: not known; it is not read\n"
        );
        for (heading, near) in
            [("核定量(箱)", "核定量"), ("Quantity (boxes)", "quantity"), ("数", ""), ("siteid2", "site_id")]
        {
            let said = show(format!("site_id,数量,{heading}\nH1,1,2\n").as_bytes());
            assert!(said.contains("not known"), "{said}");
            assert_eq!(said.contains("did you mean"), !near.is_empty(), "{said}");
            assert!(said.contains(near), "{said}");
        }
    }

    #[test]
    fn cells_as_spreadsheets_write_them_have_one_notice_a_column() {
        let text = "site_id,quantity\nH1,\"1,200\"\nH2,１２００\nH3,\"2,400\"\nH4,1\u{a0}200\n,\n";
        assert_eq!(
            show(text.as_bytes()),
            "2: H1 1200 \"\"\n3: H2 1200 \"\"\n4: H3 2400 \"\"\n5: H4 1200 \"\"\n\
             f.csv: column quantity: commas between thousands are taken out; row 2: \"1,200\" is 1200, and one more cell likewise\n\
             f.csv: column quantity: spaces between thousands are taken out; row 5: \"1\\u{a0}200\" is 1200\n\
             f.csv: column quantity: full-width digits are read as digits; row 3: \"１２００\" is 1200\n"
        );
        let semicolons = show("site_id;quantity\nH1;1,200\nH2;1.200\n".as_bytes());
        assert!(semicolons.contains("row 2, column quantity: \"1,200\" is 1.200 or 1200;"), "{semicolons}");
        assert!(semicolons.contains("row 3, column quantity: \"1.200\" is 1.2 or 1200;"), "{semicolons}");
    }

    #[test]
    fn gb18030_is_read_with_a_notice_and_other_bytes_are_refused_with_their_row() {
        let (bytes, _, _) = encoding_rs::GB18030.encode("需求点编码,数量,备注\n医院,7,口罩\n");
        assert_eq!(
            show(&bytes),
            "2: 医院 7 \"\"\n\
             f.csv: is not UTF-8; it was read as GB18030, as spreadsheets in China write it; check the names\n"
        );
        let refused = "f.csv, row 2: is neither UTF-8 nor GB18030 text; save the file again as \"CSV UTF-8\"\n";
        assert_eq!(show(b"site_id,quantity\nH\xff1,7\n"), refused);
        assert_eq!(show(b"site_id,quantity\nH\xf4pital,7\n"), refused, "latin-1 is not taken for Chinese");
        let nul = "f.csv, row 3: contains a NUL character, which no text has; the file is damaged, or is no table; save it \
                   again as \"CSV UTF-8\"\n";
        assert_eq!(show(b"site_id,quantity\nH1,7\nH\x002,8\n"), nul);
    }

    #[test]
    fn faults_of_form_are_all_named() {
        for (text, answer) in [
            ("", "f.csv: is empty; the first row names the columns: site_id,quantity\n"),
            (
                "note a,note b\n1,2\n",
                "f.csv, row 1: the header lacks site_id (需求点编码), quantity (数量); \
                 name the columns in the first row; it contains \"note a,note b\"\n",
            ),
            (
                "site_id,quantity,数量\nH1,5,6\n",
                "f.csv, row 1, column quantity: is in the header twice, the second time as \"数量\"; take one of them out\n",
            ),
            (
                "site_id,quantity\nH1,1,200\nH2,3,\n",
                "f.csv, row 2: has 3 cells, the header 2; a thousands comma? put double quotes around cells that contain a comma, or leave it out\n\
                 f.csv, row 3: has 3 cells, the header 2; a thousands comma? put double quotes around cells that contain a comma, or leave it out\n",
            ),
            (
                "site_id,quantity,\nH1,1,7\n",
                "f.csv, row 2: cell 3 (\"7\") is in a column without a name; name the column in the header, or clear the cell\n",
            ),
            (
                "site_id,quantity\nH1,\n",
                "2: H1 ? \"\"\nf.csv, row 2, column quantity: is empty; fill in the cell or take the row out\n",
            ),
            (
                "site_id,quantity,note\nH1,5,\"open\nH2,6,\n",
                "f.csv, row 2: has a double quote that is never closed; close it, or double it where it belongs to the text\n",
            ),
            (
                "site_id,quantity,note\n\"H\n1\",5,\nH2,6,\"",
                "f.csv, row 3: has a double quote that is never closed; close it, or double it where it belongs to the text\n",
            ),
        ] {
            assert_eq!(show(text.as_bytes()), answer, "{text:?}");
        }
    }

    #[test]
    fn no_bytes_break_it() {
        use proptest::prelude::*;
        proptest!(|(bytes in proptest::collection::vec(any::<u8>(), 0..200))| { show(&bytes); });
        proptest!(|(text in "(site_id|quantity|,|;|\n|\r|\"|sep=|1|\u{0}|医|=){0,40}")| { show(text.as_bytes()); });
    }
}
