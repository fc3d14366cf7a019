//! The model is built from a situation and a policy.

use super::admissible::LIFE_DAYS_UNBOUNDED;
use super::narrowing::{Narrowed, Narrowing};
use super::segments::Stack;
use super::{ItemRow, LotRow, Model, NeedRow, Role, SiteRow, StoreRow};
use jiff::Timestamp;
use yicang_domain::quantity::{DECIMAL_ONE, gcd};
use yicang_domain::situation::day_number;
use yicang_domain::travel::Point;
use yicang_domain::{FirstLevel, ItemId, NeedKey, Policy, SecondLevel, Situation, draw};

impl<'a> Model<'a> {
    /// Of a situation as it is, whatever its overrides say.
    pub(crate) fn new(situation: &'a Situation, policy: &'a Policy, second: SecondLevel) -> Self {
        Self::within(situation, policy, second, &Narrowing::default())
    }

    /// Of what overrides leave.
    pub(crate) fn within(
        situation: &'a Situation,
        policy: &'a Policy,
        second: SecondLevel,
        narrowing: &Narrowing,
    ) -> Self {
        let mut model = Self {
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
            travel: policy.travel_times(),
            now: situation.now.as_second(),
            last: Vec::new(),
            unit: 1,
            dearest: 0,
            narrowed: Narrowed::default(),
        };
        model.add_lots();
        model.add_needs();
        model.add_lanes();
        model.narrow(narrowing);
        let limited = |site: &SiteRow<'_>| site.lanes.iter().any(|(_, way)| way.capacity.is_some());
        model.limited = model.sites.iter().map(limited).collect();
        let known = situation.last.iter().filter_map(|((lot, site, serves), units)| {
            let need = model.need(&NeedKey { site: site.clone(), item: serves.clone() })?;
            let lot = model.lot(lot)?;
            let pack = model.pack(lot);
            Some((need, lot, units.units() / pack * pack))
        });
        let mut last: Vec<_> = known.filter(|(.., units)| *units > 0).collect();
        last.sort_unstable();
        model.last = last;
        model.find_what_works();
        model.rank_needs();
        (model.unit, model.dearest) = (model.count_unit(), model.count_dearest());
        model
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
            let available = self.situation.movable(lot).units();
            self.stores[store].limit += available;
            // A lot without a pack in it is no source: it changes nothing, not even which of two equally good plans is
            // chosen.
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

    fn count_unit(&self) -> i128 {
        let lanes = self.sites.iter().flat_map(|site| &site.lanes).map(|(_, way)| match self.second {
            SecondLevel::Minutes => way.micros,
            SecondLevel::Cost => way.cost.unwrap_or(0),
        });
        let penalties = self.items.iter().flat_map(|item| &item.roles).map(|role| role.penalty);
        i128::from(lanes.chain(penalties).fold(DECIMAL_ONE, gcd))
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

/// The chargeable weight of a unit in milligrams, max(milligrams, microlitres / 6) rounded up; 1,000 where neither is
/// known. A kit of unknown weight has the sum of its components.
fn chargeable(situation: &Situation, item: &ItemId) -> u64 {
    let known = |item: &ItemId| {
        let facts = situation.facts(item);
        // Micrograms and nanolitres, at most 10^15.
        let weight = facts.grams.micros().div_ceil(1_000).max(facts.millilitres.micros().div_ceil(6_000));
        Some(weight).filter(|weight| *weight > 0)
    };
    known(item).unwrap_or_else(|| match situation.kits.get(item) {
        // At most 10^6 of each; beyond all measure it is as large as numbers go.
        Some(parts) if !parts.is_empty() => {
            let part = |(part, units): (&ItemId, &u64)| known(part).unwrap_or(1_000).saturating_mul(*units);
            parts.iter().map(part).fold(0, u64::saturating_add)
        }
        _ => 1_000,
    })
}
