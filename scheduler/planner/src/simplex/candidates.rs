//! The candidate columns of each need, priced at every turn. They are few and in one block of memory, because reading
//! them takes much of the time. Other columns join when all columns are looked over.

use super::{Columns, Number, Whole, narrow};
use crate::simplex::tuning::{
    KEPT_BETWEEN_PLANS, LIKELY, LIST_MAX, LIST_MAX_WARM, NEAREST, PLACE_BITS, REGRET_BITS, STAYS_OF_FULL,
};

/// No supply node.
pub(super) const NONE: u32 = u32::MAX;

#[derive(Debug, Clone)]
pub(super) struct Lists<K> {
    /// Supply node and cost; each need has `room` for so many.
    columns: Vec<(u32, K)>,
    room: usize,
    lengths: Vec<u8>,
    /// Where a list that is full is put together.
    full: Vec<(u32, K)>,
}

impl<K: Whole> Lists<K> {
    pub(super) fn empty(needs: usize) -> Self {
        Self::with_room(needs, LIST_MAX)
    }

    fn with_room(needs: usize, room: usize) -> Self {
        Self { columns: vec![(0, K::default()); needs * room], room, lengths: vec![0; needs], full: Vec::new() }
    }

    /// The nearest columns of each need, so many, with room for more.
    pub(super) fn near<N: Number>(
        needs: usize,
        columns: &impl Columns<N, Cost = K>,
        count: usize,
        room: usize,
    ) -> Self {
        let (mut near, mut lengths) = (Vec::with_capacity(needs * room), Vec::with_capacity(needs));
        for need in 0..needs {
            let begin = near.len();
            columns.near(need, count, &mut near);
            near.truncate(begin + count);
            lengths.push(u8::try_from(near.len() - begin).expect("no longer than the longest"));
            near.resize(begin + room, (0, K::default()));
        }
        Self { columns: near, room, lengths, full: Vec::new() }
    }

    /// What is kept of the lists between plans: of each the columns that are cheapest at these prices.
    pub(super) fn few<N: Number>(&self, prices: &[N]) -> Few<N>
    where
        K: Into<N>,
    {
        let mut few = Few::none(self.lengths.len());
        let mut list = Vec::with_capacity(LIST_MAX);
        for (need, (supply_nodes, costs)) in few.each_mut().enumerate() {
            list.clear();
            let costs_of = self.of(need).iter().map(|(supply_node, cost)| (*supply_node, (*cost).into()));
            list.extend(costs_of.map(|(supply_node, cost)| (cost + prices[supply_node as usize], supply_node, cost)));
            if list.len() > KEPT_BETWEEN_PLANS {
                list.select_nth_unstable(KEPT_BETWEEN_PLANS - 1);
            }
            for ((supply_node, cost), (_, of_supply_node, of_cost)) in supply_nodes.iter_mut().zip(costs).zip(&list) {
                (*supply_node, *cost) = (*of_supply_node, *of_cost);
            }
        }
        few
    }

    /// Lists that begin with what was kept; `anew` says what the columns cost, if they may cost something else by now.
    pub(super) fn again<N: Number>(few: &Few<N>, anew: Option<&impl Columns<N>>) -> Self {
        let needs = few.supply_nodes.len() / KEPT_BETWEEN_PLANS;
        let mut lists = Self::with_room(needs, LIST_MAX_WARM);
        for (need, (supply_nodes, costs)) in
            few.supply_nodes.chunks(KEPT_BETWEEN_PLANS).zip(few.costs.chunks(KEPT_BETWEEN_PLANS)).enumerate()
        {
            let mut list = [(0, K::default()); KEPT_BETWEEN_PLANS];
            let mut length = 0;
            for (supply_node, cost) in
                supply_nodes.iter().zip(costs).take_while(|(supply_node, _)| **supply_node != NONE)
            {
                let cost = anew.map_or(Some(*cost), |columns| columns.cost(*supply_node as usize, need));
                if let Some(cost) = cost {
                    list[length] = (*supply_node, narrow(cost));
                    length += 1;
                }
            }
            lists.set(need, &list[..length]);
        }
        lists
    }

