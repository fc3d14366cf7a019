//! Somebody may see fields that the public log only commits to.

use super::Ask;
use super::kind::{Commit, Kind, text_field};
use super::signed_command::VerifiedCommand;
use jiff::Timestamp;
use yicang_domain::Fault;
use yicang_domain::events::{Event, Face, disclosure};
use yicang_proto::journal::v1 as journal;
use yicang_proto::time::required_time;
use yicang_proto::v1;
use yicang_tlog::mask;

/// A masked field of an entry: the entry's number and the field's name, empty for all of its fields.
pub type MaskedField = (u64, String);

/// Somebody may see masked fields.
#[derive(Debug, Clone)]
pub struct Disclosed {
    /// To whom.
    pub reader: String,
    /// Why.
    pub reason: String,
    /// Until when.
    pub until: Timestamp,
    /// Which, each named.
    pub fields: Vec<MaskedField>,
    /// By whose command.
    pub command: VerifiedCommand,
}

/// What a coordinator asks to be disclosed, as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct DiscloseAsk {
    /// To whom.
    pub reader: String,
    /// Why.
    pub reason: String,
    /// Until when; a moment that cannot be read is a fault.
    pub until: Result<Timestamp, Fault>,
    /// Which.
    pub fields: Vec<MaskedField>,
}

impl DiscloseAsk {
    pub(super) fn from_wire(wire: v1::GrantDisclosure) -> Self {
        let until = required_time("grant_disclosure.until", wire.until.as_ref());
        let fields = wire.fields.into_iter().map(|field| (field.entry_index, field.field)).collect();
        Self { reader: wire.reader, reason: wire.reason, until, fields }
    }
}

impl Disclosed {
    pub(super) fn read(wire: journal::Granted) -> Result<Self, String> {
        let command = VerifiedCommand::from_journal(wire.command.ok_or("the command is missing")?)?;
        let Ask::Disclose(ask) = command.ask.clone() else { return Err("the command grants nothing".into()) };
        let until = ask.until.map_err(|fault| fault.to_string())?;
        let fields = wire.fields.into_iter().map(|field| (field.entry_index, field.field)).collect();
        Ok(Self { reader: ask.reader, reason: ask.reason, until, fields, command })
    }
}

impl Kind for Disclosed {
    fn on_board(&self) -> Event {
        Event::OffBoard
    }

    fn command(&self) -> Option<&VerifiedCommand> {
        Some(&self.command)
    }

    fn masked(&self) -> Vec<(String, Vec<u8>)> {
        vec![text_field(mask::READER, &self.reader), text_field(mask::REASON, &self.reason)]
    }

    fn face(&self, commit: &mut Commit<'_>) -> Face {
        Face::Disclosed(disclosure::Published {
            until: self.until,
            by: self.command.public(),
            fields: self.fields.clone(),
            masked: self.commitments(commit),
        })
    }

    fn body(&self) -> journal::event::Kind {
        let wire =
            |(entry_index, field): &MaskedField| v1::MaskedField { entry_index: *entry_index, field: field.clone() };
        let (command, fields) = (Some(self.command.signed.clone()), self.fields.iter().map(wire).collect());
        journal::event::Kind::Granted(journal::Granted { command, fields })
    }
}
