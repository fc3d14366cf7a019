//! The one port. Thin: takes calls apart, hands over, answers; a [`crate::refusal::Refusal`] becomes a gRPC status here
//! and nowhere else.

mod asking;
mod comparing;
pub mod dispatch_service;
mod door;
mod explaining;
pub mod field_service;
mod lots;
mod moving;
mod needs;
pub mod notices;
mod on_lots;
mod overriding;
mod reading;
pub(crate) mod respond;
pub mod serve;
mod stock;
mod wire;
