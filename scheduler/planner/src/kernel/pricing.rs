//! Which arc comes into the tree.

use super::tree::{COLUMN, Entering, LEFT_OVER, ROOT, SEGMENT};
use super::{At, Columns, End, Kernel, Link, Number, Segment, UNLIMITED};

/// The best arc of so many rows enters.
pub(super) const ROWS: usize = 4;
/// Of more where needs have many segments: then there is more to choose from.
pub(super) const ROWS_OF_STEPS: usize = 8;
/// All columns are looked over after a pivot for each so many needs, while the prices are still on their way.
const PIVOTS_PER_LOOK: u64 = 1;
/// But not more often than this.
const PIVOTS_MIN: u64 = 200;

impl<N: Number, C: Columns<N>> Kernel<'_, N, C> {
    /// What the arc of a need gains that gains most by entering; zero if none does.
    fn gain_of_need(&self, need: usize) -> N {
        let at = &self.tree.nodes[self.tree.first_need as usize + need];
        let price = self.tree.prices[at.parent as usize] + at.cost;
        let prices = &self.tree.prices[1..];
        let total = |(hub, cost): &(u32, C::Cost)| (*cost).into() + prices[*hub as usize];
        // Two at a time, because a comparison waits for the last.
        let (pairs, one) = self.lists.of(need).as_chunks::<2>();
        let (mut least, mut other) = (price, one.first().map_or(price, total));
        for [even, odd] in pairs {
            least = least.min(total(even));
            other = other.min(total(odd));
        }
        let mut gain = price - least.min(other);
        if at.parent != ROOT {
            let (last, next) = self.edge(need);
            if let Some(next) = next {
                gain = gain.max(next.worth - price);
            }
            if let Some(last) = last {
                gain = gain.max(price - last.worth);
            }
        }
        gain
    }

    /// The last segment of a need that is served, and the first that is not.
    fn edge(&self, need: usize) -> (Option<&Segment<N>>, Option<&Segment<N>>) {
        let (stack, reached) = (self.market.stack(need), self.reached[need] as usize);
        (reached.checked_sub(1).map(|last| &stack[last]), stack.get(reached))
    }

    /// The arc of a need that gains so much.
    fn arc_of_need(&self, need: usize, gain: N) -> Entering<N> {
        let head = self.need_node(need);
        let price = self.tree.price(head);
        let column = (self.lists.of(need).iter())
            .find(|(hub, cost)| price - ((*cost).into() + self.tree.prices[*hub as usize + 1]) == gain);
        if let Some((hub, cost)) = column.copied() {
            let (tail, cost, limit) = (hub + 1, cost.into(), UNLIMITED);
            return Entering { tail, head, arc: COLUMN, cost, limit, flow: 0, grows: true };
        }
        let (last, next) = self.edge(need);
        let segment = |segment: &Segment<N>, flow, grows| {
            let (cost, limit) = (segment.worth, segment.width);
            Entering { tail: ROOT, head, arc: SEGMENT, cost, limit, flow, grows }
        };
        match next {
            Some(next) if next.worth - price == gain => segment(next, next.width, false),
            _ => segment(last.expect("something gains so much"), 0, true),
        }
    }

    /// What a link gains by entering, which may be less than nothing, and whether its flow is then to grow.
    fn gain_of_link(&self, index: usize) -> (N, bool) {
        let link = &self.market.links[index];
        let reduced = link.cost + self.tree.price(link.from + 1) - self.tree.price(self.head_of_link(link));
        match self.links[index] {
            At::InTree => (N::default(), false),
            At::Nothing if link.limit == 0 => (N::default(), false),
            At::Nothing => (-reduced, true),
            At::Limit => (reduced, false),
        }
    }

    fn head_of_link(&self, link: &Link<N>) -> u32 {
        match link.to {
            End::Hub(hub) => hub + 1,
            End::Need(need) => self.tree.first_need + need,
        }
    }

    fn arc_of_link(&self, index: usize) -> Entering<N> {
        let link = &self.market.links[index];
        let (_, grows) = self.gain_of_link(index);
        let (arc, head) = (u32::try_from(index).expect("few links"), self.head_of_link(link));
        let flow = if grows { 0 } else { link.limit };
        Entering { tail: link.from + 1, head, arc, cost: link.cost, limit: link.limit, flow, grows }
    }

    fn gain_of_hub(&self, hub: usize) -> N {
        self.worth_left[hub] - self.tree.prices[hub + 1]
    }

    fn arc_of_hub(&self, hub: usize) -> Entering<N> {
        let tail = u32::try_from(hub + 1).expect("fewer than 2^32 hubs");
        let cost = -self.worth_left[hub];
        Entering { tail, head: ROOT, arc: LEFT_OVER, cost, limit: UNLIMITED, flow: 0, grows: true }
    }

    fn gain_of_row(&self, row: usize) -> N {
        let (needs, links) = (self.market.needs(), self.market.links.len());
        if row < needs {
            self.gain_of_need(row)
        } else if row < needs + links {
            self.gain_of_link(row - needs).0
        } else {
            self.gain_of_hub(row - needs - links)
        }
    }

    fn arc_of_row(&self, row: usize, gain: N) -> Entering<N> {
        let (needs, links) = (self.market.needs(), self.market.links.len());
        if row < needs {
            self.arc_of_need(row, gain)
        } else if row < needs + links {
            self.arc_of_link(row - needs)
        } else {
            self.arc_of_hub(row - needs - links)
        }
    }

    /// How many rows there are: needs, links, hubs.
    fn rows(&self) -> usize {
        self.market.needs() + self.market.links.len() + self.market.supply.len()
    }

    /// Lets the best arc of the next few rows enter, if one of them improves.
    fn step(&mut self) -> bool {
        let rows = self.rows();
        let (mut most, mut best) = (N::default(), None);
        for _ in 0..self.at_once {
            let gain = self.gain_of_row(self.row);
            if gain > most {
                (most, best) = (gain, Some(self.row));
            }
            self.row = if self.row + 1 == rows { 0 } else { self.row + 1 };
        }
        best.map(|row| self.enter(self.arc_of_row(row, most))).is_some()
    }

    /// Goes over the lists a few times.
    pub(super) fn pass(&mut self, times: usize) {
        for _ in 0..times * self.rows().div_ceil(self.at_once) {
            self.step();
        }
    }

    /// Pivots over the lists until nothing in them improves, or it is time for a look; whether nothing does.
    pub(super) fn improve(&mut self) -> bool {
        let rows = self.rows();
        let until = self.work.pivots + (self.market.needs() as u64 / PIVOTS_PER_LOOK).max(PIVOTS_MIN);
        let mut quiet = 0;
        while quiet < rows && self.work.pivots < until {
            quiet = if self.step() { 0 } else { quiet + self.at_once };
        }
        #[cfg(test)]
        self.tree.check();
        quiet >= rows
    }
}
