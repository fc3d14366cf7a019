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
        // From the last on the thread, so that all below a hub is counted before it.
        let mut hubs = vec![1_u32; self.first_need as usize];
        let mut hub = ROOT;
        loop {
            hub = self.prev[hub as usize];
            if hub == ROOT {
                break;
            }
            let below = hubs[hub as usize];
            self.at_mut(hub).weight = 2 * below;
            let mut above = self.at(hub).parent;
            if above >= self.first_need {
                self.at_mut(above).weight += 2 * below;
                self.first[(above - self.first_need) as usize] = hub;
                above = self.at(above).parent;
            }
            hubs[above as usize] += below;
        }
        self.price_hubs();
    }

    /// Counts the hubs' prices anew from what arcs cost.
    pub(in crate::simplex) fn price_hubs(&mut self) {
        let mut hub = ROOT;
        loop {
            hub = self.next[hub as usize];
            if hub == ROOT {
                return;
            }
            let node = *self.at(hub);
            let above = self.price(node.parent);
            self.prices[hub as usize] = if node.up { above - node.cost } else { above + node.cost };
        }
    }

    /// Puts the hubs in preorder; those below one need stand together.
    fn order(&mut self) {
        // The nearest hub above, or the root; what is between; the hub.
        let mut ways: Vec<(u32, u32, u32)> = Vec::with_capacity(self.prices.len());
        for hub in 1..self.first_need {
            let parent = self.at(hub).parent;
            let above = if parent >= self.first_need { self.at(parent).parent } else { parent };
            ways.push((above, parent, hub));
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
        while let Some(hub) = open.pop() {
            self.moved.push(hub);
            open.extend(below(hub).iter().rev().map(|way| way.2));
        }
        assert_eq!(self.moved.len() + 1, self.first_need as usize, "every way leads to the root");
        self.tie(ROOT, ROOT, N::default());
    }
}
