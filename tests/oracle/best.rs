//! The best lawful shipments of a part, level after level, by integer programs of the [whole](crate::whole).

use crate::parts::Part;
use crate::reading::Reading;
use crate::whole::{Answer, Program, Undecided, float, gcd, worth};
use good_lp::{Expression, variable};
use std::collections::BTreeMap;

/// What overrides send, and nothing else.
fn least(reading: &Reading, part: &Part) -> Answer {
    let fixed = part.columns.iter().map(|at| (*at, reading.columns[*at].least)).filter(|(_, steps)| *steps > 0);
    let mut least = Answer { levels: Vec::new(), cost: 0, steps: fixed.collect(), kits: BTreeMap::new() };
    worth(reading, part, &mut least);
    least
}

/// The greatest V, and with `costs` the least cost then.
///
/// A level's answer is whole, so it is the best as soon as nothing can be better by 1, in what all worths are multiples
/// of.
pub(crate) fn best(reading: &Reading, part: &Part, seconds: f64, costs: bool) -> Result<Answer, Undecided> {
    let mut best = least(reading, part);
    let mut reached: Vec<i128> = Vec::new();
    for level in 0..reading.levels {
        best = level_best(reading, part, &best, &reached, level, seconds)?;
        reached.push(best.levels[level]);
    }
    if costs { least_cost(reading, part, &best, &reached, seconds) } else { Ok(best) }
}

/// Something that is much at a level, if no earlier one falls below what is given: the most or nearly so. It is lawful,
/// and its levels are counted, so that no bound may be below them.
pub(crate) fn much(reading: &Reading, part: &Part, floors: &[i128], seconds: f64) -> Result<Option<Answer>, Undecided> {
    let start = least(reading, part);
    let level = floors.len();
    let (mut program, sums) = with_levels(reading, part, &start, level + 1);
    hold(&mut program, &sums, floors);
    let most = float(full(reading, part, level) / scale(reading, part, level).max(1));
    let found = program.maximise(sums[level].clone(), most, 0.9, seconds)?;
    // Floating point fills a stack in any order.
    Ok(found.filter(|found| found.levels.iter().zip(floors).all(|(level, floor)| level >= floor)))
}

/// What a level holds at most: of each need, what its columns could bring it.
fn full(reading: &Reading, part: &Part, level: usize) -> i128 {
    let mut levels = vec![0; reading.levels];
    for need in &part.needs {
        reading.needs[*need].stack.add_value(reading.reach(*need), &mut levels);
    }
    levels[level]
}

/// What all worths of a level are multiples of.
fn scale(reading: &Reading, part: &Part, level: usize) -> i128 {
    let segments = part.needs.iter().flat_map(|need| &reading.needs[*need].stack.0);
    segments.filter(|segment| segment.level == level).fold(0, |scale, segment| gcd(scale, segment.gain))
}

/// The program with stacks filled up to a level, and what each of these levels comes to, in its scale.
fn with_levels<'a>(
    reading: &'a Reading,
    part: &'a Part,
    start: &Answer,
    levels: usize,
) -> (Program<'a>, Vec<Expression>) {
    let mut program = Program::new(reading, part, Some(start));
    let scales: Vec<i128> = (0..levels).map(|level| scale(reading, part, level).max(1)).collect();
    let mut sums = vec![Expression::default(); levels];
    for need in &part.needs {
        let mut rest = program.served(*need);
        let (mut left, mut beyond) = (reading.reach(*need), 0);
        for segment in &reading.needs[*need].stack.0 {
            let width = segment.width.min(left);
            left -= width;
            if segment.level >= levels {
                beyond += width;
            } else if width > 0 {
                let filled = program.variables.add(variable().min(0).max(float(width.into())));
                sums[segment.level].add_mul(float(segment.gain / scales[segment.level]), filled);
                rest.add_mul(-1.0, filled);
            }
        }
        if beyond > 0 {
            let filled = program.variables.add(variable().min(0).max(float(beyond.into())));
            rest.add_mul(-1.0, filled);
        }
        program.rows.push(rest.eq(0.0));
    }
    (program, sums)
}

/// A level's rows: what was reached stays, but for what floating point needs.
fn hold(program: &mut Program<'_>, sums: &[Expression], reached: &[i128]) {
    for ((level, sum), value) in sums.iter().enumerate().zip(reached) {
        let scale = scale(program.reading, program.part, level).max(1);
        if *value > 0 {
            program.rows.push(sum.clone().geq(float(value / scale) - 1e-3));
        }
    }
}

fn level_best(
    reading: &Reading,
    part: &Part,
    start: &Answer,
    reached: &[i128],
    level: usize,
    seconds: f64,
) -> Result<Answer, Undecided> {
    let most = full(reading, part, level);
    if start.levels[level] == most {
        return Ok(start.clone());
    }
    let (mut program, sums) = with_levels(reading, part, start, level + 1);
    hold(&mut program, &sums, reached);
    let most = float(most / scale(reading, part, level).max(1));
    let found = program.maximise(sums[level].clone(), most, 0.9, seconds)?.ok_or("nothing is lawful")?;
    if found.levels[..level] != *reached {
        return Err(format!("levels {:?} became {:?}", reached, &found.levels[..level]));
    }
    Ok(if found.levels[level] >= start.levels[level] { found } else { start.clone() })
}

fn least_cost(
    reading: &Reading,
    part: &Part,
    start: &Answer,
    reached: &[i128],
    seconds: f64,
) -> Result<Answer, Undecided> {
    let (mut program, sums) = with_levels(reading, part, start, reading.levels);
    hold(&mut program, &sums, reached);
    let costs = part.columns.iter().flat_map(|at| {
        let column = &reading.columns[*at];
        let change = if column.last < column.most * column.step { reading.change } else { 0 };
        let step = i128::from(column.step);
        [column.cost * step, change * step, change * i128::from(column.last)]
    });
    let scale = costs.fold(0, gcd).max(1);
    let mut goal = Expression::default();
    for at in &part.columns {
        let column = &reading.columns[*at];
        let steps = program.steps[at];
        goal.add_mul(-float(column.cost * i128::from(column.step) / scale), steps);
        let sends = column.most * column.step;
        if reading.change > 0 && column.last < sends {
            let beyond = program.variables.add(variable().min(0).max(float(sends.into())));
            goal.add_mul(-float(reading.change) / float(scale), beyond);
            let moved = Expression::from(steps) * float(column.step.into()) - beyond;
            program.rows.push(moved.leq(float(column.last.into())));
        }
    }
    let most = float(start.cost.max(1) / scale);
    let found = program.maximise(goal, most, 0.9, seconds)?.ok_or("nothing is lawful")?;
    if found.levels != reached {
        return Err(format!("levels {:?} became {:?}", reached, found.levels));
    }
    Ok(if found.cost <= start.cost { found } else { start.clone() })
}
