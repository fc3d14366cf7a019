//! The checker: re-derives from situation, policy and plan whether the plan is lawful, and only counts.
//!
//! It shares no code with the planner. It is the gate before a decision, the oracle of the property tests, and what an
//! auditor runs on published texts. What is counted:
//!
//! 1. rows (`rows`): every shipment takes an admissible column; stock, protected reserve, claim and lane capacity hold;
//!    departure and arrival are what lot and lane say; no duplicates, sorted, whole, above zero;
//! 2. reasons (`reasons`): the reasons of each need add up to what is open less what it gets, and each is founded;
//! 3. values (`worth`): both levels' values are what the shipments add up to;
//! 4. prices (`prices`): no other plan is better. For item i, with pairs compared lexicographically,
//!    cost(l,k) ≥ 0 in the second component and rank(j) ≥ 1 in the first:
//!    * u\[l\] ≥ 0, r\[d,i\] ≥ 0, g\[d,s,i\] ≥ 0;
//!    * every admissible column: p\[k\] − cost(l,k) − u\[l\] − r\[d,i\] − g\[d,s,i\] ≤ 0, and = 0 where something is sent;
//!    * every open segment: rank(j) > p\[k\] only if it is full, rank(j) < p\[k\] only if it is empty;
//!    * u > 0 only if the lot is used up, r > 0 only if the reserve row is tight, g > 0 only if the lane is full.
//!
//!    For any other lawful plan x′ these give Σ rank·z′ − cost·x′ ≤ Σ u·stock + r·(stock − R) + g·capacity + Σ (rank − p)⁺·width, and
//!    equality for x: linear-programming duality, which needs nothing of numbers but that they are ordered and added, so
//!    it holds for pairs too. Ranks stand for worths because units of one item trade one against one: the sets of needs
//!    that can be served together form a polymatroid, on which only the order of the weights decides.
//!
//!    Items that share a lane of limited capacity trade against each other; for them prices are not demanded.

mod prices;
mod reasons;
mod rows;
mod worth;

use crate::id::{DepotId, ItemId, LotKey, NeedKey, SiteId};
use crate::plan::{Plan, Price, Value};
use crate::policy::Policy;
use crate::quantity::Quantity;
use crate::reason::Reason;
use crate::situation::{Lane, Lot, Situation};
use jiff::Timestamp;
use std::collections::BTreeMap;

pub use worth::values;

