//! What the simplex solves: one market, that is one item, or the items that may stand in for each other.
//!
//! A market is a min-cost flow from a root over supply nodes to needs:
//!
//! * a **supply node** is a lot (a heap of goods at one depot), or a node that several lots pass through (a protected
//!   reserve, a lane of limited capacity). What it holds and does not send stays there at no cost;
//! * a **need** is a stack of segments. What a segment does not get comes from the root, at the segment's worth: the
//!   loss;
//! * a **column** leads from a supply node to a need without a limit, at its cost. There may be a thousand million of
//!   them, so they are not listed: [`Columns`] prices them on demand;
//! * a **link** leads from a supply node to a supply node or a need, with a limit: few, and listed.

use super::{Number, Whole};

/// More than all goods together: no limit.
pub const UNLIMITED: i64 = i64::MAX / 4;

/// The largest sum of all stock, and of all claims, of a market, in base units.
pub const UNITS_MAX: i64 = UNLIMITED / 4;

/// One market without its columns.
#[derive(Debug, Clone)]
pub struct Market<N> {
    /// What lies at each supply node, in base units.
    pub supply: Vec<i64>,
    /// Limited arcs.
    pub links: Vec<Link<N>>,
    /// Where each need's segments begin in `segments`; one more entry than there are needs.
    pub first_segment: Vec<u32>,
    /// All needs' stacks, each with strictly falling worth and at least one segment.
    pub segments: Vec<Segment<N>>,
}

/// Units of a need that are worth the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment<N> {
    /// Base units, above zero.
    pub width: i64,
    /// What a unit is worth: the cost of not serving it.
    pub worth: N,
}

/// An arc with a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link<N> {
    /// The supply node it starts from.
    pub from: u32,
    /// Where it ends.
    pub to: End,
    /// Base units; [`UNLIMITED`] where there is no limit.
    pub limit: i64,
    /// Per unit; not below zero.
    pub cost: N,
}

/// Where a link ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// At a supply node.
    SupplyNode(u32),
    /// At a need.
    Need(u32),
}

/// Goods that go over a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sent {
    /// To which need.
    pub need: u32,
    /// From which supply node.
    pub supply_node: u32,
    /// Base units, above zero.
    pub units: i64,
}

/// The columns of a market, priced on demand. Costs are not below zero; what is forbidden is not a column.
pub trait Columns<N: Number>: Sync {
    /// What is worth knowing about the supply nodes' prices before many needs are looked at.
    type Outlook: Default;

    /// What a column's cost fits into: the narrower, the sooner many are read.
    type Cost: Whole + Into<N>;

    /// The cheapest columns of a need, to begin with: at most about `count`.
    fn near(&self, need: usize, count: usize, out: &mut Vec<(u32, Self::Cost)>);

    /// The cost of a column, if there is one.
    fn cost(&self, supply_node: usize, need: usize) -> Option<N>;

    /// Looks over the supply nodes' prices; with `only`, other supply nodes than those that it marks need not be seen
    /// through this outlook.
    fn outlook(&self, prices: &[N], only: Option<&[bool]>, outlook: &mut Self::Outlook);

    /// Columns of a need with `cost + prices[supply_node] < below`, from the supply nodes that are seen; among them the
    /// one where it is least, and nothing only if there is none. Returns whether these are all.
    fn cheaper(&self, need: usize, below: N, prices: &[N], outlook: &Self::Outlook, out: &mut Vec<(u32, N)>) -> bool;
}

impl<N: Number> Market<N> {
    /// How many needs there are.
    pub fn needs(&self) -> usize {
        self.first_segment.len() - 1
    }

    /// Whether all stock, and all that is asked for, add up to no more than [`UNITS_MAX`]: then no sum of flows
    /// overflows.
    pub fn is_countable(&self) -> bool {
        let all = |units: &mut dyn Iterator<Item = i64>| units.map(i128::from).sum::<i128>();
        let supply = all(&mut self.supply.iter().copied());
        supply.max(all(&mut self.segments.iter().map(|segment| segment.width))) <= i128::from(UNITS_MAX)
    }

    /// Adds a segment to the stack that begins there, the last of all, in its place; what is worth the same is one
    /// segment.
    pub(super) fn stack_up(&mut self, begin: usize, segment: Segment<N>) {
        let place = begin + self.segments[begin..].partition_point(|other| other.worth > segment.worth);
        match self.segments.get_mut(place) {
            Some(same) if same.worth == segment.worth => same.width += segment.width,
            _ => self.segments.insert(place, segment),
        }
    }

    /// The segments of a need, most worth first.
    pub fn stack(&self, need: usize) -> &[Segment<N>] {
        &self.segments[self.first_segment[need] as usize..self.first_segment[need + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_units_that_are_counted() {
        let market = |supply: Vec<i64>, width: i64| Market {
            supply,
            links: Vec::new(),
            first_segment: vec![0, 1],
            segments: vec![Segment { width, worth: 1_i64 }],
        };
        assert!(market(vec![UNITS_MAX - 1, 1], UNITS_MAX).is_countable());
        assert!(!market(vec![UNITS_MAX, 1], 1).is_countable());
        assert!(!market(vec![1], UNITS_MAX + 1).is_countable());
        assert!(!market(vec![i64::MAX; 3], 1).is_countable(), "and the sum itself does not overflow");
    }

    #[test]
    fn a_stack_is_in_order_and_what_is_worth_the_same_is_one_segment() {
        let segment = |width, worth: i64| Segment { width, worth };
        // What stands before belongs to another need.
        let first = segment(1, 2);
        let mut market =
            Market { supply: Vec::new(), links: Vec::new(), first_segment: vec![0, 1], segments: vec![first] };
        for (width, worth) in [(10, 5), (20, 9), (30, 5), (40, 1), (50, 9), (60, 7)] {
            market.stack_up(1, segment(width, worth));
        }
        assert_eq!(market.segments, [first, segment(70, 9), segment(60, 7), segment(40, 5), segment(40, 1)]);
    }
}
