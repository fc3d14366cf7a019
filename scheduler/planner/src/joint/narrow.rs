//! The linear program over what is nearly undecided at some prices: everything else stays as the groups have it.
//!
//! Counted is what a plan loses against the bound of the prices: a unit over a column that does not pay, a segment left out
//! that would, stock and rows with a price that are not used up. So the numbers are small where the prices are nearly
//! right, the loss is the proven gap of the plan in parts of units, and the rows' shadow prices say how tolls should move.

use super::network::{Flow, Net, Network, Reply};
use super::{float, float_of, whole};
use good_lp::{
    Constraint, DualValues, Expression, ProblemVariables, Solution, SolutionWithDual, SolverModel, Variable, variable,
};
use std::collections::BTreeMap;

/// A price counts as at most so many times what is undecided.
const DEAR: f64 = 1e3;
/// A row's toll moves by at most so many times what is undecided, as paid by a middling unit: farther away, others would be.
const STEP: f64 = 2.0;
/// A program with more columns than this is not tried.
const COLUMNS_MAX: usize = 45_000;
/// A row may be overdrawn by this part of it: what the solver's tolerance leaves.
const OVER: f64 = 1e-7;

/// What the program says.
pub(super) struct Answer {
    pub rows: Vec<i128>,
    /// Against the bound at the old prices; `None` where rows could not be kept.
    pub loss: Option<f64>,
    /// By net, rounded down.
    pub flows: Vec<Vec<Flow>>,
}

/// A need with a choice, and how near it is: within which reduced cost.
struct Choice {
    net: usize,
    need: usize,
    near: i128,
}

struct Model {
    vars: ProblemVariables,
    loss: Expression,
    /// What no variable changes.
    fixed: f64,
    lots: BTreeMap<usize, Expression>,
    stores: BTreeMap<usize, Expression>,
    rows: Vec<Expression>,
    needs: Vec<Constraint>,
    /// Net, need, source.
    columns: Vec<(usize, u32, u32, Variable)>,
}

/// Solves over all needs that are undecided within this reduced cost; `reply` is of all columns and its needs are priced. `None` where the solver fails
/// or the program is too large.
pub(super) fn solve(network: &Network<'_, '_, '_>, reply: &Reply, width: i128) -> Option<Answer> {
    let program = network.program;
    let choices: Vec<Choice> =
        network.nets.iter().enumerate().flat_map(|(at, net)| choices(network, at, net, reply)).collect();
    let mut open: Vec<Vec<bool>> = network.nets.iter().map(|net| vec![false; net.needs.len()]).collect();
    choices.iter().filter(|choice| choice.near <= width).for_each(|choice| open[choice.net][choice.need] = true);

    let one = float_of(width);
    let mut model = Model {
        vars: ProblemVariables::new(),
        loss: Expression::default(),
        fixed: 0.0,
        lots: BTreeMap::new(),
        stores: BTreeMap::new(),
        rows: vec![Expression::default(); program.rows.len()],
        needs: Vec::new(),
        columns: Vec::new(),
    };
    let mut left = Left::new(network);
    let mut flows: Vec<Vec<Flow>> = Vec::new();
    let middling = middling(network, reply);
    for (at, net) in network.nets.iter().enumerate() {
        flows.push(model.add_net(network, reply, (at, net), &open[at], &middling, width, &mut left));
    }
    if model.columns.len() > COLUMNS_MAX {
        return None;
    }
    let mut rows = Vec::with_capacity(program.rows.len());
    let mut over = Vec::with_capacity(program.rows.len());
    let dear = |price: i128, size: f64, cap: f64| (float_of(price) * size / one).min(cap);
    let terms = std::mem::take(&mut model.rows);
    for (row, mut terms) in terms.into_iter().enumerate() {
        let rest = left.rows[row] / middling[row];
        let price = reply.tags.rows[row];
        let (idle, more) = (model.vars.add(variable().min(0.0)), model.vars.add(variable().min(0.0)));
        terms.add_mul(1.0, idle);
        terms.add_mul(-1.0, more);
        model.loss.add_mul(dear(price, middling[row], STEP), idle);
        model.loss.add_mul(STEP, more);
        over.push(more);
        rows.push((terms.eq(rest), idle));
    }
    let mut stock = Vec::new();
    let lots = std::mem::take(&mut model.lots).into_iter();
    let lots = lots.map(|(lot, terms)| (terms, left.lots[lot], reply.tags.lots[lot]));
    let stores = std::mem::take(&mut model.stores).into_iter();
    let stores = stores.map(|(store, terms)| (terms, left.stores[store], reply.tags.stores[store]));
    for (mut terms, rest, price) in lots.chain(stores).collect::<Vec<_>>() {
        let idle = model.vars.add(variable().min(0.0));
        terms.add_mul(1.0, idle);
        model.loss.add_mul(dear(price, 1.0, DEAR), idle);
        stock.push((terms.eq(rest), idle, price));
    }
    let objective = model.loss.clone();
    let mut problem = std::mem::take(&mut model.vars).minimise(objective).using(good_lp::clarabel);
    problem.settings().max_threads(1).tol_gap_rel(1e-5).tol_feas(1e-8);
    for need in std::mem::take(&mut model.needs) {
        problem.add_constraint(need);
    }
    let rows: Vec<_> = rows.into_iter().map(|(row, idle)| (problem.add_constraint(row), idle)).collect();
    let stock: Vec<_> = stock
        .into_iter()
        .map(|(row, idle, price)| {
            problem.add_constraint(row);
            (idle, price)
        })
        .collect();
    let mut solution = problem.solve().ok()?;
    let kept =
        over.iter().zip(&middling).zip(&program.rows).all(|((over, size), (_, limit, _))| {
            solution.value(*over) * size <= OVER * float(u128::from(*limit)).max(1.0)
        });
    // Where a price was counted as less than it is, it is made good here.
    let short =
        |idle: Variable, price: f64, cap: f64| solution.value(idle).max(0.0) * (price / one - (price / one).min(cap));
    let mut loss = solution.eval(&model.loss) + model.fixed;
    loss += stock.iter().map(|(idle, price)| short(*idle, float_of(*price), DEAR)).sum::<f64>();
    for (row, (_, idle)) in rows.iter().enumerate() {
        loss += short(*idle, float_of(reply.tags.rows[row]) * middling[row], STEP);
    }
    for (net, need, source, x) in &model.columns {
        let units = u64::try_from(whole((solution.value(*x) + 1e-6).floor())).unwrap_or(0);
        if units > 0 {
            flows[*net].push(Flow { need: *need, source: *source, units });
        }
    }
    flows.iter_mut().for_each(|flows| flows.sort_unstable());
    let dual = solution.compute_dual();
    let toll = |(row, (constraint, _)): (usize, &(good_lp::constraint::ConstraintReference, Variable))| {
        let less = dual.dual(constraint.clone()) * one / middling[row];
        whole((float_of(reply.tags.rows[row]) - less).round()).max(0)
    };
    let rows: Vec<i128> = rows.iter().enumerate().map(toll).collect();
    let loss = (kept && loss.is_finite()).then(|| (loss * one).max(0.0));
    Some(Answer { rows, loss, flows })
}

