//! What overrides leave to be planned (row 7 of the model). An override asks for `least` units of a column; these are
//! taken out of the situation before anything is counted: what is left of lots, needs, lanes, vehicles and of the last
//! plan's amounts is the *rest*. Of a plan, too, they are taken out, and what is left of it must be the best of the
//! rest, by its prices. A column with an upper bound carries at most `most − least` there.
//!
//! Why that proves it: x = least + x′ with 0 ≤ x′ ≤ most − least. Every row of the model holds for x exactly if the
//! rest's row holds for x′; the units of a need's stack that the fixed part fills are its first; and what they gain
//! and cost is the same in every plan within the bounds. So a plan is the best one exactly if its rest is.

use super::flow::Flow;
use super::groups::Groups;
use super::index::{Blockers, Index};
use super::violation::{Blocker, Violation};
use super::worth::{self, too_large};
use crate::id::{LotKey, NeedKey};
use crate::overriding::{Lapse, Lapsed, Override};
use crate::plan::Plan;
use crate::policy::{Policy, SecondLevel};
use crate::quantity::Quantity;
use crate::situation::Situation;
use std::collections::BTreeMap;
use yicang_language::Message;

/// An override that is kept: lot and need by index of the whole situation.
struct Kept<'a> {
    lot: usize,
    need: usize,
    line: &'a Override,
    /// Units of the need that `least` serves.
    served: u64,
}

/// The overrides of a situation, each kept or lapsed.
pub(super) struct Settled<'a> {
    kept: Vec<Kept<'a>>,
    lapsed: Vec<Lapsed>,
    /// Micrograms and nanolitres that the fixed parts take of pools, by index.
    loads: BTreeMap<usize, [u64; 2]>,
}

/// What is left of lots and the like while overrides are tried.
struct Left {
    lots: Vec<u64>,
    stores: Vec<u64>,
    needs: Vec<u64>,
    lanes: BTreeMap<(usize, usize), u64>,
    loads: BTreeMap<usize, [u64; 2]>,
}

/// What the fixed parts come to.
pub(super) struct Fixed {
    pub(super) service: Vec<i128>,
    pub(super) cost: i128,
}

impl<'a> Settled<'a> {
    /// Tries every override, the oldest first. `index` is of the whole situation.
    pub(super) fn of(index: &Index<'a>, level: SecondLevel) -> Self {
        let mut settled = Self { kept: Vec::new(), lapsed: Vec::new(), loads: BTreeMap::new() };
        let mut left = Left {
            lots: index.lots.iter().map(|row| row.available).collect(),
            stores: index.stores.iter().map(|row| row.limit).collect(),
            needs: index.needs.iter().map(|row| row.open).collect(),
            lanes: BTreeMap::new(),
            loads: BTreeMap::new(),
        };
        let mut oldest: Vec<_> = index.situation.overrides.iter().collect();
        oldest.sort_by_key(|(key, line)| (line.by, *key));
        for ((lot, need), line) in oldest {
            let known = index.lot(lot).zip(index.need(need));
            if line.bound.least() == 0 {
                // What bounds from above alone can always be kept.
                settled.kept.extend(known.map(|(lot, need)| Kept { lot, need, line, served: 0 }));
                continue;
            }
            let tried = match (index.lot(lot), index.need(need)) {
                (None, _) => Err(Lapse::NoLot),
                (_, None) => Err(Lapse::NoNeed),
                (Some(lot), Some(need)) => {
                    left.take(index, level, (lot, need), line.bound.least()).map(|served| (lot, need, served))
                }
            };
            match tried {
                Ok((lot, need, served)) => settled.kept.push(Kept { lot, need, line, served }),
                Err(why) => settled.lapsed.push(Lapsed { by: line.by, lot: lot.clone(), need: need.clone(), why }),
            }
        }
        settled.lapsed.sort();
        settled.loads = left.loads;
        settled
    }

    /// What cannot be kept.
    pub(super) fn into_lapsed(self) -> Vec<Lapsed> {
        self.lapsed
    }

