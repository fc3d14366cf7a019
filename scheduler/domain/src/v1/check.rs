//! The checker of version 1: re-derives from situation, policy and plan whether the plan is lawful, and only counts.
//!
//! What is counted:
//!
//! 1. rows (`rows`): every shipment takes an admissible column; stock, protected reserve, claim, lane and pool capacity
//!    hold; packs are whole, and rounded from something that keeps the rows, too; departure and arrival are what lot,
//!    lane and pool say; no duplicates, sorted, whole, above zero;
//! 2. reasons (`reasons`): the reasons of each need add up to what is open less what it gets, and each is founded;
//! 3. values (`worth`): both levels' values are what the shipments add up to, before rounding to packs;
//! 4. prices (`optimality`): no other plan is better, before rounding to packs. For a group of items that stand in for
//!    each other (`substitute` and `kit` lines connect them, whether or not there is stock), with pairs compared
//!    lexicographically, cost(l,k) ≥ 0 in the second component and rank(j) ≥ 1 in the first:
//!    * u\[l\] ≥ 0, r\[d,i\] ≥ 0, g\[d,s\] ≥ 0, the sum of the lane's prices for items of the group;
//!    * every admissible column: p\[k\] − cost(l,k) − u\[l\] − r\[d,i\] − g\[d,s\] ≤ 0, and = 0 where something is
//!      sent; where the last plan's amount changes the cost, [`crate::check::proof`] says which cost counts;
//!    * every open segment: rank(j) > p\[k\] only if it is full, rank(j) < p\[k\] only if it is empty;
//!    * u > 0 only if the lot is used up, r > 0 only if the reserve row is tight, g > 0 only if the group fills the
//!      lane.
//!
//!    For any other lawful plan x′ these give Σ rank·z′ − cost·x′ ≤ Σ u·stock + r·(stock − R) + g·capacity + Σ (rank −
//!    p)⁺·width, and equality for x: linear-programming duality, which needs nothing of numbers but that they are
//!    ordered and added, so it holds for pairs too. Ranks stand for worths because units of one group trade one against
//!    one: the sets of needs that can be served together form a polymatroid, on which only the order of the weights
//!    decides. A limited lane that leads to two needs would break that, so in this proof it must have no price.
//!
//!    A group is **tied** if an admissible column of it takes a limited lane that columns to another need take, too, or
//!    a lane whose pool has a limit, or if it has a kit or a ratio other than 1/1. Tied groups may do without proof. A
//!    tied group without kits and ratios that has prices is proven as above, if there is no `joint` line or one of its
//!    prices has first ≠ 0; other tied groups are proven together by the `joint` line (`joint`).

mod flow;
mod group;
mod index;
mod items;
mod joint;
mod optimality;
mod price_table;
mod reasons;
mod rows;
mod segments;
mod sorted;
mod ties;
mod violation;
mod worth;

use crate::id::ItemId;
use crate::policy::Policy;
use crate::quantity::Quantity;
use crate::situation::Situation;
use crate::v1::plan::Plan;
use flow::flows;
use index::Index;

pub use violation::Violation;

/// Everything that is wrong with a plan; empty for a lawful one.
pub fn violations(situation: &Situation, policy: &Policy, plan: &Plan) -> Vec<Violation> {
    let mut found = Vec::new();
    let index = Index::of(situation, policy);
    let (shipped, base) = flows(&index, plan);
    rows::check(&index, plan, &shipped, base.as_ref(), &mut found);
    // What follows takes for granted that shipments go from known lots to known needs.
    if !found.is_empty() {
        return found;
    }
    let base = base.as_ref().unwrap_or(&shipped);
    reasons::check(&index, plan, &shipped, base, &mut found);
    let valued = index.segments().and_then(|segments| {
        let values = worth::count(&index, plan.second_level, base, &segments)?;
        Ok((segments, values))
    });
    match valued {
        Ok((segments, (first, second))) => {
            for (level, said, counted) in [("first", plan.first_value, first), ("second", plan.second_value, second)] {
                if said != counted {
                    found.push(Violation::WrongValue { level, said, counted });
                }
            }
            optimality::check(&index, plan, base, &segments, &mut found);
        }
        Err(why) => found.push(Violation::NotValued(why)),
    }
    found
}

/// The needed items whose part of a plan the joint line proves, or nothing, or that leave in packs: their proof is of
/// the old rule, which does not prove class order. Sorted.
pub fn is_coupled_or_packed(situation: &Situation, policy: &Policy, plan: &Plan) -> Vec<ItemId> {
    let index = Index::of(situation, policy);
    let by_ranks = optimality::groups_by_ranks(&index, plan);
    let packed = |item: usize| {
        let roles = index.items[item].roles.iter();
        roles.map(|role| index.items[role.item].facts.pack).any(|pack| pack > Quantity::ONE)
    };
    let mut items: Vec<usize> = index.needs.iter().map(|row| row.item).collect();
    items.sort_unstable();
    items.dedup();
    items.retain(|item| packed(*item) || !by_ranks.contains(&index.items[*item].group));
    items.into_iter().map(|item| index.items[item].id.clone()).collect()
}
