//! A reason for every unmet unit. The reasons of a need add up to what is open less what it gets.
//!
//! Each rule explains at most as many units as its evidence covers, in this order:
//!
//! 1. a class that the policy does not know; a group that could not be planned;
//! 2. claimed above the entitlement;
//! 3. less than a whole pack is open, or could be served by broken packs only;
//! 4. stock that is left and that this need could not use, by what keeps each lot: the protected reserve, a full lane
//!    or pool, lead time, remaining life (or none at all), a hold, an earmark, no open lane, an override; and what
//!    overrides fix for others. A need that no stocked lot may serve at all gets the reasons that keep it from all
//!    stock, whoever got that; so does one whose every lane or pool is full;
//! 5. units of its next sub-step, or its next packs of the same worth, that others of equal standing got because they
//!    came first in the draw;
//! 6. what others got from lots that might have served it: a more urgent standing, then (with steps) the same or a less
//!    urgent one;
//! 7. what approved orders for others hold of lots that might have served it;
//! 8. the rest: all stock within reach is given out.

mod drawn;

use crate::coupled::CoupledSolution;
use crate::model::usage::Usage;
use crate::model::{Amount, Blocker, Column, Group, Model, Role, moment};
use drawn::Drawn;
use jiff::Timestamp;
use std::collections::BTreeMap;
use yicang_domain::plan::Unmet;
use yicang_domain::{FirstLevel, NeedKey, Quantity, Reason};

/// Reason → units, and the earliest arrival where lead time is the reason.
type Parts = BTreeMap<Reason, (u64, Option<Timestamp>)>;

/// The reasons of all needs, sorted by need, then reason.
pub(crate) fn reasons(model: &Model<'_>, groups: &[Group], settled: &CoupledSolution, usage: &Usage) -> Vec<Unmet> {
    let assigner = ReasonAssigner::new(model, groups, &settled.amounts, usage);
    let mut unmet = Vec::new();
    let mut add = |need: &NeedKey, parts: Parts| {
        unmet.extend(parts.into_iter().map(|(reason, (units, earliest))| Unmet {
            need: need.clone(),
            reason,
            quantity: Quantity::new(units).expect("no more than a need's claim"),
            earliest,
        }));
    };
    for (need, open) in &model.unknown {
        add(need, Parts::from([(Reason::UnknownClass, (*open, None))]));
    }
    let mut not_planned = vec![false; model.needs.len()];
    for (place, _) in &settled.left_out {
        groups[*place].needs.iter().for_each(|need| not_planned[*need] = true);
    }
    for (need, row) in model.needs.iter().enumerate().filter(|(need, row)| row.open > usage.by_need[*need]) {
        match not_planned[need] {
            true => add(row.key, Parts::from([(Reason::NotPlanned, (row.open, None))])),
            false => add(row.key, assigner.explain(need)),
        }
    }
    unmet.sort();
    unmet
}

/// What a plan has to say to each need.
struct ReasonAssigner<'g, 'a> {
    model: &'g Model<'a>,
    usage: &'g Usage,
    steps: bool,
    /// Per need: larger is more urgent. Compared within one item's group only.
    standing: Vec<u64>,
    /// Per lot: units by the standing of who got them.
    went_to: Vec<Vec<(u64, u64)>>,
    /// What needs get: need, lot and units, sorted.
    amounts: &'g [Amount],
    drawn: Drawn,
    /// Per need: whether its group has ratios, kits or several sizes of packs; there no draw is a reason.
    uneven: Vec<bool>,
}

impl<'g, 'a> ReasonAssigner<'g, 'a> {
    fn new(model: &'g Model<'a>, groups: &[Group], amounts: &'g [Amount], usage: &'g Usage) -> Self {
        let policy = model.policy;
        let steps = matches!(policy.first_level, FirstLevel::Steps(_));
        let standing: Vec<u64> = standings(model, steps);
        let mut went_to = vec![BTreeMap::<u64, u64>::new(); model.lots.len()];
        for amount in amounts {
            *went_to[amount.lot].entry(standing[amount.need]).or_default() += amount.units;
        }
        let went_to = went_to.into_iter().map(|of| of.into_iter().collect()).collect();
        let drawn = Drawn::new(model, groups, amounts, usage);
        let mut uneven = vec![false; model.needs.len()];
        for group in groups.iter().filter(|group| group.uneven) {
            group.needs.iter().for_each(|need| uneven[*need] = true);
        }
        Self { model, usage, steps, standing, went_to, amounts, drawn, uneven }
    }

    /// What a need gets from each lot.
    fn received(&self, need: usize) -> &[Amount] {
        let from = self.amounts.partition_point(|amount| amount.need < need);
        let to = self.amounts.partition_point(|amount| amount.need <= need);
        &self.amounts[from..to]
    }

