//! One claim counted anew: its prices are lawful, and its bound is what they prove.

use super::Joint;
use crate::check::index::Column;
use crate::check::items::Role;
use crate::check::names;
use crate::check::reach::kits_in_reach;
use crate::check::violation::Violation;
use crate::check::worth::{Run, too_large};
use crate::plan::{Claim, Target};
use yicang_language::{Message, message};

/// A claim, and what its number counts.
pub(super) struct Rule<'a> {
    joint: &'a Joint<'a>,
    claim: &'a Claim,
    /// By level: the factor of s·ω; `None` where the level is forced.
    factors: Vec<Option<i128>>,
    /// The factor of the cost; 0 where it does not count.
    cost: i128,
    /// Prices by index, u + r of each lot.
    lots: Vec<i128>,
    /// By depot and site, sorted.
    lanes: Vec<((usize, usize), i128)>,
    /// Per microgram and nanolitre.
    pools: Vec<[i128; 2]>,
    /// Σ π·limit.
    rows: i128,
}

/// A sum that may not fit.
fn plus(sum: &mut Option<i128>, price: i128, units: u64) {
    let part = price.checked_mul(i128::from(units));
    *sum = sum.zip(part).and_then(|(sum, part)| sum.checked_add(part));
}

impl<'a> Rule<'a> {
    /// What is wrong with the claim's form, else.
    pub(super) fn of(joint: &'a Joint<'a>, claim: &'a Claim) -> Result<Self, Message> {
        let levels = joint.index.policy.levels();
        let target = match claim.of {
            Target::Level(level) if usize::from(level) < levels => usize::from(level),
            Target::Level(_) => return Err(message!("check-claim-no-level")),
            Target::Cost => levels,
        };
        let mut factors: Vec<_> = (0..levels).map(|level| (level > target).then_some(0)).collect();
        if target < levels {
            factors[target] = Some(claim.scale.into());
        }
        for (level, weight) in &claim.weights {
            if usize::from(*level) >= target {
                return Err(message!("check-claim-weight", level = *level));
            }
            factors[usize::from(*level)] = Some((*weight).into());
        }
        if let Some(level) =
            (0..target).find(|level| factors[*level].is_none() && joint.service[*level] < joint.most[*level])
        {
            return Err(message!("check-claim-not-full", level = level));
        }
        let cost = if claim.of == Target::Cost { claim.scale.into() } else { 0 };
        let index = joint.index;
        let (lots, lanes, pools) = (vec![0; index.lots.len()], Vec::new(), vec![[0; 2]; index.pools.len()]);
        let mut rule = Self { joint, claim, factors, cost, lots, lanes, pools, rows: 0 };
        rule.rows = rule.price_rows()?;
        rule.price_needs()?;
        Ok(rule)
    }

    /// Reads the prices of rows; what they come to at their limits.
    fn price_rows(&mut self) -> Result<i128, Message> {
        let (index, prices) = (self.joint.index, &self.claim.prices);
        let bad = |what: Message| message!("check-claim-price", what = what);
        let mut rows = Some(0);
        let mut stores = vec![0; index.stores.len()];
        for (key, price) in &prices.lots {
            let lot = index.lot(key).filter(|_| *price >= 0).ok_or_else(|| bad(names::lot(key)))?;
            self.lots[lot] = *price;
            plus(&mut rows, *price, index.lots[lot].available / index.items[index.lots[lot].item].pack);
        }
        for ((depot, item), price) in &prices.reserves {
            let store = index.store(depot, item).filter(|_| *price >= 0);
            let store = store.ok_or_else(|| bad(names::reserve(depot, item)))?;
            stores[store] = *price;
            plus(&mut rows, *price, index.stores[store].limit / index.items[index.stores[store].item].pack);
        }
        for (price, row) in self.lots.iter_mut().zip(&index.lots) {
            *price = price.checked_add(stores[row.store]).ok_or_else(too_large)?;
        }
        for ((depot, site), price) in &prices.lanes {
            let lane = index.lane_at(depot, site).filter(|_| *price >= 0);
            let lane = lane.and_then(|lane| Some((lane, index.way(lane)?.capacity?)));
            let (lane, capacity) = lane.ok_or_else(|| bad(names::lane(depot, site)))?;
            self.lanes.push((lane, *price));
            plus(&mut rows, *price, capacity);
        }
        self.lanes.sort_unstable();
        for (id, price) in &prices.pools {
            let pool = crate::check::sorted::place(&index.pools, id, |row| row.id)
                .ok_or_else(|| bad(message!("check-pool", pool = id.as_str())))?;
            self.pools[pool] = [price.per_microgram, price.per_nanolitre];
            let limits = [index.pools[pool].micrograms, index.pools[pool].nanolitres];
            for (price, limit) in self.pools[pool].into_iter().zip(limits) {
                match limit {
                    Some(limit) if price >= 0 => plus(&mut rows, price, limit),
                    None if price == 0 => {}
                    _ => return Err(bad(message!("check-pool", pool = id.as_str()))),
                }
            }
        }
        rows.ok_or_else(too_large)
    }

