//! Even groups with many columns: each a market of its own at given row prices, kept from one evaluation to the next.
//!
//! The columns are listed once, by need and cost. What a row price changes is one number per *source*: the columns of a
//! lot that take from the same rows. Between two looks over all columns, evaluations see only the columns that are
//! near: those that may only steer; every bound is counted over all columns, in whole numbers.

mod bound;
mod build;
mod priced_columns;

use crate::coupled::floats::float;
use crate::coupled::program::{DualPrices, Program};
use crate::error::PlanError;
use crate::model::{Amount, Group};
use crate::network::SupplyNodes;
use crate::network::group::{start_from, stock_prices};
use crate::options::Options;
use crate::parallel::{each, spread, threads};
use crate::simplex::{Columns, Market, Number, Sent, Simplex};
use priced_columns::{Outlook, PricedColumns};
use std::sync::Mutex;

/// So many of the cheapest columns of a need are near.
const NEAR: usize = 10;

/// What a unit takes from rows.
pub(in crate::coupled) type Takes = [Option<(usize, u64)>; 4];

/// Columns of one lot that take from the same rows.
#[derive(Debug, Clone)]
pub(in crate::coupled) struct Source {
    /// Of the model.
    pub lot: usize,
    pub store: usize,
    supply_node: u32,
    pub takes: Takes,
}

/// Columns by need: source and cost in millionths, sorted by cost.
#[derive(Debug, Clone, Default)]
pub(in crate::coupled) struct List {
    first: Vec<usize>,
    columns: Vec<(u32, i64)>,
}

impl List {
    pub(in crate::coupled) fn of(&self, need: usize) -> &[(u32, i64)] {
        &self.columns[self.first[need]..self.first[need + 1]]
    }
}

/// An even group.
pub(in crate::coupled) struct Net {
    pub group: Group,
    supply_nodes: SupplyNodes,
    market: Market<i64>,
    pub sources: Vec<Source>,
    /// Where changes cost: what the last plan sent is counted without it, and so is what goes beyond that.
    pub all: List,
    /// What the last plan sent: need, source and units, by need.
    last: Vec<(u32, u32, u64)>,
    /// Places of its needs in the program.
    pub needs: Vec<usize>,
}

impl Net {
    /// Whether the last plan sent something that would cost if it went otherwise.
    pub(in crate::coupled) fn has_last(&self) -> bool {
        !self.last.is_empty()
    }
}

/// Units of a need of the group from a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::coupled) struct Flow {
    pub need: u32,
    pub source: u32,
    pub units: u64,
}

/// What an evaluation leaves for the next.
#[derive(Default)]
struct State {
    near: List,
    sent: Vec<Sent>,
    over: Vec<i64>,
}

/// What the groups do at some row prices.
pub(in crate::coupled) struct MarketResponse {
    /// By net, sorted.
    pub flows: Vec<Vec<Flow>>,
    /// By row.
    pub used: Vec<f64>,
    /// Prices of stock and the row prices; needs are priced by [`Network::bound`].
    pub duals: DualPrices,
    pub pivots: u64,
}

/// All groups of a program.
pub(in crate::coupled) struct Network<'n, 'p, 'a> {
    pub program: &'n Program<'p, 'a>,
    pub nets: Vec<Net>,
    states: Vec<Mutex<State>>,
    pub options: &'n Options<'n>,
    /// Bits of millionths that steering does without.
    shift: u32,
    /// No unit pays more row price than this: nobody would.
    cap: i128,
}

/// Whether the numbers of a program fit: prices are at most some gains and costs.
pub(in crate::coupled) fn fits(program: &Program<'_, '_>) -> bool {
    (program.most_gain().saturating_add(program.dearest())).saturating_mul(16) <= i64::MAX.into()
}

