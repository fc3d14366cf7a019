//! A coordinator takes an order back of which nothing was picked, also inside the freeze fence.
//!
//! ```text
//! yicang.v1 order-cancelled
//! time 2026-02-01T08:00:00Z
//! cancel P17-3
//! coordinator C-1
//! …
//! masked reason 77ab…
//! ```

use super::Masked;
use super::command::{Asked, Commanded};
use super::lines::{Lines, Writer};
use crate::board::Board;
use crate::id::OrderId;
use crate::order::{Order, Status};
use crate::text::TextError;

/// The kind of the entry.
pub const KIND: &str = "order-cancelled";

/// The longest reason, in bytes.
pub const REASON_BYTES_MAX: usize = 1_000;

/// The public face: everything but the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Which order.
    pub order: OrderId,
    /// By whose command.
    pub by: Commanded,
    /// The reason.
    pub masked: Masked,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        out.line("cancel", &self.order);
        self.by.write(out);
        out.masked(&self.masked);
        self.by.write_signature(out);
    }

    pub(super) fn fits(&self, asked: &Asked) -> Result<(), String> {
        asked.is("cancel", self.order.as_str())
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let order = lines.value("cancel")?;
        let mut by = Commanded::read(lines)?;
        let masked = lines.masked()?;
        by.read_signature(lines)?;
        Ok(Self { order, by, masked })
    }
}

/// Why an order cannot be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotCancelled {
    /// There is none of this name.
    Unknown,
    /// It has gone on, or is closed.
    Is(Status),
}

impl Board {
    /// Whether an order can be taken back.
    ///
    /// # Errors
    /// Why not.
    pub fn may_cancel(&self, id: &OrderId) -> Result<(), NotCancelled> {
        match self.orders.get(id) {
            None => Err(NotCancelled::Unknown),
            Some(order) if order.is_free() => Ok(()),
            Some(order) => Err(NotCancelled::Is(Order::status(order))),
        }
    }
}
