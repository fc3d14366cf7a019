//! Dual ascent: row prices by Adam (D. Kingma, J. Ba, 2015). An overload raises the price of its row, whatever the
//! row's unit. It starts at aggregated prices. For programs too large for the interior-point method.

use super::aggregate_lp;
use super::priced_network::{MarketResponse, Network};
use crate::coupled::floats::{float, float_of, to_i128};

/// Steps of the ascent.
const STEPS: i32 = 160;
/// The first step, as a part of a row's row price at which the greatest gain would be used up: from coarse row prices,
/// and from none.
const FIRST: (f64, f64) = (0.0003, 0.08);
/// What each step is to the one before: from coarse row prices, and from none.
const FALL: (f64, f64) = (0.98, 0.95);
/// How much of the mean overload, and of its mean square, stays at each step.
const MEAN: f64 = 0.8;
const SQUARE: f64 = 0.95;
/// How much of what was sent on average stays at each step.
const SENT: f64 = 0.95;
/// All columns are looked at every so many steps; the others see only what is near.
const FULL: i32 = 20;

/// Raises and lowers the row prices, from coarse ones; the first response is of none. Calls `seen` with every response
/// over all columns. Returns what sources send on average, by net.
pub(in crate::coupled) fn ascend(
    network: &Network<'_, '_, '_>,
    first: &MarketResponse,
    mut seen: impl FnMut(MarketResponse),
) -> Vec<Vec<f64>> {
    let rows = &network.program.rows;
    let (mut mean, mut square) = (vec![0.0_f64; rows.len()], vec![0.0_f64; rows.len()]);
    let (unit, most) = sensible(network, first);
    let (mut row_prices, by, fall) = match aggregate_lp::row_prices(network, first) {
        Some(row_prices) => {
            let row_prices = row_prices.iter().zip(&most).map(|(row_price, most)| float_of(*row_price).min(*most));
            (row_prices.collect(), FIRST.0, FALL.0)
        }
        None => (vec![0.0; rows.len()], FIRST.1, FALL.1),
    };
    let at = |row_prices: &[f64]| row_prices.iter().map(|row_price| to_i128(*row_price)).collect::<Vec<i128>>();
    let mut response = network.response(&at(&row_prices), true);
    let mut used = response.used.clone();
    let mut sent = network.sent(&response);
    seen(response);
    for step in 1..STEPS {
        let over = rows.iter().zip(&used).map(|(row, used)| {
            let limit = float(u128::from(row.limit)).max(1.0);
            (used - limit) / limit
        });
        let over: Vec<f64> = over.collect();
        let is_late = network.options.deadline.is_some_and(|stop| stop());
        if is_late || over.iter().zip(&row_prices).all(|(over, row_price)| *over <= 0.0 && *row_price <= 0.0) {
            break;
        }
        for row in 0..rows.len() {
            mean[row] = MEAN * mean[row] + (1.0 - MEAN) * over[row];
            square[row] = SQUARE * square[row] + (1.0 - SQUARE) * over[row] * over[row];
            let (direction, size) = (mean[row] / (1.0 - MEAN.powi(step)), square[row] / (1.0 - SQUARE.powi(step)));
            let by = unit[row] * by * fall.powi(step - 1) * direction / (size.sqrt() + 1e-9);
            row_prices[row] = (row_prices[row] + by).clamp(0.0, most[row]);
        }
        let full = step % FULL == 0 || step == STEPS - 1;
        response = network.response(&at(&row_prices), full);
        for (mean, now) in sent.iter_mut().flatten().zip(network.sent(&response).into_iter().flatten()) {
            *mean = SENT * *mean + (1.0 - SENT) * now;
        }
        used.clone_from(&response.used);
        if full {
            seen(response);
        }
    }
    sent
}

/// By row: the row price at which a middling unit pays the greatest gain, and the one at which the smallest does.
fn sensible(network: &Network<'_, '_, '_>, response: &MarketResponse) -> (Vec<f64>, Vec<f64>) {
    let rows = network.program.rows.len();
    let (mut least, mut units) = (vec![f64::INFINITY; rows], vec![0.0_f64; rows]);
    for (net, flows) in network.nets.iter().zip(&response.flows) {
        for (row, size) in net.sources.iter().flat_map(|source| source.takes.iter().flatten()) {
            least[*row] = least[*row].min(float(u128::from(*size)));
        }
        for flow in flows {
            for (row, _) in net.sources[flow.source as usize].takes.iter().flatten() {
                units[*row] += float(u128::from(flow.units));
            }
        }
    }
    let gain = float_of(network.program.most_gain());
    let middling =
        |row: usize| if units[row] > 0.0 { (response.used[row] / units[row]).max(least[row]) } else { least[row] };
    ((0..rows).map(|row| gain / middling(row)).collect(), least.iter().map(|size| gain / size).collect())
}
