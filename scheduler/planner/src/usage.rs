//! What a plan uses up: sums over lots, stores, needs, lanes and pools.

use crate::ground::{Column, Ground};
use crate::group::Amount;
use std::collections::BTreeMap;

/// Sums of amounts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Usage {
    pub by_lot: Vec<u64>,
    pub by_store: Vec<u64>,
    /// In units of what is needed.
    pub by_need: Vec<u64>,
    /// Units over lanes of limited capacity, by depot and site.
    pub by_lane: BTreeMap<(usize, usize), u64>,
    /// Grams and millilitres.
    pub by_pool: Vec<[u128; 2]>,
}

impl Usage {
    /// Of amounts sorted by need.
    pub(crate) fn of(ground: &Ground<'_>, amounts: &[Amount]) -> Self {
        let mut usage = Self {
            by_lot: vec![0; ground.lots.len()],
            by_store: vec![0; ground.stores.len()],
            by_need: vec![0; ground.needs.len()],
            by_lane: BTreeMap::new(),
            by_pool: vec![[0; 2]; ground.pools.len()],
        };
        for of_need in amounts.chunk_by(|a, b| a.need == b.need) {
            for amount in of_need {
                usage.add(ground, amount);
            }
            usage.by_need[of_need[0].need] = served(ground, of_need);
        }
        usage
    }

    fn add(&mut self, ground: &Ground<'_>, amount: &Amount) {
        let lot = &ground.lots[amount.lot];
        self.by_lot[amount.lot] += amount.units;
        self.by_store[lot.store] += amount.units;
        let role = ground.role(amount.lot, amount.need).expect("what is sent has a role");
        let Ok(column) = ground.column(role, amount.lot, amount.need) else { return };
        if column.way.capacity.is_some() {
            *self.by_lane.entry(ground.lane(amount.lot, amount.need)).or_default() += amount.units;
        }
        if let Some(pool) = column.way.pool {
            let facts = &ground.items[lot.item].facts;
            self.by_pool[pool][0] += u128::from(amount.units) * u128::from(facts.grams);
            self.by_pool[pool][1] += u128::from(amount.units) * u128::from(facts.millilitres);
        }
    }

    /// Adds an amount of a need that is served one to one.
    pub(crate) fn give(&mut self, ground: &Ground<'_>, amount: &Amount) {
        self.add(ground, amount);
        self.by_need[amount.need] += amount.units;
    }

    /// Takes an amount away again; what ratios and kits make of it for the need is not counted.
    pub(crate) fn take(&mut self, ground: &Ground<'_>, amount: &Amount) {
        let lot = &ground.lots[amount.lot];
        self.by_lot[amount.lot] -= amount.units;
        self.by_store[lot.store] -= amount.units;
        if is_even(ground, amount) {
            self.by_need[amount.need] -= amount.units;
        }
        let role = ground.role(amount.lot, amount.need).expect("what is sent has a role");
        let Ok(column) = ground.column(role, amount.lot, amount.need) else { return };
        if let Some(used) = self.by_lane.get_mut(&column.lane) {
            *used -= amount.units;
        }
        if let Some(pool) = column.way.pool {
            let facts = &ground.items[lot.item].facts;
            self.by_pool[pool][0] -= u128::from(amount.units) * u128::from(facts.grams);
            self.by_pool[pool][1] -= u128::from(amount.units) * u128::from(facts.millilitres);
        }
    }

    /// Whether an amount of a need that is served one to one fits everywhere.
    pub(crate) fn has_room(&self, ground: &Ground<'_>, amount: &Amount) -> bool {
        self.room(ground, amount) >= amount.units
    }

    /// How much more than this usage fits over an amount's column, at most as much as the amount.
    pub(crate) fn room(&self, ground: &Ground<'_>, amount: &Amount) -> u64 {
        let lot = &ground.lots[amount.lot];
        let role = ground.role(amount.lot, amount.need).expect("what is sent has a role");
        let Ok(column) = ground.column(role, amount.lot, amount.need) else { return 0 };
        let mut room = amount.units.min(lot.available.saturating_sub(self.by_lot[amount.lot]));
        room = room.min(ground.stores[lot.store].limit.saturating_sub(self.by_store[lot.store]));
        room = room.min(ground.needs[amount.need].open.saturating_sub(self.by_need[amount.need]));
        if let Some(capacity) = column.way.capacity {
            room = room.min(capacity.saturating_sub(self.by_lane.get(&column.lane).copied().unwrap_or(0)));
        }
        if let Some(pool) = column.way.pool {
            let facts = &ground.items[lot.item].facts;
            let limits = [ground.pools[pool].1.grams, ground.pools[pool].1.millilitres];
            for (dimension, size) in [facts.grams, facts.millilitres].into_iter().enumerate() {
                if let Some(limit) = limits[dimension].filter(|_| size > 0) {
                    let left = u128::from(limit.units()).saturating_sub(self.by_pool[pool][dimension]);
                    room = room.min(u64::try_from(left / u128::from(size)).unwrap_or(u64::MAX));
                }
            }
        }
        room
    }

    /// Whether no further unit of a lot fits on a column's lane, or into its pool.
    pub(crate) fn is_full(&self, ground: &Ground<'_>, lot: usize, column: &Column) -> bool {
        let lane = column.lane;
        let used = self.by_lane.get(&lane).copied().unwrap_or(0);
        if column.way.capacity.is_some_and(|capacity| used >= capacity) {
            return true;
        }
        let Some(pool) = column.way.pool else { return false };
        let facts = &ground.items[ground.lots[lot].item].facts;
        let limits = [ground.pools[pool].1.grams, ground.pools[pool].1.millilitres];
        let sizes = [facts.grams, facts.millilitres];
        let over = |dimension: usize| {
            let next = self.by_pool[pool][dimension] + u128::from(sizes[dimension]);
            limits[dimension].is_some_and(|limit| next > u128::from(limit.units()))
        };
        over(0) || over(1)
    }
}

/// Units of a need that amounts serve: substitutes by their ratio, components by whole kits.
pub(crate) fn served(ground: &Ground<'_>, of_need: &[Amount]) -> u64 {
    let need = of_need[0].need;
    let roles = &ground.items[ground.needs[need].item].roles;
    let sent = |item: usize| -> u64 {
        of_need.iter().filter(|amount| ground.lots[amount.lot].item == item).map(|amount| amount.units).sum()
    };
    let single = roles.iter().filter(|role| role.component.is_none());
    // At most 10¹² · 10⁶.
    let single: u64 = single.map(|role| sent(role.item) * u64::from(role.needed) / u64::from(role.given)).sum();
    let kits = roles.iter().filter_map(|role| role.component.map(|units| sent(role.item) / units));
    single + kits.min().unwrap_or(0)
}

/// Whether an amount serves its need unit by unit: neither by a ratio nor as part of a kit.
pub(crate) fn is_even(ground: &Ground<'_>, amount: &Amount) -> bool {
    let role = ground.role(amount.lot, amount.need);
    role.is_some_and(|role| role.component.is_none() && role.given == 1 && role.needed == 1)
}
