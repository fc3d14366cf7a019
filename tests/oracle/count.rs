//! A plan counted by the reading: whether every row holds exactly, and what it comes to.

use crate::reading::{Reading, Serves};
use jiff::Timestamp;
use std::collections::BTreeMap;
use yicang_domain::{Plan, Reason};

/// What a plan sends and comes to.
pub(crate) struct Counted {
    /// By level.
    pub(crate) levels: Vec<i128>,
    /// Units by need.
    pub(crate) given: Vec<u64>,
    /// Levels by need.
    pub(crate) by_need: Vec<Vec<i128>>,
    /// Costs by need.
    pub(crate) cost_of: Vec<i128>,
}

/// Counts a plan; all that is wrong with it where something is.
pub(crate) fn count(reading: &Reading, plan: &Plan) -> Result<Counted, Vec<String>> {
    let mut faults = Vec::new();
    let steps = columns(reading, plan, &mut faults);
    rows(reading, &steps, &mut faults);
    let given = given(reading, &steps, &mut faults);
    reasons(reading, plan, &given, &mut faults);
    let mut by_need = vec![vec![0; reading.levels]; reading.needs.len()];
    for (need, units) in given.iter().enumerate() {
        reading.needs[need].stack.add_value(*units, &mut by_need[need]);
    }
    let mut cost_of = vec![0; reading.needs.len()];
    for (at, count) in &steps {
        let column = &reading.columns[*at];
        cost_of[column.need] += column.cost_of(count * column.step, reading.change);
    }
    let levels: Vec<i128> = (0..reading.levels).map(|level| by_need.iter().map(|of| of[level]).sum()).collect();
    let cost: i128 = cost_of.iter().sum();
    if plan.service != levels {
        faults.push(format!("levels are said to be {:?}, counted {levels:?}", plan.service));
    }
    if plan.cost != cost {
        faults.push(format!("the cost is said to be {}, counted {cost}", plan.cost));
    }
    if plan.bound.len() != levels.len() || plan.bound.iter().zip(&levels).any(|(bound, value)| bound < value) {
        faults.push(format!("bounds {:?} of {levels:?}", plan.bound));
    }
    if faults.is_empty() { Ok(Counted { levels, given, by_need, cost_of }) } else { Err(faults) }
}

/// Steps by column.
fn columns(reading: &Reading, plan: &Plan, faults: &mut Vec<String>) -> BTreeMap<usize, u64> {
    let mut steps = BTreeMap::new();
    for line in &plan.shipments {
        let name = format!("shipment {} -> {} for {}", line.lot, line.site, line.serves);
        let at = reading.columns.iter().position(|column| {
            let key = &reading.needs[column.need].key;
            column.lot == line.lot && key.site == line.site && key.item == line.serves
        });
        let Some(at) = at else {
            faults.push(format!("{name} takes no column that can carry it"));
            continue;
        };
        let column = &reading.columns[at];
        let units = line.quantity.units();
        if units == 0 || units % column.step != 0 {
            faults.push(format!("{name}: {units} is not in steps of {}", column.step));
        }
        if steps.insert(at, units / column.step).is_some() {
            faults.push(format!("{name} stands twice"));
        }
        let arrives = line.arrives.map(Timestamp::as_second);
        if (line.departs.as_second(), arrives) != (column.departs, Some(column.arrives)) {
            faults.push(format!("{name} departs or arrives at another time"));
        }
    }
    steps
}

fn rows(reading: &Reading, steps: &BTreeMap<usize, u64>, faults: &mut Vec<String>) {
    for row in &reading.rows {
        let used = row.uses.iter().map(|(at, takes)| takes * i128::from(steps.get(at).copied().unwrap_or(0)));
        let used: i128 = used.sum();
        if used > row.limit {
            faults.push(format!("{:?}: {used} of {}", row.kind, row.limit));
        }
    }
}

/// Units by need.
fn given(reading: &Reading, steps: &BTreeMap<usize, u64>, faults: &mut Vec<String>) -> Vec<u64> {
    let mut given = vec![0; reading.needs.len()];
    let mut parts: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    for (at, count) in steps {
        let column = &reading.columns[*at];
        match column.serves {
            Serves::Units(units) => given[column.need] += units * count,
            Serves::Part(part) => *parts.entry((column.need, part)).or_default() += column.step * count,
        }
    }
    for (at, need) in reading.needs.iter().enumerate() {
        if let Some(kit) = &need.kit {
            let received = |place| parts.get(&(at, place)).copied().unwrap_or(0);
            let kits = received(0) / kit.parts[0].1;
            for (place, (component, units)) in kit.parts.iter().enumerate() {
                if received(place) != kits * units {
                    faults.push(format!("{}: {} of {component} are not {kits} kits", need.key, received(place)));
                }
            }
            given[at] += kits;
        }
        if given[at] > need.open {
            faults.push(format!("{}: {} given, {} open", need.key, given[at], need.open));
        }
    }
    given
}

/// Reasons add up to what a need lacks.
fn reasons(reading: &Reading, plan: &Plan, given: &[u64], faults: &mut Vec<String>) {
    for pair in plan.unmet.windows(2).filter(|pair| (&pair[0].need, pair[0].reason) >= (&pair[1].need, pair[1].reason))
    {
        faults.push(format!("reason {} of {} is out of order", pair[1].reason, pair[1].need));
    }
    for (need, given) in reading.needs.iter().zip(given) {
        let of_need = plan.unmet.iter().filter(|unmet| unmet.need == need.key);
        let sum: u64 = of_need.clone().map(|unmet| unmet.quantity.units()).sum();
        if sum != need.open.saturating_sub(*given) {
            faults.push(format!("{}: {given} of {} given, reasons for {sum}", need.key, need.open));
        }
        if !need.is_admitted && of_need.clone().any(|unmet| unmet.reason != Reason::UnknownClass) {
            faults.push(format!("{}: its class is not known, and another reason is given", need.key));
        }
        if need.is_admitted && of_need.clone().any(|unmet| unmet.reason == Reason::UnknownClass) {
            faults.push(format!("{}: its class is known", need.key));
        }
        if of_need.clone().any(|unmet| unmet.reason == Reason::NotPlanned) {
            faults.push(format!("{} was not planned", need.key));
        }
    }
    let unknown = plan.unmet.iter().filter(|unmet| !reading.needs.iter().any(|need| need.key == unmet.need));
    faults.extend(unknown.map(|unmet| format!("{} is no need", unmet.need)));
}
