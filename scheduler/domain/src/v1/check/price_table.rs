//! The plan's prices by index, each of something that is there.

use super::index::Index;
use super::violation::Violation;
use crate::check::names;
use crate::id::{DepotId, ItemId, SiteId};
use crate::v1::plan::{Plan, Price};
use yicang_language::{Message, message};

pub(super) const ZERO: Price = Price { first: 0, second: 0 };

/// Prices are at most this far from zero, so that a few of them add up.
const FIRST_MAX: u64 = 1 << 60;
/// The same in millionths.
const SECOND_MAX: u128 = 1 << 100;

/// The plan's prices by index.
pub(super) struct Table {
    pub(super) lots: Vec<Price>,
    pub(super) stores: Vec<Price>,
    pub(super) needs: Vec<Price>,
    /// By group, then depot and site; the sum over the group's items.
    pub(super) lanes: Vec<((usize, usize, usize), Price)>,
    /// Per gram and per millilitre.
    pub(super) pools: Vec<[i128; 2]>,
    /// By depot and site.
    pub(super) shared_lanes: Vec<((usize, usize), i128)>,
    /// By group: whether it has a price at all.
    pub(super) priced: Vec<bool>,
    /// By group: whether it has a price that counts ranks.
    pub(super) ranked: Vec<bool>,
}

impl Table {
    pub(super) fn of(index: &Index<'_>, plan: &Plan, found: &mut Vec<Violation>) -> Self {
        let groups = index.items.len();
        let mut table = Self {
            lots: vec![ZERO; index.lots.len()],
            stores: vec![ZERO; index.stores.len()],
            needs: vec![ZERO; index.needs.len()],
            lanes: Vec::new(),
            pools: vec![[0; 2]; index.pools.len()],
            shared_lanes: Vec::new(),
            priced: vec![false; groups],
            ranked: vec![false; groups],
        };
        let mut bad = |what: Message| found.push(Violation::BadPrice(what));
        for (key, price) in &plan.prices.lots {
            match index.lot(key).filter(|_| *price >= ZERO && is_small(price)) {
                Some(lot) => {
                    table.lots[lot] = *price;
                    table.note(index, index.lots[lot].item, price);
                }
                None => bad(names::lot(key)),
            }
        }
        for ((depot, item), price) in &plan.prices.reserves {
            match index.store(depot, item).filter(|_| *price >= ZERO && is_small(price)) {
                Some(store) => {
                    table.stores[store] = *price;
                    table.note(index, index.stores[store].item, price);
                }
                None => bad(names::reserve(depot, item)),
            }
        }
        for (key, price) in &plan.prices.needs {
            match index.need(key).filter(|_| is_small(price)) {
                Some(need) => {
                    table.needs[need] = *price;
                    table.note(index, index.needs[need].item, price);
                }
                None => bad(names::need(key)),
            }
        }
        for ((depot, site, item), price) in &plan.prices.lanes {
            if table.add_lane(index, depot, site, item, price).is_none() {
                bad(names::lane_for(depot, site, item));
            }
        }
        table.add_joint(index, plan, &mut bad);
        table
    }

    fn note(&mut self, index: &Index<'_>, item: usize, price: &Price) {
        let group = index.items[item].group;
        self.priced[group] = true;
        self.ranked[group] |= price.first != 0;
    }

    fn add_lane(
        &mut self,
        index: &Index<'_>,
        depot: &DepotId,
        site: &SiteId,
        item: &ItemId,
        price: &Price,
    ) -> Option<()> {
        let lane = index.lane_at(depot, site)?;
        let item = index.item(item)?;
        index.way(lane)?.capacity.filter(|_| *price >= ZERO && is_small(price))?;
        self.note(index, item, price);
        let key = (index.items[item].group, lane.0, lane.1);
        match self.lanes.binary_search_by_key(&key, |(key, _)| *key) {
            Ok(at) => {
                let sum = &mut self.lanes[at].1;
                *sum = Price { first: sum.first + price.first, second: sum.second + price.second };
                is_small(sum).then_some(())
            }
            Err(at) => {
                self.lanes.insert(at, (key, *price));
                Some(())
            }
        }
    }

    fn add_joint(&mut self, index: &Index<'_>, plan: &Plan, bad: &mut impl FnMut(Message)) {
        let joint = plan.joint.is_some();
        let lawful = |price: i128| joint && price >= 0 && price.unsigned_abs() <= SECOND_MAX;
        for (id, price) in &plan.prices.pools {
            let known = super::sorted::place(&index.pools, id, |row| row.0).filter(|at| {
                let pool = index.pools[*at].1;
                let limited = |limit: bool, price: i128| lawful(price) && (limit || price == 0);
                limited(pool.grams.is_some(), price.per_gram)
                    && limited(pool.millilitres.is_some(), price.per_millilitre)
            });
            match known {
                Some(at) => self.pools[at] = [price.per_gram, price.per_millilitre],
                None => bad(message!("check-pool", pool = id.as_str())),
            }
        }
        for ((depot, site), price) in &plan.prices.shared_lanes {
            let lane = index.lane_at(depot, site);
            let limited = lane.filter(|lane| index.way(*lane).is_some_and(|way| way.capacity.is_some()));
            match limited.filter(|_| lawful(*price)) {
                Some(lane) => self.shared_lanes.push((lane, *price)),
                None => bad(message!("check-shared-lane", depot = depot.as_str(), site = site.as_str())),
            }
        }
    }

    /// The lanes of a group that have a price.
    pub(super) fn lanes_of(&self, group: usize) -> &[((usize, usize, usize), Price)] {
        let from = self.lanes.partition_point(|((of, ..), _)| *of < group);
        let to = self.lanes.partition_point(|((of, ..), _)| *of <= group);
        &self.lanes[from..to]
    }
}

fn is_small(price: &Price) -> bool {
    price.first.unsigned_abs() <= FIRST_MAX && price.second.unsigned_abs() <= SECOND_MAX
}
