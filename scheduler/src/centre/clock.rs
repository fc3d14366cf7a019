//! The centre's clock, and when it is not believed. The time of a record is what receipts, freeze fence and merge delay
//! are counted by, so a clock that jumps stops records and waits for a person.
//!
//! While the centre runs, its clock is held against the machine's monotonic clock, which nobody sets. A machine that
//! was asleep looks like a jump, too. At the start there is only the journal: its last record, or what was confirmed
//! since.

use crate::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use yicang_language::{Message, message};

/// Where the time comes from: the system's clock, or a test's.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How long the program runs, by a clock that nobody sets.
pub type Elapsed = Arc<dyn Fn() -> Duration + Send + Sync>;

/// How far the clock may leave the monotonic clock before records stop: what a signer's clock may be apart, too.
pub const DRIFT_MAX: SignedDuration = SignedDuration::from_mins(10);
/// How long after the last record a centre may be started without a word on its clock.
pub const AHEAD_MAX: SignedDuration = SignedDuration::from_hours(31 * 24);

/// A clock beside the monotonic one.
pub struct Watch {
    clock: Clock,
    elapsed: Elapsed,
    /// What both said in the beginning.
    begun: (Timestamp, Duration),
    /// Why the clock is not believed any more; only a new start ends that.
    doubt: Mutex<Option<Message>>,
}

/// The clock is not believed; nothing is recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ClockLeft(pub Message);

impl From<ClockLeft> for Refusal {
    fn from(left: ClockLeft) -> Self {
        Self::Unavailable(left.0)
    }
}

/// The system's two clocks.
pub fn of_system() -> (Clock, Elapsed) {
    let begun = Instant::now();
    (Arc::new(Timestamp::now), Arc::new(move || begun.elapsed()))
}

impl Watch {
    /// Begins to hold one clock against the other.
    pub fn new(clock: Clock, elapsed: Elapsed) -> Self {
        let begun = (clock(), elapsed());
        Self { clock, elapsed, begun, doubt: Mutex::default() }
    }

    /// What the clock says.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Whether the clock has kept to the monotonic clock since the beginning.
    ///
    /// # Errors
    /// It has not, now or earlier: nothing is to be recorded.
    pub fn is_believed(&self) -> Result<(), ClockLeft> {
        let mut doubt = self.doubt.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(doubt) = &*doubt {
            return Err(ClockLeft(doubt.clone()));
        }
        let now = (self.clock)();
        let passed = (self.elapsed)().saturating_sub(self.begun.1);
        let passed = SignedDuration::try_from(passed).unwrap_or(SignedDuration::MAX);
        let drift = now.duration_since(self.begun.0).saturating_sub(passed);
        if drift.abs() <= DRIFT_MAX {
            return Ok(());
        }
        let minutes = drift.abs().as_mins();
        let problem = match drift.is_negative() {
            true => message!("clock-jumped-back", minutes = minutes),
            false => message!("clock-jumped-ahead", minutes = minutes),
        };
        tracing::error!(%problem, "records stop");
        *doubt = Some(problem.clone());
        Err(ClockLeft(problem))
    }
}

/// What speaks at a start against a clock that says `now`, where `last` is the last moment that the journal vouches
/// for.
pub fn doubt_at_start(now: Timestamp, last: Option<Timestamp>) -> Option<Message> {
    let last = last?;
    let (said, before) = (now.to_string(), last.to_string());
    if now < last {
        Some(message!("setup-clock-behind", now = said, last = before))
    } else if now.duration_since(last) > AHEAD_MAX {
        Some(message!("setup-clock-ahead", now = said, last = before))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

    #[test]
    fn a_clock_that_leaves_the_monotonic_one_is_not_believed_again() {
        let (wall, passed) = (Arc::new(AtomicI64::new(1_000_000)), Arc::new(AtomicU64::new(7)));
        let (clock, elapsed) = (Arc::clone(&wall), Arc::clone(&passed));
        let watch = Watch::new(
            Arc::new(move || Timestamp::from_second(clock.load(Ordering::Relaxed)).unwrap()),
            Arc::new(move || Duration::from_secs(elapsed.load(Ordering::Relaxed))),
        );
        for (wall_to, passed_to, is_believed) in [
            (1_000_600, 7, true),
            (1_090_000, 90_007, true),
            (1_089_400, 90_007, true),
            (1_089_399, 90_007, false),
            // It comes back by itself: a person has to look nevertheless.
            (1_090_000, 90_007, false),
        ] {
            wall.store(wall_to, Ordering::Relaxed);
            passed.store(passed_to, Ordering::Relaxed);
            assert_eq!(watch.is_believed().is_ok(), is_believed, "{wall_to}");
        }
        assert!(watch.is_believed().unwrap_err().0.to_string().contains("jumped 10 minutes back"));
    }

    #[test]
    fn a_start_is_doubted_before_the_last_record_and_long_after_it() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let days_31 = 31 * 24 * 3_600;
        for (now, is_doubted) in [(99, true), (100, false), (100 + days_31, false), (101 + days_31, true)] {
            assert_eq!(doubt_at_start(at(now), Some(at(100))).is_some(), is_doubted, "{now}");
        }
        assert_eq!(doubt_at_start(at(5), None), None, "a journal without records");
    }
}
