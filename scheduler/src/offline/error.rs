//! Why there is no plan without a centre, or no check.

use crate::setup::policies::PolicyError;
use std::io;
use std::path::PathBuf;
use yicang_domain::check::Violation;
use yicang_domain::minutes::MissingMinutes;
use yicang_exchange::TableFault;
use yicang_language::{Argument, Message, ToMessage, message};
use yicang_planner::PlanError;

/// Why there is no plan, or no check.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum OfflineError {
    /// The tables: every bad row.
    Faults(Vec<TableFault>),
    /// The policy.
    Policy(#[from] PolicyError),
    /// The planner.
    Plan(#[from] PlanError),
    /// Lanes without minutes, and what counts on them: said of the tables before.
    Minutes(Vec<MissingMinutes>),
    /// `--explain` names no need.
    Unknown(String),
    /// The planner made what the checker refuses: our own mistake.
    Refused(Vec<Violation>),
    /// The plan's levels cannot be counted: our own mistake, for the checker has counted them.
    NotCounted(Message),
    /// A file could not be written.
    Write {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The terminal.
    Output(#[from] io::Error),
}

impl ToMessage for OfflineError {
    fn message(&self) -> Message {
        let sentences = |all: Vec<Message>| Argument::Sentences(all);
        match self {
            Self::Faults(faults) => {
                let lines: Vec<_> = faults.iter().map(|fault| format!("  {fault}")).collect();
                message!("offline-faults", count = faults.len(), lines = format!("\n{}", lines.join("\n")))
            }
            Self::Policy(error) => error.message(),
            Self::Plan(error) => error.message(),
            Self::Minutes(missing) => {
                let missing = missing.iter().map(ToMessage::message).collect();
                message!("offline-minutes", missing = sentences(missing))
            }
            Self::Unknown(word) => message!("offline-no-need", word = word),
            Self::Refused(found) => {
                message!("offline-refused", found = sentences(found.iter().map(ToMessage::message).collect()))
            }
            Self::NotCounted(why) => message!("offline-not-counted", why = why.clone()),
            Self::Write { path, source } => {
                message!("setup-cannot-write", path = path, why = source.message())
            }
            Self::Output(error) => message!("centre-cannot-write", why = error.message()),
        }
    }
}
