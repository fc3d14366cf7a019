//! What must hold of a tree after every pivot, counted anew from the arcs alone.

use super::{LEFT_OVER, NONE, Number, ROOT, Tree};

impl<N: Number> Tree<N> {
    /// Panics if the thread, the weights, the prices or the flows are not what the arcs say.
    pub(in crate::simplex) fn check(&self) {
        let below = self.supply_nodes_below();
        let thread: Vec<u32> = self.thread().collect();
        assert_eq!(thread.len() + 1, self.prices.len(), "every supply_node is on the thread");
        for (supply_node, next) in self.next.iter().enumerate() {
            assert_eq!(self.prev[*next as usize] as usize, supply_node, "the thread leads back");
        }
        for node in 1..u32::try_from(self.nodes.len()).unwrap() {
            let supply_nodes = &below[node as usize];
            let own = u32::from(node >= self.first_need);
            assert_eq!(
                self.at(node).weight,
                2 * u32::try_from(supply_nodes.len()).unwrap() + own,
                "the weight of {node}"
            );
            if !supply_nodes.is_empty() {
                let mut run: Vec<u32> = thread
                    .iter()
                    .copied()
                    .skip_while(|supply_node| *supply_node != self.first(node))
                    .take(supply_nodes.len())
                    .collect();
                run.sort_unstable();
                assert_eq!(&run, supply_nodes, "the supply_nodes below {node} are one run");
            }
            self.check_arc(node);
        }
    }

    /// The supply nodes from each node down, by number.
    fn supply_nodes_below(&self) -> Vec<Vec<u32>> {
        let mut below = vec![Vec::new(); self.nodes.len()];
        for supply_node in 1..self.first_need {
            let (mut node, mut steps) = (supply_node, 0);
            while node != ROOT {
                below[node as usize].push(supply_node);
                node = self.at(node).parent;
                assert!(node != NONE && steps < self.nodes.len(), "every way leads to the root");
                steps += 1;
            }
        }
        below
    }

    fn check_arc(&self, node: u32) {
        let at = self.at(node);
        assert!((0..=at.limit).contains(&at.flow), "a flow within its limit");
        assert!(at.arc != LEFT_OVER || at.parent == ROOT, "what is left over goes to the root");
        let room = if at.up { at.limit - at.flow } else { at.flow };
        assert!(room > 0, "from every node something could go to the root");
        let above = self.price(at.parent);
        let price = if at.up { above - at.cost } else { above + at.cost };
        assert_eq!(self.price(node), price, "a price is that of the parent and the cost between");
    }
}
