//! The outcome of an audit: findings, which are faults, and remarks, which are not.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;
use yicang_language::{Message, ToMessage, message};
use yicang_tlog::Checkpoint;

/// Something that is not as it should be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The public file; `the log` as a whole where none is meant.
    pub file: String,
    /// Which entry of the log, where it is about one.
    pub entry: Option<u64>,
    /// What is wrong, a sentence without its subject.
    pub what: Message,
}

/// What a finding names where it is about no file.
pub(super) const WHOLE: &str = "the log";

impl ToMessage for Finding {
    fn message(&self) -> Message {
        let what = self.what.clone();
        match self.entry {
            _ if self.file == WHOLE => message!("audit-the-log", what = what),
            Some(entry) => message!("audit-finding-entry", file = &self.file, entry = entry, what = what),
            None => message!("audit-finding", file = &self.file, what = what),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// By file and entry, then by the English text: the same in both languages.
impl Ord for Finding {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_place = (&self.file, self.entry).cmp(&(&other.file, other.entry));
        by_place.then_with(|| self.what.to_string().cmp(&other.what.to_string()))
    }
}

impl PartialOrd for Finding {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
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
pub fn ignored(head: &Checkpoint) -> impl Iterator<Item = Message> {
    let lines = head.extensions().iter().map(|line| message!("audit-head-extension", line = format!("{line:?}")));
    let names: BTreeSet<&String> = head.ignored_signatures().iter().collect();
    let names = names.into_iter();
    let signatures = names.map(|name| message!("audit-head-other-signature", name = format!("{name:?}")));
    lines.chain(signatures)
}
