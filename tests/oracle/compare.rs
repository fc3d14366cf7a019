//! A plan beside the oracle.
//!
//! What is planned by itself must be as good to the unit: every level, the draw, the cost. What is planned together
//! must not lie beyond its stated gap, and leave no exchange that would raise a level.

use crate::best;
use crate::count::{Counted, count};
use crate::exchange;
use crate::flow::{self, COST, DRAW, LEVELS};
use crate::generate::Case;
use crate::parts::{Part, parts, plain_items};
use crate::reading::Reading;
use crate::whole::Answer;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use yicang_domain::{ItemId, Plan, Target};

/// How a plan compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// Nothing is planned together, and all is best to the unit.
    Exact,
    /// Every level of what is planned together is the best, too.
    AtOptimum,
    /// Within the stated gap, and below the best.
    BelowOptimum,
    /// The oracle did not finish; what it knows agrees.
    Undecided,
}

/// What the oracle says of a plan.
pub(crate) struct Verdict {
    pub(crate) standing: Standing,
    /// All that is wrong.
    pub(crate) faults: Vec<String>,
    /// Items that are planned together though no limit, ratio, kit or pack couples them.
    pub(crate) joint_without_need: BTreeSet<ItemId>,
    /// The first level at which the plan is below the best, and by how many millionths of that.
    pub(crate) below: Option<(usize, i128)>,
}

/// The best of a part.
struct Optimum {
    levels: Vec<i128>,
    /// Of parts in packs of one size, where there is a draw.
    drawn: Option<Drawn>,
    /// The least cost after levels and, if it is counted, the draw.
    cost: i128,
}

struct Drawn {
    pack: u64,
    /// What the draw comes to.
    sum: i128,
    /// Who gets how much; with packs, two may be of equal worth in the draw, too.
    given: BTreeMap<usize, u64>,
}

enum Failure {
    /// It did not finish.
    Undecided,
    /// Two ways of solving differ.
    OfOracle(String),
}

/// The oracle's answer for a part. Both ways to it must agree where there are two.
fn optimum(reading: &Reading, part: &Part, seconds: f64) -> Result<Optimum, Failure> {
    let Some(pack) = part.pack else {
        let Answer { levels, cost, .. } = best::best(reading, part, seconds, true).map_err(|_| Failure::Undecided)?;
        return Ok(Optimum { levels, drawn: None, cost });
    };
    let best = flow::best(reading, part, pack);
    let (levels, cost) = (best.gain[LEVELS..LEVELS + reading.levels].to_vec(), -best.gain[COST]);
    if let Ok(answer) = best::best(reading, part, seconds.min(0.5), !reading.draws)
        && (answer.levels != levels || (!reading.draws && answer.cost != cost))
    {
        let ways = format!("{levels:?} at {cost} by flow, {:?} at {} by good_lp", answer.levels, answer.cost);
        return Err(Failure::OfOracle(ways));
    }
    let drawn = || Drawn { pack, sum: best.gain[DRAW], given: best.given(reading) };
    Ok(Optimum { levels, drawn: reading.draws.then(drawn), cost })
}

/// Compares a plan with the oracle's, which has so many seconds for each step of what is planned together.
pub(crate) fn verdict(case: &Case, plan: &Plan, seconds: f64) -> Verdict {
    // Which overrides lapse the checker counts by itself.
    let mut kept = case.situation.clone();
    kept.overrides.retain(|(lot, need), _| !plan.lapsed.iter().any(|line| (&line.lot, &line.need) == (lot, need)));
    let reading = Reading::of(&kept, &case.policy, case.second);
    let joint_without_need: BTreeSet<ItemId> =
        plain_items(&reading).into_iter().filter(|item| plan.joint.contains(item)).collect();
    let standing = if plan.joint.is_empty() { Standing::Exact } else { Standing::AtOptimum };
    let mut verdict = Verdict { standing, faults: Vec::new(), joint_without_need, below: None };
    match count(&reading, plan) {
        Ok(counted) => Comparison { reading: &reading, plan, counted: &counted }.run(&mut verdict, seconds),
        Err(faults) => verdict.faults = faults,
    }
    verdict
}

