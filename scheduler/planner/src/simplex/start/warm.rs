//! A market that has changed since it was solved, from the tree that solved it.
//!
//! Whatever goes where it went stays in the tree. What is no longer there, or no longer asked for, is not sent. Then
//! each supply node and each need is brought to what the market says now; where that takes an arc that the tree does
//! not have (goods that are left at a supply node that had none left, a need that is now served in part), it comes in
//! with its flow. The work is in proportion to the changes, but for a few passes over all nodes that touch each once.

mod flows;

use crate::simplex::candidates::{self, Few};
use crate::simplex::full_pricing::{Seen, nothing};
use crate::simplex::stack_edge::Edge;
use crate::simplex::tree::{COLUMN, LEFT_OVER, NONE, ROOT, SEGMENT, Tree};
use crate::simplex::tuning::ROWS;
use crate::simplex::{At, Columns, Link, Lists, Market, Number, Simplex, Whole, Work};
use flows::Flows;

/// What is kept of a simplex: its tree, and where the arcs outside of it stand.
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

impl<'a, N: Number, C: Columns<N>> Simplex<'a, N, C> {
    /// What a later simplex can go on from, once this one is solved.
    #[must_use]
    pub fn keep(self) -> Kept<N> {
        let few = self.lists.few(&self.tree.prices[1..]);
        Kept { few, ..self.leave_market().kept }
    }

    /// What a simplex is apart from its market.
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
        let mut simplex =
            Self { market, columns, tree, edges, links, lists, worth_left, seen, row: 0, at_once: ROWS, work };
        let mut flows = Flows::of(&simplex);
        flows.cut(&mut simplex)?;
        let floating = flows.fit(&mut simplex)?;
        simplex.tree.restore();
        for arc in floating {
            simplex.work.pivots += 1;
            let left = simplex.tree.settle(arc);
            simplex.leave(left);
        }
        #[cfg(test)]
        simplex.tree.check();
        Some(simplex)
    }
}

/// A simplex without a market. What its prices are counted in is up to the market that it enters.
pub(crate) struct Loose<N, K> {
    kept: Kept<N>,
    seen: Seen<N>,
    lists: Lists<K>,
    at_once: usize,
    work: Work,
}

impl<N: Number, K: Whole + Into<N>> Loose<N, K> {
    /// Goes on in a market that differs in how stacks are cut, and in nothing else.
    pub(crate) fn enter<'m, C: Columns<N, Cost = K>>(self, market: &'m Market<N>, columns: &'m C) -> Simplex<'m, N, C> {
        let Self { kept, seen, lists, at_once, work } = self;
        let mut simplex = Simplex::resume_with(market, columns, kept, seen, lists)
            .expect("the same links, and neither stock nor claims have changed");
        (simplex.at_once, simplex.work) = (at_once, simplex.work + work);
        simplex
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
