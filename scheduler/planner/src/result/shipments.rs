//! Amounts as the shipments of a plan, and back.

use crate::model::{Amount, Model};
use yicang_domain::Quantity;
use yicang_domain::plan::{Plan, Shipment};

/// An earlier plan's amounts, as far as lots and needs are still there; sorted.
pub(crate) fn amounts_of(model: &Model<'_>, plan: &Plan) -> Vec<Amount> {
    let amount = |line: &Shipment| {
        let need = model.need(&line.need())?;
        Some(Amount { need, lot: model.lot(&line.lot)?, units: line.quantity.units() })
    };
    let mut amounts: Vec<Amount> = plan.shipments.iter().filter_map(amount).collect();
    amounts.sort_unstable();
    amounts
}

/// The shipments of a plan, sorted.
pub(crate) fn shipments(model: &Model<'_>, amounts: &[Amount]) -> Vec<Shipment> {
    let shipment = |amount: &Amount| {
        let role = model.role(amount.lot, amount.need).expect("what is sent has a role");
        let column = model.column(role, amount.lot, amount.need).expect("what is sent takes a column");
        let (departs, arrives) = column.times();
        let need = model.needs[amount.need].key;
        Shipment {
            lot: model.lots[amount.lot].key.clone(),
            site: need.site.clone(),
            serves: need.item.clone(),
            quantity: Quantity::new(amount.units).expect("no more than a lot holds"),
            departs,
            arrives,
        }
    };
    let mut shipments: Vec<_> = amounts.iter().map(shipment).collect();
    shipments.sort();
    shipments
}