    /// Prices of needs are of joint needs, and those of parts of components.
    fn price_needs(&self) -> Result<(), Message> {
        let index = self.joint.index;
        let joint = |need: usize| self.joint.needs.binary_search_by_key(&need, |(need, _)| *need).is_ok();
        for key in self.claim.prices.needs.keys() {
            if !index.need(key).is_some_and(joint) {
                return Err(message!("check-claim-not-joint", need = key.to_string()));
            }
        }
        for (key, component) in self.claim.prices.parts.keys() {
            let need = index.need(key).filter(|need| joint(*need));
            let is_part = need.zip(index.item(component)).is_some_and(|(need, item)| {
                let mut roles = index.items[index.needs[need].item].roles.iter();
                roles.any(|role| role.item == item && role.component.is_some())
            });
            if !is_part {
                let (need, component) = (key.to_string(), component.as_str());
                return Err(message!("check-claim-no-part", need = need, component = component));
            }
        }
        Ok(())
    }

    pub(super) fn check(&self, found: &mut Vec<Violation>) {
        let of = self.claim.of;
        let wrong = |what| Violation::NotClaimed { of, what };
        let mut bound = Some(self.rows);
        for (need, reach) in &self.joint.needs {
            match self.price(*need) {
                Some((price, over)) => {
                    self.columns(*need, price, &mut bound, found);
                    self.kits(*need, over, found);
                    self.segments(*need, *reach, price, &mut bound);
                }
                None => bound = None,
            }
        }
        for (what, said, counted) in [("value", self.claim.value, self.value()), ("bound", self.claim.bound, bound)] {
            match counted {
                Some(counted) if counted == said => {}
                Some(counted) => found.push(Violation::WrongClaim { of, what, said, counted }),
                None if what == "value" => found.push(wrong(message!("check-claim-value-too-large"))),
                None => found.push(wrong(message!("check-claim-bound-too-large"))),
            }
        }
    }

    /// The number of the plan's own joint part.
    pub(super) fn value(&self) -> Option<i128> {
        let mut value = self.cost.checked_mul(self.joint.cost)?.checked_neg()?;
        for (factor, service) in self.factors.iter().zip(&self.joint.service) {
            // What is forced counts nothing.
            value = value.checked_add(factor.unwrap_or(0).checked_mul(*service)?)?;
        }
        Some(value)
    }

    /// p of a need, and by how much it is above what its parts come to, if it is for a kit. `None` where that does not
    /// fit.
    pub(super) fn price(&self, need: usize) -> Option<(i128, i128)> {
        let row = &self.joint.index.needs[need];
        let (mut kit, mut is_kit) = (0_i128, false);
        for role in &self.joint.index.items[row.item].roles {
            if let Some(units) = role.component {
                is_kit = true;
                kit = kit.checked_add(self.part(need, role).checked_mul(units.into())?)?;
            }
        }
        // What is not listed has price 0, a kit that of its parts.
        let own = self.claim.prices.needs.get(row.key).copied().unwrap_or(kit);
        Some((own, if is_kit { own.checked_sub(kit)? } else { 0 }))
    }

    /// What is not listed has price 0.
    fn part(&self, need: usize, role: &Role) -> i128 {
        let index = self.joint.index;
        let key = (index.needs[need].key.clone(), index.items[role.item].id.clone());
        self.claim.prices.parts.get(&key).copied().unwrap_or(0)
    }

