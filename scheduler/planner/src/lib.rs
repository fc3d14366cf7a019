//! From a situation and a policy to a plan: pure, synchronous, repeatable.
//!
//! The model is the linear program of rows 1–6 (stock, protected reserve, need, lanes and pools, ratios, packs), with two
//! objectives strictly in order: service, a vector of levels compared in order, then cost:
//!
//! | symbol | code | unit |
//! |---|---|---|
//! | i, l, d, k | rows of `ground::Ground` | |
//! | x\[l,k\] | `group::Amount` | base units |
//! | z\[k,j\], s(j), ω | `worth::Segment`, `ground::ItemRow::omega` | base units, whole numbers |
//! | u, r, g, p | [`kernel::Kernel::hub_prices`], [`kernel::Kernel::need_price`] | ranks of worth and millionths |
//!
//! The way: the situation by index (`ground`) → groups of items that stand in for each other, each a market of the
//! [`kernel`], solved exactly in whole units or packs on as many threads as there are (`group`) → what groups compete for,
//! planned jointly level by level (`joint`) → a reason for every unmet unit (`reasons`).
//!
//! No clock, no randomness, no map of varying order: the same situation gives the same plan, byte for byte, on any number
//! of threads.

mod columns;
pub mod cuts;
mod ground;
mod group;
mod joint;
pub mod kernel;
mod reasons;
pub mod scale;
mod trees;
mod usage;
mod value;
mod worth;

use ground::{Ground, Group};
use group::{Amount, Done};
use std::collections::BTreeSet;
use std::fmt;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
pub use trees::Trees;
use usage::Usage;
use yicang_domain::plan::{Claim, Plan, Shipment, Start, Target, Version};
use yicang_domain::{DepotId, ItemId, Policy, Quantity, SecondLevel, SiteId, Situation};

/// Why there is no plan. Short goods are never a reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The cost is counted in money, and these lanes, which could be used, have none.
    #[error("the second level is cost, and no cost is given for {}", list(_0))]
    WithoutCost(Vec<(DepotId, SiteId)>),
    /// Quantities, worths or costs so large that their sums cannot be counted.
    #[error("quantities, weights or costs are too large to be added up exactly")]
    Overflow,
    /// A mistake in the planner itself: the group stays without a plan, all others have theirs.
    #[error("the planner broke off here, which is a mistake of the program: please report it with its input")]
    BrokeOff,
}

/// Does something; a panic is an error, so that one group never takes the others' plan away.
fn caught<T>(act: impl FnOnce() -> Result<T, PlanError>) -> Result<T, PlanError> {
    // What it was at is thrown away: nothing half done is looked at again.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(act)).unwrap_or(Err(PlanError::BrokeOff))
}

/// The first ten of a list, and how many more there are.
fn list<A: fmt::Display, B: fmt::Display>(pairs: &[(A, B)]) -> String {
    let shown = pairs.iter().take(10).map(|(a, b)| format!("{a} ({b})")).collect::<Vec<_>>().join(", ");
    match pairs.len().saturating_sub(10) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// A plan, and what the engine knows about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// How many (lot, need) pairs could have been used.
    pub columns: usize,
    /// Items that could not be planned, and why; they get nothing, and all others have their plan.
    pub left_out: Vec<LeftOut>,
    /// The best value of the first of [`Plan::claims`] when units may be parts, by a linear program in floating point, in the
    /// claim's number. Between this and the claim's bound lies what is not known of the optimum in parts of units; between
    /// the claim's value and this, mostly what whole units cost. `None` where no one program was solved.
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
    pub why: String,
}

