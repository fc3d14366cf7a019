//! The planner's engine: an exact network simplex for one market, in whole numbers, over all its columns.
//!
//! Both levels are one number here, so the kernel knows nothing of levels: see [`crate::scale`] for how worth and cost are
//! put into one number without mixing, and for the proof that they come apart again.
//!
//! The way of a solution:
//!
//! 1. a start that gives goods to needs, in one pass over the nearest columns (`start`);
//! 2. a spanning tree that carries it ([`Tree`]);
//! 3. pivots over a short list of columns per need, until none of them improves ([`Kernel::improve`]);
//! 4. a look over *all* columns at the prices reached; what would improve joins the lists, and back to 3. A look that
//!    finds nothing, at prices that did not change in between, is the proof that no column of any need improves.

mod market;
mod number;
mod start;
mod tree;

pub use market::{Columns, End, Link, Market, Segment, Sent, UNITS_MAX, UNLIMITED};
pub use number::Number;

use tree::{COLUMN, Entering, LEFT_OVER, Left, ROOT, SEGMENT, Tree};

/// How many of the nearest columns a need's list begins with.
const NEAR: usize = 12;
/// A list never grows longer than this: the dearest columns go.
const LIST_MAX: usize = 48;
/// The best arc of so many rows enters.
const ROWS: usize = 8;

/// All columns are looked over after a pivot for each so many needs, while the prices are still on their way.
const PIVOTS_PER_LOOK: u64 = 1;
/// But not more often than this.
const PIVOTS_MIN: u64 = 200;

/// Where an arc outside of the tree stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Nothing,
    Limit,
    InTree,
}

/// A market being solved.
pub struct Kernel<'a, N: Number, C: Columns<N>> {
    market: &'a Market<N>,
    columns: &'a C,
    tree: Tree<N>,
    /// Per need: the segments before this one are served and those from it on are not; if the need hangs under the root,
    /// it is served in part.
    reached: Vec<u32>,
    links: Vec<At>,
    lists: Vec<Vec<(u32, N)>>,
    /// The row that is looked at next.
    row: usize,
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

impl<'a, N: Number, C: Columns<N>> Kernel<'a, N, C> {
    /// A market with goods sent as given, sorted by need and not above any limit; without goods, an empty one.
    ///
    /// # Panics
    /// If what is sent exceeds stock or claims, or goes where there is no column.
    pub fn new(market: &'a Market<N>, columns: &'a C, sent: &[Sent]) -> Self {
        Self::with_lists(market, columns, sent, vec![Vec::new(); market.needs()])
    }

    /// A market with a start of the kernel's own.
    pub fn cold(market: &'a Market<N>, columns: &'a C) -> Self {
        let mut lists = Vec::with_capacity(market.needs());
        for need in 0..market.needs() {
            let mut list = Vec::with_capacity(NEAR + 4);
            columns.near(need, NEAR, &mut list);
            lists.push(list);
        }
        let sent = start::start(market, columns, &lists);
        let Some(coarse) = start::coarse(market) else {
            return Self::with_lists(market, columns, &sent, lists);
        };
        let mut first = Kernel::with_lists(&coarse, columns, &sent, lists);
        first.solve();
        let (mut sent, work) = (first.sent(), first.work);
        // What came over links is left out: it would have to be carried over them, too.
        let mut fed = vec![false; market.supply.len()];
        for link in &market.links {
            if let End::Hub(hub) = link.to {
                fed[hub as usize] = true;
            }
        }
        sent.retain(|one| !fed[one.hub as usize]);
        let mut kernel = Self::with_lists(market, columns, &sent, first.lists);
        kernel.work = kernel.work + work;
        kernel
    }

    fn with_lists(market: &'a Market<N>, columns: &'a C, sent: &[Sent], lists: Vec<Vec<(u32, N)>>) -> Self {
        let needs = market.needs();
        let mut kernel = Self {
            market,
            columns,
            tree: Tree::new(&market.supply, needs),
            reached: vec![0; needs],
            links: vec![At::Nothing; market.links.len()],
            lists,
            row: 0,
            work: Work::default(),
        };
        kernel.carry(sent);
        kernel
    }

    fn need_node(&self, need: usize) -> u32 {
        self.tree.first_need + u32::try_from(need).expect("fewer than 2^32 needs")
    }

