//! Whether an order may be acted on. The order is held against the public log; no statement of the centre is believed.
//! Pure.
//!
//! An order is a line of a plan. The decision's public leaf names the plan by SHA-256. The proof leads from the leaf to
//! a head that the log's key has signed. The shipment is proven: how much leaves which lot, for whom, when, to arrive
//! when. The order's progress (status, picked, shipped, received) is not proven: it is the centre's statement. Whether
//! the head belongs to the log that this agent knows is decided by the [last head it accepted](crate::heads).

use crate::heads::HeadFault;
use std::fmt;
use yicang_auditor::words::Words as _;
use yicang_domain::{LotId, Plan, Shipment};
use yicang_language::{Argument, Message, ToMessage, message};
use yicang_proto::v1;
use yicang_tlog::{Hash, Leaf, LeafError, LogKeys, Policy, PolicyUnmet, ProofError, UnverifiedProof, hex, sha256};

/// Why an order is not trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum OrderRejected {
    /// The update has no order in it.
    NoOrder,
    /// Whose signature is the log's is not known.
    Keys(Message),
    /// The proof does not hold.
    Proof(Message),
    /// Too few witnesses vouch for the head that the proof leads to.
    Witnesses {
        /// Those of the policy that have cosigned.
        by: Vec<String>,
        /// Those that have not.
        missing: Vec<String>,
    },
    /// The head that the proof leads to does not fit the one that was accepted before.
    Head(#[from] HeadFault),
    /// What is proven stands elsewhere than the order says.
    Record {
        /// The order's word.
        named: u64,
        /// The proof's.
        proven: u64,
    },
    /// The leaf cannot be read.
    Leaf(Message),
    /// What is proven is something else than a decision.
    NotADecision {
        /// Its number.
        index: u64,
        /// What it is.
        kind: String,
    },
    /// The decision is about another plan.
    AnotherPlan,
    /// The centre does not show the plan.
    PlanNotShown(Message),
    /// The text is not the one that was decided.
    OtherPlanText(Hash),
    /// The text is what was decided, but no plan.
    PlanText(Message),
    /// The plan has no such line.
    NoSuchLine {
        /// The order's line.
        line: u32,
        /// How many there are.
        lines: usize,
    },
    /// The plan's line says something else than the order.
    Differs {
        /// Which line, from 1.
        line: u32,
        /// Which part of it.
        field: Field,
        /// What the public plan says.
        decided: String,
        /// What the order says.
        ordered: String,
    },
}

/// A part of an order that the plan's line fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// From where.
    Depot,
    /// Of what.
    Item,
    /// Of which lot.
    Lot,
    /// To where.
    Site,
    /// How much, in base units.
    Quantity,
    /// When it leaves, in seconds since 1970.
    Departure,
    /// When it arrives, in seconds since 1970.
    Arrival,
}

impl ToMessage for Field {
    fn message(&self) -> Message {
        match self {
            Self::Depot => message!("agent-field-depot"),
            Self::Item => message!("agent-field-item"),
            Self::Lot => message!("agent-field-lot"),
            Self::Site => message!("agent-field-site"),
            Self::Quantity => message!("agent-field-quantity"),
            Self::Departure => message!("agent-field-departure"),
            Self::Arrival => message!("agent-field-arrival"),
        }
    }
}

impl ToMessage for OrderRejected {
    fn message(&self) -> Message {
        match self {
            Self::NoOrder => message!("agent-order-none"),
            Self::Keys(why) => message!("agent-order-keys", why = why.clone()),
            Self::Proof(why) => why.clone(),
            Self::Witnesses { by, missing } => {
                let by = if by.is_empty() { message!("agent-order-no-witness").into() } else { by.clone().into() };
                let by: Argument = by;
                message!("agent-order-witnesses", by = by, missing = missing.clone())
            }
            Self::Head(fault) => fault.message(),
            Self::Record { named, proven } => message!("agent-order-record", named = *named, proven = *proven),
            Self::Leaf(why) => message!("agent-order-leaf", why = why.clone()),
            Self::NotADecision { index, kind } => message!("agent-order-not-a-decision", index = *index, kind = kind),
            Self::AnotherPlan => message!("agent-order-another-plan"),
            Self::PlanNotShown(why) => message!("agent-order-plan-not-shown", why = why.clone()),
            Self::OtherPlanText(sha256) => message!("agent-order-other-plan", sha256 = hex(sha256)),
            Self::PlanText(why) => message!("agent-order-plan-unreadable", why = why.clone()),
            Self::NoSuchLine { line, lines } => message!("agent-order-no-such-line", line = *line, lines = *lines),
            Self::Differs { line, field, decided, ordered } => {
                let field = field.message();
                message!("agent-order-differs", line = *line, field = field, decided = decided, ordered = ordered)
            }
        }
    }
}

