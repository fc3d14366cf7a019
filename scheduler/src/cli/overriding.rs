//! `override`: decides about one lot and one need, whatever plans would do, or takes that back; `overrides` lists all.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::terminal::console::Console;
use crate::terminal::table::Table;
use crate::terminal::word_fault::WordFault;
use clap::{Args, Subcommand};
use yicang_domain::signed_override::{OverrideLine, OverrideReason};
use yicang_domain::{Bound, ItemId, LotKey, NeedKey, OverrideId, Quantity, SiteId};
use yicang_language::{ToMessage as _, message};

#[derive(Subcommand)]
pub(super) enum Overriding {
    Pin(Bounded),
    Forbid(Column),
    AtLeast(Bounded),
    AtMost(Bounded),
    Exactly(Bounded),
    TakeBack {
        #[command(flatten)]
        connect: ConnectArgs,
        #[arg(value_name = "ID", value_parser = id)]
        id: OverrideId,
        #[command(flatten)]
        why: Why,
    },
}

#[derive(Args)]
pub(super) struct Bounded {
    #[command(flatten)]
    column: Column,
    #[arg(value_name = "UNITS", value_parser = units)]
    units: Quantity,
}

#[derive(Args)]
pub(super) struct Column {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "LOT", value_parser = lot)]
    lot: LotKey,
    #[arg(value_name = "SITE", value_parser = site)]
    site: SiteId,
    #[arg(long = "for", value_name = "ITEM", value_parser = item)]
    serves: Option<ItemId>,
    #[command(flatten)]
    why: Why,
}

#[derive(Args)]
pub(super) struct Why {
    #[arg(long, value_name = "CODE", value_parser = because)]
    because: OverrideReason,
    #[arg(long, value_name = "WHY")]
    reason: String,
}

#[derive(Args)]
pub(super) struct Overrides {
    #[command(flatten)]
    connect: ConnectArgs,
}

fn id(word: &str) -> Result<OverrideId, WordFault> {
    word.parse().map_err(WordFault)
}

fn units(word: &str) -> Result<Quantity, WordFault> {
    word.parse().map_err(|error: yicang_domain::quantity::QuantityError| WordFault(error.message()))
}

fn lot(word: &str) -> Result<LotKey, WordFault> {
    let parts: Vec<&str> = word.split('/').collect();
    let read = || {
        let [depot, item, lot] = parts[..] else { return None };
        Some(LotKey { depot: depot.parse().ok()?, item: item.parse().ok()?, lot: lot.parse().ok()? })
    };
    read().ok_or_else(|| WordFault(message!("centre-lot-words", words = word)))
}

fn site(word: &str) -> Result<SiteId, WordFault> {
    word.parse().map_err(|error: yicang_domain::id::IdError| WordFault(error.message()))
}

fn item(word: &str) -> Result<ItemId, WordFault> {
    word.parse().map_err(|error: yicang_domain::id::IdError| WordFault(error.message()))
}

fn because(word: &str) -> Result<OverrideReason, WordFault> {
    word.parse().map_err(WordFault)
}

impl Overriding {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let (column, bound) = match self {
            Self::Pin(Bounded { column, units }) => (column, Bound::Pin(units)),
            Self::Forbid(column) => (column, Bound::Forbid),
            Self::AtLeast(Bounded { column, units }) => (column, Bound::AtLeast(units)),
            Self::AtMost(Bounded { column, units }) => (column, Bound::AtMost(units)),
            Self::Exactly(Bounded { column, units }) => (column, Bound::Exactly(units)),
            Self::TakeBack { connect, id, why } => {
                let centre = connect.connect(console.language).await?;
                let record = centre.take_back(id, why.because, &why.reason).await?;
                return Ok(console.say(&message!("overriding-ended", id = id.to_string(), record = record))?);
            }
        };
        let Column { connect, lot, site, serves, why } = column;
        let need = NeedKey { site, item: serves.unwrap_or_else(|| lot.item.clone()) };
        let lines = [OverrideLine { lot, need, bound }];
        let centre = connect.connect(console.language).await?;
        let id = centre.override_plans(&lines, why.because, &why.reason).await?;
        Ok(console.say(&message!("overriding-signed", id = id.to_string()))?)
    }
}

impl Overrides {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let all = self.connect.connect(console.language).await?.overrides().await?;
        let headings = [
            message!("overriding-heading-id"),
            message!("centre-heading-lot-full"),
            message!("overriding-heading-need"),
            message!("overriding-heading-what"),
            message!("overriding-heading-because"),
            message!("overriding-heading-by"),
            message!("overriding-heading-state"),
        ];
        let (mut table, language) = (Table::new(headings, console.language), console.language);
        for (id, of) in &all {
            let state = match of.taken_back {
                None => message!("overriding-open"),
                Some(entry) => message!("overriding-closed", entry = entry),
            };
            for OverrideLine { lot, need, bound } in &of.lines {
                let (what, because) = (bound.message().say(language), of.because.message().say(language));
                let state = state.say(language);
                let names = [id.to_string(), lot.to_string(), need.to_string()];
                let [id, lot, need] = names;
                table.row(&[id, lot, need, what, because, of.by.to_string(), state]);
            }
        }
        if !all.is_empty() {
            console.table(&table)?;
        }
        let open = all.iter().filter(|(_, of)| of.taken_back.is_none()).count();
        Ok(console.say(&message!("overriding-count", open = open, all = all.len()))?)
    }
}
