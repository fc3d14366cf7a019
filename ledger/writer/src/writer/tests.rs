use super::sequencing::{BACKPRESSURE_STEP, UNPUBLISHED_STEP, backpressure_delay};
use super::*;
use std::time::Duration;

#[test]
fn what_is_too_much_is_sent_away_and_counted_out_again() {
    let progress = Progress::default();
    progress.enter(WAITING_RECORDS_MAX, 10).unwrap();
    assert!(progress.is_busy());
    assert_eq!(progress.enter(1, 1), Err(AppendError::Busy { waiting: WAITING_RECORDS_MAX }));
    progress.leave(WAITING_RECORDS_MAX, 10);
    assert!(!progress.is_busy());
    progress.enter(1, WAITING_BYTES_MAX + 1).unwrap();
    assert!(matches!(progress.enter(1, 1), Err(AppendError::Busy { .. })), "too many bytes");
    progress.leave(1, WAITING_BYTES_MAX + 1);
    progress.durable.store(UNPUBLISHED_MAX + 6, Ordering::Release);
    progress.published.store(5, Ordering::Release);
    assert_eq!(progress.enter(1, 1), Err(AppendError::Busy { waiting: UNPUBLISHED_MAX + 1 }));
    progress.published.store(6, Ordering::Release);
    progress.enter(1, 1).unwrap();
    assert_eq!((progress.waiting.load(Ordering::Acquire), progress.waiting_bytes.load(Ordering::Acquire)), (1, 1));
}

#[test]
fn a_commit_waits_for_the_publisher_the_longer_the_more_it_is_behind() {
    assert_eq!(backpressure_delay(UNPUBLISHED_STEP - 1), Duration::ZERO);
    assert_eq!(backpressure_delay(UNPUBLISHED_STEP), BACKPRESSURE_STEP);
    assert_eq!(backpressure_delay(3 * UNPUBLISHED_STEP - 1), 2 * BACKPRESSURE_STEP);
    assert!(backpressure_delay(UNPUBLISHED_MAX) <= Duration::from_millis(250), "a folder that is away stops nobody");
    assert!(backpressure_delay(u64::MAX) > BACKPRESSURE_STEP, "and nothing overflows");
}
