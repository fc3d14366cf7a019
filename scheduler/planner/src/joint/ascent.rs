//! The tolls of a network by Adam: what is taken beyond its limit raises a row's toll, whatever the row's unit.

use super::network::{Network, Reply};
use super::{float, float_of, whole};
use crate::PlanError;

/// Steps of the ascent.
fn env(name: &str, other: f64) -> f64 { std::env::var(name).ok().and_then(|t| t.parse().ok()).unwrap_or(other) }

/// The first step, as a part of a row's toll at which the greatest gain would be used up, and what each step is to the one
/// before.

/// All columns are looked at every so many steps; the others see only what is near.
const FULL: i32 = 20;

/// Raises and lowers the tolls from nothing; calls `seen` with every reply over all columns. Returns the last tolls.
pub(super) fn ascend(
    network: &Network<'_, '_, '_>,
    mut seen: impl FnMut(Reply) -> Result<(), PlanError>,
) -> Result<Vec<i128>, PlanError> {
    let rows = &network.program.rows;
    let (mut first_step, fall, b1, b2) = (env("J_FIRST", 0.08), env("J_FALL", 0.95), env("J_B1", 0.8), env("J_B2", 0.95));
    let steps = env("J_STEPS", 120.0) as i32;
    let (mut tolls, mut mean, mut square) =
        (vec![0.0_f64; rows.len()], vec![0.0_f64; rows.len()], vec![0.0_f64; rows.len()]);
    let mut coarse = None;
    let (mut unit, mut most) = (Vec::new(), Vec::new());
    for step in 0..steps {
        let at: Vec<i128> = tolls.iter().map(|toll| whole(*toll)).collect();
        let full = step == 1 || step % FULL == 0 || step == steps - 1;
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
        if full && std::env::var_os("JOINT_TRACE").is_some() {
            let worst = over.iter().copied().fold(0.0, f64::max);
            let mut tags = reply.tags.clone();
            eprintln!("step {step} worst {worst:.4} bound {:?} pivots {}", network.bound(&mut tags)?, reply.pivots);
        }
        if full {
            seen(reply)?;
        }
        if network.options.deadline.is_some_and(|stop| stop()) {
            return Ok(at);
        }
        if over.iter().zip(&tolls).all(|(over, toll)| *over <= 0.0 && *toll <= 0.0) {
            return Ok(at);
        }
        if step == 0 && let Some(coarse) = &coarse {
            tolls = coarse.iter().zip(&most).map(|(toll, most)| super::float_of(*toll).min(*most)).collect();
            first_step = env("J_FIRST2", 0.01);
            continue;
        }
        for row in 0..rows.len() {
            mean[row] = b1 * mean[row] + (1.0 - b1) * over[row];
            square[row] = b2 * square[row] + (1.0 - b2) * over[row] * over[row];
            let (first, second) =
                (mean[row] / (1.0 - b1.powi(step + 1)), square[row] / (1.0 - b2.powi(step + 1)));
            let by = unit[row] * first_step * fall.powi(step) * first / (second.sqrt() + 1e-9);
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
