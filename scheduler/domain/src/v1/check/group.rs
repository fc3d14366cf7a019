//! A group of items that stand in for each other, proven by ranks of worth: the [`Grounds`] of a
//! [`proof`](crate::check::proof).

use super::flow::Flow;
use super::index::Index;
use super::price_table::{Table, ZERO};
use super::segments::{Segment, Worth};
use super::violation::Violation;
use crate::check::names;
use crate::check::proof::{Failure, Grounds, Shown, prove};
use crate::policy::SecondLevel;
use crate::v1::plan::{Plan, Price};
use yicang_language::message;

/// No more failures of one group than this are listed.
const FAILURES_MAX: usize = 1_000;

/// Members of a group, by index; each sorted.
pub(super) struct Group {
    /// Its least item.
    pub(super) name: usize,
    pub(super) lots: Vec<usize>,
    pub(super) stores: Vec<usize>,
    pub(super) needs: Vec<usize>,
}

/// Every group that somebody needs something of, in order.
pub(super) fn groups(index: &Index<'_>) -> Vec<Group> {
    let empty = |name| Group { name, lots: Vec::new(), stores: Vec::new(), needs: Vec::new() };
    let mut groups: Vec<Group> = (0..index.items.len()).map(empty).collect();
    for (lot, row) in index.lots.iter().enumerate() {
        groups[index.items[row.item].group].lots.push(lot);
    }
    for (store, row) in index.stores.iter().enumerate() {
        groups[index.items[row.item].group].stores.push(store);
    }
    for (need, row) in index.needs.iter().enumerate() {
        groups[index.items[row.item].group].needs.push(need);
    }
    groups.retain(|group| !group.needs.is_empty());
    groups
}

/// A group with its prices and amounts; lots, stores and needs are counted within it.
struct Market<'a> {
    index: &'a Index<'a>,
    flow: &'a Flow,
    prices: &'a Table,
    group: &'a Group,
    level: SecondLevel,
    change: i128,
    /// Rank and width of the open segments of each need.
    stacks: Vec<Vec<(i64, u64)>>,
    /// Lanes with a price: depot and site, price, capacity; sorted.
    ways: Vec<((usize, usize), Price, u64)>,
}

pub(super) fn check(
    index: &Index<'_>,
    plan: &Plan,
    flow: &Flow,
    prices: &Table,
    group: &Group,
    segments: &[Vec<Segment>],
    found: &mut Vec<Violation>,
) {
    let lanes = prices.lanes_of(group.name).iter();
    let ways = lanes.map(|((_, depot, site), price)| {
        let lane = (*depot, *site);
        (lane, *price, index.way(lane).and_then(|way| way.capacity).unwrap_or(u64::MAX))
    });
    let market = Market {
        index,
        flow,
        prices,
        group,
        level: plan.second_level,
        change: index.change(),
        stacks: ranked(group, segments),
        ways: ways.collect(),
    };
    for way in &market.ways {
        if way.1 > ZERO && market.users(way.0) > 1 {
            let (depot, site) = index.lane_name(way.0);
            let what = message!("check-only-joint-lane", depot = depot.as_str(), site = site.as_str());
            found.push(Violation::NotProven { what, by: way.1 });
        }
    }
    let failures = prove(&market, FAILURES_MAX);
    found.extend(failures.into_iter().map(|shown| market.name(shown)));
}

/// Segments with the rank of their worth among all of the group: 1 for the least.
fn ranked(group: &Group, segments: &[Vec<Segment>]) -> Vec<Vec<(i64, u64)>> {
    let stacks = || group.needs.iter().map(|need| &segments[*need]);
    let mut worths: Vec<_> = stacks().flatten().map(|segment| segment.worth).collect();
    worths.sort_unstable_by(Worth::compare);
    worths.dedup_by(|a, b| a.compare(b).is_eq());
    let rank = |segment: &Segment| {
        let place = worths.binary_search_by(|worth| worth.compare(&segment.worth)).expect("is among them");
        (i64::try_from(place + 1).expect("few worths"), segment.width)
    };
    stacks().map(|stack| stack.iter().map(rank).collect()).collect()
}

/// The place of a member within the group.
fn local(members: &[usize], index: usize) -> usize {
    members.binary_search(&index).expect("what serves a need of the group is of the group")
}

