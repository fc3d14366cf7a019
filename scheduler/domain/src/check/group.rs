//! A group of items that is planned by itself: the [`Grounds`] of a [`proof`](super::proof), with vector prices.
//!
//! Where packs are the unit, everything counts packs: what a lot has, what may leave a store, what a lane carries, what
//! a need is open for, each rounded down to whole packs; a pack gains the sum of what its units gain, and costs what
//! they cost.
//!
//! What units of a need gain falls from unit to unit: levels come in order, s falls inside a level, and inside a
//! sub-step what the last plan served comes first. So do sums over packs. That is why two units decide whether a need
//! has what its price says: the last one that it gets, and the next.

use super::flow::Flow;
use super::groups::Group;
use super::index::Index;
use super::names;
use super::price_table::{PricedLane, Table};
use super::proof::{Failure, Grounds, Price, Shown, prove};
use super::violation::Violation;
use super::worth::{Stack, too_large};
use crate::policy::SecondLevel;
use crate::vector::{Part, Vector};
use yicang_language::message;

/// No more failures of one group than this are listed.
const FAILURES_MAX: usize = 1_000;

/// What all groups of a plan are proven with.
pub(super) struct Proof<'a> {
    pub(super) index: &'a Index<'a>,
    pub(super) flow: &'a Flow,
    pub(super) prices: &'a Table,
    pub(super) stacks: &'a [Stack],
    pub(super) level: SecondLevel,
}

/// A price: what comes before the cost, as a rank among all such of the group, and the cost.
type Cut = (usize, i128);

/// A group with its prices and amounts; lots, stores and needs are counted within it.
struct Market<'a> {
    of: &'a Proof<'a>,
    group: &'a Group,
    /// Units of a pack.
    pack: u64,
    /// What the last pack that each need gets gains, and the next one; `None` beyond what is open.
    margins: Vec<[Option<Vector>; 2]>,
    /// u + r of each lot.
    bars: Vec<Cut>,
    /// p of each need.
    levels: Vec<Cut>,
    lanes: &'a [PricedLane],
}

impl Proof<'_> {
    /// Whether the prices prove a group best.
    pub(super) fn check(&self, group: &Group, pack: u64, found: &mut Vec<Violation>) {
        let margins = group.needs.iter().map(|need| {
            let stack = &self.stacks[*need];
            let (got, open) = (self.flow.by_need[*need] / pack, stack.open() / pack);
            let gain = |at: Option<u64>| match at.filter(|at| *at < open) {
                Some(at) => stack.pack(at, pack).map(Some),
                None => Some(None),
            };
            Some([gain(got.checked_sub(1))?, gain(Some(got))?])
        });
        let Some(margins) = margins.collect::<Option<Vec<_>>>() else {
            found.push(Violation::NotValued(too_large()));
            return;
        };
        let [bars, levels] = self.bars(group);
        let lanes = self.prices.lanes_of(group.name);
        let market = Market { of: self, group, pack, margins, bars, levels, lanes };
        found.extend(prove(&market, FAILURES_MAX).into_iter().map(|shown| market.name(shown)));
    }

    /// Prices cut in two: all that is compared before the cost is a rank, so that most columns are left out by two
    /// whole numbers.
    fn bars(&self, group: &Group) -> [Vec<Cut>; 2] {
        let service = |price: &Vector| price.less(&Vector::of(Part::Cost, price.part(Part::Cost)));
        let lots = group.lots.iter().map(|lot| {
            let (u, r) = (&self.prices.lots[*lot], &self.prices.stores[self.index.lots[*lot].store]);
            u.checked_add(r).expect("components of prices are at most 2^100")
        });
        let lots: Vec<_> = lots.collect();
        let needs = || group.needs.iter().map(|need| &self.prices.needs[*need]);
        let mut all: Vec<_> = lots.iter().chain(needs()).map(service).collect();
        all.sort_unstable();
        all.dedup();
        let cut = |price: &Vector| {
            let rank = all.binary_search(&service(price)).expect("is among them");
            (rank, price.part(Part::Cost))
        };
        [lots.iter().map(cut).collect(), needs().map(cut).collect()]
    }
}

/// The place of a member within the group.
fn local(members: &[usize], index: usize) -> usize {
    members.binary_search(&index).expect("what serves a need of the group is of the group")
}

