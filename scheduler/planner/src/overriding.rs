//! Overrides: what they fix is taken out of the situation, the rest is planned, and both are put together (row 7 of the
//! model, shifted by its lower bounds). What cannot be kept lapses, the newest first to give way.

use crate::error::PlanError;
use crate::model::{Blocker, Model, Narrowing, objective};
use jiff::Timestamp;
use std::collections::BTreeMap;
use yicang_domain::plan::{Plan, Shipment};
use yicang_domain::{Lapse, Lapsed, LotKey, NeedKey, Quantity, Situation};

/// Units of a column that every plan sends.
struct Fixed {
    lot: usize,
    need: usize,
    units: u64,
    served: u64,
    times: (Timestamp, Option<Timestamp>),
}

/// What overrides leave, and what they fix.
pub(crate) struct Rest {
    pub situation: Situation,
    pub narrowing: Narrowing,
    fixed: Vec<Fixed>,
    lapsed: Vec<Lapsed>,
}

/// What is left while one override after the other takes its units.
struct Budget {
    lots: Vec<u64>,
    stores: Vec<u64>,
    needs: Vec<u64>,
    lanes: BTreeMap<(usize, usize), u64>,
    pools: Vec<[u64; 2]>,
}

impl Rest {
    /// Of a model of the whole situation.
    pub(crate) fn of(model: &Model<'_>) -> Self {
        let mut budget = Budget {
            lots: model.lots.iter().map(|row| row.available).collect(),
            stores: model.stores.iter().map(|row| row.limit).collect(),
            needs: model.needs.iter().map(|row| row.open).collect(),
            lanes: BTreeMap::new(),
            pools: vec![[0; 2]; model.pools.len()],
        };
        let mut rest = Self {
            situation: Situation { overrides: BTreeMap::new(), ..model.situation.clone() },
            narrowing: Narrowing::default(),
            fixed: Vec::new(),
            lapsed: Vec::new(),
        };
        let mut overrides: Vec<_> = model.situation.overrides.iter().map(|(key, line)| (line.by, key, line)).collect();
        overrides.sort_by_key(|(by, key, _)| (*by, *key));
        for (by, (lot, need), line) in overrides {
            let least = line.bound.least();
            if least > 0 {
                match budget.spend(model, lot, need, least) {
                    Ok(fixed) => rest.fix(lot, need, fixed),
                    Err(why) => {
                        rest.lapsed.push(Lapsed { by, lot: lot.clone(), need: need.clone(), why });
                        continue;
                    }
                }
            }
            if let Some(most) = line.bound.most() {
                rest.narrowing.caps.insert((need.clone(), lot.clone()), most - least);
            }
        }
        rest.lapsed.sort();
        rest.narrowing.loads = budget.pools;
        rest
    }

    /// Takes what is fixed out of the situation.
    fn fix(&mut self, lot: &LotKey, need: &NeedKey, fixed: Fixed) {
        let fewer = |quantity: &mut Quantity, units: u64| {
            *quantity = quantity.saturating_sub(Quantity::new(units).unwrap_or(*quantity));
        };
        let situation = &mut self.situation;
        if let Some(row) = situation.lots.get_mut(lot) {
            fewer(&mut row.on_hand, fixed.units);
        }
        if let Some(row) = situation.needs.get_mut(need) {
            row.covered = row.covered.saturating_add(Quantity::new(fixed.served).unwrap_or(row.claimed));
        }
        if let Some(lane) = situation.lanes.get_mut(&(lot.depot.clone(), need.site.clone())) {
            lane.capacity.iter_mut().for_each(|capacity| fewer(capacity, fixed.units));
        }
        let column = (lot.clone(), need.site.clone(), need.item.clone());
        if let Some(last) = situation.last.get_mut(&column) {
            fewer(last, fixed.units);
            if *last == Quantity::ZERO {
                situation.last.remove(&column);
            }
        }
        self.narrowing.fixed.push((lot.clone(), need.clone(), fixed.units));
        self.fixed.push(fixed);
    }