impl From<ProofError> for OrderRejected {
    fn from(error: ProofError) -> Self {
        Self::Proof(error.words())
    }
}

impl From<LeafError> for OrderRejected {
    fn from(error: LeafError) -> Self {
        Self::Leaf(error.words())
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
    shipments: Result<Vec<Shipment>, Message>,
}

impl PlanText {
    /// Reads a text; whether it is a plan shows when an order is held against it.
    pub fn new(text: &str) -> Self {
        let shipments = Plan::from_text(text).map(|plan| plan.shipments).map_err(|error| error.message());
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
/// [`OrderRejected::Proof`].
pub fn head(update: &v1::OrderUpdate, log: &dyn LogKeys) -> Result<Vec<u8>, OrderRejected> {
    let proof = UnverifiedProof::parse(&update.tlog_proof)?;
    log.open_by(proof.checkpoint()).map_err(ProofError::from)?;
    Ok(proof.checkpoint().to_vec())
}

/// Holds an order against the log's keys, the plan's text and, where there is one, the policy of witnesses.
///
/// # Errors
/// [`OrderRejected`]: the order must not be acted on.
pub fn verify(
    update: &v1::OrderUpdate,
    log: &dyn LogKeys,
    policy: Option<&Policy>,
    plan: &PlanText,
) -> Result<TrustedOrder, OrderRejected> {
    let order = update.order.as_ref().ok_or(OrderRejected::NoOrder)?;
    let proof = UnverifiedProof::parse(&update.tlog_proof)?;
    let proof = match policy {
        None => proof.verify(log, &update.decision_leaf)?,
        Some(policy) => proof.verify_witnessed(log, policy, &update.decision_leaf).map_err(|error| match error {
            ProofError::Policy(PolicyUnmet::Quorum(by)) => {
                let names = policy.witnesses().iter().map(|witness| witness.name.clone());
                OrderRejected::Witnesses { missing: names.filter(|name| !by.contains(name)).collect(), by }
            }
            error => error.into(),
        })?,
    };
    if proof.index() != order.decision_index {
        return Err(OrderRejected::Record { named: order.decision_index, proven: proof.index() });
    }
    let leaf = Leaf::parse(&update.decision_leaf)?;
    if leaf.kind() != "decision" {
        return Err(OrderRejected::NotADecision { index: proof.index(), kind: leaf.kind().into() });
    }
    if !leaf.blobs_as("plan").any(|decided| decided[..] == order.plan_sha256) {
        return Err(OrderRejected::AnotherPlan);
    }
    if plan.sha256[..] != order.plan_sha256 {
        return Err(OrderRejected::OtherPlanText(plan.sha256));
    }
    let shipments = plan.shipments.as_ref().map_err(|problem| OrderRejected::PlanText(problem.clone()))?;
    let place = usize::try_from(order.line).ok().and_then(|line| line.checked_sub(1));
    let shipment = place.and_then(|place| shipments.get(place));
    let shipment = shipment.ok_or(OrderRejected::NoSuchLine { line: order.line, lines: shipments.len() })?;
    compare(shipment, order)?;
    Ok(TrustedOrder(order.clone()))
}

fn compare(shipment: &Shipment, order: &v1::DispatchOrder) -> Result<(), OrderRejected> {
    let lot = if order.lot_id.is_empty() { LotId::unnamed().to_string() } else { order.lot_id.clone() };
    let seconds = |time: jiff::Timestamp| time.as_second().to_string();
    let sent = |time: Option<i64>| time.map_or_else(|| "-".to_owned(), |s| s.to_string());
    let same = |field, decided: &dyn fmt::Display, ordered: &dyn fmt::Display| {
        let (decided, ordered) = (decided.to_string(), ordered.to_string());
        if decided == ordered {
            return Ok(());
        }
        Err(OrderRejected::Differs { line: order.line, field, decided, ordered })
    };
    same(Field::Depot, &shipment.lot.depot, &order.depot_id)?;
    same(Field::Item, &shipment.lot.item, &order.item_id)?;
    same(Field::Lot, &shipment.lot.lot, &lot)?;
    same(Field::Site, &shipment.site, &order.site_id)?;
    same(Field::Quantity, &shipment.quantity, &order.quantity)?;
    same(Field::Departure, &seconds(shipment.departs), &sent(order.departs_at.as_ref().map(|t| t.seconds)))?;
    let arrives = sent(shipment.arrives.map(jiff::Timestamp::as_second));
    same(Field::Arrival, &arrives, &sent(order.arrives_at.as_ref().map(|t| t.seconds)))
}