impl Market<'_> {
    /// A failure in the words of the situation.
    fn name(&self, shown: Shown<Vector>) -> Violation {
        let index = self.of.index;
        let need = |need: usize| index.needs[self.group.needs[need]].key;
        let lot = |lot: usize| index.lots[self.group.lots[lot]].key;
        let reserve = |store: usize| {
            let row = &index.stores[self.group.stores[store]];
            names::reserve(row.depot, index.items[row.item].id)
        };
        let column = |at: usize, to: usize| names::column(lot(at), need(to));
        let lane = |way: usize| {
            let (_, depot, site) = self.lanes[way].0;
            let (depot, site) = index.lane_name((depot, site));
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

    /// What a unit of a column costs where the last plan sent as much, if it can carry something and has a cost.
    fn unit_cost(&self, lot: usize, need: usize) -> Option<i128> {
        let index = self.of.index;
        // Where kits could be made, no group is proven by these prices.
        let role = index.role(lot, need).filter(|role| role.component.is_none())?;
        let column = index.column(role, lot, need)?;
        index.unit_cost(self.of.level, column.role, lot, need, &column.passage)
    }

    /// What the pack that follows so many costs. Packs are at most 10⁶ units, and a unit costs less than 2⁷³.
    fn pack_cost(&self, unit: i128, lot: usize, need: usize, packs: u64) -> i128 {
        let is_new = packs >= self.of.index.last(lot, need) / self.pack;
        let unit = if is_new { unit + self.of.index.change() } else { unit };
        unit * i128::from(self.pack)
    }
}

impl Grounds for Market<'_> {
    type Price = Vector;

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
        self.lanes.len()
    }

    fn available(&self, lot: usize) -> u64 {
        self.of.index.lots[self.group.lots[lot]].available / self.pack
    }

    fn store(&self, lot: usize) -> usize {
        local(&self.group.stores, self.of.index.lots[self.group.lots[lot]].store)
    }

    fn limit(&self, store: usize) -> u64 {
        self.of.index.stores[self.group.stores[store]].limit / self.pack
    }

    fn capacity(&self, way: usize) -> u64 {
        self.lanes[way].2 / self.pack
    }

    /// Two segments: what the need gets, with what the last of it gains, and what is open, with what the next gains. A
    /// need that nothing can be sent to has none.
    fn segments(&self, need: usize) -> impl Iterator<Item = (Vector, u64)> {
        let at = self.group.needs[need];
        let (got, open) = (self.of.flow.by_need[at] / self.pack, self.of.stacks[at].open() / self.pack);
        let [last, next] = &self.margins[need];
        let mut columns = self.of.index.columns(at).filter(|column| column.role.component.is_none());
        let next = next.as_ref().filter(|_| got > 0 || columns.next().is_some());
        let last = last.clone().map(|gain| (gain, got));
        last.into_iter().chain(next.cloned().map(|gain| (gain, open - got)))
    }

    fn sent(&self, need: usize) -> impl Iterator<Item = (usize, u64)> {
        let sent = self.of.flow.to(self.group.needs[need]).iter();
        sent.map(|sent| (local(&self.group.lots, sent.lot), sent.units / self.pack))
    }

    fn cost(&self, lot: usize, need: usize, packs: u64) -> Option<i128> {
        let (lot, need) = (self.group.lots[lot], self.group.needs[need]);
        // Beyond the bound of an override there is no column.
        if self.of.index.cap(lot, need).is_some_and(|cap| packs >= cap / self.pack) {
            return None;
        }
        self.unit_cost(lot, need).map(|unit| self.pack_cost(unit, lot, need, packs))
    }

    fn way(&self, lot: usize, need: usize) -> Option<usize> {
        if self.lanes.is_empty() {
            return None;
        }
        let lane = self.of.index.lane_of(self.group.lots[lot], self.group.needs[need]);
        let key = (self.group.name, lane.0, lane.1);
        self.lanes.binary_search_by_key(&key, |lane| lane.0).ok()
    }

    fn lot_price(&self, lot: usize) -> Vector {
        self.of.prices.lots[self.group.lots[lot]].clone()
    }

    fn store_price(&self, store: usize) -> Vector {
        self.of.prices.stores[self.group.stores[store]].clone()
    }

    fn way_price(&self, way: usize) -> Vector {
        self.lanes[way].1.clone()
    }

    fn need_price(&self, need: usize) -> Vector {
        self.of.prices.needs[self.group.needs[need]].clone()
    }

    fn columns(&self, need: usize, _price: Vector, mut visit: impl FnMut(usize, i128) -> bool) {
        let (index, to) = (self.of.index, self.group.needs[need]);
        let (rank, most) = self.levels[need];
        for role in &index.items[index.needs[to].item].roles {
            for lot in index.lots_of(role.item) {
                // Items that cannot send anything may be of another group.
                let Ok(at) = self.group.lots.binary_search(lot) else { break };
                let (bar, price) = self.bars[at];
                if bar > rank || (bar == rank && price >= most) {
                    continue;
                }
                let Some(unit) = self.unit_cost(*lot, to) else { continue };
                let cost = self.pack_cost(unit, *lot, to, 0);
                if (bar < rank || price + cost < most) && !visit(at, cost) {
                    return;
                }
            }
        }
    }
}
