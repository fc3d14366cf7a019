//! From a situation and a policy to a plan: pure, synchronous, repeatable.
//!
//! The model is the two-level linear program of rows 1–3 (stock, protected reserve, need) and lane capacities:
//!
//! | symbol | code | unit |
//! |---|---|---|
//! | i | `item::ItemModel` | |
//! | x\[l,k\] | `item::Column`, filled by a `Flow` | base units |
//! | z\[k,j\], W\[c,j\] | `worth::Segment` | base units, exact fractions |
//! | u, r, g, p | `price` | pairs of rank and millionths |
//!
//! The way: cut needs into segments (`worth`) → columns (`item`) → a good start from a linear program in floating
//! point (`start`, `linear`) → whole numbers, exactly best (`flow`, `network`) → prices that prove it (`price`) → a reason
//! for every unmet unit (`reasons`). Items that fight for a lane's capacity are solved together (`coupled`).
//!
//! No clock, no randomness, no map of varying order: the same situation gives the same plan, byte for byte. Left out:
//! transport pools, packs, substitution, frozen orders, re-planning from an earlier plan.

mod coupled;
mod flow;
mod fraction;
mod item;
pub mod kernel;
mod linear;
mod network;
mod price;
mod reasons;
pub mod scale;
mod start;
mod value;
mod worth;

use item::ItemModel;
use yicang_domain::plan::{Plan, Prices, Shipment};
use yicang_domain::{
    ClassName, DepotId, FirstLevel, ItemId, NeedKey, Policy, Quantity, SecondLevel, SiteId, Situation,
};

/// Why there is no plan. Short goods are never a reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The policy gives no worth to these needs: their class is not in it, and they bring no weight above zero.
    #[error("policy {policy} gives no worth to {}; name the class in the policy or give a weight", list(needs))]
    Unvalued {
        /// The policy's name.
        policy: String,
        /// Every such need and its class.
        needs: Vec<(NeedKey, ClassName)>,
    },
    /// The second level counts cost, and these lanes, which could be used, have none.
    #[error("the second level is cost, and no cost is given for {}", list(_0))]
    WithoutCost(Vec<(DepotId, SiteId)>),
    /// Quantities, worths or costs so large that their sums cannot be counted.
    #[error("quantities, weights or costs are too large to be added up exactly")]
    Overflow,
}

/// The first ten of a list, and how many more there are.
fn list<A: std::fmt::Display, B: std::fmt::Display>(pairs: &[(A, B)]) -> String {
    let shown = pairs.iter().take(10).map(|(a, b)| format!("{a} ({b})")).collect::<Vec<_>>().join(", ");
    match pairs.len().saturating_sub(10) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// A plan, and what the engine knows about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// How many (lot, need) pairs could have been used.
    pub columns: usize,
    /// Items that fight with others for a lane's capacity: their part is lawful and near the best, but carries no prices
    /// that prove it best. Sorted.
    pub unproven: Vec<ItemId>,
}

/// The best plan for a situation by a policy: most first-level worth, then least second-level cost.
///
/// For every item not in [`Planned::unproven`] it is exactly best on both levels, and the prices prove it. It never fails
/// because goods are short.
///
/// # Errors
/// Only for input that cannot be planned at all: see [`PlanError`].
pub fn plan(situation: &Situation, policy: &Policy, second: SecondLevel) -> Result<Planned, PlanError> {
    let models = item::models(situation, policy, second)?;
    let mut prices = Prices::default();
    let mut unproven = Vec::new();
    let mut amounts = vec![Vec::new(); models.len()];
    for group in coupled::groups(&models) {
        if let [alone] = group[..] {
            let model = &models[alone];
            let mut flow = flow::Flow::new(model, &start::start(model))?;
            flow.polish()?;
            price::add_prices(model, &flow, &mut prices);
            amounts[alone] = flow.amounts();
        } else {
            unproven.extend(group.iter().map(|index| models[*index].item.clone()));
            for (index, of_item) in group.iter().zip(coupled::solve(&models, &group, policy)?) {
                amounts[*index] = of_item;
            }
        }
    }
    unproven.sort();
    let steps = matches!(policy.first_level, FirstLevel::Steps { .. });
    let (first_value, second_value) = value::values(&models, &amounts, steps).ok_or(PlanError::Overflow)?;
    let columns = models.iter().map(|model| model.columns.len()).sum();
    let unmet = reasons::reasons(situation, policy, &models, &amounts);
    let shipments = shipments(&models, &amounts);
    let plan = Plan {
        second_level: second,
        first_value,
        second_value,
        shipments,
        unrounded: Vec::new(),
        unmet,
        prices,
        joint: None,
    };
    Ok(Planned { plan, columns, unproven })
}

fn shipments(models: &[ItemModel<'_>], amounts: &[Vec<u64>]) -> Vec<Shipment> {
    let filled = models.iter().zip(amounts).flat_map(|(model, amounts)| {
        let used = model.columns.iter().zip(amounts).filter(|(_, units)| **units > 0);
        used.map(|(column, units)| Shipment {
            lot: model.lots[column.lot].key.clone(),
            site: model.needs[column.need].key.site.clone(),
            serves: model.item.clone(),
            quantity: Quantity::new(*units).expect("no more than a need's claim"),
            departs: column.departs,
            arrives: column.arrives,
        })
    });
    let mut shipments: Vec<_> = filled.collect();
    shipments.sort();
    shipments
}
