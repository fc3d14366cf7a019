//! The private side of journal records: never on the wire.

/// The messages of `yicang.journal.v1`.
#[allow(missing_docs, unreachable_pub, rustdoc::all, clippy::all, clippy::pedantic, clippy::restriction)]
#[rustfmt::skip]
#[path = "gen/yicang.journal.v1.rs"]
pub mod v1;