/// How to plan.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// On so many threads; `None` is as many as the machine runs at once. The plan does not depend on it.
    pub threads: Option<NonZero<usize>>,
    /// An earlier plan to start from: what changed since then is what takes time. The plan serves and costs the same as one
    /// made without it.
    pub last: Option<&'a Plan>,
    /// What the engine remembers of the plan before, and will remember of this one: better than `last`, where the same
    /// program makes both. As with `last`, only the choice between equally good plans may differ.
    pub trees: Option<&'a Trees>,
    /// Whether it is time to stop bettering what is planned jointly. Asked now and then; once it says so, the plan is the
    /// best so far: lawful, and its bound proven. Only then may the plan depend on how fast the machine is.
    pub deadline: Option<&'a (dyn Fn() -> bool + Sync)>,
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let deadline = self.deadline.is_some();
        let Self { threads, last, trees, .. } = self;
        write!(
            f,
            "Options {{ threads: {threads:?}, last: {}, trees: {trees:?}, deadline: {deadline} }}",
            last.is_some()
        )
    }
}

/// The best plan for a situation by a policy: most service, level after level, then least cost.
///
/// For every item that is neither planned jointly ([`Plan::joint`]) nor left out it is exactly best, and the prices prove
/// it. It never fails because goods are short.
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
    let ground = Ground::new(situation, policy, second);
    let columns = count_columns(&ground)?;
    let groups = ground.groups();
    let last = options.last.map(|plan| amounts_of(&ground, plan));
    if let Some(trees) = options.trees {
        trees.retain(&ground, &groups);
    }
    let is_warm =
        last.as_ref().is_some_and(|last| !last.is_empty()) || options.trees.is_some_and(|trees| !trees.is_empty());
    let alone = each(&groups, options.threads, |group| match group.uneven {
        // Ratios, kits and mixed packs are no network: the joint engine's business from the start.
        true => Ok(Done::default()),
        false => caught(|| group::solve(&ground, group, last.as_deref(), options.trees)),
    });
    let pivots: u64 = alone.iter().flatten().map(|done| done.pivots).sum();
    let settled = joint::settle(&ground, &groups, alone, options);
    let usage = Usage::of(&ground, &settled.amounts);
    let service = value::service(&ground, &usage.by_need).ok_or(PlanError::Overflow)?;
    let needs: BTreeSet<usize> = settled.joint.iter().flat_map(|place| groups[*place].needs.iter().copied()).collect();
    let bound = bound(&ground, &needs, &usage.by_need, &service, &settled.claims).ok_or(PlanError::Overflow)?;
    let items: BTreeSet<ItemId> = needs.iter().map(|need| ground.items[ground.needs[*need].item].id.clone()).collect();
    let plan = Plan {
        version: Version::Two,
        second_level: second,
        start: if is_warm { Start::Warm } else { Start::Cold },
        service,
        bound,
        cost: value::costs(&ground, &settled.amounts).ok_or(PlanError::Overflow)?,
        shipments: shipments(&ground, &settled.amounts),
        unmet: reasons::reasons(&ground, &groups, &settled, &usage),
        prices: settled.prices,
        joint: items.into_iter().collect(),
        claims: settled.claims,
    };
    let left_out = settled.left_out.into_iter().map(|(place, why)| LeftOut {
        items: groups[place].items.iter().map(|item| ground.items[*item].id.clone()).collect(),
        why,
    });
    let left_out = left_out.collect();
    Ok(Planned { plan, columns, left_out, relaxed: settled.relaxed, pivots: pivots + settled.pivots })
}

