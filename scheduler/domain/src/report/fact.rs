//! What is said of one fact of a lot, or not.

use std::str::FromStr;

/// What a line says of one fact of a lot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Fact<T> {
    /// Nothing: it stays as it is known.
    #[default]
    Unsaid,
    /// There is none: what was known is taken away.
    Nothing,
    /// It is this.
    Is(T),
}

impl<T> Fact<T> {
    /// What is known after it was said, where `known` was known before.
    pub fn after(self, known: Option<T>) -> Option<T> {
        match self {
            Self::Unsaid => known,
            Self::Nothing => None,
            Self::Is(value) => Some(value),
        }
    }

    /// The same fact, borrowed.
    pub fn as_ref(&self) -> Fact<&T> {
        match self {
            Self::Unsaid => Fact::Unsaid,
            Self::Nothing => Fact::Nothing,
            Self::Is(value) => Fact::Is(value),
        }
    }

    /// What it is, if it says so.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Unsaid | Self::Nothing => None,
        }
    }

    /// The same fact in other words.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Self::Unsaid => Fact::Unsaid,
            Self::Nothing => Fact::Nothing,
            Self::Is(value) => Fact::Is(change(value)),
        }
    }
}

impl<T> From<Option<T>> for Fact<T> {
    /// What is not given is not said.
    fn from(given: Option<T>) -> Self {
        given.map_or(Self::Unsaid, Self::Is)
    }
}

impl<T: FromStr> FromStr for Fact<T> {
    type Err = T::Err;

    /// Nothing written is not said; `none`, in any case, or `无` takes the fact away; all else is the fact.
    fn from_str(text: &str) -> Result<Self, T::Err> {
        match text.trim() {
            "" => Ok(Self::Unsaid),
            "无" => Ok(Self::Nothing),
            none if none.eq_ignore_ascii_case("none") => Ok(Self::Nothing),
            _ => text.parse().map(Self::Is),
        }
    }
}
