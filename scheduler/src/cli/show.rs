//! `show`: one plan whole.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::terminal::console::Console;
use crate::terminal::coverage::whole_plan;
use crate::terminal::plan::{plan_sha256, summary};

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
        Ok(whole_plan(&view.situation, &view.policy, &view.plan, &units, console)?)
    }
}
