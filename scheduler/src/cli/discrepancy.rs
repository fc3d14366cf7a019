//! `discrepancy`: lists figures that differ, explains one, or writes it off.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::client::stock::AmissView;
use crate::terminal::console::Console;
use crate::terminal::table::{Table, grouped};
use crate::terminal::word_fault::WordFault;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use yicang_domain::{AmissId, ChangeReason, Settlement};
use yicang_language::{Message, ToMessage as _, message};

#[derive(Subcommand)]
pub(super) enum Discrepancy {
    List {
        #[command(flatten)]
        connect: ConnectArgs,
        #[arg(long)]
        all: bool,
    },
    Explain {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_enum)]
        cause: CauseWord,
    },
    WriteOff(Which),
}

#[derive(Args)]
pub(super) struct Which {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "ID", value_parser = id)]
    id: AmissId,
    #[arg(long, value_name = "WHY")]
    reason: String,
}

fn id(word: &str) -> Result<AmissId, WordFault> {
    word.parse().map_err(|_| WordFault(message!("centre-discrepancy-word", word = word)))
}

/// What may explain a discrepancy.
#[derive(clap::ValueEnum, Clone, Copy)]
pub(super) enum CauseWord {
    Damaged,
    Lost,
    Expired,
    Consumed,
    Sampled,
    Found,
    Donated,
    Returned,
    Delivered,
    Miscounted,
}

impl CauseWord {
    fn reason(self) -> ChangeReason {
        match self {
            Self::Damaged => ChangeReason::Damaged,
            Self::Lost => ChangeReason::Lost,
            Self::Expired => ChangeReason::Expired,
            Self::Consumed => ChangeReason::Consumed,
            Self::Sampled => ChangeReason::Sampled,
            Self::Found => ChangeReason::Found,
            Self::Donated => ChangeReason::Donated,
            Self::Returned => ChangeReason::Returned,
            Self::Delivered => ChangeReason::Delivered,
            Self::Miscounted => ChangeReason::Miscounted,
        }
    }
}

impl Discrepancy {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let (Which { connect, id, reason }, how) = match self {
            Self::List { connect, all } => return list(&connect, all, console).await,
            Self::Explain { which, cause } => (which, Settlement::Explained(cause.reason())),
            Self::WriteOff(which) => (which, Settlement::WrittenOff),
        };
        let record = connect.connect(console.language).await?.settle(id, how, &reason).await?;
        Ok(console.say(&message!("centre-settled", id = id.to_string(), how = state(Some(how)), record = record))?)
    }
}

async fn list(connect: &ConnectArgs, all: bool, console: &mut Console<'_>) -> Result<(), Failure> {
    let found = connect.connect(console.language).await?.discrepancies(all).await?;
    let headings = [
        message!("centre-heading-id"),
        message!("centre-heading-kind"),
        message!("centre-heading-lot-full"),
        message!("centre-heading-expected"),
        message!("centre-heading-actual"),
        message!("centre-heading-status"),
        message!("centre-heading-age"),
    ];
    let (mut table, language, now) = (Table::new(headings, console.language), console.language, Timestamp::now());
    for AmissView { id, kind, lot, figures: [expected, actual], found_at, settled } in &found {
        let age = found_at.map(|at| age(at, now).say(language)).unwrap_or_default();
        let state = state(*settled).say(language);
        let kind = kind.message().say(language);
        table.row(&[id.to_string(), kind, lot.to_string(), grouped(expected), grouped(actual), state, age]);
    }
    if !found.is_empty() {
        console.table(&table)?;
    }
    Ok(console.say(&message!("centre-discrepancy-count", count = found.len()))?)
}

fn state(settled: Option<Settlement>) -> Message {
    match settled {
        None => message!("amiss-open"),
        Some(Settlement::WrittenOff) => message!("amiss-written-off"),
        Some(Settlement::Explained(reason)) => message!("amiss-explained", reason = reason.message()),
    }
}

/// Whole hours, and from two days on whole days.
pub(super) fn age(since: Timestamp, now: Timestamp) -> Message {
    let hours = (now.as_second() - since.as_second()).max(0) / 3_600;
    if hours < 48 {
        message!("centre-age-hours", hours = hours)
    } else {
        message!("centre-age-days", days = hours / 24)
    }
}
