//! What a tree knows besides its arcs, counted anew from them.

use super::{Number, ROOT, Tree};

impl<N: Number> Tree<N> {
    /// Counts the thread, weights and prices from the arcs, after arcs were changed one by one. All of them lead to the
    /// root in the end.
    pub(in crate::simplex) fn restore(&mut self) {
        self.order();
        for need in self.first_need as usize..self.nodes.len() {
            self.nodes[need].weight = 1;
        }
        // From the last on the thread, so that all below a supply node is counted before it.
        let mut supply_nodes = vec![1_u32; self.first_need as usize];
        let mut supply_node = ROOT;
        loop {
            supply_node = self.prev[supply_node as usize];
            if supply_node == ROOT {
                break;
            }
            let below = supply_nodes[supply_node as usize];
            self.at_mut(supply_node).weight = 2 * below;
            let mut above = self.at(supply_node).parent;
            if above >= self.first_need {
                self.at_mut(above).weight += 2 * below;
                self.first[(above - self.first_need) as usize] = supply_node;
                above = self.at(above).parent;
            }
            supply_nodes[above as usize] += below;
        }
        self.price_supply_nodes();
    }

    /// Counts the supply nodes' prices anew from what arcs cost.
    pub(in crate::simplex) fn price_supply_nodes(&mut self) {
        let mut supply_node = ROOT;
        loop {
            supply_node = self.next[supply_node as usize];
            if supply_node == ROOT {
                return;
            }
            let node = *self.at(supply_node);
            let above = self.price(node.parent);
            self.prices[supply_node as usize] = if node.up { above - node.cost } else { above + node.cost };
        }
    }

    /// Puts the supply nodes in preorder; those below one need stand together.
    fn order(&mut self) {
        // The nearest supply node above, or the root; what is between; the supply node.
        let mut ways: Vec<(u32, u32, u32)> = Vec::with_capacity(self.prices.len());
        for supply_node in 1..self.first_need {
            let parent = self.at(supply_node).parent;
            let above = if parent >= self.first_need { self.at(parent).parent } else { parent };
            ways.push((above, parent, supply_node));
        }
        ways.sort_unstable();
        let mut first = vec![0_usize; self.first_need as usize + 1];
        for (above, ..) in &ways {
            first[*above as usize + 1] += 1;
        }
        for node in 1..first.len() {
            first[node] += first[node - 1];
        }
        self.moved.clear();
        let below = |node: u32| &ways[first[node as usize]..first[node as usize + 1]];
        let mut open: Vec<u32> = below(ROOT).iter().rev().map(|way| way.2).collect();
        while let Some(supply_node) = open.pop() {
            self.moved.push(supply_node);
            open.extend(below(supply_node).iter().rev().map(|way| way.2));
        }
        assert_eq!(self.moved.len() + 1, self.first_need as usize, "every way leads to the root");
        self.tie(ROOT, ROOT, N::default());
    }
}
