//! One group of items, from the ground to amounts and the prices that prove them: the kernel's market is built, solved and
//! read out.

use crate::PlanError;
use crate::columns::{Plain, Priced};
use crate::ground::{Column, Ground, Group};
use crate::kernel::{Columns, End, Kernel, Link, Market, Number, Segment, Sent, UNLIMITED, Whole};
use crate::scale::Scale;
use crate::trees::{Remembered, Trees};
use yicang_domain::plan::{Price, Prices};

#[cfg(test)]
mod tests;

const ZERO: Price = Price { first: 0, second: 0 };

/// Units over a column; lot and need count within the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Amount {
    pub need: usize,
    pub lot: usize,
    pub units: u64,
}

/// A group that is planned.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// Sorted by need, then lot; each pair once, above zero.
    pub amounts: Vec<Amount>,
    pub prices: Prices,
    pub pivots: u64,
}

/// The exact optimum of a group by itself. `last` is where to start from: amounts of an earlier plan, sorted.
///
/// # Errors
/// [`PlanError::Overflow`].
pub(crate) fn solve(
    ground: &Ground<'_>,
    group: &Group,
    last: Option<&[Amount]>,
    trees: Option<&Trees>,
) -> Result<Done, PlanError> {
    let ranks = Ranks::new(ground, group);
    let hubs = Hubs::new(ground, group, &|_| true);
    let scale = Scale::new(hubs.supply.len(), ground.dearest() / ground.unit() + 1).ok_or(PlanError::Overflow)?;
    let most = u32::try_from(ranks.count).map_err(|_| PlanError::Overflow)?;
    if scale.fits::<i64>(most) && ground.dearest() / ground.unit() <= u32::MAX.into() {
        solve_with::<i64, u32>(ground, group, &ranks, hubs, scale, (last, trees))
    } else if scale.fits::<i64>(most) {
        solve_with::<i64, i64>(ground, group, &ranks, hubs, scale, (last, trees))
    } else if scale.fits::<i128>(most) {
        solve_with::<i128, i128>(ground, group, &ranks, hubs, scale, (last, trees))
    } else {
        Err(PlanError::Overflow)
    }
}

/// The ranks of a group's segments: 1 for the least worth.
pub(crate) struct Ranks {
    /// By need of the group.
    pub of: Vec<Vec<u32>>,
    pub count: usize,
}

impl Ranks {
    pub(crate) fn new(ground: &Ground<'_>, group: &Group) -> Self {
        let stacks = || group.needs.iter().map(|need| &ground.needs[*need].segments);
        let mut worths: Vec<_> = stacks().flatten().map(|segment| segment.worth).collect();
        worths.sort_unstable();
        worths.dedup_by(|a, b| (*a).cmp(b).is_eq());
        let rank = |segment: &crate::worth::Segment| {
            let place = worths.binary_search(&segment.worth).expect("every segment's worth is among them");
            u32::try_from(place + 1).unwrap_or(u32::MAX)
        };
        Self { of: stacks().map(|stack| stack.iter().map(rank).collect()).collect(), count: worths.len() }
    }
}

/// Hubs and limited arcs of a group: lots, what lots of a store share, and limited lanes.
pub(crate) struct Hubs {
    supply: Vec<u64>,
    /// The hub of each lot of the group.
    pub lots: Vec<u32>,
    /// The hub of each store that has one of its own.
    stores: Vec<Option<u32>>,
    arcs: Vec<Arc>,
}

/// A limited arc, and the column that what goes over it takes.
struct Arc {
    from: u32,
    to: End,
    limit: Option<u64>,
    /// In millionths.
    cost: i128,
    /// Lot and need of the ground.
    column: Option<(usize, usize)>,
}

/// A column that is not plain.
struct Special {
    /// Within the group, and within the ground.
    lot: (usize, usize),
    column: Column,
    last: u64,
}

