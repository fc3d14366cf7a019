//! Class order: whether one more unit for one need, against any number fewer for one other, would raise V, wherever the
//! goods come from.

use crate::parts::Part;
use crate::reading::{Reading, Serves};
use crate::whole::{Answer, Program, float, given};
use std::collections::BTreeSet;

/// The first exchange that would raise V, in words. Only packs of 1 are looked at, and only what is gained inside the
/// entitlement; what does not end within seconds is passed over.
pub(crate) fn better(reading: &Reading, part: &Part, units: &[u64], seconds: f64) -> Option<String> {
    if part.columns.iter().any(|column| reading.columns[*column].pack != 1) {
        return None;
    }
    for need in &part.needs {
        for more in amounts(reading, part, *need) {
            let row = &reading.needs[*need];
            let most = if reading.draws { row.entitled } else { row.open };
            if units[*need] + more > most {
                continue;
            }
            let mut wanted = units.to_vec();
            wanted[*need] += more;
            if most_of(reading, part, &wanted, None, seconds).is_some() {
                return Some(format!("{more} more for {} would take nothing from anybody", row.key));
            }
            for other in part.needs.iter().filter(|other| *other != need && units[**other] > 0) {
                let one_less = value(reading, units, *need, more, *other, units[*other] - 1);
                if one_less <= vec![0; reading.levels] {
                    continue;
                }
                let Some(left) = most_of(reading, part, &wanted, Some(*other), seconds) else { continue };
                let gain = value(reading, units, *need, more, *other, left);
                if gain > vec![0; reading.levels] {
                    let less = units[*other] - left;
                    let (to, from) = (&row.key, &reading.needs[*other].key);
                    return Some(format!("{more} more for {to}, {less} fewer for {from} would gain {gain:?}"));
                }
            }
        }
    }
    None
}

/// What a need may get more of at a time: a unit, a step of a ratio.
fn amounts(reading: &Reading, part: &Part, need: usize) -> BTreeSet<u64> {
    let columns = part.columns.iter().map(|at| &reading.columns[*at]).filter(|column| column.need == need);
    let steps = columns.map(|column| if let Serves::Units(units) = column.serves { units } else { 1 });
    steps.chain([1]).collect()
}

/// By level, what it gains if a need gets more and another has so many left.
fn value(reading: &Reading, units: &[u64], need: usize, more: u64, other: usize, left: u64) -> Vec<i128> {
    let count = |need_units: u64, other_units: u64| {
        let mut levels = vec![0; reading.levels];
        reading.needs[need].stack.add_value(need_units, &mut levels);
        reading.needs[other].stack.add_value(other_units, &mut levels);
        levels
    };
    let (after, before) = (count(units[need] + more, left), count(units[need], units[other]));
    after.iter().zip(before).map(|(after, before)| after - before).collect()
}

/// The most that a free need may get, at most what it has, while every other gets exactly what is wanted; `None` where
/// that cannot be. Without a free need: whether it can be.
fn most_of(reading: &Reading, part: &Part, wanted: &[u64], free: Option<usize>, seconds: f64) -> Option<u64> {
    let mut program = Program::new(reading, part, None);
    let mut goal = good_lp::Expression::default();
    let mut most = 0;
    for need in &part.needs {
        let (served, units) = (program.served(*need), float(wanted[*need].into()));
        if Some(*need) == free {
            goal = served.clone();
            most = wanted[*need];
            program.rows.push(served.leq(units));
        } else {
            program.rows.push(served.eq(units));
        }
    }
    let answer: Answer = program.maximise(goal, float(most.into()), 0.9, seconds).ok()??;
    // What is counted anew must be what was asked for.
    let exact = part.needs.iter().all(|need| Some(*need) == free || given(reading, &answer, *need) == wanted[*need]);
    exact.then(|| free.map_or(0, |need| given(reading, &answer, need)))
}
