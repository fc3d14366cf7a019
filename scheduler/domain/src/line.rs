//! One line of a canonical text, word by word, and what is wrong with a text. The texts themselves are in
//! [`crate::text`], policies in [`crate::policy`], public entries in [`crate::events`].

mod named;

use crate::id::{ItemId, LotKey, NeedKey};
use crate::report::{Fact, Version};
use named::named;
use std::fmt::{self, Display, Write as _};
use std::str::FromStr;
use yicang_language::{Message, ToMessage, message};

/// The word for what nobody knows.
pub(crate) const UNKNOWN: &str = "-";

/// What is wrong with a text, and in which line (1-based; 0 when it is the whole).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextError {
    /// The line, 0 for the whole text.
    pub line: usize,
    /// What is wrong there.
    pub problem: Message,
}

impl std::error::Error for TextError {}

impl ToMessage for TextError {
    fn message(&self) -> Message {
        match self.line {
            0 => self.problem.clone(),
            line => message!("text-line", line = line, problem = self.problem.clone()),
        }
    }
}

impl Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl TextError {
    pub(crate) fn whole(problem: Message) -> Self {
        Self { line: 0, problem }
    }
}

/// One line, taken apart word by word.
pub(crate) struct Line<'a> {
    number: usize,
    words: std::iter::Peekable<std::str::Split<'a, char>>,
}

/// The lines after the header, without blank and comment lines.
pub(crate) fn lines<'a>(source: &'a str, header: &str) -> Result<impl Iterator<Item = Line<'a>>, TextError> {
    let mut numbered = source.lines().enumerate().map(|(index, text)| (index + 1, text));
    match numbered.next() {
        Some((_, first)) if first == header => {}
        first => {
            let found = first.map_or("", |(_, text)| text);
            let found: String = found.chars().take(40).collect();
            let (wanted, found) = (format!("{header:?}"), format!("{found:?}"));
            return Err(TextError { line: 1, problem: message!("text-header", wanted = wanted, found = found) });
        }
    }
    let content = numbered.filter(|(_, text)| !text.is_empty() && !text.starts_with('#'));
    Ok(content.map(|(number, text)| Line::of(number, text)))
}

impl<'a> Line<'a> {
    /// A line, or a part of one, of this number.
    pub(crate) fn of(number: usize, text: &'a str) -> Self {
        Self { number, words: text.split(' ').peekable() }
    }

    /// What `key=value` says of a fact; `key=none` takes it away. In version 1 what is not stated is taken away.
    pub(crate) fn fact<T: FromStr<Err: ToMessage>>(
        &mut self,
        version: Version,
        key: &str,
    ) -> Result<Fact<T>, TextError> {
        let absent = if version == Version::One { Fact::Nothing } else { Fact::Unsaid };
        Ok(self.option::<Fact<T>>(key)?.unwrap_or(absent))
    }

    /// Whether nothing is left of it.
    pub(crate) fn is_over(&mut self) -> bool {
        self.words.peek().is_none()
    }

    /// The next word read, or `None` for the word that stands for what nobody knows.
    pub(crate) fn unless_unknown<T: FromStr<Err: ToMessage>>(&mut self, what: &str) -> Result<Option<T>, TextError> {
        if self.words.next_if(|word| *word == UNKNOWN).is_some() {
            return Ok(None);
        }
        self.parse(what).map(Some)
    }

    pub(crate) fn fault(&self, problem: Message) -> TextError {
        TextError { line: self.number, problem }
    }

    /// What may stand once stands here again.
    pub(crate) fn twice(&self) -> TextError {
        self.fault(message!("text-twice"))
    }

    /// The line begins with a word that no line of this text begins with.
    pub(crate) fn unknown(&self, keyword: &str) -> TextError {
        self.fault(message!("text-keyword-unknown", word = format!("{keyword:?}")))
    }

