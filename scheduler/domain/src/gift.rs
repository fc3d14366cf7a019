//! Gifts: the code that a donor gets, and what became of the goods. The code is public; whose it is is not.

use crate::amiss::Settlement;
use crate::change::ChangeReason;
use crate::id::{LotKey, OrderId, SiteId};
use crate::quantity::Quantity;
use crate::receipt::Unusable;
use sha2::Digest as _;
use std::fmt;
use std::str::FromStr;
use yicang_language::{Message, ToMessage, message};

/// Letters and digits that are not taken for each other when they are read aloud (D. Crockford's base 32).
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// What is hashed before the salt and the name.
const CONTEXT: &[u8] = b"yicang.v1/gift\n";

/// What a gift is followed by: eight of the digits of Crockford's base 32, `7K3M-9QXA`, which are 40 bits of a salted
/// hash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GiftCode(Box<str>);

impl GiftCode {
    /// The code of a donor's gift. The salt is 16 random bytes that are used for nothing else and kept by nobody: who
    /// has a name to try cannot find out whether the code is its.
    pub fn of(salt: &[u8; 16], donor: &str) -> Self {
        Self(eight_digits(&[CONTEXT, salt, donor.as_bytes()].concat()).into())
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for GiftCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Why a word is no code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoGiftCode(String);

impl std::error::Error for NoGiftCode {}

impl fmt::Display for NoGiftCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl ToMessage for NoGiftCode {
    fn message(&self) -> Message {
        message!("gift-no-code", word = format!("{:?}", self.0))
    }
}

impl FromStr for GiftCode {
    type Err = NoGiftCode;

    /// The one spelling.
    fn from_str(text: &str) -> Result<Self, NoGiftCode> {
        let is_code = text.len() == 9
            && text.bytes().enumerate().all(|(at, byte)| if at == 4 { byte == b'-' } else { DIGITS.contains(&byte) });
        if is_code { Ok(Self(text.into())) } else { Err(NoGiftCode(text.into())) }
    }
}

impl GiftCode {
    /// Reads what somebody heard or copied: small letters, without the dash, `O` for 0, `I` or `L` for 1.
    ///
    /// # Errors
    /// It is none.
    pub fn of_people(text: &str) -> Result<Self, NoGiftCode> {
        let plain = |c: char| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let digits: String = text.chars().filter(|c| *c != '-' && !c.is_whitespace()).map(plain).collect();
        match digits.split_at_checked(4) {
            Some((first, last)) => format!("{first}-{last}").parse().map_err(|_| NoGiftCode(text.into())),
            None => Err(NoGiftCode(text.into())),
        }
    }
}

/// The first 40 bits of the SHA-256 of some bytes, `7K3M-9QXA`.
pub(crate) fn eight_digits(bytes: &[u8]) -> String {
    let hash: [u8; 32] = sha2::Sha256::digest(bytes).into();
    let bits = hash[..5].iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let digit = |place: u32| char::from(DIGITS[(bits >> (5 * (7 - place)) & 31) as usize]);
    let digits: String = (0..8).map(digit).collect();
    format!("{}-{}", &digits[..4], &digits[4..])
}

/// Something that happened to the goods of a gift, and the entry that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiftStep {
    /// The entry.
    pub entry: u64,
    /// Of which lot.
    pub lot: LotKey,
    /// What happened.
    pub what: GiftWhat,
}

/// What happened to the goods of a gift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GiftWhat {
    /// So many were announced; 0 is that the announcement was taken back.
    Announced(Quantity),
    /// So many came.
    Came(Quantity),
    /// So many were counted, where the books had others.
    Counted(Quantity, Quantity),
    /// More or less, for a reason.
    Changed(ChangeReason, Quantity),
    /// An order takes so many of it.
    Ordered(OrderId, SiteId, Quantity),
    /// A later decision took that order back.
    Replaced(OrderId),
    /// So many left the depot.
    Shipped(OrderId, Quantity),
    /// The site has accepted so many; the others that it found are of no use.
    Received(OrderId, SiteId, Quantity, Unusable),
    /// What differed is closed: so many were missing, or too many.
    Settled(Settlement, i128),
    /// So many came back to the depot.
    Returned(OrderId, Quantity),
    /// A step of an order was corrected: it was with so many.
    Corrected(OrderId, Quantity),
    /// A coordinator has taken an order back.
    TakenBack(OrderId),
}

impl GiftWhat {
    /// In a few words.
    pub fn message(&self) -> Message {
        match self {
            Self::Announced(units) => message!("gift-announced", units = units.units()),
            Self::Came(units) => message!("gift-came", units = units.units()),
            Self::Counted(before, units) => {
                message!("gift-counted", units = units.units(), before = before.units())
            }
            Self::Changed(reason, units) => {
                message!("gift-changed", units = units.units(), reason = reason.message())
            }
            Self::Ordered(order, site, units) => {
                message!("gift-ordered", units = units.units(), order = order.as_str(), site = site.as_str())
            }
            Self::Replaced(order) => message!("gift-replaced", order = order.as_str()),
            Self::Shipped(order, units) => message!("gift-shipped", units = units.units(), order = order.as_str()),
            Self::Received(order, site, units, unusable) => message!(
                "gift-received",
                units = units.units(),
                site = site.as_str(),
                order = order.as_str(),
                unusable = unusable.sum(),
            ),
            Self::Settled(how, missing) => {
                message!("gift-settled", units = missing.unsigned_abs().to_string(), how = how.message())
            }
            Self::Returned(order, units) => {
                message!("moving-gift-returned", units = units.units(), order = order.as_str())
            }
            Self::Corrected(order, units) => {
                message!("moving-gift-corrected", order = order.as_str(), units = units.units())
            }
            Self::TakenBack(order) => message!("moving-gift-taken-back", order = order.as_str()),
        }
    }
}
