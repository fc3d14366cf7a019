//! What a policy says of orders that are approved and of needs that are disputed.

use crate::policy::Policy;
use crate::policy::moving::MovingRule;

/// Which approved orders stay, and which needs are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fence {
    /// The freeze fence; `None` is that every approved order stays.
    pub freeze_minutes: Option<u32>,
    /// Orders that do not leave, needs that are disputed.
    pub moving: MovingRule,
}

impl From<Option<u32>> for Fence {
    fn from(freeze_minutes: Option<u32>) -> Self {
        Self { freeze_minutes, moving: MovingRule::default() }
    }
}

impl From<&Policy> for Fence {
    fn from(policy: &Policy) -> Self {
        Self { freeze_minutes: policy.freeze_minutes, moving: policy.moving }
    }
}
