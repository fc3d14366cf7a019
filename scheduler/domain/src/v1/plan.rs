//! A plan: what leaves which lot for whom, why the rest does not, and the prices that prove it best.
//!
//! # Packs
//!
//! Where an item leaves in packs, [`Plan::shipments`] are whole packs, and [`Plan::unrounded`] says what they were
//! before. Values, prices and proofs are of the plan before rounding.
//!
//! # Prices
//!
//! The two levels are compared strictly in order, so a price is a pair compared lexicographically: `(first, second)`.
//! `first` counts ranks: the distinct worths of one unit among all open segments of the item, in rising order, are
//! ranks 1, 2, 3… (inside one item a unit always trades against a unit, so only the order of the worths matters).
//! `second` is in millionths of the second level's unit. Items that stand in for each other count as one. The
//! conditions the prices must meet stand in [`crate::v1::violations`].
//!
//! # Joint items
//!
//! Items that share a limited lane or a limited transport pool trade against each other, so ranks will not do. Their
//! worths are joined to the cost in one number: a unit gains ⌊worth · [`Joint::scale`]⌋ and costs millionths of the
//! second level. Their prices have first = 0, and prove that no plan is better by more than [`Joint::bound`] −
//! [`Joint::value`].

pub use crate::check::proof::Pair as Price;

use crate::id::{DepotId, ItemId, LotKey, NeedKey, PoolId, SiteId};
use crate::plan::{Shipment, Start, Unmet, Version, percent};
use crate::policy::SecondLevel;
use crate::quantity::Quantity;
use std::collections::BTreeMap;
use std::fmt;

/// A plan of version 1. Reading one back never makes it lawful: [`crate::v1::violations`] counts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What was minimised second.
    pub second_level: SecondLevel,
    /// Where the engine began.
    pub start: Start,
    /// The first level's value.
    pub first_value: Value,
    /// The second level's value.
    pub second_value: Value,
    /// Sorted by lot, site and the item served; each once, each quantity above zero.
    pub shipments: Vec<Shipment>,
    /// What rounding to packs changed, before it; sorted by lot, site and the item served, each quantity above zero.
    pub unrounded: Vec<Unrounded>,
    /// Sorted by need, then reason; each pair at most once, each quantity above zero.
    pub unmet: Vec<Unmet>,
    /// The proof of optimality of every item that shares no limited lane or pool with another, and of the joint items
    /// if `joint` is there.
    pub prices: Prices,
    /// How near the best the joint items' part is; without it, that is not proven.
    pub joint: Option<Joint>,
}

/// What a column carried before rounding to packs, where that is not what leaves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unrounded {
    /// From where, and what.
    pub lot: LotKey,
    /// To whom.
    pub site: SiteId,
    /// The item of the need that it serves.
    pub serves: ItemId,
    /// How much, above zero.
    pub quantity: Quantity,
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
    /// What one more gram and millilitre of a pool would gain the joint items.
    pub pools: BTreeMap<PoolId, PoolPrice>,
    /// What one more unit of a shared lane's capacity would gain the joint items.
    pub shared_lanes: BTreeMap<(DepotId, SiteId), i128>,
}

/// What carrying more would gain, in the joint items' number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PoolPrice {
    /// Per gram, not negative.
    pub per_gram: i128,
    /// Per millilitre, not negative.
    pub per_millilitre: i128,
}

/// How near the best the joint items' part of a plan is, in one number of worth and cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joint {
    /// How many millionths of the second level one of the first level's worth is counted as, above zero.
    pub scale: u64,
    /// What the joint items' part comes to.
    pub value: i128,
    /// What no plan exceeds, by the prices.
    pub bound: i128,
}

impl Joint {
    /// (bound − value) / max(1, |bound|) in millionths, rounded up, at most `u64::MAX`.
    pub fn gap_millionths(&self) -> u64 {
        let short = self.bound.saturating_sub(self.value).max(0).unsigned_abs();
        let whole = self.bound.unsigned_abs().max(1);
        // Where a millionfold does not fit, the gap is a part of whole millionths of the bound.
        let gap = match short.checked_mul(1_000_000) {
            Some(many) => many.div_ceil(whole),
            None => short.div_ceil((whole / 1_000_000).max(1)),
        };
        u64::try_from(gap).unwrap_or(u64::MAX)
    }
}

impl fmt::Display for Joint {
    /// `within 0.0012 % of the best`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "within {} of the best", percent(self.gap_millionths()))
    }
}

impl From<Plan> for crate::plan::Plan {
    /// What both versions have: no values, bounds, prices and claims of version 2 come of it.
    fn from(plan: Plan) -> Self {
        Self {
            version: Version::One,
            second_level: plan.second_level,
            start: plan.start,
            service: Vec::new(),
            bound: Vec::new(),
            cost: 0,
            shipments: plan.shipments,
            unmet: plan.unmet,
            prices: crate::plan::Prices::default(),
            joint: Vec::new(),
            claims: Vec::new(),
            lapsed: Vec::new(),
        }
    }
}

/// How many parts of a [`Value`] make one.
pub(super) const VALUE_ONE: i128 = 1_000_000_000_000_000_000;

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
    fn the_gap_is_rounded_up_and_never_overflows() {
        let gap = |value, bound| Joint { scale: 1, value, bound }.gap_millionths();
        assert_eq!((gap(100, 100), gap(0, 0), gap(-1, 0), gap(2_999_999, 3_000_000)), (0, 0, 1_000_000, 1));
        assert_eq!(gap(0, i128::MAX), 1_000_001);
        assert_eq!(gap(i128::MIN, 1), u64::MAX);
        let shown = Joint { scale: 1, value: 9_999_880, bound: 10_000_000 };
        assert_eq!(shown.to_string(), "within 0.0012 % of the best");
        assert_eq!(Joint { value: 10_000_000, ..shown }.to_string(), "within 0 % of the best");
    }

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