/// The reduced cost within which so many needs have a choice; above zero.
pub(super) fn width(network: &Network<'_, '_, '_>, reply: &Reply, needs: usize) -> i128 {
    let all = network.nets.iter().enumerate().flat_map(|(at, net)| choices(network, at, net, reply));
    let mut near: Vec<i128> = all.map(|choice| choice.near).collect();
    if near.is_empty() {
        return 1;
    }
    let at = needs.min(near.len() - 1);
    (*near.select_nth_unstable(at).1).max(1)
}

/// What is left for the columns that are open.
struct Left {
    lots: Vec<f64>,
    stores: Vec<f64>,
    rows: Vec<f64>,
}

impl Left {
    fn new(network: &Network<'_, '_, '_>) -> Self {
        let ground = network.program.ground;
        Self {
            lots: ground.lots.iter().map(|lot| float(u128::from(lot.available))).collect(),
            stores: ground.stores.iter().map(|store| float(u128::from(store.limit))).collect(),
            rows: network.program.rows.iter().map(|(_, limit, _)| float(u128::from(*limit))).collect(),
        }
    }
}

/// The needs that have more than one way to go on, each with how much dearer the second best is.
fn choices(network: &Network<'_, '_, '_>, at: usize, net: &Net, reply: &Reply) -> Vec<Choice> {
    let priced = network.priced(net, &reply.tags);
    let near = network.near(at);
    let choice = |(need, of_program): (usize, &usize)| {
        let price = reply.tags.needs[*of_program];
        let (mut first, mut second, mut least) = (i128::MAX, i128::MAX, i128::MAX);
        let mut add = |by: i128| {
            if by < first {
                (first, second) = (by, first);
            } else {
                second = second.min(by);
            }
        };
        for (source, cost) in near.of(need) {
            let by = (i128::from(cost + priced[*source as usize]) - price).max(0);
            least = least.min(by);
            add(by);
        }
        network.program.stacks[*of_program].iter().for_each(|(gain, _)| add((gain - price).abs()));
        let near = second.max(least);
        (near < i128::MAX).then_some(Choice { net: at, need, near })
    };
    net.needs.iter().enumerate().filter_map(choice).collect()
}

