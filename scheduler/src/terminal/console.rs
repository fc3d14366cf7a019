//! Where the program's words go, and in which language.

use super::table::{Table, WIDTH};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use std::io::{self, IsTerminal as _, Write};
use yicang_language::{Language, Message, moment, wrapped};

/// An output, and how to speak on it.
pub struct Console<'o> {
    out: &'o mut dyn Write,
    /// How wide the terminal is; `None` where no person looks on, and then no sentence is broken into lines.
    columns: Option<u16>,
    /// The language of all that is printed.
    pub language: Language,
}

impl<'o> Console<'o> {
    /// An output that is no terminal.
    pub fn new(out: &'o mut dyn Write, language: Language) -> Self {
        Self { out, columns: None, language }
    }

    /// The process's own output, whose text is `out`: sentences are broken into lines if it is a terminal.
    pub fn on_stdout(out: &'o mut dyn Write, language: Language) -> Self {
        let is_terminal = io::stdout().is_terminal();
        let columns = is_terminal.then(|| comfy_table::Table::new().width().unwrap_or(WIDTH));
        Self { out, columns, language }
    }

    /// Prints a message as a line, or as several.
    ///
    /// # Errors
    /// What the output says.
    pub fn say(&mut self, what: &Message) -> io::Result<()> {
        let text = self.text(what);
        self.print(&text)
    }

    /// A message in the language, with its long lines broken if a person looks on.
    pub fn text(&self, what: &Message) -> String {
        let text = what.say(self.language);
        let Some(columns) = self.columns else { return text };
        // What is indented is a command to copy, or is under its like.
        let line = |line: &str| if line.starts_with(' ') { line.to_owned() } else { wrapped(line, columns.into()) };
        text.lines().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Prints text that is in the language already.
    ///
    /// # Errors
    /// What the output says.
    pub fn print(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// Prints an empty line.
    ///
    /// # Errors
    /// What the output says.
    pub fn gap(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// Prints a table.
    ///
    /// # Errors
    /// What the output says.
    pub fn table(&mut self, table: &Table) -> io::Result<()> {
        writeln!(self.out, "{table}")
    }

    /// Passes on what has been printed.
    ///
    /// # Errors
    /// What the output says.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// The output itself, for texts that are the same in every language.
    pub fn out(&mut self) -> &mut dyn Write {
        &mut *self.out
    }
}

/// A moment with its distance from UTC, `offset` in seconds: that of a situation.
pub fn at(time: Timestamp, offset: i32) -> String {
    let offset = Offset::from_seconds(offset).unwrap_or(Offset::UTC);
    moment(time, &TimeZone::fixed(offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_that_of_the_centre() {
        let time = Timestamp::from_second(1_580_515_200).unwrap();
        assert_eq!(at(time, 8 * 3_600), "2020-02-01 08:00 +08:00");
        assert_eq!(at(time, i32::MAX), "2020-02-01 00:00 +00:00", "an offset that there is not");
    }
}
