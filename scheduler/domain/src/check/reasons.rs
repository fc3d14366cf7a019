//! The reasons add up, and each is borne out by something in the situation and the plan.

use super::flow::Flow;
use super::groups::Groups;
use super::index::{Column, Index};
use super::names;
use super::violation::{Blocker, Violation};
use super::worth::Stack;
use crate::plan::{Plan, Unmet};
use crate::policy::FirstLevel;
use crate::quantity::Quantity;
use crate::reason::Reason;
use std::collections::BTreeMap;

pub(super) fn check(
    index: &Index<'_>,
    groups: &Groups,
    stacks: &[Stack],
    plan: &Plan,
    flow: &Flow,
    found: &mut Vec<Violation>,
) {
    let order: Vec<_> = plan.unmet.iter().map(|u| (&u.need, u.reason)).collect();
    for pair in order.windows(2).filter(|pair| pair[0] >= pair[1]) {
        found.push(Violation::Disorder(names::unmet(pair[1].0, pair[1].1)));
    }
    let drawn = plan.unmet.iter().any(|unmet| unmet.reason == Reason::Draw);
    let drawn = if drawn { last_served(index, groups, stacks, flow) } else { BTreeMap::new() };
    let grounds = Grounds { index, groups, stacks, flow, takers: takers(index, flow), drawn };
    let mut sums = vec![0_u64; index.needs.len()];
    for unmet in &plan.unmet {
        if unmet.quantity == Quantity::ZERO {
            found.push(Violation::Empty(names::unmet(&unmet.need, unmet.reason)));
        }
        let Some(need) = index.need(&unmet.need) else {
            found.push(Violation::UnknownNeed(unmet.need.clone()));
            continue;
        };
        sums[need] = sums[need].saturating_add(unmet.quantity.units());
        if !grounds.bear_out(need, unmet) {
            let (need, quantity) = (unmet.need.clone(), unmet.quantity.units());
            found.push(Violation::Unfounded { need, reason: unmet.reason, quantity });
        }
    }
    for ((row, given), reasons) in index.needs.iter().zip(&flow.by_need).zip(sums) {
        // Rows hold, so it gets no more than it asked for.
        let unmet = row.asked.saturating_sub(*given);
        if reasons != unmet {
            found.push(Violation::ReasonsSum { need: row.key.clone(), reasons, unmet });
        }
    }
}

/// Who gets something of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takers {
    Nobody,
    One(usize),
    Many,
}

fn takers(index: &Index<'_>, flow: &Flow) -> Vec<Takers> {
    let mut takers = vec![Takers::Nobody; index.items.len()];
    for sent in &flow.sent {
        let of = &mut takers[index.lots[sent.lot].item];
        *of = match *of {
            Takers::Nobody => Takers::One(sent.need),
            Takers::One(need) if need == sent.need => Takers::One(need),
            _ => Takers::Many,
        };
    }
    takers
}

/// What a group's needs are compared by in the draw: the group's least item, and what a unit or pack gains by level.
type Standing = (usize, Vec<(u8, i128)>);

/// By standing and lot: the two needs that the lot serves whose last unit or pack stands so, earliest in the draw.
type Last = BTreeMap<Standing, BTreeMap<usize, [Option<(i128, usize)>; 2]>>;

fn last_served(index: &Index<'_>, groups: &Groups, stacks: &[Stack], flow: &Flow) -> Last {
    let mut last = Last::new();
    for (need, row) in index.needs.iter().enumerate() {
        let unit = groups.pack(row.item);
        let Some(at) = (flow.by_need[need] / unit).checked_sub(1) else { continue };
        let (standing, draw) = standing(groups, row.item, &stacks[need], at);
        let lots = last.entry(standing).or_default();
        for sent in flow.to(need) {
            let first = lots.entry(sent.lot).or_default();
            let new = Some((draw, need));
            if new > first[0] {
                *first = [new, first[0]];
            } else if new > first[1] {
                first[1] = new;
            }
        }
    }
    last
}

