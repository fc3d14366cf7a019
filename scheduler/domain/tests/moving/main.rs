//! Orders on their way: steps that come early, are corrected or taken back; goods that go back; what is cancelled,
//! late, or disputed. The clerk keeps his own list of what counts, and adds it up anew each time.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

mod clerk;
mod corrections;
mod ends;
mod steps;
mod story;