    /// Makes a tree that carries these goods; sorted by need.
    fn carry(&mut self, sent: &[Sent]) {
        for one in sent {
            let left = &mut self.tree.nodes[one.hub as usize + 1].flow;
            *left -= one.units;
            assert!(*left >= 0, "no more is sent than there is");
        }
        let mut rest = sent;
        let mut floating = Vec::new();
        for need in 0..self.market.needs() {
            let count = rest.iter().take_while(|one| one.need as usize == need).count();
            let (own, others) = rest.split_at(count);
            rest = others;
            self.hang(need, own, &mut floating);
        }
        assert!(rest.is_empty(), "goods are sorted by need");
        for arc in floating {
            self.work.pivots += 1;
            let left = self.tree.settle(arc);
            self.leave(left);
        }
    }

    /// Hangs a need under the root, if it is served in part, else under its first supplier.
    fn hang(&mut self, need: usize, own: &[Sent], floating: &mut Vec<Entering<N>>) {
        let node = self.need_node(need);
        let mut given: i64 = own.iter().map(|one| one.units).sum();
        let stack = self.market.stack(need);
        let mut reached = 0;
        while reached < stack.len() && given >= stack[reached].width {
            given -= stack[reached].width;
            reached += 1;
        }
        self.reached[need] = u32::try_from(reached).expect("few segments");
        assert!(reached < stack.len() || given == 0, "no more is given than is asked for");
        let arc = |one: &Sent| {
            let cost = self.columns.cost(one.hub as usize, need).expect("goods go over columns");
            Entering {
                tail: one.hub + 1,
                head: node,
                arc: COLUMN,
                cost,
                limit: UNLIMITED,
                flow: one.units,
                grows: true,
            }
        };
        let mut arcs: Vec<_> = own.iter().map(arc).collect();
        if given == 0 && !arcs.is_empty() {
            let first = arcs.remove(0);
            self.tree.hang(node, first.tail, COLUMN, first.cost, UNLIMITED, first.flow);
        } else {
            let segment = stack[reached];
            self.tree.hang(node, ROOT, SEGMENT, segment.worth, segment.width, segment.width - given);
        }
        floating.extend(arcs);
    }

    /// Writes down where an arc that left the tree stands.
    fn leave(&mut self, left: Left) {
        match left.arc {
            COLUMN | LEFT_OVER => debug_assert_eq!(left.flow, 0),
            SEGMENT => {
                let need = (left.head - self.tree.first_need) as usize;
                if left.flow == 0 {
                    self.reached[need] += 1;
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
                    self.reached[need] -= 1;
                }
            }
            link => self.links[link as usize] = At::InTree,
        }
        let left = self.tree.pivot(entering);
        self.leave(left);
    }

    /// The arc of a need that gains most by entering, if it gains more than `gain`.
    fn best_of_need(&self, need: usize, gain: &mut N) -> Option<Entering<N>> {
        let node = self.need_node(need);
        let at = &self.tree.nodes[node as usize];
        let price = self.tree.prices[at.parent as usize] + at.cost;
        let (mut best, mut by_segment) = (None, None);
        for (hub, cost) in &self.lists[need] {
            let by = price - *cost - self.tree.prices[*hub as usize + 1];
            if by > *gain {
                *gain = by;
                best = Some((*hub, *cost));
            }
        }
        if at.parent != ROOT {
            let stack = self.market.stack(need);
            let reached = self.reached[need] as usize;
            if let Some(next) = stack.get(reached)
                && next.worth - price > *gain
            {
                *gain = next.worth - price;
                by_segment = Some((next, false));
            }
            if let Some(last) = reached.checked_sub(1).map(|last| &stack[last])
                && price - last.worth > *gain
            {
                *gain = price - last.worth;
                by_segment = Some((last, true));
            }
        }
        if let Some((segment, grows)) = by_segment {
            let flow = if grows { 0 } else { segment.width };
            let (cost, limit) = (segment.worth, segment.width);
            return Some(Entering { tail: ROOT, head: node, arc: SEGMENT, cost, limit, flow, grows });
        }
        best.map(|(hub, cost)| Entering {
            tail: hub + 1,
            head: node,
            arc: COLUMN,
            cost,
            limit: UNLIMITED,
            flow: 0,
            grows: true,
        })
    }

