//! A plan was made: its texts, the entries that it looked at, by whose command.

use super::Hash;
use super::command::{Asked, Commanded};
use super::lines::{Lines, Writer, hex};
use super::openings::Source;
use crate::board::Board;
use crate::text::TextError;
use jiff::Timestamp;

/// The kind of the entry.
pub const KIND: &str = "plan";
/// The roles of its texts.
pub const SITUATION: &str = "situation";
/// See [`SITUATION`].
pub const POLICY: &str = "policy";
/// See [`SITUATION`].
pub const PLAN: &str = "plan";
/// The role of the cosigned head that its draw is made with.
pub const HEAD: &str = "head";
/// The role of the openings.
pub const OPENINGS: &str = "openings";

/// The public face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// `P17` for the plan of entry 17.
    pub plan: String,
    /// What it looked at; `None` in entries of earlier programs.
    pub looked: Option<Looked>,
    /// The policy's name.
    pub policy_name: String,
    /// By whose command.
    pub by: Commanded,
    /// Its texts.
    pub texts: Texts,
}

/// What a plan looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looked {
    /// Its situation follows from the entries before this one.
    pub upto: u64,
    /// The situation's moment.
    pub now: Timestamp,
    /// SHA-256 of the openings of the reserve lines in force.
    pub openings: Hash,
}

/// The texts that a plan and its decision name, by SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Texts {
    /// The situation's.
    pub situation: Hash,
    /// The policy's.
    pub policy: Hash,
    /// The plan's.
    pub plan: Hash,
    /// That of the cosigned head that its draw is made with, if there is one.
    pub head: Option<Hash>,
}

impl Texts {
    pub(super) fn write(&self, out: &mut Writer) {
        out.blob(SITUATION, &self.situation);
        out.blob(POLICY, &self.policy);
        out.blob(PLAN, &self.plan);
        if let Some(head) = &self.head {
            out.blob(HEAD, head);
        }
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let (situation, policy, plan) = (lines.blob(SITUATION)?, lines.blob(POLICY)?, lines.blob(PLAN)?);
        Ok(Self { situation, policy, plan, head: lines.option_blob(HEAD)? })
    }
}

impl Published {
    pub(super) fn fits(&self, asked: &Asked) -> Result<(), String> {
        asked.is("plan", "new")?;
        asked.may_be("policy", &self.policy_name)?;
        asked.may_be("policy-sha256", &hex(&self.texts.policy))
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.line("plan", &self.plan);
        if let Some(looked) = &self.looked {
            out.line("upto", looked.upto);
            out.line("now", looked.now);
        }
        out.line("policy-name", &self.policy_name);
        self.by.write(out);
        self.texts.write(out);
        if let Some(looked) = &self.looked {
            out.blob(OPENINGS, &looked.openings);
        }
        self.by.write_signature(out);
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let plan = lines.value("plan")?;
        let upto: Option<u64> = lines.option("upto")?;
        let now: Option<Timestamp> = if upto.is_some() { Some(lines.value("now")?) } else { None };
        let policy_name = lines.text("policy-name")?.1.to_owned();
        let mut by = Commanded::read(lines)?;
        let texts = Texts::read(lines)?;
        let looked = match upto.zip(now) {
            None => None,
            Some((upto, now)) => Some(Looked { upto, now, openings: lines.blob(OPENINGS)? }),
        };
        by.read_signature(lines)?;
        Ok(Self { plan, looked, policy_name, by, texts })
    }
}

impl Board {
    /// What is published with a plan need not be published again.
    pub(crate) fn apply_plan(&mut self, opened: &[Source], upto: Option<u64>) {
        self.counts.opened(opened, upto);
    }
}
