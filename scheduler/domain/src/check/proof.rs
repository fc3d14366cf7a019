//! The arithmetic of the certificate, on indices: whether prices prove amounts best. It knows no situation, so whatever
//! can list its lots, needs and costs can be proven: a group of a [`Situation`](crate::Situation), or compact arrays
//! with 10⁹ columns.
//!
//! A group has lots, each of one store; needs, each with segments of falling gain; and ways (lanes of limited
//! capacity), each crossed by columns to one need. x\[l,k\] units of lot l serve need k at a cost that never falls from
//! unit to unit. Prices are of any ordered kind whose sums keep the order ([`Price`]); the prices u, r, g ≥ 0 and p
//! prove x best if
//!
//! * rows hold: Σ x ≤ available\[l\], ≤ limit\[d\], ≤ capacity\[way\], ≤ Σ width\[k\];
//! * every admissible column: p\[k\] − c(x) − u − r − g ≤ 0, and ≥ 0 with c(x − 1) where x > 0, c(n) being the cost of
//!   the unit that follows n others;
//! * every segment: gain > p\[k\] only if it is full, gain < p\[k\] only if it is empty;
//! * u, r or g above zero only where its row is full.
//!
//! A cost that rises from c to c + σ at L units is two parallel columns, the first of them bounded by L: its bound's
//! price is w = (p − c − u − r − g)⁺. With x < L the second carries nothing and the first is not full, so w must be 0:
//! the first condition at c. With x ≥ L the first is full, and the second must not gain: the first condition at c + σ.
//! The second condition is that the column of the last unit loses nothing. So the conditions are those of linear
//! programming.

use crate::vector::{Part, Vector};
use std::cmp::Ordering;
use std::ops::Range;

/// What a price is: anything ordered whose sums keep the order. Components of prices are at most 2¹⁰⁰ away from zero,
/// those of `i64` at most 2⁶⁰: so a few of them add up.
pub trait Price: Clone + Ord {
    /// Worth nothing.
    const ZERO: Self;
    /// So much in the last component, which costs are counted in.
    fn of_cost(cost: i128) -> Self;
    /// The difference.
    #[must_use]
    fn less(&self, other: &Self) -> Self;
}

/// A price of two components, compared in order: ranks of worth, and cost. Cheap to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Pair {
    /// In ranks of worth.
    pub first: i64,
    /// In millionths of what the cost is counted in.
    pub second: i128,
}

impl Price for Pair {
    const ZERO: Self = Self { first: 0, second: 0 };

    fn of_cost(cost: i128) -> Self {
        Self { first: 0, second: cost }
    }

    fn less(&self, other: &Self) -> Self {
        Self { first: self.first.saturating_sub(other.first), second: self.second.saturating_sub(other.second) }
    }
}

impl Price for Vector {
    const ZERO: Self = Vector::ZERO;

    fn of_cost(cost: i128) -> Self {
        Self::of(Part::Cost, cost)
    }

    fn less(&self, other: &Self) -> Self {
        self.checked_sub(other).expect("components of prices are at most 2^100")
    }
}

/// What is to be proven. Indices run from 0. Calls for a column allocate nothing and are inlined.
pub trait Grounds {
    /// What prices are.
    type Price: Price;

    /// Number of lots.
    fn lots(&self) -> usize;
    /// Number of stores: heaps of one item at one depot.
    fn stores(&self) -> usize;
    /// Number of needs.
    fn needs(&self) -> usize;
    /// Number of ways that have a price.
    fn ways(&self) -> usize {
        0
    }

    /// Base units that may leave a lot.
    fn available(&self, lot: usize) -> u64;
    /// A lot's store.
    fn store(&self, lot: usize) -> usize;
    /// Base units that may leave a store.
    fn limit(&self, store: usize) -> u64;
    /// Base units that a way carries.
    fn capacity(&self, _way: usize) -> u64 {
        u64::MAX
    }
    /// The open segments of a need, dearest first: what a unit gains, and width in base units. Runs of neighbours may
    /// be one segment that gains as its last unit does where the need gets all of it, or as its first where it gets
    /// none of it: that is what the conditions compare.
    fn segments(&self, need: usize) -> impl Iterator<Item = (Self::Price, u64)>;

