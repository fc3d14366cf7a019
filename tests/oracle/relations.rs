//! Metamorphic relations: how the plan of a situation and the plan of a changed one must compare, whatever the best is.
//!
//! Where a plan states a gap, what is best lies between value and bound: *as it was* means that these intervals
//! overlap, *never lower* that they stand in that order, level by level while earlier ones are equal.

use crate::changes::{self, Changed};
use crate::exchange;
use crate::generate::{Case, Kind};
use crate::overriding;
use crate::parts::parts;
use crate::plans::plan;
use crate::random::Random;
use crate::reading::Reading;
use yicang_domain::{FirstLevel, NeedKey, Plan};

/// A relation: what it is called, what situations it is asked of, how one is changed, and what must hold then.
pub(crate) struct Relation {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// `None` where the situation has nothing to change.
    pub(crate) change: fn(&Case, &mut Random) -> Option<Changed>,
    pub(crate) judge: fn(&Case, &Changed) -> Result<(), String>,
}

const PLAIN: Kind = Kind { transport: false, ratios: false, kits: false, packs: false, last: true, multiples: true };
const UNITS: Kind = Kind { packs: false, ..Kind::ALL };

/// Every relation.
pub(crate) const ALL: &[Relation] = &[
    Relation {
        name: "a substitute without stock",
        kind: Kind::ALL,
        change: changes::vain_substitute,
        judge: plan_as_it_was,
    },
    Relation { name: "a kit that nobody needs", kind: Kind::ALL, change: changes::vain_kit, judge: plan_as_it_was },
    Relation { name: "a capacity above all stock", kind: Kind::ALL, change: changes::wide_lane, judge: plan_as_it_was },
    Relation {
        name: "a pool that is large enough",
        kind: Kind::ALL,
        change: changes::large_pool,
        judge: plan_as_it_was,
    },
    Relation { name: "a lot of nothing", kind: Kind::ALL, change: changes::empty_lot, judge: plan_as_it_was },
    Relation { name: "other names", kind: Kind::ALL, change: changes::other_names, judge: service_by_other_names },
    Relation { name: "another order of lines", kind: Kind::ALL, change: changes::other_order, judge: same_text },
    Relation { name: "a split lot", kind: Kind::ALL, change: changes::split_lot, judge: service_as_it_was },
    Relation { name: "twice of all", kind: PLAIN, change: changes::twice, judge: service_twice },
    Relation { name: "more stock", kind: Kind::ALL, change: changes::more_stock, judge: never_lower },
    Relation { name: "more capacity", kind: Kind::ALL, change: changes::more_capacity, judge: never_lower },
    Relation { name: "more vehicles", kind: Kind::ALL, change: changes::more_vehicles, judge: never_lower },
    Relation { name: "equal needs", kind: Kind::ALL, change: changes::equal_needs, judge: equal_shares },
    Relation {
        name: "a pin of what is sent",
        kind: Kind::ALL,
        change: overriding::pin_as_planned,
        judge: service_as_it_was,
    },
    Relation {
        name: "a forbidden column of 0",
        kind: Kind::ALL,
        change: overriding::forbid_empty,
        judge: service_as_it_was,
    },
    Relation { name: "class order", kind: UNITS, change: changes::nothing, judge: class_order },
];

/// The first level at which the intervals of two plans contradict that the best is as it was.
fn contradicts(before: &Plan, after: &Plan) -> Option<usize> {
    for level in 0..before.service.len() {
        let (a, b) = (before.service[level], after.service[level]);
        if a > after.bound[level] || b > before.bound[level] {
            return Some(level);
        }
        if a != b {
            return None;
        }
    }
    None
}

fn interval(plan: &Plan, level: usize) -> String {
    format!("{} to {}", plan.service[level], plan.bound[level])
}

fn as_it_was(before: &Plan, after: &Plan) -> Result<(), String> {
    match contradicts(before, after) {
        None => Ok(()),
        Some(level) => Err(format!("level {level}: {} became {}", interval(before, level), interval(after, level))),
    }
}

fn service_as_it_was(case: &Case, changed: &Changed) -> Result<(), String> {
    as_it_was(&plan(case)?, &plan(&changed.case)?)
}

/// To the line, where everything was planned by itself.
fn plan_as_it_was(case: &Case, changed: &Changed) -> Result<(), String> {
    let (before, after) = (plan(case)?, plan(&changed.case)?);
    as_it_was(&before, &after)?;
    if !before.joint.is_empty() {
        return Ok(());
    }
    if (&before.service, before.cost) != (&after.service, after.cost) {
        return Err(format!("{:?} at {} became {:?} at {}", before.service, before.cost, after.service, after.cost));
    }
    if before.shipments != after.shipments {
        return Err("other shipments, of the same worth".to_owned());
    }
    if before.unmet != after.unmet {
        return Err("other reasons".to_owned());
    }
    Ok(())
}

