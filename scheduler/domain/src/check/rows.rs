//! Stock, protected reserve, claim, lane and pool capacity, whole packs, ratios and kits, and the admissibility of
//! every shipment.

use super::flow::Flow;
use super::index::Index;
use super::names;
use super::violation::{Blocker, Violation};
use crate::plan::{Plan, Shipment, decimal};
use crate::text::UNKNOWN;
use jiff::Timestamp;

/// Places of a microgram in a gram, and of a nanolitre in a millilitre.
const PLACES: usize = 6;

pub(super) fn check(index: &Index<'_>, plan: &Plan, flow: &Flow, found: &mut Vec<Violation>) {
    let order: Vec<_> = plan.shipments.iter().map(|s| (&s.lot, &s.site, &s.serves)).collect();
    for pair in order.windows(2).filter(|pair| pair[0] >= pair[1]) {
        found.push(Violation::Disorder(names::shipment(pair[1].0, pair[1].1)));
    }
    for shipment in &plan.shipments {
        if let Some((lot, need)) = check_column(index, shipment, found) {
            check_times(index, lot, need, shipment, found);
        }
    }
    // What follows takes for granted that every line is counted, and once.
    if found.iter().any(|v| matches!(v, Violation::Disorder(_) | Violation::UnknownLot(_) | Violation::UnknownNeed(_)))
    {
        return;
    }
    check_sums(index, flow, found);
    check_pools(index, flow, found);
    check_wholes(index, flow, found);
}

/// One column of the plan: it exists, it is open, and something is sent. Its lot and need, if both are known.
fn check_column(index: &Index<'_>, shipment: &Shipment, found: &mut Vec<Violation>) -> Option<(usize, usize)> {
    let Shipment { lot, site, .. } = shipment;
    if shipment.quantity.units() == 0 {
        found.push(Violation::Empty(names::shipment(lot, site)));
    }
    let need_key = shipment.need();
    let known = (index.lot(lot), index.need(&need_key));
    if known.0.is_none() {
        found.push(Violation::UnknownLot(lot.clone()));
    }
    if known.1.is_none() {
        found.push(Violation::UnknownNeed(need_key.clone()));
    }
    let (lot_at, need) = known.0.zip(known.1)?;
    if !index.needs[need].is_known() {
        found.push(Violation::UnknownClass(need_key));
    }
    let mut blocked = |why| found.push(Violation::Inadmissible { lot: lot.clone(), site: site.clone(), why });
    if index.role(lot_at, need).is_none() {
        blocked(Blocker::OtherItem);
    }
    if let Err(blockers) = index.passage(lot_at, need) {
        blockers.iter().for_each(blocked);
    }
    Some((lot_at, need))
}

fn check_times(index: &Index<'_>, lot: usize, need: usize, shipment: &Shipment, found: &mut Vec<Violation>) {
    let way = index.way(index.lane_of(lot, need)).filter(|way| way.open);
    // That there is no way is said of the column.
    let Some(Ok(passage)) = way.map(|way| index.timed(lot, way)) else { return };
    let arrives = passage.way.timed.then_some(passage.arrives);
    if (passage.departs, arrives) != (shipment.departs, shipment.arrives) {
        let text = |at: Option<Timestamp>| at.map_or_else(|| UNKNOWN.to_owned(), |at| at.to_string());
        let said = (shipment.departs.to_string(), text(shipment.arrives));
        let counted = (passage.departs.to_string(), text(arrives));
        let (lot, site) = (shipment.lot.clone(), shipment.site.clone());
        found.push(Violation::WrongTimes { lot, site, said, counted });
    }
}

fn check_sums(index: &Index<'_>, flow: &Flow, found: &mut Vec<Violation>) {
    for (row, shipped) in index.lots.iter().zip(&flow.by_lot) {
        if *shipped > row.available {
            let available = row.available;
            found.push(Violation::OverStock { lot: row.key.clone(), shipped: *shipped, available });
        }
    }
    for (row, shipped) in index.stores.iter().zip(&flow.by_store) {
        if *shipped > row.limit {
            let (depot, item) = (row.depot.clone(), index.items[row.item].id.clone());
            found.push(Violation::OverReserve { depot, item, shipped: *shipped, limit: row.limit });
        }
    }
    for (row, given) in index.needs.iter().zip(&flow.by_need) {
        if *given > row.asked {
            found.push(Violation::OverClaim { need: row.key.clone(), given: *given, open: row.asked });
        }
    }
    for (lane, shipped) in flow.lanes() {
        let capacity = index.way(lane).and_then(|way| way.capacity);
        if let Some(capacity) = capacity.filter(|capacity| shipped > *capacity) {
            let (depot, site) = index.lane_name(lane);
            let (depot, site) = (depot.clone(), site.clone());
            found.push(Violation::OverCapacity { depot, site, shipped, capacity });
        }
    }
}

fn check_pools(index: &Index<'_>, flow: &Flow, found: &mut Vec<Violation>) {
    for (row, [grams, millilitres]) in index.pools.iter().zip(&flow.by_pool) {
        let pool = &index.situation.pools[row.id];
        let grams = ("grams", *grams, row.micrograms.zip(pool.grams));
        let millilitres = ("millilitres", *millilitres, row.nanolitres.zip(pool.millilitres));
        for (dimension, used, limit) in [grams, millilitres] {
            if let Some((_, whole)) = limit.filter(|(fine, _)| used > u128::from(*fine)) {
                let used = i128::try_from(used).expect("10^11 lines of at most 10^27");
                let used = decimal(used, PLACES);
                found.push(Violation::OverPool { pool: row.id.clone(), dimension, used, capacity: whole.units() });
            }
        }
    }
}

/// What leaves is whole packs; substitutes make whole units lot by lot, and components whole kits.
fn check_wholes(index: &Index<'_>, flow: &Flow, found: &mut Vec<Violation>) {
    for sent in &flow.sent {
        let row = &index.lots[sent.lot];
        let names = || (row.key.clone(), index.needs[sent.need].key.site.clone());
        let pack = index.items[row.item].pack;
        if !sent.units.is_multiple_of(pack) {
            let (lot, site) = names();
            found.push(Violation::BrokenPack { lot, site, quantity: sent.units, pack });
        }
        let Some(role) = index.role(sent.lot, sent.need) else { continue };
        if !sent.units.is_multiple_of(role.given) {
            let (lot, site) = names();
            let (quantity, given, needed) = (sent.units, role.given, role.needed);
            found.push(Violation::BrokenRatio { lot, site, quantity, given, needed });
        }
    }
    for (need, row) in index.needs.iter().enumerate() {
        let Some(kits) = flow.kits(index, need) else { continue };
        for role in &index.items[row.item].roles {
            let Some(units) = role.component else { continue };
            let received = flow.of_component(index, need, role.item);
            if kits.checked_mul(units) != Some(received) {
                let (need, component) = (row.key.clone(), index.items[role.item].id.clone());
                found.push(Violation::UnevenKit { need, component, received, units, kits });
            }
        }
    }
}