impl Hubs {
    /// Lots and stores alone: all columns are plain.
    pub(crate) fn plain(ground: &Ground<'_>, group: &Group) -> Self {
        let mut hubs =
            Self { supply: Vec::new(), lots: vec![0; group.lots.len()], stores: Vec::new(), arcs: Vec::new() };
        for (index, store) in group.stores.iter().enumerate() {
            let row = &ground.stores[*store];
            let available: u64 = row.lots.iter().map(|lot| ground.lots[*lot].available).sum();
            let shared = row.lots.len() > 1 && row.limit < available;
            let own = shared.then(|| hubs.add(row.limit));
            hubs.stores.push(own);
            for lot in &row.lots {
                let available = ground.lots[*lot].available;
                let hub = hubs.add(if shared { 0 } else { available.min(row.limit) });
                hubs.lots[place(&group.lots, *lot)] = hub;
                if let Some(store) = own {
                    let limit = Some(available);
                    hubs.arcs.push(Arc { from: store, to: End::Hub(hub), limit, cost: 0, column: None });
                }
            }
            debug_assert_eq!(hubs.stores.len(), index + 1);
        }
        hubs
    }

    /// Lanes of limited capacity are limited arcs where `linked` says so of depot and site; else they are plain columns.
    pub(crate) fn new(ground: &Ground<'_>, group: &Group, linked: &dyn Fn((usize, usize)) -> bool) -> Self {
        let mut hubs = Self::plain(ground, group);
        if ground.has_special_columns() {
            for (index, need) in group.needs.iter().enumerate() {
                let index = u32::try_from(index).expect("fewer than 2^32 needs");
                hubs.add_special(ground, group, (index, *need), linked);
            }
        }
        hubs
    }

    fn add(&mut self, supply: u64) -> u32 {
        self.supply.push(supply);
        u32::try_from(self.supply.len() - 1).expect("fewer than 2^32 hubs")
    }

    /// Columns over limited lanes, and those that the last plan used where changes cost.
    fn add_special(
        &mut self,
        ground: &Ground<'_>,
        group: &Group,
        (index, need): (u32, usize),
        linked: &dyn Fn((usize, usize)) -> bool,
    ) {
        let mut last = ground.last_to(need).peekable();
        let has_last = last.peek().is_some();
        let last: Vec<_> = last.collect();
        if !has_last && !ground.is_reached_over_limits(need) {
            return;
        }
        let special = ground.suppliers(need).filter_map(|(role, lot)| {
            let column = ground.column(role, lot, need).ok().filter(|column| column.cost.is_some())?;
            let last = last.binary_search_by_key(&lot, |(lot, _)| *lot).map_or(0, |at| last[at].1);
            let special = column.way.capacity.is_some() && linked(column.lane) || last > 0;
            special.then(|| Special { lot: (place(&group.lots, lot), lot), column, last })
        });
        let mut special: Vec<Special> = special.collect();
        special.sort_by_key(|special| special.lot);
        for of_depot in special.chunk_by(|a, b| ground.lots[a.lot.1].depot == ground.lots[b.lot.1].depot) {
            let cost = |special: &Special| special.column.cost.expect("kept only with a cost");
            let way = &of_depot[0].column;
            let Some(capacity) = way.way.capacity.filter(|_| linked(way.lane)) else {
                for special in of_depot {
                    self.arcs.push(Arc {
                        from: self.lots[special.lot.0],
                        to: End::Need(index),
                        limit: Some(special.last),
                        cost: cost(special),
                        column: Some((special.lot.1, need)),
                    });
                }
                continue;
            };
            if let [special] = of_depot
                && special.last == 0
            {
                let column = Some((special.lot.1, need));
                let (from, cost) = (self.lots[special.lot.0], cost(special) + ground.change());
                self.arcs.push(Arc { from, to: End::Need(index), limit: Some(capacity), cost, column });
                continue;
            }
            let way = self.add(0);
            for special in of_depot {
                let (from, column) = (self.lots[special.lot.0], Some((special.lot.1, need)));
                let beyond = cost(special) + ground.change();
                if special.last > 0 {
                    let limit = Some(special.last);
                    self.arcs.push(Arc { from, to: End::Hub(way), limit, cost: cost(special), column });
                }
                self.arcs.push(Arc { from, to: End::Hub(way), limit: None, cost: beyond, column });
            }
            self.arcs.push(Arc { from: way, to: End::Need(index), limit: Some(capacity), cost: 0, column: None });
        }
    }
}

