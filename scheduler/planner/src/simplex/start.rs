//! A cold start: prices that are nearly right, goods assigned at these prices, and goods left sold off. The pivots
//! correct any error.
//!
//! Prices decide how much work is left. From nearly best flows with wrong prices, a tree takes almost as many pivots as
//! from nothing. From nearly best prices it takes one for every few needs. So prices come first, from the market of
//! aggregated needs.
//!
//! A tree has no prices of its own to set. But while a unit left at a supply node is taken to be worth the guessed
//! price of the node, the tree with all goods at their nodes has just these prices. At the best plan of that market
//! most nodes have sold everything, and the worth of their goods no longer matters. The others lower their price until
//! they have sold everything, or until goods left are worth nothing.

mod aggregate;
mod auction;
mod from_flow;
pub(super) mod nearest;
pub(super) mod warm;

use super::candidates::Lists;
use super::tree::LEFT_OVER;
use super::{Columns, Market, Number, Segment, Simplex, Whole};
use crate::simplex::tuning::{
    AGGREGATE_COLUMNS_MAX, BID_FOR, BIDS, BIDS_AGGREGATED, LOWER_FASTER, LOWER_FIRST, PASSES,
};
use aggregate::aggregated;
use auction::auction;
use nearest::Nearest;

impl<'a, N: Number, C: Columns<N>> Simplex<'a, N, C> {
    /// A tree that carries goods as an auction gives them at these prices.
    pub(super) fn laid_out(
        market: &'a Market<N>,
        columns: &'a C,
        lists: Lists<C::Cost>,
        prices: &[N],
        regret: i128,
    ) -> Self {
        let over_links = vec![0; market.links.len()];
        let step = number((regret / 2).max(1));
        let sent = auction(market, &lists, prices.to_vec(), (step, BIDS), BID_FOR);
        Self::with_lists(market, columns, &sent, &over_links, lists)
    }

    /// Makes the tree nearly best over the lists, from prices that are nearly right: improves it while goods that are
    /// left are taken to be worth something, less and less, until that is nothing.
    pub(super) fn sell_off(&mut self, mut worth: Vec<N>, regret: i128) {
        // A little low, so that most supply nodes sell everything.
        let low = number(regret.saturating_add(regret / 4));
        worth.iter_mut().for_each(|price| *price = (*price - low).max(N::default()));
        let mut by = regret.saturating_mul(LOWER_FIRST).max(1);
        self.value_left(&worth);
        self.pass(PASSES);
        loop {
            let unsold: Vec<bool> = (self.tree.nodes[1..].iter().zip(&worth))
                .map(|(at, worth)| at.arc == LEFT_OVER && at.flow > 0 && *worth > N::default())
                .collect();
            if !unsold.contains(&true) {
                self.value_left(&vec![N::default(); worth.len()]);
                return;
            }
            let bids = self.bids(&unsold);
            for ((is_unsold, worth), bid) in unsold.iter().zip(&mut worth).zip(bids) {
                let below = if *is_unsold { bid.min(*worth).wide() - by } else { 0 };
                *worth = number(below.max(0));
            }
            self.value_left(&worth);
            self.pass(PASSES);
            by = by.saturating_mul(LOWER_FASTER).min(N::LARGEST);
        }
    }

    /// By supply node of those asked for: the most that a need pays for one more unit that does not hang under the
    /// supply node, and so under its price.
    fn bids(&self, asked: &[bool]) -> Vec<N> {
        let top = self.tree.tops();
        let mut bids = vec![N::default(); self.market.supply.len()];
        for need in 0..self.market.needs() {
            let at = &self.tree.nodes[self.need_node(need) as usize];
            let price = self.tree.prices[at.parent as usize] + at.cost;
            for (supply_node, cost) in self.lists.of(need) {
                if asked[*supply_node as usize] && top[*supply_node as usize + 1] != top[at.parent as usize] {
                    let bid = &mut bids[*supply_node as usize];
                    *bid = (*bid).max(price - (*cost).into());
                }
            }
        }
        bids
    }

    /// Takes goods that are left at the supply nodes to be worth this.
    fn value_left(&mut self, worth: &[N]) {
        self.worth_left.copy_from_slice(worth);
        for (at, worth) in self.tree.nodes[1..].iter_mut().zip(worth) {
            if at.arc == LEFT_OVER {
                at.cost = -*worth;
            }
        }
        self.tree.price_supply_nodes();
    }

    /// Pivots over the lists until nothing in them improves.
    fn settle(&mut self) {
        while !self.improve() {}
    }
}

/// Prices of the supply nodes that are nearly right.
pub(super) fn prices<N: Number, K: Whole + Into<N>>(
    market: &Market<N>,
    lists: &Lists<K>,
    nearest: &Nearest<N>,
) -> Vec<N> {
    let (fewer, aggregated) = aggregated(market, lists, nearest);
    let lists = Lists::near(fewer.needs(), &aggregated, AGGREGATE_COLUMNS_MAX, AGGREGATE_COLUMNS_MAX);
    // Had every supply node's goods the same price, it would be the worth of the last unit served, less a way.
    let alike = (last_worth(&fewer) - number(nearest.regret)).max(N::default());
    let step = number((nearest.regret / 8).max(1));
    let sent = auction(&fewer, &lists, vec![alike; fewer.supply.len()], (step, BIDS_AGGREGATED), AGGREGATE_COLUMNS_MAX);
    let mut simplex = Simplex::with_lists(&fewer, &aggregated, &sent, &[], lists);
    simplex.settle();
    simplex.supply_node_prices().iter().map(|price| (*price).max(N::default())).collect()
}

/// The market with fewer segments: what is worth more than the last unit that would be served, the same, and less.
/// `None` where that makes no difference.
pub(super) fn coarse<N: Number>(market: &Market<N>) -> Option<Market<N>> {
    if (0..market.needs()).all(|need| market.stack(need).len() <= 3) {
        return None;
    }
    let last = last_worth(market);
    let more = market.segments.iter().map(|segment| segment.worth).max()?;
    let less = market.segments.iter().map(|segment| segment.worth).filter(|worth| *worth < last).max();
    let kind = |worth: N| match worth.cmp(&last) {
        std::cmp::Ordering::Greater => more,
        std::cmp::Ordering::Equal => last,
        std::cmp::Ordering::Less => less.unwrap_or_default(),
    };
    let mut coarse = Market {
        supply: market.supply.clone(),
        links: market.links.clone(),
        first_segment: vec![0],
        segments: Vec::with_capacity(3 * market.needs()),
    };
    for need in 0..market.needs() {
        let begin = coarse.segments.len();
        for segment in market.stack(need) {
            let worth = kind(segment.worth);
            coarse.stack_up(begin, Segment { width: segment.width, worth });
        }
        coarse.first_segment.push(u32::try_from(coarse.segments.len()).expect("no more than there were"));
    }
    Some(coarse)
}

pub(super) fn number<N: Number>(value: i128) -> N {
    N::new(value).expect("no more than the largest price")
}

/// The worth of the last unit that would be served if everything could go everywhere.
fn last_worth<N: Number>(market: &Market<N>) -> N {
    let mut left: i64 = market.supply.iter().sum();
    let mut asked: Vec<(N, i64)> = market.segments.iter().map(|segment| (segment.worth, segment.width)).collect();
    asked.sort_unstable_by(|a, b| b.cmp(a));
    for (worth, width) in asked {
        left -= width;
        if left < 0 {
            return worth;
        }
    }
    N::default()
}