    /// The plan of the whole: what is fixed is put back, with what it is worth and costs.
    ///
    /// # Errors
    /// [`PlanError::Overflow`].
    pub(crate) fn put_back(self, whole: &mut Model<'_>, rest: &Model<'_>, plan: &mut Plan) -> Result<(), PlanError> {
        // What a unit is worth is shared by items that stand in for each other in what is left.
        for (item, of_rest) in whole.items.iter_mut().zip(&rest.items) {
            item.omega = of_rest.omega;
        }
        let mut service = vec![0; plan.service.len()];
        let mut served = BTreeMap::<usize, u64>::new();
        for fixed in &self.fixed {
            *served.entry(fixed.need).or_default() += fixed.served;
            let amount = crate::model::Amount { need: fixed.need, lot: fixed.lot, units: fixed.units };
            let cost = objective::cost_of_any(whole, &amount).ok_or(PlanError::Overflow)?;
            plan.cost = plan.cost.checked_add(cost).ok_or(PlanError::Overflow)?;
            add_shipment(plan, shipment(whole, fixed));
        }
        for (need, units) in served {
            objective::add_service(whole, need, units, &mut service).ok_or(PlanError::Overflow)?;
        }
        for (level, part) in service.into_iter().enumerate() {
            for sum in [&mut plan.service[level], &mut plan.bound[level]] {
                *sum = sum.checked_add(part).ok_or(PlanError::Overflow)?;
            }
        }
        plan.shipments.sort();
        plan.lapsed = self.lapsed;
        Ok(())
    }
}

fn shipment(model: &Model<'_>, fixed: &Fixed) -> Shipment {
    let need = model.needs[fixed.need].key;
    Shipment {
        lot: model.lots[fixed.lot].key.clone(),
        site: need.site.clone(),
        serves: need.item.clone(),
        quantity: Quantity::new(fixed.units).expect("no more than a lot holds"),
        departs: fixed.times.0,
        arrives: fixed.times.1,
    }
}

/// Adds units to the line of the same column, or a line.
fn add_shipment(plan: &mut Plan, more: Shipment) {
    let same = |line: &&mut Shipment| (&line.lot, &line.site, &line.serves) == (&more.lot, &more.site, &more.serves);
    match plan.shipments.iter_mut().find(same) {
        Some(line) => line.quantity = line.quantity.saturating_add(more.quantity),
        None => plan.shipments.push(more),
    }
}

impl Budget {
    fn spend(&mut self, model: &Model<'_>, lot: &LotKey, need: &NeedKey, units: u64) -> Result<Fixed, Lapse> {
        let lot = model.lot(lot).ok_or(Lapse::NoLot)?;
        if model.unknown.iter().any(|(key, _)| *key == need) {
            return Err(Lapse::UnknownClass);
        }
        let need = model.need(need).ok_or(Lapse::NoNeed)?;
        let (from, to) = (&model.lots[lot], &model.needs[need]);
        let mut roles = model.items[to.item].roles.iter();
        let role = roles.find(|role| role.item == from.item).filter(|role| role.component.is_none());
        let role = role.ok_or(Lapse::OtherItem)?;
        let column = model.column(role, lot, need).map_err(lapse_of)?;
        column.cost.ok_or(Lapse::NoCost)?;
        if !units.is_multiple_of(model.step(role, lot)) {
            return Err(Lapse::PackSize);
        }
        let served = Model::served_by(role, units);
        if self.lots[lot] < units {
            return Err(Lapse::SupplyExhausted);
        }
        if self.stores[from.store] < units {
            return Err(Lapse::ProtectedReserve);
        }
        if self.needs[need] < served {
            return Err(Lapse::NoNeed);
        }
        let on_lane = self.lanes.get(&column.lane).copied().unwrap_or(0) + units;
        if column.way.capacity.is_some_and(|most| most < on_lane) {
            return Err(Lapse::TransportCapacity);
        }
        if let Some(pool) = column.way.pool {
            let facts = &model.items[from.item].facts;
            let sizes = [facts.grams.micros(), facts.millilitres.micros()];
            let limits = model.sizes(lot, &column);
            let mut loads = self.pools[pool];
            for ((load, size), limit) in loads.iter_mut().zip(sizes).zip(limits) {
                *load = load.saturating_add(size.saturating_mul(units));
                if limit.is_some_and(|(limit, _)| *load > limit) {
                    return Err(Lapse::TransportCapacity);
                }
            }
            self.pools[pool] = loads;
        }
        self.lanes.insert(column.lane, on_lane);
        self.lots[lot] -= units;
        self.stores[from.store] -= units;
        self.needs[need] -= served;
        Ok(Fixed { lot, need, units, served, times: column.times() })
    }
}

fn lapse_of(blocker: Blocker) -> Lapse {
    match blocker {
        Blocker::NoLane => Lapse::LaneClosed,
        Blocker::Held => Lapse::Held,
        Blocker::Earmark => Lapse::Earmarked,
        Blocker::LeadTime(_) => Lapse::LeadTime,
        // A model of the whole situation has no bounds.
        Blocker::RemainingLife | Blocker::Override => Lapse::RemainingLife,
    }
}
