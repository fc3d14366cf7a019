//! A solved program: amounts that are nearly lawful and not yet whole, and the prices that bound every plan.

use super::program::DualPrices;
use crate::model::Amount;

/// See the module.
pub(super) struct LpSolution {
    pub amounts: Vec<Amount>,
    pub duals: DualPrices,
    pub bound: Option<i128>,
    pub relaxed: Option<f64>,
    pub pivots: u64,
}
