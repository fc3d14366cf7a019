//! Travel minutes of a country, and the columns of one item over them.

use crate::country::{Asked, BLOCK, Country, Holding, Place};
use std::thread;
use yicang_planner::kernel::Columns;

/// No lane.
const NEVER: u16 = u16::MAX;
/// Known for each site, to begin with.
const NEAREST: usize = 40;

/// Minutes from every depot to every site, by site.
pub struct Minutes {
    /// Depots, filled up to whole blocks.
    pub width: usize,
    all: Vec<u16>,
    /// The least minutes of each block, by site.
    least: Vec<u16>,
    /// The nearest depots, by site.
    nearest: Vec<u16>,
    pub of_each: usize,
}

fn minutes_between(a: Place, b: Place) -> u16 {
    let rad = |x: i32| f64::from(x) * 1e-6 * std::f64::consts::PI / 180.0;
    let (dn, de) = (rad(a.0 - b.0), rad(a.1 - b.1) * rad(i32::midpoint(a.0, b.0)).cos());
    let km = (dn * dn + de * de).sqrt() * 6371.0;
    (km * 1.3).ceil() as u16
}

impl Minutes {
    pub fn new(country: &Country, threads: usize) -> Self {
        let width = country.depots.len().next_multiple_of(BLOCK);
        let of_each = NEAREST.min(country.depots.len());
        let sites = country.sites.len();
        let mut all = vec![NEVER; width * sites];
        let mut least = vec![NEVER; width / BLOCK * sites];
        let mut nearest = vec![0; of_each * sites];
        let part = sites.div_ceil(threads);
        thread::scope(|scope| {
            let parts = country.sites.chunks(part).zip(all.chunks_mut(width * part));
            let parts = parts.zip(least.chunks_mut(width / BLOCK * part)).zip(nearest.chunks_mut(of_each * part));
            for (((sites, all), least), nearest) in parts {
                scope.spawn(move || {
                    let rows = sites.iter().zip(all.chunks_mut(width)).zip(least.chunks_mut(width / BLOCK));
                    for (((site, row), least), nearest) in rows.zip(nearest.chunks_mut(of_each)) {
                        for (to, depot) in row.iter_mut().zip(&country.depots) {
                            *to = minutes_between(*depot, *site);
                        }
                        for (least, block) in least.iter_mut().zip(row.chunks(BLOCK)) {
                            *least = block.iter().copied().min().unwrap_or(NEVER);
                        }
                        find_nearest(row, country.depots.len(), nearest);
                    }
                });
            }
        });
        Self { width, all, least, nearest, of_each }
    }

    pub fn row(&self, site: u32) -> &[u16] {
        &self.all[site as usize * self.width..][..self.width]
    }

    fn least(&self, site: u32) -> &[u16] {
        let blocks = self.width / BLOCK;
        &self.least[site as usize * blocks..][..blocks]
    }

    fn nearest(&self, site: u32) -> &[u16] {
        &self.nearest[site as usize * self.of_each..][..self.of_each]
    }
}

fn find_nearest(row: &[u16], depots: usize, nearest: &mut [u16]) {
    let mut order: Vec<u32> =
        (0..depots).map(|depot| u32::from(row[depot]) << 16 | u32::try_from(depot).expect("few depots")).collect();
    if order.len() > nearest.len() {
        order.select_nth_unstable(nearest.len() - 1);
        order.truncate(nearest.len());
    }
    order.sort_unstable();
    for (to, one) in nearest.iter_mut().zip(order) {
        *to = u16::try_from(one & 0xffff).expect("16 bits");
    }
}

/// Cost of a unit over a lane: minutes, and once more each minute after it was due.
pub fn cost(minutes: u16, due: u16) -> i64 {
    i64::from(minutes) + i64::from(minutes.saturating_sub(due))
}

/// All lanes of one item.
pub struct AllLanes<'a> {
    minutes: &'a Minutes,
    held: &'a [Holding],
    asked: &'a [Asked],
    /// The hub at each depot, or [`u32::MAX`].
    hubs: Vec<u32>,
}

impl<'a> AllLanes<'a> {
    pub fn new(minutes: &'a Minutes, held: &'a [Holding], asked: &'a [Asked]) -> Self {
        let mut hubs = vec![u32::MAX; minutes.width];
        for (hub, one) in held.iter().enumerate() {
            hubs[usize::from(one.depot)] = u32::try_from(hub).expect("few depots");
        }
        Self { minutes, held, asked, hubs }
    }
}

/// Prices by depot, and the least of each block.
#[derive(Default)]
pub struct Outlook {
    prices: Vec<i64>,
    least: Vec<i64>,
}

/// Dearer than anything, and still far from what cannot be counted.
const DEAR: i64 = i64::MAX / 2;
/// So many of the columns that improve are told.
const TOLD: usize = 6;

impl Columns<i64> for AllLanes<'_> {
    type Outlook = Outlook;

    fn near(&self, need: usize, count: usize, out: &mut Vec<(u32, i64)>) {
        let Asked { site, due, .. } = self.asked[need];
        let row = self.minutes.row(site);
        for depot in self.minutes.nearest(site) {
            let hub = self.hubs[usize::from(*depot)];
            if hub != u32::MAX {
                out.push((hub, cost(row[usize::from(*depot)], due)));
                if out.len() == count {
                    break;
                }
            }
        }
    }

    fn cost(&self, hub: usize, need: usize) -> Option<i64> {
        let Asked { site, due, .. } = self.asked[need];
        Some(cost(self.minutes.row(site)[usize::from(self.held[hub].depot)], due))
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

    fn cheaper(&self, need: usize, below: i64, _: &[i64], outlook: &Outlook, out: &mut Vec<(u32, i64)>) {
        let Asked { site, due, .. } = self.asked[need];
        let row = self.minutes.row(site);
        let mut found: [(i64, u32, i64); TOLD] = [(below, 0, 0); TOLD];
        let mut count = 0;
        for (block, (least, price)) in self.minutes.least(site).iter().zip(&outlook.least).enumerate() {
            if cost(*least, due) + price >= found[TOLD - 1].0 {
                continue;
            }
            let at = block * BLOCK;
            for (depot, (minutes, price)) in row[at..at + BLOCK].iter().zip(&outlook.prices[at..at + BLOCK]).enumerate()
            {
                let column = cost(*minutes, due);
                if column + price < found[TOLD - 1].0 {
                    let place = found.partition_point(|(total, ..)| *total <= column + price);
                    found[place..].rotate_right(1);
                    found[place] = (column + price, self.hubs[at + depot], column);
                    count += 1;
                }
            }
        }
        out.extend(found[..count.min(TOLD)].iter().map(|(_, hub, cost)| (*hub, *cost)));
    }
}
