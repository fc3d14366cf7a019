//! The rules that a report's words are read by.

/// The rules that a report's words are read by. The signed bytes say which: what they mean never changes afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// A reserve line says everything of a lot: a fact that it does not state is taken away. An empty lot stays in the
    /// situation.
    One,
    /// A fact of a lot changes only where a line states it. An empty lot leaves the situation, and its facts are
    /// remembered.
    Two,
    /// As version 2; and the agent signs the report's public face, for one log.
    Three,
}

impl Version {
    /// The one that agents of this program speak.
    pub const NEWEST: Self = Self::Three;

    /// Its number.
    pub fn number(self) -> u32 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Three => 3,
        }
    }

    /// The version of this number, if this program knows it.
    pub fn of_number(number: u32) -> Option<Self> {
        [Self::One, Self::Two, Self::Three].into_iter().find(|version| version.number() == number)
    }

    /// Whether the agent signs what the public log shows of the report.
    pub fn signs_its_face(self) -> bool {
        self >= Self::Three
    }

    /// Whether an empty lot leaves the situation.
    pub fn forgets_empty_lots(self) -> bool {
        self >= Self::Two
    }
}
