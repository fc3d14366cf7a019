//! The columns of each need that are priced at every turn: few, and in one heap, because reading them takes much of the
//! time. What else there is comes in when all columns are looked over.

use super::{Columns, Number};

/// How many of the nearest columns a need's list begins with.
pub(super) const NEAR: usize = 20;
/// No hub.
pub(super) const NONE: u32 = u32::MAX;
/// A list never grows longer than this.
pub(super) const LONGEST: usize = 24;
/// Of a list that is full, so many of the cheapest stay.
const KEPT: usize = 12;

#[derive(Debug, Clone)]
pub(super) struct Lists<N> {
    /// Hub and cost; each need has room for [`LONGEST`].
    columns: Vec<(u32, N)>,
    lengths: Vec<u8>,
    /// Where a list that is full is put together.
    full: Vec<(u32, N)>,
}

impl<N: Number> Lists<N> {
    pub(super) fn empty(needs: usize) -> Self {
        Self { columns: vec![(0, N::default()); needs * LONGEST], lengths: vec![0; needs], full: Vec::new() }
    }

    /// The nearest columns of each need.
    pub(super) fn near(needs: usize, columns: &impl Columns<N>) -> Self {
        let mut lists = Self::empty(needs);
        let mut near = Vec::with_capacity(NEAR);
        for need in 0..needs {
            near.clear();
            columns.near(need, NEAR, &mut near);
            near.truncate(LONGEST);
            lists.set(need, &near);
        }
        lists
    }

    /// Of each list, the hubs of the so many columns that are cheapest at these prices; filled up with [`NONE`].
    pub(super) fn cheapest(&self, most: usize, prices: &[N]) -> Vec<u32> {
        let mut hubs = vec![NONE; most * self.lengths.len()];
        let mut list = Vec::with_capacity(LONGEST);
        for (need, hubs) in hubs.chunks_mut(most).enumerate() {
            list.clear();
            list.extend(self.of(need).iter().map(|(hub, cost)| (*cost + prices[*hub as usize], *hub)));
            if list.len() > most {
                list.select_nth_unstable(most - 1);
            }
            for (to, (_, hub)) in hubs.iter_mut().zip(&list) {
                *to = *hub;
            }
        }
        hubs
    }

    /// Begins a need's list with these hubs, up to the first [`NONE`].
    pub(super) fn begin(&mut self, need: usize, hubs: impl Iterator<Item = u32>, columns: &impl Columns<N>) {
        let mut list = [(0, N::default()); LONGEST];
        let mut length = 0;
        for hub in hubs.take_while(|hub| *hub != NONE).take(LONGEST) {
            if let Some(cost) = columns.cost(hub as usize, need) {
                list[length] = (hub, cost);
                length += 1;
            }
        }
        self.set(need, &list[..length]);
    }

    fn set(&mut self, need: usize, list: &[(u32, N)]) {
        self.columns[need * LONGEST..][..list.len()].copy_from_slice(list);
        self.lengths[need] = u8::try_from(list.len()).expect("no longer than the longest");
    }

    /// How many needs there are.
    pub(super) fn len(&self) -> usize {
        self.lengths.len()
    }

    pub(super) fn of(&self, need: usize) -> &[(u32, N)] {
        &self.columns[need * LONGEST..][..usize::from(self.lengths[need])]
    }

    /// Puts columns into a list. If it gets too long, those that are dearest at these prices of the hubs go. Returns
    /// whether all stayed.
    pub(super) fn join(&mut self, need: usize, found: &[(u32, N)], prices: &[N]) -> bool {
        let length = usize::from(self.lengths[need]);
        if length + found.len() <= LONGEST {
            self.columns[need * LONGEST + length..][..found.len()].copy_from_slice(found);
            self.lengths[need] += u8::try_from(found.len()).expect("no longer than the longest");
            return true;
        }
        let mut full = std::mem::take(&mut self.full);
        full.clear();
        full.extend_from_slice(self.of(need));
        full.extend_from_slice(found);
        full.sort_unstable_by_key(|(hub, cost)| (*cost + prices[*hub as usize], *hub));
        full.dedup();
        let all = full.len() <= KEPT;
        full.truncate(KEPT);
        self.set(need, &full);
        self.full = full;
        all
    }
}
