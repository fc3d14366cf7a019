//! One group of items that stand in for each other, as a market of the simplex: its columns, its supply nodes, worth
//! and cost in one number, and stacks cut where the plan needs it. Amounts, prices and trees are read back.

pub(crate) mod columns;
pub mod cuts;
pub(crate) mod group;
pub mod scale;
mod supply_nodes;
pub(crate) mod trees;

pub(crate) use supply_nodes::{SupplyNodes, Terms, market, place};
