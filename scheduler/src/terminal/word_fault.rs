//! A word of the command line that is wrong.

use std::fmt;
use yicang_language::{Message, ToMessage};

/// Why a word cannot be the value of its argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordFault(pub Message);

impl fmt::Display for WordFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for WordFault {}

impl ToMessage for WordFault {
    fn message(&self) -> Message {
        self.0.clone()
    }
}