    fn explain(&self, need: usize) -> Parts {
        let row = &self.model.needs[need];
        let mut parts = Parts::new();
        let mut rest = row.open - self.usage.by_need[need];
        let mut take = |reason, model: u64, earliest| {
            let units = rest.min(model);
            rest -= units;
            if units > 0 {
                parts.insert(reason, (units, earliest));
            }
            units
        };
        let entitled = row.need.entitlement.max(row.need.covered);
        take(Reason::ClaimOverEntitlement, row.need.claimed.saturating_sub(entitled).units(), None);
        let columns = self.columns(need);
        take(Reason::PackSize, self.kept_by_packs(need, &columns), None);
        let frozen = self.frozen(need);
        let model = self.stock_out_of_reach(need, &columns, frozen > 0);
        for reason in [
            Reason::ProtectedReserve,
            Reason::TransportCapacity,
            Reason::LeadTime,
            Reason::RemainingLife,
            Reason::Held,
            Reason::Earmarked,
            Reason::LaneClosed,
            Reason::Override,
        ] {
            let (units, earliest) = model.get(&reason).copied().unwrap_or_default();
            take(reason, units, earliest);
        }
        let lost = if self.uneven[need] { 0 } else { self.drawn.lost_by(self.model, need, self.usage) };
        let drawn = take(Reason::Draw, lost, None);
        let (higher, others) = self.gone_to_others(need, &columns);
        take(Reason::HigherClass, higher, None);
        if self.steps {
            take(Reason::EqualShareLevel, others.saturating_sub(drawn), None);
        }
        take(Reason::FrozenOrder, frozen, None);
        take(Reason::SupplyExhausted, u64::MAX, None);
        parts
    }

    /// Units that approved orders hold of lots that may serve a need, without what is on its way to itself.
    fn frozen(&self, need: usize) -> u64 {
        let lots = self.model.suppliers(need).filter(|(role, lot)| {
            self.model.lots[*lot].lot.reserved.units() > 0 && self.model.column(role, *lot, need).is_ok()
        });
        let held = lots.map(|(_, lot)| self.model.lots[lot].lot.reserved.units()).sum::<u64>();
        held.saturating_sub(self.model.needs[need].need.covered.units())
    }

    /// Goods that lie in a lot and are promised to nobody, expired or not.
    fn stock(&self, lot: usize) -> u64 {
        self.model.lots[lot].lot.available().units()
    }

