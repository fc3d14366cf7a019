//! Overrides on the wire.

use crate::v1;
use yicang_domain::quantity::QuantityError;
use yicang_domain::signed_override::OverrideLine;
use yicang_domain::{Bound, Fault, ItemId, LotKey, NeedKey, Quantity};
use yicang_language::{ToMessage as _, message};

/// A line for the wire.
pub fn line_to_wire(line: &OverrideLine) -> v1::OverrideLine {
    let need_item = Some(&line.need.item).filter(|item| **item != line.lot.item).map(ItemId::to_string);
    v1::OverrideLine {
        depot_id: line.lot.depot.to_string(),
        item_id: line.lot.item.to_string(),
        lot_id: line.lot.lot.to_string(),
        site_id: line.need.site.to_string(),
        need_item_id: need_item.unwrap_or_default(),
        bound: line.bound.word().to_owned(),
        quantity: line.bound.quantity().map_or(0, Quantity::units),
    }
}

/// A line from the wire; `field` names it.
///
/// # Errors
/// Every fault.
pub fn line_from_wire(field: &str, wire: &v1::OverrideLine) -> Result<OverrideLine, Vec<Fault>> {
    let mut faults = Vec::new();
    let depot = wire.depot_id.parse().map_err(|error| faults.push(Fault::new(format!("{field}.depot_id"), error))).ok();
    let item = wire.item_id.parse().map_err(|error| faults.push(Fault::new(format!("{field}.item_id"), error))).ok();
    let lot = wire.lot_id.parse().map_err(|error| faults.push(Fault::new(format!("{field}.lot_id"), error))).ok();
    let site = wire.site_id.parse().map_err(|error| faults.push(Fault::new(format!("{field}.site_id"), error))).ok();
    let served = if wire.need_item_id.is_empty() { &wire.item_id } else { &wire.need_item_id };
    let serves = served.parse().map_err(|error| faults.push(Fault::new(format!("{field}.need_item_id"), error))).ok();
    let quantity = Quantity::new(wire.quantity);
    if quantity.is_none() {
        let problem = QuantityError::TooLarge(wire.quantity.to_string()).message();
        faults.push(Fault::new(format!("{field}.quantity"), problem));
    }
    let bound = quantity.and_then(|units| Bound::from_word(&wire.bound, units));
    if quantity.is_some() && bound.is_none() {
        let problem = message!("overriding-no-word", word = format!("{:?}", wire.bound));
        faults.push(Fault::new(format!("{field}.bound"), problem));
    }
    match (depot, item, lot, site, serves, bound) {
        (Some(depot), Some(item), Some(lot), Some(site), Some(serves), Some(bound)) if faults.is_empty() => {
            Ok(OverrideLine { lot: LotKey { depot, item, lot }, need: NeedKey { site, item: serves }, bound })
        }
        _ => Err(faults),
    }
}

/// What the line asks for, as its public face says it, whatever is wrong with it.
pub fn words_of(wire: &v1::OverrideLine) -> String {
    let v1::OverrideLine { depot_id, item_id, lot_id, site_id, need_item_id, bound, quantity } = wire;
    let mut words = format!("{bound} {depot_id} {item_id} {lot_id} {site_id}");
    if bound != "forbid" {
        words += &format!(" {quantity}");
    }
    if !need_item_id.is_empty() {
        words += &format!(" for={need_item_id}");
    }
    words
}
