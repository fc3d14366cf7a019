//! A situation: everything one planning cycle looks at.
//!
//! Symbols of the model, their names in the code, and their units:
//!
//! | symbol | code | unit |
//! |---|---|---|
//! | now | [`Situation::now`] | UTC, whole seconds |
//! | | [`Situation::offset`], [`Situation::day`] | seconds east of UTC; days since 1970 |
//! | i | [`ItemFacts`] by item | grams, millilitres and units of a pack |
//! | l | [`Lot`] by [`LotKey`] | base units |
//! | R\[d,i\] | [`Situation::protected`] | base units the depot must keep |
//! | k | [`Need`] by [`NeedKey`] | base units |
//! | (d,s) | [`Lane`] by (depot, site), or computed from [`Coordinates`] | minutes |
//! | v | [`TransportPool`] by pool | grams, millilitres |
//!
//! Names of people and places, notes and contacts are not in it: it is published as it is. Everything is keyed and
//! sorted by id, so the order in which reports came in cannot be seen.

use crate::hold::Hold;
use crate::id::{ClassName, DepotId, ItemId, LotKey, NeedKey, OrderId, PoolId, SiteId};
use crate::overriding::Overrides;
use crate::quantity::{DECIMAL_ONE, Decimal, Quantity};
use crate::travel::{BEYOND, Coordinates, Point, Travel};
use jiff::Timestamp;
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The most grams or millilitres of a base unit.
pub const SIZE_MAX: u64 = 1_000_000_000;
/// The longest seed in bytes.
pub const SEED_MAX: usize = 200;
/// The largest offset from UTC in seconds: what calendars know of.
pub const OFFSET_MAX: i32 = 93_599;
/// The most base units of a pack.
pub const PACK_MAX: u64 = 1_000_000;
/// The largest number in a substitution's ratio, and the most units of a component in a kit.
pub const RATIO_MAX: u32 = 1_000_000;

/// What there is, what is asked, and which ways lead from one to the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// The moment that the plan is made for.
    pub now: Timestamp,
    /// Seconds east of UTC at the centre, at `now`: a day (expiry, life left) is a day there, for all days of the plan.
    pub offset: i32,
    /// What the draw hashes, see [`crate::draw`]; no line break, at most [`SEED_MAX`] bytes. `None` is the empty text.
    pub seed: Option<String>,
    /// What items weigh and how they are packed; what is not listed weighs nothing and leaves unit by unit.
    pub items: BTreeMap<ItemId, ItemFacts>,
    /// What may stand in for what, by (needed, given).
    pub substitutes: BTreeMap<(ItemId, ItemId), Substitution>,
    /// What a kit is made of: units of each component, by kit and component.
    pub kits: BTreeMap<ItemId, BTreeMap<ItemId, u64>>,
    /// Vehicles that leave together.
    pub pools: BTreeMap<PoolId, TransportPool>,
    /// Where depots are.
    pub depots: BTreeMap<DepotId, Coordinates>,
    /// Where sites are.
    pub sites: BTreeMap<SiteId, Coordinates>,
    /// Stock.
    pub lots: BTreeMap<LotKey, Lot>,
    /// What a depot must keep of an item.
    pub protected: BTreeMap<(DepotId, ItemId), Quantity>,
    /// Open needs; at most one per site and item, by construction.
    pub needs: BTreeMap<NeedKey, Need>,
    /// Those of the needs of which nobody knows how much is needed: as much is claimed as they are entitled to.
    pub unknown: BTreeSet<NeedKey>,
    /// Ways from depots to sites that somebody wrote down. [`Situation::lane`] knows the computed ones, too.
    pub lanes: BTreeMap<(DepotId, SiteId), Lane>,
    /// What the last plan sent: units by lot, site and the item that is served.
    pub last: BTreeMap<(LotKey, SiteId, ItemId), Quantity>,
    /// Approved orders that this plan may change. Their stock counts as available and their need as open; `last`
    /// records what they were going to ship. The plan's decision keeps each order that is a line of the plan, and
    /// replaces the others.
    pub reopened: BTreeSet<OrderId>,
    /// What a coordinator has decided about columns: see [`crate::overriding`].
    pub overrides: Overrides,
}

/// A moment at a centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// Seconds east of UTC there.
    pub offset: i32,
}

