//! Discrepancies (差异): where what the field has done does not fit what is known. Facts of the field are taken all the
//! same; what does not fit is computed from the board and shown. Decides nothing.

use crate::amiss::{Amiss, AmissKind};
use crate::hold::Hold;
use crate::id::{LotKey, OrderId};
use crate::quantity::Quantity;
use yicang_language::{Language, Message, ToMessage as _, message};

/// Two figures that differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Discrepancy {
    /// More left the depot than the lot had by what was known of it; until the lot is counted again.
    ShippedAboveCount {
        /// Which order.
        order: OrderId,
        /// From where.
        lot: LotKey,
        /// What left.
        shipped: Quantity,
        /// What was there.
        counted: Quantity,
    },
    /// More left the depot than was taken from the shelf; until the lot is counted again.
    ShippedAbovePicked {
        /// Which order.
        order: OrderId,
        /// From where.
        lot: LotKey,
        /// What left.
        shipped: Quantity,
        /// What was picked.
        picked: Quantity,
    },
    /// It left the depot while its lot was not to move; until the lot is counted again.
    ShippedWhileHeld {
        /// Which order.
        order: OrderId,
        /// From where.
        lot: LotKey,
        /// What left.
        shipped: Quantity,
        /// Why it was not to.
        hold: Hold,
    },
    /// Two figures that were told and differ, until somebody explains it or writes it off.
    Open(Amiss),
    /// Approved orders that have not left hold more of a lot than is there.
    HeldAboveStock {
        /// Which lot.
        lot: LotKey,
        /// What they hold together.
        held: Quantity,
        /// What is there.
        on_hand: Quantity,
    },
    /// An approved order that has not left is for a lot of which nothing is there.
    LotGone {
        /// Which order.
        order: OrderId,
        /// Which lot.
        lot: LotKey,
        /// What it is to send.
        quantity: Quantity,
    },
}

impl Discrepancy {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ShippedAboveCount { .. } => "SHIPPED_ABOVE_COUNT",
            Self::ShippedAbovePicked { .. } => "SHIPPED_ABOVE_PICKED",
            Self::ShippedWhileHeld { .. } => "SHIPPED_WHILE_HELD",
            Self::Open(amiss) => match amiss.kind {
                AmissKind::Count => "COUNT",
                AmissKind::Short => "SHORT",
                AmissKind::Over => "OVER",
                AmissKind::Inbound => "INBOUND",
                AmissKind::Damaged => "DAMAGED",
                AmissKind::Lost => "LOST",
                AmissKind::Expired => "EXPIRED",
                AmissKind::Surplus => "SURPLUS",
                AmissKind::Return => "RETURN",
                AmissKind::Corrected => "CORRECTED",
            },
            Self::HeldAboveStock { .. } => "HELD_ABOVE_STOCK",
            Self::LotGone { .. } => "LOT_GONE",
        }
    }

    /// Which lot it is about.
    pub fn lot(&self) -> &LotKey {
        match self {
            Self::ShippedAboveCount { lot, .. }
            | Self::ShippedAbovePicked { lot, .. }
            | Self::ShippedWhileHeld { lot, .. }
            | Self::Open(Amiss { lot, .. })
            | Self::HeldAboveStock { lot, .. }
            | Self::LotGone { lot, .. } => lot,
        }
    }

    /// Which order it is about, where it is about one.
    pub fn order(&self) -> Option<&OrderId> {
        match self {
            Self::ShippedAboveCount { order, .. }
            | Self::ShippedAbovePicked { order, .. }
            | Self::ShippedWhileHeld { order, .. }
            | Self::LotGone { order, .. } => Some(order),
            Self::Open(amiss) => amiss.order.as_ref(),
            Self::HeldAboveStock { .. } => None,
        }
    }

    /// What does not fit, and what to do.
    pub fn message(&self) -> Message {
        match self {
            Self::ShippedAboveCount { order, lot, shipped, counted } => message!(
                "discrepancy-shipped-above-count",
                order = order.as_str(),
                lot = lot.to_string(),
                shipped = shipped.units(),
                counted = counted.units(),
            ),
            Self::ShippedAbovePicked { order, lot, shipped, picked } => message!(
                "discrepancy-shipped-above-picked",
                order = order.as_str(),
                lot = lot.to_string(),
                shipped = shipped.units(),
                picked = picked.units(),
            ),
            Self::ShippedWhileHeld { order, lot, shipped, hold } => message!(
                "discrepancy-shipped-while-held",
                order = order.as_str(),
                lot = lot.to_string(),
                shipped = shipped.units(),
                hold = hold.message(),
            ),
            Self::Open(amiss) => amiss.message(),
            Self::HeldAboveStock { lot, held, on_hand } => message!(
                "discrepancy-held-above-stock",
                lot = lot.to_string(),
                held = held.units(),
                on_hand = on_hand.units(),
            ),
            Self::LotGone { order, lot, quantity } => message!(
                "discrepancy-lot-gone",
                order = order.as_str(),
                lot = lot.to_string(),
                quantity = quantity.units(),
            ),
        }
    }

    /// The message in English, for the wire's field of that language.
    pub fn english(&self) -> String {
        self.message().say(Language::English)
    }

    /// The message in Chinese, for the wire's field of that language.
    pub fn chinese(&self) -> String {
        self.message().say(Language::Chinese)
    }
}
