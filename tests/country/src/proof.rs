//! Whether an answer is lawful and its prices prove it best: by the checker of `yicang-domain`, over every column that
//! is admissible, and without the code that the planner prices columns with.

use crate::country::{Asked, BLOCK, Holding};
use crate::item::{Answer, Instance, Load};
use crate::minutes::Minutes;
use crate::rules::Rules;
use std::cmp::Ordering;
use yicang_domain::check::proof::{Failure, Grounds, Pair, Shown, prove};

/// Millionths.
const ONE: i128 = 1_000_000;
/// Farther than any sum of minutes on a way through a tree of depots, and far from what 32 bits hold.
const FAR: i32 = 1 << 29;

/// An item's answer, as the checker sees it.
pub struct Case<'a> {
    rules: &'a Rules,
    minutes: &'a Minutes,
    held: &'a [Holding],
    asked: &'a [Asked],
    answer: &'a Answer,
    /// Where each need's loads begin.
    first_load: Vec<u32>,
    supply_node_prices: Vec<Pair>,
    /// One for each first level of a need's price, rising.
    bars: Vec<Bar>,
    /// The supply node at each depot.
    supply_nodes: Vec<Option<u32>>,
    /// The farthest admissible holder of each need as minutes · 2¹⁶ + depot, unless all are.
    reach: Option<Vec<u32>>,
}

/// What the second level must come to at each depot to undercut a need whose price has this first level: by depot, in
/// whole minutes rounded down; −[`FAR`] where anything undercuts it, 2·[`FAR`] where nothing does.
struct Bar {
    first: i64,
    second: Vec<i32>,
}

impl<'a> Case<'a> {
    /// An item of an instance and the answer to it.
    ///
    /// # Errors
    /// What is wrong with the form of the answer.
    pub fn new(instance: &'a Instance, item: usize, answer: &'a Answer) -> Result<Self, String> {
        let (held, asked) = instance.item(item);
        let mut case = Self {
            rules: &instance.rules,
            minutes: &instance.minutes,
            held,
            asked,
            answer,
            first_load: first_loads(&answer.loads, held.len(), asked.len())?,
            supply_node_prices: answer.supply_node_prices.iter().map(|price| pair(answer, *price)).collect(),
            bars: Vec::new(),
            supply_nodes: vec![None; instance.minutes.width],
            reach: None,
        };
        if case.supply_node_prices.len() != held.len() || answer.need_prices.len() != asked.len() {
            return Err("there is not one price for each lot and need".into());
        }
        for (supply_node, one) in (0..).zip(held) {
            case.supply_nodes[usize::from(one.depot)] = Some(supply_node);
        }
        case.reach = instance.nearest.filter(|most| *most < held.len()).map(|most| case.reaches(most));
        let mut firsts: Vec<_> = (0..asked.len()).map(|need| case.need_price(need).first).collect();
        firsts.sort_unstable();
        firsts.dedup();
        case.bars = firsts.into_iter().map(|first| case.bar(first)).collect();
        Ok(case)
    }

    /// What fails, in words; `None` if the prices prove the answer best.
    pub fn failure(&self) -> Option<String> {
        prove(self, 1).first().map(|shown| self.words(*shown))
    }

    fn bar(&self, first: i64) -> Bar {
        let mut second = vec![2 * FAR; self.minutes.width];
        for (one, price) in self.held.iter().zip(&self.supply_node_prices) {
            second[usize::from(one.depot)] = match price.first.cmp(&first) {
                Ordering::Less => -FAR,
                Ordering::Equal => whole(price.second.div_euclid(ONE)),
                Ordering::Greater => 2 * FAR,
            };
        }
        Bar { first, second }
    }

    /// How far the so many nearest holders of each need are.
    fn reaches(&self, most: usize) -> Vec<u32> {
        let mut keys = Vec::with_capacity(self.held.len());
        let reach = |asked: &Asked| {
            let row = self.minutes.row(asked.site);
            keys.clear();
            keys.extend(self.held.iter().map(|one| key(row, one.depot)));
            *keys.select_nth_unstable(most - 1).1
        };
        self.asked.iter().map(reach).collect()
    }

