//! What a look shows: kinds of trouble, for programs and for people.

use serde_json::{Value, json};

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
    pub fn words(self) -> &'static str {
        match self {
            Self::Contradiction => "The log contradicts itself 日志自相矛盾",
            Self::Damaged => "Published files are missing or wrong 公开文件缺失或有误",
            Self::Decision => "A decision is not lawful 决定不合规",
            Self::MergeDelay => "An entry came out late 条目公开延迟",
            Self::Witnesses => "Witnesses do not vouch for the log 见证不足",
            Self::Leg => "Shipped and not received 已发运未签收",
            Self::Clock => "The centre's clock stood still 调度中心时钟停滞",
            Self::Replay => "An entry does not follow from what was reported 条目与上报不符",
            Self::Discrepancy => "What was done does not fit what was known 账实不符",
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
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Found {
    /// What kind.
    pub kind: Kind,
    /// Which entry, where it is about one.
    pub entry: Option<u64>,
    /// What is wrong, a sentence.
    pub what: String,
}

impl Found {
    pub(super) fn to_json(&self) -> Value {
        json!({"kind": self.kind.word(), "entry": self.entry, "what": self.what})
    }

    pub(super) fn from_json(value: &Value) -> Option<Self> {
        let kind = Kind::from_word(value["kind"].as_str()?)?;
        Some(Self { kind, entry: value["entry"].as_u64(), what: value["what"].as_str()?.to_owned() })
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
