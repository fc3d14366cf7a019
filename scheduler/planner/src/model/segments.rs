//! A need's stack: segments of falling worth, by the policy. The formulas are in [`yicang_domain::policy`].
//! Exact; no floats.

#[cfg(test)]
mod tests;

use super::worth::Worth;
use crate::bisect::first;
use yicang_domain::situation::Need;
use yicang_domain::{FirstLevel, Part, Policy, Steps, Vector};

/// Units that are worth the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Segment {
    /// Per unit.
    pub worth: Worth,
    /// Units, above zero.
    pub width: u64,
}

/// What a need's units are worth, most first.
#[derive(Debug, Clone)]
pub(crate) struct Stack {
    claimed: u64,
    covered: u64,
    kind: Kind,
    /// Places in the draw of each unit, and more for the first `last` open ones.
    draw: u64,
    more: u64,
    last: u64,
}

#[derive(Debug, Clone)]
enum Kind {
    /// One segment, a unit worth so much.
    Plain(u128),
    Steps {
        entitlement: u64,
        class: usize,
        classes: usize,
        steps: Steps,
    },
}

/// Units of one sub-step.
#[derive(Debug, Clone, Copy)]
struct Slice {
    level: u8,
    s: u128,
    width: u64,
}

impl Stack {
    /// `None` where the policy knows no weight above zero, or (with steps) not the class.
    pub(crate) fn new(policy: &Policy, need: &Need) -> Option<Self> {
        let claimed = need.claimed.units();
        let weight = || policy.weight(&need.class, need.weight).map(|w| u128::from(w.micros())).filter(|w| *w > 0);
        let kind = match policy.first_level {
            FirstLevel::Units => Kind::Plain(weight()?),
            // At most 10^15 · 10^12.
            FirstLevel::Share => Kind::Plain(weight()? * 1_000_000_000_000 / u128::from(claimed.max(1))),
            FirstLevel::Steps(steps) => {
                let class = policy.class_rank(&need.class)?;
                Kind::Steps { entitlement: need.entitlement.units(), class, classes: policy.classes.len(), steps }
            }
        };
        Some(Self { claimed, covered: need.covered.units(), kind, draw: 0, more: 0, last: 0 })
    }

    /// Places in the draw: of each unit, and so many more for the first `last` open ones.
    pub(super) fn draw(&mut self, draw: u64, more: u64, last: u64) {
        (self.draw, self.more, self.last) = (draw, more, last);
    }

    /// The most that a unit is worth, apart from ω.
    pub(crate) fn most(&self) -> i128 {
        match &self.kind {
            Kind::Plain(s) => i128::try_from(*s).expect("at most 10^27"),
            Kind::Steps { steps, .. } => steps.count().into(),
        }
    }

    /// All sub-steps, with what is covered.
    fn slices(&self) -> Vec<Slice> {
        let Kind::Steps { entitlement, class, classes, steps } = &self.kind else {
            let Kind::Plain(s) = self.kind else { return Vec::new() };
            return vec![Slice { level: 0, s, width: self.claimed }];
        };
        let (n, floor) = (u64::from(steps.count()), u64::from(steps.floor() * steps.sub_steps));
        let small = |level: usize| u8::try_from(level).expect("few classes");
        // At most 10^12 · 2,000.
        let cut = |all: u64, j: u64| (all * j).div_ceil(n);
        let inside = (0..n).map(|j| {
            let (level, s) = if j < floor { (0, floor - j) } else { (small(1 + class), n - j) };
            let width = cut(*entitlement, j + 1).min(self.claimed) - cut(*entitlement, j).min(self.claimed);
            Slice { level, s: s.into(), width }
        });
        let above = self.claimed.saturating_sub(*entitlement);
        let beyond = (0..n).map(|j| {
            let width = cut(above, j + 1) - cut(above, j);
            Slice { level: small(classes + 1), s: (n - j).into(), width }
        });
        inside.chain(beyond).filter(|slice| slice.width > 0).collect()
    }

