//! What an agent says, parsed once and trusted afterwards.
//!
//! A [`Report`] exists only through [`Report::new`]; whether it fits the world (known item, own site, right sequence)
//! is the [board](crate::board)'s question.

mod changes;
mod fact;
mod faults;
mod inbound;
mod moved;
mod step;
mod version;

pub(crate) use faults::line_count_faults;
pub use faults::{confirm_faults, fact_faults, need_faults, reserve_faults, seen_faults};

use crate::change::ChangeLine;
use crate::excess::ExcessLine;
use crate::facts::FactLine;
use crate::fault::Fault;
use crate::id::{AgentId, ClassName, DepotId, ItemId, LotId, OrderId, ReportId, SiteId};
use crate::inbound::InboundLine;
use crate::notice::NoticeId;
use crate::quantity::Quantity;
use crate::receipt::Unusable;
pub use changes::change_faults;
pub use fact::Fact;
pub use inbound::{excess_faults, inbound_faults};
use jiff::Timestamp;
use jiff::civil::Date;
pub use moved::Moved;
use std::collections::BTreeSet;
pub use version::Version;
use yicang_language::message;

/// The most lines of one report: its public leaf must fit in 65,535 bytes.
pub const LINES_MAX: usize = 200;
/// The longest note, in bytes of UTF-8.
pub const NOTE_BYTES_MAX: usize = 1_000;
/// The most facts of one report.
pub const FACTS_MAX: usize = 100;
/// The most records that one report confirms or contests.
pub const CONFIRMED_MAX: usize = 50;
/// A class that every policy has: its least urgent one, unless it has a class of this name.
pub const LEAST_URGENT: &str = "least-urgent";
/// The most parts of a count of all that lies in a depot.
pub const PARTS_MAX: u32 = 50;
/// The longest shelf life that a need may ask for, in days.
pub const LIFE_DAYS_MAX: u16 = 3_650;

/// What an agent says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    version: Version,
    id: ReportId,
    agent: AgentId,
    sequence: u64,
    reported_at: Timestamp,
    body: Body,
}

/// What the report is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// What a site needs from now on, not counting what it has received.
    Need {
        /// Whose need.
        site: SiteId,
        /// 1 to [`LINES_MAX`], one per item.
        lines: Vec<NeedLine>,
    },
    /// What lies in a depot.
    Reserve {
        /// Where it lies.
        depot: DepotId,
        /// 1 to [`LINES_MAX`], one per item and lot.
        lines: Vec<ReserveLine>,
    },
    /// All that lies in a depot: of every lot that no line names, nothing does.
    Count {
        /// Where it lies.
        depot: DepotId,
        /// 1 to [`LINES_MAX`], one per item and lot.
        lines: Vec<ReserveLine>,
    },
    /// A part of a count of all that lies in a depot, of more than [`LINES_MAX`] lots.
    CountPart {
        /// Where it lies.
        depot: DepotId,
        /// Which part.
        part: Part,
        /// 1 to [`LINES_MAX`], one per item and lot.
        lines: Vec<ReserveLine>,
    },
    /// What a supplier has confirmed to a depot, and has not brought yet.
    Inbound {
        /// Where it is to come.
        depot: DepotId,
        /// 1 to [`LINES_MAX`], one per item and lot.
        lines: Vec<InboundLine>,
    },
    /// What a site offers to others.
    Excess {
        /// Which site.
        site: SiteId,
        /// 1 to [`LINES_MAX`], one per item and lot.
        lines: Vec<ExcessLine>,
    },
    /// What came to the stock of a depot or went from it, apart from orders, and why.
    Change {
        /// Where.
        depot: DepotId,
        /// 1 to [`LINES_MAX`], one per item and lot.
        lines: Vec<ChangeLine>,
    },
    /// What a site says of itself; what it does not name stays as it is known.
    Facts {
        /// Which site.
        site: SiteId,
        /// 1 to [`FACTS_MAX`], each fact once.
        lines: Vec<FactLine>,
    },
    /// What an agent has taken note of.
    Seen {
        /// 1 to [`SEEN_MAX`](crate::notice::SEEN_MAX), each once.
        notices: Vec<NoticeId>,
    },
    /// What was done with an order.
    Step {
        /// Which order.
        order: OrderId,
        /// What was done.
        step: Step,
        /// With how much.
        quantity: Quantity,
    },
    /// The word of a place on what was recorded on its behalf.
    ConfirmRecord {
        /// 1 to [`CONFIRMED_MAX`] records.
        entries: Vec<u64>,
        /// It was not said so.
        contested: bool,
    },
    /// An order was received, and some of it is of no use.
    Receipt {
        /// Which order.
        order: OrderId,
        /// What was accepted.
        quantity: Quantity,
        /// What was not, at least one unit.
        unusable: Unusable,
    },
    /// What was done with an order, where more is said of it than the two above can say.
    Moved(Moved),
}

/// A part of a count: 1 of 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// Which, from 1.
    pub number: u32,
    /// Of how many, 2 to [`PARTS_MAX`].
    pub of: u32,
}

/// One item that a site needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedLine {
    /// What.
    pub item: ItemId,
    /// 0 withdraws the need, unless it is unknown.
    pub quantity: Quantity,
    /// How urgent; of what is withdrawn any word.
    pub class: ClassName,
    /// Wanted by.
    pub due: Option<Timestamp>,
    /// Useless afterwards.
    pub latest_useful: Option<Timestamp>,
    /// Days of life that must remain on arrival, at most [`LIFE_DAYS_MAX`].
    pub life_days_min: u16,
    /// How much is needed nobody knows: the quantity is 0, and withdraws nothing.
    pub unknown: bool,
    /// It stands beside the words of others, see [`crate::board::words`]; else it replaces them.
    pub beside: bool,
}

