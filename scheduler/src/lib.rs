//! The dispatch centre: listens, keeps time, calls.
//!
//! ```text
//! agent --Report--> field > intake > centre.record ==> journal (durable) --> receipt
//! coordinator --Command--> dispatch > cycle: situation > plan > check > record ... decide > record ==> public log
//!                                                          outward: proof + decision = orders released --> agents
//! ```
//!
//! Read `cycle` first, then the groups from top to bottom: what the centre is, how it is reached, how it is set up, what people
//! use. What it leaves out: how a plan is found (`yicang-planner`), what makes it lawful
//! (`yicang-domain`), how records become a public log (`yicang-ledger`).

pub mod cycle;

pub mod centre;
pub mod clock;
pub mod command;
pub mod disclosure;
pub mod draw;
pub mod enrol;
pub mod explain;
pub mod intake;
pub mod journal;
pub mod leaf;
pub mod levels;
mod openings;
pub mod orders;
pub mod outward;
pub mod planning;
pub mod receipt_key;
pub mod record;
pub mod salts;
pub mod seen;
pub mod start;
pub mod unwitnessed;
pub mod witnesses;

mod answer;
pub mod dispatch;
mod door;
pub mod field;
mod reading;
pub mod serve;
pub mod tls;

pub mod config;
pub mod data;
pub mod init;
pub mod policies;
pub mod zone;

pub mod cli;
pub mod coordinator;
pub mod demo;
pub mod offline;
pub mod tables;

#[cfg(test)]
mod behaviour;
#[cfg(test)]
mod crowd;
#[cfg(test)]
mod trial;
#[cfg(test)]
mod witnessed;
