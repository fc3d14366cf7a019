//! The prices prove the plan best, item by item: see the conditions in [`super`].

use super::worth::{Segment, segments, unit_cost};
use super::{Count, Violation};
use crate::id::{DepotId, ItemId, LotKey, NeedKey, SiteId};
use crate::plan::{Price, Prices};
use crate::policy::Policy;
use std::collections::{BTreeMap, BTreeSet};

const ZERO: Price = Price { first: 0, second: 0 };

fn less(a: Price, b: Price) -> Price {
    Price { first: a.first.saturating_sub(b.first), second: a.second.saturating_sub(b.second) }
}

pub(super) fn check(count: &Count<'_>, policy: &Policy, found: &mut Vec<Violation>) {
    check_known(count, found);
    let prices = &count.plan.prices;
    let columns = Columns::of(count);
    let shared = columns.on_shared_lanes(count);
    let items: BTreeSet<_> = count.situation.needs.keys().map(|key| &key.item).collect();
    for item in items {
        if shared.contains(item) && !has_prices(prices, item) {
            continue;
        }
        let mut proof = Proof { count, policy, prices, item, found };
        proof.segments();
        proof.columns(columns.by_item.get(item).map_or(&[], Vec::as_slice));
        proof.tightness();
    }
}

/// Prices belong to what is there and are not negative; a need's price may be anything.
fn check_known(count: &Count<'_>, found: &mut Vec<Violation>) {
    let Prices { lots, reserves, lanes, needs, .. } = &count.plan.prices;
    let mut bad = |what: String| found.push(Violation::BadPrice(what));
    for (key, price) in lots {
        if *price < ZERO || !count.situation.lots.contains_key(key) {
            bad(format!("lot {key}"));
        }
    }
    for ((depot, item), price) in reserves {
        if *price < ZERO || !count.situation.lots.keys().any(|key| &key.depot == depot && &key.item == item) {
            bad(format!("reserve {depot}/{item}"));
        }
    }
    for ((depot, site, item), price) in lanes {
        let lane = count.situation.lanes.get(&(depot.clone(), site.clone()));
        if *price < ZERO || lane.is_none_or(|lane| lane.capacity.is_none()) {
            bad(format!("lane {depot} -> {site} for {item}"));
        }
    }
    for key in needs.keys().filter(|key| !count.situation.needs.contains_key(*key)) {
        bad(format!("need {key}"));
    }
}

fn has_prices(prices: &Prices, item: &ItemId) -> bool {
    prices.lots.keys().any(|key| &key.item == item)
        || prices.needs.keys().any(|key| &key.item == item)
        || prices.reserves.keys().any(|(_, of)| of == item)
        || prices.lanes.keys().any(|(_, _, of)| of == item)
}

/// Every admissible (lot, need), by item.
struct Columns<'a> {
    by_item: BTreeMap<&'a ItemId, Vec<(&'a LotKey, &'a NeedKey)>>,
}

impl<'a> Columns<'a> {
    fn of(count: &'a Count<'_>) -> Self {
        let mut by_item = BTreeMap::<_, Vec<_>>::new();
        for need in count.situation.needs.keys() {
            for (lot, _) in count.lots_of(&need.item).filter(|(lot, _)| count.blockers(lot, need).is_empty()) {
                by_item.entry(&need.item).or_default().push((lot, need));
            }
        }
        Self { by_item }
    }

    /// Items with a column over a lane of limited capacity that another item has a column over, too.
    fn on_shared_lanes(&self, count: &Count<'_>) -> BTreeSet<&'a ItemId> {
        let mut over = BTreeMap::<(&DepotId, &SiteId), BTreeSet<&ItemId>>::new();
        for (item, columns) in &self.by_item {
            for (lot, need) in columns {
                let lane = count.lanes[&(&lot.depot, &need.site)];
                if lane.capacity.is_some() {
                    over.entry((&lot.depot, &need.site)).or_default().insert(item);
                }
            }
        }
        over.into_values().filter(|items| items.len() > 1).flatten().collect()
    }
}

struct Proof<'a, 'b> {
    count: &'a Count<'a>,
    policy: &'a Policy,
    prices: &'a Prices,
    item: &'a ItemId,
    found: &'b mut Vec<Violation>,
}

impl Proof<'_, '_> {
    fn fail(&mut self, what: String, by: Price) {
        self.found.push(Violation::NotProven { what, by });
    }

    fn need_price(&self, need: &NeedKey) -> Price {
        self.prices.needs.get(need).copied().unwrap_or(ZERO)
    }

