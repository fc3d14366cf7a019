//! A coordinator's remark on a plan, for everybody to read.
//!
//! ```text
//! yicang.v1 note
//! time 2026-02-01T08:00:00Z
//! plan P17
//! text H3 is served by boat this week
//! coordinator C-1
//! …
//! ```

use super::command::{Asked, Commanded};
use super::lines::{Lines, Writer};
use crate::text::TextError;

/// The kind of the entry.
pub const KIND: &str = "note";

/// The longest remark, in bytes.
pub const TEXT_BYTES_MAX: usize = 1_000;

/// The public face. It means nothing for the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The plan's id.
    pub plan: String,
    /// The remark: one line.
    pub text: String,
    /// By whose command.
    pub by: Commanded,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        out.line("plan", &self.plan);
        out.line("text", &self.text);
        self.by.write(out);
        self.by.write_signature(out);
    }

    pub(super) fn fits(&self, asked: &Asked) -> Result<(), String> {
        asked.is("note", &self.plan)?;
        asked.is("text", &self.text)
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let plan = lines.value("plan")?;
        let (_, text) = lines.text("text")?;
        let mut by = Commanded::read(lines)?;
        by.read_signature(lines)?;
        Ok(Self { plan, text: text.to_owned(), by })
    }
}
