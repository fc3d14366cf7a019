//! The program, or some of its columns, as a linear program in floating point, by good_lp. Nothing it says is trusted: its
//! prices are counted anew as a bound, its amounts are made lawful whole units.

use super::active::Active;
use super::program::{Program, Tags};
use super::{float, float_of, whole};
use crate::group::Amount;
use good_lp::{DualValues, Expression, ProblemVariables, Solution, SolutionWithDual, SolverModel, Variable, variable};
use std::collections::BTreeMap;

/// What the solver says.
pub(super) struct Answer {
    /// Sorted; rounded to the nearest below, or with whole units to the nearest.
    pub amounts: Vec<Amount>,
    pub tags: Tags,
    /// In the program's number.
    pub value: f64,
    /// What others lose by it.
    pub lost: f64,
    /// By row: how much the columns take from it.
    pub used: Vec<f64>,
}

/// What others lose, at the least, by what the columns take from the rows: at these tolls, beyond so much.
pub(super) struct Cut {
    pub tolls: Vec<f64>,
    pub free: f64,
    /// By row: how much was taken where it was found.
    pub taken: Vec<u64>,
}

/// The program as the solver takes it.
struct Model {
    vars: ProblemVariables,
    /// Gains, and costs, both as parts of the greatest gain.
    gain: Expression,
    cost: Expression,
    rows: Vec<(Expression, f64)>,
    /// Need, column, variable.
    columns: Vec<(usize, usize, Variable)>,
    lots: BTreeMap<usize, usize>,
    stores: BTreeMap<usize, usize>,
    first_row: usize,
    needs: Vec<usize>,
    /// What has to be whole, and the most of it.
    whole: Vec<(Variable, f64)>,
}

/// How many variables a program over these columns has.
pub(super) fn size(program: &Program<'_, '_>, active: &Active) -> usize {
    active.by_need().iter().map(Vec::len).sum::<usize>() + program.stacks.iter().map(Vec::len).sum::<usize>()
}

impl Model {
    /// With bounds of what has to be whole, in order; without, each is as free as it may be.
    fn new(program: &Program<'_, '_>, active: &Active, bounds: &[(f64, f64)]) -> Self {
        let ground = program.ground;
        let one = float_of(program.most_gain());
        let mut model = Self {
            vars: ProblemVariables::new(),
            gain: Expression::default(),
            cost: Expression::default(),
            rows: Vec::new(),
            columns: Vec::new(),
            lots: BTreeMap::new(),
            stores: BTreeMap::new(),
            first_row: 0,
            needs: Vec::new(),
            whole: Vec::new(),
        };
        model.rows.extend(program.rows.iter().map(|(_, limit, _)| (Expression::default(), float(u128::from(*limit)))));
        for (need, places) in active.by_need().iter().enumerate() {
            let supply = model.rows.len();
            model.rows.push((Expression::default(), 0.0));
            model.needs.push(supply);
            for (gain, width) in &program.stacks[need] {
                let z = model.vars.add(variable().min(0.0).max(float(u128::from(*width))));
                model.rows[supply].0.add_mul(1.0, z);
                model.gain.add_mul(float_of(*gain) / one, z);
            }
            let columns = program.columns(need);
            let mut parts = BTreeMap::new();
            let roles = &ground.items[ground.needs[program.needs[need]].item].roles;
            for role in roles {
                let Some(units) = role.component else { continue };
                let kits = *parts.entry(usize::MAX).or_insert_with(|| {
                    let y = model.add(float(u128::from(ground.needs[program.needs[need]].open)), bounds);
                    model.rows[supply].0.add_mul(-1.0, y);
                    model.rows.push((Expression::default(), 0.0));
                    (model.rows.len() - 1, Some(y))
                });
                if let Some(y) = kits.1 {
                    model.rows.push((float(u128::from(units)) * y, 0.0));
                    parts.insert(role.item, (model.rows.len() - 1, None));
                }
            }
            for place in places {
                let column = &columns[*place];
                let lot = &ground.lots[column.lot];
                // Counted in steps of what is given, so that whole steps are whole units.
                let step = float(u128::from(column.given));
                let x = model.add((float(u128::from(lot.available)) / step).floor(), bounds);
                let of_lot = *model.lots.entry(column.lot).or_insert_with(|| {
                    model.rows.push((Expression::default(), float(u128::from(lot.available))));
                    model.rows.len() - 1
                });
                model.rows[of_lot].0.add_mul(step, x);
                let limit = ground.stores[lot.store].limit;
                let of_store = *model.stores.entry(lot.store).or_insert_with(|| {
                    model.rows.push((Expression::default(), float(u128::from(limit))));
                    model.rows.len() - 1
                });
                model.rows[of_store].0.add_mul(step, x);
                for (row, size) in column.rows.iter().flatten() {
                    model.rows[*row].0.add_mul(float(u128::from(*size)) * step, x);
                }
                match column.component {
                    Some(_) => model.rows[parts[&lot.item].0].0.add_mul(-1.0, x),
                    None => model.rows[supply].0.add_mul(-float(u128::from(column.needed)), x),
                }
                model.cost.add_mul(float_of(column.cost) / one * step, x);
                if column.last > 0 && ground.change() > 0 {
                    let kept = model.vars.add(variable().min(0.0).max(float(u128::from(column.last))));
                    model.rows.push((kept - step * x, 0.0));
                    model.cost.add_mul(-float_of(ground.change()) / one, kept);
                }
                model.columns.push((need, *place, x));
            }
        }
        model
    }

