//! Everything that a reader of a public log does: take entries and proofs out of it, recompute all of it, copy it,
//! follow it, cosign it. Believes only what follows from a key that the reader brings.
//!
//! | module | does |
//! |---|---|
//! | [`source`] | reads public files from a folder or a web server |
//! | [`log_keys`] | which keys may sign: one key, or those that a root key names |
//! | [`public_log`] | takes single entries and proofs out |
//! | [`audit`] | recomputes every file, and whether each plan follows from the reports and is lawful |
//! | [`mirror`] | keeps a verified copy |
//! | [`monitor`] | follows a log, and names what does not arrive in time |
//! | [`witness`] | cosigns other people's heads |
//! | [`cosignatures`] | asks witnesses to cosign this log's heads |
//! | [`policy_file`] | reads a witness policy |
//! | [`words`] | puts the faults that `yicang-tlog` finds into words, in both languages |
//!
//! Leaves out: the journal and every private key of a log (`yicang-writer`), the words of a command line
//! (`yicang-ledger`), TLS for the witness's server (a web server in front does that).

pub mod audit;
pub mod cosignatures;
pub mod log_keys;
pub mod mirror;
pub mod monitor;
pub mod policy_file;
pub mod public_log;
pub mod source;
mod tiles;
pub mod witness;
pub use yicang_words as words;