impl Market<'_> {
    /// How many needs of the group are reached over a lane.
    fn users(&self, lane: (usize, usize)) -> usize {
        let needs = self.group.needs.iter().filter(|need| self.index.needs[**need].site == lane.1);
        let uses = |need: &&usize| {
            let mut lots = self.index.suppliers(**need).map(|(_, lot)| lot);
            lots.any(|lot| self.index.lane_of(lot, **need) == lane && self.index.passage(lot, **need).is_ok())
        };
        needs.filter(uses).count()
    }

    /// A failure in the words of the situation.
    fn name(&self, shown: Shown<Price>) -> Violation {
        let index = self.index;
        let need = |need: usize| index.needs[self.group.needs[need]].key;
        let lot = |lot: usize| index.lots[self.group.lots[lot]].key;
        let reserve = |store: usize| {
            let row = &index.stores[self.group.stores[store]];
            names::reserve(row.depot, index.items[row.item].id)
        };
        let column = |at: usize, to: usize| names::column(lot(at), need(to));
        let lane = |way: usize| {
            let (depot, site) = index.lane_name(self.ways[way].0);
            (names::lane(depot, site), index.items[self.group.name].id)
        };
        let what = match shown.failure {
            Failure::LotOver(at) => message!("check-overdrawn", what = names::lot(lot(at))),
            Failure::StoreOver(at) => message!("check-overdrawn", what = reserve(at)),
            Failure::WayOver(way) => message!("check-overfull", what = lane(way).0),
            Failure::NeedOver(at) => message!("check-need-over", need = need(at).to_string()),
            Failure::Forbidden(from, to) => message!("check-forbidden", what = column(from, to)),
            Failure::LotPrice(at) => return Violation::BadPrice(names::lot(lot(at))),
            Failure::StorePrice(at) => return Violation::BadPrice(reserve(at)),
            Failure::WayPrice(way) => return Violation::BadPrice(lane(way).0),
            Failure::Room(at) => message!("check-need-room", need = need(at).to_string()),
            Failure::TooDear(at) => message!("check-need-dear", need = need(at).to_string()),
            Failure::More(from, to) => message!("check-more", what = column(from, to)),
            Failure::Less(from, to) => message!("check-less", what = column(from, to)),
            Failure::LotIdle(at) => message!("check-lot-idle", lot = lot(at).to_string()),
            Failure::StoreIdle(at) => message!("check-reserve-idle", what = reserve(at)),
            Failure::WayIdle(way) => {
                let (lane, item) = lane(way);
                message!("check-lane-idle", lane = lane, item = item.as_str())
            }
        };
        Violation::NotProven { what, by: shown.by }
    }
}

impl Grounds for Market<'_> {
    type Price = Price;

    fn lots(&self) -> usize {
        self.group.lots.len()
    }

    fn stores(&self) -> usize {
        self.group.stores.len()
    }

    fn needs(&self) -> usize {
        self.group.needs.len()
    }

    fn ways(&self) -> usize {
        self.ways.len()
    }

    fn available(&self, lot: usize) -> u64 {
        self.index.lots[self.group.lots[lot]].available
    }

    fn store(&self, lot: usize) -> usize {
        local(&self.group.stores, self.index.lots[self.group.lots[lot]].store)
    }

    fn limit(&self, store: usize) -> u64 {
        self.index.stores[self.group.stores[store]].limit
    }

    fn capacity(&self, way: usize) -> u64 {
        self.ways[way].2
    }

    fn segments(&self, need: usize) -> impl Iterator<Item = (Price, u64)> {
        self.stacks[need].iter().map(|(rank, width)| (Price { first: *rank, second: 0 }, *width))
    }

    fn sent(&self, need: usize) -> impl Iterator<Item = (usize, u64)> {
        let sent = self.flow.to(self.group.needs[need]).iter();
        sent.map(|sent| (local(&self.group.lots, sent.lot), sent.units))
    }

    fn cost(&self, lot: usize, need: usize, units: u64) -> Option<i128> {
        let (lot, need) = (self.group.lots[lot], self.group.needs[need]);
        let passage = self.index.passage(lot, need).ok()?;
        let unit = self.index.unit_cost(self.level, self.index.role(lot, need)?, lot, need, &passage)?;
        Some(if units < self.index.last(lot, need) { unit } else { unit + self.change })
    }

    fn way(&self, lot: usize, need: usize) -> Option<usize> {
        if self.ways.is_empty() {
            return None;
        }
        let lane = self.index.lane_of(self.group.lots[lot], self.group.needs[need]);
        self.ways.binary_search_by_key(&lane, |way| way.0).ok()
    }

    fn lot_price(&self, lot: usize) -> Price {
        self.prices.lots[self.group.lots[lot]]
    }

    fn store_price(&self, store: usize) -> Price {
        self.prices.stores[self.group.stores[store]]
    }

    fn way_price(&self, way: usize) -> Price {
        self.ways[way].1
    }

    fn need_price(&self, need: usize) -> Price {
        self.prices.needs[self.group.needs[need]]
    }

    fn columns(&self, need: usize, _price: Price, mut visit: impl FnMut(usize, i128) -> bool) {
        let to = self.group.needs[need];
        for (role, lot) in self.index.suppliers(to) {
            let Ok(passage) = self.index.passage(lot, to) else { continue };
            let Some(unit) = self.index.unit_cost(self.level, role, lot, to, &passage) else { continue };
            let cost = if self.index.last(lot, to) > 0 { unit } else { unit + self.change };
            if !visit(local(&self.group.lots, lot), cost) {
                return;
            }
        }
    }
}
