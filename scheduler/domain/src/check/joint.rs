//! The claims: how near the best the joint items are at one level, or in cost. Each is a bound of linear programming,
//! counted in one whole number, and holds without a solver.
//!
//! A claim's number of a plan is `scale` · V of its level, or −`scale` · cost, plus `weights`\[m\] · V of earlier
//! levels m. So a unit of level m gains
//!
//! | level m | gain |
//! |---|---|
//! | the claim's own | scale · s · ω |
//! | earlier, with a weight | weight · s · ω |
//! | earlier, without | 0, and it is *forced*: the claim is about plans that serve all of the level |
//! | later | 0 |
//!
//! A level without a weight must be served in full by this plan, too: every unit that any shipment could serve.
//!
//! With prices π ≥ 0 of rows (lots, reserves, lanes, pools) and p of needs, of any sign, such that for every column
//! that can carry something, A units of the lot serving B of the need, P units being a pack of it,
//!
//! ```text
//! B·p·P ≤ A·e,    e = u + r + P·(scale·cost + g + micrograms·q + nanolitres·q′)     (cost only where the claim is about it)
//! ```
//!
//! no lawful plan that serves the forced levels in full has a number above
//!
//! ```text
//! bound = Σ_rows π·limit + Σ_needs [ Σ_forced −p·width + Σ_others max(0, gain − p)·width ] + Σ_last ⌈max(0, B·p·P − A·e′)·last / (A·P)⌉
//! ```
//!
//! u and r are per pack, and their limits whole packs. For: z units of the segments of a need add up to what its
//! columns bring, Σ z = Σ (B/A)·x. So the number of a plan is Σ (gain − p)·z + Σ (p·B/A − cost)·x. In the first sum z
//! is the whole width where it is forced, and between nothing and the width elsewhere. In the second, p·B/A − cost ≤
//! what the row prices add up to on the column, and over all columns that is at most Σ π·limit. Nothing is used of
//! numbers but that they are ordered and added, and multiplied by factors that are not negative.
//!
//! Widths are cut to what the need's columns could bring (`reach`): no lawful plan serves more.
//!
//! Where changes cost, a unit beyond what the last plan sent costs more: `cost` counts it, and e′ is e without it. Such
//! a column is two side by side; the cheaper carries at most `last`, and the last sum is the price of that limit.
//!
//! A kit's need has a price for each component, p\[c\] ≤ e for every column of c. Kits n take units\[c\]·n of each, so
//! with p = Σ units\[c\]·p\[c\] the argument is the same. A price of the need itself may be lower, never higher, unless
//! the components in reach make no kit at all.

use super::flow::Flow;
use super::index::{Column, Index};
use super::items::Role;
use super::reach::{kits_in_reach, reach};
use super::violation::Violation;
use super::worth::{Run, Stack, TOO_LARGE, cost};
use crate::plan::{Claim, Plan, Target};
use crate::policy::SecondLevel;
use crate::quantity::gcd;

/// The joint part of a plan.
pub(super) struct Joint<'a> {
    index: &'a Index<'a>,
    stacks: &'a [Stack],
    level: SecondLevel,
    /// Needs, and the units that any shipment could serve.
    needs: Vec<(usize, u64)>,
    /// V of what the plan serves, by level.
    service: Vec<i128>,
    /// V of all that any shipment could serve, by level.
    most: Vec<i128>,
    cost: i128,
}

impl<'a> Joint<'a> {
    /// Of some needs; why they cannot be counted, else.
    pub(super) fn of(
        index: &'a Index<'a>,
        flow: &Flow,
        stacks: &'a [Stack],
        level: SecondLevel,
        needs: Vec<usize>,
    ) -> Result<Self, String> {
        let needs: Vec<_> = needs.into_iter().map(|need| (need, reach(index, need))).collect();
        let (mut service, mut most) = (vec![0; index.policy.levels()], vec![0; index.policy.levels()]);
        let mut costs = 0_i128;
        for (need, reach) in &needs {
            stacks[*need].value(flow.by_need[*need], &mut service).ok_or(TOO_LARGE)?;
            stacks[*need].value(*reach, &mut most).ok_or(TOO_LARGE)?;
            for sent in flow.to(*need) {
                costs = costs.checked_add(cost(index, level, sent)?).ok_or(TOO_LARGE)?;
            }
        }
        Ok(Self { index, stacks, level, needs, service, most, cost: costs })
    }

