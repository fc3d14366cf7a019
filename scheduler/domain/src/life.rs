//! The life of a need: what was said of it, in its order. A need is open until it is fulfilled, withdrawn or rejected.
//! Once its latest useful moment is over it has expired: nothing more is sent, and what is on its way still counts.

use crate::id::{AgentId, ClassName};
use crate::policy::Policy;
use crate::quantity::Quantity;
use crate::report::NeedLine;
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

/// Who says something of a need.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Voice {
    /// An agent, by its signature.
    Agent(AgentId),
    /// Somebody who cannot sign: a coordinator has recorded it.
    Recorded,
}

/// How much is asked for; `None` where nobody knows.
pub type Amount = Option<Quantity>;

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The site asks for so much.
    Claimed(Amount, ClassName),
    /// It asks for another quantity than before, in the same class or another.
    Amended {
        /// Before.
        from: (Amount, ClassName),
        /// From now on.
        to: (Amount, ClassName),
    },
    /// It asks for the same as before in another class.
    Reclassed {
        /// How much.
        units: Amount,
        /// Before.
        from: ClassName,
        /// From now on.
        to: ClassName,
    },
    /// It asks for the same as before, by other times or with another life.
    Retimed(Amount, ClassName),
    /// It asks for the same as before.
    Renewed(Amount, ClassName),
    /// So much was asked for by somebody who cannot sign, and a coordinator has recorded it.
    Recorded(Amount, ClassName),
    /// Somebody asks for so much, but another's word counts.
    Beside(Voice, Amount, ClassName),
    /// Somebody has taken his word back; another's counts.
    BesideWithdrawn(Voice),
    /// The site has confirmed or contested what was recorded on its behalf.
    Answered {
        /// Which record.
        record: u64,
        /// It was not said so.
        contested: bool,
    },
    /// A coordinator has verified so much, and the class, if he looked at it.
    Verified(Quantity, Option<ClassName>),
    /// A coordinator has taken the verification back.
    Revoked,
    /// The site needs nothing more.
    Withdrawn,
    /// A coordinator has closed it.
    Rejected(AgentId),
    /// All that was claimed has come.
    Fulfilled(Quantity),
    /// Its latest useful moment is over: nothing more is sent. No entry says so; it follows from the moment.
    Expired,
    /// A receipt was corrected: only so much has come, and it is open again.
    Reopened(Quantity),
}

/// How much is asked for, in words.
pub fn amount(units: Amount) -> Message {
    units.map_or_else(|| message!("need-amount-unknown"), Message::verbatim)
}

impl Voice {
    /// Whose word it is.
    pub fn message(&self) -> Message {
        match self {
            Self::Agent(agent) => Message::verbatim(agent),
            Self::Recorded => message!("need-voice-recorded"),
        }
    }
}

impl Said {
    /// What a line says, where the same voice has said another before.
    pub(crate) fn of(voice: &Voice, before: Option<&NeedLine>, line: &NeedLine) -> Self {
        let (units, class) = (line.amount(), line.class.clone());
        match before {
            _ if *voice == Voice::Recorded => Self::Recorded(units, class),
            None => Self::Claimed(units, class),
            Some(before) if before.amount() != units => {
                Self::Amended { from: (before.amount(), before.class.clone()), to: (units, class) }
            }
            Some(before) if before.class != class => Self::Reclassed { units, from: before.class.clone(), to: class },
            Some(before) if NeedLine { beside: line.beside, ..before.clone() } != *line => Self::Retimed(units, class),
            Some(_) => Self::Renewed(units, class),
        }
    }

    /// In a few words. Which class is the more urgent, the policy says.
    pub fn message(&self, policy: &Policy) -> Message {
        match self {
            Self::Claimed(units, class) => {
                message!("need-history-claimed", units = amount(*units), class = class.as_str())
            }
            Self::Amended { from: (was, before), to: (is, class) } if before == class => {
                message!("need-history-amended", was = amount(*was), is = amount(*is), class = class.as_str())
            }
            Self::Amended { from: (was, before), to: (is, class) } => message!(
                "need-history-amended-class",
                was = amount(*was),
                before = before.as_str(),
                is = amount(*is),
                class = class.as_str()
            ),
            Self::Reclassed { units, from, to } => {
                let (units, before, class) = (amount(*units), from.as_str(), to.as_str());
                // 0 is the most urgent. A class that the policy does not know is neither raised nor lowered.
                match (policy.class_rank(from), policy.class_rank(to)) {
                    (Some(was), Some(is)) if is < was => {
                        message!("need-history-raised", units = units, before = before, class = class)
                    }
                    (Some(_), Some(_)) => {
                        message!("need-history-lowered", units = units, before = before, class = class)
                    }
                    _ => message!("need-history-reclassed", units = units, before = before, class = class),
                }
            }
            Self::Retimed(units, class) => {
                message!("need-history-retimed", units = amount(*units), class = class.as_str())
            }
            Self::Renewed(units, class) => {
                message!("need-history-renewed", units = amount(*units), class = class.as_str())
            }
            Self::Recorded(units, class) => {
                message!("need-history-recorded", units = amount(*units), class = class.as_str())
            }
            Self::Beside(voice, units, class) => {
                let who = voice.message();
                message!("need-history-beside", who = who, units = amount(*units), class = class.as_str())
            }
            Self::BesideWithdrawn(voice) => message!("need-history-beside-withdrawn", who = voice.message()),
            Self::Answered { record, contested: false } => message!("need-history-confirmed", record = *record),
            Self::Answered { record, contested: true } => message!("need-history-contested", record = *record),
            Self::Verified(units, None) => message!("need-history-verified", units = units.units()),
            Self::Verified(units, Some(class)) => {
                message!("need-history-verified-class", units = units.units(), class = class.as_str())
            }
            Self::Revoked => message!("need-history-revoked"),
            Self::Withdrawn => message!("need-history-withdrawn"),
            Self::Rejected(who) => message!("need-history-rejected", who = who.as_str()),
            Self::Fulfilled(units) => message!("need-history-fulfilled", units = units.units()),
            Self::Expired => message!("notice-history-expired"),
            Self::Reopened(units) => message!("moving-history-reopened", units = units.units()),
        }
    }

    /// Whether it says what is asked for from then on.
    pub(crate) fn is_claim(&self) -> bool {
        self.is_fresh_word() && !matches!(self, Self::Verified(..))
    }

    /// Whether somebody has looked at the need, so that it is not stale.
    pub(crate) fn is_fresh_word(&self) -> bool {
        match self {
            Self::Claimed(..)
            | Self::Amended { .. }
            | Self::Reclassed { .. }
            | Self::Retimed(..)
            | Self::Renewed(..)
            | Self::Recorded(..)
            | Self::Verified(..) => true,
            Self::Beside(..)
            | Self::BesideWithdrawn(_)
            | Self::Answered { .. }
            | Self::Revoked
            | Self::Withdrawn
            | Self::Rejected(_)
            | Self::Fulfilled(_)
            | Self::Reopened(_)
            | Self::Expired => false,
        }
    }
}
