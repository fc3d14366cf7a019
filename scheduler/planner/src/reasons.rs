//! A reason for every unmet unit. The reasons of a need add up to what is open less what it gets.
//!
//! Each rule explains at most as many units as there is ground for, in this order:
//!
//! 1. what rounding to packs took away;
//! 2. claimed above the entitlement;
//! 3. stock of the item that is left and that this need could not use, by what keeps each lot: the protected reserve, a
//!    full lane or pool, lead time, remaining life, an earmark, no open lane. A need that no stocked lot may serve at all
//!    is told what keeps it from all stock, whoever got that;
//! 4. what others got from lots that might have served it: a more urgent standing, then (with steps) the same or a less
//!    urgent one;
//! 5. what approved orders for others hold of lots that might have served it;
//! 6. the rest: all stock within reach is given out.

use crate::ground::{Blocker, Column, Ground, moment};
use crate::group::Amount;
use crate::usage::Usage;
use jiff::Timestamp;
use std::collections::BTreeMap;
use yicang_domain::plan::Unmet;
use yicang_domain::{FirstLevel, Quantity, Reason};

/// Reason → units, and the earliest arrival where lead time is the reason.
type Parts = BTreeMap<Reason, (u64, Option<Timestamp>)>;

/// The reasons of all needs, sorted by need, then reason: of amounts before rounding to packs, sorted by need, and what
/// rounding leaves each need.
pub(crate) fn reasons(ground: &Ground<'_>, amounts: &[Amount], usage: &Usage, rounded: &[u64]) -> Vec<Unmet> {
    let told = Told::new(ground, amounts, usage);
    let mut unmet = Vec::new();
    for (need, row) in ground.needs.iter().enumerate() {
        if row.open == rounded[need] {
            continue;
        }
        let parts = told.explain(need, rounded[need]);
        unmet.extend(parts.into_iter().map(|(reason, (units, earliest))| Unmet {
            need: row.key.clone(),
            reason,
            quantity: Quantity::new(units).expect("no more than a need's claim"),
            earliest,
        }));
    }
    unmet.sort();
    unmet
}

/// What a plan has to say to each need.
struct Told<'g, 'a> {
    ground: &'g Ground<'a>,
    usage: &'g Usage,
    steps: bool,
    /// Per need: larger is more urgent. Compared within one item's group only.
    standing: Vec<u64>,
    /// Per lot: units by the standing of who got them.
    went_to: Vec<Vec<(u64, u64)>>,
    /// Per need: units that it gets of anything.
    received: Vec<u64>,
}

impl<'g, 'a> Told<'g, 'a> {
    fn new(ground: &'g Ground<'a>, amounts: &[Amount], usage: &'g Usage) -> Self {
        let policy = ground.policy;
        let steps = matches!(policy.first_level, FirstLevel::Steps { .. });
        let standing: Vec<u64> = standings(ground, steps);
        let mut went_to = vec![BTreeMap::<u64, u64>::new(); ground.lots.len()];
        let mut received = vec![0; ground.needs.len()];
        for amount in amounts {
            received[amount.need] += amount.units;
            *went_to[amount.lot].entry(standing[amount.need]).or_default() += amount.units;
        }
        let went_to = went_to.into_iter().map(|of| of.into_iter().collect()).collect();
        Self { ground, usage, steps, standing, went_to, received }
    }

    fn explain(&self, need: usize, rounded: u64) -> Parts {
        let row = &self.ground.needs[need];
        let mut parts = Parts::new();
        let given = self.usage.by_need[need];
        // Rounding may also have given it more.
        let mut rest = row.open - given.max(rounded);
        if rounded < given {
            parts.insert(Reason::PackSize, (given - rounded, None));
        }
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
        let columns = self.columns(need);
        let frozen = self.frozen(need);
        let ground = self.stock_out_of_reach(&columns, frozen > 0);
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
        let (higher, others) = self.gone_to_others(need, &columns);
        take(Reason::HigherClass, higher, None);
        if self.steps {
            take(Reason::EqualShareLevel, others, None);
        }
        take(Reason::FrozenOrder, frozen, None);
        take(Reason::SupplyExhausted, u64::MAX, None);
        parts
    }

