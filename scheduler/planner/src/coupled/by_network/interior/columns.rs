//! The columns that the program contains: near ones, and those that would improve.

use super::block::{Block, Columns};
use super::tuning::IMPROVES;
use crate::coupled::by_network::priced_network::{MarketResponse, Net, Network};
use crate::coupled::floats::{float, float_of};
use std::collections::BTreeMap;

/// So many of the cheapest columns of a need are near.
const NEAR: usize = 10;
/// So many needs that a source would serve first have a column from it: else it would seem worth nothing.
const WANTED: usize = 30;
/// Columns of needs that are aggregated.
const GATHERED: usize = 24;
/// A column that sends more than this part of its need stays.
const SENDS: f64 = 1e-3;

/// The columns of a need with the least cost and row price, but less than a limit: total, source and cost, cheapest
/// first.
struct Cheapest {
    least: f64,
    found: Vec<(f64, u32, f64)>,
}

impl Cheapest {
    fn new(row_prices: &[f64]) -> Self {
        Self { least: row_prices.iter().copied().fold(f64::INFINITY, f64::min), found: Vec::with_capacity(NEAR + 1) }
    }

    fn find(&mut self, columns: &[(u32, i64)], row_prices: &[f64], mut limit: f64) {
        self.found.clear();
        for (source, cost) in columns {
            let cost = float_of((*cost).into());
            if cost + self.least >= limit {
                break;
            }
            let total = cost + row_prices[*source as usize];
            if total < limit {
                let at = self.found.partition_point(|other| other.0 <= total);
                self.found.insert(at, (total, *source, cost));
                if self.found.len() > NEAR {
                    self.found.truncate(NEAR);
                    limit = self.found[NEAR - 1].0;
                }
            }
        }
    }
}

/// A need's segments.
fn stack(network: &Network<'_, '_, '_>, of_program: usize, one: f64) -> impl Iterator<Item = (f64, f64)> {
    let stack = network.program.stacks[of_program].iter();
    stack.map(move |(gain, width)| (float_of(*gain) / one, float(u128::from(*width))))
}

impl Block {
    /// Its needs, those with the same cheapest source as one, with columns at mean costs.
    pub(super) fn gather(&mut self, network: &Network<'_, '_, '_>, net: &Net, one: f64) {
        let mut heaps = BTreeMap::<u32, Vec<usize>>::new();
        for need in 0..net.needs.len() {
            if let Some((source, _)) = net.all.of(need).first() {
                heaps.entry(*source).or_default().push(need);
            }
        }
        let mut sums = vec![(0.0, 0.0); net.sources.len()];
        for needs in heaps.values() {
            let (mut gains, mut all) = (Vec::<(f64, f64)>::new(), 0.0);
            sums.fill((0.0, 0.0));
            for need in needs {
                let before = gains.len();
                gains.extend(stack(network, net.needs[*need], one));
                let open: f64 = gains[before..].iter().map(|(_, width)| width).sum();
                all += open;
                for (source, cost) in net.all.of(*need) {
                    let sum = &mut sums[*source as usize];
                    *sum = (sum.0 + float_of((*cost).into()) / one * open, sum.1 + open);
                }
            }
            gains.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
            // What few of them can have none of them has.
            let common = sums.iter().zip(0..).filter(|((_, units), _)| *units > all / 2.0);
            let mut columns: Vec<(u32, f64)> =
                common.map(|((sum, units), source): (_, u32)| (source, sum / units)).collect();
            columns.sort_unstable_by(|a, b| a.1.total_cmp(&b.1));
            columns.truncate(GATHERED);
            columns.sort_unstable_by_key(|(source, _)| *source);
            let each = all / 2.0 / float(columns.len().max(1) as u128);
            let gains = gains.chunk_by(|a, b| a.0 == b.0);
            let gains = gains.map(|same| (same[0].0, same.iter().map(|(_, width)| width).sum()));
            self.add(0.5, columns.into_iter().map(|(source, cost)| (source, cost, each)), gains);
        }
    }

