//! The basis: a spanning tree over the root, the hubs and the needs, and how it changes.
//!
//! Needs outnumber hubs, and almost every need is a leaf: a need's price is that of its parent plus the cost of the arc
//! between them (all arcs of a need lead to it), so a leaf that changes its supplier costs no more than the way around the
//! cycle. What moves in the tree are hubs. They stand in one row, in preorder: the hubs below a node are one run of it, and
//! a part of the tree that is hung elsewhere is a run that is copied, not a list that is walked.
//!
//! The tree is kept *strongly feasible*: from every node some goods could still go to the root along the tree. So an arc
//! without flow points to the root, and a pivot that moves nothing still makes progress: no cycling, whatever arc enters
//! (W. H. Cunningham, A network simplex method, Mathematical Programming 11, 1976). It follows from the choice of the
//! leaving arc in [`Tree::pivot`]: of the arcs that block, the last one around the cycle from its apex.

#[cfg(test)]
mod check;
mod restore;

use super::{Number, UNLIMITED};
use std::ops::Range;

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
    /// Two for each hub from here down, and one more for a need: a node weighs more than any node below it.
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
    /// Of the root (0) and the hubs; needs have none of their own.
    pub prices: Vec<N>,
    /// Nodes at and above this are needs.
    pub first_need: u32,
    /// The hubs in preorder.
    row: Vec<u32>,
    /// A hub's place in the row; of a need, which hub is the first in the row of those below it, if there are any.
    place: Vec<u32>,
    /// The hubs of a part that is being hung elsewhere, in their new order.
    moved: Vec<u32>,
}

impl<N: Number> Tree<N> {
    /// Every hub directly under the root with all its goods; the needs come in by [`Tree::hang`].
    pub(super) fn new(supply: &[i64], needs: usize) -> Self {
        let index = |n: usize| u32::try_from(n).expect("fewer nodes than 2^32");
        assert!(supply.len() < 1 << 30 && needs < 1 << 31, "fewer nodes than weights can count");
        let bare =
            Node { parent: NONE, arc: LEFT_OVER, weight: 1, up: true, flow: 0, limit: UNLIMITED, cost: N::default() };
        let mut nodes = vec![bare; 1 + supply.len() + needs];
        nodes[ROOT as usize].weight = u32::MAX;
        for (hub, units) in supply.iter().enumerate() {
            nodes[hub + 1] = Node { parent: ROOT, weight: 2, flow: *units, ..bare };
        }
        let first_need = index(supply.len() + 1);
        let place = (0..index(nodes.len())).map(|node| node.saturating_sub(1)).collect();
        let prices = vec![N::default(); supply.len() + 1];
        Self { nodes, prices, first_need, row: (1..first_need).collect(), place, moved: Vec::new() }
    }

    fn at(&self, node: u32) -> &Node<N> {
        &self.nodes[node as usize]
    }

