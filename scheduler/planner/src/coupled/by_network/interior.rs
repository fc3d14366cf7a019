//! The linear program of many even groups, by an interior-point method of its own: S. Mehrotra's predictor and
//! corrector (SIAM J. Optimization 2, 1992) with J. Gondzio's corrections of what is far from the path (Computational
//! Optimization and Applications 6, 1996; weighed as M. Colombo and J. Gondzio do, 2008), made for this shape.
//!
//! With y = units over a column, z = units of a segment and t = what a row leaves, the program is
//!
//! minimise Σ cost·y − Σ gain·z,  where  Σz = Σy by need,  Σ size·y + t = limit by row,  z ≤ width,  y, z, t ≥ 0.
//!
//! A need's row is eliminated by hand, so that what is to be factored has a row for each lot and each shared row, and
//! none for a need; and as lots of different groups only meet in the shared rows, it is a bordered block diagonal: a
//! small dense matrix for each group, and one over the shared rows. So a step over a million columns takes a fifth of a
//! second.
//!
//! The columns are those that are near (`columns`): first of needs aggregated by place, for row prices that are nearly
//! right; then of all needs, for prices that choose them anew; then to the end, while columns join that would improve.
//! It ends when none of all columns would.

mod block;
mod cholesky;
mod columns;
mod complementary_pair;
mod measure;
mod tuning;

use super::priced_network::{MarketResponse, Network};
use crate::coupled::floats::{float, float_of, to_i128};
use block::Block;
use cholesky::Matrix;
use complementary_pair::{Aim, PARTS, Pair, Rates, aim_rows, begin_rows};
use measure::Measure;
use std::sync::Mutex;
use tuning::{
    ALONE, ASTRAY, CORRECTIONS, IMPROVES, MANY, NEAR, POWER, REFRESH, SHORT, START_PRICE, STEPS, WITHIN, WORK_MAX,
};

/// What the program says.
pub(in crate::coupled) struct Answer {
    /// Tolls.
    pub rows: Vec<i128>,
    /// By net and source: units in parts.
    pub sent: Vec<Vec<f64>>,
    /// In the program's number, less what rows are missed by at their prices; `None` if it was stopped before its end.
    pub value: Option<f64>,
}

struct Interior<'i> {
    parts: Vec<Mutex<Block>>,
    /// Of the shared rows; and what they leave, with their prices.
    limits: Vec<f64>,
    rest: Vec<Pair>,
    corner: Matrix,
    /// What a unit takes on average, by row; what counts as one of price.
    middling: Vec<f64>,
    one: f64,
    threads: usize,
    late: &'i (dyn Fn() -> bool + Sync),
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Near,
    Late,
    /// Numbers were lost.
    Lost,
}

/// Whether a program is solved this way.
pub(in crate::coupled) fn fits(network: &Network<'_, '_, '_>) -> bool {
    let rows = network.program.rows.len() as u64;
    let work = |net: &super::priced_network::Net| {
        let own = net.sources.len() as u64;
        own * own * own / 6 + own * own * rows / 2 + own * rows * rows / 2
    };
    network.nets.iter().map(work).sum::<u64>() + rows * rows * rows / 6 <= WORK_MAX
}

/// Solves the program; `response` is of no row prices. `None` where numbers are lost.
pub(in crate::coupled) fn solve(network: &Network<'_, '_, '_>, response: &MarketResponse) -> Option<Answer> {
    let late = || network.options.deadline.is_some_and(|stop| stop());
    let mut interior = Interior::new(network, response, &late);
    interior.each(|at, part| part.gather(network, &network.nets[at], interior.one));
    interior.begin();
    if interior.run(None, NEAR.0, MANY) == End::Lost {
        return None;
    }
    let response = network.response(&interior.rows(), true);
    let mut interior = Interior::new(network, &response, &late);
    interior.rebuild(network, Some(&response));
    let mut end = interior.run(None, NEAR.1, MANY);
    if end == End::Near {
        interior.rebuild(network, None);
        end = interior.run(Some(network), NEAR.2, MANY);
    }
    if end == End::Lost {
        return None;
    }
    let measure = interior.measure();
    let value = (end == End::Near).then_some(-(measure.value + measure.missed) * interior.one);
    let rows = interior.rows();
    let sent = interior.parts.into_iter().map(|part| part.into_inner().expect("no thread panics").sent()).collect();
    Some(Answer { rows, sent, value })
}

/// The value that is found from the few cheapest columns of each need alone, beginning anew as [`MANY`] says.
#[cfg(test)]
pub(in crate::coupled) fn solve_from_few(
    network: &Network<'_, '_, '_>,
    response: &MarketResponse,
    few: usize,
    many: usize,
) -> Option<f64> {
    let mut interior = Interior::new(network, response, &|| false);
    interior.each(|at, part| part.add_few(network, at, few, interior.one));
    interior.begin();
    let end = interior.run(Some(network), NEAR.2, many);
    let measure = interior.measure();
    (end == End::Near).then_some(-(measure.value + measure.missed) * interior.one)
}

