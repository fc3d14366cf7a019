//! Many even groups that fight for transport: tolls by ascent, then by linear programs over what is nearly undecided.

use super::network::{Network, Reply};
use super::program::{Program, Tags};
use super::{ascent, float_of, greedy, narrow};
use crate::group::Amount;
use crate::{Options, PlanError};

/// With fewer columns than this, all of them fit into one linear program.
const COLUMNS_MIN: usize = 30_000;
/// So many needs are in the first linear program: this part of all, but no fewer than this.
const FIRST: (usize, usize) = (12, 300);
/// Linear programs one after the other.
const ROUNDS: usize = 12;
/// A gap that is this part of the bound is as good as it gets.
const NEAR: f64 = 2e-7;

/// What came out.
pub(super) struct Best {
    pub amounts: Vec<Amount>,
    pub value: Option<i128>,
    pub tags: Tags,
    pub bound: Option<i128>,
    pub relaxed: Option<f64>,
    pub pivots: u64,
}

/// Whether a program is planned this way.
pub(super) fn is_large(program: &Program<'_, '_>) -> bool {
    let columns = |group: &&crate::ground::Group| group.lots.len().saturating_mul(group.needs.len());
    let ground = program.ground;
    program.groups.iter().all(|group| !group.uneven)
        && !program.rows.is_empty()
        && program.groups.iter().map(columns).sum::<usize>() >= COLUMNS_MIN
        && program.needs.iter().all(|need| ground.last_to(*need).next().is_none())
        && ground.change() == 0
        && super::network::fits(program)
}

/// The best that is found for a large program; `alone` is what its groups sent by themselves, sorted.
pub(super) fn solve(program: &Program<'_, '_>, alone: &[Amount], options: &Options<'_>) -> Result<Best, PlanError> {
    let network = Network::new(program, alone, options)?;
    let is_late = || options.deadline.is_some_and(|stop| stop());
    let mut tags = program.free();
    let bound = network.bound(&mut tags)?;
    let mut best = Best { amounts: Vec::new(), value: Some(0), tags, bound, relaxed: None, pivots: 0 };
    let mut centre: Option<Reply> = None;
    let last = ascent::ascend(&network, |reply| best.take(&network, reply, &mut centre).map(drop))?;
    if centre.is_none() || last != best.tags.rows {
        best.take(&network, network.reply(&last, true)?, &mut centre)?;
    }
    let most = (program.needs.len() / FIRST.0).max(FIRST.1);
    let mut width = None;
    for _ in 0..ROUNDS {
        let Some(reply) = centre.as_mut().filter(|_| !is_late()) else { break };
        // The groups start from where they were at the best prices.
        reply.tags.clone_from(&best.tags);
        let within = *width.get_or_insert_with(|| narrow::width(&network, reply, most));
        let Some(answer) = narrow::solve(&network, reply, within) else { break };
        let before = best.gap();
        if let Some((loss, bound)) = answer.loss.zip(best.bound) {
            let value = float_of(bound) - loss;
            best.relaxed = Some(best.relaxed.map_or(value, |best| best.max(value)));
        }
        best.offer(program, greedy::lawful(&network, &answer.flows, &best.tags));
        let better = best.take(&network, network.reply(&answer.rows, true)?, &mut centre)?;
        if !better {
            // Too far: half the way.
            let half: Vec<i128> = best.tags.rows.iter().zip(&answer.rows).map(|(a, b)| (a + b) / 2).collect();
            if !best.take(&network, network.reply(&half, true)?, &mut centre)? {
                // Back to where the best prices are: what is near must be near there.
                let rows = best.tags.rows.clone();
                centre = None;
                best.take(&network, network.reply(&rows, true)?, &mut centre)?;
            }
        }
        if best.gap().is_some_and(|gap| gap <= NEAR) {
            break;
        }
        if best.gap().zip(before).is_none_or(|(now, before)| now > before * 0.2) {
            width = width.map(|width| width * 3);
        }
    }
    if best.value == Some(0)
        && let Some(reply) = &centre
    {
        best.offer(program, greedy::lawful(&network, &reply.flows, &best.tags));
    }
    Ok(best)
}

impl Best {
    /// What is not known of the optimum in parts of units, as a part of the bound.
    fn gap(&self) -> Option<f64> {
        let bound = float_of(self.bound?);
        Some((bound - self.relaxed?) / bound.abs().max(1.0))
    }

    /// Takes a reply if its bound is lower; whether it is.
    fn take(
        &mut self,
        network: &Network<'_, '_, '_>,
        mut reply: Reply,
        centre: &mut Option<Reply>,
    ) -> Result<bool, PlanError> {
        self.pivots += reply.pivots;
        let bound = network.bound(&mut reply.tags)?;
        let better = bound.is_some_and(|bound| self.bound.is_none_or(|best| bound < best));
        if better {
            (self.bound, self.tags) = (bound, reply.tags.clone());
        }
        if better || centre.is_none() {
            *centre = Some(reply);
        }
        Ok(better)
    }

    fn offer(&mut self, program: &Program<'_, '_>, amounts: Vec<Amount>) {
        let value = program.value(&amounts);
        if value.is_some_and(|value| self.value.is_none_or(|best| value > best)) {
            (self.value, self.amounts) = (value, amounts);
        }
    }
}
