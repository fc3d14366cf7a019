//! Why a line of a plan is another than before: what is different between the two situations, of all that the line
//! touches itself. What is named here really is different. A line that touches nothing of the kind has no cause: what
//! it gets follows from what became of others.

use super::{Line, Side};
use crate::id::{DepotId, ItemId, LotKey, NeedKey, PoolId, SiteId};
use crate::overriding::OverrideId;
use crate::policy::Policy;
use crate::reason::Reason;
use crate::situation::{Lane, Lot, Situation};
use std::collections::BTreeSet;
use yicang_language::{Message, ToMessage, message};

/// One thing that is different.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A lot that was not there; what it has to give.
    LotCame(LotKey, u64),
    /// A lot that is there no more.
    LotGone(LotKey),
    /// What a lot has to give, besides what is promised already: before and now.
    LotMoved(LotKey, u64, u64),
    /// A lot that must not move now.
    LotHeld(LotKey),
    /// A lot that may move again.
    LotReleased(LotKey),
    /// Who may receive a lot, its last day, or when it is ready.
    LotTerms(LotKey),
    /// What a depot must keep: before and now.
    Reserve(DepotId, ItemId, u64, u64),
    /// A need that was not there.
    NeedOpened(NeedKey),
    /// A need that is there no more.
    NeedClosed(NeedKey),
    /// What is claimed: before and now.
    NeedAmended(NeedKey, u64, u64),
    /// What a need is entitled to: before and now.
    NeedVerified(NeedKey, u64, u64),
    /// What a need has received, or is on its way by an approved order: before and now.
    NeedCovered(NeedKey, u64, u64),
    /// The class, the times or the weight of a need.
    NeedTerms(NeedKey),
    /// The rules are others.
    Rules,
    /// A lane that is closed now.
    LaneClosed(DepotId, SiteId),
    /// A lane that is open again, or new.
    LaneOpened(DepotId, SiteId),
    /// Time, cost, capacity or vehicles of a lane.
    LaneTerms(DepotId, SiteId),
    /// When vehicles leave.
    PoolLeaves(PoolId),
    /// What vehicles carry.
    PoolCarries(PoolId),
    /// Weight, volume or pack of an item, what stands in for it, or its parts.
    Item(ItemId),
    /// Another draw, for a need that was drawn.
    Draw(NeedKey),
    /// Nothing but the time: what was in time, or had not expired or left, is too late now; or the other way round.
    Moment(LotKey, SiteId),
    /// An override that bounds the lot or the need, and did not before, or otherwise.
    Overridden(OverrideId),
    /// An override that bounded it, and does no more.
    OverrideOver(OverrideId),
    /// There is no plan before: nothing can be different from it.
    First,
}

impl ToMessage for Cause {
    fn message(&self) -> Message {
        match self {
            Self::LotCame(lot, units) => message!("cause-lot-came", lot = lot.to_string(), units = *units),
            Self::LotGone(lot) => message!("cause-lot-gone", lot = lot.to_string()),
            Self::LotMoved(lot, before, after) => {
                message!("cause-lot-moved", lot = lot.to_string(), before = *before, after = *after)
            }
            Self::LotHeld(lot) => message!("cause-lot-held", lot = lot.to_string()),
            Self::LotReleased(lot) => message!("cause-lot-released", lot = lot.to_string()),
            Self::LotTerms(lot) => message!("cause-lot-terms", lot = lot.to_string()),
            Self::Reserve(depot, item, before, after) => {
                let (depot, item) = (depot.as_str(), item.as_str());
                message!("cause-reserve", depot = depot, item = item, before = *before, after = *after)
            }
            Self::NeedOpened(need) => message!("cause-need-opened", need = need.to_string()),
            Self::NeedClosed(need) => message!("cause-need-closed", need = need.to_string()),
            Self::NeedAmended(need, before, after) => {
                message!("cause-need-amended", need = need.to_string(), before = *before, after = *after)
            }
            Self::NeedVerified(need, before, after) => {
                message!("cause-need-verified", need = need.to_string(), before = *before, after = *after)
            }
            Self::NeedCovered(need, before, after) => {
                message!("cause-need-covered", need = need.to_string(), before = *before, after = *after)
            }
            Self::NeedTerms(need) => message!("cause-need-terms", need = need.to_string()),
            Self::Rules => message!("cause-rules"),
            Self::LaneClosed(depot, site) => {
                message!("cause-lane-closed", depot = depot.as_str(), site = site.as_str())
            }
            Self::LaneOpened(depot, site) => {
                message!("cause-lane-opened", depot = depot.as_str(), site = site.as_str())
            }
            Self::LaneTerms(depot, site) => message!("cause-lane-terms", depot = depot.as_str(), site = site.as_str()),
            Self::PoolLeaves(pool) => message!("cause-pool-leaves", pool = pool.as_str()),
            Self::PoolCarries(pool) => message!("cause-pool-carries", pool = pool.as_str()),
            Self::Item(item) => message!("cause-item", item = item.as_str()),
            Self::Draw(need) => message!("cause-draw", need = need.to_string()),
            Self::Moment(lot, site) => message!("cause-moment", lot = lot.to_string(), site = site.as_str()),
            Self::Overridden(by) => message!("cause-overridden", id = by.to_string()),
            Self::OverrideOver(by) => message!("cause-override-over", id = by.to_string()),
            Self::First => message!("cause-first"),
        }
    }
}