    /// The open slices.
    fn open(&self) -> Vec<Slice> {
        let mut covered = self.covered;
        let mut slices = self.slices();
        slices.retain_mut(|slice| {
            let gone = slice.width.min(covered);
            (covered, slice.width) = (covered - gone, slice.width - gone);
            slice.width > 0
        });
        slices
    }

    /// The open segments in packs of so many units, most worth first; what is less than a pack is left out.
    pub(crate) fn segments(&self, pack: u64) -> Vec<Segment> {
        let mut units: Vec<(Slice, u64)> = Vec::new();
        // What the last plan served comes first in the draw; whole packs of it.
        let mut last = self.last / pack * pack;
        for slice in self.open() {
            let first = slice.width.min(last);
            last -= first;
            for (width, draw) in [(first, self.draw + self.more), (slice.width - first, self.draw)] {
                if width > 0 {
                    units.push((Slice { width, ..slice }, draw));
                }
            }
        }
        if pack == 1 {
            let segment = |(Slice { level, s, width, .. }, draw): (Slice, u64)| Segment {
                worth: Worth::One { level, s, draw },
                width,
            };
            return units.into_iter().map(segment).collect();
        }
        packed(&units, pack)
    }

    /// How many whole packs of so many units are open.
    pub(crate) fn packs(&self, pack: u64) -> u64 {
        self.claimed.saturating_sub(self.covered) / pack
    }

    /// What an open pack is worth; they count from 0, most worth first.
    pub(crate) fn worth(&self, pack: u64, at: u64) -> Worth {
        let is_last = at < self.last / pack;
        let draw = self.draw + if is_last { self.more } else { 0 };
        let mut unit = self.covered + at * pack;
        if pack == 1 {
            let Slice { level, s, .. } = self.slice(unit).0;
            return Worth::One { level, s, draw };
        }
        let number =
            |factor: u128, units: u64| i128::try_from(factor * u128::from(units)).expect("at most 10^27 · 10^6");
        let (end, mut parts) = (unit + pack, vec![(Part::Draw, number(draw.into(), pack))]);
        while unit < end {
            let (Slice { level, s, .. }, next) = self.slice(unit);
            let next = next.min(end);
            let sum = number(s, next - unit);
            match parts.last_mut() {
                Some((part, same)) if *part == Part::Level(level) => *same += sum,
                _ => parts.push((Part::Level(level), sum)),
            }
            unit = next;
        }
        Worth::Many(Vector::from_parts(parts).expect("a pack's worth fits"))
    }

    /// The place of an open pack's worth: by level and s of its units; by the first of its levels and the mean of s
    /// there, over the whole pack, where it lies across several. The draw does not count. See
    /// [`crate::network::cuts::Stacks::place`].
    pub(crate) fn place(&self, pack: u64, at: u64) -> u32 {
        let Kind::Steps { .. } = self.kind else { return 0 };
        let mut unit = self.covered + at * pack;
        let (end, of, mut sum) = (unit + pack, self.slice(unit).0.level, 0_u128);
        while unit < end {
            let (Slice { level, s, .. }, next) = self.slice(unit);
            let next = next.min(end);
            if level != of {
                break;
            }
            sum += s * u128::from(next - unit);
            unit = next;
        }
        self.lowest(of) + u32::try_from(sum / u128::from(pack)).expect("no more than the sub-steps")
    }

    /// How many open packs are of higher places.
    pub(crate) fn above(&self, pack: u64, place: u32) -> u64 {
        let Kind::Steps { entitlement, class, steps, .. } = &self.kind else { return 0 };
        if pack > 1 {
            let lower = |at: i64| self.place(pack, at.unsigned_abs()) <= place;
            let most = i64::try_from(self.packs(pack)).expect("no more than a claim");
            return first(0, most, lower).unsigned_abs();
        }
        let (n, floor) = (steps.count(), steps.floor() * steps.sub_steps);
        let (of_floor, of_class) = (self.lowest(0), self.lowest(level_of(*class)));
        let inside = |sub_steps: u32| cut(*entitlement, sub_steps, n);
        let units = if place >= of_floor {
            inside(floor.saturating_sub(place - of_floor))
        } else if place >= of_class {
            inside(n.saturating_sub(place - of_class).max(floor))
        } else {
            entitlement + cut(self.claimed.saturating_sub(*entitlement), n.saturating_sub(place), n)
        };
        units.min(self.claimed).saturating_sub(self.covered)
    }

