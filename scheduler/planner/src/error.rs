//! Why there is no plan.

use std::fmt;
use yicang_domain::{DepotId, SiteId};

/// Why there is no plan. Short goods are never a reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The cost is counted in money, and these lanes, which could be used, have none.
    #[error("the second level is cost, and no cost is given for {}", list(_0))]
    WithoutCost(Vec<(DepotId, SiteId)>),
    /// Quantities, worths or costs so large that their sums cannot be counted.
    #[error("quantities, weights or costs are too large to be added up exactly")]
    Overflow,
    /// A mistake in the planner itself: the group stays without a plan, all others have theirs.
    #[error("the planner broke off here, which is a mistake of the program: please report it with its input")]
    BrokeOff,
}

/// Does something; a panic is an error, so that one group never takes the others' plan away.
pub(crate) fn caught<T>(act: impl FnOnce() -> Result<T, PlanError>) -> Result<T, PlanError> {
    // What it was at is thrown away: nothing half done is looked at again.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(act)).unwrap_or(Err(PlanError::BrokeOff))
}

/// The first ten of a list, and how many more there are.
fn list<A: fmt::Display, B: fmt::Display>(pairs: &[(A, B)]) -> String {
    let shown = pairs.iter().take(10).map(|(a, b)| format!("{a} ({b})")).collect::<Vec<_>>().join(", ");
    match pairs.len().saturating_sub(10) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::{PlanError, caught};

    #[test]
    fn a_group_that_breaks_off_is_an_error_of_its_own() {
        assert_eq!(caught(|| Ok(7)), Ok(7));
        assert_eq!(caught(|| Err::<u8, _>(PlanError::Overflow)), Err(PlanError::Overflow));
        let broken: &[u8] = &[];
        assert_eq!(caught(|| Ok(broken[broken.len()])), Err(PlanError::BrokeOff));
    }
}
