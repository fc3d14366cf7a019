//! `yicang note`: a coordinator's remark on a plan.

use super::CliError;
use crate::client::coordinator::ConnectArgs;
use crate::events::note::NoteAsk;
use std::io::Write;

/// See `yicang note --help`.
#[derive(Debug, clap::Args)]
pub(super) struct NoteArguments {
    #[command(flatten)]
    reach: ConnectArgs,
    /// For example P17
    #[arg(value_name = "PLAN")]
    plan: String,
    /// The remark: one line of at most 1,000 bytes; everybody can read it
    #[arg(value_name = "TEXT")]
    text: String,
}

pub(super) async fn run(command: NoteArguments, out: &mut dyn Write) -> Result<(), CliError> {
    let NoteArguments { reach, plan, text } = command;
    let ask = NoteAsk { plan_id: plan.clone(), text };
    let index = reach.connect().await?.give(ask.to_wire()).await?;
    Ok(writeln!(out, "noted on {plan}: record {index} of the public log")?)
}
