//! `situation`: what is known now, item by item.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::terminal::console::{Console, at};
use crate::terminal::situation::{discrepancies, notices, table};
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct Situation {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(long)]
    text: bool,
}

impl Situation {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let view = self.connect.connect(console.language).await?.situation().await?;
        if self.text {
            return Ok(write!(console.out(), "{}", view.text)?);
        }
        console.say(&message!(
            "centre-situation",
            time = at(view.situation.now, view.situation.offset),
            records = message!("centre-count-records", count = view.applied_upto),
            agents = message!("centre-count-agents", count = view.agents),
            orders = message!("centre-count-open-orders", count = view.orders_open),
        ))?;
        console.table(&table(&view.situation, &view.units, console.language))?;
        notices(&view.inbound, message!("inbound-count", count = view.inbound.len()), console)?;
        notices(&view.offers, message!("excess-count", count = view.offers.len()), console)?;
        Ok(discrepancies(&view.discrepancies, console)?)
    }
}
