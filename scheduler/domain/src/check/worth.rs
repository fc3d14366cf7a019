//! What a unit is worth and costs, counted anew from policy and situation by the definition in [`crate::policy`].

use super::flow::{Flow, Sent};
use super::groups::Groups;
use super::index::Index;
use super::names;
use crate::draw::ticket;
use crate::policy::{FirstLevel, Policy, SecondLevel};
use crate::situation::Need;
use crate::vector::{Part, Vector};
use yicang_language::{Message, message};

/// A share of a claim is counted in parts of this many to a millionth of weight.
const SHARE_ONE: i128 = 1_000_000_000_000;

/// Units of a need that gain the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) level: u8,
    /// s · ω, or what a plain policy says.
    pub(super) worth: i128,
    /// Places in the draw; 0 where there is none.
    pub(super) draw: i128,
    pub(super) width: u64,
}

/// The open units of a need, dearest first: what is covered has left its beginning.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stack {
    shape: Shape,
    claimed: u64,
    covered: u64,
    open: u64,
    /// Open units that the last plan served.
    kept: u64,
    /// Places in the draw of units that the last plan served, and of others.
    draw: [i128; 2],
}

#[derive(Debug, Clone, Copy)]
enum Shape {
    /// One level, all units alike.
    Flat {
        worth: i128,
    },
    Steps(Ladder),
}

/// An entitlement cut into sub-steps.
#[derive(Debug, Clone, Copy)]
struct Ladder {
    entitlement: u64,
    /// N, at most 2,000.
    count: u64,
    /// F·B: sub-steps of the floor.
    floor: u64,
    /// The level of the need's class.
    class: u8,
    /// The level of what is claimed above the entitlement.
    above: u8,
    omega: i128,
}

impl Stack {
    /// Units that a plan may give.
    pub(super) fn open(&self) -> u64 {
        self.open
    }

    /// What the worth of a unit at a level is counted in, so that people can be shown percentages.
    pub(super) fn omega(&self) -> i128 {
        match self.shape {
            Shape::Flat { worth } => worth,
            Shape::Steps(ladder) => ladder.omega,
        }
    }

    /// From an open unit to the last that gains the same. `None` beyond what is open.
    pub(super) fn run(&self, at: u64) -> Option<Run> {
        if at >= self.open {
            return None;
        }
        let unit = self.covered + at;
        let (level, worth, end) = match self.shape {
            Shape::Flat { worth } => (0, worth, self.claimed),
            Shape::Steps(ladder) => ladder.at(unit, self.claimed),
        };
        let end = end.min(self.claimed) - self.covered;
        let (draw, end) = if at < self.kept { (self.draw[0], end.min(self.kept)) } else { (self.draw[1], end) };
        Some(Run { level, worth, draw, width: end.min(self.open) - at })
    }

    /// The first units of the stack.
    pub(super) fn runs(&self, units: u64) -> impl Iterator<Item = Run> {
        self.between(0, units)
    }

    /// The open units from one to before another.
    pub(super) fn between(&self, from: u64, to: u64) -> impl Iterator<Item = Run> {
        let (mut at, to) = (from, to.min(self.open));
        std::iter::from_fn(move || {
            let mut run = self.run(at).filter(|_| at < to)?;
            run.width = run.width.min(to - at);
            at += run.width;
            Some(run)
        })
    }

    /// What the pack that follows so many gains: the sum over its units. `None` where that does not fit.
    pub(super) fn pack(&self, at: u64, pack: u64) -> Option<Vector> {
        let from = at.checked_mul(pack)?;
        let units = self.between(from, from.checked_add(pack)?);
        let parts = units.map(|run| {
            let width = i128::from(run.width);
            let gains = [(Part::Level(run.level), run.worth), (Part::Draw, run.draw)];
            gains.map(|(part, gain)| gain.checked_mul(width).map(|gain| (part, gain)))
        });
        Vector::from_parts(parts.flatten().collect::<Option<Vec<_>>>()?)
    }

    /// Adds what the first units are worth to each level's value.
    pub(super) fn value(&self, units: u64, levels: &mut [i128]) -> Option<()> {
        for run in self.runs(units) {
            let level = &mut levels[usize::from(run.level)];
            *level = level.checked_add(run.worth.checked_mul(run.width.into())?)?;
        }
        Some(())
    }
}

