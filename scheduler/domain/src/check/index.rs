//! A situation under a policy by index: lots, stores, needs, items and ways as sorted arrays, so that a column costs a
//! few look-ups and no text is compared twice.

mod narrowed;
mod passage;

use super::items::{ItemRow, Role, items};
use super::sorted::place;
use super::violation::Blocker;
use crate::id::{DepotId, ItemId, LotKey, NeedKey, PoolId, SiteId};
use crate::policy::Policy;
use crate::quantity::{DECIMAL_ONE, Quantity};
use crate::situation::{Lane, Need, Situation, TransportPool, day_number};
use crate::travel::{Point, Travel};
use jiff::Timestamp;
use narrowed::Narrowed;
use std::collections::BTreeSet;

/// See the module. Every array is sorted by id; the other indices point into them.
pub(super) struct Index<'a> {
    pub(super) situation: &'a Situation,
    pub(super) policy: &'a Policy,
    pub(super) items: Vec<ItemRow<'a>>,
    pub(super) lots: Vec<LotRow<'a>>,
    pub(super) stores: Vec<StoreRow<'a>>,
    pub(super) needs: Vec<NeedRow<'a>>,
    pub(super) pools: Vec<PoolRow<'a>>,
    depots: Vec<Depot<'a>>,
    sites: Vec<Site<'a>>,
    travel: Travel,
    pub(super) narrowed: Narrowed,
    /// What the last plan sent, where changes cost: need, lot, units in whole packs of today.
    last: Vec<(usize, usize, u64)>,
}

pub(super) struct LotRow<'a> {
    pub(super) key: &'a LotKey,
    /// What a plan may give away; nothing of what has expired or is held.
    pub(super) available: u64,
    /// What lies there and is not promised, expired or not.
    pub(super) stock: u64,
    pub(super) reserved: u64,
    pub(super) item: usize,
    pub(super) store: usize,
    pub(super) is_expired: bool,
    pub(super) is_held: bool,
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
    /// What is still asked for.
    pub(super) asked: u64,
    /// What a plan may give: what is asked for, nothing where the policy does not know the class.
    pub(super) open: u64,
}

impl NeedRow<'_> {
    /// Whether the policy knows how to plan it.
    pub(super) fn is_known(&self) -> bool {
        self.open == self.asked
    }
}

/// Vehicles that leave together, with what they carry.
pub(super) struct PoolRow<'a> {
    pub(super) id: &'a PoolId,
    departs: Option<Timestamp>,
    /// At most 10¹⁸.
    pub(super) micrograms: Option<u64>,
    /// At most 10¹⁸.
    pub(super) nanolitres: Option<u64>,
}

impl<'a> PoolRow<'a> {
    fn new(id: &'a PoolId, pool: &TransportPool) -> Self {
        let fine = |whole: Option<Quantity>| whole.map(|whole| whole.units() * DECIMAL_ONE);
        Self { id, departs: pool.departs, micrograms: fine(pool.grams), nanolitres: fine(pool.millilitres) }
    }

    pub(super) fn is_limited(&self) -> bool {
        self.micrograms.is_some() || self.nanolitres.is_some()
    }
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
    /// Whether anybody knows how long it takes.
    pub(super) timed: bool,
    cost: Option<u64>,
    pub(super) capacity: Option<u64>,
    pub(super) pool: Option<usize>,
    pub(super) open: bool,
}

impl Way {
    /// Travel time in millionths of a minute.
    pub(super) fn micros(self) -> u64 {
        self.micros
    }
}

/// How a lot's goods reach a need.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passage {
    pub(super) way: Way,
    pub(super) departs: Timestamp,
    pub(super) arrives: Timestamp,
}

/// A column that can carry something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column<'r> {
    pub(super) role: &'r Role,
    pub(super) lot: usize,
    pub(super) passage: Passage,
    /// Units of the lot, whole steps, above zero.
    pub(super) most: u64,
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
            pools: situation.pools.iter().map(|(id, pool)| PoolRow::new(id, pool)).collect(),
            depots: Vec::new(),
            sites: Vec::new(),
            travel: policy.travel_times(),
            narrowed: Narrowed::default(),
            last: Vec::new(),
        };
        index.add_lots();
        index.add_needs();
        index.add_lanes();
        if policy.change > 0 {
            let known = |((lot, site, serves), units): (&(LotKey, SiteId, ItemId), &Quantity)| {
                let need = NeedKey { site: site.clone(), item: serves.clone() };
                let pack = situation.facts(&lot.item).pack.units();
                Some((index.need(&need)?, index.lot(lot)?, units.units() / pack * pack))
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
            let (stock, is_expired) = (lot.available().units(), self.situation.is_expired(lot));
            let available = self.situation.movable(lot).units();
            let store = self.stores.len() - 1;
            self.stores[store].limit += available;
            self.items[item].lots.push(self.lots.len());
            self.lots.push(LotRow {
                key,
                available,
                stock,
                reserved: lot.reserved.units(),
                item,
                store,
                is_expired,
                is_held: lot.held.is_some(),
                depot: self.depots.len() - 1,
                ready: lot.available_at.map_or(self.situation.now, |at| at.max(self.situation.now)),
                expiry: lot.expires_on.map(day_number),
                earmark: lot.earmarked(),
            });
        }
        for store in &mut self.stores {
            let key = (store.depot.clone(), self.items[store.item].id.clone());
            // Without a line nothing is held.
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
            let (site, asked) = (self.sites.len() - 1, need.open().units());
            let open = if self.policy.admits(&need.class, need.weight) { asked } else { 0 };
            self.needs.push(NeedRow { key, need, item, site, asked, open });
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
            timed: lane.minutes.is_some(),
            cost: lane.cost.map(|cost| cost.micros()),
            capacity: lane.capacity.map(|capacity| capacity.units()),
            pool: lane.pool.as_ref().and_then(|pool| place(&self.pools, pool, |row| row.id)),
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
        if self.depots[depot].id.as_str() == self.sites[site].id.as_str() {
            return None;
        }
        let (from, to) = (self.depots[depot].at.as_ref()?, self.sites[site].at.as_ref()?);
        Lane::computed(&self.travel, from, to).map(|lane| self.written(&lane))
    }
}
