//! The faults that `yicang-tlog` finds, in both languages. They are said here because that crate is for whoever checks
//! a log with as little code as possible, and so has no catalogue of texts. Auditor and writer say them by this crate:
//! each is the other's oracle, so neither takes the words from the other.

use yicang_language::{Argument, Message, message};
use yicang_tlog::mask::{NotOpened, OPENINGS_MAX, OpeningsError};
use yicang_tlog::{
    BadCosignature, BundleError, CheckpointError, KeyError, KeyRingError, KeyTextError, LeafError, NotAFork,
    NotEvidence, NotMisstated, NotProven, PolicyMistake, PolicyUnmet, ProofError, ReceiptError,
};

/// A fault that can be said in a language.
pub trait Words {
    /// The message that says it; in English the same words as its `Display`.
    fn words(&self) -> Message;
}

impl Words for CheckpointError {
    /// A sentence without its subject.
    fn words(&self) -> Message {
        match self {
            Self::NotANote => message!("log-head-no-note"),
            Self::Signature(name) => message!("log-head-not-signed", name = name),
            Self::NoKey(size) => message!("log-head-no-key", size = *size),
            Self::Text => message!("log-head-text"),
            Self::Origin { found, expected } => message!("log-head-origin", found = found, expected = expected),
            Self::NotCanonical => message!("log-head-foreign"),
        }
    }
}

/// A fault of the checkpoint, with its subject.
#[must_use]
pub fn of_the_checkpoint(error: &CheckpointError) -> Message {
    message!("audit-the-checkpoint", what = error.words())
}

impl Words for KeyTextError {
    fn words(&self) -> Message {
        match self {
            Self::Form => message!("log-key-form"),
            Self::Id => message!("log-key-id"),
            Self::Algorithm => message!("log-key-algorithm"),
            Self::Name => message!("log-key-name"),
            Self::Key(error) => error.words(),
        }
    }
}

impl Words for KeyError {
    fn words(&self) -> Message {
        match self {
            Self::Label => message!("log-key-label"),
            Self::Encoding => message!("log-key-encoding"),
            Self::NotAPoint => message!("log-key-no-point"),
            Self::Weak => message!("log-key-weak"),
        }
    }
}

impl Words for KeyRingError {
    fn words(&self) -> Message {
        match self {
            Self::Signature(number) => message!("log-statement-not-signed", number = *number),
            Self::Form(number) => message!("log-statement-form", number = *number),
            Self::Empty => message!("log-statement-none"),
            Self::OtherLog(number) => message!("log-statement-other-log", number = *number),
        }
    }
}

impl Words for LeafError {
    fn words(&self) -> Message {
        match self {
            Self::Length(bytes) => message!("log-leaf-length", bytes = *bytes),
            Self::NotText => message!("log-leaf-no-text"),
            Self::Mark => message!("log-leaf-mark"),
            Self::Line(line) => message!("log-leaf-line", line = *line),
            Self::Blob(line) => message!("log-leaf-blob", line = *line),
            Self::Masked(line) => message!("log-leaf-masked", line = *line),
        }
    }
}

impl Words for BundleError {
    fn words(&self) -> Message {
        match self {
            Self::CutOff(entry) => message!("log-bundle-cut", entry = *entry),
        }
    }
}

impl Words for BadCosignature {
    fn words(&self) -> Message {
        message!("log-cosignature", name = &self.0)
    }
}

impl Words for NotProven {
    fn words(&self) -> Message {
        message!("log-not-proven")
    }
}

impl Words for PolicyUnmet {
    fn words(&self) -> Message {
        match self {
            Self::Checkpoint(error) => of_the_checkpoint(error),
            Self::Log(name) => message!("log-policy-log", name = name),
            Self::Cosignature(error) => error.words(),
            Self::Quorum(by) if by.is_empty() => message!("log-policy-nobody"),
            Self::Quorum(by) => {
                message!("log-policy-quorum", by = by.iter().map(Argument::from).collect::<Vec<_>>())
            }
        }
    }
}

