//! Nearest columns of all needs: which needs are neighbours, and how much a second choice costs.

use crate::simplex::candidates::{Lists, NONE};
use crate::simplex::{Number, Whole};

/// See the module.
pub(in crate::simplex) struct Nearest<N> {
    /// By need: its nearest supply node, or [`NONE`].
    supply_nodes: Vec<u32>,
    /// How much dearer, on average, the second cheapest supply node is than the cheapest.
    pub regret: i128,
    /// The largest cost.
    pub dearest: N,
}

impl<N: Number> Nearest<N> {
    pub(in crate::simplex) fn of<K: Whole + Into<N>>(lists: &Lists<K>) -> Self {
        let mut nearest = Self { supply_nodes: Vec::with_capacity(lists.len()), regret: 0, dearest: N::default() };
        for need in 0..lists.len() {
            let mut columns = lists.of(need).iter();
            let Some((mut supply_node, mut least)) =
                columns.next().map(|(supply_node, cost)| (*supply_node, (*cost).into()))
            else {
                nearest.supply_nodes.push(NONE);
                continue;
            };
            let (mut second, mut most) = (None, least);
            for (other, cost) in columns {
                let cost: N = (*cost).into();
                if cost < least {
                    second = Some(least);
                    (supply_node, least) = (*other, cost);
                } else {
                    second = Some(second.map_or(cost, |second: N| second.min(cost)));
                }
                most = most.max(cost);
            }
            nearest.supply_nodes.push(supply_node);
            nearest.dearest = nearest.dearest.max(most);
            nearest.regret = nearest.regret.saturating_add(second.map_or(0, |second| (second - least).wide()));
        }
        nearest.regret /= i128::try_from(lists.len().max(1)).expect("fewer than 2^32 needs");
        nearest
    }

    /// The needs by their nearest supply node, and where those of each supply node begin.
    pub(in crate::simplex) fn groups(&self, supply_nodes: usize) -> (Vec<u32>, Vec<u32>) {
        let named = || (0..).zip(&self.supply_nodes).filter(|(_, supply_node)| **supply_node != NONE);
        let mut first = vec![0_u32; supply_nodes + 1];
        for (_, supply_node) in named() {
            first[*supply_node as usize + 1] += 1;
        }
        for supply_node in 1..first.len() {
            first[supply_node] += first[supply_node - 1];
        }
        let (mut places, mut needs) = (first.clone(), vec![0; first[supply_nodes] as usize]);
        for (need, supply_node) in named() {
            let place = &mut places[*supply_node as usize];
            needs[*place as usize] = need;
            *place += 1;
        }
        (first, needs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_are_grouped_by_their_nearest_supply_node() {
        let nearest = Nearest { supply_nodes: vec![2, 0, NONE, 2, 1, 2], regret: 0, dearest: 0_i64 };
        let (first, needs) = nearest.groups(4);
        assert_eq!((first, needs), (vec![0, 1, 2, 5, 5], vec![1, 4, 0, 3, 5]));
    }
}
