//! What is found in a file beside its values: faults, and notices of what was read in another form than ours.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

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
    /// The row as a spreadsheet shows it, the first being row 1; 0 is the whole file.
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

    /// A fault of a row.
    pub(crate) fn of_row(file: &str, row: usize, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
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
    fn words(self) -> &'static str {
        match self {
            Self::Commas => "commas between thousands are taken out",
            Self::Points => "points between thousands are taken out",
            Self::Spaces => "spaces between thousands are taken out",
            Self::Width => "full-width digits are read as digits",
            Self::Day => "days are read as year, month, day",
            Self::Midnight => "a time of midnight behind a day is left out",
            Self::Composed => "letters and their marks are put together",
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
    pub fn notice(&mut self, file: &str, text: impl Into<String>) {
        self.notices.push(Notice { file: file.into(), text: text.into() });
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
            let others = match more {
                0 => String::new(),
                1 => ", and one more cell likewise".to_owned(),
                more => format!(", and {more} more cells likewise"),
            };
            let text = format!("column {column}: {}; row {row}: {text:?} is {value}{others}", how.words());
            Notice { file, text }
        }));
        (faults, notices)
    }
}
