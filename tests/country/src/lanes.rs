//! The columns of one item: every lane from a depot that holds it to a site that needs it, or only the nearest.

use crate::country::{Asked, BLOCK, Holding};
use crate::minutes::Minutes;
use crate::near::Near;
use crate::rules::Rules;
use yicang_planner::simplex::Columns;

/// No supply node.
const NONE: u32 = u32::MAX;

/// The lanes of one item.
pub struct Lanes<'a> {
    rules: &'a Rules,
    minutes: &'a Minutes,
    held: &'a [Holding],
    asked: &'a [Asked],
    /// The supply node at each depot, or [`NONE`].
    supply_nodes: Vec<u32>,
    near: Option<&'a Near>,
}

impl<'a> Lanes<'a> {
    /// Lanes to each need from all holders, or from those named only.
    pub fn new(
        rules: &'a Rules,
        minutes: &'a Minutes,
        held: &'a [Holding],
        asked: &'a [Asked],
        near: Option<&'a Near>,
    ) -> Self {
        let mut supply_nodes = vec![NONE; minutes.width];
        for (supply_node, one) in (0..).zip(held) {
            supply_nodes[usize::from(one.depot)] = supply_node;
        }
        Self { rules, minutes, held, asked, supply_nodes, near }
    }

    /// How many columns there are.
    pub fn count(held: usize, asked: usize, nearest: Option<usize>) -> u64 {
        nearest.map_or(held, |most| most.min(held)) as u64 * asked as u64
    }

    fn cost_of(&self, supply_node: u32, need: usize) -> u32 {
        let Asked { site, due, .. } = self.asked[need];
        self.rules.cost(self.minutes.row(site)[usize::from(self.held[supply_node as usize].depot)], due)
    }

    /// The columns of a need, if it has only some.
    fn near_columns(&self, need: usize) -> Option<impl Iterator<Item = (u32, i64)>> {
        Some(self.near?.of(need).iter().map(|(supply_node, cost)| (*supply_node, (*cost).into())))
    }
}

/// Prices by depot, and the least of each block.
#[derive(Default)]
pub struct Outlook {
    /// What the prices below are counted from: a price in the middle.
    middle: i64,
    /// By depot, not farther than [`FAR`] from the middle; 2 · [`FAR`] where nothing lies.
    prices: Vec<i32>,
    least: Vec<i32>,
}

/// How far from the middle prices are told apart.
const FAR: i32 = 1 << 29;
/// No column costs more.
const DEAREST: i32 = 1 << 27;
/// So many blocks are looked at together.
const GROUP: usize = 16;
/// So many of the columns that improve are told.
const TOLD: usize = 6;

/// The best columns seen: total, supply node and cost, best first.
struct Best {
    found: [(i64, u32, i64); TOLD],
    count: usize,
}

impl Best {
    /// What a column must stay below.
    fn limit(&self) -> i64 {
        self.found[TOLD - 1].0
    }

    fn add(&mut self, total: i64, supply_node: u32, cost: i64) {
        if total < self.limit() {
            let place = self.found.partition_point(|(known, ..)| *known <= total);
            self.found[place..].rotate_right(1);
            self.found[place] = (total, supply_node, cost);
            self.count += 1;
        }
    }
}

impl Lanes<'_> {
    /// Adds a need's columns that stay below the limit, with `cost` of so many minutes.
    fn scan(&self, need: usize, prices: &[i64], outlook: &Outlook, best: &mut Best, cost: impl Fn(u16) -> i32) {
        let site = self.asked[need].site;
        // The limit, from the middle; rounded up where it is far off, so that nothing is missed.
        let near = |limit: i64| {
            let near = (limit - outlook.middle).max((DEAREST - FAR).into());
            i32::try_from(near).ok().filter(|near| *near < FAR).unwrap_or(2 * FAR - 1)
        };
        let gains = |minutes: &[u16], prices: &[i32], limit: i32| {
            let pairs = minutes.iter().zip(prices);
            pairs.fold(0, |sign, (minutes, price)| sign | (cost(*minutes) + price - limit)) < 0
        };
        let (mut limit, mut known) = (near(best.limit()), best.limit());
        let (row, least) = (self.minutes.row(site).as_chunks::<BLOCK>().0, self.minutes.least(site));
        let (blocks, _) = outlook.prices.as_chunks::<BLOCK>();
        for (group, (least, dear)) in least.chunks(GROUP).zip(outlook.least.chunks(GROUP)).enumerate() {
            if !gains(least, dear, limit) {
                continue;
            }
            for (block, (least, dear)) in (group * GROUP..).zip(least.iter().zip(dear)) {
                if cost(*least) + dear >= limit || !gains(&row[block], &blocks[block], limit) {
                    continue;
                }
                for (at, (minutes, price)) in row[block].iter().zip(&blocks[block]).enumerate() {
                    let cost = cost(*minutes);
                    let supply_node = self.supply_nodes[block * BLOCK + at];
                    if cost + price < limit && supply_node != NONE {
                        let cost = i64::from(cost);
                        best.add(cost + prices[supply_node as usize], supply_node, cost);
                        if best.limit() < known {
                            known = best.limit();
                            limit = near(known);
                        }
                    }
                }
            }
        }
    }
}

