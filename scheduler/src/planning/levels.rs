//! The service of a plan, level by level: figures, and what is proven of them. The same for the wire, for files and for
//! people. Counts nothing itself: [`yicang_domain::check::levels`] does.

use yicang_domain::check::{self, LevelReport};
use yicang_domain::plan::{decimal, millionths};
use yicang_domain::{LevelProof, Plan, Policy, ServiceLevel, Situation, Target, Version};
use yicang_language::Message;

/// The levels of a plan; none of one of version 1, which had none.
///
/// # Errors
/// Why the plan cannot be counted.
pub fn of(situation: &Situation, policy: &Policy, plan: &Plan) -> Result<Vec<ServiceLevel>, Message> {
    if plan.version == Version::One {
        return Ok(Vec::new());
    }
    let levels = check::levels(situation, policy, plan)?;
    Ok(levels.iter().map(|level| service_level(policy, plan, level)).collect())
}

fn service_level(policy: &Policy, plan: &Plan, level: &LevelReport) -> ServiceLevel {
    let (proof, gap_millionths) = proof(plan, level);
    let places = policy.service_places();
    ServiceLevel {
        level: u32::try_from(level.level).unwrap_or(u32::MAX),
        name: level.name.clone(),
        value: decimal(level.value, places),
        bound: decimal(level.bound, places),
        served: level.served.to_string(),
        asked: level.asked.to_string(),
        proof,
        gap_millionths,
    }
}

/// What is proven of a level, and how near the best it is where that is not exact.
fn proof(plan: &Plan, level: &LevelReport) -> (LevelProof, u64) {
    let short = level.bound.saturating_sub(level.value).max(0).unsigned_abs();
    if short == 0 {
        return if level.served >= level.reach { (LevelProof::Full, 0) } else { (LevelProof::Best, 0) };
    }
    let of_level = |of: &Target| matches!(of, Target::Level(n) if usize::from(*n) == level.level);
    match plan.claims.iter().find(|claim| of_level(&claim.of)) {
        None => (LevelProof::Unsaid, 0),
        Some(claim) if claim.weights.is_empty() => (LevelProof::Within, millionths(short, level.bound.unsigned_abs())),
        Some(claim) => {
            let best = level.value.unsigned_abs().saturating_add(claim.gap());
            (LevelProof::Conditional, millionths(claim.gap(), best))
        }
    }
}

/// How near the least the cost is among plans that serve as well, in millionths of the least, rounded up; `None` where
/// nothing is said of it.
pub fn cost_gap_millionths(plan: &Plan) -> Option<u64> {
    if plan.version == Version::One {
        return None;
    }
    if plan.joint.is_empty() {
        return Some(0);
    }
    let claim = plan.claims.iter().find(|claim| claim.of == Target::Cost)?;
    Some(millionths(claim.gap(), plan.cost.unsigned_abs().saturating_sub(claim.gap())))
}

/// Of the first level that is not proven best: its bound less its value, in millionths of the bound; 0 if all are.
pub fn first_gap_millionths(plan: &Plan) -> u64 {
    let open = plan.service.iter().zip(&plan.bound).find(|(value, bound)| bound > value);
    open.map_or(0, |(value, bound)| millionths(bound.saturating_sub(*value).unsigned_abs(), bound.unsigned_abs()))
}

/// Whether every level, and the cost where something is said of it, is proven exactly.
pub fn is_proven(plan: &Plan) -> bool {
    plan.version == Version::Two && first_gap_millionths(plan) == 0 && cost_gap_millionths(plan).unwrap_or(0) == 0
}

/// The first level's value as a decimal, where service has one level; empty under a policy of steps.
pub fn single_value(policy: &Policy, plan: &Plan) -> String {
    match (policy.levels(), plan.service.as_slice()) {
        (1, [value]) => decimal(*value, policy.service_places()),
        _ => String::new(),
    }
}

/// The cost as a decimal.
pub fn cost(plan: &Plan) -> String {
    decimal(plan.cost, 6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::levels::{cost_words, words};
    use yicang_domain::plan::{Claim, ClaimPrices};

    fn plan(lines: &str) -> Plan {
        Plan::from_text(&format!("yicang-plan 2\nsecond-level minutes\n{lines}")).unwrap()
    }

    fn claim(of: Target, weights: Vec<(u8, u64)>, value: i128, bound: i128) -> Claim {
        Claim { of, scale: 1, weights, value, bound, prices: ClaimPrices::default() }
    }

    fn level(level: usize, value: i128, bound: i128, served: i128, reach: i128) -> LevelReport {
        LevelReport { level, name: "floor".into(), value, bound, served, asked: 1_000, reach }
    }

    #[test]
    fn only_what_is_proven_is_said() {
        let mut plan = plan("level 0 5 10\nlevel 1 3 7\ncost 100\njoint MASK\n");
        let said = |plan: &Plan, report: &LevelReport| {
            let policy =
                Policy::from_text("yicang-policy 1\nname t\nfirst-level steps\nsteps 4\nfloor-percent 50\nclass a 1\n")
                    .unwrap();
            words(&service_level(&policy, plan, report)).to_string()
        };
        assert_eq!(said(&plan, &level(0, 10, 10, 1_000, 1_000)), "full");
        assert_eq!(said(&plan, &level(0, 10, 10, 800, 800)), "full: nothing more can be sent");
        assert_eq!(said(&plan, &level(0, 10, 10, 800, 900)), "exactly best");
        assert_eq!(said(&plan, &level(0, 9_999_988, 10_000_000, 1, 2)), "no bound said");
        assert_eq!((cost_gap_millionths(&plan), is_proven(&plan)), (None, false));
        plan.claims = vec![claim(Target::Level(0), vec![], 5, 10), claim(Target::Level(1), vec![(0, 3)], 6, 9)];
        assert_eq!(said(&plan, &level(0, 9_999_988, 10_000_000, 1, 2)), "within 0.0002 % of the best");
        let conditional = said(&plan, &level(1, 7, 1_000, 1, 2));
        assert!(conditional.starts_with("within 30 % of the best, if no level above gets less"), "{conditional}");
        plan.claims.push(claim(Target::Cost, vec![], -100, -99));
        assert_eq!(cost_words(cost_gap_millionths(&plan)).to_string(), "within 1.0102 % of the least");
        assert_eq!(first_gap_millionths(&plan), 500_000);
    }
}
