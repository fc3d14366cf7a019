//! A plan: what leaves which lot for whom, why the rest does not, and the prices that prove it best.
//!
//! What leaves is whole packs; values, proofs and what leaves are of the same plan.
//!
//! # Two objectives
//!
//! **Service** is a vector with a component for each level of the policy ([`crate::policy::Policy::levels`]), compared
//! strictly in order. **Cost** decides among plans that serve best. Both are whole numbers: see
//! [`crate::policy::Policy::service_places`] for what one is.
//!
//! # Prices
//!
//! A price is a [`Vector`]: what one more unit would gain at each level, in the draw and in cost. An item whose goods
//! share no limited transport with others, and that has neither ratios nor kits, is exactly best on all components, and
//! its prices prove it: no other plan is better. The conditions stand in [`crate::check`].
//!
//! # Joint items
//!
//! Items that compete for transport, and those with ratios, kits or several pack sizes, are planned together, and near
//! the best only. For them the plan makes [`Claim`]s, each with prices of its own that prove it: no plan is better at
//! that level by more than bound − value, where earlier levels are as well served.

use crate::id::{DepotId, ItemId, LotKey, NeedKey, PoolId, SiteId};
use crate::overriding::Lapsed;
use crate::policy::SecondLevel;
use crate::quantity::Quantity;
use crate::reason::Reason;
use crate::vector::Vector;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use yicang_language::{Message, ToMessage, message};

/// The form of a plan's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// Of old: two values, and worths divided by entitlements where items compete. Counted by [`crate::v1`].
    One,
    /// Levels compared strictly in order.
    Two,
}

/// What the planner proposes. Reading one back never makes it lawful: only [`crate::check::approve`] does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Of a plan of version 1 only start, second level, shipments and reasons are here; [`crate::v1`] reads the rest.
    pub version: Version,
    /// What the cost is counted in.
    pub second_level: SecondLevel,
    /// Where the engine began.
    pub start: Start,
    /// V: the value of each level, whole.
    pub service: Vec<i128>,
    /// U: by level, what no plan exceeds; see [`crate::check`] for what is proven of it.
    pub bound: Vec<i128>,
    /// The second objective in millionths.
    pub cost: i128,
    /// Sorted by lot, site and the item served; each once, each quantity above zero.
    pub shipments: Vec<Shipment>,
    /// Sorted by need, then reason; each pair at most once, each quantity above zero.
    pub unmet: Vec<Unmet>,
    /// The proof of every item that is not joint.
    pub prices: Prices,
    /// Items that are planned together, sorted: what is needed, not what stands in for it.
    pub joint: Vec<ItemId>,
    /// What is said of the joint items, in the order of levels, cost last.
    pub claims: Vec<Claim>,
    /// Overrides that could not be kept, sorted.
    pub lapsed: Vec<Lapsed>,
}

/// Where the engine began. Both serve the same and cost the same; only from where may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Start {
    /// From nothing: the same situation and policy give the same plan, byte for byte, wherever it is made.
    #[default]
    Cold,
    /// From an earlier plan: of equally good plans it is the one that stays nearer to that.
    Warm,
}

/// A line of the schedule: what leaves which lot when, for whom, to arrive when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shipment {
    /// From where, and what.
    pub lot: LotKey,
    /// To whom.
    pub site: SiteId,
    /// The item of the need that it serves: the lot's own, or one that it stands in for.
    pub serves: ItemId,
    /// How much, above zero, in base units of the lot's item.
    pub quantity: Quantity,
    /// When it can leave.
    pub departs: Timestamp,
    /// When it arrives; `None` over a lane without minutes.
    pub arrives: Option<Timestamp>,
}

impl Shipment {
    /// The need it serves.
    pub fn need(&self) -> NeedKey {
        NeedKey { site: self.site.clone(), item: self.serves.clone() }
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

/// Prices by what they belong to; what is not listed has price zero.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prices {
    /// u\[l\]: what one more unit of the lot would save.
    pub lots: BTreeMap<LotKey, Vector>,
    /// r\[d,i\]: what one unit less of protected reserve would save.
    pub reserves: BTreeMap<(DepotId, ItemId), Vector>,
    /// g\[d,s\] of an item: what one more unit of lane capacity would save.
    pub lanes: BTreeMap<(DepotId, SiteId, ItemId), Vector>,
    /// p\[k\]: what one more unit at the site is worth.
    pub needs: BTreeMap<NeedKey, Vector>,
}

/// What a [`Claim`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A level of service, the first to be compared 0.
    Level(u8),
    /// The second objective.
    Cost,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Level(level) => write!(f, "level {level}"),
            Target::Cost => f.write_str("cost"),
        }
    }
}