impl<'n, 'p, 'a> Network<'n, 'p, 'a> {
    /// The groups of a program, all even; `alone` is what they sent by themselves, sorted.
    pub(in crate::coupled) fn new(
        program: &'n Program<'p, 'a>,
        alone: &[Amount],
        options: &'n Options<'n>,
    ) -> Result<Self, PlanError> {
        let groups: Vec<Group> = program.groups.iter().map(|group| (*group).clone()).collect();
        let cap = program.most_gain() * 2 + program.dearest();
        let supply_nodes = groups.iter().map(|group| group.lots.len() + group.stores.len()).max().unwrap_or(0);
        // A price is the sum of a gain and of costs to and fro along a way; row prices cancel out but at its ends,
        // unless a lot's columns take from different rows.
        let supply_nodes = i128::try_from(supply_nodes).map_err(|_| PlanError::Overflow)?;
        let ways = supply_nodes.saturating_mul(4).saturating_mul(program.dearest() + cap);
        let largest = (cap * 4).saturating_add(ways);
        let mut shift = 0;
        while largest >> shift > <i64 as Number>::LARGEST {
            shift += 1;
        }
        let mut network = Self { program, nets: Vec::new(), states: Vec::new(), options, shift, cap };
        network.nets =
            each(&groups, options.threads, |group| network.net(group)).into_iter().collect::<Result<_, _>>()?;
        for net in &network.nets {
            let free = vec![0; net.sources.len()];
            let columns = PricedColumns { list: &net.all, sources: &net.sources, row_prices: &free, shift };
            let sent = start_from(&net.group, &net.supply_nodes, &net.market, &columns, alone);
            let over = vec![0; net.market.links.len()];
            network.states.push(Mutex::new(State { near: List::default(), sent, over }));
        }
        Ok(network)
    }

    /// Does something for each net, on several threads.
    pub(in crate::coupled) fn each<T: Send>(&self, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
        spread(self.nets.len(), threads(self.options.threads), act)
    }

    /// By source of a net: what a unit from it pays at these row prices.
    pub(in crate::coupled) fn row_price(&self, net: &Net, rows: &[i128]) -> Vec<i64> {
        let row_price = |source: &Source| {
            let takes = source.takes.iter().flatten();
            let sum: i128 = takes.map(|(row, size)| rows[*row].saturating_mul(i128::from(*size))).sum();
            i64::try_from(sum.min(self.cap)).expect("the cap fits")
        };
        net.sources.iter().map(row_price).collect()
    }

    /// What the groups do at row prices of the rows: over all columns, or only over those that were near.
    pub(in crate::coupled) fn response(&self, rows: &[i128], full: bool) -> MarketResponse {
        let parts = self.each(|index| self.solve(index, rows, full));
        let mut duals = self.program.free();
        duals.rows = rows.to_vec();
        let mut response = MarketResponse { flows: Vec::new(), used: vec![0.0; rows.len()], duals, pivots: 0 };
        for (net, (flows, prices, pivots)) in self.nets.iter().zip(parts) {
            let prices: Vec<i128> = prices.into_iter().map(|price| i128::from(price) << self.shift).collect();
            let stock = stock_prices(self.program.model, &net.group, &net.supply_nodes, &prices);
            stock.lots.iter().for_each(|(lot, price)| response.duals.lots[*lot] = *price);
            stock.stores.iter().for_each(|(store, price)| response.duals.stores[*store] = *price);
            for flow in &flows {
                for (row, size) in net.sources[flow.source as usize].takes.iter().flatten() {
                    response.used[*row] += float(u128::from(flow.units) * u128::from(*size));
                }
            }
            response.flows.push(flows);
            response.pivots += pivots;
        }
        response
    }

    fn solve(&self, index: usize, rows: &[i128], full: bool) -> (Vec<Flow>, Vec<i64>, u64) {
        let net = &self.nets[index];
        let mut state = self.states[index].lock().expect("no thread panics");
        let row_prices: Vec<i64> =
            self.row_price(net, rows).into_iter().map(|row_price| row_price >> self.shift).collect();
        let full = full || state.near.first.is_empty();
        let list = if full { &net.all } else { &state.near };
        let columns = PricedColumns { list, sources: &net.sources, row_prices: &row_prices, shift: self.shift };
        let mut simplex = Simplex::with_links(&net.market, &columns, &state.sent, &state.over);
        simplex.solve();
        let (sent, over, pivots) = (simplex.sent(), simplex.over_links(), simplex.work.pivots);
        let prices = simplex.supply_node_prices().to_vec();
        let flow = |one: &Sent| {
            let mut of_need = list.of(one.need as usize).iter();
            let of_supply_node =
                |(source, _): &&(u32, i64)| net.sources[*source as usize].supply_node == one.supply_node;
            let (source, _) = of_need.find(of_supply_node).expect("goods go over columns");
            Flow { need: one.need, source: *source, units: one.units.unsigned_abs() }
        };
        let flows: Vec<Flow> = sent.iter().map(flow).collect();
        drop(simplex);
        if full {
            state.near = near(net, &columns, &prices, &flows);
        }
        (state.sent, state.over) = (sent, over);
        (flows, prices, pivots)
    }

