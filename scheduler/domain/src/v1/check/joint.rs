//! The joint proof: how near the best the part of the items is that trade against each other.
//!
//! With gains and costs in one whole number (see [`crate::v1::Plan`]), prices u, r, g, q ≥ 0 of lots, reserves, lanes
//! and pools and p of needs bound every lawful plan, if for every admissible column with A units given for B needed
//!
//! ```text
//! B·p ≤ A·e,   e = cost + u + r + g + grams·q_gram + millilitres·q_millilitre
//! ```
//!
//! where `cost` is that of a unit beyond what the last plan sent, and for every need that kits may serve, with e least
//! among the admissible columns of each component c, p ≤ Σ_c units_c·e_c. Then for every lawful plan
//!
//! ```text
//! Σ gain·z − Σ cost·x ≤ Σ u·available + r·limit + g·capacity + q·capacity + Σ (gain − p)⁺·width + Σ ⌈w·last⌉
//! ```
//!
//! with w = (p·B/A − e′)⁺ for a column that the last plan used, e′ being e without what changes cost; for a component
//! it is (e_c − e′)⁺. The right side is the bound, the left side of the plan at hand its value.

use super::flow::Flow;
use super::group::Group;
use super::index::{Index, Passage};
use super::items::Role;
use super::price_table::{Table, ZERO};
use super::segments::{Segment, gain};
use super::violation::Violation;
use super::worth::cost;
use crate::check::names;
use crate::quantity::Quantity;
use crate::v1::plan::{Joint, Plan, Price};
use yicang_language::message;

#[expect(clippy::too_many_arguments, reason = "everything that a proof is made of")]
pub(super) fn check(
    index: &Index<'_>,
    plan: &Plan,
    said: &Joint,
    flow: &Flow,
    prices: &Table,
    groups: &[Group],
    segments: &[Vec<Segment>],
    found: &mut Vec<Violation>,
) {
    let proof = Proof { index, plan, scale: said.scale, flow, prices };
    let mut sums = Sums { value: Some(0), bound: Some(0) };
    proof.rows(&mut sums);
    for group in groups {
        proof.lanes(group, &mut sums);
        for lot in &group.lots {
            sums.bound_by(prices.lots[*lot].second, index.lots[*lot].available);
        }
        for store in &group.stores {
            sums.bound_by(prices.stores[*store].second, index.stores[*store].limit);
        }
        for need in &group.needs {
            proof.segments(*need, &segments[*need], &mut sums);
            proof.columns(*need, &mut sums, found);
        }
    }
    for (what, said, counted) in [("value", said.value, sums.value), ("bound", said.bound, sums.bound)] {
        match counted {
            Some(counted) if counted == said => {}
            Some(counted) => found.push(Violation::WrongJoint { what, said, counted }),
            None if what == "value" => found.push(Violation::NotValued(message!("check-joint-value-too-large"))),
            None => found.push(Violation::NotValued(message!("check-joint-bound-too-large"))),
        }
    }
}

/// `None` where a sum does not fit.
struct Sums {
    value: Option<i128>,
    bound: Option<i128>,
}

impl Sums {
    fn add(sum: &mut Option<i128>, price: i128, units: u64) {
        let part = price.checked_mul(i128::from(units));
        *sum = sum.zip(part).and_then(|(sum, part)| sum.checked_add(part));
    }

    fn bound_by(&mut self, price: i128, units: u64) {
        Self::add(&mut self.bound, price, units);
    }
}

struct Proof<'a> {
    index: &'a Index<'a>,
    plan: &'a Plan,
    scale: u64,
    flow: &'a Flow,
    prices: &'a Table,
}

/// An admissible column: e, and e′ with the units that it counts for.
struct Column {
    lot: usize,
    priced: i128,
    before: i128,
    last: u64,
}