impl Ladder {
    /// Level and worth of a unit of the claim, counted from its beginning, and where the units of its sub-step end.
    fn at(&self, unit: u64, claimed: u64) -> (u8, i128, u64) {
        let n = self.count;
        if unit < self.entitlement {
            let (step, end) = sub_step(unit, self.entitlement, n);
            let (level, s) = if step < self.floor { (0, self.floor - step) } else { (self.class, n - step) };
            return (level, i128::from(s) * self.omega, end);
        }
        let (step, end) = sub_step(unit - self.entitlement, claimed - self.entitlement, n);
        (self.above, i128::from(n - step) * self.omega, self.entitlement + end)
    }
}

/// Which of N sub-steps of so many units a unit lies in, and where that ends. Sub-step j begins at ⌈units·j/N⌉: so j is
/// the greatest with units·j ≤ unit·N. Products are at most 10¹² · 2,000.
fn sub_step(unit: u64, units: u64, n: u64) -> (u64, u64) {
    let step = unit * n / units;
    (step, (units * (step + 1)).div_ceil(n))
}

/// The stack of every need. One of a class that the policy does not know has nothing open.
pub(super) fn stacks(index: &Index<'_>, groups: &Groups) -> Vec<Stack> {
    let is_drawn = matches!(index.policy.first_level, FirstLevel::Steps(_));
    let (places, kept) = if is_drawn { (places(index), kept(index, groups)) } else { (Vec::new(), Vec::new()) };
    let needs = i128::from(u64::try_from(index.needs.len()).expect("a count"));
    let stack = |(at, row): (usize, &super::index::NeedRow<'_>)| {
        let (kept, place) = if is_drawn { (kept[at], needs - places[at]) } else { (0, 0) };
        let draw = if is_drawn { [needs + place, place] } else { [0, 0] };
        let (claimed, covered) = (row.need.claimed.units(), row.need.covered.units());
        let shape = shape(index.policy, row.need, groups.omega(row.item));
        Stack { shape, claimed, covered, open: row.open, kept: kept.min(row.open), draw }
    };
    index.needs.iter().enumerate().map(stack).collect()
}

/// A need that nobody may give anything has a shape that nobody looks at.
fn shape(policy: &Policy, need: &Need, omega: i128) -> Shape {
    // Without a class or weight the policy does not admit the need, and nothing of it is open.
    let weight = || policy.weight(&need.class, need.weight).map_or(0, |weight| i128::from(weight.micros()));
    match policy.first_level {
        FirstLevel::Units => Shape::Flat { worth: weight() },
        FirstLevel::Share => Shape::Flat { worth: weight() * SHARE_ONE / i128::from(need.claimed.units().max(1)) },
        FirstLevel::Steps(steps) => {
            let level = |level: usize| u8::try_from(level).expect("at most CLASSES_MAX + 2");
            // As above.
            let class = policy.class_rank(&need.class).unwrap_or(0);
            Shape::Steps(Ladder {
                entitlement: need.entitlement.units(),
                count: steps.count().into(),
                floor: u64::from(steps.floor()) * u64::from(steps.sub_steps),
                class: level(1 + class),
                above: level(1 + policy.classes.len()),
                omega,
            })
        }
    }
}

/// Where each need's ticket stands among all, lowest first.
fn places(index: &Index<'_>) -> Vec<i128> {
    let seed = index.situation.seed.as_deref().unwrap_or("");
    let mut tickets: Vec<_> = index.needs.iter().enumerate().map(|(at, row)| (ticket(seed, row.key), at)).collect();
    tickets.sort_unstable();
    let mut places = vec![0; index.needs.len()];
    for (place, (_, need)) in (0..).zip(tickets) {
        places[need] = place;
    }
    places
}

/// How many units of each need the last plan served, in whole packs where those are the unit of the need's group.
fn kept(index: &Index<'_>, groups: &Groups) -> Vec<u64> {
    let mut kept = vec![0_u64; index.needs.len()];
    for ((lot, site, serves), units) in &index.situation.last {
        let need = index.need(&crate::id::NeedKey { site: site.clone(), item: serves.clone() });
        let Some((need, item)) = need.zip(index.item(&lot.item)) else { continue };
        let mut roles = index.items[index.needs[need].item].roles.iter();
        if let Some(role) = roles.find(|role| role.item == item && role.component.is_none()) {
            kept[need] = kept[need].saturating_add(units.units() * role.needed / role.given);
        }
    }
    for (kept, row) in kept.iter_mut().zip(&index.needs) {
        let pack = groups.pack(row.item);
        *kept = *kept / pack * pack;
    }
    kept
}

