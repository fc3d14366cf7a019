//! A coordinator overrides what plans do, or takes an override back.

use super::Ask;
use super::kind::{Commit, Kind, text_field};
use super::signed_command::VerifiedCommand;
use yicang_domain::events::plan_override::{self, Act};
use yicang_domain::events::{Event, Face};
use yicang_domain::signed_override::{Overridden, OverrideLine, OverrideReason};
use yicang_domain::{Fault, OverrideId};
use yicang_proto::journal::v1 as journal;
use yicang_proto::overriding::{line_from_wire, line_to_wire};
use yicang_proto::v1;
use yicang_tlog::mask;

/// Plans are overridden, or are no longer.
#[derive(Debug, Clone)]
pub struct PlanOverride {
    /// What is done.
    pub act: Act,
    /// Why, by the published list.
    pub because: OverrideReason,
    /// Why, in words.
    pub reason: String,
    /// By whose command.
    pub command: VerifiedCommand,
}

/// The override that a coordinator asks for, or whose end, as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct OverrideAsk {
    /// What is to be done.
    pub what: OverrideWhat,
    /// Why, by the published list.
    pub because: String,
    /// Why, in words.
    pub reason: String,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum OverrideWhat {
    /// Columns are bounded from now on.
    Override(Vec<v1::OverrideLine>),
    /// This override ends.
    TakeBack(String),
}

impl OverrideAsk {
    /// Overrides plans.
    pub fn new(lines: &[OverrideLine], because: OverrideReason, reason: &str) -> Self {
        let what = OverrideWhat::Override(lines.iter().map(line_to_wire).collect());
        Self { what, because: because.to_string(), reason: reason.to_owned() }
    }

    /// Takes an override back.
    pub fn take_back(id: OverrideId, because: OverrideReason, reason: &str) -> Self {
        let what = OverrideWhat::TakeBack(id.to_string());
        Self { what, because: because.to_string(), reason: reason.to_owned() }
    }

    pub(super) fn of_override(wire: v1::OverridePlans) -> Self {
        let v1::OverridePlans { lines, because, reason } = wire;
        Self { what: OverrideWhat::Override(lines), because, reason }
    }

    pub(super) fn of_end(wire: v1::TakeBackOverride) -> Self {
        let v1::TakeBackOverride { override_id, because, reason } = wire;
        Self { what: OverrideWhat::TakeBack(override_id), because, reason }
    }

    /// What is to be done, read.
    ///
    /// # Errors
    /// Everything that cannot be read.
    pub fn act(&self) -> Result<Act, Vec<Fault>> {
        match &self.what {
            OverrideWhat::TakeBack(id) => {
                let id = id.parse().map_err(|problem| vec![Fault::new("take_back_override.override_id", problem)]);
                id.map(Act::TakeBack)
            }
            OverrideWhat::Override(lines) => {
                let (mut read, mut faults) = (Vec::with_capacity(lines.len()), Vec::new());
                for (at, line) in lines.iter().enumerate() {
                    match line_from_wire(&format!("override_plans.lines[{at}]"), line) {
                        Ok(line) => read.push(line),
                        Err(of_line) => faults.extend(of_line),
                    }
                }
                if faults.is_empty() { Ok(Act::Override(read)) } else { Err(faults) }
            }
        }
    }

    /// For the wire.
    pub fn to_wire(&self) -> v1::command::Body {
        let Self { what, because, reason } = self.clone();
        match what {
            OverrideWhat::Override(lines) => {
                v1::command::Body::OverridePlans(v1::OverridePlans { lines, because, reason })
            }
            OverrideWhat::TakeBack(override_id) => {
                v1::command::Body::TakeBackOverride(v1::TakeBackOverride { override_id, because, reason })
            }
        }
    }
}

impl PlanOverride {
    pub(super) fn read(command: VerifiedCommand) -> Result<Self, String> {
        let Ask::Override(ask) = command.ask.clone() else { return Err("the command overrides nothing".into()) };
        let first = |faults: Vec<Fault>| faults.first().map(ToString::to_string).unwrap_or_default();
        let act = ask.act().map_err(first)?;
        let because = ask.because.parse().map_err(|error| format!("{:?} {error}", ask.because))?;
        Ok(Self { act, because, reason: ask.reason, command })
    }
}

impl Kind for PlanOverride {
    fn on_board(&self) -> Event {
        match &self.act {
            Act::TakeBack(id) => Event::OverrideTakenBack(*id),
            Act::Override(lines) => Event::Overridden(Overridden {
                lines: lines.clone(),
                because: self.because,
                by: self.command.coordinator.clone(),
                taken_back: None,
            }),
        }
    }

    fn command(&self) -> Option<&VerifiedCommand> {
        Some(&self.command)
    }

    fn masked(&self) -> Vec<(String, Vec<u8>)> {
        vec![text_field(mask::REASON, &self.reason)]
    }

    fn face(&self, commit: &mut Commit<'_>) -> Face {
        let (act, masked) = (self.act.clone(), self.commitments(commit));
        Face::PlanOverride(plan_override::Published { act, because: self.because, by: self.command.public(), masked })
    }

    fn body(&self) -> journal::event::Kind {
        journal::event::Kind::Commanded(self.command.signed.clone())
    }
}