impl Columns<i64> for Lanes<'_> {
    type Outlook = Outlook;
    type Cost = u32;

    fn near(&self, need: usize, count: usize, out: &mut Vec<(u32, u32)>) {
        if let Some(columns) = self.near {
            let columns = columns.of(need);
            out.extend_from_slice(&columns[..columns.len().min(count)]);
            return;
        }
        let Asked { site, due, .. } = self.asked[need];
        let row = self.minutes.row(site);
        let depots = self.minutes.nearest(site).iter().map(|depot| usize::from(*depot));
        let held = depots.filter(|depot| self.supply_nodes[*depot] != NONE).take(count);
        out.extend(held.map(|depot| (self.supply_nodes[depot], self.rules.cost(row[depot], due))));
    }

    fn cost(&self, supply_node: usize, need: usize) -> Option<i64> {
        let supply_node = u32::try_from(supply_node).expect("few supply_nodes");
        match self.near_columns(need) {
            Some(mut columns) => columns.find(|(one, _)| *one == supply_node).map(|(_, cost)| cost),
            None => Some(self.cost_of(supply_node, need).into()),
        }
    }

    fn outlook(&self, prices: &[i64], only: Option<&[bool]>, outlook: &mut Outlook) {
        let mut sorted = prices.to_vec();
        let half = sorted.len() / 2;
        outlook.middle = if sorted.is_empty() { 0 } else { *sorted.select_nth_unstable(half).1 };
        outlook.prices.clear();
        outlook.prices.resize(self.minutes.width, 2 * FAR);
        for (supply_node, (one, price)) in self.held.iter().zip(prices).enumerate() {
            if only.is_some_and(|only| !only[supply_node]) {
                continue;
            }
            let price = (price - outlook.middle).clamp(-i64::from(FAR), FAR.into());
            outlook.prices[usize::from(one.depot)] = i32::try_from(price).expect("within 30 bits");
        }
        outlook.least.clear();
        let (blocks, _) = outlook.prices.as_chunks::<BLOCK>();
        outlook.least.extend(blocks.iter().map(|block| block.iter().copied().min().unwrap_or(2 * FAR)));
    }

    fn cheaper(&self, need: usize, below: i64, prices: &[i64], outlook: &Outlook, out: &mut Vec<(u32, i64)>) -> bool {
        if let Some(columns) = self.near_columns(need) {
            out.extend(columns.filter(|(supply_node, cost)| *cost + prices[*supply_node as usize] < below));
            return true;
        }
        let due = self.asked[need].due;
        let mut best = Best { found: [(below, 0, 0); TOLD], count: 0 };
        let late = |minutes: u16| i32::from(minutes.saturating_sub(due));
        match i32::try_from(self.rules.lateness).expect("at most 1,000") {
            0 => self.scan(need, prices, outlook, &mut best, i32::from),
            1 => self.scan(need, prices, outlook, &mut best, |minutes| i32::from(minutes) + late(minutes)),
            times => self.scan(need, prices, outlook, &mut best, |minutes| i32::from(minutes) + times * late(minutes)),
        }
        out.extend(best.found[..best.count.min(TOLD)].iter().map(|(_, supply_node, cost)| (*supply_node, *cost)));
        best.count < TOLD
    }
}
