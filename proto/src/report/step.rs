//! What was done with an order: wire → domain and back.

use super::Reading;
use crate::v1;
use yicang_domain::report::{Body, Step};
use yicang_domain::{Fault, OrderId, Quantity};
use yicang_language::message;

pub(super) fn read(reading: &mut Reading, step: &v1::StepReport) -> Option<Body> {
    let order = reading.word("step.order_id", &step.order_id);
    let quantity = reading.quantity("step.quantity", step.quantity);
    let step = reading.keep(match step.step() {
        v1::Step::Picked => Ok(Step::Picked),
        v1::Step::Shipped => Ok(Step::Shipped),
        v1::Step::Received => Ok(Step::Received),
        v1::Step::Unspecified => Err(Fault::new("step.step", message!("wire-no-step", step = step.step))),
    });
    Some(Body::Step { order: order?, step: step?, quantity: quantity? })
}

pub(super) fn to_wire(order: &OrderId, step: Step, quantity: Quantity) -> v1::StepReport {
    let step = match step {
        Step::Picked => v1::Step::Picked,
        Step::Shipped => v1::Step::Shipped,
        Step::Received => v1::Step::Received,
    };
    v1::StepReport { order_id: order.to_string(), step: step.into(), quantity: quantity.units() }
}