/// The place of a member within a sorted list of members.
pub(crate) fn place(members: &[usize], index: usize) -> usize {
    members.binary_search(&index).expect("a member of the group")
}

fn units(units: u64) -> i64 {
    i64::try_from(units).unwrap_or(UNLIMITED).min(UNLIMITED)
}

/// What a group's segments are worth and its special columns cost.
pub(crate) struct Terms<'t> {
    /// Of a unit of a segment: need within the group, segment.
    pub worth: &'t dyn Fn(usize, usize) -> i128,
    /// What a unit over a column costs more than by itself, in millionths: lot and need of the ground.
    pub toll: &'t dyn Fn(usize, usize) -> i128,
    /// What divides every cost.
    pub unit: i128,
}

/// The group as the kernel sees it, without its plain columns.
pub(crate) fn market<N: Number>(
    ground: &Ground<'_>,
    group: &Group,
    hubs: &Hubs,
    terms: &Terms<'_>,
) -> Result<Market<N>, PlanError> {
    let mut market = Market {
        supply: hubs.supply.iter().map(|supply| units(*supply)).collect(),
        links: Vec::with_capacity(hubs.arcs.len()),
        first_segment: vec![0],
        segments: Vec::new(),
    };
    for arc in &hubs.arcs {
        let toll = arc.column.map_or(0, |(lot, need)| (terms.toll)(lot, need));
        let cost = N::new((arc.cost + toll) / terms.unit).ok_or(PlanError::Overflow)?;
        market.links.push(Link { from: arc.from, to: arc.to, limit: arc.limit.map_or(UNLIMITED, units), cost });
    }
    for (index, need) in group.needs.iter().enumerate() {
        for (place, segment) in ground.needs[*need].segments.iter().enumerate() {
            let worth = N::new((terms.worth)(index, place)).ok_or(PlanError::Overflow)?;
            market.segments.push(Segment { width: units(segment.width), worth });
        }
        market.first_segment.push(u32::try_from(market.segments.len()).map_err(|_| PlanError::Overflow)?);
    }
    if market.is_countable() { Ok(market) } else { Err(PlanError::Overflow) }
}

/// With prices in one kind of number, and costs in another.
fn solve_with<N: Remembered, K: Whole + Into<N>>(
    ground: &Ground<'_>,
    group: &Group,
    ranks: &Ranks,
    hubs: Hubs,
    scale: Scale,
    (last, trees): (Option<&[Amount]>, Option<&Trees>),
) -> Result<Done, PlanError> {
    let worth = |need: usize, segment: usize| scale.worth::<N>(ranks.of[need][segment]).wide();
    let terms = Terms { worth: &worth, toll: &|_, _| 0, unit: ground.unit() };
    let market = market::<N>(ground, group, &hubs, &terms)?;
    let plain = Plain { ground, group, unit: ground.unit() };
    let columns: Priced<K, _> = Priced::new::<N>(plain, group.needs.len(), hubs.lots.clone());
    let resumed = trees.and_then(|trees| trees.resume(ground, group, &hubs, &market, &columns));
    let mut kernel = match (resumed, last) {
        (Some(kernel), _) => kernel,
        (None, Some(last)) => Kernel::new(&market, &columns, &start_from(group, &hubs, &market, &columns, last)),
        (None, None) => Kernel::cold(&market, &columns),
    };
    kernel.solve();
    let mut done = Done { pivots: kernel.work.pivots, ..Done::default() };
    done.amounts = sent_of(group, &hubs, &kernel);
    let price = |price: N| {
        let Price { first, second } = scale.split(price.wide());
        Price { first, second: second * ground.unit() }
    };
    let hub_prices: Vec<Price> = kernel.hub_prices().iter().map(|of| price(*of)).collect();
    let need_prices: Vec<Price> = (0..group.needs.len()).map(|need| price(kernel.need_price(need))).collect();
    done.prices = prices(ground, group, &hubs, &hub_prices, &need_prices, &done.amounts);
    if let Some(trees) = trees {
        trees.keep(ground, group, &hubs, kernel);
    }
    Ok(done)
}

