//! What a unit is worth, counted anew from policy and need: a stack of segments of falling worth.

use crate::policy::{FirstLevel, Policy, Steps};
use crate::quantity::DECIMAL_ONE;
use crate::situation::Need;
use std::cmp::Ordering;
use yicang_language::{Message, message};

/// An exact fraction above zero.
#[derive(Debug, Clone, Copy)]
pub(super) struct Worth {
    /// A weight in millionths, at most 10^15, or a step's worth.
    pub(super) numerator: u64,
    /// 1, or what the millionths are counted in and the claim: at most 10^18.
    pub(super) denominator: u64,
}

impl Worth {
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        let cross = |a: &Self, b: &Self| u128::from(a.numerator) * u128::from(b.denominator);
        cross(self, other).cmp(&cross(other, self))
    }
}

/// What a unit gains in the joint number: ⌊worth · scale⌋, with steps the part of the entitlement that it is.
pub(super) fn gain(policy: &Policy, need: &Need, worth: Worth, scale: u64) -> i128 {
    let part = match policy.first_level {
        FirstLevel::Units | FirstLevel::Share => 1,
        FirstLevel::Steps(_) => u128::from(need.entitlement.units().max(1)),
    };
    // At most 10^15 · 2^64 over a denominator of at most 10^18, which with steps is 1, and an entitlement of at most
    // 10^12.
    let gain = u128::from(worth.numerator) * u128::from(scale) / (u128::from(worth.denominator) * part);
    i128::try_from(gain).expect("below 2^127")
}

/// Units of one worth, the dearest first in a need's stack.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    pub(super) width: u64,
    pub(super) worth: Worth,
}

/// The open segments of a need: its stack without the units that are covered.
pub(super) fn segments(need: &Need, policy: &Policy) -> Result<Vec<Segment>, Message> {
    let claimed = need.claimed.units();
    let weight = || {
        let weight = policy.weight(&need.class, need.weight).filter(|weight| weight.micros() > 0);
        let micros = weight.map(|weight| weight.micros());
        let (class, name) = (need.class.as_str(), &policy.name);
        micros.ok_or_else(|| message!("check-class-weightless", class = class, policy = name))
    };
    let stack = match policy.first_level {
        FirstLevel::Units => {
            vec![Segment { width: claimed, worth: Worth { numerator: weight()?, denominator: DECIMAL_ONE } }]
        }
        FirstLevel::Share => {
            let denominator = DECIMAL_ONE * claimed.max(1);
            vec![Segment { width: claimed, worth: Worth { numerator: weight()?, denominator } }]
        }
        FirstLevel::Steps(Steps { steps, floor_percent, .. }) => {
            let rank = policy.class_rank(&need.class);
            let (class, name) = (need.class.as_str(), &policy.name);
            let rank = rank.ok_or_else(|| message!("check-class-unknown", class = class, policy = name))?;
            // Rounded down; version 2 rounds the floor up.
            step_stack(need, policy.classes.len(), rank, steps, steps * floor_percent / 100)
        }
    };
    Ok(without(stack, need.covered.units()))
}

fn step_stack(need: &Need, classes: usize, rank: usize, steps: u32, floor: u32) -> Vec<Segment> {
    let (claimed, entitlement) = (need.claimed.units(), need.entitlement.units());
    let (s, f) = (u64::from(steps), u64::from(floor));
    let above = s - f;
    let whole = |worth: u64| Worth { numerator: worth, denominator: 1 };
    // At most 10^12 · 100.
    let cut = |j: u64| entitlement * j / s;
    let mut stack: Vec<_> = (0..s)
        .map(|j| {
            let worth = if j < f {
                1 + classes as u64 * above + (f - j)
            } else {
                1 + (classes - 1 - rank) as u64 * above + (s - j)
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
