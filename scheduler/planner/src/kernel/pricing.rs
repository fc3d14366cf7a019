//! Which arc comes into the tree.

use super::tree::{COLUMN, Entering, LEFT_OVER, ROOT, SEGMENT};
use super::{At, Columns, End, Kernel, Number, UNLIMITED};

/// The best arc of so many rows enters.
const ROWS: usize = 8;
/// All columns are looked over after a pivot for each so many needs, while the prices are still on their way.
const PIVOTS_PER_LOOK: u64 = 1;
/// But not more often than this.
const PIVOTS_MIN: u64 = 200;

impl<N: Number, C: Columns<N>> Kernel<'_, N, C> {
    /// The arc of a need that gains most by entering, if it gains more than `gain`.
    fn best_of_need(&self, need: usize, gain: &mut N) -> Option<Entering<N>> {
        let node = self.need_node(need);
        let at = &self.tree.nodes[node as usize];
        let price = self.tree.prices[at.parent as usize] + at.cost;
        let (mut best, mut by_segment) = (None, None);
        let list = self.lists.of(need);
        let prices = &self.tree.prices[1..];
        // The least first, and which it is only if it gains: most do not.
        let least = list.iter().map(|(hub, cost)| *cost + prices[*hub as usize]).min();
        if let Some(least) = least
            && price - least > *gain
        {
            *gain = price - least;
            best = list.iter().find(|(hub, cost)| *cost + prices[*hub as usize] == least).copied();
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
        let by = self.worth_left[hub] - self.tree.prices[hub + 1];
        if by <= *gain {
            return None;
        }
        *gain = by;
        let tail = u32::try_from(hub + 1).expect("fewer than 2^32 hubs");
        let cost = -self.worth_left[hub];
        Some(Entering { tail, head: ROOT, arc: LEFT_OVER, cost, limit: UNLIMITED, flow: 0, grows: true })
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

    /// How many rows there are: needs, links, hubs.
    fn rows(&self) -> usize {
        self.market.needs() + self.market.links.len() + self.market.supply.len()
    }

    /// Lets the best arc of the next few rows enter, if one of them improves.
    fn step(&mut self) -> bool {
        let rows = self.rows();
        let (mut gain, mut best) = (N::default(), None);
        for _ in 0..ROWS {
            best = self.best_of_row(self.row, &mut gain).or(best);
            self.row = if self.row + 1 == rows { 0 } else { self.row + 1 };
        }
        best.map(|entering| self.enter(entering)).is_some()
    }

    /// Goes over the lists a few times.
    pub(super) fn pass(&mut self, times: usize) {
        for _ in 0..times * self.rows().div_ceil(ROWS) {
            self.step();
        }
    }

    /// Pivots over the lists until nothing in them improves, or it is time for a look; whether nothing does.
    pub(super) fn improve(&mut self) -> bool {
        let rows = self.rows();
        let until = self.work.pivots + (self.market.needs() as u64 / PIVOTS_PER_LOOK).max(PIVOTS_MIN);
        let mut quiet = 0;
        while quiet < rows && self.work.pivots < until {
            quiet = if self.step() { 0 } else { quiet + ROWS };
        }
        #[cfg(test)]
        self.tree.check();
        quiet >= rows
    }
}
