//! One change that would help a need: the smallest that was found, and what came out when the plan was made again with
//! it.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use yicang_domain::check::Columns;
use yicang_domain::quantity::{DECIMAL_ONE, QUANTITY_MAX};
use yicang_domain::situation::{Lane, Lot, Need};
use yicang_domain::{
    Decimal, DepotId, ItemId, LotId, LotKey, NeedKey, Plan, Policy, PoolId, Quantity, Reason, SecondLevel, SiteId,
    Situation,
};
use yicang_language::{Message, ToMessage, message};
use yicang_planner::Options;

/// The nearest depots at which more stock is tried.
const DEPOTS_TRIED: usize = 4;
/// The most plans that one search makes.
const PLANS_MAX: usize = 40;
/// The same where items compete for transport, and all of them are planned again each time.
const PLANS_MAX_COUPLED: usize = 12;

/// A change of a situation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// More stock at a depot, in a lot of its own: ready now, without expiry or earmark.
    Stock {
        /// Where.
        depot: DepotId,
        /// Base units by item, above zero; several where the parts of a kit are needed.
        units: BTreeMap<ItemId, u64>,
    },
    /// More capacity of a limited lane.
    Lane {
        /// From.
        depot: DepotId,
        /// To.
        site: SiteId,
        /// Base units.
        units: u64,
    },
    /// More that a pool's vehicles carry; 0 in a dimension that has no limit.
    Pool {
        /// Which.
        pool: PoolId,
        /// Grams.
        grams: u64,
        /// Millilitres.
        millilitres: u64,
    },
}

impl Change {
    /// The situation with the change; `None` where a quantity would be too large or the lane or pool is not there.
    pub fn applied(&self, situation: &Situation) -> Option<Situation> {
        let mut changed = situation.clone();
        match self {
            Self::Stock { depot, units } => {
                for (item, units) in units {
                    let named = |n: u32| LotId::new(&format!("what-if-{n}")).ok();
                    let key = |lot| LotKey { depot: depot.clone(), item: item.clone(), lot };
                    let free = (0..).find_map(|n| named(n).map(key).filter(|key| !situation.lots.contains_key(key)))?;
                    changed.lots.insert(free, Lot { on_hand: Quantity::new(*units)?, ..Lot::default() });
                }
            }
            Self::Lane { depot, site, units } => {
                let lane = changed.lanes.get_mut(&(depot.clone(), site.clone()))?;
                lane.capacity = Some(more(lane.capacity?, *units)?);
            }
            Self::Pool { pool, grams, millilitres } => {
                let pool = changed.pools.get_mut(pool)?;
                for (limit, units) in [(&mut pool.grams, grams), (&mut pool.millilitres, millilitres)] {
                    if let Some(known) = limit {
                        *limit = Some(more(*known, *units)?);
                    }
                }
            }
        }
        Some(changed)
    }
}

impl ToMessage for Change {
    /// The beginning of a sentence.
    fn message(&self) -> Message {
        match self {
            Self::Stock { depot, units } => {
                let more =
                    |(item, units): (&ItemId, &u64)| message!("what-if-more-of", units = *units, item = item.as_str());
                message!("what-if-stock", depot = depot.as_str(), what = all_of(units.iter().map(more)))
            }
            Self::Lane { depot, site, units } => {
                message!("what-if-lane", depot = depot.as_str(), site = site.as_str(), units = *units)
            }
            Self::Pool { pool, grams, millilitres } => {
                let grams = Some(*grams).filter(|n| *n > 0).map(|n| message!("what-if-grams", units = n));
                let volume = Some(*millilitres).filter(|n| *n > 0).map(|n| message!("what-if-millilitres", units = n));
                message!("what-if-pool", pool = pool.as_str(), what = all_of(grams.into_iter().chain(volume)))
            }
        }
    }
}

/// One and another.
fn all_of(parts: impl Iterator<Item = Message>) -> Message {
    let and = |one: Message, other: Message| message!("what-if-and", one = one, other = other);
    parts.reduce(and).unwrap_or_else(|| Message::verbatim(""))
}

fn more(quantity: Quantity, units: u64) -> Option<Quantity> {
    Quantity::new(quantity.units().checked_add(units)?)
}

/// A change and what comes of it: `yicang_planner::plan` of the changed situation gives the need exactly `gets`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterfactual {
    /// What is changed.
    pub change: Change,
    /// What the need gets then, in its own units; more than `allocated`.
    pub gets: u64,
    /// What it gets now.
    pub allocated: u64,
    /// What it asks for.
    pub open: u64,
}

