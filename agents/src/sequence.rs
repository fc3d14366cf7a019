//! The centre's signed statement of the number that is due, held against the report that it answers. Pure.
//!
//! Without the signature, an agent would accept any number from whoever is between it and the centre's key. See
//! [`Outbox::renumber_from`](crate::outbox::Outbox::renumber_from) for the harm that an unsigned statement can still
//! do.

use crate::agent_log_keys::KnownLog;
use crate::config::Config;
use crate::envelope::QueuedReport;
use prost::Message as _;
use yicang_language::{Message, ToMessage, message};
use yicang_proto::v1;
use yicang_tlog::{SEQUENCE, sha256};

/// Why the centre's word on a number does not count. The number is the one it claims.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum SequenceFault {
    /// Another key's.
    Signature,
    /// Signed, but unreadable.
    Unreadable,
    /// Signed, for something else.
    Another(What),
}

/// A number that the centre has signed for, kept as evidence: had it been wrong, the centre is to blame.
#[derive(Clone, PartialEq, prost::Message)]
pub struct SaidDue {
    /// The number that was due.
    #[prost(uint64, tag = "1")]
    pub due: u64,
    /// The centre's signed word.
    #[prost(message, optional, tag = "2")]
    pub said: Option<v1::SignedSequence>,
    /// The report that it answers, as it was signed then.
    #[prost(message, optional, tag = "3")]
    pub answers: Option<v1::SignedReport>,
}

/// Something that a word is signed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A report, by its bytes.
    Report,
    /// An agent.
    Agent,
    /// A public log.
    Log,
    /// A number.
    Number,
}

impl ToMessage for SequenceFault {
    fn message(&self) -> Message {
        match self {
            Self::Signature => message!("agent-number-signature"),
            Self::Unreadable => message!("agent-number-unreadable"),
            Self::Another(What::Report) => message!("agent-number-another-report"),
            Self::Another(What::Agent) => message!("agent-number-another-agent"),
            Self::Another(What::Log) => message!("agent-number-another-log"),
            Self::Another(What::Number) => message!("agent-number-another-number"),
        }
    }
}

/// Whether `signed` is a centre's word that number `due` is expected after this report.
///
/// # Errors
/// [`SequenceFault`]: it must not be followed.
pub fn verify(
    queued: &QueuedReport,
    due: u64,
    signed: &v1::SignedSequence,
    config: &Config,
) -> Result<(), SequenceFault> {
    let v1::SignedSequence { statement, signature } = signed;
    if !config.centre_keys.iter().any(|key| key.verify(SEQUENCE, statement, signature).is_ok()) {
        return Err(SequenceFault::Signature);
    }
    let said = v1::SequenceStatement::decode(&statement[..]).map_err(|_| SequenceFault::Unreadable)?;
    if said.report_sha256 != sha256(&queued.signed.report) {
        return Err(SequenceFault::Another(What::Report));
    }
    if said.agent_id != queued.report.agent_id {
        return Err(SequenceFault::Another(What::Agent));
    }
    // The root's key has another name than the log.
    if let KnownLog::Key(key) = &config.log
        && said.log != key.name()
    {
        return Err(SequenceFault::Another(What::Log));
    }
    if said.expected_sequence != due {
        return Err(SequenceFault::Another(What::Number));
    }
    Ok(())
}
