//! Orders: the lines of an approved schedule, and how far each is.

mod error;
mod legs;

use crate::hold::Hold;
use crate::id::{LotKey, NeedKey, OrderId, PoolId, SiteId};
use crate::plan::Shipment;
use crate::quantity::Quantity;
use crate::receipt::Unusable;
use crate::report::{Moved, Step};
pub use error::StepError;
use jiff::Timestamp;
pub use legs::{CORRECTIONS_MAX, Facts, Leg};
use std::fmt;
use yicang_language::{Message, ToMessage, message};

/// A line of the approved schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Plan id, dash, line: `P17-3`.
    pub id: OrderId,
    /// The record of the plan, and the plan's id `P<index>`.
    pub plan_index: u64,
    /// The record of the decision.
    pub decision_index: u64,
    /// Line of the plan, from 1.
    pub line: u32,
    /// What leaves which lot when, for whom, to arrive when.
    pub shipment: Shipment,
    /// How far it is.
    pub progress: Progress,
    /// Why its lot must not move, if so.
    pub held: Option<Hold>,
    /// Every step that was said of it, in the order of the entries.
    pub legs: Vec<Leg>,
    /// The record by which a coordinator has taken it back.
    pub cancelled_by: Option<u64>,
    /// Whose vehicle its lane had when it was decided.
    pub pool: Option<PoolId>,
}

/// How far an order is, with the quantity of each step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Decided; the depot may pick.
    Approved,
    /// Taken from the shelf.
    Picked(Quantity),
    /// On its way.
    Dispatched {
        /// What left.
        shipped: Quantity,
    },
    /// Arrived and accepted.
    Received {
        /// What left.
        shipped: Quantity,
        /// What was accepted.
        received: Quantity,
    },
    /// Nothing left, nothing will.
    Cancelled,
    /// Beyond the freeze fence, a later decision sent its goods otherwise.
    Replaced {
        /// The record of that decision.
        by: u64,
    },
    /// The depot will do it; nothing was picked.
    Confirmed,
    /// It stands at the site, and is not counted yet.
    Arrived {
        /// What left.
        shipped: Quantity,
    },
    /// It came back to the depot.
    Returned {
        /// What left.
        shipped: Quantity,
        /// What came back.
        returned: Quantity,
    },
}

/// How far an order is, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Decided; the depot may pick.
    Approved,
    /// Taken from the shelf.
    Picked,
    /// On its way.
    Dispatched,
    /// Arrived and accepted.
    Received,
    /// Nothing left, nothing will.
    Cancelled,
    /// A later decision sent its goods otherwise.
    Replaced,
    /// The depot will do it.
    Confirmed,
    /// It stands at the site.
    Arrived,
    /// It came back to the depot.
    Returned,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 9] = [
        Self::Approved,
        Self::Picked,
        Self::Dispatched,
        Self::Received,
        Self::Cancelled,
        Self::Replaced,
        Self::Confirmed,
        Self::Arrived,
        Self::Returned,
    ];

    /// The word in files and on the terminal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Picked => "picked",
            Self::Dispatched => "dispatched",
            Self::Received => "received",
            Self::Cancelled => "cancelled",
            Self::Replaced => "replaced",
            Self::Confirmed => "confirmed",
            Self::Arrived => "arrived",
            Self::Returned => "returned",
        }
    }
}

impl ToMessage for Status {
    fn message(&self) -> Message {
        match self {
            Self::Approved => message!("order-approved"),
            Self::Picked => message!("order-picked"),
            Self::Dispatched => message!("order-dispatched"),
            Self::Received => message!("order-received"),
            Self::Cancelled => message!("order-cancelled"),
            Self::Replaced => message!("order-replaced"),
            Self::Confirmed => message!("moving-step-confirmed"),
            Self::Arrived => message!("moving-step-arrived"),
            Self::Returned => message!("moving-step-returned"),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// An order as a list of orders shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// Its id.
    pub id: OrderId,
    /// The lot it leaves.
    pub lot: LotKey,
    /// The site it goes to.
    pub site: SiteId,
    /// Units that were ordered.
    pub quantity: Quantity,
    /// How far it is.
    pub status: Status,
    /// Units that left; 0 before.
    pub shipped: Quantity,
    /// Units that were accepted; 0 before.
    pub received: Quantity,
    /// Why its lot must not move, if so.
    pub held: Option<Hold>,
}

/// An order of which less came than was sent, or nothing, and the entry that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// Which.
    pub order: OrderId,
    /// The receipt.
    pub entry: u64,
}

impl Order {
    /// The need it serves.
    pub fn need(&self) -> NeedKey {
        self.shipment.need()
    }

    /// Where it comes from.
    pub fn lot(&self) -> &LotKey {
        &self.shipment.lot
    }

    /// Where it goes.
    pub fn site(&self) -> &SiteId {
        &self.shipment.site
    }

    /// Nothing was done yet, and it leaves later than so many minutes after `now`: a plan may change it. Without a
    /// freeze fence no plan may. Where its lot must not move, any plan may.
    pub fn is_beyond(&self, now: Timestamp, freeze_minutes: Option<u32>) -> bool {
        let fence = freeze_minutes.map(|minutes| now.as_second().saturating_add(i64::from(minutes) * 60));
        let is_late = fence.is_some_and(|fence| self.shipment.departs.as_second() > fence);
        self.is_free() && (is_late || self.held.is_some())
    }

    /// Nothing was picked yet, and nobody has taken it back.
    pub fn is_free(&self) -> bool {
        matches!(self.progress, Progress::Approved | Progress::Confirmed)
    }

    /// Goods in the depot are set aside for it.
    pub fn holds_stock(&self) -> bool {
        matches!(self.progress, Progress::Approved | Progress::Confirmed | Progress::Picked(_))
    }

    /// Still to be picked, shipped or received.
    pub fn is_open(&self) -> bool {
        !matches!(
            self.progress,
            Progress::Received { .. } | Progress::Cancelled | Progress::Replaced { .. } | Progress::Returned { .. }
        )
    }

    /// How far it is, in one word.
    pub fn status(&self) -> Status {
        match self.progress {
            Progress::Approved => Status::Approved,
            Progress::Picked(_) => Status::Picked,
            Progress::Dispatched { .. } => Status::Dispatched,
            Progress::Received { .. } => Status::Received,
            Progress::Cancelled => Status::Cancelled,
            Progress::Replaced { .. } => Status::Replaced,
            Progress::Confirmed => Status::Confirmed,
            Progress::Arrived { .. } => Status::Arrived,
            Progress::Returned { .. } => Status::Returned,
        }
    }

    /// Where a receipt leads, if it may be taken now: what is of no use was shipped, too.
    pub fn after_receipt(&self, quantity: Quantity, unusable: &Unusable) -> Result<Progress, StepError> {
        let plain = Moved::plain(self.id.clone(), Step::Received, quantity);
        self.after_moved(&Moved { unusable: *unusable, ..plain })
    }

    /// Where a step leads, if it may be taken now.
    pub fn after(&self, step: Step, quantity: Quantity) -> Result<Progress, StepError> {
        self.after_moved(&Moved::plain(self.id.clone(), step, quantity))
    }
}
