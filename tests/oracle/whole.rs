//! The best of any part, level by level in whole numbers, by good_lp and microlp. Floating point proposes; every answer
//! is rounded and counted anew in whole numbers, and one that breaks a row is refused.

use crate::parts::Part;
use crate::reading::{Column, Reading, Serves};
use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolutionStatus, SolverModel, Variable, WithMipGap,
    WithTimeLimit, variable,
};
use std::collections::BTreeMap;

/// What a part sends and what it comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// By level.
    pub(crate) levels: Vec<i128>,
    /// In millionths.
    pub(crate) cost: i128,
    /// Steps by column of the reading.
    pub(crate) steps: BTreeMap<usize, u64>,
    /// Kits by need of the reading.
    pub(crate) kits: BTreeMap<usize, u64>,
}

/// Why there is no answer.
pub(crate) type Undecided = String;

/// Units that a need gets.
pub(crate) fn given(reading: &Reading, answer: &Answer, need: usize) -> u64 {
    let of_columns = answer.steps.iter().map(|(at, steps)| match &reading.columns[*at] {
        column if column.need != need => 0,
        column => {
            if let Serves::Units(units) = column.serves {
                units * steps
            } else {
                0
            }
        }
    });
    of_columns.sum::<u64>() + answer.kits.get(&need).copied().unwrap_or(0)
}

/// The first row or limit that an answer breaks.
pub(crate) fn broken(reading: &Reading, part: &Part, answer: &Answer) -> Option<String> {
    let steps = |at: usize| answer.steps.get(&at).copied().unwrap_or(0);
    let outside = |column: &Column, steps: u64| steps > column.most || steps < column.least;
    if let Some(at) = part.columns.iter().find(|at| outside(&reading.columns[**at], steps(**at))) {
        return Some(format!("column {at}"));
    }
    for row in &part.rows {
        let row = &reading.rows[*row];
        let used: i128 = row.uses.iter().map(|(at, takes)| takes * i128::from(steps(*at))).sum();
        if used > row.limit {
            return Some(format!("{:?}", row.kind));
        }
    }
    for need in &part.needs {
        let row = &reading.needs[*need];
        if given(reading, answer, *need) > row.open {
            return Some(format!("need {}", row.key));
        }
        let kits = answer.kits.get(need).copied().unwrap_or(0);
        for (place, (_, units)) in row.kit.iter().flat_map(|kit| kit.parts.iter().enumerate()) {
            let columns = part.columns.iter().map(|at| (*at, &reading.columns[*at]));
            let of_part = columns.filter(|(_, column)| column.need == *need && column.serves == Serves::Part(place));
            let received: u64 = of_part.map(|(at, column)| steps(at) * column.step).sum();
            if received != kits * units {
                return Some(format!("kits of {}", row.key));
            }
        }
    }
    None
}

/// The levels and the cost of what is sent.
pub(crate) fn worth(reading: &Reading, part: &Part, answer: &mut Answer) {
    answer.levels = vec![0; reading.levels];
    for need in &part.needs {
        let units = given(reading, answer, *need);
        reading.needs[*need].stack.add_value(units, &mut answer.levels);
    }
    let cost = |(at, steps): (&usize, &u64)| {
        let column = &reading.columns[*at];
        column.cost_of(steps * column.step, reading.change)
    };
    answer.cost = answer.steps.iter().map(cost).sum();
}

/// Variables and rows of a part.
pub(crate) struct Program<'a> {
    pub(crate) reading: &'a Reading,
    pub(crate) part: &'a Part,
    pub(crate) variables: ProblemVariables,
    pub(crate) steps: BTreeMap<usize, Variable>,
    pub(crate) kits: BTreeMap<usize, Variable>,
    pub(crate) rows: Vec<good_lp::Constraint>,
}

#[expect(clippy::cast_precision_loss, reason = "what is too large for a float is refused by counting")]
pub(crate) fn float(number: i128) -> f64 {
    number as f64
}

