//! A smaller market that is nearly the same: all needs whose nearest supply node is the same are one. It is solved in a
//! fraction of the time, and its prices are nearly right for the market itself.

use super::nearest::Nearest;
use crate::simplex::candidates::Lists;
use crate::simplex::tuning::{AGGREGATE_COLUMNS_MAX, AGGREGATE_SHARED_BY};
use crate::simplex::{Columns, Market, Number, Whole};

/// The columns of aggregated needs: those that are on the lists of enough members, at the mean of what they cost there.
pub(in crate::simplex) struct Gathered<K> {
    /// Where each need's columns begin; one more entry than there are needs.
    first: Vec<u32>,
    means: Vec<(u32, K)>,
}

/// A market's needs, aggregated by their nearest supply node.
pub(in crate::simplex) fn aggregated<N: Number, K: Whole + Into<N>>(
    market: &Market<N>,
    lists: &Lists<K>,
    nearest: &Nearest<N>,
) -> (Market<N>, Gathered<K>) {
    let count = |count: usize| u32::try_from(count).expect("no more than there were");
    let (first, members) = nearest.groups(market.supply.len());
    let mut aggregated =
        Market { supply: market.supply.clone(), links: Vec::new(), first_segment: vec![0], segments: Vec::new() };
    let mut listed = Gathered { first: vec![0], means: Vec::new() };
    let mut means = Means::new(market.supply.len(), nearest.dearest);
    for group in first.windows(2).map(|ends| &members[ends[0] as usize..ends[1] as usize]) {
        if group.is_empty() {
            continue;
        }
        let begin = aggregated.segments.len();
        for need in group {
            for segment in market.stack(*need as usize) {
                aggregated.stack_up(begin, *segment);
            }
            means.add::<N, _>(lists.of(*need as usize));
        }
        aggregated.first_segment.push(count(aggregated.segments.len()));
        means.take(group.len().div_ceil(AGGREGATE_SHARED_BY), &mut listed.means);
        listed.first.push(count(listed.means.len()));
    }
    (aggregated, listed)
}

/// What columns cost on average.
struct Means {
    /// Costs are added up without so many of their lowest bits: then so many as there may be needs do not
    /// overflow.
    left_out: u32,
    /// By supply node: all costs together, and how many.
    sums: Vec<(u64, u32)>,
    /// The supply nodes that there is a column of.
    supply_nodes: Vec<u32>,
}

impl Means {
    fn new<N: Number>(supply_nodes: usize, dearest: N) -> Self {
        let bits = i128::BITS - dearest.wide().leading_zeros();
        Self {
            left_out: bits.saturating_sub(i32::BITS - 1),
            sums: vec![(0, 0); supply_nodes],
            supply_nodes: Vec::new(),
        }
    }

    fn add<N: Number, K: Whole + Into<N>>(&mut self, list: &[(u32, K)]) {
        for (supply_node, cost) in list {
            let (sum, count) = &mut self.sums[*supply_node as usize];
            if *count == 0 {
                self.supply_nodes.push(*supply_node);
            }
            *sum += u64::from((*cost).into().short(self.left_out, 0).unsigned_abs());
            *count += 1;
        }
    }

    /// Writes down the cheapest columns that so many have, and begins anew.
    fn take<K: Whole>(&mut self, enough: usize, columns: &mut Vec<(u32, K)>) {
        let begin = columns.len();
        for supply_node in self.supply_nodes.drain(..) {
            let (sum, count) = std::mem::take(&mut self.sums[supply_node as usize]);
            if count as usize >= enough {
                let mean = i128::from(sum / u64::from(count)) << self.left_out;
                columns.push((supply_node, K::new(mean).expect("no more than the most")));
            }
        }
        if columns.len() - begin > AGGREGATE_COLUMNS_MAX {
            columns[begin..]
                .select_nth_unstable_by_key(AGGREGATE_COLUMNS_MAX - 1, |(supply_node, cost)| (*cost, *supply_node));
            columns.truncate(begin + AGGREGATE_COLUMNS_MAX);
        }
    }
}

impl<K> Gathered<K> {
    fn of(&self, need: usize) -> &[(u32, K)] {
        &self.means[self.first[need] as usize..self.first[need + 1] as usize]
    }
}

impl<N: Number, K: Whole + Into<N>> Columns<N> for Gathered<K> {
    type Outlook = ();
    type Cost = K;

    fn near(&self, need: usize, count: usize, out: &mut Vec<(u32, K)>) {
        out.extend(self.of(need).iter().take(count));
    }

    fn cost(&self, supply_node: usize, need: usize) -> Option<N> {
        self.of(need).iter().find(|(one, _)| *one as usize == supply_node).map(|(_, cost)| (*cost).into())
    }

    fn outlook(&self, _: &[N], _: Option<&[bool]>, (): &mut ()) {}

    fn cheaper(&self, need: usize, below: N, prices: &[N], (): &(), out: &mut Vec<(u32, N)>) -> bool {
        let columns = self.of(need).iter().map(|(supply_node, cost)| (*supply_node, (*cost).into()));
        out.extend(columns.filter(|(supply_node, cost): &(u32, N)| *cost + prices[*supply_node as usize] < below));
        true
    }
}
