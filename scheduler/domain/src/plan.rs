//! A plan: what leaves which lot for whom, why the rest does not, and the prices that prove it best.
//!
//! # Prices
//!
//! The two levels are compared strictly in order, so a price is a pair compared lexicographically: `(first, second)`.
//! `first` counts ranks: the distinct worths of one unit among all open segments of the item, in rising order, are ranks
//! 1, 2, 3… (inside one item a unit always trades against a unit, so only the order of the worths matters). `second` is in
//! millionths of the second level's unit. The conditions the prices must meet stand in [`crate::check`].

use crate::id::{DepotId, ItemId, LotKey, NeedKey, SiteId};
use crate::policy::SecondLevel;
use crate::quantity::Quantity;
use crate::reason::Reason;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;

/// What the planner proposes. Reading one back never makes it lawful: only [`crate::check::approve`] does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What was minimised second.
    pub second_level: SecondLevel,
    /// The first level's value.
    pub first_value: Value,
    /// The second level's value.
    pub second_value: Value,
    /// Sorted by lot, then site; each pair at most once, each quantity above zero.
    pub shipments: Vec<Shipment>,
    /// Sorted by need, then reason; each pair at most once, each quantity above zero.
    pub unmet: Vec<Unmet>,
    /// The proof of optimality of every item that shares no full lane with another.
    pub prices: Prices,
}

/// A line of the schedule: what leaves which lot when, for whom, to arrive when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shipment {
    /// From where, and what.
    pub lot: LotKey,
    /// To whom.
    pub site: SiteId,
    /// How much, above zero.
    pub quantity: Quantity,
    /// When it can leave.
    pub departs: Timestamp,
    /// When it arrives.
    pub arrives: Timestamp,
}

impl Shipment {
    /// The need it serves.
    pub fn need(&self) -> NeedKey {
        NeedKey { site: self.site.clone(), item: self.lot.item.clone() }
    }
}

/// Units of a need that get nothing, for one reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unmet {
    /// Whose units.
    pub need: NeedKey,
    /// Why.
    pub reason: Reason,
    /// How many, above zero.
    pub quantity: Quantity,
    /// With [`Reason::LeadTime`]: when the first of the units left could arrive.
    pub earliest: Option<Timestamp>,
}

/// Prices by what they belong to; what is not listed has price (0, 0).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prices {
    /// u\[l\]: what one more unit of the lot would save.
    pub lots: BTreeMap<LotKey, Price>,
    /// r\[d,i\]: what one unit less of protected reserve would save.
    pub reserves: BTreeMap<(DepotId, ItemId), Price>,
    /// g\[d,s\] of an item: what one more unit of lane capacity would save; only where one item alone uses the lane.
    pub lanes: BTreeMap<(DepotId, SiteId, ItemId), Price>,
    /// p\[k\]: what one more unit at the site is worth.
    pub needs: BTreeMap<NeedKey, Price>,
}

/// A price of both levels, compared first level first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Price {
    /// In ranks of worth.
    pub first: i64,
    /// In millionths of the second level's unit.
    pub second: i128,
}

/// How many parts of a [`Value`] make one.
pub const VALUE_ONE: i128 = 1_000_000_000_000_000_000;

/// An objective's value with eighteen decimal places. Exact for whole-number and six-place data; a sum of shares is the
/// sum of terms each rounded down to the eighteenth place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Value(pub i128);

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) =
            (self.0.unsigned_abs() / VALUE_ONE.unsigned_abs(), self.0.unsigned_abs() % VALUE_ONE.unsigned_abs());
        let text = if part == 0 {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{part:018}").trim_end_matches('0').to_owned()
        };
        f.pad(&text)
    }
}

impl Value {
    /// The inverse of the printed form, up to eighteen places.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, body) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, part) = body.split_once('.').unwrap_or((body, "0"));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() > 18 {
            return None;
        }
        let part: i128 = format!("{part:0<18}").parse().ok()?;
        let value = whole.parse::<i128>().ok()?.checked_mul(VALUE_ONE)?.checked_add(part)?;
        Some(Self(if negative { -value } else { value }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_print_exactly_and_read_back() {
        for text in ["0", "153.675", "34075376", "0.000000000000000001", "-2.5"] {
            assert_eq!(Value::parse(text).unwrap().to_string(), text);
        }
        for text in ["", ".", "1.", "x", "1.0000000000000000001", "--1", "1.-2"] {
            assert_eq!(Value::parse(text), None, "{text:?}");
        }
    }
}