impl Proof<'_> {
    /// Pools and shared lanes.
    fn rows(&self, sums: &mut Sums) {
        for ((_, pool), [gram, millilitre]) in self.index.pools.iter().zip(&self.prices.pools) {
            sums.bound_by(*gram, pool.grams.map_or(0, Quantity::units));
            sums.bound_by(*millilitre, pool.millilitres.map_or(0, Quantity::units));
        }
        for (lane, price) in &self.prices.shared_lanes {
            sums.bound_by(*price, self.capacity(*lane));
        }
    }

    fn capacity(&self, lane: (usize, usize)) -> u64 {
        self.index.way(lane).and_then(|way| way.capacity).unwrap_or(0)
    }

    /// Lanes that the plan prices for items of the group alone.
    fn lanes(&self, group: &Group, sums: &mut Sums) {
        for ((_, depot, site), price) in self.prices.lanes_of(group.name) {
            sums.bound_by(price.second, self.capacity((*depot, *site)));
        }
    }

    fn segments(&self, need: usize, segments: &[Segment], sums: &mut Sums) {
        let (price, mut left) = (self.prices.needs[need].second, self.flow.by_need[need]);
        for segment in segments {
            let z = segment.width.min(left);
            left -= z;
            let gain = gain(self.index.policy, self.index.needs[need].need, segment.worth, self.scale);
            Sums::add(&mut sums.value, gain, z);
            sums.bound_by((gain - price).max(0), segment.width);
        }
    }

    fn columns(&self, need: usize, sums: &mut Sums, found: &mut Vec<Violation>) {
        let price = self.prices.needs[need].second;
        for sent in self.flow.to(need) {
            let cost = cost(self.index, self.plan.second_level, sent).ok().flatten();
            sums.value = sums.value.zip(cost).and_then(|(value, cost)| value.checked_sub(cost));
        }
        let mut kit = Some(0_i128);
        let mut is_kit = false;
        for (place, role) in self.index.items[self.index.needs[need].item].roles.iter().enumerate() {
            let columns = || self.admissible(place, need);
            let Some(units) = role.component else {
                for column in columns() {
                    self.column(need, role, price, &column, sums, found);
                }
                continue;
            };
            is_kit = true;
            // A component that nothing can bring makes no kits: then p is free.
            let least = columns().map(|column| column.priced).min();
            for column in columns() {
                let w = least.map_or(0, |least| least.saturating_sub(column.before).max(0));
                sums.bound_by(w, column.last);
            }
            let part = least.map(|least| least.saturating_mul(i128::from(units)));
            kit = kit.zip(part).map(|(kit, part)| kit.saturating_add(part));
        }
        if let Some(kit) = kit.filter(|kit| is_kit && price > *kit) {
            let what = message!("check-more-kits", need = self.index.needs[need].key.to_string());
            found.push(Violation::NotProven { what, by: Price { first: 0, second: price - kit } });
        }
    }

    /// B·p ≤ A·e, and what the last plan's part adds to the bound.
    fn column(
        &self,
        need: usize,
        role: &Role,
        price: i128,
        column: &Column,
        sums: &mut Sums,
        found: &mut Vec<Violation>,
    ) {
        let (a, b) = (i128::from(role.given.max(1)), i128::from(role.needed));
        // p·B is below 2^120 and fits; where e or A·e does not, it is above p·B in any case.
        let gain = |e: i128| price.saturating_mul(b).saturating_sub(e.saturating_mul(a));
        let more = gain(column.priced);
        if more > 0 {
            let (lot, key) = (self.index.lots[column.lot].key, self.index.needs[need].key);
            let what = message!("check-more", what = names::column(lot, key));
            found.push(Violation::NotProven { what, by: Price { first: 0, second: more } });
        }
        if column.last > 0 {
            let part = gain(column.before).max(0).checked_mul(i128::from(column.last));
            let part = part.map(|part| part / a + i128::from(part % a > 0));
            sums.bound = sums.bound.zip(part).and_then(|(bound, part)| bound.checked_add(part));
        }
    }

    /// The admissible columns from lots of one item to a need.
    fn admissible(&self, place: usize, need: usize) -> impl Iterator<Item = Column> {
        let role = &self.index.items[self.index.needs[need].item].roles[place];
        self.index.lots_of(role.item).iter().filter_map(move |lot| {
            let passage = self.index.passage(*lot, need).ok()?;
            // Groups with a lane that lacks a cost are not proven.
            let cost = self.index.unit_cost(self.plan.second_level, role, *lot, need, &passage)?;
            let before = cost.saturating_add(self.prices_on(*lot, need, &passage));
            let last = self.index.last(*lot, need);
            Some(Column { lot: *lot, priced: before.saturating_add(self.index.change()), before, last })
        })
    }

    /// u + r + g + grams·q + millilitres·q; each at least 0.
    fn prices_on(&self, lot: usize, need: usize, passage: &Passage) -> i128 {
        let row = &self.index.lots[lot];
        let lane = self.index.lane_of(lot, need);
        let facts = &self.index.items[row.item];
        let shared = self.prices.shared_lanes.binary_search_by_key(&lane, |(lane, _)| *lane);
        let key = (facts.group, lane.0, lane.1);
        let own = self.prices.lanes.binary_search_by_key(&key, |(key, _)| *key);
        let parts = [
            self.prices.lots[lot].second,
            self.prices.stores[row.store].second,
            shared.map_or(0, |place| self.prices.shared_lanes[place].1),
            own.map_or(ZERO, |place| self.prices.lanes[place].1).second,
            passage.way.pool.map_or(0, |pool| {
                let [gram, millilitre] = self.prices.pools[pool];
                let weight = gram.saturating_mul(i128::from(facts.grams()));
                weight.saturating_add(millilitre.saturating_mul(i128::from(facts.millilitres())))
            }),
        ];
        parts.into_iter().fold(0, i128::saturating_add)
    }
}
