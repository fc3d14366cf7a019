//! What was done with an order.

use super::lines::{Lines, Writer};
use super::reporter::Reporter;
use crate::board::Board;
use crate::id::OrderId;
use crate::order::Progress;
use crate::quantity::Quantity;
use crate::report::{Step, Version};
use crate::text::TextError;

/// The kind of the entry.
pub const KIND: &str = "step-report";

/// The public face: everything but the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Who reports.
    pub by: Reporter,
    /// Which order.
    pub order: OrderId,
    /// What was done.
    pub step: Step,
    /// With how much.
    pub quantity: Quantity,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        self.by.write_head(out);
        out.line("order", &self.order);
        out.line("step", self.step.as_str());
        out.line("quantity", self.quantity);
        self.by.write_foot(out);
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let mut by = Reporter::read_head(lines)?;
        let (order, step, quantity) = (lines.value("order")?, lines.value("step")?, lines.value("quantity")?);
        by.read_foot(lines)?;
        Ok(Self { by, order, step, quantity })
    }
}

impl Board {
    pub(crate) fn apply_step(&mut self, index: u64, id: &OrderId, step: Step, quantity: Quantity, version: Version) {
        let order = self.orders.get_mut(id).expect("examined before it was recorded");
        let before = order.progress;
        order.progress = order.after(step, quantity).expect("examined before it was recorded");
        let (after, is_open) = (order.progress, order.is_open());
        let (ordered, key, lot) = (order.shipment.quantity, order.need(), order.lot().clone());
        self.approved.remove(id);
        if !is_open {
            self.comes_no_more(&key, id);
        }
        match (before, after) {
            (_, Progress::Dispatched { .. } | Progress::Cancelled) => {
                self.note_amiss(id, &lot, before, quantity);
                let known = self.lots.get(&lot).map_or(Quantity::ZERO, |lot| lot.on_hand);
                self.books.shipped(index, id, &lot, known, quantity);
                if let Some(known) = self.lots.get_mut(&lot) {
                    known.on_hand = known.on_hand.saturating_sub(quantity);
                    known.reserved = known.reserved.saturating_sub(ordered);
                    if quantity > Quantity::ZERO {
                        self.show_or_remember(&lot, version);
                    }
                }
                self.uncover(&key, &lot.item, ordered.saturating_sub(quantity));
            }
            (Progress::Dispatched { shipped }, Progress::Received { .. }) => {
                self.books.received(index, id, &lot, shipped, quantity);
                self.uncover(&key, &lot.item, shipped.saturating_sub(quantity));
                self.receive(&key, &lot.item, quantity);
            }
            _ => {}
        }
    }
}