    /// Leaves of each list of the nearest the columns that are cheapest at these prices of the supply nodes, cheapest
    /// first. What differs by less than a small part of the regret, or from the nearest by very many regrets, may stand
    /// in either order.
    pub(super) fn leave_likely<N: Number>(&mut self, prices: &[N], regret: i128)
    where
        K: Into<N>,
    {
        // So many bits of a difference are left out that a regret has no more than these.
        let left_out = (i128::BITS - regret.leading_zeros()).saturating_sub(REGRET_BITS);
        let mut in_order = [(0, K::default()); NEAREST];
        for (list, length) in self.columns.chunks_exact_mut(self.room).zip(&mut self.lengths) {
            let list = &mut list[..usize::from(*length)];
            for (rank, column) in ranks(list, prices, left_out).iter().zip(&*list) {
                in_order[*rank as usize] = *column;
            }
            let likely = list.len().min(LIKELY);
            list[..likely].copy_from_slice(&in_order[..likely]);
            *length = u8::try_from(likely).expect("no longer than the longest");
        }
    }

    fn set(&mut self, need: usize, list: &[(u32, K)]) {
        self.columns[need * self.room..][..list.len()].copy_from_slice(list);
        self.lengths[need] = u8::try_from(list.len()).expect("no longer than the longest");
    }

    /// How many needs there are.
    pub(super) fn len(&self) -> usize {
        self.lengths.len()
    }

    /// The lists of so many needs from one on.
    pub(super) fn some(&self, first: usize, count: usize) -> impl Iterator<Item = &[(u32, K)]> {
        let columns = self.columns[first * self.room..][..count * self.room].chunks_exact(self.room);
        columns.zip(&self.lengths[first..]).map(|(list, length)| &list[..usize::from(*length)])
    }

    pub(super) fn of(&self, need: usize) -> &[(u32, K)] {
        &self.columns[need * self.room..][..usize::from(self.lengths[need])]
    }

    /// Puts columns into a list. If it gets too long, those that are dearest at these prices of the supply nodes go.
    /// Returns whether all stayed.
    pub(super) fn join<N: Number>(&mut self, need: usize, found: &[(u32, N)], prices: &[N]) -> bool
    where
        K: Into<N>,
    {
        let found = found.iter().map(|(supply_node, cost)| (*supply_node, narrow(*cost)));
        let length = usize::from(self.lengths[need]);
        if length + found.len() <= self.room {
            self.lengths[need] += u8::try_from(found.len()).expect("no longer than the longest");
            self.columns[need * self.room + length..].iter_mut().zip(found).for_each(|(place, column)| *place = column);
            return true;
        }
        let mut full = std::mem::take(&mut self.full);
        full.clear();
        full.extend_from_slice(self.of(need));
        full.extend(found);
        full.sort_unstable_by_key(|(supply_node, cost)| ((*cost).into() + prices[*supply_node as usize], *supply_node));
        full.dedup();
        let stay = self.room / STAYS_OF_FULL;
        let all = full.len() <= stay;
        full.truncate(stay);
        self.set(need, &full);
        self.full = full;
        all
    }
}

/// A few columns of each need, in little room: supply nodes and costs apart, each list filled up with [`NONE`].
#[derive(Debug, Clone)]
pub(super) struct Few<N> {
    supply_nodes: Vec<u32>,
    costs: Vec<N>,
}

impl<N: Number> Few<N> {
    /// Of no need any.
    pub(super) fn none(needs: usize) -> Self {
        Self {
            supply_nodes: vec![NONE; needs * KEPT_BETWEEN_PLANS],
            costs: vec![N::default(); needs * KEPT_BETWEEN_PLANS],
        }
    }

    fn each_mut(&mut self) -> impl Iterator<Item = (&mut [u32], &mut [N])> {
        self.supply_nodes.chunks_mut(KEPT_BETWEEN_PLANS).zip(self.costs.chunks_mut(KEPT_BETWEEN_PLANS))
    }

