//! The one way out: a decision and the proof that it is public become orders that may leave. It decides nothing.

use std::sync::Arc;
use yicang_domain::order::Order;
use yicang_tlog::{Hash, TlogProof};

/// A decision that is on disk, with its orders; not yet public.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its record.
    pub index: u64,
    /// SHA-256 of the plan's text.
    pub plan_sha256: Hash,
    /// Its public leaf, exact bytes.
    pub leaf: Vec<u8>,
    /// The plan's lines as orders.
    pub orders: Vec<Order>,
}

/// A decision that the public log holds: the only source of messages that carry orders.
#[derive(Debug)]
pub struct Released {
    decision: Decision,
    proof: TlogProof,
}

/// The proof is of another entry.
#[derive(Debug, thiserror::Error)]
#[error("the proof of entry {proven} is not one of decision {index}")]
pub struct WrongProof {
    index: u64,
    proven: u64,
}

/// Joins a decision and the proof that it is public.
pub fn release(decision: Decision, proof: TlogProof) -> Result<Released, WrongProof> {
    if proof.index() == decision.index && proof.is_for(&decision.leaf) {
        return Ok(Released { decision, proof });
    }
    Err(WrongProof { index: decision.index, proven: proof.index() })
}

impl Released {
    /// The record of the decision.
    pub fn index(&self) -> u64 {
        self.decision.index
    }

    /// Its orders when it was released.
    pub(super) fn orders(&self) -> &[Order] {
        &self.decision.orders
    }

    /// How many orders it made.
    pub fn order_count(&self) -> usize {
        self.decision.orders.len()
    }

    /// The proof.
    pub fn proof(&self) -> &TlogProof {
        &self.proof
    }

    /// The public leaf of the decision, exact bytes.
    pub fn leaf(&self) -> &[u8] {
        &self.decision.leaf
    }
}

/// An order that may be shown: it comes with the decision that made it, and the proof that the decision is public.
#[derive(Debug, Clone)]
pub struct ReleasedOrder {
    order: Order,
    by: Arc<Released>,
}

impl ReleasedOrder {
    /// The order as it is now, under its own decision.
    pub(super) fn new(order: Order, by: &Arc<Released>) -> Self {
        debug_assert_eq!(order.decision_index, by.index(), "an order goes out with its own decision");
        Self { order, by: Arc::clone(by) }
    }

    /// The order.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// The decision that made it.
    pub fn released(&self) -> &Released {
        &self.by
    }

    /// SHA-256 of the text of the plan that it is a line of.
    pub fn plan_sha256(&self) -> Hash {
        self.by.decision.plan_sha256
    }
}

/// A decision that is public, and whose orders wait for the log's witnesses.
#[derive(Debug, Clone)]
pub struct AwaitingWitnesses {
    /// The record of the decision.
    pub index: u64,
    /// How many orders it made.
    pub orders: usize,
    /// The proof that it is public, a `.tlog-proof` file's bytes.
    pub proof: Vec<u8>,
}