    fn is_admissible(&self, need: usize, depot: u16) -> bool {
        let row = self.minutes.row(self.asked[need].site);
        self.reach.as_ref().is_none_or(|reach| key(row, depot) <= reach[need])
    }

    fn loads(&self, need: usize) -> &[Load] {
        &self.answer.loads[self.first_load[need] as usize..self.first_load[need + 1] as usize]
    }

    /// Calls `visit` for each depot where cost and bar are together below the limit, until it says no.
    fn scan(&self, need: usize, bar: &Bar, limit: i32, cost: impl Fn(u16) -> i32, mut visit: impl FnMut(u16) -> bool) {
        let (minutes, _) = self.minutes.row(self.asked[need].site).as_chunks::<BLOCK>();
        let (bars, _) = bar.second.as_chunks::<BLOCK>();
        let gain = |(minutes, bar): (&u16, &i32)| cost(*minutes) + bar - limit;
        for (block, (minutes, bars)) in (0_u16..).zip(minutes.iter().zip(bars)) {
            // The sign of all of them at once.
            if minutes.iter().zip(bars).fold(0, |sign, pair| sign | gain(pair)) >= 0 {
                continue;
            }
            for (depot, pair) in (block * 32..).zip(minutes.iter().zip(bars)) {
                if gain(pair) < 0 && self.is_admissible(need, depot) && !visit(depot) {
                    return;
                }
            }
        }
    }

    fn words(&self, Shown { failure, by }: Shown<Pair>) -> String {
        let lot = |supply_node: usize| format!("depot {}", self.held[supply_node].depot);
        let site = |need: usize| format!("site {}", self.asked[need].site);
        let column = |supply_node, need| format!("{} to {}", lot(supply_node), site(need));
        let units = by.second;
        let gain = match by.first {
            0 => format!("{} minutes", by.second / ONE),
            worth => format!("worth of {worth} and {} minutes", by.second / ONE),
        };
        match failure {
            Failure::LotOver(supply_node) | Failure::StoreOver(supply_node) => {
                format!("{units} units too many leave {}", lot(supply_node))
            }
            Failure::NeedOver(need) => format!("{} gets {units} units more than it asked for", site(need)),
            Failure::Forbidden(supply_node, need) => {
                format!("{units} units go from {}: no lane", column(supply_node, need))
            }
            Failure::LotPrice(supply_node) | Failure::StorePrice(supply_node) => {
                format!("{} has a price below zero", lot(supply_node))
            }
            Failure::Room(need) => format!("{} lacks units worth more than its price, by {gain}", site(need)),
            Failure::TooDear(need) => format!("{} gets units worth less than its price, by {gain}", site(need)),
            Failure::More(supply_node, need) => {
                format!("one more unit from {} gains {gain}", column(supply_node, need))
            }
            Failure::Less(supply_node, need) => {
                format!("one unit less from {} gains {gain}", column(supply_node, need))
            }
            Failure::LotIdle(supply_node) | Failure::StoreIdle(supply_node) => {
                format!("{} has a price and goods left over", lot(supply_node))
            }
            Failure::WayOver(_) | Failure::WayPrice(_) | Failure::WayIdle(_) => unreachable!("there are no such ways"),
        }
    }
}

/// Minutes, then depot: an order without ties.
fn key(row: &[u16], depot: u16) -> u32 {
    u32::from(row[usize::from(depot)]) << 16 | u32::from(depot)
}

/// A price as a pair of worth and millionths.
fn pair(answer: &Answer, price: i64) -> Pair {
    let (rank, minutes) = answer.scale.split(price.into());
    let first = match usize::try_from(rank).ok().and_then(|rank| rank.checked_sub(1)) {
        None => rank.min(0),
        Some(at) => answer.gains.get(at).copied().unwrap_or(i64::MAX / 4),
    };
    Pair { first, second: minutes * ONE }
}

