//! What was done with an order. What earlier programs could not say stands in lines of its own:
//!
//! ```text
//! order P17-1
//! step received
//! quantity 17
//! damaged 2
//! rejected 1
//! over 1
//! done-at 2026-02-01T07:50:00Z
//! corrects 57
//! ```
//!
//! `corrects` names the entry of the same step that this one takes the place of; `taken-back` says that it was never
//! done. What a step does to the board: `board/moving.rs`.

use super::lines::{Lines, Writer};
use super::reporter::Reporter;
use crate::quantity::Quantity;
use crate::receipt::Unusable;
use crate::report::{Body, Moved, Step};
use crate::text::TextError;
use yicang_language::message;

/// The kind of the entry.
pub const KIND: &str = "step-report";
/// What stands for a step that was never done.
const TAKEN_BACK: &str = "never-done";

/// The public face: everything but the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Who reports.
    pub by: Reporter,
    /// What was done.
    pub moved: Moved,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        self.by.write_head(out);
        let Moved { order, step, quantity, unusable, rejected, over, done_at, corrects, taken_back } = &self.moved;
        out.line("order", order);
        out.line("step", step.as_str());
        out.line("quantity", quantity);
        let found = unusable.all().into_iter().chain([("rejected", *rejected), ("over", *over)]);
        for (word, units) in found.filter(|(_, units)| *units > Quantity::ZERO) {
            out.line(word, units);
        }
        if let Some(at) = done_at {
            out.line("done-at", at);
        }
        if let Some(entry) = corrects {
            out.line("corrects", entry);
        }
        if *taken_back {
            out.line("taken-back", TAKEN_BACK);
        }
        self.by.write_foot(out);
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let mut by = Reporter::read_head(lines)?;
        let (order, step, quantity) = (lines.value("order")?, lines.value("step")?, lines.value("quantity")?);
        let mut found = |word: &str| Ok::<Quantity, TextError>(lines.option(word)?.unwrap_or_default());
        let unusable = Unusable { damaged: found("damaged")?, lost: found("lost")?, expired: found("expired")? };
        let (rejected, over) = (found("rejected")?, found("over")?);
        if step != Step::Received && unusable.sum() > 0 {
            return Err(lines.fault(message!("receipt-only")));
        }
        let (done_at, corrects) = (lines.option("done-at")?, lines.option("corrects")?);
        let taken_back = lines.option_text("taken-back").is_some();
        let moved = Moved { order, step, quantity, unusable, rejected, over, done_at, corrects, taken_back };
        if let Some(fault) = moved.faults().into_iter().next() {
            return Err(lines.fault(fault.problem));
        }
        by.read_foot(lines)?;
        Ok(Self { by, moved })
    }

    /// The report's body.
    pub fn body(&self) -> Body {
        self.moved.clone().into_body()
    }
}