    /// What a need gets: lot and units, each lot once.
    fn sent(&self, need: usize) -> impl Iterator<Item = (usize, u64)>;
    /// Second-level cost of the unit that follows `units` others over a column; it never falls with `units`. `None`
    /// where the column is not admissible.
    fn cost(&self, lot: usize, need: usize, units: u64) -> Option<i128>;
    /// The way that a column takes, if it has a price.
    fn way(&self, _lot: usize, _need: usize) -> Option<usize> {
        None
    }

    /// u, not below zero.
    fn lot_price(&self, lot: usize) -> Self::Price;
    /// r, not below zero.
    fn store_price(&self, store: usize) -> Self::Price;
    /// g, not below zero.
    fn way_price(&self, _way: usize) -> Self::Price {
        Self::Price::ZERO
    }
    /// p.
    fn need_price(&self, need: usize) -> Self::Price;

    /// Calls `visit` with lot and cost of the first unit of at least every admissible column to a need for which
    /// cost + u + r + g < `price`, the need's. This one calls it with every admissible column; whoever knows a faster
    /// way to leave the others out overrides it. `visit` answers whether to go on.
    fn columns(&self, need: usize, _price: Self::Price, mut visit: impl FnMut(usize, i128) -> bool) {
        for lot in 0..self.lots() {
            if let Some(cost) = self.cost(lot, need, 0)
                && !visit(lot, cost)
            {
                return;
            }
        }
    }
}

/// What a proof fails on, by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// More leaves a lot than may.
    LotOver(usize),
    /// More leaves a store than may.
    StoreOver(usize),
    /// More goes a way than it carries.
    WayOver(usize),
    /// A need gets more than its segments take.
    NeedOver(usize),
    /// Something is sent over a column (lot, need) that is not admissible.
    Forbidden(usize, usize),
    /// A lot's price is below zero.
    LotPrice(usize),
    /// A store's price is below zero.
    StorePrice(usize),
    /// A way's price is below zero.
    WayPrice(usize),
    /// A need has room for units worth more than their price.
    Room(usize),
    /// A need gets units worth less than their price.
    TooDear(usize),
    /// Sending more over a column (lot, need) would improve the plan.
    More(usize, usize),
    /// Sending less over a column (lot, need) would improve the plan.
    Less(usize, usize),
    /// A lot has a price and is not used up.
    LotIdle(usize),
    /// A store has a price, and more may leave it.
    StoreIdle(usize),
    /// A way has a price and is not full.
    WayIdle(usize),
}

/// A failure and by how much: units over as a cost, or a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown<P> {
    /// What fails.
    pub failure: Failure,
    /// By how much.
    pub by: P,
}

/// The first `most` failures of a proof; none if the prices prove the amounts best.
pub fn prove<G: Grounds>(grounds: &G, most: usize) -> Vec<Shown<G::Price>> {
    let mut found = prove_needs(grounds, 0..grounds.needs(), most);
    let rows = prove_rows(grounds, most - found.len());
    found.extend(rows);
    found
}

/// The part of [`prove`] that looks at some needs and all columns to them: parts can be proven at the same time.
pub fn prove_needs<G: Grounds>(grounds: &G, needs: Range<usize>, most: usize) -> Vec<Shown<G::Price>> {
    let mut found = Failures { most, shown: Vec::new() };
    for need in needs {
        if found.is_full() {
            break;
        }
        segments(grounds, need, &mut found);
        columns(grounds, need, &mut found);
    }
    found.shown
}

