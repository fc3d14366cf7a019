//! What is wrong with a plan of version 1, in words: those of version 2 where it is the same.

use super::Violation;
use crate::check::names;
use yicang_language::{Message, ToMessage, message};

impl ToMessage for Violation {
    fn message(&self) -> Message {
        match self {
            Self::Disorder(what) => message!("check-disorder", what = what.clone()),
            Self::Empty(what) => message!("check-empty", what = what.clone()),
            Self::UnknownLot(lot) => message!("check-unknown-lot", lot = lot.to_string()),
            Self::UnknownNeed(need) => message!("check-unknown-need", need = need.to_string()),
            Self::Inadmissible { lot, site, why } => {
                message!("check-inadmissible", lot = lot.to_string(), site = site.as_str(), why = why.message())
            }
            Self::WrongTimes { lot, site, said, counted } => {
                let (said, counted) = (format!("{said:?}"), format!("{counted:?}"));
                let (lot, site) = (lot.to_string(), site.as_str());
                message!("check-wrong-times", lot = lot, site = site, said = said, counted = counted)
            }
            Self::OverStock { lot, shipped, available } => {
                message!("check-over-stock", lot = lot.to_string(), shipped = *shipped, available = *available)
            }
            Self::OverReserve { depot, item, shipped, limit } => {
                let (depot, item) = (depot.as_str(), item.as_str());
                message!("check-over-reserve", depot = depot, item = item, shipped = *shipped, limit = *limit)
            }
            Self::OverClaim { need, given, open } => {
                message!("check-over-claim", need = need.to_string(), given = *given, open = *open)
            }
            Self::OverCapacity { depot, site, shipped, capacity } => {
                let (depot, site) = (depot.as_str(), site.as_str());
                message!("check-over-capacity", depot = depot, site = site, shipped = *shipped, capacity = *capacity)
            }
            Self::OverPool { pool, dimension, used, capacity } => names::over_pool(pool, dimension, used, *capacity),
            Self::BrokenPack { lot, site, quantity, pack } => {
                let (lot, site) = (lot.to_string(), site.as_str());
                message!("check-broken-pack", lot = lot, site = site, quantity = *quantity, pack = *pack)
            }
            Self::BrokenRatio { lot, site, quantity, given, needed } => message!(
                "check-broken-ratio",
                lot = lot.to_string(),
                site = site.as_str(),
                quantity = *quantity,
                given = *given,
                needed = *needed,
            ),
            Self::UnevenKit { need, component, received, units, kits } => message!(
                "check-uneven-kit",
                need = need.to_string(),
                component = component.as_str(),
                received = *received,
                units = *units,
                kits = *kits,
            ),
            Self::ReasonsSum { need, reasons, unmet } => {
                message!("check-reasons-sum", need = need.to_string(), reasons = *reasons, unmet = *unmet)
            }
            Self::Unfounded { need, reason, quantity } => {
                let (need, reason) = (need.to_string(), reason.to_string());
                message!("check-unfounded", need = need, reason = reason, quantity = *quantity)
            }
            Self::NotValued(why) => why.clone(),
            Self::BadPrice(what) => message!("check-bad-price", what = what.clone()),
            Self::WrongRounding { lot, site, base, shipped, pack } => message!(
                "check-wrong-rounding",
                lot = lot.to_string(),
                site = site.as_str(),
                base = *base,
                shipped = *shipped,
                pack = *pack,
            ),
            Self::WrongValue { level: "first", said, counted } => {
                message!("check-wrong-first", said = said.to_string(), counted = counted.to_string())
            }
            Self::WrongValue { said, counted, .. } => {
                message!("check-wrong-second", said = said.to_string(), counted = counted.to_string())
            }
            Self::WrongJoint { what: "value", said, counted } => {
                message!("check-wrong-joint-value", said = *said, counted = *counted)
            }
            Self::WrongJoint { said, counted, .. } => {
                message!("check-wrong-joint-bound", said = *said, counted = *counted)
            }
            Self::NotProven { what, by } => {
                message!("check-not-proven-ranks", what = what.clone(), ranks = by.first, millionths = by.second)
            }
        }
    }
}