    /// What no plan exceeds at a level, as far as claims say: what a claim about it proves, else all that any shipment
    /// could serve. A claim with weights says nothing of its level alone. Whatever is served, the level's value is a
    /// multiple of what divides all that its units are worth.
    pub(super) fn bound(&self, level: usize, claims: &[Claim]) -> Option<i128> {
        let of = u8::try_from(level).map(Target::Level).expect("few levels");
        match claims.iter().find(|claim| claim.of == of && claim.weights.is_empty()) {
            Some(claim) => {
                let step = self.step(level);
                let gap = claim.gap() / step * step;
                let full = self.most[level].checked_sub(self.service[level])?.max(0).unsigned_abs();
                self.service[level].checked_add_unsigned(gap.min(full))
            }
            None => Some(self.most[level]),
        }
    }

    /// What divides the worth of every unit of a level.
    fn step(&self, level: usize) -> u128 {
        let runs = self.needs.iter().flat_map(|(need, reach)| self.stacks[*need].runs(*reach));
        let worths = runs.filter(|run| usize::from(run.level) == level).map(|run| run.worth.unsigned_abs());
        worths.fold(0, gcd).max(1)
    }

    /// Every claim of a plan, in order.
    pub(super) fn check(&self, plan: &Plan, found: &mut Vec<Violation>) {
        if let Some(claim) = plan.claims.first().filter(|_| self.needs.is_empty()) {
            found.push(Violation::NotClaimed { of: claim.of, what: "no item is joint".into() });
            return;
        }
        for pair in plan.claims.windows(2).filter(|pair| pair[0].of >= pair[1].of) {
            found.push(Violation::Disorder(format!("claim of {}", pair[1].of)));
        }
        for claim in &plan.claims {
            match Rule::of(self, claim) {
                Ok(rule) => rule.check(found),
                Err(what) => found.push(Violation::NotClaimed { of: claim.of, what }),
            }
        }
    }
}

