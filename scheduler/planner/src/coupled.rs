//! Groups coupled by shared lanes or vehicles, and groups with ratios, kits or packs of several sizes.
//!
//! First each even group is solved alone. If every shared limit holds, that is the best plan, and its prices prove it.
//! If a limit is exceeded, all groups connected through shared limits are solved together (`shared_rows`), in stages
//! (`stages`, `aim`):
//!
//! 1. Under a plain policy, which has one level: one program of service and cost in one number. It bounds the cost.
//! 2. Level after level, up to the first that cannot be full. Every unit of earlier levels is held. The linear program
//!    proves how far from the best that level can be (`claim`).
//! 3. Each later level, with everything held that is served so far.
//!
//! Two methods solve a stage's linear program (`program`). `by_columns` gives good_lp a few columns, and adds others
//! while any would improve. `by_network` is an interior-point method for many columns of even groups. Where both kinds
//! of groups share rows, `benders` alternates between the two. The amounts become whole steps within every limit
//! (`whole_plan`). A plan is kept if it serves better, level after level, or as well at less cost. With few columns,
//! `integer_search` searches whole units.
//!
//! Floats steer; whole numbers decide.

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
use yicang_language::{Message, ToMessage as _};

/// A plan of all groups.
pub(crate) struct CoupledSolution {
    /// Sorted by need, then lot.
    pub amounts: Vec<Amount>,
    pub prices: Prices,
    /// Places of groups that are planned jointly.
    pub joint: Vec<usize>,
    pub claims: Vec<Claim>,
    /// Groups that could not be planned, and why.
    pub left_out: Vec<(usize, Message)>,
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
                settled.left_out.push((place, why.message()));
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
            Err(why) => settled.left_out.extend(split.joint.into_iter().map(|place| (place, why.message()))),
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