/// How the unit or pack that follows so many others stands, and its places in the draw.
fn standing(groups: &Groups, item: usize, stack: &Stack, at: u64) -> (Standing, i128) {
    let pack = groups.pack(item);
    let (mut gains, mut draw) = (Vec::<(u8, i128)>::new(), 0_i128);
    // Units of a pack, so that products stay small; what does not fit compares as the most.
    for run in stack.between(at.saturating_mul(pack), at.saturating_add(1).saturating_mul(pack)) {
        let width = i128::from(run.width);
        let gain = run.worth.saturating_mul(width);
        match gains.last_mut() {
            Some((level, sum)) if *level == run.level => *sum = sum.saturating_add(gain),
            _ => gains.push((run.level, gain)),
        }
        draw = draw.saturating_add(run.draw.saturating_mul(width));
    }
    ((groups.name(item), gains), draw)
}

struct Grounds<'a> {
    index: &'a Index<'a>,
    groups: &'a Groups,
    stacks: &'a [Stack],
    flow: &'a Flow,
    takers: Vec<Takers>,
    drawn: Last,
}

impl Grounds<'_> {
    fn bear_out(&self, at: usize, unmet: &Unmet) -> bool {
        let (row, quantity) = (&self.index.needs[at], unmet.quantity.units());
        if !row.is_known() {
            return unmet.reason == Reason::UnknownClass;
        }
        match unmet.reason {
            Reason::ClaimOverEntitlement => {
                let over = row.need.claimed.saturating_sub(row.need.entitlement);
                unmet.quantity <= over && over > Quantity::ZERO
            }
            Reason::LaneClosed => self.kept_by(at, Blocker::NoLane) || self.kept_by(at, Blocker::Departed),
            Reason::Held => self.kept_by(at, Blocker::Held),
            Reason::Earmarked => self.kept_by(at, Blocker::Earmark),
            Reason::LeadTime => self.kept_by(at, Blocker::LeadTime),
            Reason::RemainingLife => self.kept_by(at, Blocker::RemainingLife),
            Reason::ProtectedReserve => {
                self.reachable(at).any(|lot| self.index.stores[self.index.lots[lot].store].held)
            }
            Reason::TransportCapacity => self.reachable(at).any(|lot| self.is_full(lot, at)),
            Reason::HigherClass => self.somebody_else_got_it(at),
            Reason::EqualShareLevel => self.has_steps() && self.somebody_else_got_it(at),
            Reason::Draw => self.has_steps() && self.lost_the_draw(at, quantity),
            Reason::PackSize => quantity <= self.below_packs(at),
            Reason::SupplyExhausted => self.is_exhausted(at),
            Reason::FrozenOrder => quantity <= self.frozen(at),
            Reason::NotPlanned => {
                let group = self.groups.group(row.item);
                group.is_some_and(|group| group.needs.iter().all(|need| self.flow.by_need[*need] == 0))
            }
            // Not yet in the model, or of needs whose class the policy does not know.
            Reason::Override => {
                self.kept_by(at, Blocker::Override)
                    || self.is_short_of_room(at)
                    || quantity <= self.fixed_for_others(at)
            }
            Reason::Unverified | Reason::Stale | Reason::UnknownClass => false,
        }
    }

    fn has_steps(&self) -> bool {
        matches!(self.index.policy.first_level, FirstLevel::Steps(_))
    }

    /// Whether this keeps stock that is left, or, for a need that no stock may serve at all, any stock.
    fn kept_by(&self, need: usize, blocker: Blocker) -> bool {
        let stocked = || {
            let lots = self.index.suppliers(need).map(|(_, lot)| lot);
            lots.filter(|lot| self.index.lots[*lot].stock > 0)
        };
        let cut_off = stocked().all(|lot| self.index.passage(lot, need).is_err());
        stocked().any(|lot| {
            let left = self.index.lots[lot].stock > self.flow.by_lot[lot];
            (cut_off || left) && self.index.passage(lot, need).is_err_and(|blockers| blockers.has(blocker))
        })
    }

    /// Whether an override lets no further step of a lot go to a need.
    fn is_capped(&self, lot: usize, need: usize, step: u64) -> bool {
        let sent = || self.flow.to(need).iter().find(|sent| sent.lot == lot).map_or(0, |sent| sent.units);
        self.index.cap(lot, need).is_some_and(|cap| sent().saturating_add(step) > cap)
    }

    /// Whether an override keeps stock that is left from a need, of which it lets some go there.
    fn is_short_of_room(&self, need: usize) -> bool {
        let suppliers = self.index.suppliers(need);
        suppliers
            .filter(|(_, lot)| self.index.lots[*lot].stock > self.flow.by_lot[*lot])
            .any(|(role, lot)| self.is_capped(lot, need, role.step) && self.index.passage(lot, need).is_ok())
    }

    /// Units of a need that goods would serve which overrides have fixed for others.
    fn fixed_for_others(&self, need: usize) -> u64 {
        let suppliers = self.index.suppliers(need).filter(|(role, _)| role.component.is_none());
        let open = suppliers.filter(|(_, lot)| self.index.passage(*lot, need).is_ok());
        let served = open.map(|(role, lot)| self.index.fixed_for_others(lot, need) / role.given * role.needed);
        served.fold(0, u64::saturating_add)
    }

    /// Lots with goods that may serve a need.
    fn reachable(&self, need: usize) -> impl Iterator<Item = usize> {
        let lots = self.index.suppliers(need).map(|(_, lot)| lot).filter(|lot| self.index.lots[*lot].available > 0);
        lots.filter(move |lot| self.index.passage(*lot, need).is_ok())
    }

    /// Units that approved orders hold of lots that may serve a need, without what is on its way to itself.
    fn frozen(&self, need: usize) -> u64 {
        let lots = self.index.suppliers(need).map(|(_, lot)| lot);
        let lots = lots.filter(|lot| self.index.passage(*lot, need).is_ok());
        let held = lots.map(|lot| self.index.lots[lot].reserved).fold(0, u64::saturating_add);
        held.saturating_sub(self.index.needs[need].need.covered.units())
    }

    /// Whether no further step of a lot fits on its lane to a need, or into the lane's pool.
    fn is_full(&self, lot: usize, need: usize) -> bool {
        let lane = self.index.lane_of(lot, need);
        let Some((way, role)) = self.index.way(lane).zip(self.index.role(lot, need)) else { return false };
        let over = |used: u128, more: u128, most: Option<u64>| most.is_some_and(|most| used + more > u128::from(most));
        let (step, item) = (u128::from(role.step), &self.index.items[role.item]);
        over(self.flow.on_lane(lane).into(), step, way.capacity)
            || way.pool.is_some_and(|at| {
                let (pool, [grams, millilitres]) = (&self.index.pools[at], self.flow.by_pool[at]);
                over(grams, step * u128::from(item.micrograms), pool.micrograms)
                    || over(millilitres, step * u128::from(item.nanolitres), pool.nanolitres)
            })
    }

    /// Whether another need gets something that might serve this one.
    fn somebody_else_got_it(&self, need: usize) -> bool {
        let roles = self.index.items[self.index.needs[need].item].roles.iter();
        roles.map(|role| self.takers[role.item]).any(|takers| takers != Takers::Nobody && takers != Takers::One(need))
    }

    /// Whether nothing more could be sent: no lot in reach has a step left that store, lane, vehicles and need have
    /// room for. Where parts must make a kit, a step by itself says nothing.
    fn is_exhausted(&self, need: usize) -> bool {
        let row = &self.index.needs[need];
        let left = row.open - self.flow.by_need[need];
        let is_uneven = self.groups.group(row.item).is_some_and(|group| group.is_uneven);
        // A component by itself serves nobody.
        let mut columns = self.index.columns(need).filter(|column| column.role.component.is_none());
        is_uneven || !columns.any(|column| self.has_room(&column, need, left))
    }

    fn has_room(&self, column: &Column<'_>, need: usize, left: u64) -> bool {
        let (lot, step) = (&self.index.lots[column.lot], column.role.step);
        let free = lot.available - self.flow.by_lot[column.lot];
        let above = self.index.stores[lot.store].limit - self.flow.by_store[lot.store];
        let fits = !self.is_full(column.lot, need) && !self.is_capped(column.lot, need, step);
        free >= step && above >= step && left >= column.role.served && fits
    }

    /// The most that packs keep from a need: what is open below a step, and what could be sent of broken packs.
    fn below_packs(&self, need: usize) -> u64 {
        let row = &self.index.needs[need];
        let left = row.open - self.flow.by_need[need];
        let (mut below, mut broken) = (0_u64, 0_u64);
        for role in &self.index.items[row.item].roles {
            let pack = self.index.items[role.item].pack;
            let lots =
                self.index.lots_of(role.item).chunk_by(|a, b| self.index.lots[*a].store == self.index.lots[*b].store);
            for lots in lots {
                let mut reached = lots
                    .iter()
                    .filter(|lot| self.index.lots[**lot].available > 0 && self.index.passage(**lot, need).is_ok())
                    .peekable();
                if reached.peek().is_none() {
                    continue;
                }
                if role.component.is_some() && pack > 1 {
                    // How many kits broken packs would make depends on the other parts.
                    return left;
                }
                below = below.max(left % role.served.max(1));
                let store = self.index.lots[lots[0]].store;
                let above = self.index.stores[store].limit - self.flow.by_store[store];
                let ends = reached.map(|lot| (self.index.lots[*lot].available - self.flow.by_lot[*lot]) % pack);
                let units = ends.fold(0, u64::saturating_add).max(above % pack).min(above);
                broken = broken.saturating_add((units / role.given).saturating_mul(role.needed));
            }
        }
        // Where a whole step has room, nothing was kept back by broken packs. A component by itself serves nobody.
        let mut columns = self.index.columns(need).filter(|column| column.role.component.is_none());
        let has_room = columns.any(|column| self.has_room(&column, need, left));
        if has_room { below } else { below.saturating_add(broken) }
    }

    /// Whether the next units of a need, at most so many that stand alike, went to a need that was drawn before it,
    /// from a lot that could have served it.
    fn lost_the_draw(&self, need: usize, quantity: u64) -> bool {
        let (row, stack) = (&self.index.needs[need], &self.stacks[need]);
        let next = self.flow.by_need[need] / self.groups.pack(row.item);
        let (wanted, draw) = standing(self.groups, row.item, stack, next);
        let Some(lots) = self.drawn.get(&wanted) else { return false };
        let is_before = |lot: usize| {
            let first = lots.get(&lot).into_iter().flatten().flatten();
            first.into_iter().any(|(theirs, other)| *other != need && *theirs > draw)
        };
        quantity <= self.alike(row.item, stack, next, &wanted)
            && self.index.columns(need).any(|column| is_before(column.lot))
    }

    /// Units of the packs that follow so many others and stand as `wanted` does. Packs inside a run stand alike.
    fn alike(&self, item: usize, stack: &Stack, next: u64, wanted: &Standing) -> u64 {
        let pack = self.groups.pack(item);
        let (mut packs, end) = (next, stack.open() / pack);
        while packs < end {
            // A stack that is open there has a run there.
            let width = stack.run(packs * pack).map_or(0, |run| run.width);
            if standing(self.groups, item, stack, packs).0 != *wanted {
                break;
            }
            packs = (packs + (width / pack).max(1)).min(end);
        }
        (packs - next.min(packs)) * pack
    }
}
