//! How the centre makes plans and speaks of them: which rules, what is looked at, the plan that the checker lets
//! through, its figures, and why a need gets what it gets. How a plan is found is `yicang-planner`'s business.

pub mod checked;
pub mod explain;
pub mod levels;
pub mod make;
pub(crate) mod off_thread;
pub(crate) mod openings;
pub(crate) mod policy_choice;
pub(crate) mod tried;
pub mod what_if;
