//! The basis: a spanning tree over the root, the hubs and the needs, and how it changes.
//!
//! Needs outnumber hubs, and almost every need is a leaf. A leaf is in nobody's list of children, and a need's price is
//! that of its parent plus the cost of the arc between them (all arcs of a need lead to it): a leaf that changes its
//! supplier costs no more than the way around the cycle.
//!
//! The tree is kept *strongly feasible*: from every node some goods could still go to the root along the tree. So an arc
//! without flow points to the root, and a pivot that moves nothing still makes progress: no cycling, whatever arc enters
//! (W. H. Cunningham, A network simplex method, Mathematical Programming 11, 1976). It follows from the choice of the
//! leaving arc in [`Tree::pivot`]: of the arcs that block, the last one around the cycle from its apex.

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
    /// Whether the arc leads to the parent.
    pub up: bool,
    pub flow: i64,
    pub limit: i64,
    pub cost: N,
}

/// A node's place among the children of its parent. Only hubs, and needs that have children, have one. Apart from the
/// arcs, because walking down large parts of the tree is what takes most of the time.
#[derive(Debug, Clone, Copy)]
struct Kin {
    first: u32,
    next: u32,
    previous: u32,
    depth: u32,
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
    kin: Vec<Kin>,
    /// Of the root (0) and the hubs; needs have none of their own.
    pub prices: Vec<N>,
    /// Nodes at and above this are needs.
    pub first_need: u32,
    stem: Vec<u32>,
    stack: Vec<(u32, u32)>,
}

impl<N: Number> Tree<N> {
    /// Every hub directly under the root with all its goods; the needs come in by [`Tree::hang`].
    pub(super) fn new(supply: &[i64], needs: usize) -> Self {
        let index = |n: usize| u32::try_from(n).expect("fewer nodes than 2^32");
        let bare = Node { parent: NONE, arc: LEFT_OVER, up: true, flow: 0, limit: UNLIMITED, cost: N::default() };
        let mut nodes = vec![bare; 1 + supply.len() + needs];
        for (hub, units) in supply.iter().enumerate() {
            nodes[hub + 1] = Node { parent: ROOT, flow: *units, ..bare };
        }
        let kin = vec![Kin { first: NONE, next: NONE, previous: NONE, depth: 1 }; nodes.len()];
        let first_need = index(supply.len() + 1);
        let prices = vec![N::default(); supply.len() + 1];
        let mut tree = Self { nodes, kin, prices, first_need, stack: Vec::new(), stem: Vec::new() };
        tree.kin[ROOT as usize].depth = 0;
        for hub in 1..first_need {
            tree.list(hub);
        }
        tree
    }

    fn at(&self, node: u32) -> &Node<N> {
        &self.nodes[node as usize]
    }

    fn at_mut(&mut self, node: u32) -> &mut Node<N> {
        &mut self.nodes[node as usize]
    }

    fn kin(&self, node: u32) -> &Kin {
        &self.kin[node as usize]
    }

    fn kin_mut(&mut self, node: u32) -> &mut Kin {
        &mut self.kin[node as usize]
    }

    /// Hangs a need that is not in the tree yet under a hub or the root.
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

    fn depth(&self, node: u32) -> u32 {
        if node >= self.first_need { self.kin(self.at(node).parent).depth + 1 } else { self.kin(node).depth }
    }

    /// Puts a node into its parent's list of children.
    fn list(&mut self, node: u32) {
        let parent = self.at(node).parent;
        let first = std::mem::replace(&mut self.kin_mut(parent).first, node);
        if first != NONE {
            self.kin_mut(first).previous = node;
        }
        (self.kin_mut(node).next, self.kin_mut(node).previous) = (first, NONE);
    }

    /// Takes a node out of its parent's list.
    fn unlist(&mut self, node: u32) {
        let Kin { next, previous, .. } = *self.kin(node);
        match previous {
            NONE => {
                let parent = self.at(node).parent;
                self.kin_mut(parent).first = next;
            }
            before => self.kin_mut(before).next = next,
        }
        if next != NONE {
            self.kin_mut(next).previous = previous;
        }
    }

    fn is_listed(&self, node: u32) -> bool {
        node < self.first_need || self.kin(node).first != NONE
    }

