//! A situation under a policy by index: lots, stores, needs, items and ways as sorted arrays, so that a column costs a
//! few look-ups and no text is compared twice.

use super::items::{ItemRow, Role, items};
use super::segments::{Segment, segments};
use super::sorted::place;
use crate::check::Blocker;
use crate::id::{DepotId, ItemId, LotKey, NeedKey, PoolId, SiteId};
use crate::policy::{Policy, SecondLevel};
use crate::quantity::{DECIMAL_ONE, Quantity};
use crate::situation::{Lane, Need, Situation, TransportPool, day_number};
use crate::travel::{Point, Travel};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Days of life counted for what does not expire: ten years.
const LIFE_DAYS_UNBOUNDED: i64 = 3_650;

/// See the module. Every array is sorted by id; the other indices point into them.
pub(super) struct Index<'a> {
    pub(super) situation: &'a Situation,
    pub(super) policy: &'a Policy,
    pub(super) items: Vec<ItemRow<'a>>,
    pub(super) lots: Vec<LotRow<'a>>,
    pub(super) stores: Vec<StoreRow<'a>>,
    pub(super) needs: Vec<NeedRow<'a>>,
    pub(super) pools: Vec<(&'a PoolId, &'a TransportPool)>,
    depots: Vec<Depot<'a>>,
    sites: Vec<Site<'a>>,
    travel: Travel,
    /// What the last plan sent, where changes cost: need, lot, units.
    last: Vec<(usize, usize, u64)>,
}

pub(super) struct LotRow<'a> {
    pub(super) key: &'a LotKey,
    pub(super) available: u64,
    pub(super) reserved: u64,
    pub(super) item: usize,
    pub(super) store: usize,
    depot: usize,
    /// When it can leave by itself.
    ready: Timestamp,
    /// The last day of use, in days since 1970.
    expiry: Option<i64>,
    earmark: Option<&'a BTreeSet<SiteId>>,
}

/// A depot's heap of an item, all lots together.
pub(super) struct StoreRow<'a> {
    pub(super) depot: &'a DepotId,
    pub(super) item: usize,
    /// What is available, less the protected reserve.
    pub(super) limit: u64,
    /// Whether the depot must keep any of it.
    pub(super) held: bool,
}

pub(super) struct NeedRow<'a> {
    pub(super) key: &'a NeedKey,
    pub(super) need: &'a Need,
    pub(super) item: usize,
    pub(super) site: usize,
    pub(super) open: u64,
}

struct Depot<'a> {
    id: &'a DepotId,
    at: Option<Point>,
}

struct Site<'a> {
    id: &'a SiteId,
    at: Option<Point>,
    /// By depot.
    lanes: Vec<(usize, Way)>,
}

/// An open or closed lane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    micros: u64,
    seconds: i64,
    cost: Option<u64>,
    pub(super) capacity: Option<u64>,
    pub(super) pool: Option<usize>,
    pub(super) open: bool,
}

/// How a lot's goods reach a need.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passage {
    pub(super) way: Way,
    pub(super) departs: Timestamp,
    pub(super) arrives: Timestamp,
}

/// What forbids a column, all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Blockers(u8);

impl Blockers {
    fn add(&mut self, blocker: Blocker) {
        self.0 |= 1 << blocker as u8;
    }

    pub(super) fn has(self, blocker: Blocker) -> bool {
        self.0 & (1 << blocker as u8) != 0
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Blocker> {
        Blocker::ALL.iter().copied().filter(move |blocker| self.has(*blocker))
    }
}

impl<'a> Index<'a> {
    pub(super) fn of(situation: &'a Situation, policy: &'a Policy) -> Self {
        let mut index = Self {
            situation,
            policy,
            items: items(situation),
            lots: Vec::with_capacity(situation.lots.len()),
            stores: Vec::new(),
            needs: Vec::with_capacity(situation.needs.len()),
            pools: situation.pools.iter().collect(),
            depots: Vec::new(),
            sites: Vec::new(),
            travel: policy.travel_times(),
            last: Vec::new(),
        };
        index.add_lots();
        index.add_needs();
        index.add_lanes();
        if policy.change > 0 {
            let known = |((lot, site, serves), units): (&(LotKey, SiteId, ItemId), &Quantity)| {
                let need = NeedKey { site: site.clone(), item: serves.clone() };
                Some((index.need(&need)?, index.lot(lot)?, units.units()))
            };
            index.last = situation.last.iter().filter_map(known).collect();
            index.last.sort_unstable();
        }
        index
    }

