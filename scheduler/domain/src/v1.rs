//! Plans of version 1, as old logs hold them: their text, and the rules that they are counted by. Nothing makes them
//! any more.
//!
//! Version 1 compared two values, and divided worths by entitlements where items compete for transport. Its proof of
//! joint and packed items does not prove class order. See [`violations`] for what it proves.

mod check;
mod plan;
mod text;

pub use check::{Violation, is_coupled_or_packed, violations};
pub use plan::{Joint, Plan, PoolPrice, Price, Prices, Unrounded, Value};
