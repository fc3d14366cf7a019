//! Facts of a site that its entitlements are counted by: people, beds, and what it has itself.

use crate::id::ItemId;
use crate::quantity::QUANTITY_MAX;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use yicang_language::{Message, ToMessage, message};

/// The most people, or beds, of a site.
pub const COUNT_MAX: u64 = 1_000_000_000;

/// The words for facts.
const KNOWN: [&str; 5] = ["patients", "beds", "staff", "heads", "stock/ITEM"];

/// What a fact is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// People in treatment.
    Patients,
    /// Beds, taken or free.
    Beds,
    /// People at work.
    Staff,
    /// People who live there.
    Heads,
    /// Base units of an item that the site has itself.
    Stock(ItemId),
}

/// One fact as it is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactLine {
    /// Of what.
    pub fact: FactKind,
    /// How many.
    pub value: u64,
}

/// A fact as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownFact {
    /// How many.
    pub value: u64,
    /// The entry that says so.
    pub entry: u64,
    /// The moment of that entry.
    pub at: Option<Timestamp>,
}

/// What a site has reported of itself.
pub type SiteFacts = BTreeMap<FactKind, KnownFact>;

impl FactKind {
    /// What people call it.
    pub fn message(&self) -> Message {
        match self {
            Self::Patients => message!("fact-patients"),
            Self::Beds => message!("fact-beds"),
            Self::Staff => message!("fact-staff"),
            Self::Heads => message!("fact-heads"),
            Self::Stock(item) => message!("fact-stock", item = item.as_str()),
        }
    }

    /// The most that there may be.
    pub fn most(&self) -> u64 {
        if matches!(self, Self::Stock(_)) { QUANTITY_MAX } else { COUNT_MAX }
    }
}

impl fmt::Display for FactKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Patients => f.write_str("patients"),
            Self::Beds => f.write_str("beds"),
            Self::Staff => f.write_str("staff"),
            Self::Heads => f.write_str("heads"),
            Self::Stock(item) => write!(f, "stock/{item}"),
        }
    }
}

/// A word that is no fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoFact(String);

impl ToMessage for NoFact {
    fn message(&self) -> Message {
        message!("fact-unknown", text = format!("{:?}", self.0), known = KNOWN.to_vec())
    }
}

impl fmt::Display for NoFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for NoFact {}

impl FromStr for FactKind {
    type Err = NoFact;

    fn from_str(text: &str) -> Result<Self, NoFact> {
        let unknown = || NoFact(text.to_owned());
        match text {
            "patients" => Ok(Self::Patients),
            "beds" => Ok(Self::Beds),
            "staff" => Ok(Self::Staff),
            "heads" => Ok(Self::Heads),
            other => {
                let item = other.strip_prefix("stock/").ok_or_else(unknown)?;
                item.parse().map(Self::Stock).map_err(|_| unknown())
            }
        }
    }
}

/// `patients=212` or `stock/N95=40`, as it is typed.
impl FromStr for FactLine {
    type Err = NoFact;

    fn from_str(text: &str) -> Result<Self, NoFact> {
        let unknown = || NoFact(text.to_owned());
        let (fact, value) = text.rsplit_once('=').ok_or_else(unknown)?;
        Ok(Self { fact: fact.parse()?, value: value.parse().map_err(|_| unknown())? })
    }
}
