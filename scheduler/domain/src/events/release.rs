//! A decision's orders go out although the log's witnesses have not cosigned it.

use super::Masked;
use super::command::{Asked, Commanded};
use super::lines::{Lines, Writer};
use crate::text::TextError;

/// The kind of the entry.
pub const KIND: &str = "override";

/// The public face. It means nothing for the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The entry of the decision.
    pub decision: u64,
    /// By whose command.
    pub by: Commanded,
    /// The reason.
    pub masked: Masked,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        out.line("decision", self.decision);
        self.by.write(out);
        out.masked(&self.masked);
        self.by.write_signature(out);
    }

    pub(super) fn fits(&self, asked: &Asked) -> Result<(), String> {
        asked.is("release", &self.decision.to_string())
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let decision = lines.value("decision")?;
        let mut by = Commanded::read(lines)?;
        let masked = lines.masked()?;
        by.read_signature(lines)?;
        Ok(Self { decision, by, masked })
    }
}
