//! The checker: re-derives from situation, policy and plan whether the plan is lawful, and only counts.
//!
//! It shares no code with the planner, and has an index of its own: a rule misread by one of the two is found by the
//! other. The checker is the gate before a decision, the oracle of the property tests, and the program of an auditor.
//!
//! # What is checked
//!
//! 1. Rows (`rows`). Every shipment takes an admissible column. Stock, protected reserve, claim, lane and pool capacity
//!    hold, to the microgram and nanolitre. Shipments are whole packs, whole multiples of a ratio lot by lot, and whole
//!    kits. Departure and arrival follow from lot, lane and pool. Lines are sorted, whole, above zero, and each once.
//! 2. Reasons (`reasons`). The reasons of each need add up to its open units less those it gets. Each has evidence.
//! 3. Service and cost (`worth`). Every level's value and the cost are the sums over the shipments.
//! 4. Prices (`group`): see below.
//! 5. Claims (`joint`): how near the best the joint items are.
//! 6. Levels (`levels`): value and bound of each line.
//! 7. Overrides (`overriding`): columns keep their bounds, and what lapses does. All but the rows is checked of what
//!    the overrides leave.
//!
//! # What prices prove
//!
//! For each group of interchangeable items that is not joint, prices prove that no other plan is better on any
//! component. [Vectors](crate::Vector) are compared in order. A column is a pair of lot l and need k; cost(l,k) ≥ 0 is
//! in the last component. Prices are u of lots, r of reserves, p of needs, and g of lanes, which is the sum over the
//! group's items.
//!
//! * (a) Prices of stock, reserve and lane are not negative: u\[l\] ≥ 0, r\[d,i\] ≥ 0, g\[d,s\] ≥ 0.
//! * (b) No column has a positive reduced cost, and used columns have zero: p\[k\] − cost(l,k) − u\[l\] − r\[d,i\] −
//!   g\[d,s\] ≤ 0. Where the previous plan changes the cost, [`proof`] says which cost counts.
//! * (c) Open segments with gain > p\[k\] are full; those with gain < p\[k\] are empty.
//! * (d) A priced row is tight: u > 0 only if the lot is used up, r > 0 only if the reserve row is tight, g > 0 only if
//!   the group fills the lane.
//!
//! By weak duality these imply optimality. For any other lawful plan x′:
//!
//! ```text
//! Σ gain·z′ − cost·x′ ≤ Σ u·stock + r·(stock − R) + g·capacity + Σ (gain − p)⁺·width
//! ```
//!
//! with equality for x. Duality needs only numbers that are ordered and can be added, so it holds for vectors too.
//!
//! # Groups
//!
//! Items are one **group** (`groups`) if substitutions or kits connect them over *columns that can carry something*.
//! Such a column fits a single step (whole packs that make whole units of the need) into lot, store, lane, vehicles and
//! need. A row that no such column uses changes nothing.
//!
//! A group may be **joint** (`ties`) in three cases: it has a kit or a ratio other than 1/1; its lots come in packs of
//! several sizes; or a column of it takes a limited pool, or a limited lane that leads to several needs. Every other
//! group must be proven by prices. A group that the plan leaves out with the reason `NOT_PLANNED` ships nothing and is
//! not proven; the bounds of its levels are all that any shipment could serve.

mod columns;
mod flow;
mod group;
mod groups;
mod index;
mod items;
mod joint;
mod levels;
pub(crate) mod names;
mod overriding;
mod price_table;
pub mod proof;
mod reach;
mod reasons;
mod rows;
mod sorted;
mod ties;
mod violation;
mod worth;

use crate::minutes;
use crate::overriding::Lapsed;
use crate::plan::{Plan, Version};
use crate::policy::{Policy, SecondLevel};
use crate::situation::Situation;
use crate::vector::Vector;
use flow::Flow;
use groups::Groups;
use index::Index;
use joint::Joint;
use overriding::Settled;
use price_table::Table;
use ties::Ties;
use worth::Stack;
use yicang_language::message;

pub use columns::{Columns, Journey};
pub use levels::{LevelReport, levels};
pub use violation::{Blocker, Figure, Violation};

/// A plan that the checker let through. There is no other way to make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedPlan {
    plan: Plan,
}

impl CheckedPlan {
    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}

/// The gate before a decision: the plan as a [`CheckedPlan`], or every violation.
pub fn approve(situation: &Situation, policy: &Policy, plan: Plan) -> Result<CheckedPlan, Vec<Violation>> {
    let found = violations(situation, policy, &plan);
    if found.is_empty() { Ok(CheckedPlan { plan }) } else { Err(found) }
}

