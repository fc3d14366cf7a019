//! Why there is no plan.

use yicang_domain::{DepotId, SiteId};
use yicang_language::{Message, ToMessage, message};

/// Why there is no plan. Short goods are never a reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum PlanError {
    /// The cost is counted in money, and these lanes, which could be used, have none.
    WithoutCost(Vec<(DepotId, SiteId)>),
    /// Quantities, worths or costs so large that their sums cannot be counted.
    Overflow,
    /// A mistake in the planner itself: the group stays without a plan, all others have theirs.
    BrokeOff,
}

/// Does something; a panic is an error, so that one group never takes the others' plan away.
pub(crate) fn caught<T>(act: impl FnOnce() -> Result<T, PlanError>) -> Result<T, PlanError> {
    // What it was at is thrown away: nothing half done is looked at again.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(act)).unwrap_or(Err(PlanError::BrokeOff))
}

impl ToMessage for PlanError {
    fn message(&self) -> Message {
        match self {
            Self::WithoutCost(lanes) => {
                let shown: Vec<_> =
                    lanes.iter().take(SHOWN_MAX).map(|(depot, site)| format!("{depot} ({site})")).collect();
                match lanes.len().saturating_sub(SHOWN_MAX) {
                    0 => message!("plan-without-cost", lanes = shown),
                    more => message!("plan-without-cost-more", lanes = shown, more = more),
                }
            }
            Self::Overflow => message!("plan-overflow"),
            Self::BrokeOff => message!("plan-broke-off"),
        }
    }
}

/// So many lanes are named, and how many more there are.
const SHOWN_MAX: usize = 10;

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
