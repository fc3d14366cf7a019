//! Overrides (人工干预): what a coordinator has decided about one column, that is one lot for one need. An override
//! bounds the column: a ≤ x ≤ b. A plan is the best of all plans within these bounds.
//!
//! An override that asks for units *lapses* in a plan that cannot send them: the plan says so, with a [`Lapse`], and is
//! made without it. Overrides are tried from the oldest to the newest, so an older one takes the goods first. What an
//! override asks for counts as given before anything else is planned: as covered to the need, and as gone from lot,
//! protected reserve, lane and vehicles. Of what the last plan sent over the column, it takes the first units.

use crate::id::{LotKey, NeedKey};
use crate::line::{Line, TextError, option};
use crate::quantity::Quantity;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::str::FromStr;
use yicang_language::{Message, ToMessage, message};

/// Overrides by column.
pub type Overrides = BTreeMap<(LotKey, NeedKey), Override>;

/// The number of an override: `V57` is of entry 57 of the public log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OverrideId(pub u64);

impl fmt::Display for OverrideId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("V{}", self.0))
    }
}

impl FromStr for OverrideId {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('V').and_then(|digits| digits.parse().ok());
        let id = digits.map(Self).filter(|id| id.to_string() == text);
        id.ok_or_else(|| message!("overriding-no-id"))
    }
}

/// How a column is bounded, in base units of the lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// The shipment stays as it is: exactly this quantity.
    Pin(Quantity),
    /// Nothing is sent.
    Forbid,
    /// This quantity or more.
    AtLeast(Quantity),
    /// This quantity or less.
    AtMost(Quantity),
    /// The shipment is changed to exactly this quantity.
    Exactly(Quantity),
}

impl Bound {
    /// The word in texts and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pin(_) => "pin",
            Self::Forbid => "forbid",
            Self::AtLeast(_) => "at-least",
            Self::AtMost(_) => "at-most",
            Self::Exactly(_) => "exactly",
        }
    }

    /// The quantity that it names.
    pub fn quantity(self) -> Option<Quantity> {
        match self {
            Self::Forbid => None,
            Self::Pin(units) | Self::AtLeast(units) | Self::AtMost(units) | Self::Exactly(units) => Some(units),
        }
    }

    /// a: no less is sent.
    pub fn least(self) -> u64 {
        match self {
            Self::Pin(units) | Self::AtLeast(units) | Self::Exactly(units) => units.units(),
            Self::Forbid | Self::AtMost(_) => 0,
        }
    }

    /// b: no more is sent. `None` where there is no such bound.
    pub fn most(self) -> Option<u64> {
        match self {
            Self::Pin(units) | Self::AtMost(units) | Self::Exactly(units) => Some(units.units()),
            Self::Forbid => Some(0),
            Self::AtLeast(_) => None,
        }
    }

    /// Of a word and a quantity, which `forbid` does not look at.
    pub fn from_word(word: &str, quantity: Quantity) -> Option<Self> {
        Self::of_word(word, || Ok(quantity)).and_then(Result::ok)
    }

    /// Reads the word and, where there is one, the quantity.
    pub(crate) fn of_word(word: &str, quantity: impl FnOnce() -> Result<Quantity, TextError>) -> Option<Read> {
        Some(match word {
            "pin" => quantity().map(Self::Pin),
            "forbid" => Ok(Self::Forbid),
            "at-least" => quantity().map(Self::AtLeast),
            "at-most" => quantity().map(Self::AtMost),
            "exactly" => quantity().map(Self::Exactly),
            _ => return None,
        })
    }
}

/// A bound that was read, or what is wrong with its quantity.
type Read = Result<Bound, TextError>;

impl ToMessage for Bound {
    /// What is decided, for people.
    fn message(&self) -> Message {
        let units = |units: &Quantity| units.units();
        match self {
            Self::Pin(quantity) => message!("overriding-pin", quantity = units(quantity)),
            Self::Forbid => message!("overriding-forbid"),
            Self::AtLeast(quantity) => message!("overriding-at-least", quantity = units(quantity)),
            Self::AtMost(quantity) => message!("overriding-at-most", quantity = units(quantity)),
            Self::Exactly(quantity) => message!("overriding-exactly", quantity = units(quantity)),
        }
    }
}

/// What is decided about a column, and by which override.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Override {
    /// How the column is bounded.
    pub bound: Bound,
    /// Which override says so. One may say it of several columns.
    pub by: OverrideId,
}

/// Why an override lapses in a plan, the first that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lapse {
    /// The lot is not there.
    NoLot,
    /// The need is not open, or asks for less.
    NoNeed,
    /// The policy does not know the need's class.
    UnknownClass,
    /// The lot's item does not serve the need by itself.
    OtherItem,
    /// No open lane, or its vehicles have left.
    LaneClosed,
    /// The lot must not move.
    Held,
    /// The lot is for others.
    Earmarked,
    /// It would arrive after it is useful.
    LeadTime,
    /// Expired, or too little shelf life on arrival.
    RemainingLife,
    /// The lane has no cost, and the plan counts costs.
    NoCost,
    /// Not whole packs, or not whole units of what is needed.
    PackSize,
    /// The lot has less.
    SupplyExhausted,
    /// The depot must keep it.
    ProtectedReserve,
    /// The lane or its vehicles carry less.
    TransportCapacity,
}

