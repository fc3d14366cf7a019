//! Where the program's words go, and in which language and zone. A reader that has gone away (a closed pipe) is no
//! fault of the command's.

use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::io::Write;
use std::ops::Range;
use yicang_exchange::Terminal;
use yicang_language::{Language, Message, message, moment, table, table_with_numbers, wrapped};

/// How wide a terminal is that does not answer, in columns.
const COLUMNS: u16 = 80;

/// Two outputs, and how to speak on them.
pub(super) struct Console {
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
    /// How wide the terminal is; `None` where no person looks on.
    columns: Option<u16>,
    pub(super) language: Language,
    pub(super) zone: TimeZone,
    bar: Option<ProgressBar>,
}

impl Console {
    /// English and UTC until the command line is read.
    pub(super) fn new(out: Box<dyn Write + Send>, err: Box<dyn Write + Send>, terminal: bool) -> Self {
        let columns = terminal.then(|| comfy_table::Table::new().width().unwrap_or(COLUMNS));
        Self { out, err, columns, language: Language::English, zone: TimeZone::UTC, bar: None }
    }

    /// What was asked for.
    pub(super) fn say(&mut self, what: &Message) {
        let text = self.text(what);
        self.print(&text);
    }

    /// What went wrong or differently.
    pub(super) fn complain(&mut self, what: &Message) {
        let text = self.text(what);
        self.print_error(&text);
    }

    fn text(&self, what: &Message) -> String {
        let text = what.say(self.language);
        let Some(columns) = self.columns else { return text };
        // What is indented is a command to copy, or stands under its like.
        let line = |line: &str| if line.starts_with(' ') { line.to_owned() } else { wrapped(line, columns.into()) };
        text.lines().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Text that is in the language already, to the output for what was asked for.
    pub(super) fn print(&mut self, text: &str) {
        let out = &mut self.out;
        let mut write = || {
            let _ = writeln!(Terminal::new(&mut *out), "{}", text.trim_end());
            let _ = out.flush();
        };
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// The same to the other output.
    pub(super) fn print_error(&mut self, text: &str) {
        let err = &mut self.err;
        let mut write = || {
            let _ = writeln!(Terminal::new(&mut *err), "{}", text.trim_end());
        };
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// A table that fits the terminal. On a pipe it is as wide as its longest cells, so that no cell is broken.
    pub(super) fn table(&mut self, headings: &[Message], rows: Vec<Vec<String>>) {
        let headings: Vec<_> = headings.iter().map(|heading| heading.say(self.language)).collect();
        self.print(&table(&headings, rows, self.columns));
    }

    /// A table of the terminal's width, at most [`COLUMNS`]; also where nobody looks on. The columns of numbers stand
    /// right.
    pub(super) fn narrow_table(&mut self, headings: &[Message], rows: Vec<Vec<String>>, numbers: Range<usize>) {
        let headings: Vec<_> = headings.iter().map(|heading| heading.say(self.language)).collect();
        let columns = self.columns.map_or(COLUMNS, |columns| columns.min(COLUMNS));
        self.print(&table_with_numbers(&headings, rows, Some(columns), numbers));
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.print("");
    }

    /// Seconds since 1970 as a moment in the zone; `-` where there is none.
    pub(super) fn moment(&self, seconds: Option<i64>) -> String {
        let time = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
        time.map_or_else(|| "-".into(), |time| moment(time, &self.zone))
    }

    /// Begins a bar of so many steps, if a person looks on.
    pub(super) fn begin(&mut self, steps: usize) {
        if self.columns.is_none() || steps < 2 {
            return;
        }
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}").expect("a fixed text");
        let what = message!("agent-bar").say(self.language);
        self.bar = Some(ProgressBar::new(steps as u64).with_style(style).with_message(what));
    }

    pub(super) fn step(&self) {
        self.bar.iter().for_each(|bar| bar.inc(1));
    }

    pub(super) fn end(&mut self) {
        self.bar.take().iter().for_each(ProgressBar::finish_and_clear);
    }
}