/// What can be said of a need that lacks something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhatIf {
    /// A change helps.
    Helps(Counterfactual),
    /// No open lane leads to this site.
    NoLane(SiteId),
    /// All vehicles that serve this site have left.
    Departed(SiteId),
    /// From no depot could anything arrive in time; the nearest is so many minutes away.
    TooLate(Decimal),
    /// Nothing that was tried helps, not even this.
    Nothing(Change),
}

impl ToMessage for WhatIf {
    fn message(&self) -> Message {
        match self {
            Self::Helps(Counterfactual { change, gets, allocated, open }) => {
                let change = change.message();
                message!("what-if-helps", change = change, gets = *gets, allocated = *allocated, open = *open)
            }
            Self::NoLane(site) => message!("what-if-no-lane", site = site.as_str()),
            Self::Departed(site) => message!("what-if-departed", site = site.as_str()),
            Self::TooLate(minutes) => message!("what-if-too-late", minutes = minutes.to_string()),
            Self::Nothing(change) => message!("what-if-nothing", change = change.message()),
        }
    }
}

/// Whether nobody waits for the answer any more; asked now and then. What comes out afterwards is worth nothing.
pub type Left<'a> = Option<&'a (dyn Fn() -> bool + Sync)>;

/// What would help a need that lacks something in a plan.
pub fn what_if(situation: &Situation, policy: &Policy, plan: &Plan, key: &NeedKey) -> Option<WhatIf> {
    what_if_until(situation, policy, plan, key, None)
}

/// The same for somebody who may leave: on one thread, so that others have the rest of the machine.
pub fn what_if_until(
    situation: &Situation,
    policy: &Policy,
    plan: &Plan,
    key: &NeedKey,
    left: Left<'_>,
) -> Option<WhatIf> {
    let need = situation.needs.get(key)?;
    let allocated = Columns::new(situation, policy).served(plan).get(key).copied().unwrap_or(0);
    if allocated >= need.open().units() {
        return None;
    }
    let depots = match reachable(situation, policy, plan.second_level, key, need) {
        Ok(depots) => depots,
        Err(why) => return Some(why),
    };
    let group = group(situation, &key.item);
    let coupled = situation.lanes.values().any(|lane| lane.capacity.is_some() || lane.pool.is_some());
    let part = if coupled { situation.clone() } else { only(situation, &group) };
    let search = Search { situation, part, coupled, policy, plan, key, need, allocated, group, left };
    Some(search.run(&depots))
}

/// The depots from which fresh stock could reach a need in time, the cheapest way first; or why there is none.
fn reachable(
    situation: &Situation,
    policy: &Policy,
    second: SecondLevel,
    key: &NeedKey,
    need: &Need,
) -> Result<Vec<DepotId>, WhatIf> {
    let travel = policy.travel_times();
    let mut depots: BTreeSet<&DepotId> = situation.lots.keys().map(|lot| &lot.depot).collect();
    depots.extend(situation.depots.keys());
    depots.extend(situation.lanes.keys().filter(|(_, site)| *site == key.site).map(|(depot, _)| depot));
    let lanes = depots.into_iter().filter_map(|depot| {
        let lane = situation.lane(&travel, depot, &key.site).filter(|lane| lane.open)?;
        Some((depot, lane.into_owned()))
    });
    let lanes: Vec<(&DepotId, Lane)> = lanes.collect();
    let fresh = Lot::default();
    let in_time = |lane: &Lane| {
        let arrives = situation.journey(&fresh, lane).map(|(_, arrives)| arrives);
        arrives.is_some_and(|at| need.latest_useful.is_none_or(|latest| at <= latest))
    };
    let mut near: Vec<_> = (lanes.iter().filter(|(_, lane)| in_time(lane)))
        .filter(|(_, lane)| second == SecondLevel::Minutes || lane.cost.is_some())
        .collect();
    near.sort_by_key(|(depot, lane)| match second {
        SecondLevel::Minutes => (lane.minutes, *depot),
        SecondLevel::Cost => (lane.cost, *depot),
    });
    if !near.is_empty() {
        return Ok(near.into_iter().map(|(depot, _)| (*depot).clone()).collect());
    }
    if lanes.is_empty() {
        return Err(WhatIf::NoLane(key.site.clone()));
    }
    let on_their_way = lanes.iter().filter(|(_, lane)| situation.journey(&fresh, lane).is_some());
    Err(match on_their_way.map(|(_, lane)| lane.minutes.unwrap_or_default()).min() {
        None => WhatIf::Departed(key.site.clone()),
        Some(minutes) => WhatIf::TooLate(minutes),
    })
}

