//! Why a unit that was asked for was not allocated. The reasons of a need add up to what is open less what it gets.
//!
//! A new reason is one line here, its sentence in `language/text/{en,zh}/field.ftl`, and where it is given and checked:
//! `check/reasons.rs`, and the planner's `reasons.rs`. No plan gives `UNVERIFIED` or `STALE`, and the
//! checker accepts neither. An explanation gives `UNVERIFIED` in place of `CLAIM_OVER_ENTITLEMENT` where nothing
//! is verified, and `STALE` for what a situation leaves out of a need.

use std::fmt;
use yicang_language::{Language, Message, message};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $id:literal;)*) => {
        /// One reason for unmet units. The code is the word in files and on the wire.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason { $($(#[$doc])* $name,)* }

        impl Reason {
            /// Every reason.
            pub const ALL: &[Reason] = &[$(Reason::$name),*];

            /// The word in files and on the wire.
            pub fn code(self) -> &'static str {
                match self { $(Reason::$name => $code,)* }
            }

            /// One sentence for people.
            pub fn message(self) -> Message {
                match self { $(Reason::$name => message!($id),)* }
            }
        }
    };
}

reasons! {
    /// Nothing is left anywhere that could have been sent.
    SupplyExhausted = "SUPPLY_EXHAUSTED", "reason-supply-exhausted";
    /// The goods went to needs of the same standing: same class, or everybody's floor.
    EqualShareLevel = "EQUAL_SHARE_LEVEL", "reason-equal-share-level";
    /// The goods went to a more urgent class.
    HigherClass = "HIGHER_CLASS", "reason-higher-class";
    /// The depot must keep it.
    ProtectedReserve = "PROTECTED_RESERVE", "reason-protected-reserve";
    /// The lot is for others.
    Earmarked = "EARMARKED", "reason-earmarked";
    /// It would arrive after it is useful.
    LeadTime = "LEAD_TIME", "reason-lead-time";
    /// The lane is full.
    TransportCapacity = "TRANSPORT_CAPACITY", "reason-transport-capacity";
    /// No open lane leads from the stock to the site.
    LaneClosed = "LANE_CLOSED", "reason-lane-closed";
    /// Too little shelf life on arrival.
    RemainingLife = "REMAINING_LIFE", "reason-remaining-life";
    /// What is left after rounding to packs.
    PackSize = "PACK_SIZE", "reason-pack-size";
    /// Claimed above what was verified, and there is no surplus.
    ClaimOverEntitlement = "CLAIM_OVER_ENTITLEMENT", "reason-claim-over-entitlement";
    /// Held by an approved order.
    FrozenOrder = "FROZEN_ORDER", "reason-frozen-order";
    /// The claim is not verified.
    Unverified = "UNVERIFIED", "reason-unverified";
    /// The need was not reported anew for too long.
    Stale = "STALE", "reason-stale";
    /// A person decided so.
    Override = "OVERRIDE", "reason-override";
    /// Others of the same standing were drawn first.
    Draw = "DRAW", "reason-draw";
    /// The policy does not know the need's class.
    UnknownClass = "UNKNOWN_CLASS", "reason-unknown-class";
    /// Its item could not be planned.
    NotPlanned = "NOT_PLANNED", "reason-not-planned";
    /// The lot must not move.
    Held = "HELD", "reason-held";
}

impl Reason {
    /// The sentence in English, for the wire's field of that language.
    pub fn sentence(self) -> String {
        self.message().say(Language::English)
    }

    /// The sentence in Chinese, for the wire's field of that language.
    pub fn sentence_zh(self) -> String {
        self.message().say(Language::Chinese)
    }

    /// The inverse of [`Reason::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.code() == code)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}
