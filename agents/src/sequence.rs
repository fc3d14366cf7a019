//! The centre's signed word on which number is due, held against the letter that it answers. Pure.
//!
//! Without it an agent would take any number from whoever sits between it and the centre's key. See
//! [`Outbox::renumber_from`](crate::outbox::Outbox::renumber_from) for what a word without a signature can still do.

use crate::home::Config;
use crate::keys::KnownLog;
use crate::letter::Letter;
use prost::Message as _;
use yicang_proto::v1;
use yicang_tlog::{SEQUENCE, sha256};

/// Why the centre's word on a number does not count. The number is the one it claims.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SequenceFault {
    /// Another key's.
    #[error(
        "it is not signed by a centre's key of this agent's configuration; where the centre has changed its key, write the new \
         one before the old one in config.toml: centre_key = [\"NEW\", \"OLD\"]"
    )]
    Signature,
    /// Signed, but unreadable.
    #[error("it is signed, but cannot be read; it may come from a newer centre")]
    Unreadable,
    /// Signed, for something else.
    #[error("it is signed for another {0}")]
    Another(&'static str),
}

/// Whether `signed` is a centre's word that number `due` is expected after this letter.
///
/// # Errors
/// [`SequenceFault`]: it must not be followed.
pub fn verify(letter: &Letter, due: u64, signed: &v1::SignedSequence, config: &Config) -> Result<(), SequenceFault> {
    let v1::SignedSequence { statement, signature } = signed;
    if !config.centre_keys.iter().any(|key| key.verify(SEQUENCE, statement, signature).is_ok()) {
        return Err(SequenceFault::Signature);
    }
    let said = v1::SequenceStatement::decode(&statement[..]).map_err(|_| SequenceFault::Unreadable)?;
    if said.report_sha256 != sha256(&letter.signed.report) {
        return Err(SequenceFault::Another("report"));
    }
    if said.agent_id != letter.report.agent_id {
        return Err(SequenceFault::Another("agent"));
    }
    // The root's key has another name than the log.
    if let KnownLog::Key(key) = &config.log
        && said.log != key.name()
    {
        return Err(SequenceFault::Another("log"));
    }
    if said.expected_sequence != due {
        return Err(SequenceFault::Another("number"));
    }
    Ok(())
}
