//! What can be wrong with a witness policy's file.

use crate::checkpoint::KeyTextError;

/// What is wrong with a line of a policy file, or with the file.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PolicyMistake {
    /// The file does not end with a line break.
    #[error("the last line has no line break; add one")]
    LineBreak,
    /// Nothing says which cosignatures are enough.
    #[error("there is no `quorum` line; end the file with `quorum <name>` or `quorum none`")]
    NoQuorum,
    /// A byte that no line may have.
    #[error("has the control character 0x{0:02x}; only tabs and line breaks are allowed")]
    Control(u8),
    /// The words of the line are not those of its form.
    #[error("is not `{0}`")]
    Form(&'static str),
    /// The first word is none.
    #[error("begins with `{0}`; it is log, witness, group, quorum or a # comment")]
    Word(String),
    /// The key of a log is not of the one kind that there is.
    #[error("the log's key is of a kind that this program cannot check: only Ed25519")]
    LogAlgorithm,
    /// The key of a log.
    #[error("the log's key: {0}")]
    LogKey(KeyTextError),
    /// It is named twice.
    #[error("names a log's key that another line names already")]
    LogTwice,
    /// The key of a witness is of neither kind that there is.
    #[error("the witness's key is neither Ed25519 (type 4) nor ML-DSA-44 (type 6)")]
    WitnessAlgorithm,
    /// The key of a witness.
    #[error("the witness's key: {0}")]
    WitnessKey(KeyTextError),
    /// It is named twice.
    #[error("names a witness's key that another line names already")]
    WitnessTwice,
    /// A name that no line above defines.
    #[error("`{0}` is not defined on a line above")]
    Undefined(String),
    /// A member of two groups.
    #[error("`{0}` is a member of a group already")]
    Member(String),
    /// A group without members.
    #[error("the group has no members")]
    Empty,
    /// How many of a group's members are enough.
    #[error("`{0}` is not all, any or a number from 1 to {1}")]
    Threshold(String, usize),
    /// A second quorum.
    #[error("there is a `quorum` line above already")]
    QuorumTwice,
    /// A name that the format keeps for itself.
    #[error("`none` is a name of the format's own; choose another")]
    None,
    /// A name that is defined twice.
    #[error("`{0}` is defined on a line above already")]
    Twice(String),
}

impl PolicyMistake {
    pub(crate) fn of_log(error: KeyTextError) -> Self {
        if error == KeyTextError::Algorithm { Self::LogAlgorithm } else { Self::LogKey(error) }
    }

    pub(crate) fn of_witness(error: KeyTextError) -> Self {
        if error == KeyTextError::Algorithm { Self::WitnessAlgorithm } else { Self::WitnessKey(error) }
    }
}
