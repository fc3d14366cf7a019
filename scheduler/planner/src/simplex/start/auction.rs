//! A start: goods given by an auction, so that little is left to improve.
//!
//! Each segment of a need bids for the goods of the supply node that is cheapest for it, price included: as much as
//! makes the next best supply node as cheap, and a step more, but never more than a unit is worth to it. A supply node
//! keeps the highest bids, and its price is the lowest that it keeps (D. P. Bertsekas, The auction algorithm,
//! Annals of Operations Research 14, 1988). The auction is ended early: it begins at prices that are nearly right, and
//! whatever is wrong with what it leaves, the pivots put right.

use crate::simplex::candidates::Lists;
use crate::simplex::tuning::{BID_ROOM, BIDS_IN_A_ROW};
use crate::simplex::{Market, Number, Sent, Whole};
use std::cmp::Ordering;
use std::collections::binary_heap::PeekMut;
use std::collections::{BinaryHeap, VecDeque};

/// Units that a supply node keeps for a segment at a price.
#[derive(Debug, PartialEq, Eq)]
struct Bid<N> {
    price: N,
    segment: u32,
    units: i64,
}

impl<N: Number> Ord for Bid<N> {
    /// The lowest bid is the greatest: a supply node gives it up first.
    fn cmp(&self, other: &Self) -> Ordering {
        other.price.cmp(&self.price).then_with(|| other.segment.cmp(&self.segment))
    }
}

impl<N: Number> PartialOrd for Bid<N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

struct Auction<'a, N, K> {
    market: &'a Market<N>,
    lists: &'a Lists<K>,
    /// Whose each segment is.
    needs: Vec<u32>,
    /// What each segment still wants.
    wanted: Vec<i64>,
    /// Segments that want something.
    waiting: VecDeque<u32>,
    prices: Vec<N>,
    /// So many columns of a need are bid for.
    most: usize,
    left: Vec<i64>,
    kept: Vec<BinaryHeap<Bid<N>>>,
    /// By how much a bid is higher than it would have to be.
    step: N,
}

/// What goes where after the auction, sorted by need and supply node, from these prices of the supply nodes on. A bid
/// is so much higher than it would have to be, and a segment bids so often, on average, for as many of the first
/// columns of its need's list.
pub(in crate::simplex) fn auction<N: Number, K: Whole + Into<N>>(
    market: &Market<N>,
    lists: &Lists<K>,
    mut prices: Vec<N>,
    (step, bids): (N, usize),
    most: usize,
) -> Vec<Sent> {
    let count = |count: usize| u32::try_from(count).expect("fewer than 2^32 segments");
    let mut needs = Vec::with_capacity(market.segments.len());
    for need in 0..market.needs() {
        needs.resize(market.first_segment[need + 1] as usize, count(need));
    }
    // Where there is nothing, a bid gets nothing.
    for (price, supply) in prices.iter_mut().zip(&market.supply) {
        if *supply == 0 {
            *price = N::new(N::LARGEST).expect("the largest that fits");
        }
    }
    let mut auction = Auction {
        market,
        lists,
        needs,
        wanted: market.segments.iter().map(|segment| segment.width).collect(),
        waiting: (0..count(market.segments.len())).collect(),
        prices,
        most,
        left: market.supply.clone(),
        kept: market.supply.iter().map(|_| BinaryHeap::with_capacity(BID_ROOM)).collect(),
        step,
    };
    for _ in 0..bids * market.segments.len() {
        let Some(segment) = auction.waiting.pop_front() else { break };
        auction.bid(segment);
    }
    auction.sent()
}

impl<N: Number, K: Whole + Into<N>> Auction<'_, N, K> {
    /// Lets a segment bid until it has what it wants or nothing is worth its price.
    fn bid(&mut self, segment: u32) {
        let list = self.lists.of(self.needs[segment as usize] as usize);
        let list = &list[..list.len().min(self.most)];
        let worth = self.market.segments[segment as usize].worth;
        let mut wanted = std::mem::take(&mut self.wanted[segment as usize]);
        for _ in 0..BIDS_IN_A_ROW {
            if wanted == 0 {
                return;
            }
            let (mut least, mut second, mut best) = (worth, worth, None);
            for (supply_node, cost) in list {
                let total = (*cost).into() + self.prices[*supply_node as usize];
                if total < least {
                    (second, least, best) = (least, total, Some(*supply_node));
                } else {
                    second = second.min(total);
                }
            }
            let Some(supply_node) = best else { return };
            let price = self.prices[supply_node as usize] + (second - least) + self.step;
            wanted -= self.take(supply_node as usize, Bid { price, segment, units: wanted });
        }
    }

    /// Gives a bid as much of a supply node's goods as is left or kept for lower ones.
    fn take(&mut self, supply_node: usize, bid: Bid<N>) -> i64 {
        let kept = &mut self.kept[supply_node];
        let mut units = bid.units.min(self.left[supply_node]);
        self.left[supply_node] -= units;
        while units < bid.units
            && let Some(mut lowest) = kept.peek_mut()
            && lowest.price < bid.price
        {
            let lost = lowest.units.min(bid.units - units);
            units += lost;
            let wanted = &mut self.wanted[lowest.segment as usize];
            if *wanted == 0 {
                self.waiting.push_back(lowest.segment);
            }
            *wanted += lost;
            if lost < lowest.units {
                lowest.units -= lost;
            } else {
                PeekMut::pop(lowest);
            }
        }
        if units > 0 {
            kept.push(Bid { units, ..bid });
        }
        if self.left[supply_node] == 0
            && let Some(lowest) = kept.peek()
        {
            self.prices[supply_node] = lowest.price;
        }
        units
    }

    fn sent(self) -> Vec<Sent> {
        let need_of = |bid: &Bid<N>| self.needs[bid.segment as usize] as usize;
        // Where each need's loads begin; supply nodes come in their order, so each need's stand in it, too.
        let mut places = vec![0_usize; self.market.needs() + 1];
        for bid in self.kept.iter().flatten() {
            places[need_of(bid) + 1] += 1;
        }
        for need in 1..places.len() {
            places[need] += places[need - 1];
        }
        let mut sent = vec![Sent { need: 0, supply_node: 0, units: 0 }; places[self.market.needs()]];
        for (supply_node, kept) in (0..).zip(&self.kept) {
            for bid in kept {
                let place = &mut places[need_of(bid)];
                sent[*place] = Sent { need: self.needs[bid.segment as usize], supply_node, units: bid.units };
                *place += 1;
            }
        }
        sent.dedup_by(|next, kept| {
            let same = (next.need, next.supply_node) == (kept.need, kept.supply_node);
            if same {
                kept.units += next.units;
            }
            same
        });
        sent
    }
}
