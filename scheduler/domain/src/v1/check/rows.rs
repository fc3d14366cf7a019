//! Stock, protected reserve, claim, lane and pool capacity, packs, and the admissibility of every shipment.

use super::flow::Flow;
use super::index::Index;
use super::violation::Violation;
use crate::check::{Blocker, names};
use crate::id::{ItemId, LotKey, NeedKey, SiteId};
use crate::plan::Shipment;
use crate::quantity::Quantity;
use crate::text::UNKNOWN;
use crate::v1::plan::Plan;
use yicang_language::message;

/// `base` is there if rounding to packs changed anything.
pub(super) fn check(index: &Index<'_>, plan: &Plan, shipped: &Flow, base: Option<&Flow>, found: &mut Vec<Violation>) {
    let shipments: Vec<_> = plan.shipments.iter().map(|s| (&s.lot, &s.site, &s.serves)).collect();
    let bases: Vec<_> = plan.unrounded.iter().map(|b| (&b.lot, &b.site, &b.serves)).collect();
    for pair in shipments.windows(2).filter(|pair| pair[0] >= pair[1]) {
        found.push(Violation::Disorder(names::shipment(pair[1].0, pair[1].1)));
    }
    for pair in bases.windows(2).filter(|pair| pair[0] >= pair[1]) {
        let (lot, site) = (pair[1].0.to_string(), pair[1].1.as_str());
        found.push(Violation::Disorder(message!("check-base", lot = lot, site = site)));
    }
    for shipment in &plan.shipments {
        if let Some((lot, need)) =
            check_column(index, &shipment.lot, &shipment.site, &shipment.serves, shipment.quantity, found)
        {
            check_times(index, lot, need, shipment, found);
        }
    }
    for base in &plan.unrounded {
        check_column(index, &base.lot, &base.site, &base.serves, base.quantity, found);
    }
    // What follows takes for granted that every line is counted, and once.
    if found.iter().any(|v| matches!(v, Violation::Disorder(_) | Violation::UnknownLot(_) | Violation::UnknownNeed(_)))
    {
        return;
    }
    check_sums(index, shipped, found);
    if let Some(base) = base {
        check_sums(index, base, found);
    }
    check_packs(index, shipped, base.unwrap_or(shipped), plan, found);
    check_wholes(index, base.unwrap_or(shipped), found);
}

/// One column of the plan: it exists, it is open, and something is sent. Its lot and need, if both are known.
fn check_column(
    index: &Index<'_>,
    lot: &LotKey,
    site: &SiteId,
    serves: &ItemId,
    quantity: Quantity,
    found: &mut Vec<Violation>,
) -> Option<(usize, usize)> {
    if quantity == Quantity::ZERO {
        found.push(Violation::Empty(names::shipment(lot, site)));
    }
    let need_key = NeedKey { site: site.clone(), item: serves.clone() };
    let known = (index.lot(lot), index.need(&need_key));
    if known.0.is_none() {
        found.push(Violation::UnknownLot(lot.clone()));
    }
    if known.1.is_none() {
        found.push(Violation::UnknownNeed(need_key));
    }
    let (lot_at, need) = known.0.zip(known.1)?;
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
    let Some(passage) = way.and_then(|way| index.timed(lot, way)) else { return };
    if (passage.departs, Some(passage.arrives)) != (shipment.departs, shipment.arrives) {
        let arrives = shipment.arrives.map_or_else(|| UNKNOWN.to_owned(), |at| at.to_string());
        let said = (shipment.departs.to_string(), arrives);
        let counted = (passage.departs.to_string(), passage.arrives.to_string());
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
        if *given > row.open {
            found.push(Violation::OverClaim { need: row.key.clone(), given: *given, open: row.open });
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
    for ((id, pool), [grams, millilitres]) in index.pools.iter().zip(&flow.by_pool) {
        for (dimension, used, capacity) in
            [("grams", *grams, pool.grams), ("millilitres", *millilitres, pool.millilitres)]
        {
            if let Some(capacity) = capacity.map(Quantity::units).filter(|capacity| used > u128::from(*capacity)) {
                found.push(Violation::OverPool { pool: (*id).clone(), dimension, used, capacity });
            }
        }
    }
}

/// What leaves is whole packs, and less than a pack from what it was before; a base line says something else than the
/// shipment.
fn check_packs(index: &Index<'_>, shipped: &Flow, base: &Flow, plan: &Plan, found: &mut Vec<Violation>) {
    for sent in &shipped.sent {
        let row = &index.lots[sent.lot];
        let pack = index.items[row.item].facts.pack.units().max(1);
        if sent.units % pack != 0 {
            let (lot, site) = (row.key.clone(), index.needs[sent.need].key.site.clone());
            found.push(Violation::BrokenPack { lot, site, quantity: sent.units, pack });
        }
    }
    if plan.unrounded.is_empty() {
        return;
    }
    for line in &plan.unrounded {
        let need = index.need(&NeedKey { site: line.site.clone(), item: line.serves.clone() });
        let Some((lot, need)) = index.lot(&line.lot).zip(need) else { continue };
        let (before, after) = (base.over(lot, need), shipped.over(lot, need));
        let pack = index.items[index.lots[lot].item].facts.pack.units().max(1);
        if before == after || before.abs_diff(after) >= pack {
            let (lot, site) = (line.lot.clone(), line.site.clone());
            found.push(Violation::WrongRounding { lot, site, base: before, shipped: after, pack });
        }
    }
}

/// Substitutes make whole units, and components whole kits, before rounding to packs.
fn check_wholes(index: &Index<'_>, flow: &Flow, found: &mut Vec<Violation>) {
    for sent in &flow.sent {
        let Some(role) = index.role(sent.lot, sent.need) else { continue };
        if !(u128::from(sent.units) * u128::from(role.needed)).is_multiple_of(u128::from(role.given.max(1))) {
            let (lot, site) = (index.lots[sent.lot].key.clone(), index.needs[sent.need].key.site.clone());
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