    pub(crate) fn word(&mut self, what: &str) -> Result<&'a str, TextError> {
        match self.words.next() {
            Some(word) if !word.is_empty() => Ok(word),
            _ => Err(self.fault(message!("text-missing", what = named(what)))),
        }
    }

    pub(crate) fn parse<T: FromStr<Err: ToMessage>>(&mut self, what: &str) -> Result<T, TextError> {
        let word = self.word(what)?;
        self.read(what, word)
    }

    pub(crate) fn read<T: FromStr<Err: ToMessage>>(&self, what: &str, word: &str) -> Result<T, TextError> {
        word.parse().map_err(|error: T::Err| self.fault(unreadable(what, word, &error)))
    }

    pub(crate) fn number(&mut self, what: &str, min: u64, max: u64) -> Result<u64, TextError> {
        let word = self.word(what)?;
        let number = word.parse().ok().filter(|n| (min..=max).contains(n));
        number.ok_or_else(|| self.no_number(what, [min, max], word))
    }

    fn no_number(&self, what: &str, [min, max]: [u64; 2], word: &str) -> TextError {
        self.fault(message!("text-no-number", what = named(what), min = min, max = max, word = format!("{word:?}")))
    }

    /// As [`Line::number`], for bounds that fit.
    pub(crate) fn small(&mut self, what: &str, min: u64, max: u64) -> Result<u32, TextError> {
        self.number(what, min, max).map(|number| u32::try_from(number).expect("the bound fits"))
    }

    /// The whole number of `key=number` if it is the next word.
    pub(crate) fn number_option(&mut self, key: &str, min: u64, max: u64) -> Result<Option<u64>, TextError> {
        let number: Option<u64> = self.option(key)?;
        match number {
            Some(number) if !(min..=max).contains(&number) => Err(self.no_number(key, [min, max], &number.to_string())),
            number => Ok(number),
        }
    }

    /// The item after `for=`, else this one.
    pub(crate) fn serves(&mut self, own: &ItemId) -> Result<ItemId, TextError> {
        Ok(self.option("for")?.unwrap_or_else(|| own.clone()))
    }

    /// The value of `key=value` if it is the next word.
    pub(crate) fn option<T: FromStr<Err: ToMessage>>(&mut self, key: &str) -> Result<Option<T>, TextError> {
        let value = self.words.peek().and_then(|word| word.strip_prefix(key)?.strip_prefix('='));
        let Some(value) = value else { return Ok(None) };
        self.words.next();
        self.read(key, value).map(Some)
    }

    pub(crate) fn flag(&mut self, flag: &str) -> bool {
        self.words.next_if(|word| *word == flag).is_some()
    }

    pub(crate) fn once<T>(
        &mut self,
        slot: &mut Option<T>,
        read: impl FnOnce(&mut Self) -> Result<T, TextError>,
    ) -> Result<(), TextError> {
        if slot.is_some() {
            return Err(self.twice());
        }
        *slot = Some(read(self)?);
        Ok(())
    }

    pub(crate) fn end(&mut self) -> Result<(), TextError> {
        match self.words.next() {
            None => Ok(()),
            Some(word) => Err(self.fault(message!("text-too-many-words", word = format!("{word:?}")))),
        }
    }

    pub(crate) fn lot_key(&mut self) -> Result<LotKey, TextError> {
        Ok(LotKey { depot: self.parse("depot")?, item: self.parse("item")?, lot: self.parse("lot")? })
    }

    pub(crate) fn need_key(&mut self) -> Result<NeedKey, TextError> {
        Ok(NeedKey { site: self.parse("site")?, item: self.parse("item")? })
    }

    /// All that is left of the line, at most so many bytes.
    pub(crate) fn rest(&mut self, what: &str, most: usize) -> Result<String, TextError> {
        let rest = self.words.by_ref().collect::<Vec<_>>().join(" ");
        match rest.len() {
            0 => Err(self.fault(message!("text-missing", what = named(what)))),
            length if length > most => {
                Err(self.fault(message!("text-too-long", what = named(what), bytes = length, max = most)))
            }
            _ => Ok(rest),
        }
    }
}

/// That a word, which is called so, cannot be read.
pub(crate) fn unreadable(what: &str, word: &str, error: &impl ToMessage) -> Message {
    message!("text-unreadable", what = named(what), word = format!("{word:?}"), why = error.message())
}

/// Appends ` key=value` when there is a value.
pub(crate) fn option<T: Display>(out: &mut String, key: &str, value: Option<T>) {
    if let Some(value) = value {
        let _ = write!(out, " {key}={value}");
    }
}
