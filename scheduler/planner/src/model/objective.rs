//! Service and cost of a plan, counted exactly.

use super::Amount;
use super::Model;
use super::Role;
use super::worth::Worth;
use yicang_domain::quantity::gcd;

/// By level, what is served of each need; `None` where a sum does not fit.
pub(crate) fn service(model: &Model<'_>, by_need: &[u64]) -> Option<Vec<i128>> {
    let mut service = vec![0_i128; model.policy.levels()];
    for need in (0..model.needs.len()).filter(|need| by_need[*need] > 0) {
        add_service(model, need, by_need[need], &mut service)?;
    }
    Some(service)
}

/// Adds the first `units` of a need's open units.
pub(crate) fn add_service(model: &Model<'_>, need: usize, mut units: u64, service: &mut [i128]) -> Option<()> {
    let row = &model.needs[need];
    let omega = omega(model, need);
    for segment in row.stack.segments(1) {
        let Worth::One { level, s, .. } = segment.worth else { unreachable!("units are of one level each") };
        let part = units.min(segment.width);
        units -= part;
        let worth = i128::try_from(s).ok()?.checked_mul(omega)?.checked_mul(part.into())?;
        let sum = &mut service[usize::from(level)];
        *sum = sum.checked_add(worth)?;
        if units == 0 {
            break;
        }
    }
    Some(())
}

/// What divides the worth of every unit of a level that could be served of a need; 0 where there is none.
pub(crate) fn step(model: &Model<'_>, need: usize, level: usize) -> u128 {
    let omega = omega(model, need).unsigned_abs();
    let mut left = model.reach(need);
    let mut step = 0;
    for segment in model.needs[need].stack.segments(1) {
        let Worth::One { level: of, s, .. } = segment.worth else { unreachable!("units are of one level each") };
        let width = segment.width.min(left);
        left -= width;
        if width > 0 && usize::from(of) == level {
            step = gcd(step, s.saturating_mul(omega));
        }
    }
    step
}

/// What a unit of a need's item is worth beside other items; 1 under the plain policies.
pub(crate) fn omega(model: &Model<'_>, need: usize) -> i128 {
    match model.policy.first_level {
        yicang_domain::FirstLevel::Steps(_) => model.items[model.needs[need].item].omega.into(),
        _ => 1,
    }
}

/// What all amounts cost, in millionths.
pub(crate) fn costs(model: &Model<'_>, amounts: &[Amount]) -> Option<i128> {
    amounts.iter().try_fold(0_i128, |sum, amount| sum.checked_add(cost(model, amount)?))
}

/// As [`cost`], of a column that need not be of use to anybody else.
pub(crate) fn cost_of_any(model: &Model<'_>, amount: &Amount) -> Option<i128> {
    let (item, need) = (model.lots[amount.lot].item, model.needs[amount.need].item);
    let role = model.items[need].roles.iter().find(|role| role.item == item)?;
    priced(model, role, amount)
}

/// What all units of an amount cost, in millionths.
pub(crate) fn cost(model: &Model<'_>, amount: &Amount) -> Option<i128> {
    priced(model, model.role(amount.lot, amount.need)?, amount)
}

fn priced(model: &Model<'_>, role: &Role, amount: &Amount) -> Option<i128> {
    let unit = model.column(role, amount.lot, amount.need).ok()?.cost?;
    let last = model.last_to(amount.need).find(|(lot, _)| *lot == amount.lot).map_or(0, |(_, units)| units);
    let beyond = i128::from(amount.units.saturating_sub(last)).checked_mul(model.change())?;
    unit.checked_mul(i128::from(amount.units))?.checked_add(beyond)
}