    fn add_lots(&mut self) {
        for (key, lot) in &self.situation.lots {
            if self.depots.last().is_none_or(|depot| depot.id != &key.depot) {
                let at = self.situation.depots.get(&key.depot).copied().map(Point::new);
                self.depots.push(Depot { id: &key.depot, at });
            }
            let item = self.item(&key.item).expect("every lot's item is listed");
            if self.stores.last().is_none_or(|store| store.depot != &key.depot || store.item != item) {
                let held = self.situation.protected.get(&(key.depot.clone(), key.item.clone()));
                let held = held.is_some_and(|held| *held != Quantity::ZERO);
                self.stores.push(StoreRow { depot: &key.depot, item, limit: 0, held });
            }
            let (store, available) = (self.stores.len() - 1, lot.available().units());
            let reserved = lot.reserved.units();
            self.stores[store].limit += available;
            self.items[item].lots.push(self.lots.len());
            let ready = lot.available_at.map_or(self.situation.now, |at| at.max(self.situation.now));
            let (expiry, earmark) = (lot.expires_on.map(day_number), lot.earmarked());
            let depot = self.depots.len() - 1;
            self.lots.push(LotRow { key, available, reserved, item, store, depot, ready, expiry, earmark });
        }
        for store in &mut self.stores {
            let key = (store.depot.clone(), self.items[store.item].id.clone());
            let held = self.situation.protected.get(&key).map_or(0, |held| held.units());
            store.limit = store.limit.saturating_sub(held);
        }
    }

    fn add_needs(&mut self) {
        for (key, need) in &self.situation.needs {
            if self.sites.last().is_none_or(|site| site.id != &key.site) {
                let at = self.situation.sites.get(&key.site).copied().map(Point::new);
                self.sites.push(Site { id: &key.site, at, lanes: Vec::new() });
            }
            let item = self.item(&key.item).expect("every need's item is listed");
            let (site, open) = (self.sites.len() - 1, need.open().units());
            self.needs.push(NeedRow { key, need, item, site, open });
        }
    }

    /// Lanes and depots are both sorted, and so are a depot's lanes and the sites: they are walked side by side.
    fn add_lanes(&mut self) {
        let (mut depot, mut site) = (0, 0);
        for ((from, to), lane) in &self.situation.lanes {
            while depot < self.depots.len() && self.depots[depot].id < from {
                (depot, site) = (depot + 1, 0);
            }
            if self.depots.get(depot).is_none_or(|depot| depot.id != from) {
                continue;
            }
            while site < self.sites.len() && self.sites[site].id < to {
                site += 1;
            }
            if site < self.sites.len() && self.sites[site].id == to {
                let way = self.written(lane);
                self.sites[site].lanes.push((depot, way));
            }
        }
    }

    fn written(&self, lane: &Lane) -> Way {
        Way {
            micros: lane.minutes.unwrap_or_default().micros(),
            seconds: i64::try_from(lane.minutes.unwrap_or_default().ceil()).expect("at most 10^9 minutes") * 60,
            cost: lane.cost.map(|cost| cost.micros()),
            capacity: lane.capacity.map(|capacity| capacity.units()),
            pool: lane.pool.as_ref().and_then(|pool| place(&self.pools, pool, |row| row.0)),
            open: lane.open,
        }
    }

    pub(super) fn item(&self, id: &ItemId) -> Option<usize> {
        place(&self.items, id, |row| row.id)
    }

    pub(super) fn lot(&self, key: &LotKey) -> Option<usize> {
        place(&self.lots, key, |row| row.key)
    }

    pub(super) fn need(&self, key: &NeedKey) -> Option<usize> {
        place(&self.needs, key, |row| row.key)
    }

    pub(super) fn store(&self, depot: &DepotId, item: &ItemId) -> Option<usize> {
        let item = self.item(item)?;
        self.stores.binary_search_by(|store| (store.depot, store.item).cmp(&(depot, item))).ok()
    }

    /// The (depot, site) that a column crosses, by index.
    pub(super) fn lane_of(&self, lot: usize, need: usize) -> (usize, usize) {
        (self.lots[lot].depot, self.needs[need].site)
    }

    /// The same of a written lane, if stock and needs are at its ends.
    pub(super) fn lane_at(&self, depot: &DepotId, site: &SiteId) -> Option<(usize, usize)> {
        Some((place(&self.depots, depot, |row| row.id)?, place(&self.sites, site, |row| row.id)?))
    }

    pub(super) fn lane_name(&self, (depot, site): (usize, usize)) -> (&'a DepotId, &'a SiteId) {
        (self.depots[depot].id, self.sites[site].id)
    }

    /// What the item of a lot is to a need; `None` if it does not serve it.
    pub(super) fn role(&self, lot: usize, need: usize) -> Option<&Role> {
        let item = self.lots[lot].item;
        self.items[self.needs[need].item].roles.iter().find(|role| role.item == item)
    }

