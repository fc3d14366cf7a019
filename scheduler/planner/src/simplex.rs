//! The planner's engine: an exact network simplex for one market, in whole numbers, over all its columns.
//!
//! Both levels are one number here, so the simplex knows nothing of levels. [`crate::network::scale`] puts worth and
//! cost into one number without mixing, and proves that they come apart again.
//!
//! The way of a solution:
//!
//! 1. prices that are nearly right, from a smaller market (`start::aggregate`), and goods given at these prices
//!    (`start::auction`);
//! 2. a spanning tree that carries them (`tree`) and has nearly these prices (`start`);
//! 3. pivots over a short list of columns per need, until none of them improves (`pricing`);
//! 4. a look over *all* columns at the prices reached (`full_pricing`); what would improve joins the lists, and back to
//!    3. A look that finds nothing, at prices that did not change in between, is the proof that no column of any need
//!    improves.
//!
//! When stock and claims change, the tree is kept and brought to what they are now (`start::warm`), and back to 3.

mod candidates;
mod full_pricing;
mod market;
mod number;
mod pricing;
mod stack_edge;
mod start;
#[cfg(test)]
mod tests;
mod tree;
pub(crate) mod tuning;

pub use market::{Columns, End, Link, Market, Segment, Sent, UNITS_MAX, UNLIMITED};
pub(crate) use number::narrow;
pub use number::{Number, Whole};
pub use start::warm::{Kept, Moved};

use candidates::Lists;
use full_pricing::Seen;
use stack_edge::Edge;
use start::nearest::Nearest;
use tree::{COLUMN, Entering, LEFT_OVER, Left, SEGMENT, Tree};
use tuning::{LIST_MAX, LIST_MAX_PLAIN, NEAREST, ROWS, ROWS_OF_STEPS};

/// Where an arc outside of the tree stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Nothing,
    Limit,
    InTree,
}

/// A market being solved.
pub struct Simplex<'a, N: Number, C: Columns<N>> {
    market: &'a Market<N>,
    columns: &'a C,
    tree: Tree<N>,
    /// Per need.
    edges: Vec<Edge<N>>,
    links: Vec<At>,
    lists: Lists<C::Cost>,
    /// What a unit that is left at each supply node is taken to be worth: nothing, but at the start.
    worth_left: Vec<N>,
    seen: Seen<N>,
    /// The row that is looked at next.
    row: usize,
    /// The best arc of so many rows enters.
    at_once: usize,
    /// What was done, for people who measure.
    pub work: Work,
}

/// What a solution took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Arcs that entered the tree.
    pub pivots: u64,
    /// Looks over all columns of all needs.
    pub looks: u64,
    /// Columns that joined the lists after the start.
    pub joined: u64,
}

impl std::ops::Add for Work {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { pivots: self.pivots + other.pivots, looks: self.looks + other.looks, joined: self.joined + other.joined }
    }
}

impl<'a, N: Number, C: Columns<N>> Simplex<'a, N, C> {
    /// A market with goods sent as given, sorted by need; without goods, an empty one.
    ///
    /// # Panics
    /// If what is sent exceeds stock or claims, or goes where there is no column.
    pub fn new(market: &'a Market<N>, columns: &'a C, sent: &[Sent]) -> Self {
        Self::with_links(market, columns, sent, &vec![0; market.links.len()])
    }

    /// The same with what goes over each link.
    ///
    /// # Panics
    /// If what is sent exceeds stock, claims or limits, or goes where there is no column.
    pub fn with_links(market: &'a Market<N>, columns: &'a C, sent: &[Sent], over_links: &[i64]) -> Self {
        Self::with_lists(market, columns, sent, over_links, Lists::empty(market.needs()))
    }

    /// A market with a start of the simplex's own.
    pub fn cold(market: &'a Market<N>, columns: &'a C) -> Self {
        let coarse = start::coarse(market);
        let easier = coarse.as_ref().unwrap_or(market);
        // Where needs have several segments, nearly all of them are served, and few goods could stay where they are:
        // prices go far, and what a list has once had, it will need again.
        let (room, at_once) = match market.segments.len() > market.needs() {
            true => (LIST_MAX, ROWS_OF_STEPS),
            false => (LIST_MAX_PLAIN, ROWS),
        };
        let mut lists = Lists::near(market.needs(), columns, NEAREST, room);
        let nearest = Nearest::of(&lists);
        let prices = start::prices(easier, &lists, &nearest);
        let regret = nearest.regret;
        lists.leave_likely(&prices, regret);
        let Some(coarse) = &coarse else {
            let mut simplex = Self::laid_out(market, columns, lists, &prices, regret);
            simplex.at_once = at_once;
            simplex.sell_off(prices, regret);
            return simplex;
        };
        let mut first = Simplex::laid_out(coarse, columns, lists, &prices, regret);
        first.at_once = at_once;
        first.sell_off(prices, regret);
        first.solve();
        first.leave_market().enter(market, columns)
    }

