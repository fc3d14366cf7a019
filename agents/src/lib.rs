//! The field's program, as a library: what `yicang-agent` is made of, and what tests and the demonstration drive.
//!
//! A report is typed or read from a list ([`yicang_exchange::List`]), signed and kept in the [`outbox`], taken to the centre by [`delivery`]
//! until its signed [`receipt`] is there. [`orders`] come back and are acted on only if [`trust`] finds their
//! decision in the public log, and the log is the one of all [`heads`] that this agent has seen. Plans nothing, and knows nothing of what other agents report.

pub mod cli;

pub mod letter;
pub mod outbox;

pub mod client;
pub mod delivery;
pub mod receipt;
pub mod sequence;

pub mod heads;
pub mod keys;
pub mod orders;
pub mod trust;

pub mod audit;
pub mod backoff;
pub mod home;
pub mod journal;
pub mod store;
