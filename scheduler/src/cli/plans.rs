//! `plans`: all plans, and what became of them.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::terminal::comparing::plans;
use crate::terminal::console::Console;
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct Plans {
    #[command(flatten)]
    connect: ConnectArgs,
}

impl Plans {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let centre = self.connect.connect(console.language).await?;
        let all = centre.plans().await?;
        if all.is_empty() {
            return Ok(console.say(&message!("plans-none"))?);
        }
        let offset = centre.offset().await;
        Ok(console.table(&plans(&all, offset, console.language))?)
    }
}