/// The items that substitutions and kits connect with one.
pub(crate) fn group(situation: &Situation, item: &ItemId) -> BTreeSet<ItemId> {
    let mut group = BTreeSet::from([item.clone()]);
    loop {
        let before = group.len();
        let substitutes = situation.substitutes.keys().map(|(needed, given)| (needed, given));
        let parts = situation.kits.iter().flat_map(|(kit, parts)| parts.keys().map(move |part| (kit, part)));
        for (a, b) in substitutes.chain(parts) {
            if group.contains(a) || group.contains(b) {
                group.extend([a.clone(), b.clone()]);
            }
        }
        if group.len() == before {
            return group;
        }
    }
}

/// The part of a situation that a group's plan depends on, where nothing else couples it with others.
fn only(situation: &Situation, group: &BTreeSet<ItemId>) -> Situation {
    let mut part = situation.clone();
    part.lots.retain(|lot, _| group.contains(&lot.item));
    part.needs.retain(|need, _| group.contains(&need.item));
    part.protected.retain(|(_, item), _| group.contains(item));
    part.last.retain(|(lot, ..), _| group.contains(&lot.item));
    part
}

/// What is turned up until the need gets as much as it can.
#[derive(Debug, Clone)]
enum Lever {
    Stock(DepotId),
    Lane(DepotId),
    Pool(PoolId),
}

struct Search<'a> {
    situation: &'a Situation,
    part: Situation,
    coupled: bool,
    policy: &'a Policy,
    plan: &'a Plan,
    key: &'a NeedKey,
    need: &'a Need,
    allocated: u64,
    group: BTreeSet<ItemId>,
    left: Left<'a>,
}

