//! What is to come, what sites offer, receipts of what is of no use, gifts, and counts in parts: told as a story on one
//! board, and read back from its situation, its books and its discrepancies.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

mod inbound;
mod receipts;
mod sites;
mod story;
