//! Threads that share out jobs, and what they cost.

use std::fs;
use std::io::{IsTerminal, Write, stderr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// What something took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Took {
    /// By the clock on the wall.
    pub wall: Duration,
    /// Of all threads together; `None` where the system does not tell.
    pub cpu: Option<Duration>,
}

/// Does jobs 0 to `count` without it on so many threads; the results stand in this order. On a terminal, `what` is
/// being done is told at every tenth.
pub fn share<T: Send>(threads: usize, count: usize, what: &str, job: impl Fn(usize) -> T + Sync) -> (Vec<T>, Took) {
    let begun = Instant::now();
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let told = stderr().is_terminal();
    let work = || {
        let cpu = thread_cpu();
        let mut results = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                break;
            }
            results.push((at, job(at)));
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            if told && done * 10 / count > (done - 1) * 10 / count {
                // A terminal that is gone is no reason to stop.
                let _ = writeln!(stderr(), "{what}: {} %", done * 10 / count * 10);
            }
        }
        (results, cpu.zip(thread_cpu()).map(|(before, after)| after.saturating_sub(before)))
    };
    let mut all = Vec::with_capacity(count);
    let mut cpu = Some(Duration::ZERO);
    thread::scope(|scope| {
        let crew: Vec<_> = (0..threads.clamp(1, count.max(1))).map(|_| scope.spawn(work)).collect();
        for thread in crew {
            let (results, took) = thread.join().expect("a job that panics ends the run");
            all.extend(results);
            cpu = cpu.zip(took).map(|(sum, took)| sum + took);
        }
    });
    all.sort_unstable_by_key(|(at, _)| *at);
    (all.into_iter().map(|(_, result)| result).collect(), Took { wall: begun.elapsed(), cpu })
}

/// How long this thread has been on a core, as Linux tells it.
fn thread_cpu() -> Option<Duration> {
    // The count is brought up to date when a thread leaves its core.
    thread::sleep(Duration::from_nanos(1));
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// How long all threads of this process, also those that ended, have been on a core; to a hundredth of a second.
pub fn process_cpu() -> Option<Duration> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The name, which may hold anything, ends with the last bracket; then come the state and ten numbers.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks()? + ticks()?) * 10))
}

/// The most memory that this process ever held, in kilobytes (1,024 bytes), as Linux tells it.
pub fn peak_kilobytes() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}
