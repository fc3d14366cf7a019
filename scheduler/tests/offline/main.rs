//! Planning without a centre, from outside: what is written and shown, every bad table is refused with its row,
//! every damaged plan with its violation.

#![allow(clippy::unwrap_used, reason = "in tests a panic is the answer, in their helpers, too")]

mod cases;
mod damage;
mod facts;
mod folder;
mod promises;
mod tables;
