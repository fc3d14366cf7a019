//! The certificate's arithmetic on indices: a compact table of costs, without any text.

use yicang_domain::check::proof::{Failure, Grounds, Pair, Price, prove, prove_needs};
use yicang_domain::{Part, Vector};

/// Two lots of one store each and three needs of one segment; costs by lot and need.
#[derive(Clone)]
struct Arrays {
    costs: [[Option<i128>; 3]; 2],
    available: [u64; 2],
    width: [u64; 3],
    gain: [i64; 3],
    sent: Vec<(usize, usize, u64)>,
    lots: [Pair; 2],
    needs: [Pair; 3],
}

fn price(first: i64, second: i128) -> Pair {
    Pair { first, second }
}

impl Arrays {
    /// Lot 0 goes to the urgent need 0 and, what is left, to need 1; lot 1 to need 1, too, and to need 2 it may not.
    fn best() -> Self {
        Self {
            costs: [[Some(10), Some(20), Some(30)], [Some(40), Some(5), None]],
            available: [10, 4],
            width: [8, 9, 6],
            gain: [2, 1, 1],
            sent: vec![(0, 0, 8), (0, 1, 2), (1, 1, 4)],
            lots: [price(1, -20), price(1, -5)],
            needs: [price(1, -10), price(1, 0), price(1, 0)],
        }
    }
}

impl Grounds for Arrays {
    type Price = Pair;

    fn lots(&self) -> usize {
        2
    }
    fn stores(&self) -> usize {
        2
    }
    fn needs(&self) -> usize {
        3
    }
    fn available(&self, lot: usize) -> u64 {
        self.available[lot]
    }
    fn store(&self, lot: usize) -> usize {
        lot
    }
    fn limit(&self, store: usize) -> u64 {
        self.available[store]
    }
    fn segments(&self, need: usize) -> impl Iterator<Item = (Pair, u64)> {
        std::iter::once((price(self.gain[need], 0), self.width[need]))
    }
    fn sent(&self, need: usize) -> impl Iterator<Item = (usize, u64)> {
        self.sent.iter().filter(move |(_, to, _)| *to == need).map(|(lot, _, units)| (*lot, *units))
    }
    fn cost(&self, lot: usize, need: usize, _units: u64) -> Option<i128> {
        self.costs[lot][need]
    }
    fn lot_price(&self, lot: usize) -> Pair {
        self.lots[lot]
    }
    fn store_price(&self, _store: usize) -> Pair {
        price(0, 0)
    }
    fn need_price(&self, need: usize) -> Pair {
        self.needs[need]
    }
}

#[track_caller]
fn fails(change: impl FnOnce(&mut Arrays), expected: &[Failure]) {
    let mut arrays = Arrays::best();
    change(&mut arrays);
    let found: Vec<_> = prove(&arrays, 100).iter().map(|shown| shown.failure).collect();
    assert_eq!(found, expected);
}

#[test]
fn every_condition_is_counted() {
    fails(|_| {}, &[]);
    fails(|a| a.costs[0][2] = Some(19), &[Failure::More(0, 2)]);
    fails(|a| a.costs[0][1] = Some(21), &[Failure::Less(0, 1)]);
    fails(|a| a.costs[1][1] = None, &[Failure::Forbidden(1, 1)]);
    fails(|a| a.width[0] = 9, &[Failure::Room(0)]);
    fails(|a| a.width[0] = 7, &[Failure::NeedOver(0)]);
    fails(|a| a.gain[0] = 0, &[Failure::TooDear(0)]);
    fails(|a| a.available[1] = 3, &[Failure::LotOver(1), Failure::StoreOver(1)]);
    fails(|a| a.available[1] = 5, &[Failure::LotIdle(1)]);
    fails(|a| a.lots[1] = price(0, -1), &[Failure::More(1, 0), Failure::More(1, 1), Failure::LotPrice(1)]);
}

#[test]
fn it_stops_after_as_many_failures_as_are_asked_for() {
    let mut arrays = Arrays::best();
    arrays.lots = [price(0, 0); 2];
    assert_eq!(prove(&arrays, 100).len(), 5);
    assert_eq!(prove(&arrays, 2).len(), 2);
    assert_eq!(prove(&arrays, 0).len(), 0);
    let halves = [prove_needs(&arrays, 0..1, 100), prove_needs(&arrays, 1..3, 100)].concat();
    assert_eq!(halves, prove_needs(&arrays, 0..3, 100));
}

