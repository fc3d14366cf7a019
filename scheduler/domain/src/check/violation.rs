//! What can be wrong with a plan.

mod words;

use crate::id::{DepotId, ItemId, LotKey, NeedKey, PoolId, SiteId};
use crate::minutes::MissingMinutes;
use crate::overriding::{Bound, Lapsed, OverrideId};
use crate::plan::Target;
use crate::reason::Reason;
use crate::vector::Vector;
use yicang_language::{Message, ToMessage as _};

/// One way in which a plan is not what it says, or not lawful.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum Violation {
    /// A plan of version 1, which [`crate::v1::violations`] counts.
    OldVersion,
    /// A lane has no minutes, and something counts on them.
    NoMinutes(MissingMinutes),
    /// A shipment or a reason stands twice or out of order.
    Disorder(Message),
    /// A line of quantity 0.
    Empty(Message),
    /// There is no such lot.
    UnknownLot(LotKey),
    /// There is no such need.
    UnknownNeed(NeedKey),
    /// The shipment takes a way that is not open to it.
    Inadmissible {
        /// From.
        lot: LotKey,
        /// To.
        site: SiteId,
        /// What forbids it.
        why: Blocker,
    },
    /// Departure or arrival is not what lot and lane say.
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
    OverStock {
        /// Which lot.
        lot: LotKey,
        /// What the plan takes.
        shipped: u64,
        /// What there is.
        available: u64,
    },
    /// Into the protected reserve.
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
    OverClaim {
        /// Which need.
        need: NeedKey,
        /// What the plan gives.
        given: u64,
        /// What is open.
        open: u64,
    },
    /// More than the lane carries.
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
    UnknownClass(NeedKey),
    /// Not a whole number of packs.
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
    ReasonsSum {
        /// Which need.
        need: NeedKey,
        /// Sum of the reasons' quantities.
        reasons: u64,
        /// Open less given.
        unmet: u64,
    },
    /// A reason that nothing in the situation and the plan bears out.
    Unfounded {
        /// Which need.
        need: NeedKey,
        /// Which reason.
        reason: Reason,
        /// For how many units.
        quantity: u64,
    },
    /// The plan has not a line for each level.
    WrongLevels {
        /// As the plan says.
        said: usize,
        /// As the policy says.
        counted: usize,
    },
    /// A level's value or bound, or the cost, is not what the shipments and claims add up to.
    WrongValue {
        /// Which figure.
        what: Figure,
        /// As the plan says.
        said: i128,
        /// As counted.
        counted: i128,
    },
    /// The situation cannot be valued by this policy.
    NotValued(Message),
    /// A price below zero, or of something that is not there.
    BadPrice(Message),
    /// An item that the plan calls joint, and may not.
    WrongJoint {
        /// Which item.
        item: ItemId,
        /// Why not.
        why: Message,
    },
    /// A claim's value or bound is not what shipments or prices add up to.
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
    NotClaimed {
        /// What it is about.
        of: Target,
        /// What is wrong with it.
        what: Message,
    },
    /// The prices do not prove the plan best.
    NotProven {
        /// Which condition fails where.
        what: Message,
        /// By how much.
        by: Vector,
    },
    /// A column is outside the bounds of an override.
    OutsideOverride {
        /// Which override.
        by: OverrideId,
        /// From.
        lot: LotKey,
        /// To.
        need: NeedKey,
        /// What the plan sends.
        sent: u64,
        /// What is decided.
        bound: Bound,
    },
    /// The plan says of an override that it lapses, which it does not, or for another reason.
    WrongLapse(Lapsed),
    /// The plan does not say of an override that it lapses.
    NoLapse(Lapsed),
}

/// A figure of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// The value of a level.
    Value(usize),
    /// The bound of a level.
    Bound(usize),
    /// The cost.
    Cost,
}

/// What forbids a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{}", self.message())]
pub enum Blocker {
    /// No lane, or it is closed.
    NoLane,
    /// For others.
    Earmark,
    /// Too late to be useful.
    LeadTime,
    /// Something else than what is needed, and no substitute for it.
    OtherItem,
    /// Expired, or too little life on arrival.
    RemainingLife,
    /// The lane's vehicles leave before the goods are ready, or have left.
    Departed,
    /// The lot must not move.
    Held,
    /// An override leaves nothing for it.
    Override,
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
        Blocker::Override,
    ];
}