    /// A variable that has to be whole.
    fn add(&mut self, most: f64, bounds: &[(f64, f64)]) -> Variable {
        let (from, to) = bounds.get(self.whole.len()).copied().unwrap_or((0.0, most));
        let added = self.vars.add(variable().min(from).max(to.min(most)));
        self.whole.push((added, most));
        added
    }

    fn amounts(&self, program: &Program<'_, '_>, value: impl Fn(Variable) -> f64, up: f64) -> Vec<Amount> {
        let amount = |(need, place, x): &(usize, usize, Variable)| {
            let column = program.columns(*need)[*place];
            let steps = u64::try_from(whole((value(*x) + up).floor())).unwrap_or(0);
            let units = steps.saturating_mul(column.given).min(program.ground.lots[column.lot].available);
            Amount { need: program.needs[*need], lot: column.lot, units }
        };
        let mut amounts: Vec<Amount> = self.columns.iter().map(amount).filter(|amount| amount.units > 0).collect();
        amounts.sort_unstable();
        amounts
    }
}

/// The optimum over these columns, less what others lose by it, and its prices, by an interior-point method; `None` where the
/// solver fails.
pub(super) fn solve(program: &Program<'_, '_>, active: &Active, cuts: &[Cut]) -> Option<Answer> {
    let mut model = Model::new(program, active, &[]);
    let one = float_of(program.most_gain());
    let uses: Vec<Expression> = model.rows[..program.rows.len()].iter().map(|(row, _)| row.clone()).collect();
    // The cuts alone are what it is at the least: then their duals add up to one.
    let loss = model.vars.add(if cuts.is_empty() { variable().min(0.0) } else { variable() });
    let net = model.gain.clone() - model.cost.clone();
    let mut problem = std::mem::take(&mut model.vars).maximise(net.clone() - loss).using(good_lp::clarabel);
    let rows = std::mem::take(&mut model.rows);
    let rows: Vec<_> = rows.into_iter().map(|(row, limit)| problem.add_constraint(row.leq(limit))).collect();
    let lost = |cut: &Cut| {
        let mut lost = Expression::default();
        uses.iter().zip(&cut.tolls).for_each(|(used, toll)| lost += used.clone() * (*toll / one));
        (lost - loss).leq(cut.free / one)
    };
    let cut_rows: Vec<_> = cuts.iter().map(|cut| problem.add_constraint(lost(cut))).collect();
    let mut solution = problem.solve().ok()?;
    let amounts = model.amounts(program, |x| solution.value(x), 1e-6);
    let (value, lost) = (solution.eval(&net) * one, solution.value(loss) * one);
    let used = uses.iter().map(|used| solution.eval(used)).collect();
    let dual = solution.compute_dual();
    let price = |row: usize| whole((dual.dual(rows[row].clone()).max(0.0) * one).round());
    let mut tags = program.free();
    model.lots.iter().for_each(|(lot, row)| tags.lots[*lot] = price(*row));
    model.stores.iter().for_each(|(store, row)| tags.stores[*store] = price(*row));
    for row in 0..program.rows.len() {
        let of_cuts = cuts.iter().zip(&cut_rows).map(|(cut, of)| dual.dual(of.clone()).max(0.0) * cut.tolls[row]);
        tags.rows[row] = price(model.first_row + row) + whole(of_cuts.sum::<f64>().round());
    }
    tags.needs = model.needs.iter().map(|row| price(*row)).collect();
    value.is_finite().then_some(Answer { amounts, tags, value, lost, used })
}

