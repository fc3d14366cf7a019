//! The field's program, as a library: the parts of `yicang-agent`, also used by tests and the demonstration.
//!
//! A report is typed or read from a list ([`yicang_exchange::List`]), signed, and kept in the [`outbox`]. [`delivery`]
//! takes it to the centre until its signed [`receipt`] is there. An order counts only if [`verify_order`] finds its
//! decision in the public log, and that log continues all [`heads`] that this agent has accepted. [`audit`] holds the
//! log to the receipts. What things are called is in the [`kept_catalogue`]. Every text for people is a message of
//! `yicang_language`. [`service`] watches and delivers for as long as it runs. Plans nothing, and knows no other
//! agent's reports.

pub mod cli;

pub mod envelope;
pub mod outbox;

mod asking;
pub mod carried;
pub mod client;
pub mod delivery;
pub mod receipt;
pub mod sequence;

pub mod agent_log_keys;
pub mod heads;
pub mod kept_orders;
pub mod orders;
pub mod service;
pub mod verify_order;

pub mod audit;

pub mod agent_dir;
pub mod agent_dir_error;
pub mod backoff;
pub mod config;
pub mod durable_map;
mod files;
pub mod journal;
pub mod kept_catalogue;
pub mod known;
pub mod zone;