impl<'i> Interior<'i> {
    /// Without needs, at the prices of a response.
    fn new(network: &Network<'_, '_, '_>, response: &MarketResponse, late: &'i (dyn Fn() -> bool + Sync)) -> Self {
        let one = float_of(network.program.most_gain());
        let middling = network.middling(response);
        let columns: usize = network.nets.iter().map(|net| net.sources.len() * net.needs.len()).sum();
        let threads = if columns < ALONE { 1 } else { crate::parallel::threads(network.options.threads) };
        let rows = network.program.rows.iter().zip(&middling);
        let limits = rows.map(|(row, size)| float(u128::from(row.limit)) / size).collect();
        let rest = response.duals.rows.iter().zip(&middling);
        let rest = rest.map(|(price, size)| Pair::of(0.0, float_of(*price) * size / one)).collect();
        let part = |net| Mutex::new(Block::new(network, net, &response.duals, &middling, one));
        let parts = network.nets.iter().map(part).collect();
        Self { parts, limits, rest, corner: Matrix::default(), middling, one, threads, late }
    }

    /// Does something with every part, on several threads; the answers stand in the parts' order.
    fn each<T: Send>(&self, act: impl Fn(usize, &mut Block) -> T + Sync) -> Vec<T> {
        crate::parallel::spread(self.parts.len(), self.threads, |at| {
            act(at, &mut self.parts[at].lock().expect("no thread panics"))
        })
    }

    /// Does something with every pair.
    fn all(&mut self, act: impl Fn(&mut Pair) + Sync) {
        self.each(|_, part| part.for_each(&act));
        self.rest.iter_mut().for_each(act);
    }

    /// Tolls.
    fn rows(&self) -> Vec<i128> {
        let rows = self.rest.iter().zip(&self.middling);
        rows.map(|(pair, size)| to_i128((pair.price * self.one / size).round()).max(0)).collect()
    }

    fn begin(&mut self) {
        let least = |pair: &mut Pair| pair.price = pair.price.max(START_PRICE);
        self.rest.iter_mut().for_each(least);
        self.each(|_, part| {
            part.rest.iter_mut().for_each(least);
            part.begin(&self.rest);
        });
        let used = self.used();
        begin_rows(&mut self.rest, &self.limits, &used);
    }

    fn rebuild(&mut self, network: &Network<'_, '_, '_>, response: Option<&MarketResponse>) {
        self.each(|at, part| {
            let row_prices: Vec<f64> =
                part.row_prices(&self.rest, |pair| pair.price).iter().map(|row_price| row_price * self.one).collect();
            part.rebuild(network, at, response, &row_prices, self.one);
        });
        self.begin();
    }

    /// Lets columns in; how many would improve.
    fn refresh(&self, network: &Network<'_, '_, '_>, product: f64, within: f64) -> usize {
        let improving = self.each(|at, part| {
            let row_prices: Vec<f64> =
                part.row_prices(&self.rest, |pair| pair.price).iter().map(|row_price| row_price * self.one).collect();
            part.refresh(&network.nets[at], &row_prices, self.one, product, within)
        });
        improving.iter().sum()
    }

    /// By shared row.
    fn used(&self) -> Vec<f64> {
        let mut used = vec![0.0; self.limits.len()];
        self.parts.iter().for_each(|part| part.lock().expect("no thread panics").use_rows(&mut used));
        used
    }

    fn measure(&self) -> Measure {
        let mut sum = Measure::default();
        self.each(|_, part| part.measure(&self.rest)).into_iter().for_each(|part| sum.add(part));
        sum.add_rows(&self.rest, &self.limits, &self.used());
        sum
    }

    fn needs(&self) -> usize {
        self.each(|_, part| part.needs.len()).iter().sum()
    }

    /// How many pairs there are.
    fn count(&self) -> f64 {
        let parts = self.each(|_, part| part.pairs().count());
        float((parts.iter().sum::<usize>() + self.rest.len()) as u128)
    }

    /// Goes on until it is near, with columns from `network` joining; see [`MANY`].
    fn run(&mut self, network: Option<&Network<'_, '_, '_>>, near: f64, many: usize) -> End {
        let mut refresh = REFRESH;
        for _ in 0..STEPS {
            let measure = self.measure();
            let size = measure.value.abs().max(1.0);
            let (gap, missed) = ((measure.value - measure.dual).abs() / size, measure.missed / size);
            if !(gap < ASTRAY && missed < ASTRAY) {
                return End::Lost;
            }
            let is_near = gap <= near && missed <= near;
            if is_near && network.is_none() {
                return End::Near;
            }
            let product = measure.product / self.count();
            // Where costs hardly count, nearly all columns are so near: there only those that would improve.
            let joins =
                |network: &&Network<'_, '_, '_>| is_near || gap < refresh && network.program.gains.counts_costs();
            if let Some(network) = network.filter(joins) {
                refresh = gap / 10.0;
                // At the end only what would improve: with anything else it would not be the end.
                let within = if is_near { IMPROVES } else { WITHIN * gap };
                let improving = self.refresh(network, product, within);
                if is_near && improving == 0 {
                    return End::Near;
                }
                if improving > self.needs() / many {
                    self.rebuild(network, None);
                    continue;
                }
            }
            if (self.late)() {
                return End::Late;
            }
            self.step(product);
        }
        End::Late
    }

