//! The words of relief supply, and what makes a plan lawful.
//!
//! Everything here is a value or a pure function: no I/O, no clock, no async, no serde. Time comes in as an argument.
//! Together with `yicang-tlog` this crate is all that an auditor needs to check a published decision: the canonical
//! text of a situation, a policy and a plan, and the checker that counts them. How a plan is found is
//! `yicang-planner`'s business and is not known here.

#![deny(clippy::float_arithmetic)]

pub mod amiss;
pub mod board;
pub mod catalogue;
pub mod change;
pub mod check;
pub mod comparing;
pub mod consignment;
pub mod discrepancy;
pub mod draw;
pub mod entitlement;
pub mod events;
pub mod excess;
pub mod explanation;
pub mod facts;
mod fault;
pub mod gift;
pub mod hold;
pub mod id;
pub mod inbound;
pub mod life;
mod line;
pub mod minutes;
pub mod notice;
pub mod order;
pub mod overriding;
pub mod plan;
pub mod plausibility;
pub mod policy;
pub mod quantity;
pub mod reason;
pub mod receipt;
pub mod report;
pub mod shown;
pub mod signed_override;
pub mod situation;
pub mod summary;
pub mod text;
pub mod travel;
pub mod v1;
pub mod vector;

pub use amiss::{Amiss, AmissId, AmissKind, Settlement};
pub use catalogue::{Catalogue, Closure, Departure, Item, Place, Pool, Site, Thing, ThingKey};
pub use change::{ChangeLine, ChangeReason};
pub use check::{CheckedPlan, Violation, approve};
pub use consignment::{Consignment, ConsignmentCode, ConsignmentKey, ConsignmentLine};
pub use entitlement::Entitled;
pub use excess::ExcessLine;
pub use explanation::{Explanation, Sentence};
pub use fault::Fault;
pub use gift::GiftCode;
pub use hold::Hold;
pub use id::{
    AgentId, ClassName, DepotId, DistrictId, ItemId, LotId, LotKey, NeedKey, OrderId, PoolId, ReportId, SiteId,
    SiteKind,
};
pub use inbound::InboundLine;
pub use notice::{Notice, NoticeId, NoticeKind};
pub use overriding::{Bound, Lapse, Lapsed, Override, OverrideId, Overrides};
pub use plan::{Claim, ClaimPrices, Plan, PoolPrice, Prices, Shipment, Target, Unmet, Version};
pub use policy::{FirstLevel, Policy, PriorityClass, SecondLevel, Steps};
pub use quantity::{Decimal, Quantity};
pub use reason::Reason;
pub use receipt::Unusable;
pub use report::Report;
pub use situation::{ItemFacts, Lane, Lot, Moment, Need, Situation, Substitution, TransportPool};
pub use summary::{LeftOut, LevelProof, PlanAsk, PlanSummary, ServiceLevel};
pub use text::TextError;
pub use travel::{Coordinates, Point, Travel, TravelRule};
pub use vector::{Part, Vector};
