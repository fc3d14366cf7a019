//! The checker: re-derives from situation, policy and plan whether the plan is lawful, and only counts.
//!
//! It shares no code with the planner. It is the gate before a decision, the oracle of the property tests, and what an
//! auditor runs on published texts. What is counted:
//!
//! 1. rows (`rows`): every shipment takes an admissible column; stock, protected reserve, claim, lane and pool capacity
//!    hold, to the microgram and nanolitre; what leaves is whole packs, whole multiples of a ratio lot by lot, and
//!    whole kits; departure and arrival are what lot, lane and pool say; no duplicates, sorted, whole, above zero;
//! 2. reasons (`reasons`): the reasons of each need add up to what is open less what it gets, and each is founded;
//! 3. service and cost (`worth`): every level's value and the cost are what the shipments add up to;
//! 4. prices (`group`): items that are not joint are best on all components. For a group of items that stand in for
//!    each other, with [vectors](crate::Vector) compared in order, cost(l,k) ≥ 0 in the last component:
//!    * u\[l\] ≥ 0, r\[d,i\] ≥ 0, g\[d,s\] ≥ 0, the sum of the lane's prices for items of the group;
//!    * every column: p\[k\] − cost(l,k) − u\[l\] − r\[d,i\] − g\[d,s\] ≤ 0, and = 0 where something is sent; where the
//!      last plan's amount changes the cost, [`proof`] says which cost counts;
//!    * every open segment: gain > p\[k\] only if it is full, gain < p\[k\] only if it is empty;
//!    * u > 0 only if the lot is used up, r > 0 only if the reserve row is tight, g > 0 only if the group fills the
//!      lane.
//!
//!    For any other lawful plan x′ these give Σ gain·z′ − cost·x′ ≤ Σ u·stock + r·(stock − R) + g·capacity + Σ (gain −
//!    p)⁺·width, and equality for x: linear-programming duality, which needs nothing of numbers but that they are
//!    ordered and added, so it holds for vectors too;
//! 5. claims (`joint`): how near the best the joint items are;
//! 6. levels: what each line says of value and bound.
//!
//! Items are one **group** (`groups`) if substitutions or kits connect them over *columns that can carry something*:
//! those where a single step (whole packs that make whole units of the need) fits into lot, store, lane, vehicles and
//! need. A row that no such column uses changes nothing.
//!
//! A group may be **joint** (`ties`) if it has a kit or a ratio other than 1/1, if its lots come in packs of several
//! sizes, or if a column of it takes a pool with a limit, or a lane with a limit that leads to several needs. Every
//! other group must be proven by prices. A group that the plan leaves out with the reason `NOT_PLANNED` ships nothing,
//! and is not proven; its levels' bounds are all that any shipment could serve.

mod columns;
mod flow;
mod group;
mod groups;
mod index;
mod items;
mod joint;
mod levels;
mod price_table;
pub mod proof;
mod reach;
mod reasons;
mod rows;
mod sorted;
mod ties;
mod violation;
mod worth;

use crate::plan::{Plan, Version};
use crate::policy::Policy;
use crate::situation::Situation;
use crate::vector::Vector;
use flow::Flow;
use groups::Groups;
use index::Index;
use joint::Joint;
use price_table::Table;
use ties::Ties;
use worth::Stack;

pub use columns::{Columns, Journey};
pub use levels::{LevelReport, levels};
pub use violation::{Blocker, Violation};

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
    let mut found = Vec::new();
    let index = Index::of(situation, policy);
    let flow = Flow::of(&index, plan);
    rows::check(&index, plan, &flow, &mut found);
    // What follows takes for granted that shipments take known columns and keep the rows.
    if !found.is_empty() {
        return found;
    }
    let groups = Groups::of(&index);
    let stacks = worth::stacks(&index, &groups);
    reasons::check(&index, &groups, &stacks, plan, &flow, &mut found);
    let ties = Ties::of(&index, &groups, plan, &flow.by_need, &mut found);
    check_groups(&index, &groups, &stacks, &ties, plan, &flow, &mut found);
    let joint = jointly(&groups, &ties);
    let counted = Joint::of(&index, &flow, &stacks, plan.second_level, joint).and_then(|joint| {
        joint.check(plan, &mut found);
        levels::count(&index, &groups, &stacks, &ties, plan, &flow, &joint)
    });
    match counted {
        Ok(sums) => sums.compare(plan, &mut found),
        Err(why) => found.push(Violation::NotValued(why)),
    }
    found
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
            let what = format!("{lot} -> {site}: a lane that is used has no cost");
            found.push(Violation::NotProven { what, by: Vector::ZERO });
            continue;
        }
        match group.pack.filter(|_| !group.is_uneven) {
            _ if ties.is_joint(group.name) => {}
            Some(pack) => proof.check(group, pack, found),
            None => {
                let item = index.items[group.name].id;
                let what = format!("item {item} has ratios, kits or several sizes of packs: only claims can price it");
                found.push(Violation::NotProven { what, by: Vector::ZERO });
            }
        }
    }
}
