//! Which arc enters the tree.

use super::tree::{COLUMN, Entering, LEFT_OVER, ROOT, SEGMENT};
use super::{At, Columns, End, Link, Number, Segment, Simplex, UNLIMITED};
use crate::simplex::tuning::{PIVOTS_MIN, PIVOTS_PER_LOOK};

impl<N: Number, C: Columns<N>> Simplex<'_, N, C> {
    /// Goes over needs from one on, a few at a time, until one of these few has an arc that improves, but over no more
    /// than so many; what it found, and over how many it went.
    fn search_needs(&self, first: usize, most: usize) -> (Option<Best<N>>, usize) {
        let nodes = &self.tree.nodes[self.tree.first_need as usize + first..][..most];
        let (prices, of_supply_nodes) = (&self.tree.prices[..], &self.tree.prices[1..]);
        let total = |(supply_node, cost): &(u32, C::Cost)| (*cost).into() + of_supply_nodes[*supply_node as usize];
        let rows = nodes.iter().zip(&self.edges[first..]).zip(self.lists.some(first, most));
        let gains = rows.map(|((at, edge), list)| {
            let price = prices[at.parent as usize] + at.cost;
            // Two at a time, because a comparison waits for the last.
            let (pairs, one) = list.as_chunks::<2>();
            let (mut least, mut other) = (price, one.first().map_or(price, total));
            for [even, odd] in pairs {
                least = least.min(total(even));
                other = other.min(total(odd));
            }
            // Of one that hangs under the root, the arc of the first segment that is not served is in the tree.
            (price - least.min(other)).max(edge.next - price).max(price - edge.last)
        });
        search(self.at_once, first, gains)
    }

    /// The arc of a need that gains so much.
    fn arc_of_need(&self, need: usize, gain: N) -> Entering<N> {
        let head = self.need_node(need);
        let price = self.tree.price(head);
        let column = (self.lists.of(need).iter())
            .find(|(supply_node, cost)| price - ((*cost).into() + self.tree.prices[*supply_node as usize + 1]) == gain);
        if let Some((supply_node, cost)) = column.copied() {
            let (tail, cost, limit) = (supply_node + 1, cost.into(), UNLIMITED);
            return Entering { tail, head, arc: COLUMN, cost, limit, flow: 0, grows: true };
        }
        let (stack, edge) = (self.market.stack(need), &self.edges[need]);
        let grows = edge.next - price != gain;
        let Segment { width, worth } = stack[edge.reached() - usize::from(grows)];
        let flow = if grows { 0 } else { width };
        Entering { tail: ROOT, head, arc: SEGMENT, cost: worth, limit: width, flow, grows }
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
            End::SupplyNode(supply_node) => supply_node + 1,
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

    fn arc_of_supply_node(&self, supply_node: usize) -> Entering<N> {
        let tail = u32::try_from(supply_node + 1).expect("fewer than 2^32 supply_nodes");
        let cost = -self.worth_left[supply_node];
        Entering { tail, head: ROOT, arc: LEFT_OVER, cost, limit: UNLIMITED, flow: 0, grows: true }
    }

    fn arc_of_row(&self, row: usize, gain: N) -> Entering<N> {
        let (needs, links) = (self.market.needs(), self.market.links.len());
        if row < needs {
            self.arc_of_need(row, gain)
        } else if row < needs + links {
            self.arc_of_link(row - needs)
        } else {
            self.arc_of_supply_node(row - needs - links)
        }
    }

    /// How many rows there are: needs, links, supply nodes.
    fn rows(&self) -> usize {
        self.market.needs() + self.market.links.len() + self.market.supply.len()
    }

    /// Lets the best arc of the next few rows enter of which one improves, but goes over no more than so many; over how
    /// many, if one entered.
    fn step(&mut self, most: usize) -> Option<usize> {
        let (needs, links, rows) = (self.market.needs(), self.market.links.len(), self.rows());
        let mut gone = 0;
        while gone < most {
            let (row, rest) = (self.row, most - gone);
            let (found, over) = if row < needs {
                self.search_needs(row, rest.min(needs - row))
            } else if row < needs + links {
                let gains = (row - needs..links).take(rest).map(|link| self.gain_of_link(link).0);
                search(self.at_once, row, gains)
            } else {
                let supply_nodes = row - needs - links..;
                let of_supply_nodes =
                    self.worth_left[supply_nodes.clone()].iter().zip(&self.tree.prices[1..][supply_nodes]);
                search(self.at_once, row, of_supply_nodes.take(rest).map(|(worth, price)| *worth - *price))
            };
            self.row = if row + over == rows { 0 } else { row + over };
            gone += over;
            if let Some(Best { row, gain }) = found {
                self.enter(self.arc_of_row(row, gain));
                return Some(gone);
            }
        }
        None
    }

    /// Goes over the lists a few times.
    pub(super) fn pass(&mut self, times: usize) {
        let mut rest = times * self.rows();
        while let Some(gone) = self.step(rest) {
            rest -= gone;
        }
    }

    /// Pivots over the lists until nothing in them improves, or it is time for a look; whether nothing does.
    pub(super) fn improve(&mut self) -> bool {
        let until = self.work.pivots + (self.market.needs() as u64 / PIVOTS_PER_LOOK).max(PIVOTS_MIN);
        let mut settled = false;
        while !settled && self.work.pivots < until {
            settled = self.step(self.rows()).is_none();
        }
        #[cfg(test)]
        self.tree.check();
        settled
    }
}

/// A row that improves, and what its arc gains.
#[derive(Debug, PartialEq, Eq)]
struct Best<N> {
    row: usize,
    gain: N,
}

/// The best of the first few gains of which one is above zero, and how many came before and with it. Rows are counted
/// from the first.
fn search<N: Number>(few: usize, first: usize, gains: impl Iterator<Item = N>) -> (Option<Best<N>>, usize) {
    let (mut most, mut best, mut over, mut until) = (N::default(), 0, 0, few);
    for gain in gains {
        if gain > most {
            (most, best) = (gain, first + over);
        }
        over += 1;
        if over == until {
            if most > N::default() {
                break;
            }
            until += few;
        }
    }
    ((most > N::default()).then_some(Best { row: best, gain: most }), over)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_the_first_few_of_which_one_improves() {
        let found = |few, gains: &[i64]| {
            let (best, over) = search(few, 100, gains.iter().copied());
            (best.map(|best| (best.row, best.gain)), over)
        };
        assert_eq!(found(2, &[-1, 0, 3, 7, 9]), (Some((103, 7)), 4), "what comes after these few is not looked at");
        assert_eq!(found(2, &[0, 3, 7]), (Some((101, 3)), 2));
        assert_eq!(found(4, &[7, 7, 1]), (Some((100, 7)), 3), "of equal ones the first, though there are not so many");
        assert_eq!(found(3, &[0, -5, 0, 0]), (None, 4));
        assert_eq!(found(3, &[]), (None, 0));
    }
}
