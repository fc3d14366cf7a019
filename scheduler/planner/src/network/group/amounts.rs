//! Amounts of a group: what a solved market sends, and what an earlier plan sent as a start of one.

use crate::model::{Amount, Group};
use crate::network::supply_nodes::{Arc, SupplyNodes, units};
use crate::simplex::{Columns, End, Market, Number, Sent};

/// What a solved market sends over columns and over links, sorted by need, then lot; each pair once, above zero.
pub(super) fn of_flows(group: &Group, supply_nodes: &SupplyNodes, sent: Vec<Sent>, mut over: Vec<i64>) -> Vec<Amount> {
    let mut amounts = Vec::new();
    let mut lot_of = vec![usize::MAX; supply_nodes.supply.len()];
    for (lot, supply_node) in group.lots.iter().zip(&supply_nodes.lots) {
        lot_of[*supply_node as usize] = *lot;
    }
    for sent in sent {
        let (need, lot) = (group.needs[sent.need as usize], lot_of[sent.supply_node as usize]);
        amounts.push(Amount { need, lot, units: sent.units.unsigned_abs() * group.pack });
    }
    trim(supply_nodes, &mut over);
    for (arc, units) in supply_nodes.arcs.iter().zip(over) {
        if let Some((lot, need)) = arc.column.filter(|_| units > 0) {
            amounts.push(Amount { need, lot, units: units.unsigned_abs() * group.pack });
        }
    }
    amounts.sort_unstable();
    amounts.dedup_by(|next, kept| {
        let same = (next.need, next.lot) == (kept.need, kept.lot);
        kept.units += if same { next.units } else { 0 };
        same
    });
    amounts
}

/// What came to a limited lane and was left there, which costs nothing only where sending it cost nothing, stays in its
/// lot.
fn trim(supply_nodes: &SupplyNodes, over: &mut [i64]) {
    for way in 0..supply_nodes.arcs.len() {
        let (End::Need(_), None) = (supply_nodes.arcs[way].to, supply_nodes.arcs[way].column) else { continue };
        // The arcs into a way stand just before the one out of it.
        let into = |arc: &Arc| arc.to == End::SupplyNode(supply_nodes.arcs[way].from);
        let begin = (0..way).rev().take_while(|at| into(&supply_nodes.arcs[*at])).last().unwrap_or(way);
        let mut left = over[begin..way].iter().sum::<i64>() - over[way];
        for units in &mut over[begin..way] {
            let back = left.min(*units);
            *units -= back;
            left -= back;
        }
    }
}

/// An earlier plan's amounts, as far as they still go over plain columns.
pub(crate) fn start_from<N: Number>(
    group: &Group,
    supply_nodes: &SupplyNodes,
    market: &Market<N>,
    columns: &impl Columns<N>,
    last: &[Amount],
) -> Vec<Sent> {
    let mut left = market.supply.clone();
    let mut sent = Vec::with_capacity(last.len());
    for (index, need) in group.needs.iter().enumerate() {
        let mut open: i64 = market.stack(index).iter().map(|segment| segment.width).sum();
        let from = last.partition_point(|amount| amount.need < *need);
        for amount in last[from..].iter().take_while(|amount| amount.need == *need) {
            let Ok(lot) = group.lots.binary_search(&amount.lot) else { continue };
            let supply_node = supply_nodes.lots[lot];
            let units = units(amount.units / group.pack).min(open).min(left[supply_node as usize]);
            if units > 0 && columns.cost(supply_node as usize, index).is_some() {
                open -= units;
                left[supply_node as usize] -= units;
                sent.push(Sent { need: u32::try_from(index).expect("fewer than 2^32 needs"), supply_node, units });
            }
        }
    }
    sent
}
