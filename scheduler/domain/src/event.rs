//! What can happen: one event per record of the journal.

use crate::catalogue::Catalogue;
use crate::id::{AgentId, DepotId, OrderId, SiteId};
use crate::plan::Shipment;
use crate::report::Report;
use std::collections::BTreeSet;

/// One record's meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Items, places and ways; replaces what was known.
    Catalogue(Catalogue),
    /// An agent's key and what it may report for.
    Enrolled {
        /// Who.
        agent: AgentId,
        /// How it signs, and for what.
        enrolment: Enrolment,
    },
    /// An accepted report.
    Reported(Report),
    /// A plan was made; its record's number is its id.
    Planned,
    /// A plan was decided: its lines are orders now, and of those it reopened only what is a line of it stays.
    Decided {
        /// The record of the plan.
        plan_index: u64,
        /// Its lines, in the plan's order.
        shipments: Vec<Shipment>,
        /// Approved orders whose goods it was free to send otherwise.
        reopened: BTreeSet<OrderId>,
    },
    /// A decision's orders go out without the log's witnesses; nothing on the board changes.
    Overridden,
    /// Who runs the centre says that its clock is right. Means nothing for the board.
    ClockConfirmed,
    /// Somebody may see masked fields. Means nothing for the board.
    Granted,
}

/// An agent's public key and what it may report for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enrolment {
    /// Ed25519, 32 bytes.
    pub key: [u8; 32],
    /// Depots whose stock and shipping it reports.
    pub depots: BTreeSet<DepotId>,
    /// Sites whose needs and receipts it reports.
    pub sites: BTreeSet<SiteId>,
    /// May sign commands.
    pub coordinator: bool,
    /// May enrol, and nothing else: the way back where every coordinator's key is lost. Lies offline.
    pub recovery: bool,
}
