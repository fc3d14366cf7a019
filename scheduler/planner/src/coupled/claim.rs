//! The claim that a program's prices prove of one level, or of the cost: a [`Claim`], counted in whole numbers as the
//! checker counts it.
//!
//! The claim's number is the program's, N times finer. Prices of lots, stores and rows are taken over. The price of a
//! need is the most that no column pays for.

use super::aim::Of;
use super::floats::{float, float_of};
use super::program::{DualPrices, Program};
use super::shared_rows::Row;
use crate::model::objective::{self, omega};
use crate::model::worth::Worth;
use crate::model::{Amount, Model};
use crate::parallel::{spread, threads};
use std::collections::BTreeMap;
use std::num::NonZero;
use yicang_domain::plan::{Claim, ClaimPrices, PoolPrice, Target};

/// Sums of a claim stay below two to this power.
const BITS: u32 = 118;
/// The most that a claim is finer than its program: two to this power.
const FINER: u32 = 40;
/// Needs that a thread takes at a time.
const CHUNK: usize = 512;

/// What a claim counts.
struct Count<'c, 'p, 'a> {
    program: &'c Program<'p, 'a>,
    of: Target,
    /// A unit of the target counts so much; and of level 0, where it is not the target.
    scale: i128,
    weight: i128,
    /// Per microgram and nanolitre of a pool, per unit of a lane.
    pools: Vec<[i128; 2]>,
    lanes: BTreeMap<(usize, usize), i128>,
    /// Per unit over a column that an override bounds, by lot and need. It only says which price of the need to take:
    /// what such a column gains is counted from that.
    columns: BTreeMap<(usize, usize), i128>,
    lots: Vec<i128>,
    stores: Vec<i128>,
}

/// What a need adds: its price, those of components, and its part of the bound.
type Part = (i128, Vec<(usize, i128)>, Option<i128>);

/// The claim that prices prove of amounts, sorted by need; `None` where it cannot be counted.
pub(super) fn claim(
    program: &Program<'_, '_>,
    of: Of,
    duals: &DualPrices,
    amounts: &[Amount],
    wanted: Option<NonZero<usize>>,
) -> Option<Claim> {
    let model = program.model;
    let (target, weighted) = match of {
        Of::Level(level) => (Target::Level(level), false),
        Of::All => (Target::Cost, true),
    };
    let finer = finer(program);
    let weight = program.gains.scale.checked_mul(1 << finer)?;
    // So many times the program's number.
    let fine = program.gains.down.checked_mul(1 << finer)?;
    let (scale, weight) = if weighted { (fine, weight) } else { (weight, 0) };
    let mut count = Count {
        program,
        of: target,
        scale,
        weight,
        pools: vec![[0; 2]; model.pools.len()],
        lanes: BTreeMap::new(),
        columns: BTreeMap::new(),
        lots: duals.lots.iter().map(|price| price.checked_mul(fine)).collect::<Option<_>>()?,
        stores: duals.stores.iter().map(|price| price.checked_mul(fine)).collect::<Option<_>>()?,
    };
    for (row, price) in program.rows.iter().zip(&duals.rows) {
        // The nearest: whatever it is, the bound that it makes is right.
        let unit = i128::from(row.unit.max(1));
        let price = price.checked_mul(fine)?.checked_add(unit / 2)? / unit;
        match row.row {
            Row::Lane(lane) => _ = count.lanes.insert(lane, price),
            Row::Pool(pool, dimension) => count.pools[pool][dimension] = price,
            Row::Column(lot, need) => _ = count.columns.insert((lot, need), price),
        }
    }
    let chunks: Vec<&[usize]> = program.needs.chunks(CHUNK).collect();
    let parts = spread(chunks.len(), threads(wanted), |at| -> Vec<Part> {
        chunks[at].iter().map(|need| count.need(*need)).collect()
    });
    let mut bound = count.rows()?;
    let mut prices = count.prices();
    for (need, (price, components, part)) in program.needs.iter().zip(parts.into_iter().flatten()) {
        bound = bound.checked_add(part?)?;
        let key = model.needs[*need].key;
        // Of a kit, no line is the price of its parts.
        if price != 0 || !components.is_empty() && count.is_single(*need) {
            prices.needs.insert(key.clone(), price);
        }
        for (item, price) in components.into_iter().filter(|(_, price)| *price != 0) {
            prices.parts.insert((key.clone(), model.items[item].id.clone()), price);
        }
    }
    let weights = if weighted { vec![(0, u64::try_from(weight).ok()?)] } else { Vec::new() };
    let value = value_of(model, target, (scale, weight), amounts)?;
    Some(Claim { of: target, scale: u64::try_from(scale).ok()?, weights, value, bound, prices })
}

