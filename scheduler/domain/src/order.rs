//! Orders: the lines of an approved schedule, and how far each is.

use crate::hold::Hold;
use crate::id::{LotKey, NeedKey, OrderId, SiteId};
use crate::plan::Shipment;
use crate::quantity::Quantity;
use crate::receipt::Unusable;
use crate::report::Step;
use jiff::Timestamp;
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
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 6] =
        [Self::Approved, Self::Picked, Self::Dispatched, Self::Received, Self::Cancelled, Self::Replaced];

    /// The word in files and on the terminal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Picked => "picked",
            Self::Dispatched => "dispatched",
            Self::Received => "received",
            Self::Cancelled => "cancelled",
            Self::Replaced => "replaced",
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

/// Why a step cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum StepError {
    /// The order is elsewhere.
    WrongStatus {
        /// Which order.
        order: OrderId,
        /// Its status.
        is: Status,
        /// The record of the decision that replaced it, if one did.
        by: Option<u64>,
        /// The step that was reported.
        step: Step,
    },
    /// More than the step before passed on.
    TooMuch {
        /// The step that was reported.
        step: Step,
        /// What was reported.
        quantity: Quantity,
        /// What there was.
        limit: Quantity,
    },
}

impl ToMessage for StepError {
    fn message(&self) -> Message {
        match self {
            Self::WrongStatus { order, by: Some(by), .. } => {
                message!("step-of-replaced", order = order.as_str(), record = *by)
            }
            Self::WrongStatus { order, is, step, .. } => {
                let (order, is) = (order.as_str(), is.message());
                match step {
                    Step::Picked => message!("step-no-picking", order = order, is = is),
                    Step::Shipped => message!("step-no-shipping", order = order, is = is),
                    Step::Received => message!("step-no-receiving", order = order, is = is),
                }
            }
            Self::TooMuch { step, quantity, limit } => {
                let (quantity, limit) = (quantity.units(), limit.units());
                match step {
                    Step::Picked => message!("step-picked-too-much", quantity = quantity, limit = limit),
                    Step::Shipped => message!("step-shipped-too-much", quantity = quantity, limit = limit),
                    Step::Received => message!("step-received-too-much", quantity = quantity, limit = limit),
                }
            }
        }
    }
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
        self.progress == Progress::Approved && (is_late || self.held.is_some())
    }

    /// Goods in the depot are set aside for it.
    pub fn holds_stock(&self) -> bool {
        matches!(self.progress, Progress::Approved | Progress::Picked(_))
    }

    /// Still to be picked, shipped or received.
    pub fn is_open(&self) -> bool {
        !matches!(self.progress, Progress::Received { .. } | Progress::Cancelled | Progress::Replaced { .. })
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
        }
    }

    /// Where a receipt leads, if it may be taken now: what is of no use was shipped, too.
    pub fn after_receipt(&self, quantity: Quantity, unusable: &Unusable) -> Result<Progress, StepError> {
        let found = quantity.saturating_add(Quantity::new(unusable.sum()).unwrap_or(quantity));
        self.after(Step::Received, found)?;
        self.after(Step::Received, quantity)
    }

    /// Where a step leads, if it may be taken now.
    pub fn after(&self, step: Step, quantity: Quantity) -> Result<Progress, StepError> {
        let at_most = |limit: Quantity| {
            if quantity <= limit {
                return Ok(());
            }
            Err(StepError::TooMuch { step, quantity, limit })
        };
        match (self.progress, step) {
            (Progress::Approved, Step::Picked) => {
                at_most(self.shipment.quantity)?;
                Ok(Progress::Picked(quantity))
            }
            (Progress::Approved | Progress::Picked(_), Step::Shipped) => {
                at_most(self.shipment.quantity)?;
                if quantity == Quantity::ZERO {
                    return Ok(Progress::Cancelled);
                }
                Ok(Progress::Dispatched { shipped: quantity })
            }
            (Progress::Dispatched { shipped }, Step::Received) => {
                at_most(shipped)?;
                Ok(Progress::Received { shipped, received: quantity })
            }
            _ => {
                let by = match self.progress {
                    Progress::Replaced { by } => Some(by),
                    _ => None,
                };
                Err(StepError::WrongStatus { order: self.id.clone(), is: self.status(), by, step })
            }
        }
    }
}
