//! The agent from outside: its outbox, its deliveries over a real TLS connection that is cut where it hurts, its
//! orders, its command line.

#![allow(missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, reason = "in tests a panic is the answer")]

mod asking;
mod audit;
mod centre;
mod cli;
mod coming;
mod completion;
mod delivery;
mod desk;
mod field;
mod heads;
mod keeping;
mod moving;
mod orders;
mod outbox;
mod scene;
mod watch;
mod web;
