//! A reason for every unmet unit. The reasons of a need add up to what is open less what it gets.
//!
//! Each rule explains at most as many units as there is ground for, in this order:
//!
//! 1. claimed above the entitlement;
//! 2. stock of the item that is left and that this need could not use, by what keeps each lot: the protected reserve, a
//!    full lane, lead time, remaining life, an earmark, no open lane. A need that no stocked lot may serve at all is told
//!    what keeps it from all stock, whoever got that;
//! 3. what others got from lots that might have served it: a more urgent standing, then (with steps) the same or a less
//!    urgent one;
//! 4. the rest: all stock within reach is given out.

use crate::item::{Blocker, ItemModel, Lanes, NeedRow, fit};
use jiff::Timestamp;
use std::collections::BTreeMap;
use yicang_domain::plan::Unmet;
use yicang_domain::{DepotId, FirstLevel, Policy, Quantity, Reason, SiteId, Situation};

/// The reasons of all needs, sorted by need, then reason.
pub(crate) fn reasons(
    situation: &Situation,
    policy: &Policy,
    models: &[ItemModel<'_>],
    amounts: &[Vec<u64>],
) -> Vec<Unmet> {
    let lanes = Lanes::of(situation);
    let full = full_lanes(models, amounts);
    let mut unmet = Vec::new();
    for (model, amounts) in models.iter().zip(amounts) {
        let told = Told::new(situation, policy, &lanes, &full, model, amounts);
        for (index, row) in model.needs.iter().enumerate() {
            let parts = told.explain(index, row);
            unmet.extend(parts.into_iter().map(|(reason, (units, earliest))| Unmet {
                need: row.key.clone(),
                reason,
                quantity: Quantity::new(units).expect("no more than a need's claim"),
                earliest,
            }));
        }
    }
    unmet.sort();
    unmet
}

type Full<'a> = BTreeMap<(&'a DepotId, &'a SiteId), bool>;

/// Lanes of limited capacity that a column uses, and whether they are full of all items together.
fn full_lanes<'a>(models: &[ItemModel<'a>], amounts: &[Vec<u64>]) -> Full<'a> {
    let mut room = BTreeMap::new();
    for (model, amounts) in models.iter().zip(amounts) {
        for (column, units) in model.columns.iter().zip(amounts) {
            if let Some(way) = column.way {
                let way = &model.ways[way];
                *room.entry(way.lane).or_insert(way.capacity) -= units;
            }
        }
    }
    room.into_iter().map(|(lane, room)| (lane, room == 0)).collect()
}

/// Reason → units, and the earliest arrival where lead time is the reason.
type Parts = BTreeMap<Reason, (u64, Option<Timestamp>)>;

/// What one item's plan has to say to each need.
struct Told<'m, 'a> {
    situation: &'a Situation,
    steps: bool,
    lanes: &'m Lanes<'a>,
    full: &'m Full<'a>,
    model: &'m ItemModel<'a>,
    /// Per need.
    given: Vec<u64>,
    /// Per lot.
    left: Vec<u64>,
    /// Per depot: whether nothing may leave any more.
    held: Vec<bool>,
    /// Per need: the indices of its columns.
    columns: Vec<Vec<usize>>,
    /// Per need: larger is more urgent.
    standing: Vec<usize>,
    /// Per lot: units by the standing of who got them.
    went_to: Vec<BTreeMap<usize, u64>>,
}