    /// Its needs, each with its few cheapest columns.
    #[cfg(test)]
    pub(super) fn add_few(&mut self, network: &Network<'_, '_, '_>, at: usize, few: usize, one: f64) {
        let net = &network.nets[at];
        for (need, of_program) in net.needs.iter().enumerate() {
            let open: f64 = stack(network, *of_program, one).map(|(_, width)| width).sum();
            let columns = net.all.of(need).iter().take(few);
            let mut columns: Vec<(u32, f64, f64)> = columns
                .map(|(source, cost)| (*source, float_of((*cost).into()) / one, open / 2.0 / float(few as u128)))
                .collect();
            columns.sort_unstable_by_key(|(source, ..)| *source);
            self.add(0.5, columns.into_iter(), stack(network, *of_program, one));
        }
    }

    /// Its needs anew, each with the columns that are cheapest at these row prices, those that send something here or
    /// in `response`, and those that a source would take first.
    pub(super) fn rebuild(
        &mut self,
        network: &Network<'_, '_, '_>,
        at: usize,
        response: Option<&MarketResponse>,
        row_prices: &[f64],
        one: f64,
    ) {
        let net = &network.nets[at];
        let mut cheapest = Cheapest::new(row_prices);
        // By need: source, cost, and what is sent.
        let mut lists: Vec<Vec<(u32, f64, f64)>> = Vec::with_capacity(net.needs.len());
        let mut prices = Vec::with_capacity(net.needs.len());
        let mut wanted: Vec<Vec<(f64, usize, f64)>> = vec![Vec::with_capacity(WANTED + 1); net.sources.len()];
        for (need, of_program) in net.needs.iter().enumerate() {
            cheapest.find(net.all.of(need), row_prices, f64::INFINITY);
            let gain = stack(network, *of_program, one).map(|(gain, _)| gain).fold(0.0, f64::max) * one;
            let price = cheapest.found.first().map_or(gain, |best| best.0.min(gain));
            prices.push(price / one);
            for (source, cost) in net.all.of(need) {
                let (wanted, cost) = (&mut wanted[*source as usize], float_of((*cost).into()));
                let by = cost - price;
                if wanted.len() < WANTED || by < wanted[WANTED - 1].0 {
                    let at = wanted.partition_point(|other| other.0 <= by);
                    wanted.insert(at, (by, need, cost));
                    wanted.truncate(WANTED);
                }
            }
            lists.push(cheapest.found.iter().map(|(_, source, cost)| (*source, cost / one, 0.0)).collect());
        }
        for (wanted, source) in wanted.iter().zip(0..) {
            wanted.iter().for_each(|(_, need, cost)| lists[*need].push((source, cost / one, 0.0)));
        }
        match response {
            Some(response) => {
                for flow in &response.flows[at] {
                    let mut columns = net.all.of(flow.need as usize).iter();
                    let Some((_, cost)) = columns.find(|(source, _)| *source == flow.source) else { continue };
                    let units = float(u128::from(flow.units));
                    lists[flow.need as usize].push((flow.source, float_of((*cost).into()) / one, units));
                }
            }
            None => {
                for (need, list) in lists.iter_mut().enumerate() {
                    let least = SENDS * self.open(need);
                    list.extend(self.sending(need).filter(|(.., sent)| *sent > least));
                }
            }
        }
        self.clear();
        for ((list, of_program), price) in lists.iter_mut().zip(&net.needs).zip(prices) {
            list.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.2.total_cmp(&a.2)));
            list.dedup_by_key(|(source, ..)| *source);
            self.add(price, list.iter().copied(), stack(network, *of_program, one));
        }
    }

    /// Lets columns in that would improve at these row prices, or are within a part of the greatest gain of it; says
    /// how many would.
    pub(super) fn refresh(&mut self, net: &Net, row_prices: &[f64], one: f64, product: f64, within: f64) -> usize {
        let mut cheapest = Cheapest::new(row_prices);
        let mut columns = Columns::with_capacity(self.pairs().count());
        let mut improving = 0;
        let mut fresh: Vec<(u32, f64, f64)> = Vec::new();
        for need in 0..self.needs.len() {
            let price = self.needs[need].price;
            cheapest.find(net.all.of(need), row_prices, (price + within) * one);
            let found = cheapest.found.iter().filter(|(_, source, _)| !self.has(need, *source));
            fresh.clear();
            fresh.extend(found.map(|(total, source, cost)| (*source, cost / one, total / one - price)));
            fresh.sort_unstable_by_key(|(source, ..)| *source);
            improving += fresh.iter().filter(|(.., reduced)| *reduced < IMPROVES).count();
            self.join(need, &fresh, product, &mut columns);
        }
        self.replace(columns);
        improving
    }
}
