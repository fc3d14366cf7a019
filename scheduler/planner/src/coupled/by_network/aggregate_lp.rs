//! First row prices, from a small linear program without places. All needs of a group are one. A unit from a lot costs
//! the mean of the units that it sent. Worth mostly outweighs travel, so its shadow prices are nearly right.

use super::priced_network::{MarketResponse, Net, Network};
use crate::coupled::floats::{float, float_of, to_i128};
use good_lp::{DualValues, Expression, ProblemVariables, SolutionWithDual, SolverModel, variable};
use std::collections::BTreeMap;

/// Segments of a group that gain alike are one; there are no more than this.
const GAINS: usize = 64;
/// A program with more columns than this is not tried.
const COLUMNS_MAX: usize = 40_000;

/// Tolls of the rows; `None` where the program is too large or the solver fails. `response` is of no row prices at all,
/// over all columns.
pub(in crate::coupled) fn row_prices(network: &Network<'_, '_, '_>, response: &MarketResponse) -> Option<Vec<i128>> {
    let program = network.program;
    if network.nets.iter().map(|net| net.sources.len()).sum::<usize>() > COLUMNS_MAX {
        return None;
    }
    let one = float_of(program.most_gain());
    let mut vars = ProblemVariables::new();
    let mut goal = Expression::default();
    let middling = network.middling(response);
    let mut rows = vec![Expression::default(); program.rows.len()];
    let mut stock = BTreeMap::<usize, Expression>::new();
    let mut groups = Vec::new();
    for (net, flows) in network.nets.iter().zip(&response.flows) {
        let mut balance = Expression::default();
        let costs = costs(net, flows);
        for (source, cost) in net.sources.iter().zip(costs) {
            let most = program.lots[source.lot];
            let y = vars.add(variable().min(0.0).max(float(u128::from(most))));
            goal.add_mul(-cost / one, y);
            balance.add_mul(-1.0, y);
            stock.entry(source.store).or_default().add_mul(1.0, y);
            for (row, size) in source.takes.iter().flatten() {
                rows[*row].add_mul(float(u128::from(*size)) / middling[*row], y);
            }
        }
        for (gain, width) in gains(network, net) {
            let z = vars.add(variable().min(0.0).max(width));
            goal.add_mul(gain / one, z);
            balance.add_mul(1.0, z);
        }
        groups.push(balance);
    }
    let mut problem = vars.maximise(goal).using(good_lp::clarabel);
    problem.settings().max_threads(1);
    let limits = program.rows.iter().zip(&middling).map(|(row, size)| float(u128::from(row.limit)) / size);
    let rows: Vec<_> =
        rows.into_iter().zip(limits).map(|(row, limit)| problem.add_constraint(row.leq(limit))).collect();
    for balance in groups {
        problem.add_constraint(balance.leq(0.0));
    }
    for (store, sum) in stock {
        problem.add_constraint(sum.leq(float(u128::from(program.stores[store]))));
    }
    let mut solution = problem.solve().ok()?;
    let dual = solution.compute_dual();
    let row_price = |(row, size): (_, &f64)| to_i128(dual.dual(row) * one / size).max(0);
    Some(rows.into_iter().zip(&middling).map(row_price).collect())
}

/// By source: what a unit has cost on average; where nothing was sent, what one does on average.
fn costs(net: &Net, flows: &[super::priced_network::Flow]) -> Vec<f64> {
    let (mut sum, mut units) = (vec![0.0; net.sources.len()], vec![0.0; net.sources.len()]);
    for flow in flows {
        let mut of_need = net.all.of(flow.need as usize).iter();
        let cost = of_need.find(|(source, _)| *source == flow.source).map_or(0, |(_, cost)| *cost);
        sum[flow.source as usize] += float_of(cost.into()) * float(u128::from(flow.units));
        units[flow.source as usize] += float(u128::from(flow.units));
    }
    let all = sum.iter().sum::<f64>() / units.iter().sum::<f64>().max(1.0);
    sum.iter().zip(units).map(|(sum, units)| if units > 0.0 { sum / units } else { all }).collect()
}

/// What units of a group gain, and how many gain that.
fn gains(network: &Network<'_, '_, '_>, net: &Net) -> Vec<(f64, f64)> {
    let stacks = net.needs.iter().flat_map(|need| &network.program.stacks[*need]);
    let mut all: Vec<(i128, u64)> = stacks.copied().collect();
    all.sort_unstable();
    let sum: f64 = all.iter().map(|(_, width)| float(u128::from(*width))).sum();
    let part = sum / float(GAINS as u128);
    let mut gains: Vec<(f64, f64)> = Vec::new();
    for same in all.chunk_by(|a, b| a.0 == b.0) {
        let (gain, width) = (float_of(same[0].0), same.iter().map(|(_, width)| float(u128::from(*width))).sum::<f64>());
        match gains.last_mut() {
            Some((mean, wide)) if *wide + width <= part => {
                *mean = (*mean * *wide + gain * width) / (*wide + width);
                *wide += width;
            }
            _ => gains.push((gain, width)),
        }
    }
    gains
}
