//! A pivot turns a part of the tree: units move around the cycle, and what hung under the leaving arc hangs elsewhere.

use super::{Blocked, Entering, Left, NONE, Node, Tree};
use crate::simplex::Number;

impl<N: Number> Tree<N> {
    pub(super) fn turn(&mut self, mut entering: Entering<N>, blocked: &Blocked, apex: u32) -> Left {
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
        let supply_nodes = self.at(cut).weight / 2;
        if supply_nodes == 0 {
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

    /// Adds to the flow from a node up to the apex, and to the supply nodes below.
    fn climb(&mut self, mut node: u32, apex: u32, units: i64, supply_nodes: i32) {
        while node != apex {
            let at = self.at_mut(node);
            at.flow += if at.up { units } else { -units };
            at.weight = at.weight.wrapping_add_signed(2 * supply_nodes);
            node = at.parent;
        }
    }

    /// Cuts the part below `cut` off, turns it so that `moving` is its top, and hangs it under `staying`. So many units
    /// go from `moving` up to the apex, and down from there to `staying`.
    fn rehang(&mut self, moving: u32, staying: u32, cut: u32, units: i64, apex: u32, entering: &Entering<N>) -> Left {
        let supply_nodes = self.at(cut).weight / 2;
        let above = self.at(cut).parent;
        let price = self.price(staying);
        let new_price = if entering.tail == moving { price - entering.cost } else { price + entering.cost };
        let by = new_price - self.price(moving);
        self.climb(above, apex, units, -supply_nodes.cast_signed());
        self.climb(staying, apex, -units, supply_nodes.cast_signed());
        let begin = self.first(cut);
        let (left, end) = self.turn_stem(moving, staying, cut, units, entering);
        let (before, after) = (self.prev[begin as usize], self.next[end as usize]);
        self.next[before as usize] = after;
        self.prev[after as usize] = before;
        // A need whose first supply node goes: the next one is now its first, if it has another.
        if above >= self.first_need && self.first(above) == begin {
            self.first[(above - self.first_need) as usize] = after;
        }
        let before = self.room(staying, supply_nodes);
        self.tie(before, self.next[before as usize], by);
        left
    }

    /// Turns the arcs on the way from `moving` up to `cut`, and writes down the supply nodes below in their new order:
    /// those below `moving` come first, then what else is below its parent, and so on. Also returns the last of them on
    /// the thread.
    fn turn_stem(&mut self, moving: u32, staying: u32, cut: u32, units: i64, entering: &Entering<N>) -> (Left, u32) {
        let supply_nodes = self.at(cut).weight & !1;
        let mut moved = std::mem::take(&mut self.moved);
        moved.clear();
        moved.reserve(supply_nodes as usize / 2);
        // The first and the last on the thread of those that are written down.
        let mut done = (NONE, NONE);
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
            // What a need without supply nodes says is of old.
            let begin = if self.at(node).weight < 2 { NONE } else { self.first(node) };
            let new = 2 * u32::try_from(moved.len()).expect("fewer than 2^30 supply_nodes");
            let mut rest = self.at(node).weight / 2 - new / 2;
            let (mut supply_node, mut last) = (begin, done.1);
            while rest > 0 {
                if supply_node == done.0 {
                    supply_node = self.next[done.1 as usize];
                    last = done.1;
                    continue;
                }
                moved.push(supply_node);
                last = supply_node;
                supply_node = self.next[supply_node as usize];
                rest -= 1;
            }
            if supply_node == done.0 {
                last = done.1;
            }
            done = (begin, last);
            let weight = supply_nodes - new + u32::from(node >= self.first_need);
            let mut old = std::mem::replace(self.at_mut(node), Node { weight, ..carried });
            old.flow += if old.up { units } else { -units };
            if node == cut {
                break (Left { arc: old.arc, head: cut, flow: old.flow }, done.1);
            }
            carried = Node { parent: node, up: !old.up, ..old };
            node = old.parent;
        };
        // Now that all have their order, the needs among them know their first.
        loop {
            let at = self.at(node);
            let (parent, first) = (at.parent, moved.len() - (at.weight / 2) as usize);
            if node >= self.first_need && first < moved.len() {
                self.first[(node - self.first_need) as usize] = moved[first];
            }
            if node == moving {
                self.moved = moved;
                return left;
            }
            node = parent;
        }
    }

    /// After which on the thread `moved` comes in as the first below a node that counts so many more supply nodes by
    /// now.
    fn room(&mut self, below: u32, supply_nodes: u32) -> u32 {
        if below < self.first_need {
            return below;
        }
        let first = std::mem::replace(&mut self.first[(below - self.first_need) as usize], self.moved[0]);
        if self.at(below).weight / 2 > supply_nodes { self.prev[first as usize] } else { self.at(below).parent }
    }
}