/// One way in which a plan is not what it says, or not lawful.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// A shipment or a reason stands twice or out of order.
    #[error("{0} stands twice or out of order")]
    Disorder(String),
    /// A line of quantity 0.
    #[error("{0} has quantity 0")]
    Empty(String),
    /// There is no such lot.
    #[error("shipment from lot {0}: the situation has no such lot")]
    UnknownLot(LotKey),
    /// There is no such need.
    #[error("need {0}: the situation has no such need")]
    UnknownNeed(NeedKey),
    /// The shipment takes a way that is not open to it.
    #[error("shipment {lot} -> {site}: {why}")]
    Inadmissible {
        /// From.
        lot: LotKey,
        /// To.
        site: SiteId,
        /// What forbids it.
        why: Blocker,
    },
    /// Departure or arrival is not what lot and lane say.
    #[error("shipment {lot} -> {site}: departs and arrives {said:?}, counted {counted:?}")]
    WrongTimes {
        /// From.
        lot: LotKey,
        /// To.
        site: SiteId,
        /// As the plan says.
        said: (String, String),
        /// As lot and lane say.
        counted: (String, String),
    },
    /// More than there is.
    #[error("lot {lot}: {shipped} shipped, {available} available")]
    OverStock {
        /// Which lot.
        lot: LotKey,
        /// What the plan takes.
        shipped: u64,
        /// What there is.
        available: u64,
    },
    /// Into the protected reserve.
    #[error("depot {depot} item {item}: {shipped} shipped, {limit} may leave above the protected reserve")]
    OverReserve {
        /// Which depot.
        depot: DepotId,
        /// Which item.
        item: ItemId,
        /// What the plan takes.
        shipped: u64,
        /// What may leave.
        limit: u64,
    },
    /// More than was asked for.
    #[error("need {need}: {given} given, {open} asked for")]
    OverClaim {
        /// Which need.
        need: NeedKey,
        /// What the plan gives.
        given: u64,
        /// What is open.
        open: u64,
    },
    /// More than the lane carries.
    #[error("lane {depot} -> {site}: {shipped} shipped, capacity {capacity}")]
    OverCapacity {
        /// From.
        depot: DepotId,
        /// To.
        site: SiteId,
        /// All items together.
        shipped: u64,
        /// What it carries.
        capacity: u64,
    },
    /// The reasons of a need do not add up.
    #[error("need {need}: reasons add up to {reasons}, {unmet} are unmet")]
    ReasonsSum {
        /// Which need.
        need: NeedKey,
        /// Sum of the reasons' quantities.
        reasons: u64,
        /// Open less given.
        unmet: u64,
    },
    /// A reason that nothing in the situation and the plan bears out.
    #[error("need {need}: reason {reason} for {quantity} is not borne out")]
    Unfounded {
        /// Which need.
        need: NeedKey,
        /// Which reason.
        reason: Reason,
        /// For how many units.
        quantity: u64,
    },
    /// A value is not what the shipments add up to.
    #[error("{level}-level value is said to be {said}, counted {counted}")]
    WrongValue {
        /// `first` or `second`.
        level: &'static str,
        /// As the plan says.
        said: Value,
        /// As counted.
        counted: Value,
    },
    /// The situation cannot be valued by this policy.
    #[error("{0}")]
    NotValued(String),
    /// A price below zero, or of something that is not there.
    #[error("{0}: a price of what is not there, or below zero")]
    BadPrice(String),
    /// The prices do not prove the plan best.
    #[error("not proven best: {what}, {by:?}")]
    NotProven {
        /// Which condition fails where.
        what: String,
        /// By how much.
        by: Price,
    },
}

/// What forbids a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Blocker {
    /// No lane, or it is closed.
    #[error("no open lane")]
    NoLane,
    /// For others.
    #[error("the lot is earmarked for others")]
    Earmark,
    /// Too late to be useful.
    #[error("it arrives too late")]
    LeadTime,
    /// Expired, or too little life on arrival.
    #[error("too little shelf life on arrival")]
    RemainingLife,
}

/// A plan that the checker let through. There is no other way to make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedPlan {
    plan: Plan,
}

impl CheckedPlan {
    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}

/// The gate before a decision: the plan as a [`CheckedPlan`], or every violation.
pub fn approve(situation: &Situation, policy: &Policy, plan: Plan) -> Result<CheckedPlan, Vec<Violation>> {
    let found = violations(situation, policy, &plan);
    if found.is_empty() { Ok(CheckedPlan { plan }) } else { Err(found) }
}

/// Everything that is wrong with a plan; empty for a lawful one.
pub fn violations(situation: &Situation, policy: &Policy, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    let count = Count::of(situation, plan);
    rows::check(&count, &mut found);
    // What follows takes for granted that shipments go from known lots to known needs.
    if !found.is_empty() {
        return found;
    }
    reasons::check(&count, policy, &mut found);
    match worth::values(situation, policy, plan) {
        Ok((first, second)) => {
            for (level, said, counted) in [("first", plan.first_value, first), ("second", plan.second_value, second)] {
                if said != counted {
                    found.push(Violation::WrongValue { level, said, counted });
                }
            }
            prices::check(&count, policy, &mut found);
        }
        Err(why) => found.push(Violation::NotValued(why)),
    }
    found
}

/// Sums of a plan by lot, reserve row, need and lane.
struct Count<'a> {
    situation: &'a Situation,
    plan: &'a Plan,
    by_lot: BTreeMap<&'a LotKey, u64>,
    by_reserve: BTreeMap<(&'a DepotId, &'a ItemId), u64>,
    by_need: BTreeMap<NeedKey, u64>,
    by_lane: BTreeMap<(&'a DepotId, &'a SiteId), u64>,
    lots_by_item: BTreeMap<&'a ItemId, Vec<(&'a LotKey, &'a Lot)>>,
    lanes: BTreeMap<(&'a DepotId, &'a SiteId), &'a Lane>,
}

