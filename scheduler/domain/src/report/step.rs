//! The words of steps.

use super::Step;
use std::str::FromStr;
use yicang_language::{Message, ToMessage, message};

impl FromStr for Step {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        Self::ALL.into_iter().find(|step| step.as_str() == text).ok_or_else(|| message!("text-no-step"))
    }
}

impl ToMessage for Step {
    fn message(&self) -> Message {
        match self {
            Step::Picked => message!("moving-step-picked"),
            Step::Shipped => message!("moving-step-shipped"),
            Step::Received => message!("moving-step-received"),
            Step::Confirmed => message!("moving-step-confirmed"),
            Step::Arrived => message!("moving-step-arrived"),
            Step::Returned => message!("moving-step-returned"),
        }
    }
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 6] =
        [Self::Picked, Self::Shipped, Self::Received, Self::Confirmed, Self::Arrived, Self::Returned];

    /// The word people use.
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Picked => "picked",
            Step::Shipped => "shipped",
            Step::Received => "received",
            Step::Confirmed => "confirmed",
            Step::Arrived => "arrived",
            Step::Returned => "returned",
        }
    }

    /// Whether so many units are picked, shipped, accepted or come back.
    pub fn has_quantity(self) -> bool {
        !matches!(self, Step::Confirmed | Step::Arrived)
    }

    /// Whether the depot says it; else the site does.
    pub fn is_of_depot(self) -> bool {
        !matches!(self, Step::Received | Step::Arrived)
    }
}
