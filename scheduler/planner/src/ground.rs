//! A situation under a policy by index: what the planner reads instead of maps of texts.
//!
//! | model | here |
//! |---|---|
//! | l, available\[l\] | [`Ground::lots`] |
//! | d, Σ available − R\[d,i\] | [`Ground::stores`] |
//! | k and its segments | [`Ground::needs`] |
//! | (l, k) | [`Ground::column`], in [`columns`] |
//! | items that stand in for each other | [`Ground::groups`] |
//!
//! What is forbidden is a missing column, never a penalty.

mod columns;
mod working;

pub(crate) use columns::{Blocker, Column, moment};

use crate::worth::{Stack, chargeable};
use columns::{LIFE_DAYS_UNBOUNDED, Way};
use jiff::Timestamp;
use yicang_domain::quantity::DECIMAL_ONE;
use yicang_domain::situation::{ItemFacts, Lot, Need, TransportPool, day_number};
use yicang_domain::travel::{Point, Travel};
use yicang_domain::{
    DepotId, FirstLevel, ItemId, LotKey, NeedKey, Policy, PoolId, SecondLevel, SiteId, Situation, draw,
};

/// See the module. Every array is sorted by id.
pub(crate) struct Ground<'a> {
    pub situation: &'a Situation,
    pub policy: &'a Policy,
    pub second: SecondLevel,
    pub items: Vec<ItemRow<'a>>,
    pub lots: Vec<LotRow<'a>>,
    pub stores: Vec<StoreRow<'a>>,
    /// Only needs with something open, of classes that the policy knows.
    pub needs: Vec<NeedRow<'a>>,
    /// Needs that the policy gives no worth to, with what is open of them.
    pub unknown: Vec<(&'a NeedKey, u64)>,
    pub pools: Vec<(&'a PoolId, &'a TransportPool)>,
    depots: Vec<(&'a DepotId, Option<Point>)>,
    sites: Vec<SiteRow<'a>>,
    /// By site: whether a lane of limited capacity leads there.
    limited: Vec<bool>,
    travel: Travel,
    now: i64,
    /// What the last plan sent: need, lot, units, whole packs; sorted.
    last: Vec<(usize, usize, u64)>,
    /// [`Ground::unit`] and [`Ground::dearest`], which look at all lanes.
    unit: i128,
    dearest: i128,
}

/// An item that is needed or may be given.
pub(crate) struct ItemRow<'a> {
    pub id: &'a ItemId,
    pub facts: ItemFacts,
    /// The least item that substitutions and kits connect it with.
    pub group: usize,
    /// What may serve a need for it; itself first.
    pub roles: Vec<Role>,
    pub lots: Vec<usize>,
    /// What a unit of it is worth beside other items; items that stand in for each other one to one share the greatest.
    pub omega: u64,
}

/// An item that may serve a need for another, or for itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Role {
    pub item: usize,
    /// So many units of it…
    pub given: u32,
    /// …serve so many.
    pub needed: u32,
    /// Of a unit given, in millionths of the second level.
    pub penalty: u64,
    /// Units of it in a kit.
    pub component: Option<u64>,
    /// Whether any column of it can carry something.
    pub works: bool,
}

pub(crate) struct LotRow<'a> {
    pub key: &'a LotKey,
    pub lot: &'a Lot,
    /// Nothing, once it has expired.
    pub available: u64,
    pub item: usize,
    pub store: usize,
    pub depot: usize,
    /// Seconds since 1970.
    ready: i64,
    /// The last day of use, in days since 1970.
    expiry: Option<i64>,
}

/// A depot's heap of an item, all lots together.
pub(crate) struct StoreRow<'a> {
    pub depot: &'a DepotId,
    pub item: usize,
    /// Those with a pack in them.
    pub lots: Vec<usize>,
    /// What may leave: Σ available less the protected reserve.
    pub limit: u64,
    /// Whether the depot must keep any of it.
    pub held: bool,
}