    fn with_lists(
        market: &'a Market<N>,
        columns: &'a C,
        sent: &[Sent],
        over_links: &[i64],
        lists: Lists<C::Cost>,
    ) -> Self {
        let needs = market.needs();
        let mut simplex = Self {
            market,
            columns,
            tree: Tree::new(&market.supply, needs),
            edges: (0..needs).map(|need| Edge::at(market.stack(need), 0)).collect(),
            links: vec![At::Nothing; market.links.len()],
            lists,
            worth_left: vec![N::default(); market.supply.len()],
            seen: Seen::nothing(market.supply.len(), needs),
            row: 0,
            at_once: ROWS,
            work: Work::default(),
        };
        simplex.carry(sent, over_links);
        simplex
    }

    fn need_node(&self, need: usize) -> u32 {
        self.tree.first_need + u32::try_from(need).expect("fewer than 2^32 needs")
    }

    /// Writes down how far a need's stack is served.
    fn reach(&mut self, need: usize, reached: usize) {
        self.edges[need] = Edge::at(self.market.stack(need), reached);
    }

    /// Writes down where an arc that left the tree stands.
    fn leave(&mut self, left: Left) {
        match left.arc {
            COLUMN | LEFT_OVER => debug_assert_eq!(left.flow, 0),
            SEGMENT => {
                let need = (left.head - self.tree.first_need) as usize;
                if left.flow == 0 {
                    self.reach(need, self.edges[need].reached() + 1);
                }
            }
            link => self.links[link as usize] = if left.flow == 0 { At::Nothing } else { At::Limit },
        }
    }

    fn enter(&mut self, entering: Entering<N>) {
        self.work.pivots += 1;
        match entering.arc {
            COLUMN | LEFT_OVER => {}
            SEGMENT => {
                // From here on the entering segment is the one that is served in part.
                let need = (entering.head - self.tree.first_need) as usize;
                if entering.grows {
                    self.reach(need, self.edges[need].reached() - 1);
                }
            }
            link => self.links[link as usize] = At::InTree,
        }
        let left = self.tree.pivot(entering);
        self.leave(left);
        #[cfg(test)]
        self.tree.check();
    }

    /// Makes the flow exactly best.
    pub fn solve(&mut self) {
        loop {
            let settled = self.improve();
            if self.look() && settled {
                break;
            }
        }
    }

    /// What goes over the columns, sorted by need, then supply node.
    pub fn sent(&self) -> Vec<Sent> {
        let mut sent = Vec::with_capacity(self.market.needs() + self.market.supply.len());
        let first = self.tree.first_need;
        for (index, node) in self.tree.nodes.iter().enumerate().skip(1) {
            let index = u32::try_from(index).expect("fewer than 2^32 nodes");
            if node.arc != COLUMN || node.flow == 0 {
                continue;
            }
            let (supply_node, need) = if node.up { (index, node.parent) } else { (node.parent, index) };
            sent.push(Sent { need: need - first, supply_node: supply_node - 1, units: node.flow });
        }
        // Those under their supply node are in order already.
        sent.sort();
        sent
    }

    /// What goes over each link.
    pub fn over_links(&self) -> Vec<i64> {
        let mut flows: Vec<i64> = (self.links.iter().zip(&self.market.links))
            .map(|(at, link)| if *at == At::Limit { link.limit } else { 0 })
            .collect();
        for node in &self.tree.nodes[1..] {
            if node.arc < LEFT_OVER {
                flows[node.arc as usize] = node.flow;
            }
        }
        flows
    }

    /// Units that a need gets.
    pub(crate) fn served(&self, need: usize) -> i64 {
        let (stack, reached) = (self.market.stack(need), self.edges[need].reached());
        let whole: i64 = stack[..reached].iter().map(|segment| segment.width).sum();
        let node = &self.tree.nodes[self.need_node(need) as usize];
        // What such an arc carries is what is not served.
        whole + if node.arc == SEGMENT { stack[reached].width - node.flow } else { 0 }
    }

    /// What it solves.
    pub fn market(&self) -> &'a Market<N> {
        self.market
    }

    /// What one more unit at each supply node would save.
    pub fn supply_node_prices(&self) -> &[N] {
        &self.tree.prices[1..]
    }

    /// What one more unit at a need is worth.
    pub fn need_price(&self, need: usize) -> N {
        self.tree.price(self.need_node(need))
    }
}