    /// By net and source: units.
    pub(in crate::coupled) fn sent(&self, response: &MarketResponse) -> Vec<Vec<f64>> {
        let mut sent: Vec<Vec<f64>> = self.nets.iter().map(|net| vec![0.0; net.sources.len()]).collect();
        for (sent, flows) in sent.iter_mut().zip(&response.flows) {
            flows.iter().for_each(|flow| sent[flow.source as usize] += float(u128::from(flow.units)));
        }
        sent
    }

    /// What a net does best where each source sends no more than so many units.
    pub(in crate::coupled) fn within(&self, index: usize, units: &[u64]) -> Result<Vec<Flow>, PlanError> {
        // Levels are compared strictly here, whatever the stage is about.
        let net = &self.nets[index];
        let supply_nodes =
            (0..).zip(&net.sources).map(|(supply_node, source)| Source { supply_node, ..source.clone() });
        let sources: Vec<Source> = supply_nodes.collect();
        let supply = units.iter().map(|units| i64::try_from(*units).map_err(|_| PlanError::Overflow));
        let supply = supply.collect::<Result<Vec<i64>, PlanError>>()?;
        let market = Market { supply, links: Vec::new(), ..net.market.clone() };
        let free = vec![0; sources.len()];
        let columns = PricedColumns { list: &net.all, sources: &sources, row_prices: &free, shift: self.shift };
        let mut simplex = Simplex::cold(&market, &columns);
        simplex.solve();
        let flow = |one: &Sent| Flow { need: one.need, source: one.supply_node, units: one.units.unsigned_abs() };
        Ok(simplex.sent().iter().map(flow).collect())
    }

    /// By row: what a unit takes on average.
    pub(in crate::coupled) fn middling(&self, response: &MarketResponse) -> Vec<f64> {
        let mut sums = vec![(0.0_f64, 0.0_f64); self.program.rows.len()];
        for (net, flows) in self.nets.iter().zip(&response.flows) {
            for flow in flows {
                for (row, size) in net.sources[flow.source as usize].takes.iter().flatten() {
                    let units = float(u128::from(flow.units));
                    sums[*row] = (sums[*row].0 + units * float(u128::from(*size)), sums[*row].1 + units);
                }
            }
        }
        sums.into_iter().map(|(sum, units)| if units > 0.0 { sum / units } else { 1.0 }).collect()
    }

    /// Flows as amounts, sorted.
    pub(in crate::coupled) fn amounts(&self, flows: &[Vec<Flow>]) -> Vec<Amount> {
        let mut amounts = Vec::with_capacity(flows.iter().map(Vec::len).sum());
        for (net, flows) in self.nets.iter().zip(flows) {
            let amount = |flow: &Flow| Amount {
                need: net.group.needs[flow.need as usize],
                lot: net.sources[flow.source as usize].lot,
                units: flow.units * net.group.pack,
            };
            amounts.extend(flows.iter().filter(|flow| flow.units > 0).map(amount));
        }
        amounts.sort_unstable();
        amounts
    }
}

/// The columns of each need that are cheapest at these prices, and those in use.
fn near(net: &Net, columns: &PricedColumns<'_>, prices: &[i64], flows: &[Flow]) -> List {
    let mut outlook = Outlook::default();
    columns.outlook(prices, None, &mut outlook);
    let mut list = List { first: vec![0], columns: Vec::with_capacity(net.needs.len() * (NEAR + 1)) };
    let mut rest = flows;
    let mut best: Vec<(i64, u32, i64)> = Vec::with_capacity(NEAR + 1);
    for need in 0..net.needs.len() {
        best.clear();
        let mut limit = i64::MAX;
        for (source, exact) in net.all.of(need) {
            let cost = exact >> columns.shift;
            if cost.saturating_add(outlook.least) >= limit {
                break;
            }
            let total = cost + outlook.prices[*source as usize];
            if total < limit {
                let at = best.partition_point(|other| *other <= (total, *source, *exact));
                best.insert(at, (total, *source, *exact));
                if best.len() > NEAR {
                    best.truncate(NEAR);
                    limit = best[NEAR - 1].0;
                }
            }
        }
        let begin = list.columns.len();
        list.columns.extend(best.iter().map(|(_, source, cost)| (*source, *cost)));
        let own = rest.iter().take_while(|flow| flow.need as usize == need).count();
        for flow in &rest[..own] {
            if list.columns[begin..].iter().all(|(source, _)| *source != flow.source) {
                let used = net.all.of(need).iter().find(|(source, _)| *source == flow.source);
                list.columns.extend(used);
            }
        }
        rest = &rest[own..];
        list.columns[begin..].sort_unstable_by_key(|(source, cost)| (*cost, *source));
        list.first.push(list.columns.len());
    }
    list
}