impl Search<'_> {
    fn run(&self, depots: &[DepotId]) -> WhatIf {
        let stock = depots.iter().take(DEPOTS_TRIED).cloned().map(Lever::Stock);
        let full = |line: &yicang_domain::Unmet| &line.need == self.key && line.reason == Reason::TransportCapacity;
        let levers: Vec<Lever> = match self.plan.unmet.iter().any(full) {
            true => self.transport(depots).into_iter().chain(stock).collect(),
            false => stock.chain(self.transport(depots)).collect(),
        };
        let helps = levers.iter().find_map(|lever| self.smallest(lever));
        helps.map_or_else(|| WhatIf::Nothing(self.change(&levers[0], self.most(&levers[0]))), WhatIf::Helps)
    }

    /// Limited lanes to the site, and the limited pools that serve it.
    fn transport(&self, depots: &[DepotId]) -> Vec<Lever> {
        let lane = |depot: &DepotId| self.situation.lanes.get(&(depot.clone(), self.key.site.clone()));
        let limited = |depot: &&DepotId| lane(depot).is_some_and(|lane| lane.capacity.is_some());
        let lanes = depots.iter().filter(limited).take(DEPOTS_TRIED).cloned().map(Lever::Lane);
        let pools: BTreeSet<&PoolId> = depots.iter().filter_map(|depot| lane(depot)?.pool.as_ref()).collect();
        let pools = pools.into_iter().filter(|id| {
            let pool = self.situation.pools.get(*id);
            pool.is_some_and(|pool| pool.grams.is_some() || pool.millilitres.is_some())
        });
        lanes.chain(pools.take(DEPOTS_TRIED).cloned().map(Lever::Pool)).collect()
    }

    /// So many units of the need's worth of a lever.
    fn change(&self, lever: &Lever, units: u64) -> Change {
        let (item, site) = (self.key.item.clone(), self.key.site.clone());
        match lever {
            Lever::Stock(depot) => {
                let parts = self.situation.kits.get(&item).filter(|parts| !parts.is_empty());
                let units = match parts {
                    None => BTreeMap::from([(item, units)]),
                    Some(parts) => {
                        let of = |each: &u64| units.saturating_mul(*each).min(QUANTITY_MAX);
                        parts.iter().map(|(part, each)| (part.clone(), of(each))).collect()
                    }
                };
                Change::Stock { depot: depot.clone(), units }
            }
            Lever::Lane(depot) => Change::Lane { depot: depot.clone(), site, units },
            Lever::Pool(id) => {
                let facts = self.group.iter().map(|item| self.situation.facts(item));
                let none = (Decimal::default(), Decimal::default());
                let (grams, millilitres) =
                    facts.fold(none, |(g, m), facts| (facts.grams.max(g), facts.millilitres.max(m)));
                let pool = self.situation.pools.get(id).copied().unwrap_or_default();
                let of = |limit: Option<Quantity>, each: Decimal| {
                    // What is carried already stays below the largest quantity, in which more than a u64 holds is cut
                    // off.
                    let all = (u128::from(units) * u128::from(each.micros())).div_ceil(u128::from(DECIMAL_ONE));
                    let all = u64::try_from(all).unwrap_or(QUANTITY_MAX);
                    limit.map_or(0, |limit| all.min(QUANTITY_MAX - limit.units()))
                };
                let (grams, millilitres) = (of(pool.grams, grams), of(pool.millilitres, millilitres));
                Change::Pool { pool: id.clone(), grams, millilitres }
            }
        }
    }

    /// More than all needs of the group together could take of a lever, as far as quantities go.
    fn most(&self, lever: &Lever) -> u64 {
        let ratios = self.situation.substitutes.values().map(|how| u64::from(how.given.div_ceil(how.needed)));
        let parts = self.situation.kits.values().flat_map(|parts| parts.values().copied());
        let factor = ratios.chain(parts).fold(1, u64::max);
        let needs = self.situation.needs.iter().filter(|(key, _)| self.coupled || self.group.contains(&key.item));
        let open = needs.fold(0_u64, |sum, (_, need)| sum.saturating_add(need.open().units()));
        let held = match lever {
            Lever::Stock(depot) => self.situation.protected.get(&(depot.clone(), self.key.item.clone())),
            Lever::Lane(_) | Lever::Pool(_) => None,
        };
        let capacity = match lever {
            Lever::Lane(depot) => self.situation.lanes.get(&(depot.clone(), self.key.site.clone())),
            Lever::Stock(_) | Lever::Pool(_) => None,
        };
        let most = open.saturating_mul(factor).saturating_add(held.map_or(0, |held| held.units()));
        let taken = capacity.and_then(|lane| lane.capacity).map_or(0, Quantity::units);
        most.clamp(1, QUANTITY_MAX - taken.min(QUANTITY_MAX - 1))
    }

    /// The smallest change by a lever that gives the need as much as the lever can, made sure of by a plan of its own.
    fn smallest(&self, lever: &Lever) -> Option<Counterfactual> {
        let most = self.most(lever);
        let target = self.quick(lever, most).filter(|gets| *gets > self.allocated)?;
        let (mut low, mut high) = (0, most);
        let gain = (target - self.allocated).min(most);
        let mut plans = 1;
        let limit = if self.coupled { PLANS_MAX_COUPLED } else { PLANS_MAX };
        // A unit for a unit is the least there can be where nothing is packed or exchanged at a ratio.
        let even = self.situation.items.values().all(|facts| facts.pack == Quantity::ONE)
            && self.situation.substitutes.values().all(|how| (how.given, how.needed) == (1, 1));
        if gain < most {
            plans += 1;
            if self.quick(lever, gain).is_some_and(|gets| gets >= target) {
                (low, high) = (if even { gain - 1 } else { 0 }, gain);
            } else {
                low = gain;
            }
        }
        while high - low > 1 && plans < limit {
            let middle = low.midpoint(high);
            plans += 1;
            match self.quick(lever, middle).is_some_and(|gets| gets >= target) {
                true => high = middle,
                false => low = middle,
            }
        }
        // Where several plans are equally good, another may be taken when all is planned from the beginning.
        [high, most].into_iter().find_map(|units| self.sure(self.change(lever, units)))
    }

    /// What the need gets in the part with a change, starting from the plan at hand.
    fn quick(&self, lever: &Lever, units: u64) -> Option<u64> {
        let changed = self.change(lever, units).applied(&self.part)?;
        self.gets(&changed, &Options { last: Some(self.plan), ..Options::default() })
    }

    /// What is promised: the whole situation, planned from the beginning.
    fn sure(&self, change: Change) -> Option<Counterfactual> {
        let gets = self.gets(&change.applied(self.situation)?, &Options::default())?;
        let (allocated, open) = (self.allocated, self.need.open().units());
        (gets > allocated).then_some(Counterfactual { change, gets, allocated, open })
    }

    fn gets(&self, changed: &Situation, options: &Options<'_>) -> Option<u64> {
        if self.left.is_some_and(|left| left()) {
            return None;
        }
        let threads = self.left.map(|_| NonZero::<usize>::MIN);
        let options = Options { threads, deadline: self.left, last: options.last, trees: options.trees };
        let planned = yicang_planner::plan_with(changed, self.policy, self.plan.second_level, &options).ok()?;
        Some(Columns::new(changed, self.policy).served(&planned.plan).get(self.key).copied().unwrap_or(0))
    }
}
