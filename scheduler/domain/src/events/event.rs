//! What a record means for the board.

use super::{Enrolment, Source, verification};
use crate::amiss::{AmissId, Settlement};
use crate::catalogue::Catalogue;
use crate::catalogue::change::Change;
use crate::hold::Hold;
use crate::id::{AgentId, LotKey, NeedKey, OrderId};
use crate::overriding::OverrideId;
use crate::plan::Shipment;
use crate::report::{Body, Report};
use crate::signed_override::Overridden;
use std::collections::BTreeSet;

/// One record's meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Items, places and ways; replaces what was known.
    Catalogue(Catalogue),
    /// A change of them.
    CatalogueChanged(Change),
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
    Planned {
        /// The reserve lines that are published with it.
        opened: Vec<Source>,
        /// The entries before this one are those that it looked at; earlier programs do not say.
        upto: Option<u64>,
    },
    /// A plan was decided: its lines are orders now, and of those it reopened only what is a line of it stays.
    Decided {
        /// The record of the plan.
        plan_index: u64,
        /// Its lines, in the plan's order.
        shipments: Vec<Shipment>,
        /// Approved orders whose goods it was free to send otherwise.
        reopened: BTreeSet<OrderId>,
    },
    /// What sites are entitled to was verified.
    Verified(Vec<verification::VerifiedLine>),
    /// A coordinator has closed a need.
    Rejected {
        /// Whose, of what.
        need: NeedKey,
        /// Who has.
        by: AgentId,
    },
    /// A lot must not move, or may again.
    Held {
        /// Which.
        lot: LotKey,
        /// Why; `None` lets it go.
        hold: Option<Hold>,
    },
    /// A discrepancy is closed.
    Settled {
        /// Which.
        id: AmissId,
        /// How.
        how: Settlement,
    },
    /// What somebody said who cannot sign: a need, or a receipt.
    OnBehalf(Body),
    /// A coordinator has taken an order back.
    OrderCancelled(OrderId),
    /// A coordinator has decided a disputed need.
    DisputeSettled(NeedKey),
    /// A coordinator overrides plans.
    Overridden(Overridden),
    /// An override ends.
    OverrideTakenBack(OverrideId),
    /// Something that changes nothing on the board.
    OffBoard,
}