pub(crate) struct NeedRow<'a> {
    pub key: &'a NeedKey,
    pub need: &'a Need,
    pub item: usize,
    pub site: usize,
    /// Base units still asked for.
    pub open: u64,
    /// What its units are worth.
    pub stack: Stack,
    due: Option<i64>,
    latest: Option<i64>,
}

struct SiteRow<'a> {
    id: &'a SiteId,
    at: Option<Point>,
    /// By depot.
    lanes: Vec<(usize, Way)>,
}

/// Items that are planned together because they stand in for each other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Group {
    /// Sorted; the first is its name.
    pub items: Vec<usize>,
    pub lots: Vec<usize>,
    pub stores: Vec<usize>,
    pub needs: Vec<usize>,
    /// Whether it has a kit, or a ratio other than one to one, or lots in packs of several sizes.
    pub uneven: bool,
    /// Base units that leave together, and that one unit of the group's market is; 1 where it is uneven.
    pub pack: u64,
}

impl<'a> Ground<'a> {
    pub(crate) fn new(situation: &'a Situation, policy: &'a Policy, second: SecondLevel) -> Self {
        let mut ground = Self {
            situation,
            policy,
            second,
            items: items(situation, policy),
            lots: Vec::with_capacity(situation.lots.len()),
            stores: Vec::new(),
            needs: Vec::with_capacity(situation.needs.len()),
            unknown: Vec::new(),
            pools: situation.pools.iter().collect(),
            depots: Vec::new(),
            sites: Vec::new(),
            limited: Vec::new(),
            travel: Travel::new(policy),
            now: situation.now.as_second(),
            last: Vec::new(),
            unit: 1,
            dearest: 0,
        };
        ground.add_lots();
        ground.add_needs();
        ground.add_lanes();
        let limited = |site: &SiteRow<'_>| site.lanes.iter().any(|(_, way)| way.capacity.is_some());
        ground.limited = ground.sites.iter().map(limited).collect();
        let known = situation.last.iter().filter_map(|((lot, site, serves), units)| {
            let need = ground.need(&NeedKey { site: site.clone(), item: serves.clone() })?;
            let lot = ground.lot(lot)?;
            let pack = ground.pack(lot);
            Some((need, lot, units.units() / pack * pack))
        });
        let mut last: Vec<_> = known.filter(|(.., units)| *units > 0).collect();
        last.sort_unstable();
        ground.last = last;
        ground.find_what_works();
        ground.rank_needs();
        (ground.unit, ground.dearest) = (ground.count_unit(), ground.count_dearest());
        ground
    }

    fn add_lots(&mut self) {
        for (key, lot) in &self.situation.lots {
            if self.depots.last().is_none_or(|(id, _)| *id != &key.depot) {
                let at = self.situation.depots.get(&key.depot).copied().map(Point::new);
                self.depots.push((&key.depot, at));
            }
            let item = self.item(&key.item).expect("every lot's item is listed");
            if self.stores.last().is_none_or(|store| store.depot != &key.depot || store.item != item) {
                self.stores.push(StoreRow { depot: &key.depot, item, lots: Vec::new(), limit: 0, held: false });
            }
            let (index, store) = (self.lots.len(), self.stores.len() - 1);
            let available = if self.situation.is_expired(lot) { 0 } else { lot.available().units() };
            self.stores[store].limit += available;
            // A lot without a pack in it is no source: it changes nothing, not even which of two equally good plans is chosen.
            if available >= self.items[item].facts.pack.units() {
                self.stores[store].lots.push(index);
            }
            self.items[item].lots.push(index);
            let ready = lot.available_at.map_or(self.now, |at| at.as_second().max(self.now));
            let expiry = lot.expires_on.map(day_number);
            let depot = self.depots.len() - 1;
            self.lots.push(LotRow { key, lot, available, item, store, depot, ready, expiry });
        }
        for store in &mut self.stores {
            let key = (store.depot.clone(), self.items[store.item].id.clone());
            // No entry: nothing has to stay.
            let held = self.situation.protected.get(&key).map_or(0, |held| held.units());
            (store.limit, store.held) = (store.limit.saturating_sub(held), held > 0);
        }
    }

