//! A market that has changed since it was solved, from the tree that solved it.
//!
//! Whatever goes where it went stays in the tree. What is no longer there, or no longer asked for, is not sent. Then
//! each supply node and each need is brought to what the market says now; where that takes an arc that the tree does
//! not have (goods that are left at a supply node that had none left, a need that is now served in part), it comes in
//! with its flow. The work is in proportion to the changes, but for a few passes over all nodes that touch each once.

use crate::simplex::candidates::Few;
use crate::simplex::full_pricing::{Seen, nothing};
use crate::simplex::stack_edge::Edge;
use crate::simplex::tree::{COLUMN, Entering, LEFT_OVER, NONE, ROOT, SEGMENT, Tree};
use crate::simplex::tuning::ROWS;
use crate::simplex::{At, Columns, Kernel, Link, Lists, Market, Number, UNLIMITED, Whole, Work, candidates};

/// What is kept of a kernel: its tree, and where the arcs outside of it stand.
#[derive(Debug, Clone)]
pub struct Kept<N> {
    tree: Tree<N>,
    links: Vec<At>,
    limits: Vec<Link<N>>,
    few: Few<N>,
}

/// Where supply nodes and needs of a kept market stand in the market of today.
#[derive(Debug, Clone, Copy)]
pub struct Moved<'m> {
    /// By supply node of today: which one it was.
    pub supply_nodes: &'m [Option<u32>],
    /// By need of today, in the same way.
    pub needs: &'m [Option<u32>],
    /// Whether every column between those who were there costs what it cost then; else all are looked at anew.
    pub same_costs: bool,
}

impl<N: Number> Kept<N> {
    /// How many supply nodes and needs there were.
    pub fn size(&self) -> (usize, usize) {
        let first_need = self.tree.first_need as usize;
        (first_need - 1, self.tree.nodes.len() - first_need)
    }

    /// The same for supply nodes and needs that stand elsewhere; who is new has nothing yet. `None` where links would
    /// have to move.
    #[must_use]
    pub fn moved(self, moved: Moved<'_>) -> Option<(Self, Vec<N>, Vec<N>)> {
        let (supply_nodes, needs) = self.size();
        let is_same = |to: &[Option<u32>], count: usize| {
            to.len() == count && (0..).zip(to).all(|(at, was): (u32, _)| *was == Some(at))
        };
        let needs_prices = |tree: &Tree<N>| (0..needs).map(|need| tree.price(need_node(tree, need))).collect();
        if is_same(moved.supply_nodes, supply_nodes) && is_same(moved.needs, needs) {
            let (of_supply_nodes, of_needs) = (self.tree.prices[1..].to_vec(), needs_prices(&self.tree));
            return Some((self, of_supply_nodes, of_needs));
        }
        if !self.limits.is_empty() {
            return None;
        }
        let old_prices: Vec<N> = needs_prices(&self.tree);
        let dear = N::default() - nothing::<N>();
        let was = |was: &Option<u32>, prices: &[N], else_: N| was.map_or(else_, |was| prices[was as usize]);
        let of_supply_nodes = moved.supply_nodes.iter().map(|one| was(one, &self.tree.prices[1..], dear)).collect();
        let of_needs = moved.needs.iter().map(|one| was(one, &old_prices, nothing())).collect();
        let tree = self.tree.renumbered(moved.supply_nodes, moved.needs);
        let few = self.few.moved(&supply_nodes_now(moved.supply_nodes, supply_nodes), moved.needs);
        Some((Self { tree, few, ..self }, of_supply_nodes, of_needs))
    }
}

/// Which supply node of today each of then is; [`candidates::NONE`] for one that is not there any more.
fn supply_nodes_now(supply_nodes_were: &[Option<u32>], then: usize) -> Vec<u32> {
    let mut now = vec![candidates::NONE; then];
    for (supply_node, was) in (0..).zip(supply_nodes_were) {
        if let Some(was) = was {
            now[*was as usize] = supply_node;
        }
    }
    now
}

fn need_node<N>(tree: &Tree<N>, need: usize) -> u32 {
    tree.first_need + u32::try_from(need).expect("fewer than 2^32 needs")
}

impl<'a, N: Number, C: Columns<N>> Kernel<'a, N, C> {
    /// What a later kernel can go on from, once this one is solved.
    #[must_use]
    pub fn keep(self) -> Kept<N> {
        let few = self.lists.few(&self.tree.prices[1..]);
        Kept { few, ..self.leave_market().kept }
    }

