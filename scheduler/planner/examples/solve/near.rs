//! The lanes of an item where each need may be served by its nearest holders only.

use crate::country::{Asked, Holding};
use crate::minutes::Minutes;

/// The holders that may serve each need of an item, nearest first, as many for each need.
pub(crate) struct Near {
    of_each: usize,
    /// Hub and minutes.
    lanes: Vec<(u16, u16)>,
}

impl Near {
    /// From the `most` nearest holders, of which there are more.
    pub(crate) fn new(minutes: &Minutes, held: &[Holding], asked: &[Asked], most: usize) -> Self {
        let mut hubs = vec![None; minutes.width];
        for (hub, one) in (0_u16..).zip(held) {
            hubs[usize::from(one.depot)] = Some(hub);
        }
        let mut lanes = Vec::with_capacity(most * asked.len());
        let mut order: Vec<(u16, u16)> = Vec::with_capacity(held.len());
        for one in asked {
            let (row, begin) = (minutes.row(one.site), lanes.len());
            let known = minutes.nearest(one.site).iter();
            let known = known.filter_map(|depot| Some((hubs[usize::from(*depot)]?, row[usize::from(*depot)])));
            lanes.extend(known.take(most));
            if lanes.len() < begin + most {
                lanes.truncate(begin);
                order.clear();
                order.extend((0..).zip(held).map(|(hub, one)| (row[usize::from(one.depot)], hub)));
                order.select_nth_unstable(most - 1);
                order.truncate(most);
                order.sort_unstable();
                lanes.extend(order.iter().map(|(minutes, hub)| (*hub, *minutes)));
            }
        }
        Self { of_each: most, lanes }
    }

    /// Hub and minutes of each holder that may serve a need.
    pub(crate) fn of(&self, need: usize) -> &[(u16, u16)] {
        &self.lanes[need * self.of_each..][..self.of_each]
    }
}
