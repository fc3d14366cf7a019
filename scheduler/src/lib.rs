//! The dispatch centre: listens, keeps time, calls.
//!
//! ```text
//! agent --Report--> server > intake > centre.record ==> journal (durable) --> receipt
//! coordinator --Command--> server > commands::gate > plan: situation > plan > check > record ... approve > record ==> public log
//!                                         centre::follow_up: proof + decision = orders released --> agents
//! ```
//!
//! Read [`commands`]' `plan` first. The floors, each using those below it:
//!
//! | floor | what it is |
//! |---|---|
//! | [`cli`], [`demo`] | the program's verbs; the whole way on real input |
//! | [`client`] | a coordinator's side of the wire |
//! | [`server`] | the one port: calls in, answers out |
//! | [`operating`] | backup, restore, examination of a folder |
//! | [`intake`], [`offline`] | reports in; planning without a centre |
//! | [`commands`], [`planning`] | what coordinators order, through one gate; how plans are made and explained |
//! | [`centre`] | what is known, and the one door to the journal |
//! | [`events`], [`orders`] | what can happen, and what it adds up to; orders on their way out |
//! | [`terminal`], [`setup`] | tables for people; the folder and its settings |
//!
//! The core speaks the domain's types: gRPC and the wire's messages are known to `server`, `client` and `events` alone,
//! and to the demonstration's agents. What the centre leaves out: how a plan is found (`yicang-planner`), what makes it
//! lawful (`yicang-domain`), how records become a public log (`yicang-ledger`).

pub mod refusal;

pub mod setup;
pub mod terminal;

pub mod events;
pub mod orders;

pub mod centre;

pub mod commands;
pub mod planning;

pub mod operating;

pub mod intake;
pub mod offline;

pub mod server;

pub mod client;

pub mod cli;
pub mod demo;

#[cfg(test)]
mod tests;