/// What a solved kernel sends, sorted by need, then lot; each pair once, above zero.
pub(crate) fn sent_of<N: Number, C: Columns<N>>(group: &Group, hubs: &Hubs, kernel: &Kernel<'_, N, C>) -> Vec<Amount> {
    let mut amounts = Vec::new();
    let mut lot_of = vec![usize::MAX; hubs.supply.len()];
    for (lot, hub) in group.lots.iter().zip(&hubs.lots) {
        lot_of[*hub as usize] = *lot;
    }
    for sent in kernel.sent() {
        let (need, lot) = (group.needs[sent.need as usize], lot_of[sent.hub as usize]);
        amounts.push(Amount { need, lot, units: sent.units.unsigned_abs() });
    }
    let mut over = kernel.over_links();
    trim(hubs, &mut over);
    for (arc, units) in hubs.arcs.iter().zip(over) {
        if let Some((lot, need)) = arc.column.filter(|_| units > 0) {
            amounts.push(Amount { need, lot, units: units.unsigned_abs() });
        }
    }
    amounts.sort_unstable();
    amounts.dedup_by(|next, kept| {
        let same = (next.need, next.lot) == (kept.need, kept.lot);
        kept.units += if same { next.units } else { 0 };
        same
    });
    amounts
}

/// The price of each store of the group, and of each of its lots: store, what it costs, lots and what they cost more.
pub(crate) fn stock_prices(ground: &Ground<'_>, group: &Group, hubs: &Hubs, hub_prices: &[i128]) -> StockPrices {
    let of_hub = |lot: usize| hub_prices[hubs.lots[place(&group.lots, lot)] as usize];
    let mut prices = StockPrices { lots: Vec::new(), stores: Vec::new() };
    for (store, own) in group.stores.iter().zip(&hubs.stores) {
        let row = &ground.stores[*store];
        let available: u64 = row.lots.iter().map(|lot| ground.lots[*lot].available).sum();
        let of_store = match own {
            Some(hub) => hub_prices[*hub as usize],
            None if row.limit < available => of_hub(row.lots[0]),
            None => 0,
        };
        prices.stores.push((*store, of_store.max(0)));
        prices.lots.extend(row.lots.iter().map(|lot| (*lot, (of_hub(*lot) - of_store).max(0))));
    }
    prices
}

/// Lots and stores of the ground, each with its price.
pub(crate) struct StockPrices {
    pub lots: Vec<(usize, i128)>,
    pub stores: Vec<(usize, i128)>,
}

/// What came to a limited lane and was left there, which costs nothing only where sending it cost nothing, stays in its lot.
fn trim(hubs: &Hubs, over: &mut [i64]) {
    for way in 0..hubs.arcs.len() {
        let (End::Need(_), None) = (hubs.arcs[way].to, hubs.arcs[way].column) else { continue };
        // The arcs into a way stand just before the one out of it.
        let into = |arc: &Arc| arc.to == End::Hub(hubs.arcs[way].from);
        let begin = (0..way).rev().take_while(|at| into(&hubs.arcs[*at])).last().unwrap_or(way);
        let mut left = over[begin..way].iter().sum::<i64>() - over[way];
        for units in &mut over[begin..way] {
            let back = left.min(*units);
            *units -= back;
            left -= back;
        }
    }
}

