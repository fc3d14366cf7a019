//! Who starts the centre says that its clock is right: what it says, beside the entry's own time, which never runs
//! back.

use super::lines::{Lines, Writer};
use crate::text::TextError;
use jiff::Timestamp;

/// The kind of the entry.
pub const KIND: &str = "clock";

/// The public face. It means nothing for the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// What the clock says.
    pub clock: Timestamp,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        out.line("clock", self.clock);
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        Ok(Self { clock: lines.value("clock")? })
    }
}
