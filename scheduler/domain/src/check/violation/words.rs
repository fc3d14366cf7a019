//! What is wrong with a plan, in words.

use super::{Blocker, Figure, Violation};
use crate::check::names;
use yicang_language::{Message, ToMessage, message};

impl ToMessage for Violation {
    fn message(&self) -> Message {
        match self {
            Self::OldVersion => message!("check-version-1"),
            Self::NoMinutes(missing) => missing.message(),
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
            Self::UnknownClass(need) => message!("check-unknown-class", need = need.to_string()),
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
            Self::WrongLevels { said, counted } => {
                message!("check-wrong-levels", said = *said, counted = *counted)
            }
            Self::WrongValue { what, said, counted } => {
                message!("check-wrong-value", what = what.message(), said = *said, counted = *counted)
            }
            Self::NotValued(why) => why.clone(),
            Self::BadPrice(what) => message!("check-bad-price", what = what.clone()),
            Self::WrongJoint { item, why } => {
                message!("check-wrong-joint", item = item.as_str(), why = why.clone())
            }
            Self::WrongClaim { of, what: "value", said, counted } => {
                message!("check-wrong-claim-value", of = of.message(), said = *said, counted = *counted)
            }
            Self::WrongClaim { of, said, counted, .. } => {
                message!("check-wrong-claim-bound", of = of.message(), said = *said, counted = *counted)
            }
            Self::NotClaimed { of, what } => {
                message!("check-not-claimed", of = of.message(), what = what.clone())
            }
            Self::OutsideOverride { by, lot, need, sent, bound } => message!(
                "overriding-outside",
                id = by.to_string(),
                lot = lot.to_string(),
                need = need.to_string(),
                sent = *sent,
                bound = bound.message(),
            ),
            Self::WrongLapse(lapsed) => message!("overriding-wrong-lapse", lapsed = lapsed.message()),
            Self::NoLapse(lapsed) => message!("overriding-missing-lapse", lapsed = lapsed.message()),
            Self::NotProven { what, by } => {
                message!("check-not-proven", what = what.clone(), by = by.to_string())
            }
        }
    }
}

impl ToMessage for Figure {
    fn message(&self) -> Message {
        match self {
            Self::Value(level) => message!("check-value-of-level", level = *level),
            Self::Bound(level) => message!("check-bound-of-level", level = *level),
            Self::Cost => message!("check-cost"),
        }
    }
}

impl ToMessage for Blocker {
    fn message(&self) -> Message {
        match self {
            Self::NoLane => message!("check-no-lane"),
            Self::Earmark => message!("check-earmarked"),
            Self::LeadTime => message!("check-too-late"),
            Self::OtherItem => message!("check-other-item"),
            Self::RemainingLife => message!("check-short-life"),
            Self::Departed => message!("check-departed"),
            Self::Held => message!("check-held"),
            Self::Override => message!("overriding-blocked"),
        }
    }
}
