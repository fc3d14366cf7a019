//! How a verb ends that does not end well: what is said, and the exit code.

use crate::client::error::CoordinatorError;
use crate::demo::DemoError;
use crate::offline::OfflineError;
use crate::server::serve::ServeError;
use crate::setup::data_dir::SetupError;
use std::io;
use yicang_exchange::TableFault;
use yicang_language::{Message, ToMessage as _};

/// How a verb did not end well.
#[derive(Debug)]
pub(super) enum Failure {
    /// Why, and the exit code.
    Said(Message, u8),
    /// The tables have faults, each of which is a line: wrong usage, as a wrong word is.
    Tables(Vec<TableFault>),
    /// The answer could not be written.
    Output(io::Error),
}

impl Failure {
    /// What was typed makes no sense as a whole.
    pub(super) fn usage(why: Message) -> Self {
        Self::Said(why, 2)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

macro_rules! failures {
    ($($error:ty => $code:literal),* $(,)?) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::Said(error.message(), $code)
            }
        }
    )*};
}

failures! {
    SetupError => 1,
    ServeError => 1,
    CoordinatorError => 1,
    DemoError => 1,
}

impl From<OfflineError> for Failure {
    fn from(error: OfflineError) -> Self {
        match error {
            OfflineError::Faults(faults) => Self::Tables(faults),
            other => Self::Said(other.message(), 2),
        }
    }
}
