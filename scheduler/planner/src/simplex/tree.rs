//! The basis: a spanning tree over the root, the supply nodes and the needs, and how it changes.
//!
//! Needs outnumber supply nodes, and almost every need is a leaf: a need's price is that of its parent plus the cost of
//! the arc between them (all arcs of a need lead to it), so a leaf that changes its supplier costs no more than the way
//! around the cycle. What moves in the tree are supply nodes. They stand on one thread, in preorder, from the root back
//! to the root: the supply nodes from a node down are one run of it, and a part of the tree that is hung elsewhere is a
//! run that is tied in elsewhere.
//!
//! The tree is kept *strongly feasible*: from every node some goods could still go to the root along the tree. So an
//! arc without flow points to the root, and a pivot that moves nothing still makes progress: no cycling, whatever arc
//! enters (W. H. Cunningham, A network simplex method, Mathematical Programming 11, 1976). It follows from the choice
//! of the leaving arc in [`Tree::pivot`]: of the arcs that block, the last one around the cycle from its apex.

#[cfg(test)]
mod check;
mod restore;
mod turn;

use super::{Number, UNLIMITED};

pub(super) const NONE: u32 = u32::MAX;
pub(super) const ROOT: u32 = 0;

/// What an arc is; links are numbered from 0.
pub(super) const COLUMN: u32 = u32::MAX;
pub(super) const SEGMENT: u32 = u32::MAX - 1;
pub(super) const LEFT_OVER: u32 = u32::MAX - 2;

/// A node and the arc to its parent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<N> {
    pub parent: u32,
    pub arc: u32,
    /// Two for each supply node from here down, and one more for a need: a node weighs more than any node below it.
    weight: u32,
    /// Whether the arc leads to the parent.
    pub up: bool,
    pub flow: i64,
    pub limit: i64,
    pub cost: N,
}

/// An arc that comes into the tree, with the flow it has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entering<N> {
    pub tail: u32,
    pub head: u32,
    pub arc: u32,
    pub cost: N,
    pub limit: i64,
    pub flow: i64,
    /// Whether its flow is to grow; else it shrinks.
    pub grows: bool,
}

/// An arc that is in the tree no more, with the flow it kept: none, or its limit, or what is left of a flow that never
/// was in the tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left {
    pub arc: u32,
    /// The need it leads to, if it is a segment.
    pub head: u32,
    pub flow: i64,
}

/// What blocks a cycle, and after how many units.
struct Blocked {
    units: i64,
    /// The node whose arc to the parent leaves; [`NONE`] if the entering arc itself does.
    node: u32,
    /// Whether it lies on the side of the cycle that the flow comes up to the apex on.
    after: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Tree<N> {
    pub nodes: Vec<Node<N>>,
    /// Of the root (0) and the supply nodes; needs have none of their own.
    pub prices: Vec<N>,
    /// Nodes at and above this are needs.
    pub first_need: u32,
    /// Of the root and the supply nodes: which supply node comes after it in preorder, and which before; after the last
    /// and before the first comes the root.
    next: Vec<u32>,
    prev: Vec<u32>,
    /// By need: the first on the thread of the supply nodes below it, if there are any.
    first: Vec<u32>,
    /// The supply nodes of a part that is being hung elsewhere, in their new order.
    moved: Vec<u32>,
}

impl<N: Number> Tree<N> {
    /// Every supply node directly under the root with all its goods; the needs come in by [`Tree::hang`].
    pub(super) fn new(supply: &[i64], needs: usize) -> Self {
        let index = |n: usize| u32::try_from(n).expect("fewer nodes than 2^32");
        assert!(supply.len() < 1 << 30 && needs < 1 << 31, "fewer nodes than weights can count");
        let bare =
            Node { parent: NONE, arc: LEFT_OVER, weight: 1, up: true, flow: 0, limit: UNLIMITED, cost: N::default() };
        let mut nodes = vec![bare; 1 + supply.len() + needs];
        nodes[ROOT as usize].weight = u32::MAX;
        for (supply_node, units) in supply.iter().enumerate() {
            nodes[supply_node + 1] = Node { parent: ROOT, weight: 2, flow: *units, ..bare };
        }
        let first_need = index(supply.len() + 1);
        let prices = vec![N::default(); supply.len() + 1];
        let (next, prev, first) = (vec![ROOT; prices.len()], vec![ROOT; prices.len()], vec![NONE; needs]);
        let mut tree = Self { nodes, prices, first_need, next, prev, first, moved: (1..first_need).collect() };
        tree.tie(ROOT, ROOT, N::default());
        tree
    }

