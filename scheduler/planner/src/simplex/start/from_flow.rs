//! A tree that carries goods as given.

use crate::simplex::tree::{COLUMN, Entering, ROOT, SEGMENT};
use crate::simplex::{At, Columns, End, Number, Sent, Simplex, UNLIMITED};

impl<N: Number, C: Columns<N>> Simplex<'_, N, C> {
    /// Makes a tree that carries these goods, sorted by need, and so much over each link.
    pub(in crate::simplex) fn carry(&mut self, sent: &[Sent], over_links: &[i64]) {
        assert_eq!(over_links.len(), self.market.links.len(), "a flow for each link");
        for one in sent {
            self.tree.nodes[one.supply_node as usize + 1].flow -= one.units;
        }
        let mut floating = Vec::new();
        let mut to_needs = self.carry_over_links(over_links, &mut floating);
        to_needs.sort_by_key(|arc| arc.head);
        let supply_nodes = &self.tree.nodes[1..=self.market.supply.len()];
        assert!(supply_nodes.iter().all(|supply_node| supply_node.flow >= 0), "no more is sent than there is");
        let (mut rest, mut rest_of_links) = (sent, &to_needs[..]);
        for need in 0..self.market.needs() {
            let node = self.need_node(need);
            let own = rest.iter().take_while(|one| one.need as usize == need).count();
            let linked = rest_of_links.iter().take_while(|arc| arc.head == node).count();
            self.hang(need, &rest[..own], &rest_of_links[..linked], &mut floating);
            (rest, rest_of_links) = (&rest[own..], &rest_of_links[linked..]);
        }
        assert!(rest.is_empty(), "goods are sorted by need");
        for arc in floating {
            self.work.pivots += 1;
            let left = self.tree.settle(arc);
            self.leave(left);
        }
    }

    /// Moves goods over links between supply nodes; what goes to needs is returned.
    fn carry_over_links(&mut self, over_links: &[i64], floating: &mut Vec<Entering<N>>) -> Vec<Entering<N>> {
        let mut to_needs = Vec::new();
        for (index, (link, flow)) in self.market.links.iter().zip(over_links).enumerate() {
            if *flow == 0 {
                continue;
            }
            self.tree.nodes[link.from as usize + 1].flow -= flow;
            let arc = |head| Entering {
                tail: link.from + 1,
                head,
                arc: u32::try_from(index).expect("few links"),
                cost: link.cost,
                limit: link.limit,
                flow: *flow,
                grows: true,
            };
            match link.to {
                End::Need(need) => to_needs.push(arc(self.need_node(need as usize))),
                End::SupplyNode(supply_node) => {
                    self.tree.nodes[supply_node as usize + 1].flow += flow;
                    self.float(arc(supply_node + 1), floating);
                }
            }
        }
        to_needs
    }

    /// Hangs a need under the root, if it is served in part, else under its first supplier.
    fn hang(&mut self, need: usize, own: &[Sent], links: &[Entering<N>], floating: &mut Vec<Entering<N>>) {
        let node = self.need_node(need);
        let mut given: i64 =
            own.iter().map(|one| one.units).sum::<i64>() + links.iter().map(|arc| arc.flow).sum::<i64>();
        let stack = self.market.stack(need);
        let mut reached = 0;
        while reached < stack.len() && given >= stack[reached].width {
            given -= stack[reached].width;
            reached += 1;
        }
        self.reach(need, reached);
        assert!(reached < stack.len() || given == 0, "no more is given than is asked for");
        let (mut own, mut links) = (own, links);
        if given > 0 || own.is_empty() && links.is_empty() {
            let segment = stack[reached];
            self.tree.hang(node, ROOT, SEGMENT, segment.worth, segment.width, segment.width - given);
        } else if let Some((first, others)) = own.split_first() {
            let first = self.column(node, need, first);
            self.tree.hang(node, first.tail, first.arc, first.cost, first.limit, first.flow);
            own = others;
        } else if let Some((first, others)) = links.split_first() {
            self.tree.hang(node, first.tail, first.arc, first.cost, first.limit, first.flow);
            self.links[first.arc as usize] = At::InTree;
            links = others;
        }
        for one in own {
            floating.push(self.column(node, need, one));
        }
        for arc in links {
            self.float(*arc, floating);
        }
    }

    /// The column that goods go over. Most are on the need's list, and that is sooner read than the columns asked.
    fn column(&self, node: u32, need: usize, one: &Sent) -> Entering<N> {
        let listed = self
            .lists
            .of(need)
            .iter()
            .find(|(supply_node, _)| *supply_node == one.supply_node)
            .map(|(_, cost)| (*cost).into());
        let cost = listed.or_else(|| self.columns.cost(one.supply_node as usize, need)).expect("goods go over columns");
        let (tail, flow) = (one.supply_node + 1, one.units);
        Entering { tail, head: node, arc: COLUMN, cost, limit: UNLIMITED, flow, grows: true }
    }

    /// Puts a link aside that is to come into the tree with its flow, unless that is its limit.
    fn float(&mut self, arc: Entering<N>, floating: &mut Vec<Entering<N>>) {
        if arc.flow == arc.limit {
            self.links[arc.arc as usize] = At::Limit;
        } else {
            self.links[arc.arc as usize] = At::InTree;
            floating.push(arc);
        }
    }
}
