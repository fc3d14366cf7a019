//! One fault of a message or a command: where, and what to do about it.

use std::fmt;
use yicang_language::{Message, ToMessage, message};

/// One fault of a message: where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Path of the field, for example `need.lines[3].quantity`.
    pub field: String,
    /// What is wrong and what to do.
    pub problem: Message,
}

impl Fault {
    /// A fault of a field.
    pub fn new(field: impl Into<String>, problem: impl ToMessage) -> Self {
        Self { field: field.into(), problem: problem.message() }
    }
}

impl ToMessage for Fault {
    fn message(&self) -> Message {
        message!("fault", field = &self.field, problem = self.problem.clone())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}
