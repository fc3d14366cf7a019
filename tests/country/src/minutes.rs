//! Travel minutes of a country: from every depot to every site.

use crate::country::{BLOCK, Country, Place};
use std::thread;
use yicang_domain::travel::{Coordinates, Point, Travel};

/// No lane.
pub const NEVER: u16 = u16::MAX;
/// So many of the nearest depots are known for each site.
const NEAREST: usize = 40;

/// Minutes by site, then depot; 2 bytes each.
pub struct Minutes {
    /// Depots, filled up to whole blocks.
    pub width: usize,
    all: Vec<u16>,
    /// The least minutes of each block, by site.
    least: Vec<u16>,
    /// The nearest depots, by site, nearest first; of two as near the first.
    nearest: Vec<u16>,
    of_each: usize,
    /// The longest way.
    pub longest: u16,
}

fn points(places: &[Place]) -> Vec<Point> {
    let point = |place: &Place| Point::new(Coordinates::from_micros(place.0, place.1).expect("within a country"));
    places.iter().map(point).collect()
}

impl Minutes {
    /// By so many threads.
    pub fn new(country: &Country, travel: &Travel, threads: usize) -> Self {
        let width = country.depots.len().next_multiple_of(BLOCK);
        let (blocks, of_each) = (width / BLOCK, NEAREST.min(country.depots.len()));
        let (depots, sites) = (&points(&country.depots), points(&country.sites));
        let mut all = vec![NEVER; width * sites.len()];
        let mut least = vec![NEVER; blocks * sites.len()];
        let mut nearest = vec![0; of_each * sites.len()];
        let part = sites.len().div_ceil(threads);
        thread::scope(|scope| {
            let parts = sites.chunks(part).zip(all.chunks_mut(width * part));
            let parts = parts.zip(least.chunks_mut(blocks * part)).zip(nearest.chunks_mut(of_each * part));
            for (((sites, all), least), nearest) in parts {
                scope.spawn(move || {
                    let rows = all.chunks_mut(width).zip(least.chunks_mut(blocks)).zip(nearest.chunks_mut(of_each));
                    for (site, ((row, least), nearest)) in sites.iter().zip(rows) {
                        for (to, depot) in row.iter_mut().zip(depots) {
                            *to = u16::try_from(travel.minutes(depot, site)).expect("nowhere is 45 days away");
                        }
                        for (least, block) in least.iter_mut().zip(row.chunks(BLOCK)) {
                            *least = block.iter().copied().min().unwrap_or(NEVER);
                        }
                        find_nearest(&row[..depots.len()], nearest);
                    }
                });
            }
        });
        let longest = all.iter().copied().filter(|minutes| *minutes != NEVER).max().unwrap_or(0);
        Self { width, all, least, nearest, of_each, longest }
    }

    /// To a site, from every depot.
    pub fn row(&self, site: u32) -> &[u16] {
        &self.all[site as usize * self.width..][..self.width]
    }

    /// The least of each block of a row.
    pub fn least(&self, site: u32) -> &[u16] {
        let blocks = self.width / BLOCK;
        &self.least[site as usize * blocks..][..blocks]
    }

    /// The nearest depots of a site, nearest first.
    pub fn nearest(&self, site: u32) -> &[u16] {
        &self.nearest[site as usize * self.of_each..][..self.of_each]
    }
}

fn find_nearest(row: &[u16], nearest: &mut [u16]) {
    let mut order: Vec<u32> = (0..).zip(row).map(|(depot, minutes)| u32::from(*minutes) << 16 | depot).collect();
    if order.len() > nearest.len() {
        order.select_nth_unstable(nearest.len() - 1);
        order.truncate(nearest.len());
    }
    order.sort_unstable();
    for (to, one) in nearest.iter_mut().zip(order) {
        *to = u16::try_from(one & 0xffff).expect("16 bits");
    }
}