impl NeedLine {
    /// The need ends, as far as this reporter says.
    pub fn withdraws(&self) -> bool {
        self.quantity == Quantity::ZERO && !self.unknown
    }

    /// How much is asked for; `None` where nobody knows.
    pub fn amount(&self) -> Option<Quantity> {
        (!self.unknown).then_some(self.quantity)
    }
}

/// One lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReserveLine {
    /// What.
    pub item: ItemId,
    /// Which batch.
    pub lot: LotId,
    /// On hand; may be 0.
    pub quantity: Quantity,
    /// Last day of use.
    pub expires_on: Fact<Date>,
    /// The only sites that may receive it; at least one.
    pub earmark: Fact<BTreeSet<SiteId>>,
    /// When it can leave, if not now.
    pub available_at: Fact<Timestamp>,
}

/// The steps that the field confirms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Taken from the shelf.
    Picked,
    /// Left the depot.
    Shipped,
    /// Accepted by the site.
    Received,
    /// The depot will do it.
    Confirmed,
    /// It stands at the site, and is not counted yet.
    Arrived,
    /// It came back to the depot.
    Returned,
}

impl Report {
    /// Checks what can be checked without knowing the world; every fault at once. The report is of the newest version.
    pub fn new(
        id: ReportId,
        agent: AgentId,
        sequence: u64,
        reported_at: Timestamp,
        body: Body,
    ) -> Result<Self, Vec<Fault>> {
        Self::of(Version::NEWEST, id, agent, sequence, reported_at, body)
    }

    /// The same of any version.
    pub fn of(
        version: Version,
        id: ReportId,
        agent: AgentId,
        sequence: u64,
        reported_at: Timestamp,
        body: Body,
    ) -> Result<Self, Vec<Fault>> {
        let mut faults = body.faults();
        if sequence == 0 {
            faults.push(Fault::new("sequence", message!("report-sequence-zero")));
        }
        if faults.is_empty() { Ok(Self { version, id, agent, sequence, reported_at, body }) } else { Err(faults) }
    }

    /// The rules that it is read by.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The agent's own name for it.
    pub fn id(&self) -> &ReportId {
        &self.id
    }

    /// Who says so.
    pub fn agent(&self) -> &AgentId {
        &self.agent
    }

    /// The agent's count, from 1.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The agent's clock.
    pub fn reported_at(&self) -> Timestamp {
        self.reported_at
    }

    /// What it is about.
    pub fn body(&self) -> &Body {
        &self.body
    }
}

impl Body {
    /// `need`, `reserve`, `change`, `inbound`, `excess`, `facts`, `seen`, `step` or `confirm_record`: also the name of
    /// the field on the wire.
    pub fn kind(&self) -> &'static str {
        match self {
            Body::Need { .. } => "need",
            Body::Reserve { .. } | Body::Count { .. } | Body::CountPart { .. } => "reserve",
            Body::Inbound { .. } => "inbound",
            Body::Excess { .. } => "excess",
            Body::Change { .. } => "change",
            Body::Facts { .. } => "facts",
            Body::Seen { .. } => "seen",
            Body::Step { .. } | Body::Receipt { .. } | Body::Moved(_) => "step",
            Body::ConfirmRecord { .. } => "confirm_record",
        }
    }

    /// What is wrong with it by itself.
    pub fn faults(&self) -> Vec<Fault> {
        match self {
            Body::Need { lines, .. } => need_faults(&lines.iter().enumerate().collect::<Vec<_>>(), lines.len()),
            Body::Inbound { lines, .. } => inbound_faults(&lines.iter().enumerate().collect::<Vec<_>>(), lines.len()),
            Body::Excess { lines, .. } => excess_faults(&lines.iter().enumerate().collect::<Vec<_>>(), lines.len()),
            Body::CountPart { lines, part, .. } => {
                let mut faults = reserve_faults(&lines.iter().enumerate().collect::<Vec<_>>(), lines.len());
                if !(2..=PARTS_MAX).contains(&part.of) || !(1..=part.of).contains(&part.number) {
                    let problem = message!("count-part-number", part = part.number, of = part.of, most = PARTS_MAX);
                    faults.push(Fault::new("reserve.part", problem));
                }
                faults
            }
            Body::Reserve { lines, .. } | Body::Count { lines, .. } => {
                reserve_faults(&lines.iter().enumerate().collect::<Vec<_>>(), lines.len())
            }
            Body::Change { lines, .. } => change_faults(&lines.iter().enumerate().collect::<Vec<_>>(), lines.len()),
            Body::Facts { lines, .. } => fact_faults(&lines.iter().enumerate().collect::<Vec<_>>(), lines.len()),
            Body::Seen { notices } => seen_faults(&notices.iter().enumerate().collect::<Vec<_>>(), notices.len()),
            Body::Step { .. } | Body::Receipt { .. } => Vec::new(),
            Body::Moved(moved) => moved.faults(),
            Body::ConfirmRecord { entries, .. } => confirm_faults(entries),
        }
    }

    /// The lots that it counts, if it counts any.
    pub fn counted_lots(&self) -> Option<(&DepotId, &[ReserveLine])> {
        match self {
            Body::Reserve { depot, lines } | Body::Count { depot, lines } | Body::CountPart { depot, lines, .. } => {
                Some((depot, lines))
            }
            _ => None,
        }
    }
}
