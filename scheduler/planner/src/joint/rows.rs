//! Limited rows of transport, and which groups of items must be planned together because of them.

use crate::ground::{Column, Ground, Group};
use crate::group::{Amount, Done};
use crate::usage::Usage;
use std::collections::{BTreeMap, BTreeSet};

/// A limited lane by depot and site, or a pool's dimension: 0 for grams, 1 for millilitres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Row {
    Lane((usize, usize)),
    Pool(usize, usize),
}

/// The limited rows that a unit over a column takes from, each with how much of it.
pub(super) fn rows_of(ground: &Ground<'_>, lot: usize, column: &Column) -> impl Iterator<Item = (Row, u64)> {
    let facts = &ground.items[ground.lots[lot].item].facts;
    let lane = column.way.capacity.map(|_| (Row::Lane(column.lane), 1));
    let pool = column.way.pool.map(|pool| {
        let limits = [ground.pools[pool].1.grams, ground.pools[pool].1.millilitres];
        let sizes = [facts.grams, facts.millilitres];
        let of = |place: usize| limits[place].map(|_| (Row::Pool(pool, place), sizes[place]));
        [of(0), of(1)]
    });
    lane.into_iter().chain(pool.into_iter().flatten().flatten())
}

/// What a row holds.
pub(super) fn limit(ground: &Ground<'_>, row: Row, capacity: Option<u64>) -> u64 {
    match row {
        Row::Lane(_) => capacity.unwrap_or(u64::MAX),
        Row::Pool(pool, 0) => ground.pools[pool].1.grams.map_or(u64::MAX, |limit| limit.units()),
        Row::Pool(pool, _) => ground.pools[pool].1.millilitres.map_or(u64::MAX, |limit| limit.units()),
    }
}

/// Who uses a row.
#[derive(Debug, Clone, Default)]
pub(super) struct Users {
    pub limit: u64,
    /// No plan takes more from it.
    pub most: u128,
    /// Places of groups.
    pub groups: BTreeSet<usize>,
    /// Those of them with several needs that use it.
    crowded: BTreeSet<usize>,
    /// How many needs.
    pub needs: usize,
}

/// Every limited row that a column goes over.
pub(super) fn survey(ground: &Ground<'_>, groups: &[Group]) -> BTreeMap<Row, Users> {
    let mut lanes = BTreeMap::<Row, Users>::new();
    let mut pools = vec![Users::default(); 2 * ground.pools.len()];
    let mut touched = Vec::<(Row, usize, u64, Option<u64>)>::new();
    for (place, group) in groups.iter().enumerate() {
        for need in &group.needs {
            touched.clear();
            for (role, lot) in ground.suppliers(*need) {
                let Ok(column) = ground.column(role, lot, *need) else { continue };
                let rows = rows_of(ground, lot, &column);
                touched.extend(rows.map(|(row, size)| (row, role.item, size, column.way.capacity)));
            }
            // By row, then item: lots of one item at one depot are alike.
            touched.sort_unstable();
            touched.dedup();
            let open = u128::from(ground.needs[*need].open);
            for of_row in touched.chunk_by(|a, b| a.0 == b.0) {
                let row = of_row[0].0;
                let users = match row {
                    Row::Lane(_) => lanes.entry(row).or_default(),
                    Row::Pool(pool, dimension) => &mut pools[2 * pool + dimension],
                };
                for (_, item, size, capacity) in of_row {
                    let role = ground.items[ground.needs[*need].item].roles.iter().find(|role| role.item == *item);
                    let units = role.map_or(0, |role| match role.component {
                        Some(units) => open * u128::from(units),
                        None => open * u128::from(role.given) / u128::from(role.needed.max(1)),
                    });
                    users.limit = limit(ground, row, *capacity);
                    users.most = users.most.saturating_add(units.saturating_mul(u128::from(*size)));
                }
                users.needs += 1;
                // Groups come one after the other.
                if users.groups.last() == Some(&place) {
                    users.crowded.insert(place);
                } else {
                    users.groups.insert(place);
                }
            }
        }
    }
    let pools = pools.into_iter().enumerate().filter(|(_, users)| users.needs > 0);
    lanes.extend(pools.map(|(at, users)| (Row::Pool(at / 2, at % 2), users)));
    lanes
}

/// Which groups are planned together, and which rows they share.
pub(super) struct Split {
    /// Places of groups that are planned jointly, sorted.
    pub joint: Vec<usize>,
    /// Places of groups that keep their plan, but that ranks do not prove: with plenty for everybody no price counts
    /// ranks, so the checker counts them with the joint ones.
    pub kept: Vec<usize>,
    /// The rows that may be full.
    pub rows: BTreeMap<Row, Users>,
}

/// Groups that violate a row or are uneven, or that price a lane to several of their needs, and, transitively, whoever could fill a row that they use.
pub(super) fn split(ground: &Ground<'_>, groups: &[Group], alone: &[Done]) -> Split {
    let mut split = Split { joint: Vec::new(), kept: Vec::new(), rows: BTreeMap::new() };
    let uneven = groups.iter().any(|group| group.uneven);
    let limits = ground.pools.iter().any(|(_, pool)| pool.grams.is_some() || pool.millilitres.is_some());
    if !uneven && !limits && !ground.has_limits() {
        return split;
    }
    let rows = survey(ground, groups);
    let mut joint: BTreeSet<usize> = (0..groups.len()).filter(|place| groups[*place].uneven).collect();
    for (row, used) in used(ground, alone) {
        if let Some(users) = rows.get(&row).filter(|users| used > u128::from(users.limit)) {
            joint.extend(&users.groups);
        }
    }
    for (place, done) in alone.iter().enumerate() {
        // Each need was planned as if the lane were its own: a price that ranks cannot prove.
        let several = |lane: &(usize, usize)| rows.get(&Row::Lane(*lane)).is_some_and(|u| u.crowded.contains(&place));
        let priced = done.prices.lanes.keys().filter_map(|(depot, site, _)| ground.lane_at(depot, site));
        if priced.into_iter().any(|lane| several(&lane)) {
            joint.insert(place);
        }
    }
    if joint.is_empty() {
        return split;
    }
    let tied: BTreeSet<usize> = (rows.iter())
        .filter(|(row, users)| matches!(row, Row::Pool(..)) || users.needs > 1)
        .flat_map(|(_, users)| users.groups.iter().copied())
        .collect();
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
    split.kept = tied.into_iter().filter(|place| !joint.contains(place) && !is_ranked(&alone[*place])).collect();
    split.rows = full.into_iter().filter(|(_, users)| !users.groups.is_disjoint(&joint)).collect();
    split.joint = joint.into_iter().collect();
    split
}

fn used(ground: &Ground<'_>, alone: &[Done]) -> Vec<(Row, u128)> {
    let mut amounts: Vec<Amount> = alone.iter().flat_map(|done| &done.amounts).copied().collect();
    amounts.sort_unstable();
    let usage = Usage::of(ground, &amounts);
    let lanes = usage.by_lane.iter().map(|(lane, units)| (Row::Lane(*lane), u128::from(*units)));
    let pools = usage.by_pool.iter().enumerate();
    let pools = pools.flat_map(|(pool, used)| [(Row::Pool(pool, 0), used[0]), (Row::Pool(pool, 1), used[1])]);
    lanes.chain(pools).collect()
}

fn is_ranked(done: &Done) -> bool {
    let prices = &done.prices;
    let prices = prices.lots.values().chain(prices.reserves.values()).chain(prices.lanes.values());
    prices.chain(done.prices.needs.values()).any(|price| price.first != 0)
}
