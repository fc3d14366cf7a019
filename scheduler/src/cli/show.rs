//! `show`: one plan whole.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::terminal::console::{Console, at};
use crate::terminal::coverage::whole_plan;
use crate::terminal::plan::{plan_sha256, summary};
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct Show {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "PLAN", default_value = "")]
    plan: String,
    #[arg(long)]
    text: bool,
}

impl Show {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let centre = self.connect.connect(console.language).await?;
        let view = centre.show(&self.plan).await?;
        if self.text {
            return Ok(write!(console.out(), "{}", view.text)?);
        }
        let units = centre.units().await;
        console.table(&summary(&view.summary, view.situation.offset, console.language))?;
        writeln!(console.out(), "sha256 {}\n", plan_sha256(&view.summary))?;
        for (noted_at, coordinator, text) in &view.notes {
            let noted_at = at(*noted_at, view.situation.offset);
            console.say(&message!("centre-show-note", at = noted_at, coordinator = coordinator, text = text))?;
        }
        Ok(whole_plan(&view.situation, &view.policy, &view.plan, &units, console)?)
    }
}
