//! Work on several threads. Answers are in the order of the questions, so no result depends on how many threads there
//! are.

use crate::error::PlanError;
use crate::model::Group;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Does something for each group, largest first, on several threads; the answers stand in the groups' order.
pub(crate) fn each<T: Send>(
    groups: &[Group],
    threads: Option<NonZero<usize>>,
    act: impl Fn(&Group) -> Result<T, PlanError> + Sync,
) -> Vec<Result<T, PlanError>> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(groups[*index].needs.len()), *index));
    let mut done = spread(order.len(), self::threads(threads), |at| (order[at], act(&groups[order[at]])));
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, one)| one).collect()
}

/// How many threads there are: as many as wanted, or one for each core.
pub(crate) fn threads(wanted: Option<NonZero<usize>>) -> usize {
    wanted.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get)
}

/// Does something for each of so many, in this order, on several threads; the answers stand in this order.
pub(crate) fn spread<T: Send>(count: usize, threads: usize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = threads.min(count);
    if threads <= 1 {
        return (0..count).map(act).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                break done;
            }
            done.push((at, act(at)));
        }
    };
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().flat_map(|one| one.join().expect("the planner does not panic")).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, one)| one).collect()
}