fn service_by_other_names(case: &Case, changed: &Changed) -> Result<(), String> {
    let (before, after) = (plan(case)?, plan(&changed.case)?);
    as_it_was(&before, &after)?;
    if !before.joint.is_empty() || !changed.same_draw {
        return Ok(());
    }
    if before.cost != after.cost {
        return Err(format!("the cost was {}, is {}", before.cost, after.cost));
    }
    // Where packs bind, two packs may be of equal worth in the draw, too.
    let drawn = matches!(case.policy.first_level, FirstLevel::Steps(_))
        && case.situation.items.values().all(|facts| facts.pack.units() == 1);
    let given = |plan: &Plan, key: &NeedKey| -> u64 {
        let lines = plan.shipments.iter().filter(|line| line.site == key.site && line.serves == key.item);
        lines.map(|line| line.quantity.units()).sum()
    };
    for (old, new) in changed.names.iter().filter(|_| drawn) {
        let (was, is) = (given(&before, old), given(&after, new));
        if was != is {
            return Err(format!("{old} got {was}, as {new} it gets {is}"));
        }
    }
    Ok(())
}

fn same_text(case: &Case, changed: &Changed) -> Result<(), String> {
    let (before, after) = (plan(case)?.to_text(), plan(&changed.case)?.to_text());
    if before == after { Ok(()) } else { Err("another plan".to_owned()) }
}

fn service_twice(case: &Case, changed: &Changed) -> Result<(), String> {
    let (before, after) = (plan(case)?, plan(&changed.case)?);
    let double: Vec<i128> = before.service.iter().map(|value| value * 2).collect();
    match case.policy.first_level {
        // Twice the units at half the worth, rounded down for each unit.
        FirstLevel::Share => {
            let units: u64 = changed.case.situation.needs.values().map(|need| need.claimed.units()).sum();
            let far = before.service[0].abs_diff(after.service[0]) > u128::from(units);
            if far { Err(format!("{:?} became {:?}", before.service, after.service)) } else { Ok(()) }
        }
        _ if after.service == double => Ok(()),
        _ => Err(format!("{:?} became {:?}", before.service, after.service)),
    }
}

fn never_lower(case: &Case, changed: &Changed) -> Result<(), String> {
    let (before, after) = (plan(case)?, plan(&changed.case)?);
    for level in 0..before.service.len() {
        if before.service[level] > after.bound[level] {
            return Err(format!("level {level}: {} became {}", interval(&before, level), interval(&after, level)));
        }
        if before.service[level] != after.service[level] {
            break;
        }
    }
    Ok(())
}

/// Inside the entitlement equal needs differ by at most a sub-step, or what leaves together.
fn equal_shares(_: &Case, changed: &Changed) -> Result<(), String> {
    let case = &changed.case;
    let FirstLevel::Steps(steps) = case.policy.first_level else { return Ok(()) };
    let plan = plan(case)?;
    let reading = Reading::of(&case.situation, &case.policy, case.second);
    let counted = crate::count::count(&reading, &plan).map_err(|faults| faults.join("; "))?;
    let (one, other) = changed.equal.as_ref().expect("the change says which");
    let at = |key: &NeedKey| reading.needs.iter().position(|need| &need.key == key).expect("both are there");
    let (a, b) = (at(one), at(other));
    let entitlement = case.situation.needs[one].entitlement.units();
    let inside = |need: usize| counted.given[need].min(entitlement);
    let sub_step = entitlement.div_ceil(u64::from(steps.steps) * u64::from(steps.sub_steps));
    let together = reading.columns.iter().filter(|column| column.need == a).map(|column| match column.serves {
        crate::reading::Serves::Units(units) => units,
        crate::reading::Serves::Part(_) => column.pack,
    });
    let most = together.max().unwrap_or(0).max(sub_step);
    match inside(a).abs_diff(inside(b)) {
        far if far > most => Err(format!("{one} gets {}, {other} {}, at most {most} apart", inside(a), inside(b))),
        _ => Ok(()),
    }
}

fn class_order(case: &Case, _: &Changed) -> Result<(), String> {
    let plan = plan(case)?;
    // Where value and bound meet on every level, no exchange can raise V.
    if plan.service == plan.bound {
        return Ok(());
    }
    let reading = Reading::of(&case.situation, &case.policy, case.second);
    let counted = crate::count::count(&reading, &plan).map_err(|faults| faults.join("; "))?;
    let found = parts(&reading).iter().find_map(|part| exchange::better(&reading, part, &counted.given, 5.0));
    found.map_or(Ok(()), Err)
}
