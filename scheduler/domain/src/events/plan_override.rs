//! A coordinator overrides what plans do with single lots and needs, or takes an override back.
//!
//! ```text
//! yicang.v1 plan-override
//! time 2026-02-01T08:00:00Z
//! override at-least D1 N95 L7 H1 40
//! override forbid D2 N95 L3 H2
//! because medical
//! coordinator C-1
//! …
//! masked reason 77ab…
//! ```
//!
//! The entry's number is the override's: entry 57 is V57. To take it back, an entry has `take-back V57` in place of the
//! lines `override`.

use super::Masked;
use super::command::{Asked, Commanded};
use super::lines::{Lines, Writer};
use crate::overriding::OverrideId;
use crate::signed_override::{OverrideLine, OverrideReason};
use crate::text::{Line, TextError};

/// The kind of the entry.
pub const KIND: &str = "plan-override";

/// The longest reason in words, in bytes.
pub const REASON_BYTES_MAX: usize = 1_000;

/// What an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Columns are bounded from now on.
    Override(Vec<OverrideLine>),
    /// An override ends.
    TakeBack(OverrideId),
}

/// The public face: everything but the reason in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// What is done.
    pub act: Act,
    /// Why, by the published list.
    pub because: OverrideReason,
    /// By whose command.
    pub by: Commanded,
    /// The reason in words.
    pub masked: Masked,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        match &self.act {
            Act::Override(lines) => lines.iter().for_each(|line| out.line("override", line.words())),
            Act::TakeBack(id) => out.line("take-back", id),
        }
        out.line("because", self.because);
        self.by.write(out);
        out.masked(&self.masked);
        self.by.write_signature(out);
    }

    pub(super) fn fits(&self, asked: &Asked) -> Result<(), String> {
        asked.is("because", &self.because.to_string())?;
        match &self.act {
            Act::TakeBack(id) => asked.is("take-back", &id.to_string()),
            Act::Override(lines) => {
                let said: Vec<_> = lines.iter().map(OverrideLine::words).collect();
                let wanted: Vec<_> = asked.all("override").map(str::to_owned).collect();
                match said == wanted {
                    true => Ok(()),
                    false => Err(format!("overrides {said:?}, and its command {wanted:?}")),
                }
            }
        }
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let act = match lines.option("take-back")? {
            Some(id) => Act::TakeBack(id),
            None => {
                let (number, text) = lines.text("override")?;
                let mut all = vec![OverrideLine::read(&mut Line::of(number, text))?];
                while let Some((number, text)) = lines.option_text("override") {
                    all.push(OverrideLine::read(&mut Line::of(number, text))?);
                }
                Act::Override(all)
            }
        };
        let because = lines.value("because")?;
        let mut by = Commanded::read(lines)?;
        let masked = lines.masked()?;
        by.read_signature(lines)?;
        Ok(Self { act, because, by, masked })
    }
}
