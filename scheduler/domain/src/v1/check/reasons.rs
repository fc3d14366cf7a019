//! The reasons add up, and each is borne out by something in the situation and the plan. What packs took away is
//! counted after rounding, everything else before.

use super::flow::Flow;
use super::index::Index;
use super::violation::Violation;
use crate::check::Blocker;
use crate::plan::Unmet;
use crate::policy::FirstLevel;
use crate::quantity::Quantity;
use crate::reason::Reason;
use crate::v1::plan::Plan;

pub(super) fn check(index: &Index<'_>, plan: &Plan, shipped: &Flow, base: &Flow, found: &mut Vec<Violation>) {
    let order: Vec<_> = plan.unmet.iter().map(|u| (&u.need, u.reason)).collect();
    for pair in order.windows(2).filter(|pair| pair[0] >= pair[1]) {
        found.push(Violation::Disorder(format!("unmet {} {}", pair[1].0, pair[1].1)));
    }
    let grounds = Grounds { index, shipped, base, takers: takers(index, base) };
    let mut sums = vec![0_u64; index.needs.len()];
    for unmet in &plan.unmet {
        if unmet.quantity == Quantity::ZERO {
            found.push(Violation::Empty(format!("unmet {} {}", unmet.need, unmet.reason)));
        }
        let Some(need) = index.need(&unmet.need) else {
            found.push(Violation::UnknownNeed(unmet.need.clone()));
            continue;
        };
        sums[need] += unmet.quantity.units();
        if !grounds.bear_out(need, unmet) {
            let (need, quantity) = (unmet.need.clone(), unmet.quantity.units());
            found.push(Violation::Unfounded { need, reason: unmet.reason, quantity });
        }
    }
    for ((row, given), reasons) in index.needs.iter().zip(&shipped.by_need).zip(sums) {
        let unmet = row.open - given;
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

struct Grounds<'a> {
    index: &'a Index<'a>,
    shipped: &'a Flow,
    base: &'a Flow,
    takers: Vec<Takers>,
}

impl Grounds<'_> {
    fn bear_out(&self, at: usize, unmet: &Unmet) -> bool {
        let need = self.index.needs[at].need;
        match unmet.reason {
            Reason::ClaimOverEntitlement => {
                unmet.quantity <= need.claimed.saturating_sub(need.entitlement) && need.claimed > need.entitlement
            }
            Reason::LaneClosed => self.kept_by(at, Blocker::NoLane),
            Reason::Earmarked => self.kept_by(at, Blocker::Earmark),
            Reason::LeadTime => self.kept_by(at, Blocker::LeadTime),
            Reason::RemainingLife => self.kept_by(at, Blocker::RemainingLife),
            Reason::ProtectedReserve => {
                self.reachable(at).any(|lot| self.index.stores[self.index.lots[lot].store].held)
            }
            Reason::TransportCapacity => self.reachable(at).any(|lot| self.is_full(lot, at)),
            Reason::HigherClass => self.somebody_else_got_it(at),
            Reason::EqualShareLevel => {
                matches!(self.index.policy.first_level, FirstLevel::Steps(_)) && self.somebody_else_got_it(at)
            }
            Reason::PackSize => {
                let lost = self.base.by_need[at].saturating_sub(self.shipped.by_need[at]);
                unmet.quantity.units() <= lost
            }
            // What nothing else explains. That nothing more could have been sent is what the prices prove.
            Reason::SupplyExhausted => true,
            Reason::FrozenOrder => unmet.quantity.units() <= self.frozen(at),
            // Not in the model of version 1: no plan may give them.
            Reason::Unverified
            | Reason::Held
            | Reason::Stale
            | Reason::Override
            | Reason::Draw
            | Reason::UnknownClass
            | Reason::NotPlanned => false,
        }
    }

    /// Whether this keeps stock that is left, or, for a need that no stock may serve at all, any stock.
    fn kept_by(&self, need: usize, blocker: Blocker) -> bool {
        let stocked = || {
            let lots = self.index.suppliers(need).map(|(_, lot)| lot);
            lots.filter(|lot| self.index.lots[*lot].available > 0)
        };
        let cut_off = stocked().all(|lot| self.index.passage(lot, need).is_err());
        stocked().any(|lot| {
            let left = self.index.lots[lot].available > self.base.by_lot[lot];
            (cut_off || left) && self.index.passage(lot, need).is_err_and(|blockers| blockers.has(blocker))
        })
    }

    /// Lots that may serve a need.
    fn reachable(&self, need: usize) -> impl Iterator<Item = usize> {
        let lots = self.index.suppliers(need).map(|(_, lot)| lot);
        lots.filter(move |lot| self.index.passage(*lot, need).is_ok())
    }

    /// Units that approved orders hold of lots that may serve a need, without what is on its way to itself.
    fn frozen(&self, need: usize) -> u64 {
        let held = self.reachable(need).map(|lot| self.index.lots[lot].reserved).sum::<u64>();
        held.saturating_sub(self.index.needs[need].need.covered.units())
    }

    /// Whether no further unit of a lot fits on its lane to a need, or into the lane's pool.
    fn is_full(&self, lot: usize, need: usize) -> bool {
        let lane = self.index.lane_of(lot, need);
        let Some(way) = self.index.way(lane) else { return false };
        let used_up = way.capacity.is_some_and(|capacity| self.base.on_lane(lane) >= capacity);
        let row = &self.index.items[self.index.lots[lot].item];
        used_up
            || way.pool.is_some_and(|at| {
                let (pool, [grams, millilitres]) = (self.index.pools[at].1, self.base.by_pool[at]);
                let over = |used: u128, more: u64, most: Option<Quantity>| {
                    most.is_some_and(|most| used + u128::from(more) > u128::from(most.units()))
                };
                over(grams, row.grams(), pool.grams) || over(millilitres, row.millilitres(), pool.millilitres)
            })
    }

    /// Whether another need gets something that might serve this one.
    fn somebody_else_got_it(&self, need: usize) -> bool {
        let roles = self.index.items[self.index.needs[need].item].roles.iter();
        roles.map(|role| self.takers[role.item]).any(|takers| takers != Takers::Nobody && takers != Takers::One(need))
    }
}
