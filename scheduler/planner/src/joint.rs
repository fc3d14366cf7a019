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
//! Where there are both, the uneven groups' linear program and the even groups' plans talk about what the rows leave the
//! other (`mixed`).
//!
//! Floating point steers, whole numbers decide: the best bound and the best value that were counted are kept.

mod active;
mod ascent;
mod bound;
mod coarse;
mod dense;
mod fill;
mod greedy;
mod interior;
mod large;
mod linear;
mod mixed;
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
use active::Active;
use large::Best;
use mixed::Mixed;
use program::{Program, Tags};
use rows::{Row, Split, split};
use std::collections::BTreeMap;
use tolls::Markets;
use yicang_domain::plan::{Joint, PoolPrice, Price, Prices};

/// One with more variables than this takes minutes.
const LINEAR_MAX: usize = 60_000;
/// Linear programs one after the other.
const ROUNDS: usize = 12;
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
        let members: Vec<&Group> = split.joint.iter().map(|place| &groups[*place]).collect();
        let scale = program::scale(ground, &members);
        let best = jointly(ground, &members, &split, scale, &alone, options)?;
        settled.pivots = best.pivots;
        split.joint.iter().for_each(|place| alone[*place] = Done::default());
        let kept = kept(ground, groups, &split.kept, &alone, scale);
        let sum = |a: Option<i128>, b: Option<i128>| a.zip(b).and_then(|(a, b)| a.checked_add(b));
        settled.joint = sum(best.value, kept.map(|(value, _)| value))
            .zip(sum(best.bound, kept.map(|(_, bound)| bound)))
            .map(|(value, bound)| Joint { scale, value, bound });
        if settled.joint.is_some() {
            settled.relaxed = best.relaxed.zip(kept).map(|(value, (kept, _))| value + float_of(kept));
            settled.prices = best.prices;
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

/// What is best for groups together.
struct Jointly {
    amounts: Vec<Amount>,
    value: Option<i128>,
    bound: Option<i128>,
    prices: Prices,
    relaxed: Option<f64>,
    pivots: u64,
}

/// Plans groups together, in the way that suits them.
fn jointly<'g>(
    ground: &'g Ground<'_>,
    groups: &[&'g Group],
    split: &Split,
    scale: u64,
    alone: &[Done],
    options: &Options<'_>,
) -> Result<Jointly, PlanError> {
    let mut start: Vec<Amount> = split.joint.iter().flat_map(|place| alone[*place].amounts.clone()).collect();
    start.sort_unstable();
    let program = |groups: Vec<&'g Group>| Program::new(ground, groups, &split.rows, scale);
    let (uneven, even): (Vec<&'g Group>, Vec<&'g Group>) = groups.iter().partition(|group| group.uneven);
    let mut prices = Prices::default();
    let of_even = (!even.is_empty()).then(|| program(even)).filter(large::is_large);
    if let Some(even) = of_even {
        if uneven.is_empty() {
            let Best { amounts, value, tags, bound, relaxed, pivots } = large::solve(&even, &start, options)?;
            write(&even, &tags, &mut prices);
            return Ok(Jointly { amounts, value, bound, prices, relaxed, pivots });
        }
        let mut mixed = Mixed::new(even, program(uneven));
        mixed.solve(&start, options)?;
        for (program, tags) in [&mixed.even, &mixed.uneven].into_iter().zip(&mixed.tags) {
            write(program, tags, &mut prices);
        }
        let Mixed { amounts, value, bound, pivots, .. } = mixed;
        return Ok(Jointly { amounts, value, bound, prices, relaxed: None, pivots });
    }
    let program = program(groups.to_vec());
    let Best { amounts, value, tags, bound, relaxed, pivots } = Search::new(&program, options).run(&start)?;
    write(&program, &tags, &mut prices);
    Ok(Jointly { amounts, value, bound, prices, relaxed, pivots })
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
    /// Columns that were used lately.
    active: Active,
    /// A linear program with more variables than this is not tried.
    linear_max: usize,
}

impl<'s, 'p, 'a> Search<'s, 'p, 'a> {
    fn new(program: &'s Program<'p, 'a>, options: &'s Options<'s>) -> Self {
        let mut tags = program.free();
        let bound = program.bound(&mut tags);
        let best = Best { amounts: Vec::new(), value: Some(0), tags, bound, relaxed: None, pivots: 0 };
        Self { program, options, best, active: Active::none(program), linear_max: LINEAR_MAX }
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
                self.active.note(self.program, &reply.amounts);
                if self.price(reply.tags) {
                    amounts = reply.amounts;
                }
            })?;
        }
        self.active.note_near(self.program, &self.best.tags);
        self.offer(&amounts);
        if !self.is_late() {
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

    /// Linear programs over the columns noted, until none would improve.
    fn linear(&mut self, markets: &Markets<'_, '_, '_>) -> Result<(), PlanError> {
        for _ in 0..ROUNDS {
            if linear::size(self.program, &self.active) > self.linear_max {
                break;
            }
            let Some(answer) = linear::solve(self.program, &self.active, &[]) else { break };
            self.price(answer.tags.clone());
            self.best.relaxed = Some(self.best.relaxed.map_or(answer.value, |best| best.max(answer.value)));
            if !markets.is_empty() {
                // The even groups' own prices are exact at these tolls; the others keep the program's.
                let reply = markets.reply(&answer.tags.rows)?;
                self.best.pivots += reply.pivots;
                self.active.note(self.program, &reply.amounts);
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
            if !self.active.note_improving(self.program, &answer.tags) || near || self.is_late() {
                break;
            }
        }
        let columns: usize = (0..self.program.needs.len()).map(|need| self.program.columns(need).len()).sum();
        let even = self.program.rows.iter().all(|(row, ..)| matches!(row, Row::Lane(_)))
            && self.program.groups.iter().all(|group| !group.uneven);
        let most = if even { WHOLE_MAX.0 } else { WHOLE_MAX.1 };
        if columns <= most
            && self.best.value != self.best.bound
            && let Some(amounts) = linear::solve_whole(self.program, &Active::all(self.program))
        {
            self.offer(&amounts);
        }
        Ok(())
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
