//! Discrepancies (差异) that have a life of their own: two figures that were told and differ. Each has the number of its
//! record, stays open until a coordinator explains it or writes it off, and carries what is missing.

use crate::change::{ChangeReason, Direction};
use crate::id::{LotKey, OrderId};
use crate::quantity::Quantity;
use crate::receipt::Unusable;
use std::fmt;
use std::str::FromStr;
use yicang_language::{Message, ToMessage, message};

/// Which discrepancy: the record that showed it, and the line of it; 0 where it has no lines. `X57-3`, `X60`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AmissId {
    /// The record.
    pub entry: u64,
    /// The line, from 1.
    pub line: u32,
}

impl fmt::Display for AmissId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "X{}", self.entry),
            line => write!(f, "X{}-{line}", self.entry),
        }
    }
}

impl FromStr for AmissId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "is no discrepancy; write it as it is listed, for example X57-3";
        let (entry, line) =
            text.strip_prefix('X').map(|rest| rest.split_once('-').unwrap_or((rest, "0"))).ok_or(wrong)?;
        let read = Self { entry: entry.parse().map_err(|_| wrong)?, line: line.parse().map_err(|_| wrong)? };
        if read.to_string() == text { Ok(read) } else { Err(wrong) }
    }
}

/// Which two figures differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AmissKind {
    /// A count, and what the books had.
    Count,
    /// What was shipped, and what was accepted.
    Short,
    /// What the books had, and what was shipped.
    Over,
    /// What a supplier had announced, and what came.
    Inbound,
    /// What was shipped, and what is left of it without what arrived damaged.
    Damaged,
    /// The same without what was lost on the way.
    Lost,
    /// The same without what arrived after its last day.
    Expired,
    /// What was shipped, and what was found above that.
    Surplus,
    /// What was to come back to the depot, and what came.
    Return,
    /// What had left by a wrong word, and by the one that corrects it, where the lot was counted in between.
    Corrected,
}

impl AmissKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Count,
        Self::Short,
        Self::Over,
        Self::Inbound,
        Self::Damaged,
        Self::Lost,
        Self::Expired,
        Self::Surplus,
        Self::Return,
        Self::Corrected,
    ];

    /// Of what a site found to be of no use: each kind with its units.
    pub(crate) fn of_unusable(found: &Unusable) -> [(Self, Quantity); 3] {
        [(Self::Damaged, found.damaged), (Self::Lost, found.lost), (Self::Expired, found.expired)]
    }

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Short => "short",
            Self::Over => "over",
            Self::Inbound => "inbound",
            Self::Damaged => "damaged",
            Self::Lost => "lost",
            Self::Expired => "expired",
            Self::Surplus => "surplus",
            Self::Return => "return",
            Self::Corrected => "corrected",
        }
    }
}

impl ToMessage for AmissKind {
    fn message(&self) -> Message {
        match self {
            Self::Count => message!("amiss-count"),
            Self::Short => message!("amiss-short"),
            Self::Over => message!("amiss-over"),
            Self::Inbound => message!("amiss-inbound"),
            Self::Damaged => message!("change-damaged"),
            Self::Lost => message!("change-lost"),
            Self::Expired => message!("change-expired"),
            Self::Surplus => message!("moving-amiss-surplus"),
            Self::Return => message!("moving-amiss-return"),
            Self::Corrected => message!("moving-amiss-corrected"),
        }
    }
}

/// How a discrepancy is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// It is known what became of the goods, or where they came from.
    Explained(ChangeReason),
    /// Nobody will find out.
    WrittenOff,
}

/// What stands for a discrepancy that is written off.
const WRITTEN_OFF: &str = "written-off";

impl fmt::Display for Settlement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Explained(reason) => reason.fmt(f),
            Self::WrittenOff => f.pad(WRITTEN_OFF),
        }
    }
}

impl FromStr for Settlement {
    type Err = <ChangeReason as FromStr>::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == WRITTEN_OFF { Ok(Self::WrittenOff) } else { text.parse().map(Self::Explained) }
    }
}

impl ToMessage for Settlement {
    fn message(&self) -> Message {
        match self {
            Self::Explained(reason) => reason.message(),
            Self::WrittenOff => message!("amiss-written-off"),
        }
    }
}

/// Two figures that differ, in base units of the lot's item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amiss {
    /// Which.
    pub id: AmissId,
    /// Which two figures.
    pub kind: AmissKind,
    /// Of which lot.
    pub lot: LotKey,
    /// Of which order, where it is of one.
    pub order: Option<OrderId>,
    /// What was to be by what was known.
    pub expected: Quantity,
    /// What was told.
    pub actual: Quantity,
    /// How it was closed, and by which record; `None` while it is open.
    pub settled: Option<(Settlement, u64)>,
    /// Whether the books of the lot, as they are kept here, have it.
    pub(crate) in_book: bool,
    /// The figures were corrected since: it is of nothing any more.
    pub(crate) void: bool,
}

impl Amiss {
    /// What is missing; less than 0 where there is more than was known.
    pub fn missing(&self) -> i128 {
        i128::from(self.expected.units()) - i128::from(self.actual.units())
    }

    /// Whether a settlement can be of it: where goods are missing, a reason for less.
    pub fn admits(&self, how: Settlement) -> bool {
        match how {
            Settlement::WrittenOff => true,
            Settlement::Explained(reason) => match reason.direction() {
                Direction::Less => self.missing() > 0,
                Direction::More => self.missing() < 0,
                Direction::Either => true,
            },
        }
    }

    /// The two figures, in a sentence.
    pub fn message(&self) -> Message {
        let (id, lot) = (self.id.to_string(), self.lot.to_string());
        let (expected, actual) = (self.expected.units(), self.actual.units());
        let order = self.order.as_ref().map(ToString::to_string).unwrap_or_default();
        match self.kind {
            AmissKind::Count => {
                message!("amiss-count-differs", id = id, lot = lot, expected = expected, actual = actual)
            }
            AmissKind::Short => {
                message!("amiss-short-differs", id = id, order = order, lot = lot, expected = expected, actual = actual,)
            }
            AmissKind::Over => {
                message!("amiss-over-differs", id = id, order = order, lot = lot, expected = expected, actual = actual,)
            }
            AmissKind::Inbound => {
                message!("amiss-inbound-differs", id = id, lot = lot, expected = expected, actual = actual)
            }
            AmissKind::Damaged | AmissKind::Lost | AmissKind::Expired => message!(
                "amiss-unusable-differs",
                id = id,
                order = order,
                lot = lot,
                expected = expected,
                actual = actual,
                kind = self.kind.message(),
            ),
            AmissKind::Surplus => message!(
                "moving-surplus-differs",
                id = id,
                order = order,
                lot = lot,
                expected = expected,
                actual = actual,
            ),
            AmissKind::Return => message!(
                "moving-return-differs",
                id = id,
                order = order,
                lot = lot,
                expected = expected,
                actual = actual,
            ),
            AmissKind::Corrected => message!(
                "moving-corrected-differs",
                id = id,
                order = order,
                lot = lot,
                expected = expected,
                actual = actual,
            ),
        }
    }
}
