//! What goes over each arc when the market changes: cut back to what there is, and fitted with what is left.

use crate::simplex::tree::{COLUMN, Entering, LEFT_OVER, ROOT, SEGMENT};
use crate::simplex::{At, Columns, Number, Simplex, UNLIMITED};

/// What leaves each supply node and reaches each need.
pub(super) struct Flows {
    /// By node.
    out: Vec<i64>,
    /// By need.
    given: Vec<i64>,
}

impl Flows {
    pub(super) fn of<N: Number, C: Columns<N>>(simplex: &Simplex<'_, N, C>) -> Self {
        let tree = &simplex.tree;
        let first = tree.first_need;
        let mut flows = Self { out: vec![0; first as usize], given: vec![0; simplex.market.needs()] };
        let mut go = |from: u32, to: u32, units: i64| {
            flows.out[from as usize] += units;
            match to.checked_sub(first) {
                Some(need) => flows.given[need as usize] += units,
                None => flows.out[to as usize] -= units,
            }
        };
        for (node, at) in (1_u32..).zip(&tree.nodes[1..]) {
            if at.arc != SEGMENT && at.arc != LEFT_OVER && at.flow > 0 {
                let (from, to) = if at.up { (node, at.parent) } else { (at.parent, node) };
                go(from, to, at.flow);
            }
        }
        for (at, link) in simplex.links.iter().zip(&simplex.market.links) {
            if *at == At::Limit {
                let to = match link.to {
                    crate::simplex::End::SupplyNode(supply_node) => supply_node + 1,
                    crate::simplex::End::Need(need) => first + need,
                };
                go(link.from + 1, to, link.limit);
            }
        }
        flows
    }

    /// Takes back what is no longer there or no longer asked for; `None` if it went over links.
    pub(super) fn cut<N: Number, C: Columns<N>>(&mut self, simplex: &mut Simplex<'_, N, C>) -> Option<()> {
        let market = simplex.market;
        let first = simplex.tree.first_need;
        let mut more: Vec<i64> = vec![0; simplex.tree.nodes.len()];
        for (supply_node, supply) in market.supply.iter().enumerate() {
            more[supply_node + 1] = (self.out[supply_node + 1] - supply).max(0);
        }
        for need in 0..market.needs() {
            let asked: i64 = market.stack(need).iter().map(|segment| segment.width).sum();
            more[need + first as usize] = (self.given[need] - asked).max(0);
        }
        if more.iter().all(|more| *more == 0) {
            return Some(());
        }
        // What goes to a need that gets too much is cut first: it helps the supply node as well.
        for supply_nodes_too in [false, true] {
            for node in 1..simplex.tree.nodes.len() {
                let at = &mut simplex.tree.nodes[node];
                if at.arc != COLUMN || at.flow == 0 {
                    continue;
                }
                let (supply_node, need) = if at.up { (node, at.parent as usize) } else { (at.parent as usize, node) };
                let units = if supply_nodes_too { more[supply_node].max(more[need]) } else { more[need] }.min(at.flow);
                if units > 0 {
                    at.flow -= units;
                    more[supply_node] = (more[supply_node] - units).max(0);
                    more[need] = (more[need] - units).max(0);
                    self.out[supply_node] -= units;
                    self.given[need - first as usize] -= units;
                }
            }
        }
        more.iter().all(|more| *more == 0).then_some(())
    }

    /// Brings the arcs to the root to what is left and what is not served; returns arcs that have flow and are not in
    /// the tree yet. `None` if a need is served over links alone.
    pub(super) fn fit<N: Number, C: Columns<N>>(&self, simplex: &mut Simplex<'_, N, C>) -> Option<Vec<Entering<N>>> {
        let mut floating = Vec::new();
        // Needs that are fully served and must hang under a supply node that serves them.
        let mut full = self.fit_needs(simplex, &mut floating);
        self.fit_supply_nodes(simplex, &mut full, &mut floating);
        (!full.contains(&true)).then_some(floating)
    }

    /// By need, whether it must hang under another supply node.
    fn fit_needs<N: Number, C: Columns<N>>(
        &self,
        simplex: &mut Simplex<'_, N, C>,
        floating: &mut Vec<Entering<N>>,
    ) -> Vec<bool> {
        let first = simplex.tree.first_need;
        let mut full = vec![false; self.given.len()];
        for (need, (given, full)) in self.given.iter().zip(&mut full).enumerate() {
            let (stack, mut rest, mut reached) = (simplex.market.stack(need), *given, 0);
            while reached < stack.len() && rest >= stack[reached].width {
                rest -= stack[reached].width;
                reached += 1;
            }
            simplex.reach(need, reached);
            let at = &mut simplex.tree.nodes[first as usize + need];
            let hangs = at.parent != ROOT && (at.flow > 0 || at.arc != COLUMN);
            let Some(segment) = stack.get(reached) else {
                *full = !hangs;
                continue;
            };
            let (cost, limit, flow) = (segment.worth, segment.width, segment.width - rest);
            if !hangs {
                (at.parent, at.arc, at.up) = (ROOT, SEGMENT, false);
                (at.cost, at.limit, at.flow) = (cost, limit, flow);
            } else if rest > 0 {
                let head = first + u32::try_from(need).expect("fewer than 2^32 needs");
                floating.push(Entering { tail: ROOT, head, arc: SEGMENT, cost, limit, flow, grows: true });
            }
        }
        full
    }

    /// A supply node under a need that must hang elsewhere takes its place under the root, and the need hangs under it.
    fn fit_supply_nodes<N: Number, C: Columns<N>>(
        &self,
        simplex: &mut Simplex<'_, N, C>,
        full: &mut [bool],
        floating: &mut Vec<Entering<N>>,
    ) {
        let first = simplex.tree.first_need as usize;
        let (cost, limit) = (N::default(), UNLIMITED);
        for supply_node in 1..first {
            let flow = simplex.market.supply[supply_node - 1] - self.out[supply_node];
            let at = &mut simplex.tree.nodes[supply_node];
            if at.arc == LEFT_OVER {
                at.flow = flow;
                continue;
            }
            let tail = u32::try_from(supply_node).expect("fewer than 2^30 supply_nodes");
            let need = (at.parent as usize).checked_sub(first);
            if let Some(need) = need.filter(|need| full[*need] && at.arc == COLUMN && at.flow > 0) {
                full[need] = false;
                let way = (at.flow, at.cost);
                (at.parent, at.arc, at.up) = (ROOT, LEFT_OVER, true);
                (at.flow, at.limit, at.cost) = (flow, limit, cost);
                let of_need = &mut simplex.tree.nodes[first + need];
                (of_need.parent, of_need.arc, of_need.up) = (tail, COLUMN, false);
                (of_need.flow, of_need.limit, of_need.cost) = (way.0, UNLIMITED, way.1);
            } else if flow > 0 {
                floating.push(Entering { tail, head: ROOT, arc: LEFT_OVER, cost, limit, flow, grows: true });
            }
        }
    }
}
