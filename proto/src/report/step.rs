//! What was done with an order: wire → domain and back.

use super::Reading;
use crate::time::time_to_wire;
use crate::v1;
use yicang_domain::report::{Body, Moved, Step};
use yicang_domain::{Fault, Unusable};
use yicang_language::message;

pub(super) fn read(reading: &mut Reading, step: &v1::StepReport) -> Option<Body> {
    let order = reading.word("step.order_id", &step.order_id);
    let quantity = reading.quantity("step.quantity", step.quantity);
    let damaged = reading.quantity("step.damaged", step.damaged);
    let lost = reading.quantity("step.lost", step.lost);
    let expired = reading.quantity("step.expired", step.expired);
    let rejected = reading.quantity("step.rejected", step.rejected);
    let over = reading.quantity("step.over", step.over);
    let done_at = reading.time("step.done_at", step.done_at.as_ref());
    let said = reading.keep(match step.step() {
        v1::Step::Picked => Ok(Step::Picked),
        v1::Step::Shipped => Ok(Step::Shipped),
        v1::Step::Received => Ok(Step::Received),
        v1::Step::Confirmed => Ok(Step::Confirmed),
        v1::Step::Arrived => Ok(Step::Arrived),
        v1::Step::Returned => Ok(Step::Returned),
        v1::Step::Unspecified => Err(Fault::new("step.step", message!("wire-no-step", step = step.step))),
    });
    let unusable = Unusable { damaged: damaged?, lost: lost?, expired: expired? };
    let (rejected, over, done_at) = (rejected?, over?, done_at?);
    let (order, step, quantity, corrects, taken_back) =
        (order?, said?, quantity?, Some(step.corrects).filter(|entry| *entry > 0), step.taken_back);
    let moved = Moved { order, step, quantity, unusable, rejected, over, done_at, corrects, taken_back };
    reading.0.extend(moved.faults());
    Some(moved.into_body())
}

pub(super) fn to_wire(moved: &Moved) -> v1::StepReport {
    let step = match moved.step {
        Step::Picked => v1::Step::Picked,
        Step::Shipped => v1::Step::Shipped,
        Step::Received => v1::Step::Received,
        Step::Confirmed => v1::Step::Confirmed,
        Step::Arrived => v1::Step::Arrived,
        Step::Returned => v1::Step::Returned,
    };
    v1::StepReport {
        order_id: moved.order.to_string(),
        step: step.into(),
        quantity: moved.quantity.units(),
        damaged: moved.unusable.damaged.units(),
        lost: moved.unusable.lost.units(),
        expired: moved.unusable.expired.units(),
        rejected: moved.rejected.units(),
        over: moved.over.units(),
        done_at: moved.done_at.map(time_to_wire),
        corrects: moved.corrects.unwrap_or_default(),
        taken_back: moved.taken_back,
    }
}