    fn at_mut(&mut self, node: u32) -> &mut Node<N> {
        &mut self.nodes[node as usize]
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

    /// The hubs below a node, as a run of the row; of a leaf, an empty one where they may come.
    fn below(&self, node: u32) -> Range<usize> {
        let after = |hub: u32| if hub == ROOT { 0 } else { self.place[hub as usize] as usize + 1 };
        let hubs = (self.at(node).weight / 2) as usize;
        if node == ROOT {
            0..self.row.len()
        } else if node < self.first_need {
            let start = after(node);
            start..start + hubs - 1
        } else if hubs > 0 {
            let start = self.place[self.place[node as usize] as usize] as usize;
            start..start + hubs
        } else {
            let start = after(self.at(node).parent);
            start..start
        }
    }

    /// The same with the node itself, if it is a hub.
    fn run(&self, node: u32) -> Range<usize> {
        let below = self.below(node);
        if node < self.first_need { below.start - 1..below.end } else { below }
    }

    /// By hub: which of the root's children it hangs under, or is; of the root, the root.
    pub(super) fn tops(&self) -> Vec<u32> {
        let mut tops = vec![ROOT; self.prices.len()];
        for hub in &self.row {
            let mut above = self.at(*hub).parent;
            let mut top = *hub;
            if above >= self.first_need {
                (top, above) = (above, self.at(above).parent);
            }
            tops[*hub as usize] = if above == ROOT { top } else { tops[above as usize] };
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

    fn turn(&mut self, mut entering: Entering<N>, blocked: &Blocked, apex: u32) -> Left {
        let (from, to, _) = entering.direction();
        let units = blocked.units;
        entering.flow += if entering.grows { units } else { -units };
        if blocked.node == NONE {
            self.climb(from, apex, -units, 0);
            self.climb(to, apex, units, 0);
            return Left { arc: entering.arc, head: entering.head, flow: entering.flow };
        }
        let cut = blocked.node;
        let (moving, staying, units) = if blocked.after { (to, from, units) } else { (from, to, -units) };
        let hubs = self.at(cut).weight / 2;
        if hubs == 0 {
            let above = self.at(cut).parent;
            self.climb(above, apex, units, 0);
            self.climb(staying, apex, -units, 0);
            let up = false;
            let Entering { arc, flow, limit, cost, .. } = entering;
            let old =
                std::mem::replace(self.at_mut(cut), Node { parent: staying, arc, weight: 1, up, flow, limit, cost });
            return Left { arc: old.arc, head: cut, flow: old.flow + if old.up { units } else { -units } };
        }
        self.rehang(moving, staying, cut, units, apex, &entering)
    }

    /// Adds to the flow from a node up to the apex, and to the hubs below.
    fn climb(&mut self, mut node: u32, apex: u32, units: i64, hubs: i32) {
        while node != apex {
            let at = self.at_mut(node);
            at.flow += if at.up { units } else { -units };
            at.weight = at.weight.wrapping_add_signed(2 * hubs);
            node = at.parent;
        }
    }

    /// Cuts the part below `cut` off, turns it so that `moving` is its top, and hangs it under `staying`. So many units go
    /// from `moving` up to the apex, and down from there to `staying`.
    fn rehang(&mut self, moving: u32, staying: u32, cut: u32, units: i64, apex: u32, entering: &Entering<N>) -> Left {
        let (run, room) = (self.run(cut), self.below(staying));
        let hubs = i32::try_from(run.len()).expect("fewer than 2^30 hubs");
        let (old_price, above) = (self.price(moving), self.at(cut).parent);
        self.climb(above, apex, units, -hubs);
        self.climb(staying, apex, -units, hubs);
        // A need whose first hub goes: the next one is now its first, if it has another.
        if above >= self.first_need
            && self.place[above as usize] == self.row[run.start]
            && let Some(next) = self.row.get(run.end)
        {
            self.place[above as usize] = *next;
        }
        let left = self.turn_stem(moving, staying, cut, units, entering);
        self.insert(staying, run, &room);
        // Needs keep no price of their own, so the shift is counted from the prices that stay.
        let cost = self.at(moving).cost;
        let new_price = if self.at(moving).up { self.price(staying) - cost } else { self.price(staying) + cost };
        let by = new_price - old_price;
        for hub in &self.moved {
            let price = &mut self.prices[*hub as usize];
            *price = *price + by;
        }
        left
    }

    /// Turns the arcs on the way from `moving` up to `cut`, and writes down the hubs below in their new order: those below
    /// `moving` come first, then what else is below its parent, and so on.
    fn turn_stem(&mut self, moving: u32, staying: u32, cut: u32, units: i64, entering: &Entering<N>) -> Left {
        let hubs = self.at(cut).weight & !1;
        self.moved.clear();
        let mut done = 0..0;
        let mut carried = Node {
            parent: staying,
            arc: entering.arc,
            weight: 0,
            up: entering.tail == moving,
            flow: entering.flow,
            limit: entering.limit,
            cost: entering.cost,
        };
        let mut node = moving;
        let left = loop {
            let run = self.run(node);
            let new = 2 * u32::try_from(self.moved.len()).expect("fewer than 2^30 hubs");
            if done.is_empty() {
                self.moved.extend_from_slice(&self.row[run.clone()]);
            } else {
                self.moved.extend_from_slice(&self.row[run.start..done.start]);
                self.moved.extend_from_slice(&self.row[done.end..run.end]);
            }
            done = run;
            let weight = hubs - new + u32::from(node >= self.first_need);
            let mut old = std::mem::replace(self.at_mut(node), Node { weight, ..carried });
            old.flow += if old.up { units } else { -units };
            if node == cut {
                break Left { arc: old.arc, head: cut, flow: old.flow };
            }
            carried = Node { parent: node, up: !old.up, ..old };
            node = old.parent;
        };
        // Now that all have their order, the needs among them know their first.
        loop {
            let at = self.at(node);
            let (parent, first) = (at.parent, self.moved.len() - (at.weight / 2) as usize);
            if node >= self.first_need && first < self.moved.len() {
                self.place[node as usize] = self.moved[first];
            }
            if node == moving {
                return left;
            }
            node = parent;
        }
    }

    /// Moves the hubs that stood at `run` to the nearer end of the room below a node.
    fn insert(&mut self, below: u32, run: Range<usize>, room: &Range<usize>) {
        let way = |at: usize| if at <= run.start { run.start - at } else { at - run.end };
        let at = if way(room.start) <= way(room.end) { room.start } else { room.end };
        if at == room.start && below >= self.first_need {
            self.place[below as usize] = self.moved[0];
        }
        let changed = if at <= run.start {
            self.row.copy_within(at..run.start, at + run.len());
            self.row[at..at + run.len()].copy_from_slice(&self.moved);
            at..run.end
        } else {
            self.row.copy_within(run.end..at, run.start);
            self.row[at - run.len()..at].copy_from_slice(&self.moved);
            run.start..at
        };
        let first = u32::try_from(changed.start).expect("fewer than 2^30 hubs");
        for (place, hub) in (first..).zip(&self.row[changed]) {
            self.place[*hub as usize] = place;
        }
    }
}

impl<N> Entering<N> {
    /// From which node to which the flow is pushed, and how much the arc itself lets through.
    fn direction(&self) -> (u32, u32, i64) {
        if self.grows { (self.tail, self.head, self.limit - self.flow) } else { (self.head, self.tail, self.flow) }
    }
}
