//! The two tables of a plan, counted against the situation: lanes, pools, stock, packs, and what needs get.

use super::lot_flow::covered;
use super::write::{Allocation, Line, Shortfall};
use jiff::Timestamp;
use std::borrow::Cow;
use std::collections::BTreeMap;
use yicang_domain::plan::decimal;
use yicang_domain::situation::{Lane, Lot, Need, day_number};
use yicang_domain::{DepotId, ItemId, LotKey, NeedKey, SiteId, Situation, Travel};

/// The allocation beside what limits it.
pub(super) struct Count<'a> {
    situation: &'a Situation,
    travel: Option<&'a Travel>,
    allocated: &'a Allocation,
    by_need: BTreeMap<NeedKey, BTreeMap<&'a ItemId, u64>>,
}

/// What an item is to a need.
enum Role {
    /// Itself or a substitute: so many given serve so many.
    Stands(u64, u64),
    /// So many are in a kit.
    Part(u64),
}

impl<'a> Count<'a> {
    pub(super) fn of(situation: &'a Situation, travel: Option<&'a Travel>, allocated: &'a Allocation) -> Self {
        let mut by_need = BTreeMap::<NeedKey, BTreeMap<&ItemId, u64>>::new();
        for ((_, site, item, serves), units) in allocated {
            let need = NeedKey { site: site.clone(), item: serves.clone() };
            // Many lines of at most 10^12 units: a u64 holds 18 million of them.
            *by_need.entry(need).or_default().entry(item).or_default() += units;
        }
        Self { situation, travel, allocated, by_need }
    }

    pub(super) fn check(&self, unmet: &Shortfall, found: &mut Vec<String>) {
        self.check_lanes(found);
        self.check_packs(found);
        self.check_stock(found);
        self.check_needs(unmet, found);
    }

