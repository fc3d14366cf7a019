//! An id of the catalogue with its arguments: what is said, before it is known to whom.

use crate::catalogue;
use crate::{Language, message};
use fluent_bundle::{FluentArgs, FluentValue};
use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

/// Something to say to a person. `Display` is English, for logs and for `#[error("{}", self.message())]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    id: &'static str,
    arguments: Vec<(&'static str, Argument)>,
}

/// A part of a message that varies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Argument {
    /// A name, an id, or what somebody else has written: the same in every language.
    Text(String),
    /// A number; it also chooses singular or plural.
    Number(i128),
    /// Something that is itself said in the language.
    Message(Box<Message>),
    /// Several, with the language's comma between them.
    List(Vec<Argument>),
    /// Several sentences, with the language's semicolon between them.
    Sentences(Vec<Message>),
}

/// What can be said as a message: errors, above all.
pub trait ToMessage {
    /// The message that says it.
    fn message(&self) -> Message;
}

impl ToMessage for Message {
    fn message(&self) -> Message {
        self.clone()
    }
}

/// What is not in the catalogue: as it is, in whichever language it is.
impl ToMessage for str {
    fn message(&self) -> Message {
        Message::verbatim(self)
    }
}

/// What is not in the catalogue: as it is, in whichever language it is.
impl ToMessage for String {
    fn message(&self) -> Message {
        Message::verbatim(self)
    }
}

impl<T: ToMessage + ?Sized> ToMessage for &T {
    fn message(&self) -> Message {
        (**self).message()
    }
}

/// What the system says. Its own words are English; where the kind is a frequent one, the catalogue has it.
impl ToMessage for std::io::Error {
    fn message(&self) -> Message {
        use std::io::ErrorKind;
        let Some(code) = self.raw_os_error() else {
            return match self.kind() {
                ErrorKind::InvalidData if self.get_ref().is_none() => message!("system-not-text"),
                _ => Message::verbatim(self),
            };
        };
        match self.kind() {
            ErrorKind::NotFound => message!("system-not-found", code = code),
            ErrorKind::PermissionDenied => message!("system-denied", code = code),
            ErrorKind::AlreadyExists => message!("system-exists", code = code),
            ErrorKind::StorageFull => message!("system-full", code = code),
            ErrorKind::ConnectionRefused => message!("system-refused", code = code),
            ErrorKind::NotADirectory => message!("system-not-a-directory", code = code),
            ErrorKind::IsADirectory => message!("system-is-a-directory", code = code),
            _ => Message::verbatim(self),
        }
    }
}

/// A text is read without fault.
impl ToMessage for std::convert::Infallible {
    fn message(&self) -> Message {
        match *self {}
    }
}

/// Of a whole number that is read; which digit it broke at helps nobody.
impl ToMessage for std::num::ParseIntError {
    fn message(&self) -> Message {
        message!("text-no-integer")
    }
}

/// Of a moment or a day that is read: the crate's own words are English, and about its parser.
impl ToMessage for jiff::Error {
    fn message(&self) -> Message {
        message!("text-no-moment")
    }
}

/// Makes a [`Message`]: `message!("agent-order-count", count = 3)`. The id is a literal, so that a test can find every
/// use.
#[macro_export]
macro_rules! message {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::Message::new($id, vec![$((stringify!($name), $crate::Argument::from($value))),*])
    };
}

impl Message {
    /// Use [`message!`](crate::message!): a test checks its ids and arguments.
    #[must_use]
    pub fn new(id: &'static str, arguments: Vec<(&'static str, Argument)>) -> Self {
        Self { id, arguments }
    }

    /// What somebody else has written, as it is: a system's word, an answer from elsewhere.
    pub fn verbatim(text: impl fmt::Display) -> Self {
        message!("verbatim", text = text.to_string())
    }

    /// The id of its text.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// The text in a language.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let mut arguments = FluentArgs::with_capacity(self.arguments.len());
        for (name, argument) in &self.arguments {
            arguments.set(*name, argument.value(language));
        }
        catalogue::text(language, self.id, None, Some(&arguments)).unwrap_or_else(|| self.id.to_owned())
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.say(Language::English))
    }
}

impl Argument {
    /// The argument as Fluent takes it. Its numbers are floating: one that such a number does not hold exactly goes in
    /// as text.
    fn value(&self, language: Language) -> FluentValue<'static> {
        match self {
            Self::Number(number) => match i32::try_from(*number) {
                Ok(small) => FluentValue::from(small),
                Err(_) => FluentValue::from(number.to_string()),
            },
            other => FluentValue::from(other.text(language)),
        }
    }

    fn text(&self, language: Language) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Message(message) => message.say(language),
            Self::Sentences(sentences) => {
                let sentences: Vec<_> = sentences.iter().map(|sentence| sentence.say(language)).collect();
                sentences.join(match language {
                    Language::English => "; ",
                    Language::Chinese => "；",
                })
            }
            Self::List(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| part.text(language)).collect();
                parts.join(match language {
                    Language::English => ", ",
                    Language::Chinese => "、",
                })
            }
        }
    }
}

/// What is not in the catalogue: as it is, in whichever language it is.
impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::verbatim(text)
    }
}

/// What is not in the catalogue: as it is, in whichever language it is.
impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::verbatim(text)
    }
}

macro_rules! texts {
    ($($from:ty),*) => {$(
        impl From<$from> for Argument {
            fn from(text: $from) -> Self {
                Self::Text(text.into())
            }
        }
    )*};
}

texts!(&str, String, Cow<'_, str>);

impl From<&String> for Argument {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&Path> for Argument {
    fn from(path: &Path) -> Self {
        Self::Text(path.display().to_string())
    }
}

impl From<&PathBuf> for Argument {
    fn from(path: &PathBuf) -> Self {
        path.as_path().into()
    }
}

macro_rules! numbers {
    ($($from:ty),*) => {$(
        impl From<$from> for Argument {
            fn from(number: $from) -> Self {
                Self::Number(number.into())
            }
        }
    )*};
}

numbers!(u8, u16, u32, u64, i32, i64, i128);

impl From<usize> for Argument {
    fn from(number: usize) -> Self {
        Self::Number(i128::try_from(number).unwrap_or(i128::MAX))
    }
}

impl From<Message> for Argument {
    fn from(message: Message) -> Self {
        Self::Message(message.into())
    }
}

impl<T: Into<Argument>> From<Vec<T>> for Argument {
    fn from(parts: Vec<T>) -> Self {
        Self::List(parts.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_whole_however_long_and_choose_the_plural() {
        let said = |count: u64, language| message!("duration-minutes", count = count).say(language);
        assert_eq!(said(1, Language::English), "1 minute");
        assert_eq!(said(2, Language::English), "2 minutes");
        assert_eq!(said(2, Language::Chinese), "2 分钟");
        assert_eq!(said(u64::MAX, Language::English), "18446744073709551615 minutes");
        assert_eq!(said(1 << 31, Language::English), "2147483648 minutes");
    }

    #[test]
    fn what_is_within_is_said_in_the_same_language() {
        let inner = message!("duration-minutes", count = 2);
        let outer = Argument::from(vec![inner.clone(), inner]);
        assert_eq!(outer.text(Language::English), "2 minutes, 2 minutes");
        assert_eq!(outer.text(Language::Chinese), "2 分钟、2 分钟");
        assert_eq!(Message::verbatim("{ $x } \u{5929}").to_string(), "{ $x } \u{5929}");
    }
}
