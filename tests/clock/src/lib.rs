//! A program that links this crate takes its wall clock from a test: `YICANG_CLOCK_AHEAD` is how many seconds it is ahead
//! of the machine's, or behind it with a sign. A scenario of a week then takes seconds, and the programs are those that
//! people run: nothing in them knows of it.
//!
//! It takes the place of the C library's `clock_gettime`, which is where Rust's standard library reads the clock. The
//! monotonic clock stays as it is. On other systems than Linux the wall clock stays, too, and [`IS_TOLD`] says so.

/// The variable that says how many seconds the clock is ahead.
pub const VARIABLE: &str = "YICANG_CLOCK_AHEAD";

/// Whether the clock can be told here.
pub const IS_TOLD: bool = cfg!(target_os = "linux");

#[cfg(target_os = "linux")]
#[allow(unsafe_code)] // the one place: see the module
mod taken {
    use std::sync::atomic::{AtomicI64, Ordering};

    pub(super) static AHEAD: AtomicI64 = AtomicI64::new(0);

    /// As the C library's; of the wall clock so many seconds more.
    ///
    /// # Safety
    /// `to` is null or may be written, as the C library demands.
    #[unsafe(no_mangle)]
    pub(super) unsafe extern "C" fn clock_gettime(clock: libc::clockid_t, to: *mut libc::timespec) -> libc::c_int {
        // SAFETY: the kernel checks both, and writes `to` only.
        let answer = unsafe { libc::syscall(libc::SYS_clock_gettime, clock, to) };
        if answer == 0 && clock == libc::CLOCK_REALTIME && !to.is_null() {
            // SAFETY: the kernel has just written it.
            unsafe { (*to).tv_sec += AHEAD.load(Ordering::Relaxed) };
        }
        if answer == 0 { 0 } else { -1 }
    }
}

/// Sets the clock by the variable: what a program does first. Without the variable the clock is the machine's.
///
/// # Panics
/// The variable is no number.
pub fn tell() {
    let Ok(said) = std::env::var(VARIABLE) else { return };
    let seconds: i64 = said.parse().expect("a whole number of seconds");
    #[cfg(target_os = "linux")]
    taken::AHEAD.store(seconds, std::sync::atomic::Ordering::Relaxed);
    #[cfg(not(target_os = "linux"))]
    panic!("the clock cannot be told to be {seconds} s ahead here");
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::time::{Duration, Instant, SystemTime};

    #[test]
    fn the_wall_clock_is_ahead_and_the_monotonic_one_stays() {
        let (wall, monotonic) = (SystemTime::now(), Instant::now());
        super::taken::AHEAD.store(86_400, std::sync::atomic::Ordering::Relaxed);
        let day = Duration::from_secs(86_400);
        assert!(wall.elapsed().expect("later") >= day);
        assert!(monotonic.elapsed() < day);
        super::taken::AHEAD.store(-86_400, std::sync::atomic::Ordering::Relaxed);
        assert!(wall.elapsed().is_err(), "it is earlier now");
    }
}
