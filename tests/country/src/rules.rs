//! The rules of a run: a shipped policy, with a speed so that ways are computed; and what they say of each claim.

use crate::country::{Asked, CLASSES};
use std::ops::RangeInclusive;
use yicang_domain::{FirstLevel, Policy, Steps, Travel};
use yicang_planner::cuts::Stacks;

/// The shipped policies that can be asked for.
pub const POLICIES: [(&str, &str); 2] = [
    ("plain-units", include_str!("../../../scheduler/policies/plain-units.policy")),
    ("floor-then-class", include_str!("../../../scheduler/policies/floor-then-class.policy")),
];

/// How ways are computed, in the words of a policy.
const TRAVEL: &str = "speed-kmh 60\ndetour-percent 130\n";

/// No policy that can be asked for has more levels.
pub const LEVELS: usize = 7;

/// Lateness above this could lead out of 32 bits in the check.
const LATENESS: RangeInclusive<u64> = 0..=1_000;

/// A policy, and what it says of each class of [`CLASSES`].
pub struct Rules {
    /// The name of the policy.
    pub name: &'static str,
    /// The policy's text with the lines for travel.
    pub text: String,
    /// Travel times by the policy.
    pub travel: Travel,
    /// Cost of each begun minute after a unit is due, 0 to 1,000.
    pub lateness: u32,
    /// How many levels service has.
    pub levels: usize,
    /// Decimal places of a level's number.
    pub places: usize,
    worth: Worth,
}

/// What a unit is worth.
enum Worth {
    /// By class, in millionths.
    Weights(Vec<i64>),
    /// By level and sub-step; the level of each class.
    Steps(Steps, Vec<usize>),
}

impl Rules {
    /// The shipped policy of this name; with so many sub-steps in a step, if that is said.
    pub fn named(name: &str, sub_steps: Option<u32>) -> Option<Self> {
        let (name, shipped) = POLICIES.into_iter().find(|(known, _)| *known == name)?;
        let is_kept = |line: &&str| sub_steps.is_none() || !line.starts_with("sub-steps ");
        let mut text: String = shipped.lines().filter(is_kept).map(|line| format!("{line}\n")).collect();
        text += TRAVEL;
        text += &sub_steps.map_or(String::new(), |sub_steps| format!("sub-steps {sub_steps}\n"));
        let policy = Policy::from_text(&text).ok()?;
        assert!(LATENESS.contains(&policy.lateness), "shipped policies do not punish lateness out of all measure");
        let lateness = u32::try_from(policy.lateness).expect("at most 1,000");
        let classes = CLASSES.map(|(class, _)| class.parse().expect("a class name"));
        let worth = match policy.first_level {
            FirstLevel::Steps(steps) => {
                let level = |class| 1 + policy.class_rank(class).expect("shipped policies name every class");
                Worth::Steps(steps, classes.iter().map(level).collect())
            }
            FirstLevel::Units | FirstLevel::Share => {
                let weight = |class| policy.weight(class, None).expect("it has a weight").micros();
                Worth::Weights(classes.iter().map(|class| i64::try_from(weight(class)).expect("small")).collect())
            }
        };
        let (levels, places) = (policy.levels(), policy.service_places());
        assert!(levels <= LEVELS, "there is room for every level");
        Some(Self { name, text, travel: policy.travel_times(), lateness, levels, places, worth })
    }

    /// Second-level cost of a unit.
    pub fn cost(&self, minutes: u16, due: u16) -> u32 {
        u32::from(minutes) + self.lateness * u32::from(minutes.saturating_sub(due))
    }

    /// Whether a draw decides among equals.
    pub fn has_draw(&self) -> bool {
        matches!(self.worth, Worth::Steps(..))
    }

    /// Level and s of a unit of a claim that is all entitlement; by the formulas of [`Policy`]'s documentation.
    fn step(&self, one: &Asked, unit: u32) -> (usize, u32) {
        let Worth::Steps(steps, levels) = &self.worth else { return (0, 0) };
        let (n, floor) = (steps.count(), steps.floor() * steps.sub_steps);
        // ⌈e·j/N⌉ ≤ unit means j ≤ unit·N/e.
        let j = u64::from(unit) * u64::from(n) / u64::from(one.units);
        let j = u32::try_from(j).expect("fewer than the sub-steps");
        if j < floor { (0, floor - j) } else { (levels[usize::from(one.class)], n - j) }
    }