/// Two situations whose differences are looked up.
pub(super) struct Causes<'a> {
    before: Side<'a>,
    after: Side<'a>,
    rules: bool,
}

impl<'a> Causes<'a> {
    pub(super) fn new(before: Side<'a>, after: Side<'a>) -> Self {
        Self { before, after, rules: before.policy != after.policy }
    }

    /// What is different of a line's lot, way, need and rules.
    pub(super) fn of_line(&self, (lot, site, serves): &Line) -> BTreeSet<Cause> {
        let need = NeedKey { site: site.clone(), item: serves.clone() };
        let mut found = self.of_need(&need);
        if found.contains(&Cause::First) {
            return found;
        }
        self.lot(lot, &mut found);
        self.overrides(|of, _| of == lot, &mut found);
        self.reserve(&lot.depot, &lot.item, &mut found);
        self.item(&lot.item, &mut found);
        if self.substitution(serves, &lot.item) {
            found.insert(Cause::Item(serves.clone()));
        }
        self.way(&lot.depot, site, &mut found);
        if self.time_alone(lot, &need) {
            found.insert(Cause::Moment(lot.clone(), site.clone()));
        }
        found
    }

    /// What is different of a need itself, and of the rules.
    pub(super) fn of_need(&self, key: &NeedKey) -> BTreeSet<Cause> {
        let mut found = BTreeSet::new();
        if self.before.plan.is_none() {
            return [Cause::First].into();
        }
        let (before, after) = (self.before.situation.needs.get(key), self.after.situation.needs.get(key));
        match (before, after) {
            (None, None) => {}
            (None, Some(_)) => drop(found.insert(Cause::NeedOpened(key.clone()))),
            (Some(_), None) => drop(found.insert(Cause::NeedClosed(key.clone()))),
            (Some(before), Some(after)) => {
                let mut differ = |cause: fn(NeedKey, u64, u64) -> Cause, before: u64, after: u64| {
                    if before != after {
                        found.insert(cause(key.clone(), before, after));
                    }
                };
                differ(Cause::NeedAmended, before.claimed.units(), after.claimed.units());
                differ(Cause::NeedVerified, before.entitlement.units(), after.entitlement.units());
                differ(Cause::NeedCovered, before.covered.units(), after.covered.units());
                let terms = |need: &crate::Need| {
                    (need.class.clone(), need.weight, need.due, need.latest_useful, need.life_days_min)
                };
                if terms(before) != terms(after) {
                    found.insert(Cause::NeedTerms(key.clone()));
                }
            }
        }
        self.overrides(|_, of| of == key, &mut found);
        self.item(&key.item, &mut found);
        if self.rules {
            found.insert(Cause::Rules);
        }
        let drawn = |side: &Side<'_>| {
            let mut unmet = side.plan.iter().flat_map(|plan| &plan.unmet);
            unmet.any(|line| &line.need == key && line.reason == Reason::Draw)
        };
        if self.before.situation.seed != self.after.situation.seed && (drawn(&self.before) || drawn(&self.after)) {
            found.insert(Cause::Draw(key.clone()));
        }
        found
    }

    fn lot(&self, key: &LotKey, found: &mut BTreeSet<Cause>) {
        let (before, after) = (self.before.situation.lots.get(key), self.after.situation.lots.get(key));
        match (before, after) {
            (None, None) => {}
            (None, Some(lot)) => drop(found.insert(Cause::LotCame(key.clone(), lot.available().units()))),
            (Some(_), None) => drop(found.insert(Cause::LotGone(key.clone()))),
            (Some(before), Some(after)) => {
                let units = [before, after].map(|lot| lot.available().units());
                if units[0] != units[1] {
                    found.insert(Cause::LotMoved(key.clone(), units[0], units[1]));
                }
                match (before.held.is_some(), after.held.is_some()) {
                    (false, true) => drop(found.insert(Cause::LotHeld(key.clone()))),
                    (true, false) => drop(found.insert(Cause::LotReleased(key.clone()))),
                    _ => {}
                }
                let terms = |lot: &Lot| (lot.expires_on, lot.earmarked().cloned(), lot.available_at, lot.inbound);
                if terms(before) != terms(after) {
                    found.insert(Cause::LotTerms(key.clone()));
                }
            }
        }
    }

    /// Overrides of what is touched that are there in one situation only, or bound otherwise.
    fn overrides(&self, touches: impl Fn(&LotKey, &NeedKey) -> bool, found: &mut BTreeSet<Cause>) {
        let (before, after) = (&self.before.situation.overrides, &self.after.situation.overrides);
        for (key, line) in after.iter().filter(|((lot, need), _)| touches(lot, need)) {
            if before.get(key) != Some(line) {
                found.insert(Cause::Overridden(line.by));
            }
        }
        for (key, line) in before.iter().filter(|((lot, need), _)| touches(lot, need)) {
            if after.get(key).is_none_or(|now| now.by != line.by) {
                found.insert(Cause::OverrideOver(line.by));
            }
        }
    }

    fn reserve(&self, depot: &DepotId, item: &ItemId, found: &mut BTreeSet<Cause>) {
        let key = (depot.clone(), item.clone());
        let of = |side: &Side<'_>| side.situation.protected.get(&key).map_or(0, |kept| kept.units());
        let (before, after) = (of(&self.before), of(&self.after));
        if before != after {
            found.insert(Cause::Reserve(key.0, key.1, before, after));
        }
    }

    fn item(&self, item: &ItemId, found: &mut BTreeSet<Cause>) {
        let of = |side: &Side<'a>| (side.situation.facts(item), side.situation.kits.get(item));
        if of(&self.before) != of(&self.after) {
            found.insert(Cause::Item(item.clone()));
        }
    }

    fn substitution(&self, needed: &ItemId, given: &ItemId) -> bool {
        let key = (needed.clone(), given.clone());
        self.before.situation.substitutes.get(&key) != self.after.situation.substitutes.get(&key)
    }

    fn way(&self, depot: &DepotId, site: &SiteId, found: &mut BTreeSet<Cause>) {
        let (before, after) = (lane(self.before, depot, site), lane(self.after, depot, site));
        let open = |lane: &Option<Lane>| lane.as_ref().is_some_and(|lane| lane.open);
        match (open(&before), open(&after)) {
            (true, false) => drop(found.insert(Cause::LaneClosed(depot.clone(), site.clone()))),
            (false, true) => drop(found.insert(Cause::LaneOpened(depot.clone(), site.clone()))),
            _ if before != after => drop(found.insert(Cause::LaneTerms(depot.clone(), site.clone()))),
            _ => {}
        }
        let pools: BTreeSet<PoolId> = [&before, &after].into_iter().flatten().filter_map(|l| l.pool.clone()).collect();
        for pool in pools {
            let of = |situation: &Situation| situation.pools.get(&pool).copied();
            let (before, after) = (of(self.before.situation), of(self.after.situation));
            if before.map(|pool| pool.departs) != after.map(|pool| pool.departs) {
                found.insert(Cause::PoolLeaves(pool.clone()));
            }
            let carries = |pool: crate::TransportPool| (pool.grams, pool.millilitres);
            if before.map(carries) != after.map(carries) {
                found.insert(Cause::PoolCarries(pool.clone()));
            }
        }
    }

    /// Whether what leaves a lot was in time for a need in one situation and is not in the other, although lot, need
    /// and way are the same.
    fn time_alone(&self, lot: &LotKey, need: &NeedKey) -> bool {
        let in_time = |side: Side<'_>| {
            let (goods, asked) = (side.situation.lots.get(lot)?, side.situation.needs.get(need)?);
            let lane = lane(side, &lot.depot, &need.site)?;
            let arrives = side.situation.journey(goods, &lane).map(|(_, arrives)| arrives);
            let early = arrives.is_some_and(|at| asked.latest_useful.is_none_or(|latest| at <= latest));
            let pool = lane.pool.as_ref().and_then(|pool| side.situation.pools.get(pool)).map(|pool| pool.departs);
            let records = (goods.expires_on, goods.available_at, asked.latest_useful, lane.minutes, pool);
            Some((records, early && !side.situation.is_expired(goods)))
        };
        match (in_time(self.before), in_time(self.after)) {
            (Some((before, was)), Some((after, is))) => before == after && was != is,
            _ => false,
        }
    }
}

/// The way from a depot to a site in a situation, as its own policy computes it.
fn lane(side: Side<'_>, depot: &DepotId, site: &SiteId) -> Option<Lane> {
    let travel = Policy::travel_times(side.policy);
    side.situation.lane(&travel, depot, site).map(std::borrow::Cow::into_owned)
}