    fn segments(&self, need: usize, reach: u64, price: i128, bound: &mut Option<i128>) {
        for Run { level, worth, width, .. } in self.joint.stacks[need].runs(reach) {
            let over = match self.factors[usize::from(level)] {
                None if worth > 0 => price.checked_neg(),
                // A level is full without the units that are worth nothing in it.
                factor => {
                    let factor = factor.unwrap_or(0);
                    let over = worth.checked_mul(factor).and_then(|gain| gain.checked_sub(price));
                    over.map(|over| over.max(0))
                }
            };
            match over {
                Some(over) => plus(bound, over, width),
                None => *bound = None,
            }
        }
    }

    /// B·p ≤ A·e for every column to a need, and what the last plan's part adds to the bound.
    fn columns(&self, need: usize, price: i128, bound: &mut Option<i128>, found: &mut Vec<Violation>) {
        let index = self.joint.index;
        for role in &index.items[index.needs[need].item].roles {
            let price = if role.component.is_some() { self.part(need, role) } else { price };
            let pack = index.items[role.item].pack;
            let Some(worth) =
                price.checked_mul(i128::from(role.needed)).and_then(|worth| worth.checked_mul(pack.into()))
            else {
                *bound = None;
                return;
            };
            for lot in index.lots_of(role.item) {
                // A column of A packs adds at least A·(u + r): most are left out by that.
                if gain(worth, role, self.lots[*lot]) <= 0 {
                    continue;
                }
                let Some(column) = index.column(role, *lot, need) else { continue };
                let (before, change) = self.cost_of(&column, need);
                let more = gain(worth, role, before.saturating_add(change));
                let (last, cap) = (index.last(*lot, need), index.cap(*lot, need));
                if more > 0 && cap.is_none() {
                    let (lot, key) = (index.lots[*lot].key, index.needs[need].key);
                    let what = message!("check-claim-more", what = names::column(lot, key), gain = more);
                    found.push(Violation::NotClaimed { of: self.claim.of, what });
                }
                let given = i128::from(role.given) * i128::from(pack);
                let mut add = |gain: i128, units: u64| {
                    let saved = gain.max(0).checked_mul(units.into());
                    let saved = saved.map(|saved| saved / given + i128::from(saved % given > 0));
                    *bound = bound.zip(saved).and_then(|(bound, saved)| bound.checked_add(saved));
                };
                let kept = last.min(cap.unwrap_or(last));
                add(gain(worth, role, before), kept);
                if let Some(cap) = cap {
                    add(more, cap - kept);
                }
            }
        }
    }

    /// What a need's own price is above what its kits' parts come to: 0 where no kit can be made.
    fn kits(&self, need: usize, over: i128, found: &mut Vec<Violation>) {
        let index = self.joint.index;
        if over > 0 && kits_in_reach(index, need) > 0 {
            let what = message!("check-claim-more-kits", need = index.needs[need].key.to_string(), gain = over);
            found.push(Violation::NotClaimed { of: self.claim.of, what });
        }
    }

    /// e′ of a pack over a column, and what a pack beyond the last plan's costs more. Each part is at least 0, so what
    /// does not fit is more than what does.
    fn cost_of(&self, column: &Column<'_>, need: usize) -> (i128, i128) {
        let index = self.joint.index;
        let unit = index.unit_cost(self.joint.level, column.role, column.lot, need, &column.passage);
        // A lane without a cost is refused elsewhere; to count nothing for it asks more of the prices.
        let cost = unit.unwrap_or(0).saturating_mul(self.cost);
        let lane = index.lane_of(column.lot, need);
        let lane = self.lanes.binary_search_by_key(&lane, |(lane, _)| *lane).map_or(0, |at| self.lanes[at].1);
        let pool = column.passage.way.pool.map_or(0, |pool| {
            let item = &index.items[column.role.item];
            let [microgram, nanolitre] = self.pools[pool];
            let weight = microgram.saturating_mul(item.micrograms.into());
            weight.saturating_add(nanolitre.saturating_mul(item.nanolitres.into()))
        });
        let pack = i128::from(index.items[column.role.item].pack);
        let units = cost.saturating_add(lane).saturating_add(pool).saturating_mul(pack);
        let change = index.change().saturating_mul(self.cost).saturating_mul(pack);
        (units.saturating_add(self.lots[column.lot]), change)
    }
}

/// B·p − A·e; where A·e does not fit, it is above what does.
fn gain(worth: i128, role: &Role, e: i128) -> i128 {
    worth.saturating_sub(e.saturating_mul(i128::from(role.given)))
}
