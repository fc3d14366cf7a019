//! A group's share of the program: its needs, and the rows of its own goods.

mod newton;

use super::cholesky::Matrix;
use super::complementary_pair::Pair;
use super::measure::Measure;
use super::tuning::{START_GIVEN, START_PRICE, START_SENT, START_SPREAD};
use crate::coupled::by_network::priced_network::{Net, Network};
use crate::coupled::floats::{float, float_of};
use crate::coupled::program::DualPrices;
use std::collections::BTreeMap;
use std::ops::Range;

/// Units of a need that gain alike: what is served of them and what is not.
pub(super) struct Segment {
    gain: f64,
    given: Pair,
    left: Pair,
}

impl Segment {
    /// How fast what is given follows the price.
    fn theta(&self) -> f64 {
        1.0 / (self.given.price / self.given.value + self.left.price / self.left.value)
    }
}

/// Columns of one lot that take from the same rows.
struct Source {
    /// Own rows: of the lot, and of the heap that it lies in where that binds.
    own: [Option<usize>; 2],
    /// Shared rows.
    takes: Vec<(usize, f64)>,
}

/// A need's price and its step; and what is left of its row when it is eliminated.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Node {
    pub price: f64,
    pub by: f64,
    pub more: f64,
    /// Σθ.
    sum: f64,
    lack: f64,
}

pub(super) struct Block {
    first: Vec<usize>,
    /// Source and cost; by need, sorted by source.
    columns: Vec<(u32, f64)>,
    pairs: Vec<Pair>,
    theta: Vec<f64>,
    first_segment: Vec<usize>,
    segments: Vec<Segment>,
    pub needs: Vec<Node>,
    sources: Vec<Source>,
    /// Of own rows; and what they leave, with their prices.
    limits: Vec<f64>,
    pub rest: Vec<Pair>,
    /// By source: M, before columns are summed up by row.
    m: Matrix,
    /// Over own rows, factored.
    h: Matrix,
    /// U⁻ᵀ of h times what own rows and shared rows have in common.
    pub(super) k: Matrix,
    /// By source: what a unit pays, or how that changes; and units.
    row_price: Vec<f64>,
    flow: Vec<f64>,
}

impl Block {
    /// A part without needs at these prices.
    pub(super) fn new(
        network: &Network<'_, '_, '_>,
        net: &Net,
        duals: &DualPrices,
        middling: &[f64],
        one: f64,
    ) -> Self {
        let model = network.program.model;
        let (mut limits, mut rest) = (Vec::new(), Vec::new());
        let mut known = BTreeMap::new();
        let mut own = |is_store: bool, which: usize, limit: u64, price: i128| {
            *known.entry((is_store, which)).or_insert_with(|| {
                limits.push(float(u128::from(limit)));
                rest.push(Pair::of(0.0, float_of(price) / one));
                limits.len() - 1
            })
        };
        let mut sources = Vec::with_capacity(net.sources.len());
        for source in &net.sources {
            let (available, limit) = (network.program.lots[source.lot], network.program.stores[source.store]);
            let binds = model.stores[source.store].lots.len() > 1 || limit < available;
            let first = own(false, source.lot, available, duals.lots[source.lot]);
            let second = binds.then(|| own(true, source.store, limit, duals.stores[source.store]));
            let takes = source.takes.iter().flatten();
            let takes = takes.map(|(row, size)| (*row, float(u128::from(*size)) / middling[*row])).collect();
            sources.push(Source { own: [Some(first), second], takes });
        }
        Self {
            first: vec![0],
            columns: Vec::new(),
            pairs: Vec::new(),
            theta: Vec::new(),
            first_segment: vec![0],
            segments: Vec::new(),
            needs: Vec::new(),
            row_price: vec![0.0; sources.len()],
            flow: vec![0.0; sources.len()],
            sources,
            limits,
            rest,
            m: Matrix::default(),
            h: Matrix::default(),
            k: Matrix::default(),
        }
    }

    /// Forgets all needs.
    pub(super) fn clear(&mut self) {
        (self.first, self.first_segment) = (vec![0], vec![0]);
        self.columns.clear();
        self.pairs.clear();
        self.segments.clear();
        self.needs.clear();
    }