    /// Ties `moved` in between two that stood side by side, at prices that are so much higher.
    fn tie(&mut self, before: u32, after: u32, by: N) {
        let mut last = before;
        for supply_node in &self.moved {
            self.next[last as usize] = *supply_node;
            self.prev[*supply_node as usize] = last;
            let price = &mut self.prices[*supply_node as usize];
            *price = *price + by;
            last = *supply_node;
        }
        self.next[last as usize] = after;
        self.prev[after as usize] = last;
    }

    /// The supply nodes in preorder.
    fn thread(&self) -> impl Iterator<Item = u32> {
        let after = |supply_node: u32| Some(self.next[supply_node as usize]).filter(|next| *next != ROOT);
        std::iter::successors(after(ROOT), move |supply_node| after(*supply_node))
    }

    fn at(&self, node: u32) -> &Node<N> {
        &self.nodes[node as usize]
    }

    fn at_mut(&mut self, node: u32) -> &mut Node<N> {
        &mut self.nodes[node as usize]
    }

    /// Hangs a need that is not in the tree yet under a supply node or the root.
    pub(super) fn hang(&mut self, need: u32, parent: u32, arc: u32, cost: N, limit: i64, flow: i64) {
        let node = self.at_mut(need);
        (node.parent, node.arc, node.up) = (parent, arc, false);
        (node.cost, node.limit, node.flow) = (cost, limit, flow);
    }

    /// What a unit at a node costs, by the tree.
    pub(super) fn price(&self, node: u32) -> N {
        if node < self.first_need {
            self.prices[node as usize]
        } else {
            let need = self.at(node);
            self.prices[need.parent as usize] + need.cost
        }
    }

    /// The first on the thread of the supply nodes from a node down.
    fn first(&self, node: u32) -> u32 {
        if node < self.first_need { node } else { self.first[(node - self.first_need) as usize] }
    }

    /// By supply node: which of the root's children it hangs under, or is; of the root, the root.
    pub(super) fn tops(&self) -> Vec<u32> {
        let mut tops = vec![ROOT; self.prices.len()];
        for supply_node in self.thread() {
            let mut above = self.at(supply_node).parent;
            let mut top = supply_node;
            if above >= self.first_need {
                (top, above) = (above, self.at(above).parent);
            }
            tops[supply_node as usize] = if above == ROOT { top } else { tops[above as usize] };
        }
        tops
    }

    /// How much can go around the cycle that an arc closes, and what blocks.
    fn blocked(&self, entering: &Entering<N>) -> (Blocked, u32) {
        let (mut from, mut to, room) = entering.direction();
        let (mut before, mut before_at) = (i64::MAX, NONE);
        let (mut after, mut after_at) = (i64::MAX, NONE);
        while from != to {
            // The lighter of two nodes is not above the other.
            let (node, other) = (self.at(from), self.at(to));
            if node.weight < other.weight {
                // The flow comes down to `from`.
                let room = if node.up { node.flow } else { node.limit - node.flow };
                if room < before {
                    (before, before_at) = (room, from);
                }
                from = node.parent;
            } else {
                let node = other;
                let room = if node.up { node.limit - node.flow } else { node.flow };
                if room <= after {
                    (after, after_at) = (room, to);
                }
                to = node.parent;
            }
        }
        let mut blocked = Blocked { units: room, node: NONE, after: false };
        if before < blocked.units {
            blocked = Blocked { units: before, node: before_at, after: false };
        }
        if after <= blocked.units {
            blocked = Blocked { units: after, node: after_at, after: true };
        }
        (blocked, from)
    }

    /// Sends as much as goes around the cycle that an arc closes, and lets the arc that blocks leave.
    pub(super) fn pivot(&mut self, entering: Entering<N>) -> Left {
        let (blocked, apex) = self.blocked(&entering);
        self.turn(entering, &blocked, apex)
    }

    /// Brings an arc into the tree that has flow between none and its limit: the flow goes the way that changes least.
    pub(super) fn settle(&mut self, arc: Entering<N>) -> Left {
        let (grow, shrink) = (Entering { grows: true, ..arc }, Entering { grows: false, ..arc });
        let (blocked_growing, apex) = self.blocked(&grow);
        let (blocked_shrinking, _) = self.blocked(&shrink);
        if blocked_growing.units < blocked_shrinking.units {
            self.turn(grow, &blocked_growing, apex)
        } else {
            self.turn(shrink, &blocked_shrinking, apex)
        }
    }
}

impl<N> Entering<N> {
    /// From which node to which the flow is pushed, and how much the arc itself lets through.
    fn direction(&self) -> (u32, u32, i64) {
        if self.grows { (self.tail, self.head, self.limit - self.flow) } else { (self.head, self.tail, self.flow) }
    }
}
