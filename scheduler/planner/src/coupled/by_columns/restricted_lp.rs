//! The program over chosen columns as a linear program in floats, by good_lp. Nothing of its answer is trusted: its
//! prices are counted anew as a bound, and its amounts become lawful whole units.

use super::column_pool::ColumnPool;
use crate::coupled::floats::{float, float_of, to_i128};
use crate::coupled::program::{DualPrices, Program};
use crate::model::Amount;
use good_lp::{DualValues, Expression, ProblemVariables, Solution, SolutionWithDual, SolverModel, Variable, variable};
use std::collections::BTreeMap;

/// What the solver says.
pub(in crate::coupled) struct Answer {
    /// Sorted; rounded to the nearest below, or with whole units to the nearest.
    pub amounts: Vec<Amount>,
    pub duals: DualPrices,
    /// In the program's number.
    pub value: f64,
    /// What others lose by it.
    pub lost: f64,
    /// By row: how much the columns take from it.
    pub used: Vec<f64>,
}

/// What others lose, at the least, by what the columns take from the rows: at these row prices, beyond so much.
pub(in crate::coupled) struct Cut {
    pub row_prices: Vec<f64>,
    pub free: f64,
    /// By row: how much was taken where it was found.
    pub taken: Vec<u64>,
}

/// The program as the solver takes it. Variables are scaled so that a unit of the most worth of a need gains one, and
/// rows so that their largest coefficient is one: else a gram counts for nothing beside a tonne.
struct RestrictedLp {
    vars: ProblemVariables,
    /// Gains, and costs, both as parts of the greatest gain.
    gain: Expression,
    cost: Expression,
    rows: Vec<Line>,
    /// Need, column, variable, and how many steps one of it is.
    columns: Vec<(usize, usize, Variable, f64)>,
    lots: BTreeMap<usize, usize>,
    stores: BTreeMap<usize, usize>,
    needs: Vec<usize>,
}

/// A row, its limit and its largest coefficient.
struct Line {
    sum: Expression,
    limit: f64,
    largest: f64,
}

impl Line {
    fn new(limit: f64) -> Self {
        Self { sum: Expression::default(), limit, largest: 0.0 }
    }

    fn add(&mut self, by: f64, variable: Variable) {
        self.sum.add_mul(by, variable);
        self.largest = self.largest.max(by.abs());
    }

    /// What divides it.
    fn scale(&self) -> f64 {
        if self.largest > 0.0 { self.largest } else { 1.0 }
    }
}

/// How many variables a program over these columns has.
pub(in crate::coupled) fn size(program: &Program<'_, '_>, active: &ColumnPool) -> usize {
    active.by_need().iter().map(Vec::len).sum::<usize>() + program.stacks.iter().map(Vec::len).sum::<usize>()
}

impl RestrictedLp {
    fn new(program: &Program<'_, '_>, active: &ColumnPool) -> Self {
        let model = program.model;
        let one = float_of(program.most_gain());
        let mut lp = Self {
            vars: ProblemVariables::new(),
            gain: Expression::default(),
            cost: Expression::default(),
            rows: Vec::new(),
            columns: Vec::new(),
            lots: BTreeMap::new(),
            stores: BTreeMap::new(),
            needs: Vec::new(),
        };
        lp.rows.extend(program.rows.iter().map(|row| Line::new(float(u128::from(row.limit)))));
        for (need, places) in active.by_need().iter().enumerate() {
            let supply = lp.rows.len();
            lp.rows.push(Line::new(0.0));
            lp.needs.push(supply);
            let most = program.stacks[need].first().map_or(one, |(gain, _)| float_of(*gain));
            // Units that one of the need's variables is.
            let unit = (one / most.max(1.0)).max(1e-9);
            for (gain, width) in &program.stacks[need] {
                let z = lp.vars.add(variable().min(0.0).max(float(u128::from(*width)) / unit));
                lp.rows[supply].add(1.0, z);
                lp.gain.add_mul(float_of(*gain) / one * unit, z);
            }
            let columns = program.columns(need);
            let mut parts = BTreeMap::new();
            let roles = &model.items[model.needs[program.needs[need]].item].roles;
            let mut kits = None;
            for role in roles {
                let Some(units) = role.component.filter(|_| role.works) else { continue };
                let kits = *kits.get_or_insert_with(|| {
                    let most = float(u128::from(program.open(need))) / unit;
                    let kits = lp.vars.add(variable().min(0.0).max(most));
                    lp.rows[supply].add(-1.0, kits);
                    kits
                });
                let mut part = Line::new(0.0);
                part.add(float(u128::from(units)), kits);
                lp.rows.push(part);
                parts.insert(role.item, lp.rows.len() - 1);
            }
            for place in places {
                let column = &columns[*place];
                let lot = &model.lots[column.lot];
                // A variable serves one unit of the need's scale; a component's is so many units of it.
                let served = if column.component.is_some() { column.given } else { column.needed };
                let steps = unit / float(u128::from(served.max(1)));
                let given = float(u128::from(column.given)) * steps;
                let x = lp.vars.add(variable().min(0.0).max(float(u128::from(program.lots[column.lot])) / given));
                let rows = &mut lp.rows;
                let of_lot = *lp.lots.entry(column.lot).or_insert_with(|| {
                    rows.push(Line::new(float(u128::from(program.lots[column.lot]))));
                    rows.len() - 1
                });
                rows[of_lot].add(given, x);
                let of_store = *lp.stores.entry(lot.store).or_insert_with(|| {
                    rows.push(Line::new(float(u128::from(program.stores[lot.store]))));
                    rows.len() - 1
                });
                rows[of_store].add(given, x);
                for (row, size) in column.rows.iter().flatten() {
                    rows[*row].add(float(u128::from(*size)) * given, x);
                }
                match column.component {
                    Some(_) => rows[parts[&lot.item]].add(-1.0, x),
                    None => rows[supply].add(-1.0, x),
                }
                lp.cost.add_mul(float_of(column.cost) / one * given, x);
                let change = program.change(need);
                if column.last > 0 && change > 0 {
                    let kept = lp.vars.add(variable().min(0.0).max(float(u128::from(column.last)) / given));
                    let mut line = Line::new(0.0);
                    line.add(1.0, kept);
                    line.add(-1.0, x);
                    lp.rows.push(line);
                    lp.cost.add_mul(-float_of(change) / one * given, kept);
                }
                lp.columns.push((need, *place, x, steps));
            }
        }
        lp
    }

