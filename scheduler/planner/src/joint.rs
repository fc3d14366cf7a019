//! Groups that fight for transport, and those with ratios and kits: planned jointly, with a proven bound.
//!
//! Each even group is planned by itself first. Where all rows still hold, that is the best plan, and the prices prove it.
//! Else the groups that a violated row connects, and whoever could fill a row that they use, are planned again (`rows`):
//!
//! 1. worth and cost become one number (`program`), which bound and value are counted in exactly;
//! 2. a toll on every row makes each even group a market of its own again; tolls rise where too much is taken (`tolls`);
//! 3. a linear program over the columns that were used gives better prices, until no column would improve (`linear`);
//! 4. what it says is made lawful whole units (`fill`).
//!
//! Even groups with many columns have their linear program solved by an interior-point method made for its shape
//! (`large`, `interior`), and only how much each source sends is made whole; each group then does its best with that
//! (`whole`).
//!
//! Floating point steers, whole numbers decide: the best bound and the best value that were counted are kept.

mod ascent;
mod coarse;
mod dense;
mod fill;
mod greedy;
mod interior;
mod large;
mod linear;
mod network;
mod program;
mod rows;
#[cfg(test)]
mod tests;
mod tolls;
mod whole;

use crate::ground::{Ground, Group};
use crate::group::{Amount, Done};
use crate::{Options, PlanError};
use large::Best;
use program::{Program, Tags};
use rows::{Row, split};
use std::collections::BTreeMap;
use tolls::Markets;
use yicang_domain::plan::{Joint, PoolPrice, Price, Prices};

/// A linear program with more variables than this is not tried.
const LINEAR_MAX: usize = 60_000;
/// Linear programs one after the other.
const ROUNDS: usize = 12;
/// So many columns of a need join a linear program at a time.
const JOINING: usize = 6;
/// A program with no more columns than this is also solved in whole units: with unit coefficients, and with others, where
/// branching may take long.
const WHOLE_MAX: (usize, usize) = (60, 10);
/// A bound this near the linear program's value is as good as it gets.
const NEAR: f64 = 1e-9;

/// A plan of all groups.
pub(crate) struct Settled {
    /// Sorted by need, then lot.
    pub amounts: Vec<Amount>,
    pub prices: Prices,
    pub joint: Option<Joint>,
    /// Items whose part is not proven.
    pub unproven: Vec<usize>,
    /// The best value of the joint part in parts of units.
    pub relaxed: Option<f64>,
    pub pivots: u64,
}

/// Puts the groups' plans together, lawfully.
///
/// # Errors
/// [`PlanError::Overflow`].
pub(crate) fn settle(
    ground: &Ground<'_>,
    groups: &[Group],
    mut alone: Vec<Done>,
    options: &Options<'_>,
) -> Result<Settled, PlanError> {
    let split = split(ground, groups, &alone);
    let mut settled = Settled {
        amounts: Vec::new(),
        prices: Prices::default(),
        joint: None,
        unproven: Vec::new(),
        relaxed: None,
        pivots: 0,
    };
    if !split.joint.is_empty() {
        let members = |places: &[usize]| places.iter().map(|place| &groups[*place]).collect::<Vec<_>>();
        let joint = members(&split.joint);
        let scale = program::scale(ground, &joint);
        let program = Program::new(ground, joint, &split.rows, scale);
        let mut start: Vec<Amount> = split.joint.iter().flat_map(|place| alone[*place].amounts.clone()).collect();
        start.sort_unstable();
        let best = match large::is_large(&program) {
            true => large::solve(&program, &start, options)?,
            false => Search::new(&program, options).run(&start)?,
        };
        settled.pivots = best.pivots;
        split.joint.iter().for_each(|place| alone[*place] = Done::default());
        let kept = kept(ground, groups, &split.kept, &alone, scale);
        let sum = |a: Option<i128>, b: Option<i128>| a.zip(b).and_then(|(a, b)| a.checked_add(b));
        settled.joint = sum(best.value, kept.map(|(value, _)| value))
            .zip(sum(best.bound, kept.map(|(_, bound)| bound)))
            .map(|(value, bound)| Joint { scale, value, bound });
        if settled.joint.is_some() {
            settled.relaxed = best.relaxed.zip(kept).map(|(value, (kept, _))| value + float_of(kept));
            write(&program, &best.tags, &mut settled.prices);
        } else {
            settled.unproven = split.joint.iter().flat_map(|place| groups[*place].items.clone()).collect();
        }
        settled.amounts = best.amounts;
    }
    for done in alone {
        settled.amounts.extend(done.amounts);
        settled.prices.lots.extend(done.prices.lots);
        settled.prices.reserves.extend(done.prices.reserves);
        settled.prices.lanes.extend(done.prices.lanes);
        settled.prices.needs.extend(done.prices.needs);
    }
    settled.amounts.sort_unstable();
    Ok(settled)
}

