//! Why a step of an order cannot be taken.

use super::Status;
use crate::id::OrderId;
use crate::quantity::Quantity;
use crate::report::Step;
use yicang_language::{Message, ToMessage, message};

/// Why a step cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum StepError {
    /// The order is elsewhere.
    WrongStatus {
        /// Which order.
        order: OrderId,
        /// Its status.
        is: Status,
        /// The record of the decision that replaced it, if one did.
        by: Option<u64>,
        /// The step that was reported.
        step: Step,
    },
    /// More than the step before passed on.
    TooMuch {
        /// The step that was reported.
        step: Step,
        /// What was reported.
        quantity: Quantity,
        /// What there was.
        limit: Quantity,
    },
    /// A site found nothing, or more than was shipped, before the depot has said what it shipped.
    NotShippedYet {
        /// Which order.
        order: OrderId,
    },
    /// By how much more arrived than was shipped is told wrongly.
    NotOver {
        /// All that was found.
        found: Quantity,
        /// What was shipped.
        shipped: Quantity,
        /// By how much it is said to be more.
        over: Quantity,
    },
    /// No step of the order stands in the entry that is to be corrected.
    NoSuchStep {
        /// Which order.
        order: OrderId,
        /// The entry.
        entry: u64,
    },
    /// Another step of the order stands there, or one that has no quantity.
    OtherStep {
        /// Which order.
        order: OrderId,
        /// The entry.
        entry: u64,
        /// What stands there.
        is: Step,
    },
    /// It is corrected already.
    CorrectedBefore {
        /// The entry.
        entry: u64,
        /// The entry that counts in its place, or led to it.
        by: u64,
    },
    /// It was corrected too often.
    CorrectedTooOften {
        /// The entry.
        entry: u64,
        /// How often it may be.
        most: u8,
    },
    /// A later step of the order stands on it.
    LaterStep {
        /// Which order.
        order: OrderId,
        /// The later step.
        step: Step,
    },
}

impl ToMessage for StepError {
    fn message(&self) -> Message {
        match self {
            Self::WrongStatus { order, by: Some(by), .. } => {
                message!("step-of-replaced", order = order.as_str(), record = *by)
            }
            Self::WrongStatus { order, is, step, .. } => {
                let (order, is) = (order.as_str(), is.message());
                match step {
                    Step::Picked => message!("step-no-picking", order = order, is = is),
                    Step::Shipped => message!("step-no-shipping", order = order, is = is),
                    Step::Received => message!("step-no-receiving", order = order, is = is),
                    Step::Confirmed => message!("moving-no-confirming", order = order, is = is),
                    Step::Arrived => message!("moving-no-arriving", order = order, is = is),
                    Step::Returned => message!("moving-no-returning", order = order, is = is),
                }
            }
            Self::TooMuch { step, quantity, limit } => {
                let (quantity, limit) = (quantity.units(), limit.units());
                match step {
                    Step::Picked => message!("step-picked-too-much", quantity = quantity, limit = limit),
                    Step::Shipped => message!("step-shipped-too-much", quantity = quantity, limit = limit),
                    Step::Received => message!("step-received-too-much", quantity = quantity, limit = limit),
                    Step::Confirmed | Step::Arrived | Step::Returned => {
                        message!("moving-returned-too-much", quantity = quantity, limit = limit)
                    }
                }
            }
            Self::NotShippedYet { order } => message!("moving-not-shipped-yet", order = order.as_str()),
            Self::NotOver { found, shipped, over } => {
                message!("moving-not-over", found = found.units(), shipped = shipped.units(), over = over.units(),)
            }
            Self::NoSuchStep { order, entry } => {
                message!("moving-no-such-step", order = order.as_str(), entry = *entry)
            }
            Self::OtherStep { order, entry, is } => {
                message!("moving-other-step", order = order.as_str(), entry = *entry, is = is.message())
            }
            Self::CorrectedBefore { entry, by } => message!("moving-corrected-before", entry = *entry, by = *by),
            Self::CorrectedTooOften { entry, most } => {
                message!("moving-corrected-too-often", entry = *entry, most = u64::from(*most))
            }
            Self::LaterStep { order, step } => {
                message!("moving-later-step", order = order.as_str(), step = step.message())
            }
        }
    }
}