impl<'a> Count<'a> {
    fn of(situation: &'a Situation, plan: &'a Plan) -> Self {
        let (mut by_lot, mut by_reserve) = (BTreeMap::new(), BTreeMap::new());
        let (mut by_need, mut by_lane) = (BTreeMap::new(), BTreeMap::new());
        for shipment in &plan.shipments {
            // Many lines of at most 10^12 units: a u64 holds 18 million of them.
            let units = shipment.quantity.units();
            *by_lot.entry(&shipment.lot).or_default() += units;
            *by_reserve.entry((&shipment.lot.depot, &shipment.lot.item)).or_default() += units;
            *by_need.entry(shipment.need()).or_default() += units;
            *by_lane.entry((&shipment.lot.depot, &shipment.site)).or_default() += units;
        }
        let mut lots_by_item = BTreeMap::<_, Vec<_>>::new();
        for (key, lot) in &situation.lots {
            lots_by_item.entry(&key.item).or_default().push((key, lot));
        }
        let lanes = situation.lanes.iter().map(|((depot, site), lane)| ((depot, site), lane)).collect();
        Self { situation, plan, by_lot, by_reserve, by_need, by_lane, lots_by_item, lanes }
    }

    /// What a need gets.
    fn given(&self, need: &NeedKey) -> u64 {
        self.by_need.get(need).copied().unwrap_or(0)
    }

    /// What may leave a depot of an item: all that is available, less the protected reserve.
    fn reserve_limit(&self, depot: &DepotId, item: &ItemId) -> u64 {
        let of_row = self.lots_of(item).filter(|(key, _)| &key.depot == depot);
        let available: u64 = of_row.map(|(_, lot)| lot.available().units()).sum();
        let protected = self.situation.protected.get(&(depot.clone(), item.clone()));
        available.saturating_sub(protected.map_or(0, |q| q.units()))
    }

    /// When a lot's goods would reach a need's site, if a lane leads there.
    fn arrival(&self, lot: &LotKey, site: &SiteId) -> Option<(Timestamp, Timestamp)> {
        let lane = self.lanes.get(&(&lot.depot, site)).filter(|lane| lane.open)?;
        let departs = match self.situation.lots.get(lot)?.available_at {
            Some(at) if at > self.situation.now => at,
            _ => self.situation.now,
        };
        let seconds = i64::try_from(lane.minutes.ceil()).ok()? * 60;
        Some((departs, Timestamp::from_second(departs.as_second() + seconds).ok()?))
    }

    /// What forbids a lot of the right item to serve a need; all of it.
    fn blockers(&self, lot_key: &LotKey, need_key: &NeedKey) -> Vec<Blocker> {
        let (lot, need) = (&self.situation.lots[lot_key], &self.situation.needs[need_key]);
        let mut found = Vec::new();
        if lot.earmark.as_ref().is_some_and(|sites| !sites.contains(&need_key.site)) {
            found.push(Blocker::Earmark);
        }
        let Some((_, arrives)) = self.arrival(lot_key, &need_key.site) else {
            found.push(Blocker::NoLane);
            return found;
        };
        if need.latest_useful.is_some_and(|latest| arrives > latest) {
            found.push(Blocker::LeadTime);
        }
        if let Some(expires) = lot.expires_on {
            let life = worth::days_between(arrives, expires);
            if life < i64::from(need.life_days_min) {
                found.push(Blocker::RemainingLife);
            }
        }
        found
    }

    /// The lots of an item, in order.
    fn lots_of(&self, item: &ItemId) -> impl Iterator<Item = (&'a LotKey, &'a Lot)> {
        self.lots_by_item.get(item).into_iter().flatten().copied()
    }
}

/// Zero units of anything is no line.
fn is_empty(quantity: Quantity) -> bool {
    quantity == Quantity::ZERO
}
