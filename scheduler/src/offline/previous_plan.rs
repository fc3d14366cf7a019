//! An earlier schedule as the planner starts from it.

use jiff::Timestamp;
use yicang_domain::plan::{Prices, Start};
use yicang_domain::{ItemId, LotKey, Plan, Quantity, SecondLevel, Shipment, SiteId, Situation, Version};

/// The last plan as far as the planner starts from it: what was sent. Its other parts are empty.
pub(super) fn as_plan(situation: &Situation, second_level: SecondLevel) -> Option<Plan> {
    if situation.last.is_empty() {
        return None;
    }
    let at: Timestamp = situation.now;
    let shipment = |((lot, site, serves), quantity): (&(LotKey, SiteId, ItemId), &Quantity)| Shipment {
        lot: lot.clone(),
        site: site.clone(),
        serves: serves.clone(),
        quantity: *quantity,
        departs: at,
        arrives: Some(at),
    };
    Some(Plan {
        version: Version::Two,
        second_level,
        start: Start::default(),
        service: Vec::new(),
        bound: Vec::new(),
        cost: 0,
        shipments: situation.last.iter().map(shipment).collect(),
        unmet: Vec::new(),
        prices: Prices::default(),
        joint: Vec::new(),
        claims: Vec::new(),
        lapsed: Vec::new(),
    })
}