    fn add_needs(&mut self) {
        for (key, need) in &self.situation.needs {
            let open = need.open().units();
            if open == 0 {
                continue;
            }
            let Some(stack) = Stack::new(self.policy, need) else {
                self.unknown.push((key, open));
                continue;
            };
            if self.sites.last().is_none_or(|site| site.id != &key.site) {
                let at = self.situation.sites.get(&key.site).copied().map(Point::new);
                self.sites.push(SiteRow { id: &key.site, at, lanes: Vec::new() });
            }
            let item = self.item(&key.item).expect("every need's item is listed");
            let site = self.sites.len() - 1;
            let second = |at: Option<Timestamp>| at.map(Timestamp::as_second);
            let (due, latest) = (second(need.due), second(need.latest_useful));
            self.needs.push(NeedRow { key, need, item, site, open, stack, due, latest });
        }
    }

    /// Gives every need its place in the draw, and what the last plan served of it.
    fn rank_needs(&mut self) {
        if !matches!(self.policy.first_level, FirstLevel::Steps(_)) {
            return;
        }
        let seed = self.situation.seed.as_deref().unwrap_or_default();
        // The places are among all needs of the situation, also those that nothing is open of.
        let mut tickets: Vec<_> = self.situation.needs.keys().map(|key| (draw::ticket(seed, key), key)).collect();
        tickets.sort_unstable();
        let mut places = vec![0_u64; self.needs.len()];
        for (place, (_, key)) in (0..).zip(&tickets) {
            if let Some(need) = self.need(key) {
                places[need] = place;
            }
        }
        let count = tickets.len() as u64;
        // Also from lots that are no more.
        let mut last = vec![0_u64; self.needs.len()];
        for ((lot, site, serves), units) in &self.situation.last {
            let need = self.need(&NeedKey { site: site.clone(), item: serves.clone() });
            let Some((need, item)) = need.zip(self.item(&lot.item)) else { continue };
            let roles = &self.items[self.needs[need].item].roles;
            if let Some(role) = roles.iter().find(|role| role.item == item && role.component.is_none()) {
                // At most 10^12 · 10^6.
                let served = units.units() * u64::from(role.needed) / u64::from(role.given.max(1));
                last[need] = last[need].saturating_add(served);
            }
        }
        for (need, (place, last)) in places.into_iter().zip(last).enumerate() {
            self.needs[need].stack.draw(count - place, count, last);
        }
    }

    /// The pack size of a lot's item.
    pub(crate) fn pack(&self, lot: usize) -> u64 {
        self.items[self.lots[lot].item].facts.pack.units()
    }

    pub(crate) fn item(&self, id: &ItemId) -> Option<usize> {
        self.items.binary_search_by(|row| row.id.cmp(id)).ok()
    }

    pub(crate) fn lot(&self, key: &LotKey) -> Option<usize> {
        self.lots.binary_search_by(|row| row.key.cmp(key)).ok()
    }

    pub(crate) fn need(&self, key: &NeedKey) -> Option<usize> {
        self.needs.binary_search_by(|row| row.key.cmp(key)).ok()
    }

    /// The lane that a column takes, by depot and site.
    pub(crate) fn lane(&self, lot: usize, need: usize) -> (usize, usize) {
        (self.lots[lot].depot, self.needs[need].site)
    }

    pub(crate) fn lane_ids(&self, (depot, site): (usize, usize)) -> (&'a DepotId, &'a SiteId) {
        (self.depots[depot].0, self.sites[site].id)
    }

    /// The lots that may serve a need if nothing forbids it, and what they are to it: only in roles that can carry something.
    pub(crate) fn suppliers(&self, need: usize) -> impl Iterator<Item = (&Role, usize)> {
        self.all_suppliers(need).filter(|(role, _)| role.works)
    }