    /// Units that approved orders hold of lots that may serve a need, without what is on its way to itself.
    fn frozen(&self, need: usize) -> u64 {
        let lots = self.ground.suppliers(need).filter(|(role, lot)| {
            self.ground.lots[*lot].lot.reserved.units() > 0 && self.ground.column(role, *lot, need).is_ok()
        });
        let held = lots.map(|(_, lot)| self.ground.lots[lot].lot.reserved.units()).sum::<u64>();
        held.saturating_sub(self.ground.needs[need].need.covered.units())
    }

    /// The stocked lots that would serve a need if nothing forbade it, each with its column or what does.
    fn columns(&self, need: usize) -> Vec<(usize, Result<Column, Blocker>)> {
        let suppliers = self.ground.suppliers(need).filter(|(_, lot)| self.ground.lots[*lot].available > 0);
        let mut columns: Vec<_> = suppliers.map(|(role, lot)| (lot, self.ground.column(role, lot, need))).collect();
        columns.sort_by_key(|(lot, _)| *lot);
        columns
    }

    /// Units of stock by what keeps them from the need; `frozen` is whether approved orders hold more that could reach it.
    fn stock_out_of_reach(&self, columns: &[(usize, Result<Column, Blocker>)], frozen: bool) -> Parts {
        let mut parts = Parts::new();
        let mut add = |reason, units: u64, arrives: Option<Timestamp>| {
            let (sum, earliest) = parts.entry(reason).or_insert((0, None));
            *sum += units;
            *earliest = earliest.iter().copied().chain(arrives).min();
        };
        let cut_off = columns.iter().all(|(_, column)| column.is_err());
        let mut lanes_open = 0;
        for (lot, column) in columns {
            let row = &self.ground.lots[*lot];
            let units = if cut_off { row.available } else { row.available - self.usage.by_lot[*lot] };
            if units == 0 {
                continue;
            }
            lanes_open += usize::from(!matches!(column, Err(Blocker::NoLane)));
            match column {
                Ok(column) if self.usage.is_full(self.ground, *lot, column) => {
                    add(Reason::TransportCapacity, units, None);
                }
                Ok(_) if self.usage.by_store[row.store] == self.ground.stores[row.store].limit => {
                    add(Reason::ProtectedReserve, units, None);
                }
                // Only where items fight for transport and the whole-number plan is not quite the best.
                Ok(_) => {}
                Err(Blocker::NoLane) => add(Reason::LaneClosed, units, None),
                Err(Blocker::Earmark) => add(Reason::Earmarked, units, None),
                Err(Blocker::LeadTime(arrives)) => add(Reason::LeadTime, units, Some(moment(*arrives))),
                Err(Blocker::RemainingLife) => add(Reason::RemainingLife, units, None),
            }
        }
        if cut_off && lanes_open == 0 && !frozen && parts.contains_key(&Reason::LaneClosed) {
            // More stock would not help without a lane.
            parts.insert(Reason::LaneClosed, (u64::MAX, None));
        }
        parts
    }

    /// Units that more urgent needs, and all others, got from lots that might have served this need.
    fn gone_to_others(&self, need: usize, columns: &[(usize, Result<Column, Blocker>)]) -> (u64, u64) {
        let (mut higher, mut all) = (0, 0);
        for (lot, _) in columns.iter().filter(|(_, column)| column.is_ok()) {
            for (standing, units) in &self.went_to[*lot] {
                all += units;
                higher += if *standing > self.standing[need] { *units } else { 0 };
            }
        }
        (higher, (all - higher).saturating_sub(self.received[need]))
    }
}

/// With steps the class; else the place of the need's worth among all.
fn standings(ground: &Ground<'_>, steps: bool) -> Vec<u64> {
    if steps {
        let classes = ground.policy.classes.len();
        let standing = |class| ground.policy.class_rank(class).map_or(0, |rank| classes - rank) as u64;
        return ground.needs.iter().map(|row| standing(&row.need.class)).collect();
    }
    let mut worths: Vec<_> = ground.needs.iter().map(|row| row.segments[0].worth).collect();
    worths.sort_unstable();
    worths.dedup_by(|a, b| (*a).cmp(b).is_eq());
    let place = |row: &crate::ground::NeedRow<'_>| worths.partition_point(|worth| *worth < row.segments[0].worth);
    ground.needs.iter().map(|row| place(row) as u64).collect()
}