    fn best_of_link(&self, index: usize, gain: &mut N) -> Option<Entering<N>> {
        let link = &self.market.links[index];
        let head = match link.to {
            End::Hub(hub) => hub + 1,
            End::Need(need) => self.tree.first_need + need,
        };
        let reduced = link.cost + self.tree.price(link.from + 1) - self.tree.price(head);
        let (by, grows) = match self.links[index] {
            At::InTree => return None,
            At::Nothing if link.limit == 0 => return None,
            At::Nothing => (-reduced, true),
            At::Limit => (reduced, false),
        };
        if by <= *gain {
            return None;
        }
        *gain = by;
        let arc = u32::try_from(index).expect("few links");
        let flow = if grows { 0 } else { link.limit };
        Some(Entering { tail: link.from + 1, head, arc, cost: link.cost, limit: link.limit, flow, grows })
    }

    fn best_of_hub(&self, hub: usize, gain: &mut N) -> Option<Entering<N>> {
        let by = -self.tree.prices[hub + 1];
        if by <= *gain {
            return None;
        }
        *gain = by;
        let tail = u32::try_from(hub + 1).expect("fewer than 2^32 hubs");
        Some(Entering { tail, head: ROOT, arc: LEFT_OVER, cost: N::default(), limit: UNLIMITED, flow: 0, grows: true })
    }

    fn best_of_row(&self, row: usize, gain: &mut N) -> Option<Entering<N>> {
        let (needs, links) = (self.market.needs(), self.market.links.len());
        if row < needs {
            self.best_of_need(row, gain)
        } else if row < needs + links {
            self.best_of_link(row - needs, gain)
        } else {
            self.best_of_hub(row - needs - links, gain)
        }
    }

    /// Pivots over the lists until nothing in them improves, or it is time for a look; whether nothing does.
    fn improve(&mut self) -> bool {
        let rows = self.market.needs() + self.market.links.len() + self.market.supply.len();
        let until = self.work.pivots + (self.market.needs() as u64 / PIVOTS_PER_LOOK).max(PIVOTS_MIN);
        let (mut row, mut quiet) = (self.row, 0);
        while quiet < rows && self.work.pivots < until {
            let (mut gain, mut best) = (N::default(), None);
            for _ in 0..ROWS {
                best = self.best_of_row(row, &mut gain).or(best);
                row = if row + 1 == rows { 0 } else { row + 1 };
            }
            match best {
                Some(entering) => {
                    self.enter(entering);
                    quiet = 0;
                }
                None => quiet += ROWS,
            }
        }
        self.row = row;
        quiet >= rows
    }

    /// Looks over all columns of all needs; whether there was none that improves.
    fn look(&mut self) -> bool {
        self.work.looks += 1;
        let mut outlook = C::Outlook::default();
        self.columns.outlook(&self.tree.prices[1..], &mut outlook);
        let mut found = Vec::new();
        let mut clean = true;
        for need in 0..self.market.needs() {
            let price = self.tree.price(self.need_node(need));
            found.clear();
            self.columns.cheaper(need, price, &self.tree.prices[1..], &outlook, &mut found);
            if found.is_empty() {
                continue;
            }
            clean = false;
            self.work.joined += found.len() as u64;
            let list = &mut self.lists[need];
            list.extend(&found);
            if list.len() > LIST_MAX {
                let prices = &self.tree.prices;
                list.sort_unstable_by_key(|(hub, cost)| (*cost + prices[*hub as usize + 1], *hub));
                list.dedup();
                list.truncate(LIST_MAX / 2);
            }
        }
        clean
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

    /// What goes over the columns and, from hubs to needs, over the links; sorted by need, then hub, then link.
    pub fn sent(&self) -> Vec<Sent> {
        let mut sent = Vec::with_capacity(self.market.needs() + self.market.supply.len());
        let first = self.tree.first_need;
        for (index, node) in self.tree.nodes.iter().enumerate().skip(1) {
            let index = u32::try_from(index).expect("fewer than 2^32 nodes");
            if node.arc != COLUMN || node.flow == 0 {
                continue;
            }
            let (hub, need) = if node.up { (index, node.parent) } else { (node.parent, index) };
            sent.push(Sent { need: need - first, hub: hub - 1, units: node.flow });
        }
        sent.sort_unstable();
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

    /// What one more unit at each hub would save.
    pub fn hub_prices(&self) -> &[N] {
        &self.tree.prices[1..]
    }

    /// What one more unit at a need is worth.
    pub fn need_price(&self, need: usize) -> N {
        self.tree.price(self.need_node(need))
    }
}