impl<'m, 'a> Told<'m, 'a> {
    fn new(
        situation: &'a Situation,
        policy: &Policy,
        lanes: &'m Lanes<'a>,
        full: &'m Full<'a>,
        model: &'m ItemModel<'a>,
        amounts: &[u64],
    ) -> Self {
        let steps = matches!(policy.first_level, FirstLevel::Steps { .. });
        let standing = |row: &NeedRow<'_>| match steps {
            true => policy.class_rank(&row.need.class).map_or(0, |rank| policy.classes.len() - rank),
            false => row.ranks.first().map_or(0, |rank| *rank as usize),
        };
        let standing: Vec<_> = model.needs.iter().map(standing).collect();
        let (mut given, mut columns) = (vec![0; model.needs.len()], vec![Vec::new(); model.needs.len()]);
        let mut left: Vec<_> = model.lots.iter().map(|lot| lot.available).collect();
        let mut room: Vec<_> = model.stores.iter().map(|store| store.limit).collect();
        let mut went_to = vec![BTreeMap::new(); model.lots.len()];
        for (index, (column, units)) in model.columns.iter().zip(amounts).enumerate() {
            columns[column.need].push(index);
            given[column.need] += units;
            left[column.lot] -= units;
            room[model.lots[column.lot].store] -= units;
            *went_to[column.lot].entry(standing[column.need]).or_insert(0) += units;
        }
        let held = room.iter().map(|room| *room == 0).collect();
        Self { situation, steps, lanes, full, model, given, left, held, columns, standing, went_to }
    }

    fn explain(&self, index: usize, row: &NeedRow<'a>) -> Parts {
        let mut parts = Parts::new();
        let mut rest = row.open - self.given[index];
        let mut take = |reason, ground: u64, earliest| {
            let units = rest.min(ground);
            rest -= units;
            if units > 0 {
                parts.insert(reason, (units, earliest));
            }
            rest
        };
        let entitled = row.need.entitlement.max(row.need.covered);
        if take(Reason::ClaimOverEntitlement, row.need.claimed.saturating_sub(entitled).units(), None) == 0 {
            return parts;
        }
        let ground = self.stock_out_of_reach(index, row);
        for reason in [
            Reason::ProtectedReserve,
            Reason::TransportCapacity,
            Reason::LeadTime,
            Reason::RemainingLife,
            Reason::Earmarked,
            Reason::LaneClosed,
        ] {
            let (units, earliest) = ground.get(&reason).copied().unwrap_or_default();
            take(reason, units, earliest);
        }
        let (higher, others) = self.gone_to_others(index);
        take(Reason::HigherClass, higher, None);
        if self.steps {
            take(Reason::EqualShareLevel, others, None);
        }
        take(Reason::SupplyExhausted, u64::MAX, None);
        parts
    }

    /// Units of stock by what keeps them from the need.
    fn stock_out_of_reach(&self, index: usize, row: &NeedRow<'a>) -> Parts {
        let mut parts = Parts::new();
        let mut add = |reason, units: u64, arrives: Option<Timestamp>| {
            let (sum, earliest) = parts.entry(reason).or_insert((0, None));
            *sum += units;
            *earliest = earliest.iter().copied().chain(arrives).min();
        };
        let mut may_serve = vec![None; self.model.lots.len()];
        for column in &self.columns[index] {
            may_serve[self.model.columns[*column].lot] = Some(*column);
        }
        let lots = || self.model.lots.iter().enumerate().filter(|(_, lot)| lot.available > 0);
        let cut_off = lots().all(|(lot, _)| may_serve[lot].is_none());
        let mut lanes_open = 0;
        for (lot_index, lot) in lots() {
            let units = if cut_off { lot.available } else { self.left[lot_index] };
            if let Some(column) = may_serve[lot_index].filter(|_| units > 0) {
                match self.model.columns[column].way.map(|way| self.model.ways[way].lane) {
                    Some(lane) if self.full[&lane] => add(Reason::TransportCapacity, units, None),
                    _ if self.held[lot.store] => add(Reason::ProtectedReserve, units, None),
                    // Only where items fight for lanes and the whole-number plan is not quite the best.
                    _ => {}
                }
                continue;
            }
            if units == 0 {
                continue;
            }
            let lane = self.lanes.find(&lot.key.depot, &row.key.site);
            let blocked = fit(self.situation.now, lot.lot, &row.key.site, row.need, lane).err();
            lanes_open += usize::from(blocked != Some(Blocker::NoLane));
            match blocked {
                Some(Blocker::NoLane) => add(Reason::LaneClosed, units, None),
                Some(Blocker::Earmark) => add(Reason::Earmarked, units, None),
                Some(Blocker::LeadTime(arrives)) => add(Reason::LeadTime, units, Some(arrives)),
                Some(Blocker::RemainingLife) => add(Reason::RemainingLife, units, None),
                None => {}
            }
        }
        if cut_off && lanes_open == 0 && parts.contains_key(&Reason::LaneClosed) {
            // More stock would not help without a lane.
            parts.insert(Reason::LaneClosed, (u64::MAX, None));
        }
        parts
    }

    /// Units that more urgent needs, and all others, got from lots that might have served this need.
    fn gone_to_others(&self, index: usize) -> (u64, u64) {
        let (mut higher, mut all) = (0, 0);
        for column in &self.columns[index] {
            for (standing, units) in &self.went_to[self.model.columns[*column].lot] {
                all += units;
                higher += if *standing > self.standing[index] { *units } else { 0 };
            }
        }
        (higher, all - higher - self.given[index])
    }
}
