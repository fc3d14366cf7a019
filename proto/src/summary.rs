//! Figures of plans, both ways.

use crate::time::{required_time, time_to_wire};
use crate::v1;
use yicang_domain::explanation::Sentence;
use yicang_domain::{Fault, LeftOut, LevelProof, PlanAsk, PlanSummary, SecondLevel, ServiceLevel};
use yicang_language::message;

/// A plan's figures for the wire and for the journal.
pub fn summary_to_wire(summary: &PlanSummary) -> v1::PlanSummary {
    v1::PlanSummary {
        plan_id: summary.plan_id.clone(),
        made_at: Some(time_to_wire(summary.made_at)),
        plan_sha256: summary.plan_sha256.to_vec(),
        situation_sha256: summary.situation_sha256.to_vec(),
        policy_sha256: summary.policy_sha256.to_vec(),
        policy_name: summary.policy_name.clone(),
        first_level: summary.service.clone(),
        second_level: summary.cost.clone(),
        shipments: summary.shipments,
        needs: summary.needs,
        columns: summary.columns,
        planning_ms: summary.planning_ms,
        items_unproven: Vec::new(),
        decision_index: summary.decision_index,
        joint_gap_millionths: summary.joint_gap_millionths,
        warm: summary.warm,
        orders_reopened: summary.orders_reopened,
        levels: summary.levels.iter().map(level_to_wire).collect(),
        cost_gap_millionths: summary.cost_gap_millionths,
        left_out: summary.left_out.iter().map(left_out_to_wire).collect(),
    }
}

/// A plan's figures from the wire or the journal.
///
/// # Errors
/// The first field that cannot be read.
pub fn summary_from_wire(wire: v1::PlanSummary) -> Result<PlanSummary, Fault> {
    let hash = |field: &str, bytes: &[u8]| {
        bytes.try_into().map_err(|_| Fault::new(field, message!("wire-no-hash", bytes = bytes.len())))
    };
    Ok(PlanSummary {
        made_at: required_time("made_at", wire.made_at.as_ref())?,
        plan_sha256: hash("plan_sha256", &wire.plan_sha256)?,
        situation_sha256: hash("situation_sha256", &wire.situation_sha256)?,
        policy_sha256: hash("policy_sha256", &wire.policy_sha256)?,
        plan_id: wire.plan_id,
        policy_name: wire.policy_name,
        service: wire.first_level,
        cost: wire.second_level,
        shipments: wire.shipments,
        needs: wire.needs,
        columns: wire.columns,
        planning_ms: wire.planning_ms,
        decision_index: wire.decision_index,
        joint_gap_millionths: wire.joint_gap_millionths,
        warm: wire.warm,
        orders_reopened: wire.orders_reopened,
        levels: wire.levels.into_iter().map(level_from_wire).collect(),
        cost_gap_millionths: wire.cost_gap_millionths,
        left_out: wire.left_out.into_iter().map(left_out_from_wire).collect::<Result<_, _>>()?,
    })
}

fn level_to_wire(level: &ServiceLevel) -> v1::ServiceLevel {
    let proof = match level.proof {
        LevelProof::Full => v1::LevelProof::Full,
        LevelProof::Best => v1::LevelProof::Best,
        LevelProof::Within => v1::LevelProof::Within,
        LevelProof::Conditional => v1::LevelProof::Conditional,
        LevelProof::Unsaid => v1::LevelProof::Unsaid,
    };
    v1::ServiceLevel {
        level: level.level,
        name: level.name.clone(),
        value: level.value.clone(),
        bound: level.bound.clone(),
        served: level.served.clone(),
        asked: level.asked.clone(),
        proof: proof.into(),
        gap_millionths: level.gap_millionths,
    }
}

fn level_from_wire(wire: v1::ServiceLevel) -> ServiceLevel {
    // A word that a newer centre may say promises nothing here.
    let proof = match wire.proof() {
        v1::LevelProof::Full => LevelProof::Full,
        v1::LevelProof::Best => LevelProof::Best,
        v1::LevelProof::Within => LevelProof::Within,
        v1::LevelProof::Conditional => LevelProof::Conditional,
        v1::LevelProof::Unsaid | v1::LevelProof::Unspecified => LevelProof::Unsaid,
    };
    let v1::ServiceLevel { level, name, value, bound, served, asked, gap_millionths, .. } = wire;
    ServiceLevel { level, name, value, bound, served, asked, proof, gap_millionths }
}

fn left_out_to_wire(group: &LeftOut) -> v1::LeftOut {
    v1::LeftOut {
        item_ids: group.items.iter().map(ToString::to_string).collect(),
        why: group.why.english.clone(),
        why_zh: group.why.chinese.clone(),
    }
}

fn left_out_from_wire(wire: v1::LeftOut) -> Result<LeftOut, Fault> {
    let items = wire.item_ids.iter().map(|id| id.parse().map_err(|error| Fault::new("left_out.item_ids", error)));
    Ok(LeftOut { items: items.collect::<Result<_, _>>()?, why: Sentence { english: wire.why, chinese: wire.why_zh } })
}

/// What is asked of a new plan, for the wire.
pub fn plan_ask_to_wire(ask: &PlanAsk) -> v1::RunCycle {
    let second = match ask.second {
        SecondLevel::Minutes => v1::SecondLevel::Minutes,
        SecondLevel::Cost => v1::SecondLevel::Cost,
    };
    v1::RunCycle { policy: ask.policy.clone(), policy_text: ask.policy_text.clone(), second_level: second.into() }
}

/// What is asked of a new plan, from the wire.
///
/// # Errors
/// No secondary objective that this program knows.
pub fn plan_ask_from_wire(wire: &v1::RunCycle) -> Result<PlanAsk, Fault> {
    let second = match wire.second_level() {
        v1::SecondLevel::Minutes => SecondLevel::Minutes,
        v1::SecondLevel::Cost => SecondLevel::Cost,
        v1::SecondLevel::Unspecified => {
            let problem = message!("plan-second-level", number = wire.second_level);
            return Err(Fault::new("run_cycle.second_level", problem));
        }
    };
    Ok(PlanAsk { policy: wire.policy.clone(), policy_text: wire.policy_text.clone(), second })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_come_back_as_they_went() {
        let level = ServiceLevel { level: 1, name: "urgent".into(), proof: LevelProof::Within, ..Default::default() };
        let summary = PlanSummary {
            plan_id: "P7".into(),
            made_at: "2026-02-01T08:00:00Z".parse().unwrap(),
            plan_sha256: [1; 32],
            situation_sha256: [2; 32],
            policy_sha256: [3; 32],
            policy_name: "floor-then-class".into(),
            service: "1.5".into(),
            cost: "2".into(),
            shipments: 3,
            needs: 4,
            columns: 5,
            planning_ms: 6,
            decision_index: Some(8),
            joint_gap_millionths: Some(9),
            warm: true,
            orders_reopened: 10,
            levels: vec![level],
            cost_gap_millionths: None,
            left_out: vec![LeftOut {
                items: vec!["MASK".parse().unwrap()],
                why: Sentence { english: "too large".into(), chinese: "过大".into() },
            }],
        };
        assert_eq!(summary_from_wire(summary_to_wire(&summary)), Ok(summary.clone()));
        let short = v1::PlanSummary { plan_sha256: vec![1; 31], ..summary_to_wire(&summary) };
        assert_eq!(summary_from_wire(short).unwrap_err().field, "plan_sha256");
        let newer = v1::ServiceLevel { proof: 99, ..v1::ServiceLevel::default() };
        assert_eq!(level_from_wire(newer).proof, LevelProof::Unsaid);
    }
}
