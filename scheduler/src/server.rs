//! The one port. Thin: takes calls apart, hands over, answers; a [`crate::refusal::Refusal`] becomes a gRPC status here
//! and nowhere else.

pub mod dispatch_service;
mod door;
pub mod field_service;
mod lots;
mod needs;
mod notices;
mod reading;
pub(crate) mod respond;
pub mod serve;
mod stock;
mod wire;