    /// The lowest place of a level.
    fn lowest(&self, steps: Steps, level: usize) -> u32 {
        u32::try_from(self.levels - 1 - level).expect("few levels") * (steps.count() + 1)
    }

    /// A unit's place among all that are worth something: by level, then sub-step.
    fn place(&self, one: &Asked, unit: u32) -> u32 {
        let Worth::Steps(steps, _) = self.worth else { return 0 };
        let (level, s) = self.step(one, unit);
        self.lowest(steps, level) + s
    }

    /// A number that orders the units of an item by what they are worth: its weight; or its place, then the draw.
    pub fn gain(&self, one: &Asked, unit: u32) -> i64 {
        match &self.worth {
            Worth::Weights(weights) => weights[usize::from(one.class)],
            Worth::Steps(..) => i64::from(self.place(one, unit)) << 32 | i64::from(one.draw),
        }
    }

    /// Units of higher places.
    fn above(&self, one: &Asked, place: u32) -> u32 {
        let Worth::Steps(steps, levels) = &self.worth else { return 0 };
        let (n, floor) = (steps.count(), steps.floor() * steps.sub_steps);
        let (of_floor, of_class) = (self.lowest(*steps, 0), self.lowest(*steps, levels[usize::from(one.class)]));
        let sub_steps = match place.checked_sub(of_floor) {
            Some(s) => floor.saturating_sub(s),
            None => n.saturating_sub(place.saturating_sub(of_class)).max(floor),
        };
        u32::try_from((u64::from(one.units) * u64::from(sub_steps)).div_ceil(n.into())).expect("no more than all")
    }

    /// Adds what the first units of a claim are worth, level by level; an item of unknown weight.
    pub fn add_service(&self, one: &Asked, units: u32, service: &mut [i128; LEVELS]) {
        match &self.worth {
            Worth::Weights(weights) => service[0] += i128::from(weights[usize::from(one.class)]) * i128::from(units),
            Worth::Steps(steps, levels) => {
                let (n, floor) = (steps.count(), steps.floor() * steps.sub_steps);
                let (mut floors, mut others, mut begin) = (0, 0, 0);
                let (whole, rest) = (one.units / n, one.units % n);
                // ⌈e·j/N⌉ less e·j/N, times N.
                let mut over = 0;
                for j in 0..n {
                    let more = u32::from(over < rest);
                    over = over + n * more - rest;
                    let width = whole + more;
                    let width = width.min(units - begin);
                    let (s, sum) = if j < floor { (floor - j, &mut floors) } else { (n - j, &mut others) };
                    *sum += u64::from(s) * u64::from(width);
                    begin += width;
                    if begin == units {
                        break;
                    }
                }
                service[0] += i128::from(floors);
                service[levels[usize::from(one.class)]] += i128::from(others);
            }
        }
    }
}

/// The claims of an item, as stacks.
pub struct Claims<'a> {
    /// The policy.
    pub rules: &'a Rules,
    /// The needs of one item.
    pub asked: &'a [Asked],
}

impl Stacks for Claims<'_> {
    type Gain = i64;

    fn needs(&self) -> usize {
        self.asked.len()
    }

    fn units(&self, need: usize) -> i64 {
        self.asked[need].units.into()
    }

    fn gain(&self, need: usize, unit: i64) -> i64 {
        self.rules.gain(&self.asked[need], small(unit))
    }

    fn place(&self, need: usize, unit: i64) -> u32 {
        self.rules.place(&self.asked[need], small(unit))
    }

    fn above(&self, need: usize, place: u32) -> i64 {
        self.rules.above(&self.asked[need], place).into()
    }
}

fn small(unit: i64) -> u32 {
    u32::try_from(unit).expect("no more than a claim")
}
