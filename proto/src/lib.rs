//! The contract `yicang.v1`: the only meeting of wire and domain.
//!
//! `v1` is generated from `yicang/v1/*.proto` and committed, so that building needs no protobuf compiler; a test
//! generates it again and compares. What comes in is parsed once, in [`report`], and trusted afterwards; all faults of
//! a message are gathered and answered together, in the form that [`status`] gives them.

/// The wire's messages and services.
#[allow(missing_docs, unreachable_pub, rustdoc::all, clippy::all, clippy::pedantic, clippy::restriction)]
#[rustfmt::skip]
#[path = "gen/yicang.v1.rs"]
pub mod v1;

/// The private side of journal records.
pub mod journal;

pub mod catalogue;
pub mod command;
pub mod explanation;
pub mod notice;
pub mod on_behalf;
pub mod order;
pub mod overriding;
pub mod report;
pub mod status;
pub mod summary;
pub mod time;

/// The contract's descriptors, for server reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!("gen/yicang.bin");

/// The longest serialised `Report`, in bytes. 200 lines with the longest ids need less than half of it.
pub const REPORT_BYTES_MAX: usize = 128 * 1024;
