//! `verify-need`: a coordinator says what a site is entitled to of an item.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::client::coordinator::SituationView;
use crate::events::verification::{SentLine, VerifyAsk};
use crate::terminal::console::Console;
use crate::terminal::word_fault::WordFault;
use std::str::FromStr;
use yicang_domain::{Catalogue, Quantity};
use yicang_language::{Message, message};

#[derive(clap::Args)]
pub(super) struct VerifyNeed {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "SITE/ITEM")]
    need: String,
    #[arg(long, value_name = "UNITS")]
    entitlement: Option<Quantity>,
    #[arg(long, default_value = "")]
    class: String,
    #[arg(long)]
    revoke: bool,
    #[arg(long, value_name = "TEXT")]
    basis: String,
    #[arg(long, value_name = "SHA256")]
    evidence: Option<Sha256Digits>,
}

/// 64 hexadecimal digits on the command line.
#[derive(Debug, Clone)]
struct Sha256Digits([u8; 32]);

impl FromStr for Sha256Digits {
    type Err = WordFault;

    fn from_str(text: &str) -> Result<Self, WordFault> {
        let wrong = || WordFault(message!("centre-needs-bad-hash", text = format!("{text:?}")));
        yicang_exchange::of_hex(text).map(Self).ok_or_else(wrong)
    }
}

/// The site and the item that `SITE/ITEM` means. An id may have a slash itself: what the catalogue knows is meant.
pub(super) fn known_need(need: &str, known: &SituationView) -> Result<(String, String), Failure> {
    let mut splits = need.match_indices('/').map(|(at, _)| (&need[..at], &need[at + 1..]));
    let is_known = |(site, item): &(&str, &str)| {
        known.sites.contains(*site) && known.units.keys().any(|known| known.as_str() == *item)
    };
    let found = splits.find(is_known).map(|(site, item)| (site.to_owned(), item.to_owned()));
    found.ok_or_else(|| Failure::usage(message!("centre-needs-unknown", need = need)))
}

/// The depot and the item that `DEPOT/ITEM` means, as the catalogue knows them.
pub(super) fn known_stock(stock: &str, known: &Catalogue) -> Result<(String, String), Failure> {
    let mut splits = stock.match_indices('/').map(|(at, _)| (&stock[..at], &stock[at + 1..]));
    let is_known = |(depot, item): &(&str, &str)| {
        let (depot, item) = (depot.parse().ok(), item.parse().ok());
        depot.is_some_and(|depot| known.depots.contains_key(&depot))
            && item.is_some_and(|item| known.items.contains_key(&item))
    };
    let found = splits.find(is_known).map(|(depot, item)| (depot.to_owned(), item.to_owned()));
    found.ok_or_else(|| Failure::usage(message!("centre-stock-unknown", stock = stock)))
}

impl VerifyNeed {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let entitlement = match (self.entitlement, self.revoke) {
            (Some(units), false) => units.units(),
            (None, true) if self.class.is_empty() => 0,
            (None, false) => return Err(Failure::usage(message!("centre-revoke-or-entitlement"))),
            (_, true) => return Err(Failure::usage(message!("centre-revoke-with"))),
        };
        let centre = self.connect.connect(console.language).await?;
        let (site_id, item_id) = known_need(&self.need, &centre.situation().await?)?;
        let line = SentLine {
            site_id,
            item_id,
            entitlement,
            priority_class: self.class,
            basis: self.basis,
            evidence_sha256: self.evidence.map(|hash| hash.0.to_vec()).unwrap_or_default(),
            revoke: self.revoke,
        };
        let record = centre.give(VerifyAsk { lines: vec![line] }.to_wire()).await?;
        if self.revoke {
            return Ok(console.say(&message!("centre-revoked", need = &self.need, record = record))?);
        }
        Ok(console.say(&message!("centre-verified", lines = Message::verbatim(&self.need), record = record))?)
    }
}
