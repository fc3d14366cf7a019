//! `cancel-order`: takes an order back; `dispute`: needs whose shipments came short; `consignments`: what vehicles
//! carry together.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::client::moving::ConsignmentView;
use crate::terminal::console::{Console, at};
use crate::terminal::table::Table;
use crate::terminal::word_fault::WordFault;
use std::io;
use yicang_domain::{ConsignmentCode, NeedKey, OrderId};
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct CancelOrder {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "ORDER")]
    order: OrderId,
    #[arg(long, value_name = "WHY")]
    reason: String,
}

impl CancelOrder {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let centre = self.connect.connect(console.language).await?;
        let record = centre.cancel(&self.order, &self.reason).await?;
        Ok(console.say(&message!("moving-cancelled", order = self.order.as_str(), record = record))?)
    }
}

#[derive(clap::Subcommand)]
pub(super) enum Dispute {
    List {
        #[command(flatten)]
        connect: ConnectArgs,
    },
    Settle {
        #[command(flatten)]
        connect: ConnectArgs,
        #[arg(value_name = "SITE/ITEM")]
        need: String,
        #[arg(long, value_name = "WHY")]
        reason: String,
    },
}

impl Dispute {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        match self {
            Self::List { connect } => {
                let disputes = connect.connect(console.language).await?.disputes().await?;
                if disputes.is_empty() {
                    return Ok(console.say(&message!("moving-no-disputes"))?);
                }
                let headings = [
                    message!("moving-heading-need"),
                    message!("moving-heading-orders"),
                    message!("moving-heading-record"),
                ];
                let mut table = Table::new(headings, console.language);
                for dispute in &disputes {
                    table.row(&[dispute.need.clone(), dispute.orders.join(", "), dispute.entry_index.to_string()]);
                }
                console.table(&table)?;
                Ok(console.say(&message!("moving-disputes", count = disputes.len()))?)
            }
            Self::Settle { connect, need, reason } => {
                let key = need_of(&need)?;
                let record = connect.connect(console.language).await?.settle_dispute(&key, &reason).await?;
                Ok(console.say(&message!("moving-settled", need = &need, record = record))?)
            }
        }
    }
}

/// The need may be closed by now, so that it is no need of the situation.
fn need_of(words: &str) -> Result<NeedKey, Failure> {
    let read = || {
        let (site, item) = words.split_once('/')?;
        Some(NeedKey { site: site.parse().ok()?, item: item.parse().ok()? })
    };
    read().ok_or_else(|| Failure::usage(message!("moving-dispute-words", words = words)))
}

#[derive(clap::Args)]
pub(super) struct Consignments {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "CODE", value_parser = code)]
    code: Option<ConsignmentCode>,
    #[arg(long, default_value = "")]
    depot: String,
}

fn code(word: &str) -> Result<ConsignmentCode, WordFault> {
    ConsignmentCode::of_people(word).map_err(WordFault)
}

impl Consignments {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let centre = self.connect.connect(console.language).await?;
        let all = centre.consignments(&self.depot, self.code.as_ref()).await?;
        let offset = centre.offset().await;
        if all.is_empty() {
            return Ok(console.say(&message!("moving-no-consignments"))?);
        }
        for consignment in &all {
            show(consignment, offset, console)?;
        }
        Ok(console.say(&message!("moving-consignments", count = all.len()))?)
    }
}

fn show(consignment: &ConsignmentView, offset: i32, console: &mut Console<'_>) -> io::Result<()> {
    let by = if consignment.pool.is_empty() { &consignment.depot } else { &consignment.pool };
    console.say(&message!(
        "moving-consignment-head",
        code = &consignment.code,
        depot = by,
        departs = at(consignment.departs, offset),
        orders = consignment.lines.len(),
        boxes = consignment.lines.iter().map(|line| line.boxes).sum::<u64>(),
    ))?;
    let headings = [
        message!("centre-heading-order"),
        message!("centre-heading-to"),
        message!("centre-heading-item"),
        message!("centre-heading-quantity"),
        message!("moving-heading-boxes"),
    ];
    let mut table = Table::new(headings, console.language);
    for line in &consignment.lines {
        let [order, site, item] = [&line.order_id, &line.site_id, &line.item_id].map(Clone::clone);
        table.row(&[order, site, item, line.quantity.to_string(), line.boxes.to_string()]);
    }
    console.table(&table)
}
