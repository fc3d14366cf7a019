//! Why a unit that was asked for was not allocated. The reasons of a need add up to what is open less what it gets.

use std::fmt;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $en:literal, $zh:literal;)*) => {
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

            /// One sentence for people, in English.
            pub fn sentence(self) -> &'static str {
                match self { $(Reason::$name => $en,)* }
            }

            /// The same in Chinese.
            pub fn sentence_zh(self) -> &'static str {
                match self { $(Reason::$name => $zh,)* }
            }
        }
    };
}

reasons! {
    /// Nothing is left anywhere that could have been sent.
    SupplyExhausted = "SUPPLY_EXHAUSTED", "all stock within reach is given out", "可达库存已全部分配";
    /// The goods went to needs of the same standing: same class, or everybody's floor.
    EqualShareLevel = "EQUAL_SHARE_LEVEL", "shared with needs of the same standing, to the same coverage", "与同级需求按相同满足率均分";
    /// The goods went to a more urgent class.
    HigherClass = "HIGHER_CLASS", "given to a more urgent class", "已优先分配给更紧急的级别";
    /// The depot must keep it.
    ProtectedReserve = "PROTECTED_RESERVE", "kept back as a depot's protected reserve", "属于储备库最低保有量";
    /// The lot is for others.
    Earmarked = "EARMARKED", "the stock left is earmarked for others", "剩余库存为定向捐赠";
    /// It would arrive after it is useful.
    LeadTime = "LEAD_TIME", "the stock left would arrive too late", "剩余库存无法按时送达";
    /// The lane is full.
    TransportCapacity = "TRANSPORT_CAPACITY", "the lanes to the stock left are full", "运输通道运力已满";
    /// No open lane leads from the stock to the site.
    LaneClosed = "LANE_CLOSED", "no open lane leads from the stock left, or its vehicles have left", "剩余库存没有开放的运输通道，或车辆已发出";
    /// Too little shelf life on arrival.
    RemainingLife = "REMAINING_LIFE", "the stock left has expired, or would arrive with too little life", "剩余库存已过期，或到达时剩余有效期不足";
    /// What is left after rounding to packs.
    PackSize = "PACK_SIZE", "rounded to whole packs", "按整包装取整";
    /// Claimed above what was verified, and there is no surplus.
    ClaimOverEntitlement = "CLAIM_OVER_ENTITLEMENT", "claimed above the verified entitlement", "申报量超出核定量";
    /// Held by an approved order.
    FrozenOrder = "FROZEN_ORDER", "held by an approved order", "已被冻结期内的指令占用";
    /// The claim is not verified.
    Unverified = "UNVERIFIED", "the claim is not verified", "申报尚未核实";
    /// A person decided so.
    Override = "OVERRIDE", "a coordinator decided otherwise", "人工干预";
    /// Others of the same standing were drawn first.
    Draw = "DRAW", "others of equal standing came first in the public draw", "公开抽签中排在同等需求之后";
    /// The policy does not know the need's class.
    UnknownClass = "UNKNOWN_CLASS", "the policy does not know the class of this need", "规则中没有该需求的优先级";
    /// Its item could not be planned.
    NotPlanned = "NOT_PLANNED", "the planner could not plan this item; report it", "该物资未能纳入方案，请上报";
}

impl Reason {
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
