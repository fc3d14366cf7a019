//! `offline`: plans, and checks plans, without a centre.

use super::Failure;
use crate::offline::{CheckCommand, PlanCommand};
use crate::terminal::console::Console;
use clap::Subcommand;
use std::process::ExitCode;

#[derive(Subcommand)]
pub(super) enum Offline {
    Plan(Box<PlanCommand>),
    Check(CheckCommand),
}

impl Offline {
    /// 0 is done, 1 is a plan with violations, 2 is no plan and no check.
    pub(super) fn run(self, console: &mut Console<'_>) -> Result<ExitCode, Failure> {
        Ok(match self {
            Offline::Plan(command) => command.print(console)?,
            Offline::Check(command) => command.print(console)?,
        })
    }
}