/// The same, pricing columns by itself: it leaves out what cannot gain.
struct Quick(Arrays);

impl Grounds for Quick {
    type Price = Pair;

    fn lots(&self) -> usize {
        self.0.lots()
    }
    fn stores(&self) -> usize {
        self.0.stores()
    }
    fn needs(&self) -> usize {
        self.0.needs()
    }
    fn available(&self, lot: usize) -> u64 {
        self.0.available(lot)
    }
    fn store(&self, lot: usize) -> usize {
        self.0.store(lot)
    }
    fn limit(&self, store: usize) -> u64 {
        self.0.limit(store)
    }
    fn segments(&self, need: usize) -> impl Iterator<Item = (Pair, u64)> {
        self.0.segments(need)
    }
    fn sent(&self, need: usize) -> impl Iterator<Item = (usize, u64)> {
        self.0.sent(need)
    }
    fn cost(&self, lot: usize, need: usize, units: u64) -> Option<i128> {
        self.0.cost(lot, need, units)
    }
    fn lot_price(&self, lot: usize) -> Pair {
        self.0.lot_price(lot)
    }
    fn store_price(&self, store: usize) -> Pair {
        self.0.store_price(store)
    }
    fn need_price(&self, need: usize) -> Pair {
        self.0.need_price(need)
    }
    fn columns(&self, need: usize, price: Pair, mut visit: impl FnMut(usize, i128) -> bool) {
        for (lot, costs) in self.0.costs.iter().enumerate() {
            let u = self.0.lots[lot];
            let gains = |cost: i128| Pair { first: u.first, second: u.second + cost } < price;
            if let Some(cost) = costs[need].filter(|cost| gains(*cost)) {
                assert!(cost > -1);
                if !visit(lot, cost) {
                    return;
                }
            }
        }
    }
}

#[test]
fn a_loop_of_ones_own_finds_the_same() {
    assert_eq!(prove(&Quick(Arrays::best()), 100), []);
    for lot in 0..2 {
        for need in 0..3 {
            for cost in [None, Some(0), Some(6), Some(19), Some(41)] {
                let mut arrays = Arrays::best();
                arrays.costs[lot][need] = cost;
                assert_eq!(prove(&arrays, 100), prove(&Quick(arrays.clone()), 100));
            }
        }
    }
}

/// The same with vectors: a level, and the cost.
struct Long(Arrays);

fn vector(pair: Pair) -> Vector {
    Vector::from_parts([(Part::Level(0), pair.first.into()), (Part::Cost, pair.second)]).unwrap()
}

impl Grounds for Long {
    type Price = Vector;

    fn lots(&self) -> usize {
        self.0.lots()
    }
    fn stores(&self) -> usize {
        self.0.stores()
    }
    fn needs(&self) -> usize {
        self.0.needs()
    }
    fn available(&self, lot: usize) -> u64 {
        self.0.available(lot)
    }
    fn store(&self, lot: usize) -> usize {
        self.0.store(lot)
    }
    fn limit(&self, store: usize) -> u64 {
        self.0.limit(store)
    }
    fn segments(&self, need: usize) -> impl Iterator<Item = (Vector, u64)> {
        self.0.segments(need).map(|(gain, width)| (vector(gain), width))
    }
    fn sent(&self, need: usize) -> impl Iterator<Item = (usize, u64)> {
        self.0.sent(need)
    }
    fn cost(&self, lot: usize, need: usize, units: u64) -> Option<i128> {
        self.0.cost(lot, need, units)
    }
    fn lot_price(&self, lot: usize) -> Vector {
        vector(self.0.lot_price(lot))
    }
    fn store_price(&self, _store: usize) -> Vector {
        Vector::ZERO
    }
    fn need_price(&self, need: usize) -> Vector {
        vector(self.0.need_price(need))
    }
}

#[test]
fn prices_of_any_ordered_kind_prove_the_same() {
    assert_eq!((Pair::ZERO, Vector::of_cost(3)), (price(0, 0), vector(price(0, 3))));
    for cost in [None, Some(0), Some(6), Some(19), Some(41)] {
        let mut arrays = Arrays::best();
        arrays.costs[1][0] = cost;
        let pairs = prove(&arrays, 100).into_iter().map(|shown| (shown.failure, vector(shown.by)));
        let vectors = prove(&Long(arrays.clone()), 100).into_iter().map(|shown| (shown.failure, shown.by));
        assert_eq!(pairs.collect::<Vec<_>>(), vectors.collect::<Vec<_>>());
    }
}