/// Value and bound of groups that keep their plan but count as joint.
fn kept(ground: &Ground<'_>, groups: &[Group], places: &[usize], alone: &[Done], scale: u64) -> Option<(i128, i128)> {
    let members: Vec<&Group> = places.iter().map(|place| &groups[*place]).collect();
    let mut prices = Prices::default();
    let mut amounts = Vec::new();
    for place in places {
        let done = &alone[*place];
        amounts.extend(&done.amounts);
        prices.lanes.extend(done.prices.lanes.clone());
        prices.lots.extend(done.prices.lots.clone());
        prices.reserves.extend(done.prices.reserves.clone());
        prices.needs.extend(done.prices.needs.clone());
    }
    amounts.sort_unstable();
    let program = Program::new(ground, members, &BTreeMap::new(), scale);
    Some((program.value(&amounts)?, program.bound_by(&prices)?))
}

struct Search<'s, 'p, 'a> {
    program: &'s Program<'p, 'a>,
    options: &'s Options<'s>,
    best: Best,
    /// By need: columns that were used lately, sorted.
    active: Vec<Vec<usize>>,
}

impl<'s, 'p, 'a> Search<'s, 'p, 'a> {
    fn new(program: &'s Program<'p, 'a>, options: &'s Options<'s>) -> Self {
        let mut tags = program.free();
        let bound = program.bound(&mut tags);
        let best = Best { amounts: Vec::new(), value: Some(0), tags, bound, relaxed: None, pivots: 0 };
        Self { program, options, best, active: vec![Vec::new(); program.needs.len()] }
    }

    fn is_late(&self) -> bool {
        self.options.deadline.is_some_and(|stop| stop())
    }

    fn run(mut self, alone: &[Amount]) -> Result<Best, PlanError> {
        let markets = Markets::new(self.program, alone, self.options);
        let mut amounts = alone.to_vec();
        if !markets.is_empty() && !self.program.rows.is_empty() {
            let mut replies = 0;
            markets.ascend(|reply| {
                self.best.pivots += reply.pivots;
                replies += 1;
                self.activate(&reply.amounts);
                if self.price(reply.tags) {
                    amounts = reply.amounts;
                }
            })?;
        }
        self.activate_near();
        if self.is_late() {
            self.offer(&amounts);
        } else {
            self.linear(&markets)?;
        }
        Ok(self.best)
    }

    /// Takes prices if their bound is lower; whether it is.
    fn price(&mut self, mut tags: Tags) -> bool {
        let bound = self.program.bound(&mut tags);
        let better = bound.is_some_and(|bound| self.best.bound.is_none_or(|best| bound < best));
        if better {
            (self.best.bound, self.best.tags) = (bound, tags);
        }
        better
    }

    /// Makes amounts lawful, and takes them if they are worth more.
    fn offer(&mut self, amounts: &[Amount]) {
        let amounts = fill::lawful(self.program, amounts, &self.best.tags);
        let value = self.program.value(&amounts);
        if value.is_some_and(|value| self.best.value.is_none_or(|best| value > best)) {
            (self.best.value, self.best.amounts) = (value, amounts);
        }
    }

    /// Notes the columns that amounts use.
    fn activate(&mut self, amounts: &[Amount]) {
        for amount in amounts {
            let need = self.program.needs.binary_search(&amount.need).expect("a need of the program");
            let columns = self.program.columns(need);
            let Some(place) = columns.iter().position(|column| column.lot == amount.lot) else { continue };
            join(&mut self.active[need], place);
        }
    }

    /// Notes the columns of each need that are cheapest by the best prices; all of uneven groups that are small.
    fn activate_near(&mut self) {
        let all: usize = (0..self.program.needs.len()).map(|need| self.program.columns(need).len()).sum();
        for need in 0..self.program.needs.len() {
            let columns = self.program.columns(need);
            let mut order: Vec<usize> = (0..columns.len()).collect();
            if all > LINEAR_MAX / 8 {
                order.sort_by_key(|at| (self.program.priced(&self.best.tags, &columns[*at]), *at));
                let mut taken = BTreeMap::<usize, usize>::new();
                order.retain(|at| {
                    let of_item = taken.entry(self.program.ground.lots[columns[*at].lot].item).or_default();
                    *of_item += 1;
                    *of_item <= JOINING
                });
            }
            order.into_iter().for_each(|place| join(&mut self.active[need], place));
        }
    }