/// A claim, and what its number counts.
struct Rule<'a> {
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
    fn of(joint: &'a Joint<'a>, claim: &'a Claim) -> Result<Self, String> {
        let levels = joint.index.policy.levels();
        let target = match claim.of {
            Target::Level(level) if usize::from(level) < levels => usize::from(level),
            Target::Level(_) => return Err("the policy has no such level".into()),
            Target::Cost => levels,
        };
        let mut factors: Vec<_> = (0..levels).map(|level| (level > target).then_some(0)).collect();
        if target < levels {
            factors[target] = Some(claim.scale.into());
        }
        for (level, weight) in &claim.weights {
            if usize::from(*level) >= target {
                return Err(format!("it gives level {level} a weight, which does not come before"));
            }
            factors[usize::from(*level)] = Some((*weight).into());
        }
        if let Some(level) =
            (0..target).find(|level| factors[*level].is_none() && joint.service[*level] < joint.most[*level])
        {
            return Err(format!("level {level} has no weight and is not full"));
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
    fn price_rows(&mut self) -> Result<i128, String> {
        let (index, prices) = (self.joint.index, &self.claim.prices);
        let bad =
            |what: String| format!("{what} has a price, and has no limit or is not there, or its price is below zero");
        let mut rows = Some(0);
        let mut stores = vec![0; index.stores.len()];
        for (key, price) in &prices.lots {
            let lot = index.lot(key).filter(|_| *price >= 0).ok_or_else(|| bad(format!("lot {key}")))?;
            self.lots[lot] = *price;
            plus(&mut rows, *price, index.lots[lot].available / index.items[index.lots[lot].item].pack);
        }
        for ((depot, item), price) in &prices.reserves {
            let store = index.store(depot, item).filter(|_| *price >= 0);
            let store = store.ok_or_else(|| bad(format!("reserve {depot}/{item}")))?;
            stores[store] = *price;
            plus(&mut rows, *price, index.stores[store].limit / index.items[index.stores[store].item].pack);
        }
        for (price, row) in self.lots.iter_mut().zip(&index.lots) {
            *price = price.checked_add(stores[row.store]).ok_or(TOO_LARGE)?;
        }
        for ((depot, site), price) in &prices.lanes {
            let lane = index.lane_at(depot, site).filter(|_| *price >= 0);
            let lane = lane.and_then(|lane| Some((lane, index.way(lane)?.capacity?)));
            let (lane, capacity) = lane.ok_or_else(|| bad(format!("lane {depot} -> {site}")))?;
            self.lanes.push((lane, *price));
            plus(&mut rows, *price, capacity);
        }
        self.lanes.sort_unstable();
        for (id, price) in &prices.pools {
            let pool = super::sorted::place(&index.pools, id, |row| row.id).ok_or_else(|| bad(format!("pool {id}")))?;
            self.pools[pool] = [price.per_microgram, price.per_nanolitre];
            let limits = [index.pools[pool].micrograms, index.pools[pool].nanolitres];
            for (price, limit) in self.pools[pool].into_iter().zip(limits) {
                match limit {
                    Some(limit) if price >= 0 => plus(&mut rows, price, limit),
                    None if price == 0 => {}
                    _ => return Err(bad(format!("pool {id}"))),
                }
            }
        }
        rows.ok_or_else(|| TOO_LARGE.to_owned())
    }

    /// Prices of needs are of joint needs, and those of parts of components.
    fn price_needs(&self) -> Result<(), String> {
        let index = self.joint.index;
        let joint = |need: usize| self.joint.needs.binary_search_by_key(&need, |(need, _)| *need).is_ok();
        for key in self.claim.prices.needs.keys() {
            if !index.need(key).is_some_and(joint) {
                return Err(format!("need {key} has a price, and is not joint"));
            }
        }
        for (key, component) in self.claim.prices.parts.keys() {
            let need = index.need(key).filter(|need| joint(*need));
            let is_part = need.zip(index.item(component)).is_some_and(|(need, item)| {
                let mut roles = index.items[index.needs[need].item].roles.iter();
                roles.any(|role| role.item == item && role.component.is_some())
            });
            if !is_part {
                return Err(format!("need {key} has a price of {component}, which is no part of a joint kit"));
            }
        }
        Ok(())
    }

    fn check(&self, found: &mut Vec<Violation>) {
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
                None => found.push(wrong(format!("its {what} is too large to be counted"))),
            }
        }
    }

    /// The number of the plan's own joint part.
    fn value(&self) -> Option<i128> {
        let mut value = self.cost.checked_mul(self.joint.cost)?.checked_neg()?;
        for (factor, service) in self.factors.iter().zip(&self.joint.service) {
            // What is forced counts nothing.
            value = value.checked_add(factor.unwrap_or(0).checked_mul(*service)?)?;
        }
        Some(value)
    }

    /// p of a need, and by how much it is above what its parts come to, if it is for a kit. `None` where that does not
    /// fit.
    fn price(&self, need: usize) -> Option<(i128, i128)> {
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
                if more > 0 {
                    let (lot, key) = (index.lots[*lot].key, index.needs[need].key);
                    let serves = if lot.item == key.item { String::new() } else { format!(" for {}", key.item) };
                    let what = format!("sending more {lot} -> {}{serves} would gain {more}", key.site);
                    found.push(Violation::NotClaimed { of: self.claim.of, what });
                }
                let saved = gain(worth, role, before).max(0).checked_mul(index.last(*lot, need).into());
                let given = i128::from(role.given) * i128::from(pack);
                let saved = saved.map(|saved| saved / given + i128::from(saved % given > 0));
                *bound = bound.zip(saved).and_then(|(bound, saved)| bound.checked_add(saved));
            }
        }
    }

    /// What a need's own price is above what its kits' parts come to: 0 where no kit can be made.
    fn kits(&self, need: usize, over: i128, found: &mut Vec<Violation>) {
        let index = self.joint.index;
        if over > 0 && kits_in_reach(index, need) > 0 {
            let what = format!("sending more kits to {} would gain {over}", index.needs[need].key);
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
