//! What an answer is worth and costs, counted from its loads alone.

use crate::item::{Answer, Instance};
use crate::rules::Ranks;
use std::iter::Sum;
use std::ops::Add;

/// The values of a plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// The policy's worth of what is served, in millionths.
    pub(crate) first: i128,
    /// Minutes, and lateness times late minutes, of all units.
    pub(crate) second: i128,
    /// `second`, and what is not served at its worth in the kernel's one number.
    pub(crate) combined: i128,
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            first: self.first + other.first,
            second: self.second + other.second,
            combined: self.combined + other.combined,
        }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), Add::add)
    }
}

impl Tally {
    /// Of the answer to one item; its loads name needs and hubs that there are.
    pub(crate) fn of(instance: &Instance, item: usize, answer: &Answer) -> Self {
        let (held, asked) = instance.item(item);
        let rules = &instance.rules;
        let ranks = Ranks::new(rules, asked.iter().map(|one| (one.class, one.units)));
        let one_rank = instance.scale(held.len()).one_rank();
        let mut given = vec![0_u64; asked.len()];
        let mut tally = Self::default();
        for load in &answer.loads {
            let need = asked[load.need as usize];
            let minutes = instance.minutes.row(need.site)[usize::from(held[usize::from(load.hub)].depot)];
            given[load.need as usize] += u64::from(load.units);
            tally.second += i128::from(rules.cost(minutes, need.due)) * i128::from(load.units);
        }
        for (need, mut given) in asked.iter().zip(given) {
            for (part, width) in rules.stack(need.class, need.units) {
                let served = given.min(width.into());
                given -= served;
                tally.first += i128::from(rules.worths()[usize::from(need.class)][part]) * i128::from(served);
                let unmet = u64::from(width) - served;
                tally.combined += i128::from(ranks.of(need.class, part)) * one_rank * i128::from(unmet);
            }
        }
        tally.combined += tally.second;
        tally
    }
}
