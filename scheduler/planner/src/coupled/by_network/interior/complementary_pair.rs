//! A variable that is not below zero and its price, whose product goes to zero together.

use super::tuning::START_GIVEN;

/// Parts of a correction that are tried.
pub(super) const PARTS: [f64; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];
/// By part of the correction: the rates at which the first variable and the first price would be used up.
pub(super) type Rates = [(f64, f64); PARTS.len()];
/// Products are corrected that would not be between these parts of the goal.
const FAR: (f64, f64) = (0.1, 10.0);

/// What a direction is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Aim {
    /// To where value · price is this, and nothing is missed.
    Product(f64),
    /// To where the products are less by what is noted.
    Correction,
}

impl Aim {
    /// What is missed counts so many times.
    pub(super) fn missed(self) -> f64 {
        if self == Self::Correction { 0.0 } else { 1.0 }
    }
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pair {
    pub value: f64,
    pub price: f64,
    /// The step of each.
    pub by: f64,
    pub price_by: f64,
    /// A correction of each step.
    more: f64,
    pub price_more: f64,
    /// What the product of the steps adds to that of value and price; when correcting, what it should be less.
    second: f64,
}

impl Pair {
    pub(super) fn of(value: f64, price: f64) -> Self {
        Self { value, price, ..Self::default() }
    }

    pub(super) fn product(&self) -> f64 {
        self.value * self.price
    }

    /// θ: how fast the value follows the price.
    pub(super) fn theta(&self) -> f64 {
        self.value / self.price
    }

    /// What value · price lacks.
    pub(super) fn lack(&self, aim: Aim) -> f64 {
        match aim {
            Aim::Product(goal) => goal - self.product() - self.second,
            Aim::Correction => -self.second,
        }
    }

    /// Where the value's step is kept.
    pub(super) fn step(&mut self, aim: Aim) -> &mut f64 {
        if aim == Aim::Correction { &mut self.more } else { &mut self.by }
    }

    /// Where the price's step is.
    pub(super) fn price_step(&self, aim: Aim) -> f64 {
        if aim == Aim::Correction { self.price_more } else { self.price_by }
    }

    /// Sets the price's step from the value's.
    pub(super) fn follow(&mut self, aim: Aim) {
        let price_by = (self.lack(aim) - self.price * *self.step(aim)) / self.value;
        *(if aim == Aim::Correction { &mut self.price_more } else { &mut self.price_by }) = price_by;
    }

    /// Sets the value's step from the price's.
    pub(super) fn lead(&mut self, aim: Aim, price_by: f64) {
        *self.step(aim) = (self.lack(aim) - self.value * price_by) / self.price;
        *(if aim == Aim::Correction { &mut self.price_more } else { &mut self.price_by }) = price_by;
    }

    /// Raises the rates to those of this pair.
    pub(super) fn rate(&self, most: &mut Rates) {
        let (value, price) = (-1.0 / self.value, -1.0 / self.price);
        for (most, part) in most.iter_mut().zip(PARTS) {
            let rates = ((self.by + part * self.more) * value, (self.price_by + part * self.price_more) * price);
            most.0 = if rates.0 > most.0 { rates.0 } else { most.0 };
            most.1 = if rates.1 > most.1 { rates.1 } else { most.1 };
        }
    }

    /// The product after these steps.
    pub(super) fn after(&self, (value, price): (f64, f64)) -> f64 {
        (self.value + value * self.by) * (self.price + price * self.price_by)
    }

    /// Notes what the product of the steps adds.
    pub(super) fn expect(&mut self) {
        self.second = self.by * self.price_by;
    }

    /// Notes how to correct so that the product after these steps would not be far from the goal.
    pub(super) fn centre(&mut self, steps: (f64, f64), goal: f64) {
        let product = self.after(steps);
        let by = product.clamp(FAR.0 * goal, FAR.1 * goal) - product;
        self.second = -by.clamp(-FAR.1 * goal, FAR.1 * goal);
    }

    /// Takes these parts of the correction.
    pub(super) fn correct(&mut self, (value, price): (f64, f64)) {
        self.by += value * self.more;
        self.price_by += price * self.price_more;
        (self.more, self.price_more) = (0.0, 0.0);
    }

    pub(super) fn go(&mut self, (value, price): (f64, f64)) {
        self.value += value * self.by;
        self.price += price * self.price_by;
        self.second = 0.0;
    }
}

/// What rows start with, where so much is used.
pub(super) fn begin_rows(rest: &mut [Pair], limits: &[f64], used: &[f64]) {
    for ((rest, limit), used) in rest.iter_mut().zip(limits).zip(used) {
        rest.value = (limit - used).max(START_GIVEN * limit).max(1e-3);
    }
}

/// Adds to what rows would use what they lack.
pub(super) fn aim_rows(sums: &mut [f64], rest: &[Pair], limits: &[f64], aim: Aim) {
    for ((sum, rest), limit) in sums.iter_mut().zip(rest).zip(limits) {
        *sum += aim.missed() * (rest.value - limit) + rest.lack(aim) / rest.price;
    }
}
