//! What was done with an order, with all that may be said of it. What earlier programs could say is written as they
//! write it: a [`Body::Step`] or a [`Body::Receipt`].

use super::{Body, Step};
use crate::fault::Fault;
use crate::id::OrderId;
use crate::quantity::Quantity;
use crate::receipt::{Found, Unusable};
use jiff::Timestamp;
use yicang_language::{ToMessage as _, message};

/// A step of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Which order.
    pub order: OrderId,
    /// What was done.
    pub step: Step,
    /// With how much; of a receipt what was accepted. 0 of a step that has none.
    pub quantity: Quantity,
    /// Of a receipt, what is of no use.
    pub unusable: Unusable,
    /// Of a receipt, what was refused and goes back.
    pub rejected: Quantity,
    /// Of a receipt, by how much all that was found is more than what was shipped.
    pub over: Quantity,
    /// When, by the clock of who did it.
    pub done_at: Option<Timestamp>,
    /// The entry of the step that this takes the place of.
    pub corrects: Option<u64>,
    /// That step was never done.
    pub taken_back: bool,
}

impl Moved {
    /// A step with a quantity and nothing else.
    pub fn plain(order: OrderId, step: Step, quantity: Quantity) -> Self {
        let (unusable, rejected, over) = (Unusable::default(), Quantity::ZERO, Quantity::ZERO);
        Self { order, step, quantity, unusable, rejected, over, done_at: None, corrects: None, taken_back: false }
    }

    /// What a receipt found.
    pub fn found(&self) -> Found {
        Found { accepted: self.quantity, unusable: self.unusable, rejected: self.rejected }
    }

    /// The body of a report of it, as the earliest program that could say it would write it.
    pub fn into_body(self) -> Body {
        let is_old = matches!(self.step, Step::Picked | Step::Shipped | Step::Received)
            && (self.rejected, self.over) == (Quantity::ZERO, Quantity::ZERO)
            && (self.done_at, self.corrects, self.taken_back) == (None, None, false);
        match (is_old, self.unusable.sum()) {
            (true, 0) => Body::Step { order: self.order, step: self.step, quantity: self.quantity },
            (true, _) if self.step == Step::Received => {
                Body::Receipt { order: self.order, quantity: self.quantity, unusable: self.unusable }
            }
            _ => Body::Moved(self),
        }
    }

    /// What is wrong with it by itself.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |field: &str, problem| faults.push(Fault::new(format!("step.{field}"), problem));
        if self.step != Step::Received {
            let found = [("rejected", self.rejected), ("over", self.over)];
            let found = self.unusable.all().into_iter().chain(found);
            for (word, _) in found.filter(|(_, units)| *units > Quantity::ZERO) {
                fault(word, message!("receipt-only"));
            }
        }
        if !self.step.has_quantity() && self.quantity > Quantity::ZERO {
            fault("quantity", message!("moving-no-quantity", step = self.step.message()));
        }
        if !self.step.has_quantity() && self.corrects.is_some() {
            fault("corrects", message!("moving-not-correctable", step = self.step.message()));
        }
        if self.taken_back && self.corrects.is_none() {
            fault("taken_back", message!("moving-takes-back-nothing"));
        }
        if self.taken_back && (self.found().sum() > 0 || self.over > Quantity::ZERO) {
            fault("taken_back", message!("moving-takes-back-quantity"));
        }
        faults
    }
}

impl Body {
    /// The step that it is about, whoever wrote it.
    pub fn moved(&self) -> Option<Moved> {
        match self {
            Self::Step { order, step, quantity } => Some(Moved::plain(order.clone(), *step, *quantity)),
            Self::Receipt { order, quantity, unusable } => {
                Some(Moved { unusable: *unusable, ..Moved::plain(order.clone(), Step::Received, *quantity) })
            }
            Self::Moved(moved) => Some(moved.clone()),
            _ => None,
        }
    }
}
