//! Holds (冻结) of lots: stock that must not move, by a coordinator's word. A held lot stays in the situation, marked, so
//! that everybody sees that it is there and why nobody gets it: no column leaves it, and it fills no protected reserve.

use std::fmt;
use std::str::FromStr;
use yicang_language::{Message, ToMessage, message};

/// Why a lot must not move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hold {
    /// Something is to be found out first.
    Quarantine,
    /// It must come back, from wherever it has gone.
    Recall,
}

impl Hold {
    /// Every hold.
    pub const ALL: [Self; 2] = [Self::Quarantine, Self::Recall];

    /// The word in files and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quarantine => "quarantine",
            Self::Recall => "recall",
        }
    }
}

impl ToMessage for Hold {
    /// What people call it.
    fn message(&self) -> Message {
        match self {
            Self::Quarantine => message!("hold-quarantine"),
            Self::Recall => message!("hold-recall"),
        }
    }
}

impl fmt::Display for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Hold {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|hold| hold.as_str() == text);
        found.ok_or("is no hold; write quarantine or recall")
    }
}