    /// How much can go around the cycle that an arc closes, and what blocks.
    fn blocked(&self, entering: &Entering<N>) -> (Blocked, u32) {
        let (mut from, mut to, room) = entering.direction();
        let (mut before, mut before_at) = (i64::MAX, NONE);
        let (mut after, mut after_at) = (i64::MAX, NONE);
        let (mut depth_from, mut depth_to) = (self.depth(from), self.depth(to));
        while from != to {
            if depth_from > depth_to {
                // The flow comes down to `from`.
                let node = self.at(from);
                let room = if node.up { node.flow } else { node.limit - node.flow };
                if room < before {
                    (before, before_at) = (room, from);
                }
                from = node.parent;
                depth_from -= 1;
            } else {
                let node = self.at(to);
                let room = if node.up { node.limit - node.flow } else { node.flow };
                if room <= after {
                    (after, after_at) = (room, to);
                }
                to = node.parent;
                depth_to -= 1;
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

    fn turn(&mut self, mut entering: Entering<N>, blocked: &Blocked, apex: u32) -> Left {
        let (from, to, _) = entering.direction();
        if blocked.units > 0 {
            entering.flow += if entering.grows { blocked.units } else { -blocked.units };
            self.push(from, apex, -blocked.units);
            self.push(to, apex, blocked.units);
        }
        if blocked.node == NONE {
            return Left { arc: entering.arc, head: entering.head, flow: entering.flow };
        }
        let (moving, staying) = if blocked.after { (to, from) } else { (from, to) };
        let leaving = *self.at(blocked.node);
        let left = Left { arc: leaving.arc, head: blocked.node, flow: leaving.flow };
        self.rehang(moving, staying, blocked.node, &entering);
        left
    }

    /// Adds to the flow from a node up to the apex.
    fn push(&mut self, mut node: u32, apex: u32, units: i64) {
        while node != apex {
            let at = self.at_mut(node);
            at.flow += if at.up { units } else { -units };
            node = at.parent;
        }
    }

    /// Cuts the part below `cut` off, turns it so that `moving` is its top, and hangs it under `staying`.
    fn rehang(&mut self, moving: u32, staying: u32, cut: u32, entering: &Entering<N>) {
        let old_parent = self.at(cut).parent;
        // Needs on the way keep no price of their own, so a hub's shift is counted from the price that stays.
        if moving == cut && !self.is_listed(moving) {
            let flow = entering.flow;
            let node = self.at_mut(moving);
            (node.parent, node.arc, node.up) = (staying, entering.arc, false);
            (node.cost, node.limit, node.flow) = (entering.cost, entering.limit, flow);
            return;
        }
        let old_price = self.price(moving);
        let mut stem = std::mem::take(&mut self.stem);
        stem.clear();
        let mut node = moving;
        loop {
            stem.push(node);
            // All but the first have a child, the one before them: they are listed, and it is gone from their lists.
            if node != moving || self.is_listed(node) {
                self.unlist(node);
            }
            if node == cut {
                break;
            }
            node = self.at(node).parent;
        }
        // The parent that lost its last child is a leaf now.
        if old_parent >= self.first_need && self.kin(old_parent).first == NONE {
            self.unlist(old_parent);
        }
        let mut carried = Node {
            arc: entering.arc,
            cost: entering.cost,
            limit: entering.limit,
            flow: entering.flow,
            ..*self.at(moving)
        };
        (carried.parent, carried.up) = (staying, entering.tail == moving);
        for node in &stem {
            let old = *self.at(*node);
            let at = self.at_mut(*node);
            (at.parent, at.arc, at.up) = (carried.parent, carried.arc, carried.up);
            (at.cost, at.limit, at.flow) = (carried.cost, carried.limit, carried.flow);
            carried = Node { parent: *node, up: !old.up, ..old };
        }
        // A need that was a leaf gets its first child, a hub.
        if staying >= self.first_need && self.kin(staying).first == NONE {
            let depth = self.depth(staying);
            self.kin_mut(staying).depth = depth;
            self.list(staying);
        }
        for node in stem.iter().rev() {
            if self.is_listed(*node) {
                self.list(*node);
            }
        }
        self.stem = stem;
        let new_price = if moving >= self.first_need {
            self.price(moving)
        } else {
            let (cost, parent) = (self.at(moving).cost, self.price(staying));
            if self.at(moving).up { parent - cost } else { parent + cost }
        };
        self.shift(moving, new_price - old_price);
    }

    /// Adds to the prices of all hubs from a node down, and counts depths anew.
    fn shift(&mut self, top: u32, by: N) {
        if !self.is_listed(top) {
            return;
        }
        let mut stack = std::mem::take(&mut self.stack);
        let mut depth = self.kin(self.at(top).parent).depth + 1;
        let mut node = top;
        let mut later = NONE;
        loop {
            if node < self.first_need {
                let price = &mut self.prices[node as usize];
                *price = *price + by;
            }
            let kin = self.kin_mut(node);
            kin.depth = depth;
            let first = kin.first;
            if later != NONE {
                stack.push((later, depth));
            }
            if first != NONE {
                node = first;
                depth += 1;
            } else if let Some(next) = stack.pop() {
                (node, depth) = next;
            } else {
                break;
            }
            later = self.kin(node).next;
        }
        self.stack = stack;
    }

    /// Counts every hub's price anew from the costs of the tree's arcs.
    pub(super) fn reprice(&mut self) {
        let mut stack = vec![ROOT];
        // (A need on the way down has its price from its parent, which is counted before it.)
        while let Some(node) = stack.pop() {
            if node != ROOT && node < self.first_need {
                let at = *self.at(node);
                let above = self.price(at.parent);
                self.prices[node as usize] = if at.up { above - at.cost } else { above + at.cost };
            }
            let mut child = self.kin(node).first;
            while child != NONE {
                stack.push(child);
                child = self.kin(child).next;
            }
        }
    }
}

impl<N> Entering<N> {
    /// From which node to which the flow is pushed, and how much the arc itself lets through.
    fn direction(&self) -> (u32, u32, i64) {
        if self.grows { (self.tail, self.head, self.limit - self.flow) } else { (self.head, self.tail, self.flow) }
    }
}
