//! What the lines of a plan say of its levels and its cost, and the same for people.

use super::flow::Flow;
use super::groups::Groups;
use super::index::Index;
use super::joint::Joint;
use super::overriding::{self, Fixed, Settled};
use super::reach::reach;
use super::ties::Ties;
use super::violation::{Figure, Violation};
use super::worth::{self, Run, Stack, too_large};
use crate::plan::Plan;
use crate::policy::Policy;
use crate::situation::Situation;
use yicang_language::Message;

/// What a plan's lines should say.
pub(super) struct Sums {
    service: Vec<i128>,
    bound: Vec<i128>,
    cost: i128,
}

/// Value and bound of each level, and the cost. The bound is what exact groups come to, what claims prove of the joint
/// part, and all that any shipment could serve of what is left out.
pub(super) fn count(
    index: &Index<'_>,
    groups: &Groups,
    stacks: &[Stack],
    ties: &Ties,
    plan: &Plan,
    flow: &Flow,
    joint: &Joint<'_>,
) -> Result<Sums, Message> {
    let (service, cost) = worth::count(index, plan.second_level, flow, stacks, 0..index.needs.len())?;
    let of = |wanted: &dyn Fn(usize) -> bool| {
        let groups = groups.list.iter().filter(|group| wanted(group.name));
        groups.flat_map(|group| group.needs.iter().copied()).collect::<Vec<_>>()
    };
    let exact = of(&|name| ties.is_exact(name));
    let (mut bound, _) = worth::count(index, plan.second_level, flow, stacks, exact.into_iter())?;
    for need in of(&|name| ties.is_unplanned(name)) {
        stacks[need].value(reach(index, need), &mut bound).ok_or_else(too_large)?;
    }
    for (level, bound) in bound.iter_mut().enumerate() {
        let joint = joint.bound(level, &plan.claims);
        *bound = joint.and_then(|joint| bound.checked_add(joint)).ok_or_else(too_large)?;
    }
    Ok(Sums { service, bound, cost })
}

impl Sums {
    /// Adds what overrides have fixed, which is the same in every plan.
    pub(super) fn add(&mut self, fixed: &Fixed) -> Result<(), Message> {
        for (sums, parts) in [(&mut self.service, &fixed.service), (&mut self.bound, &fixed.service)] {
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum = sum.checked_add(*part).ok_or_else(too_large)?;
            }
        }
        self.cost = self.cost.checked_add(fixed.cost).ok_or_else(too_large)?;
        Ok(())
    }

    pub(super) fn compare(&self, plan: &Plan, found: &mut Vec<Violation>) {
        let (said, counted) = (plan.service.len(), self.service.len());
        if said != counted || plan.bound.len() != counted {
            found.push(Violation::WrongLevels { said, counted });
            return;
        }
        let mut compare = |what: Figure, said: i128, counted: i128| {
            if said != counted {
                found.push(Violation::WrongValue { what, said, counted });
            }
        };
        for (level, (said, counted)) in plan.service.iter().zip(&self.service).enumerate() {
            compare(Figure::Value(level), *said, *counted);
        }
        for (level, (said, counted)) in plan.bound.iter().zip(&self.bound).enumerate() {
            compare(Figure::Bound(level), *said, *counted);
        }
        compare(Figure::Cost, plan.cost, self.cost);
    }
}

/// How a level is served, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelReport {
    /// Which level, the first to be compared 0.
    pub level: usize,
    /// What people call it, see [`Policy::level_name`].
    pub name: String,
    /// V of the level.
    pub value: i128,
    /// What no plan exceeds, as the plan says.
    pub bound: i128,
    /// Σ ω · units that are served; under plain policies Σ of what they are worth.
    pub served: i128,
    /// The same of all units that are open, of needs whose class the policy knows.
    pub asked: i128,
    /// The same of all units that any shipment could serve.
    pub reach: i128,
}

/// How each level of a lawful plan is served: units count by ω alone, so parts are percentages of what was asked for.
///
/// # Errors
/// Why the plan cannot be counted.
pub fn levels(situation: &Situation, policy: &Policy, plan: &Plan) -> Result<Vec<LevelReport>, Message> {
    let mut index = Index::of(situation, policy);
    let groups = if situation.overrides.is_empty() {
        Groups::of(&index)
    } else {
        let settled = Settled::of(&index, plan.second_level);
        let groups = Groups::of(&overriding::narrowed(&settled.rest(&index), policy, &settled));
        settled.bound(&mut index);
        groups
    };
    let flow = Flow::of(&index, plan);
    let stacks = worth::stacks(&index, &groups);
    let mut reports: Vec<_> = (0..policy.levels())
        .map(|level| LevelReport {
            level,
            name: policy.level_name(level).to_owned(),
            value: 0,
            // A plan of version 1 says nothing of levels.
            bound: plan.bound.get(level).copied().unwrap_or(0),
            served: 0,
            asked: 0,
            reach: 0,
        })
        .collect();
    for (need, stack) in stacks.iter().enumerate() {
        let (served, reach) = (flow.by_need[need].min(stack.open()), reach(&index, need));
        add(&mut reports, stack, [served, stack.open(), reach]).ok_or_else(too_large)?;
    }
    Ok(reports)
}

/// Adds what a need has of each level: units served, open, and within reach.
fn add(reports: &mut [LevelReport], stack: &Stack, [served, open, reach]: [u64; 3]) -> Option<()> {
    let omega = stack.omega();
    for run in stack.runs(served) {
        let report = &mut reports[usize::from(run.level)];
        add_run(&mut report.value, run.worth, run)?;
        add_run(&mut report.served, omega, run)?;
    }
    for run in stack.runs(open) {
        add_run(&mut reports[usize::from(run.level)].asked, omega, run)?;
    }
    for run in stack.runs(reach) {
        add_run(&mut reports[usize::from(run.level)].reach, omega, run)?;
    }
    Some(())
}

fn add_run(sum: &mut i128, unit: i128, run: Run) -> Option<()> {
    *sum = sum.checked_add(unit.checked_mul(run.width.into())?)?;
    Some(())
}
