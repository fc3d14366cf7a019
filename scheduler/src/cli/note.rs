//! `note`: a coordinator's remark on a plan.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::events::note::NoteAsk;
use crate::terminal::console::Console;
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct Note {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "PLAN")]
    plan: String,
    #[arg(value_name = "TEXT")]
    text: String,
}

impl Note {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let ask = NoteAsk { plan_id: self.plan.clone(), text: self.text };
        let record = self.connect.connect(console.language).await?.give(ask.to_wire()).await?;
        Ok(console.say(&message!("centre-noted", plan = self.plan, record = record))?)
    }
}