/// An earlier plan's amounts, as far as they still go over plain columns.
pub(crate) fn start_from<N: Number>(
    group: &Group,
    hubs: &Hubs,
    market: &Market<N>,
    columns: &impl Columns<N>,
    last: &[Amount],
) -> Vec<Sent> {
    let mut left = market.supply.clone();
    let mut sent = Vec::with_capacity(last.len());
    for (index, need) in group.needs.iter().enumerate() {
        let mut open: i64 = market.stack(index).iter().map(|segment| segment.width).sum();
        let from = last.partition_point(|amount| amount.need < *need);
        for amount in last[from..].iter().take_while(|amount| amount.need == *need) {
            let Ok(lot) = group.lots.binary_search(&amount.lot) else { continue };
            let hub = hubs.lots[lot];
            let units = units(amount.units).min(open).min(left[hub as usize]);
            if units > 0 && columns.cost(hub as usize, index).is_some() {
                open -= units;
                left[hub as usize] -= units;
                sent.push(Sent { need: u32::try_from(index).expect("fewer than 2^32 needs"), hub, units });
            }
        }
    }
    sent
}

fn minus(a: Price, b: Price) -> Price {
    Price { first: a.first - b.first, second: a.second - b.second }
}

/// The prices in the situation's words; what is zero is not listed. A lot's hub has the price of the lot and of its store
/// together: it belongs to the store where the protected reserve is what binds. A limited lane's price is the least that
/// keeps all its columns from paying.
fn prices(
    ground: &Ground<'_>,
    group: &Group,
    hubs: &Hubs,
    hub_prices: &[Price],
    need_prices: &[Price],
    amounts: &[Amount],
) -> Prices {
    let mut prices = Prices::default();
    for (store, own) in group.stores.iter().zip(&hubs.stores) {
        let row = &ground.stores[*store];
        let available: u64 = row.lots.iter().map(|lot| ground.lots[*lot].available).sum();
        let of_store = match own {
            Some(hub) => hub_prices[*hub as usize],
            None if row.limit < available => hub_prices[hubs.lots[place(&group.lots, row.lots[0])] as usize],
            None => ZERO,
        };
        if of_store > ZERO {
            prices.reserves.insert((row.depot.clone(), ground.items[row.item].id.clone()), of_store);
        }
        for lot in &row.lots {
            let of_lot = minus(hub_prices[hubs.lots[place(&group.lots, *lot)] as usize], of_store);
            if of_lot > ZERO {
                prices.lots.insert(ground.lots[*lot].key.clone(), of_lot);
            }
        }
    }
    for (need, price) in group.needs.iter().zip(need_prices) {
        if *price != ZERO {
            prices.needs.insert(ground.needs[*need].key.clone(), *price);
        }
    }
    add_lane_prices(ground, group, hubs, need_prices, amounts, &mut prices);
    prices
}

fn add_lane_prices(
    ground: &Ground<'_>,
    group: &Group,
    hubs: &Hubs,
    need_prices: &[Price],
    amounts: &[Amount],
    prices: &mut Prices,
) {
    for (lot, need) in hubs.arcs.iter().filter_map(|arc| arc.column) {
        let Some(role) = ground.role(lot, need) else { continue };
        let Ok(column) = ground.column(role, lot, need) else { continue };
        let (Some(cost), Some(_)) = (column.cost, column.way.capacity) else { continue };
        let store = &ground.stores[ground.lots[lot].store];
        let reserve = (store.depot.clone(), ground.items[store.item].id.clone());
        let of_lot = prices.lots.get(ground.lots[lot].key).copied().unwrap_or(ZERO);
        let of_store = prices.reserves.get(&reserve).copied().unwrap_or(ZERO);
        let sent = amounts.binary_search_by_key(&(need, lot), |amount| (amount.need, amount.lot));
        let sent = sent.map_or(0, |at| amounts[at].units);
        let last = ground.last_to(need).find(|(of, _)| *of == lot).map_or(0, |(_, units)| units);
        let cost = if sent < last { cost } else { cost + ground.change() };
        let gain = minus(minus(need_prices[place(&group.needs, need)], of_lot), of_store);
        let gain = minus(gain, Price { first: 0, second: cost });
        if gain > ZERO {
            let (depot, site) = ground.lane_ids(ground.lane(lot, need));
            let key = (depot.clone(), site.clone(), ground.items[group.items[0]].id.clone());
            let of_lane = prices.lanes.entry(key).or_insert(ZERO);
            *of_lane = gain.max(*of_lane);
        }
    }
}
