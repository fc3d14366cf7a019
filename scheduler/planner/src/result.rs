//! What a plan lists beside the amounts: shipments, bounds, and a reason for every unmet unit.

mod bound;
mod reasons;
mod shipments;

pub(crate) use bound::bound;
pub(crate) use reasons::reasons;
pub(crate) use shipments::{amounts_of, shipments};