    /// The lowest place of a level; nothing is worth so little.
    fn lowest(&self, level: u8) -> u32 {
        let Kind::Steps { classes, steps, .. } = &self.kind else { return 0 };
        (u32::from(level_of(*classes)) - u32::from(level)) * (steps.count() + 1)
    }

    /// The sub-step that a unit of the claim lies in, which counts what is covered, and where that ends.
    fn slice(&self, unit: u64) -> (Slice, u64) {
        let (entitlement, class, classes, steps) = match &self.kind {
            Kind::Plain(s) => return (Slice { level: 0, s: *s, width: self.claimed }, self.claimed),
            Kind::Steps { entitlement, class, classes, steps } => (*entitlement, *class, *classes, steps),
        };
        let (n, floor) = (steps.count(), steps.floor() * steps.sub_steps);
        let is_above = unit >= entitlement;
        let (all, before) = if is_above { (self.claimed - entitlement, entitlement) } else { (entitlement, 0) };
        // ⌈all·j/N⌉ ≤ unit means j ≤ unit·N/all. At most 10^12 · 2,000.
        let j = u32::try_from((unit - before) * u64::from(n) / all).expect("fewer than the sub-steps");
        let (level, s) = match (is_above, j < floor) {
            (true, _) => (level_of(classes), n - j),
            (false, true) => (0, floor - j),
            (false, false) => (level_of(class), n - j),
        };
        let end = before + cut(all, j + 1, n);
        let width = end - before - cut(all, j, n);
        (Slice { level, s: s.into(), width }, end.min(self.claimed))
    }
}

/// The level of a class; of so many classes, what is above the entitlement.
fn level_of(class: usize) -> u8 {
    u8::try_from(1 + class).expect("few classes")
}

/// Units of the first sub-steps. At most 10^12 · 2,000.
fn cut(all: u64, sub_steps: u32, of: u32) -> u64 {
    (all * u64::from(sub_steps)).div_ceil(of.into())
}

/// Runs of packs that are worth the same, from units in order.
fn packed(units: &[(Slice, u64)], pack: u64) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut add = |worth: Worth, width: u64| match segments.last_mut() {
        Some(same) if same.worth == worth => same.width += width,
        _ => segments.push(Segment { worth, width }),
    };
    // A pack that is begun: how many units it has, and what they are worth.
    let (mut begun, mut parts) = (0_u64, Vec::<(Part, i128)>::new());
    let number = |factor: u128, units: u64| i128::try_from(factor * u128::from(units)).expect("at most 10^27 · 10^6");
    for (slice, draw) in units {
        let mut left = slice.width;
        if begun > 0 {
            let more = left.min(pack - begun);
            parts.extend([
                (Part::Level(slice.level), number(slice.s, more)),
                (Part::Draw, number((*draw).into(), more)),
            ]);
            (left, begun) = (left - more, begun + more);
            if begun == pack {
                let parts = std::mem::take(&mut parts);
                add(Worth::Many(Vector::from_parts(parts).expect("a pack's worth fits")), 1);
                begun = 0;
            }
        }
        if left >= pack {
            let parts = [(Part::Level(slice.level), number(slice.s, pack)), (Part::Draw, number((*draw).into(), pack))];
            add(Worth::Many(Vector::from_parts(parts).expect("a pack's worth fits")), left / pack);
            left %= pack;
        }
        if left > 0 {
            parts.extend([
                (Part::Level(slice.level), number(slice.s, left)),
                (Part::Draw, number((*draw).into(), left)),
            ]);
            begun = left;
        }
    }
    segments
}
