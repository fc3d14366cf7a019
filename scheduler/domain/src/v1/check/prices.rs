//! The prices prove the plan best: what they belong to, and which groups they prove how. See [`super`].

use super::flow::Flow;
use super::index::Index;
use super::ties::Ties;
use super::violation::Violation;
use super::worth::Segment;
use super::{group, joint};
use crate::id::{DepotId, ItemId, SiteId};
use crate::v1::plan::{Plan, Price};

pub(super) const ZERO: Price = Price { first: 0, second: 0 };

/// Prices are at most this far from zero, so that a few of them add up.
const FIRST_MAX: u64 = 1 << 60;
/// The same in millionths.
const SECOND_MAX: u128 = 1 << 100;

pub(super) fn check(
    index: &Index<'_>,
    plan: &Plan,
    flow: &Flow,
    segments: &[Vec<Segment>],
    found: &mut Vec<Violation>,
) {
    let prices = Table::of(index, plan, found);
    let ties = Ties::of(index, plan.second_level);
    let mut jointly = Vec::new();
    for group in group::groups(index) {
        let name = group.name;
        let how = Proof::of(&prices, &ties, name, plan.joint.is_some());
        let costless = ties.without_cost(name).filter(|_| how != Proof::None);
        if let Some((lot, need)) = costless {
            let (lot, site) = (index.lots[lot].key, &index.needs[need].key.site);
            let what = format!("{lot} -> {site}: a lane that is used has no cost");
            found.push(Violation::NotProven { what, by: ZERO });
            continue;
        }
        match how {
            Proof::Ranks => group::check(index, plan, flow, &prices, &group, segments, found),
            Proof::Joint => jointly.push(group),
            Proof::None => {}
            Proof::Unknown => {
                let what = format!("item {} has ratios or kits: only a joint proof can price it", index.items[name].id);
                found.push(Violation::NotProven { what, by: ZERO });
            }
        }
    }
    if let Some(said) = &plan.joint {
        joint::check(index, plan, said, flow, &prices, &jointly, segments, found);
    }
}

/// The groups, by name, that are proven by ranks of worth, each by itself.
pub(super) fn groups_by_ranks(index: &Index<'_>, plan: &Plan) -> Vec<usize> {
    let (prices, ties) = (Table::of(index, plan, &mut Vec::new()), Ties::of(index, plan.second_level));
    let names = group::groups(index).into_iter().map(|group| group.name);
    names.filter(|name| Proof::of(&prices, &ties, *name, plan.joint.is_some()) == Proof::Ranks).collect()
}

/// How a group of items is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// By ranks of worth, by itself.
    Ranks,
    /// With all other joint items.
    Joint,
    /// Not at all.
    None,
    /// By prices that prove nothing.
    Unknown,
}

impl Proof {
    fn of(prices: &Table, ties: &Ties, group: usize, joint: bool) -> Self {
        let (ranked, priced) = (prices.ranked[group], prices.priced[group]);
        match (ties.is_tied(group), ties.is_uneven(group)) {
            (false, _) => Self::Ranks,
            (true, true) if ranked => Self::Unknown,
            (true, false) if ranked => Self::Ranks,
            (true, _) if joint => Self::Joint,
            (true, _) if !priced => Self::None,
            (true, true) => Self::Unknown,
            (true, false) => Self::Ranks,
        }
    }
}

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
    priced: Vec<bool>,
    /// By group: whether it has a price that counts ranks.
    ranked: Vec<bool>,
}

impl Table {
    fn of(index: &Index<'_>, plan: &Plan, found: &mut Vec<Violation>) -> Self {
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
        let mut bad = |what: String| found.push(Violation::BadPrice(what));
        for (key, price) in &plan.prices.lots {
            match index.lot(key).filter(|_| *price >= ZERO && is_small(price)) {
                Some(lot) => {
                    table.lots[lot] = *price;
                    table.note(index, index.lots[lot].item, price);
                }
                None => bad(format!("lot {key}")),
            }
        }
        for ((depot, item), price) in &plan.prices.reserves {
            match index.store(depot, item).filter(|_| *price >= ZERO && is_small(price)) {
                Some(store) => {
                    table.stores[store] = *price;
                    table.note(index, index.stores[store].item, price);
                }
                None => bad(format!("reserve {depot}/{item}")),
            }
        }
        for (key, price) in &plan.prices.needs {
            match index.need(key).filter(|_| is_small(price)) {
                Some(need) => {
                    table.needs[need] = *price;
                    table.note(index, index.needs[need].item, price);
                }
                None => bad(format!("need {key}")),
            }
        }
        for ((depot, site, item), price) in &plan.prices.lanes {
            if table.add_lane(index, depot, site, item, price).is_none() {
                bad(format!("lane {depot} -> {site} for {item}"));
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

    fn add_joint(&mut self, index: &Index<'_>, plan: &Plan, bad: &mut impl FnMut(String)) {
        let joint = plan.joint.is_some();
        let lawful = |price: i128| joint && price >= 0 && price.unsigned_abs() <= SECOND_MAX;
        for (id, price) in &plan.prices.pools {
            let known = super::index::place(&index.pools, id, |row| row.0).filter(|at| {
                let pool = index.pools[*at].1;
                let limited = |limit: bool, price: i128| lawful(price) && (limit || price == 0);
                limited(pool.grams.is_some(), price.per_gram)
                    && limited(pool.millilitres.is_some(), price.per_millilitre)
            });
            match known {
                Some(at) => self.pools[at] = [price.per_gram, price.per_millilitre],
                None => bad(format!("pool {id}")),
            }
        }
        for ((depot, site), price) in &plan.prices.shared_lanes {
            let lane = index.lane_at(depot, site);
            let limited = lane.filter(|lane| index.way(*lane).is_some_and(|way| way.capacity.is_some()));
            match limited.filter(|_| lawful(*price)) {
                Some(lane) => self.shared_lanes.push((lane, *price)),
                None => bad(format!("shared lane {depot} -> {site}")),
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