    /// What is wrong with a plan's lapses, and where it is outside the bounds.
    pub(super) fn check(&self, index: &Index<'_>, plan: &Plan, flow: &Flow, found: &mut Vec<Violation>) {
        let (said, counted) = (&plan.lapsed, &self.lapsed);
        found.extend(said.iter().filter(|line| !counted.contains(line)).cloned().map(Violation::WrongLapse));
        found.extend(counted.iter().filter(|line| !said.contains(line)).cloned().map(Violation::NoLapse));
        if said.windows(2).any(|pair| pair[0] >= pair[1]) {
            found.extend(said.last().cloned().map(Violation::WrongLapse));
        }
        for kept in &self.kept {
            let sent = flow.to(kept.need).iter().find(|sent| sent.lot == kept.lot).map_or(0, |sent| sent.units);
            let bound = kept.line.bound;
            if sent < bound.least() || bound.most().is_some_and(|most| sent > most) {
                let (lot, need) = (index.lots[kept.lot].key.clone(), index.needs[kept.need].key.clone());
                found.push(Violation::OutsideOverride { by: kept.line.by, lot, need, sent, bound });
            }
        }
    }

    /// The situation without the fixed parts. Its overrides are gone: [`Settled::narrow`] has what is left of them.
    pub(super) fn rest(&self, index: &Index<'_>) -> Situation {
        let mut rest = index.situation.clone();
        rest.overrides.clear();
        let less = |from: Quantity, units: u64| Quantity::new(from.units().saturating_sub(units)).unwrap_or(from);
        for kept in self.kept.iter().filter(|kept| kept.line.bound.least() > 0) {
            let units = kept.line.bound.least();
            let (lot, need) = (index.lots[kept.lot].key, index.needs[kept.need].key);
            if let Some(row) = rest.lots.get_mut(lot) {
                row.on_hand = less(row.on_hand, units);
            }
            if let Some(row) = rest.needs.get_mut(need) {
                let covered = row.covered.units().saturating_add(kept.served);
                row.covered = Quantity::new(covered).unwrap_or(row.claimed);
            }
            if let Some(lane) = rest.lanes.get_mut(&(lot.depot.clone(), need.site.clone())) {
                lane.capacity = lane.capacity.map(|capacity| less(capacity, units));
            }
            let key = (lot.clone(), need.site.clone(), need.item.clone());
            if let Some(last) = rest.last.get_mut(&key) {
                *last = less(*last, units);
            }
        }
        rest.last.retain(|_, units| *units > Quantity::ZERO);
        rest
    }

    /// Tells the rest's index how columns are bounded, what vehicles have loaded, and which units are fixed.
    pub(super) fn narrow(&self, rest: &mut Index<'_>) {
        for kept in &self.kept {
            let (least, most) = (kept.line.bound.least(), kept.line.bound.most());
            if let Some(most) = most {
                rest.narrowed.caps.insert((kept.lot, kept.need), most.saturating_sub(least));
            }
            if least > 0 {
                rest.narrowed.fixed.entry(kept.lot).or_default().push((kept.need, least));
            }
        }
        for (pool, [micrograms, nanolitres]) in &self.loads {
            let pool = &mut rest.pools[*pool];
            pool.micrograms = pool.micrograms.map(|most| most.saturating_sub(*micrograms));
            pool.nanolitres = pool.nanolitres.map(|most| most.saturating_sub(*nanolitres));
        }
    }

    /// The upper bounds as they are, for whoever asks about single columns of the whole situation.
    pub(super) fn bound(&self, index: &mut Index<'_>) {
        for kept in &self.kept {
            if let Some(most) = kept.line.bound.most() {
                index.narrowed.caps.insert((kept.lot, kept.need), most);
            }
        }
    }

    /// A plan without the fixed parts.
    pub(super) fn rest_of(&self, index: &Index<'_>, plan: &Plan) -> Plan {
        let mut rest = plan.clone();
        let mut fixed: BTreeMap<(&LotKey, &NeedKey), u64> = BTreeMap::new();
        for kept in &self.kept {
            fixed.insert((index.lots[kept.lot].key, index.needs[kept.need].key), kept.line.bound.least());
        }
        for line in &mut rest.shipments {
            let need = line.need();
            let units = fixed.get(&(&line.lot, &need)).copied().unwrap_or(0);
            line.quantity = Quantity::new(line.quantity.units().saturating_sub(units)).unwrap_or(line.quantity);
        }
        rest.shipments.retain(|line| line.quantity > Quantity::ZERO);
        rest.lapsed.clear();
        rest
    }

