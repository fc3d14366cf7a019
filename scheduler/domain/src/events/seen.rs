//! An agent has taken note of notices: they are not sent to it again. All of it is public.
//!
//! ```text
//! yicang.v1 notice-seen
//! time 2026-02-01T08:00:00Z
//! agent A-H1
//! …
//! notice N57-recall-H1
//! notice N60-stale-H1/N95
//! …
//! ```

use super::lines::{Lines, Writer};
use super::reporter::Reporter;
use crate::line::unreadable;
use crate::notice::NoticeId;
use crate::text::TextError;

/// The kind of the entry.
pub const KIND: &str = "notice-seen";

/// The public face: everything but the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Who reports.
    pub by: Reporter,
    /// Which notices.
    pub notices: Vec<NoticeId>,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        self.by.write_head(out);
        self.notices.iter().for_each(|notice| out.line("notice", notice));
        self.by.write_foot(out);
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let mut by = Reporter::read_head(lines)?;
        let mut notices = Vec::new();
        while let Some((line, text)) = lines.option_text("notice") {
            let read = text.parse();
            notices.push(read.map_err(|error| TextError { line, problem: unreadable("notice", text, &error) })?);
        }
        by.read_foot(lines)?;
        Ok(Self { by, notices })
    }
}
