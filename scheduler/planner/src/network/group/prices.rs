//! The prices of a solved group in the situation's words.

use crate::model::{Amount, Group, Model};
use crate::network::supply_nodes::{SupplyNodes, place, stock};
use yicang_domain::plan::Prices;
use yicang_domain::{Part, Vector};

/// The price of each store of the group, and of each of its lots: store, what it costs, lots and what they cost more.
pub(crate) fn stock_prices(
    model: &Model<'_>,
    group: &Group,
    supply_nodes: &SupplyNodes,
    supply_node_prices: &[i128],
) -> StockPrices {
    let of_supply_node = |lot: usize| supply_node_prices[supply_nodes.lots[place(&group.lots, lot)] as usize];
    let mut prices = StockPrices { lots: Vec::new(), stores: Vec::new() };
    for (store, own) in group.stores.iter().zip(&supply_nodes.stores) {
        let row = &model.stores[*store];
        let (available, limit) = stock(model, group, *store);
        let of_store = match own {
            Some(supply_node) => supply_node_prices[*supply_node as usize],
            None if limit < available => of_supply_node(row.lots[0]),
            None => 0,
        };
        prices.stores.push((*store, of_store.max(0)));
        prices.lots.extend(row.lots.iter().map(|lot| (*lot, (of_supply_node(*lot) - of_store).max(0))));
    }
    prices
}

/// Lots and stores of the model, each with its price.
pub(crate) struct StockPrices {
    pub lots: Vec<(usize, i128)>,
    pub stores: Vec<(usize, i128)>,
}

/// The prices in the situation's words; what is zero is not listed. A lot's supply node has the price of the lot and of
/// its store together: it belongs to the store where the protected reserve is what binds. A limited lane's price is the
/// least that keeps all its columns from paying. `None` where one cannot be counted.
pub(super) fn prices(
    model: &Model<'_>,
    group: &Group,
    supply_nodes: &SupplyNodes,
    supply_node_prices: &[Vector],
    need_prices: &[Vector],
    amounts: &[Amount],
) -> Option<Prices> {
    let mut prices = Prices::default();
    for (store, own) in group.stores.iter().zip(&supply_nodes.stores) {
        let row = &model.stores[*store];
        let (available, limit) = stock(model, group, *store);
        let of_store = match own {
            Some(supply_node) => supply_node_prices[*supply_node as usize].clone(),
            None if limit < available => {
                supply_node_prices[supply_nodes.lots[place(&group.lots, row.lots[0])] as usize].clone()
            }
            None => Vector::ZERO,
        };
        for lot in &row.lots {
            let of_lot =
                supply_node_prices[supply_nodes.lots[place(&group.lots, *lot)] as usize].checked_sub(&of_store)?;
            if of_lot > Vector::ZERO {
                prices.lots.insert(model.lots[*lot].key.clone(), of_lot);
            }
        }
        if of_store > Vector::ZERO {
            prices.reserves.insert((row.depot.clone(), model.items[row.item].id.clone()), of_store);
        }
    }
    for (need, price) in group.needs.iter().zip(need_prices) {
        if !price.is_zero() {
            prices.needs.insert(model.needs[*need].key.clone(), price.clone());
        }
    }
    add_lane_prices(model, group, supply_nodes, need_prices, amounts, &mut prices)?;
    Some(prices)
}

fn add_lane_prices(
    model: &Model<'_>,
    group: &Group,
    supply_nodes: &SupplyNodes,
    need_prices: &[Vector],
    amounts: &[Amount],
    prices: &mut Prices,
) -> Option<()> {
    for (lot, need) in supply_nodes.arcs.iter().filter_map(|arc| arc.column) {
        let Some(role) = model.role(lot, need) else { continue };
        let Ok(column) = model.column(role, lot, need) else { continue };
        let (Some(cost), Some(_)) = (column.cost, column.way.capacity) else { continue };
        let store = &model.stores[model.lots[lot].store];
        let reserve = (store.depot.clone(), model.items[store.item].id.clone());
        let sent = amounts.binary_search_by_key(&(need, lot), |amount| (amount.need, amount.lot));
        let sent = sent.map_or(0, |at| amounts[at].units);
        if column.cap.is_some_and(|(_, most)| sent / group.pack >= most / group.pack) {
            // It may gain: its own bound holds it.
            continue;
        }
        let last = model.last_to(need).find(|(of, _)| *of == lot).map_or(0, |(_, units)| units);
        let cost = if sent < last { cost } else { cost + model.change() };
        let mut gain = need_prices[place(&group.needs, need)].clone();
        for price in [prices.lots.get(model.lots[lot].key), prices.reserves.get(&reserve)].into_iter().flatten() {
            gain = gain.checked_sub(price)?;
        }
        gain = gain.checked_sub(&Vector::of(Part::Cost, cost.checked_mul(group.pack.into())?))?;
        if gain > Vector::ZERO {
            let (depot, site) = model.lane_ids(model.lane(lot, need));
            let key = (depot.clone(), site.clone(), model.items[group.items[0]].id.clone());
            let of_lane = prices.lanes.entry(key).or_default();
            if gain > *of_lane {
                *of_lane = gain;
            }
        }
    }
    Some(())
}