    fn lane_price(&self, lot: &LotKey, need: &NeedKey) -> Price {
        let key = (lot.depot.clone(), need.site.clone(), lot.item.clone());
        self.prices.lanes.get(&key).copied().unwrap_or(ZERO)
    }

    /// rank > p ⇒ full, rank < p ⇒ empty.
    fn segments(&mut self) {
        let needs = self.count.situation.needs.iter().filter(|(key, _)| &key.item == self.item);
        let stacks: Vec<(&NeedKey, Vec<Segment>)> =
            needs.map(|(key, need)| (key, segments(need, self.policy).expect("valued before"))).collect();
        let mut worths: Vec<_> = stacks.iter().flat_map(|(_, stack)| stack).map(|segment| segment.worth).collect();
        worths.sort_by(super::worth::Worth::compare);
        worths.dedup_by(|a, b| a.compare(b).is_eq());
        for (key, stack) in stacks {
            let mut left = self.count.given(key);
            let price = self.need_price(key);
            for segment in stack {
                let z = segment.width.min(left);
                left -= z;
                let place = worths.binary_search_by(|worth| worth.compare(&segment.worth)).expect("is among them");
                let rank = Price { first: i64::try_from(place + 1).expect("few worths"), second: 0 };
                if rank > price && z < segment.width {
                    self.fail(format!("need {key} has room for units worth more than their price"), less(rank, price));
                }
                if rank < price && z > 0 {
                    self.fail(format!("need {key} gets units worth less than their price"), less(price, rank));
                }
            }
        }
    }

    /// p − cost − u − r − g ≤ 0, and = 0 where something is sent.
    fn columns(&mut self, columns: &[(&LotKey, &NeedKey)]) {
        let sent: BTreeSet<_> = self.count.plan.shipments.iter().map(|s| (&s.lot, &s.site)).collect();
        for (lot_key, need_key) in columns {
            let situation = self.count.situation;
            let (lot, need) = (&situation.lots[*lot_key], &situation.needs[*need_key]);
            let lane = self.count.lanes[&(&lot_key.depot, &need_key.site)];
            let (_, arrives) = self.count.arrival(lot_key, &need_key.site).expect("an admissible column has a lane");
            let cost = match unit_cost(self.policy, self.count.plan.second_level, lot, lane, need, arrives) {
                Ok(second) => Price { first: 0, second },
                Err(why) => return self.fail(format!("{lot_key} -> {}: {why}", need_key.site), ZERO),
            };
            let u = self.prices.lots.get(*lot_key).copied().unwrap_or(ZERO);
            let row = (lot_key.depot.clone(), lot_key.item.clone());
            let r = self.prices.reserves.get(&row).copied().unwrap_or(ZERO);
            let g = self.lane_price(lot_key, need_key);
            let reduced = less(less(less(less(self.need_price(need_key), cost), u), r), g);
            if reduced > ZERO {
                self.fail(format!("sending more {lot_key} -> {} would improve the plan", need_key.site), reduced);
            }
            if reduced < ZERO && sent.contains(&(*lot_key, &need_key.site)) {
                self.fail(format!("sending less {lot_key} -> {} would improve the plan", need_key.site), reduced);
            }
        }
    }

    /// A price above zero only where nothing is left.
    fn tightness(&mut self) {
        let (count, prices, item) = (self.count, self.prices, self.item);
        for (key, price) in prices.lots.iter().filter(|(key, price)| &key.item == item && **price > ZERO) {
            let used = count.by_lot.get(key).copied().unwrap_or(0);
            if count.situation.lots.get(key).is_some_and(|lot| used < lot.available().units()) {
                self.fail(format!("lot {key} has a price and is not used up"), *price);
            }
        }
        for ((depot, _), price) in prices.reserves.iter().filter(|((_, of), price)| of == item && **price > ZERO) {
            let used = count.by_reserve.get(&(depot, item)).copied().unwrap_or(0);
            if used < count.reserve_limit(depot, item) {
                self.fail(format!("reserve {depot}/{item} has a price and is not reached"), *price);
            }
        }
        for ((depot, site, _), price) in prices.lanes.iter().filter(|((.., of), price)| of == item && **price > ZERO) {
            let used = count.by_lane.get(&(depot, site)).copied().unwrap_or(0);
            let capacity = count.lanes.get(&(depot, site)).and_then(|lane| lane.capacity);
            if capacity.is_some_and(|capacity| used < capacity.units()) {
                self.fail(format!("lane {depot} -> {site} has a price for {item} and is not full"), *price);
            }
        }
    }
}
