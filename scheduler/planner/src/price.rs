//! The prices that prove an item's flow best on both levels; the conditions stand in `yicang_domain::check`.
//!
//! With π(v) = what one more unit at node v is worth (the length of the best way on to the root of the residual network,
//! which has no negative cycle): p\[k\] = π(need), t\[l\] = max(0, π(lot)), r\[d\] = max(0, π(depot)), u\[l\] = max(0, t − r), and g of a
//! lane is the least that keeps all its columns from paying. An arc with room says π(head) ≤ π(tail) + cost, an arc with
//! flow the reverse: that is complementary slackness, row by row.

use crate::flow::Flow;
use crate::item::ItemModel;
use yicang_domain::plan::{Price, Prices};

const ZERO: Price = Price { first: 0, second: 0 };

fn plus(a: Price, b: Price) -> Price {
    Price { first: a.first + b.first, second: a.second + b.second }
}

fn minus(a: Price, b: Price) -> Price {
    Price { first: a.first - b.first, second: a.second - b.second }
}

/// Adds an item's prices; what is zero is not listed.
pub(crate) fn add_prices(model: &ItemModel<'_>, flow: &Flow, prices: &mut Prices) {
    let worths = flow.worths();
    let above_zero = |worth: &Option<Price>| worth.unwrap_or(ZERO).max(ZERO);
    let stores: Vec<_> = worths.stores.iter().map(above_zero).collect();
    let lots: Vec<_> = (model.lots.iter().zip(&worths.lots))
        .map(|(lot, worth)| minus(above_zero(worth), stores[lot.store]).max(ZERO))
        .collect();
    let needs: Vec<_> =
        worths.needs.iter().map(|worth| worth.expect("an open need has a segment to the root")).collect();
    let mut ways = vec![ZERO; model.ways.len()];
    for column in &model.columns {
        let Some(way) = column.way else { continue };
        let paid = plus(lots[column.lot], stores[model.lots[column.lot].store]);
        let reduced = minus(minus(needs[column.need], paid), Price { first: 0, second: column.cost });
        ways[way] = ways[way].max(reduced);
    }
    let listed = |price: &Price| *price != ZERO;
    for (row, price) in model.lots.iter().zip(lots).filter(|(_, price)| listed(price)) {
        prices.lots.insert(row.key.clone(), price);
    }
    for (row, price) in model.stores.iter().zip(stores).filter(|(_, price)| listed(price)) {
        prices.reserves.insert((row.depot.clone(), model.item.clone()), price);
    }
    for (row, price) in model.ways.iter().zip(ways).filter(|(_, price)| listed(price)) {
        let (depot, site) = row.lane;
        prices.lanes.insert((depot.clone(), site.clone(), model.item.clone()), price);
    }
    for (row, price) in model.needs.iter().zip(needs).filter(|(_, price)| listed(price)) {
        prices.needs.insert(row.key.clone(), price);
    }
}
