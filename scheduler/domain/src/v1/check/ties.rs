//! Which groups of items trade against others, so that their part of a plan cannot be proven by ranks alone.

use super::index::Index;
use crate::policy::SecondLevel;

/// Ties between groups, and columns that cannot be counted.
pub(super) struct Ties {
    /// By group, which is its least item.
    tied: Vec<bool>,
    /// Groups with a kit or a ratio other than one to one.
    uneven: Vec<bool>,
    /// The first admissible column (lot, need) of each group whose lane has no cost, where the second level asks for
    /// it.
    without_cost: Vec<Option<(usize, usize)>>,
}

impl Ties {
    pub(super) fn of(index: &Index<'_>, level: SecondLevel) -> Self {
        let groups = index.items.len();
        let mut ties =
            Self { tied: vec![false; groups], uneven: vec![false; groups], without_cost: vec![None; groups] };
        for row in &index.items {
            if row.roles.iter().any(|role| role.component.is_some() || (role.given, role.needed) != (1, 1)) {
                ties.uneven[row.group] = true;
                ties.tied[row.group] = true;
            }
        }
        let limited_pool: Vec<bool> =
            index.pools.iter().map(|(_, pool)| pool.grams.is_some() || pool.millilitres.is_some()).collect();
        let limited_lanes = index.situation.lanes.values().any(|lane| lane.capacity.is_some());
        if limited_lanes || limited_pool.contains(&true) || level == SecondLevel::Cost {
            ties.survey(index, level, &limited_pool);
        }
        ties
    }

    fn survey(&mut self, index: &Index<'_>, level: SecondLevel, limited_pool: &[bool]) {
        let mut over = Vec::new();
        for (need, row) in index.needs.iter().enumerate() {
            let group = index.items[row.item].group;
            for (role, lot) in index.suppliers(need) {
                let Ok(passage) = index.passage(lot, need) else { continue };
                if passage.way.pool.is_some_and(|pool| limited_pool[pool]) {
                    self.tied[group] = true;
                }
                if passage.way.capacity.is_some() {
                    over.push((index.lane_of(lot, need), need));
                }
                if index.unit_cost(level, role, lot, need, &passage).is_none() && self.without_cost[group].is_none() {
                    self.without_cost[group] = Some((lot, need));
                }
            }
        }
        over.sort_unstable();
        over.dedup();
        for users in over.chunk_by(|a, b| a.0 == b.0).filter(|users| users.len() > 1) {
            for (_, need) in users {
                self.tied[index.items[index.needs[*need].item].group] = true;
            }
        }
    }

    pub(super) fn is_tied(&self, group: usize) -> bool {
        self.tied[group]
    }

    pub(super) fn is_uneven(&self, group: usize) -> bool {
        self.uneven[group]
    }

    pub(super) fn without_cost(&self, group: usize) -> Option<(usize, usize)> {
        self.without_cost[group]
    }
}
