//! Coupled even groups with many columns. Row prices come from an interior-point method, or from dual ascent where its
//! matrices would be too large. Whole units follow.

mod aggregate_lp;
mod dual_ascent;
mod integral_sources;
pub(super) mod interior;
pub(super) mod priced_network;
mod tightest_price;

use super::lp_solution::LpSolution;
use super::program::Program;
use crate::error::PlanError;
use crate::model::Amount;
use crate::options::Options;
use priced_network::{MarketResponse, Network};

/// With fewer columns than this a linear program over all of them is as fast, and can be searched for whole units.
const COLUMNS_MIN: usize = 1_000;

/// Whether a program is planned this way.
pub(super) fn suits(program: &Program<'_, '_>) -> bool {
    let columns = |group: &&crate::model::Group| group.lots.len().saturating_mul(group.needs.len());
    program.groups.iter().all(|group| !group.uneven)
        && !program.rows.is_empty()
        && program.groups.iter().map(columns).sum::<usize>() >= COLUMNS_MIN
        && priced_network::fits(program)
}

/// The best that is found for a large program; `alone` is what its groups sent by themselves, sorted.
pub(super) fn solve(
    program: &Program<'_, '_>,
    alone: &[Amount],
    options: &Options<'_>,
) -> Result<LpSolution, PlanError> {
    let network = Network::new(program, alone, options)?;
    let mut duals = program.free();
    let bound = network.bound(&mut duals);
    let mut best = LpSolution { amounts: Vec::new(), duals, bound, relaxed: None, pivots: 0 };
    let free = network.response(&best.duals.rows, true);
    let answer = if interior::fits(&network) { interior::solve(&network, &free) } else { None };
    let sent = match answer {
        Some(answer) => {
            best.take(&network, network.response(&answer.rows, true));
            // What goes beyond a last plan was counted too cheap.
            best.relaxed = answer.value.filter(|_| network.nets.iter().all(|net| !net.has_last()));
            answer.sent
        }
        None => dual_ascent::ascend(&network, &free, |response| best.take(&network, response)),
    };
    best.take(&network, free);
    best.amounts = network.amounts(&integral_sources::flows(&network, &sent)?);
    Ok(best)
}

/// The bound at these row prices, with the prices that make it.
pub(super) fn at_prices(
    program: &Program<'_, '_>,
    alone: &[Amount],
    rows: &[i128],
    options: &Options<'_>,
) -> Result<LpSolution, PlanError> {
    let network = Network::new(program, alone, options)?;
    let MarketResponse { mut duals, pivots, .. } = network.response(rows, true);
    let bound = network.bound(&mut duals);
    Ok(LpSolution { amounts: Vec::new(), duals, bound, relaxed: None, pivots })
}

impl LpSolution {
    /// Takes a response's prices if their bound is lower.
    fn take(&mut self, network: &Network<'_, '_, '_>, mut response: MarketResponse) {
        self.pivots += response.pivots;
        let bound = network.bound(&mut response.duals);
        if bound.is_some_and(|bound| self.bound.is_none_or(|best| bound < best)) {
            (self.bound, self.duals) = (bound, response.duals);
        }
    }
}