impl<'a> Program<'a> {
    /// Lawful shipments of a part, starting from some.
    pub(crate) fn new(reading: &'a Reading, part: &'a Part, start: Option<&Answer>) -> Self {
        let mut variables = ProblemVariables::new();
        let mut whole = |least: u64, most: u64, start: Option<u64>| {
            let variable = variable().integer().min(float(least.into())).max(float(most.into()));
            variables.add(match start {
                Some(start) => variable.initial(float(start.into())),
                None => variable,
            })
        };
        let of =
            |known: Option<&BTreeMap<usize, u64>>, at: usize| known.map(|known| known.get(&at).copied().unwrap_or(0));
        let steps: BTreeMap<_, _> = (part.columns.iter())
            .map(|at| (*at, &reading.columns[*at]))
            .map(|(at, of_it)| (at, whole(of_it.least, of_it.most, of(start.map(|start| &start.steps), at))))
            .collect();
        let kits: BTreeMap<_, _> = (part.needs.iter())
            .filter_map(|need| Some((*need, reading.needs[*need].kit.as_ref()?.most)))
            .map(|(need, most)| (need, whole(0, most, of(start.map(|start| &start.kits), need))))
            .collect();
        let mut rows = Vec::new();
        for row in &part.rows {
            let row = &reading.rows[*row];
            let scale = row.uses.iter().fold(0, |scale, (_, takes)| gcd(scale, *takes));
            let mut used = Expression::with_capacity(row.uses.len());
            for (at, takes) in &row.uses {
                used.add_mul(float(takes / scale), steps[at]);
            }
            rows.push(used.leq(float(row.limit.div_euclid(scale))));
        }
        for (need, kit) in &kits {
            let parts = &reading.needs[*need].kit.as_ref().expect("it has kits").parts;
            for (place, (_, units)) in parts.iter().enumerate() {
                let mut sum = Expression::from(*kit) * -float(i128::from(*units));
                for (at, column) in part.columns.iter().map(|at| (at, &reading.columns[*at])) {
                    if column.need == *need && column.serves == Serves::Part(place) {
                        sum.add_mul(float(column.step.into()), steps[at]);
                    }
                }
                rows.push(sum.eq(0.0));
            }
        }
        Self { reading, part, variables, steps, kits, rows }
    }

    /// Units that a need gets.
    pub(crate) fn served(&self, need: usize) -> Expression {
        let mut served = Expression::default();
        for (at, steps) in &self.steps {
            let column = &self.reading.columns[*at];
            if let (true, Serves::Units(units)) = (column.need == need, column.serves) {
                served.add_mul(float(units.into()), *steps);
            }
        }
        if let Some(kits) = self.kits.get(&need) {
            served.add_mul(1.0, *kits);
        }
        served
    }

    /// Maximises, within seconds; whether whatever is better is better by less than `gap`, for a goal of at most
    /// `most`. `None` where nothing is lawful.
    pub(crate) fn maximise(
        self,
        goal: Expression,
        most: f64,
        gap: f64,
        seconds: f64,
    ) -> Result<Option<Answer>, Undecided> {
        let mut problem = self.variables.maximise(goal).using(good_lp::microlp).with_time_limit(seconds);
        #[expect(clippy::cast_possible_truncation, reason = "a gap may be rounded")]
        let relative = (gap / most.max(1.0)) as f32;
        problem = problem.with_mip_gap(relative).map_err(|error| error.to_string())?;
        for row in self.rows {
            problem.add_constraint(row);
        }
        let solution = match problem.solve() {
            Ok(solution) => solution,
            Err(ResolutionError::Infeasible) => return Ok(None),
            Err(error) => return Err(error.to_string()),
        };
        if !matches!(solution.status(), SolutionStatus::Optimal | SolutionStatus::GapLimit) {
            return Err(format!("not done within {seconds} s"));
        }
        let whole = |variable: &Variable| {
            let value = solution.value(*variable);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counted anew")]
            let rounded = value.round() as u64;
            if (value - value.round()).abs() < 1e-4 { Ok(rounded) } else { Err(format!("{value} is not whole")) }
        };
        let read = |variables: &BTreeMap<usize, Variable>| -> Result<BTreeMap<usize, u64>, String> {
            variables.iter().map(|(at, variable)| Ok((*at, whole(variable)?))).collect()
        };
        let mut answer = Answer { levels: Vec::new(), cost: 0, steps: read(&self.steps)?, kits: read(&self.kits)? };
        if let Some(row) = broken(self.reading, self.part, &answer) {
            return Err(format!("the answer breaks {row}"));
        }
        worth(self.reading, self.part, &mut answer);
        Ok(Some(answer))
    }
}

pub(crate) fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}