    /// What a kernel is apart from its market.
    pub(crate) fn leave_market(self) -> Loose<N, C::Cost> {
        let Self { market, tree, links, lists, seen, at_once, work, .. } = self;
        let kept = Kept { tree, links, limits: market.links.clone(), few: Few::none(0) };
        Loose { kept, seen, lists, at_once, work }
    }

    /// A market that has changed since `kept` solved it: what is at the supply nodes, what the needs ask for, who they
    /// are. `None` where the links are not the same, or what went over them no longer goes.
    ///
    /// # Panics
    /// If `moved` does not tell as many supply nodes and needs as the market has.
    #[must_use]
    pub fn resume(market: &'a Market<N>, columns: &'a C, kept: Kept<N>, moved: Moved<'_>) -> Option<Self> {
        assert_eq!(
            (moved.supply_nodes.len(), moved.needs.len()),
            (market.supply.len(), market.needs()),
            "every one is given"
        );
        if kept.limits != market.links {
            return None;
        }
        let (mut kept, supply_nodes, needs) = kept.moved(moved)?;
        let few = std::mem::replace(&mut kept.few, Few::none(0));
        let lists = Lists::again(&few, (!moved.same_costs).then_some(columns));
        let mut seen = Seen { supply_nodes, needs };
        if !moved.same_costs {
            kept.tree.price_anew(columns);
            seen = Seen::nothing(market.supply.len(), market.needs());
        }
        Self::resume_with(market, columns, kept, seen, lists)
    }

    /// The same, with what is known of the columns.
    fn resume_with(
        market: &'a Market<N>,
        columns: &'a C,
        kept: Kept<N>,
        seen: Seen<N>,
        lists: Lists<C::Cost>,
    ) -> Option<Self> {
        let Kept { tree, links, .. } = kept;
        let edges = (0..market.needs()).map(|need| Edge::at(market.stack(need), 0)).collect();
        let worth_left = vec![N::default(); market.supply.len()];
        let work = Work::default();
        let mut kernel =
            Self { market, columns, tree, edges, links, lists, worth_left, seen, row: 0, at_once: ROWS, work };
        let mut flows = Flows::of(&kernel);
        flows.cut(&mut kernel)?;
        let floating = flows.fit(&mut kernel)?;
        kernel.tree.restore();
        for arc in floating {
            kernel.work.pivots += 1;
            let left = kernel.tree.settle(arc);
            kernel.leave(left);
        }
        #[cfg(test)]
        kernel.tree.check();
        Some(kernel)
    }
}

/// A kernel without a market. What its prices are counted in is up to the market that it enters.
pub(crate) struct Loose<N, K> {
    kept: Kept<N>,
    seen: Seen<N>,
    lists: Lists<K>,
    at_once: usize,
    work: Work,
}

impl<N: Number, K: Whole + Into<N>> Loose<N, K> {
    /// Goes on in a market that differs in how stacks are cut, and in nothing else.
    pub(crate) fn enter<'m, C: Columns<N, Cost = K>>(self, market: &'m Market<N>, columns: &'m C) -> Kernel<'m, N, C> {
        let Self { kept, seen, lists, at_once, work } = self;
        let mut kernel = Kernel::resume_with(market, columns, kept, seen, lists)
            .expect("the same links, and neither stock nor claims have changed");
        (kernel.at_once, kernel.work) = (at_once, kernel.work + work);
        kernel
    }
}

/// What leaves each supply node and reaches each need.
struct Flows {
    /// By node.
    out: Vec<i64>,
    /// By need.
    given: Vec<i64>,
}

