//! An override as it was signed: which lots and needs it bounds, why, and by whom.

use crate::id::{AgentId, LotKey, NeedKey};
use crate::line::{Line, TextError, option};
use crate::overriding::Bound;
use std::fmt;
use std::str::FromStr;
use yicang_language::{Message, ToMessage, message};

/// The most columns that one override bounds, and the most that are overridden at a time.
pub const LINES_MAX: usize = 100;

/// What is decided about a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OverrideLine {
    /// Which lot…
    pub lot: LotKey,
    /// …for which need.
    pub need: NeedKey,
    /// How the column is bounded.
    pub bound: Bound,
}

impl OverrideLine {
    /// The words of the line: `pin DEPOT ITEM LOT SITE QUANTITY [for=ITEM]`; `forbid` has no quantity.
    pub fn words(&self) -> String {
        let (LotKey { depot, item, lot }, NeedKey { site, item: serves }) = (&self.lot, &self.need);
        let mut words = format!("{} {depot} {item} {lot} {site}", self.bound.word());
        if let Some(quantity) = self.bound.quantity() {
            words += &format!(" {quantity}");
        }
        option(&mut words, "for", Some(serves).filter(|serves| *serves != item));
        words
    }

    pub(crate) fn read(line: &mut Line<'_>) -> Result<Self, TextError> {
        let word = line.word("override's word")?;
        let (lot, site) = (line.lot_key()?, line.parse("site")?);
        let bound = Bound::of_word(word, || line.parse("quantity"));
        let bound = bound.ok_or_else(|| line.fault(message!("overriding-no-word", word = format!("{word:?}"))))??;
        let item = line.serves(&lot.item)?;
        line.end()?;
        Ok(Self { lot, need: NeedKey { site, item }, bound })
    }
}

/// Why a coordinator overrides a plan: the published list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OverrideReason {
    /// Who treats people knows better how urgent it is.
    Medical,
    /// The way is not as the catalogue says.
    Road,
    /// Goods or people would be in danger.
    Safety,
    /// The goods are not right for the place.
    Quality,
    /// A donor has agreed, or asks for it.
    Donor,
    /// It was promised before.
    Promise,
    /// Somebody who may has ordered it.
    Order,
    /// None of these: the words say what.
    Other,
}

impl OverrideReason {
    /// Every reason.
    pub const ALL: [Self; 8] =
        [Self::Medical, Self::Road, Self::Safety, Self::Quality, Self::Donor, Self::Promise, Self::Order, Self::Other];

    /// The word in entries and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Medical => "medical",
            Self::Road => "road",
            Self::Safety => "safety",
            Self::Quality => "quality",
            Self::Donor => "donor",
            Self::Promise => "promise",
            Self::Order => "order",
            Self::Other => "other",
        }
    }
}

impl ToMessage for OverrideReason {
    fn message(&self) -> Message {
        match self {
            Self::Medical => message!("overriding-because-medical"),
            Self::Road => message!("overriding-because-road"),
            Self::Safety => message!("overriding-because-safety"),
            Self::Quality => message!("overriding-because-quality"),
            Self::Donor => message!("overriding-because-donor"),
            Self::Promise => message!("overriding-because-promise"),
            Self::Order => message!("overriding-because-order"),
            Self::Other => message!("overriding-because-other"),
        }
    }
}

impl fmt::Display for OverrideReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for OverrideReason {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|reason| reason.as_str() == text);
        found.ok_or_else(|| message!("overriding-no-reason"))
    }
}

/// An override that was signed once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overridden {
    /// What it bounds.
    pub lines: Vec<OverrideLine>,
    /// Why.
    pub because: OverrideReason,
    /// Who has signed it.
    pub by: AgentId,
    /// The entry that takes it back, if one does.
    pub taken_back: Option<u64>,
}
