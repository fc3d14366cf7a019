//! The program `yicang-ledger`: the operator's verbs over `yicang-writer`, the auditor's over `yicang-auditor`.
//!
//! Leaves out: the checks themselves. [`fsck`] alone is here, because it compares a journal with its public folder
//! and so needs both.

pub mod cli;
pub mod fsck;
