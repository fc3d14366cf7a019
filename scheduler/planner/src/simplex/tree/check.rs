//! What must hold of a tree after every pivot, counted anew from the arcs alone.

use super::{LEFT_OVER, NONE, Number, ROOT, Tree};

impl<N: Number> Tree<N> {
    /// Panics if the thread, the weights, the prices or the flows are not what the arcs say.
    pub(in crate::simplex) fn check(&self) {
        let below = self.hubs_below();
        let thread: Vec<u32> = self.thread().collect();
        assert_eq!(thread.len() + 1, self.prices.len(), "every hub is on the thread");
        for (hub, next) in self.next.iter().enumerate() {
            assert_eq!(self.prev[*next as usize] as usize, hub, "the thread leads back");
        }
        for node in 1..u32::try_from(self.nodes.len()).unwrap() {
            let hubs = &below[node as usize];
            let own = u32::from(node >= self.first_need);
            assert_eq!(self.at(node).weight, 2 * u32::try_from(hubs.len()).unwrap() + own, "the weight of {node}");
            if !hubs.is_empty() {
                let mut run: Vec<u32> =
                    thread.iter().copied().skip_while(|hub| *hub != self.first(node)).take(hubs.len()).collect();
                run.sort_unstable();
                assert_eq!(&run, hubs, "the hubs below {node} are one run");
            }
            self.check_arc(node);
        }
    }

    /// The hubs from each node down, by number.
    fn hubs_below(&self) -> Vec<Vec<u32>> {
        let mut below = vec![Vec::new(); self.nodes.len()];
        for hub in 1..self.first_need {
            let (mut node, mut steps) = (hub, 0);
            while node != ROOT {
                below[node as usize].push(hub);
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