    /// A step, where the mean product is this.
    fn step(&mut self, product: f64) {
        self.factor();
        self.steer(Aim::Product(0.0));
        let steps = self.steps(1.0)[0];
        let after = self.each(|_, part| part.pairs().map(|pair| pair.after(steps)).sum::<f64>());
        let after: f64 = after.iter().sum::<f64>() + self.rest.iter().map(|pair| pair.after(steps)).sum::<f64>();
        let left = (after / self.count() / product).clamp(0.0, 1.0);
        let goal = product * left.powi(POWER).max(1e-6);
        self.all(Pair::expect);
        self.steer(Aim::Product(goal));
        let mut steps = self.steps(SHORT)[0];
        for _ in 0..CORRECTIONS.0 {
            let farther = |step: f64| (step * 1.08 + 0.08).min(1.0);
            let aim = (farther(steps.0), farther(steps.1));
            self.all(|pair| pair.centre(aim, goal));
            self.steer(Aim::Correction);
            let found = self.steps(SHORT);
            let best = |of: fn((f64, f64)) -> f64| {
                (1..PARTS.len()).fold(0, |best, at| if of(found[at]) > of(found[best]) { at } else { best })
            };
            let at = (best(|steps| steps.0), best(|steps| steps.1));
            let parts = (PARTS[at.0], PARTS[at.1]);
            self.all(|pair| pair.correct(parts));
            self.each(|_, part| part.needs.iter_mut().for_each(|node| node.by += parts.1 * node.more));
            let better = (found[at.0].0, found[at.1].1);
            let gained = better.0 + better.1 - steps.0 - steps.1;
            steps = better;
            if gained < CORRECTIONS.1 {
                break;
            }
        }
        self.all(|pair| pair.go(steps));
        self.each(|_, part| part.needs.iter_mut().for_each(|node| node.price += steps.1 * node.by));
    }

    /// By part of the correction: how far steps of variables and of prices may go, so that nothing is below zero.
    fn steps(&self, short: f64) -> Rates {
        let mut most = [(0.0_f64, 0.0_f64); PARTS.len()];
        let parts = self.each(|_, part| {
            let mut most = [(0.0, 0.0); PARTS.len()];
            part.pairs().for_each(|pair| pair.rate(&mut most));
            most
        });
        self.rest.iter().for_each(|pair| pair.rate(&mut most));
        for part in parts {
            most.iter_mut().zip(part).for_each(|(most, part)| *most = (most.0.max(part.0), most.1.max(part.1)));
        }
        most.map(|(value, price)| ((short / value).min(1.0), (short / price).min(1.0)))
    }

    fn factor(&mut self) {
        let rows = self.limits.len();
        self.each(|_, part| part.factor(rows));
        let mut corner = std::mem::take(&mut self.corner);
        corner.clear(rows, rows);
        for (row, rest) in self.rest.iter().enumerate() {
            *corner.at(row, row) = rest.theta();
        }
        let parts: Vec<&mut Block> =
            self.parts.iter_mut().map(|part| part.get_mut().expect("no thread panics")).collect();
        let mut borders = Vec::with_capacity(parts.len());
        for part in parts {
            part.add_corner(&mut corner);
            borders.push(&part.k);
        }
        corner.less_squares(&borders, self.threads);
        corner.factor();
        self.corner = corner;
    }

    /// All steps towards an aim.
    fn steer(&mut self, aim: Aim) {
        let aims = self.each(|_, part| {
            let mut corner = vec![0.0; self.limits.len()];
            part.row_prices(&self.rest, |pair| pair.price);
            let own = part.aim(aim, &mut corner);
            (part.forward(own, &mut corner), corner)
        });
        let mut corner = vec![0.0; self.limits.len()];
        aim_rows(&mut corner, &self.rest, &self.limits, aim);
        for (_, of_part) in &aims {
            corner.iter_mut().zip(of_part).for_each(|(sum, one)| *sum += one);
        }
        self.corner.forward(&mut corner);
        self.corner.backward(&mut corner);
        self.rest.iter_mut().zip(&corner).for_each(|(rest, by)| rest.lead(aim, *by));
        self.each(|at, part| {
            let own = part.backward(aims[at].0.clone(), &corner);
            part.steer(aim, &own, &self.rest);
        });
    }
}
