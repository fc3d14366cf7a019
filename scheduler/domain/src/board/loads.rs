//! What approved orders take of vehicles, so that two plans of one day do not fill one vehicle twice.

use super::Board;
use crate::id::PoolId;
use crate::order::{Order, Progress};
use crate::quantity::{DECIMAL_ONE, Quantity};
use crate::situation::Situation;
use std::collections::BTreeMap;

/// Micrograms and nanolitres.
type Load = [u128; 2];

impl Board {
    /// Takes off the vehicles what orders already have of them: all of it that leaves by the departure which the
    /// situation shows, whether it stands there or is loaded; of vehicles that leave when they are ready, what has not
    /// left. Orders that the next plan may change take nothing.
    pub(super) fn take_loads(&self, situation: &mut Situation) {
        let mut loads = BTreeMap::<PoolId, Load>::new();
        for order in self.orders.values().filter(|order| !situation.reopened.contains(&order.id)) {
            let shipment = &order.shipment;
            let lane = situation.lanes.get(&(shipment.lot.depot.clone(), shipment.site.clone()));
            let Some(id) = lane.and_then(|lane| lane.pool.clone()) else { continue };
            let Some(pool) = situation.pools.get(&id) else { continue };
            let is_its = pool.departs.is_none_or(|departs| departs == shipment.departs);
            let Some(units) = on_board(order, pool.departs.is_some()).filter(|_| is_its) else { continue };
            let facts = situation.items.get(&shipment.lot.item).copied().unwrap_or_default();
            let load = loads.entry(id).or_default();
            for (sum, of_each) in load.iter_mut().zip([facts.grams, facts.millilitres]) {
                *sum = sum.saturating_add(u128::from(units.units()) * u128::from(of_each.micros()));
            }
        }
        for (id, [grams, millilitres]) in loads {
            if let Some(pool) = situation.pools.get_mut(&id) {
                pool.grams = pool.grams.map(|all| less(all, grams));
                pool.millilitres = pool.millilitres.map(|all| less(all, millilitres));
            }
        }
    }
}

/// What of an order is on the vehicle or will be.
fn on_board(order: &Order, leaves_at_a_time: bool) -> Option<Quantity> {
    match order.progress {
        Progress::Approved | Progress::Confirmed => Some(order.shipment.quantity),
        Progress::Picked(picked) => Some(picked),
        Progress::Dispatched { shipped }
        | Progress::Arrived { shipped }
        | Progress::Returned { shipped, .. }
        | Progress::Received { shipped, .. } => Some(shipped).filter(|_| leaves_at_a_time),
        Progress::Cancelled | Progress::Replaced { .. } => None,
    }
}

/// What is left, in whole units, rounded down.
fn less(all: Quantity, micros: u128) -> Quantity {
    let taken = micros.div_ceil(u128::from(DECIMAL_ONE));
    let left = u128::from(all.units()).saturating_sub(taken);
    Quantity::new(u64::try_from(left).unwrap_or(0)).unwrap_or(all)
}