struct Comparison<'a> {
    reading: &'a Reading,
    plan: &'a Plan,
    counted: &'a Counted,
}

/// Sums over the parts.
struct Sums {
    /// The best, by level.
    best: Vec<i128>,
    /// The best of what is planned together, by level.
    together: Vec<i128>,
    /// The least cost of what is planned together, where it is known without a draw.
    least_cost: Option<i128>,
}

impl Comparison<'_> {
    fn run(&self, verdict: &mut Verdict, seconds: f64) {
        let none = vec![0; self.reading.levels];
        let mut sums = Sums { best: none.clone(), together: none, least_cost: Some(0) };
        let mut joint = Part { needs: Vec::new(), columns: Vec::new(), rows: Vec::new(), pack: None };
        for part in parts(self.reading) {
            let is_joint = part.needs.iter().any(|need| self.is_joint(*need));
            match optimum(self.reading, &part, seconds) {
                Ok(optimum) => {
                    sums.best.iter_mut().zip(&optimum.levels).for_each(|(sum, level)| *sum += level);
                    if is_joint {
                        sums.together.iter_mut().zip(&optimum.levels).for_each(|(sum, level)| *sum += level);
                        let cost = Some(optimum.cost).filter(|_| optimum.drawn.is_none());
                        sums.least_cost = sums.least_cost.zip(cost).map(|(sum, cost)| sum + cost);
                        self.compare_levels(&part, &optimum, seconds, verdict);
                    } else {
                        self.compare_exactly(&part, &optimum, verdict);
                    }
                }
                Err(Failure::Undecided) => {
                    self.exchanges(&part, seconds, verdict);
                    verdict.standing = Standing::Undecided;
                }
                Err(Failure::OfOracle(why)) => verdict.faults.push(format!("the oracle contradicts itself: {why}")),
            }
            if is_joint {
                joint.needs.extend(part.needs);
                joint.columns.extend(part.columns);
                joint.rows.extend(part.rows);
            }
        }
        if verdict.standing != Standing::Undecided && verdict.faults.is_empty() {
            self.compare_bounds(&sums, verdict);
            self.compare_claims(&sums, &joint, verdict);
            if let Some((level, _)) = verdict.below {
                self.compare_later(&joint, level + 1, seconds, verdict);
            }
        }
    }

    fn is_joint(&self, need: usize) -> bool {
        self.plan.joint.contains(&self.reading.needs[need].key.item)
    }

    fn names(&self, part: &Part) -> String {
        let names = part.needs.iter().map(|need| self.reading.needs[*need].key.to_string());
        names.collect::<Vec<_>>().join(", ")
    }

    fn levels(&self, part: &Part) -> Vec<i128> {
        let level = |level: usize| part.needs.iter().map(|need| self.counted.by_need[*need][level]).sum();
        (0..self.reading.levels).map(level).collect()
    }

    fn cost(&self, part: &Part) -> i128 {
        part.needs.iter().map(|need| self.counted.cost_of[*need]).sum()
    }

    fn compare_exactly(&self, part: &Part, optimum: &Optimum, verdict: &mut Verdict) {
        let (levels, cost) = (self.levels(part), self.cost(part));
        let given = |need: &usize| self.counted.given[*need];
        let said = if levels != optimum.levels {
            format!("levels {levels:?}, best {:?}", optimum.levels)
        } else if let Some(best) = &optimum.drawn {
            let drawn = |need: &usize| flow::drawn(self.reading, *need, best.pack, given(need));
            let drawn: i128 = part.needs.iter().map(drawn).sum();
            let other = |need: &&usize| given(need) != best.given.get(*need).copied().unwrap_or(0);
            match part.needs.iter().find(other).filter(|_| best.pack == 1) {
                _ if drawn != best.sum => format!("draw {drawn}, best {}", best.sum),
                Some(need) => format!("{} for {}", given(need), self.reading.needs[*need].key),
                None if cost != optimum.cost => format!("cost {cost}, best {}", optimum.cost),
                None => return,
            }
        } else if cost != optimum.cost && !self.reading.draws {
            format!("cost {cost}, best {}", optimum.cost)
        } else {
            return;
        };
        verdict.faults.push(format!("planned by itself: {said}: {}", self.names(part)));
    }

    /// What is planned together is not above the oracle's best, and where it is below, no exchange would raise it.
    fn compare_levels(&self, part: &Part, optimum: &Optimum, seconds: f64, verdict: &mut Verdict) {
        let levels = self.levels(part);
        if levels > optimum.levels {
            let needs = self.names(part);
            verdict
                .faults
                .push(format!("the oracle is not at its best: {:?}, plan {levels:?}: {needs}", optimum.levels));
        }
        if levels != optimum.levels {
            self.exchanges(part, seconds, verdict);
        }
    }

    /// Level by level while earlier ones are equal: value ≤ best ≤ bound.
    fn compare_bounds(&self, sums: &Sums, verdict: &mut Verdict) {
        for (level, best) in sums.best.iter().enumerate() {
            let (value, bound) = (self.counted.levels[level], self.plan.bound[level]);
            if bound < *best {
                verdict.faults.push(format!("level {level}: bound {bound}, best {best}, value {value}"));
            }
            if value != *best {
                verdict.standing = Standing::BelowOptimum;
                verdict.below = Some((level, (best - value) * 1_000_000 / best.max(&1)));
                return;
            }
        }
    }

    /// What is said of what is planned together, while earlier levels are equal; and its cost, where all are.
    fn compare_claims(&self, sums: &Sums, joint: &Part, verdict: &mut Verdict) {
        let first = verdict.below.map_or(self.reading.levels, |(level, _)| level);
        self.hold_claims(&sums.together, 0..=first, verdict);
        let (cost, Some(least)) = (self.cost(joint), sums.least_cost) else { return };
        if verdict.below.is_some() {
            return;
        }
        if cost < least {
            verdict.faults.push(format!("the oracle's cost {least} is not the least: {cost}"));
        }
        if let Some(claim) = self.plan.claims.iter().find(|claim| claim.of == Target::Cost) {
            let gap = i128::try_from(claim.gap()).expect("below 2^127");
            if cost - gap > least {
                verdict.faults.push(format!("cost {cost} with a gap of {gap}, the least is {least}"));
            }
        }
    }

    /// What is said of later levels, if no earlier one falls below what the plan reaches.
    fn compare_later(&self, joint: &Part, from: usize, seconds: f64, verdict: &mut Verdict) {
        let value = self.levels(joint);
        for level in from..self.reading.levels {
            let Ok(Some(found)) = best::much(self.reading, joint, &value[..level], seconds) else { return };
            let all = self.counted.levels[level] - value[level] + found.levels[level];
            if all > self.plan.bound[level] {
                let bound = self.plan.bound[level];
                verdict.faults.push(format!("later level {level}: bound {bound}, {all} can be had"));
            }
            self.hold_claims(&found.levels, level..=level, verdict);
        }
    }

    /// Whether claims of some levels hold for what somebody reaches with what is planned together.
    fn hold_claims(&self, reached: &[i128], levels: RangeInclusive<usize>, verdict: &mut Verdict) {
        for claim in &self.plan.claims {
            let Target::Level(level) = claim.of else { continue };
            if levels.contains(&usize::from(level)) {
                let weighted = claim.weights.iter().map(|(of, weight)| i128::from(*weight) * reached[usize::from(*of)]);
                let sum = i128::from(claim.scale) * reached[usize::from(level)] + weighted.sum::<i128>();
                if sum > claim.bound {
                    verdict.faults.push(format!("claim of level {level}: bound {}, {sum} can be had", claim.bound));
                }
            }
        }
    }

    fn exchanges(&self, part: &Part, seconds: f64, verdict: &mut Verdict) {
        if let Some(found) = exchange::better(self.reading, part, &self.counted.given, seconds) {
            verdict.faults.push(found);
        }
    }
}
