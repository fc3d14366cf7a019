//! What was done with an order.

use super::lines::{Lines, Writer};
use super::reporter::Reporter;
use crate::board::Board;
use crate::gift::GiftWhat;
use crate::id::OrderId;
use crate::order::Progress;
use crate::quantity::Quantity;
use crate::receipt::Unusable;
use crate::report::{Body, Step, Version};
use crate::text::TextError;
use yicang_language::message;

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
    /// Of what was received, what is of no use: a line each where there is some.
    pub unusable: Unusable,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        self.by.write_head(out);
        out.line("order", &self.order);
        out.line("step", self.step.as_str());
        out.line("quantity", self.quantity);
        for (word, units) in self.unusable.all().into_iter().filter(|(_, units)| *units > Quantity::ZERO) {
            out.line(word, units);
        }
        self.by.write_foot(out);
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let mut by = Reporter::read_head(lines)?;
        let (order, step, quantity) = (lines.value("order")?, lines.value("step")?, lines.value("quantity")?);
        let mut found = |word: &str| Ok::<Quantity, TextError>(lines.option(word)?.unwrap_or_default());
        let unusable = Unusable { damaged: found("damaged")?, lost: found("lost")?, expired: found("expired")? };
        if step != Step::Received && unusable.sum() > 0 {
            return Err(lines.fault(message!("receipt-only")));
        }
        by.read_foot(lines)?;
        Ok(Self { by, order, step, quantity, unusable })
    }

    /// The report's body.
    pub fn body(&self) -> Body {
        let (order, step, quantity, unusable) = (self.order.clone(), self.step, self.quantity, self.unusable);
        if unusable.sum() > 0 {
            Body::Receipt { order, quantity, unusable }
        } else {
            Body::Step { order, step, quantity }
        }
    }
}

impl Board {
    pub(crate) fn apply_step(&mut self, index: u64, id: &OrderId, step: Step, quantity: Quantity, version: Version) {
        self.apply_confirmed(index, id, (step, quantity, &Unusable::default()), version);
    }

    /// An order was received, and some of it is of no use: only what was accepted covers the need.
    pub(crate) fn apply_receipt(&mut self, index: u64, id: &OrderId, quantity: Quantity, unusable: &Unusable) {
        self.apply_confirmed(index, id, (Step::Received, quantity, unusable), Version::NEWEST);
    }

    fn apply_confirmed(
        &mut self,
        index: u64,
        id: &OrderId,
        (step, quantity, unusable): (Step, Quantity, &Unusable),
        version: Version,
    ) {
        let order = self.orders.get_mut(id).expect("examined before it was recorded");
        let before = order.progress;
        order.progress = order.after(step, quantity).expect("examined before it was recorded");
        let (after, is_open) = (order.progress, order.is_open());
        let (ordered, key, lot) = (order.shipment.quantity, order.need(), order.lot().clone());
        let site = order.site().clone();
        self.approved.remove(id);
        if !is_open {
            self.comes_no_more(&key, id);
        }
        match (before, after) {
            (_, Progress::Dispatched { .. } | Progress::Cancelled) => {
                self.note_amiss(id, &lot, before, quantity);
                let known = self.lots.get(&lot).map_or(Quantity::ZERO, |lot| lot.on_hand);
                self.books.shipped(index, id, &lot, known, quantity);
                self.note_gift(&lot, GiftWhat::Shipped(id.clone(), quantity));
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
                self.books.received(index, (id, &lot), shipped, quantity, unusable);
                self.note_gift(&lot, GiftWhat::Received(id.clone(), site, quantity, *unusable));
                self.uncover(&key, &lot.item, shipped.saturating_sub(quantity));
                self.receive(&key, &lot.item, quantity);
            }
            _ => {}
        }
    }
}
