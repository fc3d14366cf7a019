//! What is found in a file beside its values: faults, and notices of what was read in another form than ours.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::{self, Display};
use yicang_language::{Message, ToMessage, message};

/// Something that was done on the way and that people should know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The file's name.
    pub file: String,
    /// What was done.
    pub text: Message,
}

impl ToMessage for Notice {
    fn message(&self) -> Message {
        message!("table-notice", file = &self.file, what = self.text.clone())
    }
}

impl Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// What can be said of a file. A plain text is said as it is, in its own language.
pub trait Said {
    /// The message; nothing for an empty text.
    fn said(self) -> Option<Message>;
}

impl Said for Message {
    fn said(self) -> Option<Message> {
        Some(self)
    }
}

impl Said for Option<Message> {
    fn said(self) -> Option<Message> {
        self
    }
}

impl Said for &str {
    fn said(self) -> Option<Message> {
        (!self.is_empty()).then(|| Message::verbatim(self))
    }
}

impl Said for String {
    fn said(self) -> Option<Message> {
        self.as_str().said()
    }
}

/// What is wrong in a file, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableFault {
    /// The file's name.
    pub file: String,
    /// The row as a spreadsheet shows it, the first being row 1; 0 is the whole file.
    pub row: usize,
    /// The column's name, where one is meant.
    pub column: Option<String>,
    /// What is wrong.
    pub problem: Message,
    /// What to do; `None` where the problem says it.
    pub remedy: Option<Message>,
}

impl std::error::Error for TableFault {}

impl ToMessage for TableFault {
    fn message(&self) -> Message {
        let (file, row) = (&self.file, self.row);
        let place = match &self.column {
            None if row == 0 => Message::verbatim(file),
            None => message!("table-row", file = file, row = row),
            Some(column) if row == 0 => message!("table-column", file = file, column = column),
            Some(column) => message!("table-cell", file = file, row = row, column = column),
        };
        let problem = self.problem.clone();
        match self.remedy.clone() {
            None => message!("table-fault", place = place, problem = problem),
            Some(remedy) => message!("table-fault-remedy", place = place, problem = problem, remedy = remedy),
        }
    }
}

impl Display for TableFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// By file, row and column, then by the English text: the same in both languages.
impl Ord for TableFault {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_place = (&self.file, self.row, &self.column).cmp(&(&other.file, other.row, &other.column));
        by_place.then_with(|| self.to_string().cmp(&other.to_string()))
    }
}

impl PartialOrd for TableFault {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl TableFault {
    /// A fault of the whole file.
    pub fn whole(file: &str, problem: impl Said, remedy: impl Said) -> Self {
        let problem = problem.said().unwrap_or_else(|| Message::verbatim(""));
        Self { file: file.into(), row: 0, column: None, problem, remedy: remedy.said() }
    }

    /// A fault of a row.
    pub(crate) fn of_row(file: &str, row: usize, problem: impl Said, remedy: impl Said) -> Self {
        Self { row, ..Self::whole(file, problem, remedy) }
    }
}

/// How a cell was read that is not written as our own files write it, but means one thing only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// `1,200` is 1200.
    Commas,
    /// `1.200.000` is 1200000, and `1.200,5` is 1200.5.
    Points,
    /// A no-break space between thousands.
    Spaces,
    /// `１２００` is 1200.
    Width,
    /// `2028/3/5` or `2028年3月5日` is 2028-03-05.
    Day,
    /// `2028-03-05 00:00:00` is 2028-03-05.
    Midnight,
    /// Letters and their marks put together: one name, one id.
    Composed,
}

impl How {
    /// What was done, in words.
    fn words(self) -> Message {
        match self {
            Self::Commas => message!("table-how-commas"),
            Self::Points => message!("table-how-points"),
            Self::Spaces => message!("table-how-spaces"),
            Self::Width => message!("table-how-width"),
            Self::Day => message!("table-how-day"),
            Self::Midnight => message!("table-how-midnight"),
            Self::Composed => message!("table-how-composed"),
        }
    }
}

/// A cell that was read in its own way.
#[derive(Debug, Clone)]
struct Reading {
    row: usize,
    text: String,
    value: String,
    more: usize,
}

/// Faults, and what was read how: one notice a column and way, with the first cell as its example.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    faults: Vec<TableFault>,
    notices: Vec<Notice>,
    readings: BTreeMap<(String, String, How), Reading>,
}

impl Findings {
    /// Adds a fault.
    pub fn push(&mut self, fault: TableFault) {
        self.faults.push(fault);
    }

    /// Adds faults.
    pub fn extend(&mut self, faults: impl IntoIterator<Item = TableFault>) {
        self.faults.extend(faults);
    }

    /// Adds a notice.
    pub fn notice(&mut self, file: &str, text: impl Said) {
        self.notices.extend(text.said().map(|text| Notice { file: file.into(), text }));
    }

    /// How many faults there are.
    pub fn len(&self) -> usize {
        self.faults.len()
    }

    /// Whether there is no fault.
    pub fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }

    /// The faults so far, in the order in which they were found.
    pub fn faults(&self) -> &[TableFault] {
        &self.faults
    }

    /// Adds all of another's.
    pub fn append(&mut self, other: Self) {
        self.faults.extend(other.faults);
        self.notices.extend(other.notices);
        for (key, reading) in other.readings {
            match self.readings.get_mut(&key) {
                Some(known) => known.more += 1 + reading.more,
                None => drop(self.readings.insert(key, reading)),
            }
        }
    }

    /// Notes that a cell was read in its own way.
    pub(crate) fn read(&mut self, file: &str, column: &str, row: usize, how: How, text: &str, value: String) {
        let reading = Reading { row, text: text.into(), value, more: 0 };
        self.readings.entry((file.into(), column.into(), how)).and_modify(|known| known.more += 1).or_insert(reading);
    }

    /// Faults sorted by file and row, each once; and all notices.
    pub fn finish(self) -> (Vec<TableFault>, Vec<Notice>) {
        let Self { mut faults, mut notices, readings } = self;
        faults.sort();
        faults.dedup();
        notices.extend(readings.into_iter().map(|((file, column, how), Reading { row, text, value, more })| {
            let text = quoted(&text);
            let how = how.words();
            let text = match more {
                0 => message!("table-read", column = column, how = how, row = row, text = text, value = value),
                more => message!(
                    "table-read-more",
                    column = column,
                    how = how,
                    row = row,
                    text = text,
                    value = value,
                    more = more,
                ),
            };
            Notice { file, text }
        }));
        (faults, notices)
    }
}

/// A text of a cell in quotes, with whatever cannot be seen written out.
pub(crate) fn quoted(text: &str) -> String {
    format!("{text:?}")
}
