//! Changes of stock apart from orders, each with a reason from a list: goods are never more or less without a word why.

use crate::fault::Fault;
use crate::id::{ItemId, LotId};
use crate::quantity::Quantity;
use crate::report::line_count_faults;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use yicang_language::{Message, ToMessage, message};

macro_rules! change_reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $id:literal;)*) => {
        /// Why there is less or more than there was.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ChangeReason { $($(#[$doc])* $name,)* }

        impl ChangeReason {
            /// Every reason.
            pub const ALL: &[ChangeReason] = &[$(ChangeReason::$name),*];

            /// The word in files and on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(ChangeReason::$name => $code,)* }
            }
        }

        impl ToMessage for ChangeReason {
            /// What people call it.
            fn message(&self) -> Message {
                match self { $(ChangeReason::$name => message!($id),)* }
            }
        }
    };
}

change_reasons! {
    /// Of no use any more.
    Damaged = "damaged", "change-damaged";
    /// Nobody knows where.
    Lost = "lost", "change-lost";
    /// Its last day is over, and it was taken out.
    Expired = "expired", "change-expired";
    /// Used where it lay.
    Consumed = "consumed", "change-consumed";
    /// Taken for a test.
    Sampled = "sampled", "change-sampled";
    /// It was there, and nobody knew.
    Found = "found", "change-found";
    /// A gift.
    Donated = "donated", "change-donated";
    /// It came back from where it had gone.
    Returned = "returned", "change-returned";
    /// A supplier brought it.
    Delivered = "delivered", "change-delivered";
    /// It was there all the time, or never: one of the counts was wrong. Explains a discrepancy; nobody reports it.
    Miscounted = "miscounted", "change-miscounted";
}

/// What a reason can do to the stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// There is less.
    Less,
    /// There is more.
    More,
    /// Either.
    Either,
}

impl ChangeReason {
    /// What it can do to the stock.
    pub fn direction(self) -> Direction {
        match self {
            Self::Damaged | Self::Lost | Self::Expired | Self::Consumed | Self::Sampled => Direction::Less,
            Self::Found | Self::Donated | Self::Returned | Self::Delivered => Direction::More,
            Self::Miscounted => Direction::Either,
        }
    }

    /// Those that a depot reports.
    pub fn reported() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|reason| reason.direction() != Direction::Either)
    }
}

impl fmt::Display for ChangeReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ChangeReason {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().copied().find(|reason| reason.as_str() == text);
        found.ok_or("is no reason of a change; write damaged, lost, expired, consumed, sampled, found, donated, returned or delivered")
    }
}

/// What came to one lot or went from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeLine {
    /// What.
    pub item: ItemId,
    /// Which batch.
    pub lot: LotId,
    /// How much; at least 1.
    pub quantity: Quantity,
    /// Why; it says which way.
    pub reason: ChangeReason,
}

/// Faults of the lines of a change report that could be read, each with its place among all `count` lines.
pub fn change_faults(lines: &[(usize, &ChangeLine)], count: usize) -> Vec<Fault> {
    let mut faults = line_count_faults("change", count);
    let mut first = BTreeMap::new();
    for (place, line) in lines {
        let at = |field: &str| format!("change.lines[{place}].{field}");
        if let Err(error) = Quantity::positive(line.quantity.units()) {
            faults.push(Fault::new(at("quantity"), error));
        }
        if line.reason.direction() == Direction::Either {
            faults.push(Fault::new(at("reason"), message!("change-not-reported", reason = line.reason.message())));
        }
        if let Some(earlier) = first.insert((&line.item, &line.lot), place) {
            let (item, lot) = (line.item.as_str(), line.lot.as_str());
            let problem = message!("change-line-again", item = item, lot = lot, line = *earlier);
            faults.push(Fault::new(at("lot_id"), problem));
        }
    }
    faults
}