impl Lapse {
    /// Every reason to lapse.
    pub const ALL: [Self; 14] = [
        Self::NoLot,
        Self::NoNeed,
        Self::UnknownClass,
        Self::OtherItem,
        Self::LaneClosed,
        Self::Held,
        Self::Earmarked,
        Self::LeadTime,
        Self::RemainingLife,
        Self::NoCost,
        Self::PackSize,
        Self::SupplyExhausted,
        Self::ProtectedReserve,
        Self::TransportCapacity,
    ];

    /// The word in texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoLot => "NO_LOT",
            Self::NoNeed => "NO_NEED",
            Self::UnknownClass => "UNKNOWN_CLASS",
            Self::OtherItem => "OTHER_ITEM",
            Self::LaneClosed => "LANE_CLOSED",
            Self::Held => "HELD",
            Self::Earmarked => "EARMARKED",
            Self::LeadTime => "LEAD_TIME",
            Self::RemainingLife => "REMAINING_LIFE",
            Self::NoCost => "NO_COST",
            Self::PackSize => "PACK_SIZE",
            Self::SupplyExhausted => "SUPPLY_EXHAUSTED",
            Self::ProtectedReserve => "PROTECTED_RESERVE",
            Self::TransportCapacity => "TRANSPORT_CAPACITY",
        }
    }
}

impl ToMessage for Lapse {
    fn message(&self) -> Message {
        match self {
            Self::NoLot => message!("overriding-no-lot"),
            Self::NoNeed => message!("overriding-no-need"),
            Self::UnknownClass => message!("overriding-unknown-class"),
            Self::OtherItem => message!("overriding-other-item"),
            Self::LaneClosed => message!("overriding-lane-closed"),
            Self::Held => message!("overriding-held"),
            Self::Earmarked => message!("overriding-earmarked"),
            Self::LeadTime => message!("overriding-lead-time"),
            Self::RemainingLife => message!("overriding-remaining-life"),
            Self::NoCost => message!("overriding-no-cost"),
            Self::PackSize => message!("overriding-pack-size"),
            Self::SupplyExhausted => message!("overriding-supply-exhausted"),
            Self::ProtectedReserve => message!("overriding-protected-reserve"),
            Self::TransportCapacity => message!("overriding-transport-capacity"),
        }
    }
}

/// An override that a plan is made without.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lapsed {
    /// Which.
    pub by: OverrideId,
    /// Of which lot…
    pub lot: LotKey,
    /// …for which need.
    pub need: NeedKey,
    /// Why it cannot be kept.
    pub why: Lapse,
}

impl ToMessage for Lapsed {
    fn message(&self) -> Message {
        message!(
            "overriding-lapsed",
            id = self.by.to_string(),
            lot = self.lot.to_string(),
            need = self.need.to_string(),
            why = self.why.message(),
        )
    }
}

/// `override WORD DEPOT ITEM LOT SITE [QUANTITY] ID [for=ITEM]`
pub(crate) fn write_override(out: &mut String, (lot, need): &(LotKey, NeedKey), line: &Override) {
    let LotKey { depot, item, lot: id } = lot;
    let _ = write!(out, "override {} {depot} {item} {id} {}", line.bound.word(), need.site);
    if let Some(quantity) = line.bound.quantity() {
        let _ = write!(out, " {quantity}");
    }
    let _ = write!(out, " {}", line.by);
    option(out, "for", Some(&need.item).filter(|serves| *serves != item));
    out.push('\n');
}

/// Reads [`write_override`] after its keyword.
pub(crate) fn read_override(line: &mut Line<'_>) -> Result<((LotKey, NeedKey), Override), TextError> {
    let word = line.word("override's word")?;
    let (lot, site) = (line.lot_key()?, line.parse("site")?);
    let bound = Bound::of_word(word, || line.parse("quantity"));
    let bound = bound.ok_or_else(|| line.fault(message!("overriding-no-word", word = format!("{word:?}"))))??;
    let by = line.parse("override")?;
    let item = line.serves(&lot.item)?;
    Ok(((lot, NeedKey { site, item }), Override { bound, by }))
}

/// `lapsed ID DEPOT ITEM LOT SITE REASON [for=ITEM]`
pub(crate) fn write_lapsed(out: &mut String, lapsed: &Lapsed) {
    let LotKey { depot, item, lot } = &lapsed.lot;
    let Lapsed { by, need, why, .. } = lapsed;
    let _ = write!(out, "lapsed {by} {depot} {item} {lot} {} {}", need.site, why.code());
    option(out, "for", Some(&need.item).filter(|serves| *serves != item));
    out.push('\n');
}

/// Reads [`write_lapsed`] after its keyword.
pub(crate) fn read_lapsed(line: &mut Line<'_>) -> Result<Lapsed, TextError> {
    let by = line.parse("override")?;
    let (lot, site) = (line.lot_key()?, line.parse("site")?);
    let code = line.word("reason")?;
    let why = Lapse::ALL.into_iter().find(|why| why.code() == code);
    let why = why.ok_or_else(|| line.fault(message!("text-reason-unknown", word = format!("{code:?}"))))?;
    let item = line.serves(&lot.item)?;
    Ok(Lapsed { by, lot, need: NeedKey { site, item }, why })
}
