//! The coordinator's command behind an entry.
//!
//! Of a command of version 1 the entry names the coordinator and the SHA-256 of its bytes, which only the centre has.
//! From version 2 on the entry shows what was asked, and the coordinator's signature over it:
//!
//! ```text
//! coordinator C-1
//! command 5f0c…
//! issued 2026-02-01T08:00:00Z
//! ask decide P17
//! ask plan-sha256 77ab…
//! command-sha256 9e01…
//! ```
//!
//! What is signed is [`signed_bytes`]. Whether an entry is what was asked is [`super::Face::fits`].

use super::lines::{Lines, Writer, hex, not_like};
use super::{Hash, Masked};
use crate::id::AgentId;
use crate::text::TextError;
use jiff::Timestamp;
use yicang_language::message;

/// What is signed with a command's public face, before its bytes.
pub const CONTEXT: &str = "yicang.v1/command-face";

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commanded {
    /// Who commands.
    pub coordinator: AgentId,
    /// SHA-256 of the exact bytes that were signed.
    pub command_sha256: Hash,
    /// What was asked; with version 2.
    pub asked: Option<Asked>,
    /// The signature over it; with version 2.
    pub signature: Option<[u8; 64]>,
}

/// What a command asks for, as its public face says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The coordinator's own name for the command.
    pub command: String,
    /// When, by the coordinator's clock.
    pub issued: Timestamp,
    /// What is to be done: key and value each.
    pub lines: Vec<(String, String)>,
}

impl Commanded {
    pub(super) fn write(&self, out: &mut Writer) {
        out.line("coordinator", &self.coordinator);
        if let Some(asked) = &self.asked {
            asked.write(out);
        }
        out.line("command-sha256", hex(&self.command_sha256));
    }

    pub(super) fn write_signature(&self, out: &mut Writer) {
        out.signature(self.signature.as_ref());
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let coordinator = lines.value("coordinator")?;
        let asked = match lines.option_text("command") {
            None => None,
            Some((_, command)) => Some(Asked::read(command, lines)?),
        };
        Ok(Self { coordinator, asked, command_sha256: lines.hash("command-sha256")?, signature: None })
    }

    pub(super) fn read_signature(&mut self, lines: &mut Lines<'_>) -> Result<(), TextError> {
        self.signature = lines.signature()?;
        if self.signature.is_some() != self.asked.is_some() {
            return Err(lines.fault(match self.asked {
                Some(_) => message!("text-command-unsigned"),
                None => message!("text-nothing-signed"),
            }));
        }
        Ok(())
    }

    /// The bytes that the coordinator signs of the face, in the context [`CONTEXT`]; `None` with version 1.
    pub fn signed_bytes(&self, log: &str, masked: &Masked) -> Option<Vec<u8>> {
        let asked = self.asked.as_ref()?;
        Some(signed_bytes(log, &self.coordinator, asked, &self.command_sha256, masked))
    }
}

/// The log's name, then a text of the coordinator, what is asked, the SHA-256 of the command's bytes and the command's
/// masked fields, a line each.
pub fn signed_bytes(
    log: &str,
    coordinator: &AgentId,
    asked: &Asked,
    command_sha256: &Hash,
    masked: &Masked,
) -> Vec<u8> {
    let mut out = Writer::unsigned("command");
    out.line("coordinator", coordinator);
    asked.write(&mut out);
    out.line("command-sha256", hex(command_sha256));
    out.masked(masked);
    format!("{log}\n{}", out.into_text()).into_bytes()
}

impl Asked {
    fn write(&self, out: &mut Writer) {
        out.line("command", &self.command);
        out.line("issued", self.issued);
        self.lines.iter().for_each(|(key, value)| out.line("ask", format_args!("{key} {value}")));
    }

    fn read(command: &str, lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let issued = lines.value("issued")?;
        let mut asks = Vec::new();
        while let Some((line, text)) = lines.option_text("ask") {
            let pair = text.split_once(' ').map(|(key, value)| (key.to_owned(), value.to_owned()));
            asks.push(pair.ok_or_else(|| not_like(line, "ask <what> <value>"))?);
        }
        Ok(Self { command: command.to_owned(), issued, lines: asks })
    }

    /// What is asked for under this key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.lines.iter().find(|(found, _)| found == key).map(|(_, value)| value.as_str())
    }

    pub(super) fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.lines.iter().filter(move |(found, _)| found == key).map(|(_, value)| value.as_str())
    }

    /// What an entry says under a key is what is asked for.
    pub(super) fn is(&self, key: &str, value: &str) -> Result<(), String> {
        match self.get(key) {
            Some(asked) if asked == value => Ok(()),
            Some(asked) => Err(format!("is for {key} {value}, and its command for {key} {asked}")),
            None => Err(format!("is for {key} {value}, and its command asks for no {key}")),
        }
    }

    /// The same, where anything is asked for under the key.
    pub(super) fn may_be(&self, key: &str, value: &str) -> Result<(), String> {
        if self.get(key).is_none() { Ok(()) } else { self.is(key, value) }
    }
}
