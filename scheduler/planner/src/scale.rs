//! Both levels in one number, without mixing.
//!
//! A unit of the segment with rank r is worth `r · one_rank`; a unit over a column costs its second-level cost. A price in
//! the tree is the sum of costs along a simple way: a node is entered at most once, every column on the way touches a
//! hub, and a hub touches at most two of them, so with H hubs and no column dearer than c its second level lies within
//! ±2·H·c =: ±B. What is compared is the difference of two prices and one column: its second level lies within
//! ±(2·B + c). With `one_rank > 2·(2·B + c)` a difference of one rank is larger than any such second level, so comparing
//! the sums is comparing the pairs (rank, cost) lexicographically, and the nearest whole rank of a price is its first level.
//!
//! Ranks may stand for worths because inside one market a unit trades against a unit: the sets of units that can be served
//! together form a polymatroid, on which only the order of the weights decides what is best.

use crate::kernel::Number;
use yicang_domain::plan::Price;

/// How many units of the second level outweigh one rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    one_rank: i128,
}

impl Scale {
    /// For a market with so many hubs, whose dearest column costs so much; `None` if that is more than can be counted.
    pub fn new(hubs: usize, dearest: i128) -> Option<Self> {
        let ways = i128::try_from(hubs).ok()?.checked_mul(8)?.checked_add(4)?;
        Some(Self { one_rank: ways.checked_mul(dearest.max(1))?.checked_add(1)? })
    }

    /// One rank, in units of the second level.
    pub fn one_rank(&self) -> i128 {
        self.one_rank
    }

    /// Whether prices up to this rank fit into a number.
    pub fn fits<N: Number>(&self, ranks: u32) -> bool {
        (i128::from(ranks) + 2).checked_mul(self.one_rank).is_some_and(|largest| largest <= N::LARGEST)
    }

    /// A rank's worth.
    pub fn worth<N: Number>(&self, rank: u32) -> N {
        N::new(i128::from(rank) * self.one_rank).expect("ranks fit, as was asked before")
    }

    /// A price as a pair again.
    pub fn split(&self, price: i128) -> Price {
        let first = (price + self.one_rank / 2).div_euclid(self.one_rank);
        let second = price - first * self.one_rank;
        Price { first: i64::try_from(first).expect("no more ranks than segments"), second }
    }
}
