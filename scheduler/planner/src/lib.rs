//! From a situation and a policy to a plan: pure, synchronous, repeatable.
//!
//! The model is a linear program of rows 1–6: stock, protected reserve, need, lanes and pools, ratios, packs. It has
//! two objectives, strictly in order: service, which is a vector of levels compared in order, then cost.
//!
//! | symbol | code | unit |
//! |---|---|---|
//! | i, l, d, k | rows of `model::Model` | |
//! | x\[l,k\] | `model::Amount` | base units |
//! | z\[k,j\], s(j), ω | `model::segments::Segment`, `model::ItemRow::omega` | base units, whole numbers |
//! | u, r, g | [`simplex::Simplex::supply_node_prices`] | ranks of worth and millionths |
//! | p | [`simplex::Simplex::need_price`] | ranks of worth and millionths |
//!
//! The floors, each using only those below it:
//!
//! 1. `result`: shipments, bounds, and a reason for every unmet unit;
//! 2. `coupled`: groups that compete for transport, planned together, level by level;
//! 3. `network`: one group of items that stand in for each other, as a market, solved exactly in whole units or packs;
//! 4. [`simplex`]: the network simplex that solves a market;
//! 5. `model`: the situation by index.
//!
//! There is no clock, no randomness and no map of varying order. The same situation gives the same plan, byte for byte,
//! on any number of threads.

mod bisect;
mod coupled;
mod error;
mod model;
mod network;
mod options;
mod overriding;
mod parallel;
mod result;
pub mod simplex;

pub use error::PlanError;
use error::caught;
use model::usage::Usage;
use model::{Model, objective};
use network::group::{self, GroupSolution};
pub use network::trees::Trees;
pub use network::{cuts, scale};
pub use options::Options;
use overriding::Rest;
use parallel::each;
use std::collections::BTreeSet;
use yicang_domain::plan::{Plan, Start, Version};
use yicang_domain::{ItemId, Policy, SecondLevel, Situation};
use yicang_language::Message;

/// A plan, and what the engine knows about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// How many (lot, need) pairs could have been used.
    pub columns: usize,
    /// Items that could not be planned, and why; they get nothing, and all others have their plan.
    pub left_out: Vec<LeftOut>,
    /// The best value of the first of [`Plan::claims`] when units may be parts, by a linear program in floating point,
    /// in the claim's number. Between this and the claim's bound lies what is not known of the optimum in parts of
    /// units; between the claim's value and this, mostly what whole units cost. `None` where no one program was solved.
    pub relaxed: Option<f64>,
    /// Arcs that entered a tree: how much work it was.
    pub pivots: u64,
}

/// A group of items that could not be planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The items, sorted.
    pub items: Vec<ItemId>,
    /// Why, for people.
    pub why: Message,
}

/// The best plan for a situation by a policy: most service, level after level, then least cost.
///
/// For every item that is neither planned jointly ([`Plan::joint`]) nor left out it is exactly best, and the prices
/// prove it. It never fails because goods are short.
///
/// # Errors
/// Only for input that cannot be planned at all: see [`PlanError`].
pub fn plan(situation: &Situation, policy: &Policy, second: SecondLevel) -> Result<Planned, PlanError> {
    plan_with(situation, policy, second, &Options::default())
}

/// [`plan`], and how.
///
/// # Errors
/// See [`PlanError`].
pub fn plan_with(
    situation: &Situation,
    policy: &Policy,
    second: SecondLevel,
    options: &Options<'_>,
) -> Result<Planned, PlanError> {
    if situation.overrides.is_empty() {
        return plan_model(&Model::new(situation, policy, second), options);
    }
    let mut whole = Model::new(situation, policy, second);
    let rest = Rest::of(&whole);
    let left = rest.situation.clone();
    let model = Model::within(&left, policy, second, &rest.narrowing);
    let mut planned = plan_model(&model, options)?;
    rest.put_back(&mut whole, &model, &mut planned.plan)?;
    Ok(planned)
}

/// The best plan of a model.
fn plan_model(model: &Model<'_>, options: &Options<'_>) -> Result<Planned, PlanError> {
    let columns = model.count_columns()?;
    let groups = model.groups();
    let last = options.last.map(|plan| result::amounts_of(model, plan));
    if let Some(trees) = options.trees {
        trees.retain(model, &groups);
    }
    let is_warm =
        last.as_ref().is_some_and(|last| !last.is_empty()) || options.trees.is_some_and(|trees| !trees.is_empty());
    let alone = each(&groups, options.threads, |group| match group.uneven {
        // Ratios, kits and mixed packs are no network: the joint engine's business from the start.
        true => Ok(GroupSolution::default()),
        false => caught(|| group::solve(model, group, last.as_deref(), options.trees)),
    });
    let pivots: u64 = alone.iter().flatten().map(|done| done.pivots).sum();
    let settled = coupled::settle(model, &groups, alone, options);
    let usage = Usage::of(model, &settled.amounts);
    let service = objective::service(model, &usage.by_need).ok_or(PlanError::Overflow)?;
    let needs: BTreeSet<usize> = settled.joint.iter().flat_map(|place| groups[*place].needs.iter().copied()).collect();
    let bound = result::bound(model, &needs, &usage.by_need, &service, &settled.claims).ok_or(PlanError::Overflow)?;
    let items: BTreeSet<ItemId> = needs.iter().map(|need| model.items[model.needs[*need].item].id.clone()).collect();
    let plan = Plan {
        version: Version::Two,
        second_level: model.second,
        start: if is_warm { Start::Warm } else { Start::Cold },
        service,
        bound,
        cost: objective::costs(model, &settled.amounts).ok_or(PlanError::Overflow)?,
        shipments: result::shipments(model, &settled.amounts),
        unmet: result::reasons(model, &groups, &settled, &usage),
        prices: settled.prices,
        joint: items.into_iter().collect(),
        claims: settled.claims,
        lapsed: Vec::new(),
    };
    let left_out = settled.left_out.into_iter().map(|(place, why)| LeftOut {
        items: groups[place].items.iter().map(|item| model.items[*item].id.clone()).collect(),
        why,
    });
    let left_out = left_out.collect();
    Ok(Planned { plan, columns, left_out, relaxed: settled.relaxed, pivots: pivots + settled.pivots })
}
