//! Texts of others on a terminal and in a CSV file: shown as they are, but never obeyed.

use std::borrow::Cow;
use std::io::{self, Write};

pub use yicang_domain::shown::on_terminal;

/// What a spreadsheet takes for the beginning of a formula.
pub(crate) fn begins_formula(c: char) -> bool {
    matches!(crate::number::narrow(c), '=' | '+' | '-' | '@')
}

/// A writer to a terminal: lines and tabs pass, and of all else what [`on_terminal`] lets pass; bytes that are no text
/// are written out.
#[derive(Debug)]
pub struct Terminal<W> {
    to: W,
    /// The beginning of a character whose end has not come yet.
    rest: Vec<u8>,
}

impl<W: Write> Terminal<W> {
    /// Writes to this.
    pub fn new(to: W) -> Self {
        Self { to, rest: Vec::new() }
    }
}

impl<W: Write> Write for Terminal<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        let mut out = String::with_capacity(self.rest.len());
        let mut chunks = self.rest.utf8_chunks().peekable();
        let mut open = 0;
        while let Some(chunk) = chunks.next() {
            for part in chunk.valid().split_inclusive(['\n', '\t']) {
                let (line, end) =
                    part.strip_suffix(['\n', '\t']).map_or((part, ""), |line| (line, &part[line.len()..]));
                out.push_str(&on_terminal(line));
                out.push_str(end);
            }
            // What a character's first bytes could be waits for the others.
            let invalid = chunk.invalid();
            if chunks.peek().is_none()
                && invalid.len() < 4
                && std::str::from_utf8(invalid).is_err_and(|e| e.error_len().is_none())
            {
                open = invalid.len();
            } else {
                out.extend(invalid.iter().map(|byte| format!("\\x{byte:02x}")));
            }
        }
        self.rest.drain(..self.rest.len() - open);
        self.to.write_all(out.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// A text as a cell of a CSV file: quoted where it has to be, and with an apostrophe in front where a spreadsheet would
/// run it.
pub fn in_csv(text: &str) -> Cow<'_, str> {
    let runs = text.len() > 1 && text.starts_with(|c: char| begins_formula(c) || matches!(c, '\t' | '\r' | '\n'));
    // One apostrophe more where there are some already, so that the text comes back.
    let again = text.starts_with('\'') && is_guarded(text);
    let guarded = if runs || again { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) };
    match guarded.contains([',', ';', '"', '\n', '\r', '\t']) {
        true => Cow::Owned(format!("\"{}\"", guarded.replace('"', "\"\""))),
        false => guarded,
    }
}

/// Whether apostrophes stand before what a spreadsheet would run.
fn is_guarded(text: &str) -> bool {
    let rest = text.trim_start_matches('\'');
    rest.len() < text.len()
        && rest.len() > 1
        && rest.starts_with(|c: char| begins_formula(c) || matches!(c, '\t' | '\r' | '\n'))
}

/// The text of a cell that [`in_csv`] wrote, quotes taken off.
pub(crate) fn unguarded(cell: &str) -> &str {
    if is_guarded(cell) { &cell[1..] } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_terminal_does_not_obey_what_others_wrote() {
        assert_eq!(on_terminal("\u{1b}[31mred\u{7}"), "\\u{1b}[31mred\\u{7}");
        assert_eq!(on_terminal("a\u{202e}b\u{9b}c"), "a\\u{202e}b\\u{9b}c");
        assert_eq!(on_terminal("医院 H1"), "医院 H1");
    }

    #[test]
    fn a_terminal_gets_lines_and_whole_characters() {
        let bytes = "医院\tH1\u{1b}[2J\r\n\u{202e}ok\n".as_bytes();
        for size in 1..bytes.len() {
            let mut terminal = Terminal::new(Vec::new());
            bytes.chunks(size).for_each(|part| terminal.write_all(part).unwrap());
            let shown = String::from_utf8(terminal.to).unwrap();
            assert_eq!(shown, "医院\tH1\\u{1b}[2J\\u{d}\n\\u{202e}ok\n", "{size}");
        }
        let mut terminal = Terminal::new(Vec::new());
        terminal.write_all(b"a\xffb\xe5\x8c").unwrap();
        terminal.write_all(b"c\n").unwrap();
        assert_eq!(terminal.to, b"a\\xffb\\xe5\\x8cc\n");
    }

    #[test]
    fn a_spreadsheet_runs_nothing() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-1+2", "'-1+2"),
            ("-", "-"),
            ("H1", "H1"),
            ("a,b", "\"a,b\""),
            ("=a\"b", "\"'=a\"\"b\""),
            ("'=1", "''=1"),
        ] {
            assert_eq!(in_csv(text), cell);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_comes_back(text in "['=+@a,;\"\\-\n\r\t ]{0,8}") {
            let cell = format!("x,{}\n", in_csv(&text));
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(cell.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(unguarded(&record[1]), text);
        }
    }
}
