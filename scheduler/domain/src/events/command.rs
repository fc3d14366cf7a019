//! The coordinator's command behind an entry.
//!
//! Of a command of version 1 the entry names the coordinator and the SHA-256 of its bytes, which only the centre has. From
//! version 2 on the entry shows what was asked, and the coordinator's signature over it:
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
//! What is signed is [`signed_bytes`]. Whether an entry is what was asked is [`Asked::fits`].

use super::enrolment::{Enrolment, GrantText};
use super::lines::{Lines, Writer, from_hex, hex};
use super::{Face, Hash, Masked};
use crate::id::{AgentId, DepotId, SiteId};
use crate::text::TextError;
use jiff::Timestamp;
use std::collections::BTreeSet;

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
            let is = if self.asked.is_some() { "the command's signature is missing" } else { "nothing is signed" };
            return Err(lines.fault(is));
        }
        Ok(())
    }

    /// The bytes that the coordinator signs of the face, in the context [`CONTEXT`]; `None` with version 1.
    pub fn signed_bytes(&self, log: &str, masked: &Masked) -> Option<Vec<u8>> {
        let asked = self.asked.as_ref()?;
        Some(signed_bytes(log, &self.coordinator, asked, &self.command_sha256, masked))
    }
}

/// The log's name, then a text of the coordinator, what is asked, the SHA-256 of the command's bytes and the command's masked
/// fields, a line each.
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
            asks.push(pair.ok_or_else(|| TextError { line, problem: "is not `ask <what> <value>`".into() })?);
        }
        Ok(Self { command: command.to_owned(), issued, lines: asks })
    }

    /// What is asked for under this key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.lines.iter().find(|(found, _)| found == key).map(|(_, value)| value.as_str())
    }

    fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.lines.iter().filter(move |(found, _)| found == key).map(|(_, value)| value.as_str())
    }

    /// Whether an entry is what was asked; `known` is what the agent of an enrolment might do before.
    ///
    /// # Errors
    /// What the entry says and the command does not, a sentence without its subject.
    pub fn fits(&self, face: &Face, known: Option<&Enrolment>) -> Result<(), String> {
        match face {
            Face::Planned(face) => {
                self.is("plan", "new")?;
                self.may_be("policy", &face.policy_name)?;
                self.may_be("policy-sha256", &hex(&face.texts.policy))
            }
            Face::Decided(face) => {
                self.is("decide", &face.plan)?;
                self.is("plan-sha256", &hex(&face.texts.plan))
            }
            Face::Released(face) => self.is("release", &face.decision.to_string()),
            Face::Disclosed(face) => {
                self.is("until", &face.until.to_string())?;
                let named: BTreeSet<&str> = self.all("disclose").collect();
                let is_asked = |entry: &u64, field: &str| {
                    named.contains(format!("{entry} {field}").as_str()) || named.contains(entry.to_string().as_str())
                };
                match face.fields.iter().find(|(entry, field)| !is_asked(entry, field)) {
                    None => Ok(()),
                    Some((entry, field)) => {
                        Err(format!("opens `{field}` of entry {entry}, which its command does not name"))
                    }
                }
            }
            Face::Enrolled(face) => {
                self.is("enrol", face.agent.as_str())?;
                if let Some(hash) = self.get("grant-sha256") {
                    let with_key = self.get("key") != Some("known");
                    let grant = GrantText::of(&face.agent, &face.enrolment);
                    let own = hex(&GrantText { key: if with_key { grant.key } else { &[] }, ..grant }.sha256());
                    let kept = with_key || known.is_some_and(|known| known.key == face.enrolment.key);
                    return if own == hash && kept {
                        Ok(())
                    } else {
                        Err("grants something else than its command".into())
                    };
                }
                let known = known.ok_or("changes what an agent may do that is not enrolled")?;
                if self.changed(known)? == face.enrolment {
                    Ok(())
                } else {
                    Err("grants something else than its command".into())
                }
            }
            _ => Err("has a command that asks for no such thing".into()),
        }
    }

    fn is(&self, key: &str, value: &str) -> Result<(), String> {
        match self.get(key) {
            Some(asked) if asked == value => Ok(()),
            Some(asked) => Err(format!("is for {key} {value}, and its command for {key} {asked}")),
            None => Err(format!("is for {key} {value}, and its command asks for no {key}")),
        }
    }

    fn may_be(&self, key: &str, value: &str) -> Result<(), String> {
        if self.get(key).is_none() { Ok(()) } else { self.is(key, value) }
    }

    /// A grant after the changes that are asked for.
    fn changed(&self, known: &Enrolment) -> Result<Enrolment, String> {
        let mut grant = known.clone();
        for (key, value) in &self.lines {
            let site = || value.parse::<SiteId>().map_err(|error| format!("has a command with a site that {error}"));
            let depot = || value.parse::<DepotId>().map_err(|error| format!("has a command with a depot that {error}"));
            match key.as_str() {
                "add-site" => drop(grant.sites.insert(site()?)),
                "remove-site" => drop(grant.sites.remove(&site()?)),
                "add-depot" => drop(grant.depots.insert(depot()?)),
                "remove-depot" => drop(grant.depots.remove(&depot()?)),
                "coordinator" => grant.coordinator = value == "yes",
                "key" if value != "known" => {
                    grant.key = from_hex(value).ok_or("has a command with a key that is none")?;
                }
                _ => {}
            }
        }
        Ok(grant)
    }
}
