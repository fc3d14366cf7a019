//! What can be wrong with a plan.

mod words;

use crate::check::Blocker;
use crate::id::{DepotId, ItemId, LotKey, NeedKey, PoolId, SiteId};
use crate::reason::Reason;
use crate::v1::plan::{Price, Value};
use yicang_language::{Message, ToMessage as _};

/// One way in which a plan is not what it says, or not lawful.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum Violation {
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
        /// All lanes and items together.
        used: u128,
        /// What they carry.
        capacity: u64,
    },
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
    /// A column before rounding that is not what was rounded.
    WrongRounding {
        /// From.
        lot: LotKey,
        /// To.
        site: SiteId,
        /// Before rounding.
        base: u64,
        /// What is shipped.
        shipped: u64,
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
        given: u32,
        /// …serve so many.
        needed: u32,
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
    /// A value is not what the shipments add up to.
    WrongValue {
        /// `first` or `second`.
        level: &'static str,
        /// As the plan says.
        said: Value,
        /// As counted.
        counted: Value,
    },
    /// The situation cannot be valued by this policy.
    NotValued(Message),
    /// A price below zero, or of something that is not there.
    BadPrice(Message),
    /// The joint proof's value or bound is not what shipments or prices add up to.
    WrongJoint {
        /// `value` or `bound`.
        what: &'static str,
        /// As the plan says.
        said: i128,
        /// As counted.
        counted: i128,
    },
    /// The prices do not prove the plan best.
    NotProven {
        /// Which condition fails where.
        what: Message,
        /// By how much.
        by: Price,
    },
}
