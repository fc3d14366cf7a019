//! A made-up country of any size: its supplies planned with the planner's engine, and the plan proven best.
//!
//! ```text
//! arguments --> run: rules, country, minutes --> items solved --> proof --> one line of JSON
//! ```
//!
//! The program `yicang-country` measures with it, tests plan with it, and [`peers`] and [`mps`] write the same country
//! down for other solvers.

pub mod arguments;
pub mod change;
pub mod country;
pub mod coupled;
pub mod crew;
pub mod export;
pub mod fleet;
pub mod item;
pub mod lanes;
pub mod minutes;
pub mod mps;
pub mod near;
pub mod peers;
pub mod proof;
pub mod random;
pub mod record;
pub mod rules;
pub mod run;
pub mod tally;
