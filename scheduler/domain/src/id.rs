//! Identifiers: one type per thing, so that a site cannot be passed where a depot is meant.
//!
//! An id is 1 to 64 bytes of UTF-8 without white space, control characters, comma, semicolon or double quote; it does
//! not start with `#`. That keeps it one word in the canonical text and one plain cell in a CSV file.

use std::fmt;
use std::str::FromStr;
use yicang_language::{Message, ToMessage, message};

/// The longest id, in bytes of UTF-8.
pub const ID_BYTES_MAX: usize = 64;

/// Why a string is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum IdError {
    /// The string is empty.
    Empty,
    /// More than [`ID_BYTES_MAX`] bytes.
    TooLong(usize),
    /// A character that would break a line of text or a CSV cell.
    BadCharacter(char),
}

impl ToMessage for IdError {
    fn message(&self) -> Message {
        match self {
            Self::Empty => message!("id-empty", max = ID_BYTES_MAX),
            Self::TooLong(bytes) => message!("id-too-long", bytes = *bytes, max = ID_BYTES_MAX),
            Self::BadCharacter(bad) => message!("id-bad-character", character = format!("{bad:?}")),
        }
    }
}

fn check(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > ID_BYTES_MAX {
        return Err(IdError::TooLong(text.len()));
    }
    if text.starts_with('#') {
        return Err(IdError::BadCharacter('#'));
    }
    match text.chars().find(|c| c.is_whitespace() || c.is_control() || matches!(c, ',' | ';' | '"' | '\u{feff}')) {
        Some(bad) => Err(IdError::BadCharacter(bad)),
        None => Ok(()),
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Takes the text as an id, or says why it is none.
            pub fn new(text: &str) -> Result<Self, IdError> {
                check(text).map(|()| Self(text.into()))
            }

            /// The id as it was given.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }
    )*};
}

ids! {
    /// One kind of material.
    ItemId;
    /// A warehouse.
    DepotId;
    /// A hospital, district or shelter.
    SiteId;
    /// A batch of one item at one depot; [`LotId::unnamed`] where the depot does not tell batches apart.
    LotId;
    /// Vehicles that leave together.
    PoolId;
    /// Whoever signs reports: a depot's or a site's agent, or a coordinator.
    AgentId;
    /// A report, named by its agent; unique per agent.
    ReportId;
    /// A line of an approved schedule.
    OrderId;
    /// A priority class, a word of the policy.
    ClassName;
    /// What a site is, in a word that rules may name: hospital, clinic, shelter.
    SiteKind;
    /// A district, to which sites belong.
    DistrictId;
}

impl LotId {
    /// The lot of a depot that keeps one heap per item.
    pub fn unnamed() -> Self {
        Self("-".into())
    }
}

/// Which lot: the depot that holds it, the item, and the depot's own lot id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LotKey {
    /// The depot that holds the lot.
    pub depot: DepotId,
    /// What the lot is of.
    pub item: ItemId,
    /// The depot's name for it.
    pub lot: LotId,
}

impl fmt::Display for LotKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.depot, self.item, self.lot)
    }
}

/// Which need: a site has at most one open need per item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NeedKey {
    /// Who needs it.
    pub site: SiteId,
    /// What is needed.
    pub item: ItemId,
}

impl fmt::Display for NeedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.site, self.item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_one_word_of_at_most_64_bytes() {
        assert!(ItemId::new(&"x".repeat(ID_BYTES_MAX)).is_ok());
        assert_eq!(ItemId::new(&"x".repeat(ID_BYTES_MAX + 1)), Err(IdError::TooLong(65)));
        assert_eq!(ItemId::new(""), Err(IdError::Empty));
        for (text, bad) in [("a b", ' '), ("a,b", ','), ("#a", '#'), ("a\nb", '\n'), ("\u{feff}a", '\u{feff}')] {
            assert_eq!(ItemId::new(text), Err(IdError::BadCharacter(bad)), "{text:?}");
        }
        assert!(SiteId::new("武汉/金银潭医院(PPE)").is_ok());
    }
}
