//! The claims: how near the best the joint items are at one level, or in cost. Each is a bound of linear programming,
//! counted in one whole number, and holds without a solver.
//!
//! A claim's number of a plan is `scale` · V of its level, or −`scale` · cost, plus `weights`\[m\] · V of earlier
//! levels m. So a unit of level m gains
//!
//! | level m | gain |
//! |---|---|
//! | the claim's own | scale · s · ω |
//! | earlier, with a weight | weight · s · ω |
//! | earlier, without | 0, and it is *forced*: the claim is about plans that serve all of the level |
//! | later | 0 |
//!
//! A level without a weight must be served in full by this plan, too: every unit that any shipment could serve.
//!
//! With prices π ≥ 0 of rows (lots, reserves, lanes, pools) and p of needs, of any sign, such that for every column
//! that can carry something, A units of the lot serving B of the need, P units being a pack of it,
//!
//! ```text
//! B·p·P ≤ A·e,    e = u + r + P·(scale·cost + g + micrograms·q + nanolitres·q′)     (cost only where the claim is about it)
//! ```
//!
//! no lawful plan that serves the forced levels in full has a number above
//!
//! ```text
//! bound = Σ_rows π·limit + Σ_needs [ Σ_forced −p·width + Σ_others max(0, gain − p)·width ] + Σ_last ⌈max(0, B·p·P − A·e′)·last / (A·P)⌉
//! ```
//!
//! u and r are per pack, and their limits whole packs. For: z units of the segments of a need add up to what its
//! columns bring, Σ z = Σ (B/A)·x. So the number of a plan is Σ (gain − p)·z + Σ (p·B/A − cost)·x. In the first sum z
//! is the whole width where it is forced, and between nothing and the width elsewhere. In the second, p·B/A − cost ≤
//! what the row prices add up to on the column, and over all columns that is at most Σ π·limit. Nothing is used of
//! numbers but that they are ordered and added, and multiplied by factors that are not negative.
//!
//! Widths are cut to what the need's columns could bring (`reach`): no lawful plan serves more.
//!
//! Where changes cost, a unit beyond what the last plan sent costs more: `cost` counts it, and e′ is e without it. Such
//! a column is two side by side; the cheaper carries at most `last`, and the last sum is the price of that limit.
//!
//! A column that an override bounds may gain: its part of the bound is max(0, B·p·P − A·e)·most / (A·P), rounded up.
//!
//! A kit's need has a price for each component, p\[c\] ≤ e for every column of c. Kits n take units\[c\]·n of each, so
//! with p = Σ units\[c\]·p\[c\] the argument is the same. A price of the need itself may be lower, never higher, unless
//! the components in reach make no kit at all.

mod rule;

use super::flow::Flow;
use super::index::Index;
use super::reach::reach;
use super::violation::Violation;
use super::worth::{Stack, cost, too_large};
use crate::plan::{Claim, Plan, Target};
use crate::policy::SecondLevel;
use crate::quantity::gcd;
use rule::Rule;
use yicang_language::{Message, ToMessage as _, message};

/// The joint part of a plan.
pub(super) struct Joint<'a> {
    index: &'a Index<'a>,
    stacks: &'a [Stack],
    level: SecondLevel,
    /// Needs, and the units that any shipment could serve.
    needs: Vec<(usize, u64)>,
    /// V of what the plan serves, by level.
    service: Vec<i128>,
    /// V of all that any shipment could serve, by level.
    most: Vec<i128>,
    cost: i128,
}

impl<'a> Joint<'a> {
    /// Of some needs; why they cannot be counted, else.
    pub(super) fn of(
        index: &'a Index<'a>,
        flow: &Flow,
        stacks: &'a [Stack],
        level: SecondLevel,
        needs: Vec<usize>,
    ) -> Result<Self, Message> {
        let needs: Vec<_> = needs.into_iter().map(|need| (need, reach(index, need))).collect();
        let (mut service, mut most) = (vec![0; index.policy.levels()], vec![0; index.policy.levels()]);
        let mut costs = 0_i128;
        for (need, reach) in &needs {
            stacks[*need].value(flow.by_need[*need], &mut service).ok_or_else(too_large)?;
            stacks[*need].value(*reach, &mut most).ok_or_else(too_large)?;
            for sent in flow.to(*need) {
                costs = costs.checked_add(cost(index, level, sent)?).ok_or_else(too_large)?;
            }
        }
        Ok(Self { index, stacks, level, needs, service, most, cost: costs })
    }

    /// What no plan exceeds at a level, as far as claims say: what a claim about it proves, else all that any shipment
    /// could serve. A claim with weights says nothing of its level alone. Whatever is served, the level's value is a
    /// multiple of what divides all that its units are worth.
    pub(super) fn bound(&self, level: usize, claims: &[Claim]) -> Option<i128> {
        let of = u8::try_from(level).map(Target::Level).expect("few levels");
        match claims.iter().find(|claim| claim.of == of && claim.weights.is_empty()) {
            Some(claim) => {
                let step = self.step(level);
                let gap = claim.gap() / step * step;
                let full = self.most[level].checked_sub(self.service[level])?.max(0).unsigned_abs();
                self.service[level].checked_add_unsigned(gap.min(full))
            }
            None => Some(self.most[level]),
        }
    }

    /// What divides the worth of every unit of a level.
    fn step(&self, level: usize) -> u128 {
        let runs = self.needs.iter().flat_map(|(need, reach)| self.stacks[*need].runs(*reach));
        let worths = runs.filter(|run| usize::from(run.level) == level).map(|run| run.worth.unsigned_abs());
        worths.fold(0, gcd).max(1)
    }

    /// Every claim of a plan, in order.
    pub(super) fn check(&self, plan: &Plan, found: &mut Vec<Violation>) {
        if let Some(claim) = plan.claims.first().filter(|_| self.needs.is_empty()) {
            found.push(Violation::NotClaimed { of: claim.of, what: message!("check-claim-no-item") });
            return;
        }
        for pair in plan.claims.windows(2).filter(|pair| pair[0].of >= pair[1].of) {
            found.push(Violation::Disorder(message!("check-claim", of = pair[1].of.message())));
        }
        for claim in &plan.claims {
            match Rule::of(self, claim) {
                Ok(rule) => rule.check(found),
                Err(what) => found.push(Violation::NotClaimed { of: claim.of, what }),
            }
        }
    }
}
