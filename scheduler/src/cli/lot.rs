//! `lot`: holds a lot so that it does not move, lets it go, and shows where it went.

use super::Failure;
use super::orders::order_table;
use crate::client::connect::ConnectArgs;
use crate::client::lots::LotView;
use crate::terminal::console::{Console, at};
use clap::{Args, Subcommand};
use std::collections::BTreeSet;
use std::io;
use yicang_domain::order::{OrderLine, Status};
use yicang_domain::{Hold, LotKey};
use yicang_language::{ToMessage as _, message};

#[derive(Subcommand)]
pub(super) enum Lot {
    Quarantine(HoldArgs),
    Recall(HoldArgs),
    Release(HoldArgs),
    Trace(LotArgs),
}

#[derive(Args)]
pub(super) struct HoldArgs {
    #[command(flatten)]
    lot: LotArgs,
    #[arg(long, value_name = "WHY")]
    reason: String,
}

#[derive(Args)]
pub(super) struct LotArgs {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "LOT", required = true, num_args = 1..=3)]
    lot: Vec<String>,
}

impl Lot {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let (hold, args) = match self {
            Self::Quarantine(args) => (Some(Hold::Quarantine), args),
            Self::Recall(args) => (Some(Hold::Recall), args),
            Self::Release(args) => (None, args),
            Self::Trace(LotArgs { connect, lot }) => {
                let lot = lot_of_words(&lot)?;
                let centre = connect.connect(console.language).await?;
                let (view, offset) = (centre.trace_lot(&lot).await?, centre.offset().await);
                return Ok(show(&lot, &view, offset, console)?);
            }
        };
        let HoldArgs { lot: LotArgs { connect, lot }, reason } = args;
        let lot = lot_of_words(&lot)?;
        let centre = connect.connect(console.language).await?;
        let record = centre.hold(&lot, hold, &reason).await?;
        console.say(&match hold {
            None => message!("centre-lot-freed", lot = lot.to_string(), record = record),
            Some(hold) => {
                message!("centre-lot-held", lot = lot.to_string(), hold = hold.message(), record = record)
            }
        })?;
        if hold.is_some() {
            concerned(&centre.trace_lot(&lot).await?, console)?;
        }
        Ok(())
    }
}

/// `DEPOT/ITEM/LOT`, or the three words apart, since an id may have a slash.
pub(super) fn lot_of_words(words: &[String]) -> Result<LotKey, Failure> {
    let parts: Vec<&str> = match words {
        [one] => one.split('/').collect(),
        more => more.iter().map(String::as_str).collect(),
    };
    let read = || {
        let [depot, item, lot] = parts[..] else { return None };
        Some(LotKey { depot: depot.parse().ok()?, item: item.parse().ok()?, lot: lot.parse().ok()? })
    };
    read().ok_or_else(|| Failure::usage(message!("centre-lot-words", words = words.join(" "))))
}

fn show(lot: &LotKey, view: &LotView, offset: i32, console: &mut Console<'_>) -> io::Result<()> {
    console.say(&match &view.held {
        None => message!("centre-lot-is-free", lot = lot.to_string()),
        Some(held) => message!(
            "centre-lot-is-held",
            lot = lot.to_string(),
            hold = held.hold.message(),
            time = at(held.at, offset),
            coordinator = held.coordinator.as_str(),
            record = held.entry_index,
            reason = held.reason.as_str(),
        ),
    })?;
    console.say(&message!("centre-lot-stock", on_hand = view.on_hand, reserved = view.reserved))?;
    concerned(view, console)
}

/// Every site that received from the lot or is about to, and the orders that say so.
fn concerned(view: &LotView, console: &mut Console<'_>) -> io::Result<()> {
    let of = |is: fn(&OrderLine) -> bool| {
        let sites = view.orders.iter().filter(|order| is(order)).map(|order| order.site.to_string());
        sites.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
    };
    let received = of(|order| order.received.units() > 0);
    let coming = of(is_open);
    if received.is_empty() && coming.is_empty() {
        console.say(&message!("centre-lot-nobody"))?;
    }
    if !received.is_empty() {
        console.say(&message!("centre-lot-received", sites = received))?;
    }
    if !coming.is_empty() {
        console.say(&message!("centre-lot-coming", sites = coming))?;
    }
    if !view.orders.is_empty() {
        console.table(&order_table(&view.orders, console.language))?;
    }
    let open = view.orders.iter().filter(|order| is_open(order) && order.status != Status::Dispatched).count();
    if open > 0 && view.held.is_some() {
        console.say(&message!("centre-lot-open", count = open))?;
    }
    Ok(())
}

fn is_open(order: &OrderLine) -> bool {
    matches!(order.status, Status::Approved | Status::Picked | Status::Dispatched)
}
