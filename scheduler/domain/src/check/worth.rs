//! What a unit is worth and costs, counted anew from policy and situation.

use crate::id::LotKey;
use crate::plan::{Plan, VALUE_ONE, Value};
use crate::policy::{FirstLevel, Policy, SecondLevel};
use crate::quantity::DECIMAL_ONE;
use crate::situation::{Lane, Lot, Need, Situation};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Days of life counted for what does not expire: ten years.
const LIFE_DAYS_UNBOUNDED: i64 = 3_650;

/// An exact fraction above zero.
#[derive(Debug, Clone, Copy)]
pub(super) struct Worth {
    numerator: u128,
    denominator: u128,
}

impl Worth {
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        // Numerators stay below 10^15 (a weight in millionths), denominators below 10^18.
        (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator))
    }
}

/// Units of one worth, the dearest first in a need's stack.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    pub(super) width: u64,
    pub(super) worth: Worth,
}

/// The open segments of a need: its stack without the units that are covered.
pub(super) fn segments(need: &Need, policy: &Policy) -> Result<Vec<Segment>, String> {
    let claimed = need.claimed.units();
    let weight = || {
        let weight = policy.weight(&need.class, need.weight).filter(|weight| weight.micros() > 0);
        let micros = weight.map(|weight| u128::from(weight.micros()));
        micros
            .ok_or_else(|| format!("class {} is not in policy {}, and the need has no weight", need.class, policy.name))
    };
    let stack = match policy.first_level {
        FirstLevel::Units => {
            vec![Segment {
                width: claimed,
                worth: Worth { numerator: weight()?, denominator: u128::from(DECIMAL_ONE) },
            }]
        }
        FirstLevel::Share => {
            let denominator = u128::from(DECIMAL_ONE) * u128::from(claimed.max(1));
            vec![Segment { width: claimed, worth: Worth { numerator: weight()?, denominator } }]
        }
        FirstLevel::Steps { steps, floor } => {
            let rank = policy.class_rank(&need.class);
            let rank = rank.ok_or_else(|| format!("class {} is not in policy {}", need.class, policy.name))?;
            step_stack(need, policy.classes.len(), rank, steps, floor)
        }
    };
    Ok(without(stack, need.covered.units()))
}

fn step_stack(need: &Need, classes: usize, rank: usize, steps: u32, floor: u32) -> Vec<Segment> {
    let (claimed, entitlement) = (need.claimed.units(), need.entitlement.units());
    let (s, f) = (u128::from(steps), u128::from(floor));
    let above = s - f;
    let whole = |worth: u128| Worth { numerator: worth, denominator: 1 };
    let cut = |j: u128| u64::try_from(u128::from(entitlement) * j / s).expect("at most the entitlement");
    let mut stack: Vec<_> = (0..s)
        .map(|j| {
            let worth = if j < f {
                1 + classes as u128 * above + (f - j)
            } else {
                1 + (classes - 1 - rank) as u128 * above + (s - j)
            };
            Segment { width: cut(j + 1).min(claimed) - cut(j).min(claimed), worth: whole(worth) }
        })
        .collect();
    stack.push(Segment { width: claimed.saturating_sub(entitlement), worth: whole(1) });
    stack
}

/// The stack without its first `covered` units and without empty segments.
fn without(stack: Vec<Segment>, mut covered: u64) -> Vec<Segment> {
    let mut left = Vec::with_capacity(stack.len());
    for mut segment in stack {
        let gone = segment.width.min(covered);
        covered -= gone;
        segment.width -= gone;
        if segment.width > 0 {
            left.push(segment);
        }
    }
    left
}

/// What one unit costs at the second level, in millionths.
pub(super) fn unit_cost(
    policy: &Policy,
    level: SecondLevel,
    lot: &Lot,
    lane: &Lane,
    need: &Need,
    arrives: Timestamp,
) -> Result<i128, String> {
    let way = match level {
        SecondLevel::Minutes => lane.minutes,
        SecondLevel::Cost => lane.cost.ok_or("a lane that is used has no cost")?,
    };
    let late_seconds = need.due.map_or(0, |due| (arrives.as_second() - due.as_second()).max(0));
    let late_minutes = i128::from(late_seconds + 59) / 60;
    let life = lot.expires_on.map_or(LIFE_DAYS_UNBOUNDED, |date| days_between(arrives, date).max(0));
    let extra = late_minutes * i128::from(policy.lateness) + i128::from(life) * i128::from(policy.expiry);
    Ok(i128::from(way.micros()) + extra * i128::from(DECIMAL_ONE))
}

/// Whole days from the day of a moment (UTC) to a day; negative if it has passed.
pub(super) fn days_between(moment: Timestamp, day: Date) -> i64 {
    let midnight = |date: Date| date.to_zoned(TimeZone::UTC).map_or(0, |zoned| zoned.timestamp().as_second());
    let arrival_day = moment.to_zoned(TimeZone::UTC).date();
    (midnight(day) - midnight(arrival_day)) / 86_400
}

/// Both levels' values of a plan whose shipments go from known lots to known needs, or why there are none.
pub fn values(situation: &Situation, policy: &Policy, plan: &Plan) -> Result<(Value, Value), String> {
    let too_large = || "the value is too large to be counted".to_owned();
    let mut given = BTreeMap::new();
    let mut second: i128 = 0;
    for shipment in &plan.shipments {
        let units = shipment.quantity.units();
        *given.entry(shipment.need()).or_insert(0u64) += units;
        let (lot, lane, need) = column(situation, &shipment.lot, &shipment.site)?;
        let cost = unit_cost(policy, plan.second_level, lot, lane, need, shipment.arrives)?;
        let cost = cost.checked_mul(i128::from(units)).and_then(|c| c.checked_mul(VALUE_ONE / i128::from(DECIMAL_ONE)));
        second = cost.and_then(|cost| second.checked_add(cost)).ok_or_else(too_large)?;
    }
    let mut first: i128 = 0;
    for (key, need) in &situation.needs {
        let mut left = given.get(key).copied().unwrap_or(0);
        for segment in segments(need, policy)? {
            let z = segment.width.min(left);
            left -= z;
            let worth = scaled(u128::from(z), segment.worth).ok_or_else(too_large)?;
            first = first.checked_add(worth).ok_or_else(too_large)?;
        }
    }
    Ok((Value(first), Value(second)))
}

type Column<'a> = (&'a Lot, &'a Lane, &'a Need);

fn column<'a>(situation: &'a Situation, lot: &LotKey, site: &crate::id::SiteId) -> Result<Column<'a>, String> {
    let key = crate::id::NeedKey { site: site.clone(), item: lot.item.clone() };
    let lane = situation.lanes.get(&(lot.depot.clone(), site.clone()));
    let all = situation.lots.get(lot).zip(lane).zip(situation.needs.get(&key));
    all.map(|((lot, lane), need)| (lot, lane, need))
        .ok_or_else(|| format!("shipment {lot} -> {site} has no lot, lane or need"))
}

/// units · worth in parts of [`VALUE_ONE`], rounded down.
fn scaled(units: u128, worth: Worth) -> Option<i128> {
    let one = VALUE_ONE.unsigned_abs();
    let product = units.checked_mul(worth.numerator)?;
    let (whole, rest) = (product / worth.denominator, product % worth.denominator);
    // rest < denominator ≤ 10^18: times 10^18 it stays below 10^36.
    let value = whole.checked_mul(one)?.checked_add(rest * one / worth.denominator)?;
    i128::try_from(value).ok()
}
