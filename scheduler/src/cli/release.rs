//! `release`: lets a decision's orders go out without the log's witnesses.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::terminal::console::Console;
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct Release {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "DECISION")]
    decision: u64,
    #[arg(long, requires = "reason")]
    without_witnesses: bool,
    #[arg(long, value_name = "WHY")]
    reason: Option<String>,
}

impl Release {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let Some(reason) = self.reason.filter(|_| self.without_witnesses) else {
            return Err(Failure::usage(message!("centre-release-needs-flag", decision = self.decision)));
        };
        let record = self.connect.connect(console.language).await?.release(self.decision, &reason).await?;
        Ok(console.say(&message!("centre-released", decision = self.decision, record = record))?)
    }
}