/// Everything that is wrong with a plan of version 2; empty for a lawful one.
pub fn violations(situation: &Situation, policy: &Policy, plan: &Plan) -> Vec<Violation> {
    if plan.version == Version::One {
        return vec![Violation::OldVersion];
    }
    let missing = minutes::missing(situation, policy, plan.second_level);
    if !missing.is_empty() {
        return missing.into_iter().map(Violation::NoMinutes).collect();
    }
    let mut found = Vec::new();
    let index = Index::of(situation, policy);
    let flow = Flow::of(&index, plan);
    rows::check(&index, plan, &flow, &mut found);
    let settled = Settled::of(&index, plan.second_level);
    // What follows takes for granted that shipments take known columns and keep the rows.
    if found.is_empty() {
        settled.check(&index, plan, &flow, &mut found);
    }
    if !found.is_empty() {
        return found;
    }
    if situation.overrides.is_empty() {
        check_best(&index, plan, plan, &flow, None, &mut found);
        return found;
    }
    let (rest, rest_of_plan) = (settled.rest(&index), settled.rest_of(&index, plan));
    let narrowed = overriding::narrowed(&rest, policy, &settled);
    let flow = Flow::of(&narrowed, &rest_of_plan);
    check_best(&narrowed, plan, &rest_of_plan, &flow, Some((&settled, &index)), &mut found);
    found
}

/// Reasons, values and proofs of a plan. Where overrides fix something, `plan` is what is left of `whole`, and the
/// index is of what is left of the situation.
fn check_best(
    index: &Index<'_>,
    whole: &Plan,
    plan: &Plan,
    flow: &Flow,
    settled: Option<(&Settled<'_>, &Index<'_>)>,
    found: &mut Vec<Violation>,
) {
    let groups = Groups::of(index);
    let stacks = worth::stacks(index, &groups);
    reasons::check(index, &groups, &stacks, plan, flow, found);
    let ties = Ties::of(index, &groups, plan, &flow.by_need, found);
    check_groups(index, &groups, &stacks, &ties, plan, flow, found);
    let joint = jointly(&groups, &ties);
    let counted = Joint::of(index, flow, &stacks, plan.second_level, joint).and_then(|joint| {
        joint.check(plan, found);
        let mut sums = levels::count(index, &groups, &stacks, &ties, plan, flow, &joint)?;
        if let Some((settled, of_whole)) = settled {
            sums.add(&settled.fixed(of_whole, &groups, plan.second_level)?)?;
        }
        Ok(sums)
    });
    match counted {
        Ok(sums) => sums.compare(whole, found),
        Err(why) => found.push(Violation::NotValued(why)),
    }
}

/// Overrides of a situation that a plan cannot keep.
pub fn lapses(situation: &Situation, policy: &Policy, level: SecondLevel) -> Vec<Lapsed> {
    Settled::of(&Index::of(situation, policy), level).into_lapsed()
}

/// The needs of joint items, sorted.
fn jointly(groups: &Groups, ties: &Ties) -> Vec<usize> {
    let groups = groups.list.iter().filter(|group| ties.is_joint(group.name));
    let mut needs: Vec<_> = groups.flat_map(|group| group.needs.iter().copied()).collect();
    needs.sort_unstable();
    needs
}

/// Every group that is not joint is best by its prices.
fn check_groups(
    index: &Index<'_>,
    groups: &Groups,
    stacks: &[Stack],
    ties: &Ties,
    plan: &Plan,
    flow: &Flow,
    found: &mut Vec<Violation>,
) {
    // Nobody needs anything of an item without a group.
    let is_exact = |name: usize| groups.group(name).is_some() && ties.is_exact(name);
    let prices = Table::of(index, groups, is_exact, plan, found);
    let proof = group::Proof { index, flow, prices: &prices, stacks, level: plan.second_level };
    for group in groups.list.iter().filter(|group| !ties.is_unplanned(group.name)) {
        if let Some((lot, need)) = ties::without_cost(index, group, plan.second_level) {
            let (lot, site) = (index.lots[lot].key, &index.needs[need].key.site);
            found.push(Violation::NotProven { what: names::no_cost(lot, site), by: Vector::ZERO });
            continue;
        }
        match group.pack.filter(|_| !group.is_uneven) {
            _ if ties.is_joint(group.name) => {}
            Some(pack) => proof.check(group, pack, found),
            None => {
                let item = index.items[group.name].id;
                let what = message!("check-only-claims", item = item.as_str());
                found.push(Violation::NotProven { what, by: Vector::ZERO });
            }
        }
    }
}
