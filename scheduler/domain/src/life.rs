//! The life of a need: what was said of it, in its order. A need is open until it is fulfilled, withdrawn or rejected.
//! Once its latest useful moment is over it has expired: nothing more is sent, and what is on its way still counts.

use crate::id::{AgentId, ClassName};
use crate::quantity::Quantity;
use jiff::Timestamp;
use yicang_language::{Message, message};

/// How many changes of a need are remembered: the last ones.
pub const HISTORY_MAX: usize = 20;

/// Something that was said of a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The entry that says so.
    pub entry: u64,
    /// Its moment.
    pub at: Option<Timestamp>,
    /// What it says.
    pub what: Said,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The site asks for so much.
    Claimed(Quantity, ClassName),
    /// So much was asked for by somebody who cannot sign, and a coordinator has recorded it.
    Recorded(Quantity, ClassName),
    /// A coordinator has verified so much, and the class, if he looked at it.
    Verified(Quantity, Option<ClassName>),
    /// The site needs nothing more.
    Withdrawn,
    /// A coordinator has closed it.
    Rejected(AgentId),
    /// All that was claimed has come.
    Fulfilled(Quantity),
    /// Its latest useful moment is over: nothing more is sent. No entry says so; it follows from the moment.
    Expired,
}

impl Said {
    /// In a few words.
    pub fn message(&self) -> Message {
        match self {
            Self::Claimed(units, class) => {
                message!("need-history-claimed", units = units.units(), class = class.as_str())
            }
            Self::Recorded(units, class) => {
                message!("need-history-recorded", units = units.units(), class = class.as_str())
            }
            Self::Verified(units, None) => message!("need-history-verified", units = units.units()),
            Self::Verified(units, Some(class)) => {
                message!("need-history-verified-class", units = units.units(), class = class.as_str())
            }
            Self::Withdrawn => message!("need-history-withdrawn"),
            Self::Rejected(who) => message!("need-history-rejected", who = who.as_str()),
            Self::Fulfilled(units) => message!("need-history-fulfilled", units = units.units()),
            Self::Expired => message!("notice-history-expired"),
        }
    }

    /// Whether somebody has looked at the need, so that it is not stale.
    pub(crate) fn is_fresh_word(&self) -> bool {
        matches!(self, Self::Claimed(..) | Self::Recorded(..) | Self::Verified(..))
    }
}
