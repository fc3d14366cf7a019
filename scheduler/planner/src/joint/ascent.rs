//! The tolls of a network by Adam (D. Kingma, J. Ba, 2015), from coarse ones: what is taken beyond its limit raises a row's toll, whatever the row's unit.

use super::network::{Network, Reply};
use super::{float, float_of, whole};
use crate::PlanError;

/// Steps of the ascent.
const STEPS: i32 = 160;
/// The first step, as a part of a row's toll at which the greatest gain would be used up: from coarse tolls, and from none.
const FIRST: (f64, f64) = (0.0003, 0.08);
/// What each step is to the one before: from coarse tolls, and from none.
const FALL: (f64, f64) = (0.98, 0.95);
/// How much of the mean overload, and of its mean square, stays at each step.
const MEAN: f64 = 0.8;
const SQUARE: f64 = 0.95;
/// All columns are looked at every so many steps; the others see only what is near.
const FULL: i32 = 20;

/// Raises and lowers the tolls; calls `seen` with every reply over all columns. Returns the last tolls.
pub(super) fn ascend(
    network: &Network<'_, '_, '_>,
    mut seen: impl FnMut(Reply) -> Result<(), PlanError>,
) -> Result<Vec<i128>, PlanError> {
    let rows = &network.program.rows;
    let (mut first, mut fall) = (FIRST.1, FALL.1);
    let (mut tolls, mut mean, mut square) =
        (vec![0.0_f64; rows.len()], vec![0.0_f64; rows.len()], vec![0.0_f64; rows.len()]);
    let mut coarse = None;
    let (mut unit, mut most) = (Vec::new(), Vec::new());
    for step in 0..STEPS {
        let at: Vec<i128> = tolls.iter().map(|toll| whole(*toll)).collect();
        let full = step == 1 || step % FULL == 0 || step == STEPS - 1;
        let reply = network.reply(&at, full)?;
        if step == 0 {
            (unit, most) = sensible(network, &reply);
            coarse = super::coarse::tolls(network, &reply);
        }
        let over = rows.iter().zip(&reply.used).map(|((_, limit, _), used)| {
            let limit = float(u128::from(*limit)).max(1.0);
            (used - limit) / limit
        });
        let over: Vec<f64> = over.collect();
        if full {
            seen(reply)?;
        }
        if network.options.deadline.is_some_and(|stop| stop()) {
            return Ok(at);
        }
        if over.iter().zip(&tolls).all(|(over, toll)| *over <= 0.0 && *toll <= 0.0) {
            return Ok(at);
        }
        if step == 0
            && let Some(coarse) = &coarse
        {
            tolls = coarse.iter().zip(&most).map(|(toll, most)| super::float_of(*toll).min(*most)).collect();
            (first, fall) = (FIRST.0, FALL.0);
            continue;
        }
        for row in 0..rows.len() {
            mean[row] = MEAN * mean[row] + (1.0 - MEAN) * over[row];
            square[row] = SQUARE * square[row] + (1.0 - SQUARE) * over[row] * over[row];
            let (direction, size) =
                (mean[row] / (1.0 - MEAN.powi(step + 1)), square[row] / (1.0 - SQUARE.powi(step + 1)));
            let by = unit[row] * first * fall.powi(step) * direction / (size.sqrt() + 1e-9);
            tolls[row] = (tolls[row] + by).clamp(0.0, most[row]);
        }
    }
    Ok(tolls.iter().map(|toll| whole(*toll)).collect())
}

/// By row: the toll at which a middling unit pays the greatest gain, and the one at which the smallest does.
fn sensible(network: &Network<'_, '_, '_>, reply: &Reply) -> (Vec<f64>, Vec<f64>) {
    let rows = network.program.rows.len();
    let (mut least, mut units) = (vec![f64::INFINITY; rows], vec![0.0_f64; rows]);
    for (net, flows) in network.nets.iter().zip(&reply.flows) {
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
        |row: usize| if units[row] > 0.0 { (reply.used[row] / units[row]).max(least[row]) } else { least[row] };
    ((0..rows).map(|row| gain / middling(row)).collect(), least.iter().map(|size| gain / size).collect())
}
