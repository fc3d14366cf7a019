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
            message!("centre-heading-inbound"),
            message!("centre-heading-gained"),
            message!("centre-heading-on-hand"),
            message!("centre-heading-on-way"),
            message!("centre-heading-received"),
            message!("centre-heading-gone"),
            message!("centre-heading-unexplained"),
        ];
        // Where nothing was announced, nothing is said of it.
        let is_any = lots.iter().any(|line| line.sums[1] > 0);
        let shown = |at: &usize| is_any || *at != 2;
        let headings =
            (0..).zip(headings).filter(|(at, _)| shown(at)).map(|(_, heading)| heading.say(console.language));
        let mut table = Table::under(headings, console.language);
        for line in &lots {
            let sums = (1..).zip(line.sums).filter(|(at, _)| shown(at)).map(|(_, sum)| grouped(sum));
            let cells: Vec<_> =
                std::iter::once(line.lot.to_string()).chain(sums).chain([grouped(line.unexplained)]).collect();
            table.row(&cells);
        }
        if !lots.is_empty() {
            console.table(&table)?;
        }
        let open = lots.iter().filter(|line| line.unexplained != 0).count();
        Ok(console.say(&message!("centre-balance-count", count = lots.len(), open = open))?)
    }
}
