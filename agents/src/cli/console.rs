//! Where the program's words go. A reader that has gone away (a closed pipe) is no fault of the command's.

use comfy_table::{ContentArrangement, Table, presets};
use indicatif::{ProgressBar, ProgressStyle};
use std::fmt::Display;
use std::io::Write;
use yicang_exchange::Terminal;

/// How wide a table is where nobody says how wide the terminal is, in columns.
const WIDTH: u16 = 100;

/// Two outputs and whether a person looks on.
pub(super) struct Console {
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
    terminal: bool,
    bar: Option<ProgressBar>,
}

impl Console {
    pub(super) fn new(out: Box<dyn Write + Send>, err: Box<dyn Write + Send>, terminal: bool) -> Self {
        Self { out, err, terminal, bar: None }
    }

    /// What was asked for.
    pub(super) fn say(&mut self, text: impl Display) {
        let out = &mut self.out;
        let mut write = || {
            let _ = writeln!(Terminal::new(&mut *out), "{}", text.to_string().trim_end());
            let _ = out.flush();
        };
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// What went wrong or differently.
    pub(super) fn complain(&mut self, text: impl Display) {
        let err = &mut self.err;
        let mut write = || {
            let _ = writeln!(Terminal::new(&mut *err), "{}", text.to_string().trim_end());
        };
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// A table that fits the terminal. On a pipe it is as wide as its longest cells, so that no cell is broken.
    pub(super) fn table(&mut self, header: &[&str], rows: Vec<Vec<String>>) {
        let mut table = Table::new();
        table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header(header.to_vec());
        table.add_rows(rows);
        if self.terminal {
            table.set_content_arrangement(ContentArrangement::Dynamic);
            if table.width().is_none() {
                table.set_width(WIDTH);
            }
        }
        self.say(table.trim_fmt());
    }

    /// Begins a bar of so many steps, if a person looks on.
    pub(super) fn begin(&mut self, steps: usize) {
        if !self.terminal || steps < 2 {
            return;
        }
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} reports (上报) {msg}").expect("a fixed text");
        self.bar = Some(ProgressBar::new(steps as u64).with_style(style));
    }

    pub(super) fn step(&self) {
        self.bar.iter().for_each(|bar| bar.inc(1));
    }

    pub(super) fn end(&mut self) {
        self.bar.take().iter().for_each(ProgressBar::finish_and_clear);
    }
}
