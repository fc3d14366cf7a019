//! `reject-need`: a coordinator closes a need that is not to be served.

use super::Failure;
use super::verify_need::known_need;
use crate::client::connect::ConnectArgs;
use crate::events::rejection::RejectAsk;
use crate::terminal::console::Console;
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct RejectNeed {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "SITE/ITEM")]
    need: String,
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl RejectNeed {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let centre = self.connect.connect(console.language).await?;
        let (site_id, item_id) = known_need(&self.need, &centre.situation().await?)?;
        let record = centre.give(RejectAsk { site_id, item_id, reason: self.reason }.to_wire()).await?;
        Ok(console.say(&message!("centre-rejected", need = &self.need, record = record))?)
    }
}