impl Words for PolicyMistake {
    /// A sentence without its subject, where it is of a line.
    fn words(&self) -> Message {
        match self {
            Self::LineBreak => message!("witness-policy-line-break"),
            Self::NoQuorum => message!("witness-policy-no-quorum"),
            Self::Control(byte) => message!("witness-policy-control", byte = format!("0x{byte:02x}")),
            Self::Form(form) => message!("witness-policy-form", form = *form),
            Self::Word(word) => message!("witness-policy-word", word = word),
            Self::LogAlgorithm => message!("witness-policy-log-algorithm"),
            Self::LogKey(error) => message!("witness-policy-log-key", why = error.words()),
            Self::LogTwice => message!("witness-policy-log-twice"),
            Self::WitnessAlgorithm => message!("witness-policy-witness-algorithm"),
            Self::WitnessKey(error) => message!("witness-policy-witness-key", why = error.words()),
            Self::WitnessTwice => message!("witness-policy-witness-twice"),
            Self::Undefined(name) => message!("witness-policy-undefined", name = name),
            Self::Member(name) => message!("witness-policy-member", name = name),
            Self::Empty => message!("witness-policy-empty"),
            Self::Threshold(word, count) => message!("witness-policy-threshold", word = word, count = *count),
            Self::QuorumTwice => message!("witness-policy-quorum-twice"),
            Self::None => message!("witness-policy-none"),
            Self::Twice(name) => message!("witness-policy-twice", name = name),
        }
    }
}

impl Words for ProofError {
    fn words(&self) -> Message {
        match self {
            Self::Format(line) => message!("log-proof-line", line = *line),
            Self::Checkpoint(error) => message!("log-proof-checkpoint", what = error.words()),
            Self::Policy(error) => error.words(),
            Self::Entry(_) => message!("log-proof-entry"),
        }
    }
}

impl Words for ReceiptError {
    fn words(&self) -> Message {
        match self {
            Self::Signature(_) => message!("log-receipt-not-signed"),
            Self::Form => message!("log-receipt-form"),
            Self::NoPromise(field) => message!("log-receipt-no-promise", field = *field),
        }
    }
}

impl Words for NotEvidence {
    fn words(&self) -> Message {
        match self {
            Self::Format(line) => message!("log-evidence-line", line = *line),
            Self::Receipt(error) => error.words(),
            Self::Checkpoint(error) => of_the_checkpoint(error),
            Self::AnotherLog { promised, found } => {
                message!("log-evidence-other-log", promised = promised, found = found)
            }
            Self::Path(_) => message!("log-evidence-path"),
            Self::NoLeaf { index, size } => message!("log-evidence-no-leaf", index = *index, size = *size),
            Self::Cosignature(error) => error.words(),
            Self::NoTime { index, due } => message!("log-evidence-no-time", index = *index, due = due.to_string()),
        }
    }
}

impl Words for NotAFork {
    fn words(&self) -> Message {
        match self {
            Self::Format(line) => message!("log-heads-line", line = *line),
            Self::Head { which, why } => message!("log-heads-head", number = *which, what = why.words()),
            Self::Sizes { old, new } => message!("log-heads-sizes", old = *old, new = *new),
        }
    }
}

impl Words for NotMisstated {
    fn words(&self) -> Message {
        match self {
            Self::Format(line) => message!("log-misstated-line", line = *line),
            Self::Receipt(error) => error.words(),
            Self::AnotherEntry => message!("log-misstated-entry"),
            Self::Face("not signed by the agent") => message!("log-face-not-signed"),
            Self::Face("no text") => message!("log-face-no-text"),
            Self::Face("no entry") => message!("log-face-no-entry"),
            Self::Face("for another log than the receipt") => message!("log-face-other-log"),
            Self::Face("of another report than the receipt") => message!("log-face-other-report"),
            Self::Face(why) => message!("log-face", why = *why),
            Self::SignedBoth => message!("log-misstated-both"),
        }
    }
}

impl Words for NotOpened {
    fn words(&self) -> Message {
        match self {
            Self::NoField { entry, field } => message!("log-opening-no-field", entry = *entry, field = field),
            Self::Other { entry, field } => message!("log-opening-other", entry = *entry, field = field),
            Self::NotGranted { grant, entry, field } => {
                message!("log-opening-not-granted", grant = *grant, entry = *entry, field = field)
            }
        }
    }
}

impl Words for OpeningsError {
    fn words(&self) -> Message {
        match self {
            Self::NotText => message!("log-openings-no-text"),
            Self::Head(line, form) => message!("log-openings-head", line = *line, form = *form),
            Self::Line(line) => message!("log-openings-line", line = *line),
            Self::Count(count) => message!("log-openings-count", count = *count, most = OPENINGS_MAX),
            Self::Spelling => message!("log-openings-spelling"),
        }
    }
}
