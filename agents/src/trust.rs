//! Whether an order may be acted on: held against the public log, with no word of the centre believed. Pure.
//!
//! An order is a line of a plan; the decision's public leaf names the plan by SHA-256; the proof leads from the leaf to a head
//! that the log's key has signed. What is proven is the shipment: what leaves which lot when, for whom, how much, to
//! arrive when. How far the order is (status, picked, shipped, received) is the centre's word. Whether that head is one of
//! the log that this agent knows is held against the [last head it accepted](crate::heads).

use crate::heads::HeadFault;
use std::fmt;
use yicang_domain::{LotId, Plan, Shipment};
use yicang_proto::v1;
use yicang_tlog::{Hash, Leaf, LeafError, LogKeys, Policy, PolicyUnmet, ProofError, UnverifiedProof, hex, sha256};

/// Why an order is not trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// The update has no order in it.
    #[error("the centre sent no order")]
    NoOrder,
    /// Whose signature is the log's is not known.
    #[error("the log's keys are not known: {0}")]
    Keys(String),
    /// The proof does not hold.
    #[error("{0}")]
    Proof(String),
    /// Too few witnesses vouch for the head that the proof leads to.
    #[error(
        "the log's head behind it is not cosigned by the witnesses (见证方) that this agent's policy asks for: cosigned by {}, not \
         by {}",
        if by.is_empty() { "none of them".into() } else { by.join(", ") },
        missing.join(", ")
    )]
    Witnesses {
        /// Those of the policy that have cosigned.
        by: Vec<String>,
        /// Those that have not.
        missing: Vec<String>,
    },
    /// The head that the proof leads to does not fit the one that was accepted before.
    #[error(transparent)]
    Head(#[from] HeadFault),
    /// What is proven stands elsewhere than the order says.
    #[error("the order names record {named} as its decision, the proof is for record {proven}")]
    Record {
        /// The order's word.
        named: u64,
        /// The proof's.
        proven: u64,
    },
    /// The leaf cannot be read.
    #[error("the decision's public leaf cannot be read: {0}")]
    Leaf(String),
    /// What is proven is something else than a decision.
    #[error("the public record {index} is a {kind}, not a decision")]
    NotADecision {
        /// Its number.
        index: u64,
        /// What it is.
        kind: String,
    },
    /// The decision is about another plan.
    #[error("the public decision is not about the plan that the order names")]
    AnotherPlan,
    /// The centre does not show the plan.
    #[error("the centre does not show the plan behind the order: {0}")]
    PlanNotShown(String),
    /// The text is not the one that was decided.
    #[error("the plan that the centre shows is not the one that was decided: its hash is {}", hex(.0))]
    OtherPlanText(Hash),
    /// The text is what was decided, but no plan.
    #[error("the decided plan cannot be read: {0}")]
    PlanText(String),
    /// The plan has no such line.
    #[error("the decided plan has {lines} lines, the order names line {line}")]
    NoSuchLine {
        /// The order's line.
        line: u32,
        /// How many there are.
        lines: usize,
    },
    /// The plan's line says something else than the order.
    #[error("the decided plan says in line {line} {field} {decided}, the order says {ordered}")]
    Differs {
        /// Which line, from 1.
        line: u32,
        /// Which part.
        field: &'static str,
        /// What the public plan says.
        decided: String,
        /// What the order says.
        ordered: String,
    },
}

impl From<ProofError> for Distrust {
    fn from(error: ProofError) -> Self {
        Self::Proof(error.to_string())
    }
}

impl From<LeafError> for Distrust {
    fn from(error: LeafError) -> Self {
        Self::Leaf(error.to_string())
    }
}

/// An order whose shipment is in the public log. It exists only through [`verify`].
#[derive(Debug, Clone, PartialEq)]
pub struct TrustedOrder(v1::DispatchOrder);

impl TrustedOrder {
    /// The order.
    pub fn order(&self) -> &v1::DispatchOrder {
        &self.0
    }
}

/// The plan that an order names: its text's SHA-256. Nothing is verified yet.
pub fn plan_named(update: &v1::OrderUpdate) -> Option<Hash> {
    update.order.as_ref()?.plan_sha256.as_slice().try_into().ok()
}

/// A plan's text, read once for all its orders; its hash is taken from the bytes.
#[derive(Debug, Clone)]
pub struct PlanText {
    sha256: Hash,
    shipments: Result<Vec<Shipment>, String>,
}