/// Counts a claim's value anew, of these amounts, sorted by need; whether it can be counted.
pub(super) fn revalue(model: &Model<'_>, claim: &mut Claim, amounts: &[Amount]) -> bool {
    let weight = claim.weights.first().map_or(0, |(_, weight)| i128::from(*weight));
    let value = value_of(model, claim.of, (claim.scale.into(), weight), amounts);
    claim.value = value.unwrap_or(claim.value);
    value.is_some()
}

/// A program's number of a level alone, what is held taken off, in the claim's number.
pub(super) fn in_claim(program: &Program<'_, '_>, claim: &Claim, relaxed: f64) -> f64 {
    let held = program.needs.iter().map(|need| program.gains.held(program.model, *need, program.unit(*need)));
    let held = held.fold(0, i128::saturating_add);
    let by = float(u128::from(claim.scale)) / float_of(program.gains.scale) * float_of(program.gains.down);
    (relaxed - float_of(held)) * by
}

/// By how many bits a claim is finer than its program.
fn finer(program: &Program<'_, '_>) -> u32 {
    let all: u128 = (program.stacks.iter().flatten())
        .map(|(gain, width)| gain.unsigned_abs().saturating_mul(u128::from(*width)))
        .fold(0, u128::saturating_add);
    let bits = 256 - all.leading_zeros() - program.gains.down.unsigned_abs().leading_zeros();
    let scale = 128 - program.gains.scale.max(program.gains.down).unsigned_abs().leading_zeros();
    // Whoever checks it multiplies a need's price, which is no more than the most gain, by what a pack of a column
    // serves.
    let gain = program.most_gain().saturating_mul(program.gains.down);
    let served = program.needs.iter().map(|need| most_served(program.model, *need)).max().unwrap_or(1);
    let priced = gain.unsigned_abs().saturating_mul(served);
    let priced = 128 - priced.leading_zeros();
    // The scale is written in 64 bits.
    FINER.min(BITS.saturating_sub(bits)).min(63_u32.saturating_sub(scale)).min((BITS + 7).saturating_sub(priced))
}

/// What a price of a need is multiplied by at most: what a unit given serves, times a pack.
fn most_served(model: &Model<'_>, need: usize) -> u128 {
    let of =
        |role: &crate::model::Role| u128::from(role.needed) * u128::from(model.items[role.item].facts.pack.units());
    model.items[model.needs[need].item].roles.iter().map(of).max().unwrap_or(1)
}

