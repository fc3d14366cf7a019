//! What follows from a record outside of the board, once it is durable. Pure data: `centre::follow_up` acts on it.

use crate::orders::release::Decision;
use jiff::Timestamp;
use yicang_domain::order::Order;
use yicang_domain::{AgentId, ReportId};
use yicang_tlog::Hash;

/// Which report: an agent's, by its own name.
pub type ReportKey = (AgentId, ReportId);

/// What is remembered of an accepted report: enough to make its receipt again, byte for byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AcceptedReport {
    /// Its record.
    pub index: u64,
    /// The agent's count.
    pub sequence: u64,
    /// The centre's clock.
    pub accepted_at: Timestamp,
    /// Of the exact bytes.
    pub report_sha256: Hash,
    /// Of its public leaf.
    pub leaf_hash: Hash,
}

/// A record that was handed to the journal, and what follows from it.
#[derive(Debug)]
pub struct Recorded {
    /// Its number.
    pub index: u64,
    /// RFC 6962 hash of its leaf.
    pub leaf_hash: Hash,
    /// What follows.
    pub effect: Effect,
}

/// What follows from a record outside of the board.
#[derive(Debug)]
pub enum Effect {
    /// Nothing.
    None,
    /// A report is accepted; a step has changed an order.
    Report {
        /// Which report.
        key: ReportKey,
        /// What its receipt says.
        accepted: AcceptedReport,
        /// The order after a step.
        order: Option<Box<Order>>,
    },
    /// A step has changed an order, and no agent waits for a receipt.
    Order(Box<Order>),
    /// Orders are to go out.
    Decision {
        /// With its new orders.
        decision: Decision,
        /// Earlier orders that are not to be shipped any more.
        replaced: Vec<Order>,
    },
    /// Orders are no longer as they were.
    Orders(Vec<Order>),
    /// The orders of the decision in this record need not wait for witnesses.
    WitnessOverride(u64),
}
