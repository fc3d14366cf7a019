//! Which groups of items may be planned together, and which columns cannot be counted.

use super::groups::{Group, Groups};
use super::index::Index;
use super::violation::Violation;
use crate::id::ItemId;
use crate::plan::Plan;
use crate::policy::SecondLevel;
use crate::reason::Reason;
use std::collections::BTreeSet;
use yicang_language::message;

/// How the groups of a plan are proven, by their least item.
pub(super) struct Ties {
    /// Together, by claims.
    joint: BTreeSet<usize>,
    /// Not at all: the plan ships nothing of them, and says that it could not plan them.
    unplanned: BTreeSet<usize>,
}

impl Ties {
    /// What a plan says, and what is wrong with it. `by_need` is what each need gets.
    pub(super) fn of(
        index: &Index<'_>,
        groups: &Groups,
        plan: &Plan,
        by_need: &[u64],
        found: &mut Vec<Violation>,
    ) -> Self {
        for pair in plan.joint.windows(2).filter(|pair| pair[0] >= pair[1]) {
            found.push(Violation::Disorder(message!("check-joint", item = pair[1].as_str())));
        }
        let group = |item: &ItemId| index.item(item).and_then(|item| groups.group(item));
        let joint: BTreeSet<usize> = plan.joint.iter().filter_map(group).map(|group| group.name).collect();
        let mut ties = Self { joint, unplanned: BTreeSet::new() };
        ties.check_joint(index, groups, plan, found);
        let marked: BTreeSet<_> =
            plan.unmet.iter().filter(|unmet| unmet.reason == Reason::NotPlanned).map(|unmet| &unmet.need).collect();
        let left_out = |group: &&Group| {
            let mut open = group.needs.iter().filter(|need| index.needs[**need].open > 0).peekable();
            open.peek().is_some()
                && group.needs.iter().all(|need| by_need[*need] == 0)
                && open.all(|need| marked.contains(index.needs[*need].key))
        };
        let left_out = groups.list.iter().filter(|group| !ties.is_joint(group.name)).filter(left_out);
        ties.unplanned = left_out.map(|group| group.name).collect();
        ties
    }

    /// An item is joint with all others of its group, and only if they cannot be proven by themselves.
    fn check_joint(&self, index: &Index<'_>, groups: &Groups, plan: &Plan, found: &mut Vec<Violation>) {
        let mut wrong = |item: &ItemId, why| found.push(Violation::WrongJoint { item: item.clone(), why });
        let listed: BTreeSet<_> = plan.joint.iter().collect();
        let is_asked =
            |item: &&ItemId| index.item(item).is_some_and(|item| index.needs.iter().any(|row| row.item == item));
        for item in listed.iter().filter(|item| !is_asked(item)) {
            wrong(item, message!("check-joint-unasked"));
        }
        let shared = if self.joint.is_empty() { BTreeSet::new() } else { shared_lanes(index) };
        for group in groups.list.iter().filter(|group| self.is_joint(group.name)) {
            // Who asks for nothing more, or is of an unknown class, gets nothing from anybody.
            let asks = |need: &&usize| {
                let row = &index.needs[**need];
                row.open > 0 && index.policy.admits(&row.need.class, row.need.weight)
            };
            let items: BTreeSet<_> = group.needs.iter().filter(asks).map(|need| index.needs[*need].item).collect();
            for item in items.iter().map(|item| index.items[*item].id).filter(|item| !listed.contains(item)) {
                wrong(item, message!("check-joint-left-out"));
            }
            if !is_tied(index, group, &shared) {
                wrong(index.items[group.name].id, message!("check-joint-alone"));
            }
        }
    }

    pub(super) fn is_joint(&self, group: usize) -> bool {
        self.joint.contains(&group)
    }

    pub(super) fn is_unplanned(&self, group: usize) -> bool {
        self.unplanned.contains(&group)
    }

    /// Whether prices prove a group by itself.
    pub(super) fn is_exact(&self, group: usize) -> bool {
        !self.is_joint(group) && !self.is_unplanned(group)
    }
}

/// Limited lanes, by depot and site, that can carry something to several needs.
fn shared_lanes(index: &Index<'_>) -> BTreeSet<(usize, usize)> {
    let (mut once, mut twice) = (BTreeSet::new(), BTreeSet::new());
    if index.situation.lanes.values().all(|lane| lane.capacity.is_none()) {
        return twice;
    }
    for need in 0..index.needs.len() {
        let limited = index.columns(need).filter(|column| column.passage.way.capacity.is_some());
        let lanes: BTreeSet<_> = limited.map(|column| index.lane_of(column.lot, need)).collect();
        twice.extend(lanes.into_iter().filter(|lane| !once.insert(*lane)));
    }
    twice
}

/// Whether a group has a kit, a ratio or several sizes of packs, or a column over a limited pool or a limited lane to
/// several needs.
fn is_tied(index: &Index<'_>, group: &Group, shared: &BTreeSet<(usize, usize)>) -> bool {
    let over_limits = || {
        group.needs.iter().any(|need| {
            index.columns(*need).any(|column| {
                column.passage.way.pool.is_some_and(|pool| index.pools[pool].is_limited())
                    || shared.contains(&index.lane_of(column.lot, *need))
            })
        })
    };
    group.is_uneven || group.pack.is_none() || over_limits()
}

/// The first column of a group that can carry something and whose lane has no cost, where that is counted: lot and
/// need.
pub(super) fn without_cost(index: &Index<'_>, group: &Group, level: SecondLevel) -> Option<(usize, usize)> {
    if level == SecondLevel::Minutes {
        return None;
    }
    group.needs.iter().find_map(|need| {
        let mut columns = index.columns(*need);
        let costless =
            columns.find(|column| index.unit_cost(level, column.role, column.lot, *need, &column.passage).is_none());
        costless.map(|column| (column.lot, *need))
    })
}
