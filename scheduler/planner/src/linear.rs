//! The linear program in floating point, by good_lp: a near-best start for the exact engine, and the joint optimum of
//! items that fight for lanes. Nothing it says is trusted.

use crate::item::ItemModel;
use good_lp::{Expression, ProblemVariables, Solution, SolverModel, Variable, variable};
use std::collections::BTreeMap;

/// How much of a need's segment, and of a column, counts.
pub(crate) struct Goal<'g> {
    /// Worth of a unit: model, need, segment.
    pub worth: &'g dyn Fn(usize, usize, usize) -> f64,
    /// Cost of a unit: model, column.
    pub cost: &'g dyn Fn(usize, usize) -> f64,
}

/// A program over one or more items.
pub(crate) struct Program<'p> {
    /// The items, in order.
    pub models: Vec<&'p ItemModel<'p>>,
    /// Maximised.
    pub goal: Goal<'p>,
    /// A worth that must be reached.
    pub at_least: Option<(Goal<'p>, f64)>,
    /// Whether only whole units count.
    pub whole: bool,
}

/// Units per model and column, and the goal's value.
pub(crate) struct Answer {
    pub amounts: Vec<Vec<f64>>,
    pub value: f64,
}

/// The nearest float; digits beyond the fifteenth are lost, and what is made of it is polished in whole numbers.
pub(crate) fn float(units: u64) -> f64 {
    units as f64
}

/// As [`float`], of a cost.
pub(crate) fn float_cost(cost: i128) -> f64 {
    cost as f64
}

impl Program<'_> {
    /// `None` where the solver fails, or answers what is no number.
    pub(crate) fn solve(&self) -> Option<Answer> {
        let mut vars = ProblemVariables::new();
        let mut rows: Vec<(Expression, f64)> = Vec::new();
        let mut shared = BTreeMap::new();
        let (mut columns, mut parts) = (Vec::new(), Vec::new());
        for model in &self.models {
            let first_row = rows.len();
            rows.extend(model.stores.iter().map(|store| (Expression::default(), float(store.limit))));
            rows.extend(model.lots.iter().map(|lot| (Expression::default(), float(lot.available))));
            // What fills a need's segments, less what it gets, is at most nothing.
            let first_need = rows.len();
            rows.extend(model.needs.iter().map(|_| (Expression::default(), 0.0)));
            let mut of_model: Vec<Variable> = Vec::with_capacity(model.columns.len());
            for column in &model.columns {
                let lot = &model.lots[column.lot];
                let x = self.variable(&mut vars, lot.available.min(model.needs[column.need].open));
                rows[first_row + lot.store].0.add_mul(1.0, x);
                rows[first_row + model.stores.len() + column.lot].0.add_mul(1.0, x);
                rows[first_need + column.need].0.add_mul(-1.0, x);
                if let Some(way) = column.way {
                    let way = &model.ways[way];
                    let row = *shared.entry(way.lane).or_insert_with(|| {
                        rows.push((Expression::default(), float(way.capacity)));
                        rows.len() - 1
                    });
                    rows[row].0.add_mul(1.0, x);
                }
                of_model.push(x);
            }
            columns.push(of_model);
            let mut of_needs = Vec::with_capacity(model.needs.len());
            for (need, row) in model.needs.iter().enumerate() {
                let of_need: Vec<_> = row.segments.iter().map(|s| self.variable(&mut vars, s.width)).collect();
                for z in &of_need {
                    rows[first_need + need].0.add_mul(1.0, z);
                }
                of_needs.push(of_need);
            }
            parts.push(of_needs);
        }
        let worth = |goal: &Goal<'_>| {
            let mut sum = Expression::with_capacity(columns.len());
            for (model, of_needs) in parts.iter().enumerate() {
                for (need, of_need) in of_needs.iter().enumerate() {
                    for (segment, z) in of_need.iter().enumerate() {
                        sum.add_mul((goal.worth)(model, need, segment), z);
                    }
                }
                for (column, x) in columns[model].iter().enumerate() {
                    sum.add_mul(-(goal.cost)(model, column), x);
                }
            }
            sum
        };
        if let Some((goal, least)) = &self.at_least {
            rows.push((-worth(goal), -least));
        }
        let objective = worth(&self.goal);
        #[cfg(not(feature = "highs"))]
        let solver = good_lp::microlp;
        #[cfg(feature = "highs")]
        let solver = good_lp::highs;
        let mut problem = vars.maximise(objective.clone()).using(solver);
        for (row, limit) in rows {
            problem.add_constraint(row.leq(limit));
        }
        let solution = problem.solve().ok()?;
        let amounts: Vec<Vec<f64>> =
            columns.iter().map(|of_model| of_model.iter().map(|x| solution.value(*x)).collect()).collect();
        let value = solution.eval(&objective);
        (value.is_finite() && amounts.iter().flatten().all(|x| x.is_finite())).then_some(Answer { amounts, value })
    }

    fn variable(&self, vars: &mut ProblemVariables, units_max: u64) -> Variable {
        let x = variable().min(0.0).max(float(units_max));
        vars.add(if self.whole { x.integer() } else { x })
    }
}

/// A whole number near a solver's; what is below zero or no number is nothing.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates; the exact engine cuts it to what is lawful"
)]
pub(crate) fn nearest(x: f64) -> u64 {
    x.round().max(0.0) as u64
}
