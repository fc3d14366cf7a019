//! The least cost of a small market, the slow way: one cheapest way after the other, found by R. Bellman's method.

use super::{End, Market, Table};

struct Arc {
    from: usize,
    to: usize,
    room: i64,
    cost: i128,
}

/// Arcs in pairs: there, and back.
#[derive(Default)]
struct Network {
    arcs: Vec<Arc>,
    nodes: usize,
}

impl Network {
    fn add(&mut self, from: usize, to: usize, room: i64, cost: i64) {
        let cost = i128::from(cost);
        self.arcs.push(Arc { from, to, room, cost });
        self.arcs.push(Arc { from: to, to: from, room: 0, cost: -cost });
        self.nodes = self.nodes.max(from + 1).max(to + 1);
    }

    /// The cheapest way from a node to another over arcs with room: the arcs on it, from its end.
    fn way(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        let mut known: Vec<Option<(i128, usize)>> = vec![None; self.nodes];
        known[from] = Some((0, usize::MAX));
        let mut changed = true;
        while changed {
            changed = false;
            for (index, arc) in self.arcs.iter().enumerate().filter(|(_, arc)| arc.room > 0) {
                let Some((cost, _)) = known[arc.from] else { continue };
                if known[arc.to].is_none_or(|(old, _)| cost + arc.cost < old) {
                    known[arc.to] = Some((cost + arc.cost, index));
                    changed = true;
                }
            }
        }
        let mut way = Vec::new();
        let mut node = to;
        while node != from {
            let (_, arc) = known[node]?;
            way.push(arc);
            node = self.arcs[arc].from;
        }
        Some(way)
    }
}

/// What a market costs if all is done best: every need gets all it asks for, from supply nodes or, at its worth, from
/// nowhere.
pub(super) fn least_cost(market: &Market<i64>, columns: &Table) -> i128 {
    let (source, sink) = (0, 1);
    let supply_node = |supply_node: usize| 2 + supply_node;
    let need = |need: usize| 2 + market.supply.len() + need;
    let mut network = Network::default();
    for (index, units) in market.supply.iter().enumerate() {
        network.add(source, supply_node(index), *units, 0);
    }
    for index in 0..market.needs() {
        for segment in market.stack(index) {
            network.add(source, need(index), segment.width, segment.worth);
        }
        network.add(need(index), sink, market.stack(index).iter().map(|segment| segment.width).sum(), 0);
        for (from, cost) in columns.costs[index].iter().enumerate() {
            if let Some(cost) = cost {
                network.add(supply_node(from), need(index), i64::MAX / 2, *cost);
            }
        }
    }
    for link in &market.links {
        let to = match link.to {
            End::SupplyNode(to) => supply_node(to as usize),
            End::Need(to) => need(to as usize),
        };
        network.add(supply_node(link.from as usize), to, link.limit, link.cost);
    }
    let mut total = 0;
    while let Some(way) = network.way(source, sink) {
        let units = way.iter().map(|arc| network.arcs[*arc].room).min().unwrap();
        for arc in way {
            network.arcs[arc].room -= units;
            network.arcs[arc ^ 1].room += units;
            total += i128::from(units) * network.arcs[arc].cost;
        }
    }
    total
}
