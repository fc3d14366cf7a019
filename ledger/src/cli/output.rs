//! The streams that a verb writes to, whose readers may leave before it ends; and the language to write in.

use std::io::{self, Write};
use yicang_domain::shown::on_terminal;
use yicang_language::{Language, Message};

/// A stream whose reader may leave. What is written afterwards is dropped, unless there is no more to the verb than the
/// writing.
pub(super) struct Output<'a> {
    pub(super) inner: &'a mut (dyn Write + Send),
    pub(super) hears: bool,
    pub(super) ends: bool,
    /// The language to speak.
    pub(super) language: Language,
}

impl Output<'_> {
    /// Says it in the language, on a line of its own, or on several.
    pub(super) fn say(&mut self, what: &Message) -> io::Result<()> {
        let language = self.language;
        writeln!(self, "{}", what.say(language))
    }

    /// Says one line that may have others' words in it: whatever would move a terminal's cursor is escaped.
    pub(super) fn say_of_others(&mut self, what: &Message) -> io::Result<()> {
        let text = what.say(self.language);
        writeln!(self, "{}", on_terminal(&text))
    }

    fn unless_left<T>(&mut self, nobody: T, write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
        if !self.hears {
            return Ok(nobody);
        }
        match write(self.inner) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe && !self.ends => {
                self.hears = false;
                Ok(nobody)
            }
            done => done,
        }
    }
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_left(bytes.len(), |inner| inner.write(bytes))
    }

    /// A line is written whole, and nothing of another thread's comes in between.
    fn write_fmt(&mut self, line: std::fmt::Arguments<'_>) -> io::Result<()> {
        self.unless_left((), |inner| inner.write_fmt(line))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_left((), |inner| inner.flush())
    }
}
