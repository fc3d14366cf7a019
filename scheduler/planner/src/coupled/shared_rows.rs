//! Limited rows of transport, and which groups of items must be planned together because of them.

use crate::model::usage::Usage;
use crate::model::{Amount, Column, Group, Model};
use crate::network::group::GroupSolution;
use std::collections::{BTreeMap, BTreeSet};
use yicang_domain::quantity::gcd;

/// A limited lane by depot and site, a bounded column, or a pool's dimension: 0 for grams, 1 for millilitres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Row {
    Lane((usize, usize)),
    Pool(usize, usize),
    /// A column that an override bounds: lot and need.
    Column(usize, usize),
}

/// The limited rows that a base unit over a column takes from, each with how much of it: base units, micrograms or
/// nanolitres.
pub(super) fn rows_of(model: &Model<'_>, lot: usize, column: &Column) -> impl Iterator<Item = (Row, u64)> {
    let lane = column.way.capacity.map(|_| (Row::Lane(column.lane), 1));
    let sizes = model.sizes(lot, column);
    let pool = column.way.pool.map(|pool| {
        let of = |place: usize| sizes[place].map(|(_, size)| (Row::Pool(pool, place), size));
        [of(0), of(1)]
    });
    let own = column.cap.map(|(need, _)| (Row::Column(lot, need), 1));
    lane.into_iter().chain(pool.into_iter().flatten().flatten()).chain(own)
}

/// Who uses a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Users {
    /// Base units, micrograms or nanolitres.
    pub limit: u64,
    /// No plan takes more from it.
    pub most: u128,
    /// What divides all that is taken from it.
    pub unit: u64,
    /// Places of groups.
    pub groups: BTreeSet<usize>,
}

/// Every limited row that a column goes over which can carry something.
pub(super) fn survey(model: &Model<'_>, groups: &[Group]) -> BTreeMap<Row, Users> {
    let mut rows = BTreeMap::<Row, Users>::new();
    let mut touched = Vec::<(Row, usize, u64, u64)>::new();
    for (place, group) in groups.iter().enumerate() {
        for need in &group.needs {
            touched.clear();
            for (role, lot) in model.suppliers(*need) {
                let Ok(column) = model.column(role, lot, *need) else { continue };
                let is_free = column.way.capacity.is_none() && column.way.pool.is_none() && column.cap.is_none();
                if is_free || model.most(role, lot, *need, &column) == 0 {
                    continue;
                }
                let sizes = model.sizes(lot, &column);
                touched.extend(rows_of(model, lot, &column).map(|(row, size)| {
                    let limit = match row {
                        Row::Lane(_) => column.way.capacity,
                        Row::Column(..) => column.cap.map(|(_, most)| most),
                        Row::Pool(_, dimension) => sizes[dimension].map(|(limit, _)| limit),
                    };
                    (row, role.item, size, limit.expect("only limited rows are listed"))
                }));
            }
            // By row, then item: lots of one item at one depot are alike.
            touched.sort_unstable();
            touched.dedup();
            let open = u128::from(model.needs[*need].open);
            for of_row in touched.chunk_by(|a, b| a.0 == b.0) {
                let users = rows.entry(of_row[0].0).or_default();
                for (_, item, size, limit) in of_row {
                    let role = model.items[model.needs[*need].item].roles.iter().find(|role| role.item == *item);
                    let units = role.map_or(0, |role| match role.component {
                        Some(units) => open * u128::from(units),
                        None => open * u128::from(role.given) / u128::from(role.needed.max(1)),
                    });
                    users.limit = *limit;
                    users.most = users.most.saturating_add(units.saturating_mul(u128::from(*size)));
                    // A step of it fits into the row.
                    users.unit = gcd(size.saturating_mul(group.pack), users.unit);
                }
                users.groups.insert(place);
            }
        }
    }
    rows.values_mut().for_each(|users| users.unit = users.unit.max(1));
    rows
}

/// Which groups are planned together, and which rows they share.
pub(super) struct Split {
    /// Places of groups that are planned jointly, sorted.
    pub joint: Vec<usize>,
    /// The rows that may be full.
    pub rows: BTreeMap<Row, Users>,
}

/// Groups that violate a row or are uneven, and, transitively, whoever could fill a row that they use. `None` of
/// `alone` is a group that could not be planned: it takes nothing.
pub(super) fn split(model: &Model<'_>, groups: &[Group], alone: &[Option<GroupSolution>]) -> Split {
    let mut split = Split { joint: Vec::new(), rows: BTreeMap::new() };
    let uneven = groups.iter().any(|group| group.uneven);
    let limits = model.pools.iter().any(|(_, pool)| pool.grams.is_some() || pool.millilitres.is_some());
    if !uneven && !limits && !model.has_limits() {
        return split;
    }
    let mut rows = survey(model, groups);
    for users in rows.values_mut() {
        users.groups.retain(|place| alone[*place].is_some());
    }
    let mut joint: BTreeSet<usize> =
        (0..groups.len()).filter(|place| groups[*place].uneven && alone[*place].is_some()).collect();
    for (row, used) in used(model, alone) {
        if let Some(users) = rows.get(&row).filter(|users| used > u128::from(users.limit)) {
            joint.extend(&users.groups);
        }
    }
    if joint.is_empty() {
        return split;
    }
    let full: BTreeMap<Row, Users> =
        rows.into_iter().filter(|(_, users)| users.most > u128::from(users.limit)).collect();
    let mut before = 0;
    while before < joint.len() {
        before = joint.len();
        for users in full.values() {
            if !users.groups.is_disjoint(&joint) {
                joint.extend(&users.groups);
            }
        }
    }
    split.rows = full.into_iter().filter(|(_, users)| !users.groups.is_disjoint(&joint)).collect();
    split.joint = joint.into_iter().collect();
    split
}

fn used(model: &Model<'_>, alone: &[Option<GroupSolution>]) -> Vec<(Row, u128)> {
    let mut amounts: Vec<Amount> = alone.iter().flatten().flat_map(|done| &done.amounts).copied().collect();
    amounts.sort_unstable();
    let usage = Usage::of(model, &amounts);
    let lanes = usage.by_lane.iter().map(|(lane, units)| (Row::Lane(*lane), u128::from(*units)));
    let pools = usage.by_pool.iter().enumerate();
    let pools = pools.flat_map(|(pool, used)| [(Row::Pool(pool, 0), used[0]), (Row::Pool(pool, 1), used[1])]);
    lanes.chain(pools).collect()
}