    /// The same for supply nodes and needs that stand elsewhere: which one each supply node of then is now, or
    /// [`NONE`], and which one each need of now was.
    pub(super) fn moved(&self, supply_nodes_now: &[u32], needs_were: &[Option<u32>]) -> Self {
        let mut few = Self::none(needs_were.len());
        for ((supply_nodes, costs), was) in few.each_mut().zip(needs_were) {
            let Some(was) = was else { continue };
            let at = *was as usize * KEPT_BETWEEN_PLANS..(*was as usize + 1) * KEPT_BETWEEN_PLANS;
            let then = self.supply_nodes[at.clone()]
                .iter()
                .zip(&self.costs[at])
                .take_while(|(supply_node, _)| **supply_node != NONE);
            let now = then
                .map(|(supply_node, cost)| (supply_nodes_now[*supply_node as usize], *cost))
                .filter(|(supply_node, _)| *supply_node != NONE);
            supply_nodes
                .iter_mut()
                .zip(costs)
                .zip(now)
                .for_each(|((supply_node, cost), now)| (*supply_node, *cost) = now);
        }
        few
    }
}

/// Which place each column of a list of the nearest has by its cost with the price of its supply node. Each is compared
/// with each: without a branch, that is sooner done than sorting.
fn ranks<N: Number, K: Whole + Into<N>>(list: &[(u32, K)], prices: &[N], left_out: u32) -> [u32; NEAREST] {
    let total = |(supply_node, cost): &(u32, K)| (*cost).into() + prices[*supply_node as usize];
    // Differences are counted from one that is not a rank dearer than most: those that are, are no more told apart.
    let one = list.iter().take(4).map(total).min().unwrap_or_default();
    // The places of the list, too, so that no two are the same; what is not there comes last.
    let mut keys = [i32::MAX; NEAREST];
    for ((key, column), place) in keys.iter_mut().zip(list).zip(0..) {
        *key = ((total(column) - one).short(left_out, PLACE_BITS) << PLACE_BITS) | place;
    }
    let mut ranks = [0; NEAREST];
    for key in keys {
        for (rank, other) in ranks.iter_mut().zip(&keys) {
            *rank += u32::from(key < *other);
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A need's columns, at the nearest as they stand there.
    struct Listed<N>(Vec<(u32, N)>);

    impl<N: Number> Columns<N> for Listed<N> {
        type Outlook = ();
        type Cost = N;
        fn near(&self, _: usize, count: usize, out: &mut Vec<(u32, N)>) {
            out.extend(self.0.iter().take(count));
        }
        fn cost(&self, _: usize, _: usize) -> Option<N> {
            None
        }
        fn outlook(&self, _: &[N], _: Option<&[bool]>, (): &mut ()) {}
        fn cheaper(&self, _: usize, _: N, _: &[N], (): &(), _: &mut Vec<(u32, N)>) -> bool {
            true
        }
    }

    fn likely<N: Number>(totals: &[i128], regret: i128) -> Vec<u32> {
        let number = |value: i128| N::new(value).expect("it fits");
        let columns = (0..).zip(totals).map(|(supply_node, _)| (supply_node, number(3))).collect();
        let prices: Vec<N> = totals.iter().map(|total| number(*total - 3)).collect();
        let mut lists = Lists::near(2, &Listed(columns), NEAREST, LIST_MAX);
        lists.leave_likely(&prices, regret);
        assert_eq!(lists.of(0), lists.of(1), "each need has its own");
        lists.of(0).iter().map(|(supply_node, _)| *supply_node).collect()
    }

    #[test]
    fn the_likely_columns_are_the_cheapest_with_their_supply_nodes_price() {
        let cheapest = |totals: &[i128]| {
            let mut supply_nodes: Vec<u32> = (0..20).collect();
            supply_nodes.sort_by_key(|supply_node| totals[*supply_node as usize]);
            supply_nodes[..LIKELY].to_vec()
        };
        let mut totals: Vec<i128> = (0..20).map(|supply_node| 1_000 + 37 * supply_node % 20 * 10).collect();
        assert_eq!(likely::<i64>(&totals, 70), cheapest(&totals));
        // As wide as they come, with a regret in proportion; and one that is a whole rank dearer.
        totals.iter_mut().for_each(|total| *total <<= 90);
        let first = cheapest(&totals)[0] as usize;
        totals[first] += 1 << 120;
        assert_eq!(likely::<i128>(&totals, 70 << 90), cheapest(&totals));
        // What costs the same stays as it stood, and a short list stays whole.
        assert_eq!(likely::<i64>(&[5; 20], 0), (0..14).collect::<Vec<_>>());
        assert_eq!(likely::<i64>(&[9, 7, 8], 1), [1, 2, 0]);
        assert!(likely::<i64>(&[], 1).is_empty());
    }
}
