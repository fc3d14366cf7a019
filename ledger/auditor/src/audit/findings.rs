//! The outcome of an audit: findings, which are faults, and remarks, which are not.

use std::collections::BTreeSet;
use std::fmt;
use yicang_tlog::Checkpoint;

/// Something that is not as it should be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Finding {
    /// The public file.
    pub file: String,
    /// Which entry of the log, where it is about one.
    pub entry: Option<u64>,
    /// What is wrong, a sentence without its subject.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entry {
            Some(entry) => write!(f, "{}, entry {entry}: {}", self.file, self.what),
            None => write!(f, "{}: {}", self.file, self.what),
        }
    }
}

/// What was looked at and what was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Audit {
    /// The head, if it holds.
    pub checkpoint: Option<Checkpoint>,
    /// Files read.
    pub files: u64,
    /// Decisions whose plan was counted again.
    pub decisions: u64,
    /// All that is wrong, by file. Empty: all is as it should be.
    pub findings: Vec<Finding>,
    /// What is not wrong, and was not or could not be proven as an auditor might expect, by file.
    pub remarks: Vec<Finding>,
}

/// What a head has that the specifications bid a reader ignore, a sentence without its subject each. The words are
/// somebody else's: whatever would move a terminal's cursor is escaped.
pub fn ignored(head: &Checkpoint) -> impl Iterator<Item = String> {
    let lines =
        head.extensions().iter().map(|line| format!("has the extension line {line:?}, which means nothing here"));
    let names: BTreeSet<&String> = head.ignored_signatures().iter().collect();
    let names = names.into_iter();
    let signatures = names.map(|name| format!("also carries a signature of {name:?} by a key that is not known here"));
    lines.chain(signatures)
}