    /// The stocked lots that would serve a need if nothing forbade it, each with what it is to it and its column or
    /// what forbids it; those of a store follow each other.
    fn columns(&self, need: usize) -> Vec<Way<'_>> {
        let suppliers = self.model.all_suppliers(need).filter(|(_, lot)| self.stock(*lot) > 0);
        let way = |(role, lot)| Way { role, lot, column: self.model.column(role, lot, need) };
        let mut columns: Vec<_> = suppliers.map(way).collect();
        columns.sort_by_key(|way| way.lot);
        columns
    }

    /// Units of a store that may still leave.
    fn above(&self, store: usize) -> u64 {
        self.model.stores[store].limit - self.usage.by_store[store]
    }

    /// The most that packs keep from a need: what is open below the least that can be sent, and what broken packs in
    /// reach could serve.
    fn kept_by_packs(&self, need: usize, columns: &[Way<'_>]) -> u64 {
        let left = self.model.needs[need].open - self.usage.by_need[need];
        let (mut below, mut broken) = (0_u64, 0_u64);
        let open = |way: &&Way<'_>| way.column.is_ok() && self.model.lots[way.lot].available > 0;
        for of_store in columns.chunk_by(|a, b| self.model.lots[a.lot].store == self.model.lots[b.lot].store) {
            let mut ways = of_store.iter().filter(open).peekable();
            let Some(Way { role, lot, .. }) = ways.peek().copied() else { continue };
            // How many kits the broken packs of one component would make depends on the others.
            if role.component.is_some() {
                continue;
            }
            let (pack, step) = (self.model.pack(*lot), self.model.step(role, *lot));
            below = below.max(left % Model::served_by(role, step).max(1));
            let above = self.above(self.model.lots[*lot].store);
            let ends = ways.map(|way| (self.model.lots[way.lot].available - self.usage.by_lot[way.lot]) % pack);
            let units = ends.sum::<u64>().max(above % pack).min(above);
            broken = broken.saturating_add(units / u64::from(role.given) * u64::from(role.needed));
        }
        below.saturating_add(broken)
    }

    /// Units of stock by what keeps them from the need; `frozen` is whether approved orders hold more that could reach
    /// it.
    fn stock_out_of_reach(&self, need: usize, columns: &[Way<'_>], frozen: bool) -> Parts {
        let mut parts = Parts::new();
        let mut add = |reason, units: u64, arrives: Option<Timestamp>| {
            if units > 0 {
                let (sum, earliest) = parts.entry(reason).or_insert((0, None));
                *sum += units;
                *earliest = earliest.iter().copied().chain(arrives).min();
            }
        };
        let is_full = |way: &Way<'_>| match &way.column {
            Ok(column) => self.usage.is_full(self.model, way.role, way.lot, column),
            Err(_) => false,
        };
        let cut_off = columns.iter().all(|way| way.column.is_err());
        let held_up = columns.iter().all(|way| way.column.is_err() || is_full(way));
        let mut lanes_open = 0;
        for of_store in columns.chunk_by(|a, b| self.model.lots[a.lot].store == self.model.lots[b.lot].store) {
            let store = self.model.lots[of_store[0].lot].store;
            let mut kept = 0;
            for way in of_store {
                let left = self.stock(way.lot) - self.usage.by_lot[way.lot];
                let units = if cut_off { self.stock(way.lot) } else { left };
                lanes_open += usize::from(units > 0 && !matches!(way.column, Err(Blocker::NoLane)));
                match &way.column {
                    Ok(_) if is_full(way) && held_up => {
                        let own = self.received(need).iter().filter(|amount| amount.lot == way.lot);
                        let own: u64 = own.map(|amount| amount.units).sum();
                        add(Reason::TransportCapacity, self.model.lots[way.lot].available - own, None);
                    }
                    Ok(_) if is_full(way) => add(Reason::TransportCapacity, units, None),
                    Ok(column) if self.is_capped(need, way, column) => add(Reason::Override, units, None),
                    Ok(_) => kept += self.model.lots[way.lot].available - self.usage.by_lot[way.lot],
                    Err(Blocker::Override) => add(Reason::Override, units, None),
                    Err(Blocker::NoLane) => add(Reason::LaneClosed, units, None),
                    Err(Blocker::Held) => add(Reason::Held, units, None),
                    Err(Blocker::Earmark) => add(Reason::Earmarked, units, None),
                    Err(Blocker::LeadTime(arrives)) => add(Reason::LeadTime, units, Some(moment(*arrives))),
                    Err(Blocker::RemainingLife) => add(Reason::RemainingLife, units, None),
                }
            }
            // What may leave and does not is broken packs.
            if self.model.stores[store].held {
                add(Reason::ProtectedReserve, kept.saturating_sub(self.above(store)), None);
            }
        }
        add(Reason::Override, self.fixed_for_others(need), None);
        if cut_off && lanes_open == 0 && !frozen && parts.contains_key(&Reason::LaneClosed) {
            // More stock would not help without a lane.
            parts.insert(Reason::LaneClosed, (u64::MAX, None));
        }
        parts
    }

    /// Whether an override lets no further step over a column.
    fn is_capped(&self, need: usize, way: &Way<'_>, column: &Column) -> bool {
        let sent = || self.received(need).iter().find(|amount| amount.lot == way.lot).map_or(0, |amount| amount.units);
        column.cap.is_some_and(|(_, most)| sent().saturating_add(self.model.step(way.role, way.lot)) > most)
    }

    /// Units of the need that goods would serve which overrides have fixed for others.
    fn fixed_for_others(&self, need: usize) -> u64 {
        let suppliers = self.model.all_suppliers(need).filter(|(role, _)| role.component.is_none());
        let open = suppliers.filter(|(role, lot)| self.model.column(role, *lot, need).is_ok());
        let units = |(role, lot): (&Role, usize)| Model::served_by(role, self.model.fixed_for_others(lot, need));
        open.map(units).fold(0, u64::saturating_add)
    }

    /// Units that more urgent needs, and all others, got from lots that might have served this need.
    fn gone_to_others(&self, need: usize, columns: &[Way<'_>]) -> (u64, u64) {
        let (mut higher, mut all) = (0, 0);
        let open = |way: &&Way<'_>| {
            let most = |column| self.model.most(way.role, way.lot, need, column);
            way.role.works && way.column.as_ref().is_ok_and(|column| most(column) > 0)
        };
        for way in columns.iter().filter(open) {
            for (standing, units) in &self.went_to[way.lot] {
                all += units;
                higher += if *standing > self.standing[need] { *units } else { 0 };
            }
        }
        let own: u64 = self.received(need).iter().map(|amount| amount.units).sum();
        (higher, (all - higher).saturating_sub(own))
    }
}

/// A lot that would serve a need if nothing forbade it.
struct Way<'g> {
    role: &'g Role,
    lot: usize,
    column: Result<Column, Blocker>,
}

/// With steps the class; else the place of the need's worth among all.
fn standings(model: &Model<'_>, steps: bool) -> Vec<u64> {
    if steps {
        let classes = model.policy.classes.len();
        let standing = |class| model.policy.class_rank(class).map_or(0, |rank| classes - rank) as u64;
        return model.needs.iter().map(|row| standing(&row.need.class)).collect();
    }
    let first: Vec<_> = model.needs.iter().map(|row| row.stack.worth(1, 0)).collect();
    let mut worths = first.clone();
    worths.sort_unstable();
    worths.dedup();
    first.iter().map(|of| worths.partition_point(|worth| worth < of) as u64).collect()
}
