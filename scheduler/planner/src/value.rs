//! The two values of a plan, counted exactly.

use crate::item::{ItemModel, NeedRow};
use yicang_domain::plan::{VALUE_ONE, Value};
use yicang_domain::quantity::DECIMAL_ONE;

/// Parts of a [`Value`] in a millionth.
const MICRO: i128 = VALUE_ONE / DECIMAL_ONE as i128;

/// First and second level of what the columns carry; `None` where a sum does not fit.
///
/// Steps count in ones; weights in millionths, and shares of them by long division, each need's term rounded down to the
/// eighteenth place.
pub(crate) fn values(models: &[ItemModel<'_>], amounts: &[Vec<u64>], steps: bool) -> Option<(Value, Value)> {
    let (mut first, mut second): (i128, i128) = (0, 0);
    for (model, amounts) in models.iter().zip(amounts) {
        let mut given = vec![0_u64; model.needs.len()];
        for (column, units) in model.columns.iter().zip(amounts) {
            given[column.need] += units;
            let cost = column.cost.checked_mul(i128::from(*units))?.checked_mul(MICRO)?;
            second = second.checked_add(cost)?;
        }
        for (row, units) in model.needs.iter().zip(given) {
            first = first.checked_add(need_value(row, units, if steps { VALUE_ONE } else { MICRO })?)?;
        }
    }
    Some((Value(first), Value(second)))
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
