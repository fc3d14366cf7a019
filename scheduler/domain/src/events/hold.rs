//! A coordinator holds a lot, or lets it go again.
//!
//! ```text
//! yicang.v1 lot-hold
//! time 2026-02-01T08:00:00Z
//! lot D1 N95 L7
//! hold recall
//! coordinator C-1
//! …
//! masked reason 77ab…
//! ```
//!
//! `hold none` lets it go. A held lot stays where it is: plans leave it out, and of its orders those that nobody has
//! picked may be changed, however soon they leave.

use super::Masked;
use super::command::{Asked, Commanded};
use super::lines::{Lines, Writer};
use crate::board::Board;
use crate::hold::Hold;
use crate::id::LotKey;
use crate::text::{Line, TextError};

/// The kind of the entry.
pub const KIND: &str = "lot-hold";

/// The longest reason, in bytes.
pub const REASON_BYTES_MAX: usize = 1_000;

/// What stands for the end of a hold.
pub const NONE: &str = "none";

/// The public face: everything but the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Which lot.
    pub lot: LotKey,
    /// Why it must not move; `None` lets it go.
    pub hold: Option<Hold>,
    /// By whose command.
    pub by: Commanded,
    /// The reason.
    pub masked: Masked,
}

/// The word for a hold, or for its end.
pub fn word(hold: Option<Hold>) -> &'static str {
    hold.map_or(NONE, Hold::as_str)
}

/// A lot as entries name it: depot, item and lot.
pub fn lot_words(LotKey { depot, item, lot }: &LotKey) -> String {
    format!("{depot} {item} {lot}")
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        out.line("lot", lot_words(&self.lot));
        out.line("hold", word(self.hold));
        self.by.write(out);
        out.masked(&self.masked);
        self.by.write_signature(out);
    }

    pub(super) fn fits(&self, asked: &Asked) -> Result<(), String> {
        asked.is("lot", &lot_words(&self.lot))?;
        asked.is("hold", word(self.hold))
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let (number, text) = lines.text("lot")?;
        let mut line = Line::of(number, text);
        let lot = line.lot_key()?;
        line.end()?;
        let (number, text) = lines.text("hold")?;
        let hold = match text {
            NONE => None,
            word => Some(word.parse().map_err(|error| TextError { line: number, problem: format!("hold {error}") })?),
        };
        let mut by = Commanded::read(lines)?;
        let masked = lines.masked()?;
        by.read_signature(lines)?;
        Ok(Self { lot, hold, by, masked })
    }
}

impl Board {
    /// How a lot is held, and by which record.
    pub fn held(&self, lot: &LotKey) -> Option<(Hold, u64)> {
        self.holds.get(lot).copied()
    }

    /// Whether anything was ever known of a lot: it lies somewhere, or an order was for it.
    pub fn has_known(&self, lot: &LotKey) -> bool {
        self.lots.contains_key(lot) || self.holds.contains_key(lot) || self.orders.values().any(|o| o.lot() == lot)
    }

    /// What speaks against holding a lot, or letting it go: that it is so already.
    pub fn hold_before(&self, lot: &LotKey, hold: Option<Hold>) -> Option<u64> {
        match (self.held(lot), hold) {
            (Some((is, entry)), Some(hold)) if is == hold => Some(entry),
            _ => None,
        }
    }

    pub(crate) fn apply_hold(&mut self, index: u64, lot: &LotKey, hold: Option<Hold>) {
        match hold {
            Some(hold) => drop(self.holds.insert(lot.clone(), (hold, index))),
            None => drop(self.holds.remove(lot)),
        }
        for order in self.orders.values_mut().filter(|order| order.lot() == lot) {
            // An order that was closed before keeps what it was; one that is let go is an order like any.
            if order.is_open() || hold.is_none() {
                order.held = hold;
            }
        }
    }
}
