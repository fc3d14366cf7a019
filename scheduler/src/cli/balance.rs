//! `balance`: where all that ever was in each lot is now.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::terminal::console::Console;
use crate::terminal::table::{Table, grouped};
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct Balance {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(long, value_name = "ID", default_value = "")]
    depot: String,
    #[arg(long, value_name = "ID", default_value = "")]
    item: String,
    #[arg(long, value_name = "ID", default_value = "")]
    lot: String,
}

impl Balance {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let centre = self.connect.connect(console.language).await?;
        let lots = centre.balance([&self.depot, &self.item, &self.lot]).await?;
        let headings = [
            message!("centre-heading-lot-full"),
            message!("centre-heading-first"),
            message!("centre-heading-gained"),
            message!("centre-heading-on-hand"),
            message!("centre-heading-on-way"),
            message!("centre-heading-received"),
            message!("centre-heading-gone"),
            message!("centre-heading-unexplained"),
        ];
        let mut table = Table::new(headings, console.language);
        for line in &lots {
            let sums = line.sums.map(grouped);
            table.row([&line.lot.to_string()].into_iter().chain(&sums).chain([&grouped(line.unexplained)]));
        }
        if !lots.is_empty() {
            console.table(&table)?;
        }
        let open = lots.iter().filter(|line| line.unexplained != 0).count();
        Ok(console.say(&message!("centre-balance-count", count = lots.len(), open = open))?)
    }
}
