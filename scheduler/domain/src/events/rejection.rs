//! A coordinator closes a need that is not to be served. The reason is masked.
//!
//! ```text
//! yicang.v1 rejection
//! time 2026-02-01T08:00:00Z
//! need H1 N95
//! coordinator C-1
//! …
//! masked reason 77ab…
//! ```

use super::Masked;
use super::command::{Asked, Commanded};
use super::lines::{Lines, Writer};
use crate::board::Board;
use crate::id::{AgentId, NeedKey};
use crate::life::Said;
use crate::text::{Line, TextError};

/// The kind of the entry.
pub const KIND: &str = "rejection";
/// The masked field.
pub const REASON: &str = "reason";
/// The longest reason, in bytes.
pub const REASON_BYTES_MAX: usize = 500;

/// The public face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Whose, of what.
    pub need: NeedKey,
    /// By whose command.
    pub by: Commanded,
    /// The reason.
    pub masked: Masked,
}

/// `SITE ITEM`
fn named(need: &NeedKey) -> String {
    format!("{} {}", need.site, need.item)
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        out.line("need", named(&self.need));
        self.by.write(out);
        out.masked(&self.masked);
        self.by.write_signature(out);
    }

    pub(super) fn fits(&self, asked: &Asked) -> Result<(), String> {
        asked.is("reject", &named(&self.need))
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let (number, text) = lines.text("need")?;
        let mut line = Line::of(number, text);
        let need = NeedKey { site: line.parse("site")?, item: line.parse("item")? };
        line.end()?;
        let mut by = Commanded::read(lines)?;
        let masked = lines.masked()?;
        by.read_signature(lines)?;
        Ok(Self { need, by, masked })
    }
}

impl Board {
    pub(crate) fn apply_rejection(&mut self, need: &NeedKey, by: &AgentId) {
        self.close(need, Said::Rejected(by.clone()));
    }
}
