//! A coordinator changed the catalogue. Names are masked; the edits are published as a text that the entry names by
//! SHA-256: see [`crate::catalogue::change`].
//!
//! ```text
//! yicang.v1 catalogue-changed
//! time 2026-02-01T08:00:00Z
//! from 0
//! edits 2
//! blob change 5f0c…
//! masked sites.names 77ab…
//! coordinator C-1
//! …
//! ```
//!
//! `from` is the entry that made the catalogue what it was when the change was written: so nobody overwrites what he
//! has not seen. Names that the policy makes public are opened in a text, `blob names`. The first change after a catalogue whose text was never published names the whole text, too, as
//! `blob catalogue`.

use super::command::{Asked, Commanded};
use super::lines::{Lines, Writer, hex};
use super::{Hash, Masked};
use crate::text::TextError;

/// The kind of the entry.
pub const KIND: &str = "catalogue-changed";
/// The role of the text with the edits.
pub const TEXT: &str = "change";

/// The public face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The entry that made the catalogue what it was before.
    pub from: u64,
    /// How many edits.
    pub edits: usize,
    /// SHA-256 of their text.
    pub text: Hash,
    /// SHA-256 of the whole catalogue's text after it, where no entry before has published one.
    pub whole: Option<Hash>,
    /// Names.
    pub masked: Masked,
    /// SHA-256 of the text with those that are public, see [`super::names`].
    pub names: Option<Hash>,
    /// By whose command.
    pub by: Commanded,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        out.line("from", self.from);
        out.line("edits", self.edits);
        out.blob(TEXT, &self.text);
        if let Some(whole) = &self.whole {
            out.blob(super::catalogue::TEXT, whole);
        }
        if let Some(names) = &self.names {
            out.blob(super::names::TEXT, names);
        }
        out.masked(&self.masked);
        self.by.write(out);
        self.by.write_signature(out);
    }

    pub(super) fn fits(&self, asked: &Asked) -> Result<(), String> {
        asked.is("change-catalogue", &self.from.to_string())?;
        asked.is("change-sha256", &hex(&self.text))
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let (from, edits) = (lines.value("from")?, lines.value("edits")?);
        let (text, whole) = (lines.blob(TEXT)?, lines.option_blob(super::catalogue::TEXT)?);
        let names = lines.option_blob(super::names::TEXT)?;
        let masked = lines.masked()?;
        let mut by = Commanded::read(lines)?;
        by.read_signature(lines)?;
        Ok(Self { from, edits, text, whole, masked, names, by })
    }
}
