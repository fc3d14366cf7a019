//! Why the outbox does not do what it was asked.

use crate::durable_map::DurableMapError;
use yicang_domain::Fault;
use yicang_language::{Argument, Message, ToMessage, message};

/// Why the outbox does not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum OutboxError {
    /// A report cannot be sent like this: every fault, with the report's place among those pushed together. Nothing was
    /// stored.
    Faults(Vec<(usize, Fault)>),
    /// A report is for one public log, and its name is not known yet. Nothing was stored.
    NoLogName,
    /// The disk. After a push, what was pushed may or may not be in the outbox when it is opened again.
    DurableMap(#[from] DurableMapError),
    /// Something in the outbox cannot be read.
    Unreadable,
    /// The report is no longer the one that waits first: another answer came before. Nothing was changed.
    NotFirst(String),
    /// Nobody has signed for a number as high as this. Nothing was changed.
    Beyond {
        /// What the first report that waits should get.
        first: u64,
        /// The highest it has signed.
        highest: u64,
    },
}

impl ToMessage for OutboxError {
    fn message(&self) -> Message {
        match self {
            Self::Faults(faults) => {
                let faults = faults.iter().map(|(_, fault)| Message::verbatim(fault)).collect();
                message!("verbatim", text = Argument::Sentences(faults))
            }
            Self::NoLogName => message!("agent-outbox-no-log"),
            Self::DurableMap(error) => error.message(),
            Self::Unreadable => message!("agent-outbox-unreadable"),
            Self::NotFirst(id) => message!("agent-outbox-not-first", id = id),
            Self::Beyond { first, highest } => message!("agent-outbox-beyond", first = *first, highest = *highest),
        }
    }
}
