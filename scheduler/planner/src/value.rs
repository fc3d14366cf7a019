//! The two values of a plan, counted exactly.

use crate::ground::{Ground, NeedRow};
use crate::group::Amount;
use yicang_domain::FirstLevel;
use yicang_domain::plan::{VALUE_ONE, Value};
use yicang_domain::quantity::DECIMAL_ONE;

/// Parts of a [`Value`] in a millionth.
const MICRO: i128 = VALUE_ONE / DECIMAL_ONE as i128;

/// First and second level of amounts, and of what each need gets; `None` where a sum does not fit.
///
/// Steps count in ones; weights in millionths, and shares of them by long division, each need's term rounded down to the
/// eighteenth place.
pub(crate) fn values(ground: &Ground<'_>, amounts: &[Amount], by_need: &[u64]) -> Option<(Value, Value)> {
    let one = if matches!(ground.policy.first_level, FirstLevel::Steps { .. }) { VALUE_ONE } else { MICRO };
    let (mut first, mut second): (i128, i128) = (0, 0);
    for amount in amounts {
        second = second.checked_add(cost(ground, amount)?.checked_mul(MICRO)?)?;
    }
    for (row, units) in ground.needs.iter().zip(by_need) {
        first = first.checked_add(need_value(row, *units, one)?)?;
    }
    Some((Value(first), Value(second)))
}

/// What all units of an amount cost, in millionths.
pub(crate) fn cost(ground: &Ground<'_>, amount: &Amount) -> Option<i128> {
    let role = ground.role(amount.lot, amount.need)?;
    let unit = ground.column(role, amount.lot, amount.need).ok()?.cost?;
    let last = ground.last_to(amount.need).find(|(lot, _)| *lot == amount.lot).map_or(0, |(_, units)| units);
    let beyond = i128::from(amount.units.saturating_sub(last)).checked_mul(ground.change())?;
    unit.checked_mul(i128::from(amount.units))?.checked_add(beyond)
}

/// What the first `units` of a need's open segments are worth, in parts of a [`Value`].
fn need_value(row: &NeedRow<'_>, mut units: u64, one: i128) -> Option<i128> {
    let mut sum: i128 = 0;
    for segment in &row.segments {
        let part = units.min(segment.width);
        units -= part;
        let denominator = i128::from(segment.worth.denominator);
        let product = i128::from(part).checked_mul(i128::from(segment.worth.numerator))?;
        let whole = (product / denominator).checked_mul(one)?;
        // The remainder is below the denominator, at most 10^12.
        let rest = (product % denominator) * one / denominator;
        sum = sum.checked_add(whole)?.checked_add(rest)?;
    }
    Some(sum)
}