/// U: what no plan exceeds at each level, as far as that is proven. `None` where it cannot be counted.
fn bound(
    ground: &Ground<'_>,
    joint: &BTreeSet<usize>,
    by_need: &[u64],
    service: &[i128],
    claims: &[Claim],
) -> Option<Vec<i128>> {
    let (mut of_joint, mut full) = (vec![0; service.len()], vec![0; service.len()]);
    for need in joint {
        value::add_service(ground, *need, by_need[*need], &mut of_joint)?;
        value::add_service(ground, *need, ground.reach(*need), &mut full)?;
    }
    let mut bound = Vec::with_capacity(service.len());
    for (level, value) in service.iter().enumerate() {
        let claim = claims.iter().find(|claim| {
            matches!(claim.of, Target::Level(of) if usize::from(of) == level) && claim.weights.is_empty()
        });
        let open = full[level].checked_sub(of_joint[level])?;
        let step = || joint.iter().map(|need| value::step(ground, *need, level)).fold(0, gcd).max(1);
        let gap = claim.map_or(Some(open), |claim| {
            let step = step();
            i128::try_from(claim.gap() / step * step).ok()
        })?;
        bound.push(value.checked_add(gap.min(open))?);
    }
    Some(bound)
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Does something for each group, largest first, on several threads; the answers stand in the groups' order.
fn each<T: Send>(
    groups: &[Group],
    threads: Option<NonZero<usize>>,
    act: impl Fn(&Group) -> Result<T, PlanError> + Sync,
) -> Vec<Result<T, PlanError>> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(groups[*index].needs.len()), *index));
    let mut done = spread(order.len(), self::threads(threads), |at| (order[at], act(&groups[order[at]])));
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, one)| one).collect()
}

/// How many threads there are: as many as wanted, or one for each core.
fn threads(wanted: Option<NonZero<usize>>) -> usize {
    wanted.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get)
}

/// Does something for each of so many, in this order, on several threads; the answers stand in this order.
fn spread<T: Send>(count: usize, threads: usize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = threads.min(count);
    if threads <= 1 {
        return (0..count).map(act).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                break done;
            }
            done.push((at, act(at)));
        }
    };
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().flat_map(|one| one.join().expect("the planner does not panic")).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, one)| one).collect()
}

/// How many columns there are.
///
/// # Errors
/// Every lane without a cost that a column uses, if costs are counted.
fn count_columns(ground: &Ground<'_>) -> Result<usize, PlanError> {
    let mut without_cost = BTreeSet::new();
    let mut columns = 0;
    for need in 0..ground.needs.len() {
        for (role, lot) in ground.suppliers(need) {
            let Ok(column) = ground.column(role, lot, need) else { continue };
            columns += 1;
            if column.cost.is_none() {
                let (depot, site) = ground.lane_ids(column.lane);
                without_cost.insert((depot.clone(), site.clone()));
            }
        }
    }
    if without_cost.is_empty() { Ok(columns) } else { Err(PlanError::WithoutCost(without_cost.into_iter().collect())) }
}

/// An earlier plan's amounts, as far as lots and needs are still there; sorted.
fn amounts_of(ground: &Ground<'_>, plan: &Plan) -> Vec<Amount> {
    let amount = |line: &Shipment| {
        let need = ground.need(&line.need())?;
        Some(Amount { need, lot: ground.lot(&line.lot)?, units: line.quantity.units() })
    };
    let mut amounts: Vec<Amount> = plan.shipments.iter().filter_map(amount).collect();
    amounts.sort_unstable();
    amounts
}

fn shipments(ground: &Ground<'_>, amounts: &[Amount]) -> Vec<Shipment> {
    let shipment = |amount: &Amount| {
        let role = ground.role(amount.lot, amount.need).expect("what is sent has a role");
        let column = ground.column(role, amount.lot, amount.need).expect("what is sent takes a column");
        let (departs, arrives) = column.times();
        let need = ground.needs[amount.need].key;
        Shipment {
            lot: ground.lots[amount.lot].key.clone(),
            site: need.site.clone(),
            serves: need.item.clone(),
            quantity: Quantity::new(amount.units).expect("no more than a lot holds"),
            departs,
            arrives,
        }
    };
    let mut shipments: Vec<_> = amounts.iter().map(shipment).collect();
    shipments.sort();
    shipments
}

#[cfg(test)]
mod tests {
    use super::{PlanError, caught};

    #[test]
    fn a_group_that_breaks_off_is_an_error_of_its_own() {
        assert_eq!(caught(|| Ok(7)), Ok(7));
        assert_eq!(caught(|| Err::<u8, _>(PlanError::Overflow)), Err(PlanError::Overflow));
        let broken: &[u8] = &[];
        assert_eq!(caught(|| Ok(broken[broken.len()])), Err(PlanError::BrokeOff));
    }
}
