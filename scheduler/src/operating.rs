//! What the operator of a centre does with its folder: backs it up, brings it back, has it examined. All of it works on
//! the files, whether or not the centre runs; nothing here decides anything about supplies.
//!
//! Leaves out: the words of the command line ([`crate::cli`]); what a journal is (`yicang-writer`).

pub mod backup;
pub mod beside;
pub mod doctor;
pub mod health;
pub mod manifest;
pub mod restore;
