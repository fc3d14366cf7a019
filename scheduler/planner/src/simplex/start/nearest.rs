//! What the nearest columns of all needs tell of a market: which needs are neighbours, how much a second choice costs.

use crate::simplex::candidates::{Lists, NONE};
use crate::simplex::{Number, Whole};

/// See the module.
pub(in crate::simplex) struct Nearest<N> {
    /// By need: its nearest hub, or [`NONE`].
    hubs: Vec<u32>,
    /// How much dearer, on average, the second cheapest hub is than the cheapest.
    pub regret: i128,
    /// The largest cost.
    pub dearest: N,
}

impl<N: Number> Nearest<N> {
    pub(in crate::simplex) fn of<K: Whole + Into<N>>(lists: &Lists<K>) -> Self {
        let mut nearest = Self { hubs: Vec::with_capacity(lists.len()), regret: 0, dearest: N::default() };
        for need in 0..lists.len() {
            let mut columns = lists.of(need).iter();
            let Some((mut hub, mut least)) = columns.next().map(|(hub, cost)| (*hub, (*cost).into())) else {
                nearest.hubs.push(NONE);
                continue;
            };
            let (mut second, mut most) = (None, least);
            for (other, cost) in columns {
                let cost: N = (*cost).into();
                if cost < least {
                    second = Some(least);
                    (hub, least) = (*other, cost);
                } else {
                    second = Some(second.map_or(cost, |second: N| second.min(cost)));
                }
                most = most.max(cost);
            }
            nearest.hubs.push(hub);
            nearest.dearest = nearest.dearest.max(most);
            nearest.regret = nearest.regret.saturating_add(second.map_or(0, |second| (second - least).wide()));
        }
        nearest.regret /= i128::try_from(lists.len().max(1)).expect("fewer than 2^32 needs");
        nearest
    }

    /// The needs by their nearest hub, and where those of each hub begin.
    pub(in crate::simplex) fn groups(&self, hubs: usize) -> (Vec<u32>, Vec<u32>) {
        let named = || (0..).zip(&self.hubs).filter(|(_, hub)| **hub != NONE);
        let mut first = vec![0_u32; hubs + 1];
        for (_, hub) in named() {
            first[*hub as usize + 1] += 1;
        }
        for hub in 1..first.len() {
            first[hub] += first[hub - 1];
        }
        let (mut places, mut needs) = (first.clone(), vec![0; first[hubs] as usize]);
        for (need, hub) in named() {
            let place = &mut places[*hub as usize];
            needs[*place as usize] = need;
            *place += 1;
        }
        (first, needs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_are_grouped_by_their_nearest_hub() {
        let nearest = Nearest { hubs: vec![2, 0, NONE, 2, 1, 2], regret: 0, dearest: 0_i64 };
        let (first, needs) = nearest.groups(4);
        assert_eq!((first, needs), (vec![0, 1, 2, 5, 5], vec![1, 4, 0, 3, 5]));
    }
}
