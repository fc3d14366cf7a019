//! What a plan is worth and costs, counted anew from its amounts.

use super::flow::{Flow, Sent};
use super::index::Index;
use super::segments::{Segment, Worth};
use crate::check::names;
use crate::policy::SecondLevel;
use crate::quantity::DECIMAL_ONE;
use crate::v1::plan::{VALUE_ONE, Value};
use yicang_language::{Message, message};

/// Both levels' values of what is sent.
pub(super) fn count(
    index: &Index<'_>,
    level: SecondLevel,
    flow: &Flow,
    segments: &[Vec<Segment>],
) -> Result<(Value, Value), Message> {
    let too_large = || message!("check-too-large");
    let mut second: i128 = 0;
    for sent in &flow.sent {
        let cost = cost(index, level, sent)?;
        let cost = cost.and_then(|cost| cost.checked_mul(VALUE_ONE / i128::from(DECIMAL_ONE)));
        second = cost.and_then(|cost| second.checked_add(cost)).ok_or_else(too_large)?;
    }
    let mut first: i128 = 0;
    for (stack, given) in segments.iter().zip(&flow.by_need) {
        let mut left = *given;
        for segment in stack {
            let z = segment.width.min(left);
            left -= z;
            let worth = scaled(u128::from(z), segment.worth).ok_or_else(too_large)?;
            first = first.checked_add(worth).ok_or_else(too_large)?;
        }
    }
    Ok((Value(first), Value(second)))
}

/// What all units of a column cost, in millionths; `None` where that is too large.
pub(super) fn cost(index: &Index<'_>, level: SecondLevel, sent: &Sent) -> Result<Option<i128>, Message> {
    let name = || names::shipment(index.lots[sent.lot].key, &index.needs[sent.need].key.site);
    let passage = index.passage(sent.lot, sent.need).ok();
    let column = index.role(sent.lot, sent.need).zip(passage);
    let (role, passage) = column.ok_or_else(|| message!("check-no-way", what = name()))?;
    let unit = index.unit_cost(level, role, sent.lot, sent.need, &passage);
    let unit = unit.ok_or_else(|| message!("check-lane-no-cost"))?;
    let beyond = i128::from(sent.units.saturating_sub(index.last(sent.lot, sent.need)));
    let plain = unit.checked_mul(i128::from(sent.units));
    Ok(plain.zip(index.change().checked_mul(beyond)).and_then(|(plain, change)| plain.checked_add(change)))
}

/// units · worth in parts of [`VALUE_ONE`], rounded down.
fn scaled(units: u128, worth: Worth) -> Option<i128> {
    let one = VALUE_ONE.unsigned_abs();
    let product = units.checked_mul(u128::from(worth.numerator))?;
    let denominator = u128::from(worth.denominator);
    let (whole, rest) = (product / denominator, product % denominator);
    // rest < denominator ≤ 10^18: times 10^18 it stays below 10^36.
    let value = whole.checked_mul(one)?.checked_add(rest * one / denominator)?;
    i128::try_from(value).ok()
}
