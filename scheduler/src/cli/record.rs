//! `record`: what somebody said who cannot sign it, by telephone, by radio or on paper.

use super::Failure;
use super::verify_need::{known_need, known_stock};
use crate::client::connect::ConnectArgs;
use crate::client::telling::Telling;
use crate::offline::Moment;
use crate::terminal::console::Console;
use jiff::Timestamp;
use yicang_domain::{ClassName, LotId, OrderId, Quantity};
use yicang_exchange::{Asked, Day};
use yicang_language::message;

#[derive(clap::Subcommand)]
pub(super) enum Record {
    Need(Need),
    Count(Count),
    Received(Received),
}

#[derive(clap::Args)]
pub(super) struct Told {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(long, value_name = "NAME")]
    who: String,
    #[arg(long, value_name = "WORD")]
    how: String,
    #[arg(long, value_name = "TIME")]
    at: Option<Moment>,
}

#[derive(clap::Args)]
pub(super) struct Need {
    #[command(flatten)]
    told: Told,
    #[arg(value_name = "SITE/ITEM")]
    need: String,
    #[arg(long)]
    quantity: Asked,
    #[arg(long)]
    class: ClassName,
}

#[derive(clap::Args)]
pub(super) struct Count {
    #[command(flatten)]
    told: Told,
    #[arg(value_name = "DEPOT/ITEM")]
    stock: String,
    #[arg(long, value_name = "ID")]
    lot: Option<LotId>,
    #[arg(long)]
    quantity: Quantity,
    #[arg(long, value_name = "DATE")]
    expires: Option<Day>,
}

#[derive(clap::Args)]
pub(super) struct Received {
    #[command(flatten)]
    told: Told,
    #[arg(value_name = "ORDER")]
    order: OrderId,
    #[arg(value_name = "QUANTITY")]
    quantity: Quantity,
}

impl Record {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let (told, centre, what, saying) = match self {
            Self::Need(Need { told, need, quantity, class }) => {
                let centre = told.connect.connect(console.language).await?;
                let (site, item) = known_need(&need, &centre.situation().await?)?;
                (told, centre, need, Telling::Need { site, item, quantity: quantity.0, class })
            }
            Self::Count(Count { told, stock, lot, quantity, expires }) => {
                let centre = told.connect.connect(console.language).await?;
                let (depot, item) = known_stock(&stock, &centre.catalogue().await?.catalogue)?;
                let expires_on = expires.map(|day| day.0);
                let what = lot.as_ref().map_or_else(|| stock.clone(), |lot| format!("{stock}/{lot}"));
                (told, centre, what, Telling::Count { depot, item, lot, quantity, expires_on })
            }
            Self::Received(Received { told, order, quantity }) => {
                let centre = told.connect.connect(console.language).await?;
                (told, centre, order.to_string(), Telling::Received { order, quantity })
            }
        };
        let at = told.at.map_or_else(Timestamp::now, |moment| moment.at);
        let record = centre.record(saying, told.who, told.how, at).await?;
        Ok(console.say(&message!("centre-recorded", what = what, record = record))?)
    }
}