    /// The same in all roles.
    pub(crate) fn all_suppliers(&self, need: usize) -> impl Iterator<Item = (&Role, usize)> {
        let roles = self.items[self.needs[need].item].roles.iter();
        roles.flat_map(|role| self.items[role.item].lots.iter().map(move |lot| (role, *lot)))
    }

    /// What a lot's item is to a need, if that can carry something.
    pub(crate) fn role(&self, lot: usize, need: usize) -> Option<&Role> {
        let item = self.lots[lot].item;
        self.items[self.needs[need].item].roles.iter().find(|role| role.item == item && role.works)
    }

    /// What a unit beyond the last plan's costs more, in millionths.
    pub(crate) fn change(&self) -> i128 {
        i128::from(self.policy.change) * i128::from(DECIMAL_ONE)
    }

    /// What the last plan sent to a need: lot and units, sorted; nothing where changes cost nothing.
    pub(crate) fn last_to(&self, need: usize) -> impl Iterator<Item = (usize, u64)> {
        let costs = self.policy.change > 0;
        let from = self.last.partition_point(|(of, ..)| *of < need);
        let of_need = self.last[from..].iter().take_while(move |(of, ..)| costs && *of == need);
        of_need.map(|(_, lot, units)| (*lot, *units))
    }

    /// What divides every cost, in millionths: of whole minutes nothing is left to chance, and numbers stay small.
    pub(crate) fn unit(&self) -> i128 {
        self.unit
    }

    fn count_unit(&self) -> i128 {
        let lanes = self.sites.iter().flat_map(|site| &site.lanes).map(|(_, way)| match self.second {
            SecondLevel::Minutes => way.micros,
            SecondLevel::Cost => way.cost.unwrap_or(0),
        });
        let penalties = self.items.iter().flat_map(|item| &item.roles).map(|role| role.penalty);
        i128::from(lanes.chain(penalties).fold(DECIMAL_ONE, gcd))
    }

    /// Whether any column may be limited, or cheaper because the last plan used it.
    pub(crate) fn has_special_columns(&self) -> bool {
        self.policy.change > 0 && !self.last.is_empty() || self.limited.contains(&true)
    }

    /// Whether any lane is of limited capacity.
    pub(crate) fn has_limits(&self) -> bool {
        self.limited.contains(&true)
    }

    /// Whether a lane of limited capacity leads to a need's site.
    pub(crate) fn is_reached_over_limits(&self, need: usize) -> bool {
        self.limited[self.needs[need].site]
    }

    /// No column costs more, in millionths.
    pub(crate) fn dearest(&self) -> i128 {
        self.dearest
    }

    fn count_dearest(&self) -> i128 {
        let ways = || self.sites.iter().flat_map(|site| &site.lanes).map(|(_, way)| way);
        let computed = i64::from(self.travel.longest()) * 60;
        let seconds = ways().map(|way| way.seconds).fold(computed, i64::max);
        let base = match self.second {
            SecondLevel::Minutes => {
                let computed = u64::from(self.travel.longest()) * DECIMAL_ONE;
                i128::from(ways().map(|way| way.micros).fold(computed, u64::max))
            }
            SecondLevel::Cost => i128::from(ways().filter_map(|way| way.cost).max().unwrap_or(0)),
        };
        let pools = self.pools.iter().filter_map(|(_, pool)| pool.departs.map(Timestamp::as_second));
        let leaves = self.lots.iter().map(|lot| lot.ready).chain(pools).max().unwrap_or(self.now);
        let due = self.needs.iter().filter_map(|need| need.due).min();
        let late = due.map_or(0, |due| i128::from(leaves) + i128::from(seconds) - i128::from(due)).max(0) / 60 + 1;
        let last_day = self.lots.iter().filter_map(|lot| lot.expiry).max().unwrap_or(0);
        let life = (last_day - self.situation.day(self.situation.now)).max(LIFE_DAYS_UNBOUNDED);
        let penalty = self.items.iter().flat_map(|item| &item.roles).map(|role| role.penalty).max().unwrap_or(0);
        let extra = i128::from(self.policy.lateness) * late + i128::from(self.policy.expiry) * i128::from(life);
        base + i128::from(penalty) + self.change() + extra * i128::from(DECIMAL_ONE)
    }

