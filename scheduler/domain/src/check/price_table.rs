//! The plan's vector prices by index, each of something that is there and proven by itself.

use super::groups::Groups;
use super::index::Index;
use super::names;
use super::violation::Violation;
use crate::id::{DepotId, SiteId};
use crate::plan::Plan;
use crate::policy::FirstLevel;
use crate::vector::{Part, Vector};
use yicang_language::Message;

/// Components of prices are at most this far from zero, so that a few of them add up.
const COMPONENT_MAX: u128 = 1 << 100;

/// A priced lane: the group's least item, depot and site; its price; base units that it carries.
pub(super) type PricedLane = ((usize, usize, usize), Vector, u64);

/// The plan's prices by index.
pub(super) struct Table {
    pub(super) lots: Vec<Vector>,
    pub(super) stores: Vec<Vector>,
    pub(super) needs: Vec<Vector>,
    /// Sorted; the sum over the group's items.
    lanes: Vec<PricedLane>,
}

impl Table {
    /// `is_exact` says of a group, by its least item, whether prices prove it.
    pub(super) fn of(
        index: &Index<'_>,
        groups: &Groups,
        is_exact: impl Fn(usize) -> bool,
        plan: &Plan,
        found: &mut Vec<Violation>,
    ) -> Self {
        let mut table = Self {
            lots: vec![Vector::ZERO; index.lots.len()],
            stores: vec![Vector::ZERO; index.stores.len()],
            needs: vec![Vector::ZERO; index.needs.len()],
            lanes: Vec::new(),
        };
        let mut bad = |what: Message| found.push(Violation::BadPrice(what));
        let lawful = |item: usize, price: &Vector| is_exact(groups.name(item)) && is_lawful(index, price);
        for (key, price) in &plan.prices.lots {
            let known = index.lot(key).filter(|lot| *price >= Vector::ZERO && lawful(index.lots[*lot].item, price));
            match known {
                Some(lot) => table.lots[lot] = price.clone(),
                None => bad(names::lot(key)),
            }
        }
        for ((depot, item), price) in &plan.prices.reserves {
            let known = index.store(depot, item);
            match known.filter(|store| *price >= Vector::ZERO && lawful(index.stores[*store].item, price)) {
                Some(store) => table.stores[store] = price.clone(),
                None => bad(names::reserve(depot, item)),
            }
        }
        for (key, price) in &plan.prices.needs {
            match index.need(key).filter(|need| lawful(index.needs[*need].item, price)) {
                Some(need) => table.needs[need] = price.clone(),
                None => bad(names::need(key)),
            }
        }
        for ((depot, site, item), price) in &plan.prices.lanes {
            let lawful = |item: &usize| *price >= Vector::ZERO && lawful(*item, price);
            let item_at = index.item(item).filter(lawful);
            if item_at.and_then(|item| table.add_lane(index, groups.name(item), depot, site, price)).is_none() {
                bad(names::lane_for(depot, site, item));
            }
        }
        table
    }

    fn add_lane(
        &mut self,
        index: &Index<'_>,
        group: usize,
        depot: &DepotId,
        site: &SiteId,
        price: &Vector,
    ) -> Option<()> {
        let lane = index.lane_at(depot, site)?;
        let capacity = index.way(lane)?.capacity?;
        let key = (group, lane.0, lane.1);
        match self.lanes.binary_search_by_key(&key, |lane| lane.0) {
            Ok(at) => {
                let sum = self.lanes[at].1.checked_add(price).filter(|sum| is_lawful(index, sum))?;
                self.lanes[at].1 = sum;
            }
            Err(at) => self.lanes.insert(at, (key, price.clone(), capacity)),
        }
        Some(())
    }

    /// The lanes of a group that have a price.
    pub(super) fn lanes_of(&self, group: usize) -> &[PricedLane] {
        let from = self.lanes.partition_point(|((of, ..), ..)| *of < group);
        let to = self.lanes.partition_point(|((of, ..), ..)| *of <= group);
        &self.lanes[from..to]
    }
}

/// Whether a price has only components that the policy has, none too large to add up.
fn is_lawful(index: &Index<'_>, price: &Vector) -> bool {
    price.parts().all(|(part, number)| {
        let known = match part {
            Part::Level(level) => usize::from(level) < index.policy.levels(),
            Part::Draw => matches!(index.policy.first_level, FirstLevel::Steps(_)),
            Part::Cost => true,
        };
        known && number.unsigned_abs() <= COMPONENT_MAX
    })
}
