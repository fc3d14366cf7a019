//! Stock, protected reserve, claim, lane capacity, and the admissibility of every shipment.

use super::{Count, Violation, is_empty};
use crate::plan::Shipment;

pub(super) fn check(count: &Count<'_>, found: &mut Vec<Violation>) {
    let order: Vec<_> = count.plan.shipments.iter().map(|s| (&s.lot, &s.site)).collect();
    for pair in order.windows(2).filter(|pair| pair[0] >= pair[1]) {
        found.push(Violation::Disorder(format!("shipment {} -> {}", pair[1].0, pair[1].1)));
    }
    for shipment in &count.plan.shipments {
        check_shipment(count, shipment, found);
    }
    for (lot, shipped) in &count.by_lot {
        let available = count.situation.lots.get(*lot).map_or(0, |lot| lot.available().units());
        if *shipped > available {
            found.push(Violation::OverStock { lot: (*lot).clone(), shipped: *shipped, available });
        }
    }
    for ((depot, item), shipped) in &count.by_reserve {
        let limit = count.reserve_limit(depot, item);
        if *shipped > limit {
            let (depot, item) = ((*depot).clone(), (*item).clone());
            found.push(Violation::OverReserve { depot, item, shipped: *shipped, limit });
        }
    }
    for (need, given) in &count.by_need {
        let open = count.situation.needs.get(need).map_or(0, |need| need.open().units());
        if *given > open {
            found.push(Violation::OverClaim { need: need.clone(), given: *given, open });
        }
    }
    for ((depot, site), shipped) in &count.by_lane {
        let (depot, site) = ((*depot).clone(), (*site).clone());
        let lane = count.lanes.get(&(&depot, &site));
        if let Some(capacity) = lane.and_then(|lane| lane.capacity).map(|q| q.units()).filter(|c| shipped > c) {
            found.push(Violation::OverCapacity { depot, site, shipped: *shipped, capacity });
        }
    }
}

fn check_shipment(count: &Count<'_>, shipment: &Shipment, found: &mut Vec<Violation>) {
    let (lot, site, need) = (&shipment.lot, &shipment.site, shipment.need());
    if is_empty(shipment.quantity) {
        found.push(Violation::Empty(format!("shipment {lot} -> {site}")));
    }
    let known = (count.situation.lots.contains_key(lot), count.situation.needs.contains_key(&need));
    if !known.0 {
        found.push(Violation::UnknownLot(lot.clone()));
    }
    if !known.1 {
        found.push(Violation::UnknownNeed(need.clone()));
    }
    if known != (true, true) {
        return;
    }
    for why in count.blockers(lot, &need) {
        found.push(Violation::Inadmissible { lot: lot.clone(), site: site.clone(), why });
    }
    if let Some(counted) = count.arrival(lot, site).filter(|times| *times != (shipment.departs, shipment.arrives)) {
        let said = (shipment.departs.to_string(), shipment.arrives.to_string());
        let counted = (counted.0.to_string(), counted.1.to_string());
        found.push(Violation::WrongTimes { lot: lot.clone(), site: site.clone(), said, counted });
    }
}
