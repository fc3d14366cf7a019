//! Discrepancies (差异): where what the field has done does not fit what is known. Facts of the field are taken all the same;
//! what does not fit is computed from the board and shown. Decides nothing.

use crate::id::{LotKey, OrderId};
use crate::quantity::Quantity;

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
            Self::HeldAboveStock { .. } => "HELD_ABOVE_STOCK",
            Self::LotGone { .. } => "LOT_GONE",
        }
    }

    /// Which lot it is about.
    pub fn lot(&self) -> &LotKey {
        match self {
            Self::ShippedAboveCount { lot, .. }
            | Self::ShippedAbovePicked { lot, .. }
            | Self::HeldAboveStock { lot, .. }
            | Self::LotGone { lot, .. } => lot,
        }
    }

    /// Which order it is about, where it is about one.
    pub fn order(&self) -> Option<&OrderId> {
        match self {
            Self::ShippedAboveCount { order, .. }
            | Self::ShippedAbovePicked { order, .. }
            | Self::LotGone { order, .. } => Some(order),
            Self::HeldAboveStock { .. } => None,
        }
    }

    /// What does not fit, and what to do.
    pub fn english(&self) -> String {
        match self {
            Self::ShippedAboveCount { order, lot, shipped, counted } => {
                format!("Order {order} shipped {shipped} of lot {lot}, where {counted} were known; count the lot.")
            }
            Self::ShippedAbovePicked { order, lot, shipped, picked } => {
                format!("Order {order} shipped {shipped} of lot {lot}, but {picked} were picked; count the lot.")
            }
            Self::HeldAboveStock { lot, held, on_hand } => {
                format!("Approved orders hold {held} of lot {lot}, where {on_hand} are; ship less, or count the lot.")
            }
            Self::LotGone { order, lot, quantity } => {
                format!(
                    "Order {order} is to send {quantity} of lot {lot}, of which nothing is there; ship 0, or count the lot."
                )
            }
        }
    }

    /// The same in Chinese.
    pub fn chinese(&self) -> String {
        match self {
            Self::ShippedAboveCount { order, lot, shipped, counted } => {
                format!("指令 {order} 从批次 {lot} 发运 {shipped}，而已知在库 {counted}；请盘点该批次。")
            }
            Self::ShippedAbovePicked { order, lot, shipped, picked } => {
                format!("指令 {order} 从批次 {lot} 发运 {shipped}，而拣货 {picked}；请盘点该批次。")
            }
            Self::HeldAboveStock { lot, held, on_hand } => {
                format!("已批准指令共占用批次 {lot} {held}，而在库 {on_hand}；请减少发运或盘点该批次。")
            }
            Self::LotGone { order, lot, quantity } => {
                format!("指令 {order} 应从批次 {lot} 发运 {quantity}，而该批次已无库存；请按 0 发运或盘点该批次。")
            }
        }
    }
}
