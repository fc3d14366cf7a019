//! What an answer is worth and costs, counted from its loads alone.

use crate::item::{Answer, Instance};
use crate::rules::LEVELS;
use std::iter::Sum;
use std::ops::Add;

/// The values of a plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// By level, the policy's worth of what is served, for items of no weight.
    pub service: [i128; LEVELS],
    /// Minutes, and lateness times late minutes, of all units.
    pub cost: i128,
    /// Places in the draw of all that is served.
    pub draw: i128,
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let service = std::array::from_fn(|level| self.service[level] + other.service[level]);
        Self { service, cost: self.cost + other.cost, draw: self.draw + other.draw }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), Add::add)
    }
}

impl Tally {
    /// Of the answer to one item; its loads name needs and supply nodes that there are.
    pub fn of(instance: &Instance, item: usize, answer: &Answer) -> Self {
        let (held, asked) = instance.item(item);
        let rules = &instance.rules;
        let mut given = vec![0_u32; asked.len()];
        let mut tally = Self::default();
        for load in &answer.loads {
            let need = asked[load.need as usize];
            let minutes = instance.minutes.row(need.site)[usize::from(held[usize::from(load.supply_node)].depot)];
            given[load.need as usize] += load.units;
            tally.cost += i128::from(rules.cost(minutes, need.due)) * i128::from(load.units);
        }
        for (need, given) in asked.iter().zip(given) {
            let served = given.min(need.units);
            rules.add_service(need, served, &mut tally.service);
            tally.draw += i128::from(need.draw) * i128::from(served);
        }
        tally
    }
}