    /// What the fixed parts are worth and cost. `groups` are the rest's: items of a group share what a unit is worth.
    pub(super) fn fixed(&self, index: &Index<'_>, groups: &Groups, level: SecondLevel) -> Result<Fixed, Message> {
        let stacks = worth::stacks(index, groups);
        let mut fixed = Fixed { service: vec![0; index.policy.levels()], cost: 0 };
        let mut served = BTreeMap::<usize, u64>::new();
        for kept in self.kept.iter().filter(|kept| kept.line.bound.least() > 0) {
            *served.entry(kept.need).or_default() += kept.served;
            let sent = super::flow::Sent { need: kept.need, lot: kept.lot, units: kept.line.bound.least() };
            let cost = worth::cost(index, level, &sent)?;
            fixed.cost = fixed.cost.checked_add(cost).ok_or_else(too_large)?;
        }
        for (need, units) in served {
            stacks[need].value(units, &mut fixed.service).ok_or_else(too_large)?;
        }
        Ok(fixed)
    }
}

/// The index of what overrides leave of a situation, whose text is `rest`.
pub(super) fn narrowed<'r>(rest: &'r Situation, policy: &'r Policy, settled: &Settled<'_>) -> Index<'r> {
    let mut index = Index::of(rest, policy);
    settled.narrow(&mut index);
    index
}

impl Left {
    /// Takes the units of an override, if all of them can be had; how many units of the need they serve.
    fn take(
        &mut self,
        index: &Index<'_>,
        level: SecondLevel,
        (lot, need): (usize, usize),
        units: u64,
    ) -> Result<u64, Lapse> {
        let (row, to) = (&index.lots[lot], &index.needs[need]);
        if to.asked == 0 {
            return Err(Lapse::NoNeed);
        }
        if !to.is_known() {
            return Err(Lapse::UnknownClass);
        }
        // A component serves nobody by itself.
        let role = index.role(lot, need).filter(|role| role.component.is_none()).ok_or(Lapse::OtherItem)?;
        let passage = index.passage(lot, need).map_err(foremost)?;
        index.unit_cost(level, role, lot, need, &passage).ok_or(Lapse::NoCost)?;
        if !units.is_multiple_of(role.step) {
            return Err(Lapse::PackSize);
        }
        // At most 10¹² · 10⁶.
        let served = units / role.given * role.needed;
        if units > self.lots[lot] {
            return Err(Lapse::SupplyExhausted);
        }
        if units > self.stores[row.store] {
            return Err(Lapse::ProtectedReserve);
        }
        if served > self.needs[need] {
            return Err(Lapse::NoNeed);
        }
        let lane = index.lane_of(lot, need);
        let on_lane = self.lanes.get(&lane).copied().unwrap_or(0).saturating_add(units);
        if passage.way.capacity.is_some_and(|capacity| on_lane > capacity) {
            return Err(Lapse::TransportCapacity);
        }
        if let Some(at) = passage.way.pool {
            let (pool, item) = (&index.pools[at], &index.items[row.item]);
            let mut load = self.loads.get(&at).copied().unwrap_or_default();
            for (sum, size) in load.iter_mut().zip([item.micrograms, item.nanolitres]) {
                *sum = size.checked_mul(units).and_then(|more| sum.checked_add(more)).unwrap_or(u64::MAX);
            }
            let over = |load: u64, most: Option<u64>| most.is_some_and(|most| load > most);
            if over(load[0], pool.micrograms) || over(load[1], pool.nanolitres) {
                return Err(Lapse::TransportCapacity);
            }
            self.loads.insert(at, load);
        }
        self.lanes.insert(lane, on_lane);
        self.lots[lot] -= units;
        self.stores[row.store] -= units;
        self.needs[need] -= served;
        Ok(served)
    }
}

/// Of all that forbids a column, what is named.
fn foremost(blockers: Blockers) -> Lapse {
    let order = [
        (Blocker::NoLane, Lapse::LaneClosed),
        (Blocker::Departed, Lapse::LaneClosed),
        (Blocker::Held, Lapse::Held),
        (Blocker::Earmark, Lapse::Earmarked),
        (Blocker::LeadTime, Lapse::LeadTime),
    ];
    let first = order.into_iter().find(|(blocker, _)| blockers.has(*blocker));
    first.map_or(Lapse::RemainingLife, |(_, lapse)| lapse)
}
