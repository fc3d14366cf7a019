//! One function for each parser of bytes that come from elsewhere: it must not panic, and what it accepts must be
//! what it says. The tests call these functions on a stable compiler, the fuzzer (`ledger/fuzz`) on a nightly one.

mod good;
mod memory;
pub mod parsers;
pub mod report;

pub use good::good;