impl PlanText {
    /// Reads a text; whether it is a plan shows when an order is held against it.
    pub fn new(text: &str) -> Self {
        let shipments = Plan::from_text(text).map(|plan| plan.shipments).map_err(|error| error.to_string());
        Self { sha256: sha256(text.as_bytes()), shipments }
    }

    /// SHA-256 of the text.
    pub fn sha256(&self) -> &Hash {
        &self.sha256
    }
}

/// The signed head that an order's proof leads to, by the log's keys; byte for byte.
///
/// # Errors
/// [`Distrust::Proof`].
pub fn head(update: &v1::OrderUpdate, log: &dyn LogKeys) -> Result<Vec<u8>, Distrust> {
    let proof = UnverifiedProof::parse(&update.tlog_proof)?;
    log.open_by(proof.checkpoint()).map_err(ProofError::from)?;
    Ok(proof.checkpoint().to_vec())
}

/// Holds an order against the log's keys, the plan's text and, where there is one, the policy of witnesses.
///
/// # Errors
/// [`Distrust`]: the order must not be acted on.
pub fn verify(
    update: &v1::OrderUpdate,
    log: &dyn LogKeys,
    policy: Option<&Policy>,
    plan: &PlanText,
) -> Result<TrustedOrder, Distrust> {
    let order = update.order.as_ref().ok_or(Distrust::NoOrder)?;
    let proof = UnverifiedProof::parse(&update.tlog_proof)?;
    let proof = match policy {
        None => proof.verify(log, &update.decision_leaf)?,
        Some(policy) => proof.verify_witnessed(log, policy, &update.decision_leaf).map_err(|error| match error {
            ProofError::Policy(PolicyUnmet::Quorum(by)) => {
                let names = policy.witnesses().iter().map(|witness| witness.name.clone());
                Distrust::Witnesses { missing: names.filter(|name| !by.contains(name)).collect(), by }
            }
            error => error.into(),
        })?,
    };
    if proof.index() != order.decision_index {
        return Err(Distrust::Record { named: order.decision_index, proven: proof.index() });
    }
    let leaf = Leaf::parse(&update.decision_leaf)?;
    if leaf.kind() != "decision" {
        return Err(Distrust::NotADecision { index: proof.index(), kind: leaf.kind().into() });
    }
    if !leaf.blobs_as("plan").any(|decided| decided[..] == order.plan_sha256) {
        return Err(Distrust::AnotherPlan);
    }
    if plan.sha256[..] != order.plan_sha256 {
        return Err(Distrust::OtherPlanText(plan.sha256));
    }
    let shipments = plan.shipments.as_ref().map_err(|problem| Distrust::PlanText(problem.clone()))?;
    let place = usize::try_from(order.line).ok().and_then(|line| line.checked_sub(1));
    let shipment = place.and_then(|place| shipments.get(place));
    let shipment = shipment.ok_or(Distrust::NoSuchLine { line: order.line, lines: shipments.len() })?;
    compare(shipment, order)?;
    Ok(TrustedOrder(order.clone()))
}

fn compare(shipment: &Shipment, order: &v1::DispatchOrder) -> Result<(), Distrust> {
    let lot = if order.lot_id.is_empty() { LotId::unnamed().to_string() } else { order.lot_id.clone() };
    let seconds = |time: jiff::Timestamp| time.as_second().to_string();
    let sent = |time: Option<i64>| time.map_or_else(|| "nothing".to_owned(), |s| s.to_string());
    let same = |field, decided: &dyn fmt::Display, ordered: &dyn fmt::Display| {
        let (decided, ordered) = (decided.to_string(), ordered.to_string());
        if decided == ordered {
            return Ok(());
        }
        Err(Distrust::Differs { line: order.line, field, decided, ordered })
    };
    same("depot", &shipment.lot.depot, &order.depot_id)?;
    same("item", &shipment.lot.item, &order.item_id)?;
    same("lot", &shipment.lot.lot, &lot)?;
    same("site", &shipment.site, &order.site_id)?;
    same("quantity", &shipment.quantity, &order.quantity)?;
    same("departure (seconds)", &seconds(shipment.departs), &sent(order.departs_at.as_ref().map(|t| t.seconds)))?;
    same(
        "arrival (seconds)",
        &sent(shipment.arrives.map(jiff::Timestamp::as_second)),
        &sent(order.arrives_at.as_ref().map(|t| t.seconds)),
    )
}