    /// Linear programs over the columns noted, until none would improve.
    fn linear(&mut self, markets: &Markets<'_, '_, '_>) -> Result<(), PlanError> {
        for _ in 0..ROUNDS {
            if linear::size(self.program, &self.active) > LINEAR_MAX {
                break;
            }
            let Some(answer) = linear::solve(self.program, &self.active) else { break };
            self.price(answer.tags.clone());
            self.best.relaxed = Some(self.best.relaxed.map_or(answer.value, |best| best.max(answer.value)));
            if !markets.is_empty() {
                // The even groups' own prices are exact at these tolls; the others keep the program's.
                let reply = markets.reply(&answer.tags.rows)?;
                self.best.pivots += reply.pivots;
                self.activate(&reply.amounts);
                let mut tags = answer.tags.clone();
                for group in self.program.groups.iter().filter(|group| !group.uneven) {
                    group.lots.iter().for_each(|lot| tags.lots[*lot] = reply.tags.lots[*lot]);
                    group.stores.iter().for_each(|store| tags.stores[*store] = reply.tags.stores[*store]);
                }
                self.price(tags);
                self.offer(&reply.amounts);
            }
            self.offer(&answer.amounts);
            let bound = float_of(self.best.bound.unwrap_or(0));
            let near = bound - answer.value <= bound.abs() * NEAR;
            if !self.improving(&answer.tags) || near || self.is_late() {
                break;
            }
        }
        let columns: usize = (0..self.program.needs.len()).map(|need| self.program.columns(need).len()).sum();
        let even = self.program.rows.iter().all(|(row, ..)| matches!(row, Row::Lane(_)))
            && self.program.groups.iter().all(|group| !group.uneven);
        let most = if even { WHOLE_MAX.0 } else { WHOLE_MAX.1 };
        if columns <= most && self.best.value != self.best.bound {
            let all: Vec<Vec<usize>> =
                (0..self.program.needs.len()).map(|need| (0..self.program.columns(need).len()).collect()).collect();
            if let Some(amounts) = linear::solve_whole(self.program, &all) {
                self.offer(&amounts);
            }
        }
        Ok(())
    }

    /// Notes columns that would improve a linear program with these prices; whether there are any.
    fn improving(&mut self, tags: &Tags) -> bool {
        let least = self.program.most_gain() / 1_000_000_000;
        let mut any = false;
        for need in 0..self.program.needs.len() {
            let columns = self.program.columns(need);
            let gain = |at: usize| {
                let column: &program::Col = &columns[at];
                let e = self.program.priced(tags, column).saturating_mul(i128::from(column.given));
                tags.needs[need].saturating_mul(i128::from(column.needed)).saturating_sub(e)
            };
            let fresh = |at: &usize| self.active[need].binary_search(at).is_err();
            let mut better: Vec<(i128, usize)> = (0..columns.len())
                .filter(fresh)
                .filter(|at| columns[*at].component.is_none())
                .map(|at| (-gain(at), at))
                .filter(|(by, _)| -by > least)
                .collect();
            better.sort_unstable();
            better.truncate(JOINING);
            any |= !better.is_empty();
            better.into_iter().for_each(|(_, at)| join(&mut self.active[need], at));
        }
        any
    }
}

fn join(sorted: &mut Vec<usize>, place: usize) {
    if let Err(at) = sorted.binary_search(&place) {
        sorted.insert(at, place);
    }
}

/// The prices in the situation's words; what is zero is not listed.
fn write(program: &Program<'_, '_>, tags: &Tags, prices: &mut Prices) {
    let ground = program.ground;
    let price = |second: i128| Price { first: 0, second };
    for group in &program.groups {
        for lot in group.lots.iter().filter(|lot| tags.lots[**lot] > 0) {
            prices.lots.insert(ground.lots[*lot].key.clone(), price(tags.lots[*lot]));
        }
        for store in group.stores.iter().filter(|store| tags.stores[**store] > 0) {
            let row = &ground.stores[*store];
            let key = (row.depot.clone(), ground.items[row.item].id.clone());
            prices.reserves.insert(key, price(tags.stores[*store]));
        }
    }
    for (need, second) in program.needs.iter().zip(&tags.needs).filter(|(_, second)| **second != 0) {
        prices.needs.insert(ground.needs[*need].key.clone(), price(*second));
    }
    for ((row, ..), second) in program.rows.iter().zip(&tags.rows).filter(|(_, second)| **second > 0) {
        match row {
            Row::Lane(lane) => {
                let (depot, site) = ground.lane_ids(*lane);
                prices.shared_lanes.insert((depot.clone(), site.clone()), *second);
            }
            Row::Pool(pool, dimension) => {
                let of_pool: &mut PoolPrice = prices.pools.entry(ground.pools[*pool].0.clone()).or_default();
                let of = if *dimension == 0 { &mut of_pool.per_gram } else { &mut of_pool.per_millilitre };
                *of = *second;
            }
        }
    }
}

/// The nearest float; digits beyond the fifteenth are lost, and what is made of it is counted again in whole numbers.
#[expect(clippy::cast_precision_loss, reason = "steers only")]
fn float(number: u128) -> f64 {
    number as f64
}

/// As [`float`].
#[expect(clippy::cast_precision_loss, reason = "steers only")]
fn float_of(number: i128) -> f64 {
    number as f64
}

/// A float's whole number; what is none is 0, what is beyond 2^96 is that.
#[expect(clippy::cast_possible_truncation, reason = "clamped before, and saturates")]
fn whole(number: f64) -> i128 {
    number.clamp(-7.9e28, 7.9e28) as i128
}
