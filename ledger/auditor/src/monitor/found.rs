//! What a look shows: kinds of trouble, for programs and for people.

use serde_json::{Value, json};
use std::cmp::Ordering;
use yicang_language::{Message, ToMessage, message};

/// What kind of thing is not as it should be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// The log has taken back or changed what it had signed.
    Contradiction,
    /// A file is missing or does not follow from what was signed.
    Damaged,
    /// A decision's plan is not lawful.
    Decision,
    /// An entry came out later than promised.
    MergeDelay,
    /// Witnesses do not vouch for the log as the policy demands.
    Witnesses,
    /// Something left a depot and has not arrived.
    Leg,
    /// Entries share a time for longer than that can be.
    Clock,
    /// An entry was not signed by the one it names, or a plan does not follow from what was reported.
    Replay,
    /// What the field has done does not fit what was known of it.
    Discrepancy,
}

impl Kind {
    /// A word for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Contradiction => "contradiction",
            Self::Damaged => "damaged",
            Self::Decision => "decision",
            Self::MergeDelay => "merge-delay",
            Self::Witnesses => "witnesses",
            Self::Leg => "leg",
            Self::Clock => "clock",
            Self::Replay => "replay",
            Self::Discrepancy => "discrepancy",
        }
    }

    /// Words for people.
    #[must_use]
    pub fn words(self) -> Message {
        match self {
            Self::Contradiction => message!("monitor-contradiction"),
            Self::Damaged => message!("monitor-damaged"),
            Self::Decision => message!("monitor-decision"),
            Self::MergeDelay => message!("monitor-merge-delay"),
            Self::Witnesses => message!("monitor-witnesses"),
            Self::Leg => message!("monitor-leg"),
            Self::Clock => message!("monitor-clock"),
            Self::Replay => message!("monitor-replay"),
            Self::Discrepancy => message!("monitor-discrepancy"),
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        use Kind::{Clock, Contradiction, Damaged, Decision, Discrepancy, Leg, MergeDelay, Replay, Witnesses};
        [Contradiction, Damaged, Decision, MergeDelay, Witnesses, Leg, Clock, Replay, Discrepancy]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// Something that is not as it should be.
#[derive(Clone, Debug)]
pub struct Found {
    /// What kind.
    pub kind: Kind,
    /// Which entry, where it is about one.
    pub entry: Option<u64>,
    /// What is wrong, a sentence.
    pub what: Message,
}

/// By kind and entry, then by the English text: what was remembered is that text alone.
impl Ord for Found {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_kind = (self.kind, self.entry).cmp(&(other.kind, other.entry));
        by_kind.then_with(|| self.what.to_string().cmp(&other.what.to_string()))
    }
}

impl PartialOrd for Found {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Found {}

impl ToMessage for Found {
    fn message(&self) -> Message {
        let (kind, what) = (self.kind.words(), self.what.clone());
        match self.entry {
            Some(entry) => message!("monitor-found-entry", kind = kind, entry = entry, what = what),
            None => message!("monitor-found", kind = kind, what = what),
        }
    }
}

impl Found {
    pub(super) fn to_json(&self) -> Value {
        json!({"kind": self.kind.word(), "entry": self.entry, "what": self.what.to_string()})
    }

    pub(super) fn from_json(value: &Value) -> Option<Self> {
        let kind = Kind::from_word(value["kind"].as_str()?)?;
        Some(Self { kind, entry: value["entry"].as_u64(), what: Message::verbatim(value["what"].as_str()?) })
    }
}

/// What one look has shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Look {
    /// When, in seconds since 1970.
    pub time: u64,
    /// Entries of the log.
    pub size: u64,
    /// Entries that are new since the look before.
    pub new: u64,
    /// Decisions among them, each counted again.
    pub decisions: u64,
    /// What is on its way.
    pub legs: u64,
    /// What is wrong: earlier breaches again and again, until somebody has looked into them.
    pub found: Vec<Found>,
}

impl Look {
    /// 0 all is well, 1 something is wrong, 3 the log contradicts itself.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self.found.iter().map(|found| found.kind).min() {
            None => 0,
            Some(Kind::Contradiction) => 3,
            Some(_) => 1,
        }
    }

    /// One line for programs.
    #[must_use]
    pub fn to_json(&self, log: &str) -> String {
        let found: Vec<Value> = self.found.iter().map(Found::to_json).collect();
        json!({
            "log": log, "time": self.time, "size": self.size, "new": self.new, "decisions": self.decisions,
            "legs": self.legs, "ok": self.found.is_empty(), "exit": self.exit_code(), "found": found,
        })
        .to_string()
    }
}
