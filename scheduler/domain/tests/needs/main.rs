//! What needs are entitled to, and how they live: every test is a story of a few events, or a count by hand.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

mod entitlement;
mod keeping;
mod life;
mod rules;
mod story;
mod verified;