impl ToMessage for Target {
    fn message(&self) -> Message {
        match self {
            Target::Level(level) => message!("check-level", level = *level),
            Target::Cost => message!("check-cost"),
        }
    }
}

/// How near the best the joint items are at one level, or in cost.
///
/// One number is counted: `scale` times the target (the cost with its sign turned), plus `weights` times earlier
/// levels. Earlier levels without a weight are taken to be full. No plan that serves every earlier level as well as
/// this one comes to more than `bound`, by the prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What it is about.
    pub of: Target,
    /// Above zero; so prices can be whole.
    pub scale: u64,
    /// Multipliers of earlier levels, sorted, above zero.
    pub weights: Vec<(u8, u64)>,
    /// What the plan's joint items come to.
    pub value: i128,
    /// What no plan's come to more than.
    pub bound: i128,
    /// What proves it.
    pub prices: ClaimPrices,
}

/// Prices of one [`Claim`], in its number; what is not listed has price 0. None but those of needs is below zero.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimPrices {
    /// Per pack of a lot.
    pub lots: BTreeMap<LotKey, i128>,
    /// Per pack of what may leave a depot of an item.
    pub reserves: BTreeMap<(DepotId, ItemId), i128>,
    /// Per unit of a lane's capacity.
    pub lanes: BTreeMap<(DepotId, SiteId), i128>,
    /// Per gram and millilitre of a pool, in millionths.
    pub pools: BTreeMap<PoolId, PoolPrice>,
    /// Per unit of a need, of any sign; of a need for a kit, see [`ClaimPrices::parts`].
    pub needs: BTreeMap<NeedKey, i128>,
    /// Per unit of a component at a need for a kit.
    pub parts: BTreeMap<(NeedKey, ItemId), i128>,
}

/// What carrying more would gain, in a claim's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PoolPrice {
    /// Per microgram, not negative.
    pub per_microgram: i128,
    /// Per nanolitre, not negative.
    pub per_nanolitre: i128,
}

impl Claim {
    /// How far the target may be from the best, in its own unit: (bound − value) / scale, rounded down, since values
    /// are whole.
    pub fn gap(&self) -> u128 {
        self.bound.saturating_sub(self.value).max(0).unsigned_abs() / u128::from(self.scale.max(1))
    }
}

/// A part of a whole in millionths, rounded up; 0 where there is neither.
pub fn millionths(part: u128, whole: u128) -> u64 {
    if part == 0 {
        return 0;
    }
    let whole = whole.max(1);
    // Where a millionfold does not fit, the part is counted in whole millionths.
    let millionths = match part.checked_mul(1_000_000) {
        Some(many) => many.div_ceil(whole),
        None => part.div_ceil((whole / 1_000_000).max(1)),
    };
    u64::try_from(millionths).unwrap_or(u64::MAX)
}

/// `0.0012 %` for 12 millionths.
pub fn percent(millionths: u64) -> String {
    let percent = format!("{}.{:04}", millionths / 10_000, millionths % 10_000);
    format!("{} %", percent.trim_end_matches('0').trim_end_matches('.'))
}

/// A whole number of 10⁻ᵖˡᵃᶜᵉˢ as people write it: `12.5` for 12500000 and six places.
pub fn decimal(number: i128, places: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0>1$}", number.unsigned_abs(), places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let part = part.trim_end_matches('0');
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_rounded_up_and_never_overflow() {
        assert_eq!((millionths(0, 0), millionths(1, 0), millionths(1, 3_000_000)), (0, 1_000_000, 1));
        assert_eq!(millionths(u128::MAX, 1), u64::MAX);
        assert_eq!((percent(12), percent(0), percent(1_000_000)), ("0.0012 %".into(), "0 %".into(), "100 %".into()));
        let claim = Claim {
            of: Target::Cost,
            scale: 10,
            weights: Vec::new(),
            value: -5,
            bound: 6,
            prices: ClaimPrices::default(),
        };
        assert_eq!(claim.gap(), 1);
    }

    #[test]
    fn numbers_of_so_many_places_print_exactly() {
        for (number, places, text) in
            [(0, 6, "0"), (12_500_000, 6, "12.5"), (-1, 18, "-0.000000000000000001"), (34_075_376, 0, "34075376")]
        {
            assert_eq!(decimal(number, places), text);
        }
    }
}
