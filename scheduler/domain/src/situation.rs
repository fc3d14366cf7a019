//! A situation: everything one planning cycle looks at.
//!
//! Symbols of the model, their names in the code, and their units:
//!
//! | symbol | code | unit |
//! |---|---|---|
//! | now | [`Situation::now`] | UTC, whole seconds |
//! | l | [`Lot`] by [`LotKey`] | base units |
//! | R\[d,i\] | [`Situation::protected`] | base units the depot must keep |
//! | k | [`Need`] by [`NeedKey`] | base units |
//! | (d,s) | [`Lane`] by (depot, site) | minutes |
//!
//! Names of people and places, notes and contacts are not in it: it is published as it is. Everything is keyed and
//! sorted by id, so the order in which reports came in cannot be seen.

use crate::id::{ClassName, DepotId, ItemId, LotKey, NeedKey, SiteId};
use crate::quantity::{Decimal, Quantity};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What there is, what is asked, and which ways lead from one to the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// The moment that the plan is made for.
    pub now: Timestamp,
    /// Stock.
    pub lots: BTreeMap<LotKey, Lot>,
    /// What a depot must keep of an item.
    pub protected: BTreeMap<(DepotId, ItemId), Quantity>,
    /// Open needs; at most one per site and item, by construction.
    pub needs: BTreeMap<NeedKey, Need>,
    /// Ways from depots to sites; where there is none, nothing can be sent.
    pub lanes: BTreeMap<(DepotId, SiteId), Lane>,
}

/// Stock of one item at one depot with one expiry and one earmark.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lot {
    /// What lies there.
    pub on_hand: Quantity,
    /// The part of it promised to approved orders that have not left yet; at most `on_hand`.
    pub reserved: Quantity,
    /// The last day on which it may be used.
    pub expires_on: Option<Date>,
    /// The only sites that may receive it; `None` is everybody.
    pub earmark: Option<BTreeSet<SiteId>>,
    /// When it can leave, if not now.
    pub available_at: Option<Timestamp>,
}

impl Lot {
    /// What a plan may still give away, before the protected reserve.
    pub fn available(&self) -> Quantity {
        self.on_hand.saturating_sub(self.reserved)
    }
}

/// What one site asks of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// How urgent, a word of the policy.
    pub class: ClassName,
    /// What was asked for: the upper bound of what is given.
    pub claimed: Quantity,
    /// What was verified: what fairness is measured on. Equal to the claim where nothing was verified.
    pub entitlement: Quantity,
    /// Overrides the class's weight in the plain policies.
    pub weight: Option<Decimal>,
    /// Received, or on its way by an approved order.
    pub covered: Quantity,
    /// Wanted by; later is allowed and costs what the policy says.
    pub due: Option<Timestamp>,
    /// Useless afterwards: what would arrive later is not sent.
    pub latest_useful: Option<Timestamp>,
    /// Whole days of life that must remain on the day of arrival.
    pub life_days_min: u16,
}

impl Need {
    /// What is still asked for: the claim less what is covered.
    pub fn open(&self) -> Quantity {
        self.claimed.saturating_sub(self.covered)
    }
}

/// A way from a depot to a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// Travel time in minutes.
    pub minutes: Decimal,
    /// Cost per base unit, in the operator's currency.
    pub cost: Option<Decimal>,
    /// Base units of all items together that it carries in one plan.
    pub capacity: Option<Quantity>,
    /// Closed lanes carry nothing.
    pub open: bool,
}

impl Situation {
    /// An empty situation at a moment.
    pub fn at(now: Timestamp) -> Self {
        Self { now, lots: BTreeMap::new(), protected: BTreeMap::new(), needs: BTreeMap::new(), lanes: BTreeMap::new() }
    }
}

/// When what leaves a lot over a lane departs and arrives; `None` where the calendar ends.
///
/// `departs = max(now, available_at)`; arrival counts begun minutes.
pub fn journey(now: Timestamp, lot: &Lot, lane: &Lane) -> Option<(Timestamp, Timestamp)> {
    let departs = lot.available_at.map_or(now, |at| at.max(now));
    let seconds = i64::try_from(lane.minutes.ceil()).ok()?.checked_mul(60)?;
    let arrives = Timestamp::from_second(departs.as_second().checked_add(seconds)?).ok()?;
    Some((departs, arrives))
}
