//! A group becomes a market. Its columns are listed once.

use super::{List, Net, Network, Source, Takes};
use crate::coupled::shared_rows::rows_of;
use crate::error::PlanError;
use crate::model::Group;
use crate::network::{SupplyNodes, Terms, market, place};
use crate::simplex::Market;
use std::collections::BTreeMap;

impl Network<'_, '_, '_> {
    pub(super) fn net(&self, group: &Group) -> Result<Net, PlanError> {
        let (program, model) = (self.program, self.program.model);
        let supply_nodes = SupplyNodes::plain(model, group);
        let needs: Vec<usize> = group.needs.iter().map(|need| place(&program.needs, *need)).collect();
        let short = |(gain, width): &(i128, u64)| (gain >> self.shift, *width);
        // A need that gains nothing in this stage is there all the same: a unit that is worth nothing.
        let stacks = |need: usize| match program.stacks[needs[need]].as_slice() {
            [] => vec![(0, 1)],
            stack => stack.iter().map(short).collect(),
        };
        let terms = Terms { stacks: &stacks, row_price: &|_, _| 0, unit: 1 << self.shift };
        let mut market = market::<i64>(group, &supply_nodes, &terms)?;
        merge_equal(&mut market);
        let mut list = List { first: vec![0], columns: Vec::new() };
        let mut sources: Vec<Source> = Vec::new();
        let mut known = BTreeMap::<(usize, Takes), u32>::new();
        let mut latest: Vec<Option<u32>> = vec![None; group.lots.len()];
        let mut sent_last = Vec::new();
        for (index, need) in (0..).zip(&group.needs) {
            let last: Vec<(usize, u64)> = model.last_to(*need).collect();
            let begin = list.columns.len();
            for (role, lot) in model.suppliers(*need) {
                let Ok(column) = model.column(role, lot, *need) else { continue };
                if model.most(role, lot, *need, &column) == 0 {
                    continue;
                }
                let sent = last.binary_search_by_key(&lot, |(lot, _)| *lot).map_or(0, |at| last[at].1) / group.pack;
                let change = if sent > 0 { 0 } else { model.change() };
                let Some(cost) = column.cost.map(|cost| cost + change) else { continue };
                let cost = program.gains.cost(cost.saturating_mul(group.pack.into()));
                let mut takes = [None; 4];
                let found = rows_of(model, lot, &column).filter_map(|(row, size)| {
                    let place = program.rows.binary_search_by_key(&row, |shared| shared.row).ok()?;
                    (size > 0).then(|| (place, size.saturating_mul(group.pack) / program.rows[place].unit))
                });
                takes.iter_mut().zip(found).for_each(|(slot, row)| *slot = Some(row));
                let at = place(&group.lots, lot);
                let same = latest[at].filter(|source| sources[*source as usize].takes == takes);
                let source = same.unwrap_or_else(|| {
                    *known.entry((lot, takes)).or_insert_with(|| {
                        let store = model.lots[lot].store;
                        sources.push(Source { lot, store, supply_node: supply_nodes.lots[at], takes });
                        u32::try_from(sources.len() - 1).expect("fewer than 2^32 sources")
                    })
                });
                latest[at] = Some(source);
                if sent > 0 {
                    sent_last.push((index, source, sent));
                }
                list.columns.push((source, i64::try_from(cost).map_err(|_| PlanError::Overflow)?));
            }
            list.columns[begin..].sort_unstable_by_key(|(source, cost)| (*cost, *source));
            list.first.push(list.columns.len());
        }
        Ok(Net { group: group.clone(), supply_nodes, market, sources, all: list, last: sent_last, needs })
    }
}

/// Segments of the same worth become one: without a few bits some are.
fn merge_equal(market: &mut Market<i64>) {
    let mut segments = Vec::with_capacity(market.segments.len());
    let mut first = vec![0];
    for need in 0..market.needs() {
        let begin = segments.len();
        for segment in market.stack(need) {
            match segments[begin..].last_mut() {
                Some(crate::simplex::Segment { width, worth }) if *worth == segment.worth => *width += segment.width,
                _ => segments.push(*segment),
            }
        }
        first.push(u32::try_from(segments.len()).expect("no more than there were"));
    }
    (market.segments, market.first_segment) = (segments, first);
}