    /// The way that is written down, else the computed one.
    fn lane(&self, from: &DepotId, to: &SiteId) -> Option<Cow<'a, Lane>> {
        match self.travel {
            Some(travel) => self.situation.lane(travel, from, to),
            None => self.situation.lanes.get(&(from.clone(), to.clone())).map(Cow::Borrowed),
        }
    }

    fn role(&self, item: &ItemId, serves: &ItemId) -> Option<Role> {
        if item == serves {
            return Some(Role::Stands(1, 1));
        }
        if let Some(units) = self.situation.kits.get(serves).and_then(|parts| parts.get(item)) {
            return Some(Role::Part(*units));
        }
        let how = self.situation.substitutes.get(&(serves.clone(), item.clone()))?;
        Some(Role::Stands(how.given.into(), how.needed.into()))
    }

    fn check_lanes(&self, found: &mut Vec<String>) {
        let mut by_lane = BTreeMap::<(&DepotId, &SiteId), u64>::new();
        let mut by_pool = BTreeMap::new();
        for ((from, to, item, _), units) in self.allocated {
            *by_lane.entry((from, to)).or_default() += units;
            if let Some(pool) = self.lane(from, to).and_then(|lane| lane.pool.clone()) {
                let facts = self.situation.facts(item);
                let used = by_pool.entry(pool).or_insert([0_i128; 2]);
                // In millionths: at most 10^12 units of 10^15.
                used[0] += i128::from(*units) * i128::from(facts.grams.micros());
                used[1] += i128::from(*units) * i128::from(facts.millilitres.micros());
            }
        }
        for ((from, to), units) in by_lane {
            match self.lane(from, to) {
                None => found.push(format!("lane {from} -> {to}: there is none, and {units} units go over it")),
                Some(lane) => {
                    if let Some(capacity) = lane.capacity.filter(|capacity| units > capacity.units()) {
                        found.push(format!("lane {from} -> {to}: {units} units go over it, it carries {capacity}"));
                    }
                }
            }
        }
        for (id, used) in by_pool {
            let Some(pool) = self.situation.pools.get(&id) else { continue };
            let limits = [(pool.grams, "grams"), (pool.millilitres, "millilitres")];
            for ((limit, what), used) in limits.into_iter().zip(used) {
                if let Some(limit) = limit.filter(|limit| used > i128::from(limit.units()) * 1_000_000) {
                    let used = decimal(used, 6);
                    found.push(format!("pool {id}: {used} {what} are loaded, it carries {limit}"));
                }
            }
        }
    }

    fn check_packs(&self, found: &mut Vec<String>) {
        for ((from, to, item, _), units) in self.allocated {
            let pack = self.situation.facts(item).pack.units();
            if !units.is_multiple_of(pack) {
                found.push(format!("{from} -> {to} item {item}: {units} units are not whole packs of {pack}"));
            }
        }
    }

    /// Stock, protected reserve, and whether lots that may go there hold enough.
    fn check_stock(&self, found: &mut Vec<String>) {
        let mut by_store = BTreeMap::<(&DepotId, &ItemId), Vec<(&Line, u64)>>::new();
        for (line, units) in self.allocated {
            by_store.entry((&line.0, &line.2)).or_default().push((line, *units));
        }
        for ((depot, item), sent) in by_store {
            let lots: Vec<(&LotKey, &Lot)> =
                (self.situation.lots.iter()).filter(|(key, _)| &key.depot == depot && &key.item == item).collect();
            // What has expired is not there, and fills no protected reserve.
            let usable = |lot: &Lot| self.situation.movable(lot).units();
            let stock: Vec<u64> = lots.iter().map(|(_, lot)| usable(lot)).collect();
            let units: Vec<u64> = sent.iter().map(|(_, units)| *units).collect();
            let (all_sent, all_stock): (u64, u64) = (units.iter().sum(), stock.iter().sum());
            if all_sent > all_stock {
                found.push(format!("depot {depot} item {item}: {all_sent} units leave, {all_stock} are there"));
                continue;
            }
            let held = self.situation.protected.get(&(depot.clone(), item.clone())).map_or(0, |held| held.units());
            if all_sent > all_stock.saturating_sub(held) {
                found.push(format!(
                    "depot {depot} item {item}: {all_sent} of {all_stock} units leave, {held} must stay as protected reserve"
                ));
            }
            let fits: Vec<Vec<bool>> = (lots.iter())
                .map(|(_, lot)| sent.iter().map(|(line, _)| self.may_serve(lot, line)).collect())
                .collect();
            let most = covered(&stock, &units, |lot, line| fits[lot][line]);
            if most < all_sent {
                found.push(format!(
                    "depot {depot} item {item}: {all_sent} units leave, but lots that may go there (earmark, shelf life, \
                     time limit, vehicles) cover {most} of them at most"
                ));
            }
        }
    }

    fn may_serve(&self, lot: &Lot, (depot, site, _, serves): &Line) -> bool {
        let need = self.situation.needs.get(&NeedKey { site: site.clone(), item: serves.clone() });
        let lane = self.lane(depot, site).filter(|lane| lane.open);
        // What has no need or no lane is a violation of its own and not one of the lots.
        let Some((need, lane)) = need.zip(lane) else { return true };
        let Some((_, arrives)) = self.situation.journey(lot, &lane) else { return false };
        let in_time = need.latest_useful.is_none_or(|latest| arrives <= latest);
        let allowed = lot.earmarked().is_none_or(|sites| sites.contains(site));
        in_time && allowed && lot.expires_on.is_none_or(|last| self.keeps(arrives, last, need))
    }

    /// Whether enough days of life are left on the day of arrival at the centre.
    fn keeps(&self, arrives: Timestamp, expires_on: jiff::civil::Date, need: &Need) -> bool {
        self.situation.day(arrives) + i64::from(need.life_days_min) <= day_number(expires_on)
    }

    /// Units of the need that it gets; what does not come out whole, or does not serve it at all, is a violation.
    fn served(&self, key: &NeedKey, items: &BTreeMap<&ItemId, u64>, found: &mut Vec<String>) -> u64 {
        let (mut given, mut parts) = (0_u64, BTreeMap::new());
        for (item, units) in items {
            match self.role(item, &key.item) {
                None => found.push(format!("need {key}: {item} does not serve it, and {units} units of it are given")),
                Some(Role::Stands(give, serve)) => {
                    if !units.is_multiple_of(give) {
                        found.push(format!(
                            "need {key}: {units} units of {item} at {give} for {serve} do not come out whole"
                        ));
                    }
                    // At most 10^12 · 10^6 a line.
                    given = given.saturating_add((units / give).saturating_mul(serve));
                }
                Some(Role::Part(of_each)) => drop(parts.insert(*item, (*units, of_each))),
            }
        }
        let Some(in_kit) = self.situation.kits.get(&key.item).filter(|_| !parts.is_empty()) else { return given };
        let of = |item: &ItemId, each: u64| parts.get(item).map_or(0, |(units, _)| units / each);
        let kits = in_kit.iter().map(|(item, each)| of(item, *each)).min().unwrap_or(0);
        for (item, (units, each)) in &parts {
            // At most 10^12 · 10^6.
            if *units != kits * each {
                found.push(format!(
                    "need {key}: {units} units of component {item} do not make {kits} kits of {each} each"
                ));
            }
        }
        given.saturating_add(kits)
    }

    fn check_needs(&self, unmet: &Shortfall, found: &mut Vec<String>) {
        let mut given = BTreeMap::new();
        for (key, items) in &self.by_need {
            let units = self.served(key, items, found);
            given.insert(key, units);
            match self.situation.needs.get(key) {
                None => {
                    let units: u64 = items.values().sum();
                    found.push(format!("need {key}: nobody asked for it, and {units} units are given"));
                }
                Some(need) if units > need.claimed.units() => {
                    found.push(format!("need {key}: {units} units are given, {} are asked for", need.claimed));
                }
                Some(_) => {}
            }
        }
        let mut reasons = BTreeMap::<&NeedKey, u64>::new();
        for ((key, _), units) in unmet {
            *reasons.entry(key).or_default() += units;
        }
        for key in reasons.keys().filter(|key| !self.situation.needs.contains_key(*key)) {
            found.push(format!("need {key}: nobody asked for it, and unmet.csv says that it is unmet"));
        }
        for (key, need) in &self.situation.needs {
            let given = given.get(key).copied().unwrap_or(0);
            let lacking = need.claimed.units().saturating_sub(given);
            let explained = reasons.get(key).copied().unwrap_or(0);
            if explained != lacking {
                found.push(format!("need {key}: {lacking} units are unmet, its reasons add up to {explained}"));
            }
        }
    }
}