/// By row: what a unit takes on average.
pub(super) fn middling(network: &Network<'_, '_, '_>, reply: &Reply) -> Vec<f64> {
    let rows = network.program.rows.len();
    let (mut sum, mut units) = (vec![0.0_f64; rows], vec![0.0_f64; rows]);
    for (net, flows) in network.nets.iter().zip(&reply.flows) {
        for flow in flows {
            for (row, size) in net.sources[flow.source as usize].takes.iter().flatten() {
                let of = float(u128::from(flow.units));
                sum[*row] += of * float(u128::from(*size));
                units[*row] += of;
            }
        }
    }
    sum.iter().zip(units).map(|(sum, units)| if units > 0.0 { sum / units } else { 1.0 }).collect()
}

impl Model {
    /// Adds the open needs of a net; the flows of the others are taken from what is left, and returned.
    #[expect(clippy::too_many_arguments, reason = "everything that a program is made of")]
    fn add_net(
        &mut self,
        network: &Network<'_, '_, '_>,
        reply: &Reply,
        (at, net): (usize, &Net),
        open: &[bool],
        middling: &[f64],
        width: i128,
        left: &mut Left,
    ) -> Vec<Flow> {
        let one = float_of(width);
        let priced = network.priced(net, &reply.tags);
        let near = network.near(at);
        let mut fixed = Vec::new();
        let mut rest = &reply.flows[at][..];
        for (need, of_program) in net.needs.iter().enumerate() {
            let own = rest.iter().take_while(|flow| flow.need as usize == need).count();
            let (mine, others) = rest.split_at(own);
            rest = others;
            let price = reply.tags.needs[*of_program];
            let reduced = |(source, cost): &(u32, i64)| (i128::from(cost + priced[*source as usize]) - price).max(0);
            let live = |column: &&(u32, i64)| open[need] && reduced(column) <= width;
            let is_live = |flow: &&Flow| near.of(need).iter().filter(live).any(|(source, _)| *source == flow.source);
            let mut given = 0.0;
            for flow in mine.iter().filter(|flow| !is_live(flow)) {
                let units = float(u128::from(flow.units));
                let source = &net.sources[flow.source as usize];
                left.lots[source.lot] -= units;
                left.stores[source.store] -= units;
                source
                    .takes
                    .iter()
                    .flatten()
                    .for_each(|(row, size)| left.rows[*row] -= units * float(u128::from(*size)));
                if let Some(column) = net.all.of(need).iter().find(|(source, _)| *source == flow.source) {
                    self.fixed += float_of(reduced(column)) / one * units;
                }
                given += units;
                fixed.push(*flow);
            }
            if !open[need] {
                for (gain, segment) in &network.program.stacks[*of_program] {
                    let segment = float(u128::from(*segment));
                    let full = segment.min(given);
                    given -= full;
                    let by = float_of(gain - price) / one;
                    self.fixed += if by > 0.0 { by * (segment - full) } else { -by * full };
                }
                continue;
            }
            let mut row = Expression::default();
            for (gain, segment) in &network.program.stacks[*of_program] {
                let (by, segment) = (gain - price, float(u128::from(*segment)));
                if by.abs() > width {
                    given -= if by > 0 { segment } else { 0.0 };
                    continue;
                }
                // What is left out of it where it pays, what is in it where it does not.
                let z = self.vars.add(variable().min(0.0).max(segment));
                self.loss.add_mul(float_of(by.abs()) / one, z);
                if by > 0 {
                    given -= segment;
                    row.add_mul(1.0, z);
                } else {
                    row.add_mul(-1.0, z);
                }
            }
            for column in near.of(need).iter().filter(live) {
                let x = self.vars.add(variable().min(0.0));
                self.loss.add_mul(float_of(reduced(column)) / one, x);
                row.add_mul(1.0, x);
                let source = &net.sources[column.0 as usize];
                self.lots.entry(source.lot).or_default().add_mul(1.0, x);
                let ground = network.program.ground;
                if ground.stores[source.store].lots.len() > 1
                    || ground.stores[source.store].limit < ground.lots[source.lot].available
                {
                    self.stores.entry(source.store).or_default().add_mul(1.0, x);
                }
                for (row, size) in source.takes.iter().flatten() {
                    self.rows[*row].add_mul(float(u128::from(*size)) / middling[*row], x);
                }
                self.columns.push((at, u32::try_from(need).expect("fewer than 2^32 needs"), column.0, x));
            }
            self.needs.push(row.eq(-given));
        }
        fixed
    }
}
