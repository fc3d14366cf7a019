//! The parsers of foreign bytes, for libFuzzer. The plain tests take the same functions in from their files.

pub mod parsers;
pub mod report;
