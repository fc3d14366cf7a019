//! Sums of a plan over lots, stores, needs, lanes and pools.

use super::Amount;
use super::{Column, Model, Role};
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
    /// Micrograms and nanolitres.
    pub by_pool: Vec<[u128; 2]>,
}

impl Usage {
    /// Of amounts sorted by need.
    pub(crate) fn of(model: &Model<'_>, amounts: &[Amount]) -> Self {
        let mut usage = Self {
            by_lot: vec![0; model.lots.len()],
            by_store: vec![0; model.stores.len()],
            by_need: vec![0; model.needs.len()],
            by_lane: BTreeMap::new(),
            by_pool: vec![[0; 2]; model.pools.len()],
        };
        for of_need in amounts.chunk_by(|a, b| a.need == b.need) {
            for amount in of_need {
                usage.add(model, amount);
            }
            usage.by_need[of_need[0].need] = served(model, of_need);
        }
        usage
    }

    fn add(&mut self, model: &Model<'_>, amount: &Amount) {
        let lot = &model.lots[amount.lot];
        self.by_lot[amount.lot] += amount.units;
        self.by_store[lot.store] += amount.units;
        let role = model.role(amount.lot, amount.need).expect("what is sent has a role");
        let Ok(column) = model.column(role, amount.lot, amount.need) else { return };
        if column.way.capacity.is_some() {
            *self.by_lane.entry(model.lane(amount.lot, amount.need)).or_default() += amount.units;
        }
        if let Some(pool) = column.way.pool {
            let facts = &model.items[lot.item].facts;
            self.by_pool[pool][0] += u128::from(amount.units) * u128::from(facts.grams.micros());
            self.by_pool[pool][1] += u128::from(amount.units) * u128::from(facts.millilitres.micros());
        }
    }

    /// Whether nothing more of a lot fits on a column's lane, or into its pool: not even the least that goes over it.
    pub(crate) fn is_full(&self, model: &Model<'_>, role: &Role, lot: usize, column: &Column) -> bool {
        let step = model.step(role, lot);
        // What the lot itself is too small for, no vehicle keeps back.
        let step = if step > model.lots[lot].available { 1 } else { step };
        let used = self.by_lane.get(&column.lane).copied().unwrap_or(0);
        if column.way.capacity.is_some_and(|capacity| used.saturating_add(step) > capacity) {
            return true;
        }
        let Some(pool) = column.way.pool else { return false };
        let sizes = model.sizes(lot, column).into_iter().zip(self.by_pool[pool]);
        sizes
            .filter_map(|(limit, used)| Some((limit?, used)))
            .any(|((limit, size), used)| used + u128::from(size) * u128::from(step) > u128::from(limit))
    }
}

/// Units of a need that amounts serve: substitutes by their ratio, components by whole kits.
pub(crate) fn served(model: &Model<'_>, of_need: &[Amount]) -> u64 {
    let need = of_need[0].need;
    let roles = model.items[model.needs[need].item].roles.iter().filter(|role| role.works);
    let mut single = 0_u128;
    let mut kits = None::<u64>;
    for role in roles {
        let sent = of_need.iter().filter(|amount| model.lots[amount.lot].item == role.item).map(|amount| amount.units);
        let sent = sent.fold(0, u64::saturating_add);
        match role.component {
            Some(units) => kits = Some(kits.unwrap_or(u64::MAX).min(sent / units.max(1))),
            None => single += u128::from(sent) * u128::from(role.needed) / u128::from(role.given.max(1)),
        }
    }
    u64::try_from(single).unwrap_or(u64::MAX).saturating_add(kits.unwrap_or(0))
}