impl Flows {
    fn of<N: Number, C: Columns<N>>(kernel: &Kernel<'_, N, C>) -> Self {
        let tree = &kernel.tree;
        let first = tree.first_need;
        let mut flows = Self { out: vec![0; first as usize], given: vec![0; kernel.market.needs()] };
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
        for (at, link) in kernel.links.iter().zip(&kernel.market.links) {
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
    fn cut<N: Number, C: Columns<N>>(&mut self, kernel: &mut Kernel<'_, N, C>) -> Option<()> {
        let market = kernel.market;
        let first = kernel.tree.first_need;
        let mut more: Vec<i64> = vec![0; kernel.tree.nodes.len()];
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
            for node in 1..kernel.tree.nodes.len() {
                let at = &mut kernel.tree.nodes[node];
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
    fn fit<N: Number, C: Columns<N>>(&self, kernel: &mut Kernel<'_, N, C>) -> Option<Vec<Entering<N>>> {
        let mut floating = Vec::new();
        // Needs that are fully served and must hang under a supply node that serves them.
        let mut full = self.fit_needs(kernel, &mut floating);
        self.fit_supply_nodes(kernel, &mut full, &mut floating);
        (!full.contains(&true)).then_some(floating)
    }

    /// By need, whether it must hang under another supply node.
    fn fit_needs<N: Number, C: Columns<N>>(
        &self,
        kernel: &mut Kernel<'_, N, C>,
        floating: &mut Vec<Entering<N>>,
    ) -> Vec<bool> {
        let first = kernel.tree.first_need;
        let mut full = vec![false; self.given.len()];
        for (need, (given, full)) in self.given.iter().zip(&mut full).enumerate() {
            let (stack, mut rest, mut reached) = (kernel.market.stack(need), *given, 0);
            while reached < stack.len() && rest >= stack[reached].width {
                rest -= stack[reached].width;
                reached += 1;
            }
            kernel.reach(need, reached);
            let at = &mut kernel.tree.nodes[first as usize + need];
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
        kernel: &mut Kernel<'_, N, C>,
        full: &mut [bool],
        floating: &mut Vec<Entering<N>>,
    ) {
        let first = kernel.tree.first_need as usize;
        let (cost, limit) = (N::default(), UNLIMITED);
        for supply_node in 1..first {
            let flow = kernel.market.supply[supply_node - 1] - self.out[supply_node];
            let at = &mut kernel.tree.nodes[supply_node];
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
                let of_need = &mut kernel.tree.nodes[first + need];
                (of_need.parent, of_need.arc, of_need.up) = (tail, COLUMN, false);
                (of_need.flow, of_need.limit, of_need.cost) = (way.0, UNLIMITED, way.1);
            } else if flow > 0 {
                floating.push(Entering { tail, head: ROOT, arc: LEFT_OVER, cost, limit, flow, grows: true });
            }
        }
    }
}

impl<N: Number> Tree<N> {
    /// What the columns in the tree cost now; who hung by one that is no more, hangs under the root.
    fn price_anew(&mut self, columns: &impl Columns<N>) {
        let first = self.first_need;
        for (node, at) in (1_u32..).zip(&mut self.nodes[1..]) {
            if at.arc != COLUMN {
                continue;
            }
            let (supply_node, need) = if at.up { (node, at.parent) } else { (at.parent, node) };
            if let Some(cost) = columns.cost(supply_node as usize - 1, (need - first) as usize) {
                at.cost = cost;
            } else if at.up {
                (at.parent, at.arc, at.cost, at.flow) = (ROOT, LEFT_OVER, N::default(), 0);
            } else {
                (at.parent, at.arc) = (ROOT, SEGMENT);
            }
        }
    }

    /// The arcs between supply nodes and needs that are still there; everything else hangs under the root.
    fn renumbered(&self, supply_nodes: &[Option<u32>], needs: &[Option<u32>]) -> Self {
        let supply = vec![0; supply_nodes.len()];
        let mut tree = Self::new(&supply, needs.len());
        let mut to = vec![NONE; self.nodes.len()];
        to[ROOT as usize] = ROOT;
        for (now, was) in (1..).zip(supply_nodes) {
            if let Some(was) = was {
                to[*was as usize + 1] = now;
            }
        }
        for (now, was) in (tree.first_need..).zip(needs) {
            if let Some(was) = was {
                to[(self.first_need + was) as usize] = now;
            }
        }
        for need in tree.first_need..tree.first_need + u32::try_from(needs.len()).expect("fewer than 2^32 needs") {
            tree.hang(need, ROOT, SEGMENT, N::default(), 0, 0);
        }
        for (was, old) in self.nodes.iter().enumerate().skip(1) {
            let (now, parent) = (to[was], to[old.parent as usize]);
            if now != NONE && parent != NONE {
                let place = &mut tree.nodes[now as usize];
                *place = *old;
                place.parent = parent;
            }
        }
        tree
    }
}
