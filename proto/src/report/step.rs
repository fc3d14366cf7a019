//! What was done with an order: wire → domain and back.

use super::Reading;
use crate::v1;
use yicang_domain::report::{Body, Step};
use yicang_domain::{Fault, OrderId, Quantity, Unusable};
use yicang_language::message;

pub(super) fn read(reading: &mut Reading, step: &v1::StepReport) -> Option<Body> {
    let order = reading.word("step.order_id", &step.order_id);
    let quantity = reading.quantity("step.quantity", step.quantity);
    let damaged = reading.quantity("step.damaged", step.damaged);
    let lost = reading.quantity("step.lost", step.lost);
    let expired = reading.quantity("step.expired", step.expired);
    let said = reading.keep(match step.step() {
        v1::Step::Picked => Ok(Step::Picked),
        v1::Step::Shipped => Ok(Step::Shipped),
        v1::Step::Received => Ok(Step::Received),
        v1::Step::Unspecified => Err(Fault::new("step.step", message!("wire-no-step", step = step.step))),
    });
    let unusable = Unusable { damaged: damaged?, lost: lost?, expired: expired? };
    if said.is_some_and(|said| said != Step::Received) {
        for (word, _) in unusable.all().into_iter().filter(|(_, units)| *units > Quantity::ZERO) {
            reading.0.push(Fault::new(format!("step.{word}"), message!("receipt-only")));
        }
    }
    let (order, step, quantity) = (order?, said?, quantity?);
    Some(match unusable.sum() {
        0 => Body::Step { order, step, quantity },
        _ => Body::Receipt { order, quantity, unusable },
    })
}

pub(super) fn to_wire(order: &OrderId, step: Step, quantity: Quantity) -> v1::StepReport {
    let step = match step {
        Step::Picked => v1::Step::Picked,
        Step::Shipped => v1::Step::Shipped,
        Step::Received => v1::Step::Received,
    };
    v1::StepReport {
        order_id: order.to_string(),
        step: step.into(),
        quantity: quantity.units(),
        ..v1::StepReport::default()
    }
}

pub(super) fn receipt_to_wire(order: &OrderId, quantity: Quantity, unusable: &Unusable) -> v1::StepReport {
    v1::StepReport {
        damaged: unusable.damaged.units(),
        lost: unusable.lost.units(),
        expired: unusable.expired.units(),
        ..to_wire(order, Step::Received, quantity)
    }
}
