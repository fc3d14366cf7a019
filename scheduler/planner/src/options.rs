//! How to plan.

use crate::network::trees::Trees;
use std::fmt;
use std::num::NonZero;
use yicang_domain::Plan;

/// How to plan.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// On so many threads; `None` is as many as the machine runs at once. The plan does not depend on it.
    pub threads: Option<NonZero<usize>>,
    /// An earlier plan to start from: what changed since then is what takes time. The plan serves and costs the same as
    /// one made without it.
    pub last: Option<&'a Plan>,
    /// What the engine remembers of the plan before, and will remember of this one: better than `last`, where the same
    /// program makes both. As with `last`, only the choice between equally good plans may differ.
    pub trees: Option<&'a Trees>,
    /// Whether it is time to stop bettering what is planned jointly. Asked now and then; once it says so, the plan is
    /// the best so far: lawful, and its bound proven. Only then may the plan depend on how fast the machine is.
    pub deadline: Option<&'a (dyn Fn() -> bool + Sync)>,
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let deadline = self.deadline.is_some();
        let Self { threads, last, trees, .. } = self;
        write!(
            f,
            "Options {{ threads: {threads:?}, last: {}, trees: {trees:?}, deadline: {deadline} }}",
            last.is_some()
        )
    }
}