/// The part of [`prove`] that looks at lots, stores and ways.
pub fn prove_rows<G: Grounds>(grounds: &G, most: usize) -> Vec<Shown<G::Price>> {
    let mut found = Failures { most, shown: Vec::new() };
    let mut by_lot = vec![0_u64; grounds.lots()];
    let (mut by_store, mut by_way) = (vec![0_u64; grounds.stores()], vec![0_u64; grounds.ways()]);
    for need in 0..grounds.needs() {
        for (lot, units) in grounds.sent(need) {
            let store = grounds.store(lot);
            by_lot[lot] = by_lot[lot].saturating_add(units);
            by_store[store] = by_store[store].saturating_add(units);
            if let Some(way) = grounds.way(lot, need) {
                by_way[way] = by_way[way].saturating_add(units);
            }
        }
    }
    for (lot, used) in by_lot.into_iter().enumerate() {
        let (price, most) = (grounds.lot_price(lot), grounds.available(lot));
        found.row([Failure::LotOver(lot), Failure::LotPrice(lot), Failure::LotIdle(lot)], used, most, price);
    }
    for (store, used) in by_store.into_iter().enumerate() {
        let (price, most) = (grounds.store_price(store), grounds.limit(store));
        let failures = [Failure::StoreOver(store), Failure::StorePrice(store), Failure::StoreIdle(store)];
        found.row(failures, used, most, price);
    }
    for (way, used) in by_way.into_iter().enumerate() {
        let (price, most) = (grounds.way_price(way), grounds.capacity(way));
        found.row([Failure::WayOver(way), Failure::WayPrice(way), Failure::WayIdle(way)], used, most, price);
    }
    found.shown
}

struct Failures<P> {
    most: usize,
    shown: Vec<Shown<P>>,
}

impl<P: Price> Failures<P> {
    fn is_full(&self) -> bool {
        self.shown.len() >= self.most
    }

    fn add(&mut self, failure: Failure, by: P) {
        if !self.is_full() {
            self.shown.push(Shown { failure, by });
        }
    }

    /// Over the limit, a price below zero, or a price of a row that is not full.
    fn row(&mut self, [over, below, idle]: [Failure; 3], used: u64, most: u64, price: P) {
        if used > most {
            self.add(over, P::of_cost(i128::from(used - most)));
        }
        match price.cmp(&P::ZERO) {
            Ordering::Less => self.add(below, price),
            Ordering::Greater if used < most => self.add(idle, price),
            _ => {}
        }
    }
}

/// gain > p ⇒ full, gain < p ⇒ empty.
fn segments<G: Grounds>(grounds: &G, need: usize, found: &mut Failures<G::Price>) {
    let price = grounds.need_price(need);
    let mut left = grounds.sent(need).fold(0_u64, |sum, (_, units)| sum.saturating_add(units));
    for (gain, width) in grounds.segments(need) {
        let z = width.min(left);
        left -= z;
        match gain.cmp(&price) {
            Ordering::Greater if z < width => found.add(Failure::Room(need), gain.less(&price)),
            Ordering::Less if z > 0 => found.add(Failure::TooDear(need), price.less(&gain)),
            _ => {}
        }
    }
    if left > 0 {
        found.add(Failure::NeedOver(need), G::Price::of_cost(i128::from(left)));
    }
}

/// p − c − u − r − g ≤ 0 for the next unit, ≥ 0 for the last one.
fn columns<G: Grounds>(grounds: &G, need: usize, found: &mut Failures<G::Price>) {
    let price = grounds.need_price(need);
    let zero = G::Price::ZERO;
    let reduced = |lot: usize, cost: i128| {
        let (u, r) = (grounds.lot_price(lot), grounds.store_price(grounds.store(lot)));
        let rest = price.less(&G::Price::of_cost(cost)).less(&u).less(&r);
        grounds.way(lot, need).map_or(rest.clone(), |way| rest.less(&grounds.way_price(way)))
    };
    grounds.columns(need, price.clone(), |lot, cost| {
        let mut gain = reduced(lot, cost);
        if gain > zero {
            // The first unit would gain; is it the next one?
            let units = grounds.sent(need).find(|(of, _)| *of == lot).map_or(0, |(_, units)| units);
            if units > 0 {
                gain = grounds.cost(lot, need, units).map_or(G::Price::ZERO, |cost| reduced(lot, cost));
            }
            if gain > zero {
                found.add(Failure::More(lot, need), gain);
            }
        }
        !found.is_full()
    });
    for (lot, units) in grounds.sent(need).filter(|(_, units)| *units > 0) {
        match grounds.cost(lot, need, units - 1) {
            None => found.add(Failure::Forbidden(lot, need), G::Price::of_cost(i128::from(units))),
            Some(cost) => {
                let gain = reduced(lot, cost);
                if gain < zero {
                    found.add(Failure::Less(lot, need), gain);
                }
            }
        }
    }
}
