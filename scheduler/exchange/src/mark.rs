//! Which mark a row of marks.csv is, and how a lot is held.

use crate::cells::{FromCell, Raw, Read};
use crate::finding::quoted;
use yicang_domain::hold::Hold;
use yicang_language::message;

/// The word that says which mark it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Reserved,
    Held,
    Inbound,
    Covered,
    Unknown,
    Closed,
}

impl FromCell for Word {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        let word = match raw.word()? {
            "reserved" => Self::Reserved,
            "held" => Self::Held,
            "inbound" => Self::Inbound,
            "covered" => Self::Covered,
            "unknown" => Self::Unknown,
            "closed" => Self::Closed,
            text => return Err(message!("marks-no-mark", text = quoted(text))),
        };
        Ok((word, None))
    }
}

impl FromCell for Hold {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        let text = raw.word()?;
        text.parse().map(|hold| (hold, None)).map_err(|_| message!("marks-no-hold", text = quoted(text)))
    }
}
