//! Planning without a centre, from outside: real cases reach their known optima, every bad table is refused with its row,
//! every damaged plan with its violation.

#![allow(clippy::unwrap_used, reason = "in tests a panic is the answer, in their helpers, too")]

mod cases;
mod damage;
mod folder;
mod tables;
