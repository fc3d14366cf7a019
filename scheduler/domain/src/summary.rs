//! A plan in figures: what the centre records of a plan beside its texts, and what people read of it first.

use crate::explanation::Sentence;
use crate::id::ItemId;
use crate::policy::SecondLevel;
use jiff::Timestamp;

/// The SHA-256 of a text.
type Hash = [u8; 32];

/// A plan in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanSummary {
    /// `P` and the number of its record, for example `P17`.
    pub plan_id: String,
    /// The moment of its record.
    pub made_at: Timestamp,
    /// The SHA-256 of the plan's text.
    pub plan_sha256: Hash,
    /// The SHA-256 of the situation's text.
    pub situation_sha256: Hash,
    /// The SHA-256 of the policy's text.
    pub policy_sha256: Hash,
    /// The policy's name.
    pub policy_name: String,
    /// The only level's value, an exact decimal; empty under a policy of steps, which has several levels.
    pub service: String,
    /// The cost, an exact decimal.
    pub cost: String,
    /// Lines of the schedule.
    pub shipments: u32,
    /// Needs of the situation.
    pub needs: u32,
    /// Pairs of a lot and a need that the planner could use.
    pub columns: u64,
    /// Milliseconds that planning and checking took.
    pub planning_ms: u32,
    /// The record of the decision, if there is one.
    pub decision_index: Option<u64>,
    /// With items that are planned together: how far the first level that is not proven best is from its bound, in
    /// millionths of the bound, rounded up. `None` if no items are planned together.
    pub joint_gap_millionths: Option<u64>,
    /// Whether planning started from the plan before.
    pub warm: bool,
    /// Approved orders that the plan was free to change.
    pub orders_reopened: u32,
    /// Service, level by level, the first to be compared first; empty in plans of version 1.
    pub levels: Vec<ServiceLevel>,
    /// How near the least the cost is, in millionths of it, rounded up. `None` if nothing is proven of it.
    pub cost_gap_millionths: Option<u64>,
    /// Groups of items that could not be planned.
    pub left_out: Vec<LeftOut>,
}

/// One level of service of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServiceLevel {
    /// 0 for the first to be compared.
    pub level: u32,
    /// Its name: floor, a class, above entitlement; service where there is one only.
    pub name: String,
    /// The plan's value, an exact decimal.
    pub value: String,
    /// The value that no plan exceeds, an exact decimal.
    pub bound: String,
    /// Units of the level that are served, each times the worth of a unit of its item: a whole number, perhaps above 64
    /// bits.
    pub served: String,
    /// Units of the level that are open, counted alike.
    pub asked: String,
    /// What is proven of it.
    pub proof: LevelProof,
    /// With [`LevelProof::Within`] and [`LevelProof::Conditional`]: how near the best, in millionths of the best,
    /// rounded up.
    pub gap_millionths: u64,
}

/// What is proven of a level of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LevelProof {
    /// Every unit that any shipment could serve is served.
    Full,
    /// No plan that serves the levels before as well comes to more.
    Best,
    /// None comes to more than the gap more.
    Within,
    /// None comes to more than the gap more that serves each level before at least as well as this one.
    Conditional,
    /// Nothing is proven but that no more is asked.
    #[default]
    Unsaid,
}

/// Items that could not be planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Which.
    pub items: Vec<ItemId>,
    /// Why.
    pub why: Sentence,
}

/// What a coordinator asks of a new plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanAsk {
    /// The name of a policy that ships; empty for the centre's own, or to give a text.
    pub policy: String,
    /// The text of another policy.
    pub policy_text: String,
    /// The secondary objective.
    pub second: SecondLevel,
}
