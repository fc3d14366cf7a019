//! What a violation is about, and which condition of the prices fails, in words: for plans of both versions.

use crate::id::{DepotId, ItemId, LotKey, NeedKey, PoolId, SiteId};
use crate::reason::Reason;
use std::fmt::Display;
use yicang_language::{Message, message};

pub(crate) fn shipment(lot: &LotKey, site: &SiteId) -> Message {
    message!("check-shipment", lot = lot.to_string(), site = site.as_str())
}

pub(crate) fn unmet(need: &NeedKey, reason: Reason) -> Message {
    message!("check-unmet", need = need.to_string(), reason = reason.to_string())
}

pub(crate) fn lot(lot: &LotKey) -> Message {
    message!("check-lot", lot = lot.to_string())
}

pub(crate) fn reserve(depot: &DepotId, item: &ItemId) -> Message {
    message!("check-reserve", depot = depot.as_str(), item = item.as_str())
}

pub(crate) fn need(need: &NeedKey) -> Message {
    message!("check-need", need = need.to_string())
}

pub(crate) fn lane(depot: &DepotId, site: &SiteId) -> Message {
    message!("check-lane", depot = depot.as_str(), site = site.as_str())
}

pub(crate) fn lane_for(depot: &DepotId, site: &SiteId, item: &ItemId) -> Message {
    message!("check-lane-for", depot = depot.as_str(), site = site.as_str(), item = item.as_str())
}

/// From a lot to a need.
pub(crate) fn column(lot: &LotKey, need: &NeedKey) -> Message {
    let (from, site) = (lot.to_string(), need.site.as_str());
    match need.item == lot.item {
        true => message!("check-column", lot = from, site = site),
        false => message!("check-column-for", lot = from, site = site, item = need.item.as_str()),
    }
}

pub(crate) fn over_pool(pool: &PoolId, dimension: &str, used: &impl Display, capacity: u64) -> Message {
    let (pool, used) = (pool.as_str(), used.to_string());
    match dimension {
        "grams" => message!("check-over-grams", pool = pool, used = used, capacity = capacity),
        _ => message!("check-over-millilitres", pool = pool, used = used, capacity = capacity),
    }
}

/// A way that is used, and of which nobody has said what it costs.
pub(crate) fn no_cost(lot: &LotKey, site: &SiteId) -> Message {
    message!("check-no-cost", lot = lot.to_string(), site = site.as_str())
}
