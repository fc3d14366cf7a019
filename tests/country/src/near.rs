//! The lanes of an item where each need may be served by its nearest holders only.

use crate::country::{Asked, Holding};
use crate::minutes::Minutes;
use crate::rules::Rules;

/// The holders that may serve each need of an item, nearest first, as many for each need.
pub struct Near {
    of_each: usize,
    /// Supply node and second-level cost of a unit.
    lanes: Vec<(u32, u32)>,
}

impl Near {
    /// From the `most` nearest holders, of which there are more.
    pub fn new(rules: &Rules, minutes: &Minutes, held: &[Holding], asked: &[Asked], most: usize) -> Self {
        let mut supply_nodes = vec![None; minutes.width];
        for (supply_node, one) in (0_u32..).zip(held) {
            supply_nodes[usize::from(one.depot)] = Some(supply_node);
        }
        let mut lanes = Vec::with_capacity(most * asked.len());
        let mut order: Vec<(u16, u32)> = Vec::with_capacity(held.len());
        for one in asked {
            let (row, begin) = (minutes.row(one.site), lanes.len());
            let known = minutes.nearest(one.site).iter();
            let cost = |minutes| rules.cost(minutes, one.due);
            let known =
                known.filter_map(|depot| Some((supply_nodes[usize::from(*depot)]?, cost(row[usize::from(*depot)]))));
            lanes.extend(known.take(most));
            if lanes.len() < begin + most {
                lanes.truncate(begin);
                order.clear();
                order.extend((0..).zip(held).map(|(supply_node, one)| (row[usize::from(one.depot)], supply_node)));
                order.select_nth_unstable(most - 1);
                order.truncate(most);
                order.sort_unstable();
                lanes.extend(order.iter().map(|(minutes, supply_node)| (*supply_node, cost(*minutes))));
            }
        }
        Self { of_each: most, lanes }
    }

    /// Each holder that may serve a need, with what a unit from there costs.
    pub fn of(&self, need: usize) -> &[(u32, u32)] {
        &self.lanes[need * self.of_each..][..self.of_each]
    }
}
