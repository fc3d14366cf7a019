//! What a replay finds, and what it could not check.

use std::fmt;

/// What does not follow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The entry that is not right.
    pub entry: u64,
    /// The entry that says otherwise, if one does.
    pub other: Option<u64>,
    /// What is wrong, a sentence without its subject.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        match self.other {
            Some(other) => write!(f, " (entry {other})"),
            None => Ok(()),
        }
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
    pub fn sentences(&self) -> Vec<String> {
        let all = [
            (self.reports, "reports of version 1 or 2: not checked: the signature, which they do not show"),
            (self.commands, "commands of version 1: not checked: the signature, which they do not show"),
            (self.plans, "plans of earlier programs: not checked: whether they follow from what was reported"),
            (self.earmarks, "reserve lines of version 1 or 2: not checked: the earmark, which they do not commit to"),
            (self.quantities, "reserve lines: not checked: the quantity, whose salt was forgotten"),
            (self.kinds, "entries of kinds that this program does not know: not checked"),
        ];
        all.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("holds {count} {what}")).collect()
    }
}