    /// The groups that somebody needs something of, by name.
    pub(crate) fn groups(&self) -> Vec<Group> {
        let mut groups = vec![Group { pack: 1, ..Group::default() }; self.items.len()];
        for (index, item) in self.items.iter().enumerate() {
            let group = &mut groups[item.group];
            group.items.push(index);
            let odd = |role: &&Role| role.component.is_some() || (role.given, role.needed) != (1, 1);
            group.uneven |= item.roles.iter().filter(|role| role.works).any(|role| odd(&role));
        }
        let of = |item: usize| self.items[item].group;
        let stores = self.stores.iter().enumerate().filter(|(_, row)| !row.lots.is_empty());
        for (index, row) in stores {
            groups[of(row.item)].lots.extend(&row.lots);
            groups[of(row.item)].stores.push(index);
        }
        groups.iter_mut().for_each(|group| group.lots.sort_unstable());
        self.needs.iter().enumerate().for_each(|(index, row)| groups[of(row.item)].needs.push(index));
        groups.retain(|group| !group.needs.is_empty());
        for group in &mut groups {
            let packs = self.packs(group);
            match packs.len() {
                0 => {}
                1 if !group.uneven => {
                    group.pack = packs.into_iter().next().expect("one");
                    // Lots in other packs can send nothing.
                    group.lots.retain(|lot| self.pack(*lot) == group.pack);
                    group.stores.retain(|store| self.pack(self.stores[*store].lots[0]) == group.pack);
                }
                _ => group.uneven |= packs.len() > 1,
            }
        }
        groups
    }
}

/// The greatest common divisor; of 0 and a number, the number.
pub(crate) fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Every item that is named, with what may serve it, each a group of its own.
fn items<'a>(situation: &'a Situation, policy: &Policy) -> Vec<ItemRow<'a>> {
    let mut ids: Vec<&ItemId> = situation.lots.keys().map(|key| &key.item).collect();
    ids.extend(situation.needs.keys().map(|key| &key.item));
    ids.extend(situation.substitutes.keys().flat_map(|(needed, given)| [needed, given]));
    ids.extend(situation.kits.iter().flat_map(|(kit, parts)| std::iter::once(kit).chain(parts.keys())));
    ids.sort_unstable();
    ids.dedup();
    let place = |id: &ItemId| ids.binary_search(&id).expect("every item is listed");
    let mut rows: Vec<ItemRow<'_>> = (ids.iter().enumerate())
        .map(|(item, id)| {
            let itself = Role { item, given: 1, needed: 1, penalty: 0, component: None, works: true };
            let omega = policy.worths.get(*id).copied().unwrap_or_else(|| chargeable(situation, id));
            ItemRow { id, facts: situation.facts(id), group: item, roles: vec![itself], lots: Vec::new(), omega }
        })
        .collect();
    for (kit, parts) in &situation.kits {
        let kit = place(kit);
        for (part, units) in parts {
            let (item, component) = (place(part), Some(*units));
            rows[kit].roles.push(Role { item, given: 1, needed: 1, penalty: 0, component, works: false });
        }
    }
    for ((needed, given), how) in &situation.substitutes {
        let (needed, given) = (place(needed), place(given));
        // What is a component of a kit is nothing else to it.
        if rows[needed].roles.iter().all(|role| role.item != given) {
            let penalty = how.penalty.micros();
            let (of, to) = (how.given, how.needed);
            let role = Role { item: given, given: of, needed: to, penalty, component: None, works: false };
            rows[needed].roles.push(role);
        }
    }
    rows
}
