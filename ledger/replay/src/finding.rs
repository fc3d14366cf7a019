//! What a replay finds, and what it could not check.

use std::cmp::Ordering;
use std::fmt;
use yicang_language::{Message, ToMessage, message};

/// What does not follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The entry that is not right.
    pub entry: u64,
    /// The entry that says otherwise, if one does.
    pub other: Option<u64>,
    /// What is wrong, a sentence without its subject.
    pub what: Message,
}

impl ToMessage for Finding {
    fn message(&self) -> Message {
        match self.other {
            Some(other) => message!("replay-with-entry", what = self.what.clone(), other = other),
            None => self.what.clone(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// By entries, then by the English text: the same in both languages.
impl Ord for Finding {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_entries = (self.entry, self.other).cmp(&(other.entry, other.other));
        by_entries.then_with(|| self.what.to_string().cmp(&other.what.to_string()))
    }
}

impl PartialOrd for Finding {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What was not checked, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unchecked {
    /// Reports whose agent did not sign what the log shows.
    pub reports: u64,
    /// Commands whose coordinator did not.
    pub commands: u64,
    /// Plans that do not say what they looked at.
    pub plans: u64,
    /// Reserve lines whose earmark the log does not commit to.
    pub earmarks: u64,
    /// Reserve lines whose salt was forgotten.
    pub quantities: u64,
    /// Entries of kinds that this program does not know.
    pub kinds: u64,
}

impl Unchecked {
    /// What to tell, in sentences without a subject; none if all was checked.
    #[must_use]
    pub fn sentences(&self) -> Vec<Message> {
        let all = [
            (self.reports, message!("replay-unchecked-reports", count = self.reports)),
            (self.commands, message!("replay-unchecked-commands", count = self.commands)),
            (self.plans, message!("replay-unchecked-plans", count = self.plans)),
            (self.earmarks, message!("replay-unchecked-earmarks", count = self.earmarks)),
            (self.quantities, message!("replay-unchecked-quantities", count = self.quantities)),
            (self.kinds, message!("replay-unchecked-kinds", count = self.kinds)),
        ];
        all.into_iter().filter(|(count, _)| *count > 0).map(|(_, what)| what).collect()
    }
}