/// What the whole of a column costs, in millionths.
pub(super) fn cost(index: &Index<'_>, level: SecondLevel, sent: &Sent) -> Result<i128, Message> {
    let name = || names::shipment(index.lots[sent.lot].key, &index.needs[sent.need].key.site);
    let passage = index.passage(sent.lot, sent.need).ok();
    let column = index.role(sent.lot, sent.need).zip(passage);
    let (role, passage) = column.ok_or_else(|| message!("check-no-way", what = name()))?;
    let unit = index.unit_cost(level, role, sent.lot, sent.need, &passage);
    let unit = unit.ok_or_else(|| message!("check-lane-no-cost"))?;
    let beyond = i128::from(sent.units.saturating_sub(index.last(sent.lot, sent.need)));
    let plain = unit.checked_mul(i128::from(sent.units));
    let sum = plain.zip(index.change().checked_mul(beyond)).and_then(|(plain, change)| plain.checked_add(change));
    sum.ok_or_else(too_large)
}

/// What is said of sums that do not fit.
pub(super) fn too_large() -> Message {
    message!("check-too-large")
}

/// What some needs get: V by level, and the cost in millionths.
pub(super) fn count(
    index: &Index<'_>,
    level: SecondLevel,
    flow: &Flow,
    stacks: &[Stack],
    needs: impl Iterator<Item = usize>,
) -> Result<(Vec<i128>, i128), Message> {
    let (mut service, mut costs) = (vec![0; index.policy.levels()], 0_i128);
    for need in needs {
        stacks[need].value(flow.by_need[need], &mut service).ok_or_else(too_large)?;
        for sent in flow.to(need) {
            costs = costs.checked_add(cost(index, level, sent)?).ok_or_else(too_large)?;
        }
    }
    Ok((service, costs))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ladder(entitlement: u64, claimed: u64, covered: u64) -> Stack {
        let ladder = Ladder { entitlement, count: 4, floor: 2, class: 1, above: 3, omega: 10 };
        let open = claimed - covered;
        Stack { shape: Shape::Steps(ladder), claimed, covered, open, kept: 0, draw: [7, 2] }
    }

    fn shown(stack: &Stack) -> Vec<(u8, i128, u64)> {
        stack.runs(u64::MAX).map(|run| (run.level, run.worth, run.width)).collect()
    }

    #[test]
    fn sub_steps_are_rounded_up_so_that_the_floor_is_never_less_than_its_share() {
        assert_eq!(shown(&ladder(1, 1, 0)), [(0, 20, 1)]);
        assert_eq!(shown(&ladder(6, 6, 0)), [(0, 20, 2), (0, 10, 1), (1, 20, 2), (1, 10, 1)]);
        assert_eq!(shown(&ladder(3, 3, 0)), [(0, 20, 1), (0, 10, 1), (1, 20, 1)]);
    }

    #[test]
    fn what_is_claimed_above_the_entitlement_is_cut_in_the_same_way() {
        assert_eq!(shown(&ladder(4, 6, 3)), [(1, 10, 1), (3, 40, 1), (3, 20, 1)]);
        assert_eq!(shown(&ladder(0, 2, 0)), [(3, 40, 1), (3, 20, 1)]);
        assert_eq!(shown(&ladder(8, 3, 0)), [(0, 20, 2), (0, 10, 1)]);
        assert_eq!(shown(&ladder(8, 3, 3)), []);
    }

    #[test]
    fn runs_of_the_largest_claims_are_found_at_once() {
        let most = 1_000_000_000_000;
        let stack = ladder(most - 1, most, 0);
        assert_eq!(shown(&stack).len(), 5);
        assert_eq!(stack.run(most - 1), Some(Run { level: 3, worth: 40, draw: 2, width: 1 }));
        assert_eq!(stack.run(most), None);
    }

    #[test]
    fn a_pack_gains_what_its_units_gain() {
        let mut stack = ladder(8, 8, 1);
        stack.kept = 2;
        assert_eq!(stack.pack(0, 5).unwrap().to_string(), "0:40,1:40,draw:20");
        assert_eq!(stack.pack(1, 5).unwrap().to_string(), "1:20,draw:4");
        assert_eq!(stack.run(1), Some(Run { level: 0, worth: 10, draw: 7, width: 1 }));
    }
}
