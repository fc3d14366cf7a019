//! The lines of a public entry, `key value` each.

use super::{Hash, Masked};
use crate::report::{Fact, Version};
use crate::text::{TextError, option, unreadable};
use std::fmt::{Display, Write as _};
use std::str::FromStr;
use yicang_language::{Message, ToMessage, message};

const MARK: &str = "yicang.v1 ";

/// An entry that is being written.
pub(super) struct Writer {
    text: String,
    with_signature: bool,
}

impl Writer {
    pub(super) fn new(kind: &str) -> Self {
        Self { text: format!("{MARK}{kind}\n"), with_signature: true }
    }

    /// The same without the signature: what is signed.
    pub(super) fn unsigned(kind: &str) -> Self {
        Self { with_signature: false, ..Self::new(kind) }
    }

    /// Line breaks and control characters in the value become spaces; an empty value is `-`.
    pub(super) fn line(&mut self, key: &str, value: impl Display) {
        let _ = write!(self.text, "{key} ");
        let from = self.text.len();
        let _ = write!(self.text, "{value}");
        let value = &self.text[from..];
        let is_plain = !value.is_empty() && !value.contains(char::is_control) && value.trim() == value;
        if !is_plain {
            let clean = value.replace(char::is_control, " ").trim().to_owned();
            self.text.truncate(from);
            self.text.push_str(if clean.is_empty() { "-" } else { &clean });
        }
        self.text.push('\n');
    }

    pub(super) fn masked(&mut self, masked: &Masked) {
        masked.iter().for_each(|(field, hash)| self.line("masked", format_args!("{field} {}", hex(hash))));
    }

    pub(super) fn blob(&mut self, role: &str, hash: &Hash) {
        self.line("blob", format_args!("{role} {}", hex(hash)));
    }

    pub(super) fn signature(&mut self, signature: Option<&[u8; 64]>) {
        if let Some(signature) = signature.filter(|_| self.with_signature) {
            self.line("signature", hex(signature));
        }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// An entry that is being read.
pub(super) struct Lines<'a> {
    lines: Vec<(&'a str, &'a str)>,
    at: usize,
}

impl<'a> Lines<'a> {
    /// The kind, and the lines after it.
    pub(super) fn of(text: &'a str) -> Result<(&'a str, Self), TextError> {
        let mut all = text.lines();
        let kind = all.next().and_then(|line| line.strip_prefix(MARK));
        let kind = kind.ok_or_else(|| not_like(1, &format!("{MARK}<kind>")))?;
        let lines =
            all.zip(2..).map(|(line, number)| line.split_once(' ').ok_or_else(|| not_like(number, "key value")));
        Ok((kind, Self { lines: lines.collect::<Result<_, _>>()?, at: 0 }))
    }

    pub(super) fn peek(&self) -> Option<(&'a str, &'a str)> {
        self.lines.get(self.at).copied()
    }

    /// Whether the line after the next one is of a command.
    pub(super) fn is_followed_by_command(&self) -> bool {
        self.lines.get(self.at + 1).is_some_and(|(key, _)| matches!(*key, "command" | "command-sha256"))
    }

    pub(super) fn fault(&self, problem: Message) -> TextError {
        TextError { line: self.at + 2, problem }
    }

    /// The next line is not the one that comes here.
    fn missing(&self, form: &str) -> TextError {
        not_like(self.at + 2, form)
    }

    /// Of the line that was read last.
    fn of_last(&self, problem: Message) -> TextError {
        TextError { line: self.at + 1, problem }
    }

    /// The number and the value of the next line, if it has this key.
    pub(super) fn option_text(&mut self, key: &str) -> Option<(usize, &'a str)> {
        let (found, value) = self.peek()?;
        (found == key).then(|| {
            self.at += 1;
            (self.at + 1, value)
        })
    }

    pub(super) fn text(&mut self, key: &str) -> Result<(usize, &'a str), TextError> {
        self.option_text(key).ok_or_else(|| self.missing(&format!("{key} …")))
    }

