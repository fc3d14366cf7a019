//! Both levels in one number, without mixing.
//!
//! A unit of the segment with rank r is worth `r · one_rank`; a unit over a column costs its second-level cost. A price
//! in the tree is the sum of costs along a simple way: a node is entered at most once, every column on the way touches
//! a supply node, and a supply node touches at most two of them, so with H supply nodes and no column dearer than c its
//! second level lies within ±2·H·c =: ±B. What is compared is the difference of two prices and one column: its second
//! level lies within ±(2·B + c). With `one_rank > 2·(2·B + c)` a difference of one rank is larger than any such second
//! level, so comparing the sums is comparing the pairs (rank, cost) lexicographically, and the nearest whole rank of a
//! price is its first level.
//!
//! Ranks may stand for worths because inside one market a unit trades against a unit: the sets of units that can be
//! served together form a polymatroid, on which only the order of the weights decides what is best.

use crate::simplex::Number;

/// How many units of the second level outweigh one rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    one_rank: i128,
}

impl Scale {
    /// For a market with so many supply nodes, whose dearest column costs so much; `None` if that is more than can be
    /// counted.
    pub fn new(supply_nodes: usize, dearest: i128) -> Option<Self> {
        let ways = i128::try_from(supply_nodes).ok()?.checked_mul(8)?.checked_add(4)?;
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

    /// A price as a pair again: rank, and second level.
    pub fn split(&self, price: i128) -> (i64, i128) {
        let first = (price + self.one_rank / 2).div_euclid(self.one_rank);
        let second = price - first * self.one_rank;
        (i64::try_from(first).expect("no more ranks than segments"), second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simplex::Whole;

    #[test]
    fn a_rank_outweighs_every_way_and_comes_apart_again() {
        let (supply_nodes, dearest) = (3, 1_000);
        let scale = Scale::new(supply_nodes, dearest).unwrap();
        // The longest way touches each supply node twice.
        let most = 2 * 3 * dearest;
        assert!(scale.one_rank() > 2 * (2 * most + dearest));
        for first in [-2_i64, 0, 1, 80] {
            for second in [-most, -1, 0, 1, most] {
                let price = i128::from(first) * scale.one_rank() + second;
                assert_eq!(scale.split(price), (first, second));
            }
        }
    }

    #[test]
    fn what_fits_is_told_before_anything_is_counted() {
        // The largest price is (ranks + 2) · one_rank.
        let scale = Scale::new(0, (i64::LARGEST / 10 - 1) / 4).unwrap();
        assert_eq!(scale.one_rank() * 10, i64::LARGEST / 10 * 10 - (i64::LARGEST / 10 - 1) % 4 * 10);
        assert!(scale.fits::<i64>(8));
        assert!(!scale.fits::<i64>(9));
        assert!(scale.fits::<i128>(u32::MAX));
        assert_eq!(scale.worth::<i64>(8).wide(), scale.one_rank() * 8);
        // A country of 3,000 depots, 10^9 minutes in millionths and 100 steps of 32 classes needs the wide numbers...
        let country = Scale::new(3_000, 1_000_000_000_000_000).unwrap();
        assert!(!country.fits::<i64>(3_300) && country.fits::<i128>(3_300));
        // ...and what not even they hold is refused.
        assert_eq!(Scale::new(usize::MAX, i128::MAX / 4), None);
        assert!(!Scale::new(3_000, 1 << 110).unwrap().fits::<i128>(3_300));
    }
}