    fn amounts(&self, program: &Program<'_, '_>, value: impl Fn(Variable) -> f64) -> Vec<Amount> {
        let amount = |(need, place, x, of): &(usize, usize, Variable, f64)| {
            let column = program.columns(*need)[*place];
            let steps = u64::try_from(to_i128((value(*x) * of + 1e-6).floor())).unwrap_or(0);
            let units = steps.saturating_mul(column.given).min(program.lots[column.lot]);
            let need = program.needs[*need];
            Amount { need, lot: column.lot, units: program.base_units(need, units) }
        };
        let mut amounts: Vec<Amount> = self.columns.iter().map(amount).filter(|amount| amount.units > 0).collect();
        amounts.sort_unstable();
        amounts
    }
}

/// The optimum over these columns, less what others lose by it, and its prices, by an interior-point method; `None`
/// where the solver fails.
pub(in crate::coupled) fn solve(program: &Program<'_, '_>, active: &ColumnPool, cuts: &[Cut]) -> Option<Answer> {
    let mut lp = RestrictedLp::new(program, active);
    let one = float_of(program.most_gain());
    let uses: Vec<Expression> = lp.rows[..program.rows.len()].iter().map(|row| row.sum.clone()).collect();
    // The cuts alone are what it is at the least: then their duals add up to one.
    let loss = lp.vars.add(if cuts.is_empty() { variable().min(0.0) } else { variable() });
    let net = lp.gain.clone() - lp.cost.clone();
    let mut problem = std::mem::take(&mut lp.vars).maximise(net.clone() - loss).using(good_lp::clarabel);
    problem.settings().max_threads(1);
    let scales: Vec<f64> = lp.rows.iter().map(Line::scale).collect();
    let rows: Vec<_> = std::mem::take(&mut lp.rows)
        .into_iter()
        .zip(&scales)
        .map(|(row, scale)| problem.add_constraint((row.sum * (1.0 / scale)).leq(row.limit / scale)))
        .collect();
    let lost = |cut: &Cut| {
        let mut lost = Expression::default();
        uses.iter().zip(&cut.row_prices).for_each(|(used, row_price)| lost += used.clone() * (*row_price / one));
        (lost - loss).leq(cut.free / one)
    };
    let cut_rows: Vec<_> = cuts.iter().map(|cut| problem.add_constraint(lost(cut))).collect();
    let mut solution = problem.solve().ok()?;
    let amounts = lp.amounts(program, |x| solution.value(x));
    let (value, lost) = (solution.eval(&net) * one, solution.value(loss) * one);
    let used = uses.iter().map(|used| solution.eval(used)).collect();
    let dual = solution.compute_dual();
    let price = |row: usize| to_i128((dual.dual(rows[row].clone()).max(0.0) / scales[row] * one).round());
    let mut duals = program.free();
    lp.lots.iter().for_each(|(lot, row)| duals.lots[*lot] = price(*row));
    lp.stores.iter().for_each(|(store, row)| duals.stores[*store] = price(*row));
    for row in 0..program.rows.len() {
        let of_cuts = cuts.iter().zip(&cut_rows).map(|(cut, of)| dual.dual(of.clone()).max(0.0) * cut.row_prices[row]);
        duals.rows[row] = price(row) + to_i128(of_cuts.sum::<f64>().round());
    }
    duals.needs = lp.needs.iter().map(|row| price(*row)).collect();
    value.is_finite().then_some(Answer { amounts, duals, value, lost, used })
}
