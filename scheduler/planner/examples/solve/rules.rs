//! The rules of a run: a shipped policy, with a speed so that ways are computed.

use std::ops::RangeInclusive;
use yicang_domain::{FirstLevel, Policy, Travel};

/// The shipped policies that can be asked for.
pub(crate) const POLICIES: [(&str, &str); 2] = [
    ("plain-units", include_str!("../../../policies/plain-units.policy")),
    ("floor-then-class", include_str!("../../../policies/floor-then-class.policy")),
];

/// How ways are computed, in the words of a policy.
const TRAVEL: &str = "speed-kmh 60\ndetour-percent 130\n";

/// The classes that needs are drawn from, and how many of ten fall to each.
pub(crate) const CLASSES: [(&str, usize); 4] = [("life-saving", 1), ("critical", 2), ("urgent", 3), ("routine", 4)];

/// Lateness above this could lead out of 32 bits in the check.
const LATENESS: RangeInclusive<u64> = 0..=1_000;

/// A policy, and what it says of each class of [`CLASSES`].
pub(crate) struct Rules {
    pub(crate) name: &'static str,
    /// The policy's text with the lines for travel.
    pub(crate) text: String,
    pub(crate) travel: Travel,
    /// Cost of each begun minute after a unit is due, 0 to 1,000.
    pub(crate) lateness: u32,
    /// Per class: the claim is cut into so many equal parts, each worth so many millionths a unit; falling.
    worths: Vec<Vec<u64>>,
}

impl Rules {
    /// The shipped policy of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let (name, shipped) = POLICIES.into_iter().find(|(known, _)| *known == name)?;
        let text = format!("{shipped}{TRAVEL}");
        let policy = Policy::from_text(&text).expect("shipped policies are good");
        assert!(LATENESS.contains(&policy.lateness), "shipped policies do not punish lateness out of all measure");
        let worths = CLASSES.iter().map(|(class, _)| worths(&policy, class)).collect();
        let lateness = u32::try_from(policy.lateness).expect("at most 1,000");
        Some(Self { name, text, travel: Travel::new(&policy), lateness, worths })
    }

    /// Second-level cost of a unit.
    pub(crate) fn cost(&self, minutes: u16, due: u16) -> u32 {
        u32::from(minutes) + self.lateness * u32::from(minutes.saturating_sub(due))
    }

    /// Per class, what a unit of each part of the claim is worth, in millionths.
    pub(crate) fn worths(&self) -> &[Vec<u64>] {
        &self.worths
    }

    /// The segments of a claim: which part of [`Rules::worths`], and its width, above zero; most worth first.
    pub(crate) fn stack(&self, class: u8, units: u32) -> impl Iterator<Item = (usize, u32)> + use<> {
        let parts = u32::try_from(self.worths[usize::from(class)].len()).expect("at most 100 steps");
        let (whole, rest) = (units / parts, units % parts);
        // ⌊e·(j+1)/S⌋ − ⌊e·j/S⌋ is e ÷ S, and one more where the rests add up to S.
        let mut carried = 0;
        (0..parts as usize).filter_map(move |part| {
            carried += rest;
            let one = u32::from(carried >= parts);
            carried -= one * parts;
            (whole + one > 0).then_some((part, whole + one))
        })
    }
}

/// The formula of [`Policy`]'s documentation, for a claim that is all entitlement.
fn worths(policy: &Policy, class: &str) -> Vec<u64> {
    let class = class.parse().expect("a class name");
    let rank = policy.class_rank(&class).expect("shipped policies name every class") as u64;
    match policy.first_level {
        FirstLevel::Steps { steps, floor } => {
            let (above, classes) = (u64::from(steps - floor), policy.classes.len() as u64);
            let worth = |j: u32| match j < floor {
                true => 1 + classes * above + u64::from(floor - j),
                false => 1 + (classes - 1 - rank) * above + u64::from(steps - j),
            };
            (0..steps).map(|j| worth(j) * 1_000_000).collect()
        }
        FirstLevel::Units | FirstLevel::Share => vec![policy.weight(&class, None).expect("it has a weight").micros()],
    }
}

/// The distinct worths among the segments of an item, rising; the first has rank 1.
pub(crate) struct Ranks {
    /// Per class and part.
    ranks: Vec<Vec<u32>>,
    pub(crate) count: u32,
}

impl Ranks {
    /// Of the claims of an item: class and units.
    pub(crate) fn new(rules: &Rules, claims: impl Iterator<Item = (u8, u32)>) -> Self {
        let mut open: Vec<Vec<bool>> = rules.worths().iter().map(|parts| vec![false; parts.len()]).collect();
        let mut whole = vec![false; open.len()];
        for (class, units) in claims.filter(|(_, units)| *units > 0) {
            let at = usize::from(class);
            if !whole[at] {
                whole[at] = units as usize >= open[at].len();
                rules.stack(class, units).for_each(|(part, _)| open[at][part] = true);
            }
        }
        let all = rules.worths().iter().zip(&open);
        let mut distinct: Vec<u64> = all
            .flat_map(|(worths, open)| worths.iter().zip(open).filter(|(_, open)| **open))
            .map(|(w, _)| *w)
            .collect();
        distinct.sort_unstable();
        distinct.dedup();
        let small = |rank: usize| u32::try_from(rank).expect("at most 100 for each class");
        let rank = |worth: &u64| small(distinct.partition_point(|known| known < worth) + 1);
        let ranks = rules.worths().iter().map(|worths| worths.iter().map(rank).collect()).collect();
        Self { ranks, count: small(distinct.len()) }
    }

    /// The rank of a part that is open somewhere in the item.
    pub(crate) fn of(&self, class: u8, part: usize) -> u32 {
        self.ranks[usize::from(class)][part]
    }
}