    /// The lots of an item.
    pub(super) fn lots_of(&self, item: usize) -> &[usize] {
        &self.items[item].lots
    }

    /// The lots whose item may serve a need, and what they are to it.
    pub(super) fn suppliers(&self, need: usize) -> impl Iterator<Item = (&Role, usize)> {
        let roles = self.items[self.needs[need].item].roles.iter();
        roles.flat_map(|role| self.lots_of(role.item).iter().map(move |lot| (role, *lot)))
    }

    /// The lane from a depot to a site as [`Situation::lane`] answers, by index.
    pub(super) fn way(&self, (depot, site): (usize, usize)) -> Option<Way> {
        let lanes = &self.sites[site].lanes;
        if let Ok(place) = lanes.binary_search_by_key(&depot, |(depot, _)| *depot) {
            return Some(lanes[place].1);
        }
        let (from, to) = (self.depots[depot].at.as_ref()?, self.sites[site].at.as_ref()?);
        Lane::computed(&self.travel, from, to).map(|lane| self.written(&lane))
    }

    /// How a lot of an item that serves the need reaches it, or all that forbids it.
    pub(super) fn passage(&self, lot: usize, need: usize) -> Result<Passage, Blockers> {
        let (lot_row, need_row) = (&self.lots[lot], &self.needs[need]);
        let mut blockers = Blockers::default();
        if lot_row.earmark.is_some_and(|sites| !sites.contains(&need_row.key.site)) {
            blockers.add(Blocker::Earmark);
        }
        let way = self.way(self.lane_of(lot, need)).filter(|way| way.open);
        let Some(passage) = way.and_then(|way| self.timed(lot, way)) else {
            blockers.add(Blocker::NoLane);
            return Err(blockers);
        };
        if need_row.need.latest_useful.is_some_and(|latest| passage.arrives > latest) {
            blockers.add(Blocker::LeadTime);
        }
        let life = lot_row.expiry.map(|day| day - day_at(passage.arrives));
        if life.is_some_and(|life| life < i64::from(need_row.need.life_days_min)) {
            blockers.add(Blocker::RemainingLife);
        }
        if blockers == Blockers::default() { Ok(passage) } else { Err(blockers) }
    }

    /// When a lot's goods leave and arrive over a lane; `None` where the calendar ends.
    pub(super) fn timed(&self, lot: usize, way: Way) -> Option<Passage> {
        let ready = self.lots[lot].ready;
        let pool = way.pool.and_then(|pool| self.pools[pool].1.departs);
        let departs = pool.map_or(ready, |at| at.max(ready));
        let arrives = Timestamp::from_second(departs.as_second().checked_add(way.seconds)?).ok()?;
        Some(Passage { way, departs, arrives })
    }

    /// What a unit costs at the second level, in millionths, where the last plan sent as much; `None` if the lane has
    /// no cost and the level asks for it.
    pub(super) fn unit_cost(
        &self,
        level: SecondLevel,
        role: &Role,
        lot: usize,
        need: usize,
        passage: &Passage,
    ) -> Option<i128> {
        let way = match level {
            SecondLevel::Minutes => passage.way.micros,
            SecondLevel::Cost => passage.way.cost?,
        };
        let late = self.needs[need].need.due.map_or(0, |due| (passage.arrives.as_second() - due.as_second()).max(0));
        let late_minutes = i128::from(late + 59) / 60;
        let day = || day_at(passage.arrives);
        let life = self.lots[lot].expiry.map_or(LIFE_DAYS_UNBOUNDED, |expiry| (expiry - day()).max(0));
        let extra = late_minutes * i128::from(self.policy.lateness) + i128::from(life) * i128::from(self.policy.expiry);
        Some(i128::from(way) + i128::from(role.penalty) + extra * i128::from(DECIMAL_ONE))
    }

    /// What a unit beyond the last plan's costs more, in millionths.
    pub(super) fn change(&self) -> i128 {
        i128::from(self.policy.change) * i128::from(DECIMAL_ONE)
    }

    /// What the last plan sent over a column; 0 where changes cost nothing.
    pub(super) fn last(&self, lot: usize, need: usize) -> u64 {
        if self.last.is_empty() {
            return 0;
        }
        let found = self.last.binary_search_by_key(&(need, lot), |(need, lot, _)| (*need, *lot));
        found.map_or(0, |place| self.last[place].2)
    }

    /// The open segments of every need, or why one cannot be valued.
    pub(super) fn segments(&self) -> Result<Vec<Vec<Segment>>, yicang_language::Message> {
        self.needs.iter().map(|row| segments(row.need, self.policy)).collect()
    }
}

/// Days since 1970 at a moment, in UTC.
fn day_at(moment: Timestamp) -> i64 {
    moment.as_second().div_euclid(86_400)
}
