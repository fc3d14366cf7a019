//! What a unit is worth: cuts a need into segments of falling worth, by the policy's first level. Exact; no floats.

use std::cmp::Ordering;
use yicang_domain::situation::Need;
use yicang_domain::{FirstLevel, Policy};

/// The worth of one base unit as a fraction: weights count in millionths, steps in ones. The two never meet in one plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Worth {
    /// At most 10^15 (a decimal's millionths), or a step's worth.
    pub numerator: u64,
    /// 1, or the claim, at most 10^12.
    pub denominator: u64,
}

impl Ord for Worth {
    fn cmp(&self, other: &Self) -> Ordering {
        // At most 10^15 · 10^12 a side.
        let left = u128::from(self.numerator) * u128::from(other.denominator);
        left.cmp(&(u128::from(other.numerator) * u128::from(self.denominator)))
    }
}

impl PartialOrd for Worth {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Units of one need that are worth the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Segment {
    /// Per unit.
    pub worth: Worth,
    /// Base units, above zero.
    pub width: u64,
}

/// The open segments of a need, most worth first: the stack of its claim without the first `covered` units. `None` where
/// the policy knows no weight above zero or (with steps) not the class.
pub(crate) fn segments(policy: &Policy, need: &Need) -> Option<Vec<Segment>> {
    let claimed = need.claimed.units();
    let weight = || policy.weight(&need.class, need.weight).map(|weight| weight.micros()).filter(|micros| *micros > 0);
    let stack = match policy.first_level {
        FirstLevel::Units => vec![(weight()?, 1, claimed)],
        FirstLevel::Share => vec![(weight()?, claimed.max(1), claimed)],
        FirstLevel::Steps { steps, floor } => {
            let class = policy.class_rank(&need.class)?;
            // Steps are measured on the entitlement; the claim cuts the stack off. At most 10^12 · 100.
            let entitlement = need.entitlement.units();
            let worths = step_worths(policy.classes.len(), class, steps, floor);
            let cut = |j: u64| (entitlement * j / u64::from(steps)).min(claimed);
            let widths = (0..u64::from(steps)).map(|j| cut(j + 1) - cut(j));
            let mut stack: Vec<_> = worths.zip(widths).map(|(worth, width)| (worth, 1, width)).collect();
            stack.push((1, 1, claimed.saturating_sub(entitlement)));
            stack
        }
    };
    let mut covered = need.covered.units();
    let mut open = Vec::with_capacity(stack.len());
    for (numerator, denominator, width) in stack {
        let skipped = covered.min(width);
        covered -= skipped;
        if width > skipped {
            open.push(Segment { worth: Worth { numerator, denominator }, width: width - skipped });
        }
    }
    Some(open)
}

/// What a unit of each step is worth to class `class` of `classes` (0 = most urgent): the formula in `Policy`'s
/// documentation.
fn step_worths(classes: usize, class: usize, steps: u32, floor: u32) -> impl Iterator<Item = u64> {
    let above = u64::from(steps - floor);
    // At most `CLASSES_MAX`.
    let (classes, class) = (classes as u64, class as u64);
    (0..steps).map(move |j| match j < floor {
        true => 1 + classes * above + u64::from(floor - j),
        false => 1 + (classes - 1 - class) * above + u64::from(steps - j),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_domain::Situation;

    fn stack(policy: &str, need: &str) -> Vec<(u64, u64, u64)> {
        let policy = format!("yicang-policy 1\nname x\n{policy}class a 5\nclass b 1.5\n");
        let policy = Policy::from_text(&policy).unwrap();
        let text = format!("yicang-situation 1\nnow 2020-01-01T00:00:00Z\nneed S I {need}\n");
        let situation = Situation::from_text(&text).unwrap();
        let need = situation.needs.values().next().unwrap();
        let segments = segments(&policy, need).unwrap();
        segments.iter().map(|s| (s.worth.numerator, s.worth.denominator, s.width)).collect()
    }

    #[test]
    fn plain_policies_have_one_segment() {
        assert_eq!(stack("first-level units\n", "b 40 covered=10"), [(1_500_000, 1, 30)]);
        assert_eq!(stack("first-level share\n", "a 40 entitlement=1 covered=10"), [(5_000_000, 40, 30)]);
        assert_eq!(stack("first-level units\n", "elsewhere 40 weight=2"), [(2_000_000, 1, 40)]);
        assert_eq!(stack("first-level units\n", "a 40 covered=50"), []);
    }

    #[test]
    fn steps_are_a_class_blind_floor_then_classes_then_surplus() {
        let policy = "first-level steps\nsteps 4\nfloor-percent 50\n";
        assert_eq!(stack(policy, "a 12 entitlement=10"), [(7, 1, 2), (6, 1, 3), (5, 1, 2), (4, 1, 3), (1, 1, 2)]);
        assert_eq!(stack(policy, "b 12 entitlement=10"), [(7, 1, 2), (6, 1, 3), (3, 1, 2), (2, 1, 3), (1, 1, 2)]);
        assert_eq!(stack(policy, "b 12 entitlement=10 covered=6"), [(3, 1, 1), (2, 1, 3), (1, 1, 2)]);
        assert_eq!(stack(policy, "b 2 entitlement=10"), [(7, 1, 2)], "the claim cuts the stack off");
    }
}