/// Whole minutes; what no country's way adds up to counts as the end of them.
fn whole(minutes: i128) -> i32 {
    let far = i128::from(FAR);
    i32::try_from(minutes.clamp(-far, far)).expect("within 30 bits")
}

fn first_loads(loads: &[Load], supply_nodes: usize, needs: usize) -> Result<Vec<u32>, String> {
    if !loads.is_sorted_by(|a, b| (a.need, a.supply_node) < (b.need, b.supply_node)) {
        return Err("loads are not sorted by need and lot, each once".into());
    }
    if loads
        .iter()
        .any(|load| load.need as usize >= needs || usize::from(load.supply_node) >= supply_nodes || load.units == 0)
    {
        return Err("a load goes from or to nowhere, or is empty".into());
    }
    let mut first = vec![0; needs + 1];
    loads.iter().for_each(|load| first[load.need as usize + 1] += 1);
    for need in 0..needs {
        first[need + 1] += first[need];
    }
    Ok(first)
}

impl Grounds for Case<'_> {
    type Price = Pair;

    fn lots(&self) -> usize {
        self.held.len()
    }

    fn stores(&self) -> usize {
        self.held.len()
    }

    fn needs(&self) -> usize {
        self.asked.len()
    }

    fn available(&self, lot: usize) -> u64 {
        self.held[lot].units.into()
    }

    fn store(&self, lot: usize) -> usize {
        lot
    }

    fn limit(&self, store: usize) -> u64 {
        self.held[store].units.into()
    }

    /// What is served is worth as much as its last unit at least, and what is not, as much as its first at most.
    fn segments(&self, need: usize) -> impl Iterator<Item = (Pair, u64)> {
        let one = &self.asked[need];
        let served = self.loads(need).iter().fold(0_u32, |sum, load| sum.saturating_add(load.units)).min(one.units);
        let of = |unit: u32, units: u32| (Pair { first: self.rules.gain(one, unit), second: 0 }, u64::from(units));
        let first = served.checked_sub(1).map(|last| of(last, served));
        first.into_iter().chain((served < one.units).then(|| of(served, one.units - served)))
    }

    fn sent(&self, need: usize) -> impl Iterator<Item = (usize, u64)> {
        self.loads(need).iter().map(|load| (load.supply_node.into(), load.units.into()))
    }

    fn cost(&self, lot: usize, need: usize, _: u64) -> Option<i128> {
        let (Asked { site, due, .. }, Holding { depot, .. }) = (self.asked[need], self.held[lot]);
        let minutes = self.minutes.row(site)[usize::from(depot)];
        self.is_admissible(need, depot).then(|| i128::from(self.rules.cost(minutes, due)) * ONE)
    }

    fn lot_price(&self, lot: usize) -> Pair {
        self.supply_node_prices[lot]
    }

    fn store_price(&self, _: usize) -> Pair {
        Pair::default()
    }

    fn need_price(&self, need: usize) -> Pair {
        pair(self.answer, self.answer.need_prices[need])
    }

    fn columns(&self, need: usize, price: Pair, mut visit: impl FnMut(usize, i128) -> bool) {
        let bar = &self.bars
            [self.bars.binary_search_by_key(&price.first, |bar| bar.first).expect("one for every first level")];
        let limit = whole(-(-price.second).div_euclid(ONE));
        let due = self.asked[need].due;
        let found = |depot: u16| {
            let lot = self.supply_nodes[usize::from(depot)].expect("bars are out of reach elsewhere") as usize;
            self.cost(lot, need, 0).is_none_or(|cost| visit(lot, cost))
        };
        let late = |minutes: u16| i32::from(minutes.saturating_sub(due));
        match i32::try_from(self.rules.lateness).expect("at most 1,000") {
            0 => self.scan(need, bar, limit, i32::from, found),
            1 => self.scan(need, bar, limit, |minutes| i32::from(minutes) + late(minutes), found),
            times => self.scan(need, bar, limit, |minutes| i32::from(minutes) + times * late(minutes), found),
        }
    }
}
