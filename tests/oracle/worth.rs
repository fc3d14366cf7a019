//! What units are worth: ω of each item, and the stack of each need, cut into segments.

use std::collections::BTreeMap;
use yicang_domain::{FirstLevel, ItemId, Need, Policy, Situation};

/// Units of equal worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) level: usize,
    /// What each unit adds to its level.
    pub(crate) gain: i128,
    pub(crate) width: u64,
}

/// What is open of a need, in the order in which it is filled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Stack(pub(crate) Vec<Segment>);

impl Stack {
    /// Adds what the first so many units are worth.
    pub(crate) fn add_value(&self, units: u64, levels: &mut [i128]) {
        let mut left = units;
        for segment in &self.0 {
            let filled = segment.width.min(left);
            levels[segment.level] += segment.gain * i128::from(filled);
            left -= filled;
        }
    }

    /// What a unit is worth, counted from the beginning.
    pub(crate) fn unit(&self, at: u64) -> Option<(usize, i128)> {
        let mut left = at;
        for segment in &self.0 {
            if left < segment.width {
                return Some((segment.level, segment.gain));
            }
            left -= segment.width;
        }
        None
    }
}

/// ω of every item that is needed.
///
/// `pairs` are those of a needed item and one that a column brings in its place, one for one: both ways.
pub(crate) fn of_items(situation: &Situation, policy: &Policy, pairs: &[(&ItemId, &ItemId)]) -> BTreeMap<ItemId, i128> {
    let mut worths: BTreeMap<ItemId, i128> = BTreeMap::new();
    for key in situation.needs.keys() {
        let mut class = vec![&key.item];
        let mut next = 0;
        while next < class.len() {
            for (a, b) in pairs {
                let other = if *a == class[next] {
                    b
                } else if *b == class[next] {
                    a
                } else {
                    continue;
                };
                if !class.contains(other) {
                    class.push(other);
                }
            }
            next += 1;
        }
        let greatest = class.iter().map(|item| own(situation, policy, item)).max().expect("it holds the item");
        worths.insert(key.item.clone(), greatest);
    }
    worths
}

/// ω of an item by itself: what the policy says, else its weight. A kit of unknown weight weighs what its components
/// do.
fn own(situation: &Situation, policy: &Policy, item: &ItemId) -> i128 {
    if let Some(worth) = policy.worths.get(item) {
        return i128::from(*worth);
    }
    match (chargeable(situation, item), situation.kits.get(item)) {
        (Some(weight), _) => weight,
        (None, None) => UNKNOWN_WEIGHT,
        (None, Some(parts)) => {
            let of_part = |part| chargeable(situation, part).unwrap_or(UNKNOWN_WEIGHT);
            parts.iter().map(|(part, units)| i128::from(*units) * of_part(part)).sum()
        }
    }
}

/// Milligrams of what nothing is known of.
const UNKNOWN_WEIGHT: i128 = 1_000;

/// The chargeable weight of an item in milligrams, if anything is known of it.
fn chargeable(situation: &Situation, item: &ItemId) -> Option<i128> {
    let size = situation.items.get(item)?;
    let (micrograms, nanolitres) = (i128::from(size.grams.micros()), i128::from(size.millilitres.micros()));
    // A milligram is 1,000 micrograms, a microlitre 1,000 nanolitres; six microlitres count as a milligram.
    let up = |part: i128, whole: i128| (part + whole - 1) / whole;
    (micrograms > 0 || nanolitres > 0).then(|| up(micrograms, 1_000).max(up(nanolitres, 6_000)))
}

/// The stack of a need without what is covered.
pub(crate) fn stack(policy: &Policy, need: &Need, worth: i128) -> Stack {
    let (claimed, entitlement) = (need.claimed.units(), need.entitlement.units());
    let rank = policy.classes.iter().position(|class| class.name == need.class);
    let weight = || {
        let of_class = rank.map(|rank| policy.classes[rank].weight);
        i128::from(need.weight.or(of_class).expect("the need is admitted").micros())
    };
    let mut whole = Vec::new();
    match policy.first_level {
        FirstLevel::Units => whole.push(Segment { level: 0, gain: weight(), width: claimed }),
        FirstLevel::Share => {
            let gain = weight() * 1_000_000_000_000 / i128::from(claimed.max(1));
            whole.push(Segment { level: 0, gain, width: claimed });
        }
        FirstLevel::Steps(steps) => {
            let count = u64::from(steps.steps) * u64::from(steps.sub_steps);
            let floor_steps = (u64::from(steps.steps) * u64::from(steps.floor_percent)).div_ceil(100);
            let floor = floor_steps * u64::from(steps.sub_steps);
            let class_level = 1 + rank.expect("the need is admitted");
            let mut cut = |of: u64, most: u64, level: &dyn Fn(u64) -> (usize, u64)| {
                let edge = |j: u64| (u128::from(of) * u128::from(j)).div_ceil(u128::from(count));
                for j in 0..count {
                    let (from, to) = (edge(j).min(most.into()), edge(j + 1).min(most.into()));
                    let (level, s) = level(j);
                    let width = u64::try_from(to - from).expect("at most a claim");
                    whole.push(Segment { level, gain: i128::from(s) * worth, width });
                }
            };
            cut(entitlement, claimed, &|j| if j < floor { (0, floor - j) } else { (class_level, count - j) });
            let above = claimed.saturating_sub(entitlement);
            cut(above, above, &|j| (policy.classes.len() + 1, count - j));
        }
    }
    let mut covered = need.covered.units();
    for segment in &mut whole {
        let gone = segment.width.min(covered);
        segment.width -= gone;
        covered -= gone;
    }
    whole.retain(|segment| segment.width > 0);
    // Neighbours of equal worth are one.
    let mut stack: Vec<Segment> = Vec::new();
    for segment in whole {
        match stack.last_mut() {
            Some(last) if (last.level, last.gain) == (segment.level, segment.gain) => last.width += segment.width,
            _ => stack.push(segment),
        }
    }
    Stack(stack)
}