impl From<Timestamp> for Moment {
    /// At a centre that counts its days in UTC.
    fn from(at: Timestamp) -> Self {
        Self { at, offset: 0 }
    }
}

/// What a base unit of an item weighs and takes, and how many leave together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemFacts {
    /// Grams of a base unit, exact to the microgram; at most [`SIZE_MAX`]. 0 is not known.
    pub grams: Decimal,
    /// Millilitres of a base unit, exact to the nanolitre; at most [`SIZE_MAX`]. 0 is not known.
    pub millilitres: Decimal,
    /// Base units of a pack, 1 to [`PACK_MAX`]: what leaves is whole packs.
    pub pack: Quantity,
}

impl Default for ItemFacts {
    /// Weightless, and packed one by one.
    fn default() -> Self {
        Self { grams: Decimal::default(), millilitres: Decimal::default(), pack: Quantity::ONE }
    }
}

/// How one item stands in for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Substitution {
    /// Second-level cost of each unit given, on top of its way.
    pub penalty: Decimal,
    /// So many units given…
    pub given: u32,
    /// …serve so many units needed; in lowest terms, each 1 to [`RATIO_MAX`]. One to one is 1 and 1.
    pub needed: u32,
}

impl Default for Substitution {
    /// One to one, without penalty.
    fn default() -> Self {
        Self { penalty: Decimal::default(), given: 1, needed: 1 }
    }
}

/// Vehicles that leave together, and what all of them carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TransportPool {
    /// When they leave; `None` is as soon as the goods are ready.
    pub departs: Option<Timestamp>,
    /// Grams they carry; `None` is no limit.
    pub grams: Option<Quantity>,
    /// Millilitres they carry; `None` is no limit.
    pub millilitres: Option<Quantity>,
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
    /// The only sites that may receive it; `None`, or a set of none, is everybody.
    pub earmark: Option<BTreeSet<SiteId>>,
    /// When it can leave, if not now.
    pub available_at: Option<Timestamp>,
    /// Why it must not move, if so.
    pub held: Option<Hold>,
    /// A supplier has confirmed it, and it has not come: what lies there is what a plan may count on.
    pub inbound: bool,
}

impl Lot {
    /// What a plan may still give away, before the protected reserve.
    pub fn available(&self) -> Quantity {
        self.on_hand.saturating_sub(self.reserved)
    }

    /// The only sites that may receive it; `None` is everybody.
    pub fn earmarked(&self) -> Option<&BTreeSet<SiteId>> {
        self.earmark.as_ref().filter(|sites| !sites.is_empty())
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
    /// Travel time in minutes; `None` where nobody knows it. Such a lane has a cost, and carries goods only in plans
    /// that ask for no arrival time: see [`crate::minutes`].
    pub minutes: Option<Decimal>,
    /// Cost per base unit, in the operator's currency.
    pub cost: Option<Decimal>,
    /// Base units of all items together that it carries in one plan.
    pub capacity: Option<Quantity>,
    /// The vehicles that serve it; `None` is any.
    pub pool: Option<PoolId>,
    /// Closed lanes carry nothing.
    pub open: bool,
}

impl Lane {
    /// An open lane of so many minutes, without cost, limit or pool.
    pub fn of_minutes(minutes: Decimal) -> Self {
        Self { minutes: Some(minutes), cost: None, capacity: None, pool: None, open: true }
    }

    /// A lane of which nothing is known but that it is closed.
    pub fn closed() -> Self {
        Self { minutes: None, cost: None, capacity: None, pool: None, open: false }
    }

    /// The lane computed from two points: open, without limit, pool or cost; `None` beyond reach.
    pub fn computed(travel: &Travel, from: &Point, to: &Point) -> Option<Self> {
        match travel.minutes(from, to) {
            BEYOND => None,
            minutes => Decimal::from_micros(u64::from(minutes) * DECIMAL_ONE).map(Self::of_minutes),
        }
    }
}

impl Situation {
    /// An empty situation at a moment.
    pub fn at(now: Timestamp) -> Self {
        Self {
            now,
            offset: 0,
            seed: None,
            items: BTreeMap::new(),
            substitutes: BTreeMap::new(),
            kits: BTreeMap::new(),
            pools: BTreeMap::new(),
            depots: BTreeMap::new(),
            sites: BTreeMap::new(),
            lots: BTreeMap::new(),
            protected: BTreeMap::new(),
            needs: BTreeMap::new(),
            unknown: BTreeSet::new(),
            lanes: BTreeMap::new(),
            last: BTreeMap::new(),
            reopened: BTreeSet::new(),
            overrides: Overrides::new(),
        }
    }

