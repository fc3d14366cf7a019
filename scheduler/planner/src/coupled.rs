//! Groups that compete for transport, and those with ratios, kits and mixed packs: planned jointly, level by level,
//! with a proven bound.
//!
//! Each even group is planned by itself first. Where all rows still hold, that is the best plan, and the prices prove
//! it. Else the groups that a violated row connects, and whoever could fill a row that they use, are planned again
//! (`rows`), in stages (`aim`):
//!
//! 1. under the plain policies, which have one level, service and cost in one number: it steers, and bounds the cost;
//! 2. level after level, up to the first that cannot be full, with every unit of earlier levels held: its linear
//!    program proves how far from the best that level can be at most (`claim`);
//! 3. each later level, with what is served so far held.
//!
//! A stage's linear program is solved by good_lp over columns that join while any would improve (`linear`); even groups
//! with many columns have an interior-point method made for their shape (`large`, `interior`), and where there are
//! both, the two talk about what the rows leave the other (`mixed`). What comes out is made lawful whole steps
//! (`whole_plan`), and kept if it serves better, level after level, or as well at less cost. Where there are few
//! columns, whole units are searched (`exact`).
//!
//! Floating point steers, whole numbers decide.

mod aim;
mod benders;
mod by_columns;
mod by_network;
mod claim;
mod floats;
mod integer_search;
mod lp_solution;
mod program;
mod shared_rows;
mod stages;
#[cfg(test)]
mod tests;
mod whole_plan;

use crate::error::{PlanError, caught};
use crate::model::{Amount, Group, Model};
use crate::network::group::GroupSolution;
use crate::options::Options;
use shared_rows::split;
use stages::Stages;
use yicang_domain::plan::{Claim, Prices};

/// A plan of all groups.
pub(crate) struct CoupledSolution {
    /// Sorted by need, then lot.
    pub amounts: Vec<Amount>,
    pub prices: Prices,
    /// Places of groups that are planned jointly.
    pub joint: Vec<usize>,
    pub claims: Vec<Claim>,
    /// Groups that could not be planned, and why.
    pub left_out: Vec<(usize, String)>,
    /// The best value of the first claim in parts of units.
    pub relaxed: Option<f64>,
    pub pivots: u64,
}

/// Puts the groups' plans together, lawfully.
pub(crate) fn settle(
    model: &Model<'_>,
    groups: &[Group],
    alone: Vec<Result<GroupSolution, PlanError>>,
    options: &Options<'_>,
) -> CoupledSolution {
    let mut settled = CoupledSolution {
        amounts: Vec::new(),
        prices: Prices::default(),
        joint: Vec::new(),
        claims: Vec::new(),
        left_out: Vec::new(),
        relaxed: None,
        pivots: 0,
    };
    let mut planned: Vec<Option<GroupSolution>> = Vec::with_capacity(alone.len());
    for (place, done) in alone.into_iter().enumerate() {
        match done {
            Ok(done) => planned.push(Some(done)),
            Err(why) => {
                settled.left_out.push((place, why.to_string()));
                planned.push(None);
            }
        }
    }
    let split = split(model, groups, &planned);
    if !split.joint.is_empty() {
        let members: Vec<&Group> = split.joint.iter().map(|place| &groups[*place]).collect();
        let mut start: Vec<Amount> =
            split.joint.iter().filter_map(|place| planned[*place].take()).flat_map(|done| done.amounts).collect();
        start.sort_unstable();
        let solved = caught(|| {
            let mut joint = Stages::new(model, members, &split.rows, start, options);
            joint.solve();
            Ok((joint.best, joint.claims, joint.relaxed, joint.pivots))
        });
        match solved {
            Ok((best, claims, relaxed, pivots)) => {
                settled.amounts = best.map_or_else(Vec::new, |best| best.amounts);
                (settled.claims, settled.relaxed, settled.pivots) = (claims, relaxed, pivots);
                settled.joint = split.joint;
            }
            Err(why) => settled.left_out.extend(split.joint.into_iter().map(|place| (place, why.to_string()))),
        }
    }
    for done in planned.into_iter().flatten() {
        settled.amounts.extend(done.amounts);
        settled.prices.lots.extend(done.prices.lots);
        settled.prices.reserves.extend(done.prices.reserves);
        settled.prices.lanes.extend(done.prices.lanes);
        settled.prices.needs.extend(done.prices.needs);
    }
    settled.amounts.sort_unstable();
    settled
}
