//! What can be wrong with a plan.

use crate::id::{DepotId, ItemId, LotKey, NeedKey, PoolId, SiteId};
use crate::minutes::MissingMinutes;
use crate::plan::Target;
use crate::reason::Reason;
use crate::vector::Vector;

/// One way in which a plan is not what it says, or not lawful.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// A plan of version 1, which [`crate::v1::violations`] counts.
    #[error("this is a plan of version 1: it is counted by the rules of that, and can no longer be approved")]
    OldVersion,
    /// A lane has no minutes, and something counts on them.
    #[error("{0}")]
    NoMinutes(MissingMinutes),
    /// A shipment or a reason stands twice or out of order.
    #[error("{0} stands twice or out of order")]
    Disorder(String),
    /// A line of quantity 0.
    #[error("{0} has quantity 0")]
    Empty(String),
    /// There is no such lot.
    #[error("shipment from lot {0}: the situation has no such lot")]
    UnknownLot(LotKey),
    /// There is no such need.
    #[error("need {0}: the situation has no such need")]
    UnknownNeed(NeedKey),
    /// The shipment takes a way that is not open to it.
    #[error("shipment {lot} -> {site}: {why}")]
    Inadmissible {
        /// From.
        lot: LotKey,
        /// To.
        site: SiteId,
        /// What forbids it.
        why: Blocker,
    },
    /// Departure or arrival is not what lot and lane say.
    #[error("shipment {lot} -> {site}: departs and arrives {said:?}, counted {counted:?}")]
    WrongTimes {
        /// From.
        lot: LotKey,
        /// To.
        site: SiteId,
        /// As the plan says.
        said: (String, String),
        /// As lot and lane say.
        counted: (String, String),
    },
    /// More than there is.
    #[error("lot {lot}: {shipped} shipped, {available} available")]
    OverStock {
        /// Which lot.
        lot: LotKey,
        /// What the plan takes.
        shipped: u64,
        /// What there is.
        available: u64,
    },
    /// Into the protected reserve.
    #[error("depot {depot} item {item}: {shipped} shipped, {limit} may leave above the protected reserve")]
    OverReserve {
        /// Which depot.
        depot: DepotId,
        /// Which item.
        item: ItemId,
        /// What the plan takes.
        shipped: u64,
        /// What may leave.
        limit: u64,
    },
    /// More than was asked for.
    #[error("need {need}: {given} given, {open} asked for")]
    OverClaim {
        /// Which need.
        need: NeedKey,
        /// What the plan gives.
        given: u64,
        /// What is open.
        open: u64,
    },
    /// More than the lane carries.
    #[error("lane {depot} -> {site}: {shipped} shipped, capacity {capacity}")]
    OverCapacity {
        /// From.
        depot: DepotId,
        /// To.
        site: SiteId,
        /// All items together.
        shipped: u64,
        /// What it carries.
        capacity: u64,
    },
    /// More than a pool's vehicles carry.
    #[error("pool {pool}: {used} {dimension} shipped, capacity {capacity}")]
    OverPool {
        /// Which pool.
        pool: PoolId,
        /// `grams` or `millilitres`.
        dimension: &'static str,
        /// All lanes and items together, exact.
        used: String,
        /// What they carry.
        capacity: u64,
    },
    /// A need gets something, and the policy does not know its class.
    #[error("need {0}: the policy does not know its class, so it gets nothing")]
    UnknownClass(NeedKey),
    /// Not a whole number of packs.
    #[error("shipment {lot} -> {site}: {quantity} are not whole packs of {pack}")]
    BrokenPack {
        /// From.
        lot: LotKey,
        /// To.
        site: SiteId,
        /// What is shipped.
        quantity: u64,
        /// Units of a pack.
        pack: u64,
    },
    /// Units of a substitute that do not make whole units of what is needed.
    #[error("shipment {lot} -> {site}: {quantity} units at {given} for {needed} do not make whole units")]
    BrokenRatio {
        /// From.
        lot: LotKey,
        /// To.
        site: SiteId,
        /// What is shipped.
        quantity: u64,
        /// So many units given…
        given: u64,
        /// …serve so many.
        needed: u64,
    },
    /// Components that do not make whole kits, or not as many as the others.
    #[error("need {need}: {received} of component {component} do not make {kits} kits of {units} each")]
    UnevenKit {
        /// Which need.
        need: NeedKey,
        /// Which component.
        component: ItemId,
        /// Units of it.
        received: u64,
        /// Units in a kit.
        units: u64,
        /// Kits that the scarcest component makes.
        kits: u64,
    },
    /// The reasons of a need do not add up.
    #[error("need {need}: reasons add up to {reasons}, {unmet} are unmet")]
    ReasonsSum {
        /// Which need.
        need: NeedKey,
        /// Sum of the reasons' quantities.
        reasons: u64,
        /// Open less given.
        unmet: u64,
    },
    /// A reason that nothing in the situation and the plan bears out.
    #[error("need {need}: reason {reason} for {quantity} is not borne out")]
    Unfounded {
        /// Which need.
        need: NeedKey,
        /// Which reason.
        reason: Reason,
        /// For how many units.
        quantity: u64,
    },
    /// The plan has not a line for each level.
    #[error("the plan has {said} levels, the policy {counted}")]
    WrongLevels {
        /// As the plan says.
        said: usize,
        /// As the policy says.
        counted: usize,
    },
    /// A level's value or bound, or the cost, is not what the shipments and claims add up to.
    #[error("{what} is said to be {said}, counted {counted}")]
    WrongValue {
        /// `value of level 2`, `bound of level 2` or `cost`.
        what: String,
        /// As the plan says.
        said: i128,
        /// As counted.
        counted: i128,
    },
    /// The situation cannot be valued by this policy.
    #[error("{0}")]
    NotValued(String),
    /// A price below zero, or of something that is not there.
    #[error("{0}: a price of what is not there, or below zero")]
    BadPrice(String),
    /// An item that the plan calls joint, and may not.
    #[error("joint {item}: {why}")]
    WrongJoint {
        /// Which item.
        item: ItemId,
        /// Why not.
        why: &'static str,
    },
    /// A claim's value or bound is not what shipments or prices add up to.
    #[error("claim of {of}: its {what} is said to be {said}, counted {counted}")]
    WrongClaim {
        /// What it is about.
        of: Target,
        /// `value` or `bound`.
        what: &'static str,
        /// As the plan says.
        said: i128,
        /// As counted.
        counted: i128,
    },
    /// A claim that says nothing, or that its prices do not prove.
    #[error("claim of {of}: {what}")]
    NotClaimed {
        /// What it is about.
        of: Target,
        /// What is wrong with it.
        what: String,
    },
    /// The prices do not prove the plan best.
    #[error("not proven best: {what}, by {by}")]
    NotProven {
        /// Which condition fails where.
        what: String,
        /// By how much.
        by: Vector,
    },
}

/// What forbids a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Blocker {
    /// No lane, or it is closed.
    #[error("no open lane")]
    NoLane,
    /// For others.
    #[error("the lot is earmarked for others")]
    Earmark,
    /// Too late to be useful.
    #[error("it arrives too late")]
    LeadTime,
    /// Something else than what is needed, and no substitute for it.
    #[error("the lot's item does not serve the need")]
    OtherItem,
    /// Expired, or too little life on arrival.
    #[error("too little shelf life on arrival")]
    RemainingLife,
    /// The lane's vehicles leave before the goods are ready, or have left.
    #[error("its vehicles have left")]
    Departed,
    /// The lot must not move.
    #[error("the lot must not move")]
    Held,
}

impl Blocker {
    /// Every blocker.
    pub const ALL: &[Blocker] = &[
        Blocker::NoLane,
        Blocker::Earmark,
        Blocker::LeadTime,
        Blocker::OtherItem,
        Blocker::RemainingLife,
        Blocker::Departed,
        Blocker::Held,
    ];
}