    /// The day at the centre at a moment, in days since 1970.
    pub fn day(&self, moment: Timestamp) -> i64 {
        moment.as_second().saturating_add(self.offset.into()).div_euclid(DAY_SECONDS)
    }

    /// Whether a lot's last day is over at `now`: then it is not available, and fills no protected reserve.
    pub fn is_expired(&self, lot: &Lot) -> bool {
        lot.expires_on.is_some_and(|day| day_number(day) < self.day(self.now))
    }

    /// What of a lot a plan may give away: nothing of what has expired, or is held. Neither fills a protected reserve.
    pub fn movable(&self, lot: &Lot) -> Quantity {
        if self.is_expired(lot) || lot.held.is_some() { Quantity::ZERO } else { lot.available() }
    }

    /// What is known of an item; the default where nothing is.
    pub fn facts(&self, item: &ItemId) -> ItemFacts {
        self.items.get(item).copied().unwrap_or_default()
    }

    /// The way from a depot to a site, open or closed: the one that is written down, else the one computed from the
    /// coordinates of both. `None` where neither is there, or both are the same place.
    pub fn lane(&self, travel: &Travel, depot: &DepotId, site: &SiteId) -> Option<Cow<'_, Lane>> {
        if let Some(lane) = self.lanes.get(&(depot.clone(), site.clone())) {
            return Some(Cow::Borrowed(lane));
        }
        if depot.as_str() == site.as_str() {
            return None;
        }
        let (from, to) = (self.depots.get(depot)?, self.sites.get(site)?);
        Lane::computed(travel, &Point::new(*from), &Point::new(*to)).map(Cow::Owned)
    }

    /// When what leaves a lot over a lane of this situation departs and arrives; see [`journey`].
    pub fn journey(&self, lot: &Lot, lane: &Lane) -> Option<(Timestamp, Timestamp)> {
        journey(self.now, lot, lane, lane.pool.as_ref().and_then(|pool| self.pools.get(pool)))
    }
}

/// A day in seconds.
const DAY_SECONDS: i64 = 86_400;

/// Days since 1970 of a day of the calendar, whatever the offset. H. Hinnant, "chrono-compatible low-level date
/// algorithms".
pub fn day_number(day: Date) -> i64 {
    let (month, of_month) = (i64::from(day.month()), i64::from(day.day()));
    let year = i64::from(day.year()) - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + of_month - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// When what leaves a lot over a lane, with the lane's pool, departs and arrives; `None` where the calendar ends, or
/// the vehicles have left: before `now`, or before the goods are ready.
///
/// `departs` is the pool's departure, if it has one, else max(now, available_at); arrival counts begun minutes. Over a
/// lane without minutes the arrival is the departure: nothing is to depend on it.
pub fn journey(now: Timestamp, lot: &Lot, lane: &Lane, pool: Option<&TransportPool>) -> Option<(Timestamp, Timestamp)> {
    let ready = lot.available_at.map_or(now, |at| at.max(now));
    let departs = match pool.and_then(|pool| pool.departs) {
        Some(departs) if departs < ready => return None,
        Some(departs) => departs,
        None => ready,
    };
    let seconds = i64::try_from(lane.minutes.unwrap_or_default().ceil()).ok()?.checked_mul(60)?;
    let arrives = Timestamp::from_second(departs.as_second().checked_add(seconds)?).ok()?;
    Some((departs, arrives))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_days_at_the_centre() {
        let mut situation = Situation::at("2020-02-01T16:30:00Z".parse().unwrap());
        let day = |text: &str| day_number(text.parse().unwrap());
        assert_eq!(situation.day(situation.now), day("2020-02-01"));
        situation.offset = 8 * 3_600;
        assert_eq!(situation.day(situation.now), day("2020-02-02"));
        situation.offset = -17 * 3_600;
        assert_eq!(situation.day(situation.now), day("2020-01-31"));
        assert_eq!((day("1970-01-01"), day("1969-12-31"), day("9999-12-31")), (0, -1, 2_932_896));
        assert_eq!(day("2000-03-01") - day("2000-02-28"), 2);
    }
}