    pub(super) fn option<T: FromStr<Err: ToMessage>>(&mut self, key: &str) -> Result<Option<T>, TextError> {
        let Some((_, text)) = self.option_text(key) else { return Ok(None) };
        text.parse().map(Some).map_err(|error| self.of_last(unreadable(key, text, &error)))
    }

    pub(super) fn value<T: FromStr<Err: ToMessage>>(&mut self, key: &str) -> Result<T, TextError> {
        self.option(key)?.ok_or_else(|| self.missing(&format!("{key} …")))
    }

    pub(super) fn all<T: FromStr<Err: ToMessage>>(&mut self, key: &str) -> Result<Vec<T>, TextError> {
        let mut all = Vec::new();
        while let Some(one) = self.option(key)? {
            all.push(one);
        }
        Ok(all)
    }

    /// Whether the line `key yes` is there.
    pub(super) fn flag(&mut self, key: &str) -> Result<bool, TextError> {
        match self.option_text(key) {
            None => Ok(false),
            Some((_, "yes")) => Ok(true),
            Some((_, other)) => {
                Err(self.of_last(message!("text-yes-or-nothing", key = key, found = format!("{other:?}"))))
            }
        }
    }

    pub(super) fn option_hash(&mut self, key: &str) -> Result<Option<Hash>, TextError> {
        let Some((_, text)) = self.option_text(key) else { return Ok(None) };
        from_hex(text).map(Some).ok_or_else(|| self.of_last(message!("text-no-hex", key = key, digits = 64)))
    }

    pub(super) fn hash(&mut self, key: &str) -> Result<Hash, TextError> {
        self.option_hash(key)?.ok_or_else(|| self.missing(&format!("{key} …")))
    }

    pub(super) fn masked(&mut self) -> Result<Masked, TextError> {
        let mut all = Vec::new();
        while let Some((_, text)) = self.option_text("masked") {
            let named = text.split_once(' ').and_then(|(field, hash)| Some((field.to_owned(), from_hex(hash)?)));
            all.push(named.ok_or_else(|| not_like(self.at + 1, "masked <field> <64 hexadecimal digits>"))?);
        }
        Ok(all)
    }

    pub(super) fn option_blob(&mut self, role: &str) -> Result<Option<Hash>, TextError> {
        let Some(("blob", text)) = self.peek() else { return Ok(None) };
        let Some(hash) = text.strip_prefix(role).and_then(|rest| rest.strip_prefix(' ')) else { return Ok(None) };
        self.at += 1;
        from_hex(hash).map(Some).ok_or_else(|| not_like(self.at + 1, "blob <role> <64 hexadecimal digits>"))
    }

    pub(super) fn blob(&mut self, role: &str) -> Result<Hash, TextError> {
        self.option_blob(role)?.ok_or_else(|| self.missing(&format!("blob {role} …")))
    }

    pub(super) fn signature(&mut self) -> Result<Option<[u8; 64]>, TextError> {
        let Some((_, text)) = self.option_text("signature") else { return Ok(None) };
        from_hex(text).map(Some).ok_or_else(|| self.of_last(message!("text-no-hex", key = "signature", digits = 128)))
    }

    pub(super) fn end(&self) -> Result<(), TextError> {
        match self.peek() {
            None => Ok(()),
            Some((key, _)) => Err(self.fault(message!("text-no-place", key = format!("{key:?}")))),
        }
    }
}

/// That a line has not the form that it must have.
pub(super) fn not_like(line: usize, form: &str) -> TextError {
    TextError { line, problem: message!("text-not-like", form = form) }
}

/// A fact that a line states, or takes away; in version 1 what is not stated is taken away.
pub(super) fn fact(text: &mut String, version: Version, key: &str, said: &Fact<impl Display>) {
    match said {
        Fact::Is(value) => option(text, key, Some(value)),
        Fact::Nothing if version != Version::One => option(text, key, Some("none")),
        Fact::Nothing | Fact::Unsaid => {}
    }
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Lower-case digits only: one spelling.
pub(super) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| char::from(byte).to_digit(16).filter(|_| !byte.is_ascii_uppercase());
    let mut bytes = [0; N];
    if text.len() != 2 * N {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
    }
    Some(bytes)
}
