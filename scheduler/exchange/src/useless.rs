//! Rows that are good and can never be used: vehicles that have left or can carry nothing, lanes without capacity or
//! end. Each is a notice, for it is mostly a mistake.

use crate::finding::{Notice, TableFault};
use std::collections::BTreeMap;
use yicang_domain::situation::Lot;
use yicang_domain::{DepotId, ItemFacts, Lane, PoolId, Quantity, SiteId, Situation, TransportPool};
use yicang_language::{Argument, message};

/// Rows that a notice names before it counts the rest.
const ROWS_SHOWN: usize = 5;

/// What people should know of pools.csv and lanes.csv. `items` is what every known item weighs.
pub(crate) fn notices(
    situation: &Situation,
    items: &[ItemFacts],
    lane_rows: &BTreeMap<(DepotId, SiteId), TableFault>,
    pool_rows: &BTreeMap<PoolId, TableFault>,
) -> Vec<Notice> {
    let mut notices = Vec::new();
    for (id, row) in pool_rows {
        let Some(pool) = situation.pools.get(id) else { continue };
        let lanes = situation.lanes.values().filter(|lane| lane.pool.as_ref() == Some(id)).count();
        let name = id.as_str();
        let what = match pool.departs.filter(|departs| *departs < situation.now) {
            Some(departs) => {
                let (departs, now) = (departs.to_string(), situation.now.to_string());
                message!("useless-pool-left", pool = name, departs = departs, now = now, lanes = lanes)
            }
            None if !items.is_empty() && !items.iter().any(|item| fits(pool, item)) => {
                message!("useless-pool-small", pool = name, lanes = lanes)
            }
            None if lanes == 0 => message!("useless-pool-alone", pool = name),
            None => continue,
        };
        notices.push(Notice { file: row.file.clone(), text: message!("useless-row", row = row.row, what = what) });
    }
    let fresh = Lot::default();
    let endless = |lane: &Lane| situation.journey(&fresh, &Lane { pool: None, ..lane.clone() }).is_none();
    for (why, is_so) in [
        (
            message!("useless-no-capacity"),
            &(|lane: &Lane| lane.capacity == Some(Quantity::ZERO)) as &dyn Fn(&Lane) -> bool,
        ),
        (message!("useless-endless"), &endless),
    ] {
        let useless = situation.lanes.iter().filter(|(_, lane)| is_so(lane));
        let mut rows: Vec<&TableFault> = useless.filter_map(|(key, _)| lane_rows.get(key)).collect();
        rows.sort();
        if let Some(first) = rows.first() {
            let shown: Vec<_> = rows.iter().take(ROWS_SHOWN).map(|row| Argument::from(row.row)).collect();
            let text = match rows.len().saturating_sub(ROWS_SHOWN) {
                0 => message!("useless-lanes", rows = shown, why = why),
                more => message!("useless-more-lanes", rows = shown, more = more, why = why),
            };
            notices.push(Notice { file: first.file.clone(), text });
        }
    }
    notices
}

/// Whether a unit of an item fits into a pool that is empty.
fn fits(pool: &TransportPool, item: &ItemFacts) -> bool {
    // At most 10¹² units of 10⁶ parts.
    let holds = |limit: Option<Quantity>, size: u64| limit.is_none_or(|limit| size <= limit.units() * 1_000_000);
    holds(pool.grams, item.grams.micros()) && holds(pool.millilitres, item.millilitres.micros())
}
