//! The columns of one item: every lane from a depot that holds it to a site that needs it, or only the nearest.

use crate::country::{Asked, BLOCK, Holding};
use crate::minutes::Minutes;
use crate::rules::Rules;
use yicang_planner::kernel::Columns;

/// No hub.
const NONE: u32 = u32::MAX;

/// The lanes of one item.
pub(crate) struct Lanes<'a> {
    rules: &'a Rules,
    minutes: &'a Minutes,
    held: &'a [Holding],
    asked: &'a [Asked],
    /// The hub at each depot, or [`NONE`].
    hubs: Vec<u32>,
    near: Option<Near>,
}

/// The only hubs that a need may be served from, by need.
struct Near {
    of_each: usize,
    hubs: Vec<u32>,
}

impl<'a> Lanes<'a> {
    /// Lanes to each need from its `nearest` holders, or from all of them.
    pub(crate) fn new(
        rules: &'a Rules,
        minutes: &'a Minutes,
        held: &'a [Holding],
        asked: &'a [Asked],
        nearest: Option<usize>,
    ) -> Self {
        let mut hubs = vec![NONE; minutes.width];
        for (hub, one) in (0..).zip(held) {
            hubs[usize::from(one.depot)] = hub;
        }
        let mut lanes = Self { rules, minutes, held, asked, hubs, near: None };
        if let Some(most) = nearest.filter(|most| *most < held.len()) {
            let mut near = Near { of_each: most, hubs: Vec::with_capacity(most * asked.len()) };
            asked.iter().for_each(|asked| lanes.find_near(asked.site, most, &mut near.hubs));
            lanes.near = Some(near);
        }
        lanes
    }

    /// How many columns there are.
    pub(crate) fn count(held: usize, asked: usize, nearest: Option<usize>) -> u64 {
        nearest.map_or(held, |most| most.min(held)) as u64 * asked as u64
    }

    /// Adds the nearest hubs of a site, nearest first; there are more than `most`.
    fn find_near(&self, site: u32, most: usize, found: &mut Vec<u32>) {
        let (row, begin) = (self.minutes.row(site), found.len());
        let known = self.minutes.nearest(site).iter().map(|depot| self.hubs[usize::from(*depot)]);
        found.extend(known.filter(|hub| *hub != NONE).take(most));
        if found.len() < begin + most {
            found.truncate(begin);
            let mut order: Vec<_> = (0..).zip(self.held).map(|(hub, one)| (row[usize::from(one.depot)], hub)).collect();
            order.select_nth_unstable(most - 1);
            order.truncate(most);
            order.sort_unstable();
            found.extend(order.iter().map(|(_, hub)| hub));
        }
    }

    fn cost_of(&self, hub: u32, need: usize) -> i64 {
        let Asked { site, due, .. } = self.asked[need];
        self.rules.cost(self.minutes.row(site)[usize::from(self.held[hub as usize].depot)], due)
    }

    fn near_hubs(&self, need: usize) -> Option<&[u32]> {
        self.near.as_ref().map(|near| &near.hubs[need * near.of_each..][..near.of_each])
    }
}

/// Prices by depot, and the least of each block.
#[derive(Default)]
pub(crate) struct Outlook {
    prices: Vec<i64>,
    least: Vec<i64>,
}

/// Dearer than anything, and still far from what cannot be counted.
const DEAR: i64 = i64::MAX / 2;
/// So many of the columns that improve are told.
const TOLD: usize = 6;

impl Columns<i64> for Lanes<'_> {
    type Outlook = Outlook;

    fn near(&self, need: usize, count: usize, out: &mut Vec<(u32, i64)>) {
        if let Some(hubs) = self.near_hubs(need) {
            out.extend(hubs.iter().take(count).map(|hub| (*hub, self.cost_of(*hub, need))));
            return;
        }
        let Asked { site, due, .. } = self.asked[need];
        let row = self.minutes.row(site);
        let depots = self.minutes.nearest(site).iter().map(|depot| usize::from(*depot));
        let held = depots.filter(|depot| self.hubs[*depot] != NONE).take(count);
        out.extend(held.map(|depot| (self.hubs[depot], self.rules.cost(row[depot], due))));
    }

    fn cost(&self, hub: usize, need: usize) -> Option<i64> {
        let hub = u32::try_from(hub).expect("few hubs");
        let admitted = self.near_hubs(need).is_none_or(|hubs| hubs.contains(&hub));
        admitted.then(|| self.cost_of(hub, need))
    }

    fn outlook(&self, prices: &[i64], outlook: &mut Outlook) {
        outlook.prices.clear();
        outlook.prices.resize(self.minutes.width, DEAR);
        for (one, price) in self.held.iter().zip(prices) {
            outlook.prices[usize::from(one.depot)] = *price;
        }
        outlook.least.clear();
        outlook.least.extend(outlook.prices.chunks(BLOCK).map(|block| block.iter().copied().min().unwrap_or(DEAR)));
    }

    fn cheaper(&self, need: usize, below: i64, prices: &[i64], outlook: &Outlook, out: &mut Vec<(u32, i64)>) {
        if let Some(hubs) = self.near_hubs(need) {
            let priced = hubs.iter().map(|hub| (*hub, self.cost_of(*hub, need)));
            out.extend(priced.filter(|(hub, cost)| *cost + prices[*hub as usize] < below));
            return;
        }
        let Asked { site, due, .. } = self.asked[need];
        let row = self.minutes.row(site);
        let mut found: [(i64, u32, i64); TOLD] = [(below, 0, 0); TOLD];
        let mut count = 0;
        for (block, (least, price)) in self.minutes.least(site).iter().zip(&outlook.least).enumerate() {
            if self.rules.cost(*least, due) + price >= found[TOLD - 1].0 {
                continue;
            }
            let at = block * BLOCK;
            let depots = row[at..at + BLOCK].iter().zip(&outlook.prices[at..at + BLOCK]);
            for (depot, (minutes, price)) in depots.enumerate() {
                let cost = self.rules.cost(*minutes, due);
                if cost + price < found[TOLD - 1].0 {
                    let place = found.partition_point(|(total, ..)| *total <= cost + price);
                    found[place..].rotate_right(1);
                    found[place] = (cost + price, self.hubs[at + depot], cost);
                    count += 1;
                }
            }
        }
        out.extend(found[..count.min(TOLD)].iter().map(|(_, hub, cost)| (*hub, *cost)));
    }
}
