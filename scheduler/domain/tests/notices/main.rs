//! What depots and sites are told: beside a slow list-maker that reads the whole past anew for every question, and in
//! stories of a few events.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

mod by_hand;
mod stories;
mod story;
