//! How far a point is from the optimum.

use super::complementary_pair::Pair;

/// What is read off before each step.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Measure {
    /// What is to be least, and no more than that.
    pub value: f64,
    pub dual: f64,
    /// What needs and rows are missed by, at their prices; and prices, by what they are prices of.
    pub missed: f64,
    /// Σ value · price.
    pub product: f64,
}

impl Measure {
    pub(super) fn add(&mut self, other: Self) {
        self.value += other.value;
        self.dual += other.dual;
        self.missed += other.missed;
        self.product += other.product;
    }

    /// Adds rows with these limits, of which so much is used.
    pub(super) fn add_rows(&mut self, rest: &[Pair], limits: &[f64], used: &[f64]) {
        for ((rest, limit), used) in rest.iter().zip(limits).zip(used) {
            self.dual -= limit * rest.price;
            self.missed += (used - limit).max(0.0) * rest.price;
            self.product += rest.product();
        }
    }
}
