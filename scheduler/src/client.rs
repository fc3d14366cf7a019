//! The coordinator's side of the wire. The centre's answers are the domain's own types.

pub mod comparing;
pub mod connect;
pub mod coordinator;
pub mod disclosing;
pub mod error;
pub mod gifts;
pub mod lots;
pub mod moving;
pub mod notices;
pub mod overriding;
pub mod stock;
pub mod telling;