impl Count<'_, '_, '_> {
    /// What the rows add to the bound.
    fn rows(&self) -> Option<i128> {
        let (program, model) = (self.program, self.program.model);
        let mut sum = 0_i128;
        let mut add = |price: i128, limit: u64| {
            sum = sum.checked_add(price.checked_mul(limit.into())?)?;
            Some(())
        };
        for group in &program.groups {
            for lot in &group.lots {
                add(self.lots[*lot], model.lots[*lot].available / model.pack(*lot))?;
            }
            for store in &group.stores {
                let row = &model.stores[*store];
                add(self.stores[*store], row.limit / model.items[row.item].facts.pack.units())?;
            }
        }
        for row in &program.rows {
            match row.row {
                Row::Lane(lane) => add(self.lanes[&lane], row.whole)?,
                Row::Pool(pool, dimension) => add(self.pools[pool][dimension], row.whole)?,
                Row::Column(..) => {}
            }
        }
        Some(sum)
    }

    /// Whether a need may be served by something else than kits.
    fn is_single(&self, need: usize) -> bool {
        self.program.model.suppliers(need).any(|(role, lot)| {
            let column = self.program.model.column(role, lot, need);
            role.component.is_none() && column.is_ok_and(|column| self.program.model.most(role, lot, need, &column) > 0)
        })
    }

    /// The price of a need of the model, and what it adds.
    fn need(&self, need: usize) -> Part {
        let model = self.program.model;
        let row = &model.needs[need];
        let change = if self.of == Target::Cost { model.change().saturating_mul(self.scale) } else { 0 };
        let mut single: Option<i128> = None;
        // By component: what the cheapest unit costs, and units in a kit.
        let mut kits = BTreeMap::<usize, (i128, i128)>::new();
        let mut kept: Vec<(i128, i128, i128, u64, Option<usize>)> = Vec::new();
        let last: Vec<(usize, u64)> = if change > 0 { model.last_to(need).collect() } else { Vec::new() };
        for (role, lot) in model.suppliers(need) {
            let Ok(column) = model.column(role, lot, need) else { continue };
            if model.most(role, lot, need, &column) == 0 {
                continue;
            }
            let step = model.step(role, lot);
            let pack = model.pack(lot);
            let facts = &model.items[model.lots[lot].item].facts;
            let pools = column.way.pool.map_or([0; 2], |pool| self.pools[pool]);
            let per_unit = [
                self.lanes.get(&column.lane).copied().unwrap_or(0),
                pools[0].saturating_mul(facts.grams.micros().into()),
                pools[1].saturating_mul(facts.millilitres.micros().into()),
                if self.of == Target::Cost { column.cost.unwrap_or(0).saturating_mul(self.scale) } else { 0 },
            ];
            let per_unit = per_unit.into_iter().fold(0, i128::saturating_add);
            let stock = self.lots[lot].saturating_add(self.stores[model.lots[lot].store]);
            let before =
                per_unit.saturating_mul(step.into()).saturating_add(stock.saturating_mul((step / pack).into()));
            let e = before.saturating_add(change.saturating_mul(step.into()));
            let sent = last.iter().find(|(of, _)| *of == lot).map_or(0, |(_, units)| *units);
            let own = self.columns.get(&(lot, need)).copied().unwrap_or(0).saturating_mul(step.into());
            let (sent, bounded) = match column.cap {
                Some((_, most)) => (sent.min(most), Some((e, most - sent.min(most))).filter(|(_, most)| *most > 0)),
                None => (sent, None),
            };
            let e = e.saturating_add(own);
            match role.component {
                None => {
                    let served = i128::from(Model::served_by(role, step));
                    let most = e.div_euclid(served);
                    kept.extend(bounded.map(|(before, most)| (before, served, step.into(), most, None)));
                    single = Some(single.map_or(most, |price| price.min(most)));
                    if sent > 0 {
                        kept.push((before, served, step.into(), sent, None));
                    }
                }
                Some(units) => {
                    let most = e.div_euclid(step.into());
                    kept.extend(bounded.map(|(before, most)| (before, 1, step.into(), most, Some(role.item))));
                    let of = kits.entry(role.item).or_insert((most, units.into()));
                    of.0 = of.0.min(most);
                    if sent > 0 {
                        kept.push((before, 1, step.into(), sent, Some(role.item)));
                    }
                }
            }
        }
        let mut of_kit = kits.values().map(|(price, units)| price.checked_mul(*units));
        let Some(kit) = of_kit.try_fold(0_i128, |sum, price| sum.checked_add(price?)) else {
            return (0, Vec::new(), None);
        };
        let kit = (!kits.is_empty()).then_some(kit);
        // Single items and kits serve the same units: what both leave is what counts.
        let paid = match (single, kit) {
            (None, None) => return (0, Vec::new(), Some(0)),
            (Some(price), None) | (None, Some(price)) => price,
            (Some(single), Some(kit)) => single.min(kit),
        };
        let price = single.map_or(0, |_| paid);
        let parts = kits.values().map(|(price, _)| price.unsigned_abs()).max().unwrap_or(0);
        let most = price.unsigned_abs().max(parts).checked_mul(most_served(model, need));
        if most.is_none_or(|most| i128::try_from(most).is_err()) {
            return (0, Vec::new(), None);
        }
        let mut sum = Some(0_i128);
        let mut add = |by: i128, units: u64| {
            let part = by.checked_mul(units.into());
            sum = sum.zip(part).and_then(|(sum, part)| sum.checked_add(part));
        };
        let omega = omega(model, need);
        let mut left = model.reach(need);
        for segment in row.stack.segments(1) {
            let Worth::One { level, s, .. } = segment.worth else { unreachable!("units are of one level each") };
            let width = segment.width.min(left);
            left -= width;
            if width == 0 {
                break;
            }
            let worth = i128::try_from(s).unwrap_or(i128::MAX).saturating_mul(omega);
            let (forced, gain) = match self.of {
                Target::Level(of) if level < of => (true, 0),
                Target::Level(of) if level == of => (false, worth.saturating_mul(self.scale)),
                Target::Level(_) => (false, 0),
                Target::Cost => (false, worth.saturating_mul(self.weight)),
            };
            let by = gain.saturating_sub(paid);
            add(if forced { by } else { by.max(0) }, width);
        }
        for (before, served, step, sent, component) in kept {
            let pays = match component {
                None => price.saturating_mul(served),
                Some(item) => kits[&item].0.saturating_mul(step),
            };
            let more = pays.saturating_sub(before).max(0).checked_mul(sent.into());
            let part = more.map(|more| more / step + i128::from(more % step > 0));
            sum = sum.zip(part).and_then(|(sum, part)| sum.checked_add(part));
        }
        let components = kits.into_iter().map(|(item, (price, _))| (item, price)).collect();
        (price, components, sum)
    }

    /// The prices of rows, in the situation's words.
    fn prices(&self) -> ClaimPrices {
        let (program, model) = (self.program, self.program.model);
        let mut prices = ClaimPrices::default();
        for group in &program.groups {
            for lot in group.lots.iter().filter(|lot| self.lots[**lot] > 0) {
                prices.lots.insert(model.lots[*lot].key.clone(), self.lots[*lot]);
            }
            for store in group.stores.iter().filter(|store| self.stores[**store] > 0) {
                let row = &model.stores[*store];
                let key = (row.depot.clone(), model.items[row.item].id.clone());
                prices.reserves.insert(key, self.stores[*store]);
            }
        }
        for (lane, price) in self.lanes.iter().filter(|(_, price)| **price > 0) {
            let (depot, site) = model.lane_ids(*lane);
            prices.lanes.insert((depot.clone(), site.clone()), *price);
        }
        for ((id, _), [per_microgram, per_nanolitre]) in model.pools.iter().zip(&self.pools) {
            if per_microgram.max(per_nanolitre) > &0 {
                let price = PoolPrice { per_microgram: *per_microgram, per_nanolitre: *per_nanolitre };
                prices.pools.insert((*id).clone(), price);
            }
        }
        prices
    }
}

/// What amounts come to.
fn value_of(model: &Model<'_>, of: Target, (scale, weight): (i128, i128), amounts: &[Amount]) -> Option<i128> {
    let mut service = vec![0_i128; model.policy.levels()];
    for of_need in amounts.chunk_by(|a, b| a.need == b.need) {
        objective::add_service(model, of_need[0].need, crate::model::usage::served(model, of_need), &mut service)?;
    }
    match of {
        Target::Level(level) => service[usize::from(level)].checked_mul(scale),
        Target::Cost => {
            let cost = objective::costs(model, amounts)?.checked_mul(scale)?;
            service[0].checked_mul(weight)?.checked_sub(cost)
        }
    }
}
