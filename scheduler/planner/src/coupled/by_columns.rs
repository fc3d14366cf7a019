//! Programs that are small or no network: linear programs by good_lp over chosen columns. Others join while any would
//! improve.

pub(super) mod column_pool;
pub(super) mod restricted_lp;

use super::by_network::{self, priced_network};
use super::floats::float_of;
use super::lp_solution::LpSolution;
use super::program::{DualPrices, Program};
use crate::options::Options;
use column_pool::{ColumnPool, LINEAR_MAX};

/// Linear programs one after the other.
const ROUNDS: usize = 12;
/// A bound this near the linear program's value is as good as it gets.
const NEAR: f64 = 1e-9;

/// The best that is found: amounts are near lawful ones, not yet whole.
pub(super) fn solve(program: &Program<'_, '_>, options: &Options<'_>) -> LpSolution {
    let mut duals = program.free();
    let bound = program.bound(&mut duals);
    let mut best = LpSolution { amounts: Vec::new(), duals, bound, relaxed: None, pivots: 0 };
    let mut active = ColumnPool::none(program);
    active.note_near(program, &best.duals);
    for _ in 0..ROUNDS {
        if restricted_lp::size(program, &active) > LINEAR_MAX || options.deadline.is_some_and(|stop| stop()) {
            break;
        }
        let Some(answer) = restricted_lp::solve(program, &active, &[]) else { break };
        let mut duals = answer.duals.clone();
        let bound = program.bound(&mut duals);
        if bound.is_some_and(|bound| best.bound.is_none_or(|best| bound < best)) {
            (best.bound, best.duals) = (bound, duals);
        }
        // At the row prices of rows, the prices of even groups are exact.
        if let Some(exact) = polished(program, &answer.duals, options)
            && exact.bound.is_some_and(|bound| best.bound.is_none_or(|best| bound < best))
        {
            (best.bound, best.duals) = (exact.bound, exact.duals);
        }
        if best.relaxed.is_none_or(|relaxed| answer.value > relaxed) {
            (best.relaxed, best.amounts) = (Some(answer.value), answer.amounts);
        }
        let bound = float_of(best.bound.unwrap_or(0));
        if !active.note_improving(program, &answer.duals) || bound - answer.value <= bound.abs() * NEAR {
            break;
        }
    }
    best
}

/// What even groups do at row prices, with the prices that prove it; `None` where there are others.
fn polished(program: &Program<'_, '_>, duals: &DualPrices, options: &Options<'_>) -> Option<LpSolution> {
    let even = program.groups.iter().all(|group| !group.uneven) && priced_network::fits(program);
    even.then(|| by_network::at_prices(program, &[], &duals.rows, options).ok()).flatten()
}
