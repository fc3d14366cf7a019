//! The words of steps.

use super::Step;
use std::str::FromStr;
use yicang_language::{Message, message};

impl FromStr for Step {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        let all = [Self::Picked, Self::Shipped, Self::Received];
        all.into_iter().find(|step| step.as_str() == text).ok_or_else(|| message!("text-no-step"))
    }
}

impl Step {
    /// The word people use.
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Picked => "picked",
            Step::Shipped => "shipped",
            Step::Received => "received",
        }
    }
}