/// So many linear programs are solved to find whole units: tiny programs rarely take ten, and some would take for ever.
const BRANCHES_MAX: usize = 300;
/// What is nearer to a whole number than this is one.
const WHOLE: f64 = 1e-6;

/// The best whole units of a tiny program that are found in [`BRANCHES_MAX`] steps: most gain, then least cost.
pub(super) fn solve_whole(program: &Program<'_, '_>, active: &Active) -> Option<Vec<Amount>> {
    let (most, amounts) = branch(program, active, None)?;
    let short = (most.abs() * 1e-9).max(1e-9);
    Some(branch(program, active, Some(most - short)).map_or(amounts, |(_, amounts)| amounts))
}

/// Most gain, or, where the least of it is given, least cost as a negative number; by branch and bound, depth first.
fn branch(program: &Program<'_, '_>, active: &Active, least: Option<f64>) -> Option<(f64, Vec<Amount>)> {
    let mut open: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    let mut best: Option<(f64, Vec<Amount>)> = None;
    for _ in 0..BRANCHES_MAX {
        let Some(bounds) = open.pop() else { break };
        let mut model = Model::new(program, active, &bounds);
        let (vars, rows) = (std::mem::take(&mut model.vars), std::mem::take(&mut model.rows));
        let goal = if least.is_some() { -model.cost.clone() } else { model.gain.clone() };
        let mut problem = with_rows(vars.maximise(goal.clone()).using(good_lp::microlp), rows);
        if let Some(least) = least {
            problem.add_constraint(model.gain.clone().geq(least));
        }
        let Ok(solution) = problem.solve() else { continue };
        let value = solution.eval(&goal);
        if best.as_ref().is_some_and(|(best, _)| value <= best + best.abs().max(1e-6) * 1e-9) {
            continue;
        }
        let far = |x: f64| (x - x.round()).abs();
        let fraction = (model.whole.iter().enumerate())
            .map(|(at, (x, most))| (at, solution.value(*x), *most))
            .filter(|(_, x, _)| far(*x) > WHOLE)
            .max_by(|a, b| far(a.1).total_cmp(&far(b.1)).then(b.0.cmp(&a.0)));
        let Some((at, x, most)) = fraction else {
            best = Some((value, model.amounts(program, |x| solution.value(x), 0.5)));
            continue;
        };
        let mut all = bounds;
        if all.is_empty() {
            all = model.whole.iter().map(|(_, most)| (0.0, *most)).collect();
        }
        let mut below = all.clone();
        below[at].1 = x.floor();
        open.push(below);
        if x.ceil() <= most {
            all[at].0 = x.ceil();
            open.push(all);
        }
    }
    best
}

fn with_rows<M: SolverModel>(mut problem: M, rows: Vec<(Expression, f64)>) -> M {
    for (row, limit) in rows {
        problem.add_constraint(row.leq(limit));
    }
    problem
}
