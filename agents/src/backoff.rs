//! How long to wait before the next attempt. Pauses double, and nothing in them is random, so that tests and logs can
//! be read. Many agents do not fall into step by it: they lost the centre at different moments of their own work.

use crate::config::{Times, span};
use std::time::Duration;
use tokio::time::Instant;

/// Pauses up to a moment at which patience ends.
#[derive(Debug)]
pub struct Backoff {
    times: Times,
    next: Duration,
    end: Option<Instant>,
}

impl Backoff {
    /// Patience for `wait`; `None` for ever.
    pub fn new(times: Times, wait: Option<Duration>) -> Self {
        let end = wait.and_then(|wait| Instant::now().checked_add(wait));
        Self { times, next: span(times.retry_first_ms), end }
    }

    /// After a success the pauses start anew; the end stays.
    pub fn restart(&mut self) {
        self.next = span(self.times.retry_first_ms);
    }

    /// The next pause, or nothing when it would end after patience does.
    pub fn pause(&mut self) -> Option<Duration> {
        let pause = self.next;
        self.next = (pause * 2).min(span(self.times.retry_longest_ms));
        (self.end.is_none_or(|end| Instant::now() + pause <= end)).then_some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn pauses_double_up_to_the_longest_and_end_with_patience() {
        let times = Times { retry_first_ms: 100, retry_longest_ms: 300, ..Times::default() };
        let mut backoff = Backoff::new(times, Some(Duration::from_millis(1_000)));
        let mut pauses = Vec::new();
        while let Some(pause) = backoff.pause() {
            pauses.push(pause.as_millis());
            tokio::time::advance(pause).await;
        }
        assert_eq!(pauses, [100, 200, 300, 300], "the next would end 1,200 ms after the start");
        assert_eq!(Backoff::new(times, Some(Duration::ZERO)).pause(), None);
        backoff.restart();
        assert_eq!(backoff.pause().map(|pause| pause.as_millis()), Some(100));
    }
}
