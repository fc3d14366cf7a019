//! A coordinator closes a discrepancy: he says what became of the goods, or that nobody will find out.
//!
//! ```text
//! yicang.v1 discrepancy
//! time 2026-02-01T08:00:00Z
//! settle X57-3
//! as damaged
//! coordinator C-1
//! …
//! masked reason 77ab…
//! ```

use super::Masked;
use super::command::{Asked, Commanded};
use super::lines::{Lines, Writer};
use crate::amiss::{AmissId, Settlement};
use crate::text::TextError;

/// The kind of the entry.
pub const KIND: &str = "discrepancy";

/// The longest reason, in bytes.
pub const REASON_BYTES_MAX: usize = 1_000;

/// The public face: everything but the reason in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Which discrepancy.
    pub id: AmissId,
    /// How it is closed.
    pub how: Settlement,
    /// By whose command.
    pub by: Commanded,
    /// The reason in words.
    pub masked: Masked,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        out.line("settle", self.id);
        out.line("as", self.how);
        self.by.write(out);
        out.masked(&self.masked);
        self.by.write_signature(out);
    }

    pub(super) fn fits(&self, asked: &Asked) -> Result<(), String> {
        asked.is("settle", &self.id.to_string())?;
        asked.is("as", &self.how.to_string())
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let (id, how) = (lines.value("settle")?, lines.value("as")?);
        let mut by = Commanded::read(lines)?;
        let masked = lines.masked()?;
        by.read_signature(lines)?;
        Ok(Self { id, how, by, masked })
    }
}
