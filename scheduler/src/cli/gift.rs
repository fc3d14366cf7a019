//! `gift`: what became of a gift, by the code that its donor was given; `offers`: what sites offer to others.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::terminal::console::Console;
use crate::terminal::table::{Table, grouped};
use crate::terminal::word_fault::WordFault;
use yicang_domain::GiftCode;
use yicang_language::{ToMessage as _, message};

#[derive(clap::Args)]
pub(super) struct Gift {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "CODE", value_parser = code)]
    code: GiftCode,
}

fn code(word: &str) -> Result<GiftCode, WordFault> {
    GiftCode::of_people(word).map_err(|error| WordFault(error.message()))
}

impl Gift {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let gift = self.connect.connect(console.language).await?.gift(&self.code).await?;
        let headings =
            [message!("gift-heading-entry"), message!("centre-heading-lot-full"), message!("gift-heading-what")];
        let (mut table, language) = (Table::new(headings, console.language), console.language);
        for (entry, lot, what) in &gift.steps {
            table.row(&[entry.to_string(), lot.clone(), what.said_in(language).unwrap_or_default().to_owned()]);
        }
        console.table(&table)?;
        let [awaited, came, on_hand, on_way, received, lost] = gift.sums.map(grouped);
        Ok(console.say(&message!(
            "gift-sums",
            gift = self.code.as_str(),
            awaited = awaited,
            came = came,
            lies = on_hand,
            way = on_way,
            received = received,
            lost = lost,
            unexplained = gift.unexplained.to_string(),
        ))?)
    }
}

#[derive(clap::Args)]
pub(super) struct Offers {
    #[command(flatten)]
    connect: ConnectArgs,
}

impl Offers {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let view = self.connect.connect(console.language).await?.situation().await?;
        console.say(&message!("excess-count", count = view.offers.len()))?;
        let language = console.language;
        for text in view.offers.iter().filter_map(|one| one.said_in(language)) {
            console.print(&format!("  {text}"))?;
        }
        Ok(())
    }
}
