//! A place says whether what a coordinator has recorded on its behalf was said so. All of it is public but the note:
//!
//! ```text
//! yicang.v1 record-confirmation
//! time 2026-02-01T08:00:00Z
//! agent A-H001
//! …
//! contest 57
//! report-sha256 5f0c…
//! ```
//!
//! All lines are `confirm`, or all are `contest`.

use super::lines::{Lines, Writer};
use super::reporter::Reporter;
use crate::text::TextError;

/// The kind of the entry.
pub const KIND: &str = "record-confirmation";

/// The public face: everything but the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Who reports.
    pub by: Reporter,
    /// Which records.
    pub entries: Vec<u64>,
    /// It was not said so.
    pub contested: bool,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        self.by.write_head(out);
        let key = if self.contested { "contest" } else { "confirm" };
        self.entries.iter().for_each(|entry| out.line(key, entry));
        self.by.write_foot(out);
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let mut by = Reporter::read_head(lines)?;
        let confirmed = lines.all("confirm")?;
        let contested = confirmed.is_empty();
        let entries = if contested { lines.all("contest")? } else { confirmed };
        by.read_foot(lines)?;
        Ok(Self { by, entries, contested })
    }
}