    /// Adds a need at this price, with its columns, sorted by source, and what each sends to begin with; and its
    /// segments, most gain first.
    pub(super) fn add(
        &mut self,
        price: f64,
        columns: impl Iterator<Item = (u32, f64, f64)>,
        stack: impl Iterator<Item = (f64, f64)>,
    ) {
        let begin = self.columns.len();
        let mut received = 0.0;
        for (source, cost, sent) in columns {
            self.columns.push((source, cost));
            self.pairs.push(Pair::of(sent, 0.0));
            received += sent;
        }
        let (mut left, mut open) = (received, 0.0);
        for (gain, width) in stack {
            let given = f64::min(left, width);
            left -= given;
            open += width;
            let given = given.clamp(START_GIVEN * width, (1.0 - START_GIVEN) * width);
            self.segments.push(Segment { gain, given: Pair::of(given, 0.0), left: Pair::of(width - given, 0.0) });
        }
        let count = float((self.columns.len() - begin).max(1) as u128);
        for pair in &mut self.pairs[begin..] {
            pair.value += START_SPREAD * (received / count - pair.value) + START_SENT * open / count;
        }
        self.theta.resize(self.columns.len(), 0.0);
        self.first.push(self.columns.len());
        self.first_segment.push(self.segments.len());
        self.needs.push(Node { price: price - START_PRICE, ..Node::default() });
    }

    fn columns_of(&self, need: usize) -> Range<usize> {
        self.first[need]..self.first[need + 1]
    }

    fn segments_of(&self, need: usize) -> Range<usize> {
        self.first_segment[need]..self.first_segment[need + 1]
    }

    /// The columns of a need, with what they send.
    pub(super) fn sending(&self, need: usize) -> impl Iterator<Item = (u32, f64, f64)> {
        self.columns_of(need).map(|at| (self.columns[at].0, self.columns[at].1, self.pairs[at].value))
    }

    /// How many units a need asks for.
    pub(super) fn open(&self, need: usize) -> f64 {
        self.segments[self.segments_of(need)].iter().map(|segment| segment.given.value + segment.left.value).sum()
    }

    /// By source: what a unit pays at the prices of rows, or what else is taken of them.
    pub(super) fn row_prices(&mut self, rows: &[Pair], of: impl Fn(&Pair) -> f64) -> &[f64] {
        for (row_price, source) in self.row_price.iter_mut().zip(&self.sources) {
            let own: f64 = source.own.iter().flatten().map(|own| of(&self.rest[*own])).sum();
            *row_price = own + source.takes.iter().map(|(row, size)| size * of(&rows[*row])).sum::<f64>();
        }
        &self.row_price
    }

    /// Sets what is not below zero to where it starts.
    pub(super) fn begin(&mut self, rows: &[Pair]) {
        self.row_prices(rows, |pair| pair.price);
        for need in 0..self.needs.len() {
            let price = self.needs[need].price;
            for at in self.columns_of(need) {
                let (source, cost) = self.columns[at];
                self.pairs[at].price = (cost + self.row_price[source as usize] - price).max(START_PRICE);
            }
            let of = self.segments_of(need);
            for segment in &mut self.segments[of] {
                let by = segment.gain - price;
                segment.given.price = (-by).max(0.0) + START_PRICE;
                segment.left.price = by.max(0.0) + START_PRICE;
            }
        }
        self.sum_flows();
        let used = self.used();
        super::begin_rows(&mut self.rest, &self.limits, &used);
    }

    fn sum_flows(&mut self) {
        self.flow.fill(0.0);
        for ((source, _), pair) in self.columns.iter().zip(&self.pairs) {
            self.flow[*source as usize] += pair.value;
        }
    }

    /// By own row, from the flows.
    fn used(&self) -> Vec<f64> {
        let mut used = vec![0.0; self.limits.len()];
        for (source, flow) in self.sources.iter().zip(&self.flow) {
            source.own.iter().flatten().for_each(|own| used[*own] += flow);
        }
        used
    }

    /// Adds what the flows use of shared rows.
    pub(super) fn use_rows(&self, used: &mut [f64]) {
        for (source, flow) in self.sources.iter().zip(&self.flow) {
            source.takes.iter().for_each(|(row, size)| used[*row] += size * flow);
        }
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = &Pair> {
        let segments = self.segments.iter().flat_map(|segment| [&segment.given, &segment.left]);
        self.pairs.iter().chain(segments).chain(&self.rest)
    }

    pub(super) fn for_each(&mut self, act: impl Fn(&mut Pair)) {
        self.pairs.iter_mut().for_each(&act);
        for segment in &mut self.segments {
            act(&mut segment.given);
            act(&mut segment.left);
        }
        self.rest.iter_mut().for_each(act);
    }

    /// Reads itself off; the row prices become those of the prices, and the flows those of the values.
    pub(super) fn measure(&mut self, rows: &[Pair]) -> Measure {
        self.row_prices(rows, |pair| pair.price);
        self.sum_flows();
        let mut sum = Measure::default();
        for need in 0..self.needs.len() {
            let (price, mut missed) = (self.needs[need].price, 0.0);
            for at in self.columns_of(need) {
                let (pair, (source, cost)) = (&self.pairs[at], self.columns[at]);
                sum.value += cost * pair.value;
                sum.product += pair.product();
                missed += pair.value;
                sum.missed += (cost + self.row_price[source as usize] - price - pair.price).abs() * pair.value;
            }
            for segment in &self.segments[self.segments_of(need)] {
                let by = segment.gain - price + segment.given.price - segment.left.price;
                sum.missed += by.abs() * (segment.given.value + segment.left.value);
                sum.value -= segment.gain * segment.given.value;
                sum.dual -= (segment.given.value + segment.left.value) * segment.left.price;
                sum.product += segment.given.product() + segment.left.product();
                missed -= segment.given.value;
            }
            sum.missed += missed.abs() * price.abs();
        }
        sum.add_rows(&self.rest, &self.limits, &self.used());
        sum
    }

    /// Lets columns of a need in, sorted by source: what they cost, and by how much more than its price with row
    /// prices. The price sinks until none pays; a product is `product`.
    pub(super) fn join(&mut self, need: usize, fresh: &[(u32, f64, f64)], product: f64, into: &mut Columns) {
        let tightest_price = fresh.iter().map(|(.., reduced)| *reduced).fold(f64::INFINITY, f64::min);
        let shift = (10.0 * product / self.open(need).max(1.0) - tightest_price).max(0.0);
        let (columns, segments) = (self.columns_of(need), self.segments_of(need));
        if shift > 0.0 {
            self.needs[need].price -= shift;
            self.pairs[columns.clone()].iter_mut().for_each(|pair| pair.price += shift);
            self.segments[segments].iter_mut().for_each(|segment| segment.left.price += shift);
        }
        let mut fresh = fresh.iter().peekable();
        for at in columns.start..=columns.end {
            let next = if at < columns.end { self.columns[at].0 } else { u32::MAX };
            while let Some((source, cost, reduced)) = fresh.next_if(|(source, ..)| *source < next) {
                let price = reduced + shift;
                into.columns.push((*source, *cost));
                into.pairs.push(Pair::of(product / price, price));
            }
            if at < columns.end {
                into.columns.push(self.columns[at]);
                into.pairs.push(self.pairs[at]);
            }
        }
        into.first.push(into.columns.len());
    }

    /// Whether a need has a column from a source.
    pub(super) fn has(&self, need: usize, source: u32) -> bool {
        self.columns[self.columns_of(need)].binary_search_by_key(&source, |(source, _)| *source).is_ok()
    }

    /// Takes these columns for its own.
    pub(super) fn replace(&mut self, columns: Columns) {
        (self.first, self.columns, self.pairs) = (columns.first, columns.columns, columns.pairs);
        self.theta.resize(self.columns.len(), 0.0);
    }

    /// By source.
    pub(super) fn sent(mut self) -> Vec<f64> {
        self.sum_flows();
        self.flow
    }
}

/// Columns of all needs, anew.
pub(super) struct Columns {
    first: Vec<usize>,
    columns: Vec<(u32, f64)>,
    pairs: Vec<Pair>,
}

impl Columns {
    pub(super) fn with_capacity(columns: usize) -> Self {
        Self { first: vec![0], columns: Vec::with_capacity(columns), pairs: Vec::with_capacity(columns) }
    }
}
